//! Choosing a policy: what a point of a search is judged on, whether it keeps to its constraints as far as the number
//! of draws can tell, and which points are on the frontier.
//!
//! | file | question |
//! | --- | --- |
//! | `figure` | which numbers can be minimised, compared or bounded |
//! | `constraint` | is a bound kept to: yes, no, or undecided within the error? |
//! | `pareto` | which points are no worse than any other one in everything? |
//! | `spread` | a mean with its interval, and which points cannot be told apart |
//!
//! Pure functions; they simulate nothing and search nothing.

mod constraint;
mod figure;
mod pareto;
mod spread;

pub use constraint::{Constraint, ConstraintProblem, Judged, Verdict};
pub use figure::Figure;
pub use pareto::{dominates, far_apart, frontier, hypervolume};
pub use spread::{Spread, alike};
