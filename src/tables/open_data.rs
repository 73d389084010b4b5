//! The open data inside the program: which tables there are, where they come from, and how they are read, shown and
//! built again from CSV files. Tables with many rows are Parquet files, small ones CSV.
//!
//! A missing cell is an empty field in CSV, a null in Parquet, and NaN (numbers) or an empty text here. It must not
//! know what the numbers are used for: that is `municipality`.

use std::io::Write;
use std::path::Path;

#[cfg(feature = "parquet")]
use super::AtomicFile;
pub use super::open_tables::OPEN_TABLES;
use super::{Batch, TableError, Values, input};
use Cell::{Number, Text, Whole};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Text,
    /// A whole number, never missing.
    Whole,
    /// A number, or missing.
    Number,
}

/// One table of open data: its columns, and what must be said of it.
#[derive(Debug)]
pub struct OpenTable {
    /// Name of the table, of its file without the ending, and of the CSV file it is built from.
    pub name: &'static str,
    pub about: &'static str,
    pub years: &'static str,
    pub source: &'static str,
    pub licence: &'static str,
    /// Other columns of the CSV file are left out.
    pub columns: &'static [(&'static str, Cell)],
    /// Rows are kept where this column has one of these values.
    pub keep: Option<(&'static str, &'static [&'static str])>,
    /// As it is inside the program.
    pub(super) stored: Stored,
}

/// The bytes of a table inside the program.
#[derive(Debug)]
pub enum Stored {
    Parquet(&'static [u8]),
    Csv(&'static str),
}

impl OpenTable {
    pub fn find(name: &str) -> Option<&'static Self> {
        OPEN_TABLES.iter().find(|table| table.name == name)
    }

    /// File name in `data/`.
    pub fn file(&self) -> String {
        let ending = if self.is_parquet() { "parquet" } else { "csv" };
        format!("{}.{ending}", self.name)
    }

    pub fn is_parquet(&self) -> bool {
        matches!(self.stored, Stored::Parquet(_))
    }

    /// Size inside the program, bytes.
    pub fn bytes(&self) -> &'static [u8] {
        match &self.stored {
            Stored::Parquet(bytes) => bytes,
            Stored::Csv(text) => text.as_bytes(),
        }
    }

    /// The table as it is inside the program.
    ///
    /// # Errors
    /// Where the table is Parquet and the program was built without.
    pub fn embedded(&self) -> Result<Batch, TableError> {
        let path = Path::new("data").join(self.file());
        match &self.stored {
            Stored::Csv(text) => self.read_csv(&path, text.as_bytes()),
            #[cfg(feature = "parquet")]
            Stored::Parquet(bytes) => super::parquet::decode(&path, bytes, &self.empty()),
            #[cfg(not(feature = "parquet"))]
            Stored::Parquet(_) => Err(TableError::new(
                &path,
                "this program was built without Parquet: it has no open data of CBS and RIVM inside",
            )
            .hint("build it with the feature `parquet` (the default), or name a directory with the CSV files")),
        }
    }

    /// The table as a CSV file in `directory` has it; small tables that are not there are those of the program.
    pub fn from_directory(&self, directory: &Path) -> Result<Batch, TableError> {
        let path = directory.join(format!("{}.csv", self.name));
        if !self.is_parquet() && !path.exists() {
            return self.embedded();
        }
        self.read_csv(&path, input::Lines::new(input::open(&path)?))
    }

    /// The bytes of the Parquet file of a batch: the same for the same rows.
    #[cfg(feature = "parquet")]
    pub fn encode(&self, batch: &Batch) -> Result<Vec<u8>, TableError> {
        super::parquet::encode(Path::new(&self.file()), batch)
    }

    /// The columns without rows.
    fn empty(&self) -> Batch {
        let values = |cell: &Cell| match cell {
            Text => Values::Text(Vec::new()),
            Whole => Values::Int(Vec::new()),
            Number => Values::Float(Vec::new()),
        };
        Batch::new(
            self.columns.iter().map(|(name, cell)| ((*name).to_owned(), values(cell))).collect(),
        )
    }

    fn read_csv(&self, path: &Path, source: impl std::io::Read) -> Result<Batch, TableError> {
        let problem = |error: csv::Error| TableError::new(path, error);
        let mut reader = csv::Reader::from_reader(source);
        let header = reader.headers().map_err(problem)?.clone();
        let place = |name: &str| header.iter().position(|own| own == name);
        let mut batch = self.empty();
        let mut places = Vec::new();
        for (name, _) in self.columns {
            places.push(place(name).ok_or_else(|| missing(path, name))?);
        }
        let keep = self.keep.and_then(|(name, values)| Some((place(name)?, values)));
        for (line, record) in reader.records().enumerate() {
            let record = record.map_err(problem)?;
            if keep.is_some_and(|(at, values)| !values.contains(&record.get(at).unwrap_or(""))) {
                continue;
            }
            for ((name, values), at) in batch.columns.iter_mut().zip(&places) {
                let field = record.get(*at).unwrap_or("");
                push(values, field).ok_or_else(|| {
                    let message = format!("line {}: {name} is no number: {field:?}", line + 2);
                    TableError::new(path, message)
                })?;
            }
        }
        Ok(batch)
    }
}

fn missing(path: &Path, name: &str) -> TableError {
    TableError::new(path, format!("has no column {name}"))
        .hint("`wijkraming data show NAME` prints a table with the columns that are needed")
}

fn push(values: &mut Values, field: &str) -> Option<()> {
    match values {
        Values::Text(list) => list.push(field.to_owned()),
        Values::Int(list) => list.push(field.parse().ok()?),
        Values::Float(list) if field.is_empty() => list.push(f64::NAN),
        Values::Float(list) => list.push(field.parse().ok().filter(|v: &f64| v.is_finite())?),
    }
    Some(())
}

/// Writes a table as CSV: comma, point, LF, a missing number as an empty field.
pub fn write_csv(batch: &Batch, out: impl Write) -> Result<(), csv::Error> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(batch.columns.iter().map(|(name, _)| name))?;
    for row in 0..batch.rows() {
        writer.write_record(batch.columns.iter().map(|(_, values)| field(values, row)))?;
    }
    writer.flush()?;
    Ok(())
}

fn field(values: &Values, row: usize) -> String {
    match values {
        Values::Float(list) if list[row].is_nan() => String::new(),
        other => other.text(row),
    }
}

/// Builds the Parquet files from the CSV files in `from` and writes them to `to`; gives their names and sizes.
#[cfg(feature = "parquet")]
pub fn build(from: &Path, to: &Path) -> Result<Vec<(String, usize)>, TableError> {
    std::fs::create_dir_all(to).map_err(|error| TableError::new(to, error))?;
    let mut made = Vec::new();
    for table in OPEN_TABLES.iter().filter(|table| table.is_parquet()) {
        let bytes = table.encode(&table.from_directory(from)?)?;
        AtomicFile::write_whole(&to.join(table.file()), &bytes)?;
        made.push((table.file(), bytes.len()));
    }
    Ok(made)
}

/// Without Parquet there is nothing to build.
#[cfg(not(feature = "parquet"))]
pub fn build(_from: &Path, to: &Path) -> Result<Vec<(String, usize)>, TableError> {
    Err(TableError::new(to, "this program was built without Parquet")
        .hint("build it with the feature `parquet` (the default)"))
}
