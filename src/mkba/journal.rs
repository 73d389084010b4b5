//! The journal of a realisation: every cost of a year as a posting, with the party that pays it and, where the
//! money goes to another party, the party that receives it.
//!
//! Double entry makes the table of stakeholders add up by construction: a posting with a receiver (a transfer)
//! is a cost to one party and as much a gain to another, so that it is zero to society; a posting without one is
//! a cost to society. Amounts are whole millionths of a euro, so that sums are exact in any order.
//!
//! It must not discount, nor compare alternatives.

use super::{Effect, YearVolumes};
use crate::domain::{CONSORTIUM, HOUSEHOLD, MUNICIPALITY, NETWORK, PROVIDERS};
use crate::units::Money;

/// What is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// Provisions at what their delivery costs: without the provider's margin.
    Provisions,
    /// What providers are paid above that.
    ProviderMargin,
    EigenBijdrage,
    /// Administration of trekkingsrecht.
    Administration,
    /// Teams, also where another party than the municipality pays.
    Team,
    /// What the consortium keeps of the lump sums (negative: bears).
    ConsortiumResult,
    InformalCare,
    /// Index among the effects.
    Effect(usize),
}

impl Item {
    /// Whether it belongs to the cost of the programme; all else is an effect of it.
    pub fn is_programme(self) -> bool {
        !matches!(self, Self::InformalCare | Self::Effect(_))
    }

    /// The name in tables; that of an effect is its id.
    pub fn key(self) -> &'static str {
        match self {
            Self::Provisions => "provisions",
            Self::ProviderMargin => "provider_margin",
            Self::EigenBijdrage => "eigen_bijdrage",
            Self::Administration => "administration",
            Self::Team => "team",
            Self::ConsortiumResult => "consortium_result",
            Self::InformalCare => "informal_care",
            Self::Effect(_) => "effect",
        }
    }
}

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    pub item: Item,
    pub payer: String,
    /// Who receives the money; none where it is spent on something.
    pub receiver: Option<String>,
}

impl Posting {
    fn cost(item: Item, payer: &str) -> Self {
        Self { item, payer: payer.to_owned(), receiver: None }
    }

    fn transfer(item: Item, payer: &str, receiver: &str) -> Self {
        Self { receiver: Some(receiver.to_owned()), ..Self::cost(item, payer) }
    }
}

/// The postings of a realisation with their amounts by year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    pub postings: Vec<Posting>,
    /// By year, then posting.
    amounts: Vec<Money>,
}

impl Journal {
    /// The journal of these years, each with the effects as they are in it.
    pub fn new<'a>(years: impl Iterator<Item = (&'a [Effect], &'a YearVolumes)>) -> Self {
        let lines: Vec<Vec<(Posting, Money)>> =
            years.map(|(effects, year)| lines(effects, year)).collect();
        let mut postings: Vec<Posting> = Vec::new();
        for (posting, _) in lines.iter().flatten() {
            if !postings.contains(posting) {
                postings.push(posting.clone());
            }
        }
        let amounts = lines.iter().flat_map(|lines| {
            postings.iter().map(|posting| {
                lines.iter().filter(|(own, _)| own == posting).map(|(_, amount)| *amount).sum()
            })
        });
        Self { amounts: amounts.collect(), postings }
    }

    /// The amounts of a year, in the order of the postings.
    pub fn year(&self, year: usize) -> &[Money] {
        &self.amounts[year * self.postings.len()..][..self.postings.len()]
    }

    /// What a year costs each of `parties`; negative is a gain. Over all parties it is the cost to society.
    pub fn costs(&self, year: usize, parties: &[String]) -> Vec<Money> {
        let mut costs = vec![Money::ZERO; parties.len()];
        for (posting, amount) in self.postings.iter().zip(self.year(year)) {
            for (party, cost) in parties.iter().zip(&mut costs) {
                if *party == posting.payer {
                    *cost += *amount;
                }
                if posting.receiver.as_ref() == Some(party) {
                    *cost -= *amount;
                }
            }
        }
        costs
    }
}

/// Every cost of one year. Effects that are `pm` are not among them.
fn lines(effects: &[Effect], year: &YearVolumes) -> Vec<(Posting, Money)> {
    let amount = Money::from_f64;
    let margin = amount(year.provider_margin);
    let mut lines = vec![
        (Posting::cost(Item::Provisions, MUNICIPALITY), amount(year.gross) - margin),
        (Posting::transfer(Item::ProviderMargin, MUNICIPALITY, PROVIDERS), margin),
        (
            Posting::transfer(Item::EigenBijdrage, HOUSEHOLD, MUNICIPALITY),
            amount(year.eigen_bijdrage),
        ),
        (Posting::cost(Item::Administration, MUNICIPALITY), amount(year.admin_cost)),
        (Posting::cost(Item::Team, MUNICIPALITY), amount(year.team_cost)),
        (
            Posting::transfer(Item::ConsortiumResult, MUNICIPALITY, CONSORTIUM),
            amount(year.consortium_result),
        ),
        (Posting::cost(Item::InformalCare, NETWORK), amount(year.informal_care)),
    ];
    let others = year.team_cost_other.iter();
    lines.extend(others.map(|(payer, cost)| (Posting::cost(Item::Team, payer), amount(*cost))));
    let counted = effects.iter().zip(&year.effects).enumerate();
    for (index, (effect, units)) in counted.filter(|(_, (effect, _))| !effect.pm) {
        let total = amount(units * effect.value);
        for ((payer, _), part) in effect.payers.iter().zip(parts(total, &effect.payers)) {
            effect_lines(&mut lines, Item::Effect(index), effect, payer, part);
        }
    }
    lines
}

/// What one payer of an effect pays: the part that another receives apart from the part that is lost.
fn effect_lines(
    lines: &mut Vec<(Posting, Money)>,
    item: Item,
    effect: &Effect,
    payer: &str,
    amount: Money,
) {
    let Some(transfer) = &effect.transfer else {
        return lines.push((Posting::cost(item, payer), amount));
    };
    let received = amount.share(transfer.share);
    lines.push((Posting::transfer(item, payer, &transfer.to), received));
    if transfer.share < 1.0 {
        lines.push((Posting::cost(item, payer), amount - received));
    }
}

/// An amount divided by the shares of the payers, so that the parts add up to it exactly.
fn parts(total: Money, payers: &[(String, f64)]) -> Vec<Money> {
    let (mut share, mut given) = (0.0, Money::ZERO);
    let last = payers.len().saturating_sub(1);
    let mut part = |(index, (_, own)): (usize, &(String, f64))| {
        share += own;
        let until = if index == last { total } else { total.share(share) };
        let part = until - given;
        given = until;
        part
    };
    payers.iter().enumerate().map(&mut part).collect()
}

#[cfg(test)]
mod tests;
