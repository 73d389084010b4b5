//! What the charts on decisions, months and steps draw. Finished numbers only.

use super::{Estimate, Probability, TimeChart};
use serde::{Deserialize, Serialize};

/// Data of the charts that stand beside those of [`super::ChartData`]. A chart without data is left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MoreCharts {
    /// The alternative with the highest mean net present value to society that is not the reference: an index into
    /// `View::alternatives`. Not a claim that it is the best.
    pub leading: Option<usize>,
    /// Discounted net benefit to society since the start at the end of every year, euro; that of the reference is zero.
    pub net_benefit: Option<TimeChart>,
    pub depletion: Option<Depletion>,
    pub tornado: Vec<TornadoChart>,
    pub decision: Option<DecisionChart>,
    /// One per alternative; empty where the run has no steps.
    pub flow: Vec<StepCounts>,
}

/// Chances that an area has spent its whole budget of one year by the end of each month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Depletion {
    pub year: i32,
    pub areas: Vec<String>,
    /// By alternative, then area, then month.
    pub chances: Vec<Vec<Vec<Probability>>>,
}

/// What an outcome does when one quantity is known to be low or high.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TornadoChart {
    pub outcome: TornadoOutcome,
    /// Index into `View::alternatives`; the outcome is its difference with the reference.
    pub alternative: usize,
    /// Mean of the outcome, euro, and its Monte Carlo standard error.
    pub base: Figure,
    /// The widest first.
    pub bars: Vec<TornadoBar>,
    /// Quantities whose swing lies within its error.
    pub unclear: usize,
    /// What the swing of any quantity without a bar may be at most, euro: its size and two standard errors.
    #[serde(default)]
    pub left_out_at_most: f64,
    /// Quantities that were looked at.
    pub quantities: usize,
    /// Whether every quantity was moved and simulated again (`wijkraming sensitivity`), or read from the draws.
    pub simulated: bool,
}

/// Which outcome a tornado is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TornadoOutcome {
    MunicipalCost,
    NetPresentValue,
}

/// A figure with its Monte Carlo standard error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    pub value: f64,
    pub se: Option<f64>,
}

/// A quantity at its 5% and at its 95% quantile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TornadoBar {
    /// As a reader sees it.
    pub quantity: String,
    /// Values of the quantity.
    pub at: [f64; 2],
    /// Outcome there minus its mean, euro.
    pub change: [Figure; 2],
    /// The second minus the first.
    pub swing: Figure,
}

/// Cost and effect draw by draw, and what they mean for a choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecisionChart {
    pub effect: EffectKind,
    /// Draws (or means of draws with the same quantities).
    pub draws: u64,
    /// Of every alternative but the reference.
    pub clouds: Vec<Cloud>,
    pub acceptability: Option<Acceptability>,
}

/// What counts as effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectKind {
    Qaly,
    MatrixPoint,
}

/// One alternative against the reference on the cost-effectiveness plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cloud {
    /// Index into `View::alternatives`.
    pub alternative: usize,
    /// Extra cost to the municipality, discounted euro.
    pub cost: Estimate,
    /// Extra effect.
    pub effect: Estimate,
    /// Chances: dearer and better, cheaper and better, cheaper and worse, dearer and worse.
    pub quadrants: [Probability; 4],
    /// Some of the draws: effect, cost.
    pub points: Vec<(f64, f64)>,
    /// The ellipse that holds 90% of all draws: effect, cost; empty where there is none.
    pub outline: Vec<(f64, f64)>,
}

/// Chances over the willingness to pay for a unit of effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acceptability {
    /// Euro per unit.
    pub grid: Vec<f64>,
    /// By alternative, then point: the chance of the highest net benefit.
    pub chances: Vec<Vec<Probability>>,
    /// By point: the alternative with the highest mean net benefit.
    pub best: Vec<usize>,
    /// By point: whether it leads every other by more than two standard errors of the difference.
    #[serde(default)]
    pub clear: Vec<bool>,
}

/// What the steps of the team had to do with over the whole run: numbers of episodes unless stated otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepCounts {
    pub onsets: Estimate,
    pub reported: Estimate,
    /// Needs that were never reported, or not yet at the end.
    pub unreported: Estimate,
    pub simple: Estimate,
    pub sectoral: Estimate,
    pub complex: Estimate,
    /// Reported, and put in the queue for a gesprek at the orientatie.
    pub queued: Estimate,
    /// Gesprekken held, those of households that came back to the queue included.
    pub gesprekken: Estimate,
    /// Households in the queue at the end of the run.
    pub waiting: Estimate,
    /// They are too few to be published, and given as zero.
    #[serde(default)]
    pub few_waiting: bool,
    /// Household-months of support by rung.
    pub support: [Estimate; 5],
    /// Closed at a review.
    pub closed: Estimate,
}
