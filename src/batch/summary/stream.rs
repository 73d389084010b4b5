//! Adds the units of a group up as they are read: one figure per alternative, measure and draw is kept, whatever the
//! number of units.

use super::{Group, Line, Measure, Problem};
use crate::analysis::{Draws, Estimate, QuantileErrors};
use crate::batch::records::{BatchRecord, UnitRecord};
use crate::batch::store::Store;
use crate::tables::{Batch, TableError, Values, read_table};

/// Sums of a group so far.
struct Sums {
    draws: usize,
    alternatives: Vec<String>,
    reference: usize,
    /// By alternative, measure, draw.
    values: Vec<Vec<Vec<f64>>>,
    /// By alternative and measure: the lowest and the highest mean of a cell, per inhabitant and household.
    ranges: Vec<Vec<[Range; 2]>>,
    clusters: Vec<i64>,
    batches: Vec<i64>,
    inhabitants: Option<f64>,
    households: f64,
}

/// The lowest and the highest mean of the cells, with their municipalities.
#[derive(Clone, Debug, Default)]
struct Range {
    lowest: Option<(String, f64)>,
    highest: Option<(String, f64)>,
}

impl Range {
    fn add(&mut self, name: &str, mean: f64) {
        if self.lowest.as_ref().is_none_or(|(_, lowest)| mean < *lowest) {
            self.lowest = Some((name.to_owned(), mean));
        }
        if self.highest.as_ref().is_none_or(|(_, highest)| mean > *highest) {
            self.highest = Some((name.to_owned(), mean));
        }
    }
}

/// All figures of a group.
pub fn lines(
    store: &Store,
    record: &BatchRecord,
    group: &Group,
    measures: &[Measure],
) -> Result<Vec<Line>, Problem> {
    let Some(first) = group.cells.first() else { return Ok(Vec::new()) };
    let mut sums = Sums::new(&units(record, first), measures);
    for cell in &group.cells {
        let units = units(record, cell);
        check_alike(&sums, &units, group)?;
        let mut cell_sums = vec![vec![0.0; measures.len()]; sums.alternatives.len()];
        for unit in &units {
            let batch = read(store, unit, measures)?;
            sums.add(unit, &batch, measures, &mut cell_sums)?;
        }
        sums.end_cell(units[0], &cell_sums);
    }
    Ok(sums.lines(group, measures))
}

fn units<'a>(record: &'a BatchRecord, cell: &[usize]) -> Vec<&'a UnitRecord> {
    cell.iter().map(|unit| &record.units[*unit]).collect()
}

fn draws_of(units: &[&UnitRecord]) -> usize {
    units.iter().map(|unit| (unit.rows.end * unit.replications) as usize).max().unwrap_or(0)
}

/// Draws of cells are added up one by one: there must be as many in each, of the same alternatives.
fn check_alike(sums: &Sums, units: &[&UnitRecord], group: &Group) -> Result<(), Problem> {
    let unit = units[0];
    let draws = draws_of(units);
    let what = if draws != sums.draws {
        format!("{draws} draws, and others of its group {}", sums.draws)
    } else if unit.alternatives != sums.alternatives || unit.reference != sums.reference {
        "other alternatives than the rest of its group".to_owned()
    } else {
        return Ok(());
    };
    let message = format!("{} has {what}: they cannot be added up", unit.cell.name());
    Err(Problem::new(message)
        .hint(format!("add municipality to --by, or divide scenario {} in two", group.scenario)))
}

/// The columns of a unit's table of draws that are needed, checked against its manifest.
fn read(store: &Store, unit: &UnitRecord, measures: &[Measure]) -> Result<Batch, Problem> {
    let Some(manifest) = store.manifest(&unit.key)? else {
        return Err(Problem::new(format!("{} was removed meanwhile", unit.name())));
    };
    let Some((name, _)) = manifest.files.iter().find(|(name, _)| name.starts_with("draws/")) else {
        return Err(Problem::new(format!("{} has no table of draws", unit.name())));
    };
    store.verify(&manifest)?;
    let mut columns = vec![("alternative".to_owned(), Values::Text(Vec::new()))];
    for key in ["draw", "cluster", "batch"] {
        columns.push((key.to_owned(), Values::Int(Vec::new())));
    }
    for measure in measures {
        if !columns.iter().any(|(name, _)| *name == measure.column) {
            let empty = if measure.is_count() {
                Values::Int(Vec::new())
            } else {
                Values::Float(Vec::new())
            };
            columns.push((measure.column.clone(), empty));
        }
    }
    let path = store.directory().join(name);
    Ok(read_table(&path, store.format(), &Batch::new(columns))?)
}

impl Sums {
    fn new(units: &[&UnitRecord], measures: &[Measure]) -> Self {
        let unit = units[0];
        let draws = draws_of(units);
        let alternatives = unit.alternatives.len();
        Self {
            draws,
            alternatives: unit.alternatives.clone(),
            reference: unit.reference,
            values: vec![vec![vec![0.0; draws]; measures.len()]; alternatives],
            ranges: vec![vec![Default::default(); measures.len()]; alternatives],
            clusters: vec![-1; draws],
            batches: vec![-1; draws],
            inhabitants: Some(0.0),
            households: 0.0,
        }
    }

