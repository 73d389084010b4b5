//! Other parameters from the start of a year on (stress tests): the engine against powers of two transition matrices
//! one after the other, against the plain loop that simply reads other parameters from then on, and against itself
//! where bits must be equal.

use std::collections::HashMap;

use rayon::prelude::*;
use toml::Table;
use wijkraming::engine::{
    AreaYear, COLUMNS, Case, Note, Observer, Parameters, Realisation, Scratch, Status, Switch,
    observe_switching, realise, realise_switching,
};
use wijkraming::financing::{Financing, Gemeente};
use wijkraming::units::Money;

use crate::example::{self, ALTERNATIVES};
use crate::fixture;
use crate::markov_chain::{Expected, expected, expected_switching};
use crate::reference_model::{self, Reference, Rows};
use crate::statistics::{distance, mean};

const SEED: u64 = 23;

fn switching(first: &Parameters, switches: &[Switch], draw: u64) -> Realisation {
    realise_switching(first, switches, SEED, draw, &mut Scratch::default())
}

fn later(year: u32, parameters: &Parameters) -> Switch {
    Switch { year, parameters: parameters.clone() }
}

fn alternatives() -> Vec<Parameters> {
    let scenario = example::scenario(&example::text(&example::reduced(0.3, 5)));
    ALTERNATIVES.iter().map(|id| example::central(&scenario, id)).collect()
}

/// A change of the parameters, and what it is called.
type Change = (&'static str, fn(&mut Parameters));

/// One change of the parameters each, of everything that may change.
fn changes() -> Vec<Change> {
    vec![
        ("onset rates", |p| p.need.annual_rate = p.need.annual_rate.map(|rate| rate * 1.5)),
        ("no onsets", |p| p.need.annual_rate = p.need.annual_rate.map(|_| 0.0)),
        ("low incomes", |p| p.need.low_income_factor = 4.0),
        ("need of an area", |p| p.population.areas[1].need_factor = 2.5),
        ("trend", |p| p.need.annual_trend = -0.2),
        ("severity at onset", |p| p.need.initial_severity = [0.1, 0.2, 0.3, 0.4]),
        ("domains", |p| p.need.extra_domains = [0.0, 0.2, 0.4, 0.4]),
        ("relapse", |p| p.need.relapse_factor = 8.0),
        ("shorter relapse", |p| p.need.relapse_months = 3),
        ("course", |p| p.process.course.worsen = [0.1, 0.1, 0.1, 0.0]),
        ("recovery", |p| p.process.course.improve = [0.2, 0.0, 0.0, 0.0]),
        ("reporting", |p| p.process.aanmelding.outreach = 3.0),
        ("orientatie", |p| p.process.orientatie.simple_share = [0.0; 4]),
        ("length of a gesprek", |p| p.process.gesprek.hours = 12.0),
        ("kanteling", |p| p.process.opstelling.kanteling = 0.9),
        ("integration", |p| p.process.invulling.integration = 0.6),
        ("regie", |p| p.process.uitvoering.regie_hours = 1.0),
        ("closing", |p| p.process.monitoring.close = 0.2),
        ("waakvlam", |p| p.process.monitoring.waakvlam_months = 14),
        ("no waakvlam", |p| p.process.monitoring.waakvlam_months = 0),
        ("tariffs", |p| p.process.provisions[3].tariff = [80.0; 11]),
        ("hours", |p| p.process.provisions[3].hours = [20.0; 11]),
        ("spread of hours", |p| p.process.provisions[3].hours_cv = 0.1),
        ("reviews", |p| p.process.provisions[3].review_months = 3),
        ("effect of support", |p| p.process.provisions[3].improve_gain = 0.0),
        ("informal care", |p| p.process.provisions[1].informal_value = None),
        ("eigen bijdrage", |p| p.process.eigen_bijdrage.share_of_cost = 0.1),
        ("members", |p| p.process.team.members *= 0.2),
        ("desks", |p| p.process.team.desks = 3),
        ("team cost", |p| p.process.team.costs[0].amount *= 2.0),
        ("cut", |p| p.budget.annual_cut = vec![0.3; 10]),
        ("covered rungs", |p| p.budget.covers_rungs = [true; 5]),
        ("budgets", |p| p.population.areas[0].historic_budget *= 0.5),
        ("effects", |p| p.effects[0].rate = [1.0; 4]),
        ("payment", |p| p.first_line.hours_factor = 1.5),
    ]
}

/// A team whose hours go to the waakvlam of households that were helped, and come back when it ends.
fn busy_with_waakvlam() -> Parameters {
    let mut table = example::reduced(0.4, 5);
    example::lay_over(
        &mut table,
        "team = { members = 1.5 }
         monitoring = { waakvlam_months = 9, waakvlam_hours = 3.0 }",
    );
    example::central(&example::scenario(&example::text(&table)), "resultaat")
}

#[test]
fn parameters_that_do_not_change_give_the_same_bits() {
    let mut without = busy_with_waakvlam();
    without.process.monitoring.waakvlam_hours = 0.0;
    let queued = |parameters: &Parameters| -> i64 {
        let run = realise(parameters, SEED, 0, &mut Scratch::default());
        run.years.iter().map(|row| row.waited_months).sum()
    };
    assert!(queued(&without) < queued(&busy_with_waakvlam()), "the waakvlam costs hours");
    for parameters in alternatives().into_iter().chain([busy_with_waakvlam()]) {
        for draw in 0..3 {
            let plain = realise(&parameters, SEED, draw, &mut Scratch::default());
            for years in [&[1][..], &[2], &[1, 2, 4]] {
                let switches: Vec<Switch> = years.iter().map(|y| later(*y, &parameters)).collect();
                assert!(switching(&parameters, &switches, draw) == plain, "switches in {years:?}");
            }
        }
    }
}

/// What realisations of a draw have in common is taken over from the one before. The first onsets through a switch are not.
#[test]
fn a_switch_shares_no_beginning_with_the_realisation_before() {
    let first = &alternatives()[2];
    let mut second = first.clone();
    second.need.annual_rate = second.need.annual_rate.map(|rate| rate * 3.0);
    let switches = [later(1, &second)];
    let mut scratch = Scratch::default();
    for draw in 0..3 {
        let plain = realise(first, SEED, draw, &mut Scratch::default());
        let switched = switching(first, &switches, draw);
        assert!(switched != plain);
        for _ in 0..2 {
            assert!(realise(first, SEED, draw, &mut scratch) == plain);
            assert!(realise_switching(first, &switches, SEED, draw, &mut scratch) == switched);
        }
    }
}

/// Rows of years and months before a year: everything that is known of them.
fn before<'a>(run: &'a Realisation, parameters: &Parameters, year: usize) -> impl PartialEq + 'a {
    let areas = parameters.population.areas.len();
    let rows = year * areas;
    (&run.years[..rows], &run.effects[..rows * parameters.effects.len()], &run.months[..rows * 12])
}

