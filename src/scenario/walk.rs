//! Checks a tree against the schema: unknown and missing keys, types, lengths and limits, each with its
//! place; and gathers the numbers on the way. It knows the schema's words, not the scenario's: what ties
//! several keys together is for [`super::semantics`].

use super::leaf::{Bounds, Content, Leaf, Leaves, Record};
use super::path::{item_key, unique_names};
use super::quantity::Reading;
use super::schema::{Parts, is_partial_table, parts};
use super::tree::{Node, NodeId, Table};
use super::{prices, suggest, words};
use crate::diagnostics::{Collector, Diagnostic, Place};
use serde_json::Value;
use std::collections::BTreeSet;

/// Where the walk is.
#[derive(Clone, Debug, Default)]
pub struct At {
    /// Canonical path, empty at the root.
    pub path: String,
    /// The last part of it, with the number of an array item.
    pub name: String,
    /// In a table that base and alternatives fill together: what is missing here may be meant to come from
    /// somewhere else.
    pub layered: bool,
}

impl At {
    fn key(&self, key: &str, layered: bool) -> Self {
        Self { path: words::join(&self.path, key), name: words::short(key), layered }
    }

    pub(super) fn item(&self, index: usize) -> Self {
        let (path, name) = (words::item(&self.path, index), words::item(&self.name, index));
        Self { path, name, layered: false }
    }

    /// The path in quotes, as in "in `need`".
    fn quoted(&self) -> String {
        if self.path.is_empty() { "the scenario".to_owned() } else { format!("`{}`", self.path) }
    }
}

/// A key that is missing from a layered table of the base.
#[derive(Clone, Debug)]
pub struct Gap {
    /// The table, and where it is written.
    pub table: NodeId,
    pub place: Place,
    /// "missing key `hours` in `gesprek`".
    pub message: String,
    /// Path of the missing key.
    pub path: String,
    /// What the key is for.
    pub about: Option<String>,
}

/// Advice for a table in the place of an array of named items.
const NOTHING_UNDER: &str =
    "a table changes items by their names, but there is no array to change here";

/// Unknown keys that get advice; looking for similar words takes time.
const MOST_ADVISED: usize = 200;

pub struct Walker<'a> {
    pub parts: &'static Parts,
    pub out: &'a mut Collector,
    pub leaves: &'a mut Leaves,
    /// What is missing from the base, for the caller to weigh: every alternative may supply it.
    pub gaps: Vec<Gap>,
    /// Year in whose euro amounts are, where it is known.
    pub price_year: Option<i32>,
    /// What the array around says of its numbers.
    pub(super) around: Option<Record>,
}

/// Texts of a schema: of the field if it has its own, or else of its type.
pub(super) fn text<'a>(field: &'a Value, definition: &'a Value, key: &str) -> Option<&'a str> {
    field.get(key).or(definition.get(key)).and_then(Value::as_str)
}

impl<'a> Walker<'a> {
    pub fn new(out: &'a mut Collector, leaves: &'a mut Leaves) -> Self {
        Self { parts: parts(), out, leaves, gaps: Vec::new(), price_year: None, around: None }
    }

    pub(super) fn error(&mut self, node: &Node, message: String, hint: Option<String>) {
        self.out.push(Diagnostic::error(message).at(&node.place).maybe_hint(hint));
    }

    /// Checks one value against the schema of its field.
    pub fn value(&mut self, node: &Node, field: &Value, at: &At) {
        let definition = self.parts.resolve(field);
        if definition.get("x-row").is_some() {
            self.row(node, field, definition, at);
        } else if definition.get("x-number").is_some() {
            self.number(node, field, definition, at);
        } else {
            match definition["type"].as_str() {
                Some("object") => self.object(node, definition, at),
                Some("array") => self.array(node, field, definition, at),
                Some("string") => self.string(node, field, definition, at),
                Some("boolean") => {
                    if node.boolean().is_none() {
                        let found = node.kind();
                        let message = format!("{} must be true or false, found {found}", at.name);
                        self.error(node, message, None);
                    }
                }
                _ => self.plain_number(node, definition, at),
            }
        }
    }

