//! Tornado, heat map and break-even through scenario, engine and analysis, where every number can be worked out by
//! hand.
//!
//! The first scenario has no needs at all: a year costs what the teams cost, so that every outcome is a straight line of
//! the amounts and chance plays no part. The second has households, and hours that do not depend on the tariff: cost
//! is tariff times hours, realisation by realisation.

use toml::{Table, Value};
use wijkraming::analysis::Measure;
use wijkraming::engine::Scratch;
use wijkraming::scenario::Scenario;
use wijkraming::sensitivity::{Evaluator, Others, break_even, heat_map, one_way};
use wijkraming::study::{Model, Unit, sampling};

use crate::example;

const SEED: u64 = 5;

/// The reference and one plan over three years from 2015; two teams; discounted at 4% to 2015.
fn two_alternatives(nul: &str, plan: &str) -> Table {
    let mut table = example::reduced(0.1, 3);
    table.insert("effects".into(), Value::Array(Vec::new()));
    example::lay_over(&mut table, "valuation = { discount_rate = 0.04, base_year = 2015 }");
    let both = "financing.gemeente = {}\npayment.first_line.prestatiebekostiging = {}\n";
    let alternatives = format!("[nul]\nreference = true\n{both}{nul}\n[plan]\n{both}{plan}");
    let alternatives: Table = alternatives.parse().expect("TOML");
    table.insert("alternatives".into(), Value::Table(alternatives));
    for rung in 0..5 {
        let provision = example::provision(&mut table, rung);
        for key in ["domains", "hours_cv", "eigen_bijdrage", "informal_value"] {
            provision.remove(key);
        }
        provision.insert("tariff".into(), Value::Float(0.0));
    }
    table
}

/// Nobody ever needs anything: only teams cost money. Uncertain: what a team costs under the reference, and what the
/// plan costs the municipality.
fn teams_only() -> Scenario {
    let item = |name: &str, per: &str, amount: &str| {
        format!(
            "team.costs = [ {{ item = \"{name}\", amount = {amount}, per = \"{per}\", when = \"annual\", payer = \"gemeente\" }} ]"
        )
    };
    let nul = item("loket", "team", "{ dist = \"uniform\", min = 0.0, max = 200_000.0 }");
    let plan =
        item("plan", "municipality", "{ dist = \"uniform\", min = 100_000.0, max = 140_000.0 }");
    let mut table = two_alternatives(&nul, &plan);
    let none = "need = { annual_rate = { single = 0.0, single_65plus = 0.0, couple = 0.0, couple_65plus = 0.0, children = 0.0, single_parent = 0.0 } }";
    example::lay_over(&mut table, none);
    example::scenario(&example::text(&table))
}

fn evaluator<'a>(scenario: &'a Scenario, measures: &[Measure]) -> Evaluator<'a> {
    Evaluator::new(scenario, vec![0, 1], measures, SEED)
}

fn place(scenario: &Scenario, part: &str) -> usize {
    let paths = scenario.quantity_paths();
    paths.iter().position(|path| path.contains(part)).unwrap_or_else(|| panic!("{paths:?}"))
}

/// 1 + 1/1.04 + 1/1.04^2.
fn annuity() -> f64 {
    (0..3).map(|year| 1.04_f64.powi(-year)).sum()
}

fn close(found: f64, expected: f64, allowed: f64) {
    assert!((found - expected).abs() <= allowed, "{found}, not {expected}");
}

