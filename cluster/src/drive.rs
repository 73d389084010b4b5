//! `wijkraming-cluster run PLAN.toml`: the units of a batch that are not there yet, computed by a cluster.
//!
//! It is another way to fill the directory that `wijkraming batch` fills: the same units under the same keys, kept by
//! the same function, with the same bits. Either may go on where the other was stopped.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use wijkraming::batch::{self, Entry, Plan, Session, UnitJob, UnitManifest};
use wijkraming::diagnostics::Style;
use wijkraming::tables::{TableError, TableFormat};

use crate::dispatch::{self, Manner, Sink, Summary, Task};
use crate::engine::{Address, Engine};
use crate::failure::Failure;
use crate::job;
use crate::ledger::Whole;
use crate::progress::Progress;
use crate::security::{Security, SecurityArgs};

/// Options of `run`.
#[derive(Debug, Clone, clap::Args)]
pub struct RunArgs {
    /// Plan (TOML), as for `wijkraming batch`; docs/batch.md has the format.
    pub plan: PathBuf,
    /// Address of the scheduler.
    #[arg(long, value_name = "df://HOST:PORT", default_value = "df://127.0.0.1:50050")]
    pub url: String,
    /// Directory of the results; reports/out/PLAN where not given. What is done there is not computed again.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Stop at the first unit that fails.
    #[arg(long)]
    pub fail_fast: bool,
    /// Put results of another version of the program aside.
    #[arg(long)]
    pub replace: bool,
    /// Seconds of work in a wave: what is lost at most, twice, if the scheduler dies.
    #[arg(long, value_name = "SECONDS", default_value_t = 20.0, value_parser = seconds)]
    pub wave_seconds: f64,
    /// Partitions in a wave at most.
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u16).range(1..=2000))]
    pub partitions: u16,
    /// Waves under way at a time.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=8))]
    pub in_flight: u8,
    /// Seconds without any unit after which the run gives up; more than the longest unit takes.
    #[arg(long, value_name = "SECONDS", default_value_t = 900, value_parser = clap::value_parser!(u64).range(1..))]
    pub patience: u64,
    /// Write the figures of the run (units, seconds, bytes, workers) as JSON.
    #[arg(long, value_name = "FILE")]
    pub figures: Option<PathBuf>,
    /// No progress and no summary.
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub security: SecurityArgs,
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.1..=3600.0).contains(seconds));
    seconds.ok_or_else(|| "a number of seconds from 0.1 to 3600".to_owned())
}

