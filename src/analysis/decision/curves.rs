//! Curves over the willingness to pay: acceptability, its frontier, expected loss and value of perfect information.

use serde::Serialize;

use super::figure::Figure;
use super::frontier::{Place, frontier};
use super::standing::{best, chances, maxima, minus};
use super::table::{Criterion, DecisionTable};
use crate::analysis::Chance;
use crate::stats::smooth::Weights;

/// Everything over one grid. Lists by strategy have a value per point of the grid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curves {
    /// Willingness to pay for a unit of effect.
    pub grid: Vec<f64>,
    /// Acceptability curves: the chance of each strategy to have the highest net benefit (van Hout et al., Health
    /// Economics 3, 1994).
    pub acceptability: Vec<Vec<Chance>>,
    /// The strategy with the highest expected net benefit; its chance is the acceptability frontier (Fenwick, Claxton &
    /// Sculpher, Health Economics 10, 2001).
    pub best: Vec<usize>,
    /// Whether that one leads every other by more than two standard errors of their difference, draw by draw.
    pub clear: Vec<bool>,
    pub expected_loss: Vec<Vec<Figure>>,
    /// Expected value of perfect information.
    pub evpi: Vec<Figure>,
    /// Where the best strategy changes: the ratios along the efficient frontier.
    pub switches: Vec<Switch>,
}

/// A willingness to pay at which another strategy becomes the best one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Switch {
    pub at: Figure,
    pub from: usize,
    pub to: usize,
}

/// The curves; `None` where the table has no costs and effects.
pub fn curves(table: &DecisionTable, grid: &[f64]) -> Option<Curves> {
    let strategies = table.strategies.len();
    let mut curves = Curves {
        grid: grid.to_vec(),
        acceptability: vec![Vec::new(); strategies],
        best: Vec::new(),
        clear: Vec::new(),
        expected_loss: vec![Vec::new(); strategies],
        evpi: Vec::new(),
        switches: switches(table)?,
    };
    for willingness in grid {
        let net_benefit = table.net_benefit(Criterion::WillingnessToPay(*willingness))?;
        let maxima = maxima(&net_benefit);
        let best = best(&net_benefit, &table.weights);
        let chances = chances(&net_benefit, &maxima, &table.weights);
        for (strategy, chance) in chances.into_iter().enumerate() {
            curves.acceptability[strategy].push(chance);
            let loss = Figure::mean(&minus(&maxima, &net_benefit[strategy]), &table.weights);
            curves.expected_loss[strategy].push(loss);
        }
        curves.best.push(best);
        curves.clear.push(is_clear(&net_benefit, best, &table.weights));
        curves.evpi.push(curves.expected_loss[best][curves.evpi.len()]);
    }
    Some(curves)
}

/// Whether a strategy leads every other by more than the error of the difference.
fn is_clear(net_benefit: &[Vec<f64>], best: usize, weights: &Weights) -> bool {
    let lead = |other: &Vec<f64>| Figure::mean(&minus(&net_benefit[best], other), weights);
    let others = net_benefit.iter().enumerate().filter(|(index, _)| *index != best);
    others.map(|(_, other)| lead(other)).all(|own| own.is_beyond_two_errors())
}

fn switches(table: &DecisionTable) -> Option<Vec<Switch>> {
    let (cost, effect) = (table.outcomes.cost.as_ref()?, table.outcomes.effect.as_ref()?);
    let places = frontier(cost, effect, &table.weights);
    let switch = |(to, place): (usize, &Place)| match place {
        Place::Frontier { over: Some(from), icer: Some(at) } if at.value >= 0.0 => {
            Some(Switch { at: *at, from: *from, to })
        }
        _ => None,
    };
    let mut switches: Vec<Switch> = places.iter().enumerate().filter_map(switch).collect();
    switches.sort_by(|a, b| a.at.value.total_cmp(&b.at.value));
    Some(switches)
}

/// Points of a grid that nobody asked for.
const POINTS: usize = 41;

/// From 0 to a round number of about twice the highest ratio along the frontier; where the frontier has none, twice
/// the largest ratio of mean cost to mean effect between two strategies. `None` where the table has no costs and
/// effects, or where effects do not differ.
pub fn default_grid(table: &DecisionTable) -> Option<Vec<f64>> {
    let (cost, effect) = (table.outcomes.cost.as_ref()?, table.outcomes.effect.as_ref()?);
    let along = switches(table)?.into_iter().map(|switch| switch.at.value).fold(0.0, f64::max);
    let mean = |list: &Vec<f64>| table.weights.mean(list.iter().copied());
    let mut largest = along;
    if largest == 0.0 {
        for a in 0..cost.len() {
            for b in 0..a {
                let ratio =
                    (mean(&cost[a]) - mean(&cost[b])) / (mean(&effect[a]) - mean(&effect[b]));
                if ratio.is_finite() {
                    largest = largest.max(ratio.abs());
                }
            }
        }
    }
    let end = round_up(2.0 * largest)?;
    Some((0..POINTS).map(|i| end * i as f64 / (POINTS - 1) as f64).collect())
}

/// The next of 1, 2, 5, 10, 20, ... and so on.
fn round_up(value: f64) -> Option<f64> {
    if !(value > 0.0 && value.is_finite()) {
        return None;
    }
    let decade = libm::exp10(libm::floor(libm::log10(value)));
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * decade).find(|step| *step >= value)
}
