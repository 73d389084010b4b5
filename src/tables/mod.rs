//! Layer 6. Results on disk: Parquet or CSV tables, written whole or not at all.
//!
//! A run directory holds `results`, `draws`, `months` (tables), `summary.csv`, `scenario.toml` and `run.json`.
//! The rows of a table stand in the order of draws, and its row groups begin at fixed draws: joining runs of
//! parts of the draws gives the same bytes as one run of all. Only `parquet` knows polars.
//!
//! It must not compute statistics.

mod atomic;
mod batch;
mod csv;
pub(crate) mod input;
pub mod open_data;
mod open_tables;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_pages;
mod reader;
mod run_directory;
mod run_files;
mod single;
pub mod valuation_data;
mod writer;

pub use atomic::AtomicFile;
pub use batch::{Batch, Values};
pub use reader::{Parts, RunReader, StoredUnit};
pub use run_directory::{RunDirectory, UNFINISHED_PREFIX, free_name, remove_unfinished};
pub use run_files::{PosteriorRecord, RUN_FILES, RunManifest, SummaryRow, sha256, write_summary};
pub use single::{read_table, write_table};
pub use writer::{ROWS_PER_GROUP, RunWriter, TableFormat, WriterOptions};

use std::fmt;
use std::path::{Path, PathBuf};

/// Whether a panic is of the reader of Parquet, on a damaged file, and becomes an error: nobody need be told of it.
#[cfg_attr(not(feature = "parquet"), expect(unused_variables, reason = "there is no such reader"))]
pub fn is_guarded_panic(panic: &std::panic::PanicHookInfo<'_>) -> bool {
    #[cfg(feature = "parquet")]
    return parquet::is_guarded(panic);
    #[cfg(not(feature = "parquet"))]
    false
}

/// A file that could not be read or written.
#[derive(Debug)]
pub struct TableError {
    pub path: PathBuf,
    pub problem: String,
    pub hint: Option<String>,
}

impl TableError {
    pub fn new(path: &Path, problem: impl fmt::Display) -> Self {
        Self { path: path.to_owned(), problem: problem.to_string(), hint: None }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.problem)
    }
}

impl std::error::Error for TableError {}
