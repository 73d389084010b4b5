//! The figures of one alternative at a point: every point has the same rows of quantities and the same chance (common
//! random numbers), and the same reference.
//!
//! The reference is that of the scenario as written, simulated once. At a point the scenario is loaded again with its
//! levers set. A quantity keeps its random numbers by its path, whatever becomes of the others.

use std::fmt;

use rayon::prelude::*;

use crate::analysis::Draws;
use crate::analysis::policy::Figure;
use crate::engine::Scratch;
use crate::scenario::Scenario;
use crate::stats::DesignError;
use crate::study::{Header, Model, SampleMatrix, SampleTable, SamplingPlan, Unit, sampling};

/// How many draws, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampled {
    pub seed: u64,
    pub draws: usize,
}

/// Why a point has no figures.
#[derive(Clone, Debug, PartialEq)]
pub enum BenchError {
    /// The quantities cannot be sampled so.
    Design(DesignError),
    /// Something that all points must share is different.
    Different(&'static str),
}

impl fmt::Display for BenchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Design(error) => write!(f, "{error}"),
            Self::Different(what) => write!(
                f,
                "it has other {what} than the scenario as written, with which it must be compared"
            ),
        }
    }
}

/// One alternative beside the reference.
pub struct Bench<'a> {
    base: &'a Scenario,
    id: String,
    sampled: Sampled,
    header: Header,
    /// By draw, with the reference.
    references: Vec<SampleTable>,
    /// Which draws belong together.
    pub draws: Draws,
    /// Told of every realisation, from any thread.
    finished: &'a (dyn Fn() + Sync),
}

impl<'a> Bench<'a> {
    /// Simulates the reference. `alternative` is an index in the scenario, and not the reference.
    pub fn new(
        base: &'a Scenario,
        alternative: usize,
        sampled: Sampled,
        finished: &'a (dyn Fn() + Sync),
    ) -> Result<Self, BenchError> {
        let reference = base.alternatives().iter().position(|known| known.reference);
        let reference = reference.unwrap_or(0);
        let central = sampling::central(base.quantities());
        let header = Header::new(base, &[reference, alternative], &central);
        let plan = plan(base, base, sampled);
        let rows = sampling::sample(base.quantities(), &plan).map_err(BenchError::Design)?;
        let references: Vec<SampleTable> = (0..sampled.draws)
            .into_par_iter()
            .with_max_len(1)
            .map_init(Scratch::default, |scratch, draw| {
                let row = rows.row(draw);
                let unit = Unit::compute(base, reference, draw as u64, row, sampled.seed, scratch);
                let mut table = SampleTable::new(header.clone());
                table.accept(0, &unit);
                finished();
                table
            })
            .collect();
        let layout = plan.layout();
        let clusters: Vec<u64> =
            (0..sampled.draws as u64).filter_map(|draw| layout.cluster(draw)).collect();
        let draws = Draws::new(sampled.draws, &clusters, &[]);
        let id = base.alternatives()[alternative].id.clone();
        Ok(Self { base, id, sampled, header, references, draws, finished })
    }

    /// Every figure by draw, on the threads of the current rayon pool: the same bits for any number of threads.
    pub fn figures(
        &self,
        scenario: &Scenario,
        figures: &[Figure],
    ) -> Result<Vec<Vec<f64>>, BenchError> {
        let known = scenario.alternatives().iter().position(|known| known.id == self.id);
        let alternative = known.ok_or(BenchError::Different("alternatives"))?;
        self.comparable(scenario, alternative)?;
        let plan = plan(self.base, scenario, self.sampled);
        let rows = sampling::sample(scenario.quantities(), &plan).map_err(BenchError::Design)?;
        let by_draw: Vec<Vec<f64>> = (0..self.sampled.draws)
            .into_par_iter()
            .with_max_len(1)
            .map_init(Scratch::default, |scratch, draw| {
                let table = self.table(scenario, alternative, &rows, draw, scratch);
                (self.finished)();
                figures.iter().map(|figure| figure.values(&table, 1)[0]).collect()
            })
            .collect();
        let column = |figure: usize| by_draw.iter().map(|values| values[figure]).collect();
        Ok((0..figures.len()).map(column).collect())
    }

    fn table(
        &self,
        scenario: &Scenario,
        alternative: usize,
        rows: &SampleMatrix,
        draw: usize,
        scratch: &mut Scratch,
    ) -> SampleTable {
        let (row, seed) = (rows.row(draw), self.sampled.seed);
        let unit = Unit::compute(scenario, alternative, draw as u64, row, seed, scratch);
        let mut table = self.references[draw].clone();
        table.accept(1, &unit);
        table
    }

    /// Whether figures of a scenario can stand beside those of the reference.
    fn comparable(&self, scenario: &Scenario, alternative: usize) -> Result<(), BenchError> {
        let central = sampling::central(scenario.quantities());
        let own = Header::new(scenario, &[alternative], &central);
        let same = [
            (own.areas == self.header.areas, "areas"),
            (own.households == self.header.households, "households"),
            (own.effects == self.header.effects, "effects"),
            (own.start_year == self.header.start_year, "years"),
            (own.years == self.header.years, "years"),
            (scenario.price_year == self.base.price_year, "prices"),
        ];
        match same.iter().find(|(same, _)| !same) {
            Some((_, what)) => Err(BenchError::Different(what)),
            None => Ok(()),
        }
    }
}

/// How a scenario is sampled so that its quantities have the random numbers that they have in the base.
fn plan(base: &Scenario, scenario: &Scenario, sampled: Sampled) -> SamplingPlan {
    let of_base = base.sampling_plan();
    let paths: Vec<&str> = base.quantities().iter().map(|own| own.path.as_str()).collect();
    let mut next = (0..paths.len()).map(|index| of_base.dimension(index) + 1).max().unwrap_or(0);
    let dimension = |path: &str| {
        let known = paths.iter().position(|own| *own == path);
        known.map(|index| of_base.dimension(index)).unwrap_or_else(|| {
            next += 1;
            next - 1
        })
    };
    let mut dimension = dimension;
    let dimensions = scenario.quantities().iter().map(|own| dimension(&own.path)).collect();
    SamplingPlan {
        seed: sampled.seed,
        draws: sampled.draws,
        replications: 1,
        batches: 1,
        dimensions,
        ..scenario.sampling_plan()
    }
}
