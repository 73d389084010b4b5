//! The properties that define each design, and correlations measured by the definition of Spearman.

use super::*;

const METHODS: [Method; 3] = [Method::Random, Method::LatinHypercube, Method::Sobol];

fn pair(first: usize, second: usize, coefficient: f64) -> RankCorrelation {
    RankCorrelation { first, second, coefficient }
}

/// Rank of each value: its place in the sorted list.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    values.iter().map(|x| sorted.partition_point(|other| other < x) as f64).collect()
}

/// Spearman (1904): 1 - 6 sum d^2 / (n (n^2 - 1)), d the difference of the ranks; no ties.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let square: f64 = ranks(a).iter().zip(ranks(b)).map(|(x, y)| (x - y) * (x - y)).sum();
    1.0 - 6.0 * square / (n * (n * n - 1.0))
}

/// Whether each of n equal slices holds exactly one value.
fn one_in_each_slice(values: &[f64]) -> bool {
    let mut slices: Vec<usize> =
        values.iter().map(|x| (x * values.len() as f64).floor() as usize).collect();
    slices.sort_unstable();
    slices.iter().copied().eq(0..values.len())
}

#[test]
fn points_lie_strictly_inside_the_cube() {
    for method in METHODS {
        for draws in [1, 2, 1000] {
            let design = Design::new(method, 7, draws, 5).expect("possible");
            assert_eq!(design.points.len(), draws * 5);
            assert!(design.points.iter().all(|x| *x > 0.0 && *x < 1.0), "{method:?}");
        }
    }
    assert!(inside(0) > 0.0 && inside(u64::MAX) < 1.0);
}

#[test]
fn a_latin_hypercube_has_one_point_in_each_slice_of_each_dimension() {
    for draws in [1, 2, 3, 10, 1000, 1531] {
        let design = Design::new(Method::LatinHypercube, 3, draws, 6).expect("possible");
        assert!((0..6).all(|j| one_in_each_slice(&design.column(j))), "{draws} draws");
    }
    let random = Design::new(Method::Random, 3, 1000, 1).expect("possible");
    assert!(!one_in_each_slice(&random.column(0)), "the test can fail");
}

/// Every elementary interval of the one-dimensional projections, and in the first two dimensions, which form a
/// (0, m, 2)-net in base 2 (Sobol 1967), every elementary box of area 2^-m, hold exactly one point.
#[test]
fn scrambled_sobol_points_are_stratified_for_powers_of_two() {
    for m in [0, 3, 6, 10] {
        let draws = 1 << m;
        let design = Design::new(Method::Sobol, 11, draws, 256).expect("possible");
        assert!((0..256).all(|j| one_in_each_slice(&design.column(j))), "2^{m} draws");
        for columns in 0..=m {
            let (wide, high) = ((1 << columns) as f64, (1 << (m - columns)) as f64);
            let cell = |i| {
                let row = design.row(i);
                (row[0] * wide) as usize * high as usize + (row[1] * high) as usize
            };
            let mut cells: Vec<usize> = (0..draws).map(cell).collect();
            cells.sort_unstable();
            assert!(cells.into_iter().eq(0..draws), "2^{columns} columns of 2^{m}");
        }
    }
}

#[test]
fn a_design_depends_on_the_seed_and_on_nothing_else() {
    for method in METHODS {
        let make = |seed| Design::new(method, seed, 64, 3).expect("possible");
        assert_eq!(make(1), make(1));
        let same = make(1).points.iter().zip(&make(2).points).filter(|(a, b)| a == b).count();
        assert_eq!(same, 0, "{method:?}");
    }
}

/// An uncertain quantity added at the end leaves the numbers of the others as they were.
#[test]
fn a_dimension_does_not_depend_on_how_many_there_are() {
    for method in METHODS {
        let (few, many) = (Design::new(method, 1, 64, 2), Design::new(method, 1, 64, 9));
        let (few, many) = (few.expect("possible"), many.expect("possible"));
        assert_eq!(few.column(1), many.column(1), "{method:?}");
    }
}

#[test]
fn more_random_or_sobol_draws_begin_with_the_same_ones() {
    for method in [Method::Random, Method::Sobol] {
        let (few, many) = (Design::new(method, 1, 20, 3), Design::new(method, 1, 90, 3));
        let (few, many) = (few.expect("possible"), many.expect("possible"));
        assert_eq!(few.points[..], many.points[..few.points.len()], "{method:?}");
    }
}

