//! Layer 6. From the TOML text of a scenario to a validated [`Scenario`], with every error of a file at once.
//!
//! The way of a number: `source` reads the file, `extends` and `merge` lay files, `--set` options and
//! alternatives over each other as trees in which every value knows its place; `walk` checks the trees
//! against the schema made from the types in [`mod@file`] and reads the numbers; `semantics` checks what several
//! keys must have in common; `quantities` lists what is uncertain; `parameters` turns the tables of an
//! alternative and a sample into the numbers of the engine.
//!
//! It must not simulate, draw random numbers or write files.

mod alternatives;
mod amounts;
mod budget_terms;
mod correlations;
mod countable;
mod differences;
mod dimensions;
mod distributions;
pub mod estimate;
mod evidence;
mod extends;
pub(crate) mod fields;
pub mod file;
pub mod flat;
pub(crate) mod format;
pub(crate) mod leaf;
pub mod library;
mod load;
pub(crate) mod merge;
mod parameters;
pub(crate) mod path;
mod path_of;
pub(crate) mod plain_toml;
mod posterior;
pub mod prices;
mod publication;
mod quantities;
pub(crate) mod quantity;
mod records;
mod reference;
mod resized;
mod revaluing;
mod rows;
mod sampling;
mod schema;
mod semantics;
mod sets;
pub(crate) mod source;
mod starts;
mod stress;
pub(crate) mod suggest;
pub(crate) mod tree;
mod walk;
pub(crate) mod words;

pub use differences::DifferentKey;
pub use estimate::{Estimate, Limits};
pub use evidence::{Evidence, Founded};
pub use posterior::{
    FILE as POSTERIOR_FILE, Rows as PosteriorColumns, StoredPosterior, text as posterior_text,
};
pub use prices::{factor as price_factor, years as price_index_years};
pub use publication::{Day, LOGO as LOGO_FILE, Logo, Publication, Rgb};
pub use quantities::{Assumption, KnownNumber, KnownValue};
pub use reference::keys_in_markdown;
pub(crate) use revaluing::is_valuing;
pub use revaluing::{VALUING_KEYS, objection as steering_objection, steering_key};
pub use schema::schema;
pub use source::LARGEST as LARGEST_FILE;
pub use stress::{StressName, Stressed};

use crate::diagnostics::Report;
use crate::digest::sha256;
use crate::engine::{Parameters, Switch};
use crate::mkba::{Optimism, Valuation};
use crate::stats::{Method, RankCorrelation};
use crate::study::{
    self, AlternativeName, BudgetTerms, Model, PosteriorRows, Quantity, SamplingPlan,
};
use std::path::PathBuf;
use std::sync::Arc;

/// How the source of a number begins that `calibrate` fitted.
pub const CALIBRATED_ON: &str = "gekalibreerd op";

/// What to read, and how strictly.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    pub path: PathBuf,
    /// `path=value` as given to `--set`, later ones over earlier ones.
    pub sets: Vec<String>,
    /// Lets `extends` lead outside the directory of the scenario.
    pub allow_outside: bool,
    /// What a run may take; `None` lifts the limits.
    pub limits: Option<Limits>,
    /// Threads that the run will have, for the estimate.
    pub threads: usize,
    /// Files that are laid over the scenario, later ones over earlier ones; `sets` are laid over these.
    pub over: Vec<PathBuf>,
    /// What `sampling.posterior` names, where it is at hand and not to be read from its file.
    pub posterior: Option<Arc<str>>,
}

impl LoadOptions {
    /// A file with nothing set, within the usual limits.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let limits = Some(Limits::default());
        Self { path: path.into(), limits, threads: 1, ..Self::default() }
    }
}

/// How uncertainty is sampled.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampling {
    pub seed: u64,
    /// Rows of quantities.
    pub draws: u32,
    pub method: Method,
    /// Draws of chance for each row.
    pub replications: u32,
    /// Independent designs.
    pub batches: u32,
    pub correlations: Vec<RankCorrelation>,
}

impl Sampling {
    const SEED: u64 = 1;
    const DRAWS: u32 = 200;

