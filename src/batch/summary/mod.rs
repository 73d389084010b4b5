//! Tables of a whole set of results: sums over the municipalities of a group, draw by draw, with their mean, their 5-95%
//! interval and the error that the number of draws leaves. Group by group and unit by unit, so that memory does not
//! grow with the number of units.
//!
//! Draws of one number belong together: in them, the quantities that municipalities share have the same values. So
//! the sum over a group in a draw is a draw of the sum.

mod group;
mod measure;
mod stream;

use std::path::Path;

pub use group::{By, Group};
pub use measure::{Measure, USUAL};
use serde::Serialize;

use super::records::BatchRecord;
use super::store::Store;
use crate::analysis::Estimate;
use crate::tables::TableError;

/// What is asked of a set of results.
#[derive(Clone, Debug)]
pub struct Query {
    pub by: Vec<By>,
    /// Names of measures; [`USUAL`] where there are none.
    pub measures: Vec<String>,
    /// Leaves cells out that are not whole.
    pub allow_missing: bool,
}

/// A figure of one alternative in one group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    pub scenario: String,
    pub variant: String,
    /// By the keys that were asked for, in their order.
    pub group: Vec<String>,
    pub alternative: String,
    pub reference: bool,
    pub measure: String,
    /// Whether it is a difference with the nulalternatief.
    pub difference: bool,
    pub per: &'static str,
    pub unit: &'static str,
    pub municipalities: u64,
    pub inhabitants: Option<f64>,
    pub households: f64,
    pub draws: u64,
    pub estimate: Estimate,
    /// The municipalities with the lowest and the highest mean, and these means; none where it is a sum.
    pub lowest: Option<(String, f64)>,
    pub highest: Option<(String, f64)>,
}

/// The answer, with what was left out of it.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    pub lines: Vec<Line>,
    /// Cells that are not whole.
    pub left_out: Vec<String>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub message: String,
    pub hint: Option<String>,
}

impl Problem {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl From<TableError> for Problem {
    fn from(error: TableError) -> Self {
        Self { message: error.to_string(), hint: error.hint }
    }
}

/// Names of units in a message, beyond which they are counted.
const MOST_NAMED: usize = 5;

/// Names, and how many there are beyond some of them.
pub fn some_of(names: &[String]) -> String {
    let shown = names[..names.len().min(MOST_NAMED)].join("; ");
    match names.len().saturating_sub(MOST_NAMED) {
        0 => shown,
        more => format!("{shown}; and {more} more"),
    }
}

/// Adds a set of results up.
///
/// # Errors
/// Where it is no set of results, is not whole or damaged, or where something is asked that it does not have.
pub fn summarise(directory: &Path, query: &Query) -> Result<Summary, Problem> {
    let record = BatchRecord::read(directory)?.ok_or_else(|| {
        Problem::new(format!("{} holds no results of a batch", directory.display()))
            .hint("give the directory that `wijkraming batch` or `wijkraming merge` wrote")
    })?;
    let names: Vec<&str> = match query.measures.as_slice() {
        [] => USUAL.to_vec(),
        own => own.iter().map(String::as_str).collect(),
    };
    let measures = names.iter().map(|name| Measure::find(name, &record.units));
    let measures = measures.collect::<Result<Vec<_>, _>>()?;
    let store = Store::at(directory).with_format(record.tables);
    let (groups, left_out) = group::groups(&record, &store, query)?;
    let mut lines = Vec::new();
    for group in &groups {
        lines.extend(stream::lines(&store, &record, group, &measures)?);
    }
    Ok(Summary { lines, left_out })
}
