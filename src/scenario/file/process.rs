//! Tables of the natural course and of the seven steps.

use super::limits::{Factor, FewDomains, Hours, Months, Probability, Share};
use super::number::{Number, Row};
use crate::domain::SEVERITIES;
use schemars::JsonSchema;
use serde::Deserialize;

/// Natural course of a need, and what fitting support means.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// Probability of becoming one step worse without support, by severity.
    #[schemars(extend("x-unit" = "per month", "x-items" = SEVERITY_ITEMS))]
    pub worsen: [Number<Probability>; SEVERITIES],
    /// Probability of becoming one step better without support, by severity.
    #[schemars(extend("x-unit" = "per month", "x-items" = SEVERITY_ITEMS))]
    pub improve: [Number<Probability>; SEVERITIES],
    /// Rung of support that a severity really needs.
    #[schemars(extend("x-items" = SEVERITY_ITEMS), inner(range(min = 0, max = 4)))]
    pub needed_rung: [u8; SEVERITIES],
    /// Effect left of support that is one rung too light; squared for two, and so on.
    pub under_fit: Number<Share>,
}

/// Step 1: how open needs reach the team.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Aanmelding {
    /// Probability that the household itself asks, by severity.
    #[schemars(extend("x-unit" = "per month", "x-items" = SEVERITY_ITEMS))]
    pub own_initiative: [Number<Probability>; SEVERITIES],
    /// Probability of a signal by neighbours, volunteers or professionals, by severity.
    #[schemars(extend("x-unit" = "per month", "x-items" = SEVERITY_ITEMS))]
    pub signal: [Number<Probability>; SEVERITIES],
    /// Multiplies `signal`.
    pub outreach: Number<Factor>,
}

/// Step 2: simple, gesprek or complex.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Orientatie {
    /// Team hours per aanmelding.
    #[schemars(extend("x-unit" = "hours"))]
    pub hours: Number<Hours>,
    /// Share that is settled with a referral, by severity.
    #[schemars(extend("x-items" = SEVERITY_ITEMS))]
    pub simple_share: [Number<Share>; SEVERITIES],
    /// Share that goes straight to the specialised case manager, by severity.
    #[schemars(extend("x-items" = SEVERITY_ITEMS))]
    pub complex_share: [Number<Share>; SEVERITIES],
    /// Cases with fewer domains go to the sectoral desk instead of the team.
    pub focus_min_domains: Number<FewDomains>,
}

/// Step 3: the keukentafelgesprek.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gesprek {
    /// Team hours per case and desk.
    #[schemars(extend("x-unit" = "hours"))]
    pub hours: Number<Hours>,
}

/// Step 4: the rung of support that is chosen.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opstelling {
    /// Probabilities of rungs 0 to 4 (columns) by severity (rows).
    #[schemars(extend("x-items" = SEVERITY_ROWS))]
    pub rung: [Row<5>; SEVERITIES],
    /// One rung lighter with probability kanteling times the network strength.
    pub kanteling: Number<Probability>,
    /// One rung heavier with this probability (client choice).
    pub upward: Number<Probability>,
}

/// Step 5: filling the arrangement in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Invulling {
    /// Share of the hours of the second and further domains that one plan saves.
    pub integration: Number<Share>,
}

/// Step 6: delivery and its direction.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Uitvoering {
    /// Team hours for directing one case.
    #[schemars(extend("x-unit" = "hours per case per month"))]
    pub regie_hours: Number<Hours>,
}

/// Step 7: reviews, closing and waakvlam.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Monitoring {
    /// Probability that a lighter outcome of a review is carried through.
    pub downscale: Number<Probability>,
    /// Probability that a resolved case is closed at a review.
    pub close: Number<Probability>,
    /// Light contact after closing a directed case; 0 is none.
    #[schemars(extend("x-unit" = "months"))]
    pub waakvlam_months: Number<Months>,
    /// Team hours for a household in its waakvlam.
    #[schemars(extend("x-unit" = "hours per month"))]
    pub waakvlam_hours: Number<Hours>,
    /// Share of the extra relapse risk that the waakvlam takes away.
    pub relapse_reduction: Number<Share>,
}

pub(super) const SEVERITY_ITEMS: &str = "one for each severity: light, moderate, severe, crisis";
const SEVERITY_ROWS: &str = "one row for each severity: light, moderate, severe, crisis";
