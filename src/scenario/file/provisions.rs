//! Tables of support and of who gives it: `provisions`, `eigen_bijdrage`, `team`.

use super::limits::{
    Desks, Euro, Headcount, Hours, Interval, Price, Share, Strength, Tariff, Variation,
};
use super::number::Number;
use crate::domain::{Domain, Taakveld};
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use std::borrow::Cow;

/// Support on one rung: 0 own strength, 1 social network, 2 general (voorliggend), 3 individual (maatwerk,
/// first line), 4 specialist (second line).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    /// The rung; each of 0 to 4 stands once.
    #[schemars(range(min = 0, max = 4))]
    pub rung: u8,
    /// Share of the probability of worsening that fitting support takes away.
    pub worsen_reduction: Number<Share>,
    /// Fitting support multiplies the probability of improving by 1 + this.
    pub improve_gain: Number<Strength>,
    /// Time between reviews.
    #[schemars(extend("x-unit" = "months"))]
    pub review_months: Number<Interval>,
    /// Hours of support per domain.
    #[schemars(extend("x-unit" = "hours per month"))]
    pub hours: Number<Hours>,
    /// Price of an hour.
    #[schemars(extend("x-unit" = "euro per hour"))]
    pub tariff: Number<Tariff>,
    /// Spread of the hours between households. Default 0.
    pub hours_cv: Option<Number<Variation>>,
    /// Most hours per domain, from the access decision. Default no maximum.
    #[schemars(extend("x-unit" = "hours per month"))]
    pub max_hours: Option<Number<Hours>>,
    /// Whether households pay an eigen bijdrage on this rung. Default false.
    pub eigen_bijdrage: Option<bool>,
    /// Marks the hours as informal care, with their value for the network in the MKBA.
    #[schemars(extend("x-unit" = "euro per hour"))]
    pub informal_value: Option<Number<Tariff>>,
    /// Taakveld (Iv3) on which this rung is booked; the simulation does not use it. Default by rule, see
    /// `data/taakveld_rules.csv`.
    pub taakveld: Option<TaakveldCode>,
    /// Domains with hours and tariffs of their own.
    #[serde(default)]
    pub domains: Domains,
}

/// Hours and tariffs by domain; a domain that is not named has those of the rung.
#[derive(Default, Deserialize)]
#[serde(transparent)]
pub struct Domains(IndexMap<String, DomainProvision>);

impl Domains {
    pub fn get(&self, domain: Domain) -> Option<&DomainProvision> {
        self.0.get(domain.key())
    }
}

impl JsonSchema for Domains {
    fn schema_name() -> Cow<'static, str> {
        "Domains".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = Domain::ALL.iter().map(|domain| domain.key()).collect();
        json_schema!({
            "type": "object",
            "description": "Hours and tariffs by domain.",
            "x-item": "domain",
            "propertyNames": { "enum": names },
            "additionalProperties": generator.subschema_for::<DomainProvision>(),
        })
    }
}

/// What one domain has in place of the rung's own.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DomainProvision {
    /// Hours of support.
    #[schemars(extend("x-unit" = "hours per month"))]
    pub hours: Option<Number<Hours>>,
    /// Price of an hour.
    #[schemars(extend("x-unit" = "euro per hour"))]
    pub tariff: Option<Number<Tariff>>,
    /// Most hours.
    #[schemars(extend("x-unit" = "hours per month"))]
    pub max_hours: Option<Number<Hours>>,
    /// Taakveld (Iv3) on which this domain is booked. Default that of the rung.
    pub taakveld: Option<TaakveldCode>,
}

/// The code of a taakveld of Iv3.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct TaakveldCode(pub String);

impl JsonSchema for TaakveldCode {
    fn schema_name() -> Cow<'static, str> {
        "Taakveld".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let codes: Vec<&str> = Taakveld::all().iter().map(|known| known.code.as_str()).collect();
        json_schema!({
            "type": "string",
            "description": "A taakveld of Iv3, the classification municipalities report in.",
            "x-item": "taakveld",
            "x-hint": "write its code in Iv3, like `6.71a`; `data/taakvelden.csv` lists all",
            "enum": codes,
        })
    }
}

/// What households pay, per month over their whole arrangement.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EigenBijdrage {
    /// Share of the cost that a household pays, up to the maximum.
    pub share_of_cost: Number<Share>,
    /// Most that a household pays, by income band.
    #[schemars(extend("x-unit" = "euro per month"))]
    pub maximum: PerBand,
}

/// An amount for each income band.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-item" = "income band"))]
pub struct PerBand {
    pub low: Number<Price>,
    pub middle: Number<Price>,
    pub high: Number<Price>,
}

/// The team: its hours, its room for cases and its cost.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Professionals per team.
    pub members: Number<Headcount>,
    /// Hours of a professional for the team.
    #[schemars(extend("x-unit" = "hours per month"))]
    pub hours_per_member: Number<Hours>,
    /// Volunteers per team.
    pub volunteers: Number<Headcount>,
    /// Hours of a volunteer for the team.
    #[schemars(extend("x-unit" = "hours per month"))]
    pub hours_per_volunteer: Number<Hours>,
    /// Share of the professionals' hours lost to administration.
    pub bureaucracy: Number<Share>,
    /// Directed cases that a professional has room for.
    pub caseload_per_member: Number<Headcount>,
    /// Separate sectoral desks that a case over several domains must pass.
    pub desks: Number<Desks>,
    /// What the team costs. Default nothing.
    #[serde(default)]
    pub costs: Vec<CostItem>,
}

/// One line of the team's cost.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostItem {
    /// What is paid for.
    #[schemars(length(min = 1))]
    pub item: String,
    /// The amount, per year or once.
    #[schemars(extend("x-unit" = "euro"))]
    pub amount: Number<Euro>,
    /// Whether each team costs this, or the municipality as a whole.
    pub per: Level,
    /// Every year (a twelfth each month), or once in the first month.
    pub when: Frequency,
    /// Who pays. Default gemeente.
    #[schemars(length(min = 1))]
    pub payer: Option<String>,
    /// Calendar years in which the item counts. Default all.
    #[serde(default)]
    #[schemars(inner(range(min = 1900, max = 2300)))]
    pub years: Vec<i32>,
    /// Taakveld (Iv3) on which the item is booked. Default 6.2.
    pub taakveld: Option<TaakveldCode>,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Team,
    Municipality,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    Annual,
    OneOff,
}
