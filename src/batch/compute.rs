//! Computes a unit: a pure function of its job, on the threads of the current rayon pool. No clock, no files.

use std::convert::Infallible;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::result::UnitResult;
use super::shape::{DERIVED, Detail, Shape};
use super::unit::{Common, UnitJob};
use crate::analysis::net_present_values;
use crate::engine::{AreaYear, COLUMNS};
use crate::mkba::View;
use crate::scenario::{LoadOptions, Scenario};
use crate::stats::{DesignError, RankCorrelation};
use crate::study::{
    Header, Layout, Model, Plan, SampleMatrix, SampleTable, SamplingPlan, Unit, run, sampling,
};
use crate::units::Money;

/// Why a unit has no result. Plain data: it travels as results do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnitError {
    /// The job says something else than its key.
    Key,
    /// It was made by another program than this one.
    Foreign(String),
    /// The scenario is wrong: messages with their places.
    Scenario(String),
    /// The scenario means something else here than where the job was made.
    Changed,
    /// The quantities cannot be sampled so.
    Design(String),
    /// A fault of the program.
    Ours(String),
}

impl std::fmt::Display for UnitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key => write!(f, "the unit was damaged on its way: it does not fit its key"),
            Self::Foreign(how) => write!(f, "the unit cannot be computed here: {how}"),
            Self::Scenario(report) => write!(f, "its scenario is wrong\n{}", report.trim_end()),
            Self::Changed => write!(f, "its scenario means something else here than in the plan"),
            Self::Design(problem) => write!(f, "its quantities cannot be sampled: {problem}"),
            Self::Ours(problem) => write!(f, "a fault of wijkraming: {problem}"),
        }
    }
}

impl std::error::Error for UnitError {}

/// Computes a unit.
///
/// Stable. The result depends on the job only: not on the number of threads, the machine or what was computed before.
///
/// # Errors
/// See [`UnitError`].
pub fn compute(job: &UnitJob) -> Result<UnitResult, UnitError> {
    compute_with(job, &|| ())
}

/// The same; `finished` is told of every realisation, from any thread.
///
/// # Errors
/// See [`UnitError`].
pub fn compute_with(job: &UnitJob, finished: &(dyn Fn() + Sync)) -> Result<UnitResult, UnitError> {
    if let Some(difference) = job.program.difference() {
        return Err(UnitError::Foreign(difference));
    }
    if job.key != job.made_key() {
        return Err(UnitError::Key);
    }
    let scenario = load(job)?;
    let sample = sampled(&scenario, job.common.as_ref())
        .map_err(|error| UnitError::Design(error.to_string()))?;
    let (values, uniforms) = numbers(&scenario, job.detail, &job.rows, &sample, finished);
    if values.len() as u64 != UnitResult::size(job) {
        return Err(UnitError::Changed);
    }
    Ok(UnitResult { key: job.key.clone(), values, uniforms })
}

fn load(job: &UnitJob) -> Result<Scenario, UnitError> {
    let options = LoadOptions {
        sets: job.sets.clone(),
        posterior: job.posterior.clone(),
        threads: 1,
        ..LoadOptions::default()
    };
    let scenario = Scenario::from_text(&job.cell.name(), &job.scenario, &options)
        .map_err(|report| UnitError::Scenario(report.to_string()))?;
    if scenario.hash() == job.scenario_sha256 { Ok(scenario) } else { Err(UnitError::Changed) }
}

/// The quantities of all rows of a scenario: its own, with those in the place of others that a batch has in common.
pub(super) fn sampled(
    scenario: &Scenario,
    common: Option<&Common>,
) -> Result<SampleMatrix, DesignError> {
    let plan = scenario.sampling_plan();
    let mut rows = sampling::sample(scenario.quantities(), &plan)?;
    let Some(common) = common else { return Ok(rows) };
    let shared = common.shared(scenario);
    let list: Vec<_> = shared.iter().map(|own| scenario.quantities()[own.0].clone()).collect();
    let values = sampling::sample(&list, &common.plan(plan, &shared))?;
    for draw in 0..rows.draws {
        let row = &mut rows.values[draw * rows.quantities..][..rows.quantities];
        for ((place, _), value) in shared.iter().zip(values.row(draw)) {
            row[*place] = *value;
        }
    }
    Ok(rows)
}

