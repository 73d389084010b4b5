//! Layer 6. What a report prints: finished numbers and the words of the scenario, nothing else.
//!
//! A `View` is filled from the analysis and read by every kind of report (HTML now; PDF and workbook later), so that
//! all of them print the same. It holds no labels (those are in `labels`), computes no statistics and knows no engine.
//! All money is in euro of `price_year`; all chances are 0..1. A number that does not exist is `None`, and a number
//! that is not finite is printed as unknown.

mod areas;
mod chart_data;
mod council;
mod precision;

pub use areas::{AreaCounts, AreaMeasure, AreaTable};
pub use chart_data::{
    Acceptability, Cloud, DecisionChart, Depletion, EffectKind, Figure, MoreCharts, StepCounts,
    TornadoBar, TornadoChart, TornadoOutcome,
};
pub use council::*;
pub use precision::{FewBeyond, FewEvents, Precision, SpreadRow, SpreadShare};

use serde::{Deserialize, Serialize};

use crate::stats::summary;

/// Language of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Nl,
    En,
}

/// Everything that one report prints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    pub lang: Lang,
    /// Title of the scenario, as its author wrote it.
    pub title: String,
    pub municipality: String,
    /// Calendar year of the first simulated month.
    pub start_year: i32,
    /// Number of simulated years.
    pub years: u32,
    /// Year in whose prices all amounts stand.
    pub price_year: i32,
    /// Number of (synthetic) households that were simulated.
    pub households: u64,
    /// In file order; exactly one is the reference. All lists "per alternative" follow this order.
    pub alternatives: Vec<Alternative>,
    /// Rows of the key table, in the order in which they are printed.
    pub key_table: Vec<KeyRow>,
    /// Probability that an area overruns its budget, per area and alternative.
    pub overrun: OverrunTable,
    /// Households by area; small numbers are suppressed where they are printed.
    #[serde(default)]
    pub areas: AreaCounts,
    pub welfare: Welfare,
    /// Empty for a run that is too large to keep what this needs.
    #[serde(default)]
    pub budgets: Budgets,
    pub charts: ChartData,
    pub assumptions: Vec<Assumption>,
    /// Effects that are listed, but not counted in euro (`pm = true`).
    pub pro_memorie: Vec<String>,
    /// Warnings of this run that a reader must know, in the report's language.
    pub remarks: Vec<String>,
    #[serde(default)]
    pub precision: Precision,
    /// What a council asks beside this.
    #[serde(default)]
    pub council: Council,
    pub reproduction: Reproduction,
}

impl View {
    /// Number of assumptions that no source bears.
    pub fn without_source(&self) -> usize {
        self.assumptions.iter().filter(|own| !own.has_source()).count()
    }
}

/// One way of organising and paying.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// Key in the scenario file.
    pub id: String,
    pub title: String,
    /// Name in charts and table heads: `Alternative::short_of(&title)`, or something better.
    pub short: String,
    /// Is this the nulalternatief, with which the others are compared?
    pub is_reference: bool,
}

impl Estimate {
    /// More than two standard errors from zero.
    pub fn is_beyond_its_error(&self) -> bool {
        summary::is_beyond_two_errors(self.mean, self.se)
    }

    /// Zero in every draw.
    pub fn is_zero(&self) -> bool {
        [self.mean, self.p5, self.p95] == [0.0; 3] && self.se == Some(0.0)
    }
}

impl Alternative {
    /// The part of a title before its first colon, comma or dash.
    pub fn short_of(title: &str) -> String {
        let end = [": ", ", ", " - ", " – ", " ("].iter().filter_map(|mark| title.find(mark)).min();
        title[..end.unwrap_or(title.len())].trim().to_owned()
    }
}

/// A quantity over the draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub mean: f64,
    /// Bounds of the 90% interval over the draws.
    pub p5: f64,
    pub p95: f64,
    /// Monte Carlo standard error of the mean; `None` with fewer than two draws.
    pub se: Option<f64>,
    /// Monte Carlo standard errors of the bounds; `None` with too few draws to tell.
    #[serde(default)]
    pub bounds_se: [Option<f64>; 2],
}

/// A chance, with the 95% interval that the number of draws leaves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probability {
    pub p: f64,
    pub low: f64,
    pub high: f64,
}

