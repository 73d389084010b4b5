//! The MKBA as sums that a controller can follow: mean volumes, prices, shares and discount factors by year, beside what the
//! program makes of all draws.
//!
//! The MKBA of one draw is linear in volumes and in prices, but its mean over the draws is not the product of their means:
//! prices and volumes may move together, the discount rate may be uncertain, corrections for optimism fall on gains only,
//! and a drawn mean is not quite the expected one. So the sums from means and the mean of the sums are both here, and their
//! difference is for the reader to see. Volumes are those of the reference minus those of the project: what is avoided.

use super::{Appraisal, Basis, Estimate, appraise};
use crate::mkba::{Effect, Item, Posting, View};
use crate::stats::summary;
use crate::study::{Outcome, SampleTable};

/// Everything on the sheet. All means are over the draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Worksheet {
    /// Real, per year.
    pub discount_rate: f64,
    pub base_year: i32,
    pub start_year: i32,
    pub years: usize,
    pub effects: Vec<EffectTerms>,
    pub stakeholders: Vec<String>,
    pub projects: Vec<Project>,
}

/// What one unit of an effect is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectTerms {
    pub label: String,
    pub unit: String,
    /// Euro per unit, with every uncertain number at its mean.
    pub price: f64,
    /// The part of a gain that is counted, 0 to 1.
    pub correction: f64,
    /// Not pro memorie.
    pub counted: bool,
}

/// One alternative against the reference.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Index among the alternatives of the run.
    pub alternative: usize,
    /// Units avoided, by effect, then year.
    pub volumes: Vec<Vec<f64>>,
    pub lines: Vec<Line>,
    /// Mean present value that each stakeholder gains.
    pub parties: Vec<f64>,
    pub net: Estimate,
    pub municipal: Estimate,
}

/// One posting: who pays what, and to whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub posting: Posting,
    /// Of an effect, the part of its value that is this posting; 0 where the effects do not tell.
    pub share: f64,
    /// Euro that the payer pays less, by year, not discounted and not corrected.
    pub amounts: Vec<f64>,
    /// Mean present value over the draws, as the program counts it.
    pub present: f64,
}

/// The worksheet of a run, with the effects as they are at their means; none without a reference or draws.
pub fn worksheet(table: &SampleTable, effects: &[Effect]) -> Option<Worksheet> {
    let reference = table.header.reference()?;
    let first = table.outcomes.get(reference)?.first()?;
    let rates: Vec<f64> =
        table.outcomes[reference].iter().map(|outcome| outcome.valuation.discount_rate).collect();
    let appraisals = appraise(table, &Basis::default());
    let projects = appraisals.iter().map(|appraisal| project(table, effects, reference, appraisal));
    Some(Worksheet {
        discount_rate: summary::mean(&rates)?,
        base_year: first.valuation.base_year,
        start_year: table.header.start_year,
        years: table.header.years,
        effects: effects.iter().zip(corrections(table)).map(terms).collect(),
        stakeholders: table.stakeholders.clone(),
        projects: projects.collect::<Option<_>>()?,
    })
}

fn terms((effect, correction): (&Effect, f64)) -> EffectTerms {
    EffectTerms {
        label: effect.label.clone(),
        unit: effect.unit.clone(),
        price: effect.value,
        correction,
        counted: !effect.pm,
    }
}

/// Mean over the draws of the part of a gain that is counted, by effect.
fn corrections(table: &SampleTable) -> Vec<f64> {
    let effects = &table.header.effects;
    let Some(optimism) = &table.header.optimism else { return vec![1.0; effects.len()] };
    let rows: Vec<Vec<f64>> =
        table.draws.iter().map(|draw| optimism.in_row(table.layout.row(*draw), effects)).collect();
    let mean = |effect: usize| {
        let values: Vec<f64> =
            rows.iter().map(|row| row.get(effect).copied().unwrap_or(1.0)).collect();
        summary::mean(&values).unwrap_or(1.0)
    };
    (0..effects.len()).map(mean).collect()
}

