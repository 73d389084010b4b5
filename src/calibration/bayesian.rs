//! The Bayesian calibration of a scenario: from its files to weighted rows of its uncertain quantities.
//!
//! The prior is the scenario: every uncertain quantity with its distribution and its correlations. Parameters of the
//! targets file that stand fixed in it become uncertain, with their own prior, or else evenly between their bounds.

use nalgebra::{DMatrix, DVector};

use super::bayes::{Aim, Kernel, NormalPrior, Posterior, Search, posterior};
use super::loose::{Loose, Width};
use super::outputs::Outputs;
use super::simulate::Bench;
use super::targets::{Lever, Parameter, Targets};
use crate::diagnostics::{Diagnostic, Report};
use crate::scenario::{KnownValue, LoadOptions, Scenario};
use crate::stats::{Design, chi_square_tail, normal_cdf, normal_quantile};
use crate::study::{Model, SampleMatrix, sampling};

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
    /// By quantity of the scenario.
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
    let space = Space { loose: &loose, parameters: &parameters };
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
    Ok(described(loose, &parameters, found, &aims))
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

/// The space that is searched: the quantities that are drawn, then the parameters, as standard normal numbers.
struct Space<'a> {
    loose: &'a Loose,
    parameters: &'a [Parameter],
}

/// Keeps quantiles finite.
const LEAST: f64 = 1e-12;

impl Space<'_> {
    fn drawn(&self) -> usize {
        self.loose.fixed.quantities().len()
    }

    fn dimensions(&self) -> usize {
        self.drawn() + self.parameters.len()
    }

    /// Correlations of the normal numbers: 2 sin(pi r / 6) for a rank correlation r (Pearson 1907).
    fn prior(&self) -> Result<NormalPrior, Report> {
        let size = self.dimensions();
        let mut matrix = DMatrix::identity(size, size);
        for pair in &self.loose.fixed.sampling.correlations {
            let of_normal = 2.0 * libm::sin(std::f64::consts::FRAC_PI_6 * pair.coefficient);
            matrix[(pair.first, pair.second)] = of_normal;
            matrix[(pair.second, pair.first)] = of_normal;
        }
        NormalPrior::new(matrix).ok_or_else(|| {
            Report::of(Diagnostic::error("the rank correlations contradict each other"))
        })
    }

    /// The points of the prior stage, by the design of the scenario.
    fn first(&self, draws: usize) -> Result<DMatrix<f64>, Report> {
        let sampling = &self.loose.fixed.sampling;
        let design = Design::new(sampling.method, sampling.seed, draws, self.dimensions())
            .and_then(|mut design| design.correlate(&sampling.correlations).map(|()| design));
        let design = design.map_err(|error| {
            let hint = "see `sampling` in the scenario, and --draws";
            Report::of(Diagnostic::error(error.to_string()).hint(hint))
        })?;
        Ok(DMatrix::from_row_iterator(
            draws,
            self.dimensions(),
            design.points.iter().map(|point| normal_quantile(*point)),
        ))
    }

    /// Rows of the loose scenario at some points.
    fn rows(&self, points: &DMatrix<f64>) -> SampleMatrix {
        let draws = points.nrows();
        let uniform =
            |draw: usize, place: usize| normal_cdf(points[(draw, place)]).clamp(LEAST, 1.0 - LEAST);
        let cube = (0..draws).flat_map(|draw| (0..self.drawn()).map(move |place| (draw, place)));
        let design = Design {
            draws,
            dimensions: self.drawn(),
            points: cube.map(|(draw, place)| uniform(draw, place)).collect(),
        };
        let drawn = sampling::values(self.loose.fixed.quantities(), &design);
        let of_draw = |draw: usize| -> Vec<f64> {
            let places = self.drawn()..self.dimensions();
            let pairs = self.parameters.iter().zip(places);
            pairs.map(|(parameter, place)| quantile(parameter, uniform(draw, place))).collect()
        };
        let values: Vec<Vec<f64>> = (0..draws).map(of_draw).collect();
        self.loose.rows(&drawn, |draw| &values[draw])
    }
}

/// A parameter at a quantile of its prior: as given, or evenly between its bounds on its own scale.
fn quantile(parameter: &Parameter, u: f64) -> f64 {
    match &parameter.prior {
        Some(prior) => prior.distribution.quantile(u),
        None => parameter.range.value(u),
    }
}

fn described(loose: Loose, parameters: &[Parameter], found: Posterior, aims: &[Aim]) -> Weighed {
    let rows = Space { loose: &loose, parameters }.rows(&found.points);
    let column = |place: usize| -> Vec<f64> {
        rows.values.iter().skip(place).step_by(rows.quantities.max(1)).copied().collect()
    };
    let weights = &found.weights;
    let both = |values: &[f64]| {
        (of_prior(&values[..found.of_prior]), (weights.mean(values), weights.sd(values)))
    };
    let target = |place: usize| {
        let (prior, posterior) = both(&found.outputs.column(place));
        WeighedTarget { prior, posterior }
    };
    let quantity = |(place, path): (usize, String)| {
        let values = column(place);
        let (prior, posterior) = both(&values);
        let (p5, p95) = (weights.quantile(&values, 0.05), weights.quantile(&values, 0.95));
        WeighedQuantity { path, prior, posterior, p5, p95 }
    };
    let paths = loose.scenario.quantity_paths();
    Weighed {
        targets: (0..aims.len()).map(target).collect(),
        quantities: paths.into_iter().enumerate().map(quantity).collect(),
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
