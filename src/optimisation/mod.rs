//! Layer 6. Searches policy levers of a scenario for the frontier of what can be had for what.
//!
//! | file | question |
//! | --- | --- |
//! | `lever` | which numbers are moved, and over which values? |
//! | `follower` | which numbers go along with a lever? |
//! | `weights`, `search` | which points are evaluated? (knows points and scores only) |
//! | `bench` | the figures of one alternative at a point, on common random numbers |
//! | `study`, `found` | a search from beginning to end: frontier, fresh draws, what cannot be told apart |
//!
//! It sees scenarios through [`crate::study::Model`] and a loader that the caller gives, prints nothing and writes no
//! files.

mod bench;
mod follower;
mod found;
mod lever;
mod search;
mod study;
mod weights;

pub use bench::{Bench, BenchError, Sampled};
pub use follower::{Follower, Following};
pub use found::{Evaluated, Found, Judgement, Outcome, Point};
pub use lever::{Lever, LeverProblem, Range, setting};
pub use search::{Archive, Axis, Score, Space};
pub use study::{Load, Objective, Request, fresh_seed, optimise};
