//! Calibration with the engine: known parameters come back, refusals name their reason, overlays give the fit again,
//! posteriors stay what they are in later runs.

mod fits;
mod messages;
mod posteriors;

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;
use wijkraming::calibration::bayesian::{BayesPlan, Weighed, weigh_scenario};
use wijkraming::calibration::classical::{FitPlan, Fitted, fit_scenario};
use wijkraming::calibration::targets::Targets;
use wijkraming::diagnostics::Report;
use wijkraming::scenario::{LoadOptions, Scenario};

use crate::example;

/// A small scenario in a directory of its own, with targets to hold it against.
pub struct Bench {
    directory: TempDir,
    pub options: LoadOptions,
    pub scenario: Scenario,
}

impl Bench {
    /// The example with a sixth of its households over four years, with something laid over it.
    pub fn new(over: &str) -> Self {
        let mut table = example::reduced(0.15, 4);
        example::lay_over(&mut table, over);
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("klein.toml");
        fs::write(&path, example::text(&table)).expect("a file");
        let options = LoadOptions { limits: None, ..LoadOptions::new(path) };
        let scenario = Scenario::load(&options).unwrap_or_else(|report| panic!("{report}"));
        Self { directory, options, scenario }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).expect("a file");
        self.path(name)
    }

    #[track_caller]
    pub fn targets(&self, text: &str) -> Targets {
        let text = format!("format = 1\n{text}");
        Targets::from_text("doelen.toml", &text, &self.scenario)
            .unwrap_or_else(|report| panic!("{report}"))
    }

    pub fn fit(&self, targets: &Targets, draws: usize) -> Result<Fitted, Report> {
        let plan = FitPlan { draws, profiles: Vec::new(), finished: &|| () };
        fit_scenario(&self.options, &self.scenario, targets, &plan)
    }

    pub fn weigh(&self, targets: &Targets, plan: &BayesPlan<'_>) -> Result<Weighed, Report> {
        weigh_scenario(&self.options, &self.scenario, targets, plan)
    }
}
