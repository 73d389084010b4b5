//! `wijkraming reproduce RUN`: makes a finished run again from its manifest, and compares every table by its hash.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use super::Complaint;
use super::changes::{ResultsChanged, results_changed_since};
use super::interrupt::tidy_up_when_interrupted;
use super::man;
use super::output::{Output, write_summary_of};
use super::rounds::{Keep, Rounds};
use super::run::{Job, thread_count};
use super::stored::StoredRun;
use crate::engine::{AreaYear, COLUMNS};
use crate::tables::{Parts, RunManifest, RunReader, StoredUnit, sha256};

#[derive(Debug, clap::Args)]
pub struct ReproduceArgs {
    /// Directory of a finished run, or its run.json
    #[arg(value_name = "RUN")]
    run: PathBuf,

    /// Threads; all cores where not given. The results do not depend on it
    #[arg(long, value_name = "T")]
    threads: Option<usize>,

    /// No progress, and nothing on screen where all is the same
    #[arg(short, long)]
    quiet: bool,

    /// The outcome as JSON
    #[arg(long)]
    json: bool,
}

/// What came of making a run again.
#[derive(Debug, Serialize)]
struct Outcome {
    run: String,
    /// The version that made the run, and the one that made it again.
    made_by: String,
    made_again_by: &'static str,
    same: bool,
    tables: Vec<Table>,
    /// Columns of the results that differ.
    columns: Vec<Column>,
    /// What the changelog says of results since the version that made the run.
    results_changed: Vec<ResultsChanged>,
}

#[derive(Debug, Serialize)]
struct Table {
    name: String,
    same: bool,
    was: String,
    is: String,
}

/// How one column of the results differs.
#[derive(Debug, Serialize)]
struct Column {
    name: String,
    /// Rows (alternative, draw, year, area) in which it does.
    rows: u64,
    largest: f64,
}

