//! `wijkraming batch PLAN.toml`: many scenarios at once into one set of results, that goes on where it was stopped.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use super::Complaint;
use super::batch_watch::Screen;
use super::complaint::say;
use super::interrupt::say_when_interrupted;
use super::load::render;
use super::man::print;
use crate::batch::{self, Ended, Entry, Options, Plan, Session, UnitJob, UnitManifest};
use crate::scenario::estimate;
use crate::tables::TableFormat;

#[derive(Debug, clap::Args)]
pub struct BatchArgs {
    /// Plan (TOML): scenarios, municipalities, variants and draws; docs/batch.md has the format
    plan: PathBuf,

    /// Directory of the results; reports/out/PLAN where not given. What is done there is not computed again
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Only part I of N of the units (I from 1), for array jobs; join the directories with `merge`
    #[arg(long, value_name = "I/N", value_parser = parse_shard)]
    shard: Option<(u32, u32)>,

    /// The same with I from 0, as Indexed Jobs of Kubernetes count
    #[arg(long, value_name = "I/N", value_parser = parse_shard_index, conflicts_with = "shard")]
    shard_index: Option<(u32, u32)>,

    /// Threads; all cores where not given. The results do not depend on it
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Memory that may be used, GiB; what the machine has left where not given
    #[arg(long, value_name = "GIB", value_parser = parse_memory)]
    memory: Option<f64>,

    /// Stop at the first unit that fails
    #[arg(long)]
    fail_fast: bool,

    /// List the units with their size and state, and compute nothing
    #[arg(long)]
    dry_run: bool,

    /// Put results of another version of the program aside
    #[arg(long)]
    replace: bool,

    /// Format of the tables: parquet or csv
    #[arg(long, value_parser = super::run::parse_format)]
    format: Option<TableFormat>,

    /// No progress and no summary
    #[arg(short, long)]
    quiet: bool,
}

fn parse_shard(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('/').ok_or("write I/N, for example 1/4")?;
    let number = |text: &str| text.trim().parse().map_err(|_| format!("{text:?} is no number"));
    let (shard, count) = (number(parts.0)?, number(parts.1)?);
    match shard {
        0 => Err("parts are counted from 1".to_owned()),
        _ if shard > count => Err(format!("there is no part {shard} of {count}")),
        _ if count > 100_000 => Err("there can be at most 100000 parts".to_owned()),
        _ => Ok((shard, count)),
    }
}

fn parse_shard_index(text: &str) -> Result<(u32, u32), String> {
    let (index, count) = text.split_once('/').ok_or("write I/N, for example 0/4")?;
    let index: u32 = index.trim().parse().map_err(|_| format!("{index:?} is no number"))?;
    parse_shard(&format!("{}/{count}", u64::from(index) + 1))
}

fn parse_memory(text: &str) -> Result<f64, String> {
    let gib: f64 = text.parse().map_err(|_| format!("{text:?} is no number"))?;
    let good = gib.is_finite() && gib > 0.0;
    if good { Ok(gib) } else { Err("write a number of GiB above 0".to_owned()) }
}

pub fn batch(args: &BatchArgs) -> Result<ExitCode, Complaint> {
    #[expect(clippy::disallowed_methods, reason = "the time it took, for the screen")]
    let started = Instant::now();
    let plan = Plan::read(&args.plan).map_err(|report| Complaint::rendered(render(&report)))?;
    if !plan.warnings.is_empty() {
        say(&render(&plan.warnings));
    }
    let units = args.units(&plan);
    let threads = args.threads();
    let at_once = args.at_once(&units, threads)?;
    if args.dry_run {
        return args.list(&plan, &units);
    }
    let out = args.out();
    let entry = Entry { tables: args.format(), shard: args.shard(), replace: args.replace };
    let session = Session::enter(&out, &plan, &entry)?;
    say_when_interrupted(
        "interrupted; units that are done are kept, and the same command goes on\n",
    );
    check_disk(&session, &units)?;
    args.tell_start(&plan, &units, &session, threads);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| Complaint::ours(format!("cannot start threads: {error}")))?;
    let screen = Screen::new(&units, started, args.quiet);
    let options = Options { at_once, fail_fast: args.fail_fast };
    let ended = pool.install(|| batch::work(&session, &units, options, &screen));
    screen.finish();
    args.tell_end(ended, &units, started.elapsed().as_secs_f64())
}

/// Room for all that is not there yet, before hours are spent on it.
fn check_disk(session: &Session, units: &[&UnitJob]) -> Result<(), Complaint> {
    let mut needed = batch::SPARE_BYTES;
    for job in units {
        if !session.store.has(&job.key)? {
            needed = needed.saturating_add(batch::disk(job));
        }
    }
    Ok(batch::check_room(session.store.directory(), needed)?)
}

impl BatchArgs {
    fn out(&self) -> PathBuf {
        let stem = self.plan.file_stem().unwrap_or_default();
        self.out.clone().unwrap_or_else(|| PathBuf::from("reports/out").join(stem))
    }

    fn shard(&self) -> Option<(u32, u32)> {
        self.shard.or(self.shard_index)
    }

