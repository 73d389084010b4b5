//! The Bayesian calibration of a scenario: from its files to weighted rows of its uncertain quantities.
//!
//! The prior is the scenario: every uncertain quantity with its distribution and its correlations. Parameters of the
//! targets file that stand fixed in it become uncertain, with their own prior, or else evenly between their bounds.

use nalgebra::{DMatrix, DVector};

use super::bayes::{Aim, Kernel, Posterior, Search, posterior};
use super::loose::{Loose, Width};
use super::outputs::Outputs;
use super::simulate::Bench;
use super::space::Space;
use super::targets::{Lever, Parameter, Targets};
use crate::diagnostics::{Diagnostic, Report};
use crate::scenario::{KnownValue, LoadOptions, Scenario};
use crate::stats::chi_square_tail;
use crate::study::{Model, SampleMatrix};

/// How a scenario is weighed.
pub struct BayesPlan<'a> {
    /// Of all stages together.
    pub draws: usize,
    pub stages: usize,
    pub kernel: Kernel,
    /// Told of every realisation, from any thread.
    pub finished: &'a (dyn Fn() + Sync),
}

/// Draws of all stages together, and stages, where nothing else is asked for.
pub const DRAWS: usize = 3_000;
pub const STAGES: usize = 5;

/// Draws of a stage at least: with fewer there is nothing to learn from, and less stages are made.
const FEWEST: usize = 20;

/// A target before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct WeighedTarget {
    /// Mean and standard deviation over the draws of the prior.
    pub prior: (f64, f64),
    /// The same over the weighted draws.
    pub posterior: (f64, f64),
}

/// A quantity before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct WeighedQuantity {
    pub path: String,
    pub prior: (f64, f64),
    pub posterior: (f64, f64),
    pub p5: f64,
    pub p95: f64,
}

impl WeighedQuantity {
    /// How much the targets tell of it: the shift of the mean and the loss of spread, in standard deviations of the
    /// prior.
    pub fn told(&self) -> f64 {
        let sd = self.prior.1.max(f64::MIN_POSITIVE);
        (self.posterior.0 - self.prior.0).abs() / sd + (1.0 - self.posterior.1 / sd).abs()
    }
}

/// A weighed scenario.
pub struct Weighed {
    /// The scenario in which all that was weighed is uncertain.
    pub scenario: Scenario,
    /// Its quantities in every draw.
    pub rows: SampleMatrix,
    pub found: Posterior,
    pub targets: Vec<WeighedTarget>,
    /// The quantities that targets can tell of, as indices in the scenario.
    pub kept: Vec<usize>,
    /// The same, before and after.
    pub quantities: Vec<WeighedQuantity>,
    /// Settings that made numbers of the scenario uncertain.
    pub settings: Vec<(String, String)>,
    /// How far the targets lie from what the prior expects, as a chance; small is a conflict.
    pub prior_p: f64,
}

/// Weighs draws of a scenario, on the threads of the current rayon pool. `options` are those with which `scenario`
/// was loaded.
pub fn weigh_scenario(
    options: &LoadOptions,
    scenario: &Scenario,
    targets: &Targets,
    plan: &BayesPlan<'_>,
) -> Result<Weighed, Report> {
    let parameters: Vec<Parameter> =
        targets.parameters.iter().filter(|own| is_added(own, scenario)).cloned().collect();
    let loose = Loose::new(options, scenario, targets, &parameters, Width::Prior)?;
    let compared: Vec<&str> = targets
        .alternatives()
        .into_iter()
        .map(|index| scenario.alternatives()[index].id.as_str())
        .collect();
    let space = Space::new(&loose, &parameters, &compared);
    if space.dimensions() == 0 {
        let message = "nothing in the scenario is uncertain";
        let hint = "give quantities a distribution, or name parameters in the targets file";
        return Err(Report::of(Diagnostic::error(message).hint(hint)));
    }
    let bench = Bench::new(&loose.scenario, targets, scenario.sampling.seed, plan.finished);
    let aims: Vec<Aim> = targets
        .targets
        .iter()
        .map(|target| Aim { observed: target.observed, interval: target.interval })
        .collect();
    let stages = plan.stages.clamp(1, (plan.draws / FEWEST).max(1));
    let size = (plan.draws / stages).max(2);
    let search = Search {
        aims: &aims,
        kernel: plan.kernel,
        seed: scenario.sampling.seed,
        more_stages: stages - 1,
    };
    let mut simulate = |points: &DMatrix<f64>, first: usize| -> Outputs {
        bench.outputs(&space.rows(points), first)
    };
    let (prior, first) = (space.prior()?, space.first(size)?);
    let found = posterior(&prior, first, &search, &mut simulate);
    let found = found.ok_or_else(|| Report::of(out_of_reach(plan.draws)))?;
    let (rows, kept) = (space.rows(&found.points), space.kept());
    Ok(described(loose, Rows { rows, kept }, found, &aims))
}