/// Under independence Spearman's coefficient has standard deviation 1 / sqrt(n - 1); 4.8 of them is a probability
/// of 1.6e-6 for one pair, 1e-4 for all 45 pairs of the three methods.
#[test]
fn dimensions_are_not_correlated_by_themselves() {
    for method in METHODS {
        let design = Design::new(method, 5, 1000, 6).expect("possible");
        for i in 0..6 {
            for j in 0..i {
                let found = spearman(&design.column(i), &design.column(j));
                assert!(found.abs() < 4.8 / 999.0_f64.sqrt(), "{method:?} {i} {j}: {found}");
            }
        }
    }
}

/// All six orders of three slices are equally likely: chi-square with 5 degrees of freedom, 20.515 at a
/// probability of 0.001 (Abramowitz & Stegun, table 26.8).
#[test]
fn permutations_are_equally_likely() {
    let mut counts = std::collections::BTreeMap::new();
    for seed in 0..6000 {
        let mut generator = Generator::new(seed, 3);
        let mut stream = generator.stream(site(Method::LatinHypercube, 0), Purpose::Design, 0, 0);
        *counts.entry(permutation(&mut stream, 3)).or_insert(0.0) += 1.0;
    }
    let statistic: f64 = counts.values().map(|n: &f64| (n - 1000.0).powi(2) / 1000.0).sum();
    assert!(counts.len() == 6 && statistic < 20.515, "{statistic}");
}

#[test]
fn rank_correlations_are_reached_and_the_values_stay_the_same() {
    let pairs =
        [pair(0, 1, 0.8), pair(2, 1, -0.5), pair(4, 2, 0.3), pair(5, 6, 0.95), pair(7, 8, -0.99)];
    for method in METHODS {
        for seed in 0..4 {
            let before = Design::new(method, seed, 1000, 10).expect("possible");
            let mut after = before.clone();
            after.correlate(&pairs).expect("consistent");
            for j in 0..10 {
                let (mut a, mut b) = (before.column(j), after.column(j));
                assert_eq!(a == b, matches!(j, 0 | 3 | 9), "dimension {j}");
                a.sort_by(f64::total_cmp);
                b.sort_by(f64::total_cmp);
                assert_eq!(a, b);
            }
            for wanted in pairs {
                let found = spearman(&after.column(wanted.first), &after.column(wanted.second));
                let gap = (found - wanted.coefficient).abs();
                assert!(gap < 0.005, "{method:?} {wanted:?}: {found}");
            }
            let free = spearman(&after.column(0), &after.column(4));
            assert!(free.abs() < 0.005, "a pair that was not asked for within the group: {free}");
        }
    }
}

#[test]
fn correlations_work_from_the_smallest_possible_number_of_draws() {
    let mut small = Design::new(Method::LatinHypercube, 1, 4, 2).expect("possible");
    assert_eq!(small.correlate(&[pair(0, 1, 0.9)]), Ok(()));
    let mut tiny = Design::new(Method::LatinHypercube, 1, 3, 2).expect("possible");
    let few = DesignError::TooFewDraws { draws: 3, correlated: 2 };
    assert_eq!(tiny.correlate(&[pair(0, 1, 0.9)]), Err(few));
    assert_eq!(tiny.correlate(&[]), Ok(()));
}

#[test]
fn impossible_correlations_are_refused() {
    let mut design = Design::new(Method::Random, 1, 100, 3).expect("possible");
    for wrong in
        [pair(0, 0, 0.5), pair(0, 3, 0.5), pair(0, 1, 1.0), pair(0, 1, -1.2), pair(0, 1, f64::NAN)]
    {
        assert!(
            matches!(design.correlate(&[wrong]), Err(DesignError::ImpossiblePair(_))),
            "{wrong:?}"
        );
    }
    let twice = [pair(0, 1, 0.5), pair(1, 0, 0.4)];
    assert_eq!(design.correlate(&twice), Err(DesignError::ImpossiblePair(twice[1])));
    // If 0 goes with 1 and 1 with 2, then 0 cannot go against 2.
    let contradiction = [pair(0, 1, 0.9), pair(1, 2, 0.9), pair(0, 2, -0.9)];
    assert_eq!(design.correlate(&contradiction), Err(DesignError::ContradictoryCorrelations));
}