#[test]
fn until_the_switch_every_bit_is_as_without_it_and_from_then_on_not() {
    const YEAR: usize = 2;
    for first in [&alternatives()[2], &alternatives()[3]] {
        for (name, change) in changes() {
            let mut second = first.clone();
            change(&mut second);
            let mut differs = false;
            for draw in 0..2 {
                let plain = realise(first, SEED, draw, &mut Scratch::default());
                let run = switching(first, &[later(YEAR as u32, &second)], draw);
                assert!(before(&run, first, YEAR) == before(&plain, first, YEAR), "{name}");
                differs |= run.years != plain.years || run.effects != plain.effects;
            }
            assert!(differs, "{name} changes nothing");
        }
    }
}

/// Tariffs steer nothing under the nulalternatief: after a change and back again every year is the same as without it.
#[test]
fn a_switch_back_restores_the_first_parameters() {
    let first = &alternatives()[0];
    let mut second = first.clone();
    second.process.provisions[3].tariff = [80.0; 11];
    second.process.team.costs[0].amount *= 3.0;
    let plain = realise(first, SEED, 0, &mut Scratch::default());
    let run = switching(first, &[later(2, &second), later(3, first)], 0);
    let areas = first.population.areas.len();
    assert!(run.years[2 * areas..3 * areas] != plain.years[2 * areas..3 * areas]);
    assert!(run.years[3 * areas..] == plain.years[3 * areas..]);
    assert!(run.effects == plain.effects);
}

// ------------------------------------------------------------------ powers of two matrices