/// Computes what is missing. Exit code 1 if units failed.
pub async fn run(args: &RunArgs) -> Result<ExitCode, Failure> {
    let plan =
        Plan::read(&args.plan).map_err(|report| Failure::rendered(report.render(Style::Plain)))?;
    if !plan.warnings.is_empty() {
        eprint!("{}", plan.warnings.render(Style::Plain));
    }
    let engine = Engine::new(Address::parse(&args.url)?, Security::read(&args.security)?).await?;
    let kept = Arc::new(Kept::open(args, plan)?);
    let tasks = kept.missing()?;
    let (all, missing) = (kept.jobs.len(), tasks.len());
    let progress = Progress::new(missing as u64, args.quiet);
    if !args.quiet {
        eprintln!(
            "{all} units, {} there already; {missing} for the cluster at {}",
            all - missing,
            args.url
        );
    }
    let manner = Manner {
        wave_seconds: args.wave_seconds,
        partitions: usize::from(args.partitions),
        in_flight: usize::from(args.in_flight),
        patience: Duration::from_secs(args.patience),
        fail_fast: args.fail_fast,
    };
    let tell = |done: usize, _all: usize| progress.at(done as u64);
    let sink = Arc::clone(&kept) as Arc<dyn Sink>;
    let summary = dispatch::run(&engine, tasks, sink, &manner, &tell).await;
    progress.finish();
    let failed = kept.tell_failed();
    let summary = summary?;
    write_figures(args, &summary)?;
    if !args.quiet {
        tell_summary(&kept, &summary);
    }
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// The directory of results, and the jobs by their keys.
struct Kept {
    session: Session,
    jobs: BTreeMap<String, UnitJob>,
    failed: Mutex<Vec<(String, String)>>,
}

impl Kept {
    fn open(args: &RunArgs, plan: Plan) -> Result<Self, Failure> {
        let stem = args.plan.file_stem().unwrap_or_default();
        let out = args.out.clone().unwrap_or_else(|| PathBuf::from("reports/out").join(stem));
        let entry = Entry { tables: TableFormat::DEFAULT, shard: None, replace: args.replace };
        let session = Session::enter(&out, &plan, &entry).map_err(table)?;
        let jobs = plan.into_units().into_iter().map(|job| (job.key.clone(), job)).collect();
        Ok(Self { session, jobs, failed: Mutex::new(Vec::new()) })
    }

    /// Units that are not there, and whether there is room for them.
    fn missing(&self) -> Result<Vec<Task>, Failure> {
        let store = &self.session.store;
        let mut tasks = Vec::new();
        let mut room = batch::SPARE_BYTES;
        for job in self.jobs.values() {
            if !store.has(&job.key).map_err(table)? {
                room = room.saturating_add(batch::disk(job));
                let unit = job::pack(job).map_err(Failure::ours)?;
                tasks.push(Task { unit, weight: UnitManifest::household_months(job) });
            }
        }
        batch::check_room(store.directory(), room).map_err(table)?;
        Ok(tasks)
    }

    /// Names the units that failed. Whether there are any.
    fn tell_failed(&self) -> bool {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.sort();
        for (name, reason) in failed.iter() {
            eprintln!("failed: {name}: {reason}");
        }
        !failed.is_empty()
    }
}

impl Sink for Kept {
    fn keep(&self, unit: &Whole) -> Result<(), Failure> {
        let job = self
            .jobs
            .get(&unit.key)
            .ok_or_else(|| Failure::ours(format!("unit {} is foreign", unit.key)))?;
        let columns = match &unit.outcome {
            Ok(columns) => columns,
            Err(reason) => {
                let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
                failed.push((job.name(), reason.clone()));
                return Ok(());
            }
        };
        let result = job::unpack(job, columns)
            .map_err(|why| Failure::ours(format!("unit {} ({}): {why}", job.name(), unit.key)))?;
        // Another process on this directory may have been first; it wrote the same bytes.
        if !self.session.store.has(&unit.key).map_err(table)? {
            let seconds = unit.provenance.micros as f64 / 1e6;
            self.session.store.commit(job, &result, seconds).map_err(table)?;
        }
        Ok(())
    }
}

fn table(error: TableError) -> Failure {
    let failure = Failure::wrong(error.to_string());
    match error.hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

fn write_figures(args: &RunArgs, summary: &Summary) -> Result<(), Failure> {
    let Some(path) = &args.figures else { return Ok(()) };
    let text =
        serde_json::to_string_pretty(summary).map_err(|error| Failure::ours(error.to_string()))?;
    std::fs::write(path, text + "\n")
        .map_err(|error| Failure::wrong(format!("{}: {error}", path.display())))
}

fn tell_summary(kept: &Kept, summary: &Summary) {
    println!("results: {}", kept.session.store.directory().display());
    println!(
        "{} units: {} computed, {} there already, {} failed",
        kept.jobs.len(),
        summary.units - summary.failed,
        kept.jobs.len() - summary.units,
        summary.failed
    );
    if summary.units > 0 {
        println!(
            "{:.1} core-seconds in {:.1} s on {} workers; {} waves of {} partitions, {} sent again",
            summary.busy_seconds,
            summary.wall_seconds,
            summary.workers.len(),
            summary.waves,
            summary.partitions,
            summary.lost_waves
        );
    }
}