    fn format(&self) -> TableFormat {
        self.format.unwrap_or(TableFormat::DEFAULT)
    }

    fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or_else(cores, usize::from)
    }

    /// The units of this process.
    fn units<'a>(&self, plan: &'a Plan) -> Vec<&'a UnitJob> {
        let Some((shard, count)) = self.shard() else { return plan.units().iter().collect() };
        let shards = batch::shards(plan.units(), count);
        let own = plan.units().iter().zip(shards).filter(|(_, of)| *of == shard);
        own.map(|(unit, _)| unit).collect()
    }

    /// How many units fit in memory beside each other; an error where one of them does not.
    fn at_once(&self, units: &[&UnitJob], threads: usize) -> Result<usize, Complaint> {
        let given = self.memory.map(|gib| (gib * 1024.0 * 1024.0 * 1024.0) as u64);
        let memory = given.or_else(batch::memory_left);
        let Some(memory) = memory else { return Ok(threads) };
        let room = memory.saturating_sub(batch::PROGRAM_BYTES);
        let size = |job: &UnitJob| batch::memory(job, threads as u64);
        let large: Vec<&&UnitJob> = units.iter().filter(|job| size(job) > room).collect();
        if let Some(job) = large.first() {
            let (needs, has) = (estimate::bytes(size(job)), estimate::bytes(memory));
            let more = match large.len() {
                1 => String::new(),
                count => format!(", and {} more units", count - 1),
            };
            let message = format!(
                "unit {} needs about {needs} of memory, more than the {has} there are{more}",
                job.name()
            );
            return Err(Complaint::input(message).hint(
                "take fewer draws_per_unit, less detail or areas = \"gemeente\" in the plan, or allow more with --memory",
            ));
        }
        let largest = units.iter().map(|job| size(job)).max().unwrap_or(1).max(1);
        Ok((room / largest).clamp(1, threads as u64) as usize)
    }

    fn list(&self, plan: &Plan, units: &[&UnitJob]) -> Result<ExitCode, Complaint> {
        let store = batch::Store::at(&self.out()).with_format(self.format());
        let mut text = String::from(
            "scenario,municipality,variant,rows,household_months,memory_bytes,disk_bytes,state,key\n",
        );
        let mut left = 0.0;
        for job in units {
            let done = store.has(&job.key)?;
            let months = UnitManifest::household_months(job);
            if !done {
                left += months as f64;
            }
            let cell = &job.cell;
            text.push_str(&format!(
                "{},{},{},{}..{},{months},{},{},{},{}\n",
                cell.scenario,
                cell.municipality,
                cell.variant,
                job.rows.start,
                job.rows.end,
                batch::memory(job, self.threads() as u64),
                batch::disk(job),
                if done { "done" } else { "to do" },
                job.key
            ));
        }
        print(text.as_bytes())?;
        if !self.quiet {
            let speed = estimate::HOUSEHOLD_MONTHS_PER_SECOND;
            let time = estimate::duration(left / speed / self.threads() as f64);
            let (own, all) = (units.len(), plan.units().len());
            say(&format!("{own} of {all} units; what is left takes some {time} here\n"));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn tell_start(&self, plan: &Plan, units: &[&UnitJob], session: &Session, threads: usize) {
        if self.quiet {
            return;
        }
        let title = plan.title.as_deref().unwrap_or(&plan.name);
        let shard = self.shard().map_or_else(String::new, |(shard, count)| {
            format!(", part {shard} of {count} ({} of them)", units.len())
        });
        let all = plan.units().len();
        say(&format!("{title}: {all} units{shard} on {threads} threads\n"));
        for (count, what) in [
            (session.put_aside, "units of earlier plans were put aside in unused/"),
            (session.taken_back, "units were taken back from unused/"),
        ] {
            if count > 0 {
                say(&format!("{count} {what}\n"));
            }
        }
    }

    fn tell_end(
        &self,
        ended: Ended,
        units: &[&UnitJob],
        seconds: f64,
    ) -> Result<ExitCode, Complaint> {
        for (name, error) in &ended.failed {
            say(&format!("failed: {name}: {error}\n"));
        }
        if !self.quiet {
            let mut text = format!("results: {}\n", self.out().display());
            text.push_str(&format!(
                "{} units: {} computed, {} there already, {} by other processes, {} failed, {} left\n",
                units.len(),
                ended.computed,
                ended.kept,
                ended.elsewhere,
                ended.failed.len(),
                ended.left
            ));
            if ended.computed > 0 {
                let speed = ended.household_months as f64 / seconds / 1e6;
                text.push_str(&format!(
                    "{:.0} million household-months and {:.0} million random numbers in {}: {speed:.0} million household-months per second\n",
                    ended.household_months as f64 / 1e6,
                    ended.uniforms as f64 / 1e6,
                    estimate::duration(seconds),
                ));
            }
            print(text.as_bytes())?;
        }
        match (ended.stopped, ended.failed.len()) {
            (Some(error), _) => Err(error.into()),
            (None, 0) => Ok(ExitCode::SUCCESS),
            (None, _) => Ok(ExitCode::from(1)),
        }
    }
}