/// The fixture's households with other parameters from the third year on: everything that the chain knows.
fn second(first: &Parameters) -> Parameters {
    let mut p = first.clone();
    p.need.annual_rate = p.need.annual_rate.map(|rate| rate * 1.6);
    p.need.annual_trend = -0.05;
    p.need.initial_severity = [0.2, 0.3, 0.3, 0.2];
    p.need.relapse_factor = 5.0;
    p.need.relapse_months = 14;
    let process = &mut p.process;
    process.course.worsen = [0.05, 0.01, 0.04, 0.0];
    process.course.improve = [0.03, 0.06, 0.02, 0.05];
    process.course.under_fit = 0.7;
    process.aanmelding.own_initiative = [0.02, 0.15, 0.10, 0.60];
    process.orientatie.simple_share = [0.2, 0.3, 0.1, 0.0];
    process.orientatie.complex_share = [0.0, 0.0, 0.2, 0.3];
    process.opstelling.kanteling = 0.1;
    process.opstelling.upward = 0.3;
    process.monitoring.downscale = 0.2;
    process.monitoring.close = 0.95;
    process.monitoring.waakvlam_months = 11;
    process.monitoring.relapse_reduction = 0.9;
    for provision in &mut process.provisions {
        provision.improve_gain *= 0.5;
        provision.worsen_reduction *= 1.5;
        provision.review_months += 2;
        provision.hours = provision.hours.map(|hours| hours * 1.25);
        provision.tariff = provision.tariff.map(|tariff| tariff * 0.8);
    }
    p
}

struct Volume {
    name: &'static str,
    exact: fn(&Expected) -> f64,
    simulated: fn(&AreaYear) -> f64,
}

const VOLUMES: &[Volume] = &[
    Volume { name: "onsets", exact: |e| e.onsets, simulated: |v| v.onsets as f64 },
    Volume { name: "reports", exact: |e| e.aanmeldingen, simulated: |v| v.aanmeldingen as f64 },
    Volume { name: "simple", exact: |e| e.simple, simulated: |v| v.simple as f64 },
    Volume { name: "complex", exact: |e| e.complex, simulated: |v| v.complex as f64 },
    Volume { name: "gesprekken", exact: |e| e.gesprekken, simulated: |v| v.gesprekken as f64 },
    Volume { name: "closed", exact: |e| e.closed, simulated: |v| v.closed as f64 },
    Volume { name: "severity 1", exact: |e| e.severity[0], simulated: |v| v.severity[0] as f64 },
    Volume { name: "severity 2", exact: |e| e.severity[1], simulated: |v| v.severity[1] as f64 },
    Volume { name: "severity 3", exact: |e| e.severity[2], simulated: |v| v.severity[2] as f64 },
    Volume { name: "severity 4", exact: |e| e.severity[3], simulated: |v| v.severity[3] as f64 },
    Volume { name: "supported 0", exact: |e| e.supported[0], simulated: |v| v.supported[0] as f64 },
    Volume { name: "supported 1", exact: |e| e.supported[1], simulated: |v| v.supported[1] as f64 },
    Volume { name: "supported 2", exact: |e| e.supported[2], simulated: |v| v.supported[2] as f64 },
    Volume { name: "supported 3", exact: |e| e.supported[3], simulated: |v| v.supported[3] as f64 },
    Volume { name: "supported 4", exact: |e| e.supported[4], simulated: |v| v.supported[4] as f64 },
    Volume { name: "zrm gain", exact: |e| e.zrm_gain, simulated: |v| v.zrm_gain as f64 },
];

const HOUSEHOLDS: u32 = 4_000;
const DRAWS: u64 = 60;

/// Distances in standard errors of all volumes in all years.
fn distances(first: &Parameters, switches: &[Switch], exact: &[Expected]) -> Vec<(String, f64)> {
    let runs: Vec<Realisation> = (0..DRAWS)
        .into_par_iter()
        .map_init(Scratch::default, |scratch, draw| {
            realise_switching(first, switches, SEED, draw, scratch)
        })
        .collect();
    let households = f64::from(first.population.areas[0].household_count());
    let cell = |year: usize, volume: &Volume| {
        let values: Vec<f64> =
            runs.iter().map(|run| (volume.simulated)(&run.years[year])).collect();
        let found = mean(&values);
        let z = (found.mean - (volume.exact)(&exact[year]) * households) / found.standard_error;
        (format!("{} in year {year}", volume.name), z)
    };
    let years = 0..exact.len();
    years.flat_map(|year| VOLUMES.iter().map(move |volume| cell(year, volume))).collect()
}

