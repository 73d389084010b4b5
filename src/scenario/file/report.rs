//! The table `report`: who publishes a report and what it looks like. None of it steers a simulation.

use schemars::JsonSchema;
use serde::Deserialize;

/// Who publishes a report and what it looks like.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Name of the municipality as it is printed, for example `Gemeente Overbetuwe`; that of `municipality` where not
    /// given. It is also what the logo is called for those who do not see it.
    #[schemars(length(min = 1))]
    pub name: Option<String>,
    /// PNG file with the logo, relative to this file and inside the directory of the scenario.
    #[schemars(length(min = 1))]
    pub logo: Option<String>,
    /// Colour of links and marks on white, as `#005f95`; its contrast with white must be at least 4.5.
    #[schemars(length(min = 1))]
    pub colour: Option<String>,
    /// The same on the dark page of screens at night; made from `colour` where not given.
    #[schemars(length(min = 1))]
    pub colour_dark: Option<String>,
    /// Date of the report, as `2026-11-24`; no clock is read, so that the same run gives the same report.
    #[schemars(length(min = 1))]
    pub date: Option<String>,
    /// Who made the report: a person, team or office.
    #[schemars(length(min = 1))]
    pub author: Option<String>,
    /// What this scenario leaves out, a few words each, for the limits that a report names.
    #[serde(default)]
    #[schemars(length(max = 50))]
    pub leaves_out: Vec<String>,
}
