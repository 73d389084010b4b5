//! Tables about the run as a whole: time, sampling, valuation.

use super::limits::DiscountRate;
use super::number::Number;
use schemars::JsonSchema;
use serde::Deserialize;

/// The period that is simulated, month by month.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Time {
    /// First calendar year.
    #[schemars(range(min = 1900, max = 2200))]
    pub start_year: i32,
    /// Number of years.
    #[schemars(range(min = 1, max = 60))]
    pub years: u32,
}

/// How uncertainty is sampled.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// Start of all random numbers: the same seed gives the same results. Default 1.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_i64))]
    pub seed: Option<u64>,
    /// Number of draws of the uncertain quantities, each with its own chance events. Default 200.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub draws: Option<u32>,
    /// Draws of chance events for each draw of the quantities, so that both kinds of uncertainty can be told apart.
    /// Default 1.
    #[schemars(range(min = 1, max = 10_000))]
    pub replications: Option<u32>,
    /// Number of independent designs into which the draws are divided, so that the error of the design itself can be
    /// told. Default 1.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub batches: Option<u32>,
    /// File with weighted rows of quantities (`wijkraming calibrate --bayes`), which draws take in place of their
    /// distributions.
    #[schemars(length(min = 1))]
    pub posterior: Option<String>,
    /// How the draws are spread over the uncertain quantities. Default latin-hypercube.
    pub method: Option<Method>,
    /// Rank correlations between uncertain quantities.
    #[serde(default)]
    #[schemars(length(max = 500))]
    pub correlations: Vec<Correlation>,
}

/// A sampling design over the uncertain quantities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    Random,
    #[default]
    LatinHypercube,
    Sobol,
}

impl From<Method> for crate::stats::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Random => Self::Random,
            Method::LatinHypercube => Self::LatinHypercube,
            Method::Sobol => Self::Sobol,
        }
    }
}

/// The rank correlation of two uncertain quantities; their own distributions stay the same.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correlation {
    /// Paths of the two quantities, for example `provisions.3.tariff`.
    #[schemars(extend("x-items" = "the paths of two quantities"))]
    pub quantities: [String; 2],
    /// Spearman's rank correlation, between -1 and 1.
    #[schemars(range(min = -1.0, max = 1.0))]
    pub coefficient: f64,
}

/// How amounts of different years compare (section 6 of the model page).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Valuation {
    /// Real discount rate.
    #[schemars(extend("x-unit" = "per year"))]
    pub discount_rate: Number<DiscountRate>,
    /// Year to which amounts are discounted.
    #[schemars(range(min = 1900, max = 2200))]
    pub base_year: i32,
    /// Whether the MKBA lowers and widens benefits by the grade of their evidence. Default false.
    pub optimism_bias: Option<bool>,
}
