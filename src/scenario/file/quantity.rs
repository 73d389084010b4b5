//! How an uncertain quantity is written: the distributions with their keys, and the record of where a
//! number comes from. Feeds the JSON Schema and the reading of quantities.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};
use std::borrow::Cow;

/// A distribution as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub name: &'static str,
    pub description: &'static str,
    /// Sets of keys that each fix the distribution.
    pub forms: &'static [&'static [&'static str]],
    pub optional: &'static [&'static str],
}

const fn shape(
    name: &'static str,
    description: &'static str,
    forms: &'static [&'static [&'static str]],
    optional: &'static [&'static str],
) -> Shape {
    Shape { name, description, forms, optional }
}

const MOMENTS_OR_QUANTILES: &[&[&str]] = &[&["mean", "sd"], &["p5", "p95"]];

/// All distributions of a single number.
pub const SHAPES: &[Shape] = &[
    shape(
        "pert",
        "Beta over [min, max] with mean (min + 4 mode + max) / 6: an expert's estimate.",
        &[&["min", "mode", "max"]],
        &[],
    ),
    shape("triangular", "Triangular from min to max.", &[&["min", "mode", "max"]], &[]),
    shape("uniform", "Everything between min and max equally likely.", &[&["min", "max"]], &[]),
    shape(
        "normal",
        "Normal; with min or max truncated there (mean and sd are those before truncation).",
        &[&["mean", "sd"]],
        &["min", "max"],
    ),
    shape("lognormal", "Lognormal, by mean and sd or by quantiles.", MOMENTS_OR_QUANTILES, &[]),
    shape("gamma", "Gamma, by mean and sd or by quantiles.", MOMENTS_OR_QUANTILES, &[]),
    shape("beta", "Beta over 0 to 1, by mean and sd or by quantiles.", MOMENTS_OR_QUANTILES, &[]),
    shape(
        "discrete",
        "One of some values, each with its probability.",
        &[&["values", "probs"]],
        &[],
    ),
];

/// The distribution of a row of shares.
pub const DIRICHLET: Shape = shape(
    "dirichlet",
    "A row of shares: by mean and concentration (the larger, the less uncertain), or by alpha.",
    &[&["mean", "concentration"], &["alpha"]],
    &[],
);

/// Where a number comes from, in every quantity table.
pub const RECORD_KEYS: &[(&str, &str)] = &[
    ("source", "Where the number comes from: document, table, page, or who estimated it."),
    ("note", "Anything a reader should know about it."),
    ("unit", "Unit, where it is not clear from the key."),
    (
        "grade",
        "How well founded it is: A official statistic or tariff, B published study or municipal document, C press \
         or derived, D assumption without a source.",
    ),
];

/// The year of an amount, in the quantity tables of amounts only.
pub const PRICE_YEAR: (&str, &str) = (
    "price_year",
    "Year in whose euro this amount is; it is converted to the price year of the scenario with the consumer price \
     index of CBS.",
);

/// First and last possible price year.
pub const PRICE_YEARS: (i32, i32) = (1900, 2200);

/// The grades of a number, best first.
pub const GRADES: &[&str] = &["A", "B", "C", "D"];

/// Keys that hold an array of numbers rather than one.
pub const ARRAYS: &[&str] = &["values", "probs", "alpha"];

/// Adds the record keys to the `properties` of a schema, of an amount of money or of another number.
pub fn add_record_keys(properties: &mut Value, money: bool) {
    for (key, description) in RECORD_KEYS {
        properties[*key] = json!({ "type": "string", "description": description });
    }
    properties["grade"]["enum"] = json!(GRADES);
    if money {
        let (key, description) = PRICE_YEAR;
        let (least, most) = PRICE_YEARS;
        properties[key] = json!({ "type": "integer", "minimum": least, "maximum": most,
            "description": description });
    }
}

fn form_schema(shape: &Shape, form: &[&str], arrays: &[&str], money: bool) -> Value {
    let mut properties =
        json!({ "dist": { "const": shape.name, "description": shape.description } });
    for key in form.iter().chain(shape.optional) {
        let number = json!({ "type": "number" });
        properties[*key] = match arrays.contains(key) {
            true => json!({ "type": "array", "items": number, "minItems": 1 }),
            false => number,
        };
    }
    add_record_keys(&mut properties, money);
    let required: Vec<&str> = std::iter::once("dist").chain(form.iter().copied()).collect();
    json!({ "type": "object", "properties": properties, "required": required,
            "additionalProperties": false })
}

/// Schema of an uncertain number.
pub struct Uncertain;

/// Schema of an uncertain amount of money.
pub struct UncertainAmount;

fn uncertain(description: &str, money: bool) -> Schema {
    let forms = |shape: &'static Shape| {
        shape.forms.iter().map(move |form| form_schema(shape, form, ARRAYS, money))
    };
    let all: Vec<Value> = SHAPES.iter().flat_map(forms).collect();
    json_schema!({ "description": description, "oneOf": all })
}

impl JsonSchema for Uncertain {
    fn schema_name() -> Cow<'static, str> {
        "Uncertain".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        uncertain("An uncertain number: its distribution.", false)
    }
}

impl JsonSchema for UncertainAmount {
    fn schema_name() -> Cow<'static, str> {
        "UncertainAmount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        uncertain("An uncertain amount of money: its distribution.", true)
    }
}

/// Schema of an uncertain row of shares.
pub struct Dirichlet;

impl JsonSchema for Dirichlet {
    fn schema_name() -> Cow<'static, str> {
        "Dirichlet".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let arrays = &["mean", "alpha"];
        let forms = DIRICHLET.forms.iter().map(|form| form_schema(&DIRICHLET, form, arrays, false));
        let all: Vec<Value> = forms.collect();
        json_schema!({ "description": "An uncertain row of shares that add up to 1.", "oneOf": all })
    }
}