/// An alternative minus the reference, draw by draw with common random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    pub estimate: Estimate,
    /// Chance that the difference is below zero.
    pub below: Probability,
    /// Chance that the difference is above zero (not 1 - `below`: a difference may be exactly zero).
    pub above: Probability,
}

/// What a row of the key table measures; its words are in `labels`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Municipal cost of the whole period, undiscounted.
    MunicipalCost,
    /// The same per year, on average.
    MunicipalCostPerYear,
    /// Net present value for society as a whole (only as a difference).
    NetPresentValue,
    /// Net present value for the municipality's purse (only as a difference).
    MunicipalNetPresentValue,
    /// Mean waiting time of a served household.
    MeanWait,
    /// Households in the queue at the end of the period.
    QueueEnd,
    /// Household-months in crisis (severity 4) in the whole period.
    CrisisHouseholdMonths,
    /// Households with support at rung 3 or 4, per year.
    Clients,
    /// Hours of informal care in the whole period.
    InformalHours,
    /// Eigen bijdragen of the whole period.
    EigenBijdrage,
    /// Overrun of all area budgets together, whole period.
    Overrun,
}

/// In what a number is expressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Euro,
    EuroPerYear,
    Months,
    Households,
    HouseholdMonths,
    Hours,
    /// Points on the zelfredzaamheidsmatrix.
    Points,
    /// A fraction 0..1 that is printed as a percentage.
    Share,
}

/// One row of the key table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyRow {
    pub measure: Measure,
    pub unit: Unit,
    /// One per alternative.
    pub cells: Vec<KeyCell>,
}

/// One measure of one alternative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeyCell {
    /// The measure itself; `None` where it only exists as a difference (net present value).
    pub level: Option<Estimate>,
    /// Against the reference; `None` for the reference itself.
    pub difference: Option<Difference>,
    /// The number of households is too small to be published: both others are `None` then.
    #[serde(default)]
    pub few: bool,
}

/// Which overrun the probabilities are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverrunPeriod {
    /// Spent more than the budget in this calendar year.
    Year(i32),
    /// In at least one year.
    AnyYear,
    /// In a year picked at random.
    AverageYear,
}

/// Probability of overrun per area and alternative.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverrunTable {
    pub period: OverrunPeriod,
    pub areas: Vec<OverrunRow>,
}

/// One area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverrunRow {
    pub area: String,
    /// One per alternative.
    pub cells: Vec<Probability>,
}

/// Who gains and who loses by the projects, and how likely they are recouped soon; euro, discounted. Empty where
/// nothing can be compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Welfare {
    /// The sum of all parties first, then the parties.
    pub parties: Vec<PartyRow>,
    /// Within how many years.
    pub within_years: u32,
    /// Chance that a project is recouped within them, by alternative; none for the reference.
    pub recouped_society: Vec<Option<Probability>>,
    pub recouped_purse: Vec<Option<Probability>>,
}

/// What one party gains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartyRow {
    /// As the scenario calls it; none is all of them together.
    pub party: Option<String>,
    /// One per alternative; none for the reference.
    pub cells: Vec<Option<Estimate>>,
}

/// What the charts draw that no table holds. A chart without data is left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChartData {
    /// Cumulative municipal cost at the end of every period, euro.
    pub cumulative_cost: Option<TimeChart>,
    /// Households in the queue at the end of every period.
    pub waiting: Option<TimeChart>,
    /// Households in crisis at the end of every period.
    pub severity: Option<TimeChart>,
    pub uitputting: Option<Uitputting>,
    #[serde(default)]
    pub more: MoreCharts,
}

/// A fan per alternative over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeChart {
    pub unit: Unit,
    pub periods: Periods,
    /// One per alternative.
    pub series: Vec<Bands>,
    /// Values under this are too small to be published, and given as zero; 0 where all are as they are.
    #[serde(default)]
    pub fewest: f64,
}

/// Who bears the cost, what reserve the area budgets require, and how far the project absorbs the cuts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Budgets {
    /// Euro over the run, undiscounted, in the order of printing.
    pub bearing: Vec<BearingRow>,
    /// By certainty, ascending.
    pub reserve: Vec<ReserveRow>,
    /// One per alternative; `None` for the reference, and where the run is too short or knows no cuts.
    pub recouped: Vec<Option<Probability>>,
    /// Part of the cuts, 0..1 (or beyond), that the saving of the run amounts to.
    pub absorbed: Vec<Option<Estimate>>,
}

