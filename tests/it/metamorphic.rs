//! What must follow when the question changes: twice the town, a border through an area, more members, other prices,
//! another order. No expected number is needed, only the relation between two runs.

use toml::{Table, Value};
use wijkraming::engine::{COLUMNS, Parameters, Realisation, Scratch, realise};
use wijkraming::random::name_key;

use crate::example;

const DRAWS: u64 = 200;

/// Columns that count households, months, hours or euro of care; not those of budgets and settlements.
const VOLUMES: &[&str] = &[
    "onsets",
    "aanmeldingen",
    "simple",
    "complex",
    "sectoral",
    "gesprekken",
    "waited_months",
    "served_wait_months",
    "closed",
    "clients",
    "severity_1",
    "severity_2",
    "severity_3",
    "severity_4",
    "supported_0",
    "supported_1",
    "supported_2",
    "supported_3",
    "supported_4",
    "hours_1",
    "hours_2",
    "hours_3",
    "hours_4",
    "gross_2",
    "gross_3",
    "gross_4",
    "eigen_bijdrage",
    "informal_hours",
    "zrm_gain",
];

fn town() -> Table {
    example::reduced(0.25, 3)
}

fn nul(table: &Table) -> Parameters {
    example::central(&example::scenario(&example::text(table)), "nul")
}

fn column(run: &Realisation, name: &str) -> f64 {
    let column = COLUMNS.iter().find(|column| column.name == name).expect(name);
    run.years.iter().map(|row| (column.get)(row)).sum()
}

/// A figure of every draw, times `part`.
fn figures(name: &str, runs: &[Realisation], part: f64) -> Vec<f64> {
    runs.iter().map(|run| column(run, name) * part).collect()
}

