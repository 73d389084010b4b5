//! Figures of a run that charts show and no table holds: net benefit over the years, budgets that run out month by month,
//! and what the steps of the team had to do with.

use super::{Basis, Chance, Draws, Estimate, Fan, appraise};
use crate::mkba::View;
use crate::study::{Outcome, SampleTable};
use crate::units::{MONTHS, Money};

/// Discounted net benefit to society since the start, at the end of each year, by alternative; euro. The line of the
/// reference is zero. Empty for a run without a reference or with nothing beside it.
pub fn cumulative_net_benefit(table: &SampleTable) -> Vec<Fan> {
    let appraisals = appraise(table, &Basis::default());
    if appraisals.is_empty() {
        return Vec::new();
    }
    let draws = Draws::of(table);
    let years = table.header.years;
    let of = |alternative: usize| {
        let known = appraisals.iter().find(|known| known.alternative == alternative);
        let Some(known) = known else { return draws.fan(&vec![vec![0.0; years]; draws.count()]) };
        let line = |draw: &super::DrawGains| -> Vec<f64> {
            let flows = draw.flows(View::Society);
            let mut sum = Money::ZERO;
            let yearly = flows.benefits.iter().zip(&flows.costs);
            yearly
                .map(|(benefits, costs)| {
                    sum += *benefits - *costs;
                    sum.to_f64()
                })
                .collect()
        };
        draws.fan(&known.draws.iter().map(line).collect::<Vec<_>>())
    };
    (0..table.header.alternatives.len()).map(of).collect()
}

/// The chance that an area has spent more than its budget of the year by the end of each month of the year that the
/// table keeps by month; by area, then month.
pub fn depletion(table: &SampleTable, alternative: usize) -> Vec<Vec<Chance>> {
    let draws = Draws::of(table);
    let months = MONTHS as usize;
    let chance = |area: usize, month: usize| {
        let over = |outcome: &Outcome| {
            f64::from(u8::from(outcome.uitputting[area * months + month] > 1.0))
        };
        draws.chance(&table.outcomes[alternative].iter().map(over).collect::<Vec<_>>())
    };
    (0..table.header.areas.len())
        .map(|area| (0..months).filter_map(|month| chance(area, month)).collect())
        .collect()
}

/// What the steps of the team had to do with over a run; episodes unless stated otherwise. Only what is counted: how
/// many simple cases came back to the queue, and how many needs ended in it, is not.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    pub onsets: Estimate,
    pub reported: Estimate,
    /// `onsets` minus `reported`: ended before they were reported, or not reported yet.
    pub unreported: Estimate,
    pub simple: Estimate,
    pub sectoral: Estimate,
    pub complex: Estimate,
    /// `reported` minus the three above: put in the queue at the orientatie.
    pub queued: Estimate,
    pub gesprekken: Estimate,
    /// Households in the queue at the end.
    pub waiting: Estimate,
    /// Household-months by rung.
    pub support: Vec<Estimate>,
    pub closed: Estimate,
}

/// The steps of one alternative; `None` without draws.
pub fn steps(table: &SampleTable, alternative: usize) -> Option<Steps> {
    let draws = Draws::of(table);
    let of = |value: &dyn Fn(&Outcome) -> Option<f64>| -> Option<Estimate> {
        let values: Option<Vec<f64>> = table.outcomes[alternative].iter().map(value).collect();
        draws.estimate(&values?)
    };
    let column = |name: &str| of(&|outcome| table.total(outcome, name));
    let queued = |outcome: &Outcome| {
        let total = |name| table.total(outcome, name);
        let elsewhere = total("simple")? + total("sectoral")? + total("complex")?;
        Some(total("aanmeldingen")? - elsewhere)
    };
    let support: Option<Vec<Estimate>> =
        (0..crate::domain::RUNGS).map(|rung| column(&format!("supported_{rung}"))).collect();
    Some(Steps {
        onsets: column("onsets")?,
        reported: column("aanmeldingen")?,
        unreported: of(&|outcome| {
            Some(table.total(outcome, "onsets")? - table.total(outcome, "aanmeldingen")?)
        })?,
        simple: column("simple")?,
        sectoral: column("sectoral")?,
        complex: column("complex")?,
        queued: of(&queued)?,
        gesprekken: column("gesprekken")?,
        waiting: column("queue_end")?,
        support: support?,
        closed: column("closed")?,
    })
}
