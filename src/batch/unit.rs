//! A unit of work of a batch, whole in itself: what a process or a machine elsewhere needs to compute it, and nothing
//! that must be looked up. It computes nothing.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::program::Program;
use super::shape::{Detail, Shape, TableShape};
use crate::digest::sha256;

/// One cell of a batch in some of its draws.
///
/// Stable: it is plain data (JSON through serde), and [`super::compute`] needs nothing else. Scenario, options and
/// names are data, never code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitJob {
    /// SHA-256, in hexadecimal, of everything below but [`Self::cell`]'s figures: the name of its result.
    pub key: String,
    pub cell: Cell,
    /// The scenario, a TOML text that names no files but those inside the program.
    #[serde(with = "text")]
    pub scenario: Arc<str>,
    /// What is laid over it, as with `--set`.
    pub sets: Vec<String>,
    /// The posterior that the scenario names, where it does.
    #[serde(with = "maybe_text", default, skip_serializing_if = "Option::is_none")]
    pub posterior: Option<Arc<str>>,
    /// SHA-256 of the effective scenario.
    pub scenario_sha256: String,
    /// Quantities that all municipalities have in common; none where the scenario draws its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub common: Option<Common>,
    /// Rows of the quantities, a part of those of the scenario.
    pub rows: Range<u64>,
    pub detail: Detail,
    pub shape: Shape,
    /// What must compute it.
    pub program: Program,
}

/// Where a unit belongs in the results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Name of the scenario in the plan.
    pub scenario: String,
    /// Name of the municipality as directories bear it.
    pub municipality: String,
    /// Name of the variant.
    pub variant: String,
    pub place: Place,
}

impl Cell {
    /// As messages name it.
    pub fn name(&self) -> String {
        format!("{} / {} / {}", self.scenario, self.municipality, self.variant)
    }
}

/// What is known of a municipality, for tables by group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// CBS code; none where the data do not know it.
    pub code: Option<String>,
    pub name: String,
    pub province: Option<String>,
    pub inhabitants: Option<f64>,
    /// Households of the scenario.
    pub households: f64,
    /// Class by inhabitants.
    pub size: Option<String>,
    /// Class by what people live there.
    pub kind: Option<String>,
}

/// Quantities that are drawn once per draw for a whole batch, so that sums over municipalities have the spread that
/// they should have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Common {
    pub seed: u64,
    /// Paths of the quantities, by dimension of the design they share.
    #[serde(with = "list")]
    pub paths: Arc<[String]>,
}

impl UnitJob {
    /// The draws of chance: replications of all rows.
    pub fn draws(&self) -> Range<u64> {
        self.rows.start * self.shape.replications..self.rows.end * self.shape.replications
    }

    /// The tables of its result.
    pub fn tables(&self) -> Vec<TableShape> {
        self.shape.tables(self.detail, self.draws().end - self.draws().start)
    }

    /// As messages name it.
    pub fn name(&self) -> String {
        let Range { start, end } = self.rows;
        format!("{}, rows {start}..{end}", self.cell.name())
    }

    /// The key that belongs to what the job says: one that travelled badly has another.
    pub fn made_key(&self) -> String {
        self.key_with(&self.text_hash())
    }

    /// Memory of one of the units of a cell, about; they share the texts.
    pub(super) fn bytes(&self) -> u64 {
        let texts = |list: &[String]| -> usize {
            list.iter().map(|text| size_of::<String>() + text.len()).sum()
        };
        let shape = &self.shape;
        let lists = [&self.sets, &shape.alternatives, &shape.areas, &shape.effects];
        let lists: usize = lists.into_iter().map(|list| texts(list)).sum();
        (size_of::<Self>() + 1_000 + lists) as u64
    }

    /// SHA-256 of the scenario, in hexadecimal: the same for all units of a cell.
    pub(super) fn text_hash(&self) -> String {
        sha256(&*self.scenario)
    }

    fn key_with(&self, text_hash: &str) -> String {
        let cell = &self.cell;
        let said = serde_json::json!([
            self.program,
            [&cell.scenario, &cell.municipality, &cell.variant],
            text_hash,
            self.sets,
            self.posterior.as_ref().map(|text| sha256(&**text)),
            self.scenario_sha256,
            self.common,
            [self.rows.start, self.rows.end],
            self.detail,
            self.shape,
        ]);
        sha256(said.to_string())
    }

    /// The same with its key; `text_hash` is its own.
    pub(super) fn keyed(self, text_hash: &str) -> Self {
        Self { key: self.key_with(text_hash), ..self }
    }
}

/// Texts that many jobs share travel as texts.
mod text {
    use super::Arc;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(text: &Arc<str>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(text)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<str>, D::Error> {
        String::deserialize(from).map(Arc::from)
    }
}

mod maybe_text {
    use super::Arc;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(text: &Option<Arc<str>>, to: S) -> Result<S::Ok, S::Error> {
        text.as_deref().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Arc<str>>, D::Error> {
        Ok(Option::<String>::deserialize(from)?.map(Arc::from))
    }
}

mod list {
    use super::Arc;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(list: &Arc<[String]>, to: S) -> Result<S::Ok, S::Error> {
        list.as_ref().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<[String]>, D::Error> {
        Vec::<String>::deserialize(from).map(Arc::from)
    }
}
