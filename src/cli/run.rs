//! `wijkraming run`, the main job.

use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use super::Complaint;
use super::interrupt::tidy_up_when_interrupted;
use super::load::{ScenarioArgs, alternative_index};
use super::output::{Finished, Output};
use super::rounds::{self, Gathered, Keep, Rounds, months_fit};
use super::stored::StoredRun;
use super::until_se::UntilArgs;
use crate::scenario::{Limits, Scenario};
use crate::study::{Header, Layout, Model, Plan, SampleMatrix, SamplingPlan, sampling};
use crate::tables::{TableFormat, WriterOptions};

#[derive(Clone, Debug, Default, clap::Args)]
pub struct RunArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,

    /// Number of draws of the uncertain quantities
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    draws: Option<u64>,

    /// Draws of chance for each draw of the quantities, to tell both kinds of uncertainty apart
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    replications: Option<u64>,

    /// Independent designs into which the draws are divided, to know the error of the design
    #[arg(long, value_name = "B", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    batches: Option<u64>,

    #[command(flatten)]
    until: UntilArgs,

    /// Simulate only draws A up to but not including B (with all their replications), to be joined with `merge`
    #[arg(long, value_name = "A..B", value_parser = parse_range)]
    draws_range: Option<Range<u64>>,

    /// Seed of all random numbers
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// Threads; all cores where not given. The results do not depend on it
    #[arg(long, value_name = "T")]
    threads: Option<usize>,

    /// Directory of the results; reports/out/SCENARIO where not given
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Replace the results of an earlier run in the directory
    #[arg(long)]
    force: bool,

    /// Format of the large tables: parquet or csv
    #[arg(long, value_parser = parse_format)]
    format: Option<TableFormat>,

    /// Store the state at the end of every month too, however large
    #[arg(long, overrides_with = "no_monthly")]
    monthly: bool,

    /// Do not store the state at the end of every month
    #[arg(long)]
    no_monthly: bool,

    /// Only these alternatives, by id, with commas
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    alternatives: Vec<String>,

    /// Every uncertain quantity at its mean: chance only
    #[arg(long)]
    pub(super) central: bool,

    /// Accept a run of any size
    #[arg(long)]
    allow_large: bool,

    /// Language of the report: nl or en
    #[arg(long, default_value = "nl", value_parser = ["nl", "en"])]
    lang: String,

    /// Write the tables only, without summary and report: memory stays the same however many draws there are. `report`
    /// and `merge` make the rest from the tables
    #[arg(long, conflicts_with = "until_se")]
    tables_only: bool,

    /// No progress and no summary on screen
    #[arg(short, long)]
    quiet: bool,

    /// The summary on screen as JSON
    #[arg(long)]
    json: bool,
}

fn parse_range(text: &str) -> Result<Range<u64>, String> {
    let bounds = text.split_once("..").ok_or("write A..B, for example 0..500")?;
    let number =
        |text: &str| text.trim().parse().map_err(|_| format!("{text:?} is no whole number"));
    let range = number(bounds.0)?..number(bounds.1)?;
    if range.is_empty() { Err("B must be more than A".to_owned()) } else { Ok(range) }
}

pub fn parse_format(text: &str) -> Result<TableFormat, String> {
    match text {
        "parquet" if cfg!(not(feature = "parquet")) => {
            Err("this program was built without Parquet; write csv".to_owned())
        }
        "parquet" => Ok(TableFormat::Parquet),
        "csv" => Ok(TableFormat::Csv),
        _ => Err("write parquet or csv".to_owned()),
    }
}

pub fn run(args: &RunArgs) -> Result<ExitCode, Complaint> {
    #[expect(clippy::disallowed_methods, reason = "the time it took, for the screen and run.json")]
    let started = Instant::now();
    tidy_up_when_interrupted();
    let threads = thread_count(args.threads)?;
    let scenario = args.load(threads)?;
    carry_out(args, scenario, threads, started)
}