fn runs(parameters: &Parameters, seed: u64) -> Vec<Realisation> {
    let mut scratch = Scratch::default();
    (0..DRAWS).map(|draw| realise(parameters, seed, draw, &mut scratch)).collect()
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// Holds that every volume of `b`, times `part`, has the expectation of that of `a`: independent seeds, |z| up to 4.5 for
/// each of some thirty columns (one false alarm in five thousand such tests).
fn assert_same_means(what: &str, a: &Parameters, b: &Parameters, part: f64) {
    let (first, second) = (runs(a, 1), runs(b, 2));
    let mut compared = 0;
    for name in VOLUMES {
        let (mean_a, error_a) = mean_and_error(&figures(name, &first, 1.0));
        let (mean_b, error_b) = mean_and_error(&figures(name, &second, part));
        let error = error_a.hypot(error_b);
        if error == 0.0 {
            assert_eq!(mean_a, mean_b, "{what}: {name}");
            continue;
        }
        compared += 1;
        let z = (mean_a - mean_b) / error;
        assert!(z.abs() < 4.5, "{what}: {name} {mean_a} and {mean_b}, z {z:.2}");
    }
    assert!(compared > 20, "{what}: {compared} columns with any spread");
}

/// Every area once more under another name, with a team of its own.
fn twice(parameters: &Parameters) -> Parameters {
    let mut twice = parameters.clone();
    let teams = parameters.population.teams.len();
    for area in &parameters.population.areas {
        let mut copy = area.clone();
        copy.name = format!("{} (tweede)", area.name);
        copy.key = name_key(&copy.name);
        copy.team += teams;
        twice.population.areas.push(copy);
    }
    let names: Vec<String> =
        parameters.population.teams.iter().map(|team| format!("{team}-2")).collect();
    twice.population.teams.extend(names);
    twice
}

#[test]
fn twice_the_town_with_twice_the_teams_has_twice_the_volumes() {
    let town = nul(&town());
    assert_same_means("twice the areas", &town, &twice(&town), 0.5);
}

/// With one team the queue gets steadier as it grows, so that only room for all keeps volumes in proportion.
#[test]
fn twice_the_households_with_room_for_all_have_twice_the_volumes() {
    let mut town = nul(&town());
    town.process.team.members = 1e6;
    let mut large = town.clone();
    for area in &mut large.population.areas {
        area.households.iter_mut().for_each(|count| *count *= 2);
    }
    assert_same_means("twice the households", &town, &large, 0.5);
}

#[test]
fn a_border_through_an_area_changes_nothing_in_expectation() {
    let mut town = nul(&town());
    // Even numbers, so that the halves are equal.
    for area in &mut town.population.areas {
        area.households.iter_mut().for_each(|count| *count -= *count % 2);
    }
    let mut split = town.clone();
    split.population.areas.clear();
    for area in &town.population.areas {
        for side in ["oost", "west"] {
            let mut half = area.clone();
            half.name = format!("{} {side}", area.name);
            half.key = name_key(&half.name);
            half.households.iter_mut().for_each(|count| *count /= 2);
            half.historic_budget /= 2.0;
            split.population.areas.push(half);
        }
    }
    assert_same_means("a border", &town, &split, 1.0);
}

/// Paired by draw: the same households, the same chance.
#[test]
fn more_members_never_make_households_wait_longer() {
    let base = nul(&town());
    let waits = |members: f64| {
        let mut parameters = base.clone();
        parameters.process.team.members *= members;
        let runs = runs(&parameters, 3);
        runs.iter().map(|run| column(run, "waited_months")).collect::<Vec<f64>>()
    };
    let sizes = [0.5, 0.8, 1.0, 1.25, 2.0, 4.0];
    let all: Vec<Vec<f64>> = sizes.iter().map(|size| waits(*size)).collect();
    for (sizes, pair) in sizes.windows(2).zip(all.windows(2)) {
        let change: Vec<f64> =
            pair[1].iter().zip(&pair[0]).map(|(more, less)| more - less).collect();
        let (mean, error) = mean_and_error(&change);
        assert!(mean <= 3.0 * error, "{sizes:?}: {mean} more months of waiting, error {error}");
    }
    let (first, last) = (mean_and_error(&all[0]).0, mean_and_error(&all[5]).0);
    assert!(last < 0.5 * first, "eight times the team hardly helps: {first} to {last}");
}

#[test]
fn without_prices_nothing_costs_anything() {
    let mut town = town();
    for rung in 0..5 {
        let provision = example::provision(&mut town, rung);
        provision.insert("tariff".into(), 0.0.into());
        if let Some(domains) = provision.get_mut("domains").and_then(Value::as_table_mut) {
            for (_, domain) in domains {
                domain.as_table_mut().expect("a table").remove("tariff");
            }
        }
    }
    let mut parameters = nul(&town);
    parameters.process.team.costs.clear();
    for run in runs(&parameters, 4) {
        for name in [
            "gross_0",
            "gross_1",
            "gross_2",
            "gross_3",
            "gross_4",
            "eigen_bijdrage",
            "admin_cost",
            "provider_margin",
            "team_cost",
            "spent",
            "overrun",
        ] {
            assert_eq!(column(&run, name), 0.0, "{name}");
        }
        assert!(column(&run, "hours_3") > 0.0);
    }
}

/// The bits of every row, by name of alternative and effect.
#[test]
fn the_order_of_effects_and_alternatives_changes_no_bit() {
    let table = example::reduced(0.15, 2);
    let mut turned = table.clone();
    let effects = turned.get_mut("effects").expect("effects");
    reverse(effects);
    reverse(turned.get_mut("alternatives").expect("alternatives"));
    let (ordered, turned) =
        (example::scenario(&example::text(&table)), example::scenario(&example::text(&turned)));
    for id in example::ALTERNATIVES {
        let (a, b) = (example::central(&ordered, id), example::central(&turned, id));
        let ids = |parameters: &Parameters| -> Vec<String> {
            parameters.effects.iter().map(|effect| effect.id.clone()).collect()
        };
        assert_ne!(ids(&a), ids(&b), "the order did not change");
        for draw in 0..3 {
            let run = |p: &Parameters| realise(p, 5, draw, &mut Scratch::default());
            let (one, other) = (run(&a), run(&b));
            assert_eq!(one.years, other.years, "{id}");
            assert_eq!(one.months, other.months, "{id}");
            let by_name = |run: &Realisation, parameters: &Parameters| {
                let names = ids(parameters);
                let rows = run.effects.chunks_exact(names.len());
                rows.map(|row| {
                    let mut named: Vec<(String, u64)> = names
                        .iter()
                        .cloned()
                        .zip(row.iter().map(|units| units.to_bits()))
                        .collect();
                    named.sort();
                    named
                })
                .collect::<Vec<_>>()
            };
            assert_eq!(by_name(&one, &a), by_name(&other, &b), "{id}");
        }
    }
}

/// Turns a list or a table of tables round.
fn reverse(value: &mut Value) {
    match value {
        Value::Array(list) => list.reverse(),
        Value::Table(table) => {
            let mut entries: Vec<(String, Value)> = std::mem::take(table).into_iter().collect();
            entries.reverse();
            table.extend(entries);
        }
        _ => panic!("neither a list nor a table"),
    }
}
