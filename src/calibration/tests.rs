//! The fit against models with a known answer.

use super::coordinates::{Range, Scale};
use super::fit::{Fit, Refusal, fit};
use super::objective::{Observation, Problem, Unknown};
use super::outputs::Outputs;
use crate::random::{Generator, Purpose, Site};
use crate::stats::normal_quantile;

/// Standard normal numbers of a seed: one per draw and target.
fn noise(seed: u64, draws: usize, targets: usize) -> Vec<f64> {
    let mut generator = Generator::new(seed, 0);
    let mut number = |index: usize| {
        let site = Site { area_key: 7, household: index as u32 };
        let block = generator.block(site, Purpose::Hours, 0, 0);
        normal_quantile((block.uniform(0) + 1e-17).max(1e-16))
    };
    (0..draws * targets).map(&mut number).collect()
}

/// Clients and cost of an area whose onsets are multiplied by `a` and whose hours by `b`: clients saturate, cost is
/// their product. Every draw has chance of its own.
struct Area {
    chance: Vec<f64>,
}

impl Area {
    fn new(seed: u64, draws: usize) -> Self {
        Self { chance: noise(seed, draws, 2) }
    }

    fn outputs(&self, point: &[f64]) -> Outputs {
        let (a, b) = (point[0], point[1]);
        let clients = 900.0 * (1.0 - libm::exp(-0.6 * a));
        let row = |chance: &[f64]| {
            let clients = clients + 20.0 * chance[0];
            [clients, 7_000.0 * b * clients * (1.0 + 0.03 * chance[1])]
        };
        Outputs::new(2, self.chance.chunks_exact(2).flat_map(row).collect())
    }
}

const RANGE: Range = Range { min: 0.1, max: 10.0, scale: Scale::Log };

fn unknown(start: f64) -> Unknown {
    Unknown { range: RANGE, start, prior: None }
}

fn solve(
    response: &dyn Fn(&[f64]) -> Outputs,
    unknowns: &[Unknown],
    observations: &[Observation],
) -> Result<Fit, Refusal> {
    let response = |point: &[f64]| response(point);
    fit(Problem { response: &response, unknowns, observations })
}

/// Targets made with other seeds, of one real draw each: the parameters come back within the errors that are stated.
/// Under the normal distribution 4 standard errors are passed once in 16,000 times.
#[test]
fn known_parameters_come_back_within_their_standard_errors() {
    let mut squares = Vec::new();
    for (case, (a, b)) in
        [(0.5, 0.7), (1.0, 1.0), (1.5, 2.5), (2.5, 0.4), (0.3, 4.0)].iter().enumerate()
    {
        for reality in 0..8 {
            let truth = Area::new(1_000 + 10 * case as u64 + reality, 1);
            let observed = truth.outputs(&[*a, *b]);
            let observed = [
                Observation { value: observed.values[0], sd: 1.0 },
                Observation { value: observed.values[1], sd: 0.001 * observed.values[1] },
            ];
            let model = Area::new(1, 100);
            let fitted =
                solve(&|point| model.outputs(point), &[unknown(1.0), unknown(1.0)], &observed);
            let fitted = fitted.expect("a fit");
            for (parameter, truth) in fitted.parameters.iter().zip([*a, *b]) {
                let errors = parameter.errors.expect("not at a bound");
                let off = (parameter.value - truth) / errors.total();
                assert!(
                    off.abs() < 4.0,
                    "case {case}: {} for {truth}, {errors:?}",
                    parameter.value
                );
                squares.push(off * off);
            }
            for target in &fitted.targets {
                assert!(target.z().abs() < 0.2, "as many parameters as targets: {target:?}");
            }
        }
    }
    // 80 squares of standard normal numbers: their sum is chi-square (a and b nearly independent given the targets);
    // between 43 and 129 with a chance of 0.999.
    let sum: f64 = squares.iter().sum();
    assert!(
        (43.0..129.0).contains(&sum),
        "the errors are too {}: {sum}",
        if sum < 43.0 { "wide" } else { "narrow" }
    );
}

fn observed(values: &[(f64, f64)]) -> Vec<Observation> {
    values.iter().map(|(value, sd)| Observation { value: *value, sd: *sd }).collect()
}

/// y1 = 100 a b and y2 = 30 (a b)^2, each draw with chance of its own.
fn product(chance: &[f64], point: &[f64]) -> Outputs {
    let product = point[0] * point[1];
    let row = |chance: &[f64]| [100.0 * product + chance[0], 30.0 * product * product + chance[1]];
    Outputs::new(2, chance.chunks_exact(2).flat_map(row).collect())
}

