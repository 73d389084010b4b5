//! Errors of dependent draws: by hand, by what must not matter, and by coverage.

use super::*;
use crate::random::{Generator, Purpose, Site};
use crate::stats::{Design, Method, Start};

fn uniform(seed: u64, household: u32, counter: u32) -> f64 {
    let site = Site { area_key: 5, household };
    let block = Generator::new(seed, 0).block(site, Purpose::Design, 1, counter);
    block.uniform(0).max(1e-300)
}

fn exponential(seed: u64, household: u32, counter: u32) -> f64 {
    -uniform(seed, household, counter).ln()
}

/// One value per draw: what the cluster has in common, and chance.
fn clustered(seed: u64, clusters: &[u64]) -> Vec<f64> {
    clusters
        .iter()
        .enumerate()
        .map(|(draw, cluster)| {
            exponential(seed, *cluster as u32, 0) + exponential(seed, draw as u32, 1)
        })
        .collect()
}

/// Sizes 1 to 5 in turn.
fn uneven(clusters: u64) -> Vec<u64> {
    (0..clusters).flat_map(|cluster| vec![cluster; cluster as usize % 5 + 1]).collect()
}

fn even(clusters: u64, size: usize) -> Vec<u64> {
    (0..clusters).flat_map(|cluster| vec![cluster; size]).collect()
}

#[track_caller]
fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-11 * (1.0 + expected.abs()), "{found}, not {expected}");
}

/// Without clusters the errors are those of independent draws, to the last bit.
#[test]
fn draws_without_clusters_are_independent() {
    let values: Vec<f64> = (0..80).map(|i| exponential(1, i, 0)).collect();
    let own: Vec<u64> = (0..80).collect();
    for draws in [Draws::independent(80), Draws::new(80, &own, &[]), Draws::new(80, &[1, 2], &[])] {
        let estimate = draws.estimate(&values).expect("draws");
        assert_eq!(Some(estimate), Estimate::of(&values));
        assert_eq!(estimate.standard_error, summary::standard_error(&values));
        assert_eq!(estimate.blocks, 80);
        let sorted = summary::sorted(&values);
        assert_eq!(estimate.errors.p95, QuantileError::new(80, 0.95).of(&sorted));
        let quantile = draws.quantile(&values, 0.95).expect("draws");
        assert_eq!((quantile.value, quantile.standard_error), (estimate.p95, estimate.errors.p95));
        assert_eq!(quantile.interval, summary::fractional_interval(&sorted, 0.95, 0.9, 80.0));
        assert_eq!(draws.components(&values), None);
    }
}

/// A quantile without an interval has no error either: 0.95^59 is the first power below 0.05, 0.75^11, 0.5^5.
#[test]
fn quantiles_beyond_the_reach_of_the_draws_have_no_error() {
    let of = |n: u32| {
        let values: Vec<f64> = (0..n).map(|i| exponential(2, i, 0)).collect();
        let errors = Estimate::of(&values).expect("draws").errors;
        [errors.p5, errors.p25, errors.p50, errors.p75, errors.p95].map(|error| error.is_some())
    };
    assert_eq!(of(1), [false; 5]);
    assert_eq!(of(4), [false; 5]);
    assert_eq!(of(5), [false, false, true, false, false]);
    assert_eq!(of(10), [false, false, true, false, false]);
    assert_eq!(of(11), [false, true, true, true, false]);
    assert_eq!(of(58), [false, true, true, true, false]);
    assert_eq!(of(59), [true; 5]);
}

