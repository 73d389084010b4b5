//! Layer 2. Social costs and benefits, section 6 of the model page: what the effects are, what they are
//! worth, to whom, and how amounts of different years compare. Works on volumes after the simulation.

mod accounts;
mod discounting;
mod effects;
mod gains;
mod indicators;
mod journal;
mod optimism;

pub use accounts::{YearVolumes, stakeholders};
pub use discounting::{Valuation, present_value};
pub use effects::{Effect, Transfer};
pub use gains::{Amounts, Flows, Gains, Terms, View};
pub use indicators::{BenefitCost, ReturnRate, benefit_cost, payback_year, return_rate};
pub use journal::{Item, Journal, Posting};
pub use optimism::{Correction, Optimism};
