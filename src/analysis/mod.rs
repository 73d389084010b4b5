//! Layer 5. Pure functions on the sample table: what the alternatives cost and bring, how sure that is, and
//! how likely budgets are overrun. Knows no engine and simulates nothing.

pub mod decision;
mod estimate;
mod fans;
mod headline;
mod overrun;
mod summary;

pub use estimate::{Chance, Difference, Estimate};
pub use fans::{Fan, cumulative_cost, fan, monthly};
pub use headline::{Headline, Measure, headlines, present_values};
pub use overrun::{OverrunChances, Uitputting, overrun, uitputting};
pub use summary::{SummaryLine, summary};

#[cfg(test)]
mod tests;