/// Whole clusters that are the same in all draws are worth one draw each.
#[test]
fn copies_of_draws_add_nothing() {
    let single: Vec<f64> = (0..90).map(|i| exponential(3, i, 0)).collect();
    let copies: Vec<f64> = single.iter().flat_map(|value| [*value; 4]).collect();
    let draws = Draws::new(360, &even(90, 4), &[]);
    let (one, four) =
        (Estimate::of(&single).expect("draws"), draws.estimate(&copies).expect("draws"));
    close(four.mean, one.mean);
    close(four.standard_error.expect("known"), one.standard_error.expect("known"));
    assert_eq!(four.blocks, 90);
    let (four_errors, one_errors) = (four.errors, one.errors);
    for (four, one) in [
        (four_errors.p5, one_errors.p5),
        (four_errors.p50, one_errors.p50),
        (four_errors.p95, one_errors.p95),
    ] {
        let ratio = four.expect("enough draws") / one.expect("enough draws");
        assert!((ratio - 1.0).abs() < 0.1, "{ratio}");
    }
    let above: Vec<f64> = copies.iter().map(|value| f64::from(u8::from(*value > 1.0))).collect();
    let once: Vec<f64> = above.iter().step_by(4).copied().collect();
    let (four, one) = (draws.chance(&above).expect("draws"), Chance::of(&once).expect("draws"));
    assert!(
        (four.low - one.low).abs() < 0.01 && (four.high - one.high).abs() < 0.01,
        "{four:?} {one:?}"
    );
    // None at all: as wide as for 90 draws, not for 360.
    let (four, one) =
        (draws.chance(&[0.0; 360]).expect("draws"), Chance::of(&[0.0; 90]).expect("draws"));
    close(four.high, one.high);
}

/// The order of draws within clusters, the order of clusters and their names.
#[test]
fn permuting_draws_within_clusters_changes_nothing() {
    let clusters = uneven(40);
    let values = clustered(4, &clusters);
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| uniform(4, *a as u32, 9).total_cmp(&uniform(4, *b as u32, 9)));
    let moved: Vec<f64> = order.iter().map(|place| values[*place]).collect();
    let names: Vec<u64> = order.iter().map(|place| 1000 - clusters[*place]).collect();
    let (one, other) =
        (Draws::new(values.len(), &clusters, &[]), Draws::new(values.len(), &names, &[]));
    let (a, b) = (one.estimate(&values).expect("draws"), other.estimate(&moved).expect("draws"));
    close(a.mean, b.mean);
    assert_eq!((a.p5, a.p25, a.p50, a.p75, a.p95), (b.p5, b.p25, b.p50, b.p75, b.p95));
    close(a.standard_error.expect("known"), b.standard_error.expect("known"));
    close(a.errors.p95.expect("known"), b.errors.p95.expect("known"));
    let shares = |values: &[f64]| -> Vec<f64> {
        values.iter().map(|value| f64::from(u8::from(*value > 3.0))).collect()
    };
    let (c, d) = (one.chance(&shares(&values)), other.chance(&shares(&moved)));
    let (c, d) = (c.expect("draws"), d.expect("draws"));
    close(c.low, d.low);
    close(c.high, d.high);
    let (e, f) = (one.components(&values), other.components(&moved));
    let (e, f) = (e.expect("clusters"), f.expect("clusters"));
    close(e.between, f.between);
    close(e.within, f.within);
    close(e.share_error.expect("known"), f.share_error.expect("known"));
}

/// A draw in which a figure does not exist is left out with its place in its cluster.
#[test]
fn draws_without_a_figure_leave_their_clusters() {
    let draws = Draws::new(6, &[0, 0, 1, 1, 2, 2], &[]);
    let values = [Some(1.0), None, Some(2.0), Some(4.0), None, None];
    let (some, known) = draws.present(&values);
    assert_eq!((known.as_slice(), some.clusters().sizes()), (&[1.0, 2.0, 4.0][..], &[1, 2][..]));
    let (all, known) = draws.present(&[Some(1.0); 6]);
    assert_eq!((known.len(), all.clusters().count()), (6, 3));
    let (_, nothing) = draws.present(&[]);
    assert_eq!(draws.estimate(&nothing), None);
}

