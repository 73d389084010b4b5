//! The MKBA of a project: its gains against the reference in every draw, and what they add up to.
//!
//! All figures are valued from the journals of the sample table: no volume is simulated again. Definitions stand in
//! `docs/mkba.md`. Estimates are over the draws; within a draw all sums are exact.

use std::sync::Arc;

use super::{Chance, Difference, Draws, Estimate};
use crate::mkba::{Flows, Gains, Item, Optimism, Terms, Valuation, View};
use crate::study::{Outcome, SampleTable};
use crate::units::Money;

/// On what terms the gains of all draws are counted; the default is that of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Basis {
    /// Real discount rate per year; none is that of each draw.
    pub discount_rate: Option<f64>,
    /// Years that count from the first one on; none is all of them.
    pub horizon: Option<usize>,
    pub price_factor: f64,
    pub effect_size: f64,
    pub bias: Bias,
    pub receivers_lose: bool,
}

impl Default for Basis {
    fn default() -> Self {
        Self {
            discount_rate: None,
            horizon: None,
            price_factor: 1.0,
            effect_size: 1.0,
            bias: Bias::AsRun,
            receivers_lose: true,
        }
    }
}

/// Whether gains on effects are corrected for optimism.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Bias {
    /// As the scenario of the run says.
    #[default]
    AsRun,
    Off,
    On(Optimism),
}

impl Basis {
    /// Years that count.
    pub fn years(&self, table: &SampleTable) -> usize {
        self.horizon.unwrap_or(table.header.years).min(table.header.years)
    }

    fn terms(&self, table: &SampleTable, valuation: Valuation, draw: u64) -> Terms {
        let rate = self.discount_rate.unwrap_or(valuation.discount_rate);
        let optimism = match &self.bias {
            Bias::AsRun => table.header.optimism.as_ref(),
            Bias::Off => None,
            Bias::On(optimism) => Some(optimism),
        };
        let row = table.layout.row(draw);
        let corrected = |known: &Optimism| known.in_row(row, &table.header.effects);
        Terms {
            valuation: Valuation { discount_rate: rate, ..valuation },
            start_year: table.header.start_year,
            years: self.years(table),
            price_factor: self.price_factor,
            effect_size: self.effect_size,
            corrections: optimism.map(corrected).unwrap_or_default(),
            receivers_lose: self.receivers_lose,
        }
    }
}

/// The gains of one project in all draws.
#[derive(Clone, Debug)]
pub struct Appraisal {
    /// Index among the alternatives of the run.
    pub alternative: usize,
    pub draws: Vec<DrawGains>,
    /// How precise figures over them are.
    precision: Arc<Draws>,
}

/// The gains of one project in one draw; discounted unless stated otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawGains {
    /// By posting of the table: what its payer pays less.
    pub postings: Vec<Money>,
    /// By stakeholder of the table.
    pub parties: Vec<Money>,
    /// By view, in the order of [`View::ALL`].
    pub flows: [Flows; 2],
    /// What each view gains for each euro on a posting.
    weights: [Vec<i64>; 2],
}

/// The appraisal of every alternative but the reference; none where the run has no reference.
pub fn appraise(table: &SampleTable, basis: &Basis) -> Vec<Appraisal> {
    let Some(reference) = table.header.reference() else { return Vec::new() };
    let precision = Arc::new(Draws::of(table));
    let projects = (0..table.header.alternatives.len()).filter(|index| *index != reference);
    projects
        .map(|alternative| {
            let pairs = table.outcomes[alternative].iter().zip(&table.outcomes[reference]);
            let draws = pairs.zip(&table.draws).map(|((project, reference), draw)| {
                draw_gains(table, [project, reference], basis, *draw)
            });
            Appraisal { alternative, draws: draws.collect(), precision: precision.clone() }
        })
        .collect()
}

fn draw_gains(
    table: &SampleTable,
    [project, reference]: [&Outcome; 2],
    basis: &Basis,
    draw: u64,
) -> DrawGains {
    let terms = basis.terms(table, project.valuation, draw);
    let (paid, before) = (table.amounts(project), table.amounts(reference));
    let gains = Gains::new(&table.postings, &paid, &before, &terms);
    let postings = 0..table.postings.len();
    DrawGains {
        postings: postings.clone().map(|posting| gains.present_value(posting)).collect(),
        parties: table.stakeholders.iter().map(|party| gains.of_party(party)).collect(),
        flows: View::ALL.map(|view| gains.flows(view)),
        weights: View::ALL
            .map(|view| postings.clone().map(|posting| gains.weight(view, posting)).collect()),
    }
}

/// Net present value of an alternative against the reference in every draw, euro; empty for the reference itself, and
/// where the run has none.
pub fn net_present_values(table: &SampleTable, alternative: usize, view: View) -> Vec<f64> {
    let reference = table.header.reference().filter(|reference| *reference != alternative);
    let Some(reference) = reference else { return Vec::new() };
    let pairs = table.outcomes[alternative].iter().zip(&table.outcomes[reference]);
    let net = pairs.zip(&table.draws).map(|((project, reference), draw)| {
        draw_gains(table, [project, reference], &Basis::default(), *draw).net(view)
    });
    net.map(Money::to_f64).collect()
}

impl DrawGains {
    pub fn flows(&self, view: View) -> &Flows {
        &self.flows[view as usize]
    }

    /// Net present value to a view.
    pub fn net(&self, view: View) -> Money {
        self.benefits(view) - self.costs(view)
    }

