//! The table `effects`.

use super::limits::{Price, Share, UnitRate};
use super::number::Number;
use super::process::SEVERITY_ITEMS;
use crate::domain::{Domain, SEVERITIES};
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use std::borrow::Cow;

/// An effect outside the budgets of care: units per household-month in need, euro per unit, and who bears it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    { "required": ["value"] },
    { "required": ["pm"], "properties": { "pm": { "const": true } } },
]))]
pub struct Effect {
    /// Name in results: the column `effect_<id>`.
    #[schemars(regex(pattern = IDENTIFIER), extend("x-hint" = IDENTIFIER_HINT))]
    pub id: String,
    /// Name in reports.
    #[schemars(length(min = 1))]
    pub label: String,
    /// What is counted.
    #[schemars(length(min = 1))]
    pub unit: String,
    /// Needs count that touch one of these domains. Default all domains.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub domains: Option<Vec<DomainName>>,
    /// Expected units per household-month, by severity.
    #[schemars(extend("x-unit" = "units per household-month", "x-items" = SEVERITY_ITEMS))]
    pub rate: [Number<UnitRate>; SEVERITIES],
    /// What a unit costs; may be left out where `pm = true`.
    #[schemars(extend("x-unit" = "euro per unit"))]
    pub value: Option<Number<Price>>,
    /// Who bears it, each with a share; the shares add up to 1.
    pub payers: Payers,
    /// Who receives what the payers pay, where the effect is a payment such as a benefit: what a payer saves
    /// is then a loss to this party, and zero to society. Default nobody: the effect is a real cost.
    #[schemars(length(min = 1))]
    pub transfer_to: Option<String>,
    /// Share of the payment that `transfer_to` receives; the rest is a real cost, such as the cost of paying it
    /// out. Default 1.
    pub transfer_share: Option<Number<Share>>,
    /// Pro memorie: listed, not counted. Default false.
    pub pm: Option<bool>,
}

/// Ids that become column names.
pub const IDENTIFIER: &str = "^[a-z][a-z0-9_-]*$";
/// What to tell who wrote another.
pub const IDENTIFIER_HINT: &str =
    "use small letters, digits, - and _, and start with a letter, like `ggz-crisis`";

/// A domain of life of the Zelfredzaamheid-Matrix.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct DomainName(pub String);

impl JsonSchema for DomainName {
    fn schema_name() -> Cow<'static, str> {
        "Domain".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = Domain::ALL.iter().map(|domain| domain.key()).collect();
        json_schema!({
            "type": "string",
            "description": "A domain of life of the Zelfredzaamheid-Matrix.",
            "x-item": "domain",
            "enum": names,
        })
    }
}

/// Shares of those who bear an effect.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct Payers(pub IndexMap<String, Number<Share>>);

impl JsonSchema for Payers {
    fn schema_name() -> Cow<'static, str> {
        "Payers".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "Share of each payer; together 1.",
            "x-sum": 1,
            "x-item": "payer",
            "minProperties": 1,
            "additionalProperties": generator.subschema_for::<Number<Share>>(),
        })
    }
}
