//! Whatever `check` accepts runs to its end and keeps the invariants: scenarios drawn from lists of ordinary and of
//! extreme values of nearly every key, under every way of holding the budget and of paying providers. The draw is seeded:
//! scenario number n is the same everywhere, and a failure says its number and what was set.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use toml::{Table, Value};
use wijkraming::engine::{AreaYear, Scratch};
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::study::{Model, SampleMatrix, Unit, sampling};
use wijkraming::units::{Hours, Money};

use crate::chance::Chance;
use crate::cli::{Place, records};
use crate::example::{self, ALTERNATIVES, at};

const SCENARIOS: u64 = 500;

const SHARE: &[&str] = &["0.0", "-0.0", "5e-324", "1e-300", "0.5", "0.9999999999999999", "1.0"];
const STRENGTH: &[&str] = &["0.0", "-0.0", "5e-324", "1.0", "1000.0"];
const FACTOR: &[&str] = &["0.0", "5e-324", "0.3", "1000.0"];
const EURO: &[&str] = &["0.0", "-0.0", "5e-324", "4e-7", "1e6", "1e11"];
const TARIFF: &[&str] = &["0.0", "5e-324", "1e-7", "55.5", "1e4"];
const HOURS: &[&str] = &["0.0", "5e-324", "1e-7", "3.3", "744.0"];
const HEADS: &[&str] = &["0.0", "-0.0", "5e-324", "0.1", "1.0", "1e6"];
const MONTHS: &[&str] = &["0", "1", "12", "1200"];
const BY_SEVERITY: &[&str] =
    &["[0, 0, 0, 0]", "[1, 1, 1, 1]", "[5e-324, 0.5, 1, 0]", "[-0.0, 1e-300, 0.1, 0.9]"];
const ROW: &[&str] = &[
    "[1, 0, 0, 0]",
    "[0, 0, 0, 1]",
    "[0.25, 0.25, 0.25, 0.25]",
    "{ dist = \"dirichlet\", alpha = [1, 1, 1, 1] }",
];
const COSTS: &[&str] = &[
    "[]",
    "[{ item = \"a\", amount = 1e11, per = \"team\", when = \"annual\", payer = \"gemeente\" }]",
    "[{ item = \"a\", amount = 1e11, per = \"municipality\", when = \"one_off\", payer = \"rijk\" }]",
    "[{ item = \"a\", amount = 5e-324, per = \"team\", when = \"annual\", payer = \"rijk\" }]",
];

/// Keys as `--set` takes them, with what they may be set to.
const KEYS: &[(&str, &[&str])] = &[
    ("time.years", &["1", "3"]),
    ("time.start_year", &["1900", "2200"]),
    ("sampling.method", &["\"random\"", "\"sobol\""]),
    ("sampling.seed", &["0", "4294967296", "9007199254740991"]),
    ("sampling.replications", &["2"]),
    ("sampling.batches", &["2"]),
    ("valuation.discount_rate", &["-0.1", "-0.0", "5e-324", "0.5"]),
    ("valuation.base_year", &["1900", "2200"]),
    ("valuation.optimism_bias", &["true"]),
    ("areas.Elst Noord.households.single", &["0", "1", "20"]),
    ("areas.Elst Noord.households.children", &["0", "1"]),
    ("areas.Elst Noord.low_income_share", SHARE),
    ("areas.Elst Noord.need_factor", FACTOR),
    ("areas.Elst Noord.historic_budget", EURO),
    ("areas.Elst Noord.team", &["\"samen\""]),
    ("population.frailty_shape", &["5e-324", "1e-9", "0.01", "1000.0"]),
    ("population.network_beta", &["[5e-324, 5e-324]", "[1e-6, 1000]", "[1000, 1e-300]"]),
    ("population.middle_income_share", SHARE),
    ("need.annual_rate.single", &["0.0", "5e-324", "12.0", "100.0"]),
    ("need.annual_rate.single", &["{ dist = \"gamma\", mean = 0.06, sd = 0.2 }"]),
    ("need.low_income_factor", FACTOR),
    ("need.factor", FACTOR),
    ("need.annual_trend", &["-0.5", "-0.0", "0.5"]),
    ("need.initial_severity", ROW),
    ("need.extra_domains", ROW),
    ("need.relapse_factor", FACTOR),
    ("need.relapse_months", MONTHS),
    ("need.domain_weights.single", &["[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1e9]"]),
    ("need.domain_weights.single", &["[5e-324, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]"]),
    ("course.worsen", BY_SEVERITY),
    ("course.improve", BY_SEVERITY),
    ("course.needed_rung", &["[0, 0, 0, 0]", "[4, 4, 4, 4]"]),
    ("course.under_fit", SHARE),
    ("aanmelding.own_initiative", BY_SEVERITY),
    ("aanmelding.signal", BY_SEVERITY),
    ("aanmelding.outreach", STRENGTH),
    ("orientatie.hours", HOURS),
    ("orientatie.simple_share", BY_SEVERITY),
    ("orientatie.complex_share", BY_SEVERITY),
    ("orientatie.focus_min_domains", &["0", "2", "5"]),
    ("gesprek.hours", HOURS),
    ("opstelling.rung.0", &["[1, 0, 0, 0, 0]", "[0, 0, 0, 0, 1]"]),
    ("opstelling.kanteling", SHARE),
    ("opstelling.upward", SHARE),
    ("invulling.integration", SHARE),
    ("uitvoering.regie_hours", HOURS),
    ("monitoring.downscale", SHARE),
    ("monitoring.close", SHARE),
    ("monitoring.waakvlam_months", MONTHS),
    ("monitoring.waakvlam_hours", HOURS),
    ("monitoring.relapse_reduction", SHARE),
    ("provisions.1.informal_value", TARIFF),
    ("provisions.3.worsen_reduction", SHARE),
    ("provisions.3.improve_gain", STRENGTH),
    ("provisions.3.review_months", &["1", "1200"]),
    ("provisions.3.hours", HOURS),
    ("provisions.3.tariff", TARIFF),
    ("provisions.3.tariff", &["{ dist = \"lognormal\", p5 = 1, p95 = 9e3 }"]),
    ("provisions.3.hours_cv", &["0.0", "5e-324", "1e-9", "10.0"]),
    ("provisions.3.max_hours", HOURS),
    ("provisions.4.hours", HOURS),
    ("provisions.4.tariff", TARIFF),
    ("eigen_bijdrage.share_of_cost", SHARE),
    ("eigen_bijdrage.maximum.low", &["0.0", "1e9"]),
    ("team.members", HEADS),
    ("team.hours_per_member", HOURS),
    ("team.volunteers", HEADS),
    ("team.bureaucracy", SHARE),
    ("team.caseload_per_member", HEADS),
    ("team.desks", &["1", "2", "11"]),
    ("team.costs", COSTS),
    ("budget.annual_cut", &["[1, 1, 1]", "[0, 1, 0]", "[5e-324, -0.0, 0.3]"]),
    ("budget.covers_rungs", &["[]", "[0, 1, 2, 3]"]),
    ("budget.specialist", EURO),
    ("effects.huisuitzetting.value", &["0.0", "5e-324", "1e9"]),
    ("effects.bijstand.rate", &["[0, 0, 0, 0]", "[1000, 1000, 1000, 1000]", "[5e-324, 0, 0, 1]"]),
    ("effects.politie.pm", &["true"]),
    ("effects.ggz-crisis.transfer_to", &["\"huishouden\""]),
];