    fn plain_number(&mut self, node: &Node, definition: &Value, at: &At) {
        let bounds = Bounds::of(definition);
        if node.table().is_some() {
            let message = format!("{} must be a plain number, found a table", at.name);
            let hint = "this number cannot be uncertain or carry a source";
            return self.error(node, message, Some(hint.to_owned()));
        }
        Reading { name: &at.name, out: self.out }.plain(node, &bounds);
    }

    pub(super) fn number(&mut self, node: &Node, field: &Value, definition: &Value, at: &At) {
        let bounds = Bounds::of(definition);
        let read = Reading { name: &at.name, out: self.out }.number(node, &bounds);
        self.keep(node, field, definition, at, read);
    }

    /// Keeps a number that was read well.
    pub(super) fn keep(
        &mut self,
        node: &Node,
        field: &Value,
        definition: &Value,
        at: &At,
        read: Option<(Content, Record)>,
    ) {
        let money = definition.get("x-money").is_some();
        let undated = money && node.get("price_year").is_none();
        let Some((content, mut record)) = read.and_then(|read| self.in_prices(node, money, read))
        else {
            return;
        };
        let of_array = self.around.is_some() && record.is_empty();
        if let Some(around) = &self.around {
            record = record.or(around);
        }
        record.unit = record.unit.or(text(field, definition, "x-unit").map(str::to_owned));
        let description = text(field, definition, "description").unwrap_or_default().to_owned();
        let path = at.path.clone();
        // Nothing is nothing in every year.
        let undated = (undated && content != Content::Fixed(0.0)).then_some(node.place.file);
        let bounds = Bounds::of(definition);
        let most = if bounds.open { f64::INFINITY } else { bounds.max };
        let (overlay, whole) = (node.overlay, bounds.whole);
        let leaf =
            Leaf { path, overlay, description, content, record, of_array, most, undated, whole };
        self.leaves.insert(node.id, leaf);
    }

    /// An amount that says of which year it is, in euro of the price year of the scenario.
    fn in_prices(
        &mut self,
        node: &Node,
        money: bool,
        read: (Content, Record),
    ) -> Option<(Content, Record)> {
        let Some(year) = node.get("price_year") else { return Some(read) };
        if !money {
            let message = "price_year belongs to amounts in euro, and this is none";
            let hint = "take price_year out; put the year of a source in its source or note";
            self.error(year, message.to_owned(), Some(hint.to_owned()));
            return None;
        }
        let years = read.1.price_year.zip(self.price_year);
        let Some(years) = years else { return Some(read) };
        match prices::converted(node, read, years) {
            Ok(read) => Some(read),
            Err(diagnostic) => {
                self.out.push(diagnostic.at(&year.place));
                None
            }
        }
    }

    fn string(&mut self, node: &Node, field: &Value, definition: &Value, at: &At) {
        let name = &at.name;
        let Some(found) = node.text() else {
            let message = format!("{name} must be a string, found {}", node.kind());
            return self.error(node, message, Some("write it between quotes".to_owned()));
        };
        if let Some(choices) = definition.get("enum").and_then(Value::as_array) {
            let choices: Vec<&str> = choices.iter().filter_map(Value::as_str).collect();
            if !choices.contains(&found) {
                let found = words::short(found);
                let message = match definition.get("x-item").and_then(Value::as_str) {
                    Some(item) => format!("unknown {item} `{found}`"),
                    None => format!("{name} cannot be `{found}`"),
                };
                let hint = suggest::hint(&found, choices.iter().copied());
                let advice = || text(field, definition, "x-hint").map(str::to_owned);
                self.error(node, message, hint.or_else(advice));
            }
        } else if field.get("minLength").is_some() && found.trim().is_empty() {
            self.error(node, format!("{name} must not be empty"), None);
        } else if field.get("pattern").is_some() && !words::is_identifier(found) {
            let message = format!("{name} cannot be `{}`", words::short(found));
            self.error(node, message, text(field, definition, "x-hint").map(str::to_owned));
        }
    }

