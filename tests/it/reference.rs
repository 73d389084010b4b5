//! The engine against the plain loop of `reference_model`, column by column: the example and variations of it
//! that use every feature of the model page.
//!
//! Both are run with independent random numbers; every column in every area and a few years gives a distance
//! z in standard errors of the difference of the means, and one of the difference of the mean squared
//! deviations (spread between runs: frailty, hours, waiting). If both follow the page, the z are standard
//! normal, though not independent of each other: hours, money and months on a rung move together. So how far all
//! of them together are from the normal distribution is judged by permutation: whole runs change sides.

use rayon::prelude::*;
use toml::Table;
use wijkraming::engine::{COLUMNS, Parameters, Realisation, Scratch, realise};

use crate::chance::Chance;
use crate::example::{self, ALTERNATIVES};
use crate::reference_model::{self, Reference, Rows};
use crate::statistics::{Mean, distance, kolmogorov, mean};

/// More in a release build, where they take no longer.
const RUNS: u64 = if cfg!(debug_assertions) { 200 } else { 2000 };
/// Whole runs change sides so many times.
const PERMUTATIONS: usize = 199;
const SEED: u64 = 11;
const YEARS: i64 = 4;

/// A change of the example.
struct Variation {
    name: &'static str,
    /// Changes of the base.
    base: fn(&mut Table),
    /// The alternative that is compared.
    alternative: &'static str,
    /// Runs, as a multiple of the usual number.
    times: u64,
}

