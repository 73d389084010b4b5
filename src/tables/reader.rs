//! Reads a run back: the same units that were written.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::writer::{KEYS, draws_like, months_like, results_like};
use super::{Batch, RunManifest, TableError, TableFormat, Values};
use crate::engine::{AreaMonth, AreaYear, COLUMNS, MONTH_COLUMNS, Realisation};
use crate::study::Header;

/// A realisation as it was stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredUnit {
    pub draw: u64,
    /// Place among the alternatives of the run.
    pub place: usize,
    pub realisation: Realisation,
}

/// Which tables of a stored run are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    All,
    /// All but the state at the end of the months: most of the rows, and nothing that is valued.
    Years,
}

/// The tables of a stored run.
pub struct RunReader {
    directory: PathBuf,
    header: Header,
    draws: Range<u64>,
    results: Batch,
    months: Option<Batch>,
    samples: Batch,
}

impl RunReader {
    /// `header` and `quantities` are those of the scenario of the run.
    pub fn open(
        directory: &Path,
        manifest: &RunManifest,
        header: Header,
        quantities: &[String],
        parts: Parts,
    ) -> Result<Self, TableError> {
        let table = |name: &str, like: &Batch| {
            let name = format!("{name}.{}", manifest.format.extension());
            manifest.check_table(directory, &name)?;
            read(&directory.join(name), manifest.format, like)
        };
        let results = table("results", &results_like(&header))?;
        let samples = table("draws", &draws_like(quantities))?;
        let with_months = manifest.monthly && parts == Parts::All;
        let months = with_months.then(|| table("months", &months_like())).transpose()?;
        let times = manifest.replications;
        let (from, to) = (manifest.draws_range.0 * times, manifest.draws_range.1 * times);
        let reader = Self {
            directory: directory.to_owned(),
            header,
            draws: from..to,
            results,
            months,
            samples,
        };
        reader.check()?;
        Ok(reader)
    }

    fn units(&self) -> usize {
        (self.draws.end - self.draws.start) as usize * self.header.alternatives.len()
    }

    fn rows_per_unit(&self) -> usize {
        self.header.years * self.header.areas.len()
    }

    fn months_per_unit(&self) -> usize {
        self.header.months() * self.header.areas.len()
    }

    /// Every row must be where it was written: anything else is damage.
    fn check(&self) -> Result<(), TableError> {
        let damage = |what: &str| {
            TableError::new(&self.directory, format!("{what} does not hold what run.json says"))
                .hint("the run is damaged or was edited; run it again")
        };
        let rows = self.units() * self.rows_per_unit();
        if self.results.rows() != rows {
            return Err(damage("results"));
        }
        let in_place = (0..rows).all(|row| {
            let keys = &self.results.columns;
            let unit = row / self.rows_per_unit();
            let areas = self.header.areas.len();
            keys[0].1.text(row) == self.header.alternatives[self.place(unit)].id
                && keys[1].1.number(row) == self.draw(unit) as f64
                && keys[3].1.text(row) == self.header.areas[row % areas]
        });
        if !in_place {
            return Err(damage("results"));
        }
        let months = self.units() * self.months_per_unit();
        if self.months.as_ref().is_some_and(|table| table.rows() != months) {
            return Err(damage("months"));
        }
        if self.samples.rows() as u64 != self.draws.end - self.draws.start {
            return Err(damage("draws"));
        }
        self.check_sizes()
    }

    /// Amounts and counts are no larger than those of runs, so that their sums are what they say.
    fn check_sizes(&self) -> Result<(), TableError> {
        let finite = |(_, values): &(String, Values)| {
            (0..values.len()).all(|row| values.number(row).is_finite())
        };
        let (results, effects) = self.results.columns[KEYS..].split_at(COLUMNS.len());
        let months = self.months.as_ref().map_or(&[][..], |table| &table.columns[KEYS..]);
        let good = possible(results, self.rows_per_unit())
            && possible(months, self.months_per_unit())
            && effects.iter().all(finite);
        if good {
            return Ok(());
        }
        Err(TableError::new(&self.directory, "holds numbers that no run comes to")
            .hint("the run is damaged or was edited; run it again"))
    }