/// Net present value = annuity * (2 x - y): x from 10,000 to 190,000 (5% and 95%), y from 102,000 to 138,000, means
/// 100,000 and 120,000.
#[test]
fn bars_of_a_linear_model_are_its_slopes_times_the_ranges() {
    let scenario = teams_only();
    let evaluator = evaluator(&scenario, &[Measure::NetPresentValue, Measure::MunicipalCost]);
    let tornados = one_way(&evaluator, &Others::Central { draws: 3 }, &|| ());
    let npv = tornados
        .iter()
        .flatten()
        .find(|tornado| tornado.output.measure == "net_present_value")
        .expect("it exists");
    let cent = 0.01;
    close(npv.base.mean, annuity() * 80_000.0, cent);
    let (x, y) = (&npv.bars[0], &npv.bars[1]);
    assert!(
        x.quantity.starts_with("alternatives.nul.") && y.quantity.starts_with("alternatives.plan.")
    );
    close(x.low.at, 10_000.0, 1e-6);
    close(x.high.at, 190_000.0, 1e-6);
    close(x.swing.mean, annuity() * 2.0 * 180_000.0, cent);
    close(x.low.change.mean, annuity() * -2.0 * 90_000.0, cent);
    close(y.swing.mean, annuity() * -36_000.0, cent);
    close(y.high.output.mean, annuity() * 62_000.0, cent);
    // No chance, no error.
    for bar in &npv.bars {
        assert!(bar.swing.standard_error.expect("three draws") < 1e-6);
    }
    // The level of the plan does not see the reference.
    let cost = tornados
        .iter()
        .flatten()
        .find(|t| t.output.alternative == "plan" && t.output.against.is_none())
        .expect("it exists");
    close(cost.bars[0].swing.mean, 3.0 * 36_000.0, cent);
    assert_eq!(cost.bars[1].swing.mean, 0.0);
}

/// With the others varying, the means are those over the sample, and a linear model has the same bars.
#[test]
fn bars_of_a_linear_model_do_not_depend_on_the_others() {
    let scenario = teams_only();
    let evaluator = evaluator(&scenario, &[Measure::NetPresentValue]);
    let sample = sampling::sample(scenario.quantities(), &scenario.sampling_plan());
    let others = Others::Vary(sample.expect("a design"));
    let tornados = one_way(&evaluator, &others, &|| ());
    let npv = tornados[0].as_ref().expect("it exists");
    close(npv.bars[0].swing.mean, annuity() * 2.0 * 180_000.0, 0.01);
    // A Latin hypercube of 200: its mean is nearly exact.
    close(npv.base.mean, annuity() * 80_000.0, 3_000.0);
    assert!(npv.base.standard_error.expect("200 draws") > 10_000.0);
    assert!(npv.bars[0].swing.standard_error.expect("200 draws") < 0.01);
}

#[test]
fn a_heat_map_of_a_linear_model_is_a_plane() {
    let scenario = teams_only();
    let evaluator = evaluator(&scenario, &[Measure::NetPresentValue]);
    let pair = [place(&scenario, ".plan."), place(&scenario, ".nul.")];
    let map = heat_map(&evaluator, pair, 4, &Others::Central { draws: 2 }, &|| ());
    for (value, expected) in map.first.values.iter().zip([102e3, 114e3, 126e3, 138e3]) {
        close(*value, expected, 1e-6);
    }
    for (i, y) in map.first.values.iter().enumerate() {
        for (j, x) in map.second.values.iter().enumerate() {
            let cell = map.maps[0].cells[i][j].expect("it exists");
            close(cell.mean, annuity() * (2.0 * x - y), 0.01);
        }
    }
}

/// 2 x - 120,000 = 0 at x = 60,000, whatever the discount rate. The other way round 200,000 - y has no root below 140,000.
#[test]
fn the_break_even_of_a_linear_model_is_exact() {
    let scenario = teams_only();
    let evaluator = evaluator(&scenario, &[Measure::NetPresentValue]);
    let of = |part: &str| {
        let others = Others::Central { draws: 2 };
        let quantity = place(&scenario, part);
        break_even(&evaluator, Measure::NetPresentValue, quantity, &others, &|| ())
    };
    let found = of(".nul.");
    assert_eq!((found.turning.low, found.turning.high, found.mean), (0.0, 200_000.0, 100_000.0));
    assert_eq!(found.turning.turns.len(), 1);
    let turn = &found.turning.turns[0];
    close(turn.at, 60_000.0, 1e-3);
    assert_eq!((turn.standard_error, &*turn.below, &*turn.above), (Some(0.0), "nul", "plan"));
    assert!(turn.best_changes);
    let none = of(".plan.");
    assert!(none.turning.turns.is_empty());
    let never = &none.turning.never[0];
    assert_eq!((&*never.better, &*never.worse, never.nearest), ("plan", "nul", 140_000.0));
    close(never.difference.mean, annuity() * 60_000.0, 0.01);
}

