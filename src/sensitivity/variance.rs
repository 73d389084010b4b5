//! Shares of the variance of every output, from one set of runs.
//!
//! A realisation is a function of the quantities and of chance: Y = f(X, e). Chance is treated as one more factor of
//! the design, so that its share stands beside those of the quantities. Sample A has the chance of draws 0 .. N - 1,
//! B that of draws N .. 2N - 1.
//!
//! - Common chance (the default): a mixed sample keeps the chance of A. The total of a factor is then what it does
//!   to a realisation at the same chance, its interactions with chance included, and is precise: only the factor
//!   differs between the pair.
//! - Independent chance: every mixed sample has chance of its own. The difference in a pair is then of the factor and
//!   chance together; that of chance alone is taken off. What is left is the total of the factor on the *expected*
//!   outcome, without interactions with chance, at the price of more noise.
//!
//! First-order shares mean the same in both: B and the mixed samples never share chance.

use serde::Serialize;

use super::{Evaluator, Factor, Point, Saltelli};
use crate::analysis::sensitivity::OutputName;
use crate::analysis::sensitivity::sobol::{Evaluations, FirstOrder, Indices, Share, indices};
use crate::stats::Bootstrap;
use rayon::prelude::*;

/// Which chance the mixed samples have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Chance {
    #[default]
    Common,
    Independent,
}

/// What is to be run.
#[derive(Clone, Debug, PartialEq)]
pub struct SobolPlan {
    pub design: Saltelli,
    pub factors: Vec<Factor>,
    pub chance: Chance,
    pub estimator: FirstOrder,
    pub bootstrap: Bootstrap,
}

/// The shares of one factor in one output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FactorShares {
    pub factor: String,
    pub first: Share,
    pub total: Share,
}

/// The shares of all factors in one output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SobolOutput {
    pub output: OutputName,
    pub mean: f64,
    pub standard_deviation: f64,
    /// Rows of the design in which the output exists.
    pub rows: usize,
    /// Of the quantities, by total, the largest first.
    pub factors: Vec<FactorShares>,
    /// First order: chance by itself. Total: what would be left of the variance if all quantities were known.
    pub chance: FactorShares,
}

impl SobolPlan {
    /// Points of the whole design: A, B, a mixed sample for each factor and one for chance.
    pub fn points(&self) -> usize {
        self.design.rows() * (self.factors.len() + 3)
    }

    /// Point `index` of the design, row by row within each sample.
    fn point(&self, index: usize) -> Point {
        let rows = self.design.rows();
        let (sample, row) = (index / rows, index % rows);
        let draw = |number: usize| (number * rows + row) as u64;
        match sample {
            0 => Point { sample: self.design.a(row), draw: draw(0) },
            1 => Point { sample: self.design.b(row), draw: draw(1) },
            // Chance from B.
            2 => Point { sample: self.design.a(row), draw: draw(1) },
            _ => {
                let sample_of = self.design.mixed(row, &self.factors[sample - 3]);
                let own = if self.chance == Chance::Common { 0 } else { sample - 1 };
                Point { sample: sample_of, draw: draw(own) }
            }
        }
    }
}

/// Runs the design and works the shares out; none for outputs that do not vary.
pub fn sobol(
    evaluator: &Evaluator,
    plan: &SobolPlan,
    finished: &(dyn Fn() + Sync),
) -> Vec<Option<SobolOutput>> {
    let values = evaluator.evaluate(plan.points(), &|index| plan.point(index), finished);
    let outputs: Vec<(OutputName, Vec<f64>)> = evaluator.names().into_iter().zip(values).collect();
    outputs.into_par_iter().map(|(output, values)| shares(plan, output, &values)).collect()
}

fn shares(plan: &SobolPlan, output: OutputName, values: &[f64]) -> Option<SobolOutput> {
    let mut samples = values.chunks_exact(plan.design.rows()).map(<[f64]>::to_vec);
    let (a, b) = (samples.next()?, samples.next()?);
    let evaluations = Evaluations { a, b, mixed: samples.collect() };
    let beneath = (plan.chance == Chance::Independent).then_some(0);
    let found = indices(&evaluations, plan.estimator, beneath, &plan.bootstrap)?;
    let Indices { mean, variance, rows, first, total } = found;
    let share = |place: usize, factor: &str| FactorShares {
        factor: factor.to_owned(),
        first: first[place],
        total: total[place],
    };
    let of_factors = plan.factors.iter().enumerate();
    let mut factors: Vec<FactorShares> =
        of_factors.map(|(index, factor)| share(index + 1, &factor.name)).collect();
    factors.sort_by(|a, b| b.total.value.total_cmp(&a.total.value));
    Some(SobolOutput {
        output,
        mean,
        standard_deviation: libm::sqrt(variance),
        rows,
        factors,
        chance: share(0, "chance"),
    })
}
