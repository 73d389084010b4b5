//! Numbers of a scenario written as an overlay: one line `path = value` each, and a whole array or choice where the
//! format replaces these as a whole.
//!
//! It knows how overlays are laid over a scenario, and nothing of what the numbers mean.

use indexmap::IndexMap;
use toml::Value;

use crate::scenario::merge::is_choice;
use crate::scenario::path::{self, Segment, Step};
use crate::scenario::words;

/// Lines of an overlay, by keys from the root.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    entries: IndexMap<Vec<String>, Value>,
}

impl Lines {
    /// Puts a value at a path of the scenario `base`; false where the path leads nowhere.
    pub fn set(&mut self, base: &Value, path: &str, value: Value) -> bool {
        let Ok((segments, end)) = path::parse(path) else { return false };
        if end != path.len() {
            return false;
        }
        let mut keys: Vec<String> = Vec::new();
        for (index, segment) in segments.iter().enumerate() {
            let rest = &segments[index..];
            if let Some(entry) = self.entries.get_mut(&keys) {
                return set_within(entry, rest, value);
            }
            let here = find(base, &keys);
            if !keys.is_empty() && here.is_some_and(|here| is_whole(base, &keys, here)) {
                let mut whole = here.cloned().unwrap_or(Value::Table(toml::Table::new()));
                let done = set_within(&mut whole, rest, value);
                self.insert(keys, whole);
                return done;
            }
            match &segment.step {
                Step::Key(key) => keys.push(key.clone()),
                Step::Index(index) => {
                    let Some(name) = here.and_then(|here| name_of(here.get(*index)?, &keys)) else {
                        return false;
                    };
                    keys.push(name);
                }
            }
        }
        self.insert(keys, value);
        true
    }

    fn insert(&mut self, keys: Vec<String>, value: Value) {
        self.entries.retain(|own, _| !own.starts_with(&keys) || own.len() == keys.len());
        self.entries.insert(keys, value);
    }

    /// Takes the line of a path out.
    pub fn remove(&mut self, path: &str) {
        self.entries.retain(|keys, _| keys.join(".") != path);
    }

    /// What stands at a path, in these lines or else in the scenario.
    pub fn get(&self, base: &Value, path: &str) -> Option<Value> {
        let (segments, _) = path::parse(path).ok()?;
        let keys: Vec<String> = segments
            .iter()
            .map(|segment| match &segment.step {
                Step::Key(key) => key.clone(),
                Step::Index(index) => index.to_string(),
            })
            .collect();
        self.entries.get(&keys).cloned().or_else(|| find(base, &keys).cloned())
    }

    /// The lines as TOML with dotted keys, to stand before any table.
    pub fn text(&self) -> String {
        let line = |(keys, value): (&Vec<String>, &Value)| {
            let keys: Vec<String> = keys.iter().map(|key| words::quoted(key)).collect();
            format!("{} = {value}\n", keys.join("."))
        };
        self.entries.iter().map(line).collect()
    }
}

/// Whether an overlay replaces what stands here as a whole.
fn is_whole(base: &Value, keys: &[String], here: &Value) -> bool {
    let borrowed: Vec<&str> = keys.iter().map(String::as_str).collect();
    if is_choice(&borrowed) {
        return true;
    }
    match here {
        Value::Array(_) => naming(keys).is_none(),
        Value::Table(table) => {
            let item = keys.split_last().is_some_and(|(_, array)| {
                naming(array).is_some() && find(base, array).is_some_and(Value::is_array)
            });
            !item && (table.contains_key("dist") || table.contains_key("value"))
        }
        _ => false,
    }
}

/// The key that names the items of an array, if they have names.
fn naming(keys: &[String]) -> Option<&'static str> {
    let own = match keys {
        [first, _, rest @ ..] if first == "alternatives" => rest,
        own => own,
    };
    path::item_key(&own.join("."))
}

fn name_of(item: &Value, array: &[String]) -> Option<String> {
    let name = item.get(naming(array)?)?;
    name.as_str().map(str::to_owned).or_else(|| Some(name.as_integer()?.to_string()))
}

/// What stands under keys; for an alternative what it has itself, or else the base.
fn find<'a>(base: &'a Value, keys: &[String]) -> Option<&'a Value> {
    let own = descend(base, keys);
    match keys {
        [first, _, rest @ ..] if first == "alternatives" && own.is_none() => descend(base, rest),
        _ => own,
    }
}