impl Common {
    /// Whether a quantity belongs to one municipality.
    pub(super) fn is_own(path: &str) -> bool {
        let own = |path: &str| path.starts_with("areas") || path == "need.factor";
        let overlaid = path.strip_prefix("alternatives.").and_then(|rest| rest.split_once('.'));
        own(path) || overlaid.is_some_and(|(_, path)| own(path))
    }

    /// The quantities of a scenario that are shared, each with its dimension: those of the list, and then others.
    fn shared(&self, scenario: &Scenario) -> Vec<(usize, usize)> {
        let mut next = self.paths.len();
        let quantities = scenario.quantities().iter().enumerate();
        quantities
            .filter(|(_, quantity)| !Self::is_own(&quantity.path))
            .map(|(place, quantity)| {
                let known = self.paths.iter().position(|path| *path == quantity.path);
                let dimension = known.unwrap_or_else(|| {
                    next += 1;
                    next - 1
                });
                (place, dimension)
            })
            .collect()
    }

    fn plan(&self, plan: SamplingPlan, shared: &[(usize, usize)]) -> SamplingPlan {
        let place = |quantity: usize| shared.iter().position(|own| own.0 == quantity);
        let pair = |pair: &RankCorrelation| {
            let (first, second) = (place(pair.first)?, place(pair.second)?);
            Some(RankCorrelation { first, second, ..*pair })
        };
        SamplingPlan {
            seed: self.seed,
            correlations: plan.correlations.iter().filter_map(pair).collect(),
            dimensions: shared.iter().map(|own| own.1).collect(),
            posterior: None,
            ..plan
        }
    }
}

/// The numbers of a unit in their fixed order, and the random numbers made.
pub(super) fn numbers(
    scenario: &Scenario,
    detail: Detail,
    rows: &Range<u64>,
    sample: &SampleMatrix,
    finished: &(dyn Fn() + Sync),
) -> (Vec<i64>, u64) {
    let sampling = scenario.sampling_plan();
    let alternatives: Vec<usize> = (0..scenario.alternatives().len()).collect();
    let central = sampling::central(scenario.quantities());
    let header = Header::new(scenario, &alternatives, &central);
    let plan = Plan { seed: scenario.sampling.seed, draws: sampling.draws_of(rows), alternatives };
    let quantities = scenario.quantities().len() as u64;
    let shape = Shape::new(&header, sampling.replications as u64, quantities);
    let mut gathered = Gathered::new(shape, detail, header, sampling.layout());
    let done: Result<(), Infallible> =
        run(scenario, &plan, sample, finished, &mut |place, unit| {
            gathered.accept(place, unit);
            Ok(())
        });
    // An infallible result is always good.
    done.map(|()| gathered.finish()).unwrap_or_default()
}

/// The tables of a unit as they grow.
struct Gathered {
    shape: Shape,
    header: Header,
    layout: Layout,
    detail: Detail,
    /// By table, then column.
    tables: Vec<Vec<Vec<i64>>>,
    /// The alternatives of the draw that is under way: net present values are differences between them.
    draw: SampleTable,
    totals: Vec<Vec<i64>>,
    uniforms: u64,
}

impl Gathered {
    fn new(shape: Shape, detail: Detail, header: Header, layout: Layout) -> Self {
        let tables = shape.tables(detail, 0);
        let tables = tables.iter().map(|table| vec![Vec::new(); table.columns.len()]).collect();
        let draw = SampleTable::new(header.clone());
        Self { shape, header, layout, detail, tables, draw, totals: Vec::new(), uniforms: 0 }
    }

    /// Units come in the order of draws, and of alternatives within each.
    fn accept(&mut self, place: usize, unit: &Unit) {
        self.uniforms += unit.realisation.uniforms;
        self.draw.accept(place, unit);
        self.totals.push(self.total(place, unit));
        self.push_detail(place, unit);
        if self.totals.len() == self.shape.alternatives.len() {
            self.end_draw();
        }
    }

