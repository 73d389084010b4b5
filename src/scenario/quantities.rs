//! From the numbers of all alternatives to the uncertain quantities of the scenario, one dimension of the
//! sampling cube each, and to the list of assumptions for the report.

#![expect(clippy::disallowed_types, reason = "looked up by key, never gone through in order")]

use super::file::number::{DRAWN, Slot, TIMES};
use super::leaf::{Content, Leaf, Leaves};
use super::tree::{Node, NodeId, Value};
use super::words;
use crate::stats::Distribution;
use crate::study::Quantity;
use serde::Serialize;
use serde_json::json;
use std::collections::HashMap;

/// A number that the outcome rests on, as the report lists it: every uncertain one, and every fixed one that
/// says where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assumption {
    /// Path in the scenario; the columns of `draws.parquet` use the same (a row of shares has one column for
    /// each share, with its number behind the path).
    pub path: String,
    /// What the number is, from the description of its key.
    pub description: String,
    /// The number, or its distribution in words, as written.
    pub value: String,
    /// Year in whose euro the value is, where it says so.
    pub price_year: Option<i32>,
    /// The same in euro of the price year of the scenario, where that is another.
    pub converted: Option<String>,
    pub uncertain: bool,
    pub source: Option<String>,
    pub note: Option<String>,
    /// As written, or as the key has it.
    pub unit: Option<String>,
    /// A to D.
    pub grade: Option<String>,
}

/// A number of the scenario: where it stands and what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownNumber {
    /// Path in the scenario, as in the columns of the table of draws.
    pub path: String,
    pub value: KnownValue,
    /// Whether its key takes whole numbers only.
    pub whole: bool,
}

/// What a number is before any draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KnownValue {
    Fixed(f64),
    /// Index among the uncertain quantities.
    Uncertain(usize),
    /// A row of shares with a Dirichlet distribution.
    Row,
}

/// The uncertain quantities, and where in the trees they stand.
#[derive(Clone, Debug, Default)]
pub struct Quantities {
    pub list: Vec<Quantity>,
    pub assumptions: Vec<Assumption>,
    /// Every number, fixed or uncertain.
    pub numbers: Vec<KnownNumber>,
    /// Paths of the numbers that are fixed.
    pub fixed: Vec<String>,
    /// What each number, or each share of a row, is once a sample is there.
    slots: HashMap<NodeId, Vec<Slot>>,
    simplexes: usize,
}

impl Quantities {
    /// Adds the numbers of one tree that are the base's own, or those laid over it for one alternative or stress;
    /// their paths then begin with `prefix`.
    pub fn add(&mut self, leaves: &Leaves, prefix: Option<&str>) {
        for (id, leaf) in leaves {
            if leaf.overlay == prefix.is_some() && !self.slots.contains_key(id) {
                let path = match prefix {
                    Some(prefix) => format!("{prefix}.{}", leaf.path),
                    None => leaf.path.clone(),
                };
                self.leaf(*id, leaf, path);
            }
        }
    }

    /// Makes a node another one times a factor, in every draw.
    pub fn multiply(&mut self, id: NodeId, of: NodeId, factor: f64) {
        let times = |slot: &Slot| match *slot {
            Slot::Fixed(number) => Slot::Fixed(number * factor),
            Slot::Drawn(index, own) => Slot::Drawn(index, own * factor),
        };
        let slots = self.slots.get(&of).into_iter().flatten().map(times).collect();
        self.slots.insert(id, slots);
    }

    fn leaf(&mut self, id: NodeId, leaf: &Leaf, path: String) {
        let slots = match &leaf.content {
            Content::Fixed(number) => {
                self.fixed.push(path.clone());
                vec![Slot::Fixed(*number)]
            }
            Content::Uncertain(distribution) => {
                vec![self.draw(path.clone(), distribution.clone(), None)]
            }
            Content::Simplex(alphas) => self.row(&path, alphas),
            // Its numbers have slots of their own.
            Content::Listed(_) => Vec::new(),
        };
        let value = match (&leaf.content, slots.as_slice()) {
            (Content::Fixed(number), _) => KnownValue::Fixed(*number),
            (Content::Uncertain(_), [Slot::Drawn(index, _)]) => KnownValue::Uncertain(*index),
            _ => KnownValue::Row,
        };
        self.numbers.push(KnownNumber { path: path.clone(), value, whole: leaf.whole });
        self.slots.insert(id, slots);
        self.assume(leaf, path);
    }

