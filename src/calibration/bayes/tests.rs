//! Weights against posteriors in closed form.

use super::*;
use crate::calibration::objective::Observation;
use crate::stats::summary;

fn aim(value: f64, sd: f64) -> Aim {
    Aim { observed: Observation { value, sd }, interval: (value - sd, value + sd) }
}

/// Standard normal numbers of a stage of their own.
fn standard(seed: u64, draws: usize, dimensions: usize) -> DMatrix<f64> {
    let mut generator = Generator::new(seed, 9_999);
    let mut numbers = DMatrix::zeros(draws, dimensions);
    for draw in 0..draws {
        let site = Site { area_key: 77, household: draw as u32 };
        let mut stream = generator.stream(site, Purpose::Design, 0, 0);
        for place in 0..dimensions {
            let uniform = unit(stream.next_u64()) + 0.5_f64.powi(54);
            numbers[(draw, place)] = normal_quantile(uniform);
        }
    }
    numbers
}

/// A linear model with chance: y = slopes z + level + chance * a number of its own.
struct Linear {
    slopes: DMatrix<f64>,
    level: DVector<f64>,
    chance: f64,
}

impl Linear {
    fn outputs(&self, points: &DMatrix<f64>, first: usize) -> Outputs {
        let targets = self.level.len();
        let mut values = Vec::new();
        for (draw, point) in points.row_iter().enumerate() {
            let noise = standard(1_000 + (first + draw) as u64, 1, targets);
            let y = &self.slopes * point.transpose()
                + &self.level
                + self.chance * noise.row(0).transpose();
            values.extend(y.iter());
        }
        Outputs::new(targets, values)
    }

    /// Mean and covariance of z given the targets: the conjugate posterior (Bishop, "Pattern recognition and machine
    /// learning", 2006, equations 2.113 to 2.117).
    fn exact(&self, prior: &NormalPrior, aims: &[Aim]) -> (DVector<f64>, DMatrix<f64>) {
        let variance = |aim: &Aim| aim.observed.sd.powi(2) + self.chance.powi(2);
        let weight = DMatrix::from_diagonal(&DVector::from_iterator(
            aims.len(),
            aims.iter().map(|aim| 1.0 / variance(aim)),
        ));
        let precision = &prior.precision + self.slopes.transpose() * &weight * &self.slopes;
        let covariance = precision.try_inverse().expect("positive definite");
        let gap = DVector::from_iterator(aims.len(), aims.iter().map(|aim| aim.observed.value))
            - &self.level;
        (&covariance * self.slopes.transpose() * weight * gap, covariance)
    }
}

fn column(posterior: &Posterior, place: usize) -> Vec<f64> {
    posterior.points.column(place).iter().copied().collect()
}

/// Prior N(50, 10^2) as 50 + 10 z, one target of 65 with a standard deviation of 5: the posterior of the quantity has
/// mean (50/100 + 65/25) / (1/100 + 1/25) = 62 and variance 20.
#[test]
fn one_normal_quantity_has_its_conjugate_posterior() {
    let points = standard(1, 40_000, 1);
    let quantity: Vec<f64> = points.iter().map(|z| 50.0 + 10.0 * z).collect();
    let weights = weigh(&Outputs::new(1, quantity.clone()), &[aim(65.0, 5.0)], Kernel::Normal);
    let weights = weights.expect("weights");
    // The standard error of the mean of so many effective draws is 0.04.
    let error = libm::sqrt(20.0 / weights.effective());
    assert!(error < 0.05);
    assert!((weights.mean(&quantity) - 62.0).abs() < 4.0 * error);
    assert!(
        (weights.sd(&quantity).powi(2) - 20.0).abs()
            < 4.0 * 20.0 * libm::sqrt(2.0 / weights.effective())
    );
    // E w = N(65; 50, 125) and E w^2 = N(65; 50, 112.5) / (2 sqrt(pi) 5): the effective share is their quotient.
    let density = |variance: f64| libm::exp(-112.5 / variance) / libm::sqrt(variance);
    let share = density(125.0).powi(2) / (density(112.5) / (libm::sqrt(2.0) * 5.0));
    assert!((weights.effective() / 40_000.0 - share).abs() < 0.02, "{share}");
}

