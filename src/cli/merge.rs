//! `wijkraming merge DIR... --out DIR`: runs of parts of the draws become one, and so do parts of a batch.

use std::cmp::Ordering;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use super::Complaint;
use super::complaint::say;
use super::interrupt::tidy_up_when_interrupted;
use super::man::print;
use super::output::{Budgets, Finished, Output};
use super::run::command_line;
use super::stored::StoredRun;
use crate::batch::{self, BatchRecord};
use crate::scenario::estimate;
use crate::study::{Plan, SampleTable};
use crate::tables::{RunManifest, RunWriter, WriterOptions};

#[derive(Debug, clap::Args)]
pub struct MergeArgs {
    /// Directories of runs of the same scenario, each of other draws; or of parts of the same batch (--shard)
    #[arg(required = true, value_name = "DIR")]
    directories: Vec<PathBuf>,

    /// Directory of the joined run
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Replace the results of an earlier run in the directory
    #[arg(long)]
    force: bool,

    /// Language of the report: nl or en
    #[arg(long, default_value = "nl", value_parser = ["nl", "en"])]
    lang: String,

    /// No summary on screen
    #[arg(short, long)]
    quiet: bool,

    /// The summary on screen as JSON
    #[arg(long)]
    json: bool,
}

pub fn merge(args: &MergeArgs) -> Result<ExitCode, Complaint> {
    #[expect(clippy::disallowed_methods, reason = "the time it took, for the screen and run.json")]
    let started = Instant::now();
    if args.directories.iter().any(|directory| directory.join(BatchRecord::FILE).exists()) {
        return merge_batch(args);
    }
    tidy_up_when_interrupted();
    let parts = read_parts(&args.directories)?;
    let (first, scenario) = (&parts[0].manifest, &parts[0].scenario);
    let sampling = scenario.sampling_plan();
    let rows = first.draws_range.0..parts[parts.len() - 1].manifest.draws_range.1;
    let plan = Plan {
        seed: first.seed,
        draws: sampling.draws_of(&rows),
        alternatives: parts[0].alternatives.clone(),
    };
    let options = WriterOptions { format: first.format, monthly: first.monthly };
    let output = Output::open(Some(args.out.clone()), "", args.force)?;
    let (table, budgets) = join(&parts, options, &output)?;
    let finished = Finished {
        scenario,
        scenario_file: first.scenario_file.clone(),
        command: command_line(),
        plan,
        sampling,
        central: first.central,
        options,
        threads: 1,
        uniforms: parts.iter().map(|part| part.manifest.uniforms).sum(),
        seconds: started.elapsed().as_secs_f64(),
        lang: args.lang.clone(),
        until: Vec::new(),
        budgets: budgets.0,
        sample: budgets.1,
    };
    finished.write(output, &table, args.quiet, args.json)
}

/// Parts of a batch. All that is missing, double, foreign or damaged is told at once.
fn merge_batch(args: &MergeArgs) -> Result<ExitCode, Complaint> {
    let ledger = batch::merge(&args.directories, &args.out, args.force).map_err(|problems| {
        let (last, others) = problems.split_last().expect("a refusal has a problem");
        for problem in others {
            say(&format!("error: {}\n", problem.message));
            problem.hint.iter().for_each(|hint| say(&format!("hint: {hint}\n")));
        }
        Complaint::from(last.clone())
    })?;
    if args.json {
        let text = serde_json::to_string_pretty(&ledger).map_err(Complaint::ours)?;
        print(format!("{text}\n").as_bytes())?;
    } else if !args.quiet {
        let text = format!(
            "results: {}\n{} units of {} parts, each once, all hashes right; {} of computing\n",
            args.out.display(),
            ledger.units,
            ledger.parts.len(),
            estimate::duration(ledger.seconds)
        );
        print(text.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The parts in the order of their draws; all of one run, without gap or overlap.
fn read_parts(directories: &[PathBuf]) -> Result<Vec<StoredRun>, Complaint> {
    let mut manifests = Vec::new();
    for directory in directories {
        manifests.push((directory, RunManifest::read(directory)?));
    }
    manifests.sort_by_key(|(_, manifest)| manifest.draws_range);
    let first = &manifests[0];
    for part in &manifests {
        if let Some(what) = difference(&first.1, &part.1) {
            let (one, other) = (first.0.display(), part.0.display());
            let message = format!("{one} and {other} differ in {what}");
            return Err(Complaint::input(message).hint(
                "only parts of one run can be joined: same scenario, seed, draws and options",
            ));
        }
    }
    manifests.windows(2).try_for_each(|pair| adjacent(&pair[0], &pair[1]))?;
    let open =
        |(directory, manifest): (&PathBuf, RunManifest)| StoredRun::of(directory, manifest, &[]);
    manifests.into_iter().map(open).collect()
}

/// Whether the draws of `next` begin where those of `part` end.
fn adjacent(
    part: &(&PathBuf, RunManifest),
    next: &(&PathBuf, RunManifest),
) -> Result<(), Complaint> {
    let (end, (start, next_end)) = (part.1.draws_range.1, next.1.draws_range);
    let (what, draws) = match end.cmp(&start) {
        Ordering::Equal => return Ok(()),
        Ordering::Less => ("in neither", end..start),
        Ordering::Greater => ("in both", start..end.min(next_end)),
    };
    let (one, other) = (part.0.display(), next.0.display());
    let message = match draws.end - draws.start {
        1 => format!("draw {} is {what} of {one} and {other}", draws.start),
        _ => format!("draws {} to {} are {what} of {one} and {other}", draws.start, draws.end - 1),
    };
    Err(Complaint::input(message).hint("join parts that follow each other, each once"))
}

fn difference(one: &RunManifest, other: &RunManifest) -> Option<&'static str> {
    let differs = [
        (one.version != other.version, "the version of the program"),
        (one.seed != other.seed, "the seed"),
        (one.draws != other.draws, "the number of draws"),
        (one.replications != other.replications, "the number of replications"),
        (one.batches != other.batches, "the number of batches"),
        (one.scenario_sha256 != other.scenario_sha256, "the scenario"),
        (one.method != other.method, "the sampling method"),
        (one.central != other.central, "--central"),
        (one.alternatives != other.alternatives, "the alternatives"),
        (one.format != other.format, "the format of the tables"),
        (one.monthly != other.monthly, "whether months are stored"),
    ];
    differs.into_iter().find_map(|(differs, what)| differs.then_some(what))
}

fn join(
    parts: &[StoredRun],
    options: WriterOptions,
    output: &Output,
) -> Result<(SampleTable, Budgets), Complaint> {
    let header = parts[0].header();
    let paths = parts[0].scenario.quantity_paths();
    let place = |name: &str| output.directory.file(name);
    let mut writer = RunWriter::create(place, header.clone(), &paths, options)?;
    let mut table = SampleTable::with_layout(header.clone(), parts[0].layout());
    let units = parts.iter().map(StoredRun::unit_count).sum();
    let mut budgets = Budgets::new(&header, table.layout.clone(), units);
    for part in parts {
        let reader = part.reader()?;
        for (place, unit, sample) in part.units(&reader) {
            table.accept(place, &unit);
            budgets.accept(&part.scenario, place, &unit, &sample);
            writer.accept(place, &unit, &sample)?;
        }
    }
    writer.finish()?;
    Ok((table, budgets))
}