/// Simulates a scenario and writes the results; `started` is when the command did.
pub(super) fn carry_out(
    args: &RunArgs,
    scenario: Scenario,
    threads: usize,
    started: Instant,
) -> Result<ExitCode, Complaint> {
    let job = Job::new(args, &scenario, threads)?;
    let asked = args.until.goals(&job.header)?;
    let most = args.most(&scenario, threads)?;
    let output = Output::open(args.out.clone(), &args.scenario.stem(), args.force)?;
    let mut rounds = Rounds::open(&job, &output, job.layout(args, most), args.keep())?;
    rounds.add(&job.sample, job.plan.draws.clone(), args.quiet)?;
    let ended = match asked.as_slice() {
        [] => None,
        asked => Some(rounds.grow(asked, most, args.quiet)?),
    };
    let (uniforms, options) = (rounds.uniforms, rounds.options);
    let Gathered { table, budgets } = rounds.finish()?;
    let Job { mut plan, .. } = job;
    let (scenario, complaint) = match ended {
        Some(ended) if ended.batches > u64::from(scenario.sampling.batches) => {
            let scenario = scenario.resized(ended.rows as u32, ended.batches as u32);
            plan.draws = scenario.sampling_plan().draws_of(&(0..ended.rows));
            (scenario, ended.complaint)
        }
        ended => (scenario, ended.and_then(|ended| ended.complaint)),
    };
    let finished = Finished {
        sampling: scenario.sampling_plan(),
        scenario: &scenario,
        scenario_file: args.scenario.name(),
        command: command_line(),
        plan,
        central: args.central,
        options,
        threads,
        uniforms,
        seconds: started.elapsed().as_secs_f64(),
        lang: args.lang.clone(),
        until: asked,
        budgets: budgets.0,
        sample: budgets.1,
    };
    let code = if args.tables_only {
        finished.write_tables_only(output, &table.header, args.quiet, args.json)?
    } else {
        finished.write(output, &table, args.quiet, args.json)?
    };
    // The results stay; only the goal was not reached.
    complaint.map_or(Ok(code), Err)
}

/// The number of threads that was asked for, or that of the cores.
pub fn thread_count(asked: Option<usize>) -> Result<usize, Complaint> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    match asked {
        Some(0) => Err(Complaint::input("--threads must be at least 1, found 0")
            .hint("leave it out to use all cores")),
        Some(threads) if threads > 1024 => {
            Err(Complaint::input(format!("--threads must be at most 1024, found {threads}"))
                .hint("leave it out to use all cores"))
        }
        Some(threads) => Ok(threads),
        None => Ok(cores),
    }
}

impl RunArgs {
    /// A quiet run of all draws of a scenario into a directory, over what is there.
    pub(super) fn pilot(
        scenario: &ScenarioArgs,
        out: &std::path::Path,
        monthly: bool,
        tables_only: bool,
    ) -> Self {
        Self {
            scenario: scenario.clone(),
            out: Some(out.to_owned()),
            force: true,
            monthly,
            no_monthly: !monthly,
            tables_only,
            lang: "nl".to_owned(),
            quiet: true,
            ..Self::default()
        }
    }

    /// What is kept of the draws beside the tables.
    fn keep(&self) -> Keep {
        Keep { all_months: self.monthly, totals: !self.tables_only }
    }

    /// Most rows of quantities that the run may grow to; those of the scenario where it does not.
    fn most(&self, scenario: &Scenario, threads: usize) -> Result<u64, Complaint> {
        let draws = u64::from(scenario.sampling.draws);
        let most = self.until.most(draws)?;
        if !self.until.is_given() {
            return Ok(draws);
        }
        if self.central {
            let message = "--until-se cannot be used with --central, which draws no quantities";
            return Err(Complaint::input(message)
                .hint("leave --central out, or give the number of draws with --draws"));
        }
        if self.draws_range.is_some() {
            let message =
                "--until-se decides how many draws there are, so --draws-range is part of no whole";
            return Err(Complaint::input(message).hint(
                "see how many it takes first, then divide these with --draws and --draws-range",
            ));
        }
        if !self.allow_large {
            rounds::check_size(scenario, most, threads, &Limits::default())?;
        }
        Ok(most)
    }

    /// Options that are keys of the scenario, with the same checks.
    fn sets(&self) -> Vec<String> {
        let keys = [
            ("draws", self.draws),
            ("replications", self.replications),
            ("batches", self.batches),
            ("seed", self.seed),
        ];
        keys.iter()
            .filter_map(|(key, value)| value.map(|value| format!("sampling.{key}={value}")))
            .collect()
    }

    fn load(&self, threads: usize) -> Result<Scenario, Complaint> {
        let sets = self.sets();
        let limits = (!self.allow_large).then(Limits::default);
        self.scenario.load(&sets, limits, threads)
    }

    fn choose_alternatives(&self, scenario: &Scenario) -> Result<Vec<usize>, Complaint> {
        if self.alternatives.is_empty() {
            return Ok((0..scenario.alternatives().len()).collect());
        }
        let index = |id: &String| alternative_index(scenario, "--alternatives", id);
        let mut chosen: Vec<usize> =
            self.alternatives.iter().map(index).collect::<Result<_, _>>()?;
        chosen.sort_unstable();
        chosen.dedup();
        Ok(chosen)
    }

