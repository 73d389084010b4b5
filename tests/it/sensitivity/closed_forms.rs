//! Shares of variance against the Ishigami function and Sobol's G-function, whose shares are known in closed form.
//!
//! - Ishigami & Homma, "An importance quantification technique in uncertainty analysis for computer models", First
//!   International Symposium on Uncertainty Modeling and Analysis (1990): sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1.
//! - Sobol, "On sensitivity estimation for nonlinear mathematical models" (1990), and Saltelli & Sobol (1995): product of
//!   (|4 x_i - 2| + a_i) / (1 + a_i).

use std::f64::consts::PI;

use wijkraming::analysis::sensitivity::given::first_order;
use wijkraming::analysis::sensitivity::sobol::{
    Evaluations, FirstOrder, Indices, LEVEL, Share, indices,
};
use wijkraming::sensitivity::{Dependence, Factor, Group, JointRows, Saltelli, factors};
use wijkraming::stats::{Bootstrap, Design, Distribution, Method};
use wijkraming::study::{Posterior, Quantity};

/// A function of independent uniform numbers, and its exact shares.
struct Known {
    name: &'static str,
    low: f64,
    high: f64,
    f: fn(&[f64]) -> f64,
    first: Vec<f64>,
    total: Vec<f64>,
}

fn ishigami() -> Known {
    let (a, b): (f64, f64) = (7.0, 0.1);
    let v1 = 0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2);
    let v2 = a * a / 8.0;
    let v13 = b * b * PI.powi(8) * 8.0 / 225.0;
    let v = v1 + v2 + v13;
    Known {
        name: "Ishigami",
        low: -PI,
        high: PI,
        f: |x| x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin(),
        first: vec![v1 / v, v2 / v, 0.0],
        total: vec![(v1 + v13) / v, v2 / v, v13 / v],
    }
}

const A: [f64; 6] = [0.0, 0.5, 3.0, 9.0, 99.0, 99.0];

fn g_function() -> Known {
    let own = A.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let all: f64 = own.iter().map(|v| 1.0 + v).product();
    let v = all - 1.0;
    Known {
        name: "G-function",
        low: 0.0,
        high: 1.0,
        f: |x| x.iter().zip(A).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product(),
        first: own.iter().map(|own| own / v).collect(),
        total: own.iter().map(|own| own * (all / (1.0 + own)) / v).collect(),
    }
}

impl Known {
    fn quantities(&self) -> Vec<Quantity> {
        let uniform = Distribution::Uniform { min: self.low, max: self.high };
        (0..self.first.len())
            .map(|i| Quantity {
                path: format!("x{}", i + 1),
                distribution: uniform.clone(),
                simplex: None,
            })
            .collect()
    }

    fn evaluations(&self, design: &Saltelli, factors: &[Factor]) -> Evaluations {
        let rows = 0..design.rows();
        let of = |sample: &dyn Fn(usize) -> Vec<f64>| -> Vec<f64> {
            rows.clone().map(|row| (self.f)(&sample(row))).collect()
        };
        Evaluations {
            a: of(&|row| design.a(row)),
            b: of(&|row| design.b(row)),
            mixed: factors.iter().map(|factor| of(&|row| design.mixed(row, factor))).collect(),
        }
    }

    /// The same with independent rows, so that the bootstrap is right about them.
    fn independent(&self, rows: usize, seed: u64) -> Evaluations {
        let p = self.first.len();
        let design = Design::new(Method::Random, seed, rows, 2 * p).expect("possible");
        let scale = |u: &f64| self.low + (self.high - self.low) * u;
        let half = |row: usize, from: usize| -> Vec<f64> {
            design.row(row)[from..from + p].iter().map(scale).collect()
        };
        let of = |values: &dyn Fn(usize) -> Vec<f64>| -> Vec<f64> {
            (0..rows).map(|row| (self.f)(&values(row))).collect()
        };
        let mixed = |factor: usize| {
            of(&|row| {
                let mut values = half(row, 0);
                values[factor] = half(row, p)[factor];
                values
            })
        };
        Evaluations {
            a: of(&|row| half(row, 0)),
            b: of(&|row| half(row, p)),
            mixed: (0..p).map(mixed).collect(),
        }
    }
}

fn estimate(evaluations: &Evaluations, estimator: FirstOrder, resamples: u64) -> Indices {
    let bootstrap = Bootstrap { seed: 9, resamples };
    indices(evaluations, estimator, None, &bootstrap).expect("it varies")
}

