//! What a report says of its errors: few draws, and where the spread of the figures comes from.

use super::Measure;
use serde::{Deserialize, Serialize};

/// How precise the figures are, and where their spread comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// Draws of the uncertain assumptions.
    pub rows: u64,
    /// Draws of chance for each of them.
    pub replications: u64,
    /// Every uncertain assumption stood at its mean.
    pub central: bool,
    /// Whether the errors are those of independent draws though the draws are not.
    pub cautious: bool,
    /// Independent designs from which the errors come; 0 where they come from draws.
    pub batches: u64,
    /// Rows of the key table; empty where chance is not told apart.
    pub spread: Vec<SpreadRow>,
    pub few_beyond: Option<FewBeyond>,
    pub few_events: Option<FewEvents>,
}

/// The part of the variance of a measure that uncertain assumptions cause, per alternative.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpreadRow {
    pub measure: Measure,
    pub level: Vec<Option<SpreadShare>>,
    pub difference: Vec<Option<SpreadShare>>,
}

/// 0..1; the rest is chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpreadShare {
    pub share: f64,
    pub se: Option<f64>,
    /// The estimate was below zero and is shown as zero.
    pub below_zero: bool,
}

/// The bounds of intervals rest on few draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FewBeyond {
    /// On each side.
    pub beyond: f64,
    /// Draws with which there are `enough` on each side.
    pub needed: u64,
    pub enough: f64,
}

/// Chances of overrun rest on few draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FewEvents {
    pub few: u64,
    pub all: u64,
    /// Draws on the rarer side below which a chance is one of the few.
    pub below: f64,
    pub area: String,
    /// Index into `View::alternatives`.
    pub alternative: usize,
    /// Whether the rarer side is an overrun.
    pub overrun: bool,
    pub events: f64,
    pub draws: u64,
    /// What the chance of the rarer side may be.
    pub bound: f64,
    pub needed: u64,
}