/// A part of the cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BearingRow {
    pub part: BearingPart,
    /// One per alternative; `None` where it has no such part.
    pub cells: Vec<Option<Estimate>>,
}

/// What a row of the burdens is; its words are in `labels`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BearingPart {
    /// Parts of what the municipality bears.
    AreaBudgets,
    Reserve,
    GeneralFunds,
    OutsideAreaBudgets,
    /// Someone who bears a part, under the name of the scenario.
    Party(String),
    /// All parties: the cost of what was delivered.
    Delivered,
}

/// The reserve that area budgets require at one certainty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReserveRow {
    /// 0..1.
    pub certainty: f64,
    /// One per alternative.
    pub cells: Vec<ReserveCell>,
}

/// Euro, of one alternative.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReserveCell {
    /// For all areas in one reserve.
    pub pooled: Precise,
    /// For every area on its own, added up.
    pub separate: Precise,
    /// What pooling saves.
    pub gain: Precise,
}

/// A figure with its Monte Carlo error and 90% interval; `None` with too few draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Precise {
    pub value: f64,
    pub se: Option<f64>,
    pub range: Option<(f64, f64)>,
}

impl Precise {
    /// Zero in every draw.
    pub fn is_zero(&self) -> bool {
        self.value == 0.0 && self.se == Some(0.0)
    }

    /// More than two standard errors from zero.
    pub fn is_beyond_its_error(&self) -> bool {
        summary::is_beyond_two_errors(self.value, self.se)
    }
}

/// Equal periods of time, from the start of `start_year`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Periods {
    pub start_year: i32,
    /// 12 for months, 1 for years.
    pub per_year: u32,
    pub count: usize,
}

/// Quantiles over the draws at every point in time (or any other x); five lists of equal length.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bands {
    pub p5: Vec<f64>,
    pub p25: Vec<f64>,
    pub p50: Vec<f64>,
    pub p75: Vec<f64>,
    pub p95: Vec<f64>,
    /// The largest Monte Carlo standard errors along the 5%, the 50% and the 95%; `None` where unknown.
    #[serde(default)]
    pub largest_errors: [Option<f64>; 3],
}

/// Spending against budget, month by month, in one year of one alternative.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Uitputting {
    /// Index into `View::alternatives`.
    pub alternative: usize,
    /// Calendar year.
    pub year: i32,
    /// One per area.
    pub panels: Vec<UitputtingPanel>,
}

/// One area's year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UitputtingPanel {
    pub area: String,
    /// Spent so far / budget at the end of each of the 12 months (1 is the whole budget).
    pub spent_share: Bands,
    /// Chance that the year ends above the budget.
    pub overrun: Probability,
    /// Budget of the year, if it is the same in every draw.
    pub budget_eur: Option<f64>,
}

/// How well an assumption is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grade {
    /// Official statistic or tariff.
    A,
    /// Published study or municipal document.
    B,
    /// Press or derived.
    C,
    /// Assumption without a source.
    D,
}

/// One assumption of the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assumption {
    /// Key in the scenario file, for example `provisions.3.tariff`.
    pub path: String,
    pub value: AssumedValue,
    /// 5% and 95% quantile of an uncertain quantity.
    pub range: Option<(f64, f64)>,
    /// Empty where unknown; so are `source` and `note`.
    pub unit: String,
    pub source: String,
    pub grade: Option<Grade>,
    pub note: String,
    /// An amount that was converted: as it was written, and the year of its euro.
    #[serde(default)]
    pub written: Option<(AssumedValue, i32)>,
}

impl Assumption {
    /// Whether a source bears it: one is named, and the number is not an assumption all the same (grade D).
    pub fn has_source(&self) -> bool {
        !self.source.is_empty() && self.grade != Some(Grade::D)
    }
}

/// A value as a number (the mean of an uncertain quantity) or, for rows and choices, in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AssumedValue {
    Number(f64),
    Words(String),
}

/// What someone needs to get the same numbers again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reproduction {
    /// Version of the program.
    pub version: String,
    pub seed: u64,
    pub draws: u64,
    /// Sampling method, as in the scenario file.
    pub method: String,
    pub scenario_file: String,
    /// SHA-256 of the scenario, hexadecimal.
    pub scenario_hash: String,
    /// The command line.
    pub command: String,
}
