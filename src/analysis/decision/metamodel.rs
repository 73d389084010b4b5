//! Expected net benefit given what would be learned: a regression of net benefit on quantities.
//!
//! Strong, Oakley & Brennan, "Estimating multiparameter partial expected value of perfect information from a
//! probabilistic sensitivity analysis sample", Medical Decision Making 34 (2014): regressing net benefit on a quantity
//! gives its expectation given the quantity, with chance and all other quantities averaged out. What is regressed is
//! the difference with the strategy that is best now, since only differences decide.

use nalgebra::DMatrix;
use rand_distr::{Distribution, StandardNormal};

use super::plane::correlation;
use super::standing::{best, minus};
use super::table::Strategy;
use crate::random::{Generator, Purpose, Site, name_key};
use crate::stats::smooth::{
    Basis, Fit, Fitter, Kernel, KernelSize, Levels, Spline, Weights, spread_out,
};

/// How much work goes into the value of information.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Fits simulated from their uncertainty, for standard errors and bias.
    pub simulations: usize,
    /// Draws at which simulated fits are compared.
    pub points: usize,
    /// Draws that data of studies are simulated from.
    pub study_points: usize,
    /// Data sets of a study at most; one per such draw at least.
    pub data_sets: usize,
    /// Of the regression on several columns.
    pub kernel: KernelSize,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            simulations: 300,
            points: 1000,
            study_points: 2000,
            data_sets: 4000,
            kernel: KernelSize::default(),
        }
    }
}

/// What each strategy gains over the one that is best now.
#[derive(Clone, Debug)]
pub struct Contrasts {
    /// Index of the strategy that is best now.
    pub best: usize,
    /// Differences by strategy (without the best one), then draw.
    pub lists: Vec<Vec<f64>>,
    /// Keys of the strategies' random numbers: these do not change with the order of strategies.
    keys: Vec<u64>,
    pub weights: Weights,
    pub seed: u64,
}

impl Contrasts {
    pub fn new(
        net_benefit: &[Vec<f64>],
        strategies: &[Strategy],
        weights: &Weights,
        seed: u64,
    ) -> Self {
        let best = best(net_benefit, weights);
        let others = || (0..net_benefit.len()).filter(|index| *index != best);
        Self {
            best,
            lists: others().map(|index| minus(&net_benefit[index], &net_benefit[best])).collect(),
            keys: others().map(|index| name_key(&strategies[index].id)).collect(),
            weights: weights.clone(),
            seed,
        }
    }

    /// Mean over the draws of the gain of choosing again with `values` (draws by contrasts) known, above the best
    /// choice without knowing them.
    pub fn gain(values: &DMatrix<f64>, weights: &Weights) -> f64 {
        let with =
            weights.mean(values.row_iter().map(|row| row.iter().copied().fold(0.0, f64::max)));
        let means = values.column_iter().map(|column| weights.mean(column.iter().copied()));
        with - means.fold(0.0, f64::max)
    }
}

/// The regression that fits the columns: a mean per value for a few values, a spline for one column, a Gaussian
/// process for several. `None` where rounding leaves nothing.
pub fn basis(
    columns: &[Vec<f64>],
    contrasts: &Contrasts,
    effort: &Effort,
) -> Option<Box<dyn Basis>> {
    let weights = &contrasts.weights;
    if let [only] = columns {
        return match Spline::new(only, weights) {
            Some(spline) => Some(Box::new(spline)),
            None => Some(Box::new(Levels::new(only, weights)?)),
        };
    }
    Some(Box::new(Kernel::new(columns, weights, &contrasts.lists, effort.kernel)?))
}

/// Contrasts as functions of some quantities, with the uncertainty of these functions.
pub struct Metamodel<'a> {
    pub basis: &'a dyn Basis,
    contrasts: &'a Contrasts,
    fitter: Fitter,
    fits: Vec<Fit>,
    /// Symmetric root of the correlation of the noise of the contrasts: one draw has the same chance and the same other
    /// quantities in all of them.
    root: DMatrix<f64>,
    /// Sets the random numbers of this regression apart.
    key: u64,
}

impl<'a> Metamodel<'a> {
    pub fn new(basis: &'a dyn Basis, contrasts: &'a Contrasts, name: &str) -> Self {
        let fitter = Fitter::new(basis.penalties(), contrasts.weights.effective());
        let fits = fitter.fit(basis, &contrasts.weights, &contrasts.lists);
        let key = name_key(name);
        let mut model = Self { basis, contrasts, fitter, fits, root: DMatrix::zeros(0, 0), key };
        model.root = root(&model.noise(), &contrasts.weights);
        model
    }

    /// What the fits leave, by contrast and draw.
    fn noise(&self) -> Vec<Vec<f64>> {
        let mut noise = self.contrasts.lists.clone();
        self.visit(|rows, fitted| {
            for (place, row) in rows.iter().enumerate() {
                for (contrast, list) in noise.iter_mut().enumerate() {
                    list[*row] -= fitted[(place, contrast)];
                }
            }
        });
        noise
    }

    /// Fitted values of all draws, block by block.
    fn visit(&self, mut visit: impl FnMut(&[usize], &DMatrix<f64>)) {
        let coefficients = self.coefficients();
        let all: Vec<usize> = (0..self.contrasts.weights.rows()).collect();
        for rows in all.chunks(1024) {
            visit(rows, &(self.basis.at(rows) * &coefficients));
        }
    }

