//! Batches: units that give the bits of a run wherever they are computed, results that survive whatever happens to their
//! processes, ledgers that count every unit once, sums over groups by an independent way.

mod directories;
mod kills;
mod plans;
mod shards;
mod summaries;
mod units;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use wijkraming::batch::Plan;

use crate::cli::Place;
use crate::example::reduced;

/// A small scenario with all five alternatives.
pub fn scenario(years: i64) -> String {
    reduced(0.05, years).to_string()
}

/// Two variants of a small scenario, three units each.
pub const PLAN: &str = r#"
format = 1
title = "small"
draws = 6
draws_per_unit = 2
detail = "years"
[scenarios.small]
file = "small.toml"
sets = ["sampling.method=random"]
[[grid]]
set = "team.members"
name = "leden"
values = [1, 2]
"#;

/// A place with the plan and its scenario.
pub fn place() -> Place {
    let place = Place::new();
    place.write("small.toml", &scenario(2));
    place.write("plan.toml", PLAN);
    place
}

pub fn plan(place: &Place) -> Plan {
    Plan::read(&place.path("plan.toml")).unwrap_or_else(|report| panic!("{report}"))
}

/// The tables of a set of results: path and bytes.
pub fn tables(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut directories: Vec<_> =
        ["draws", "years", "areas"].map(|name| directory.join(name)).into();
    while let Some(path) = directories.pop() {
        let Ok(entries) = fs::read_dir(&path) else { continue };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                directories.push(path);
            } else {
                let name = path.strip_prefix(directory).expect("inside").display().to_string();
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

/// Manifests of units that are done.
pub fn done(directory: &Path) -> usize {
    let Ok(entries) = fs::read_dir(directory.join("units")) else { return 0 };
    let names = entries.map(|entry| entry.expect("an entry").file_name().display().to_string());
    names.filter(|name| name.ends_with(".json") && !name.starts_with('.')).count()
}

/// The number before a word of the last line of a batch, as in "3 computed".
#[track_caller]
pub fn counted(out: &str, word: &str) -> usize {
    let words: Vec<&str> = out.split(|c: char| c.is_whitespace() || c == ',').collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|own| *own == word).unwrap_or_else(|| panic!("{word}: {out}"));
    words[at - 1].parse().unwrap_or_else(|_| panic!("{word}: {out}"))
}

/// A directory with all that is in it, under another name.
pub fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a new directory");
    for entry in fs::read_dir(from).expect("a directory") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_tree(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}
