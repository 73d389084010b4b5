use super::*;
use crate::stats::Distribution;

fn quantity(path: &str, distribution: Distribution, simplex: Option<usize>) -> Quantity {
    Quantity { path: path.to_owned(), distribution, simplex }
}

fn gamma(shape: f64) -> Distribution {
    Distribution::Gamma { shape, scale: 1.0 }
}

/// Two quantities of their own, and a Dirichlet(2, 3, 5) between them and at the end.
fn quantities() -> Vec<Quantity> {
    vec![
        quantity("tariff", Distribution::Uniform { min: 10.0, max: 30.0 }, None),
        quantity("row.0", gamma(2.0), Some(4)),
        quantity("row.1", gamma(3.0), Some(4)),
        quantity("share", Distribution::Beta { a: 2.0, b: 2.0 }, None),
        quantity("row.2", gamma(5.0), Some(4)),
    ]
}

fn plan(method: Method, draws: usize) -> SamplingPlan {
    SamplingPlan::new(method, 1, draws)
}

#[test]
fn members_of_a_simplex_add_up_to_one_and_others_are_left_alone() {
    let matrix = sample(&quantities(), &plan(Method::LatinHypercube, 50)).expect("possible");
    let design = Design::new(Method::LatinHypercube, 1, 50, 5).expect("possible");
    for i in 0..50 {
        let (row, point) = (matrix.row(i), design.row(i));
        assert!((row[1] + row[2] + row[4] - 1.0).abs() < 1e-15);
        assert_eq!(row[0], 10.0 + 20.0 * point[0]);
        assert_eq!(row[3], Distribution::Beta { a: 2.0, b: 2.0 }.quantile(point[3]));
    }
}

/// Member i of a Dirichlet(2, 3, 5) has mean a / 10 and variance a (10 - a) / (100 * 11).
#[test]
fn a_simplex_of_gamma_numbers_is_a_dirichlet_distribution() {
    let draws = 4096;
    let matrix = sample(&quantities(), &plan(Method::Sobol, draws)).expect("possible");
    for (member, a) in [(1, 2.0), (2, 3.0), (4, 5.0)] {
        let column: Vec<f64> = (0..draws).map(|i| matrix.row(i)[member]).collect();
        let mean = column.iter().sum::<f64>() / draws as f64;
        let variance = column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / draws as f64;
        assert!((mean - a / 10.0).abs() < 1e-3, "{mean}");
        assert!((variance / (a * (10.0 - a) / 1100.0) - 1.0).abs() < 0.02, "{variance}");
    }
}

#[test]
fn the_central_sample_takes_means_and_divides_simplex_members() {
    assert_eq!(central(&quantities()), [20.0, 0.2, 0.3, 0.5, 0.5]);
}

#[test]
fn correlations_carry_over_to_the_values() {
    let correlations = vec![RankCorrelation { first: 0, second: 3, coefficient: 0.7 }];
    let plan = SamplingPlan { correlations, ..plan(Method::LatinHypercube, 1000) };
    let matrix = sample(&quantities(), &plan).expect("possible");
    // Quantiles are increasing functions: both are above their medians together with probability
    // 1/4 + asin(rho) / (2 pi), rho = 2 sin(pi 0.7 / 6) (Sheppard 1899): 0.369.
    let rho = 2.0 * (std::f64::consts::PI * 0.7 / 6.0).sin();
    let expected = 0.25 + rho.asin() / (2.0 * std::f64::consts::PI);
    let both = (0..1000).filter(|i| matrix.row(*i)[0] > 20.0 && matrix.row(*i)[3] > 0.5).count();
    assert!((both as f64 / 1000.0 - expected).abs() < 0.04, "{both}");
}

#[test]
fn a_study_without_uncertain_quantities_has_empty_rows() {
    let matrix = sample(&[], &plan(Method::LatinHypercube, 3)).expect("possible");
    assert_eq!((matrix.row(2).len(), central(&[]).len()), (0, 0));
}

#[test]
fn gamma_numbers_that_all_underflow_give_the_means() {
    let tiny = |path: &str, shape| quantity(path, gamma(shape), Some(0));
    let quantities = [tiny("a", 1e-5), tiny("b", 3e-5)];
    let matrix = sample(&quantities, &plan(Method::Random, 50)).expect("possible");
    for i in 0..50 {
        let row = matrix.row(i);
        assert!((row[0] + row[1] - 1.0).abs() < 1e-15, "{row:?}");
    }
    assert!((0..50).any(|i| (matrix.row(i)[0] - 0.25).abs() < 1e-12));
}