/// 96 expected values by matrix powers: the largest of as many standard normal numbers passes 4.3 with a chance of
/// 0.2%, and the seed is fixed.
#[test]
fn volumes_follow_the_powers_of_two_matrices() {
    let first = fixture::chain(HOUSEHOLDS);
    let second = second(&first);
    let exact = expected_switching(&[(0, &first, 0.30), (2, &second, 0.48)], 0.5);
    let rows = distances(&first, &[later(2, &second)], &exact);
    for (name, z) in &rows {
        assert!(z.abs() < 4.3, "{name}: z = {z}");
    }
    let square = rows.iter().map(|(_, z)| z * z).sum::<f64>() / rows.len() as f64;
    assert!((0.4..1.9).contains(&square), "mean square of z {square}");
    // A chain that switches a year later, or not at all, would have been noticed.
    for wrong in [
        expected_switching(&[(0, &first, 0.30), (3, &second, 0.48)], 0.5),
        expected(&first, 0.30, 0.5),
    ] {
        let worst = distances(&first, &[later(2, &second)], &wrong);
        assert!(worst.iter().any(|(_, z)| z.abs() > 20.0));
    }
}

/// Needs that nobody reported for two years are reported at the new chance from the first month on.
#[test]
fn needs_that_wait_unreported_feel_the_new_chance_at_once() {
    let mut first = fixture::chain(HOUSEHOLDS);
    first.years = 3;
    first.process.aanmelding.own_initiative = [0.01; 4];
    first.process.aanmelding.signal = [0.0; 4];
    let mut second = first.clone();
    second.process.aanmelding.own_initiative = [0.4; 4];
    let exact = expected_switching(&[(0, &first, 0.30), (2, &second, 0.30)], 0.5);
    for (name, z) in distances(&first, &[later(2, &second)], &exact) {
        assert!(z.abs() < 4.3, "{name}: z = {z}");
    }
}

/// Frail households: (1 + H/k)^-k of them have no first onset while the hazard H adds up over two rates, or two trends.
#[test]
fn first_onsets_of_frail_households_follow_the_mixed_distribution_through_a_switch() {
    let mut first = fixture::chain(20_000);
    first.population.frailty_shape = 0.7;
    first.need.annual_trend = 0.0;
    // No second onset: an episode that nobody reports and that never ends.
    first.process.course.worsen = [0.0; 4];
    first.process.course.improve = [0.0; 4];
    first.process.aanmelding.own_initiative = [0.0; 4];
    first.process.aanmelding.signal = [0.0; 4];
    let mut dearer = first.clone();
    dearer.need.annual_rate = [0.9; 6];
    let mut growing = first.clone();
    growing.need.annual_trend = 0.6;
    for (second, later_rate) in
        [(dearer, (|_| 0.9) as fn(i32) -> f64), (growing, |year| 0.3 * 1.6_f64.powi(year - 1))]
    {
        let run = switching(&first, &[later(2, &second)], 0);
        let (mut before, mut hazard) = (1.0, 0.0);
        for (year, row) in (0..).zip(&run.years) {
            hazard += if year < 2 { 0.3 } else { later_rate(year) };
            let after = (1.0 + hazard / 0.7_f64).powf(-0.7);
            let p = before - after;
            let expected = 20_000.0 * p;
            let z = (row.onsets as f64 - expected) / (expected * (1.0 - p)).sqrt();
            assert!(z.abs() < 4.0, "year {year}: {} onsets against {expected}", row.onsets);
            before = after;
        }
    }
}

// ------------------------------------------------------------------ the plain loop

/// More in a release build, where they take no longer.
const RUNS: u64 = if cfg!(debug_assertions) { 40 } else { 600 };

/// An alternative of the example, its base, and what is laid over it from the third year on.
struct Stress {
    alternative: &'static str,
    base: &'static str,
    overlay: &'static str,
}