const VARIATIONS: &[Variation] = &[
    Variation {
        name: "sectoral desk, two desks, waakvlam, all rungs covered",
        base: |_| (),
        times: 1,
        alternative: r#"
            orientatie = { focus_min_domains = 2, simple_share = [0.3, 0.2, 0.1, 0.0] }
            team = { desks = 2, members = 3.0 }
            monitoring = { waakvlam_months = 9, waakvlam_hours = 0.5, relapse_reduction = 0.8 }
            opstelling = { kanteling = 0.5, upward = 0.2 }
            invulling = { integration = 0.3 }
            budget = { covers_rungs = [0, 1, 2, 3] }
            financing.gemeente = {}
            payment.first_line.resultaatbekostiging = { hours_factor = 0.9, price_margin = 0.05 }
            payment.specialist.trekkingsrecht = { hours_factor = 1.1, utilisation = 0.8, admin_cost = 9.0 }
        "#,
    },
    Variation {
        name: "one team for two areas, tight wijkbudget",
        base: |table| {
            for area in example::areas(table) {
                area.insert("team".into(), "samen".into());
                example::scale(area, "historic_budget", 0.55);
            }
        },
        times: 1,
        alternative: r#"
            aanmelding = { outreach = 1.5 }
            team = { members = 1.8 }
            opstelling = { kanteling = 0.3, upward = 0.1 }
            financing.wijkbudget = { history_weight = 0.3, corridor = 0.03, consortium_risk = 0.6, consortium_retains = 0.4, steer = 1.5, steer_max = 0.6, defer = 1.0, defer_max = 0.5 }
            payment.first_line.prestatiebekostiging = { hours_factor = 0.95 }
        "#,
    },
    Variation {
        name: "a team without members or volunteers",
        base: |_| (),
        times: 1,
        alternative: r#"
            team = { members = 0.0, volunteers = 0.0 }
            financing.gemeente = {}
            payment.first_line.prestatiebekostiging = {}
        "#,
    },
    Variation {
        name: "very high rates, fast course, relapse, trend",
        base: |_| (),
        times: 1,
        alternative: r#"
            need = { annual_trend = 0.15, relapse_factor = 6.0, relapse_months = 5, initial_severity = [0.1, 0.2, 0.3, 0.4], extra_domains = [0.0, 0.1, 0.2, 0.7], annual_rate = { single = 0.9, single_65plus = 1.5, couple = 0.6, couple_65plus = 1.2, children = 0.8, single_parent = 3.0 } }
            population = { frailty_shape = 2.5, network_beta = [1.0, 3.0], middle_income_share = 0.3 }
            course = { worsen = [0.2, 0.2, 0.2, 0.1], improve = [0.4, 0.4, 0.5, 0.6], needed_rung = [0, 1, 4, 4], under_fit = 0.7 }
            aanmelding = { own_initiative = [0.3, 0.4, 0.5, 1.0], signal = [0.4, 0.6, 0.8, 1.0], outreach = 1.5 }
            orientatie = { simple_share = [0.4, 0.3, 0.2, 0.1], complex_share = [0.1, 0.2, 0.3, 0.4] }
            team = { members = 12.0, caseload_per_member = 11.0 }
            monitoring = { waakvlam_months = 3, waakvlam_hours = 0.4 }
            financing.gemeente = {}
            payment.first_line.prestatiebekostiging = {}
        "#,
    },
    Variation {
        name: "one household",
        base: |table| {
            for (number, area) in example::areas(table).enumerate() {
                area.insert("team".into(), "samen".into());
                for (kind, count) in example::at(area, "households") {
                    *count = i64::from(number == 0 && kind == "single_parent").into();
                }
            }
        },
        times: 40,
        alternative: r#"
            need = { annual_rate = { single_parent = 2.0 }, relapse_factor = 1.5 }
            aanmelding = { outreach = 3.0 }
            team = { members = 0.03, caseload_per_member = 40.0, volunteers = 0.1 }
            financing.gemeente = {}
            payment.first_line.prestatiebekostiging = {}
        "#,
    },
    Variation {
        name: "populatie: one area short, one with room, small reserve",
        base: |table| {
            for (area, factor) in example::areas(table).zip([0.58, 1.1]) {
                example::scale(area, "historic_budget", factor);
            }
        },
        times: 1,
        alternative: r#"
            aanmelding = { outreach = 1.0 }
            opstelling = { kanteling = 0.5 }
            team = { members = 2.5 }
            financing.populatiebekostiging = { history_weight = 0.9, review_months = [2, 6, 9, 12], tolerance = 0.02, transfer_share = 0.7, reserve_share = 0.12, steer = 1.0, steer_max = 0.5, defer = 0.8, defer_max = 0.6 }
            payment.first_line.resultaatbekostiging = { hours_factor = 0.90, price_margin = 0.03 }
            payment.specialist.resultaatbekostiging = { hours_factor = 0.80, price_margin = 0.10 }
        "#,
    },
    Variation {
        name: "hours at their maximum, costs by year and payer, volunteers",
        base: |table| {
            example::provision(table, 3).insert("max_hours".into(), 9.0.into());
            // Below the norm of 10 hours, above the 7 that are delivered.
            example::provision(table, 4).insert("max_hours".into(), 8.0.into());
            example::provision(table, 2).insert("hours_cv".into(), 1.2.into());
            let adl = "[domains.adl]\nhours = 20.0\nmax_hours = 30.0\ntariff = 21.0";
            example::lay_over(example::provision(table, 3), adl);
        },
        times: 1,
        alternative: r#"
            team = { members = 0.7, volunteers = 3.0, bureaucracy = 0.4, caseload_per_member = 500.0, costs = [
                { item = "a", amount = 50_000.0, per = "team", when = "annual", payer = "gemeente" },
                { item = "b", amount = 9_000.0, per = "municipality", when = "one_off", payer = "gemeente" },
                { item = "c", amount = 8_000.0, per = "team", when = "one_off", payer = "welzijn", years = [2015, 2018] },
                { item = "d", amount = 7_000.0, per = "municipality", when = "annual", payer = "rijk", years = [2016, 2017] },
                { item = "e", amount = 6_000.0, per = "team", when = "one_off", payer = "gemeente", years = [2017] },
            ] }
            need = { annual_trend = -0.1, relapse_months = 0 }
            monitoring = { waakvlam_months = 0, close = 0.4, downscale = 0.0 }
            invulling = { integration = 0.6 }
            financing.gemeente = {}
            payment.first_line.trekkingsrecht = { hours_factor = 1.3, utilisation = 0.9, admin_cost = 6.0 }
            payment.specialist.resultaatbekostiging = { hours_factor = 0.7, price_margin = 0.2 }
        "#,
    },
    Variation {
        name: "room for all, waakvlam longer than the relapse risk",
        base: |_| (),
        times: 1,
        alternative: r#"
            aanmelding = { outreach = 2.0 }
            team = { members = 100.0 }
            need = { relapse_months = 4, relapse_factor = 8.0 }
            monitoring = { waakvlam_months = 8, relapse_reduction = 1.0, close = 1.0, downscale = 1.0 }
            opstelling = { kanteling = 1.0, upward = 0.3 }
            financing.gemeente = {}
            payment.first_line.prestatiebekostiging = {}
        "#,
    },
];