/// A uniform quantity and an interval: what is left is uniform on their overlap.
#[test]
fn the_interval_kernel_is_rejection() {
    let uniform: Vec<f64> = (0..10_000).map(|i| (f64::from(i) + 0.5) / 1_000.0).collect();
    let weights = weigh(&Outputs::new(1, uniform.clone()), &[aim(3.0, 2.0)], Kernel::Interval);
    let weights = weights.expect("weights");
    assert!((weights.effective() - 4_000.0).abs() < 2.0);
    assert!((weights.mean(&uniform) - 3.0).abs() < 1e-3);
    assert!((weights.sd(&uniform) - 4.0 / libm::sqrt(12.0)).abs() < 1e-3);
    assert_eq!(weigh(&Outputs::new(1, uniform), &[aim(30.0, 2.0)], Kernel::Interval), None);
}

/// The density of Student's t with 4 degrees of freedom at 0 and 2: (1 + 4/4)^-2.5.
#[test]
fn the_student_kernel_has_the_shape_of_its_density() {
    let log = Kernel::Student.log_weight(&[aim(1.0, 0.5)], &[2.0]);
    assert!((libm::exp(log) - 2.0_f64.powf(-2.5)).abs() < 1e-12);
    assert_eq!(Kernel::Student.log_weight(&[aim(1.0, 0.5)], &[1.0]), 0.0);
}

/// Three quantities of which two are correlated in the prior, two targets, chance: means, variances and covariances
/// within four of their Monte Carlo standard errors.
#[test]
fn several_quantities_have_their_conjugate_posterior_with_its_correlations() {
    let correlation = DMatrix::from_row_slice(3, 3, &[1.0, 0.6, 0.0, 0.6, 1.0, 0.0, 0.0, 0.0, 1.0]);
    let root = correlation.clone().cholesky().expect("positive definite").l();
    let prior = NormalPrior::new(correlation).expect("positive definite");
    let model = Linear {
        slopes: DMatrix::from_row_slice(2, 3, &[4.0, 0.0, 2.0, 1.0, 3.0, 0.0]),
        level: DVector::from_row_slice(&[10.0, -3.0]),
        chance: 0.5,
    };
    let aims = [aim(15.0, 0.5), aim(-1.0, 0.8)];
    let first = standard(5, 1_500, 3) * root.transpose();
    let search = Search { aims: &aims, kernel: Kernel::Normal, seed: 3, more_stages: 2 };
    let found = posterior(&prior, first, &search, &mut |points, from| model.outputs(points, from));
    let found = found.expect("a posterior");
    let (mean, covariance) = model.exact(&prior, &aims);
    let worth = found.weights.effective();
    // Chance as large as the error of a target leaves half of the best proposal's draws, at most.
    assert!(worth > 900.0, "of 4,500 draws: {worth}");
    for i in 0..3 {
        let own = column(&found, i);
        let error = libm::sqrt(covariance[(i, i)] / worth);
        assert!((found.weights.mean(&own) - mean[i]).abs() < 4.0 * error, "mean of {i}");
        for j in 0..=i {
            let other = column(&found, j);
            let products: Vec<f64> =
                own.iter().zip(&other).map(|(a, b)| (a - mean[i]) * (b - mean[j])).collect();
            let exact = covariance[(i, j)];
            // Variance of a product of normal numbers (Isserlis 1918).
            let spread = covariance[(i, i)] * covariance[(j, j)] + exact * exact;
            let error = libm::sqrt(spread / worth);
            assert!((found.weights.mean(&products) - exact).abs() < 4.0 * error, "{i}, {j}");
        }
    }
}

