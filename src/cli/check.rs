//! `wijkraming check FILE...`

use std::path::PathBuf;
use std::process::ExitCode;

use super::Complaint;
use super::complaint::say;
use super::load::render;
use super::man::print;
use crate::scenario::estimate::{bytes, duration};
use crate::scenario::{Limits, LoadOptions, Scenario};
use crate::study::Model;

#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// Scenario files
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
        let options = LoadOptions {
            path: path.clone(),
            sets: args.sets.clone(),
            allow_outside: args.allow_outside,
            limits: (!args.allow_large).then(Limits::default),
            threads: 1,
        };
        match Scenario::load(&options) {
            Ok(scenario) if args.json => problems.extend(scenario.warnings().to_json()),
            Ok(scenario) => {
                say(&render(scenario.warnings()));
                print(format!("{}: {}\n", path.display(), praise(&scenario)).as_bytes())?;
            }
            Err(report) => {
                wrong = true;
                if args.json {
                    problems.extend(report.to_json());
                } else {
                    say(&render(&report));
                }
            }
        }
    }
    if args.json {
        let text = serde_json::to_string_pretty(&problems).map_err(Complaint::ours)?;
        print(format!("{text}\n").as_bytes())?;
    }
    Ok(ExitCode::from(if wrong { 2 } else { 0 }))
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
