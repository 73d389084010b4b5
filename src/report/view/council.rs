//! What a report for a council prints beside the key table: who publishes it, what the alternatives are, effects on
//! inhabitants, taakvelden, costs and benefits, how sure the choice is, stress tests and limits. Finished numbers.

use serde::{Deserialize, Serialize};

use super::{Difference, Estimate, Grade, KeyCell, Measure, Precise, Probability};

/// All of it; every part may be empty, and is then left out or said to be missing. Lists "per alternative" have one item
/// for each alternative of the view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Council {
    pub brand: Brand,
    /// Per alternative.
    pub setups: Vec<Setup>,
    /// Keys in which the alternatives differ.
    pub changes: Vec<Change>,
    /// Points on the zelfredzaamheidsmatrix, per alternative; empty where the run has none.
    pub matrix_points: Vec<KeyCell>,
    /// Effects in their own units.
    pub effects: Vec<EffectRow>,
    /// Per alternative; empty where budgets were not kept.
    pub taakvelden: Vec<TaakveldTable>,
    pub society: Society,
    pub certainty: Certainty,
    pub stress: StressTests,
    /// Whether anything in the scenario was fitted to observed figures by `calibrate`.
    #[serde(default)]
    pub is_calibrated: bool,
    /// What the scenario says that it leaves out.
    pub leaves_out: Vec<String>,
    /// SHA-256 of what the results are made of, and of the results.
    pub hashes: Vec<(Hashed, String)>,
}

/// Who publishes the report, and what it looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The municipality as it is printed; empty for its name in the scenario.
    pub name: String,
    /// PNG.
    pub logo: Option<Vec<u8>>,
    /// `#rrggbb` on the light page and on the dark one.
    pub colours: Option<[String; 2]>,
    /// Year, month (1 to 12) and day.
    pub date: Option<(i32, u8, u8)>,
    pub author: String,
}

/// How an alternative is organised and paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// Key of the way of financing, and of paying the first line and specialists.
    pub financing: String,
    pub first_line: String,
    pub specialist: String,
    /// First calendar year, where it is not that of the run.
    pub start_year: Option<i32>,
}

/// A key of the scenario that has not the same value in all alternatives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub path: String,
    /// Per alternative; none where it has no such key.
    pub values: Vec<Option<String>>,
}

/// An effect in its own unit over the whole run, not priced and not discounted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectRow {
    /// As the scenario calls them.
    pub label: String,
    pub unit: String,
    /// Listed, but not counted in euro.
    pub pm: bool,
    pub source: String,
    /// The weakest of its numbers.
    pub grade: Option<Grade>,
    /// Per alternative.
    pub cells: Vec<KeyCell>,
}

/// The taakvelden of one alternative, year by year.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TaakveldTable {
    pub years: Vec<i32>,
    pub rows: Vec<TaakveldRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaakveldRow {
    pub kind: TaakveldKind,
    /// Empty for totals; so is `name`.
    pub code: String,
    pub name: String,
    /// By year.
    pub cells: Vec<Option<TaakveldCell>>,
}

/// What a row of the table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaakveldKind {
    Taakveld,
    /// What the municipality pays a consortium beside the cost.
    Settlement,
    Total,
    Reserve,
    /// The total after the reserve.
    Result,
}

/// A year of a taakveld, euro.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaakveldCell {
    /// Mean over the draws; none where no budget is meant for it.
    pub budget: Option<f64>,
    pub actual: Estimate,
    /// Budget minus actual.
    pub difference: Option<Estimate>,
    /// N: dearer than the budget; none where the error leaves it open.
    pub nadeel: Option<bool>,
    /// Chance that the actual is above the budget.
    pub chance: Option<Probability>,
}

/// Costs and benefits of the alternatives against the reference, euro, discounted. Empty where nothing can be compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Society {
    /// Costs, benefits and their balance, to society and to the purse.
    pub totals: Vec<TotalRow>,
    pub ratios: Vec<RatioRow>,
    pub paybacks: Vec<PaybackRow>,
    /// What society gains on each item.
    pub items: Vec<ItemRow>,
    /// What moves between parties.
    pub transfers: Vec<TransferRow>,
    /// Who gains and loses, with the chance of it: a party per row, per alternative.
    pub parties: Vec<(String, Vec<Option<Difference>>)>,
    /// The balance to society on other terms, the first on those of the run.
    pub variants: Vec<VariantRow>,
}

