//! Parts of a batch, joined by a ledger.

use std::fs;

use serde_json::Value;

use super::{PLAN, copy_tree, place, plan, tables};
use crate::cli::Place;

#[track_caller]
fn part(place: &Place, shard: &str, out: &str) {
    let done = place.call(&["batch", "plan.toml", "--shard", shard, "--out", out, "-q"]);
    assert_eq!(done.code, Some(0), "{done:?}");
}

/// Three parts in directories of their own.
fn parts() -> Place {
    let place = place();
    for shard in ["1", "2", "3"] {
        part(&place, &format!("{shard}/3"), &format!("p{shard}"));
    }
    place
}

#[test]
fn parts_become_the_whole_with_the_same_bytes_and_a_ledger_of_every_unit() {
    let place = parts();
    let ended = place.call(&["batch", "plan.toml", "--out", "whole", "-q"]);
    assert_eq!(ended.code, Some(0));
    let ended = place.call(&["merge", "p3", "p1", "p2", "--out", "joined"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains("6 units of 3 parts, each once, all hashes right"), "{ended:?}");
    assert!(tables(&place.path("joined")) == tables(&place.path("whole")));
    let ledger: Value = serde_json::from_str(&place.read("joined/ledger.json")).unwrap();
    let mut keys: Vec<&str> = ledger["parts"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|part| part["units"].as_object().unwrap().keys().map(String::as_str))
        .collect();
    keys.sort_unstable();
    let plan = plan(&place);
    let mut expected: Vec<&str> = plan.units().iter().map(|unit| unit.key.as_str()).collect();
    expected.sort_unstable();
    assert_eq!(keys, expected);
    // A joined directory is one like any other.
    let ended = place.call(&["batch", "plan.toml", "--out", "joined"]);
    assert_eq!(super::counted(&ended.out, "there"), 6, "{ended:?}");
    let one = place.call(&["summarise", "joined", "--json"]);
    let other = place.call(&["summarise", "whole", "--json"]);
    assert_eq!(one.code, Some(0), "{one:?}");
    assert_eq!(one.out, other.out);
}

#[test]
fn missing_parts_and_units_are_named() {
    let place = parts();
    let message = place.refused(&["merge", "p1", "p3", "--out", "joined"]);
    assert!(message.contains("missing: part 2 of 3 (2 units)"), "{message}");
    assert!(message.contains("wijkraming batch plan.toml --shard 2/3"), "{message}");
    let units = fs::read_dir(place.path("p1/units")).unwrap();
    let gone = units.map(|entry| entry.unwrap().path()).min().unwrap();
    let key = gone.file_stem().unwrap().display().to_string();
    fs::remove_file(&gone).unwrap();
    let plan = plan(&place);
    let name = plan.units().iter().find(|unit| unit.key == key).unwrap().name();
    let message = place.refused(&["merge", "p1", "p2", "p3", "--out", "joined"]);
    assert!(
        message.contains(&format!("missing: 1 units of part 1 of 3 (p1): {name}")),
        "{message}"
    );
}

#[test]
fn double_parts_are_named() {
    let place = parts();
    let message = place.refused(&["merge", "p1", "p2", "p3", "p2", "--out", "joined"]);
    assert!(message.contains("double: part 2 of 3 is in p2 and in p2"), "{message}");
    // A whole directory holds what a part has too.
    assert_eq!(place.call(&["batch", "plan.toml", "--out", "whole", "-q"]).code, Some(0));
    let message = place.refused(&["merge", "p1", "whole", "--out", "joined"]);
    assert!(message.contains("foreign: p1 and whole differ in the number of parts"), "{message}");
    copy_tree(&place.path("whole"), &place.path("again"));
    let message = place.refused(&["merge", "whole", "again", "--out", "joined"]);
    assert!(message.contains("double: in whole and in again: small / Overbetuwe"), "{message}");
    assert!(message.contains("and 1 more"), "{message}");
}

#[test]
fn foreign_parts_and_units_are_named() {
    let place = parts();
    place.write("plan.toml", &PLAN.replace("draws = 6", "draws = 8"));
    part(&place, "2/3", "other");
    let message = place.refused(&["merge", "p1", "other", "p3", "--out", "joined"]);
    assert!(message.contains("foreign: p1 and other differ in their plan"), "{message}");
    // A unit of the other plan among those of this one.
    let unit = fs::read_dir(place.path("other/units")).unwrap().next().unwrap().unwrap();
    fs::copy(unit.path(), place.path("p1/units").join(unit.file_name())).unwrap();
    let message = place.refused(&["merge", "p1", "p2", "p3", "--out", "joined"]);
    let key = unit.path().file_stem().unwrap().display().to_string();
    assert!(message.contains("foreign: p1 holds units of no plan of its own"), "{message}");
    assert!(message.contains(&key), "{message}");
    let message = place.refused(&["merge", "p2", "nowhere", "--out", "joined"]);
    assert!(message.contains("nowhere holds no results of a batch"), "{message}");
}

#[test]
fn damage_is_found_and_all_that_is_wrong_is_told_at_once() {
    let place = parts();
    let (name, bytes) = tables(&place.path("p2")).into_iter().next().unwrap();
    let mut bytes = bytes;
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(place.path("p2").join(&name), bytes).unwrap();
    let message = place.refused(&["merge", "p1", "p2", "--out", "joined"]);
    assert!(message.contains("missing: part 3 of 3"), "{message}");
    assert!(message.contains("damaged: p2/draws/"), "{message}");
    assert!(message.contains("is not what the batch wrote"), "{message}");
}

#[test]
fn an_older_whole_is_replaced_with_force_only() {
    let place = parts();
    let call = ["merge", "p1", "p2", "p3", "--out", "joined"];
    assert_eq!(place.call(&call).code, Some(0));
    let message = place.refused(&call);
    assert!(message.contains("holds the results of an earlier batch"), "{message}");
    let again = place.call(&[&call[..], &["--force"]].concat());
    assert_eq!(again.code, Some(0), "{again:?}");
    fs::create_dir(place.path("home")).unwrap();
    place.write("home/letter.txt", "dear");
    let message = place.refused(&["merge", "p1", "p2", "p3", "--out", "home", "--force"]);
    assert!(message.contains("holds files that are not of a batch"), "{message}");
}

#[test]
fn shards_are_checked() {
    let place = place();
    for (shard, message) in [
        ("0/3", "parts are counted from 1"),
        ("4/3", "there is no part 4 of 3"),
        ("1", "write I/N"),
        ("a/3", "is no number"),
    ] {
        let done = place.call(&["batch", "plan.toml", "--shard", shard]);
        assert_eq!(done.code, Some(2), "{done:?}");
        assert!(done.err.contains(message), "{done:?}");
    }
    // More parts than units: some have nothing to do, and the ledger knows.
    for shard in 1..=8 {
        part(&place, &format!("{shard}/8"), &format!("q{shard}"));
    }
    let all: Vec<String> = (1..=8).map(|shard| format!("q{shard}")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let done = place.call(&[&["merge"], &all[..], &["--out", "joined"]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
}
