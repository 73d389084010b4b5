//! The way to the point of least squares: a trust region over Gauss-Newton steps.
//!
//! The steps are those of `argmin` (trust region with Steihaug's conjugate gradients, Nocedal & Wright, "Numerical
//! Optimization", 2nd edition 2006, chapters 4 and 7) on the free numbers of the shares, with J'J for the Hessian (the
//! same book, chapter 10). Ours is when to stop: a mean over draws is a step function of the parameters when looked at
//! closely, so that the last digits of a fit are noise.

use argmin::core::{
    CostFunction, Error, Executor, Gradient, Hessian, IterState, KV, Problem as Counted, Solver,
    State, TerminationReason, TerminationStatus,
};
use argmin::solver::trustregion::{Steihaug, TrustRegion};
use nalgebra::{DMatrix, DVector};

use super::coordinates::{free, share, share_slope};
use super::objective::Objective;

/// Iterations after which the search stops anyway.
const MOST_ITERATIONS: u64 = 60;
/// Iterations in a row without progress after which it has arrived.
const PATIENCE: usize = 3;
/// Less than this on the objective (half a chi-square) is no progress.
const PROGRESS: f64 = 1e-4;
/// An objective below this is zero: every target is met to a hundredth of its standard deviation.
const MET: f64 = 1e-6;
/// First and largest radius, in free numbers: a step of 1 at most goes from the middle to 73% of the interval.
const RADIUS: f64 = 1.0;
const LARGEST_RADIUS: f64 = 4.0;
/// Keeps directions that nothing depends on from having no curvature at all.
const DAMPING: f64 = 1e-9;

/// Where the search ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Minimum {
    pub shares: Vec<f64>,
    pub cost: f64,
    pub iterations: u64,
}

/// Goes down from a point; unknowns that are not free stay where they are.
pub fn minimise(objective: &Objective<'_>, start: &[f64]) -> Minimum {
    let descent = Descent { objective, start };
    let first: Vec<f64> = objective.free.iter().map(|index| free(start[*index])).collect();
    let region = TrustRegion::new(Steihaug::new())
        .with_radius(RADIUS)
        .and_then(|region| region.with_max_radius(LARGEST_RADIUS));
    let here = || Minimum { shares: start.to_vec(), cost: objective.cost(start), iterations: 0 };
    if objective.free.is_empty() {
        return here();
    }
    let run = region.and_then(|region| {
        Executor::new(&descent, Patient { region, best: f64::INFINITY, stale: 0 })
            .configure(|state| state.param(first.clone()).max_iters(MOST_ITERATIONS))
            .timer(false)
            .run()
    });
    // The only errors are of misuse, and a start is as good a point as any to report from.
    let Ok(done) = run else { return here() };
    let state = done.state();
    let best = state.get_best_param().unwrap_or(&first);
    Minimum {
        shares: descent.shares(best),
        cost: state.get_best_cost(),
        iterations: state.get_iter(),
    }
}

/// The objective over the free numbers.
struct Descent<'a, 'b> {
    objective: &'a Objective<'b>,
    start: &'a [f64],
}

impl Descent<'_, '_> {
    fn shares(&self, point: &[f64]) -> Vec<f64> {
        let mut shares = self.start.to_vec();
        for (index, number) in self.objective.free.iter().zip(point) {
            shares[*index] = share(*number);
        }
        shares
    }

    /// Derivatives of the residuals to the free numbers.
    fn jacobian(&self, point: &[f64]) -> DMatrix<f64> {
        let shares = self.shares(point);
        let mut jacobian = self.objective.jacobian(&shares).mean;
        for (column, index) in self.objective.free.iter().enumerate() {
            jacobian.column_mut(column).scale_mut(share_slope(shares[*index]));
        }
        jacobian
    }
}

impl CostFunction for &Descent<'_, '_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, point: &Self::Param) -> Result<f64, Error> {
        Ok(self.objective.cost(&self.shares(point)))
    }
}

impl Gradient for &Descent<'_, '_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, point: &Self::Param) -> Result<Vec<f64>, Error> {
        let residuals: DVector<f64> = self.objective.residuals(&self.shares(point));
        Ok((self.jacobian(point).transpose() * residuals).as_slice().to_vec())
    }
}

impl Hessian for &Descent<'_, '_> {
    type Param = Vec<f64>;
    type Hessian = Vec<Vec<f64>>;

    fn hessian(&self, point: &Self::Param) -> Result<Vec<Vec<f64>>, Error> {
        let jacobian = self.jacobian(point);
        let mut product = jacobian.transpose() * jacobian;
        let damping = DAMPING * (1.0 + product.trace());
        (0..product.nrows()).for_each(|i| product[(i, i)] += damping);
        Ok(product.row_iter().map(|row| row.iter().copied().collect()).collect())
    }
}

type Region = TrustRegion<Steihaug<Vec<f64>, f64>, f64>;
type Here = IterState<Vec<f64>, Vec<f64>, (), Vec<Vec<f64>>, (), f64>;

/// A trust region that knows when it has arrived.
struct Patient {
    region: Region,
    best: f64,
    stale: usize,
}

impl<O> Solver<O, Here> for Patient
where
    O: CostFunction<Param = Vec<f64>, Output = f64>
        + Gradient<Param = Vec<f64>, Gradient = Vec<f64>>
        + Hessian<Param = Vec<f64>, Hessian = Vec<Vec<f64>>>,
{
    fn name(&self) -> &str {
        "trust region"
    }

    fn init(&mut self, problem: &mut Counted<O>, state: Here) -> Result<(Here, Option<KV>), Error> {
        self.region.init(problem, state)
    }

    fn next_iter(
        &mut self,
        problem: &mut Counted<O>,
        state: Here,
    ) -> Result<(Here, Option<KV>), Error> {
        self.region.next_iter(problem, state)
    }

    fn terminate(&mut self, state: &Here) -> TerminationStatus {
        let cost = state.get_best_cost();
        self.stale = if cost < self.best - PROGRESS { 0 } else { self.stale + 1 };
        self.best = self.best.min(cost);
        if cost < MET || self.stale > PATIENCE {
            return TerminationStatus::Terminated(TerminationReason::SolverConverged);
        }
        TerminationStatus::NotTerminated
    }
}