    fn new(table: Option<&file::run::Sampling>, correlations: Vec<RankCorrelation>) -> Self {
        Self {
            seed: table.and_then(|table| table.seed).unwrap_or(Self::SEED),
            draws: table.and_then(|table| table.draws).unwrap_or(Self::DRAWS),
            method: table.and_then(|table| table.method).unwrap_or_default().into(),
            replications: table.and_then(|table| table.replications).unwrap_or(1),
            batches: table.and_then(|table| table.batches).unwrap_or(1),
            correlations,
        }
    }

    /// Draws of the run: replications of all rows of quantities.
    pub fn all_draws(&self) -> u64 {
        u64::from(self.draws) * u64::from(self.replications)
    }
}

/// A validated scenario.
pub struct Scenario {
    pub format: u32,
    pub title: String,
    pub municipality: Option<String>,
    /// Year in whose euro all amounts are.
    pub price_year: i32,
    pub start_year: i32,
    pub years: u32,
    pub sampling: Sampling,
    alternatives: Vec<AlternativeName>,
    /// By alternative.
    tables: Vec<parameters::Tables>,
    /// By alternative, the year from 0 in which it begins.
    starts: Vec<u32>,
    valuation: file::run::Valuation,
    quantities: Vec<Quantity>,
    stresses: Vec<stress::Stress>,
    /// The quantities, and then those of the stress tests.
    stress_quantities: Vec<Quantity>,
    /// By quantity, see [`dimensions`]; empty without any `--set`.
    dimensions: Vec<usize>,
    assumptions: Vec<Assumption>,
    numbers: Vec<KnownNumber>,
    canonical: String,
    /// The same, not yet written.
    effective: serde_json::Value,
    /// The file with all that it extends, before any `--set`.
    merged: toml::Value,
    posterior: Option<StoredPosterior>,
    publication: Publication,
    sets: Vec<String>,
    warnings: Report,
}

impl Scenario {
    /// Reads and checks a scenario file with all that it extends.
    pub fn load(options: &LoadOptions) -> Result<Self, Report> {
        load::from_file(options)
    }

    /// The same for a text that is no file, such as the scenario inside the program. `name` stands in
    /// messages; the path of the options is not used.
    pub fn from_text(name: &str, text: &str, options: &LoadOptions) -> Result<Self, Report> {
        load::from_text(name, text, options)
    }

    /// Every uncertain number, and every fixed one that says where it comes from.
    pub fn assumptions(&self) -> &[Assumption] {
        &self.assumptions
    }

    /// Whether the MKBA counts gains on effects for less, the weaker their evidence.
    pub fn optimism_bias(&self) -> bool {
        self.valuation.optimism_bias.unwrap_or(false)
    }

    /// The number at a path, however its areas are written; none for an unknown path.
    pub fn number(&self, path: &str) -> Option<&KnownNumber> {
        let wanted = path::normal_form(path, None)?;
        let is =
            |known: &&KnownNumber| path::normal_form(&known.path, None).as_ref() == Some(&wanted);
        self.numbers.iter().find(is)
    }

    /// Every number of the scenario.
    pub fn numbers(&self) -> &[KnownNumber] {
        &self.numbers
    }

    /// What the user should know but need not act on.
    pub fn warnings(&self) -> &Report {
        &self.warnings
    }

    /// The effective scenario, with all files, options and alternatives merged, as JSON on one line.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The file with all that it extends, in one: with [`Self::sets`] over it, it gives this scenario again.
    pub fn merged_toml(&self) -> String {
        // A table of plain values always has a TOML form.
        toml::to_string(&self.merged).unwrap_or_default()
    }

    /// What was laid over the file with `--set`.
    pub fn sets(&self) -> &[String] {
        &self.sets
    }

    /// SHA-256 of [`Self::canonical`] in hexadecimal.
    pub fn hash(&self) -> String {
        sha256(&self.canonical)
    }

    /// The posterior that quantities are taken from, if there is one.
    pub fn posterior(&self) -> Option<&StoredPosterior> {
        self.posterior.as_ref()
    }

    /// Whether `calibrate` fitted any of it to observed figures: quantities come from a posterior, or a number names the fit
    /// as its source.
    pub fn is_calibrated(&self) -> bool {
        let fitted = |own: &Assumption| {
            own.source.as_ref().is_some_and(|source| source.starts_with(CALIBRATED_ON))
        };
        self.posterior.is_some() || self.assumptions.iter().any(fitted)
    }