    fn draw(&self, unit: usize) -> u64 {
        self.draws.start + (unit / self.header.alternatives.len()) as u64
    }

    fn place(&self, unit: usize) -> usize {
        unit % self.header.alternatives.len()
    }

    /// The units in the order in which they were written.
    pub fn stored_units(&self) -> impl Iterator<Item = StoredUnit> {
        (0..self.units()).map(|unit| StoredUnit {
            draw: self.draw(unit),
            place: self.place(unit),
            realisation: self.realisation(unit),
        })
    }

    /// The quantities of a draw.
    pub fn sample(&self, draw: u64) -> Vec<f64> {
        let row = (draw - self.draws.start) as usize;
        self.samples.columns[1..].iter().map(|(_, values)| values.number(row)).collect()
    }

    /// One quantity in all draws.
    pub fn column(&self, path: &str) -> Vec<f64> {
        let rows = 0..self.samples.rows();
        self.samples
            .column(path)
            .map_or_else(Vec::new, |values| rows.map(|row| values.number(row)).collect())
    }

    /// Puts other quantities in the place of those that were stored, each with its value in every draw.
    pub fn replace_samples(&mut self, columns: Vec<(String, Vec<f64>)>) {
        self.samples.columns.truncate(1);
        let columns = columns.into_iter().map(|(path, values)| (path, Values::Float(values)));
        self.samples.columns.extend(columns);
    }

    /// Months that were not read are empty records.
    fn realisation(&self, unit: usize) -> Realisation {
        let rows = unit * self.rows_per_unit()..(unit + 1) * self.rows_per_unit();
        let months = unit * self.months_per_unit()..(unit + 1) * self.months_per_unit();
        let effects = &self.results.columns[KEYS + COLUMNS.len()..];
        Realisation {
            years: rows.clone().map(|row| self.area_year(row)).collect(),
            effects: rows
                .flat_map(|row| effects.iter().map(move |(_, values)| values.number(row)))
                .collect(),
            months: months.map(|row| self.area_month(row)).collect(),
            uniforms: 0,
        }
    }

    fn area_year(&self, row: usize) -> AreaYear {
        let mut record = AreaYear::default();
        for (column, (_, values)) in COLUMNS.iter().zip(&self.results.columns[KEYS..]) {
            (column.set)(&mut record, values.number(row));
        }
        record
    }

    fn area_month(&self, row: usize) -> AreaMonth {
        let mut record = AreaMonth::default();
        if let Some(months) = &self.months {
            for (column, (_, values)) in MONTH_COLUMNS.iter().zip(&months.columns[KEYS..]) {
                (column.set)(&mut record, values.number(row));
            }
        }
        record
    }
}

/// Euro, hours or counts of a realisation are together at most this: [`crate::units`] holds 9.2 · 10^12 of them.
const MOST: f64 = 9e12;

/// Whether the numbers of every realisation, in so many rows, add up to what a run can come to.
fn possible(columns: &[(String, Values)], rows: usize) -> bool {
    let sum = |values: &Values, rows: Range<usize>| -> f64 {
        rows.map(|row| values.number(row).abs()).sum()
    };
    columns.iter().all(|(_, values)| {
        let starts = (0..values.len()).step_by(rows.max(1));
        // Not a number is no number of a run.
        starts
            .map(|start| sum(values, start..(start + rows).min(values.len())))
            .all(|sum| sum <= MOST)
    })
}

pub fn read(path: &Path, format: TableFormat, like: &Batch) -> Result<Batch, TableError> {
    match format {
        #[cfg(feature = "parquet")]
        TableFormat::Parquet => super::parquet::read(path, like),
        #[cfg(not(feature = "parquet"))]
        TableFormat::Parquet => {
            Err(TableError::new(path, "this program was built without Parquet"))
        }
        TableFormat::Csv => super::csv::read(path, like),
    }
}
