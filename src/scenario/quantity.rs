//! Reading one number: plain, `{ value = .. }` or `{ dist = .. }`, with every error it can hold.

use super::file::quantity::{
    ARRAYS, DIRICHLET, GRADES, PRICE_YEAR, PRICE_YEARS, RECORD_KEYS, SHAPES, Shape,
};
use super::leaf::{Bounds, Content, Record};
use super::tree::{Node, Table};
use super::{distributions, suggest, words};
use crate::diagnostics::{Collector, Diagnostic};

/// A number being read: what messages call it, and where they go.
pub struct Reading<'a> {
    /// The last part of its path, such as `worsen[1]`.
    pub name: &'a str,
    pub out: &'a mut Collector,
}

/// What the grades mean.
const MEANING_OF_GRADES: &str = "A official statistic or tariff, B published study or municipal document, C press or derived, \
    D assumption without a source";

/// What to do with a text where a number belongs: "4", "4 uur", "23.678.000".
fn number_in_quotes(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if text.parse::<f64>().is_ok() {
        Some("write the number without quotes")
    } else if text.starts_with(|first: char| first.is_ascii_digit()) {
        Some(
            "write the number alone, without quotes, unit or separators; `unit` and `note` are for words",
        )
    } else {
        None
    }
}

impl Reading<'_> {
    pub fn error(&mut self, node: &Node, message: String, hint: Option<String>) {
        self.out.push(Diagnostic::error(message).at(&node.place).maybe_hint(hint));
    }

    /// The number itself, or its distribution; `None` where something is wrong with it.
    pub fn number(&mut self, node: &Node, bounds: &Bounds<'_>) -> Option<(Content, Record)> {
        if let Some(table) = node.table() {
            return self.quantity(node, table, bounds);
        }
        let number = self.plain(node, bounds)?;
        Some((Content::Fixed(number), Record::default()))
    }

    /// A plain number within its bounds.
    pub fn plain(&mut self, node: &Node, bounds: &Bounds<'_>) -> Option<f64> {
        let name = self.name;
        let number = self.finite(node, name)?;
        if bounds.whole && number.fract() != 0.0 {
            let found = words::number(number);
            let message = format!("{name} must be a whole number, found {found}");
            self.error(node, message, bounds.hint.map(str::to_owned));
            return None;
        }
        if !bounds.contain(number) {
            self.outside(node, bounds, number, "");
            return None;
        }
        Some(number)
    }

    /// Says that a number lies outside its bounds.
    pub fn outside(&mut self, node: &Node, bounds: &Bounds<'_>, number: f64, key: &str) {
        let (words, found) = (bounds.words_for(number), words::number(number));
        let message = format!("{} must be {words}, found {key}{found}", self.name);
        self.error(node, message, bounds.hint.map(str::to_owned));
    }

    /// A finite number of any size.
    pub fn finite(&mut self, node: &Node, name: &str) -> Option<f64> {
        let Some(number) = node.number() else {
            let message = format!("{name} must be a number, found {}", node.kind());
            self.error(node, message, node.text().and_then(number_in_quotes).map(str::to_owned));
            return None;
        };
        if !number.is_finite() {
            let message = format!("{name} must be a finite number, found {number}");
            self.error(node, message, None);
            return None;
        }
        Some(number)
    }

    fn quantity(
        &mut self,
        node: &Node,
        table: &Table,
        bounds: &Bounds<'_>,
    ) -> Option<(Content, Record)> {
        let record = self.record(table);
        if let Some(dist) = table.get("dist") {
            let shape = self.shape(&dist.node)?;
            self.known_keys(table, shape);
            let distribution = distributions::read(self, node, table, shape, bounds)?;
            let record = Record { written: Some(written(table, shape)), ..record? };
            return Some((Content::Uncertain(distribution), record));
        }
        let Some(value) = table.get("value") else {
            let message = format!("{} must hold `value` or `dist`", self.name);
            let hint = "write { value = 0.5, source = \"...\" } or \
                        { dist = \"pert\", min = 0.4, mode = 0.5, max = 0.7 }";
            self.error(node, message, Some(hint.to_owned()));
            return None;
        };
        self.only_keys(table, &["value"], "a fixed number");
        let number = self.plain(&value.node, bounds)?;
        Some((Content::Fixed(number), record?))
    }

    /// The distribution that `dist` names.
    fn shape(&mut self, dist: &Node) -> Option<&'static Shape> {
        let Some(name) = dist.text() else {
            let message = format!("dist must be a string, found {}", dist.kind());
            self.error(dist, message, None);
            return None;
        };
        if name == DIRICHLET.name {
            let message =
                format!("{} is one number, and dirichlet gives a row of shares", self.name);
            self.error(dist, message, Some("use beta for one share".to_owned()));
            return None;
        }
        let found = SHAPES.iter().find(|shape| shape.name == name);
        if found.is_none() {
            let names: Vec<&str> = SHAPES.iter().map(|shape| shape.name).collect();
            let hint = suggest::hint(name, names.iter().copied());
            let message = format!("unknown distribution `{}`", words::short(name));
            self.error(dist, message, hint);
        }
        found
    }

    /// Reports keys that a distribution does not take.
    pub fn known_keys(&mut self, table: &Table, shape: &Shape) {
        let mut known: Vec<&str> = shape.forms.concat();
        known.extend(shape.optional);
        known.push("dist");
        self.only_keys(table, &known, &format!("a {} distribution", shape.name));
    }

    fn only_keys(&mut self, table: &Table, known: &[&str], what: &str) {
        let records = RECORD_KEYS.iter().map(|(key, _)| *key);
        let known: Vec<&str> = known.iter().copied().chain(records).collect();
        for (key, entry) in table {
            // Whether the number is an amount is seen later.
            if !known.contains(&key.as_str()) && key != PRICE_YEAR.0 {
                let message = format!("unknown key `{}` in {what}", words::short(key));
                let year = suggest::closest(key, [PRICE_YEAR.0]);
                let hint = suggest::hint(key, known.iter().copied().chain(year));
                self.out.push(Diagnostic::error(message).at(&entry.key).maybe_hint(hint));
            }
        }
    }

    /// The record keys; `None` where one of them is no string.
    pub fn record(&mut self, table: &Table) -> Option<Record> {
        let mut record = Record::default();
        let mut good = true;
        for (key, _) in RECORD_KEYS {
            let Some(entry) = table.get(*key) else { continue };
            let Some(text) = entry.node.text() else {
                let message = format!("{key} must be a string, found {}", entry.node.kind());
                self.error(&entry.node, message, None);
                good = false;
                continue;
            };
            if *key == "grade" && !GRADES.contains(&text) {
                let message = format!("grade must be A, B, C or D, found `{}`", words::short(text));
                self.error(&entry.node, message, Some(MEANING_OF_GRADES.to_owned()));
                good = false;
            }
            let slot = match *key {
                "source" => &mut record.source,
                "note" => &mut record.note,
                "unit" => &mut record.unit,
                _ => &mut record.grade,
            };
            *slot = Some(text.to_owned());
        }
        if let Some(entry) = table.get(PRICE_YEAR.0) {
            let (least, most) = PRICE_YEARS;
            let year = entry.node.whole().and_then(|year| i32::try_from(year).ok());
            record.price_year = year.filter(|year| (least..=most).contains(year));
            if record.price_year.is_none() {
                let message = format!("price_year must be a year between {least} and {most}");
                self.error(&entry.node, message, None);
                good = false;
            }
        }
        good.then_some(record)
    }

    /// The alphas of a dirichlet row of `n` shares.
    pub fn dirichlet(&mut self, node: &Node, table: &Table, n: usize) -> Option<(Content, Record)> {
        let record = self.record(table);
        let name = self.name;
        let Some(dist) = table.get("dist") else {
            let message = format!("{name} must be a row of {n} shares or a dirichlet distribution");
            let hint = "write { dist = \"dirichlet\", mean = [..], concentration = 50.0 }";
            self.error(node, message, Some(hint.to_owned()));
            return None;
        };
        if dist.node.text() != Some(DIRICHLET.name) {
            let message = format!("{name} is a row of shares: its distribution must be dirichlet");
            self.error(&dist.node, message, None);
            return None;
        }
        self.known_keys(table, &DIRICHLET);
        let alpha = distributions::dirichlet(self, node, table, n)?;
        let record = Record { written: Some(written(table, &DIRICHLET)), ..record? };
        Some((Content::Simplex(alpha), record))
    }
}

