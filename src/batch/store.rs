//! The directory of a batch: results by key, written whole or not at all.
//!
//! ```text
//! DIR/batch.json                                              the plan: every unit there must be
//!     draws/scenario=S/municipality=M/variant=V/ROWS-KEY.parquet   a row per alternative and draw
//!     years/...  or areas/...                                  with more detail
//!     units/KEY.json                                           a manifest per unit, written last
//!     locks/                                                   who works here; empty when nobody does
//!     unused/                                                  units of earlier plans and programs
//! ```
//!
//! It must not compute anything.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::records::{FORMAT, FileRecord, UnitManifest, read_json, write_json};
use super::result::UnitResult;
use super::shape::{ColumnShape, Meaning, TableShape};
use super::unit::UnitJob;
use crate::tables::{Batch, TableError, TableFormat, Values, sha256, write_table};

/// Where units are kept.
///
/// Stable: [`Store::open`], [`Store::has`], [`Store::commit`].
#[derive(Clone, Debug)]
pub struct Store {
    directory: PathBuf,
    format: TableFormat,
}

/// The tables that a directory of results may have.
pub const TABLES: [&str; 3] = ["draws", "years", "areas"];

impl Store {
    /// Opens a directory, and makes it where there is none.
    pub fn open(directory: &Path) -> Result<Self, TableError> {
        for name in ["units", "locks"] {
            let path = directory.join(name);
            fs::create_dir_all(&path).map_err(|error| TableError::new(&path, error))?;
        }
        Ok(Self::at(directory))
    }

    /// A directory that is only read.
    pub fn at(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), format: TableFormat::DEFAULT }
    }

    pub fn with_format(self, format: TableFormat) -> Self {
        Self { format, ..self }
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    pub fn format(&self) -> TableFormat {
        self.format
    }

    pub fn manifest_path(&self, key: &str) -> PathBuf {
        self.directory.join("units").join(format!("{key}.json"))
    }

    /// The manifest of a unit; none where it is not done.
    pub fn manifest(&self, key: &str) -> Result<Option<UnitManifest>, TableError> {
        read_json(&self.manifest_path(key))
    }

    /// Whether a unit is done, and its files are there in their full length.
    pub fn has(&self, key: &str) -> Result<bool, TableError> {
        Ok(matches!(self.state(key)?, State::Done))
    }

    /// How a unit is.
    pub fn state(&self, key: &str) -> Result<State, TableError> {
        let manifest = match self.manifest(key) {
            Ok(Some(manifest)) => manifest,
            Ok(None) => return Ok(State::Missing),
            // A manifest that cannot be read says nothing of its unit.
            Err(error) => return Ok(State::Damaged(error.to_string())),
        };
        for (name, record) in &manifest.files {
            let length = fs::metadata(self.directory.join(name)).map(|data| data.len());
            match length {
                Ok(length) if length == record.bytes => {}
                Ok(length) => {
                    let bytes = record.bytes;
                    return Ok(State::Damaged(format!("{name} has {length} bytes of {bytes}")));
                }
                Err(error) => return Ok(State::Damaged(format!("{name}: {error}"))),
            }
        }
        Ok(State::Done)
    }

    /// Checks the files of a unit against their hashes.
    pub fn verify(&self, manifest: &UnitManifest) -> Result<(), TableError> {
        for (name, record) in &manifest.files {
            let path = self.directory.join(name);
            if sha256(&path)? != record.sha256 {
                return Err(TableError::new(&path, "is not what the batch wrote").hint(
                    "it was damaged or edited; remove it and run the batch again, which computes it anew",
                ));
            }
        }
        Ok(())
    }

    /// Path of a table of a unit, from the directory.
    pub fn file(&self, job: &UnitJob, table: &str) -> String {
        let cell = &job.cell;
        format!(
            "{table}/scenario={}/municipality={}/variant={}/{:06}-{:06}-{}.{}",
            cell.scenario,
            cell.municipality,
            cell.variant,
            job.rows.start,
            job.rows.end,
            &job.key[..16.min(job.key.len())],
            self.format.extension()
        )
    }

    /// Keeps the result of a unit: the tables first, then the manifest. Two processes that commit the same unit write
    /// the same bytes. `seconds` is what it took, for the manifest.
    pub fn commit(
        &self,
        job: &UnitJob,
        result: &UnitResult,
        seconds: f64,
    ) -> Result<UnitManifest, TableError> {
        let mut files = BTreeMap::new();
        for table in job.tables() {
            let name = self.file(job, table.name);
            let path = self.directory.join(&name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(|error| TableError::new(parent, error))?;
            }
            let batch = table_of(job, result, &table);
            let batch =
                batch.ok_or_else(|| TableError::new(&path, "the result is not of its unit"))?;
            write_table(&path, self.format, &batch)?;
            let bytes = fs::metadata(&path).map_err(|error| TableError::new(&path, error))?.len();
            files.insert(name, FileRecord { sha256: sha256(&path)?, bytes });
        }
        let manifest = manifest(job, result, seconds, files);
        write_json(&self.manifest_path(&job.key), &manifest)?;
        Ok(manifest)
    }
}

/// How a unit is in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Missing,
    Done,
    /// It was done, and is not whole any more.
    Damaged(String),
}

fn manifest(
    job: &UnitJob,
    result: &UnitResult,
    seconds: f64,
    files: BTreeMap<String, FileRecord>,
) -> UnitManifest {
    UnitManifest {
        format: FORMAT,
        key: job.key.clone(),
        scenario: job.cell.scenario.clone(),
        municipality: job.cell.municipality.clone(),
        variant: job.cell.variant.clone(),
        rows: job.rows.clone(),
        detail: job.detail,
        program: job.program.clone(),
        scenario_sha256: job.scenario_sha256.clone(),
        sets: job.sets.clone(),
        values_sha256: result.sha256(),
        uniforms: result.uniforms,
        household_months: UnitManifest::household_months(job),
        seconds,
        files,
    }
}

/// A table of a result as it is stored: names in place of numbers, euro and hours in place of millionths.
fn table_of(job: &UnitJob, result: &UnitResult, table: &TableShape) -> Option<Batch> {
    if result.key != job.key {
        return None;
    }
    let column = |known: &ColumnShape| {
        let values = result.column(job, table.name, &known.name)?;
        Some((known.name.clone(), stored(job, known.meaning, values)?))
    };
    table.columns.iter().map(column).collect::<Option<_>>().map(Batch::new)
}

fn stored(job: &UnitJob, meaning: Meaning, values: &[i64]) -> Option<Values> {
    let named = |names: &[String]| -> Option<Vec<String>> {
        values.iter().map(|place| names.get(usize::try_from(*place).ok()?).cloned()).collect()
    };
    Some(match meaning {
        Meaning::Whole => Values::Int(values.to_vec()),
        Meaning::Millionths => Values::Float(values.iter().map(|v| *v as f64 / 1e6).collect()),
        Meaning::Bits => Values::Float(values.iter().map(|v| f64::from_bits(*v as u64)).collect()),
        Meaning::Alternative => Values::Text(named(&job.shape.alternatives)?),
        Meaning::Area => Values::Text(named(&job.shape.areas)?),
    })
}
