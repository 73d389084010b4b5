//! The tables of a run while it is simulated, in one round or in several: later rounds add rows of quantities in
//! designs of their own, so that the tables are those of one run of all of them.

use std::ops::Range;

use super::Complaint;
use super::output::{Budgets, Output};
use super::progress::Progress;
use super::run::Job;
use super::until_se::{self, Asked};
use crate::analysis::{self, next_batches};
use crate::scenario::Scenario;
use crate::study::{Header, Layout, SampleMatrix, SampleTable, SamplingPlan, run as run_plan};
use crate::tables::{RunWriter, TableError, WriterOptions};

/// Rows of the table of months up to which it is stored without asking.
const MONTH_ROWS: u64 = 10_000_000;

/// Whether the ends of months of so many draws are stored without asking.
pub fn months_fit(header: &Header, draws: u64) -> bool {
    let cells = header.alternatives.len() * header.months() * header.areas.len();
    (cells as u64).saturating_mul(draws) <= MONTH_ROWS
}

/// What is gathered of the units.
pub struct Rounds<'a> {
    job: &'a Job<'a>,
    writer: RunWriter,
    pub table: SampleTable,
    pub budgets: Budgets,
    pub uniforms: u64,
    pub options: WriterOptions,
    keep: Keep,
}

/// What is kept of the draws.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// Months are stored however many there are.
    pub all_months: bool,
    /// Totals and budgets, for the summary and the report.
    pub totals: bool,
}

/// What was kept of all draws; empty where nothing was to be.
pub struct Gathered {
    pub table: SampleTable,
    pub budgets: Budgets,
}

/// How a run that grew has ended.
pub struct Ended {
    /// All rows of quantities, and the designs they come from.
    pub rows: u64,
    pub batches: u64,
    /// What is said where it is not as precise as was asked.
    pub complaint: Option<Complaint>,
}

impl<'a> Rounds<'a> {
    /// Opens the tables; `layout` is that of the most rows there may be.
    pub fn open(
        job: &'a Job<'a>,
        output: &Output,
        layout: Layout,
        keep: Keep,
    ) -> Result<Self, Complaint> {
        let paths = job.scenario.quantity_paths();
        let place = |name: &str| output.directory.file(name);
        Ok(Self {
            writer: RunWriter::create(place, job.header.clone(), &paths, job.options)?,
            table: SampleTable::with_layout(job.header.clone(), layout.clone()),
            budgets: Budgets::new(&job.header, layout, job.plan.units()),
            uniforms: 0,
            options: job.options,
            keep,
            job,
        })
    }

    /// Runs all units of some draws, writes their rows as they come, and gathers the tables. `sample` has a row for
    /// every draw up to the last of them.
    pub fn add(
        &mut self,
        sample: &SampleMatrix,
        draws: Range<u64>,
        quiet: bool,
    ) -> Result<(), Complaint> {
        let job = self.job;
        self.forget_what_is_too_large(draws.end);
        let plan = crate::study::Plan { draws, ..job.plan.clone() };
        let progress = Progress::new(plan.units(), quiet);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(job.threads)
            .build()
            .map_err(|error| Complaint::ours(format!("cannot start threads: {error}")))?;
        let Self { writer, table, budgets, uniforms, keep, .. } = self;
        let done: Result<(), TableError> = pool.install(|| {
            run_plan(job.scenario, &plan, sample, &|| progress.tick(), &mut |place, unit| {
                let row = sample.row(unit.draw as usize);
                *uniforms += unit.realisation.uniforms;
                if keep.totals {
                    table.accept(place, unit);
                    budgets.accept(job.scenario, place, unit, row);
                }
                writer.accept(place, unit, row)
            })
        });
        progress.finish();
        Ok(done?)
    }

    /// A run at once of so many draws would not keep them either.
    fn forget_what_is_too_large(&mut self, draws: u64) {
        let header = &self.job.header;
        self.budgets.limit(header, draws * header.alternatives.len() as u64);
        if self.options.monthly && !self.keep.all_months && !months_fit(header, draws) {
            self.options.monthly = false;
            self.writer.without_months();
        }
    }

    /// Adds batches until all goals are met, or there would be more than `most` rows.
    pub fn grow(&mut self, asked: &[Asked], most: u64, quiet: bool) -> Result<Ended, Complaint> {
        let sampling = &self.job.sampling;
        let (first, mut batches) = (sampling.draws as u64, sampling.batches as u64);
        let size = first / batches;
        loop {
            let headlines = analysis::headlines(&self.table);
            let unmet = until_se::unmet(asked, &headlines);
            let rows = size * batches;
            let distances: Vec<_> = unmet.iter().map(|unmet| unmet.distance).collect();
            let next = next_batches(&distances, batches).min(most / size);
            if unmet.is_empty() || next <= batches {
                let complaint = until_se::complaint(rows, &unmet, &self.table.header);
                if complaint.is_none() && !quiet {
                    until_se::tell_end(rows, batches);
                }
                return Ok(Ended { rows, batches, complaint });
            }
            if !quiet {
                until_se::tell_round(rows, &unmet, size * next, &self.table.header);
            }
            let grown = resized(sampling, size * next, next);
            let sample = self.job.sample(&grown)?;
            self.add(&sample, grown.draws_of(&(rows..size * next)), quiet)?;
            batches = next;
        }
    }

    pub fn finish(self) -> Result<Gathered, Complaint> {
        self.writer.finish()?;
        Ok(Gathered { table: self.table, budgets: self.budgets })
    }
}

/// The plan with other numbers of rows and designs.
pub fn resized(sampling: &SamplingPlan, rows: u64, batches: u64) -> SamplingPlan {
    SamplingPlan { draws: rows as usize, batches: batches as usize, ..sampling.clone() }
}

/// Refuses what a run may grow to where that is too large.
pub fn check_size(
    scenario: &Scenario,
    most: u64,
    threads: usize,
    limits: &crate::scenario::Limits,
) -> Result<(), Complaint> {
    let draws = most.saturating_mul(u64::from(scenario.sampling.replications));
    match scenario.estimate(draws, threads).objection(limits) {
        Some(objection) => Err(Complaint::input(format!(
            "with up to {most} draws (--max-draws), {}",
            objection.message
        ))
        .hint("give a lower --max-draws, or lift the limit with --allow-large")),
        None => Ok(()),
    }
}
