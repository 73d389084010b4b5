//! Writes the tables of a run as its units come in.

use std::path::Path;

use super::csv::CsvTable;
#[cfg(feature = "parquet")]
use super::parquet::ParquetTable;
use super::{Batch, TableError, Values};
use crate::engine::{COLUMNS, Kind, MONTH_COLUMNS};
use crate::study::{Header, Unit};

/// File format of the large tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TableFormat {
    Parquet,
    Csv,
}

impl TableFormat {
    pub const DEFAULT: Self = if cfg!(feature = "parquet") { Self::Parquet } else { Self::Csv };

    pub fn extension(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }
}

/// Rows of a group: large enough to compress well, small enough to keep memory flat.
pub const ROWS_PER_GROUP: usize = 50_000;

pub enum Table {
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetTable>),
    Csv(Box<CsvTable>),
}

impl Table {
    pub fn create(path: &Path, format: TableFormat) -> Result<Self, TableError> {
        match format {
            #[cfg(feature = "parquet")]
            TableFormat::Parquet => Ok(Self::Parquet(Box::new(ParquetTable::create(path)?))),
            #[cfg(not(feature = "parquet"))]
            TableFormat::Parquet => {
                Err(TableError::new(path, "this program was built without Parquet")
                    .hint("use --format csv, or build with the feature `parquet`"))
            }
            TableFormat::Csv => Ok(Self::Csv(Box::new(CsvTable::create(path)?))),
        }
    }

    pub fn write(&mut self, batch: &Batch) -> Result<(), TableError> {
        match self {
            #[cfg(feature = "parquet")]
            Self::Parquet(table) => table.write(batch),
            Self::Csv(table) => table.write(batch),
        }
    }

    pub fn finish(self) -> Result<(), TableError> {
        match self {
            #[cfg(feature = "parquet")]
            Self::Parquet(table) => table.finish(),
            Self::Csv(table) => table.finish(),
        }
    }
}

/// A table whose groups begin at fixed draws, whatever part of the draws is written.
struct Grouped {
    table: Table,
    pending: Batch,
    draws_per_group: u64,
    group: u64,
}

impl Grouped {
    fn new(table: Table, like: Batch, rows_per_draw: usize) -> Self {
        let draws_per_group = (ROWS_PER_GROUP / rows_per_draw.max(1)).max(1) as u64;
        Self { table, pending: like, draws_per_group, group: 0 }
    }

    /// Makes room for rows of `draw`.
    fn at(&mut self, draw: u64) -> Result<&mut Batch, TableError> {
        let group = draw / self.draws_per_group;
        if group != self.group {
            self.flush()?;
            self.group = group;
        }
        Ok(&mut self.pending)
    }

    fn flush(&mut self) -> Result<(), TableError> {
        if self.pending.rows() > 0 {
            let batch = self.pending.take();
            self.table.write(&batch)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), TableError> {
        self.flush()?;
        if self.group == 0 && self.pending.rows() == 0 {
            // A table without rows still gets its head.
            self.table.write(&self.pending)?;
        }
        self.table.finish()
    }
}

/// How a run is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriterOptions {
    pub format: TableFormat,
    /// Whether the state at the end of every month is stored too.
    pub monthly: bool,
}

/// The open tables of a run.
pub struct RunWriter {
    header: Header,
    results: Grouped,
    draws: Grouped,
    months: Option<Grouped>,
    last_draw: Option<u64>,
}

impl RunWriter {
    /// Opens `results`, `draws` and `months`; `place` gives the path of a file of the run.
    pub fn create(
        place: impl Fn(&str) -> std::path::PathBuf,
        header: Header,
        quantities: &[String],
        options: WriterOptions,
    ) -> Result<Self, TableError> {
        let open = |name: &str| {
            let path = place(&format!("{name}.{}", options.format.extension()));
            Table::create(&path, options.format)
        };
        let cells = header.alternatives.len() * header.areas.len();
        let rows = cells * header.years;
        let months = if options.monthly {
            let rows = cells * header.months();
            Some(Grouped::new(open("months")?, months_like(), rows))
        } else {
            None
        };
        Ok(Self {
            results: Grouped::new(open("results")?, results_like(&header), rows),
            draws: Grouped::new(open("draws")?, draws_like(quantities), 1),
            months,
            header,
            last_draw: None,
        })
    }

