//! Tables about budgets and payment: `budget`, `financing`, `payment`.

use super::limits::{Euro, Factor, Price, Share, Strength};
use super::number::Number;
use schemars::JsonSchema;
use serde::Deserialize;

/// The budgets of the municipality (section 4 of the model page).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Cut in each year on the year before, at least one number for each year of the run.
    pub annual_cut: Vec<Number<Share>>,
    /// Rungs that the area budgets pay, beside the team: 0 to 3 (rung 4 has the specialist budget).
    #[schemars(inner(range(min = 0, max = 3)), extend("uniqueItems" = true))]
    pub covers_rungs: Vec<u8>,
    /// Budget for rung 4, municipality-wide, before cuts.
    #[schemars(extend("x-unit" = "euro per year"))]
    pub specialist: Number<Euro>,
    /// What the municipality holds against shortfalls of these budgets, beside the reserve of
    /// `populatiebekostiging`. Compared with the reserve that is required; the simulation does not use it.
    #[schemars(extend("x-unit" = "euro"))]
    pub available_reserve: Option<Number<Euro>>,
}

/// Who holds the budget: exactly one model (section 5 of the model page).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-whole" = true, "minProperties" = 1, "maxProperties" = 1))]
pub struct Financing {
    pub gemeente: Option<Gemeente>,
    pub wijkbudget: Option<Wijkbudget>,
    pub populatiebekostiging: Option<Populatiebekostiging>,
}

/// The municipality holds the budget; area budgets are a yardstick.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gemeente {}

/// A consortium manages the area budget as a lump sum.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wijkbudget {
    /// Weight of history against the objective model in the area budgets.
    pub history_weight: Number<Share>,
    /// Share of the budget up to which a deficit is borne by the consortium alone.
    pub corridor: Number<Share>,
    /// Share of the deficit beyond the corridor that the consortium bears.
    pub consortium_risk: Number<Share>,
    /// Share of a surplus that the consortium keeps.
    pub consortium_retains: Number<Share>,
    /// Probability of one rung lighter per unit of pressure above 1.
    pub steer: Number<Strength>,
    /// Most that `steer` amounts to.
    pub steer_max: Number<Share>,
    /// Probability of deferring a light case per unit of pressure above 1.
    pub defer: Number<Strength>,
    /// Most that `defer` amounts to.
    pub defer_max: Number<Share>,
}

/// Earmarked area budgets with monthly control, redistribution during the year and a reserve.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Populatiebekostiging {
    /// Weight of history against the objective model in the area budgets.
    pub history_weight: Number<Share>,
    /// Months at whose end budgets are redistributed; 1 is January.
    #[schemars(inner(range(min = 1, max = 12)), extend("uniqueItems" = true))]
    pub review_months: Vec<u8>,
    /// Share of its budget that an area may stay below before it offers anything.
    pub tolerance: Number<Share>,
    /// Share of the room below the tolerance that is offered.
    pub transfer_share: Number<Share>,
    /// Opening balance of the reserve as a share of the sum of the historic budgets.
    pub reserve_share: Number<Share>,
    /// Probability of one rung lighter per unit of pressure above 1.
    pub steer: Number<Strength>,
    /// Most that `steer` amounts to.
    pub steer_max: Number<Share>,
    /// Probability of deferring a light case per unit of pressure above 1.
    pub defer: Number<Strength>,
    /// Most that `defer` amounts to.
    pub defer_max: Number<Share>,
}

/// How providers are paid.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// Rung 3.
    pub first_line: PaymentModel,
    /// Rung 4.
    pub specialist: PaymentModel,
}

/// How the providers of one line are paid: exactly one model (section 5 of the model page).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-whole" = true, "minProperties" = 1, "maxProperties" = 1))]
pub struct PaymentModel {
    pub prestatiebekostiging: Option<Prestatiebekostiging>,
    pub trekkingsrecht: Option<Trekkingsrecht>,
    pub resultaatbekostiging: Option<Resultaatbekostiging>,
}

/// Delivered hours times tariff (P*Q).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prestatiebekostiging {
    /// Response of the delivered hours to the incentive. Default 1.
    pub hours_factor: Option<Number<Factor>>,
}

/// A personal budget held by the municipality, which pays the invoices.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trekkingsrecht {
    /// Response of the delivered hours to the incentive. Default 1.
    pub hours_factor: Option<Number<Factor>>,
    /// Share of the right that households use.
    pub utilisation: Number<Share>,
    /// Cost of administration.
    #[schemars(extend("x-unit" = "euro per household per month"))]
    pub admin_cost: Number<Price>,
}

/// A fixed price per result area; the provider keeps what it does not deliver.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resultaatbekostiging {
    /// Response of the delivered hours to the incentive. Default 1.
    pub hours_factor: Option<Number<Factor>>,
    /// Margin on the norm cost.
    pub price_margin: Number<Share>,
}