    /// Checks the keys of a table and what is under them.
    pub fn object(&mut self, node: &Node, definition: &Value, at: &At) {
        let Some(table) = node.table() else {
            let message = format!("{} must be a table, found {}", at.name, node.kind());
            return self.error(node, message, None);
        };
        if definition.get("properties").is_none() {
            return self.map(node, table, definition, at);
        }
        let properties = &definition["properties"];
        self.unknown_keys(table, definition, at);
        if definition.get("x-whole").is_some() && table.len() != 1 {
            return self.choice(node, table, properties, at);
        }
        for (key, field) in properties.as_object().into_iter().flatten() {
            if let Some(entry) = table.get(key) {
                let layered = at.layered && is_partial_table(self.parts.resolve(field));
                self.value(&entry.node, field, &at.key(key, layered));
            }
        }
        self.missing_keys(node, table, definition, at);
        let needs_value = definition.get("anyOf").is_some() && !table.contains_key("value");
        if needs_value && table.get("pm").is_none_or(|pm| pm.node.boolean() != Some(true)) {
            let message = format!("missing key `value` in {}", at.quoted());
            let hint = "give the value of a unit in euro, or list the effect with pm = true";
            self.error(node, message, Some(hint.to_owned()));
        }
    }

    /// Checks what holds for the whole scenario; the tables of the base are known but passed over.
    pub fn head(&mut self, root: &Node) {
        let parts = self.parts;
        let mut definition = parts.head.clone();
        let others = parts.base["properties"].as_object().into_iter().flatten();
        let mut known = definition["properties"].clone();
        for (key, _) in others {
            known[key] = Value::Null;
        }
        // Read where the files were.
        known["extends"] = Value::Null;
        known["alternatives"] = Value::Null;
        known["stress"] = Value::Null;
        definition["properties"] = known;
        let Some(table) = root.table() else { return };
        self.unknown_keys(table, &definition, &At::default());
        self.missing_keys(root, table, &definition, &At::default());
        for (key, field) in definition["properties"].as_object().into_iter().flatten() {
            if let Some(entry) = table.get(key).filter(|_| !field.is_null()) {
                self.value(&entry.node, field, &At::default().key(key, false));
            }
        }
    }

    fn choice(&mut self, node: &Node, table: &Table, properties: &Value, at: &At) {
        let known: Vec<&str> =
            properties.as_object().into_iter().flatten().map(|(key, _)| &**key).collect();
        let found = words::list(table.keys().map(String::as_str));
        let message = format!("{} must hold exactly one model, found {found}", at.quoted());
        let hint = format!("choose one of {}", known.join(", "));
        self.error(node, message, Some(hint));
    }

    fn unknown_keys(&mut self, table: &Table, definition: &Value, at: &At) {
        let Some(properties) = definition["properties"].as_object() else { return };
        for (key, entry) in table.iter().filter(|(key, _)| !properties.contains_key(*key)) {
            let shown = words::short(key);
            let root = at.path.is_empty() && entry.node.overlay;
            let place = if root { "an alternative".to_owned() } else { at.quoted() };
            let what = definition.get("x-item").and_then(Value::as_str).unwrap_or("key");
            let mut message = format!("unknown {what} `{shown}` in {place}");
            let advised = self.out.errors() < MOST_ADVISED;
            let known = properties.keys().map(String::as_str);
            let mut hint = advised.then(|| suggest::hint(key, known)).flatten();
            if root && self.is_head(key) {
                let problem = "holds for the whole scenario and cannot stand in an alternative";
                message = format!("`{shown}` {problem}");
                hint = Some("move it to the top of the file".to_owned());
            }
            self.out.push(Diagnostic::error(message).at(&entry.key).maybe_hint(hint));
        }
    }

    fn is_head(&self, key: &str) -> bool {
        self.parts.head["properties"].get(key).is_some()
            || matches!(key, "extends" | "alternatives" | "stress")
    }

    fn missing_keys(&mut self, node: &Node, table: &Table, definition: &Value, at: &At) {
        for key in missing(table, definition) {
            let what = match self.parts.resolve(&definition["properties"][key])["type"].as_str() {
                Some("object") => "table",
                _ => "key",
            };
            let message = format!("missing {what} `{key}` in {}", at.quoted());
            let about = self.about(definition, key);
            if at.layered && !node.overlay {
                let (place, path) = (node.place.clone(), words::join(&at.path, key));
                self.gaps.push(Gap { table: node.id, place, message, path, about });
            } else {
                self.error(node, message, about);
            }
        }
    }

