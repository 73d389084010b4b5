//! `wijkraming merge DIR... --out DIR`: runs of parts of the draws become one.

use std::cmp::Ordering;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use super::Complaint;
use super::interrupt::tidy_up_when_interrupted;
use super::load::ScenarioArgs;
use super::output::{Finished, Output};
use super::run::command_line;
use crate::scenario::Scenario;
use crate::study::{Header, Model, Plan, SampleTable, Unit, sampling};
use crate::tables::{RunManifest, RunReader, RunWriter, WriterOptions};

#[derive(Debug, clap::Args)]
pub struct MergeArgs {
    /// Directories of runs of the same scenario, each of other draws
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

/// A part of a run.
struct Part {
    directory: PathBuf,
    manifest: RunManifest,
}

pub fn merge(args: &MergeArgs) -> Result<ExitCode, Complaint> {
    #[expect(clippy::disallowed_methods, reason = "the time it took, for the screen and run.json")]
    let started = Instant::now();
    tidy_up_when_interrupted();
    let parts = read_parts(&args.directories)?;
    let first = &parts[0].manifest;
    let scenario = stored_scenario(&parts[0])?;
    parts[1..].iter().try_for_each(|part| stored_scenario(part).map(drop))?;
    let alternatives = alternatives(&scenario, first)?;
    let plan = Plan {
        seed: first.seed,
        draws: first.draws_range.0..parts[parts.len() - 1].manifest.draws_range.1,
        alternatives,
    };
    let options = WriterOptions { format: first.format, monthly: first.monthly };
    let output = Output::open(Some(args.out.clone()), "", args.force)?;
    let table = join(&scenario, &parts, &plan, options, &output)?;
    let finished = Finished {
        scenario: &scenario,
        scenario_file: first.scenario_file.clone(),
        command: command_line(),
        plan,
        sampling: scenario.sampling_plan(),
        central: first.central,
        options,
        threads: 1,
        uniforms: parts.iter().map(|part| part.manifest.uniforms).sum(),
        seconds: started.elapsed().as_secs_f64(),
        lang: args.lang.clone(),
    };
    finished.write(output, &table, args.quiet, args.json)
}

/// The parts in the order of their draws; all of one run, without gap or overlap.
fn read_parts(directories: &[PathBuf]) -> Result<Vec<Part>, Complaint> {
    let mut parts = Vec::new();
    for directory in directories {
        let manifest = RunManifest::read(directory)?;
        parts.push(Part { directory: directory.clone(), manifest });
    }
    parts.sort_by_key(|part| part.manifest.draws_range);
    let first = &parts[0];
    for part in &parts {
        if let Some(what) = difference(&first.manifest, &part.manifest) {
            let message = format!(
                "{} and {} differ in {what}",
                first.directory.display(),
                part.directory.display()
            );
            return Err(Complaint::input(message).hint(
                "only parts of one run can be joined: same scenario, seed, draws and options",
            ));
        }
    }
    parts.windows(2).try_for_each(|pair| adjacent(&pair[0], &pair[1]))?;
    Ok(parts)
}

/// Whether the draws of `next` begin where those of `part` end.
fn adjacent(part: &Part, next: &Part) -> Result<(), Complaint> {
    let (end, (start, next_end)) = (part.manifest.draws_range.1, next.manifest.draws_range);
    let (what, draws) = match end.cmp(&start) {
        Ordering::Equal => return Ok(()),
        Ordering::Less => ("in neither", end..start),
        Ordering::Greater => ("in both", start..end.min(next_end)),
    };
    let (one, other) = (part.directory.display(), next.directory.display());
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
        (one.scenario_sha256 != other.scenario_sha256, "the scenario"),
        (one.method != other.method, "the sampling method"),
        (one.central != other.central, "--central"),
        (one.alternatives != other.alternatives, "the alternatives"),
        (one.format != other.format, "the format of the tables"),
        (one.monthly != other.monthly, "whether months are stored"),
    ];
    differs.into_iter().find_map(|(differs, what)| differs.then_some(what))
}

/// The scenario that is stored with a run.
fn stored_scenario(part: &Part) -> Result<Scenario, Complaint> {
    let path = part.directory.join("scenario.toml");
    let arguments = ScenarioArgs { file: Some(path.clone()), ..ScenarioArgs::default() };
    let scenario = arguments.load(&part.manifest.sets, None, 1)?;
    if scenario.hash() != part.manifest.scenario_sha256 {
        let message = format!("{} is not the scenario of this run", path.display());
        return Err(Complaint::input(message).hint("it was edited after the run; run it again"));
    }
    Ok(scenario)
}

fn alternatives(scenario: &Scenario, manifest: &RunManifest) -> Result<Vec<usize>, Complaint> {
    let index = |id: &String| {
        scenario
            .alternatives()
            .iter()
            .position(|known| known.id == *id)
            .ok_or_else(|| Complaint::input(format!("the scenario has no alternative {id:?}")))
    };
    manifest.alternatives.iter().map(index).collect()
}

fn join(
    scenario: &Scenario,
    parts: &[Part],
    plan: &Plan,
    options: WriterOptions,
    output: &Output,
) -> Result<SampleTable, Complaint> {
    let paths = scenario.quantity_paths();
    let central = sampling::central(scenario.quantities());
    let header = Header::new(scenario, &plan.alternatives, &central);
    let place = |name: &str| output.directory.file(name);
    let mut writer = RunWriter::create(place, header.clone(), &paths, options)?;
    let mut table = SampleTable::new(header.clone());
    for part in parts {
        let reader = RunReader::open(&part.directory, &part.manifest, header.clone(), &paths)?;
        for stored in reader.stored_units() {
            let sample = reader.sample(stored.draw);
            let alternative = plan.alternatives[stored.place];
            let realisation = stored.realisation;
            let unit = Unit::restore(scenario, alternative, stored.draw, &sample, realisation);
            table.accept(stored.place, &unit);
            writer.accept(stored.place, &unit, &sample)?;
        }
    }
    writer.finish()?;
    Ok(table)
}
