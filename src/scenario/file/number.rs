//! Numbers in a scenario file: plain or uncertain, with the limits of each kind of number. The limits stand
//! here once and go into the JSON Schema; validation reads them back from it.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::marker::PhantomData;

/// What a kind of number may be.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Name of the definition in the schema.
    pub name: &'static str,
    pub description: &'static str,
    pub min: f64,
    pub max: f64,
    /// Above `min`, not equal to it.
    pub above: bool,
    /// No fractions; an uncertain one is rounded.
    pub whole: bool,
    /// `max` only guards against slips: the tail of a distribution may go on (it is cut there).
    pub open: bool,
    /// An amount in euro, which has a price year.
    pub money: bool,
    /// Advice to who is outside the limits.
    pub hint: &'static str,
}

/// A kind of number.
pub trait Kind: 'static {
    const LIMIT: Limit;
}

/// What is in the place of a number once the distributions have been taken out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slot {
    Fixed(f64),
    /// Index among the uncertain quantities of the scenario, and what it is multiplied by.
    Drawn(usize, f64),
}

/// Key of the object that stands for [`Slot::Drawn`] between the tree and these types.
pub const DRAWN: &str = "$quantity";
/// The key beside it of the factor.
pub const TIMES: &str = "$times";

/// A number of some kind: a TOML number, `{ value = .. }` or `{ dist = .. }` with `source`, `note`, `unit`,
/// `grade` and, for amounts, `price_year`. Read after each quantity was replaced by its [`Slot`].
pub struct Number<K> {
    slot: Slot,
    kind: PhantomData<fn() -> K>,
}

impl<K: Kind> Number<K> {
    /// The number in a sample of all quantities, within its limits and rounded where it must be whole.
    pub fn at(&self, sample: &[f64]) -> f64 {
        let raw = match self.slot {
            Slot::Fixed(number) => number,
            Slot::Drawn(index, factor) => sample.get(index).copied().unwrap_or(f64::NAN) * factor,
        };
        let rounded = if K::LIMIT.whole { raw.round() } else { raw };
        let least = if K::LIMIT.above { K::LIMIT.min.next_up() } else { K::LIMIT.min };
        rounded.max(least).min(K::LIMIT.max)
    }

    /// The same as a count.
    pub fn count(&self, sample: &[f64]) -> u32 {
        self.at(sample) as u32
    }
}

impl<'de, K> Deserialize<'de> for Number<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let drawn = |value: &Value| usize::try_from(value.get(DRAWN)?.as_u64()?).ok();
        let slot = match (value.as_f64(), drawn(&value)) {
            (Some(number), _) => Slot::Fixed(number),
            (None, Some(index)) => Slot::Drawn(index, value[TIMES].as_f64().unwrap_or(1.0)),
            _ => return Err(de::Error::custom("not a number")),
        };
        Ok(Self { slot, kind: PhantomData })
    }
}

impl<K: Kind> JsonSchema for Number<K> {
    fn schema_name() -> Cow<'static, str> {
        K::LIMIT.name.into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let limit = K::LIMIT;
        let mut plain = json!({
            "type": if limit.whole { "integer" } else { "number" },
            "minimum": limit.min,
            "maximum": limit.max,
        });
        if limit.above {
            plain["exclusiveMinimum"] = plain["minimum"].take();
            plain.as_object_mut().map(|plain| plain.shift_remove("minimum"));
        }
        let mut fixed = json!({ "value": plain });
        super::quantity::add_record_keys(&mut fixed, limit.money);
        let uncertain = match limit.money {
            true => generator.subschema_for::<super::quantity::UncertainAmount>(),
            false => generator.subschema_for::<super::quantity::Uncertain>(),
        };
        let mut schema = json_schema!({
            "description": limit.description,
            "x-number": true,
            "x-open": limit.open,
            "x-hint": limit.hint,
            "anyOf": [
                plain,
                { "type": "object", "properties": fixed, "required": ["value"],
                  "additionalProperties": false },
                uncertain,
            ],
        });
        if limit.money {
            schema.insert("x-money".to_owned(), true.into());
        }
        schema
    }
}

/// A row of `N` shares that add up to 1, or a dirichlet distribution of such rows.
pub struct Row<const N: usize>(Vec<Number<super::limits::Share>>);

impl<const N: usize> Row<N> {
    pub fn at(&self, sample: &[f64]) -> [f64; N] {
        std::array::from_fn(|i| self.0.get(i).map_or(0.0, |number| number.at(sample)))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Row<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self)
    }
}

impl<const N: usize> JsonSchema for Row<N> {
    fn schema_name() -> Cow<'static, str> {
        format!("RowOf{N}").into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let share = generator.subschema_for::<Number<super::limits::Share>>();
        let dirichlet = generator.subschema_for::<super::quantity::Dirichlet>();
        json_schema!({
            "description": format!("{N} shares that add up to 1."),
            "x-row": true,
            "anyOf": [
                { "type": "array", "items": share, "minItems": N, "maxItems": N },
                dirichlet,
            ],
        })
    }
}
