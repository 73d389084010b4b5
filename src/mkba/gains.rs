//! What a project brings against the reference in one draw: every posting of the journal, by year, adjusted as the
//! terms say and discounted.
//!
//! Each cell of the table year by posting is rounded once, to a millionth of a euro; everything else is an exact
//! sum of cells. So years, items, stakeholders and views of the same table add up to each other to the last digit.

use super::{Item, Posting, Valuation};
use crate::domain::MUNICIPALITY;
use crate::units::Money;

/// On what terms costs and benefits are counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    pub valuation: Valuation,
    /// Calendar year of the first amounts.
    pub start_year: i32,
    /// Years that count, from the first one on.
    pub years: usize,
    /// Price level of the figures over that of the amounts.
    pub price_factor: f64,
    /// Multiplies the effects of a project, not its programme.
    pub effect_size: f64,
    /// By effect, the part of a gain that is counted; empty counts all of it.
    pub corrections: Vec<f64>,
    /// Whether the receiver of a benefit loses what the payer saves.
    pub receivers_lose: bool,
}

impl Terms {
    /// Everything as it is in the run.
    pub fn plain(valuation: Valuation, start_year: i32, years: usize) -> Self {
        Self {
            valuation,
            start_year,
            years,
            price_factor: 1.0,
            effect_size: 1.0,
            corrections: Vec::new(),
            receivers_lose: true,
        }
    }

    /// What the gain of a posting in a year is multiplied by. Only gains of the payer are corrected for optimism.
    fn factor(&self, item: Item, gain: Money) -> f64 {
        let Item::Effect(effect) = item else { return self.price_factor };
        let correction = self.corrections.get(effect).copied().unwrap_or(1.0);
        let correction = if gain > Money::ZERO { correction } else { 1.0 };
        self.price_factor * self.effect_size * correction
    }

    /// Who gains what the payer of a posting pays less; none where that is not counted.
    fn receiver<'a>(&self, posting: &'a Posting) -> Option<&'a str> {
        let counts = self.receivers_lose || posting.item.is_programme();
        posting.receiver.as_deref().filter(|_| counts)
    }
}

/// Whose costs and benefits are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// All parties together: transfers cancel out.
    Society,
    /// The municipality's purse alone.
    Municipality,
}

impl View {
    pub const ALL: [Self; 2] = [Self::Society, Self::Municipality];

    /// The name in tables and in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Society => "society",
            Self::Municipality => "municipality",
        }
    }
}

/// Yearly amounts of one view, in whole millionths of a euro.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flows {
    /// Extra costs of the programme, discounted.
    pub costs: Vec<Money>,
    /// Avoided effects, discounted.
    pub benefits: Vec<Money>,
    /// Benefits minus costs, not discounted.
    pub net: Vec<Money>,
}

/// The gains of a project, by year and posting.
pub struct Gains<'a> {
    postings: &'a [Posting],
    terms: &'a Terms,
    /// Less paid than in the reference, by year, then posting.
    amounts: Vec<Money>,
    discounted: Vec<Money>,
    /// Discounted, over all years, by posting.
    present: Vec<Money>,
}

impl<'a> Gains<'a> {
    /// `project` and `reference` are amounts paid, by year, then posting; what a list does not have is zero.
    pub fn new(
        postings: &'a [Posting],
        project: &Amounts<'_>,
        reference: &Amounts<'_>,
        terms: &'a Terms,
    ) -> Self {
        let cells = terms.years * postings.len();
        let (mut amounts, mut discounted) = (Vec::with_capacity(cells), Vec::with_capacity(cells));
        let mut present = vec![Money::ZERO; postings.len()];
        for (year, calendar) in (0..terms.years).zip(terms.start_year..) {
            let weight = terms.valuation.factor(calendar);
            for (index, posting) in postings.iter().enumerate() {
                let gain = reference.get(year, index) - project.get(year, index);
                let factor = terms.factor(posting.item, gain);
                let gain = gain.to_f64() * factor;
                let now = Money::from_f64(gain * weight);
                amounts.push(Money::from_f64(gain));
                discounted.push(now);
                present[index] += now;
            }
        }
        Self { postings, terms, amounts, discounted, present }
    }

    /// Discounted gain on a posting over all years: what its payer pays less.
    pub fn present_value(&self, posting: usize) -> Money {
        self.present[posting]
    }

    /// What a view gains for each euro that the payer of a posting gains: 1, -1 or nothing.
    pub fn weight(&self, view: View, posting: usize) -> i64 {
        let posting = &self.postings[posting];
        let receiver = self.terms.receiver(posting);
        match view {
            View::Society => i64::from(receiver.is_none()),
            View::Municipality => {
                i64::from(posting.payer == MUNICIPALITY) - i64::from(receiver == Some(MUNICIPALITY))
            }
        }
    }

    /// Discounted gain of a party.
    pub fn of_party(&self, party: &str) -> Money {
        let postings = self.postings.iter().enumerate();
        let gain = postings.map(|(index, posting)| {
            let pays = i64::from(posting.payer == party);
            let receives = i64::from(self.terms.receiver(posting) == Some(party));
            self.present_value(index) * (pays - receives)
        });
        gain.sum()
    }

    /// Yearly costs, benefits and net amounts of a view.
    pub fn flows(&self, view: View) -> Flows {
        let mut flows = Flows::default();
        let weights: Vec<i64> =
            (0..self.postings.len()).map(|index| self.weight(view, index)).collect();
        let width = self.postings.len().max(1);
        for (amounts, discounted) in self.amounts.chunks(width).zip(self.discounted.chunks(width)) {
            let sum = |cells: &[Money], programme: Option<bool>| -> Money {
                let cells = cells.iter().zip(self.postings).zip(&weights);
                let counted = cells.filter(|((_, posting), _)| {
                    programme.is_none_or(|wanted| posting.item.is_programme() == wanted)
                });
                counted.map(|((cell, _), weight)| *cell * *weight).sum()
            };
            flows.costs.push(-sum(discounted, Some(true)));
            flows.benefits.push(sum(discounted, Some(false)));
            flows.net.push(sum(amounts, None));
        }
        // A run without any posting still has its years.
        flows.costs.resize(self.terms.years, Money::ZERO);
        flows.benefits.resize(self.terms.years, Money::ZERO);
        flows.net.resize(self.terms.years, Money::ZERO);
        flows
    }
}

/// Amounts by year and posting, in a list that may hold fewer postings than there are.
#[derive(Clone, Copy, Debug)]
pub struct Amounts<'a> {
    pub cells: &'a [Money],
    /// Postings in the list.
    pub width: usize,
}

impl Amounts<'_> {
    /// The amount of a posting in a year.
    pub fn get(&self, year: usize, posting: usize) -> Money {
        if posting < self.width { self.cells[year * self.width + posting] } else { Money::ZERO }
    }
}

#[cfg(test)]
mod tests;
