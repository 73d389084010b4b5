//! Calibration with the engine: known parameters come back, refusals name their reason, overlays give the fit again,
//! posteriors stay what they are in later runs.

mod fits;
mod messages;
mod posteriors;
mod ranks;
mod truths;
mod uniform;

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;
use toml::Table;
use wijkraming::calibration::bayesian::{BayesPlan, Weighed, weigh_scenario};
use wijkraming::calibration::classical::{FitPlan, Fitted, fit_scenario};
use wijkraming::calibration::overlay::Overlay;
use wijkraming::calibration::targets::Targets;
use wijkraming::diagnostics::Report;
use wijkraming::scenario::{LoadOptions, PosteriorColumns, Scenario, posterior_text};

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
        Self::of(&table, Vec::new())
    }

    /// A scenario with settings as of `--set`.
    pub fn of(table: &Table, sets: Vec<String>) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("klein.toml");
        fs::write(&path, example::text(table)).expect("a file");
        let options = LoadOptions { limits: None, sets, ..LoadOptions::new(path) };
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

    /// An overlay without rows yet.
    fn overlay(&self, found: &Weighed) -> Overlay {
        let mut overlay = Overlay::new(&self.scenario, "klein.toml".to_owned(), Vec::new());
        overlay.settings(&self.scenario, &found.settings);
        overlay
    }

    /// Writes the rows of a posterior and an overlay that names them, each after a change; gives the path of the
    /// overlay.
    pub fn carry(&self, found: &Weighed, rows: Edit<'_>, overlay: Edit<'_>) -> LoadOptions {
        let mut own = self.overlay(found);
        let path = self.write("plain.toml", &own.text());
        let plain = Scenario::load(&LoadOptions { path, ..self.options.clone() });
        let plain = plain.unwrap_or_else(|report| panic!("{report}"));
        let weights = found.found.weights.as_slice();
        let rows_of = PosteriorColumns { sample: &found.rows, weights, kept: &found.kept };
        let text = posterior_text(&plain, &rows_of, &["nul"], &["proef = ja".to_owned()]);
        self.write("rijen.posterior.csv", &rows(text));
        own.posterior = Some("rijen.posterior.csv".to_owned());
        let path = self.write("overlay.toml", &overlay(own.text()));
        LoadOptions { path, ..self.options.clone() }
    }
}

/// What is done to the text of a file.
pub type Edit<'a> = &'a dyn Fn(String) -> String;