/// With 4,096 rows of scrambled Sobol numbers; how far estimates are off is printed, and is at most 0.01 (0.02 for
/// Jansen's first order, which differences two numbers of the size of the whole variance).
#[test]
fn sobol_shares_are_those_of_ishigami_and_of_the_g_function() {
    println!(
        "{:<12} {:>4} {:>8} {:>9} {:>9} {:>8} {:>9}",
        "", "", "S", "(2010)", "(1999)", "T", ""
    );
    for known in [ishigami(), g_function()] {
        let quantities = known.quantities();
        let factors = factors(&quantities, &Dependence::default(), &[]).expect("possible");
        let design = Saltelli::new(&quantities, &Dependence::default(), 4096, 3).expect("possible");
        let evaluations = known.evaluations(&design, &factors);
        let saltelli = estimate(&evaluations, FirstOrder::Saltelli2010, 20);
        let jansen = estimate(&evaluations, FirstOrder::Jansen1999, 20);
        for (i, factor) in factors.iter().enumerate() {
            let (s, t) = (known.first[i], known.total[i]);
            println!(
                "{:<12} {:>4} {s:>8.4} {:>9.4} {:>9.4} {t:>8.4} {:>9.4}",
                known.name,
                factor.name,
                saltelli.first[i].value,
                jansen.first[i].value,
                saltelli.total[i].value,
            );
            assert!((saltelli.first[i].value - s).abs() < 0.01, "{} {}", known.name, factor.name);
            assert!((jansen.first[i].value - s).abs() < 0.02, "{} {}", known.name, factor.name);
            assert!((saltelli.total[i].value - t).abs() < 0.01, "{} {}", known.name, factor.name);
            assert_eq!(saltelli.total[i], jansen.total[i]);
        }
    }
}

/// x1 and x3 of Ishigami together: what is not x2's alone, 1 - S_2, first and total alike, because x2 adds on.
#[test]
fn a_group_has_the_share_of_all_that_is_in_it() {
    let known = ishigami();
    let quantities = known.quantities();
    let group = Group { name: "odd".to_owned(), members: vec![0, 2] };
    let factors = factors(&quantities, &Dependence::default(), &[group]).expect("possible");
    assert_eq!(factors[0], Factor { name: "odd".to_owned(), members: vec![0, 2] });
    let design = Saltelli::new(&quantities, &Dependence::default(), 4096, 4).expect("possible");
    let found = estimate(&known.evaluations(&design, &factors), FirstOrder::default(), 20);
    let expected = 1.0 - known.first[1];
    for share in [found.first[0], found.total[0]] {
        assert!((share.value - expected).abs() < 0.01, "{share:?}, not {expected}");
    }
}

/// x1 + x2 + x3, with x1 and x2 from three rows: (0, 0) half of the time, (1, 1) and (1, 0) a quarter each. Their sum
/// has mean 3/4 and variance 11/16 (if they did not hang together 7/16), and the uniform x3 has 1/12.
#[test]
fn quantities_of_a_posterior_have_a_share_together() {
    let known = Known {
        name: "sum",
        low: 0.0,
        high: 1.0,
        f: |x| x.iter().sum(),
        first: vec![f64::NAN; 3],
        total: vec![],
    };
    let paths = vec!["x1".to_owned(), "x2".to_owned()];
    let rows = vec![1.0, 1.0, 0.0, 0.0, 1.0, 0.0];
    let posterior = Posterior::new(paths, rows, &[1.0, 2.0, 1.0]).expect("a posterior");
    let joint = JointRows { posterior: &posterior, columns: &[Some(0), Some(1), None] };
    let dependence = Dependence { posterior: Some(joint), ..Dependence::default() };
    let quantities = known.quantities();
    let factors = factors(&quantities, &dependence, &[]).expect("possible");
    let names: Vec<&str> = factors.iter().map(|factor| factor.name.as_str()).collect();
    assert_eq!(names, ["posterior", "x3"]);
    let design = Saltelli::new(&quantities, &dependence, 1024, 5).expect("possible");
    let found = estimate(&known.evaluations(&design, &factors), FirstOrder::default(), 20);
    let (own, other) = (11.0 / 16.0, 1.0 / 12.0);
    for (i, part) in [own, other].into_iter().enumerate() {
        let expected = part / (own + other);
        for share in [found.first[i], found.total[i]] {
            assert!((share.value - expected).abs() < 0.01, "{share:?}, not {expected}");
        }
    }
}

fn covers(share: &Share, exact: f64) -> bool {
    share.low <= exact && exact <= share.high
}