    /// What a key is for, as a hint.
    pub fn about(&self, definition: &Value, key: &str) -> Option<String> {
        let field = &definition["properties"][key];
        let description = text(field, self.parts.resolve(field), "description")?;
        Some(format!("{key}: {}", description.trim_end_matches('.').replace('\n', " ")))
    }

    fn map(&mut self, node: &Node, table: &Table, definition: &Value, at: &At) {
        let what = definition.get("x-item").and_then(Value::as_str).unwrap_or("key");
        if table.is_empty() && definition.get("minProperties").is_some() {
            self.error(node, format!("{} must name at least one {what}", at.name), None);
        }
        let names = definition["propertyNames"]["enum"].as_array();
        for (key, entry) in table {
            if let Some(names) = names.filter(|names| !names.iter().any(|name| name == key)) {
                let names = names.iter().filter_map(Value::as_str);
                let message = format!("unknown {what} `{}` in {}", words::short(key), at.quoted());
                let hint = suggest::hint(key, names);
                self.out.push(Diagnostic::error(message).at(&entry.key).maybe_hint(hint));
            } else {
                self.value(&entry.node, &definition["additionalProperties"], &at.key(key, false));
            }
        }
        if definition.get("x-sum").is_some() && !table.is_empty() {
            let items: Vec<&Node> = table.values().map(|entry| &entry.node).collect();
            self.adds_up(node, &items, "use fixed shares", at);
        }
    }

    fn array(&mut self, node: &Node, field: &Value, definition: &Value, at: &At) {
        let Some(items) = node.array() else {
            let message = format!("{} must be an array, found {}", at.name, node.kind());
            let over = item_key(&at.path).filter(|_| node.table().is_some());
            let over = over.map(|_| NOTHING_UNDER.to_owned());
            let hint = over.or(text(field, definition, "x-items").map(str::to_owned));
            return self.error(node, message, hint);
        };
        self.length(node, items.len(), field, definition, at);
        let before = self.enter(node, field, definition, at);
        let names = item_key(&at.path).map(|naming| unique_names(items, naming));
        for (index, item) in items.iter().enumerate() {
            let at = match names.as_ref().and_then(|names| names[index].as_deref()) {
                Some(name) => at.key(name, false),
                None => at.item(index),
            };
            self.value(item, &definition["items"], &at);
        }
        self.around = before;
        if definition.get("uniqueItems").is_some() {
            self.unique(items, at);
        }
    }

    fn length(&mut self, node: &Node, found: usize, field: &Value, definition: &Value, at: &At) {
        let limit = |key| definition.get(key).and_then(Value::as_u64).map(|n| n as usize);
        let (least, most) = (limit("minItems"), limit("maxItems"));
        let hint = text(field, definition, "x-items").map(str::to_owned);
        if let (Some(least), Some(most)) = (least, most)
            && least == most
        {
            if found != least {
                let message = format!("{} must hold {least} values, found {found}", at.name);
                self.error(node, message, hint);
            }
        } else if least.is_some_and(|least| found < least) {
            self.error(node, format!("{} must not be empty", at.name), hint);
        } else if let Some(most) = most.filter(|most| found > *most) {
            let message = format!("{} must hold at most {most} values, found {found}", at.name);
            self.error(node, message, hint);
        }
    }

    fn unique(&mut self, items: &[Node], at: &At) {
        let mut known = BTreeSet::new();
        for item in items {
            if let Some(name) = name_of(item).filter(|name| !known.insert(name.clone())) {
                let message = format!("{} holds {} twice", at.name, words::short(&name));
                self.error(item, message, None);
            }
        }
    }
}

/// Required keys that a table does not have.
pub fn missing<'a>(table: &Table, definition: &'a Value) -> Vec<&'a str> {
    let required = definition.get("required").and_then(Value::as_array);
    let required = required.into_iter().flatten().filter_map(Value::as_str);
    required.filter(|key| !table.contains_key(*key)).collect()
}

/// A string or whole number as the name of something.
fn name_of(node: &Node) -> Option<String> {
    node.text().map(str::to_owned).or_else(|| node.whole().map(|number| number.to_string()))
}