/// Batches count from ten on, all of one size; then the mean has the error of the means of the batches, quantiles the
/// deviations of those of the batches.
#[test]
fn errors_come_from_batches_where_there_are_enough() {
    let keys = |batches: u64, size: usize| even(batches, size);
    let draws = |batches: &[u64]| Draws::new(batches.len(), &[], batches);
    assert!(draws(&keys(9, 30)).batches().is_none());
    assert!(draws(&keys(10, 30)[1..]).batches().is_none(), "a part of a design is no design");
    let batches = draws(&keys(10, 30));
    assert_eq!(batches.batches().map(Blocks::count), Some(10));
    let values: Vec<f64> = (0..300).map(|i| exponential(6, i, 0)).collect();
    let estimate = batches.estimate(&values).expect("draws");
    let means: Vec<f64> = values.chunks(30).map(|batch| batch.iter().sum::<f64>() / 30.0).collect();
    close(estimate.standard_error.expect("known"), summary::standard_error(&means).expect("ten"));
    // The quantile of as many independent draws as the batches are worth: shares of each batch up to it, their variance
    // over that of 30 independent draws, no finer than one draw of a batch.
    let below = |value: &&f64| **value <= estimate.p50;
    let shares: Vec<f64> =
        values.chunks(30).map(|batch| batch.iter().filter(below).count() as f64 / 30.0).collect();
    let effect = summary::standard_deviation(&shares).expect("ten").powi(2) / (0.25 / 30.0);
    // Half of the draws: their standard deviation has 299 in the denominator.
    let effect = effect * 299.0 / 300.0;
    assert!(effect > 1.0 / 30.0);
    let sorted = summary::sorted(&values);
    let expected = QuantileError::of_dependent(300, 0.5, 300.0 / effect).of(&sorted);
    close(estimate.errors.p50.expect("known"), expected.expect("known"));
    // Student's t with 9 degrees of freedom is 1.833 at 0.95, the normal quantile 1.645.
    let size = 300.0 / (effect * (1.833_f64 / 1.645).powi(2));
    let (low, high) = summary::fractional_interval(&sorted, 0.5, 0.9, size).expect("known");
    let found = batches.quantile(&values, 0.5).expect("draws").interval.expect("known");
    assert!((found.0 - low).abs() < 2e-3 && (found.1 - high).abs() < 2e-3, "{found:?}");
}

/// Batches of which each has exactly the same values: the error of the mean is nothing, that of a quantile as small as
/// thirty draws can tell.
#[test]
fn equal_batches_still_leave_an_error_of_quantiles() {
    let batch: Vec<f64> = (0..30).map(|i| exponential(7, i, 0)).collect();
    let draws = Draws::new(300, &[], &even(10, 30));
    let estimate = draws.estimate(&batch.repeat(10)).expect("draws");
    assert!(estimate.standard_error.expect("known") < 1e-15);
    let sorted = summary::sorted(&batch.repeat(10));
    let finest = QuantileError::of_dependent(300, 0.5, 9000.0).of(&sorted);
    assert_eq!(estimate.errors.p50, finest);
}

/// Probabilities and quantiles of a Gamma(2), the sum of two exponential numbers: (1 + x) e^-x = 1 - p.
const GAMMA_2: [(f64, f64); 3] =
    [(0.05, 0.355_361_510_698), (0.5, 1.678_346_990_017), (0.95, 4.743_864_518_39)];

#[test]
fn the_quantiles_of_a_gamma_2_are_those() {
    for (p, x) in GAMMA_2 {
        assert!(((1.0 + x) * f64::exp(-x) - (1.0 - p)).abs() < 1e-9, "{p}");
    }
}

/// How many of some tables have the true mean and quantiles in their 90% intervals, as shares.
fn coverage(tables: u64, mut table: impl FnMut(u64) -> (Draws, Vec<f64>)) -> [f64; 4] {
    let mut covered = [0_u32; 4];
    for seed in 0..tables {
        let (draws, values) = table(seed);
        let t = student_quantile(0.95, draws.blocks().count() as f64 - 1.0);
        let mean = summary::mean(&values).expect("draws");
        let error = draws.blocks().standard_error(&values).expect("blocks");
        covered[3] += u32::from((mean - 2.0).abs() <= t * error);
        for (covered, (p, truth)) in covered.iter_mut().zip(GAMMA_2) {
            let sample = Sample { values: &values, sorted: summary::sorted(&values) };
            let order = sample.order(p).expect("draws");
            let (low, high) = draws.interval(&order).expect("enough draws");
            *covered += u32::from(low <= truth && truth <= high);
        }
    }
    covered.map(|count| f64::from(count) / tables as f64)
}

/// Ten batches of a design over one quantity, with chance: -ln u - ln v, of which v is of the draw.
fn batched(method: Method, rows: usize, seed: u64) -> (Draws, Vec<f64>) {
    let mut values = Vec::new();
    for batch in 0..10 {
        let design = Design::batch(method, Start { seed, batch }, rows, 1).expect("possible");
        let chance = |i: usize| exponential(seed, batch * rows as u32 + i as u32, 3);
        values.extend((0..rows).map(|i| -design.row(i)[0].ln() + chance(i)));
    }
    (Draws::new(values.len(), &[], &even(10, rows)), values)
}

