//! The JSON Schema of scenario files, made from the file types: what editors complete with, and what
//! [`super::walk`] checks a tree against. It holds no rule of its own beyond how the parts fit together.

use super::file::effects::{IDENTIFIER, IDENTIFIER_HINT};
use super::file::{Base, Head};
use super::stress::MOST_STRESSES;
use super::stress::allowed::{OF_AN_AREA, OF_AN_EFFECT};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Most alternatives in a scenario.
pub const MOST_ALTERNATIVES: usize = 100;

static PARTS: LazyLock<Parts> = LazyLock::new(Parts::generate);

/// The parts of the schema that the walk needs apart.
pub struct Parts {
    pub definitions: Map<String, Value>,
    /// Tables of the whole scenario.
    pub head: Value,
    /// Tables that alternatives may overlay, complete.
    pub base: Value,
    /// `title`, `reference` and `start_year` of an alternative.
    pub alternative: Value,
    /// A stress test without its `overlay` and `multiply`.
    pub stress: Value,
}

/// The generated parts.
pub fn parts() -> &'static Parts {
    &PARTS
}

/// The JSON Schema of a scenario file, draft 2020-12.
///
/// A file that extends another may leave anything out; and an alternative may supply any table of the base,
/// so that a file needs no more than the keys of the whole scenario.
pub fn schema() -> Value {
    let parts = parts();
    let mut definitions = parts.definitions.clone();
    let mut partials = Partials { definitions: &parts.definitions, made: &mut definitions };
    let partial_base = partials.table(&parts.base, "");
    let mut alternative = parts.alternative.clone();
    extend_properties(&mut alternative, &partial_base);
    let needed = parts.head["required"].clone();
    let mut file = partials.table(&parts.head, "");
    file.as_object_mut().map(|file| file.shift_remove("required"));
    extend_properties(&mut file, &partial_base);
    let names = json!([
        { "type": "string", "minLength": 1 },
        { "type": "array", "items": { "type": "string", "minLength": 1 }, "minItems": 1 },
    ]);
    file["properties"]["extends"] = json!({
        "description": "Other scenario files, relative to this one, or of the library, such as wijkraming:basis: this \
            one is laid over them, and later ones over earlier ones.",
        "anyOf": names,
    });
    alternative["properties"]["extends"] = json!({
        "description": "Pieces of the library, such as wijkraming:wijkbudget, or files with the tables of an \
            alternative: this alternative is laid over them, and later ones over earlier ones.",
        "anyOf": names,
    });
    file["properties"]["alternatives"] = json!({
        "type": "object",
        "description": "Ways of organising and paying, each laid over the base.",
        "propertyNames": { "pattern": IDENTIFIER },
        "minProperties": 1,
        "maxProperties": MOST_ALTERNATIVES,
        "additionalProperties": { "$ref": "#/$defs/Alternative" },
    });
    file["properties"]["stress"] = json!({
        "type": "array",
        "description": "Stress tests: named shocks from a year on.",
        "maxItems": MOST_STRESSES,
        "items": { "$ref": "#/$defs/Stress" },
    });
    let stress = stress_whole(&partial_base, &mut definitions);
    definitions.insert("Stress".to_owned(), stress);
    let mut needed: Vec<Value> = needed.as_array().cloned().unwrap_or_default();
    needed.push(json!("alternatives"));
    file["anyOf"] = json!([{ "required": ["extends"] }, { "required": needed }]);
    definitions.insert("Alternative".to_owned(), alternative);
    let numbers: BTreeSet<String> = definitions
        .iter()
        .filter(|(_, kind)| kind.get("x-number").is_some() || kind.get("x-row").is_some())
        .map(|(name, _)| name.clone())
        .collect();
    let whole_numbers = ["Uncertain", "UncertainAmount", "Dirichlet"];
    for (name, kind) in &mut definitions {
        if !whole_numbers.contains(&name.as_str()) {
            with_records(kind, &numbers);
        }
    }
    with_records(&mut file, &numbers);
    let mut whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Wijkraming scenario, format 1",
    });
    if let (Some(whole), Some(file)) = (whole.as_object_mut(), file.as_object()) {
        whole.extend(file.clone());
        whole.insert("description".to_owned(), json!("A scenario of Wijkraming."));
        whole.insert("$defs".to_owned(), Value::Object(definitions));
    }
    whole
}

