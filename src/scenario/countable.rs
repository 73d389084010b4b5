//! Holds every alternative of a scenario, also under stress, against what can be counted ([`super::amounts`]).

use super::Scenario;
use super::amounts::{Amounts, TooLarge, domains};
use super::budget_terms::budget_terms;
use super::parameters::{Tables, parameters};
use super::tree::Node;
use crate::diagnostics::{Diagnostic, Place};
use crate::study::{Model, Quantity, sampling};

/// A quantity without an end exceeds what is taken for it with this chance.
const HARDLY: f64 = 1e-12;

/// What is wrong with the amounts of a scenario, if anything; `all` counts all years together too.
pub fn objection(scenario: &Scenario, root: &Node, all: bool) -> Option<Diagnostic> {
    let (alternative, found) = too_large(scenario, all)?;
    let table = found.source.words().1;
    let id = scenario.alternatives[alternative].id.as_str();
    let own = [&["alternatives", id], table].concat();
    let node = root.find(&own).or_else(|| root.find(table));
    let whole = || Place { span: None, ..root.place.clone() };
    let place = node.map_or_else(whole, |node| node.place.clone());
    Some(found.diagnostic().at(&place))
}

/// The first alternative of which something is too large.
fn too_large(scenario: &Scenario, all: bool) -> Option<(usize, TooLarge)> {
    let samples = Samples {
        high: ends(scenario, true),
        low: ends(scenario, false),
        central: sampling::central(&scenario.stress_quantities),
    };
    let stressed = scenario.stresses.iter().map(|stress| &stress.tables);
    let tables = std::iter::once(&scenario.tables).chain(stressed);
    let mut tables = tables.flat_map(|tables| tables.iter().enumerate());
    tables.find_map(|(alternative, tables)| {
        Some((alternative, samples.objection(scenario, tables, all)?))
    })
}

/// Every quantity as large and as small as it gets, and at its mean.
struct Samples {
    high: Vec<f64>,
    low: Vec<f64>,
    central: Vec<f64>,
}

impl Samples {
    fn objection(&self, scenario: &Scenario, tables: &Tables, all: bool) -> Option<TooLarge> {
        let at = |sample: &[f64]| parameters(tables, scenario.start_year, scenario.years, sample);
        let high = at(&self.high);
        let domains = domains(&at(&self.central), &high);
        let reserve = budget_terms(&tables.base, &self.high).available_reserve.unwrap_or(0.0);
        // Before the base year a high rate makes amounts larger, after it a low one.
        [&self.high, &self.low].into_iter().find_map(|sample| {
            let valuation = scenario.valuation(sample);
            Amounts::of(&high, domains, reserve, &valuation).objection(all)
        })
    }
}

/// The upper or lower end of every quantity: of its distribution, or in a posterior.
fn ends(scenario: &Scenario, upper: bool) -> Vec<f64> {
    let further = |a: f64, b: f64| if upper { a.max(b) } else { a.min(b) };
    let stored = |index: usize| {
        let own = scenario.posterior.as_ref()?;
        let column = own.columns.get(index).copied().flatten()?;
        let rows = 0..own.posterior.rows();
        rows.map(|row| own.posterior.row(row)[column]).reduce(further)
    };
    let end = |(index, quantity): (usize, &Quantity)| {
        let (low, high) = quantity.distribution.support();
        let (end, chance) = if upper { (high, 1.0 - HARDLY) } else { (low, HARDLY) };
        let end = if end.is_finite() { end } else { quantity.distribution.quantile(chance) };
        stored(index).map_or(end, |stored| further(stored, end))
    };
    scenario.stress_quantities.iter().enumerate().map(end).collect()
}
