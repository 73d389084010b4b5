//! Value of sample information where it has a formula, and population values.

use super::*;
use wijkraming::analysis::decision::{PopulationPlan, Study};
use wijkraming::stats::Distribution;

fn with_studies(studies: &[(&str, &[usize])]) -> DecisionPlan {
    let study = |(text, quantities): &(&str, &[usize])| {
        (Study::parse(text).expect("a study"), quantities.to_vec())
    };
    DecisionPlan { studies: studies.iter().map(study).collect(), ..plan() }
}

/// A quantity Normal(0, 2) and a difference 1.5 of it minus 1. A mean of n observations with standard deviation 6
/// shifts the expectation with variance 4^2 / (4 + 36 / n) (Raiffa & Schlaifer 1961, section 5.5).
#[test]
fn a_study_with_normal_data_is_worth_its_formula() {
    let z = normals(DRAWS, 2);
    let quantity_values: Vec<f64> = z[0].iter().map(|z| 2.0 * z).collect();
    let difference: Vec<f64> =
        quantity_values.iter().zip(&z[1]).map(|(a, chance)| 1.5 * a - 1.0 + chance).collect();
    let table = against_nothing(difference, vec![quantity("a", &quantity_values)]);
    let sizes = [1.0, 9.0, 50.0, 1e6];
    let texts: Vec<String> = sizes.iter().map(|n| format!("a: n={n}, sd=6")).collect();
    let studies: Vec<(&str, &[usize])> =
        texts.iter().map(|text| (text.as_str(), &[0][..])).collect();
    let analysis = run(&table, &with_studies(&studies));
    for (study, n) in analysis.studies.iter().zip(sizes) {
        let sd = f64::sqrt(16.0 / (4.0 + 36.0 / n));
        let exact = normal_value(-1.0, 1.5 * sd);
        close(&study.value, exact, 0.04, 1.0);
        close(&study.perfect, normal_value(-1.0, 3.0), 0.04, 1.0);
    }
    // More data, more value; never more than perfect.
    let values: Vec<f64> = analysis.studies.iter().map(|study| study.value.value).collect();
    assert!(values.windows(2).all(|pair| pair[0] < pair[1]), "{values:?}");
    assert!((values[3] - analysis.studies[3].perfect.value).abs() < 0.01, "{values:?}");
}

/// Draws of Normal(0, 2) with weights exp(t z - t^2 / 2), t = 1/2, are draws of Normal(1, 2): the difference 1.5 a - 1 has
/// mean 1/2 instead of -1.
#[test]
fn a_study_on_weighted_draws_is_worth_the_formula_of_what_they_stand_for() {
    let z = normals(DRAWS, 2);
    let quantity_values: Vec<f64> = z[0].iter().map(|z| 2.0 * z).collect();
    let difference: Vec<f64> =
        quantity_values.iter().zip(&z[1]).map(|(a, chance)| 1.5 * a - 1.0 + chance).collect();
    let mut table = against_nothing(difference, vec![quantity("a", &quantity_values)]);
    let weights: Vec<f64> = z[0].iter().map(|z| (0.5 * z - 0.125).exp()).collect();
    table.weights = Weights::new(&weights).expect("positive weights");
    let analysis = run(&table, &with_studies(&[("a: n=9, sd=6", &[0])]));
    let sd = f64::sqrt(16.0 / (4.0 + 36.0 / 9.0));
    close(&analysis.studies[0].value, normal_value(0.5, 1.5 * sd), 0.06, 1.0);
    close(&analysis.studies[0].perfect, normal_value(0.5, 3.0), 0.06, 1.0);
}

/// Difference m + b (z^2 - 1). Given normal data with precision n / sd^2 the expectation of z^2 is that of a normal
/// mean squared plus the posterior variance v: b shrinks to b (1 - v), v = 1 / (1 + n / sd^2).
#[test]
fn a_study_of_a_curved_effect_is_worth_its_formula() {
    let z = normals(DRAWS, 2);
    let (m, b) = (-0.4, 0.8);
    let difference: Vec<f64> =
        z[0].iter().zip(&z[1]).map(|(z, e)| m + b * (z * z - 1.0) + 0.5 * e).collect();
    let table = against_nothing(difference, vec![quantity("a", &z[0])]);
    let analysis = run(&table, &with_studies(&[("a: n=8, sd=2", &[0])]));
    let v = 1.0 / (1.0 + 8.0 / 4.0);
    let exact = over_normal(|u| (m + b * (1.0 - v) * (u * u - 1.0)).max(0.0));
    close(&analysis.studies[0].value, exact, 0.12, exact);
}

