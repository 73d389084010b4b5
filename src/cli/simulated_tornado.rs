//! `--sensitivity DIR`: the tornado that `wijkraming sensitivity --out DIR` left, for the report and charts of a run of the
//! same scenario.

use std::path::PathBuf;

use serde::Deserialize;

use super::Complaint;
use super::stored::StoredRun;
use crate::analysis::sensitivity::tornado::Tornado;
use crate::tables::{TableError, input};

#[derive(Clone, Debug, Default, clap::Args)]
pub struct SimulatedTornado {
    /// Show the tornado that `wijkraming sensitivity --out DIR` simulated, instead of what the draws of the run tell
    #[arg(long = "sensitivity", value_name = "DIR")]
    directory: Option<PathBuf>,
}

/// What is read of `tornado.json`.
#[derive(Debug, Deserialize)]
struct Document {
    question: String,
    scenario_sha256: String,
    results: Vec<Option<Tornado>>,
}

impl SimulatedTornado {
    /// The tornados; none where no directory is given. One of another scenario is refused.
    pub fn read(&self, run: &StoredRun) -> Result<Option<Vec<Tornado>>, Complaint> {
        let Some(directory) = &self.directory else { return Ok(None) };
        let path = directory.join("tornado.json");
        let text = input::text(&path)
            .map_err(|error| error.hint("make it with `wijkraming sensitivity FILE --out DIR`"))?;
        let document: Document = serde_json::from_str(&text).map_err(|error| {
            TableError::new(&path, error).hint("it is no tornado of `wijkraming sensitivity`")
        })?;
        if document.question != "tornado" {
            let message = format!("{} answers {:?}", path.display(), document.question);
            return Err(Complaint::input(message).hint("--sensitivity needs a tornado"));
        }
        // The run may have draws of its own, which the tornado does not take.
        let known = [run.manifest.scenario_sha256.clone(), run.unsampled_hash()?];
        if !known.contains(&document.scenario_sha256) {
            let message = format!("{} is about another scenario than the run", path.display());
            return Err(Complaint::input(message).hint(format!(
                "simulate it for the scenario of the run: `wijkraming sensitivity {} --out DIR`",
                run.directory.join("scenario.toml").display()
            )));
        }
        Ok(Some(document.results.into_iter().flatten().collect()))
    }
}