    /// The row of the table of draws, without net present values.
    fn total(&self, place: usize, unit: &Unit) -> Vec<i64> {
        let rows = Rows { unit, areas: self.shape.areas.len(), effects: self.shape.effects.len() };
        let last = self.shape.years as usize - 1;
        let all: Vec<usize> = (0..unit.realisation.years.len()).collect();
        let mut sum = rows.sum(&all);
        sum.queue_end = rows.sum(&rows.of_year(last)).queue_end;
        let cost = unit.accounts.municipal_cost.iter().map(|euro| Money::from_f64(*euro));
        let key = |known: Option<u64>| known.map_or(-1, |known| known as i64);
        let draw = unit.draw;
        let mut row = vec![place as i64, draw as i64];
        row.extend([key(self.layout.cluster(draw)), key(self.layout.batch(draw))]);
        row.extend(COLUMNS.iter().map(|column| (column.whole)(&sum)));
        row.extend([cost.sum::<Money>().millionths(), 0, 0]);
        row.extend(rows.effects(&all));
        row
    }

    fn end_draw(&mut self) {
        let effects = self.shape.effects.len();
        for (place, mut row) in std::mem::take(&mut self.totals).into_iter().enumerate() {
            let first = row.len() - effects - DERIVED.len();
            for (view, at) in [(View::Society, first + 1), (View::Municipality, first + 2)] {
                let net = net_present_values(&self.draw, place, view).first().copied();
                row[at] = net.map_or(0, |euro| Money::from_f64(euro).millionths());
            }
            push(&mut self.tables[0], row);
        }
        self.draw = SampleTable::new(self.header.clone());
    }

    fn push_detail(&mut self, place: usize, unit: &Unit) {
        if self.detail == Detail::Draws {
            return;
        }
        let rows = Rows { unit, areas: self.shape.areas.len(), effects: self.shape.effects.len() };
        for year in 0..self.shape.years as usize {
            let keys =
                [place as i64, unit.draw as i64, i64::from(self.shape.start_year) + year as i64];
            let of_year = rows.of_year(year);
            if self.detail == Detail::Years {
                push(&mut self.tables[1], rows.row(&keys, &of_year));
                continue;
            }
            for (area, row) in of_year.into_iter().enumerate() {
                let keys: Vec<i64> = keys.into_iter().chain([area as i64]).collect();
                push(&mut self.tables[1], rows.row(&keys, &[row]));
            }
        }
    }

    fn finish(self) -> (Vec<i64>, u64) {
        (self.tables.into_iter().flatten().flatten().collect(), self.uniforms)
    }
}

fn push(table: &mut [Vec<i64>], row: Vec<i64>) {
    for (column, value) in table.iter_mut().zip(row) {
        column.push(value);
    }
}

/// The rows of a realisation, by year and area.
struct Rows<'a> {
    unit: &'a Unit,
    areas: usize,
    effects: usize,
}

impl Rows<'_> {
    fn of_year(&self, year: usize) -> Vec<usize> {
        (year * self.areas..(year + 1) * self.areas).collect()
    }

    fn sum(&self, rows: &[usize]) -> AreaYear {
        let mut sum = AreaYear::default();
        rows.iter().for_each(|row| sum.add(&self.unit.realisation.years[*row]));
        sum
    }

    /// Bits of the effects, added in the order of the rows.
    fn effects(&self, rows: &[usize]) -> impl Iterator<Item = i64> {
        let effects = &self.unit.realisation.effects;
        (0..self.effects).map(move |effect| {
            let units = rows.iter().map(|row| effects[row * self.effects + effect]);
            units.sum::<f64>().to_bits() as i64
        })
    }

    fn row(&self, keys: &[i64], rows: &[usize]) -> Vec<i64> {
        let sum = self.sum(rows);
        let columns = COLUMNS.iter().map(|column| (column.whole)(&sum));
        keys.iter().copied().chain(columns).chain(self.effects(rows)).collect()
    }
}

#[cfg(test)]
mod tests;
