//! Tables as CSV: comma, point, UTF-8, LF; for people without Parquet.

use std::path::Path;

use super::{AtomicFile, Batch, TableError, Values, input};

pub struct CsvTable {
    path: std::path::PathBuf,
    writer: csv::Writer<AtomicFile>,
    headed: bool,
}

impl CsvTable {
    pub fn create(path: &Path) -> Result<Self, TableError> {
        let writer = csv::Writer::from_writer(AtomicFile::create(path)?);
        Ok(Self { path: path.to_owned(), writer, headed: false })
    }

    pub fn write(&mut self, batch: &Batch) -> Result<(), TableError> {
        let problem = |error: csv::Error| TableError::new(&self.path, error);
        if !self.headed {
            let names = batch.columns.iter().map(|(name, _)| name);
            self.writer.write_record(names).map_err(problem)?;
            self.headed = true;
        }
        for row in 0..batch.rows() {
            let fields = batch.columns.iter().map(|(_, values)| values.text(row));
            self.writer.write_record(fields).map_err(problem)?;
        }
        Ok(())
    }

    pub fn finish(self) -> Result<(), TableError> {
        let path = self.path;
        let file =
            self.writer.into_inner().map_err(|error| TableError::new(&path, error.error()))?;
        file.commit()
    }
}

/// Reads a table whose columns have the names and types of `like`, which may be empty.
pub fn read(path: &Path, like: &Batch) -> Result<Batch, TableError> {
    let problem = |error: csv::Error| TableError::new(path, error);
    let mut reader = csv::Reader::from_reader(input::Lines::new(input::open(path)?));
    let header = reader.headers().map_err(problem)?.clone();
    let mut batch = like.clone().take();
    let mut places = Vec::new();
    for (name, _) in &batch.columns {
        let place = header.iter().position(|own| own == name);
        places.push(place.ok_or_else(|| missing_column(path, name))?);
    }
    for (line, record) in reader.records().enumerate() {
        let record = record.map_err(problem)?;
        for ((name, values), place) in batch.columns.iter_mut().zip(&places) {
            let field = record.get(*place).unwrap_or_default();
            let fits = match values {
                Values::Text(list) => {
                    list.push(field.to_owned());
                    true
                }
                Values::Int(list) => field.parse().map(|value| list.push(value)).is_ok(),
                Values::Float(list) => field.parse().map(|value| list.push(value)).is_ok(),
            };
            if !fits {
                let message = format!("line {}: {name} is no number: {field:?}", line + 2);
                return Err(TableError::new(path, message));
            }
        }
    }
    Ok(batch)
}

pub fn missing_column(path: &Path, name: &str) -> TableError {
    TableError::new(path, format!("has no column {name}"))
        .hint("was it made by another version of the program, or edited?")
}
