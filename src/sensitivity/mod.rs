//! Layer 6. What outcomes depend on: simulates again at chosen values of the uncertain quantities, and under stress,
//! and hands the outcomes to [`crate::analysis::sensitivity`].
//!
//! | file | question |
//! | --- | --- |
//! | `dependence`, `factors` | what counts as one: a quantity, a row of shares, correlated quantities, a group |
//! | `evaluator` | the outputs at many points, on all cores, in a fixed order |
//! | `one_way` | how far does each quantity move an output? (tornado) |
//! | `heat_map` | what do two quantities do together? |
//! | `saltelli`, `variance` | which part of the spread comes from what, and from chance? (Sobol indices) |
//! | `given` | the same from a run that is there already, first order only |
//! | `break_even` | at which value does the sign or the ranking turn? |
//! | `stress` | what does a shock from a year on do to every alternative? |
//!
//! It sees a scenario through [`crate::study::Model`] only, prints nothing and writes no files.

mod break_even;
mod dependence;
mod evaluator;
mod factors;
mod given;
mod heat_map;
mod one_way;
mod saltelli;
mod stress;
mod variance;

pub use break_even::{BreakEven, break_even};
pub use dependence::{Dependence, JointRows};
pub use evaluator::{Evaluator, Point};
pub use factors::{Factor, FactorError, Group, factors};
pub use given::{GivenFactor, GivenOutput, given};
pub use heat_map::heat_map;
pub use one_way::{Others, one_way, quantities_moved};
pub use saltelli::Saltelli;
pub use stress::{Drawn, Shock, stress};
pub use variance::{Chance, FactorShares, SobolOutput, SobolPlan, sobol};