const ADMIN: &[&str] = &["0.0", "5e-324", "1e9"];

const FINANCING: &[&str] = &[
    "gemeente = {}",
    "wijkbudget = { history_weight = A, corridor = B, consortium_risk = C, consortium_retains = D, \
     steer = S, steer_max = A, defer = S, defer_max = B }",
    "populatiebekostiging = { history_weight = A, review_months = [1, 6, 12], tolerance = B, \
     transfer_share = C, reserve_share = D, steer = S, steer_max = A, defer = S, defer_max = B }",
];

const PAYMENT: &[&str] = &[
    "prestatiebekostiging = { hours_factor = F }",
    "trekkingsrecht = { utilisation = A, admin_cost = P }",
    "resultaatbekostiging = { hours_factor = F, price_margin = B }",
];

/// One of the ways, with its letters replaced by values.
fn way(chance: &mut Chance, ways: &[&'static str]) -> Table {
    let mut text = chance.one(ways).to_owned();
    for (letter, values) in [
        ("= A", SHARE),
        ("= B", SHARE),
        ("= C", SHARE),
        ("= D", SHARE),
        ("= S", STRENGTH),
        ("= F", FACTOR),
        ("= P", ADMIN),
    ] {
        text = text.replace(letter, &format!("= {}", chance.one(values)));
    }
    text.parse().unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// A scenario, as text and what is set over it.
struct Drawn {
    text: String,
    sets: Vec<String>,
}

fn drawn(chance: &mut Chance) -> Drawn {
    let part = [0.002, 0.01, 0.02][chance.below(3)];
    let mut table = example::reduced(part, 2);
    example::lay_over(&mut table, "sampling = { draws = 2 }");
    let dropped = [1, 2, 3, 4].map(|index| ALTERNATIVES[index]);
    for id in [dropped[chance.below(4)], dropped[chance.below(4)]] {
        at(&mut table, "alternatives").remove(id);
    }
    for (_, alternative) in at(&mut table, "alternatives").iter_mut() {
        let own = alternative.as_table_mut().expect("a table");
        own.insert("financing".into(), Value::Table(way(chance, FINANCING)));
        let mut payment = Table::new();
        for line in ["first_line", "specialist"] {
            payment.insert(line.into(), Value::Table(way(chance, PAYMENT)));
        }
        own.insert("payment".into(), Value::Table(payment));
    }
    at(&mut table, "payment").remove("specialist");
    let sets = (0..1 + chance.below(10)).map(|_| {
        let (key, values) = KEYS[chance.below(KEYS.len())];
        format!("{key}={}", chance.one(values))
    });
    let sets = sets.collect();
    Drawn { text: example::text(&table), sets }
}

/// Scenario number `number`: the first of its draws that is accepted.
fn accepted(number: u64) -> (Drawn, Scenario) {
    let mut chance = Chance(number.wrapping_mul(0x2545_f491_4f6c_dd1d));
    for _ in 0..100 {
        let drawn = drawn(&mut chance);
        let options = LoadOptions { sets: drawn.sets.clone(), ..LoadOptions::new("") };
        if let Ok(scenario) = Scenario::from_text("generated", &drawn.text, &options) {
            return (drawn, scenario);
        }
    }
    panic!("number {number}: of a hundred scenarios not one is accepted");
}

/// Counts and amounts of one area and year are possible, and agree with each other.
fn check_row(row: &AreaYear, households: i64) {
    let counts = [
        row.onsets,
        row.aanmeldingen,
        row.simple,
        row.complex,
        row.sectoral,
        row.gesprekken,
        row.waited_months,
        row.served_wait_months,
        row.queue_end,
        row.closed,
        row.clients,
    ];
    assert!(counts.iter().chain(&row.severity).chain(&row.supported).all(|count| *count >= 0));
    let in_need: i64 = row.severity.iter().sum();
    assert!(in_need <= households * 12, "household-months in need");
    // Support goes on until the review after a need has ended.
    assert!(row.supported.iter().sum::<i64>() <= households * 12, "household-months of support");
    assert!(row.clients <= households && row.queue_end <= households);
    assert!(row.simple + row.complex <= row.aanmeldingen);
    assert!(row.hours.iter().all(|hours| *hours >= Hours::ZERO));
    assert!(row.gross.iter().all(|gross| *gross >= Money::ZERO));
    let gross: Money = row.gross.iter().copied().sum();
    assert!(row.eigen_bijdrage >= Money::ZERO && row.eigen_bijdrage <= gross);
    assert_eq!(row.overrun, (row.spent - row.budget).positive_part());
}

/// One alternative in one draw.
fn check_unit(scenario: &Scenario, alternative: usize, draw: u64, row: &[f64]) {
    let compute = |scratch: &mut Scratch| {
        Unit::compute(scenario, alternative, draw, row, scenario.sampling.seed, scratch)
    };
    let mut scratch = Scratch::default();
    let unit = compute(&mut scratch);
    assert!(unit == compute(&mut scratch), "used memory leaves a trace");
    let areas = scenario.parameters(alternative, row).population.areas;
    for rows in unit.realisation.years.chunks_exact(areas.len()) {
        assert_eq!(rows.iter().map(|row| row.transfer).sum::<Money>(), Money::ZERO);
        for (row, area) in rows.iter().zip(&areas) {
            check_row(row, i64::from(area.household_count()));
        }
    }
    let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
    assert!(finite(&unit.realisation.effects) && finite(&unit.accounts.costs));
    assert!(unit.realisation.effects.iter().all(|units| *units >= 0.0));
    assert!(finite(&unit.accounts.municipal_cost));
}

fn check(scenario: &Scenario) {
    let plan = scenario.sampling_plan();
    let sample: SampleMatrix =
        sampling::sample(scenario.quantities(), &plan).expect("a design for what was accepted");
    assert!(sample.values.iter().all(|value| value.is_finite()));
    for alternative in 0..scenario.alternatives().len() {
        for draw in 0..scenario.sampling.all_draws() {
            check_unit(scenario, alternative, draw, sample.row(draw as usize));
        }
    }
}

#[test]
fn every_scenario_that_check_accepts_runs_to_its_end_and_keeps_the_invariants() {
    let failed = |number: u64| {
        let (drawn, scenario) = accepted(number);
        let checked = catch_unwind(AssertUnwindSafe(|| check(&scenario)));
        checked.err().map(|_| format!("number {number}: --set {}", drawn.sets.join(" --set ")))
    };
    let failed: Vec<String> = (0..SCENARIOS).into_par_iter().filter_map(failed).collect();
    assert!(failed.is_empty(), "{} scenarios:\n{}", failed.len(), failed.join("\n"));
}

/// The same through the program, with its tables and summary.
#[test]
fn generated_scenarios_run_through_the_program() {
    for number in 0..12 {
        let place = Place::new();
        let Drawn { text, sets } = accepted(number).0;
        place.write("generated.toml", &text);
        let mut call = vec!["run", "generated.toml", "--out", "run", "--format", "csv", "-q"];
        call.extend(sets.iter().flat_map(|set| ["--set", set.as_str()]));
        let done = place.call(&call);
        assert_eq!(done.code, Some(0), "number {number}, {sets:?}: {done:?}");
        for name in ["run/results.csv", "run/summary.csv"] {
            let text = place.read(name);
            let odd = |field: &String| ["NaN", "inf", "-inf"].contains(&field.as_str());
            assert!(!records(&text).iter().flatten().any(odd), "number {number}: {name}");
        }
    }
}
