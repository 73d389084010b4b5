//! The part of the walk that is about arrays which say where their numbers come from:
//! `{ value = [..], source = "..", grade = ".." }`. What they say holds for every number in them that says nothing
//! itself.

use super::file::quantity::{PRICE_YEAR, RECORD_KEYS};
use super::leaf::{Content, Leaf, Record};
use super::quantity::{self, Reading};
use super::tree::{Node, Table, Value as Written};
use super::walk::{At, Walker, text};
use super::{suggest, words};
use crate::diagnostics::Diagnostic;
use serde_json::Value;

impl Walker<'_> {
    /// Reads the record of an array and keeps it for the report. Gives what was around before, to be put back.
    pub(super) fn enter(
        &mut self,
        node: &Node,
        field: &Value,
        definition: &Value,
        at: &At,
    ) -> Option<Record> {
        let before = self.around.clone();
        let Some(table) = &node.record else { return before };
        if !self.holds_numbers(definition) {
            let message = format!("{} holds no numbers, so it takes no source", at.name);
            self.error(node, message, Some("write the array itself".to_owned()));
            return before;
        }
        self.known_record(table);
        let Some(record) = (Reading { name: &at.name, out: self.out }).record(table) else {
            return before;
        };
        let description = text(field, definition, "description").unwrap_or_default().to_owned();
        let unit = record.unit.clone().or(text(field, definition, "x-unit").map(str::to_owned));
        let leaf = Leaf {
            path: at.path.clone(),
            overlay: node.overlay,
            description,
            content: Content::Listed(listed(node)),
            record: Record { unit, ..record.clone() },
            of_array: false,
            most: f64::INFINITY,
            undated: None,
            whole: false,
        };
        self.leaves.insert(node.id, leaf);
        let record = before.as_ref().map_or(record.clone(), |outer| record.clone().or(outer));
        self.around = Some(record);
        before
    }

    fn holds_numbers(&self, definition: &Value) -> bool {
        let row = definition.get("x-row").is_some();
        let items = self.parts.resolve(&definition["items"]);
        let number = |key| items.get(key).is_some();
        row || number("x-number")
            || number("x-row")
            || matches!(items["type"].as_str(), Some("number" | "integer"))
    }

    fn known_record(&mut self, table: &Table) {
        let known: Vec<&str> = RECORD_KEYS.iter().map(|(key, _)| *key).collect();
        for (key, entry) in table {
            if key == PRICE_YEAR.0 {
                let message = "price_year belongs to amounts in euro, and this array holds none";
                self.out.push(Diagnostic::error(message).at(&entry.key));
            } else if !known.contains(&key.as_str()) {
                let message = format!("unknown key `{}` beside an array", words::short(key));
                let hint = suggest::hint(key, known.iter().copied());
                self.out.push(Diagnostic::error(message).at(&entry.key).maybe_hint(hint));
            }
        }
    }
}

/// An array in words.
fn listed(node: &Node) -> String {
    match &node.value {
        Written::Array(items) => {
            format!("[{}]", items.iter().map(listed).collect::<Vec<_>>().join(", "))
        }
        Written::Table(table) => match table.get("value").and_then(|entry| entry.node.number()) {
            Some(number) => words::number(number),
            None => quantity::in_words(table),
        },
        _ => node.number().map_or_else(String::new, words::number),
    }
}