pub fn reproduce(args: &ReproduceArgs) -> Result<ExitCode, Complaint> {
    tidy_up_when_interrupted();
    let threads = thread_count(args.threads)?;
    let directory = directory_of(&args.run);
    let stored = StoredRun::open(&directory, &[])?;
    let hashes = &stored.manifest.tables_sha256;
    // A table that was damaged since must not be taken for one that cannot be made again.
    hashes.keys().try_for_each(|name| stored.manifest.check_table(&directory, name))?;
    let work = tempfile::Builder::new().prefix("wijkraming-reproduce-").tempdir();
    let work = work.map_err(|error| {
        Complaint::input(format!("no place for the tables: {error}"))
            .hint("the variable TMPDIR says where temporary files go")
    })?;
    let output = Output::open(Some(work.path().join("again")), "", false)?;
    simulate(&stored, &output, threads, args.quiet || args.json)?;
    let outcome = compare(&stored, &output)?;
    tell(args, &outcome)?;
    Ok(if outcome.same { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn directory_of(run: &Path) -> PathBuf {
    let is_manifest = run.file_name().is_some_and(|name| name == RunManifest::FILE);
    let parent = run.parent().filter(|parent| !parent.as_os_str().is_empty());
    if is_manifest { parent.unwrap_or(Path::new(".")).to_owned() } else { run.to_owned() }
}

/// Writes the tables of the run anew.
fn simulate(
    stored: &StoredRun,
    output: &Output,
    threads: usize,
    quiet: bool,
) -> Result<(), Complaint> {
    let job = Job::of_stored(stored, threads)?;
    // A run that wrote tables only has no summary.
    let totals = stored.manifest.tables_sha256.contains_key("summary.csv");
    let mut rounds =
        Rounds::open(&job, output, stored.layout(), Keep { all_months: true, totals })?;
    rounds.add(&job.sample, job.plan.draws.clone(), quiet)?;
    let gathered = rounds.finish()?;
    if totals {
        write_summary_of(&gathered.table, &output.directory)?;
    }
    Ok(())
}

fn compare(stored: &StoredRun, output: &Output) -> Result<Outcome, Complaint> {
    let mut tables = Vec::new();
    let mut again = stored.manifest.clone();
    for (name, was) in &stored.manifest.tables_sha256 {
        let is = sha256(&output.directory.file(name))?;
        again.tables_sha256.insert(name.clone(), is.clone());
        tables.push(Table { name: name.clone(), same: *was == is, was: was.clone(), is });
    }
    let same = tables.iter().all(|table| table.same);
    Ok(Outcome {
        run: stored.directory.display().to_string(),
        made_by: stored.manifest.version.clone(),
        made_again_by: env!("CARGO_PKG_VERSION"),
        same,
        tables,
        columns: if same { Vec::new() } else { differing_columns(stored, output, &again)? },
        results_changed: results_changed_since(&stored.manifest.version),
    })
}

/// The columns of the results in which two runs of the same units differ.
fn differing_columns(
    stored: &StoredRun,
    output: &Output,
    again: &RunManifest,
) -> Result<Vec<Column>, Complaint> {
    let paths = stored.scenario.quantity_paths();
    let open = |directory: &Path, manifest: &RunManifest| {
        RunReader::open(directory, manifest, stored.header(), &paths, Parts::Years)
    };
    let before = open(&stored.directory, &stored.manifest)?;
    let after = open(&output.directory.file(""), again)?;
    let names = COLUMNS.iter().map(|column| column.name.to_owned());
    let header = stored.header();
    let effects = header.effects.iter().map(|effect| format!("effect_{effect}"));
    let mut columns: Vec<Column> =
        names.chain(effects).map(|name| Column { name, rows: 0, largest: 0.0 }).collect();
    for (before, after) in before.stored_units().zip(after.stored_units()) {
        for (before, after) in cells(&before).zip(cells(&after)) {
            for (column, (before, after)) in columns.iter_mut().zip(before.iter().zip(&after)) {
                if before.to_bits() != after.to_bits() {
                    column.rows += 1;
                    column.largest = column.largest.max((after - before).abs());
                }
            }
        }
    }
    columns.retain(|column| column.rows > 0);
    Ok(columns)
}

/// The numbers of a unit, a row per year and area.
fn cells(unit: &StoredUnit) -> impl Iterator<Item = Vec<f64>> {
    let realisation = &unit.realisation;
    let effects = realisation.effects.len() / realisation.years.len();
    realisation.years.iter().enumerate().map(move |(row, volumes): (usize, &AreaYear)| {
        let counted = COLUMNS.iter().map(|column| (column.get)(volumes));
        counted.chain(realisation.effects[row * effects..][..effects].iter().copied()).collect()
    })
}

fn tell(args: &ReproduceArgs, outcome: &Outcome) -> Result<(), Complaint> {
    if args.json {
        let text = serde_json::to_string_pretty(outcome).map_err(Complaint::ours)?;
        return man::print(format!("{text}\n").as_bytes()).map(|_| ());
    }
    if args.quiet && outcome.same {
        return Ok(());
    }
    man::print(text(outcome).as_bytes()).map(|_| ())
}

fn text(outcome: &Outcome) -> String {
    let mut text = format!("{}: made again with wijkraming {}", outcome.run, outcome.made_again_by);
    if outcome.made_by != outcome.made_again_by {
        text += &format!(", where the run was made by {}", outcome.made_by);
    }
    text += "\n";
    for Table { name, same, was, is } in &outcome.tables {
        text += &match same {
            true => format!("  {name}: the same, to the last bit ({})\n", &was[..16]),
            false => format!("  {name}: differs ({} was {})\n", &is[..16], &was[..16]),
        };
    }
    for Column { name, rows, largest } in &outcome.columns {
        text += &format!("    {name} differs in {rows} rows, by at most {largest}\n");
    }
    for ResultsChanged { version, what } in &outcome.results_changed {
        text += &format!("  results changed in {version}:\n{what}\n");
    }
    if !outcome.same && outcome.results_changed.is_empty() {
        text += "  no change of results is recorded since the version that made the run: \
                 another build or platform, or a fault of ours; docs/reproducibility.md\n";
    }
    text
}
