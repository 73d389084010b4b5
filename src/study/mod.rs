//! Layer 4. Many realisations: from a scenario (seen through [`Model`]) to a sample, on all cores, with the
//! same bits whatever the number of threads.
//!
//! It must not know how scenarios are written or results are stored.

mod budgets;
mod cost_shares;
mod explain;
mod layout;
mod memory;
mod model;
mod posterior;
mod run;
mod sample;
pub mod sampling;
mod unit;

pub use budgets::{
    AreaBudget, BudgetRecord, BudgetTable, BudgetTerms, FixedTerms, MonthBudget, Post,
    TaakveldKeys, YearMoney,
};
pub use cost_shares::{CostShares, HOUSEHOLD_GROUPS};
pub use explain::{Address, AddressError, Condition, Event, Life, find, follow};
pub use layout::Layout;
pub use model::{AlternativeName, Model, Quantity};
pub use posterior::{Posterior, PosteriorRows};
pub use run::{Plan, run};
pub use sample::{Header, Outcome, SampleTable};
pub use sampling::{SampleMatrix, SamplingPlan};
pub use unit::{Accounts, Unit};