/// Errors from ten batches of a Latin hypercube or of scrambled Sobol numbers are right; those that take the draws as
/// independent are too wide.
#[test]
fn intervals_of_batches_cover_as_often_as_they_say() {
    for (method, rows) in [(Method::LatinHypercube, 30), (Method::Sobol, 32)] {
        let right = coverage(2000, |seed| batched(method, rows, seed));
        assert!(right.iter().all(|share| *share > 0.88 && *share < 0.92), "{method:?}: {right:?}");
        let wide = coverage(500, |seed| {
            let (_, values) = batched(method, rows, seed);
            (Draws::independent(values.len()), values)
        });
        assert!(wide[1] > 0.94 && wide[3] > 0.96, "{method:?}: {wide:?}");
    }
}

/// Of 2,000 tables with clusters, equal or not, the 90% intervals of the mean (by Student's t) and of quantiles, and the
/// 95% interval of a chance, cover as often as they say; the standard deviation of the share is 0.7%. The chance is that
/// of more than three, (1 + 3) e^-3.
#[test]
fn intervals_of_clustered_draws_cover_as_often_as_they_say() {
    for clusters in [even(100, 4), uneven(100)] {
        let table = |seed| (Draws::new(clusters.len(), &clusters, &[]), clustered(seed, &clusters));
        let right = coverage(2000, table);
        assert!(right.iter().all(|share| *share > 0.88 && *share < 0.92), "{right:?}");
        let covers = |seed: &u64| {
            let (draws, values) = table(*seed);
            let above = values.iter().map(|value| f64::from(u8::from(*value > 3.0)));
            let chance = draws.chance(&above.collect::<Vec<f64>>()).expect("draws");
            (chance.low..=chance.high).contains(&(4.0 * f64::exp(-3.0)))
        };
        let share = (0..2000).filter(covers).count() as f64 / 2000.0;
        assert!(share > 0.93 && share < 0.97, "{share}");
    }
}

/// Ten batches of ten numbers have equal shares below the median, and a batch is worth ten times its draws at most: an
/// effect of 1/10. For ten batches the interval takes Student's t with nine degrees of freedom, 1.83311, for the normal
/// 1.64485 (printed tables).
#[test]
fn intervals_from_batches_have_one_degree_of_freedom_less_than_batches() {
    let places = || (0..10_u64).flat_map(|batch| (1..=10).map(move |rank| (batch, rank)));
    let batches: Vec<u64> = places().map(|(batch, _)| batch).collect();
    let values: Vec<f64> =
        places().map(|(batch, rank)| f64::from(rank) + 0.01 * batch as f64).collect();
    let draws = Draws::new(100, &[], &batches);
    let (low, high) = draws.quantile(&values, 0.5).expect("draws").interval.expect("enough");
    let size = 1000.0 / (1.833_113_f64 / 1.644_854).powi(2);
    let sorted = summary::sorted(&values);
    let expected = summary::fractional_interval(&sorted, 0.5, 0.9, size).expect("enough");
    assert!((low - expected.0).abs() < 1e-5 && (high - expected.1).abs() < 1e-5, "{low} {high}");
}

/// The weights are the distribution of the quantile over resamples: its standard deviation is the error of the quantile,
/// for draws that depend on each other too.
#[test]
fn weights_of_a_quantile_have_its_error_as_deviation() {
    let clusters = uneven(60);
    let values = clustered(8, &clusters);
    let sorted = summary::sorted(&values);
    let single = QuantileError::new(values.len(), 0.75);
    for draws in [Draws::independent(values.len()), Draws::new(values.len(), &clusters, &[])] {
        let weights = draws.quantile_weights(&values, 0.75, &single);
        close(weights.iter().sum(), 1.0);
        let mean: f64 = weights.iter().zip(&sorted).map(|(w, x)| w * x).sum();
        let variance: f64 =
            weights.iter().zip(&sorted).map(|(w, x)| w * (x - mean) * (x - mean)).sum();
        let error = draws.quantile(&values, 0.75).expect("draws").standard_error.expect("enough");
        assert!((variance.sqrt() / error - 1.0).abs() < 1e-9, "{} {error}", variance.sqrt());
    }
}
