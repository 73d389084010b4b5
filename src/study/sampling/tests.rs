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
    SamplingPlan { method, seed: 1, draws, correlations: Vec::new(), dimensions: Vec::new() }
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
