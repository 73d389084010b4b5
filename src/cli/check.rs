//! `wijkraming check FILE...`: scenarios, and targets files beside them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Complaint;
use super::complaint::say;
use super::load::render;
use super::man::print;
use crate::calibration::targets::Targets;
use crate::diagnostics::Report;
use crate::scenario::estimate::{bytes, duration};
use crate::scenario::{Limits, LoadOptions, Scenario};
use crate::study::Model;

#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// Scenario files, and targets files (NAME.targets.toml) beside the scenario of the same name
    #[arg(required = true)]
    files: Vec<PathBuf>,

    /// Set a key of every scenario first
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,

    /// Let `extends` lead to files outside the directory of the scenario
    #[arg(long)]
    allow_outside: bool,

    /// Accept a run of any size
    #[arg(long)]
    allow_large: bool,

    /// Print problems as JSON
    #[arg(long)]
    json: bool,
}

pub fn check(args: &CheckArgs) -> Result<ExitCode, Complaint> {
    let mut wrong = false;
    let mut problems = Vec::new();
    for path in &args.files {
        let checked = args.one(path);
        let report = match &checked {
            Ok((_, warnings)) => warnings,
            Err(report) => report,
        };
        wrong |= checked.is_err();
        if args.json {
            problems.extend(report.to_json());
        } else {
            say(&render(report));
        }
        if let (Ok((praise, _)), false) = (&checked, args.json) {
            print(format!("{}: {praise}\n", path.display()).as_bytes())?;
        }
    }
    if args.json {
        let text = serde_json::to_string_pretty(&problems).map_err(Complaint::ours)?;
        print(format!("{text}\n").as_bytes())?;
    }
    Ok(ExitCode::from(if wrong { 2 } else { 0 }))
}

/// Ending of files with targets; they are held against the scenario of the same name.
const TARGETS: &str = ".targets.toml";

impl CheckArgs {
    /// Praise and warnings of one file, or what is wrong with it.
    fn one(&self, path: &Path) -> Result<(String, Report), Report> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let stem = name.as_deref().and_then(|name| name.strip_suffix(TARGETS));
        let Some(stem) = stem else {
            let scenario = self.scenario(path)?;
            return Ok((praise(&scenario), scenario.warnings().clone()));
        };
        let scenario = self.scenario(&path.with_file_name(format!("{stem}.toml")))?;
        let targets = Targets::load(path, &scenario)?;
        let (count, parameters) = (targets.targets.len(), targets.parameters.len());
        let praise = format!("right; {count} targets and {parameters} parameters of {stem}.toml");
        Ok((praise, targets.warnings))
    }

    fn scenario(&self, path: &Path) -> Result<Scenario, Report> {
        Scenario::load(&LoadOptions {
            path: path.to_owned(),
            sets: self.sets.clone(),
            allow_outside: self.allow_outside,
            limits: (!self.allow_large).then(Limits::default),
            threads: 1,
            ..LoadOptions::default()
        })
    }
}

fn praise(scenario: &Scenario) -> String {
    let draws = scenario.sampling.all_draws();
    let estimate = scenario.estimate(draws, 1);
    format!(
        "right; {} alternatives, {} uncertain quantities, {} households; {draws} draws take about {} on \
         one core and {}",
        scenario.alternatives().len(),
        scenario.quantities().len(),
        estimate.households,
        duration(estimate.seconds),
        bytes(estimate.memory_bytes),
    )
}
