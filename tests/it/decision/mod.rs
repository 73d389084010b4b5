//! The decision analysis against closed forms, quadrature and published examples. Expected values are worked out here,
//! by formulas that do not know how the analysis works.
//!
//! Draws are Sobol numbers, which estimate at least as precisely as independent draws; found and exact values may
//! differ by 3.29 standard errors as reported (two-sided probability 0.001 under a normal distribution), and the
//! reported error must be small enough for that to mean something.

mod closed_forms;
mod properties;
mod published;
mod studies;

use wijkraming::analysis::decision::{
    Criterion, DecisionAnalysis, DecisionPlan, DecisionTable, Effort, Figure, Group, Outcomes,
    PartialValue, Quantity, Strategy, analyse,
};
use wijkraming::stats::smooth::{KernelSize, Weights};
use wijkraming::stats::{Design, Distribution, Method, normal_quantile};

pub const DRAWS: usize = 2048;

/// Columns of standard normal numbers.
pub fn normals(draws: usize, columns: usize) -> Vec<Vec<f64>> {
    uniforms(draws, columns)
        .into_iter()
        .map(|c| c.into_iter().map(normal_quantile).collect())
        .collect()
}

pub fn uniforms(draws: usize, columns: usize) -> Vec<Vec<f64>> {
    let design = Design::new(Method::Sobol, 5, draws, columns).expect("a small design");
    (0..columns).map(|column| design.column(column)).collect()
}

/// Density and distribution function of the standard normal.
pub fn phi(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

pub fn cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / 2.0_f64.sqrt())
}

/// Expectation of max(0, X) for X ~ Normal(mean, sd).
pub fn expected_gain(mean: f64, sd: f64) -> f64 {
    if sd == 0.0 { mean.max(0.0) } else { mean * cdf(mean / sd) + sd * phi(mean / sd) }
}

/// What knowing a normal difference is worth: the unit normal loss integral of |mean| / sd, times sd (Raiffa &
/// Schlaifer, "Applied statistical decision theory", 1961, section 5.4).
pub fn normal_value(mean: f64, sd: f64) -> f64 {
    expected_gain(mean, sd) - mean.max(0.0)
}

/// Expectation of f(Z), Z standard normal, by the trapezium rule on -8.5 .. 8.5: exact to many digits for smooth
/// functions, and to some 1e-6 for ones with a kink.
pub fn over_normal(f: impl Fn(f64) -> f64) -> f64 {
    let steps = 4000;
    let width = 17.0 / f64::from(steps);
    (0..=steps).map(|i| -8.5 + width * f64::from(i)).map(|z| f(z) * phi(z) * width).sum()
}

/// The same with fewer steps, for double integrals.
pub fn over_normals(f: impl Fn(f64, f64) -> f64) -> f64 {
    let steps = 400;
    let width = 14.0 / f64::from(steps);
    let places = || (0..=steps).map(|i| -7.0 + width * f64::from(i));
    places().map(|a| places().map(|b| f(a, b) * phi(b)).sum::<f64>() * phi(a) * width * width).sum()
}

pub fn quantity(name: &str, column: &[f64]) -> Quantity {
    Quantity { path: name.to_owned(), name: name.to_owned(), columns: vec![column.to_vec()] }
}

/// A row of three shares, Dirichlet(4, 3, 2): gamma numbers over their sum. The first is Beta(4, 5).
pub fn row_of_shares() -> Quantity {
    let gamma = |shape: f64, u: f64| Distribution::Gamma { shape, scale: 1.0 }.quantile(u);
    let u = uniforms(DRAWS, 3);
    let parts: Vec<Vec<f64>> = [4.0, 3.0, 2.0]
        .into_iter()
        .zip(&u)
        .map(|(shape, column)| column.iter().map(|u| gamma(shape, *u)).collect())
        .collect();
    let sum = |draw: usize| parts.iter().map(|column| column[draw]).sum::<f64>();
    let share = |column: &Vec<f64>| (0..DRAWS).map(|draw| column[draw] / sum(draw)).collect();
    let columns = parts.iter().map(share).collect();
    Quantity { path: "row".to_owned(), name: "row".to_owned(), columns }
}

/// A table of net benefits.
pub fn table(net_benefit: Vec<Vec<f64>>, quantities: Vec<Quantity>) -> DecisionTable {
    let draws = net_benefit[0].len();
    let strategy = |index: usize| Strategy { id: format!("s{index}"), title: format!("S{index}") };
    DecisionTable {
        strategies: (0..net_benefit.len()).map(strategy).collect(),
        reference: Some(0),
        outcomes: Outcomes { net_benefit: Some(net_benefit), ..Outcomes::default() },
        quantities,
        weights: Weights::equal(draws),
    }
}

/// Two strategies, of which one has net benefit 0.
pub fn against_nothing(difference: Vec<f64>, quantities: Vec<Quantity>) -> DecisionTable {
    table(vec![vec![0.0; difference.len()], difference], quantities)
}

pub fn plan() -> DecisionPlan {
    DecisionPlan {
        criterion: Some(Criterion::Ready),
        grid: None,
        groups: Vec::new(),
        studies: Vec::new(),
        population: None,
        seed: 1,
        effort: effort(),
    }
}

/// Less work than the default: tests are compiled without optimisation.
pub fn effort() -> Effort {
    let kernel = KernelSize { learning_rows: 80, inducing_points: 60, steps: 15 };
    Effort { simulations: 60, points: 200, study_points: 400, data_sets: 800, kernel }
}

pub fn grouped(groups: &[(&str, &[usize])]) -> DecisionPlan {
    let group = |(name, members): &(&str, &[usize])| Group {
        name: (*name).to_owned(),
        quantities: members.to_vec(),
    };
    DecisionPlan { groups: groups.iter().map(group).collect(), ..plan() }
}

/// The value of a quantity or group of an analysis.
#[track_caller]
pub fn value<'a>(analysis: &'a DecisionAnalysis, name: &str) -> &'a PartialValue {
    let all = analysis.evppi.iter().chain(&analysis.groups).chain(&analysis.evppi_everything);
    let mut found = all.filter(|own| own.name == name);
    found.next().unwrap_or_else(|| panic!("{name}: {:?}", analysis.notes))
}

/// A figure is right within its error, and its error is at most `precision` of `size`.
#[track_caller]
pub fn close(found: &Figure, exact: f64, precision: f64, size: f64) {
    let error = found.standard_error.expect("an error");
    assert!(
        (found.value - exact).abs() <= 3.29 * error + 1e-9,
        "{} ±{error}, exactly {exact}",
        found.value
    );
    assert!(error <= precision * size, "{} ±{error} is vague for {size}", found.value);
}

pub fn run(table: &DecisionTable, plan: &DecisionPlan) -> DecisionAnalysis {
    analyse(table, plan)
}