/// Each with each: the models of financing, tight enough to be felt, and those of payment.
const FINANCING: [&str; 3] = [
    "gemeente = {}",
    "wijkbudget = { history_weight = 0.6, corridor = 0.02, consortium_risk = 0.4, consortium_retains = 0.7, steer = 1.2, steer_max = 0.5, defer = 0.9, defer_max = 0.4 }",
    "populatiebekostiging = { history_weight = 0.4, review_months = [4, 8, 12], tolerance = 0.01, transfer_share = 0.9, reserve_share = 0.1, steer = 1.4, steer_max = 0.6, defer = 0.7, defer_max = 0.5 }",
];
const PAYMENT: [&str; 3] = [
    "prestatiebekostiging = { hours_factor = 1.08 }",
    "trekkingsrecht = { hours_factor = 0.97, utilisation = 0.85, admin_cost = 7.5 }",
    "resultaatbekostiging = { hours_factor = 0.88, price_margin = 0.05 }",
];

/// One column in one year and area.
struct Cell {
    name: String,
    z: f64,
    /// Of the engine, then of the plain loop, by run.
    values: Values,
}

/// Distances of a scenario, and where the means are equal without any chance.
struct Comparison {
    name: String,
    means: Vec<Cell>,
    spreads: Vec<f64>,
    fixed: usize,
}

/// All values of one column, by run.
type Values = Vec<f64>;

/// `place` is another number for every scenario: each has random numbers of its own, on both sides, so that scenarios are
/// independent of each other.
fn compare(name: &str, text: &str, alternative: &str, (place, runs): (u64, u64)) -> Comparison {
    let parameters = example::central(&example::scenario(text), alternative);
    compare_with(name, text, alternative, &parameters, (place, runs))
}

/// The same with parameters for the engine that need not be those of the text.
fn compare_with(
    name: &str,
    text: &str,
    alternative: &str,
    parameters: &Parameters,
    (place, runs): (u64, u64),
) -> Comparison {
    let reference = Reference::from_toml(text, alternative);
    let engine: Vec<Realisation> = (0..runs)
        .into_par_iter()
        .map_init(Scratch::default, |scratch, draw| {
            realise(parameters, SEED + place, draw, scratch)
        })
        .collect();
    let plain: Vec<Rows> =
        (0..runs).into_par_iter().map(|run| reference.run((place << 32) | run)).collect();
    let mut comparison =
        Comparison { name: name.to_owned(), means: Vec::new(), spreads: Vec::new(), fixed: 0 };
    for year in [0, 1, parameters.years as usize - 1] {
        for area in 0..parameters.population.areas.len() {
            for column in columns(parameters) {
                let a = engine.iter().map(|run| value(parameters, run, year, area, &column));
                let b = plain.iter().map(|rows| rows.get(year, area, &column));
                let cell = format!("{column} of area {area} in year {year}");
                comparison.add(&cell, a.collect(), b.collect());
            }
        }
    }
    comparison
}

fn columns(parameters: &Parameters) -> Vec<String> {
    let effects = parameters.effects.iter().map(|effect| format!("effect_{}", effect.id));
    reference_model::COLUMNS.iter().map(|column| (*column).to_owned()).chain(effects).collect()
}

fn value(
    parameters: &Parameters,
    run: &Realisation,
    year: usize,
    area: usize,
    column: &str,
) -> f64 {
    let row = year * parameters.population.areas.len() + area;
    match column.strip_prefix("effect_") {
        Some(id) => {
            let effects = &parameters.effects;
            let place = effects.iter().position(|effect| effect.id == id).expect("an effect");
            run.effects[row * effects.len() + place]
        }
        None => {
            let known = COLUMNS.iter().find(|known| known.name == column).expect("a column");
            (known.get)(&run.years[row])
        }
    }
}

