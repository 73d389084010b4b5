//! A scenario file as written: one type per table, with the keys, words and units of the TOML. The doc
//! comments are the descriptions that `wijkraming schema` prints and editors show.
//!
//! Nothing is computed or checked here beyond what a type can say; the model types are made in
//! `super::parameters`.

pub mod effects;
pub mod limits;
pub mod money;
pub mod number;
pub mod population;
pub mod process;
pub mod provisions;
pub mod quantity;
pub mod report;
pub mod run;

use schemars::JsonSchema;
use serde::Deserialize;

/// What holds for the whole scenario and cannot differ between alternatives.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Version of the file format; this program reads format 1.
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    /// What reports call the scenario.
    #[schemars(length(min = 1))]
    pub title: String,
    /// Municipality that the scenario is about.
    pub municipality: Option<String>,
    /// Year in whose euro all amounts are.
    #[schemars(range(min = 1900, max = 2200))]
    pub price_year: i32,
    pub time: run::Time,
    pub sampling: Option<run::Sampling>,
    pub valuation: run::Valuation,
    /// What reports look like and who publishes them; changes no result and not the hash of the scenario.
    pub report: Option<report::Report>,
}

/// What an alternative may lay its own tables over.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// The areas (kernen, wijken), each with its own population and budget.
    #[schemars(length(min = 1, max = 10000))]
    pub areas: Vec<population::Area>,
    pub population: population::Population,
    pub need: population::Need,
    pub course: process::Course,
    pub aanmelding: process::Aanmelding,
    pub orientatie: process::Orientatie,
    pub gesprek: process::Gesprek,
    pub opstelling: process::Opstelling,
    pub invulling: process::Invulling,
    pub uitvoering: process::Uitvoering,
    pub monitoring: process::Monitoring,
    /// What support consists of: one table for each of the rungs 0 to 4.
    pub provisions: Vec<provisions::Provision>,
    pub eigen_bijdrage: provisions::EigenBijdrage,
    pub team: provisions::Team,
    pub budget: money::Budget,
    pub financing: money::Financing,
    pub payment: money::Payment,
    /// Effects outside the budgets of care, for the MKBA.
    #[serde(default)]
    #[schemars(length(max = 64))]
    pub effects: Vec<effects::Effect>,
}
