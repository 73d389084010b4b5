//! A tree as TOML again, without places and comments: what is stored beside the results of a run.

use super::tree::{Node, Value};

/// The tree as plain values, in the order of the file, but for the keys `without` at its top.
pub fn plain_toml(root: &Node, without: &[&str]) -> toml::Value {
    let Some(table) = root.table() else { return value(root) };
    let kept = table.iter().filter(|(key, _)| !without.contains(&key.as_str()));
    toml::Value::Table(kept.map(|(key, entry)| (key.clone(), value(&entry.node))).collect())
}

/// One value of a tree.
pub fn value(node: &Node) -> toml::Value {
    let Some(record) = &node.record else { return of(&node.value) };
    let pairs = record.iter().map(|(key, entry)| (key.clone(), value(&entry.node)));
    let array = std::iter::once(("value".to_owned(), of(&node.value)));
    toml::Value::Table(array.chain(pairs).collect())
}

fn of(written: &Value) -> toml::Value {
    match written {
        Value::Boolean(value) => toml::Value::Boolean(*value),
        Value::Integer(number) => toml::Value::Integer(*number),
        Value::Float(number) => toml::Value::Float(*number),
        Value::Text(text) | Value::Moment(text) => toml::Value::String(text.clone()),
        Value::Array(items) => items.iter().map(value).collect::<Vec<_>>().into(),
        Value::Table(table) => {
            let pairs = table.iter().map(|(key, entry)| (key.clone(), value(&entry.node)));
            toml::Value::Table(pairs.collect())
        }
    }
}