impl Comparison {
    fn add(&mut self, cell: &str, engine: Values, plain: Values) {
        let (a, b) = (mean(&engine), mean(&plain));
        let sizes = 1.0 + a.mean.abs().max(b.mean.abs());
        if a.standard_error.hypot(b.standard_error) < 1e-9 * sizes {
            // No chance in it: only the rounding to millionths of a euro each month may differ.
            let apart = (a.mean - b.mean).abs();
            assert!(apart < 1e-9 * sizes + 1e-4, "{}: {cell}: {a:?} against {b:?}", self.name);
            self.fixed += 1;
            return;
        }
        let centre = (a.mean + b.mean) / 2.0;
        let spread = |values: &Values| -> Mean {
            mean(&values.iter().map(|value| (value - centre).powi(2)).collect::<Values>())
        };
        self.spreads.push(distance(spread(&engine), spread(&plain)));
        let values = [engine, plain].concat();
        self.means.push(Cell { name: cell.to_owned(), z: distance(a, b), values });
    }

    fn print(&self) {
        let z: Vec<f64> = self.means.iter().map(|cell| cell.z).collect();
        let worst = self.means.iter().max_by(|a, b| a.z.abs().total_cmp(&b.z.abs()));
        let worst = worst.expect("some cells");
        println!(
            "{:<60} {:>5} {:>6.2} {:>5.2} {:>6.2} {:>6.3} {:>6.2} {:>6.2}   {}",
            self.name,
            z.len(),
            average(&z, |z| z),
            mean_square(&z).sqrt(),
            worst.z.abs(),
            average(&z, |z| f64::from(u8::from(z.abs() > 2.0))),
            mean_square(&self.spreads).sqrt(),
            largest(&self.spreads),
            worst.name,
        );
    }

    /// Single distances, and all of them together. Bounds allow for some twenty columns' worth of
    /// independent numbers per year and area.
    fn check(&self) {
        for cell in &self.means {
            assert!(cell.z.abs() < 4.5, "{}: {}: z = {}", self.name, cell.name, cell.z);
        }
        assert!(largest(&self.spreads) < 5.0, "{}: spreads {:?}", self.name, self.spreads);
        let z: Vec<f64> = self.means.iter().map(|cell| cell.z).collect();
        let square = mean_square(&z);
        assert!((0.4..2.0).contains(&square), "{}: mean square of z {square}", self.name);
    }

    /// The distances when whole runs have changed sides, the same runs in every column.
    fn permuted(&self, chance: &mut Chance) -> Vec<f64> {
        let runs = self.means[0].values.len();
        let mut order: Vec<usize> = (0..runs).collect();
        (1..runs).rev().for_each(|last| order.swap(last, chance.below(last + 1)));
        let of = |cell: &Cell| {
            let values: Values = order.iter().map(|run| cell.values[*run]).collect();
            let (a, b) = values.split_at(runs / 2);
            distance(mean(a), mean(b))
        };
        self.means.iter().map(of).collect()
    }
}

fn largest(z: &[f64]) -> f64 {
    z.iter().fold(0.0, |most, z| most.max(z.abs()))
}

fn average(z: &[f64], of: impl Fn(f64) -> f64) -> f64 {
    z.iter().map(|z| of(*z)).sum::<f64>() / z.len() as f64
}

fn mean_square(z: &[f64]) -> f64 {
    average(z, |z| z * z)
}

/// How far the distances of all scenarios together are from the standard normal distribution (Kolmogorov), and how often
/// they are at least as far when whole runs change sides at random: a chance that is uniform where engine and plain loop
/// draw from one distribution, however the columns hang together.
fn distribution(comparisons: &[Comparison]) -> (f64, f64) {
    let all: Vec<f64> = comparisons.iter().flat_map(|own| &own.means).map(|cell| cell.z).collect();
    let found = kolmogorov(&all);
    let permuted = |seed: usize| {
        let mut chance = Chance(seed as u64);
        let z: Vec<f64> = comparisons.iter().flat_map(|own| own.permuted(&mut chance)).collect();
        kolmogorov(&z)
    };
    let farther = (0..PERMUTATIONS).into_par_iter().filter(|seed| permuted(*seed) >= found).count();
    (found, (farther + 1) as f64 / (PERMUTATIONS + 1) as f64)
}