#[test]
fn parameters_that_only_act_through_their_product_are_refused() {
    let chance = noise(3, 50, 2);
    let targets = observed(&[(150.0, 5.0), (67.5, 5.0)]);
    let unknowns = [unknown(1.0), unknown(1.0)];
    let refused = solve(&|point| product(&chance, point), &unknowns, &targets);
    let Err(Refusal::Open { directions, fit }) = refused else { panic!("{refused:?}") };
    assert_eq!(directions.len(), 1);
    let parts = directions[0].named();
    assert_eq!(parts.len(), 2);
    // On the same logarithmic scale the one may go up as much as the other goes down.
    assert!((parts[0].1 + parts[1].1).abs() < 1e-3, "{parts:?}");
    assert!(fit.targets.iter().all(|target| target.z().abs() < 0.5), "the product itself is known");
}

/// The prior says b = 2 within 0.1; the targets say a b = 1.5.
#[test]
fn a_prior_of_one_of_them_tells_them_apart() {
    let chance = noise(3, 50, 2);
    let targets = observed(&[(150.0, 5.0), (67.5, 5.0)]);
    let prior = Some(Observation { value: 2.0, sd: 0.1 });
    let unknowns = [unknown(1.0), Unknown { prior, ..unknown(1.0) }];
    let fitted = solve(&|point| product(&chance, point), &unknowns, &targets).expect("a fit");
    assert!((fitted.parameters[0].value - 0.75).abs() < 0.01);
    assert!((fitted.parameters[1].value - 2.0).abs() < 0.01);
    let error = fitted.parameters[1].errors.expect("free").targets;
    assert!((error - 0.1).abs() < 0.002, "the targets add nothing: {error}");
    // a = 1.5 / b: 0.75 * 5%, and 0.75 times the relative error of the product: 5/150 and 5/(2 * 67.5) together.
    let product = 1.0 / libm::sqrt(900.0 + (2.0 * 67.5 / 5.0_f64).powi(2));
    let expected = 0.75 * libm::hypot(0.05, product);
    let error = fitted.parameters[0].errors.expect("free").targets;
    assert!((error / expected - 1.0).abs() < 0.02, "{error}, not {expected}");
    assert_eq!(fitted.targets.len(), 3);
}

#[test]
fn targets_that_contradict_each_other_are_named() {
    let model = Area::new(1, 100);
    let twice = |point: &[f64]| {
        let once = model.outputs(point);
        let row = |row: &[f64]| [row[0], row[1], row[0]];
        Outputs::new(3, once.values.chunks_exact(2).flat_map(row).collect())
    };
    let targets = observed(&[(400.0, 5.0), (2_800_000.0, 1e5), (480.0, 5.0)]);
    let refused = solve(&twice, &[unknown(1.0), unknown(1.0)], &targets);
    let Err(Refusal::Conflict { conflict, fit }) = refused else { panic!("{refused:?}") };
    assert_eq!(conflict.culprits, [[0], [2]]);
    // 80 apart, each with a standard deviation of 5: 80^2 / (5^2 + 5^2); both move together over the draws.
    assert!((conflict.chi_square.value - 128.0).abs() < 1.0, "{:?}", conflict.chi_square);
    assert!((fit.targets[0].fitted - 440.0).abs() < 2.0);
}

/// 900 is the most that can be reached.
#[test]
fn a_target_beyond_the_bounds_ends_at_the_bound_and_is_refused() {
    let model = Area::new(1, 100);
    let targets = observed(&[(1_200.0, 30.0), (5e6, 1e5)]);
    let refused = solve(&|point| model.outputs(point), &[unknown(1.0), unknown(1.0)], &targets);
    let Err(Refusal::Conflict { conflict, fit }) = refused else { panic!("{refused:?}") };
    assert_eq!(conflict.culprits, [[0]]);
    assert_eq!(fit.parameters[0].at_bound, Some(super::coordinates::Bound::Upper));
    assert_eq!(fit.parameters[0].errors, None);
    assert!(fit.parameters.iter().all(|found| (0.1..=10.0).contains(&found.value)));
}

/// The best value is 12, a little beyond the bound of 10, and the target is not sharp enough to refuse that.
#[test]
fn a_best_value_beyond_a_bound_stays_at_it() {
    let chance = noise(5, 40, 1);
    let line = |point: &[f64]| {
        Outputs::new(1, chance.iter().map(|chance| 5.0 * point[0] + 0.1 * chance).collect())
    };
    let fitted = solve(&line, &[unknown(1.0)], &observed(&[(60.0, 8.0)])).expect("a fit");
    let only = &fitted.parameters[0];
    assert_eq!(only.at_bound, Some(super::coordinates::Bound::Upper));
    assert_eq!(only.value, 10.0);
    assert!(fitted.free.is_empty() && fitted.directions.is_empty());
}
