//! Decision analysis: which alternative is best, how sure that is, and what it would be worth to know more.
//!
//! A [`DecisionTable`] holds draws: quantities, and per strategy a cost and an effect, a net benefit, or both.
//! [`analyse`] turns it into one [`DecisionAnalysis`], plain data with a Monte Carlo error beside every figure. The
//! table may come from a run ([`from_run`]) or from anywhere else.
//!
//! The words are those of health economics (Briggs, Claxton & Sculpher, "Decision modelling for health economic
//! evaluation", 2006; Heath, Kunst & Jackson, "Value of information for healthcare decision-making", 2024). Methods
//! and formulas are in `docs/decision.md`.
//!
//! It must not know the engine, read or write files, or print.

mod curves;
mod ellipse;
mod figure;
mod from_run;
mod frontier;
mod groups;
mod information;
mod metamodel;
mod names;
mod plane;
mod population;
mod result;
mod sample_information;
mod standing;
mod study;
mod table;

pub use curves::{Curves, Switch, default_grid};
pub use ellipse::Ellipse;
pub use figure::Figure;
pub use from_run::{EffectChoice, Lens, Perspective, from_run};
pub use frontier::{Place, frontier};
pub use groups::{Group, GroupRequest, default_groups, everything, find};
pub use information::{LEAST_DRAWS, PartialValue};
pub use metamodel::Effort;
pub use names::matches;
pub use plane::{Plane, PlaneSummary, Quadrants};
pub use population::{Population, PopulationPlan};
pub use result::{DecisionAnalysis, DecisionPlan, Note, analyse};
pub use sample_information::StudyValue;
pub use standing::Standing;
pub use study::{Data, Observation, Study};
pub use table::{Criterion, DecisionTable, Outcomes, Quantity, Strategy};

#[cfg(test)]
mod tests;
