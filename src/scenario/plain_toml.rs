//! A tree as TOML again, without places and comments: what is stored beside the results of a run.

use super::tree::{Node, Value};

/// The tree as plain values, in the order of the file.
pub fn plain_toml(node: &Node) -> toml::Value {
    match &node.value {
        Value::Boolean(value) => toml::Value::Boolean(*value),
        Value::Integer(number) => toml::Value::Integer(*number),
        Value::Float(number) => toml::Value::Float(*number),
        Value::Text(text) | Value::Moment(text) => toml::Value::String(text.clone()),
        Value::Array(items) => items.iter().map(plain_toml).collect::<Vec<_>>().into(),
        Value::Table(table) => {
            let pairs = table.iter().map(|(key, entry)| (key.clone(), plain_toml(&entry.node)));
            toml::Value::Table(pairs.collect())
        }
    }
}