    /// Rows of quantities of this run; `draws` are all.
    fn choose_draws(&self, draws: u64) -> Result<Range<u64>, Complaint> {
        let range = self.draws_range.clone().unwrap_or(0..draws);
        if range.end > draws {
            let message =
                format!("--draws-range ends at {}, but there are {draws} draws", range.end);
            return Err(Complaint::input(message)
                .hint("--draws gives the number of all draws, of which the range is a part"));
        }
        Ok(range)
    }
}

/// A run, ready to start.
pub struct Job<'a> {
    pub scenario: &'a Scenario,
    pub plan: Plan,
    pub sampling: SamplingPlan,
    pub sample: SampleMatrix,
    pub header: Header,
    pub options: WriterOptions,
    pub threads: usize,
}

impl<'a> Job<'a> {
    fn new(args: &RunArgs, scenario: &'a Scenario, threads: usize) -> Result<Self, Complaint> {
        let sampling = scenario.sampling_plan();
        let rows = args.choose_draws(u64::from(scenario.sampling.draws))?;
        let plan = Plan {
            seed: scenario.sampling.seed,
            draws: sampling.draws_of(&rows),
            alternatives: args.choose_alternatives(scenario)?,
        };
        let draws = scenario.sampling.all_draws();
        let central = sampling::central(scenario.quantities());
        let header = Header::new(scenario, &plan.alternatives, &central);
        let options = WriterOptions {
            format: args.format.unwrap_or(TableFormat::DEFAULT),
            monthly: args.monthly || (months_fit(&header, draws) && !args.no_monthly),
        };
        let sample = sample(scenario, &sampling, args.central)?;
        Ok(Self { scenario, plan, sampling, sample, header, options, threads })
    }

    /// The job of a finished run, to be done again.
    pub fn of_stored(stored: &'a StoredRun, threads: usize) -> Result<Self, Complaint> {
        let (scenario, manifest) = (&stored.scenario, &stored.manifest);
        let sampling = scenario.sampling_plan();
        let (from, to) = manifest.draws_range;
        let plan = Plan {
            seed: manifest.seed,
            draws: sampling.draws_of(&(from..to)),
            alternatives: stored.alternatives.clone(),
        };
        let sample = sample(scenario, &sampling, manifest.central)?;
        let options = WriterOptions { format: manifest.format, monthly: manifest.monthly };
        Ok(Self { scenario, plan, sampling, sample, header: stored.header(), options, threads })
    }

    /// The quantities in every draw of a plan.
    pub fn sample(&self, sampling: &SamplingPlan) -> Result<SampleMatrix, Complaint> {
        design(self.scenario, sampling)
    }

    /// Which draws belong together, of up to `most` rows.
    fn layout(&self, args: &RunArgs, most: u64) -> Layout {
        if args.central {
            return Layout::default();
        }
        let size = (self.sampling.draws / self.sampling.batches) as u64;
        rounds::resized(&self.sampling, most / size * size, most / size).layout()
    }
}

/// The quantities in every draw; with `central` all of them at their means.
fn sample(
    scenario: &Scenario,
    sampling: &SamplingPlan,
    central: bool,
) -> Result<SampleMatrix, Complaint> {
    if central {
        let draws = scenario.sampling.all_draws() as usize;
        return Ok(SampleMatrix::repeated(&sampling::central(scenario.quantities()), draws));
    }
    design(scenario, sampling)
}

fn design(scenario: &Scenario, sampling: &SamplingPlan) -> Result<SampleMatrix, Complaint> {
    sampling::sample(scenario.quantities(), sampling)
        .map_err(|error| Complaint::input(error).hint("see `sampling` in the scenario"))
}

/// The command as it was given, for the report; arguments with spaces are quoted.
pub fn command_line() -> String {
    let quoted = |argument: String| {
        let plain = |c: char| c.is_alphanumeric() || "-_./=,:".contains(c);
        if !argument.is_empty() && argument.chars().all(plain) {
            argument
        } else {
            format!("'{}'", argument.replace('\'', r"'\''"))
        }
    };
    let arguments = std::env::args_os().skip(1).map(|word| quoted(word.to_string_lossy().into()));
    std::iter::once("wijkraming".to_owned()).chain(arguments).collect::<Vec<_>>().join(" ")
}
