//! Layer 6. Households by area, as they were computed: what of it may be printed is decided where it is printed.

use serde::{Deserialize, Serialize};

use super::Precise;

/// Counts of households by area and alternative. Empty where there is one area only: it would be the key table again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AreaCounts {
    /// Whether small numbers are printed as they are: for use inside an organisation.
    pub exact: bool,
    pub areas: Vec<String>,
    pub tables: Vec<AreaTable>,
}

/// One count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaTable {
    pub measure: AreaMeasure,
    /// Means over the draws, by area, then alternative.
    pub cells: Vec<Vec<Precise>>,
    /// All areas together, by alternative.
    pub total: Vec<Precise>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaMeasure {
    /// Households with support at rung 3 or 4, per year.
    Clients,
    /// Households in the queue at the end of the run.
    Waiting,
}
