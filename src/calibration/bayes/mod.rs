//! Weights on draws from the prior: what the targets tell of the uncertain quantities.
//!
//! Draws come in stages. The first is a sample of the prior; each later one is drawn from a normal distribution where
//! the draws so far put the posterior ([`Proposal`]). All draws of all stages count, each with its weight over the
//! mixture of all distributions that were drawn from (deterministic mixture weights: Owen & Zhou, "Safe and effective
//! importance sampling", Journal of the American Statistical Association 95, 2000; Cornuet, Marin, Mira & Robert,
//! "Adaptive multiple importance sampling", Scandinavian Journal of Statistics 39, 2012). The prior is part of that
//! mixture, so that no weight passes that of the likelihood times the number of stages.
//!
//! Pure: [`posterior`] takes a function that simulates, in [`weigh`] the figures are there already. Both can be called
//! a thousand times with made-up truths (simulation-based calibration). It must not know scenarios nor files.

mod kernel;
mod proposal;
mod weights;

use nalgebra::{DMatrix, DVector};
use rand::Rng;

pub use kernel::{Aim, Kernel};
pub use proposal::{NormalPrior, Proposal};
pub use weights::Weights;

use super::outputs::Outputs;
use crate::random::{Generator, Purpose, Site, unit};
use crate::stats::normal_quantile;

/// Weights of draws of the prior by their figures; none where no draw comes near the targets.
pub fn weigh(outputs: &Outputs, aims: &[Aim], kernel: Kernel) -> Option<Weights> {
    let log = |draw: usize| kernel.log_weight(aims, outputs.row(draw));
    Weights::from_logs(&(0..outputs.draws).map(log).collect::<Vec<_>>())
}

/// How a posterior is sought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search<'a> {
    pub aims: &'a [Aim],
    pub kernel: Kernel,
    pub seed: u64,
    /// Stages after that of the prior, each of as many draws.
    pub more_stages: usize,
}

/// Weighted draws.
#[derive(Clone, Debug)]
pub struct Posterior {
    /// Standard normal numbers, by draw.
    pub points: DMatrix<f64>,
    pub outputs: Outputs,
    pub weights: Weights,
    /// Effective sample size after each stage, of all draws up to it.
    pub stages: Vec<f64>,
    /// Draws of the prior, the first ones.
    pub of_prior: usize,
}

/// Simulates draws: their points, and the number of the first of them.
pub type Simulate<'a> = dyn FnMut(&DMatrix<f64>, usize) -> Outputs + 'a;

/// Seeks the posterior. `first` are the points of the prior stage, by draw. None where no draw comes near the targets.
pub fn posterior(
    prior: &NormalPrior,
    first: DMatrix<f64>,
    search: &Search<'_>,
    simulate: &mut Simulate<'_>,
) -> Option<Posterior> {
    let size = first.nrows();
    let outputs = simulate(&first, 0);
    let mut cloud = Cloud { prior, points: first, outputs, proposals: Vec::new(), size };
    let mut stages = vec![cloud.weights(search).map_or(0.0, |weights| weights.effective())];
    for stage in 1..=search.more_stages {
        let Some(proposal) = cloud.proposal(search) else { break };
        let points = drawn(&proposal, size, search.seed, stage as u64);
        let outputs = simulate(&points, cloud.points.nrows());
        cloud.add(proposal, points, outputs);
        stages.push(cloud.weights(search).map_or(0.0, |weights| weights.effective()));
    }
    let weights = cloud.weights(search)?;
    let Cloud { points, outputs, .. } = cloud;
    Some(Posterior { points, outputs, weights, stages, of_prior: size })
}

/// The draws so far.
struct Cloud<'a> {
    prior: &'a NormalPrior,
    points: DMatrix<f64>,
    outputs: Outputs,
    proposals: Vec<Proposal>,
    /// Draws of each stage.
    size: usize,
}

