//! Reading a scenario for a subcommand: the file or the embedded default, options laid over it, errors printed.

use std::path::{Path, PathBuf};

use super::Complaint;
use super::complaint::{colour, say};
use crate::diagnostics::{Report, Style};
use crate::scenario::{Limits, LoadOptions, Scenario};
use crate::study::Model;

/// The scenario inside the program.
pub const DEFAULT_NAME: &str = "scenarios/overbetuwe.toml";
const DEFAULT_TEXT: &str = include_str!("../../scenarios/overbetuwe.toml");

/// Options that every subcommand with a scenario takes.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ScenarioArgs {
    /// Scenario file (TOML); the embedded scenario of Overbetuwe where none is given
    pub file: Option<PathBuf>,

    /// Set a key of the scenario, for example team.members=5 or provisions.3.tariff='{ dist = "uniform",
    /// min = 40, max = 50 }'; may be given more than once
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,

    /// Let `extends` lead to files outside the directory of the scenario
    #[arg(long)]
    pub allow_outside: bool,
}

impl ScenarioArgs {
    /// Name of the scenario for directories and messages.
    pub fn name(&self) -> String {
        self.file.as_deref().unwrap_or(Path::new(DEFAULT_NAME)).display().to_string()
    }

    pub fn stem(&self) -> String {
        let path = self.file.as_deref().unwrap_or(Path::new(DEFAULT_NAME));
        path.file_stem().map_or("run".to_owned(), |stem| stem.to_string_lossy().into_owned())
    }

    /// Loads the scenario; warnings go to standard error.
    pub fn load(
        &self,
        more_sets: &[String],
        limits: Option<Limits>,
        threads: usize,
    ) -> Result<Scenario, Complaint> {
        let limited = LoadOptions { limits, threads, ..LoadOptions::default() };
        let loaded = self.read(self.file.as_deref(), more_sets, limited);
        let scenario = loaded.map_err(|report| Complaint::rendered(render(&report)))?;
        if !scenario.warnings().is_empty() {
            say(&render(scenario.warnings()));
        }
        Ok(scenario)
    }

    /// Reads this or another file with the same options over it, and says nothing; of `limited` the limits and the
    /// threads count.
    pub fn read(
        &self,
        file: Option<&Path>,
        more_sets: &[String],
        limited: LoadOptions,
    ) -> Result<Scenario, Report> {
        let options = LoadOptions {
            path: file.unwrap_or(Path::new("")).to_owned(),
            sets: self.sets.iter().chain(more_sets).cloned().collect(),
            allow_outside: self.allow_outside,
            ..limited
        };
        match file {
            Some(_) => Scenario::load(&options),
            None => Scenario::from_text(DEFAULT_NAME, DEFAULT_TEXT, &options),
        }
    }
}

pub fn render(report: &Report) -> String {
    report.render(if colour() { Style::Coloured } else { Style::Plain })
}

/// The index of an alternative that the user named with `option`.
pub fn alternative_index(scenario: &Scenario, option: &str, id: &str) -> Result<usize, Complaint> {
    let known = scenario.alternatives();
    known.iter().position(|alternative| alternative.id == id).ok_or_else(|| {
        let ids: Vec<&str> = known.iter().map(|known| known.id.as_str()).collect();
        Complaint::input(format!("{option}: there is no alternative {id:?}"))
            .hint(format!("this scenario has {}", ids.join(", ")))
    })
}
