//! What a search found, for whoever shows it.

use crate::analysis::policy::{Judged, Spread};

/// A search in one alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub alternative: String,
    /// The scenario as written.
    pub as_written: Judgement,
    /// The same on the fresh draws.
    pub as_written_fresh: Judgement,
    /// In the order of evaluation.
    pub evaluated: Vec<Evaluated>,
    /// Whether every point was evaluated.
    pub complete: bool,
    pub outcome: Outcome,
    /// Indices of objectives that are the same at every point.
    pub unmoved: Vec<usize>,
}

/// Whether any point keeps to the constraints.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Points in the order of the first objective, the best first; how many more there are on the frontier.
    Frontier { points: Vec<Point>, more: usize },
    /// The point that breaks the constraints least, as an index in the list of evaluated points; none where no point
    /// could be evaluated.
    Infeasible { nearest: Option<usize> },
}

/// A point of the search.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluated {
    /// Variant (0 is the scenario itself), then the value of each lever.
    pub setting: Vec<usize>,
    /// Why it is impossible, where it is.
    pub result: Result<Judgement, String>,
    /// Constraints broken by estimate, added up, each divided by the size of its bound.
    pub violation: f64,
    pub on_frontier: bool,
}

/// Figures at a point on one set of draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// By figure: objectives, and then what else is shown; none where it exists in no draw.
    pub figures: Vec<Option<Spread>>,
    /// The same minus the scenario as written, draw by draw.
    pub changes: Vec<Option<Spread>>,
    /// By constraint.
    pub constraints: Vec<Option<Judged>>,
}

/// A point on the frontier, looked at again.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Index in the list of evaluated points.
    pub index: usize,
    pub setting: Vec<usize>,
    pub search: Judgement,
    /// On fresh draws, that the search has not seen.
    pub fresh: Judgement,
    /// Fresh minus search, by figure: what remained of what the search saw.
    pub shift: Vec<Option<f64>>,
    /// Other points shown that cannot be told apart from it in any objective, from 0.
    pub alike: Vec<usize>,
    /// Whether another point shown is better on the fresh draws, by their means.
    pub beaten: bool,
    /// Levers that stand at an end of their range.
    pub ends: Vec<usize>,
}