/// A lower cost is better: the same turn as with the net present value where nothing is discounted.
#[test]
fn the_break_even_of_a_cost_is_where_costs_are_equal() {
    let scenario = teams_only();
    let evaluator = evaluator(&scenario, &[Measure::MunicipalCost]);
    let others = Others::Central { draws: 2 };
    let quantity = place(&scenario, ".nul.");
    let found = break_even(&evaluator, Measure::MunicipalCost, quantity, &others, &|| ());
    let turn = &found.turning.turns[0];
    close(turn.at, 60_000.0, 1e-3);
    assert_eq!((&*turn.below, &*turn.above), ("nul", "plan"));
}

/// Households, and only rung 3 paid, at an uncertain tariff t: in every draw cost = t * hours + team. The plan looks for
/// lighter support first and costs `team` more.
fn tariff(team: f64) -> Scenario {
    let cost = |amount: f64| {
        format!(
            "team.costs = [ {{ item = \"team\", amount = {amount:.3}, per = \"municipality\", when = \"annual\", payer = \"gemeente\" }} ]"
        )
    };
    let plan = format!("opstelling = {{ kanteling = 0.8 }}\n{}", cost(team));
    let mut table = two_alternatives(&cost(0.0), &plan);
    let uniform: Table = "dist = \"uniform\"\nmin = 20.0\nmax = 80.0".parse().expect("TOML");
    example::provision(&mut table, 3).insert("tariff".into(), Value::Table(uniform));
    example::scenario(&example::text(&table))
}

const DRAWS: usize = 20;

/// Discounted hours on rung 3 in every draw, at the central tariff.
fn hours(scenario: &Scenario, alternative: usize) -> Vec<f64> {
    let central = sampling::central(scenario.quantities());
    let of = |draw: usize| {
        let mut scratch = Scratch::default();
        let unit = Unit::compute(scenario, alternative, draw as u64, &central, SEED, &mut scratch);
        let rows = unit.realisation.years.chunks_exact(2).enumerate();
        let year = |(year, rows): (usize, &[wijkraming::engine::AreaYear])| {
            rows.iter().map(|row| row.hours[3].to_f64()).sum::<f64>()
                * 1.04_f64.powi(-(year as i32))
        };
        rows.map(year).sum()
    };
    (0..DRAWS).map(of).collect()
}

/// In every draw the net present value is t times the hours saved, minus what the plan costs more. Its mean is zero at t
/// = (annuity times team) / (mean hours saved). Its error there, t sd(saved) / sqrt(n), over the slope, the mean hours
/// saved, is that of the break-even tariff.
#[test]
fn the_break_even_tariff_is_cost_over_hours_saved_with_its_error() {
    let without = tariff(0.0);
    let saved: Vec<f64> =
        hours(&without, 0).iter().zip(hours(&without, 1)).map(|(nul, plan)| nul - plan).collect();
    let n = DRAWS as f64;
    let mean = saved.iter().sum::<f64>() / n;
    assert!(mean > 0.0, "the plan saves hours: {mean}");
    let sd = (saved.iter().map(|h| (h - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    // Chosen so that the tariff is 45.
    let scenario = tariff(45.0 * mean / annuity());
    let evaluator = evaluator(&scenario, &[Measure::NetPresentValue]);
    let others = Others::Central { draws: DRAWS };
    let found = break_even(&evaluator, Measure::NetPresentValue, 0, &others, &|| ());
    let turn = &found.turning.turns[0];
    close(turn.at, 45.0, 1e-3);
    close(turn.standard_error.expect("draws"), 45.0 * sd / n.sqrt() / mean, 1e-3);
    assert_eq!((&*turn.below, &*turn.above), ("nul", "plan"));
    // The bar of the tariff: hours saved times 54 euro, with the error that the hours have.
    let tornado = one_way(&evaluator, &others, &|| ());
    let bar = &tornado[0].as_ref().expect("it exists").bars[0];
    close(bar.swing.mean, 54.0 * mean, 1e-3 * mean);
    close(bar.swing.standard_error.expect("draws"), 54.0 * sd / n.sqrt(), 1e-3 * mean);
}
