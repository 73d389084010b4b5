//! `scenarios/example.toml` as a table that tests edit, and what the program makes of it.

use toml::{Table, Value};
use wijkraming::engine::Parameters;
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::study::{Model, sampling};

pub const TEXT: &str = include_str!("../../scenarios/example.toml");

/// The alternatives of the example, in file order.
pub const ALTERNATIVES: [&str; 5] = ["nul", "scenario1", "scenario2", "populatie", "resultaat"];

/// The example with this part of its households, teams and budgets, over this many years; without its stress tests,
/// whose start years are those of the whole period.
pub fn reduced(part: f64, years: i64) -> Table {
    let mut table: Table = TEXT.parse().expect("the example is TOML");
    table.remove("stress");
    at(&mut table, "time").insert("years".into(), Value::Integer(years));
    for area in areas(&mut table) {
        scale(area, "historic_budget", part);
        scale_households(area, part);
    }
    scale_team(at(&mut table, "team"), part);
    for (_, alternative) in at(&mut table, "alternatives") {
        if let Some(team) = alternative.as_table_mut().and_then(|table| table.get_mut("team")) {
            scale_team(team.as_table_mut().expect("a table"), part);
        }
    }
    table
}

/// The households of an area, in whole numbers.
pub fn scale_households(area: &mut Table, part: f64) {
    for (_, count) in at(area, "households") {
        let households = count.as_integer().expect("a count") as f64;
        *count = Value::Integer((households * part).round() as i64);
    }
}

fn scale_team(team: &mut Table, part: f64) {
    for key in ["members", "volunteers"] {
        if team.contains_key(key) {
            scale(team, key, part);
        }
    }
}

pub fn scale(table: &mut Table, key: &str, factor: f64) {
    let value = table[key].as_float().expect("a number");
    table.insert(key.into(), Value::Float(value * factor));
}

/// A table within a table.
pub fn at<'a>(table: &'a mut Table, key: &str) -> &'a mut Table {
    table.get_mut(key).and_then(Value::as_table_mut).expect(key)
}

pub fn areas(table: &mut Table) -> impl Iterator<Item = &mut Table> {
    items(table, "areas")
}

/// The provision of a rung.
pub fn provision(table: &mut Table, rung: usize) -> &mut Table {
    items(table, "provisions").nth(rung).expect("a provision for each rung")
}

fn items<'a>(table: &'a mut Table, key: &str) -> impl Iterator<Item = &'a mut Table> {
    let list = table.get_mut(key).and_then(Value::as_array_mut).expect(key);
    list.iter_mut().map(|item| item.as_table_mut().expect("an array of tables"))
}

/// Lays `text` over `table`: tables merge, all else is replaced.
pub fn lay_over(table: &mut Table, text: &str) {
    let over: Table = text.parse().unwrap_or_else(|error| panic!("{error} in {text}"));
    merge(table, over);
}

fn merge(table: &mut Table, over: Table) {
    for (key, value) in over {
        match (table.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) => merge(old, new),
            (_, value) => {
                table.insert(key, value);
            }
        }
    }
}

pub fn text(table: &Table) -> String {
    toml::to_string(table).expect("a table has a TOML form")
}

pub fn scenario(text: &str) -> Scenario {
    let options = LoadOptions { threads: 1, ..LoadOptions::default() };
    Scenario::from_text("test", text, &options).unwrap_or_else(|report| panic!("{report}"))
}

/// An alternative with every quantity at its mean, as with `--central`.
pub fn central(scenario: &Scenario, alternative: &str) -> Parameters {
    let names = scenario.alternatives();
    let index = names.iter().position(|name| name.id == alternative).expect("the alternative");
    scenario.parameters(index, &sampling::central(scenario.quantities()))
}