fn descend<'a>(root: &'a Value, keys: &[String]) -> Option<&'a Value> {
    let mut node = root;
    for (depth, key) in keys.iter().enumerate() {
        node = match node {
            Value::Table(table) => table.get(key).or_else(|| {
                // Items of an overlay may be called by a slug.
                table.iter().find(|(own, _)| words::slug(own) == *key).map(|(_, value)| value)
            })?,
            Value::Array(items) => {
                let array = &keys[..depth];
                let is = |item: &&Value| {
                    name_of(item, array).is_some_and(|own| own == *key || words::slug(&own) == *key)
                };
                let index = || key.parse::<usize>().ok().filter(|_| naming(array).is_none());
                items.iter().find(is).or_else(|| items.get(index()?))?
            }
            _ => return None,
        };
    }
    Some(node)
}

/// Sets a value inside another one.
fn set_within(node: &mut Value, segments: &[Segment], value: Value) -> bool {
    let [first, rest @ ..] = segments else {
        *node = value;
        return true;
    };
    // An array may stand in a table that says where its numbers come from.
    let recorded = matches!(first.step, Step::Index(_)) && node.is_table();
    let node = if recorded { node.get_mut("value") } else { Some(node) };
    match (node, &first.step) {
        (Some(Value::Table(table)), Step::Key(key)) => {
            let inside =
                table.entry(key.clone()).or_insert_with(|| Value::Table(toml::Table::new()));
            set_within(inside, rest, value)
        }
        (Some(Value::Array(items)), Step::Index(index)) => {
            items.get_mut(*index).is_some_and(|item| set_within(item, rest, value))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = r#"
        [[areas]]
        name = "Elst Noord"
        need_factor = 1.2
        [[provisions]]
        rung = 3
        hours = { value = 12.0, source = "x" }
        [course]
        worsen = [0.1, { dist = "uniform", min = 0.1, max = 0.2 }, 0.3]
        improve = { value = [0.4, 0.5], source = "y" }
        [financing.wijkbudget]
        corridor = 0.05
        steer = 1.0
        [[effects]]
        id = "politie"
        value = 350.0
        [alternatives.plan.team]
        members = 4.0
        [alternatives.plan.payment.first_line.trekkingsrecht]
        utilisation = 0.9
        admin_cost = 6.0
    "#;

    fn text(sets: &[(&str, f64)]) -> String {
        let base: Value = Value::Table(BASE.parse().expect("TOML"));
        let mut lines = Lines::default();
        for (path, value) in sets {
            assert!(lines.set(&base, path, Value::Float(*value)), "{path}");
        }
        lines.text()
    }

    #[test]
    fn numbers_in_tables_and_named_items_have_lines_of_their_own() {
        let found = text(&[
            ("areas.\"Elst Noord\".need_factor", 1.5),
            ("provisions.3.hours", 10.0),
            ("provisions[0].tariff", 46.0),
            ("effects.politie.value", 300.0),
            ("alternatives.plan.team.members", 5.0),
        ]);
        let expected = "areas.\"Elst Noord\".need_factor = 1.5\nprovisions.3.hours = 10.0\n\
            provisions.3.tariff = 46.0\neffects.politie.value = 300.0\n\
            alternatives.plan.team.members = 5.0\n";
        assert_eq!(found, expected);
    }

    #[test]
    fn arrays_and_choices_are_written_as_a_whole() {
        let found = text(&[
            ("course.worsen[0]", 0.2),
            ("course.worsen[2]", 0.4),
            ("course.improve[1]", 0.6),
            ("financing.wijkbudget.corridor", 0.1),
            ("alternatives.plan.payment.first_line.trekkingsrecht.utilisation", 0.8),
        ]);
        let read: toml::Table = found.parse().expect("TOML");
        let expected: toml::Table = r#"
            course.worsen = [0.2, { dist = "uniform", min = 0.1, max = 0.2 }, 0.4]
            course.improve = { value = [0.4, 0.6], source = "y" }
            financing = { wijkbudget = { corridor = 0.1, steer = 1.0 } }
            alternatives.plan.payment.first_line.trekkingsrecht = { utilisation = 0.8, admin_cost = 6.0 }
        "#
        .parse()
        .expect("TOML");
        assert_eq!(read, expected);
    }

    #[test]
    fn later_values_win_and_wholes_swallow_their_parts() {
        assert_eq!(text(&[("time.years", 3.0), ("time.years", 4.0)]), "time.years = 4.0\n");
        let base: Value = Value::Table(BASE.parse().expect("TOML"));
        let mut lines = Lines::default();
        lines.set(&base, "team.members", Value::Float(3.0));
        lines.set(&base, "team", Value::Table("members = 6.0".parse().expect("TOML")));
        lines.set(&base, "team.volunteers", Value::Float(1.0));
        assert_eq!(lines.text(), "team = { members = 6.0, volunteers = 1.0 }\n");
        assert!(!lines.set(&base, "course.worsen[9]", Value::Float(1.0)));
        assert_eq!(lines.get(&base, "course.worsen[0]"), Some(Value::Float(0.1)));
    }
}
