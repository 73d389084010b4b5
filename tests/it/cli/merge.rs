//! Joining runs of parts of the draws.

use std::fs;

use super::{Place, TABLES, manifest};

/// Parts of one run of six draws, with more arguments.
fn parts(place: &Place, arguments: &[&str]) {
    for (range, out) in [("0..2", "p1"), ("2..5", "p2"), ("5..6", "p3")] {
        place.must_run(
            &[&["--draws", "6", "--draws-range", range, "--out", out], arguments].concat(),
        );
    }
}

#[test]
fn joined_parts_are_the_whole_to_the_last_byte() {
    let place = Place::new();
    parts(&place, &[]);
    place.must_run(&["--draws", "6", "--out", "whole"]);
    let done = place.call(&["merge", "p3", "p1", "p2", "--out", "joined"]);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
    assert!(done.out.contains("6 draws"), "{}", done.out);
    place.assert_same_tables("whole", "joined");
    assert_eq!(place.read("whole/scenario.toml"), place.read("joined/scenario.toml"));
    let (whole, joined) = (manifest(&place.path("whole")), manifest(&place.path("joined")));
    for key in ["scenario_sha256", "tables_sha256", "draws_range", "uniforms", "sets", "seed"] {
        assert_eq!(whole[key], joined[key], "{key}");
    }
    // Parts can be joined in steps.
    assert_eq!(place.call(&["merge", "p1", "p2", "-q", "--out", "some"]).code, Some(0));
    assert_eq!(place.call(&["merge", "some", "p3", "-q", "--out", "steps"]).code, Some(0));
    place.assert_same_tables("whole", "steps");
}

#[test]
fn runs_with_set_without_months_and_of_some_alternatives_can_be_joined() {
    let place = Place::new();
    let more = [
        "--set",
        "gesprek.hours={ dist = \"uniform\", min = 3, max = 5 }",
        "--set",
        "alternatives.nul.team.members=7",
        "--set",
        "title=\"een, twee\"",
        "--no-monthly",
        "--alternatives",
        "populatie,nul",
    ];
    parts(&place, &more);
    place.must_run(&[&["--draws", "6", "--out", "whole"], &more[..]].concat());
    let done = place.call(&["merge", "p1", "p2", "p3", "-q", "--out", "joined"]);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
    for table in TABLES.iter().filter(|table| **table != "months.csv") {
        let read = |out: &str| place.read(&format!("{out}/{table}"));
        assert!(read("whole") == read("joined"), "{table}");
    }
    assert!(!place.path("joined/months.csv").exists());
}

