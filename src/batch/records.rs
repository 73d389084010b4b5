//! The small files of a set of results: what the batch is, and a manifest of every unit that is done. Plain data.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::program::Program;
use super::shape::Detail;
use super::unit::{Cell, UnitJob};
use crate::tables::{AtomicFile, TableError, TableFormat, input};

/// The format of these files.
pub const FORMAT: u32 = 1;

/// `batch.json`: the plan that the directory belongs to, as a list of the units it must have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchRecord {
    pub format: u32,
    pub program: Program,
    /// Name of the plan file, as it was given.
    pub plan: String,
    pub title: Option<String>,
    pub plan_sha256: String,
    pub detail: Detail,
    pub tables: TableFormat,
    /// The part of the units that this directory is for: number of the shard from 1, and how many there are.
    pub shard: Option<(u32, u32)>,
    pub units: Vec<UnitRecord>,
}

/// A unit of the plan, as far as tables of results need to know it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitRecord {
    pub key: String,
    pub cell: Cell,
    pub rows: Range<u64>,
    pub replications: u64,
    pub alternatives: Vec<String>,
    pub reference: usize,
    pub effects: Vec<String>,
    pub years: u64,
    /// Its work, by which units are divided over shards.
    pub household_months: u64,
}

impl UnitRecord {
    pub fn of(job: &UnitJob) -> Self {
        Self {
            key: job.key.clone(),
            cell: job.cell.clone(),
            rows: job.rows.clone(),
            replications: job.shape.replications,
            alternatives: job.shape.alternatives.clone(),
            reference: job.shape.reference,
            effects: job.shape.effects.clone(),
            years: job.shape.years,
            household_months: UnitManifest::household_months(job),
        }
    }

    /// As messages name it.
    pub fn name(&self) -> String {
        format!("{}, rows {}..{}", self.cell.name(), self.rows.start, self.rows.end)
    }
}

/// A file of results: where it is, and what it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    pub sha256: String,
    pub bytes: u64,
}

/// `units/KEY.json`: a unit that is done. Written last: a unit with a manifest is whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitManifest {
    pub format: u32,
    pub key: String,
    pub scenario: String,
    pub municipality: String,
    pub variant: String,
    pub rows: Range<u64>,
    pub detail: Detail,
    pub program: Program,
    pub scenario_sha256: String,
    /// What is laid over the scenario.
    pub sets: Vec<String>,
    /// SHA-256 of the numbers, whatever the format of the files.
    pub values_sha256: String,
    /// 64-bit random numbers made.
    pub uniforms: u64,
    pub household_months: u64,
    /// It took so long on the wall, threads and other units beside it.
    pub seconds: f64,
    /// By path from the directory of results.
    pub files: BTreeMap<String, FileRecord>,
}

impl BatchRecord {
    pub const FILE: &str = "batch.json";

    pub fn new(plan: &Plan, tables: TableFormat, shard: Option<(u32, u32)>) -> Self {
        Self {
            format: FORMAT,
            program: Program::this().clone(),
            plan: plan.name.clone(),
            title: plan.title.clone(),
            plan_sha256: plan.sha256(),
            detail: plan.detail,
            tables,
            shard,
            units: plan.units().iter().map(UnitRecord::of).collect(),
        }
    }

    /// That of a directory; none where it has none.
    pub fn read(directory: &Path) -> Result<Option<Self>, TableError> {
        let path = directory.join(Self::FILE);
        let Some(record) = read_json::<Self>(&path)? else { return Ok(None) };
        if record.format == FORMAT {
            return Ok(Some(record));
        }
        let message = format!("is of format {}, and this program reads {FORMAT}", record.format);
        Err(TableError::new(&path, message).hint("use the version of the program that wrote it"))
    }

    pub fn write(&self, directory: &Path) -> Result<(), TableError> {
        write_json(&directory.join(Self::FILE), self)
    }
}

impl UnitManifest {
    pub fn household_months(job: &UnitJob) -> u64 {
        let shape = &job.shape;
        let draws = job.draws();
        let runs = (draws.end - draws.start) * shape.alternatives.len() as u64;
        shape.households.saturating_mul(shape.years * 12).saturating_mul(runs)
    }
}

/// A JSON file; none where there is no such file.
pub(super) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, TableError> {
    if fs::metadata(path).is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        return Ok(None);
    }
    let text = input::text(path)?;
    serde_json::from_str(&text).map(Some).map_err(|error| {
        TableError::new(path, format!("is damaged or of another version: {error}"))
            .hint("it was edited, or written by another version of the program")
    })
}

pub(super) fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), TableError> {
    let text = serde_json::to_string_pretty(value).map_err(|error| TableError::new(path, error))?;
    AtomicFile::write_whole(path, format!("{text}\n").as_bytes())
}