/// The distribution of a quantity table in words; empty where it is none.
pub fn in_words(table: &Table) -> String {
    let dist = table.get("dist").and_then(|entry| entry.node.text());
    let shapes = SHAPES.iter().chain([&DIRICHLET]);
    let shape = shapes.into_iter().find(|shape| Some(shape.name) == dist);
    shape.map_or_else(String::new, |shape| written(table, shape))
}

/// A distribution in words: `pert(min 38, mode 46, max 58)`.
pub fn written(table: &Table, shape: &Shape) -> String {
    let record = |key: &str| RECORD_KEYS.iter().any(|(known, _)| *known == key);
    let keys =
        table.iter().filter(|(key, _)| *key != "dist" && *key != PRICE_YEAR.0 && !record(key));
    let parts = keys.map(|(key, entry)| {
        let one = |node: &Node| node.number().map_or_else(String::new, words::number);
        match entry.node.array() {
            Some(items) if ARRAYS.contains(&key.as_str()) || shape.name == DIRICHLET.name => {
                let items: Vec<String> = items.iter().map(one).collect();
                format!("{key} [{}]", items.join(", "))
            }
            _ => format!("{key} {}", one(&entry.node)),
        }
    });
    format!("{}({})", shape.name, parts.collect::<Vec<_>>().join(", "))
}
