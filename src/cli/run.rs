//! `wijkraming run`, the main job.

use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use super::Complaint;
use super::interrupt::tidy_up_when_interrupted;
use super::load::{ScenarioArgs, alternative_index};
use super::output::{Budgets, Finished, Output};
use super::progress::Progress;
use crate::scenario::{Limits, Scenario};
use crate::study::{
    BudgetTable, Header, Layout, Model, Plan, SampleMatrix, SampleTable, SamplingPlan,
    run as run_plan, sampling,
};
use crate::tables::{RunWriter, TableError, TableFormat, WriterOptions};

#[derive(Clone, Debug, Default, clap::Args)]
pub struct RunArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,

    /// Number of draws of the uncertain quantities
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    draws: Option<u64>,

    /// Draws of chance for each draw of the quantities, to tell both kinds of uncertainty apart
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u64).range(1..))]
    replications: Option<u64>,

    /// Independent designs into which the draws are divided, to know the error of the design
    #[arg(long, value_name = "B", value_parser = clap::value_parser!(u64).range(1..))]
    batches: Option<u64>,

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
    central: bool,

    /// Accept a run of any size
    #[arg(long)]
    allow_large: bool,

    /// Language of the report: nl or en
    #[arg(long, default_value = "nl", value_parser = ["nl", "en"])]
    lang: String,

    /// No progress and no summary on screen
    #[arg(short, long)]
    quiet: bool,

    /// The summary on screen as JSON
    #[arg(long)]
    json: bool,
}

/// Rows of the table of months up to which it is stored without asking.
const MONTH_ROWS: u64 = 10_000_000;

fn parse_range(text: &str) -> Result<Range<u64>, String> {
    let bounds = text.split_once("..").ok_or("write A..B, for example 0..500")?;
    let number =
        |text: &str| text.trim().parse().map_err(|_| format!("{text:?} is no whole number"));
    let range = number(bounds.0)?..number(bounds.1)?;
    if range.is_empty() { Err("B must be more than A".to_owned()) } else { Ok(range) }
}

fn parse_format(text: &str) -> Result<TableFormat, String> {
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
    let threads = args.thread_count()?;
    let scenario = args.load(threads)?;
    let job = Job::new(args, &scenario, threads)?;
    let output = Output::open(args.out.clone(), &args.scenario.stem(), args.force)?;
    let (table, budgets, uniforms) = job.simulate(&output, args.quiet)?;
    let finished = Finished {
        scenario: &scenario,
        scenario_file: args.scenario.name(),
        command: command_line(),
        plan: job.plan.clone(),
        sampling: job.sampling.clone(),
        central: args.central,
        options: job.options,
        threads,
        uniforms,
        seconds: started.elapsed().as_secs_f64(),
        lang: args.lang.clone(),
        budgets,
    };
    finished.write(output, &table, args.quiet, args.json)
}

impl RunArgs {
    fn thread_count(&self) -> Result<usize, Complaint> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        match self.threads {
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
struct Job<'a> {
    scenario: &'a Scenario,
    plan: Plan,
    sampling: SamplingPlan,
    sample: SampleMatrix,
    header: Header,
    layout: Layout,
    options: WriterOptions,
    threads: usize,
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
        let sample = if args.central {
            SampleMatrix::repeated(&sampling::central(scenario.quantities()), draws as usize)
        } else {
            sampling::sample(scenario.quantities(), &sampling)
                .map_err(|error| Complaint::input(error).hint("see `sampling` in the scenario"))?
        };
        let central = sampling::central(scenario.quantities());
        let header = Header::new(scenario, &plan.alternatives, &central);
        let cells = (header.alternatives.len() * header.months() * header.areas.len()) as u64;
        let fits = cells.saturating_mul(draws) <= MONTH_ROWS;
        let options = WriterOptions {
            format: args.format.unwrap_or(TableFormat::DEFAULT),
            monthly: args.monthly || (fits && !args.no_monthly),
        };
        let layout = if args.central { Layout::default() } else { sampling.layout() };
        Ok(Self { scenario, plan, sampling, sample, header, layout, options, threads })
    }

    /// Runs all units, writes their rows as they come, and gathers the sample table.
    fn simulate(
        &self,
        output: &Output,
        quiet: bool,
    ) -> Result<(SampleTable, Option<BudgetTable>, u64), Complaint> {
        let paths = self.scenario.quantity_paths();
        let place = |name: &str| output.directory.file(name);
        let mut writer = RunWriter::create(place, self.header.clone(), &paths, self.options)?;
        let mut table = SampleTable::with_layout(self.header.clone(), self.layout.clone());
        let mut budgets = Budgets::new(&self.header, self.layout.clone(), self.plan.units());
        let mut uniforms = 0;
        let progress = Progress::new(self.plan.units(), quiet);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .build()
            .map_err(|error| Complaint::ours(format!("cannot start threads: {error}")))?;
        let done: Result<(), TableError> = pool.install(|| {
            run_plan(
                self.scenario,
                &self.plan,
                &self.sample,
                &|| progress.tick(),
                &mut |place, unit| {
                    uniforms += unit.realisation.uniforms;
                    table.accept(place, unit);
                    budgets.accept(self.scenario, place, unit, self.sample.row(unit.draw as usize));
                    writer.accept(place, unit, self.sample.row(unit.draw as usize))
                },
            )
        });
        progress.finish();
        done?;
        writer.finish()?;
        Ok((table, budgets.0, uniforms))
    }
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
