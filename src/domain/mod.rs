//! Layer 1. The nouns of the model: household types, domains of life, rungs, areas. Plain data and the rules
//! that need nothing else; no files, no random numbers.

mod domain_set;
mod names;
mod taakveld;

pub use domain_set::DomainSet;
pub use names::{Domain, HouseholdType, IncomeBand};
pub use taakveld::Taakveld;

/// Household types, in the order in which households are numbered.
pub const HOUSEHOLD_TYPES: usize = 6;
/// Domains of life of the Zelfredzaamheid-Matrix.
pub const DOMAINS: usize = 11;
/// Severities of an open need: 1 light, 2 moderate, 3 severe, 4 crisis (0 is resolved).
pub const SEVERITIES: usize = 4;
/// Rungs of support: 0 own strength, 1 social network, 2 general, 3 individual, 4 specialist.
pub const RUNGS: usize = 5;
/// Income bands: low, middle, high.
pub const INCOME_BANDS: usize = 3;
/// Rung of individual provisions (maatwerk, first line).
pub const FIRST_LINE: usize = 3;
/// Rung of specialist provisions (second line).
pub const SPECIALIST: usize = 4;
/// Rung at which a simple question is settled: a referral to a general provision.
pub const GENERAL: usize = 2;

/// Who pays for the team and for the provisions.
pub const MUNICIPALITY: &str = "gemeente";
/// The payer of eigen bijdragen.
pub const HOUSEHOLD: &str = "huishouden";
/// The giver of informal care.
pub const NETWORK: &str = "netwerk";
/// The consortium that manages wijkbudgetten.
pub const CONSORTIUM: &str = "consortium";
/// Providers of care, who keep the margin of resultaatbekostiging.
pub const PROVIDERS: &str = "aanbieders";
