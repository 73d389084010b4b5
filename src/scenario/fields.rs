//! Reading the tables of files beside scenarios (targets, plans): typed values by key, with a message and a place for all that is wrong.
//!
//! It knows the kinds of values and not what they mean.

use super::suggest;
use super::tree::{Node, Table};
use super::words;
use crate::diagnostics::{Collector, Diagnostic, Place};

/// A table being read.
pub struct Fields<'a> {
    table: &'a Table,
    place: Place,
    /// As messages call it: "a target".
    what: &'static str,
}

impl<'a> Fields<'a> {
    /// The fields of a node that must be a table with some of these keys; reports others.
    pub fn of(
        node: &'a Node,
        what: &'static str,
        known: &[&str],
        out: &mut Collector,
    ) -> Option<Self> {
        let Some(table) = node.table() else {
            let message = format!("{what} must be a table, found {}", node.kind());
            out.push(Diagnostic::error(message).at(&node.place));
            return None;
        };
        for (key, entry) in table.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            let message = format!("unknown key `{}` in {what}", words::short(key));
            let hint = suggest::hint(key, known.iter().copied());
            let hint =
                hint.unwrap_or_else(|| "`wijkraming schema --markdown` lists every key".to_owned());
            out.push(Diagnostic::error(message).at(&entry.key).hint(hint));
        }
        // What is missing is shown at the first key: the table itself is many lines.
        let place = table.values().next().map_or(&node.place, |entry| &entry.key).clone();
        Some(Self { table, place, what })
    }

    /// Where the table begins.
    pub fn place(&self) -> &Place {
        &self.place
    }

    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.table.get(key).map(|entry| &entry.node)
    }

    /// Where a value is written; the table where it is not.
    pub fn place_of(&self, key: &str) -> Place {
        self.get(key).map_or(&self.place, |node| &node.place).clone()
    }

    fn wrong(&self, key: &str, expected: &str, node: &Node, out: &mut Collector) {
        let message = format!("{key} must be {expected}, found {}", node.kind());
        out.push(Diagnostic::error(message).at(&node.place));
    }

    /// Reports that a key is missing.
    pub fn missing(&self, key: &str, hint: &str, out: &mut Collector) {
        let message = format!("missing key `{key}` in {}", self.what);
        out.push(Diagnostic::error(message).at(&self.place).hint(hint));
    }

    pub fn text(&self, key: &str, out: &mut Collector) -> Option<&'a str> {
        let node = self.get(key)?;
        let text = node.text().filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.wrong(key, "a text between quotes", node, out);
        }
        text
    }

    /// A finite number.
    pub fn number(&self, key: &str, out: &mut Collector) -> Option<f64> {
        let node = self.get(key)?;
        let number = node.number().filter(|number| number.is_finite());
        if number.is_none() {
            self.wrong(key, "a number", node, out);
        }
        number
    }

    /// A finite number above zero.
    pub fn positive(&self, key: &str, out: &mut Collector) -> Option<f64> {
        let number = self.number(key, out)?;
        if number > 0.0 {
            return Some(number);
        }
        let message = format!("{key} must be above 0, found {}", words::number(number));
        out.push(Diagnostic::error(message).at(&self.place_of(key)));
        None
    }

    /// Whole numbers: one, or an array of at least one.
    pub fn whole_numbers(&self, key: &str, out: &mut Collector) -> Option<Vec<(i64, Place)>> {
        let node = self.get(key)?;
        let items = node.array().unwrap_or(std::slice::from_ref(node));
        let read = |item: &Node| Some((item.whole()?, item.place.clone()));
        let numbers: Option<Vec<_>> = items.iter().map(read).collect();
        let numbers = numbers.filter(|numbers| !numbers.is_empty());
        if numbers.is_none() {
            self.wrong(key, "a whole number, or an array of them", node, out);
        }
        numbers
    }

    /// Two finite numbers, the first below the second.
    pub fn interval(&self, key: &str, out: &mut Collector) -> Option<(f64, f64)> {
        let node = self.get(key)?;
        let items = node.array().unwrap_or_default();
        let numbers: Vec<f64> = items.iter().filter_map(Node::number).collect();
        if let [low, high] = numbers[..]
            && items.len() == 2
            && low < high
            && (low + high).is_finite()
        {
            return Some((low, high));
        }
        let message = format!("{key} must be [low, high], two numbers with the lower one first");
        out.push(Diagnostic::error(message).at(&node.place));
        None
    }

    /// Texts: an array of at least one.
    pub fn texts(&self, key: &str, out: &mut Collector) -> Option<Vec<(&'a str, Place)>> {
        let node = self.get(key)?;
        let items = node.array().unwrap_or_default();
        let read = |item: &'a Node| Some((item.text()?, item.place.clone()));
        let texts: Option<Vec<_>> = items.iter().map(read).collect();
        let texts = texts.filter(|texts| !texts.is_empty());
        if texts.is_none() {
            self.wrong(key, "an array of texts", node, out);
        }
        texts
    }
}
