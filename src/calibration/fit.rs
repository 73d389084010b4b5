//! The classical fit: the point of least squares, its errors, and the two reasons to refuse it.
//!
//! Pure: a [`Problem`] goes in, a [`Fit`] or a [`Refusal`] comes out; whether the model behind it simulates
//! households or is a formula makes no difference. It must not know files, paths or scenarios.

use nalgebra::{DMatrix, DVector};

use super::conflict::{ChiSquare, Conflict, Residuals};
use super::coordinates::{Bound, bound};
use super::information::{Direction, covariances, directions, open_directions};
use super::minimise::{Minimum, minimise};
use super::objective::{Jacobian, Objective, Observation, Problem};
use super::outputs::Outputs;

/// Standard errors of a fitted parameter, in its own unit, by cause (see `information`).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Errors {
    /// The targets are not exact.
    pub targets: f64,
    /// The real municipality is one draw, of chance and of what is not fitted.
    pub spread: f64,
    /// The simulated means are over so many draws.
    pub simulation: f64,
}

impl Errors {
    pub fn total(&self) -> f64 {
        libm::sqrt(self.targets.powi(2) + self.spread.powi(2) + self.simulation.powi(2))
    }
}

/// A parameter after the fit.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedParameter {
    pub value: f64,
    /// Share of the way between the bounds.
    pub share: f64,
    /// None at a bound: there the fit has no standard error.
    pub errors: Option<Errors>,
    pub at_bound: Option<Bound>,
}

/// A target, or the prior of a parameter, beside what the fit makes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FittedTarget {
    pub observed: Observation,
    /// Mean over the draws.
    pub fitted: f64,
    /// Monte Carlo standard error of that mean.
    pub simulation: f64,
    /// Standard deviation over the draws: what one real municipality may differ by chance, and by what is not fitted.
    pub spread: f64,
}

impl FittedTarget {
    /// Fitted minus observed, over the error of both.
    pub fn z(&self) -> f64 {
        (self.fitted - self.observed.value) / libm::hypot(self.observed.sd, self.simulation)
    }
}

/// A fit that can be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub parameters: Vec<FittedParameter>,
    pub targets: Vec<FittedTarget>,
    pub chi_square: ChiSquare,
    /// Eigenvectors of the information, the best known first, over the unknowns of `free`.
    pub directions: Vec<Direction>,
    /// Indices of the parameters that are not at a bound.
    pub free: Vec<usize>,
    /// Correlations of the total errors of the free parameters.
    pub correlations: DMatrix<f64>,
    pub draws: usize,
    /// Points at which the model was computed.
    pub evaluations: usize,
}

/// Why there is no fit.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// Targets contradict each other, or lie beyond the bounds.
    Conflict { conflict: Conflict, fit: Box<Fit> },
    /// The targets do not tell parameters apart.
    Open { directions: Vec<Direction>, fit: Box<Fit> },
}

/// Other places to start from when the first one does not do, as shares between the bounds.
const OTHER_STARTS: [f64; 2] = [0.25, 0.75];

/// Fits the parameters to the targets.
pub fn fit(problem: Problem<'_>) -> Result<Fit, Refusal> {
    let objective = Objective::new(problem);
    let start: Vec<f64> =
        problem.unknowns.iter().map(|unknown| unknown.range.start(unknown.start)).collect();
    let mut best = minimise(&objective, &start);
    let mut judged = judge(&objective, &best);
    for other in OTHER_STARTS {
        if !matches!(judged, Err(Refusal::Conflict { .. })) {
            break;
        }
        let found = minimise(&objective, &vec![other; start.len()]);
        if found.cost < best.cost {
            best = found;
            judged = judge(&objective, &best);
        }
    }
    judged
}