#[test]
fn sobol_limits_are_named_in_the_error() {
    let wide = Design::new(Method::Sobol, 1, 2, 257).map_err(|error| error.to_string());
    assert_eq!(
        wide,
        Err("method sobol takes at most 256 uncertain quantities, found 257".to_owned())
    );
    let long = Design::new(Method::Sobol, 1, 65_537, 1).map_err(|error| error.to_string());
    assert_eq!(long, Err("method sobol takes at most 65536 draws, found 65537".to_owned()));
    assert!(
        Design::new(Method::Sobol, 1, 65_536, 1).is_ok_and(|all| one_in_each_slice(&all.column(0)))
    );
}

/// Two and many dimensions, from as few draws as a batch may have: every pair within 0.02 of what was asked for,
/// pairs that were not asked for within 0.02 of none, and every dimension with exactly the values it had. Coefficients
/// fall off as powers of one, which is possible for any number of dimensions (an autoregression), here without the
/// pairs of the last dimension.
#[test]
fn rank_correlations_are_reached_within_two_hundredths() {
    for (draws, dimensions, coefficient) in [
        (30, 2, 0.7_f64),
        (30, 2, -0.95),
        (32, 5, -0.5),
        (64, 10, 0.6),
        (100, 20, 0.9),
        (300, 30, 0.8),
    ] {
        let pairs: Vec<RankCorrelation> = (0..dimensions)
            .flat_map(|i| (0..i).map(move |j| pair(i, j, coefficient.powi((i - j) as i32))))
            .collect();
        for method in METHODS {
            let before = Design::new(method, 5, draws, dimensions + 1).expect("possible");
            let mut after = before.clone();
            after.correlate(&pairs).expect("consistent");
            for j in 0..dimensions {
                let (mut a, mut b) = (before.column(j), after.column(j));
                a.sort_by(f64::total_cmp);
                b.sort_by(f64::total_cmp);
                assert_eq!(a, b, "{method:?}: the values of dimension {j}");
                let stratified = method == Method::LatinHypercube
                    || method == Method::Sobol && draws.is_power_of_two();
                assert!(!stratified || one_in_each_slice(&b), "{method:?}: dimension {j}");
            }
            assert_eq!(before.column(dimensions), after.column(dimensions));
            for wanted in &pairs {
                let found = spearman(&after.column(wanted.first), &after.column(wanted.second));
                let gap = (found - wanted.coefficient).abs();
                assert!(gap < 0.02, "{method:?}, {draws} draws: {found} instead of {wanted:?}");
            }
        }
    }
}

/// A block of three that are correlated with each other and with none of the two others named.
#[test]
fn pairs_without_a_coefficient_get_none() {
    let pairs = [pair(0, 1, 0.8), pair(1, 2, 0.5), pair(0, 2, 0.4), pair(3, 4, -0.7)];
    for method in METHODS {
        let mut design = Design::new(method, 9, 50, 5).expect("possible");
        design.correlate(&pairs).expect("consistent");
        for (i, j) in [(0, 3), (1, 3), (2, 3), (0, 4), (1, 4), (2, 4)] {
            let found = spearman(&design.column(i), &design.column(j));
            assert!(found.abs() < 0.02, "{method:?} {i} {j}: {found}");
        }
    }
}

/// Designs of other batches are other ones, each with the properties of the first; random points go on where those of
/// the batch before ended.
#[test]
fn batches_are_independent_designs() {
    for method in METHODS {
        let make =
            |batch| Design::batch(method, Start { seed: 3, batch }, 64, 3).expect("possible");
        assert_eq!(make(0), Design::new(method, 3, 64, 3).expect("possible"), "{method:?}");
        let (one, other) = (make(1), make(2));
        let same = one.points.iter().filter(|point| other.points.contains(point)).count();
        assert_eq!(same, 0, "{method:?}");
        if method != Method::Random {
            assert!((0..3).all(|j| one_in_each_slice(&one.column(j))), "{method:?}");
        }
        // Place by place, batches know nothing of each other: 4.8 standard deviations for one pair of 64.
        for j in 0..3 {
            let found = spearman(&one.column(j), &other.column(j));
            assert!(found.abs() < 4.8 / 63.0_f64.sqrt(), "{method:?} {j}: {found}");
        }
    }
    let all = Design::new(Method::Random, 3, 128, 2).expect("possible");
    let second = Design::batch(Method::Random, Start { seed: 3, batch: 1 }, 64, 2);
    assert_eq!(all.points[128..], second.expect("possible").points);
}