/// Whether a parameter of the targets file is no quantity of the scenario as it is.
fn is_added(parameter: &Parameter, scenario: &Scenario) -> bool {
    let uncertain = |path: &str| {
        scenario.number(path).is_some_and(|known| matches!(known.value, KnownValue::Uncertain(_)))
    };
    match &parameter.lever {
        Lever::Value(path) => parameter.prior.is_some() || !uncertain(path),
        Lever::Factor(_) => true,
    }
}

fn out_of_reach(draws: usize) -> Diagnostic {
    let message = format!("none of {draws} draws comes near the targets");
    let hint = "widen the prior or the targets, or take more draws; with --kernel normal draws at any distance count";
    Diagnostic::error(message).hint(hint)
}

/// Rows of the loose scenario, and which of its quantities were searched.
struct Rows {
    rows: SampleMatrix,
    kept: Vec<usize>,
}

fn described(loose: Loose, rows: Rows, found: Posterior, aims: &[Aim]) -> Weighed {
    let Rows { rows, kept } = rows;
    let column = |place: usize| -> Vec<f64> {
        rows.values.iter().skip(place).step_by(rows.quantities.max(1)).copied().collect()
    };
    let paths = loose.scenario.quantity_paths();
    let weights = &found.weights;
    let both = |values: &[f64]| {
        (of_prior(&values[..found.of_prior]), (weights.mean(values), weights.sd(values)))
    };
    let target = |place: usize| {
        let (prior, posterior) = both(&found.outputs.column(place));
        WeighedTarget { prior, posterior }
    };
    let quantity = |place: &usize| {
        let values = column(*place);
        let (prior, posterior) = both(&values);
        let (p5, p95) = (weights.quantile(&values, 0.05), weights.quantile(&values, 0.95));
        let path = paths[*place].clone();
        WeighedQuantity { path, prior, posterior, p5, p95 }
    };
    Weighed {
        targets: (0..aims.len()).map(target).collect(),
        quantities: kept.iter().map(quantity).collect(),
        kept,
        settings: loose.settings.clone(),
        prior_p: prior_p(&found, aims),
        scenario: loose.scenario,
        rows,
        found,
    }
}

/// Mean and standard deviation of equally weighted draws.
fn of_prior(values: &[f64]) -> (f64, f64) {
    let mean = crate::stats::summary::mean(values).unwrap_or(0.0);
    (mean, crate::stats::summary::standard_deviation(values).unwrap_or(0.0))
}

/// The chance that targets lie as far from what the prior expects, or further: with errors e of mean m and covariance
/// C over the prior, m' (C + I)^-1 m is chi-square if all is normal (Box, "Sampling and Bayes' inference in scientific
/// modelling and robustness", Journal of the Royal Statistical Society A 143, 1980).
fn prior_p(found: &Posterior, aims: &[Aim]) -> f64 {
    let errors: Vec<f64> = (0..found.of_prior)
        .flat_map(|draw| aims.iter().zip(found.outputs.row(draw)).map(|(aim, y)| aim.error(*y)))
        .collect();
    let errors = Outputs::new(aims.len(), errors);
    let covariance = errors.covariance() + DMatrix::identity(aims.len(), aims.len());
    let mean: DVector<f64> = errors.means();
    let Some(root) = covariance.cholesky() else { return 1.0 };
    chi_square_tail(mean.dot(&root.solve(&mean)), aims.len())
}