    /// Writes one unit; `sample` is the row of quantities of its draw.
    pub fn accept(&mut self, place: usize, unit: &Unit, sample: &[f64]) -> Result<(), TableError> {
        if self.last_draw != Some(unit.draw) {
            self.last_draw = Some(unit.draw);
            let batch = self.draws.at(unit.draw)?;
            batch.columns[0].1.push_number(unit.draw as f64);
            for ((_, values), value) in batch.columns[1..].iter_mut().zip(sample) {
                values.push_number(*value);
            }
        }
        self.push_results(place, unit)?;
        self.push_months(place, unit)
    }

    fn push_results(&mut self, place: usize, unit: &Unit) -> Result<(), TableError> {
        let header = &self.header;
        let batch = self.results.at(unit.draw)?;
        let areas = header.areas.len();
        let effects = header.effects.len();
        for (row, volumes) in unit.realisation.years.iter().enumerate() {
            let keys = &mut batch.columns;
            keys[0].1.push_text(&header.alternatives[place].id);
            keys[1].1.push_number(unit.draw as f64);
            keys[2].1.push_number(f64::from(header.start_year) + (row / areas) as f64);
            keys[3].1.push_text(&header.areas[row % areas]);
            for ((_, values), column) in keys[KEYS..].iter_mut().zip(COLUMNS) {
                values.push_number((column.get)(volumes));
            }
            let units = &unit.realisation.effects[row * effects..(row + 1) * effects];
            for ((_, values), units) in keys[KEYS + COLUMNS.len()..].iter_mut().zip(units) {
                values.push_number(*units);
            }
        }
        Ok(())
    }

    fn push_months(&mut self, place: usize, unit: &Unit) -> Result<(), TableError> {
        let Some(months) = &mut self.months else { return Ok(()) };
        let batch = months.at(unit.draw)?;
        let areas = self.header.areas.len();
        for (row, state) in unit.realisation.months.iter().enumerate() {
            let keys = &mut batch.columns;
            keys[0].1.push_text(&self.header.alternatives[place].id);
            keys[1].1.push_number(unit.draw as f64);
            keys[2].1.push_number((row / areas) as f64);
            keys[3].1.push_text(&self.header.areas[row % areas]);
            for ((_, values), column) in keys[KEYS..].iter_mut().zip(MONTH_COLUMNS) {
                values.push_number((column.get)(state));
            }
        }
        Ok(())
    }

    /// Rows in memory that are not written yet, over all tables. They are those of a group each at most, whatever the
    /// number of draws.
    pub fn buffered_rows(&self) -> usize {
        let months = self.months.as_ref().map_or(0, |months| months.pending.rows());
        self.results.pending.rows() + self.draws.pending.rows() + months
    }

    /// Leaves out the ends of months, also those written already.
    pub fn without_months(&mut self) {
        self.months = None;
    }

    pub fn finish(self) -> Result<(), TableError> {
        self.results.finish()?;
        self.draws.finish()?;
        self.months.map_or(Ok(()), Grouped::finish)
    }
}

/// Columns before the values: alternative, draw, year or month, area.
pub const KEYS: usize = 4;

fn keys(time: &str) -> Vec<(String, Values)> {
    vec![
        ("alternative".to_owned(), Values::Text(Vec::new())),
        ("draw".to_owned(), Values::Int(Vec::new())),
        (time.to_owned(), Values::Int(Vec::new())),
        ("area".to_owned(), Values::Text(Vec::new())),
    ]
}

fn empty(kind: Kind) -> Values {
    match kind {
        Kind::Count => Values::Int(Vec::new()),
        Kind::Amount => Values::Float(Vec::new()),
    }
}

/// The columns of the results table, without rows.
pub fn results_like(header: &Header) -> Batch {
    let values = COLUMNS.iter().map(|column| (column.name.to_owned(), empty(column.kind)));
    let effects =
        header.effects.iter().map(|id| (format!("effect_{id}"), Values::Float(Vec::new())));
    Batch::new(keys("year").into_iter().chain(values).chain(effects).collect())
}

/// The columns of the table of months, without rows.
pub fn months_like() -> Batch {
    let values = MONTH_COLUMNS.iter().map(|column| (column.name.to_owned(), empty(column.kind)));
    Batch::new(keys("month").into_iter().chain(values).collect())
}

/// The columns of the table of draws, without rows.
pub fn draws_like(quantities: &[String]) -> Batch {
    let values = quantities.iter().map(|path| (path.clone(), Values::Float(Vec::new())));
    let draw = [("draw".to_owned(), Values::Int(Vec::new()))];
    Batch::new(draw.into_iter().chain(values).collect())
}