    fn draw(&mut self, path: String, distribution: Distribution, simplex: Option<usize>) -> Slot {
        self.list.push(Quantity { path, distribution, simplex });
        Slot::Drawn(self.list.len() - 1, 1.0)
    }

    /// The shares of a dirichlet row: gamma numbers that the sampler divides by their sum.
    fn row(&mut self, path: &str, alphas: &[f64]) -> Vec<Slot> {
        if alphas.iter().filter(|alpha| **alpha > 0.0).count() < 2 {
            return alphas.iter().map(|alpha| Slot::Fixed(f64::from(*alpha > 0.0))).collect();
        }
        let simplex = Some(self.simplexes);
        self.simplexes += 1;
        let share = |(index, alpha): (usize, &f64)| {
            if *alpha == 0.0 {
                return Slot::Fixed(0.0);
            }
            let gamma = Distribution::Gamma { shape: *alpha, scale: 1.0 };
            self.draw(words::item(path, index), gamma, simplex)
        };
        alphas.iter().enumerate().map(share).collect()
    }

    fn assume(&mut self, leaf: &Leaf, path: String) {
        let record = &leaf.record;
        let value = match (&leaf.content, &record.written) {
            (Content::Fixed(number), None) => words::number(*number),
            (Content::Listed(words), _) => words.clone(),
            (_, Some(written)) => written.clone(),
            (_, None) => String::new(),
        };
        let uncertain = matches!(leaf.content, Content::Uncertain(_) | Content::Simplex(_));
        if leaf.of_array && !uncertain {
            return;
        }
        if uncertain || record.source.is_some() || record.note.is_some() || record.grade.is_some() {
            self.assumptions.push(Assumption {
                path,
                description: leaf.description.clone(),
                value,
                price_year: record.price_year,
                converted: record.converted.clone(),
                uncertain,
                source: record.source.clone(),
                note: record.note.clone(),
                unit: record.unit.clone(),
                grade: record.grade.clone(),
            });
        }
    }

    /// A tree as JSON in which every number is a plain one or points at its quantity.
    pub fn to_json(&self, node: &Node) -> serde_json::Value {
        let slot = |slot: &Slot| match slot {
            Slot::Fixed(number) => json!(number),
            Slot::Drawn(index, factor) if *factor == 1.0 => json!({ DRAWN: index }),
            Slot::Drawn(index, factor) => json!({ DRAWN: index, TIMES: factor }),
        };
        let slots = self.slots.get(&node.id).filter(|slots| !slots.is_empty());
        match (slots.map(Vec::as_slice), &node.value) {
            (Some([only]), _) => slot(only),
            (Some(row), _) => row.iter().map(slot).collect(),
            (None, Value::Array(items)) => items.iter().map(|item| self.to_json(item)).collect(),
            (None, Value::Table(table)) => {
                table.iter().map(|(key, entry)| (key.clone(), self.to_json(&entry.node))).collect()
            }
            (None, value) => json_of(value),
        }
    }
}

/// A tree as JSON as it was written, with whole and real numbers alike.
pub fn plain_json(node: &Node) -> serde_json::Value {
    let Some(record) = &node.record else { return json_of(&node.value) };
    let mut table = json!({ "value": json_of(&node.value) });
    for (key, entry) in record.iter() {
        table[key] = plain_json(&entry.node);
    }
    table
}

fn json_of(written: &Value) -> serde_json::Value {
    match written {
        Value::Boolean(value) => json!(value),
        Value::Integer(number) => json!(number),
        Value::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
            json!(*number as i64)
        }
        Value::Float(number) => json!(number),
        Value::Text(text) | Value::Moment(text) => json!(text),
        Value::Array(items) => items.iter().map(plain_json).collect(),
        Value::Table(table) => {
            let mut keys: Vec<&String> = table.keys().collect();
            keys.sort();
            let pair = |key: &String| (key.clone(), plain_json(&table[key].node));
            keys.into_iter().map(pair).collect()
        }
    }
}
