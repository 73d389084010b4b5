//! Laying one tree over another, as section 1 of the model page says: tables merge key by key; arrays and
//! quantities are replaced as a whole, and so are the choices of a model. A table over an array whose items
//! have names is laid over the items that its keys call.

use super::path::{self, item_key, item_names, named_item};
use super::tree::{Builder, Entry, Node, Table, Value};
use super::{suggest, words};
use crate::diagnostics::{Collector, Diagnostic};

/// Tables that hold one of several models: another choice replaces the old one with all its keys.
const CHOICES: &[&[&str]] =
    &[&["financing"], &["payment", "first_line"], &["payment", "specialist"]];

/// Whether the table under these keys is replaced as a whole; the keys may start at an alternative.
pub fn is_choice(keys: &[&str]) -> bool {
    CHOICES.contains(&within(keys))
}

/// The keys within the base, where they start at an alternative.
fn within<'a, 'b>(keys: &'a [&'b str]) -> &'a [&'b str] {
    if keys.len() > 2 && keys[0] == "alternatives" { &keys[2..] } else { keys }
}

/// Whether a table is a number with its distribution or source, rather than a table with keys of its own.
pub fn is_quantity(table: &Table) -> bool {
    table.contains_key("dist") || table.contains_key("value")
}

/// `base` with `over` laid over it; reports items that `over` calls and `base` does not have.
pub fn merged(base: &Node, over: &Node, out: &mut Collector) -> Node {
    merged_at(base, over, &[], out)
}

/// The same for trees that stand under these keys.
pub fn merged_at(base: &Node, over: &Node, keys: &[&str], out: &mut Collector) -> Node {
    Merger { keys: keys.to_vec(), out }.node(base, over)
}

struct Merger<'a, 'o> {
    /// Keys from the root to here.
    keys: Vec<&'a str>,
    out: &'o mut Collector,
}

impl<'a> Merger<'a, '_> {
    fn node(&mut self, base: &'a Node, over: &'a Node) -> Node {
        let keys = within(&self.keys);
        let naming = item_key(&keys.join("."));
        // An effect has a `value` as well, but it is a table of its own.
        let item = keys.split_last().is_some_and(|(_, array)| item_key(&array.join(".")).is_some());
        match (&base.value, &over.value, naming) {
            (Value::Array(items), Value::Table(above), Some(naming)) => {
                let items = self.items(items, above, naming);
                // Not the array of the base any more, so not its identity either.
                Node { value: Value::Array(items), ..over.clone() }
            }
            (Value::Table(under), Value::Table(above), naming) => {
                let plain = naming.is_some() || item;
                let whole = !plain && (is_quantity(under) || is_quantity(above));
                if whole || is_choice(&self.keys) {
                    return over.clone();
                }
                Node { value: Value::Table(self.table(under, above)), ..base.clone() }
            }
            _ => over.clone(),
        }
    }

    fn table(&mut self, under: &'a Table, above: &'a Table) -> Table {
        let mut table = under.clone();
        for (key, entry) in above {
            let entry = match under.get(key) {
                None => entry.clone(),
                Some(old) => self.entry(key, old, entry),
            };
            table.insert(key.clone(), entry);
        }
        table
    }

    fn entry(&mut self, key: &'a str, old: &'a Entry, new: &'a Entry) -> Entry {
        self.keys.push(key);
        let node = self.node(&old.node, &new.node);
        self.keys.pop();
        let key = if node.id == old.node.id { &old.key } else { &new.key };
        Entry { key: key.clone(), node }
    }

    /// The items of an array, with those that the table calls by name laid over by what it holds for them.
    fn items(&mut self, items: &'a [Node], above: &'a Table, naming: &str) -> Vec<Node> {
        let mut merged = items.to_vec();
        for (key, entry) in above {
            let Some(index) = named_item(items, naming, key) else {
                let array = path::written(within(&self.keys));
                self.out.push(no_such_item(&array, items, naming, key).at(&entry.key));
                continue;
            };
            // Two ways of writing one name may both be there.
            let known = merged[index].clone();
            let mut inner = Merger { keys: self.keys.clone(), out: self.out };
            inner.keys.push(key);
            merged[index] = inner.node(&known, &entry.node);
        }
        merged
    }
}

/// Says that a key calls no item of an array, and which it may mean.
pub fn no_such_item(array: &str, items: &[Node], naming: &str, key: &str) -> Diagnostic {
    let names = item_names(items, naming);
    let called = |name: &String| words::slug(name) == words::slug(key);
    let message = match names.iter().filter(|name| called(name)).count() {
        0 | 1 => format!("{array} has no item `{}`", words::short(key)),
        n => format!("{array} has {n} items that `{}` may mean", words::short(key)),
    };
    // A single letter, such as a rung, looks like every other one.
    let hint = match key.chars().count() {
        0 | 1 => Some(format!("possible here: {}", names.join(", "))),
        _ => suggest::hint(key, names.iter().map(String::as_str)),
    };
    Diagnostic::error(message).maybe_hint(hint)
}

/// Marks a whole tree as written for one alternative.
pub fn mark_overlay(node: &mut Node) {
    node.visit(&mut |node| node.overlay = true);
}

/// Gives a node an identity of its own in one alternative.
pub fn detach(node: &mut Node, builder: &mut Builder) {
    node.id = builder.fresh();
    node.overlay = true;
}