    /// Discounted extra costs of the programme.
    pub fn costs(&self, view: View) -> Money {
        self.flows(view).costs.iter().copied().sum()
    }

    /// Discounted benefits.
    pub fn benefits(&self, view: View) -> Money {
        self.flows(view).benefits.iter().copied().sum()
    }
}

/// One year of one view; euro of the price level of the basis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct YearLine {
    pub year: i32,
    /// Discounted.
    pub costs: Estimate,
    pub benefits: Estimate,
    pub net: Estimate,
    /// Discounted net amounts up to and including this year.
    pub cumulative: Estimate,
    /// Not discounted.
    pub net_undiscounted: Estimate,
}

/// One item of one view: what it gains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ItemLine {
    pub item: Item,
    pub gain: Estimate,
}

/// What one stakeholder gains.
#[derive(Clone, Debug, PartialEq)]
pub struct PartyLine {
    pub party: String,
    pub gain: Difference,
}

/// Money that moves between two parties: what `from` pays more than in the reference, and `to` receives.
#[derive(Clone, Debug, PartialEq)]
pub struct TransferLine {
    pub item: Item,
    pub from: String,
    pub to: String,
    pub amount: Estimate,
}

impl Appraisal {
    /// A figure of every draw.
    pub fn each(&self, figure: impl Fn(&DrawGains) -> Money) -> Vec<f64> {
        self.draws.iter().map(|draw| figure(draw).to_f64()).collect()
    }

    /// The estimate of a figure that every draw has.
    pub(super) fn estimate(&self, values: &[f64]) -> Option<Estimate> {
        self.precision.estimate(values)
    }

    /// The estimate of a figure over the draws that have it.
    pub(super) fn estimate_of_some(&self, values: &[Option<f64>]) -> Option<Estimate> {
        let (draws, known) = self.precision.present(values);
        draws.estimate(&known)
    }

    /// The share of draws for which something holds.
    pub(super) fn share(&self, holds: impl IntoIterator<Item = bool>) -> Option<Chance> {
        let shares: Vec<f64> = holds.into_iter().map(|holds| f64::from(u8::from(holds))).collect();
        self.precision.chance(&shares)
    }

    pub fn net(&self, view: View) -> Option<Difference> {
        self.precision.difference(&self.each(|draw| draw.net(view)))
    }

    pub fn costs(&self, view: View) -> Option<Estimate> {
        self.estimate(&self.each(|draw| draw.costs(view)))
    }

    pub fn benefits(&self, view: View) -> Option<Estimate> {
        self.estimate(&self.each(|draw| draw.benefits(view)))
    }

    /// Year by year.
    pub fn years(&self, view: View, start_year: i32) -> Vec<YearLine> {
        let count = self.draws.first().map_or(0, |draw| draw.flows(view).net.len());
        let line = |year: usize| {
            let of = |figure: &dyn Fn(&Flows) -> Money| {
                self.estimate(&self.each(|draw| figure(draw.flows(view))))
            };
            Some(YearLine {
                year: start_year + year as i32,
                costs: of(&|flows| flows.costs[year])?,
                benefits: of(&|flows| flows.benefits[year])?,
                net: of(&|flows| flows.benefits[year] - flows.costs[year])?,
                cumulative: of(&|flows| {
                    let net = |year: usize| flows.benefits[year] - flows.costs[year];
                    (0..=year).map(net).sum()
                })?,
                net_undiscounted: of(&|flows| flows.net[year])?,
            })
        };
        (0..count).filter_map(line).collect()
    }

    /// What a view gains on each item that it has anything to do with, in the order of the journal. Together they
    /// are its net present value.
    pub fn items(&self, view: View, table: &SampleTable) -> Vec<ItemLine> {
        let mut items: Vec<Item> = table.postings.iter().map(|posting| posting.item).collect();
        items.sort_unstable();
        items.dedup();
        let line = |item: Item| {
            let gains = self.each(|draw| {
                let weights = draw.weights[view as usize].iter().zip(&draw.postings);
                let own = weights.zip(&table.postings).filter(|(_, p)| p.item == item);
                own.map(|((weight, gain), _)| *gain * *weight).sum()
            });
            let weighs = |draw: &DrawGains| {
                let weights = draw.weights[view as usize].iter().zip(&table.postings);
                weights.clone().any(|(weight, posting)| posting.item == item && *weight != 0)
            };
            let gain = self.estimate(&gains)?;
            self.draws.iter().any(weighs).then_some(ItemLine { item, gain })
        };
        items.into_iter().filter_map(line).collect()
    }

    /// Who gains and who loses. Together they are the net present value to society.
    pub fn parties(&self, table: &SampleTable) -> Vec<PartyLine> {
        let parties = table.stakeholders.iter().enumerate();
        let line = |(index, party): (usize, &String)| {
            let gain = self.precision.difference(&self.each(|draw| draw.parties[index]))?;
            Some(PartyLine { party: party.clone(), gain })
        };
        parties.filter_map(line).collect()
    }

    /// Payments between parties; zero to society.
    pub fn transfers(&self, table: &SampleTable) -> Vec<TransferLine> {
        let postings = table.postings.iter().enumerate();
        let line = |(index, posting): (usize, &crate::mkba::Posting)| {
            let to = posting.receiver.clone()?;
            let amount = self.estimate(&self.each(|draw| -draw.postings[index]))?;
            Some(TransferLine { item: posting.item, from: posting.payer.clone(), to, amount })
        };
        postings.filter_map(line).collect()
    }
}

#[cfg(test)]
mod tests;
