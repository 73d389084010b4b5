//! Every message about a wrong targets file. Each file in `tests/bad_targets` is held against the example scenario and
//! has a snapshot of all that is said about it. After a message was changed on purpose: `INSTA_UPDATE=always cargo test
//! --test it`, and read the difference.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use insta::{assert_snapshot, with_settings};
use wijkraming::calibration::targets::Targets;
use wijkraming::diagnostics::{Report, Style};
use wijkraming::scenario::{LoadOptions, Scenario};

fn names(directory: &str, ending: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(directory).expect("the directory is part of the repository");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.ok()?.file_name().into_string().ok();
    let names = entries.filter_map(name);
    names.filter_map(|name| Some(name.strip_suffix(ending)?.to_owned())).collect()
}

fn example() -> Scenario {
    Scenario::load(&LoadOptions::new("scenarios/example.toml")).expect("the example")
}

fn reports() -> Vec<(String, Report)> {
    let scenario = example();
    let report = |name: String| {
        let path = format!("tests/bad_targets/{name}.toml");
        (name, Targets::load(Path::new(&path), &scenario).err().unwrap_or_default())
    };
    names("tests/bad_targets", ".toml").into_iter().map(report).collect()
}

#[test]
fn every_bad_targets_file_gets_the_messages_of_its_snapshot() {
    for (name, report) in reports() {
        assert!(report.has_errors(), "{name}.toml is accepted, but it should be refused");
        with_settings!({
            snapshot_path => "../snapshots/bad_targets",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { assert_snapshot!(name, report.render(Style::Plain)) });
    }
}

#[test]
fn every_bad_targets_file_has_a_snapshot_and_the_other_way_round() {
    let files = names("tests/bad_targets", ".toml");
    assert_eq!(files, names("tests/it/snapshots/bad_targets", ".snap"));
}

#[test]
fn every_message_about_targets_has_a_place_and_comes_once() {
    for (name, report) in reports() {
        let all = report.to_json();
        assert!(all.iter().all(|message| message.file.is_some()), "{name}: no place");
        for (index, message) in all.iter().enumerate() {
            assert!(!all[..index].contains(message), "{name}: {} twice", message.message);
        }
    }
}

#[test]
fn a_targets_file_that_is_not_there_is_named_with_its_neighbour() {
    let path = Path::new("tests/bad_targets/syntx.toml");
    let report = Targets::load(path, &example()).expect_err("no file");
    let expected = "error: cannot read tests/bad_targets/syntx.toml: there is no such file\n\
        hint: did you mean tests/bad_targets/syntax.toml?\n";
    assert_eq!(report.to_string(), expected);
}

/// A good targets file compared with the first year of a run is warned of: cases still pile up there.
#[test]
fn years_of_the_run_in_are_warned_of() {
    let target = |column: &str, year: i32| {
        let text = format!(
            "format = 1\nyear = {year}\n[[targets]]\ncolumn = {column:?}\nvalue = 500\nsd = 20\n"
        );
        let targets = Targets::from_text("t.toml", &text, &example()).expect("good targets");
        targets.warnings.to_string()
    };
    let warned = target("clients", 2016);
    assert!(
        warned.starts_with("warning: target `clients, total, 2016` is compared with 2016"),
        "{warned}"
    );
    assert!(warned.contains("take years from 2017 on"), "{warned}");
    assert_eq!(target("clients", 2017), "");
    assert_eq!(target("team_cost", 2015), "");
}