/// 250 designs of 256 independent rows: 95% bootstrap intervals cover the exact shares in 89% to 98.5% of them. (Three
/// binomial standard errors are 4%, and 256 rows are few for a percentile interval.)
#[test]
fn bootstrap_intervals_cover() {
    const DESIGNS: u64 = 250;
    assert_eq!(LEVEL, 0.95);
    let known = ishigami();
    let (mut first, mut total) = ([0; 3], [0; 3]);
    for seed in 0..DESIGNS {
        let evaluations = known.independent(256, seed);
        let bootstrap = Bootstrap { seed, resamples: 150 };
        let found = indices(&evaluations, FirstOrder::default(), None, &bootstrap);
        let found = found.expect("it varies");
        for i in 0..3 {
            first[i] += u32::from(covers(&found.first[i], known.first[i]));
            total[i] += u32::from(covers(&found.total[i], known.total[i]));
        }
    }
    println!("of {DESIGNS} intervals cover: first order {first:?}, total {total:?}");
    for covered in first.into_iter().chain(total) {
        let share = f64::from(covered) / DESIGNS as f64;
        assert!((0.89..=0.985).contains(&share), "coverage {share}: {first:?} {total:?}");
    }
}

/// Columns of a random sample of the function, and its values.
fn sample(known: &Known, draws: usize, seed: u64) -> (Vec<Vec<f64>>, Vec<f64>) {
    let p = known.first.len();
    let design = Design::new(Method::Random, seed, draws, p).expect("possible");
    let scale = |u: f64| known.low + (known.high - known.low) * u;
    let columns: Vec<Vec<f64>> =
        (0..p).map(|j| design.column(j).into_iter().map(scale).collect()).collect();
    let value =
        |draw: usize| (known.f)(&columns.iter().map(|column| column[draw]).collect::<Vec<_>>());
    let values = (0..draws).map(value).collect();
    (columns, values)
}

#[test]
fn given_data_shares_are_those_of_ishigami_and_of_the_g_function() {
    for known in [ishigami(), g_function()] {
        let (columns, values) = sample(&known, 4096, 5);
        for (i, column) in columns.iter().enumerate() {
            let share = first_order(&values, std::slice::from_ref(column)).expect("it varies");
            let z = (share.value - known.first[i]) / share.standard_error;
            println!(
                "{:<12} x{} {:.4}, found {:.4} with error {:.4}, {} terms",
                known.name,
                i + 1,
                known.first[i],
                share.value,
                share.standard_error,
                share.terms
            );
            assert!(z.abs() < 3.3, "{} x{}: z = {z}", known.name, i + 1);
            assert!(share.standard_error < 0.02);
        }
    }
}

/// 250 samples of 300 draws, as many as the default scenario has: the standard error is that of the estimates, and 95%
/// normal intervals cover in at least 88%. The mean is off by less than 0.02: the choice of terms favours those that fit
/// chance, most where a quantity changes the spread but not the mean, as x3 does.
#[test]
fn given_data_errors_are_those_of_repeated_samples() {
    let known = ishigami();
    for i in 0..3 {
        let found: Vec<_> = (0..250)
            .map(|seed| {
                let (columns, values) = sample(&known, 300, 1000 + seed);
                first_order(&values, &columns[i..=i]).expect("it varies")
            })
            .collect();
        let n = found.len() as f64;
        let mean = found.iter().map(|share| share.value).sum::<f64>() / n;
        let spread =
            (found.iter().map(|share| (share.value - mean).powi(2)).sum::<f64>() / n).sqrt();
        let error = found.iter().map(|share| share.standard_error).sum::<f64>() / n;
        let within = |share: &&_| {
            let share: &&wijkraming::analysis::sensitivity::given::GivenShare = share;
            (share.value - known.first[i]).abs() < 1.96 * share.standard_error
        };
        let covered = found.iter().filter(within).count() as f64 / n;
        println!(
            "x{}: exact {:.4}, mean {mean:.4}, spread {spread:.4}, error {error:.4}, covered {covered:.3}",
            i + 1,
            known.first[i]
        );
        assert!((mean - known.first[i]).abs() < 0.02, "{mean} against {}", known.first[i]);
        assert!((0.5..1.5).contains(&(error / spread)), "error {error}, spread {spread}");
        assert!(covered >= 0.88, "coverage {covered}");
    }
}

/// x1 and x3 together: their additive part only, which is x1's share.
#[test]
fn a_group_from_given_data_is_a_lower_bound() {
    let known = ishigami();
    let (columns, values) = sample(&known, 4096, 6);
    let share = first_order(&values, &[columns[0].clone(), columns[2].clone()]).expect("it varies");
    assert!((share.value - known.first[0]).abs() < 3.3 * share.standard_error, "{share:?}");
}