fn judge(objective: &Objective<'_>, minimum: &Minimum) -> Result<Fit, Refusal> {
    let shares = &snapped(&minimum.shares);
    let free: Vec<usize> =
        (0..shares.len()).filter(|index| bound(shares[*index]).is_none()).collect();
    let outputs = objective.outputs(shares);
    let spread = residual_spread(&outputs, objective.problem.observations);
    let all = objective.jacobian(shares);
    let jacobian = Jacobian {
        mean: all.mean.select_columns(&free),
        draws: all.draws.iter().map(|draw| draw.select_columns(&free)).collect(),
    };
    let values = objective.residuals(shares);
    let residuals = Residuals {
        values: &values,
        jacobian: &jacobian.mean,
        spread: &spread,
        draws: outputs.draws,
    };
    let fit = described(objective, shares, &free, &jacobian, &residuals);
    if let Some(conflict) = residuals.conflict() {
        return Err(Refusal::Conflict { conflict, fit: Box::new(fit) });
    }
    let open = open_directions(&fit.directions);
    if !open.is_empty() {
        return Err(Refusal::Open { directions: open, fit: Box::new(fit) });
    }
    Ok(fit)
}

/// A parameter that has come to rest at a bound is at it.
fn snapped(shares: &[f64]) -> Vec<f64> {
    let snap = |share: &f64| match bound(*share) {
        Some(Bound::Lower) => 0.0,
        Some(Bound::Upper) => 1.0,
        None => *share,
    };
    shares.iter().map(snap).collect()
}

/// The covariance over the draws, of targets in their standard deviations.
fn residual_spread(outputs: &Outputs, observations: &[Observation]) -> DMatrix<f64> {
    let mut spread = outputs.covariance();
    for (i, observed) in observations.iter().enumerate() {
        spread.row_mut(i).unscale_mut(observed.sd);
        spread.column_mut(i).unscale_mut(observed.sd);
    }
    spread
}

fn described(
    objective: &Objective<'_>,
    shares: &[f64],
    free: &[usize],
    jacobian: &Jacobian,
    residuals: &Residuals<'_>,
) -> Fit {
    let outputs = objective.outputs(shares);
    let covariances = covariances(jacobian, residuals.spread, outputs.draws);
    let slope = |index: usize| objective.problem.unknowns[index].range.slope(shares[index]);
    let errors = |index: usize| {
        let place = free.iter().position(|own| *own == index)?;
        let error = |matrix: &DMatrix<f64>| libm::sqrt(matrix[(place, place)]) * slope(index);
        Some(Errors {
            targets: error(&covariances.targets),
            spread: error(&covariances.spread),
            simulation: error(&covariances.simulation),
        })
    };
    let parameter = |(index, value): (usize, f64)| FittedParameter {
        value,
        share: shares[index],
        errors: errors(index),
        at_bound: bound(shares[index]),
    };
    let values = objective.values(shares);
    Fit {
        targets: targets(&outputs, objective.problem, &values),
        parameters: values.into_iter().enumerate().map(parameter).collect(),
        chi_square: residuals.chi_square(&[]),
        directions: directions(jacobian),
        free: free.to_vec(),
        correlations: correlations(&covariances.total()),
        draws: outputs.draws,
        evaluations: objective.evaluations(),
    }
}

/// The targets, then the priors.
fn targets(outputs: &Outputs, problem: Problem<'_>, values: &[f64]) -> Vec<FittedTarget> {
    let (means, covariance): (DVector<f64>, DMatrix<f64>) = (outputs.means(), outputs.covariance());
    let target = |(index, observed): (usize, &Observation)| {
        let spread = libm::sqrt(covariance[(index, index)]);
        let simulation = spread / libm::sqrt(outputs.draws as f64);
        FittedTarget { observed: *observed, fitted: means[index], simulation, spread }
    };
    let prior = |(unknown, value): (&super::objective::Unknown, &f64)| {
        let observed = unknown.prior?;
        Some(FittedTarget { observed, fitted: *value, simulation: 0.0, spread: 0.0 })
    };
    let priors = problem.unknowns.iter().zip(values).filter_map(prior);
    problem.observations.iter().enumerate().map(target).chain(priors).collect()
}

fn correlations(covariance: &DMatrix<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(covariance.nrows(), covariance.ncols(), |i, j| {
        let scale = libm::sqrt(covariance[(i, i)] * covariance[(j, j)]);
        if i == j {
            1.0
        } else if scale > 0.0 && scale.is_finite() {
            covariance[(i, j)] / scale
        } else {
            0.0
        }
    })
}