#[test]
fn a_gap_and_an_overlap_are_named_by_their_draws() {
    let place = Place::new();
    parts(&place, &[]);
    place.must_run(&["--draws", "6", "--draws-range", "1..3", "--out", "p4"]);
    for (directories, expected) in [
        (["p1", "p3"], "draws 2 to 4 are in neither of p1 and p3"),
        (["p1", "p1"], "draws 0 to 1 are in both of p1 and p1"),
        (["p1", "p4"], "draw 1 is in both of p1 and p4"),
        (["p4", "p2"], "draw 2 is in both of p4 and p2"),
    ] {
        let call = [&["merge"], &directories[..], &["--out", "joined"]].concat();
        let message = place.refused(&call);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn runs_that_differ_are_told_apart() {
    let place = Place::new();
    parts(&place, &[]);
    let other = |arguments: &[&str], out: &str| {
        let range = ["--draws-range", "2..5", "--out", out];
        let draws = if arguments.contains(&"--draws") { &[][..] } else { &["--draws", "6"] };
        place.must_run(&[draws, &range, arguments].concat());
    };
    let cases: [(&[&str], &str); 6] = [
        (&["--seed", "5"], "the seed"),
        (&["--draws", "7"], "the number of draws"),
        (&["--set", "team.members=4"], "the scenario"),
        (&["--no-monthly"], "whether months are stored"),
        (&["--central"], "--central"),
        (&["--alternatives", "nul,resultaat"], "the alternatives"),
    ];
    for (number, (arguments, what)) in cases.iter().enumerate() {
        let out = format!("other{number}");
        other(arguments, &out);
        let message = place.refused(&["merge", "p1", &out, "--out", "joined"]);
        let expected = format!("p1 and {out} differ in {what}\n");
        assert!(message.contains(&expected), "{arguments:?}: {message}");
    }
}

/// Small parts, of which copies are damaged.
fn small_parts() -> Place {
    let place = Place::new();
    parts(&place, &["--alternatives", "nul"]);
    place
}

/// Changes a copy of a part and gives the message of a merge with it.
fn damaged(place: &Place, change: impl Fn(&Place)) -> String {
    place.copy("p2", "bad");
    change(place);
    let message = place.refused(&["merge", "p1", "bad", "p3", "--out", "joined"]);
    assert!(!message.contains("panicked"), "{message}");
    fs::remove_dir_all(place.path("bad")).expect("removed");
    message
}

fn edit(place: &Place, name: &str, from: &str, to: &str) {
    let text = place.read(name);
    assert!(text.contains(from), "{name} has no {from:?}");
    place.write(name, &text.replacen(from, to, 1));
}

#[test]
fn damaged_tables_are_found() {
    let parts = small_parts();
    for table in ["results.csv", "draws.csv", "months.csv"] {
        let name = format!("bad/{table}");
        let cut = damaged(&parts, |place| {
            let text = place.read(&name);
            place.write(&name, &text[..text.len() - 20]);
        });
        assert!(
            cut.contains(table) && cut.contains("is not the table that the run wrote"),
            "{cut}"
        );
        let gone = damaged(&parts, |place| fs::remove_file(place.path(&name)).expect("removed"));
        assert!(gone.contains(&name), "{gone}");
    }
    let changed =
        damaged(&parts, |place| edit(place, "bad/results.csv", "nul,2,2015", "nul,2,2016"));
    assert!(changed.contains("damaged or edited"), "{changed}");
}

#[test]
fn an_edited_scenario_is_found_in_any_part() {
    let parts = small_parts();
    let message =
        damaged(&parts, |place| edit(place, "bad/scenario.toml", "members = 5", "members = 6"));
    assert!(message.contains("bad/scenario.toml is not the scenario of this run"), "{message}");
    let gone =
        damaged(&parts, |place| fs::remove_file(place.path("bad/scenario.toml")).expect("removed"));
    assert!(gone.contains("bad/scenario.toml"), "{gone}");
    let broken = damaged(&parts, |place| place.write("bad/scenario.toml", "format = "));
    assert!(broken.contains("bad/scenario.toml"), "{broken}");
}

#[test]
fn a_manifest_that_is_none_is_refused() {
    let parts = small_parts();
    let cut = damaged(&parts, |place| place.write("bad/run.json", "{ \"program\": "));
    assert!(cut.contains("bad/run.json: is no manifest of a run"), "{cut}");
    let empty = damaged(&parts, |place| place.write("bad/run.json", ""));
    assert!(empty.contains("is no manifest of a run"), "{empty}");
    let backwards = damaged(&parts, |place| edit(place, "bad/run.json", "    5\n", "    1\n"));
    assert!(backwards.contains("its draws are impossible"), "{backwards}");
    let gone =
        damaged(&parts, |place| fs::remove_file(place.path("bad/run.json")).expect("removed"));
    assert!(gone.contains("is this the directory of a finished run?"), "{gone}");
}

#[test]
fn merge_overwrites_with_force_only_and_needs_directories_of_runs() {
    let place = small_parts();
    assert_eq!(place.call(&["merge", "p1", "p2", "-q", "--out", "joined"]).code, Some(0));
    let message = place.refused(&["merge", "p1", "p2", "--out", "joined"]);
    assert!(message.contains("earlier run"), "{message}");
    let call = ["merge", "p1", "p2", "p3", "-q", "--out", "joined", "--force"];
    assert_eq!(place.call(&call).code, Some(0));
    assert_eq!(manifest(&place.path("joined"))["draws_range"][1], 6);
    let message = place.refused(&["merge", "p1", "nowhere", "--out", "new"]);
    assert!(message.contains("nowhere"), "{message}");
}
