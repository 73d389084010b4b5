//! Errors of dependent draws: by hand, by what must not matter, and by coverage.

use super::*;
use crate::random::{Generator, Purpose, Site};

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
    let squares: f64 = values
        .chunks(30)
        .map(|batch| summary::quantile(&summary::sorted(batch), 0.95).expect("draws"))
        .map(|quantile| (quantile - estimate.p95).powi(2))
        .sum();
    close(estimate.errors.p95.expect("known"), (squares / 9.0 / 10.0).sqrt());
    // Student's t with 9 degrees of freedom: 1.833 at 0.95.
    let quantile = batches.quantile(&values, 0.95).expect("draws");
    let (low, high) = quantile.interval.expect("known");
    let error = quantile.standard_error.expect("known");
    assert!(((high - low) / (2.0 * error) - 1.833).abs() < 0.001);
    // Batches of fewer than twenty have no draw of their own beyond the 95%.
    let small = draws(&keys(20, 15)).estimate(&values).expect("draws");
    assert_eq!(small.errors.p95, Estimate::of(&values).expect("draws").errors.p95);
}

/// Of 2,000 tables with clusters, equal or not, the 90% intervals of the mean (by Student's t), of quantiles and (95%)
/// of a chance cover as often as they say; the standard deviation of the share is 0.7%. The chance is that of more than
/// three, by hand: P(E1 + E2 > 3) = (1 + 3) e^-3. The quantiles are those of a Gamma(2): (1 + x) e^-x = 1 - p.
#[test]
fn intervals_of_clustered_draws_cover_as_often_as_they_say() {
    let quantiles = [(0.05, 0.355_361_510_698), (0.5, 1.678_346_990_017), (0.95, 4.743_864_518_39)];
    for (p, x) in quantiles {
        assert!(((1.0 + x) * f64::exp(-x) - (1.0 - p)).abs() < 1e-9, "{p}");
    }
    for clusters in [even(60, 5), uneven(100)] {
        let draws = Draws::new(clusters.len(), &clusters, &[]);
        let t = student_quantile(0.95, draws.clusters().count() as f64 - 1.0);
        let (mut means, mut chances, mut orders) = (0, 0, [0; 3]);
        for seed in 0..2000 {
            let values = clustered(seed, &clusters);
            let mean = summary::mean(&values).expect("draws");
            let error = draws.clusters().standard_error(&values).expect("clusters");
            means += usize::from((mean - 2.0).abs() <= t * error);
            for (order, (p, truth)) in orders.iter_mut().zip(quantiles) {
                let quantile = draws.quantile(&values, p).expect("draws");
                let (low, high) = quantile.interval.expect("enough draws");
                *order += usize::from(low <= truth && truth <= high);
            }
            let above = values.iter().map(|value| f64::from(u8::from(*value > 3.0)));
            let chance = draws.chance(&above.collect::<Vec<f64>>()).expect("draws");
            let truth = 4.0 * f64::exp(-3.0);
            chances += usize::from(chance.low <= truth && truth <= chance.high);
        }
        println!("{} {means} {orders:?} {chances}", clusters.len());
        let share = |count: usize| count as f64 / 2000.0;
        for covered in orders.into_iter().chain([means]).map(share) {
            assert!(covered > 0.88 && covered < 0.92, "{} draws: {covered}", clusters.len());
        }
        assert!(share(chances) > 0.93 && share(chances) < 0.97, "{}", share(chances));
    }
}