    /// What reports are published under; no part of [`Self::canonical`].
    pub fn publication(&self) -> &Publication {
        &self.publication
    }

    /// SHA-256 in hexadecimal of all that holds in one alternative; none for an unknown one.
    pub fn alternative_hash(&self, id: &str) -> Option<String> {
        let all: serde_json::Value = serde_json::from_str(&self.canonical).ok()?;
        let own = all["alternatives"].as_array()?.iter().find(|own| own["id"] == id)?;
        let (tables, year) = (&own["tables"], self.price_year);
        let text = serde_json::json!([self.start_year, year, tables]).to_string();
        Some(sha256(text))
    }

    /// Paths of the uncertain quantities, the columns of the table of draws.
    pub fn quantity_paths(&self) -> Vec<String> {
        self.quantities.iter().map(|quantity| quantity.path.clone()).collect()
    }

    /// How a study samples the quantities.
    pub fn sampling_plan(&self) -> SamplingPlan {
        SamplingPlan {
            method: self.sampling.method,
            seed: self.sampling.seed,
            draws: self.sampling.draws as usize,
            replications: self.sampling.replications as usize,
            batches: self.sampling.batches as usize,
            correlations: self.sampling.correlations.clone(),
            dimensions: self.dimensions.clone(),
            posterior: self.posterior.as_ref().map(|stored| PosteriorRows {
                posterior: Arc::clone(&stored.posterior),
                columns: stored.columns.clone(),
            }),
        }
    }

    /// The alternative whose tables hold in a year, from 0, of an alternative: the nulalternatief until it begins.
    fn holds(&self, alternative: usize, year: u32) -> usize {
        let reference = self.alternatives.iter().position(|known| known.reference);
        if year < self.starts[alternative] { reference.unwrap_or(alternative) } else { alternative }
    }

    fn parameters_of(&self, alternative: usize, sample: &[f64]) -> Parameters {
        parameters::parameters(&self.tables[alternative], self.start_year, self.years, sample)
    }

    /// What a run of this many draws takes on this many threads.
    pub fn estimate(&self, draws: u64, threads: usize) -> Estimate {
        let Some(table) = self.tables.first() else {
            return Estimate { households: 0, household_months: 0, memory_bytes: 0, seconds: 0.0 };
        };
        let sample = study::sampling::central(&self.quantities);
        let counts = table.base.areas.iter().flat_map(|area| area.households.in_order());
        Estimate::of(estimate::Size {
            households: counts.map(|number| u64::from(number.count(&sample))).sum(),
            areas: table.base.areas.len() as u64,
            alternatives: self.tables.len() as u64,
            years: u64::from(self.years),
            effects: table.base.effects.len() as u64,
            draws,
            threads: threads as u64,
        })
    }
}

impl Model for Scenario {
    fn alternatives(&self) -> &[AlternativeName] {
        &self.alternatives
    }

    fn quantities(&self) -> &[Quantity] {
        &self.quantities
    }

    fn parameters(&self, alternative: usize, sample: &[f64]) -> Parameters {
        self.parameters_of(self.holds(alternative, 0), sample)
    }

    fn switches(&self, alternative: usize, sample: &[f64]) -> Vec<Switch> {
        let year = self.starts[alternative];
        let parameters = || self.parameters_of(alternative, sample);
        (year > 0).then(|| Switch { year, parameters: parameters() }).into_iter().collect()
    }

    fn optimism(&self) -> Option<Optimism> {
        self.optimism_bias().then(|| self.corrections())
    }

    fn valuation(&self, sample: &[f64]) -> Valuation {
        let table = &self.valuation;
        Valuation { discount_rate: table.discount_rate.at(sample), base_year: table.base_year }
    }

    fn budget_terms(&self, alternative: usize, year: usize, sample: &[f64]) -> BudgetTerms {
        let tables = &self.tables[self.holds(alternative, year as u32)];
        budget_terms::budget_terms(&tables.base, sample)
    }
}

impl std::fmt::Debug for Scenario {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("Scenario");
        shown.field("title", &self.title).field("alternatives", &self.alternatives);
        shown.finish_non_exhaustive()
    }
}