/// Rank correlations between quantities of any distribution: the values are those without correlations, put in another
/// order, and the rank correlation of the values is what was asked for, within every batch.
#[test]
fn correlated_quantities_keep_their_values() {
    let quantities = vec![
        quantity("tariff", Distribution::Pert { min: 38.0, mode: 46.0, max: 58.0 }, None),
        quantity("need", Distribution::Lognormal { mu: 0.0, sigma: 0.8 }, None),
        quantity("close", Distribution::Beta { a: 2.0, b: 5.0 }, None),
    ];
    let pair = |first, second, coefficient| RankCorrelation { first, second, coefficient };
    let correlations = vec![pair(0, 1, 0.6), pair(1, 2, -0.4), pair(0, 2, -0.3)];
    for method in [Method::Random, Method::LatinHypercube, Method::Sobol] {
        for (draws, batches) in [(128, 1), (300, 10)] {
            let free = SamplingPlan { batches, ..plan(method, draws) };
            let tied = SamplingPlan { correlations: correlations.clone(), ..free.clone() };
            let (free, tied) = (sample(&quantities, &free), sample(&quantities, &tied));
            let (free, tied) = (free.expect("possible"), tied.expect("possible"));
            let column = |matrix: &SampleMatrix, j: usize| -> Vec<f64> {
                (0..draws).map(|i| matrix.row(i)[j]).collect()
            };
            for j in 0..3 {
                let sorted = |matrix| crate::stats::summary::sorted(&column(matrix, j));
                assert_eq!(sorted(&free), sorted(&tied), "{method:?}");
            }
            for batch in 0..batches {
                let rows = batch * draws / batches..(batch + 1) * draws / batches;
                for wanted in &correlations {
                    let of = |j: usize| column(&tied, j)[rows.clone()].to_vec();
                    let gap = spearman(&of(wanted.first), &of(wanted.second)) - wanted.coefficient;
                    assert!(gap.abs() < 0.02, "{method:?}, batch {batch}, {wanted:?}: {gap}");
                }
            }
        }
    }
}

/// Spearman (1904) for values without ties.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let ranks = |values: &[f64]| -> Vec<f64> {
        let sorted = crate::stats::summary::sorted(values);
        values.iter().map(|x| sorted.partition_point(|other| other < x) as f64).collect()
    };
    let n = a.len() as f64;
    let squares: f64 = ranks(a).iter().zip(ranks(b)).map(|(x, y)| (x - y) * (x - y)).sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

#[test]
fn replications_repeat_rows_and_batches_follow_each_other() {
    let one = plan(Method::LatinHypercube, 20);
    let rows = sample(&quantities(), &one).expect("possible");
    let twice = SamplingPlan { replications: 2, ..one.clone() };
    let repeated = sample(&quantities(), &twice).expect("possible");
    assert_eq!((repeated.draws, twice.draws_of(&(3..5))), (40, 6..10));
    assert!((0..40).all(|draw| repeated.row(draw) == rows.row(draw / 2)));
    // Twice as many draws in twice as many batches begin with the same ones.
    let longer = SamplingPlan { draws: 40, batches: 2, ..one.clone() };
    let longer = sample(&quantities(), &longer).expect("possible");
    assert_eq!(longer.values[..rows.values.len()], rows.values);
    assert_ne!(longer.values[rows.values.len()..], rows.values);
    let uneven = SamplingPlan { batches: 3, ..one };
    let expected = DesignError::UnevenBatches { draws: 20, batches: 3 };
    assert_eq!(sample(&quantities(), &uneven), Err(expected));
}

#[test]
fn batches_of_independent_points_are_no_batches() {
    let batches = |method, correlations| {
        let plan = SamplingPlan { batches: 4, correlations, ..plan(method, 40) };
        plan.layout().rows_per_batch
    };
    assert_eq!(batches(Method::LatinHypercube, Vec::new()), Some(10));
    assert_eq!(batches(Method::Sobol, Vec::new()), Some(10));
    assert_eq!(batches(Method::Random, Vec::new()), None);
    let pair = RankCorrelation { first: 0, second: 3, coefficient: 0.5 };
    assert_eq!(batches(Method::Random, vec![pair]), Some(10));
    assert_eq!(plan(Method::Sobol, 40).layout(), Layout::default());
}