/// What a stress test is called and when it begins.
fn stress() -> Value {
    let text = |description: &str| json!({ "type": "string", "description": description });
    json!({
        "type": "object",
        "description": "A shock that holds from the start of a year on, laid over every alternative.",
        "properties": {
            "id": {
                "type": "string", "pattern": IDENTIFIER, "x-hint": IDENTIFIER_HINT,
                "description": "Name in results, and in `--stress`.",
            },
            "title": {
                "type": "string", "minLength": 1,
                "description": "Name in reports.",
            },
            "start_year": {
                "type": "integer", "minimum": 1900, "maximum": 2300,
                "description": "First calendar year in which it holds.",
            },
            "source": text("Where the shock comes from: document, table, page, or who estimated it."),
            "note": text("Anything a reader should know about it."),
        },
        "required": ["id", "title", "start_year"],
        "additionalProperties": false,
    })
}

/// A stress test as it is written, and what may be laid over every alternative.
fn stress_whole(partial_base: &Value, definitions: &mut Map<String, Value>) -> Value {
    let mut overlay = partial_base.clone();
    overlay["description"] = json!("Tables that are laid over every alternative.");
    for (array, keys, item) in [("areas", OF_AN_AREA, "Area"), ("effects", OF_AN_EFFECT, "Effect")]
    {
        let mut item = definitions.get(&format!("{item}Part")).cloned().unwrap_or_default();
        if let Some(properties) = item["properties"].as_object_mut() {
            properties.retain(|key, _| keys.contains(&&**key));
        }
        overlay["properties"][array] = json!({
            "type": "object", "minProperties": 1, "additionalProperties": item,
            "description": "Changes to items, each called by its name.",
        });
    }
    if let Some(properties) = overlay["properties"].as_object_mut() {
        properties.retain(|key, _| !["population", "financing"].contains(&&**key));
    }
    let mut whole = stress();
    whole["properties"]["overlay"] = overlay;
    whole["properties"]["multiply"] = json!({
        "type": "object",
        "description": "Numbers of every alternative, by their paths, and what each is multiplied by.",
        "additionalProperties": { "type": "number", "minimum": 0 },
    });
    whole["anyOf"] = json!([{ "required": ["overlay"] }, { "required": ["multiply"] }]);
    whole
}

impl Parts {
    fn generate() -> Self {
        let mut generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
        generator.subschema_for::<Head>();
        generator.subschema_for::<Base>();
        let mut all = Value::Object(generator.take_definitions(true));
        without_null(&mut all);
        let mut definitions = all.as_object().cloned().unwrap_or_default();
        let mut take = |name| definitions.shift_remove(name).unwrap_or_default();
        let (head, base) = (take("Head"), take("Base"));
        let alternative = json!({
            "type": "object",
            "description": "One way of organising and paying: what differs from the base.",
            "properties": {
                "title": {
                    "type": "string", "minLength": 1,
                    "description": "What reports call it. Default its id.",
                },
                "reference": {
                    "type": "boolean",
                    "description": "Whether this is the nulalternatief that others are compared with.",
                },
                "start_year": {
                    "type": "integer", "minimum": 1900, "maximum": 2200,
                    "description": "First calendar year in which it differs from the nulalternatief. Default the first year of the run.",
                },
            },
            "additionalProperties": false,
            "x-hint": IDENTIFIER_HINT,
        });
        Self { definitions, head, base, alternative, stress: stress() }
    }

    /// The definition that a `$ref` leads to, or the schema itself.
    pub fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        resolve(schema, &self.definitions)
    }
}

fn resolve<'a>(schema: &'a Value, definitions: &'a Map<String, Value>) -> &'a Value {
    reference(schema).and_then(|name| definitions.get(name)).unwrap_or(schema)
}

fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

