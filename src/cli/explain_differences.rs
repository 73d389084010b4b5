//! What the alternatives of a scenario differ in, key by key, side by side; uncertain numbers as they are in one draw.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::columns::{Row, columns};
use crate::scenario::Scenario;
use crate::study::Model;

/// Tables that hold one choice with its parameters.
const CHOICES: [&str; 3] = ["financing", "payment.first_line", "payment.specialist"];

/// Keys of a quantity that say nothing of its value.
const REMARKS: [&str; 5] = ["source", "note", "unit", "grade", "dist"];

/// Values by path.
type Flat = IndexMap<String, String>;

/// A table of the keys that have not the same value in every alternative; empty where there are none.
pub fn differences(scenario: &Scenario, sample: &[f64]) -> String {
    let canonical: Value = serde_json::from_str(scenario.canonical()).unwrap_or_default();
    let flats: Vec<Flat> = canonical["alternatives"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|alternative| {
            let mut flat = Flat::new();
            flatten("", &alternative["tables"], &mut flat);
            let id = alternative["id"].as_str().unwrap_or_default();
            set_uncertain(&mut flat, id, scenario, sample);
            without_models(flat)
        })
        .collect();
    let rows = rows(&flats);
    if rows.is_empty() {
        return "The alternatives have the same parameters\n\n".to_owned();
    }
    let heads = scenario.alternatives().iter().map(|known| known.id.clone()).collect();
    format!(
        "What the alternatives differ in (uncertain numbers as they are in this draw)\n{}\n",
        columns(heads, &rows)
    )
}

/// Puts the values of a draw in the place of the distributions of an alternative.
fn set_uncertain(flat: &mut Flat, id: &str, scenario: &Scenario, sample: &[f64]) {
    let own = format!("alternatives.{id}.");
    // The alternative's own quantities come after those of the base, which they replace.
    for (quantity, value) in scenario.quantities().iter().zip(sample) {
        let path = quantity.path.strip_prefix(&own).unwrap_or(&quantity.path);
        let here = |words: &&mut String| words.ends_with(')') || path != quantity.path;
        if let Some(words) = flat.get_mut(path).filter(here) {
            *words = format!("{value:.4}");
        }
    }
}

/// Parameters of a choice under the choice itself, so that models with the same parameter share a row.
fn without_models(flat: Flat) -> Flat {
    let models: Vec<(String, String)> = CHOICES
        .iter()
        .filter_map(|choice| {
            Some((format!("{choice}.{}.", flat.get(*choice)?), format!("{choice}.")))
        })
        .collect();
    let shorter = |path: String| {
        let model = models.iter().find(|(long, _)| path.starts_with(long));
        model.map_or(path.clone(), |(long, short)| path.replacen(long, short, 1))
    };
    flat.into_iter().map(|(path, words)| (shorter(path), words)).collect()
}

fn rows(flats: &[Flat]) -> Vec<Row> {
    let mut paths: Vec<&String> = flats.iter().flat_map(Flat::keys).collect();
    paths.sort();
    paths.dedup();
    let row = |path: &String| {
        let cells: Vec<Option<&String>> = flats.iter().map(|flat| flat.get(path)).collect();
        let same = cells.windows(2).all(|pair| pair[0] == pair[1]);
        let text = |cell: Option<&String>| cell.cloned().unwrap_or_default();
        (!same).then(|| (path.clone(), cells.into_iter().map(text).collect()))
    };
    paths.into_iter().filter_map(row).collect()
}

/// Adds every number, word, row and quantity under its path.
fn flatten(path: &str, value: &Value, flat: &mut Flat) {
    match value {
        Value::Object(table) if CHOICES.contains(&path) => {
            for (model, parameters) in table {
                flat.insert(path.to_owned(), model.clone());
                flatten(&join(path, model), parameters, flat);
            }
        }
        Value::Object(table) if is_table(table) => {
            table.iter().for_each(|(key, value)| flatten(&join(path, key), value, flat));
        }
        Value::Array(items)
            if !items.is_empty() && items.iter().all(|item| name(item).is_some()) =>
        {
            for item in items {
                flatten(&join(path, &name(item).unwrap_or_default()), item, flat);
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
