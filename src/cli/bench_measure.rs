//! The measuring of `wijkraming bench`: simulation alone on one thread and on all, and pilots that do all that a run
//! does. Everything on the clock of the wall, in turn, so that what disturbs the machine disturbs all alike.

#![expect(clippy::disallowed_methods, reason = "a bench reads the clock; no result depends on it")]

use std::fs;
use std::path::Path;
use std::time::Instant;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::Complaint;
use super::bench::BenchArgs;
use super::bench_forecast::{Pilot, Size, Spread};
use super::output::Budgets;
use super::run::{RunArgs, carry_out};
use crate::scenario::Scenario;
use crate::study::{
    Header, Layout, Model, Plan, SampleMatrix, SampleTable, run as run_plan, sampling,
};
use crate::tables::TableError;

/// How fast the scenario is simulated, without tables and report.
pub struct Speed {
    /// Household-months per second on one thread, and on all.
    pub one: Spread,
    pub all: Spread,
    /// Speed on all threads over that of as many times one, 1 at best.
    pub efficiency: Spread,
    /// 64-bit random numbers per household-month.
    pub uniforms: f64,
    pub quantities: usize,
    /// Memory that totals and budgets of a draw keep.
    totals: u64,
    budgets: u64,
}

impl Speed {
    /// The quantities at their means: what they are makes little difference to the speed.
    pub fn measure(
        scenario: &Scenario,
        threads: usize,
        args: &BenchArgs,
    ) -> Result<Self, Complaint> {
        let bench = Simulation::new(scenario);
        let mut speed = bench.look()?;
        let (one, all) = (pool(1)?, pool(threads)?);
        // The first call of each fills caches and tells how many draws a measurement needs.
        let draws = bench.enough(&one, args.seconds)?;
        bench.simulate(&all, 1)?;
        let (mut alone, mut together, mut efficiency) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..args.repeats {
            let slow = bench.rate(&one, draws)?;
            let fast =
                if threads == 1 { slow } else { bench.rate(&all, draws * threads as u64)? };
            alone.push(slow);
            together.push(fast);
            efficiency.push(fast / slow / threads as f64);
        }
        speed.one = Spread::of(&alone);
        speed.all = Spread::of(&together);
        speed.efficiency = Spread::of(&efficiency);
        Ok(speed)
    }

    /// Memory that a draw keeps for the summary and the report.
    pub fn kept_per_draw(&self, budgets: bool) -> u64 {
        self.totals + if budgets { self.budgets } else { 0 }
    }
}

fn pool(threads: usize) -> Result<ThreadPool, Complaint> {
    let built = ThreadPoolBuilder::new().num_threads(threads).build();
    built.map_err(|error| Complaint::ours(format!("cannot start threads: {error}")))
}

/// The scenario without anything around it.
struct Simulation<'a> {
    scenario: &'a Scenario,
    central: Vec<f64>,
    alternatives: Vec<usize>,
    header: Header,
}

impl<'a> Simulation<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        let alternatives: Vec<usize> = (0..scenario.alternatives().len()).collect();
        let central = sampling::central(scenario.quantities());
        let header = Header::new(scenario, &alternatives, &central);
        Self { scenario, central, alternatives, header }
    }

    fn household_months(&self) -> f64 {
        self.header.households as f64 * self.header.months() as f64 * self.alternatives.len() as f64
    }

    /// One draw, to see how many random numbers it takes and what is kept of it.
    fn look(&self) -> Result<Speed, Complaint> {
        let mut table = SampleTable::new(self.header.clone());
        let mut budgets = Budgets::new(&self.header, Layout::default(), 1);
        let mut uniforms = 0;
        let (plan, sample) = (self.plan(1), SampleMatrix::repeated(&self.central, 1));
        let done: Result<(), TableError> =
            run_plan(self.scenario, &plan, &sample, &|| (), &mut |place, unit| {
                uniforms += unit.realisation.uniforms;
                table.accept(place, unit);
                budgets.accept(self.scenario, place, unit, sample.row(0));
                Ok(())
            });
        done?;
        let unknown = Spread::of(&[]);
        Ok(Speed {
            one: unknown,
            all: unknown,
            efficiency: unknown,
            uniforms: uniforms as f64 / self.household_months().max(1.0),
            quantities: self.central.len(),
            totals: table.bytes_per_draw(),
            budgets: budgets.0.map_or(0, |table| table.bytes_per_draw()),
        })
    }

    fn plan(&self, draws: u64) -> Plan {
        let seed = self.scenario.sampling.seed;
        Plan { seed, draws: 0..draws, alternatives: self.alternatives.clone() }
    }

    /// Simulates so many draws on the threads of a pool; seconds.
    fn simulate(&self, pool: &ThreadPool, draws: u64) -> Result<f64, Complaint> {
        let (plan, sample) =
            (self.plan(draws), SampleMatrix::repeated(&self.central, draws as usize));
        let start = Instant::now();
        let done: Result<(), TableError> =
            pool.install(|| run_plan(self.scenario, &plan, &sample, &|| (), &mut |_, _| Ok(())));
        done?;
        Ok(start.elapsed().as_secs_f64())
    }

    /// Draws that take at least so many seconds.
    fn enough(&self, pool: &ThreadPool, seconds: f64) -> Result<u64, Complaint> {
        let mut draws = 1;
        loop {
            let took = self.simulate(pool, draws)?;
            if took >= seconds || draws >= MOST_DRAWS {
                return Ok(draws);
            }
            // Towards the goal, at most tenfold: the first draws are slow.
            let factor = (1.2 * seconds / took.max(1e-6)).clamp(2.0, 10.0);
            draws = ((draws as f64 * factor) as u64).min(MOST_DRAWS);
        }
    }

    /// Household-months per second.
    fn rate(&self, pool: &ThreadPool, draws: u64) -> Result<f64, Complaint> {
        Ok(self.household_months() * draws as f64 / self.simulate(pool, draws)?.max(1e-9))
    }
}