/// Who looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looker {
    Society,
    Purse,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Total {
    Costs,
    Benefits,
    Net,
}

/// Euro per alternative; none for the reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TotalRow {
    pub looker: Looker,
    pub total: Total,
    pub cells: Vec<Option<Estimate>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RatioRow {
    pub looker: Looker,
    /// With the chance that a draw is of the same kind as the means.
    pub cells: Vec<Option<(Ratio, Probability)>>,
}

/// What benefits are to costs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ratio {
    /// Dearer, with benefits: benefits divided by costs, with the Monte Carlo error.
    Benefits {
        value: f64,
        se: Option<f64>,
    },
    /// Cheaper and no worse.
    Dominant,
    /// Cheaper and worse: euro saved for each euro of benefit lost.
    Saving {
        value: f64,
        se: Option<f64>,
    },
    /// Worse and no cheaper.
    Dominated,
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaybackRow {
    pub looker: Looker,
    pub cells: Vec<Option<Payback>>,
}

/// Terugverdientijd.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Payback {
    /// Years within which at least half of the draws recoup; none where fewer do.
    pub median: Option<usize>,
    /// Chance that it is not recouped within the run.
    pub never: Probability,
}

/// An item of costs or benefits: an effect under its label, or a part of the programme under its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemName {
    Effect(String),
    Programme(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemRow {
    pub item: ItemName,
    pub cells: Vec<Option<Estimate>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransferRow {
    pub item: ItemName,
    pub from: String,
    pub to: String,
    pub cells: Vec<Option<Estimate>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VariantRow {
    pub variant: Variant,
    pub cells: Vec<Option<Estimate>>,
}

/// On what terms costs and benefits are counted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    AsRun,
    /// Per year.
    DiscountRate(f64),
    /// The first years only.
    Years(usize),
    /// Effects times this.
    EffectSize(f64),
}

/// How sure the choice is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Certainty {
    pub society: Option<Judged>,
    pub purse: Option<Judged>,
    /// Quantities that stand out among all that were looked at: by what knowing them is worth to society, the largest first,
    /// and then by their share.
    pub worth: Vec<Worth>,
    /// The alternative whose net present value the shares of the variance are about.
    pub shares_of: Option<usize>,
    /// The value of knowing was left out because the run is too large for a report.
    pub too_large: bool,
    /// Number of quantities that vary.
    pub quantities: usize,
    /// Those of which nothing is clear among so many; none where there are too few draws to look.
    #[serde(default)]
    pub unclear: Option<usize>,
}

/// The alternatives judged by net benefit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The highest expected net benefit.
    pub best: usize,
    /// The first of those whose distance is within two standard errors.
    pub close: Option<usize>,
    /// Per alternative: chance that it is the best.
    pub chances: Vec<Probability>,
    /// Per alternative: what it falls short of the best on average, euro.
    pub behind: Vec<Precise>,
    /// What one decision would gain if all were known, euro.
    pub evpi: Precise,
}

/// What it would be worth to know a quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worth {
    pub name: String,
    /// Euro per decision; none where it was not worked out.
    pub evppi: Option<Precise>,
    /// Whether that is above zero beyond the error that so many quantities ask for.
    #[serde(default)]
    pub is_worth_knowing: bool,
    /// Share of the variance that comes from it alone, 0..1; none where that is not clear.
    pub share: Option<Precise>,
}

/// Stress tests, as far as they were run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StressTests {
    /// Those of the scenario: title and first year.
    pub known: Vec<(String, i32)>,
    /// What runs them.
    pub command: String,
    /// Draws of the tests.
    pub draws: u64,
    pub results: Vec<StressResult>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StressResult {
    pub title: String,
    pub start_year: i32,
    pub note: String,
    pub source: String,
    pub rows: Vec<StressRow>,
}

/// A measure under stress minus the same without, per alternative.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StressRow {
    pub measure: Measure,
    pub cells: Vec<Option<Difference>>,
}

/// What a hash is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hashed {
    /// The scenarios inside the program.
    Library,
    Posterior,
    /// A file of the run.
    Table(String),
    /// The outcome of stress tests.
    Stress,
}
