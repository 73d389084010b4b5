//! Making a run again from its manifest.

use std::fs;

use super::{Place, json, manifest};

fn outcome(place: &Place, run: &str) -> (Option<i32>, serde_json::Value) {
    let done = place.call(&["reproduce", run, "--json"]);
    assert!(!done.err.contains("error: "), "{done:?}");
    (done.code, json(&done.out))
}

#[test]
fn runs_of_every_kind_are_made_again_to_the_last_bit() {
    let place = Place::new();
    let quantity = "gesprek.hours={ dist = \"uniform\", min = 3, max = 5 }";
    for (out, arguments) in [
        ("whole", &["--draws", "6"][..]),
        ("part", &["--draws", "6", "--draws-range", "2..5"]),
        ("central", &["--draws", "3", "--central", "--no-monthly"]),
        ("some", &["--draws", "4", "--alternatives", "populatie,nul", "--set", quantity]),
        ("nested", &["--draws", "4", "--replications", "2", "--batches", "2", "--seed", "9"]),
        ("grown", &["--draws", "20", "--batches", "10", "--until-se", "cost<150000"]),
    ] {
        place.must_run(&[arguments, &["--out", out]].concat());
        let (code, outcome) = outcome(&place, out);
        assert_eq!((code, &outcome["same"]), (Some(0), &json("true")), "{out}: {outcome:#}");
        let tables = manifest(&place.path(out))["tables_sha256"].as_object().map(|map| map.len());
        assert_eq!(outcome["tables"].as_array().map(Vec::len), tables, "{out}");
    }
    let before = place.everything();
    let done = place.call(&["reproduce", "whole/run.json", "--threads", "1"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("results.csv: the same, to the last bit"), "{}", done.out);
    assert_eq!(place.everything(), before, "it wrote something");
}

/// A manifest and a table that agree with each other but not with the program: as if another version had made them.
#[test]
fn a_run_that_comes_out_otherwise_is_told_by_column() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "run"]);
    let results = place.read("run/results.csv");
    let mut lines: Vec<String> = results.lines().map(str::to_owned).collect();
    let column = lines[0].split(',').position(|name| name == "onsets").expect("a column");
    let mut cells: Vec<String> = lines[1].split(',').map(str::to_owned).collect();
    let onsets: f64 = cells[column].parse().expect("a number");
    cells[column] = format!("{}", onsets + 3.0);
    lines[1] = cells.join(",");
    place.write("run/results.csv", &(lines.join("\n") + "\n"));
    let hash = sha256(&place, "run/results.csv");
    let mut changed = manifest(&place.path("run"));
    changed["tables_sha256"]["results.csv"] = hash.into();
    place.write("run/run.json", &changed.to_string());
    let (code, outcome) = outcome(&place, "run");
    assert_eq!((code, &outcome["same"]), (Some(1), &json("false")), "{outcome:#}");
    let expected = json(r#"[{ "name": "onsets", "rows": 1, "largest": 3.0 }]"#);
    assert_eq!(outcome["columns"], expected);
    let done = place.call(&["reproduce", "run"]);
    assert!(done.out.contains("onsets differs in 1 rows, by at most 3"), "{}", done.out);
}

#[test]
fn damage_is_not_taken_for_another_outcome() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "run"]);
    place.write("run/results.csv", "alternative\n");
    let message = place.refused(&["reproduce", "run"]);
    assert!(message.contains("is not the table that the run wrote"), "{message}");
    let message = place.refused(&["reproduce", "nowhere"]);
    assert!(message.contains("is this the directory of a finished run?"), "{message}");
    let message = place.refused(&["reproduce", "run", "--threads", "0"]);
    assert!(message.contains("--threads must be at least 1"), "{message}");
}

fn sha256(place: &Place, name: &str) -> String {
    use sha2::{Digest, Sha256};
    let bytes = fs::read(place.path(name)).expect("a file");
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