/// Draws of a measurement at most: a scenario of a few households needs no more.
const MOST_DRAWS: u64 = 1_000_000;

/// Runs as users have them, in a directory for the purpose, which is removed.
pub struct Pilots {
    /// From small to large, each repeated as often; one or two.
    pub all: Vec<Pilot>,
    /// Largest memory of this process so far.
    pub memory_bytes: u64,
    pub tables_only: bool,
}

/// Simulation of the larger pilot lasts about so many measurements.
const PILOT_LENGTH: f64 = 2.0;
/// Rows of the larger pilot: enough to see past what is fixed, not so many that it takes the time of a run.
const PILOT_ROWS: std::ops::RangeInclusive<f64> = 8.0..=2_000.0;
/// Repeats of the pilots at most.
const PILOT_REPEATS: u64 = 3;

impl Pilots {
    pub fn run(
        args: &BenchArgs,
        load: &dyn Fn() -> Result<Scenario, Complaint>,
        size: &Size,
        speed: &Speed,
    ) -> Result<Self, Complaint> {
        let place = tempfile::Builder::new().prefix(".wijkraming-bench-").tempdir();
        let place = place.map_err(|error| {
            let directory = std::env::temp_dir();
            Complaint::input(format!("{}: cannot be written: {error}", directory.display()))
                .hint("set TMPDIR to a directory with room for a small run")
        })?;
        let of_row = (size.household_months() * size.replications) as f64 / speed.all.median;
        let rows = (PILOT_LENGTH * args.seconds / of_row).ceil();
        // One draw that takes long is pilot enough.
        let most = if of_row > 10.0 * args.seconds { 1.0 } else { *PILOT_ROWS.end() };
        let large = (rows.max(*PILOT_ROWS.start()).min(most) as u64).min(size.rows);
        let counts = [large.div_ceil(4), large];
        let mut all: Vec<Pilot> = (counts.iter())
            .map(|rows| Pilot { rows: *rows, seconds: Vec::new(), bytes: 0 })
            .collect();
        all.dedup_by_key(|pilot| pilot.rows);
        for _ in 0..args.repeats.min(PILOT_REPEATS) {
            for pilot in &mut all {
                let scenario = load()?.resized(pilot.rows as u32, 1);
                let out = place.path().join("run");
                let mut run = RunArgs::pilot(&args.scenario, &out, size.monthly, args.tables_only);
                // Few draws cannot be correlated.
                run.central = !scenario.sampling.correlations.is_empty();
                let start = Instant::now();
                carry_out(&run, scenario, size.threads, start)?;
                pilot.seconds.push(start.elapsed().as_secs_f64());
                pilot.bytes = directory_size(&out);
            }
        }
        let estimate = load()?.estimate(large * size.replications, size.threads);
        let memory_bytes = peak_memory().unwrap_or(estimate.memory_bytes);
        Ok(Self { all, memory_bytes, tables_only: args.tables_only })
    }
}

/// Bytes of the files in a directory.
fn directory_size(path: &Path) -> u64 {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// Largest memory that this process has held, where the system tells it (Linux does).
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? * 1024)
}
