//! Shares of chance and of a quantity through the engine, where both are known exactly.
//!
//! Every household has a first need at an uncertain rate x per year, a crisis from the start that nobody reports and that
//! never changes; with (nearly) no frailty, households are independent. The household-months in crisis of one year
//! follow: a need in month m = 0..11 has probability (1 - q)^m q with q = 1 - exp(-x / 12), and lasts 12 - m months.
//! Over H households E[Y | x] = H mu(x) and Var(Y | x) = H sigma^2(x).

use wijkraming::analysis::Measure;
use wijkraming::analysis::sensitivity::sobol::{FirstOrder, Share};
use wijkraming::scenario::Scenario;
use wijkraming::sensitivity::{
    Chance, Dependence, Evaluator, Saltelli, SobolOutput, SobolPlan, factors, sobol,
};
use wijkraming::stats::Bootstrap;
use wijkraming::study::Model;

use crate::example;

const HOUSEHOLDS: f64 = 60.0;
const LOW: f64 = 0.1;
const HIGH: f64 = 0.7;

fn scenario() -> Scenario {
    let mut table = example::reduced(1.0, 1);
    let areas = table["areas"].as_array().expect("areas")[..1].to_vec();
    table.insert("areas".into(), areas.into());
    for area in example::areas(&mut table) {
        area.insert("low_income_share".into(), 0.0.into());
        area.insert("need_factor".into(), 1.0.into());
        for (kind, count) in example::at(area, "households") {
            *count = (if kind == "single" { HOUSEHOLDS as i64 } else { 0 }).into();
        }
    }
    let over = format!(
        r#"
        effects = []
        population = {{ frailty_shape = 1000.0 }}
        need = {{ annual_trend = 0.0, initial_severity = [0.0, 0.0, 0.0, 1.0], annual_rate = {{ single = {{ dist = "uniform", min = {LOW}, max = {HIGH} }} }} }}
        course = {{ worsen = [0.0, 0.0, 0.0, 0.0], improve = [0.0, 0.0, 0.0, 0.0] }}
        aanmelding = {{ own_initiative = [0.0, 0.0, 0.0, 0.0], signal = [0.0, 0.0, 0.0, 0.0] }}
        "#
    );
    example::lay_over(&mut table, &over);
    let alternatives = example::at(&mut table, "alternatives");
    alternatives.retain(|id, _| id == "nul");
    example::scenario(&example::text(&table))
}

/// Mean and variance of the months of one household at rate x.
fn months(x: f64) -> (f64, f64) {
    let q = 1.0 - (-x / 12.0).exp();
    let moment = |power: i32| -> f64 {
        (0..12).map(|m| (1.0 - q).powi(m) * q * f64::from(12 - m).powi(power)).sum()
    };
    (moment(1), moment(2) - moment(1).powi(2))
}

/// Variance of the expected outcome and expected variance, by the midpoints of 10,000 slices.
fn exact() -> (f64, f64) {
    let slices = 10_000;
    let at = |i: i32| months(LOW + (HIGH - LOW) * (f64::from(i) + 0.5) / f64::from(slices));
    let mean = |of: &dyn Fn((f64, f64)) -> f64| {
        (0..slices).map(|i| of(at(i))).sum::<f64>() / f64::from(slices)
    };
    let centre = mean(&|(mu, _)| mu);
    let between = mean(&|(mu, _)| (mu - centre).powi(2));
    (HOUSEHOLDS * HOUSEHOLDS * between, HOUSEHOLDS * mean(&|(_, variance)| variance))
}

fn run(chance: Chance) -> SobolOutput {
    let scenario = scenario();
    // Tariffs and prices do not matter here: only the rate does.
    let quantities = scenario.quantities();
    let design = Saltelli::new(quantities, &Dependence::default(), 2048, 8).expect("possible");
    let mut factors = factors(quantities, &Dependence::default(), &[]).expect("possible");
    factors.retain(|factor| factor.name.contains("annual_rate") || factor.name.contains("tariff"));
    factors.truncate(2);
    let bootstrap = Bootstrap { seed: 1, resamples: 200 };
    let plan = SobolPlan { design, factors, chance, estimator: FirstOrder::default(), bootstrap };
    let evaluator = Evaluator::new(&scenario, vec![0], &[Measure::CrisisHouseholdMonths], 4);
    let found = sobol(&evaluator, &plan, &|| ());
    found.into_iter().flatten().next().expect("it varies")
}

/// Within four standard errors, taken from the width of the 95% interval.
fn agrees(name: &str, share: &Share, exact: f64) {
    let error = (share.high - share.low) / 3.92;
    let z = (share.value - exact) / error.max(1e-9);
    println!(
        "{name:<40} exact {exact:.4}, found {:.4} [{:.4} .. {:.4}]",
        share.value, share.low, share.high
    );
    assert!(z.abs() < 4.0 || (share.value - exact).abs() < 1e-12, "{name}: {share:?}, not {exact}");
}

#[test]
fn chance_and_a_quantity_share_the_variance_as_the_model_says() {
    let (between, within) = exact();
    let variance = between + within;
    let noise = within / variance;
    assert!((0.2..0.8).contains(&noise), "both matter: {noise}");
    for chance in [Chance::Common, Chance::Independent] {
        let found = run(chance);
        let sd = variance.sqrt();
        assert!(
            (found.standard_deviation / sd - 1.0).abs() < 0.03,
            "{} against {sd}",
            found.standard_deviation
        );
        let factor = |part: &str| {
            found.factors.iter().find(|shares| shares.factor.contains(part)).expect("a factor")
        };
        let rate = factor("annual_rate");
        agrees("first order of the rate", &rate.first, between / variance);
        agrees("total of chance", &found.chance.total, noise);
        let tariff = factor("tariff");
        agrees("first order of a tariff", &tariff.first, 0.0);
        match chance {
            Chance::Common => {
                // A price that steers nothing changes no bit.
                assert_eq!(tariff.total.value, 0.0);
                // What the rate does at the same chance holds its interaction with chance too.
                let both = 1.0 - found.chance.first.value;
                agrees("total of the rate at common chance", &rate.total, both);
                assert!(rate.total.value > between / variance + 0.02);
            }
            Chance::Independent => {
                agrees("total of a tariff on the expected outcome", &tariff.total, 0.0);
                agrees(
                    "total of the rate on the expected outcome",
                    &rate.total,
                    between / variance,
                );
            }
        }
    }
}