/// A quantity Beta(3, 5) and a difference of it minus 0.45. After y of n the expectation is (3 + y) / (8 + n), with y
/// beta-binomial: choose(n, y) B(3 + y, 5 + n - y) / B(3, 5).
#[test]
fn a_study_of_a_probability_is_worth_the_sum_over_its_outcomes() {
    let u = uniforms(DRAWS, 1).remove(0);
    let beta = Distribution::Beta { a: 3.0, b: 5.0 };
    let p: Vec<f64> = u.iter().map(|u| beta.quantile(*u)).collect();
    let difference = p.iter().map(|p| 100.0 * (p - 0.45)).collect();
    let table = against_nothing(difference, vec![quantity("p", &p)]);
    let analysis = run(&table, &with_studies(&[("p: n=12, data=binomial", &[0])]));
    let ln_beta = |a: f64, b: f64| libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let ln_choose =
        |n: f64, k: f64| libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
    let exact: f64 = (0..=12)
        .map(f64::from)
        .map(|y| {
            let probability =
                (ln_choose(12.0, y) + ln_beta(3.0 + y, 17.0 - y) - ln_beta(3.0, 5.0)).exp();
            probability * (100.0 * ((3.0 + y) / 20.0 - 0.45)).max(0.0)
        })
        .sum();
    close(&analysis.studies[0].value, exact, 0.08, exact);
}

/// A rate Gamma(4, scale 0.5) and a difference of it minus 2.2. After y events in exposure 3 the expectation is (4 + y)
/// / (2 + 3), with y negative binomial: mean 6, probabilities by their recursion.
#[test]
fn a_study_of_a_rate_is_worth_the_sum_over_its_outcomes() {
    let u = uniforms(DRAWS, 1).remove(0);
    let gamma = Distribution::Gamma { shape: 4.0, scale: 0.5 };
    let rate: Vec<f64> = u.iter().map(|u| gamma.quantile(*u)).collect();
    let difference = rate.iter().map(|rate| 10.0 * (rate - 2.2)).collect();
    let table = against_nothing(difference, vec![quantity("rate", &rate)]);
    let analysis = run(&table, &with_studies(&[("rate: n=3, data=poisson", &[0])]));
    let (mut probability, mut exact) = ((2.0_f64 / 5.0).powi(4), 0.0);
    for y in 0..200 {
        let y = f64::from(y);
        exact += probability * (10.0 * ((4.0 + y) / 5.0 - 2.2)).max(0.0);
        probability *= (4.0 + y) / (y + 1.0) * (3.0 / 5.0);
    }
    close(&analysis.studies[0].value, exact, 0.08, exact);
}

/// A row of shares Dirichlet(4, 3, 2) and a difference of the first minus 0.5. Of 10 observations y are in the first
/// category, beta-binomial(4, 5); the expectation is then (4 + y) / 19.
#[test]
fn a_study_of_a_row_of_shares_is_worth_the_sum_over_its_outcomes() {
    let row = row_of_shares();
    let difference = row.columns[0].iter().map(|p| 100.0 * (p - 0.5)).collect();
    let table = against_nothing(difference, vec![row]);
    let analysis = run(&table, &with_studies(&[("row: n=10, data=multinomial", &[0])]));
    let ln_beta = |a: f64, b: f64| libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let ln_choose =
        |n: f64, k: f64| libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
    let exact: f64 = (0..=10)
        .map(f64::from)
        .map(|y| {
            let probability =
                (ln_choose(10.0, y) + ln_beta(4.0 + y, 15.0 - y) - ln_beta(4.0, 5.0)).exp();
            probability * (100.0 * ((4.0 + y) / 19.0 - 0.5)).max(0.0)
        })
        .sum();
    close(&analysis.studies[0].value, exact, 0.1, exact);
}

