//! Subcommands that only print, help, exit codes, and messages without colours where no one sees them.

use std::process::{Command, Stdio};

use super::{EXAMPLE, Place, json};

/// A scenario with two errors.
const BAD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad/draws_0.toml");

#[test]
fn check_says_what_a_right_scenario_holds() {
    let done = Place::new().call(&["check", EXAMPLE]);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    for part in
        ["right", "5 alternatives", "8 uncertain quantities", "4830 households", "200 draws"]
    {
        assert!(done.out.contains(part), "{part:?} is not in {:?}", done.out);
    }
}

#[test]
fn check_goes_on_after_a_wrong_file_and_ends_with_2() {
    let done = Place::new().call(&["check", BAD, EXAMPLE, "missing.toml"]);
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("draws_0.toml:") && done.err.contains("missing.toml"), "{done:?}");
    assert!(done.out.contains("example.toml: right"), "{done:?}");
}

#[test]
fn check_gives_problems_as_json() {
    let place = Place::new();
    let done = place.call(&["check", "--json", BAD]);
    assert_eq!((done.code, done.err.as_str()), (Some(2), ""));
    let problems = json(&done.out);
    assert_eq!(problems[0]["severity"], "error", "{problems}");
    assert!(problems[0]["message"].as_str().is_some_and(|text| text.contains("draws")));
    let right = place.call(&["check", "--json", EXAMPLE]);
    assert_eq!((right.code, json(&right.out)), (Some(0), json("[]")));
}

#[test]
fn messages_have_no_escape_codes_without_a_terminal() {
    let place = Place::new();
    for variables in [&[][..], &[("NO_COLOR", "1")], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]]
    {
        for call in [
            &["check", BAD][..],
            &["run", BAD],
            &["run", EXAMPLE, "--threads", "0"],
            &["explain", EXAMPLE, "--household", "Nergens:1"],
        ] {
            let done = place.call_with(call, variables);
            assert_eq!(done.code, Some(2), "{done:?}");
            assert!(!done.err.contains('\u{1b}'), "{done:?}");
        }
    }
    let done = place.call(&["run", EXAMPLE, "--draws", "2", "--set", "time.years=2"]);
    assert!(!done.out.contains('\u{1b}') && done.err.is_empty(), "{done:?}");
}

/// A call with a reader that hangs up before the program has written anything.
fn hung_up(arguments: &[&str], errors: bool) -> Option<i32> {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_wijkraming"));
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    if errors {
        command.stderr(writer);
    } else {
        command.stdout(writer);
    }
    command.status().expect("the program starts").code()
}

#[test]
fn a_reader_that_hangs_up_is_no_fault() {
    for call in [&["check", EXAMPLE][..], &["check", EXAMPLE, "--json"], &["schema"], &["man"]] {
        assert_eq!(hung_up(call, false), Some(0), "{call:?}");
    }
    for call in [&["check", BAD][..], &["run", EXAMPLE, "--threads", "0"]] {
        assert_eq!(hung_up(call, true), Some(2), "{call:?}");
    }
}

#[test]
fn wrong_arguments_end_with_2_and_say_which() {
    let place = Place::new();
    for (call, expected) in [
        (&["run", "--draws", "many"][..], "--draws"),
        (&["run", "--draws", "0"], "--draws"),
        (&["run", "--draws-range", "5"], "0..500"),
        (&["run", "--draws-range", "5..5"], "B must be more than A"),
        (&["run", "--format", "xml"], "parquet or csv"),
        (&["run", "--lang", "fr"], "nl, en"),
        (&["chek"], "check"),
        (&["merge", "a"], "--out"),
        (&["explain"], "--household"),
        (&["completions", "tcl"], "bash"),
        (&["check"], "FILES"),
    ] {
        let message = place.refused(call);
        assert!(message.contains(expected), "{call:?}: {message}");
    }
    let call = ["run", EXAMPLE, "--draws", "4", "--draws-range", "2..9"];
    assert!(place.refused(&call).contains("ends at 9, but there are 4 draws"));
}

#[test]
fn the_schema_is_a_json_schema_on_screen_or_in_a_file() {
    let place = Place::new();
    let done = place.call(&["schema"]);
    assert_eq!(done.code, Some(0));
    assert!(json(&done.out)["$schema"].is_string());
    assert_eq!(place.call(&["schema", "--output", "schema.json"]).code, Some(0));
    assert_eq!(place.read("schema.json"), done.out);
    let message = place.refused(&["schema", "--output", "missing/schema.json"]);
    assert!(message.contains("missing/schema.json"), "{message}");
}

#[test]
fn completions_and_the_manual_know_every_subcommand() {
    let place = Place::new();
    let subcommands = [
        "run",
        "check",
        "analyse",
        "schema",
        "explain",
        "merge",
        "sensitivity",
        "stress",
        "completions",
    ];
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let done = place.call(&["completions", shell]);
        assert_eq!(done.code, Some(0), "{shell}");
        assert!(subcommands.iter().all(|name| done.out.contains(name)), "{shell}");
    }
    let done = place.call(&["man"]);
    assert_eq!(done.code, Some(0));
    assert!(done.out.contains(".TH wijkraming"), "{}", &done.out[..200]);
    assert!(subcommands.iter().all(|name| done.out.contains(&format!("wijkraming\\-{name}"))));
}

#[test]
fn every_option_of_every_subcommand_has_help() {
    let place = Place::new();
    for name in [
        "run",
        "check",
        "analyse",
        "schema",
        "explain",
        "merge",
        "sensitivity",
        "stress",
        "completions",
    ] {
        let help = place.call(&[name, "--help"]);
        assert_eq!(help.code, Some(0), "{name}");
        let mut lines = help.out.lines().skip_while(|line| !line.starts_with("Options:")).skip(1);
        while let Some(line) = lines.next() {
            let alone = line.trim_start().starts_with('-') && !line.trim().contains("  ");
            let below = || lines.clone().next().is_some_and(|next| next.starts_with("          "));
            assert!(!alone || below(), "{name}: {line}");
        }
    }
    let version = place.call(&["--version"]);
    assert_eq!(version.out, format!("wijkraming {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_readme_begins_with_the_two_commands() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let text = std::fs::read_to_string(path).expect("README.md");
    let mut lines = text.lines().skip_while(|line| !line.starts_with("```")).skip(1);
    let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
    for command in ["cargo run --release", "cargo test"] {
        let found = block.iter().any(|line| line.split('#').next().unwrap_or("").trim() == command);
        assert!(found, "the first code block of README.md has no line {command:?}: {block:#?}");
    }
}