impl Cloud<'_> {
    fn add(&mut self, proposal: Proposal, points: DMatrix<f64>, outputs: Outputs) {
        self.proposals.push(proposal);
        let rows: Vec<_> = self.points.row_iter().chain(points.row_iter()).collect();
        self.points =
            DMatrix::from_rows(&rows.iter().map(|row| row.clone_owned()).collect::<Vec<_>>());
        let values = [std::mem::take(&mut self.outputs.values), outputs.values].concat();
        self.outputs = Outputs::new(self.outputs.targets, values);
    }

    /// Logarithms of the density of the prior over that of the mixture that was drawn from, up to a constant.
    fn log_prior_ratios(&self) -> Vec<f64> {
        let ratio = |draw: usize| {
            let point = self.points.row(draw).transpose();
            // All stages have as many draws: the mixture is their mean, and the prior over itself is 1.
            let logs = self.proposals.iter().map(|own| own.log_ratio(self.prior, &point));
            -log_sum(std::iter::once(0.0).chain(logs).collect())
        };
        (0..self.points.nrows()).map(ratio).collect()
    }

    fn weights(&self, search: &Search<'_>) -> Option<Weights> {
        let of_draw = |(draw, ratio): (usize, &f64)| {
            ratio + search.kernel.log_weight(search.aims, self.outputs.row(draw))
        };
        let logs: Vec<f64> = self.log_prior_ratios().iter().enumerate().map(of_draw).collect();
        Weights::from_logs(&logs)
    }

    /// The proposal of the next stage, from weights that are tempered until enough draws count to tell the slopes.
    fn proposal(&self, search: &Search<'_>) -> Option<Proposal> {
        let targets = search.aims.len();
        let errors = DMatrix::from_fn(self.outputs.draws, targets, |draw, target| {
            search.aims[target].error(self.outputs.row(draw)[target])
        });
        let ratios = self.log_prior_ratios();
        let full: Vec<f64> = (0..self.outputs.draws)
            .map(|draw| Kernel::Normal.log_weight(search.aims, self.outputs.row(draw)))
            .collect();
        let tempered = |power: f64| {
            let logs: Vec<f64> =
                ratios.iter().zip(&full).map(|(ratio, log)| ratio + power * log).collect();
            Weights::from_logs(&logs)
        };
        let enough = 0.5 * self.size as f64;
        let good = |power: f64| tempered(power).is_some_and(|own| own.effective() >= enough);
        let (mut low, mut high) = (0.0, 1.0);
        if good(high) {
            low = high;
        }
        for _ in 0..30 {
            let middle = 0.5 * (low + high);
            (low, high) = if good(middle) { (middle, high) } else { (low, middle) };
        }
        let of_prior = errors.rows(0, self.size);
        let signal: Vec<f64> = of_prior.column_iter().map(|column| column.variance()).collect();
        Proposal::new(self.prior, &self.points, &errors, &tempered(low)?, &signal)
    }
}

/// ln of the sum of exponentials.
fn log_sum(logs: Vec<f64>) -> f64 {
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logs.iter().map(|log| libm::exp(log - largest)).sum();
    largest + libm::log(sum)
}

/// Points of a stage.
fn drawn(proposal: &Proposal, draws: usize, seed: u64, stage: u64) -> DMatrix<f64> {
    let dimensions = proposal.dimensions();
    let mut generator = Generator::new(seed, stage);
    let mut rows = Vec::with_capacity(draws);
    for draw in 0..draws {
        let site = Site { area_key: stage, household: draw as u32 };
        let mut stream = generator.stream(site, Purpose::Calibration, 0, 0);
        // The middle of one of 2^53 slices: never 0.
        let mut number = || normal_quantile(unit(stream.next_u64()) + 0.5_f64.powi(54));
        let standard = DVector::from_fn(dimensions, |_, _| number());
        rows.push(proposal.point(standard).transpose());
    }
    DMatrix::from_rows(&rows)
}

#[cfg(test)]
mod tests;