const STRESSES: &[Stress] = &[
    Stress {
        alternative: "nul",
        base: "",
        overlay: r#"
            need = { annual_rate = { single = 0.2, children = 0.15 }, low_income_factor = 1.2, annual_trend = 0.2, relapse_months = 20 }
            course = { worsen = [0.1, 0.05, 0.05, 0.0] }
            aanmelding = { outreach = 2.0 }
            team = { members = 2.0, desks = 1, costs = [ { item = "b", amount = 50_000.0, per = "team", when = "annual", payer = "rijk" } ] }
            monitoring = { waakvlam_months = 8, close = 0.4 }
            payment.first_line.trekkingsrecht = { hours_factor = 1.2, utilisation = 0.8, admin_cost = 12.0 }
        "#,
    },
    Stress {
        alternative: "scenario2",
        base: "need = { annual_rate = { single = 0.12 } }",
        overlay: r#"
            budget = { annual_cut = [0.9, 0.9, 0.25, 0.1], covers_rungs = [1, 2, 3] }
            financing.wijkbudget = { history_weight = 1.0, corridor = 0.2, consortium_risk = 0.1, consortium_retains = 0.9, steer = 3.0, steer_max = 0.9, defer = 2.0, defer_max = 0.8 }
            team = { members = 2.2, caseload_per_member = 30.0 }
            monitoring = { waakvlam_months = 2, downscale = 0.2 }
            invulling = { integration = 0.7 }
            eigen_bijdrage = { share_of_cost = 0.05 }
            orientatie = { focus_min_domains = 2 }
        "#,
    },
    Stress {
        alternative: "populatie",
        base: "",
        overlay: r#"
            budget = { annual_cut = [0.0, 0.0, 0.3, 0.0] }
            financing.populatiebekostiging = { history_weight = 0.2, review_months = [3, 12], tolerance = 0.0, transfer_share = 1.0, reserve_share = 0.05, steer = 2.0, steer_max = 0.8, defer = 1.5, defer_max = 0.7 }
            payment.first_line.prestatiebekostiging = { hours_factor = 1.3 }
            need = { extra_domains = [0.1, 0.2, 0.3, 0.4], relapse_factor = 6.0 }
            gesprek = { hours = 6.0 }
        "#,
    },
];

/// The largest distance allowed of some thousand values that hang together.
const FURTHEST: f64 = 4.5;

#[test]
fn stressed_alternatives_agree_with_a_plain_loop_that_reads_other_parameters() {
    for stress in STRESSES {
        let mut table = example::reduced(1.0 / 3.0, 4);
        example::lay_over(&mut table, stress.base);
        let unstressed = example::text(&table);
        let stressed = stress.laid_over(table);
        let id = stress.alternative;
        let parameters = |text: &str| example::central(&example::scenario(text), id);
        let (first, second) = (parameters(&unstressed), parameters(&stressed));
        let before = Reference::from_toml(&unstressed, id);
        let after = Reference::from_toml(&stressed, id).after(&before, 2);
        let switches = [later(2, &second)];
        let draws = (0..RUNS).into_par_iter();
        let engine: Vec<Realisation> =
            draws.clone().map(|draw| switching(&first, &switches, draw)).collect();
        let plain: Vec<Rows> =
            draws.map(|seed| before.run_changing(Some((2, &after)), seed)).collect();
        compare(id, &first, &engine, &plain);
    }
}

impl Stress {
    /// The scenario with the overlay over the alternative; models are replaced as a whole.
    fn laid_over(&self, mut table: Table) -> String {
        let over: Table = self.overlay.parse().expect("an overlay is TOML");
        let alternatives = example::at(&mut table, "alternatives");
        let own = example::at(alternatives, self.alternative);
        own.retain(|key, _| !over.contains_key(key) || !["financing", "payment"].contains(&key));
        example::lay_over(own, self.overlay);
        example::text(&table)
    }
}

fn compare(name: &str, parameters: &Parameters, engine: &[Realisation], plain: &[Rows]) {
    let mut squares = Vec::new();
    for year in 0..parameters.years as usize {
        for area in 0..2 {
            for column in columns(parameters) {
                let a: Vec<f64> =
                    engine.iter().map(|run| value(parameters, run, year, area, &column)).collect();
                let b: Vec<f64> = plain.iter().map(|rows| rows.get(year, area, &column)).collect();
                let (a, b) = (mean(&a), mean(&b));
                let sizes = 1.0 + a.mean.abs().max(b.mean.abs());
                if a.standard_error.hypot(b.standard_error) < 1e-9 * sizes {
                    let apart = (a.mean - b.mean).abs();
                    let cell = format!("{name}: {column} of area {area} in year {year}");
                    assert!(apart < 1e-9 * sizes + 1e-4, "{cell}: {a:?} against {b:?}");
                    continue;
                }
                let z = distance(a, b);
                assert!(
                    z.abs() < FURTHEST,
                    "{name}: {column} of area {area} in year {year}: z = {z}"
                );
                squares.push(z * z);
            }
        }
    }
    let square = squares.iter().sum::<f64>() / squares.len() as f64;
    println!("{name}: {} cells, mean square of z {square:.3}", squares.len());
    assert!((0.4..2.0).contains(&square), "{name}: mean square of z {square}");
}

