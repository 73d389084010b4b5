//! Layer 6. Two runs beside each other: what differs in how they were made, in their scenarios and in their results.
//!
//! A `Comparison` holds finished numbers; `document` makes it a document, from which HTML and workbook are printed as those of
//! a report are. Its words, in two languages, are in `words`. It computes nothing.

mod document;
mod words;

use serde::Serialize;

pub use document::{FigureCells, cells, document};
pub use words::{CompareWords, sentence};

use super::view::Lang;
use crate::analysis::compare::Compared;
use crate::scenario::flat::Change;

/// All that is told of two runs.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    #[serde(skip)]
    pub lang: Lang,
    /// Directories, as they were named.
    pub runs: [String; 2],
    /// Titles of the scenarios.
    pub titles: [String; 2],
    pub municipality: String,
    /// Year in whose euro all figures are: that of the first run.
    pub price_year: i32,
    pub pairing: Pairing,
    pub notices: Vec<Notice>,
    /// How the runs were made.
    pub facts: Vec<Fact>,
    pub changes: Vec<Change>,
    /// Ids of the alternatives that only one run has.
    pub only: [Vec<String>; 2],
    /// Those that both have, in the order of the first.
    pub alternatives: Vec<AlternativeFigures>,
}

/// Whether the draws of the runs belong together one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "reasons", rename_all = "snake_case")]
pub enum Pairing {
    Paired,
    /// Everything that stands in the way.
    Unpaired(Vec<Reason>),
}

/// Why draws do not belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Municipality,
    Seed,
    Method,
    /// Number of draws, or which of them.
    Draws,
    Central,
    Posterior,
}

/// What a reader must know before the figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// The same scenario, draws and program: the tables are the same.
    Identical,
    OtherMunicipality,
    /// Years of the first and the second run.
    OtherPeriod {
        first: (i32, i32),
        second: (i32, i32),
    },
    /// Euros of the second run were multiplied by `factor`.
    PriceYear {
        first: i32,
        second: i32,
        factor: f64,
    },
    OtherVersion,
    NothingInCommon,
}

/// One thing of how a run was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    pub what: FactKind,
    pub values: [String; 2],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    Version,
    Municipality,
    ScenarioFile,
    ScenarioHash,
    Sets,
    Seed,
    Method,
    Draws,
    DrawsRange,
    Replications,
    Batches,
    Central,
    Posterior,
    PriceYear,
    Command,
}

/// The figures of one alternative.
#[derive(Clone, Debug, Serialize)]
pub struct AlternativeFigures {
    pub id: String,
    pub title: String,
    pub figures: Vec<Compared>,
}

impl Comparison {
    /// A copy whose texts can be printed: names in scenarios and paths are data from someone else.
    pub fn clean(&self) -> Self {
        let name = |text: &String| super::clean::printable(text, 200);
        let value =
            |text: &Option<String>| text.as_ref().map(|text| super::clean::printable(text, 600));
        let change = |change: &Change| Change {
            path: name(&change.path),
            alternative: change.alternative.as_ref().map(name),
            first: value(&change.first),
            second: value(&change.second),
        };
        let fact = |fact: &Fact| Fact {
            values: fact.values.each_ref().map(|text| super::clean::printable(text, 2000)),
            ..*fact
        };
        let alternative = |own: &AlternativeFigures| AlternativeFigures {
            id: name(&own.id),
            title: name(&own.title),
            figures: own.figures.clone(),
        };
        Self {
            runs: self.runs.each_ref().map(name),
            titles: self.titles.each_ref().map(name),
            municipality: name(&self.municipality),
            facts: self.facts.iter().map(fact).collect(),
            changes: self.changes.iter().map(change).collect(),
            only: self.only.each_ref().map(|ids| ids.iter().map(name).collect()),
            alternatives: self.alternatives.iter().map(alternative).collect(),
            notices: self.notices.clone(),
            pairing: self.pairing.clone(),
            ..*self
        }
    }
}
