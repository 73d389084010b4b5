//! Tables as Parquet, compressed with Zstandard, a row group per batch.
//!
//! The reader of polars panics on many files that are damaged (docs/decisions/0012-fuzzing.md). Here that is an error like
//! any other, and nothing of it is shown.

use std::fs::File;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use polars_core::frame::DataFrame;
use polars_core::prelude::{Column, NamedFrom, Series};
use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;
use polars_io::parquet::write::{
    BatchedWriter, ParquetCompression, ParquetWriter, StatisticsOptions,
};

use super::csv::missing_column;
use super::{AtomicFile, Batch, TableError, Values, input, parquet_pages};

pub struct ParquetTable {
    path: PathBuf,
    file: AtomicFile,
    writer: Option<BatchedWriter<File>>,
}

impl ParquetTable {
    pub fn create(path: &Path) -> Result<Self, TableError> {
        Ok(Self { path: path.to_owned(), file: AtomicFile::create(path)?, writer: None })
    }

    pub fn write(&mut self, batch: &Batch) -> Result<(), TableError> {
        let problem = |error: polars_core::error::PolarsError| TableError::new(&self.path, error);
        let frame = frame(batch).map_err(problem)?;
        if self.writer.is_none() {
            let writer = ParquetWriter::new(self.file.handle()?)
                .with_compression(ParquetCompression::Zstd(None))
                // Minima and maxima per group help nobody who reads whole columns.
                .with_statistics(StatisticsOptions::empty())
                .set_parallel(false)
                .batched(frame.schema())
                .map_err(problem)?;
            self.writer = Some(writer);
        }
        if let Some(writer) = &mut self.writer {
            writer.write_batch(&frame).map_err(problem)?;
        }
        Ok(())
    }

    pub fn finish(self) -> Result<(), TableError> {
        if let Some(writer) = &self.writer {
            writer.finish().map_err(|error| TableError::new(&self.path, error))?;
        }
        self.file.commit()
    }
}

/// The bytes of a Parquet file in one row group; NaN becomes a null. The same rows give the same bytes.
pub fn encode(path: &Path, batch: &Batch) -> Result<Vec<u8>, TableError> {
    let problem = |error: polars_core::error::PolarsError| TableError::new(path, error);
    let columns = batch.columns.iter().map(|(name, values)| {
        let name = name.as_str().into();
        Column::from(match values {
            Values::Text(values) => Series::new(name, values),
            Values::Int(values) => Series::new(name, values),
            Values::Float(values) => {
                let known = values.iter().map(|value| (!value.is_nan()).then_some(*value));
                Series::new(name, known.collect::<Vec<Option<f64>>>())
            }
        })
    });
    let mut frame = DataFrame::new(batch.rows(), columns.collect()).map_err(problem)?;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .with_statistics(StatisticsOptions::empty())
        .set_parallel(false)
        .finish(&mut frame)
        .map_err(problem)?;
    Ok(bytes)
}

/// A table from the bytes of a Parquet file, with the columns of `like`; a null becomes NaN.
pub fn decode(path: &Path, bytes: &[u8], like: &Batch) -> Result<Batch, TableError> {
    guarded(path, || decoded(path, bytes, like))
}

fn decoded(path: &Path, bytes: &[u8], like: &Batch) -> Result<Batch, TableError> {
    let frame = ParquetReader::new(std::io::Cursor::new(bytes))
        .finish()
        .map_err(|error| TableError::new(path, format!("is no Parquet table: {error}")))?;
    let mut batch = like.clone().take();
    for (name, values) in &mut batch.columns {
        let column = frame.column(name).map_err(|_| missing_column(path, name))?;
        let series = column.as_materialized_series();
        let problem = |error| TableError::new(path, format!("column {name}: {error}"));
        match values {
            Values::Text(list) => {
                let known = series.str().map_err(problem)?;
                list.extend(known.iter().map(|text| text.unwrap_or_default().to_owned()));
            }
            Values::Int(list) => {
                list.extend(series.i64().map_err(problem)?.iter().map(Option::unwrap_or_default));
            }
            Values::Float(list) => {
                let known = series.f64().map_err(problem)?;
                list.extend(known.iter().map(|number| number.unwrap_or(f64::NAN)));
            }
        }
    }
    Ok(batch)
}

fn frame(batch: &Batch) -> polars_core::error::PolarsResult<DataFrame> {
    let columns = batch.columns.iter().map(|(name, values)| {
        let name = name.as_str().into();
        Column::from(match values {
            Values::Text(values) => Series::new(name, values),
            Values::Int(values) => Series::new(name, values),
            Values::Float(values) => Series::new(name, values),
        })
    });
    DataFrame::new(batch.rows(), columns.collect())
}

/// Reads a table whose columns have the names and types of `like`, which may be empty.
pub fn read(path: &Path, like: &Batch) -> Result<Batch, TableError> {
    let file = input::open(path)?;
    guarded(path, || from_file(path, file, like))
}

/// Reads that are going on.
static READING: AtomicUsize = AtomicUsize::new(0);

/// The answer of the reader; an error where it panics, which it does in a thread of its own or in this one.
fn guarded<T>(path: &Path, read: impl FnOnce() -> Result<T, TableError>) -> Result<T, TableError> {
    READING.fetch_add(1, Ordering::Relaxed);
    // What a panic leaves half done goes with the closure.
    let answer = catch_unwind(AssertUnwindSafe(read));
    READING.fetch_sub(1, Ordering::Relaxed);
    answer.unwrap_or_else(|_| Err(TableError::new(path, "is no Parquet table: it is damaged")))
}

/// Whether a panic is one that becomes an error of a read.
pub fn is_guarded(panic: &PanicHookInfo<'_>) -> bool {
    let of_reader = panic.location().is_some_and(|place| place.file().contains("polars-"));
    of_reader && READING.load(Ordering::Relaxed) > 0
}

fn from_file(path: &Path, file: File, like: &Batch) -> Result<Batch, TableError> {
    let problem = |error: &dyn std::fmt::Display| {
        TableError::new(path, format!("is no Parquet table: {error}"))
    };
    let mut pages = file.try_clone().map_err(|error| TableError::new(path, error))?;
    parquet_pages::check_footer(&mut pages).map_err(|error| problem(&error))?;
    let mut reader = ParquetReader::new(file);
    let metadata = reader.get_metadata().map_err(|error| problem(&error))?;
    parquet_pages::check_pages(&mut pages, metadata).map_err(|error| problem(&error))?;
    let frame = reader.finish().map_err(|error| problem(&error))?;
    let mut batch = like.clone().take();
    for (name, values) in &mut batch.columns {
        let column = frame.column(name).map_err(|_| missing_column(path, name))?;
        fill(values, column.as_materialized_series())
            .ok_or_else(|| TableError::new(path, format!("column {name} has another type")))?;
    }
    Ok(batch)
}

/// Takes over a column of the right type without missing values.
fn fill(values: &mut Values, series: &Series) -> Option<()> {
    if series.null_count() > 0 {
        return None;
    }
    match values {
        Values::Text(list) => {
            list.extend(series.str().ok()?.iter().flatten().map(str::to_owned));
        }
        Values::Int(list) => list.extend(series.i64().ok()?.into_no_null_iter()),
        Values::Float(list) => list.extend(series.f64().ok()?.into_no_null_iter()),
    }
    Some(())
}
