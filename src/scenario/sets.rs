//! `--set path=value`: reading it, and laying it over a tree. What it says is then checked like the file
//! itself; an error shows the text of the option.

use super::extends::Reading;
use super::merge::{detach, is_choice, is_quantity, mark_overlay, no_such_item};
use super::path::{self, Segment, Step, item_key, named_item};
use super::tree::{Builder, Entry, Node, Table, Value};
use super::words;
use crate::diagnostics::{Collector, Diagnostic, FileId, Place};

/// One `--set`, read.
#[derive(Clone, Debug)]
pub struct Assignment {
    file: FileId,
    segments: Vec<Segment>,
    pub value: Node,
}

/// Reads `path=value`; reports what is wrong with it.
pub fn parse(reading: &mut Reading, text: &str) -> Option<Assignment> {
    let file = reading.sources.add("--set", text);
    let usage = "write --set path=value, for example --set provisions.3.tariff=52.5";
    let (segments, end) = match path::parse(text) {
        Ok(path) => path,
        Err(bad) => {
            let place = Place::new(file, bad.at..bad.at);
            reading.out.push(Diagnostic::error(bad.message).at(&place).hint(usage));
            return None;
        }
    };
    let at = match segments.as_slice() {
        [first, _, third] if first.step == Step::Key("alternatives".to_owned()) => third,
        all => &all[0],
    };
    if matches!(&at.step, Step::Key(key) if key == "extends") {
        let place = Place::new(file, at.span.clone());
        let hint = "make a file that extends the other, or set single keys";
        reading.out.push(Diagnostic::error("extends cannot be set").at(&place).hint(hint));
        return None;
    }
    let rest = &text[end..];
    let value = rest.strip_prefix('=').map(str::trim).unwrap_or_default();
    if value.is_empty() {
        let place = Place::new(file, text.len()..text.len());
        reading.out.push(Diagnostic::error("expected `=` and a value").at(&place).hint(usage));
        return None;
    }
    let start = text.len() - rest[1..].trim_start().len();
    let range = start..start + value.len();
    let before = reading.out.errors();
    let value = reading.builder.value(&reading.sources, file, range, &mut reading.out);
    (reading.out.errors() == before).then_some(Assignment { file, segments, value })
}

impl Assignment {
    /// The alternative it is for, with the rest of the path.
    pub fn split_alternative(&self) -> Option<(&str, Self)> {
        let [first, id, rest @ ..] = self.segments.as_slice() else { return None };
        let Step::Key(id) = &id.step else { return None };
        let here = first.step == Step::Key("alternatives".to_owned()) && !rest.is_empty();
        here.then(|| (id.as_str(), Self { segments: rest.to_vec(), ..self.clone() }))
    }

    /// Where the path itself is written.
    pub fn path_place(&self) -> Place {
        let start = self.segments.first().map_or(0, |segment| segment.span.start);
        let end = self.segments.last().map_or(0, |segment| segment.span.end);
        Place::new(self.file, start..end)
    }

    /// Where the id of the alternative is written in the whole path.
    pub fn alternative_place(&self) -> Place {
        let span = self.segments.get(1).map_or(0..0, |segment| segment.span.clone());
        Place::new(self.file, span)
    }

    /// The path as it was written, for messages.
    pub fn path(&self) -> String {
        self.segments.iter().fold(String::new(), |path, segment| match &segment.step {
            Step::Key(key) => words::join(&path, key),
            Step::Index(index) => words::item(&path, *index),
        })
    }

    /// Lays the value over a tree; with `overlay` it is one alternative's own.
    pub fn apply(
        &self,
        root: &mut Node,
        overlay: bool,
        builder: &mut Builder,
        out: &mut Collector,
    ) {
        let mut value = self.value.clone();
        if overlay {
            mark_overlay(&mut value);
        }
        let mut setter = Setter { assignment: self, overlay, keys: Vec::new(), builder, out };
        setter.descend(root, value);
    }
}

struct Setter<'a> {
    assignment: &'a Assignment,
    overlay: bool,
    /// Steps taken so far.
    keys: Vec<&'a str>,
    builder: &'a mut Builder,
    out: &'a mut Collector,
}

impl<'a> Setter<'a> {
    fn fail(&mut self, segment: &Segment, message: String, hint: Option<String>) {
        let place = Place::new(self.assignment.file, segment.span.clone());
        self.out.push(Diagnostic::error(message).at(&place).maybe_hint(hint));
    }

    /// Puts the value in the place of `node`, or goes one step down from it.
    fn descend(&mut self, node: &mut Node, value: Node) {
        let assignment = self.assignment;
        let Some(segment) = assignment.segments.get(self.keys.len()) else {
            *node = value;
            return;
        };
        if self.overlay && node.table().is_some_and(is_quantity) {
            detach(node, self.builder);
        }
        let kind = node.kind();
        match (&mut node.value, &segment.step) {
            (Value::Table(table), Step::Key(key)) => self.key(table, segment, key, value),
            (Value::Array(items), step) => {
                let Some(index) = self.index(items, segment, step) else { return };
                self.keys.push("");
                self.descend(&mut items[index], value);
            }
            (_, Step::Index(_)) => {
                self.fail(segment, format!("{kind} has no numbered items"), None);
            }
            (_, Step::Key(key)) => {
                let message = format!("`{}` is in {kind}, not in a table", words::short(key));
                self.fail(segment, message, Some("set the number itself".to_owned()));
            }
        }
    }

    fn key(&mut self, table: &mut Table, segment: &Segment, key: &'a str, value: Node) {
        if is_choice(&self.keys) && !table.contains_key(key) {
            table.clear();
        }
        let place = Place::new(self.assignment.file, segment.span.clone());
        self.keys.push(key);
        if self.keys.len() == self.assignment.segments.len() {
            table.insert(key.to_owned(), Entry { key: place, node: value });
            return;
        }
        if !table.contains_key(key) {
            let empty = self.builder.plain(place.clone(), Value::Table(Table::new()));
            let node = Node { overlay: self.overlay, ..empty };
            table.insert(key.to_owned(), Entry { key: place, node });
        }
        if let Some(entry) = table.get_mut(key) {
            self.descend(&mut entry.node, value);
        }
    }

    /// The item of an array that a step means.
    fn index(&mut self, items: &[Node], segment: &Segment, step: &Step) -> Option<usize> {
        let array = self.keys.join(".");
        match step {
            Step::Index(index) if *index < items.len() => Some(*index),
            Step::Index(index) => {
                let message = format!("{array} has no item [{index}]: it holds {}", items.len());
                self.fail(segment, message, Some("items are counted from 0".to_owned()));
                None
            }
            Step::Key(key) => {
                let naming = item_key(&array);
                let found = naming.and_then(|naming| named_item(items, naming, key));
                if found.is_none() {
                    let place = Place::new(self.assignment.file, segment.span.clone());
                    let none = no_such_item(&array, items, naming.unwrap_or_default(), key);
                    self.out.push(none.at(&place));
                }
                found
            }
        }
    }
}
