//! Laying one tree over another, as section 1 of the model page says: tables merge key by key; arrays and
//! quantities are replaced as a whole, and so are the choices of a model.

use super::tree::{Builder, Node, Table, Value};

/// Tables that hold one of several models: another choice replaces the old one with all its keys.
const CHOICES: &[&[&str]] =
    &[&["financing"], &["payment", "first_line"], &["payment", "specialist"]];

/// Whether the table under these keys is replaced as a whole; the keys may start at an alternative.
pub fn is_choice(keys: &[&str]) -> bool {
    let keys = if keys.len() > 2 && keys[0] == "alternatives" { &keys[2..] } else { keys };
    CHOICES.contains(&keys)
}

/// Whether a table is a number with its distribution or source, rather than a table with keys of its own.
pub fn is_quantity(table: &Table) -> bool {
    table.contains_key("dist") || table.contains_key("value")
}

/// `base` with `over` laid over it.
pub fn merged(base: &Node, over: &Node) -> Node {
    let mut keys = Vec::new();
    merge_at(base, over, &mut keys)
}

fn merge_at<'a>(base: &'a Node, over: &'a Node, keys: &mut Vec<&'a str>) -> Node {
    let (Value::Table(under), Value::Table(above)) = (&base.value, &over.value) else {
        return over.clone();
    };
    if is_quantity(under) || is_quantity(above) || is_choice(keys) {
        return over.clone();
    }
    let mut table = under.clone();
    for (key, entry) in above {
        match under.get(key) {
            None => {
                table.insert(key.clone(), entry.clone());
            }
            Some(old) => {
                keys.push(key);
                let node = merge_at(&old.node, &entry.node, keys);
                keys.pop();
                let key_place = if node.id == old.node.id { &old.key } else { &entry.key };
                let entry = super::tree::Entry { key: key_place.clone(), node };
                table.insert(key.clone(), entry);
            }
        }
    }
    Node { value: Value::Table(table), ..base.clone() }
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
