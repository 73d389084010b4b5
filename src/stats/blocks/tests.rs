use super::*;
use crate::random::{Generator, Purpose, Site};
use crate::stats::student_quantile;
use crate::stats::summary::sorted;

#[track_caller]
fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12 * (1.0 + expected.abs()), "{found}, not {expected}");
}

#[test]
fn draws_with_the_same_key_share_a_block() {
    let blocks = Blocks::new(&[7, 3, 7, 7, 9]);
    assert_eq!((blocks.draws(), blocks.count(), blocks.sizes()), (5, 3, &[1, 3, 1][..]));
    assert_eq!(
        blocks.divide(&[1.0, 2.0, 3.0, 4.0, 5.0]),
        [vec![2.0], vec![1.0, 3.0, 4.0], vec![5.0]]
    );
    assert!(!blocks.are_single() && !blocks.are_equal());
    // 5^2 / (1 + 9 + 1).
    close(blocks.effective_count(), 25.0 / 11.0);
    let some = blocks.of_some([0, 2, 4].into_iter());
    assert_eq!((some.count(), some.sizes()), (2, &[2, 1][..]));
    assert!(Blocks::single(4).are_single() && Blocks::single(4).are_equal());
    assert_eq!(Blocks::single(0).effective_count(), 0.0);
}

/// Blocks 1 5, 2 4 3 and 9, mean 4: sums of deviations -2, -3 and 5, so sqrt(3/2 * 38) / 6.
#[test]
fn the_error_of_a_mean_of_blocks_by_hand() {
    let blocks = Blocks::new(&[0, 0, 1, 1, 1, 2]);
    let values = [1.0, 5.0, 2.0, 4.0, 3.0, 9.0];
    close(blocks.standard_error(&values).expect("three blocks"), 57.0_f64.sqrt() / 6.0);
    // In another order, within the blocks and of the blocks.
    let other = Blocks::new(&[5, 1, 5, 2, 1, 1]);
    let again = other.standard_error(&[5.0, 3.0, 1.0, 9.0, 4.0, 2.0]);
    close(again.expect("three blocks"), 57.0_f64.sqrt() / 6.0);
}

#[test]
fn blocks_of_one_draw_are_independent_draws() {
    let values = [1.0, 5.0, 2.0, 4.0];
    let blocks = Blocks::single(4);
    assert_eq!(blocks.standard_error(&values), standard_error(&values));
    assert_eq!(blocks.design_effect(&values), 1.0);
}

/// The error of equal blocks is that of their means, whatever happens within.
#[test]
fn equal_blocks_count_as_their_means() {
    let blocks = Blocks::new(&[0, 0, 1, 1, 2, 2]);
    let found = blocks.standard_error(&[1.0, 5.0, 2.0, 4.0, 8.0, 9.0]).expect("three blocks");
    close(found, standard_error(&[3.0, 3.0, 8.5]).expect("three means"));
}

#[test]
fn without_two_blocks_there_is_no_error() {
    assert_eq!(Blocks::new(&[4, 4, 4]).standard_error(&[1.0, 2.0, 3.0]), None);
    assert_eq!(Blocks::new(&[]).standard_error(&[]), None);
}

/// Draws that are the same within blocks of four are worth a quarter; where none differ at all, the worst is
/// assumed.
#[test]
fn the_design_effect_lies_between_independent_and_equal_draws() {
    let keys: Vec<u64> = (0..4000).map(|i| i / 4).collect();
    let blocks = Blocks::new(&keys);
    let equal: Vec<f64> = keys.iter().map(|key| uniform(*key)).collect();
    assert!((blocks.design_effect(&equal) - 4.0).abs() < 0.01);
    let apart: Vec<f64> = (0..4000).map(uniform).collect();
    // 1,000 blocks: the ratio of two estimates has standard deviation sqrt(2 / 1000) = 0.045.
    assert!((blocks.design_effect(&apart) - 1.0).abs() < 4.0 * 0.045);
    assert_eq!(blocks.design_effect(&[0.0; 4000]), 4.0);
    let uneven = Blocks::new(&[0, 0, 0, 1]);
    close(uneven.design_effect(&[1.0; 4]), 4.0 / (16.0 / 10.0));
}

fn uniform(key: u64) -> f64 {
    let site = Site { area_key: key, household: 0 };
    Generator::new(3, 0).block(site, Purpose::Design, 0, 0).uniform(0)
}

/// 4,000 samples of 40 blocks with one to four draws, skew within and between: the 90% interval of the mean, by
/// Student's t with 39 degrees of freedom, covers in 88 to 92% (standard deviation of the share 0.5%), while the
/// interval that takes draws as independent covers far less.
#[test]
fn intervals_of_means_of_blocks_cover_as_often_as_they_say() {
    let keys: Vec<u64> = (0..40).flat_map(|block| vec![block; block as usize % 4 + 1]).collect();
    let blocks = Blocks::new(&keys);
    let t = student_quantile(0.95, 39.0);
    let (mut covered, mut naive) = (0, 0);
    for sample in 0..4000 {
        let mut generator = Generator::new(sample, 1);
        let mut exponential = |household, counter| {
            let site = Site { area_key: 0, household };
            generator.block(site, Purpose::Design, 0, counter).exponential(0) - 1.0
        };
        let values: Vec<f64> = keys
            .iter()
            .enumerate()
            .map(|(draw, key)| exponential(*key as u32, 0) + exponential(draw as u32, 1))
            .collect();
        let centre = mean(&values).expect("draws");
        let within = |error: Option<f64>| usize::from(centre.abs() <= t * error.expect("blocks"));
        covered += within(blocks.standard_error(&values));
        naive += within(standard_error(&values));
        assert!(sorted(&values)[0] < centre);
    }
    let (covered, naive) = (covered as f64 / 4000.0, naive as f64 / 4000.0);
    assert!(covered > 0.88 && covered < 0.92, "{covered}");
    assert!(naive < 0.80, "{naive}");
}
