//! What the alternatives of a scenario differ in, key by key, side by side; uncertain numbers as they are in one draw.

use super::columns::{Row, columns};
use crate::scenario::Scenario;
use crate::study::Model;

/// A table of the keys that have not the same value in every alternative; empty where there are none.
pub fn differences(scenario: &Scenario, sample: &[f64]) -> String {
    let found = scenario.differences(sample).into_iter();
    let cells = |values: Vec<Option<String>>| values.into_iter().map(Option::unwrap_or_default);
    let rows: Vec<Row> = found.map(|key| (key.path, cells(key.values).collect())).collect();
    if rows.is_empty() {
        return "The alternatives have the same parameters\n\n".to_owned();
    }
    let heads = scenario.alternatives().iter().map(|known| known.id.clone()).collect();
    format!(
        "What the alternatives differ in (uncertain numbers as they are in this draw)\n{}\n",
        columns(heads, &rows)
    )
}
