//! The numbers of a tree after reading: fixed or with a distribution, where they stand, and where they come
//! from. Plain data.

use super::tree::NodeId;
use crate::diagnostics::FileId;
use crate::stats::Distribution;
use indexmap::IndexMap;
use serde_json::Value;

/// All numbers of the trees read so far, by the node that holds them.
pub type Leaves = IndexMap<NodeId, Leaf>;

/// What a number, or a row of shares, is.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Fixed(f64),
    Uncertain(Distribution),
    /// A dirichlet row: alpha of each share, 0 for shares that are always 0.
    Simplex(Vec<f64>),
    /// An array that says where its numbers come from, in words; its numbers are leaves of their own.
    Listed(String),
}

/// Where a number comes from, as its quantity table says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    pub source: Option<String>,
    pub note: Option<String>,
    pub unit: Option<String>,
    pub grade: Option<String>,
    /// Year in whose euro the amount was written.
    pub price_year: Option<i32>,
    /// The distribution as written, or a fixed number that was converted; `None` where the number itself tells.
    pub written: Option<String>,
    /// An amount of another year in euro of the scenario's, in words.
    pub converted: Option<String>,
}

impl Record {
    /// The same with what `other` says where this one says nothing.
    pub fn or(self, other: &Self) -> Self {
        let Self { source, note, unit, grade, .. } = other.clone();
        Self {
            source: self.source.or(source),
            note: self.note.or(note),
            unit: self.unit.or(unit),
            grade: self.grade.or(grade),
            ..self
        }
    }

    /// Whether it says anything of where the number comes from.
    pub fn is_empty(&self) -> bool {
        self.source.is_none() && self.note.is_none() && self.unit.is_none() && self.grade.is_none()
    }
}

/// A number of a scenario.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Path within the base or the alternative.
    pub path: String,
    /// Written for one alternative.
    pub overlay: bool,
    pub description: String,
    pub content: Content,
    pub record: Record,
    /// What it says of itself is what its array says, and is listed there.
    pub of_array: bool,
    /// The largest value that its kind of number may have; infinite where that only guards against slips.
    pub most: f64,
    /// The file of an amount that does not say of which year it is.
    pub undated: Option<FileId>,
    /// Whether its key takes whole numbers only.
    pub whole: bool,
}

impl Leaf {
    /// Smallest and largest value it can take.
    pub fn bounds(&self) -> (f64, f64) {
        match &self.content {
            Content::Fixed(number) => (*number, *number),
            Content::Uncertain(distribution) => distribution.support(),
            Content::Simplex(_) => (0.0, 1.0),
            Content::Listed(_) => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }
}

/// The limits of a kind of number, as the schema gives them.
#[derive(Clone, Copy, Debug)]
pub struct Bounds<'a> {
    pub min: f64,
    pub max: f64,
    pub above: bool,
    pub whole: bool,
    pub open: bool,
    pub hint: Option<&'a str>,
}

impl<'a> Bounds<'a> {
    /// From the definition of a kind of number, or of a plain number.
    pub fn of(definition: &'a Value) -> Self {
        let plain =
            if definition.get("x-number").is_some() { &definition["anyOf"][0] } else { definition };
        let above = plain.get("exclusiveMinimum");
        let min = above.or(plain.get("minimum")).and_then(Value::as_f64);
        Self {
            min: min.unwrap_or(f64::NEG_INFINITY),
            max: plain.get("maximum").and_then(Value::as_f64).unwrap_or(f64::INFINITY),
            above: above.is_some(),
            whole: plain["type"] == "integer",
            open: definition["x-open"] == true,
            hint: definition.get("x-hint").and_then(Value::as_str),
        }
    }

    pub fn contain(&self, number: f64) -> bool {
        number <= self.max && if self.above { number > self.min } else { number >= self.min }
    }

    /// What this number should have been: where the upper limit only guards against slips, it is told to
    /// who passed it.
    pub fn words_for(&self, number: f64) -> String {
        let max = if self.open && number <= self.max { f64::INFINITY } else { self.max };
        let min = if self.open && number > self.max { f64::NEG_INFINITY } else { self.min };
        let above = self.above && min.is_finite();
        Self { min, max, above, ..*self }.words()
    }

    /// What a number must be, as in "must be between 0 and 1".
    pub fn words(&self) -> String {
        let (min, max) = (super::words::number(self.min), super::words::number(self.max));
        match (self.above, self.min.is_finite(), self.max.is_finite()) {
            (true, _, true) => format!("above {min} and at most {max}"),
            (true, _, false) => format!("above {min}"),
            (false, true, true) if self.min == self.max => min,
            (false, true, true) => format!("between {min} and {max}"),
            (false, true, false) => format!("{min} or more"),
            (false, false, _) => format!("at most {max}"),
        }
    }
}
