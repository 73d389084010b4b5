//! Layer 5. Pure functions on the sample table: what the alternatives cost and bring, how sure that is, and
//! how likely budgets are overrun. Knows no engine and simulates nothing.

pub mod absorption;
pub mod accounts;
mod appraisal;
pub mod bearing;
pub mod budget_figures;
pub mod chart_figures;
pub mod compare;
pub mod decision;
mod draws;
mod estimate;
mod fans;
mod goal;
mod headline;
mod merit;
mod overrun;
pub mod overrun_accounts;
mod physical;
pub mod policy;
pub mod quantiles;
pub mod reserve;
pub mod sensitivity;
mod shortage;
mod summary;
pub mod swings;
pub mod taakveld_bookings;
pub mod taakvelden;
pub mod weerstandsvermogen;
pub mod worksheet;

pub use appraisal::{
    Appraisal, Basis, Bias, DrawGains, ItemLine, PartyLine, TransferLine, YearLine, appraise,
    net_present_values,
};
pub use draws::{Draws, FEWEST_BATCHES, LEVEL, QUANTILES, Quantile};
pub use estimate::{Chance, Difference, Estimate, QuantileErrors};
pub use fans::{Fan, LargestErrors, cumulative_cost, fan, monthly};
pub use goal::{Bound, Distance, FEWEST_BLOCKS, Goal, Part, next_batches};
pub use headline::{Headline, Measure, differences, headlines, levels};
pub use merit::{PaybackSummary, RatioSummary, ReturnSummary};
pub use overrun::{OverrunChances, Uitputting, overrun, uitputting};
pub use physical::{PhysicalLine, physical};
pub use shortage::{
    ENOUGH_BEYOND, ENOUGH_EVENTS, FEW_EVENTS, FewBeyond, FewEvents, Rarest, Shortage,
};
pub use summary::{SummaryLine, summary};

pub use crate::stats::variance::VarianceComponents;

#[cfg(test)]
mod budget_tests;
#[cfg(test)]
mod tests;