/// Lets every array of numbers also be a table with the array as its `value` and a record of where it comes from.
fn with_records(schema: &mut Value, numbers: &BTreeSet<String>) {
    let of_numbers = schema["type"] == "array"
        && (matches!(schema["items"]["type"].as_str(), Some("number" | "integer"))
            || reference(&schema["items"]).is_some_and(|name| numbers.contains(name)));
    if of_numbers {
        let array = schema.take();
        let mut properties = json!({ "value": array });
        super::file::quantity::add_record_keys(&mut properties, false);
        let description = array.get("description").cloned().unwrap_or_default();
        let recorded = json!({ "type": "object", "properties": properties, "required": ["value"],
                               "additionalProperties": false });
        *schema = json!({ "description": description, "anyOf": [array, recorded] });
        if description.is_null() {
            schema.as_object_mut().map(|schema| schema.shift_remove("description"));
        }
        return;
    }
    match schema {
        Value::Object(object) => object.values_mut().for_each(|part| with_records(part, numbers)),
        Value::Array(items) => items.iter_mut().for_each(|part| with_records(part, numbers)),
        _ => {}
    }
}

/// TOML has no null: an optional key is one that is not required.
fn without_null(schema: &mut Value) {
    if let Some(object) = schema.as_object_mut() {
        if let Some(kinds) = object.get_mut("type").and_then(Value::as_array_mut) {
            kinds.retain(|kind| kind != "null");
            if let [only] = kinds.as_slice() {
                let only = only.clone();
                object.insert("type".to_owned(), only);
            }
        }
        let plain = object.get("anyOf").and_then(Value::as_array).and_then(|choices| {
            let null = json!({ "type": "null" });
            let others: Vec<&Value> = choices.iter().filter(|choice| **choice != null).collect();
            (others.len() == 1 && choices.len() == 2).then(|| others[0].clone())
        });
        if let Some(Value::Object(plain)) = plain {
            object.shift_remove("anyOf");
            object.extend(plain);
        }
        object.shift_remove("default");
        object.values_mut().for_each(without_null);
    } else if let Some(items) = schema.as_array_mut() {
        items.iter_mut().for_each(without_null);
    }
}

/// Makes the schemas of what is laid over something: tables of which everything may be left out, and so down
/// through them. Quantities, choices of a model and most arrays stay as they are, because they are replaced as
/// a whole; an array of named items may also be a table of changes to its items.
struct Partials<'a> {
    definitions: &'a Map<String, Value>,
    /// The partial definitions that are needed go here.
    made: &'a mut Map<String, Value>,
}

impl Partials<'_> {
    fn table(&mut self, table: &Value, path: &str) -> Value {
        let mut table = table.clone();
        let Some(object) = table.as_object_mut() else { return table };
        object.shift_remove("required");
        // Of keys that are there together, as in an effect: what is missing comes from below.
        object.shift_remove("anyOf");
        let properties = object.get_mut("properties").and_then(Value::as_object_mut);
        for (key, schema) in properties.into_iter().flatten() {
            let path = super::words::join(path, key);
            match reference(schema).map(str::to_owned) {
                Some(name) => {
                    if let Some(part) = self.part(&name, &path) {
                        schema["$ref"] = json!(part);
                    }
                }
                None => {
                    if let Some(naming) = super::path::item_key(&path) {
                        self.named_items(schema, naming);
                    }
                }
            }
        }
        table
    }

    /// The reference to the partial form of a definition, where it has one.
    fn part(&mut self, name: &str, path: &str) -> Option<String> {
        let target = self.definitions.get(name).filter(|target| is_partial_table(target))?;
        let part = format!("{name}Part");
        if !self.made.contains_key(&part) {
            let made = self.table(target, path);
            self.made.insert(part.clone(), made);
        }
        Some(format!("#/$defs/{part}"))
    }

    /// Lets the array also be a table that changes its items.
    fn named_items(&mut self, array: &mut Value, naming: &str) {
        let Some(item) = reference(&array["items"]).map(str::to_owned) else { return };
        let Some(part) = self.part(&item, "") else { return };
        let changes = format!("Changes to items, each called by its {naming}.");
        let description = array.as_object_mut().and_then(|array| array.shift_remove("description"));
        let table = json!({
            "type": "object",
            "description": changes,
            "minProperties": 1,
            "additionalProperties": { "$ref": part },
        });
        *array = json!({ "description": description, "anyOf": [array.take(), table] });
    }
}

/// Whether the keys of a table may come from several places.
pub fn is_partial_table(definition: &Value) -> bool {
    definition["type"] == "object"
        && definition.get("properties").is_some()
        && definition.get("x-whole").is_none()
}

fn extend_properties(schema: &mut Value, other: &Value) {
    if let (Some(properties), Some(more)) =
        (schema["properties"].as_object_mut(), other["properties"].as_object())
    {
        properties.extend(more.clone());
    }
}
