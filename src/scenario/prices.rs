//! Amounts of one year in the prices of another, with the consumer price index (CPI) of CBS. Knows years and
//! amounts, not which key is one.

use super::file::quantity::SHAPES;
use super::leaf::{Content, Record};
use super::tree::{Node, Table};
use super::{quantity, words};
use crate::diagnostics::Diagnostic;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// CBS StatLine 83131NED, yearly means; see data/PROVENANCE.md.
const TABLE: &str = include_str!("../../data/nl_cpi_2012_2024.csv");

static INDEX: LazyLock<BTreeMap<i32, f64>> = LazyLock::new(|| index_of(TABLE));

/// The price level of each year, 1 in the first one, from lines `year,next year,factor`.
fn index_of(table: &str) -> BTreeMap<i32, f64> {
    let mut index = BTreeMap::new();
    let mut level = 1.0;
    for line in table.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [from, to, factor] = fields.as_slice() else { continue };
        let (Ok(from), Ok(to), Ok(factor)) = (from.parse(), to.parse(), factor.parse::<f64>())
        else {
            continue;
        };
        index.entry(from).or_insert(level);
        level *= factor;
        index.insert(to, level);
    }
    index
}

/// What an amount in euro of `from` is multiplied by to be in euro of `to`: exactly 1 where the years are
/// equal. The error says which year the table lacks.
pub fn factor(from: i32, to: i32) -> Result<f64, i32> {
    if from == to {
        return Ok(1.0);
    }
    let level = |year: i32| INDEX.get(&year).copied().ok_or(year);
    Ok(level(to)? / level(from)?)
}

/// First and last year of the table.
pub fn years() -> (i32, i32) {
    let first = INDEX.keys().next().copied().unwrap_or_default();
    (first, INDEX.keys().next_back().copied().unwrap_or_default())
}

/// An amount of a year in euro of another one: the number and its record.
pub fn converted(
    node: &Node,
    (content, record): (Content, Record),
    (from, to): (i32, i32),
) -> Result<(Content, Record), Diagnostic> {
    let factor = factor(from, to).map_err(|year| not_in_table(year, (from, to)))?;
    if from == to {
        return Ok((content, record));
    }
    let words = in_words(node, &content, factor);
    let mut record = Record { converted: Some(words), ..record };
    let content = match content {
        Content::Fixed(number) => {
            record.written = Some(words::number(number));
            Content::Fixed(number * factor)
        }
        Content::Uncertain(distribution) => Content::Uncertain(distribution.scaled(factor)),
        row @ (Content::Simplex(_) | Content::Listed(_)) => row,
    };
    Ok((content, record))
}

fn not_in_table(year: i32, (from, to): (i32, i32)) -> Diagnostic {
    let (first, last) = years();
    let message = format!("no price index of {year} is known, to bring euro of {from} to {to}");
    Diagnostic::error(message).hint(match year == from {
        true => {
            format!("the table goes from {first} to {last}; give the amount in euro of such a year")
        }
        false => {
            format!("the table goes from {first} to {last}, and price_year of the scenario is {to}")
        }
    })
}

/// An amount as it was written, multiplied.
fn in_words(node: &Node, content: &Content, factor: f64) -> String {
    let dist = node.get("dist").and_then(Node::text);
    let shape = SHAPES.iter().find(|shape| Some(shape.name) == dist);
    match (content, node.table(), shape) {
        (Content::Fixed(number), ..) => words::number(rounded(number * factor)),
        // A beta lies between 0 and 1 whatever its keys are.
        (_, Some(table), Some(shape)) if shape.name == "beta" => {
            format!("{} x {}", words::number(rounded(factor)), quantity::written(table, shape))
        }
        (_, Some(table), Some(shape)) => quantity::written(&multiplied(table, factor), shape),
        _ => String::new(),
    }
}

/// The table of a distribution with every amount in it multiplied, for words only.
fn multiplied(table: &Table, factor: f64) -> Table {
    let mut table = table.clone();
    for (key, entry) in &mut table {
        if key != "probs" && key != "price_year" {
            entry.node.visit(&mut |node| node.change_number(|number| rounded(number * factor)));
        }
    }
    table
}

/// Five significant digits, and never coarser than a euro.
fn rounded(amount: f64) -> f64 {
    if amount == 0.0 || !amount.is_finite() {
        return amount;
    }
    let digits = 4 - libm::log10(amount.abs()).floor() as i32;
    let unit = 10_f64.powi(digits.max(0));
    (amount * unit).round() / unit
}