fn report(comparisons: &[Comparison]) {
    println!(
        "{:<60} {:>5} {:>6} {:>5} {:>6} {:>6} {:>6} {:>6}   largest at",
        "", "cells", "mean z", "rms", "max|z|", ">2", "spread", "max|z|"
    );
    comparisons.iter().for_each(Comparison::print);
    comparisons.iter().for_each(Comparison::check);
    let all: Vec<f64> = comparisons.iter().flat_map(|own| &own.means).map(|cell| cell.z).collect();
    let square = mean_square(&all);
    let beyond = average(&all, |z| f64::from(u8::from(z.abs() > 2.0)));
    let (distance, p) = distribution(comparisons);
    println!(
        "all {} cells, {} without chance: mean square {square:.3}, beyond 2: {:.1}%, from the normal distribution {distance:.4}, p = {p}",
        all.len(),
        comparisons.iter().map(|own| own.fixed).sum::<usize>(),
        100.0 * beyond
    );
    // 1 and 4.6% for independent standard normal numbers.
    assert!((0.7..1.35).contains(&square), "mean square of all z {square}");
    assert!(beyond < 0.08, "share of z beyond 2: {beyond}");
    assert!(p > 0.005, "distances are not standard normal: {distance}, p = {p}");
}

#[test]
fn the_alternatives_of_the_example_agree_with_the_plain_loop() {
    let text = example::text(&example::reduced(1.0 / 3.0, YEARS));
    let compare = |(place, id): (u64, &&str)| self::compare(id, &text, id, (place, RUNS));
    report(&(0..).zip(&ALTERNATIVES).map(compare).collect::<Vec<_>>());
}

/// A part of the example with another alternative, both ways.
fn varied(
    name: &str,
    base: impl Fn(&mut Table),
    alternative: &str,
    numbers: (u64, u64),
) -> Comparison {
    let mut table = example::reduced(1.0 / 3.0, YEARS);
    base(&mut table);
    let over = alternative.parse::<Table>().expect("an alternative is TOML");
    example::at(&mut table, "alternatives").insert("variation".into(), over.into());
    compare(name, &example::text(&table), "variation", numbers)
}

#[test]
fn variations_with_every_feature_agree_with_the_plain_loop() {
    let compare = |(place, own): (u64, &Variation)| {
        varied(own.name, own.base, own.alternative, (place, RUNS * own.times))
    };
    report(&(10..).zip(VARIATIONS).map(compare).collect::<Vec<_>>());
}

#[test]
fn every_financing_model_agrees_with_the_plain_loop_under_every_payment_model() {
    let tight = |table: &mut Table| {
        for (area, part) in example::areas(table).zip([0.5, 0.8]) {
            example::scale(area, "historic_budget", part);
        }
    };
    let compare = |place: usize| {
        let (holder, payer) = (place / PAYMENT.len(), place % PAYMENT.len());
        let specialist = PAYMENT[(payer + holder) % PAYMENT.len()];
        let alternative = format!(
            "financing.{}\npayment.first_line.{}\npayment.specialist.{specialist}",
            FINANCING[holder], PAYMENT[payer]
        );
        let names = [FINANCING[holder], PAYMENT[payer], specialist];
        let names = names.map(|text| text.split(' ').next().expect("a name"));
        varied(&names.join(", "), tight, &alternative, (20 + place as u64, RUNS))
    };
    let places = 0..FINANCING.len() * PAYMENT.len();
    report(&places.map(compare).collect::<Vec<_>>());
}

/// The comparison can fail: a tenth more onsets in one of the two show in the distribution of the distances.
#[test]
fn an_error_in_one_parameter_shows_in_the_distances() {
    let text = example::text(&example::reduced(1.0 / 3.0, YEARS));
    let mut parameters = example::central(&example::scenario(&text), "nul");
    parameters.need.annual_rate = parameters.need.annual_rate.map(|rate| 1.1 * rate);
    let own = compare_with("a tenth more onsets", &text, "nul", &parameters, (30, RUNS));
    own.print();
    let (distance, p) = distribution(&[own]);
    println!("from the normal distribution {distance:.4}, p = {p}");
    assert!(p < 0.01, "p = {p}");
}