fn columns(parameters: &Parameters) -> Vec<String> {
    let effects = parameters.effects.iter().map(|effect| format!("effect_{}", effect.id));
    reference_model::COLUMNS.iter().map(|column| (*column).to_owned()).chain(effects).collect()
}

fn value(p: &Parameters, run: &Realisation, year: usize, area: usize, column: &str) -> f64 {
    let row = year * p.population.areas.len() + area;
    match column.strip_prefix("effect_") {
        Some(id) => {
            let place = p.effects.iter().position(|effect| effect.id == id).expect("an effect");
            run.effects[row * p.effects.len() + place]
        }
        None => {
            let known = COLUMNS.iter().find(|known| known.name == column).expect("a column");
            (known.get)(&run.years[row])
        }
    }
}

// ------------------------------------------------------------------ money, household by household

/// Gross cost by year and area, computed again from hours, tariffs and the multiplier drawn when support began.
struct Recount<'a> {
    phases: [&'a Parameters; 2],
    from: u32,
    multipliers: HashMap<(u64, u32), f64>,
    gross: Vec<f64>,
    months: f64,
}

impl Observer for Recount<'_> {
    const ACTIVE: bool = true;

    fn note(&mut self, case: &Case, _month: u32, note: Note) {
        if let Note::Support { multiplier, .. } = note {
            self.multipliers.insert((case.site.area_key, case.site.household), multiplier);
        }
    }

    fn month_end(&mut self, cases: &[Case], month: u32) {
        let p = self.phases[usize::from(month >= 12 * self.from)];
        for case in cases.iter().filter(|case| case.status == Status::Supported && case.rung == 3) {
            let multiplier = self.multipliers[&(case.site.area_key, case.site.household)];
            let provision = &p.process.provisions[3];
            let cost = |domain: usize| {
                let primary = usize::from(case.primary) == domain;
                let share = if primary { 1.0 } else { 1.0 - p.process.invulling.integration };
                let hours =
                    provision.hours[domain] * share * multiplier * p.first_line.hours_factor;
                hours.min(provision.max_hours[domain]) * provision.tariff[domain]
            };
            let areas = &p.population.areas;
            let area = areas.iter().position(|area| area.key == case.site.area_key);
            let row = (month / 12) as usize * areas.len() + area.expect("an area");
            self.gross[row] += case.domains.indices().map(cost).sum::<f64>();
            self.months += 1.0;
        }
    }
}

#[test]
fn after_a_switch_every_household_gets_the_new_hours_at_the_new_tariff() {
    let first = &alternatives()[2];
    let mut second = first.clone();
    second.process.provisions[3].tariff = [61.0; 11];
    second.process.provisions[3].hours = [13.0; 11];
    second.process.provisions[3].hours_cv = 0.2;
    second.process.invulling.integration = 0.5;
    second.first_line.hours_factor = 1.1;
    let rows = first.years as usize * first.population.areas.len();
    let mut recount = Recount {
        phases: [first, &second],
        from: 3,
        multipliers: HashMap::new(),
        gross: vec![0.0; rows],
        months: 0.0,
    };
    let run = observe_switching(first, &[later(3, &second)], SEED, 0, &mut recount);
    assert!(recount.months > 1000.0);
    for (row, again) in run.years.iter().zip(&recount.gross) {
        let apart = (row.gross[3].to_f64() - again).abs();
        assert!(apart < 1e-6 * recount.months, "{:?}, not {again}", row.gross[3]);
    }
    let unobserved = switching(first, &[later(3, &second)], 0);
    assert!(run.years == unobserved.years && run.months == unobserved.months);
}

/// A budget of the first parameters is cut by their cuts; after the switch by the new ones, on what was left.
#[test]
fn cuts_before_the_switch_stay_and_new_ones_come_on_top() {
    let mut first = fixture::chain(50);
    first.years = 4;
    first.budget.annual_cut = vec![0.0, 0.1, 0.0, 0.0];
    let mut second = first.clone();
    second.budget.annual_cut = vec![0.9, 0.9, 0.5, 0.2];
    let run = switching(&first, &[later(2, &second)], 0);
    let budgets: Vec<f64> = run.years.iter().map(|row| row.budget.to_f64()).collect();
    assert_eq!(budgets, [1_000_000.0, 900_000.0, 450_000.0, 360_000.0]);
    assert!(matches!(first.financing, Financing::Gemeente(Gemeente)));
    assert_eq!(run.years.iter().map(|row| row.transfer).sum::<Money>(), Money::ZERO);
}
