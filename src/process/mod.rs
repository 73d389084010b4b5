//! Layer 2. What happens to an open need: its natural course and the seven steps of the team, section 3 of
//! the model page. One file per step; each holds the parameters of the step and its rule, and no state.

pub mod aanmelding;
pub mod course;
pub mod gesprek;
pub mod invulling;
pub mod monitoring;
pub mod opstelling;
pub mod orientatie;
pub mod provisions;
pub mod team;
pub mod uitvoering;

pub use aanmelding::Aanmelding;
pub use course::Course;
pub use gesprek::Gesprek;
pub use invulling::Invulling;
pub use monitoring::Monitoring;
pub use opstelling::Opstelling;
pub use orientatie::Orientatie;
pub use provisions::{EigenBijdrage, Provision};
pub use team::{CostItem, Frequency, Level, Team};
pub use uitvoering::Uitvoering;

use crate::domain::RUNGS;

/// The process tables of one alternative in one draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    pub course: Course,
    pub aanmelding: Aanmelding,
    pub orientatie: Orientatie,
    pub gesprek: Gesprek,
    pub opstelling: Opstelling,
    pub invulling: Invulling,
    pub uitvoering: Uitvoering,
    pub monitoring: Monitoring,
    /// By rung.
    pub provisions: [Provision; RUNGS],
    pub eigen_bijdrage: EigenBijdrage,
    pub team: Team,
}

#[cfg(test)]
mod tests;