fn project(
    table: &SampleTable,
    effects: &[Effect],
    reference: usize,
    appraisal: &Appraisal,
) -> Option<Project> {
    let pairs: Vec<(&Outcome, &Outcome)> =
        table.outcomes[reference].iter().zip(&table.outcomes[appraisal.alternative]).collect();
    let mean = |value: &dyn Fn(&Outcome) -> f64| -> f64 {
        let gains: Vec<f64> =
            pairs.iter().map(|(before, after)| value(before) - value(after)).collect();
        summary::mean(&gains).unwrap_or(0.0)
    };
    let years = 0..table.header.years;
    let width = table.columns.len();
    let volumes = table.header.effects.iter().map(|id| {
        let column = format!("effect_{id}");
        let place = table.columns.iter().position(|own| *own == column);
        let units = |year: usize| {
            place.map_or(0.0, |place| mean(&|outcome| outcome.years[year * width + place]))
        };
        years.clone().map(units).collect()
    });
    let present = |posting: usize| {
        summary::mean(&appraisal.each(|draw| draw.postings[posting])).unwrap_or(0.0)
    };
    let line = |(index, posting): (usize, &Posting)| {
        let amount =
            |year: usize| mean(&|outcome| table.amounts(outcome).get(year, index).to_f64());
        Line {
            posting: posting.clone(),
            share: share(posting, effects),
            amounts: years.clone().map(amount).collect(),
            present: present(index),
        }
    };
    let party =
        |index: usize| summary::mean(&appraisal.each(|draw| draw.parties[index])).unwrap_or(0.0);
    Some(Project {
        alternative: appraisal.alternative,
        volumes: volumes.collect(),
        lines: table.postings.iter().enumerate().map(line).collect(),
        parties: (0..table.stakeholders.len()).map(party).collect(),
        net: appraisal.net(View::Society)?.estimate,
        municipal: appraisal.net(View::Municipality)?.estimate,
    })
}

/// The part of the value of an effect that a posting of it is; 0 for other items.
fn share(posting: &Posting, effects: &[Effect]) -> f64 {
    let Item::Effect(index) = posting.item else { return 0.0 };
    let Some(effect) = effects.get(index) else { return 0.0 };
    let payers = effect.payers.iter().filter(|(payer, _)| *payer == posting.payer);
    let paid: f64 = summary::sum(payers.map(|(_, share)| *share));
    let received = match (&effect.transfer, &posting.receiver) {
        (Some(transfer), Some(receiver)) if *receiver == transfer.to => transfer.share,
        (Some(transfer), None) => 1.0 - transfer.share,
        (None, None) => 1.0,
        _ => 0.0,
    };
    paid * received
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DomainSet;
    use crate::mkba::Transfer;

    fn effect(transfer: Option<Transfer>) -> Effect {
        Effect {
            id: "bijstand".into(),
            label: "Bijstand".into(),
            unit: "maand".into(),
            domains: DomainSet::ALL,
            rate: [0.0; 4],
            value: 1_000.0,
            payers: vec![("gemeente".into(), 0.25), ("rijk".into(), 0.75)],
            transfer,
            pm: false,
        }
    }

    #[test]
    fn the_postings_of_an_effect_together_are_its_whole_value() {
        let half = Some(Transfer { to: "huishouden".into(), share: 0.6 });
        let posting = |payer: &str, receiver: Option<&str>| Posting {
            item: Item::Effect(0),
            payer: payer.into(),
            receiver: receiver.map(str::to_owned),
        };
        let effects = [effect(half)];
        let found = [
            share(&posting("gemeente", Some("huishouden")), &effects),
            share(&posting("gemeente", None), &effects),
            share(&posting("rijk", Some("huishouden")), &effects),
            share(&posting("rijk", None), &effects),
        ];
        for (found, expected) in found.into_iter().zip([0.15, 0.10, 0.45, 0.30]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        assert_eq!(share(&posting("rijk", Some("politie")), &effects), 0.0);
        let plain = [effect(None)];
        assert_eq!(share(&posting("rijk", None), &plain), 0.75);
        assert_eq!(share(&posting("rijk", Some("huishouden")), &plain), 0.0);
        assert_eq!(share(&Posting { item: Item::Team, ..posting("rijk", None) }, &plain), 0.0);
    }
}
