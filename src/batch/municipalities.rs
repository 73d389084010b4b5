//! Which municipalities a plan chooses, and what is known of each.

use std::collections::BTreeMap;

use super::plan_file::{Choice, Written, near, safe};
use super::unit::Place;
use crate::diagnostics::{Collector, Diagnostic};
use crate::municipality::data::Gemeente;
use crate::municipality::{OpenData, names};
use crate::scenario::words;

/// Lower bounds of the size classes in inhabitants, with their names.
const SIZES: [(f64, &str); 5] = [
    (0.0, "0-20k"),
    (20_000.0, "20k-50k"),
    (50_000.0, "50k-100k"),
    (100_000.0, "100k-250k"),
    (250_000.0, "250k+"),
];

/// Lower bounds of the classes by percentage of one-person households: the mark of urbanity that the data have.
const KINDS: [(f64, &str); 4] =
    [(0.0, "single<30%"), (30.0, "single30-35%"), (35.0, "single35-40%"), (40.0, "single40%+")];

/// A municipality that was chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    pub code: String,
    pub name: String,
    /// As directories bear it.
    pub directory: String,
}

/// The class that a value is in.
fn class(classes: &[(f64, &str)], value: f64) -> Option<String> {
    let found = classes.iter().rev().find(|(least, _)| value >= *least);
    found.map(|(_, name)| (*name).to_owned())
}

/// Place of a class among its own; names that are no class all have the same.
pub fn rank(class: &str) -> usize {
    let place = |classes: &[(f64, &str)]| classes.iter().position(|(_, name)| *name == class);
    place(&SIZES).or_else(|| place(&KINDS)).unwrap_or_default()
}

/// The newest row of a municipality of today.
fn newest<'a>(data: &'a OpenData, code: &str) -> Option<&'a Gemeente> {
    data.gemeenten.iter().filter(|row| row.code == code).max_by_key(|row| row.year)
}

/// What the data know of a municipality; `households` are those of its scenario.
pub fn place(data: Option<&OpenData>, name: &str, households: f64) -> Place {
    let unknown = Place {
        code: None,
        name: name.to_owned(),
        province: None,
        inhabitants: None,
        households,
        size: None,
        kind: None,
    };
    let found = data.and_then(|data| Some((data, names::find(data, name).ok()?)));
    let Some((data, (code, name))) = found else { return unknown };
    let row = newest(data, &code);
    let inhabitants = row.map(|row| row.inhabitants).filter(|count| count.is_finite());
    let single = row.map(|row| row.types[0]).filter(|share| share.is_finite());
    Place {
        province: data.provinces.get(&code).cloned(),
        inhabitants,
        size: inhabitants.and_then(|count| class(&SIZES, count)),
        kind: single.and_then(|share| class(&KINDS, share)),
        code: Some(code),
        name,
        households,
    }
}

/// The municipalities of a choice, by code. What does not exist is reported.
pub fn choose(data: &OpenData, choice: &Choice, out: &mut Collector) -> Vec<Chosen> {
    let today = names::names_of_today(data);
    let mut chosen: BTreeMap<String, String> = BTreeMap::new();
    let mut take = |code: &str| {
        if let Some(name) = today.get(code) {
            chosen.insert(code.to_owned(), (*name).to_owned());
        }
    };
    if choice.all {
        today.keys().for_each(|code| take(code));
    }
    for name in &choice.names {
        if let Some((code, _)) = known(data, name, out) {
            take(&code);
        }
    }
    for province in provinces(data, choice, out) {
        let of_it = data.provinces.iter().filter(|(_, own)| **own == province);
        of_it.for_each(|(code, _)| take(code));
    }
    for name in &choice.except {
        if let Some((code, _)) = known(data, name, out) {
            chosen.remove(&code);
        }
    }
    let (least, most) = choice.inhabitants;
    chosen.retain(|code, _| {
        let count = newest(data, code).map_or(f64::NAN, |row| row.inhabitants);
        least.is_none_or(|least| count >= least) && most.is_none_or(|most| count <= most)
    });
    if chosen.is_empty() && !out.has_errors() {
        let message = "no municipality is left of what is chosen";
        out.push(Diagnostic::error(message).at(&choice.place).hint("see inhabitants and except"));
    }
    named(chosen)
}

fn known(data: &OpenData, name: &Written<String>, out: &mut Collector) -> Option<(String, String)> {
    match names::find(data, &name.value) {
        Ok(found) => Some(found),
        Err(error) => {
            let hint = error.hint().map(|hint| hint.replace("--municipality ", "write "));
            out.push(Diagnostic::error(error.to_string()).at(&name.place).maybe_hint(hint));
            None
        }
    }
}

/// Provinces as the data spell them; capitals and accents do not matter, and Friesland is Fryslân.
fn provinces(data: &OpenData, choice: &Choice, out: &mut Collector) -> Vec<String> {
    let mut all: Vec<&str> = data.provinces.values().map(String::as_str).collect();
    all.sort_unstable();
    all.dedup();
    let plain = |name: &str| match safe(name).to_lowercase().replace('_', "-").as_str() {
        "friesland" => "fryslan".to_owned(),
        other => other.to_owned(),
    };
    let mut found = Vec::new();
    for name in &choice.provinces {
        match all.iter().find(|own| plain(own) == plain(&name.value)) {
            Some(own) => found.push((*own).to_owned()),
            None => {
                let message = format!("there is no province `{}`", words::short(&name.value));
                let hint = near(&name.value, &all);
                out.push(Diagnostic::error(message).at(&name.place).maybe_hint(hint));
            }
        }
    }
    found
}

/// Names of directories; where two would be the same, the code stands behind.
fn named(chosen: BTreeMap<String, String>) -> Vec<Chosen> {
    let directories: Vec<String> = chosen.values().map(|name| safe(name)).collect();
    let double = |name: &String| directories.iter().filter(|own| *own == name).count() > 1;
    let one = |((code, name), directory): ((&String, &String), &String)| Chosen {
        code: code.clone(),
        name: name.clone(),
        directory: if double(directory) {
            format!("{directory}_{code}")
        } else {
            directory.clone()
        },
    };
    chosen.iter().zip(&directories).map(one).collect()
}
