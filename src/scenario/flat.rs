//! A scenario as one list of values by path, and what two scenarios differ in.
//!
//! It reads the effective scenario, with everything extended, merged and set, so that it does not matter how a file was
//! written. What a number means, and what a difference does to results, is known elsewhere.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::Scenario;

/// Tables that hold one choice with its parameters.
pub const CHOICES: [&str; 3] = ["financing", "payment.first_line", "payment.specialist"];

/// Keys of a quantity that say nothing of its value.
const REMARKS: [&str; 5] = ["source", "note", "unit", "grade", "dist"];

/// Values in words, by path.
pub type Flat = IndexMap<String, String>;

/// A value in both scenarios.
type Pair = [Option<String>; 2];

/// One value that two scenarios do not share.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    pub path: String,
    /// Id of the alternative in which it differs; none where it does so in all that both have, or is no part of one.
    pub alternative: Option<String>,
    /// None where the first scenario has no such value.
    pub first: Option<String>,
    pub second: Option<String>,
}

/// Every number, word, row and quantity of some tables under its path; of lists of tables without names, how many there
/// are.
pub fn flat(tables: &Value) -> Flat {
    let mut flat = Flat::new();
    flatten("", tables, false, &mut flat);
    flat
}

/// The same with what stands in lists of tables without names, by their place.
fn in_full(tables: &Value) -> Flat {
    let mut flat = Flat::new();
    flatten("", tables, true, &mut flat);
    flat
}

/// What the second scenario has otherwise than the first: what holds for all alternatives, then what holds for some of
/// those that both have. In the order of the paths.
pub fn changes(first: &Scenario, second: &Scenario) -> Vec<Change> {
    let [first, second] = [first, second]
        .map(|scenario| serde_json::from_str::<Value>(scenario.canonical()).unwrap_or_default());
    let head = |scenario: &Value| {
        let mut head = in_full(&scenario["scenario"]);
        head.retain(|path, _| !path.starts_with("alternatives."));
        head
    };
    let mut changes: Vec<Change> = differences(&head(&first), &head(&second))
        .into_iter()
        .map(|(path, [first, second])| Change { path, alternative: None, first, second })
        .collect();
    changes.extend(of_alternatives(&alternatives(&first), &alternatives(&second)));
    changes
}

/// Path and both values of every difference, in the order of the paths.
fn differences(first: &Flat, second: &Flat) -> Vec<(String, Pair)> {
    let mut paths: Vec<&String> = first.keys().chain(second.keys()).collect();
    paths.sort();
    paths.dedup();
    let pair = |path: &String| [first.get(path).cloned(), second.get(path).cloned()];
    paths
        .into_iter()
        .map(|path| (path.clone(), pair(path)))
        .filter(|(_, [first, second])| first != second)
        .collect()
}

/// The values of every alternative by its id.
fn alternatives(scenario: &Value) -> IndexMap<String, Flat> {
    let of = |alternative: &Value| {
        let mut own = in_full(&alternative["tables"]);
        for key in ["title", "reference", "start_year"] {
            if let Some(value) = alternative.get(key) {
                own.insert(key.to_owned(), words(value));
            }
        }
        (alternative["id"].as_str().unwrap_or_default().to_owned(), own)
    };
    scenario["alternatives"].as_array().into_iter().flatten().map(of).collect()
}

fn of_alternatives(first: &IndexMap<String, Flat>, second: &IndexMap<String, Flat>) -> Vec<Change> {
    let shared = first.iter().filter_map(|(id, one)| Some((id, one, second.get(id)?)));
    let mut by_path: IndexMap<String, Vec<(&String, Pair)>> = IndexMap::new();
    let mut count = 0;
    for (id, one, other) in shared {
        count += 1;
        for (path, pair) in differences(one, other) {
            by_path.entry(path).or_default().push((id, pair));
        }
    }
    by_path.sort_keys();
    let lines = |(path, found): (String, Vec<(&String, Pair)>)| {
        let everywhere = found.len() == count && found.windows(2).all(|two| two[0].1 == two[1].1);
        let kept = if everywhere { 1 } else { found.len() };
        let line = move |(id, [first, second]): (&String, Pair)| Change {
            path: path.clone(),
            alternative: (!everywhere).then(|| id.clone()),
            first,
            second,
        };
        found.into_iter().take(kept).map(line).collect::<Vec<_>>()
    };
    by_path.into_iter().flat_map(lines).collect()
}

fn flatten(path: &str, value: &Value, full: bool, flat: &mut Flat) {
    match value {
        Value::Object(table) if CHOICES.contains(&path) => {
            for (model, parameters) in table {
                flat.insert(path.to_owned(), model.clone());
                flatten(&join(path, model), parameters, full, flat);
            }
        }
        Value::Object(table) if is_table(table) => {
            table.iter().for_each(|(key, value)| flatten(&join(path, key), value, full, flat));
        }
        Value::Array(items)
            if !items.is_empty() && items.iter().all(|item| name(item).is_some()) =>
        {
            for item in items {
                flatten(&join(path, &name(item).unwrap_or_default()), item, full, flat);
            }
        }
        Value::Array(items) if full && items.iter().any(Value::is_object) => {
            for (place, item) in (1..).zip(items) {
                flatten(&join(path, &place.to_string()), item, full, flat);
            }
        }
        _ => {
            flat.insert(path.to_owned(), words(value));
        }
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Whether a table is no quantity.
fn is_table(table: &Map<String, Value>) -> bool {
    !table.contains_key("dist") && !table.contains_key("value")
}

/// What tells an item of a list of tables from the others.
fn name(item: &Value) -> Option<String> {
    let key = ["id", "rung", "name"].iter().find_map(|key| item.get(key))?;
    Some(key.as_str().map_or(key.to_string(), str::to_owned))
}

/// A value in a few words.
fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_f64().map_or(number.to_string(), |f| f.to_string()),
        Value::Bool(yes) => yes.to_string(),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            format!("{} item{}", items.len(), if items.len() == 1 { "" } else { "s" })
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(words).collect::<Vec<_>>().join(", "))
        }
        Value::Object(quantity) => quantity_words(quantity),
    }
}

fn quantity_words(quantity: &Map<String, Value>) -> String {
    let Some(dist) = quantity.get("dist").and_then(Value::as_str) else {
        return quantity.get("value").map(words).unwrap_or_default();
    };
    let known = quantity.iter().filter(|(key, _)| !REMARKS.contains(&key.as_str()));
    let inner: Vec<String> = known.map(|(key, value)| format!("{key} {}", words(value))).collect();
    format!("{dist}({})", inner.join(", "))
}
