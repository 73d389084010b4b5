//! Paths such as `areas."Elst Noord".need_factor` or `opstelling.rung[0][2]`: how they are written, and how
//! they lead through a tree.

use super::tree::{Node, Value};
use super::words;
use std::collections::BTreeMap;
use std::ops::Range;

/// Arrays whose items are called by a key of their own.
const NAMED_ARRAYS: &[(&str, &str)] = &[
    ("areas", "name"),
    ("effects", "id"),
    ("provisions", "rung"),
    ("team.costs", "item"),
    ("stress", "id"),
];

/// The key that names the items of the array at this path.
pub fn item_key(path: &str) -> Option<&'static str> {
    NAMED_ARRAYS.iter().find(|(array, _)| *array == path).map(|(_, key)| *key)
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Index(usize),
}

/// A step, and the bytes it was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub step: Step,
    pub span: Range<usize>,
}

/// Why a text is no path, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPath {
    pub message: &'static str,
    pub at: usize,
}

/// Reads a path; what stands before an unquoted `=` if there is one. Gives the steps and where the path ends.
pub fn parse(text: &str) -> Result<(Vec<Segment>, usize), BadPath> {
    let mut parser = Parser { text, at: 0 };
    let mut segments = vec![parser.key()?];
    loop {
        parser.blanks();
        match parser.rest().chars().next() {
            Some('.') => {
                parser.at += 1;
                segments.push(parser.key()?);
            }
            Some('[') => segments.push(parser.index()?),
            None | Some('=') => return Ok((segments, parser.at)),
            Some(_) => return Err(parser.fail("expected `.`, `[` or `=` in the path")),
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn fail(&self, message: &'static str) -> BadPath {
        BadPath { message, at: self.at }
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn key(&mut self) -> Result<Segment, BadPath> {
        self.blanks();
        let rest = self.rest();
        let start = self.at;
        if let Some(quote) = rest.chars().next().filter(|c| *c == '"' || *c == '\'') {
            let inner = &rest[1..];
            let end = inner.find(quote).ok_or(self.fail("a quote in the path is not closed"))?;
            self.at += end + 2;
            let step = Step::Key(inner[..end].to_owned());
            return Ok(Segment { step, span: start..self.at });
        }
        let end = rest.find(['.', '[', '=', '"', '\'']).unwrap_or(rest.len());
        let key = rest[..end].trim_end();
        if key.is_empty() {
            return Err(self.fail("expected a key in the path"));
        }
        self.at += key.len();
        Ok(Segment { step: Step::Key(key.to_owned()), span: start..self.at })
    }

    fn index(&mut self) -> Result<Segment, BadPath> {
        let start = self.at;
        let rest = self.rest();
        let end = rest.find(']').ok_or(self.fail("a `[` in the path is not closed"))?;
        let bad = self.fail("expected a whole number between `[` and `]`");
        let index = rest[1..end].trim().parse().map_err(|_| bad)?;
        self.at += end + 1;
        Ok(Segment { step: Step::Index(index), span: start..self.at })
    }
}

/// The item of an array that a key calls by its name, its rung, or a slug that fits no other item.
pub fn named_item(items: &[Node], naming: &str, key: &str) -> Option<usize> {
    let exact = items.iter().position(|item| item_name(item, naming).as_deref() == Some(key));
    exact.or_else(|| {
        let fits =
            |item: &Node| item_name(item, naming).is_some_and(|name| words::slug(&name) == key);
        let mut found = (0..items.len()).filter(|index| fits(&items[*index]));
        found.next().filter(|_| found.next().is_none())
    })
}

/// The node that a path leads to.
pub fn find_mut<'n>(root: &'n mut Node, segments: &[Segment]) -> Option<&'n mut Node> {
    let mut node = root;
    let mut array = String::new();
    for segment in segments {
        node = match (&mut node.value, &segment.step) {
            (Value::Table(table), Step::Key(key)) => &mut table.get_mut(key)?.node,
            (Value::Array(items), Step::Key(key)) => {
                let index = named_item(items, item_key(&array)?, key)?;
                &mut items[index]
            }
            (Value::Array(items), Step::Index(index)) => items.get_mut(*index)?,
            _ => return None,
        };
        if let Step::Key(key) = &segment.step {
            array = words::join(&array, key);
        }
    }
    Some(node)
}

/// Names of the items of an array, as paths write them.
pub fn item_names(items: &[Node], naming: &str) -> Vec<String> {
    items.iter().filter_map(|item| item_name(item, naming)).collect()
}

fn item_name(item: &Node, naming: &str) -> Option<String> {
    let node = item.get(naming)?;
    node.text().map(str::to_owned).or_else(|| node.whole().map(|number| number.to_string()))
}

/// Keys one after the other, as paths write them.
pub fn written(keys: &[&str]) -> String {
    keys.iter().fold(String::new(), |path, key| words::join(&path, key))
}

/// A path with the names of items as slugs, so that two ways of writing the same path compare equal. Numbers
/// of named items in `root` become their names.
pub fn normal_form(path: &str, root: Option<&Node>) -> Option<String> {
    let (segments, end) = parse(path).ok()?;
    if end != path.len() {
        return None;
    }
    let mut form = String::new();
    let mut node = root;
    for segment in segments {
        let array = form.strip_prefix("alternatives.").and_then(|rest| rest.split_once('.'));
        let naming = item_key(array.map_or(&*form, |(_, array)| array));
        let items = node.and_then(Node::array).unwrap_or_default();
        (form, node) = match (segment.step, naming) {
            (Step::Key(key), Some(naming)) => {
                let item = named_item(items, naming, &key).map(|index| &items[index]);
                (words::join(&form, &words::slug(&key)), item)
            }
            (Step::Key(key), None) => (words::join(&form, &key), node.and_then(|n| n.get(&key))),
            (Step::Index(index), naming) => {
                let name =
                    naming.and_then(|naming| unique_names(items, naming).get(index)?.clone());
                let step = name.map(|name| words::join(&form, &words::slug(&name)));
                (step.unwrap_or_else(|| words::item(&form, index)), items.get(index))
            }
        };
    }
    Some(form)
}

/// The name of each item of an array that no other item has.
pub fn unique_names(items: &[Node], naming: &str) -> Vec<Option<String>> {
    let names: Vec<Option<String>> = items.iter().map(|item| item_name(item, naming)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    names.iter().flatten().for_each(|name| *counts.entry(name).or_default() += 1);
    names.iter().map(|name| name.clone().filter(|name| counts[&**name] == 1)).collect()
}
