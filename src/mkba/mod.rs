//! Layer 2. Social costs and benefits, section 6 of the model page: what the effects are, what they are
//! worth, to whom, and how amounts of different years compare. Works on volumes after the simulation.

mod accounts;
mod discounting;
mod effects;

pub use accounts::{YearVolumes, accounts, stakeholders};
pub use discounting::{Valuation, present_value};
pub use effects::Effect;
