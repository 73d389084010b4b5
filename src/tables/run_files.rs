//! The small files of a run: the manifest `run.json` and `summary.csv`.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{AtomicFile, TableError, TableFormat, input};
use crate::digest::Digest;

/// Names of all files that a run leaves; nothing else in its directory is ever replaced.
pub const RUN_FILES: &[&str] = &[
    "results.parquet",
    "results.csv",
    "draws.parquet",
    "draws.csv",
    "months.parquet",
    "months.csv",
    "summary.csv",
    "scenario.toml",
    "posterior.csv",
    "report.html",
    RunManifest::FILE,
];

/// Most draws that a scenario can ask for: rows times replications.
const MOST_DRAWS: u64 = 10_000_000 * 10_000;

/// What a run was made of; enough to make it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunManifest {
    pub program: String,
    pub version: String,
    pub title: String,
    pub municipality: String,
    pub scenario_file: String,
    /// SHA-256 of the effective scenario (with everything extended and set).
    pub scenario_sha256: String,
    /// What was laid over `scenario.toml` with `--set`, `--draws` and `--seed`.
    pub sets: Vec<String>,
    pub command: String,
    pub seed: u64,
    pub method: String,
    /// Whether every quantity stood at its mean.
    pub central: bool,
    /// Draws of the quantities, over all designs.
    pub draws: u64,
    /// The part of them in this run: from, and up to but not including.
    pub draws_range: (u64, u64),
    /// Draws of chance for each of them: draw i of the tables has row i / `replications` of the quantities.
    #[serde(default = "one")]
    pub replications: u64,
    /// Independent designs of `draws` / `batches` rows each.
    #[serde(default = "one")]
    pub batches: u64,
    /// The posterior that the quantities come from, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posterior: Option<PosteriorRecord>,
    pub alternatives: Vec<String>,
    pub format: TableFormat,
    pub monthly: bool,
    pub threads: usize,
    /// 64-bit random numbers made.
    pub uniforms: u64,
    pub household_months: u64,
    pub wall_seconds: f64,
    /// SHA-256 of the tables, by file name.
    pub tables_sha256: std::collections::BTreeMap<String, String>,
}

/// Weighted rows of quantities that a calibration left; a copy stands beside the results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PosteriorRecord {
    /// As it was named.
    pub file: String,
    pub sha256: String,
    pub rows: u64,
    /// Rows of equal weight that would be worth as much.
    pub effective: f64,
}

impl RunManifest {
    pub const FILE: &str = "run.json";

    pub fn write(&self, path: &Path) -> Result<(), TableError> {
        let text =
            serde_json::to_string_pretty(self).map_err(|error| TableError::new(path, error))?;
        AtomicFile::write_whole(path, format!("{text}\n").as_bytes())
    }

    pub fn read(directory: &Path) -> Result<Self, TableError> {
        let path = directory.join(Self::FILE);
        let text = input::text(&path)
            .map_err(|error| error.hint("is this the directory of a finished run?"))?;
        let manifest: Self = serde_json::from_str(&text).map_err(|error| {
            TableError::new(&path, format!("is no manifest of a run: {error}"))
                .hint(of_another_version(&text))
        })?;
        let (from, to) = manifest.draws_range;
        if from >= to
            || to > manifest.draws
            || manifest.replications == 0
            || to.checked_mul(manifest.replications).is_none_or(|draws| draws > MOST_DRAWS)
            || manifest.alternatives.is_empty()
        {
            return Err(TableError::new(
                &path,
                "is no manifest of a run: its draws are impossible",
            )
            .hint("it was edited after the run; run it again"));
        }
        Ok(manifest)
    }

    /// Whether a table of the run in `directory` is still as it was written.
    pub fn check_table(&self, directory: &Path, name: &str) -> Result<(), TableError> {
        let path = directory.join(name);
        if self.tables_sha256.get(name) == Some(&sha256(&path)?) {
            return Ok(());
        }
        Err(TableError::new(&path, "is not the table that the run wrote")
            .hint("it was damaged or edited after the run; run it again"))
    }
}

/// What may be the matter with a manifest that cannot be read.
fn of_another_version(text: &str) -> String {
    let own = env!("CARGO_PKG_VERSION");
    let written: Option<serde_json::Value> = serde_json::from_str(text).ok();
    match written.as_ref().and_then(|manifest| manifest["version"].as_str()) {
        Some(version) if version != own => {
            format!(
                "wijkraming {version:.60} made it, and this is {own}: read it with that version"
            )
        }
        _ => "it was edited after the run; run it again".into(),
    }
}

/// What runs had before they could have more.
fn one() -> u64 {
    1
}

/// SHA-256 of a file in hexadecimal.
pub fn sha256(path: &Path) -> Result<String, TableError> {
    let problem = |error: std::io::Error| TableError::new(path, error);
    let mut file = input::open(path)?;
    let mut digest = Digest::default();
    std::io::copy(&mut file, &mut digest).map_err(problem)?;
    Ok(digest.hexadecimal())
}

/// One line of `summary.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SummaryRow {
    pub alternative: String,
    /// Name of an area, or `total`.
    pub area: String,
    /// A column of the results table, summed over the years; or one derived from them.
    pub column: String,
    pub mean: f64,
    pub p5: f64,
    pub p25: f64,
    pub p50: f64,
    pub p75: f64,
    pub p95: f64,
    /// Monte Carlo standard error of the mean; empty with one draw.
    pub standard_error: Option<f64>,
    /// Monte Carlo standard errors of the percentiles; empty where there are too few draws.
    pub p5_error: Option<f64>,
    pub p25_error: Option<f64>,
    pub p50_error: Option<f64>,
    pub p75_error: Option<f64>,
    pub p95_error: Option<f64>,
}

pub fn write_summary(path: &Path, rows: &[SummaryRow]) -> Result<(), TableError> {
    let mut writer = csv::Writer::from_writer(AtomicFile::create(path)?);
    for row in rows {
        writer.serialize(row).map_err(|error| TableError::new(path, error))?;
    }
    let file = writer.into_inner().map_err(|error| TableError::new(path, error.error()))?;
    file.commit()
}
