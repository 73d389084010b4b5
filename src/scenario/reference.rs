//! The page of all keys of a scenario file, in Markdown, made from the same schema that files are checked against: what it
//! says holds.

use std::collections::VecDeque;
use std::fmt::Write;

use serde_json::{Map, Value};

use super::schema::{Parts, parts};

/// A table of the format that has a section of its own.
struct Section<'a> {
    path: String,
    schema: &'a Value,
}

/// Sections for every table of a scenario file: its keys, what may be written, and what it means.
pub fn keys_in_markdown() -> String {
    let parts = parts();
    let mut page = Page { parts, text: String::new(), waiting: VecDeque::new() };
    page.section("The file", &parts.head);
    page.rest();
    page.section("Tables of every alternative", &parts.base);
    page.rest();
    page.section("alternatives.ID", &parts.alternative);
    page.section("stress[]", &parts.stress);
    page.text
}

const HEAD_OF_KEYS: &str =
    "| key | value | unit | needed | meaning |\n| --- | --- | --- | --- | --- |\n";

struct Page<'a> {
    parts: &'a Parts,
    text: String,
    waiting: VecDeque<Section<'a>>,
}

impl<'a> Page<'a> {
    /// The sections of tables that were met on the way.
    fn rest(&mut self) {
        while let Some(Section { path, schema }) = self.waiting.pop_front() {
            self.section(&path, schema);
        }
    }

    fn section(&mut self, path: &str, schema: &'a Value) {
        // Paths have no spaces; the two tables at the root have a title instead.
        let is_root = path.contains(' ');
        let title = if is_root { path.to_owned() } else { format!("`{path}`") };
        let prefix = if is_root { String::new() } else { format!("{path}.") };
        let _ = writeln!(self.text, "### {title}\n");
        if let Some(about) = described(schema) {
            let _ = writeln!(self.text, "{about}\n");
        }
        self.text.push_str(HEAD_OF_KEYS);
        let needed: Vec<&str> = texts(&schema["required"]).collect();
        for (key, of_key) in properties(schema) {
            let row = self.row(&format!("{prefix}{key}"), of_key);
            let needed = if needed.contains(&key.as_str()) { "yes" } else { "" };
            let Row { value, unit, meaning } = row;
            let _ = writeln!(self.text, "| `{key}` | {value} | {unit} | {needed} | {meaning} |");
        }
        self.text.push('\n');
    }

    fn row(&mut self, path: &str, schema: &'a Value) -> Row {
        let kind = self.parts.resolve(schema);
        let meaning = described(schema).or_else(|| described(kind)).unwrap_or_default();
        let unit = [schema, kind].iter().find_map(|part| part["x-unit"].as_str());
        let value = self.value(path, kind);
        Row { value, unit: unit.unwrap_or_default().to_owned(), meaning }
    }

    /// What may be written; a table with keys of its own gets a section.
    fn value(&mut self, path: &str, schema: &'a Value) -> String {
        if let Some(each) = alike(schema) {
            let item = schema["x-item"].as_str().unwrap_or("key");
            let place = format!("{path}.{}", item.replace(' ', "_").to_uppercase());
            let inner = self.value(&place, self.parts.resolve(each));
            return format!("for each {item} ({}): {inner}", names(schema));
        }
        if !properties(schema).is_empty() {
            self.waiting.push_back(Section { path: path.to_owned(), schema });
            let one = schema["maxProperties"] == 1;
            return if one { format!("one of {}", names(schema)) } else { "a table".to_owned() };
        }
        if let Some(each) = schema.get("additionalProperties").filter(|each| each.is_object()) {
            let item = schema["x-item"].as_str().unwrap_or("name");
            let place = format!("{path}.{}", item.to_uppercase());
            let inner = self.value(&place, self.parts.resolve(each));
            return format!("for each {item}: {inner}");
        }
        if schema["type"] == "array" {
            return self.list(path, schema);
        }
        if let Some(choices) = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
            return self.choices(path, choices);
        }
        scalar(schema)
    }

    fn list(&mut self, path: &str, schema: &'a Value) -> String {
        let items = self.parts.resolve(&schema["items"]);
        let inner = self.value(&format!("{path}[]"), items);
        match (schema["minItems"].as_u64(), schema["maxItems"].as_u64()) {
            (Some(least), Some(most)) if least == most => format!("{least} times: {inner}"),
            _ => format!("a list: {inner}"),
        }
    }

    /// The first way of writing a value, and whether it may be uncertain. The others are the same with a record, or
    /// changes of a list by name, which docs/scenarios.md explains once for all keys.
    fn choices(&mut self, path: &str, choices: &'a [Value]) -> String {
        let first = choices.first().map(|first| self.value(path, self.parts.resolve(first)));
        let uncertain = ["Uncertain", "UncertainAmount", "Dirichlet"];
        let reference = |choice: &Value| choice["$ref"].as_str().map(str::to_owned);
        let may_be_uncertain = choices.iter().filter_map(reference).any(|reference| {
            reference.strip_prefix("#/$defs/").is_some_and(|name| uncertain.contains(&name))
        });
        let first = first.unwrap_or_default();
        // The numbers of a row may be uncertain already.
        let told = first.ends_with(OR_UNCERTAIN);
        if may_be_uncertain && !told { first + OR_UNCERTAIN } else { first }
    }
}

const OR_UNCERTAIN: &str = ", or uncertain";

struct Row {
    value: String,
    unit: String,
    meaning: String,
}

/// The keys of a table in their order.
fn properties(schema: &Value) -> &Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    schema["properties"].as_object().unwrap_or(&NONE)
}

/// What all keys of a table have in common, where they are the members of one list (household types, income bands).
fn alike(schema: &Value) -> Option<&Value> {
    schema.get("x-item")?;
    let mut values = properties(schema).values();
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

fn names(schema: &Value) -> String {
    let names: Vec<String> = properties(schema).keys().map(|key| format!("`{key}`")).collect();
    names.join(", ")
}

fn described(schema: &Value) -> Option<String> {
    let text = schema["description"].as_str()?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|"))
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// A number with its bounds, a text, a choice.
fn scalar(schema: &Value) -> String {
    let choices: Vec<String> = texts(&schema["enum"]).map(|name| format!("`{name}`")).collect();
    if !choices.is_empty() {
        return choices.join(", ");
    }
    let kind = match schema["type"].as_str() {
        Some("integer") => "whole number",
        Some("number") => "number",
        Some("boolean") => "`true` or `false`",
        Some("string") => "text",
        _ => "value",
    };
    let bound = |key: &str| schema[key].as_f64().map(|bound| bound.to_string());
    match (bound("minimum").or_else(|| bound("exclusiveMinimum")), bound("maximum")) {
        (Some(least), Some(most)) if least == most => format!("{kind}, {least}"),
        (Some(least), Some(most)) => format!("{kind}, {least} to {most}"),
        (Some(least), None) => format!("{kind}, from {least}"),
        (None, Some(most)) => format!("{kind}, up to {most}"),
        (None, None) => kind.to_owned(),
    }
}