    /// Fitted values: draws by contrasts.
    pub fn fitted(&self) -> DMatrix<f64> {
        let mut fitted = DMatrix::zeros(self.contrasts.weights.rows(), self.fits.len());
        self.visit(|rows, values| {
            fitted.rows_mut(rows[0], rows.len()).copy_from(values);
        });
        fitted
    }

    /// Shifts functions (columns) so that their means are those over all draws: what is learned is not what part of the
    /// draws it was worked out from.
    pub fn centre(&self, functions: &mut DMatrix<f64>, weights: &Weights) {
        let all: Vec<usize> = (0..self.contrasts.weights.rows()).collect();
        let mut sums = vec![0.0; self.functions()];
        for rows in all.chunks(1024) {
            let values = self.basis.at(rows);
            for (sum, column) in sums.iter_mut().zip(values.column_iter()) {
                let weights = rows.iter().map(|row| self.contrasts.weights.values()[*row]);
                *sum +=
                    column.iter().zip(weights).map(|(value, weight)| value * weight).sum::<f64>();
            }
        }
        for (mut column, sum) in functions.column_iter_mut().zip(sums) {
            let shift =
                sum / self.contrasts.weights.effective() - weights.mean(column.iter().copied());
            column.add_scalar_mut(shift);
        }
    }

    /// Functions by contrasts.
    pub fn coefficients(&self) -> DMatrix<f64> {
        DMatrix::from_fn(self.functions(), self.fits.len(), |i, j| self.fits[j].coefficients[i])
    }

    fn functions(&self) -> usize {
        self.basis.penalties().len()
    }

    /// Effective number of functions of the contrast that has most.
    pub fn freedom(&self) -> f64 {
        self.fits.iter().map(|fit| fit.freedom).fold(0.0, f64::max)
    }

    /// Coefficients as they might be given the data: a block of contrasts per simulation, side by side.
    fn simulated(&self, simulations: usize) -> DMatrix<f64> {
        let contrasts = self.fits.len();
        let mut all = DMatrix::zeros(self.functions(), contrasts * simulations);
        for simulation in 0..simulations {
            let normals = self.normals(simulation as u32) * &self.root;
            // Degrees of smoothness as often as they are probable.
            let uniform = (simulation as f64 + 0.5) / simulations as f64;
            for (contrast, fit) in self.fits.iter().enumerate() {
                let own = normals.column(contrast);
                let coefficients = self.fitter.simulate(fit, uniform, own.iter().copied());
                all.column_mut(simulation * contrasts + contrast).copy_from_slice(&coefficients);
            }
        }
        all
    }

    /// Standard normal numbers: functions by contrasts.
    fn normals(&self, simulation: u32) -> DMatrix<f64> {
        let site = Site { area_key: self.key, household: 0 };
        let mut normals = DMatrix::zeros(self.functions(), self.fits.len());
        for (contrast, key) in self.contrasts.keys.iter().enumerate() {
            let mut generator = Generator::new(self.contrasts.seed, *key);
            let mut stream = generator.stream(site, Purpose::Metamodel, 0, simulation);
            for function in 0..self.functions() {
                normals[(function, contrast)] = StandardNormal.sample(&mut stream);
            }
        }
        normals
    }

    /// Draws at which simulated fits are compared: spread over the values of `order` where given, else over the order
    /// of the draws.
    pub fn points(&self, order: Option<&[f64]>, count: usize) -> Vec<usize> {
        let rows = self.contrasts.weights.rows();
        let places = spread_out(rows, count);
        let Some(values) = order else { return places };
        let mut sorted: Vec<usize> = (0..rows).collect();
        sorted.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        places.into_iter().map(|place| sorted[place]).collect()
    }

    /// Gains of simulated fits at points whose functions are `values` (points by functions): their standard deviation,
    /// and their mean minus the gain of the fit itself.
    pub fn uncertainty(
        &self,
        values: &DMatrix<f64>,
        weights: &Weights,
        simulations: usize,
    ) -> Spread {
        let contrasts = self.fits.len();
        let own = Contrasts::gain(&(values * self.coefficients()), weights);
        let all = values * self.simulated(simulations);
        let gain = |simulation: usize| {
            let block = all.columns(simulation * contrasts, contrasts).into_owned();
            Contrasts::gain(&block, weights)
        };
        let gains: Vec<f64> = (0..simulations).map(gain).collect();
        let equal = Weights::equal(simulations);
        Spread {
            deviation: equal.standard_deviation(&gains).unwrap_or(0.0),
            bias: equal.mean(gains.iter().copied()) - own,
        }
    }
}

/// What the uncertainty of a regression does to a value of information.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub deviation: f64,
    pub bias: f64,
}

/// The symmetric root of the correlation matrix of some lists; lists that do not vary are on their own.
fn root(lists: &[Vec<f64>], weights: &Weights) -> DMatrix<f64> {
    let count = lists.len();
    let correlation = DMatrix::from_fn(count, count, |i, j| {
        if i == j { 1.0 } else { correlation(&lists[i], &lists[j], weights).unwrap_or(0.0) }
    });
    let eigen = correlation.symmetric_eigen();
    let roots = eigen.eigenvalues.map(|value| libm::sqrt(value.max(0.0)));
    &eigen.eigenvectors * DMatrix::from_diagonal(&roots) * eigen.eigenvectors.transpose()
}