/// Two quantities in one study: variances of expectations add up.
#[test]
fn a_study_of_two_quantities_is_worth_both() {
    let z = normals(DRAWS, 2);
    let difference: Vec<f64> = z[0].iter().zip(&z[1]).map(|(a, b)| -0.6 + a + 0.8 * b).collect();
    let table = against_nothing(difference, vec![quantity("a", &z[0]), quantity("b", &z[1])]);
    let text = "a: n=4, sd=2; b: n=9, sd=6; cost=0.05";
    let analysis = run(&table, &with_studies(&[(text, &[0, 1])]));
    let (of_a, of_b) = (1.0 / (1.0 + 4.0 / 4.0), 1.0 / (1.0 + 36.0 / 9.0));
    let exact = normal_value(-0.6, f64::sqrt(of_a + 0.64 * of_b));
    let study = &analysis.studies[0];
    close(&study.value, exact, 0.2, exact);
    close(&study.net.expect("a cost"), exact - 0.05, 0.2, exact);
    close(&study.perfect, normal_value(-0.6, 1.64_f64.sqrt()), 0.05, 1.0);
}

/// 200 decisions a year for 10 years at 10%: the annuity of 10 payments of 1, the first at once, is 1 + 5.759 (9 years
/// in the printed table of Brealey, Myers & Allen).
#[test]
fn values_of_all_decisions_are_those_of_one_times_an_annuity() {
    let z = normals(1024, 1).remove(0);
    let population = PopulationPlan { decisions_per_year: 200.0, years: 10, rate: 0.10 };
    let difference = z.iter().map(|z| z - 0.5).collect();
    let table = against_nothing(difference, vec![quantity("a", &z)]);
    let studies = with_studies(&[("a: n=4, sd=2; cost=10", &[0])]);
    let analysis = run(&table, &DecisionPlan { population: Some(population), ..studies });
    let found = analysis.population.expect("a population");
    assert!((found.decisions - 200.0 * 6.759).abs() < 0.1, "{found:?}");
    let evpi = analysis.evpi.expect("two strategies");
    assert!((found.evpi.value - found.decisions * evpi.value).abs() < 1e-9);
    let study = &analysis.studies[0];
    let all = study.population.expect("a population");
    assert!((all.value - found.decisions * study.value.value).abs() < 1e-9);
    assert!((study.net.expect("a cost").value - (all.value - 10.0)).abs() < 1e-9);
    let undiscounted = PopulationPlan { rate: 0.0, ..population };
    assert_eq!(undiscounted.decisions(), 2000.0);
}

#[test]
fn studies_are_read_as_they_are_written() {
    let study = Study::parse("provisions.3.tariff: n=50, sd=6; p: n=200, data=binomial; cost=2e4");
    let study = study.expect("a study");
    let names: Vec<&str> = study.observations.iter().map(|own| own.quantity.as_str()).collect();
    assert_eq!(names, ["provisions.3.tariff", "p"]);
    assert_eq!((study.observations[0].size, study.cost), (50.0, Some(20_000.0)));
    for (text, expected) in [
        ("", "needs an observation"),
        ("cost=5", "needs an observation"),
        ("tariff", "write for example"),
        ("tariff: sd=6", "needs n"),
        ("tariff: n=50", "needs sd"),
        ("tariff: n=0, sd=6", "n must be more than 0"),
        ("tariff: n=many, sd=6", "n must be a number"),
        ("tariff: n=5, sd=-1", "sd must be more than 0"),
        ("tariff: n=5, sd=inf", "sd must be finite"),
        ("tariff: n=5, sd=6, size=3", "has no \"size\""),
        ("tariff: n=5, data=uniform", "unknown data"),
        ("tariff: n=5, data=binomial, sd=1", "have no sd"),
        ("tariff: n=5.5, data=binomial", "whole number"),
        ("tariff: n=5, sd=6; cost=-1", "cost must be at least 0"),
        ("tariff: n=5, sd=6, cost=1", "behind a semicolon"),
    ] {
        let message = Study::parse(text).expect_err(text);
        assert!(message.contains(expected), "{text}: {message}");
    }
}