/// Fifty quantities, of which the targets tell two combinations sharply: the prior alone has next to no draws near
/// the targets, the later stages have thousands.
#[test]
fn later_stages_find_a_posterior_that_the_prior_hardly_meets() {
    let slopes = DMatrix::from_fn(2, 50, |i, j| if j % 2 == i { 1.0 } else { 0.0 });
    let model = Linear { slopes, level: DVector::zeros(2), chance: 0.1 };
    let prior = NormalPrior::independent(50);
    let aims = [aim(10.0, 0.2), aim(-8.0, 0.2)];
    let search = Search { aims: &aims, kernel: Kernel::Normal, seed: 4, more_stages: 2 };
    let found = posterior(&prior, standard(6, 1_000, 50), &search, &mut |points, from| {
        model.outputs(points, from)
    });
    let found = found.expect("a posterior");
    assert!(found.stages[0] < 10.0, "{:?}", found.stages);
    assert!(found.stages[2] > 500.0, "{:?}", found.stages);
    assert!(found.weights.tail().is_some_and(|k| k < 0.7));
    let (mean, covariance) = model.exact(&prior, &aims);
    let worth = found.weights.effective();
    let mut squares = 0.0;
    for place in 0..50 {
        let off = found.weights.mean(&column(&found, place)) - mean[place];
        squares += off * off / (covariance[(place, place)] / worth);
    }
    // A chi-square with 50 degrees of freedom, between 22 and 93 with a chance of 0.9995 (fewer draws in some
    // directions than the effective number make it larger).
    assert!((15.0..140.0).contains(&squares), "{squares}");
}

/// With the later stages the same posterior comes out as from the prior alone: they change how well, not what.
#[test]
fn stages_do_not_change_the_posterior() {
    let model = Linear {
        slopes: DMatrix::from_row_slice(1, 2, &[1.0, 1.0]),
        level: DVector::zeros(1),
        chance: 0.3,
    };
    // A model that bends, so that no proposal is exact.
    let bent = |points: &DMatrix<f64>, from: usize| {
        let mut outputs = model.outputs(points, from);
        outputs.values.iter_mut().for_each(|y| *y = libm::exp(0.5 * *y));
        outputs
    };
    let aims = [aim(3.0, 0.5)];
    let prior = NormalPrior::independent(2);
    let mean = |draws: usize, more_stages: usize| {
        let search = Search { aims: &aims, kernel: Kernel::Student, seed: 8, more_stages };
        let found = posterior(&prior, standard(7, draws, 2), &search, &mut |p, f| bent(p, f));
        let found = found.expect("a posterior");
        (
            found.weights.mean(&column(&found, 0)),
            found.weights.sd(&column(&found, 0)),
            found.weights.effective(),
        )
    };
    let (plain, sd, plain_worth) = mean(20_000, 0);
    let (staged, _, staged_worth) = mean(4_000, 2);
    let error = sd * libm::sqrt(1.0 / plain_worth + 1.0 / staged_worth);
    assert!((plain - staged).abs() < 4.0 * error, "{plain} and {staged}, {error}");
    assert!(staged_worth > 3_000.0);
}

/// The hook for simulation-based calibration (Talts et al. 2018): 200 truths from the prior against one table of
/// draws. Their ranks in the weighted draws are uniform: a chi-square over 10 cells, 27.9 being passed once in a
/// thousand times (9 degrees of freedom, Abramowitz & Stegun table 26.8).
#[test]
fn ranks_of_two_hundred_truths_are_uniform() {
    let model = Linear {
        slopes: DMatrix::from_row_slice(2, 2, &[1.0, 0.5, 0.0, 2.0]),
        level: DVector::zeros(2),
        chance: 0.3,
    };
    let points = standard(11, 4_000, 2);
    let outputs = model.outputs(&points, 0);
    let first: Vec<f64> = points.column(0).iter().copied().collect();
    let truths = standard(12, 200, 2);
    let observed = model.outputs(&truths, 500_000);
    let errors = standard(13, 200, 2);
    let mut cells = [0_u32; 10];
    for truth in 0..200 {
        let aims: Vec<Aim> =
            (0..2).map(|j| aim(observed.row(truth)[j] + 0.4 * errors[(truth, j)], 0.4)).collect();
        let weights = weigh(&outputs, &aims, Kernel::Normal).expect("weights");
        let below = first.iter().map(|z| f64::from(u8::from(*z < truths[(truth, 0)])));
        let rank = weights.mean(&below.collect::<Vec<_>>());
        cells[((10.0 * rank) as usize).min(9)] += 1;
    }
    let chi: f64 = cells.iter().map(|n| (f64::from(*n) - 20.0).powi(2) / 20.0).sum();
    assert!(chi < 27.9, "{cells:?}");
    assert!(summary::mean(&first).expect("draws").abs() < 0.1);
}