    /// Adds the rows of a unit; they stand by draw, and by alternative within each.
    fn add(
        &mut self,
        unit: &UnitRecord,
        batch: &Batch,
        measures: &[Measure],
        cell: &mut [Vec<f64>],
    ) -> Result<(), Problem> {
        let width = self.alternatives.len();
        let first = (unit.rows.start * unit.replications) as usize;
        let count = ((unit.rows.end - unit.rows.start) * unit.replications) as usize;
        let column = |name: &str| batch.column(name);
        let (Some(names), Some(draws)) = (column("alternative"), column("draw")) else {
            return Err(not_whole(unit));
        };
        let in_place = |row: usize| {
            names.text(row) == self.alternatives[row % width]
                && draws.number(row) == (first + row / width) as f64
        };
        if batch.rows() != count * width || !(0..batch.rows()).all(in_place) {
            return Err(not_whole(unit));
        }
        for draw in 0..count {
            let at = |name: &str| column(name).map_or(-1.0, |own| own.number(draw * width)) as i64;
            (self.clusters[first + draw], self.batches[first + draw]) =
                (at("cluster"), at("batch"));
        }
        for (place, measure) in measures.iter().enumerate() {
            let Some(values) = column(&measure.column) else { return Err(not_whole(unit)) };
            let scale = if measure.per_year { 1.0 / unit.years as f64 } else { 1.0 };
            for row in 0..batch.rows() {
                let (alternative, draw) = (row % width, row / width);
                let base = match measure.difference {
                    true => values.number(draw * width + self.reference),
                    false => 0.0,
                };
                let value = (values.number(row) - base) * scale;
                self.values[alternative][place][first + draw] += value;
                cell[alternative][place] += value;
            }
        }
        Ok(())
    }

    fn end_cell(&mut self, unit: &UnitRecord, cell: &[Vec<f64>]) {
        let place = &unit.cell.place;
        let inhabitants = place.inhabitants.filter(|count| *count > 0.0);
        self.inhabitants = self.inhabitants.zip(inhabitants).map(|(all, own)| all + own);
        self.households += place.households;
        for (ranges, sums) in self.ranges.iter_mut().zip(cell) {
            for (ranges, sum) in ranges.iter_mut().zip(sums) {
                let mean = sum / self.draws as f64;
                if let Some(inhabitants) = inhabitants {
                    ranges[0].add(&place.name, mean / inhabitants);
                }
                ranges[1].add(&place.name, mean / place.households);
            }
        }
    }

    fn lines(&self, group: &Group, measures: &[Measure]) -> Vec<Line> {
        let known = |keys: &[i64]| -> Vec<u64> {
            let whole = keys.iter().all(|key| *key >= 0);
            if whole { keys.iter().map(|key| *key as u64).collect() } else { Vec::new() }
        };
        let draws = Draws::new(self.draws, &known(&self.clusters), &known(&self.batches));
        let mut lines = Vec::new();
        for (place, measure) in measures.iter().enumerate() {
            for (alternative, id) in self.alternatives.iter().enumerate() {
                let values = &self.values[alternative][place];
                let Some(estimate) = draws.estimate(values) else { continue };
                let ranges = &self.ranges[alternative][place];
                let whole = Range::default();
                let mut per = vec![("total", 1.0, &whole)];
                per.extend(self.inhabitants.map(|count| ("inhabitant", 1.0 / count, &ranges[0])));
                per.push(("household", 1.0 / self.households, &ranges[1]));
                lines.extend(per.into_iter().map(|(per, factor, range)| Line {
                    scenario: group.scenario.clone(),
                    variant: group.variant.clone(),
                    group: group.labels.clone(),
                    alternative: id.clone(),
                    reference: alternative == self.reference,
                    measure: measure.key.clone(),
                    difference: measure.is_difference(),
                    per,
                    unit: measure.unit,
                    municipalities: group.cells.len() as u64,
                    inhabitants: self.inhabitants,
                    households: self.households,
                    draws: self.draws as u64,
                    estimate: scaled(&estimate, factor),
                    lowest: range.lowest.clone(),
                    highest: range.highest.clone(),
                }));
            }
        }
        lines
    }
}

fn not_whole(unit: &UnitRecord) -> Problem {
    TableError::new(unit.name().as_ref(), "its table does not hold the rows of the plan")
        .hint("it was edited; remove it and run the batch again")
        .into()
}

/// An estimate in another unit.
fn scaled(estimate: &Estimate, factor: f64) -> Estimate {
    let some = |error: Option<f64>| error.map(|error| error * factor);
    let errors = &estimate.errors;
    Estimate {
        mean: estimate.mean * factor,
        p5: estimate.p5 * factor,
        p25: estimate.p25 * factor,
        p50: estimate.p50 * factor,
        p75: estimate.p75 * factor,
        p95: estimate.p95 * factor,
        standard_error: some(estimate.standard_error),
        errors: QuantileErrors {
            p5: some(errors.p5),
            p25: some(errors.p25),
            p50: some(errors.p50),
            p75: some(errors.p75),
            p95: some(errors.p95),
        },
        blocks: estimate.blocks,
    }
}
