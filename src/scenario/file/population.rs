//! Tables about who lives where and how needs arise: `areas`, `population`, `need`.

use super::limits::{Euro, Factor, Growth, Households, Months, Positive, Rate, Share, Weight};
use super::number::{Number, Row};
use crate::domain::{DOMAINS, HOUSEHOLD_TYPES};
use schemars::JsonSchema;
use serde::Deserialize;

/// An area (kern, wijk, stadsdeel) with its own population and budget.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Name in results and reports; also fixes the random numbers of its households.
    #[schemars(length(min = 1))]
    pub name: String,
    /// Id of the team that serves it; areas with the same id share a team.
    #[schemars(length(min = 1))]
    pub team: String,
    /// Number of households by type.
    #[schemars(extend("x-unit" = "households"))]
    pub households: PerType<Number<Households>>,
    /// Share of the households with a low income.
    pub low_income_share: Number<Share>,
    /// Multiplies every onset rate in this area.
    pub need_factor: Number<Factor>,
    /// Budget of the area before cuts, as history gave it.
    #[schemars(extend("x-unit" = "euro per year"))]
    pub historic_budget: Number<Euro>,
}

/// A value for each type of household.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "{T}PerType", extend("x-item" = "household type"))]
pub struct PerType<T> {
    pub single: T,
    pub single_65plus: T,
    pub couple: T,
    pub couple_65plus: T,
    pub children: T,
    pub single_parent: T,
}

impl<T> PerType<T> {
    /// In the order of [`crate::domain::HouseholdType`].
    pub fn in_order(&self) -> [&T; HOUSEHOLD_TYPES] {
        [
            &self.single,
            &self.single_65plus,
            &self.couple,
            &self.couple_65plus,
            &self.children,
            &self.single_parent,
        ]
    }
}

/// What households of all areas have in common.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// Shape of the frailty, Gamma(shape, mean 1): the smaller, the more need piles up in few households.
    pub frailty_shape: Number<Positive>,
    /// Network strength of a household ~ Beta(a, b).
    #[schemars(extend("x-items" = "the parameters a and b of a beta distribution"))]
    pub network_beta: [Number<Positive>; 2],
    /// Share of the households without a low income that have a middle income; the others have a high one.
    pub middle_income_share: Number<Share>,
}

/// Onset of needs and what they look like.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// Expected onsets per household by type.
    #[schemars(extend("x-unit" = "per household per year"))]
    pub annual_rate: PerType<Number<Rate>>,
    /// Multiplies the rate of a household with a low income.
    pub low_income_factor: Number<Factor>,
    /// Multiplies every onset rate in every area, beside `need_factor`: what the areas of a municipality have in
    /// common, and how little is known of it. Default 1.
    pub factor: Option<Number<Factor>>,
    /// Growth of every onset rate.
    #[schemars(extend("x-unit" = "per year"))]
    pub annual_trend: Number<Growth>,
    /// Severity at onset: light, moderate, severe, crisis.
    pub initial_severity: Row<4>,
    /// Probability of 0, 1, 2 and 3 domains beside the primary one.
    pub extra_domains: Row<4>,
    /// Multiplies the onset rate in the months after an episode ended.
    pub relapse_factor: Number<Factor>,
    /// How long `relapse_factor` lasts.
    #[schemars(extend("x-unit" = "months"))]
    pub relapse_months: Number<Months>,
    /// Weights of the primary domain by household type.
    pub domain_weights: PerType<DomainWeights>,
}

/// Weights of the eleven domains of the Zelfredzaamheid-Matrix, in its own order.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("x-items" = DOMAIN_ITEMS))]
pub struct DomainWeights(pub [Number<Weight>; DOMAINS]);

const DOMAIN_ITEMS: &str = "one for each domain: financien, dagbesteding, huisvesting, \
    huiselijke_relaties, geestelijke_gezondheid, lichamelijke_gezondheid, verslaving, adl, \
    sociaal_netwerk, maatschappelijke_participatie, justitie";
