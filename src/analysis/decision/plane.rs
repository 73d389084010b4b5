//! The cost-effectiveness plane: cost and effect of each strategy against the reference, draw by draw.

use serde::Serialize;

use super::figure::{Figure, chance};
use super::frontier::{Place, frontier, ratio};
use super::standing::minus;
use super::table::DecisionTable;
use crate::analysis::Chance;
use crate::stats::smooth::Weights;

/// The plane with its points.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plane {
    /// Index of the strategy at the origin.
    pub reference: usize,
    /// Of every strategy but the reference.
    pub strategies: Vec<PlaneSummary>,
    /// Place of every strategy on expected cost and effect.
    pub frontier: Vec<Place>,
}

/// One cloud of points.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaneSummary {
    pub strategy: usize,
    pub cost: Figure,
    pub effect: Figure,
    /// Correlation of cost and effect over the draws; `None` where one of them does not vary.
    pub correlation: Option<f64>,
    pub quadrants: Quadrants,
    /// Extra cost per extra unit of effect against the reference. Read it together with the quadrants: a ratio has no
    /// sign that tells cheaper and better from dearer and worse.
    pub icer: Figure,
    /// Extra cost by draw.
    pub costs: Vec<f64>,
    /// Extra effect by draw.
    pub effects: Vec<f64>,
}

/// Shares of the draws by quadrant; a draw on an axis is in none: it is neither dearer nor cheaper, or neither better nor
/// worse.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quadrants {
    pub dearer_and_better: Chance,
    pub cheaper_and_better: Chance,
    pub cheaper_and_worse: Chance,
    pub dearer_and_worse: Chance,
}

/// The plane; `None` where the table has no costs and effects.
pub fn plane(table: &DecisionTable) -> Option<Plane> {
    let (cost, effect) = (table.outcomes.cost.as_ref()?, table.outcomes.effect.as_ref()?);
    let reference = table.reference.unwrap_or(0);
    let others = (0..table.strategies.len()).filter(|index| *index != reference);
    let strategies = others.map(|strategy| {
        let costs = minus(&cost[strategy], &cost[reference]);
        let effects = minus(&effect[strategy], &effect[reference]);
        summary(strategy, costs, effects, &table.weights)
    });
    Some(Plane {
        reference,
        strategies: strategies.collect(),
        frontier: frontier(cost, effect, &table.weights),
    })
}

fn summary(strategy: usize, costs: Vec<f64>, effects: Vec<f64>, weights: &Weights) -> PlaneSummary {
    let share = |holds: &dyn Fn(f64, f64) -> bool| {
        let pairs = costs.iter().zip(&effects);
        let shares: Vec<f64> = pairs.map(|(c, e)| f64::from(u8::from(holds(*c, *e)))).collect();
        chance(&shares, weights)
    };
    PlaneSummary {
        strategy,
        cost: Figure::mean(&costs, weights),
        effect: Figure::mean(&effects, weights),
        correlation: correlation(&costs, &effects, weights),
        quadrants: Quadrants {
            dearer_and_better: share(&|cost, effect| cost > 0.0 && effect > 0.0),
            cheaper_and_better: share(&|cost, effect| cost < 0.0 && effect > 0.0),
            cheaper_and_worse: share(&|cost, effect| cost < 0.0 && effect < 0.0),
            dearer_and_worse: share(&|cost, effect| cost > 0.0 && effect < 0.0),
        },
        icer: ratio(&costs, &effects, weights),
        costs,
        effects,
    }
}

/// Pearson's correlation.
pub fn correlation(a: &[f64], b: &[f64], weights: &Weights) -> Option<f64> {
    let (mean_a, mean_b) = (weights.mean(a.iter().copied()), weights.mean(b.iter().copied()));
    let product = weights.mean(a.iter().zip(b).map(|(x, y)| (x - mean_a) * (y - mean_b)));
    let square =
        |list: &[f64], mean: f64| weights.mean(list.iter().map(|x| (x - mean) * (x - mean)));
    let size = libm::sqrt(square(a, mean_a) * square(b, mean_b));
    (size > 0.0 && size.is_finite()).then(|| (product / size).clamp(-1.0, 1.0))
}
