//! The example reports in `reports/examples`: made again from nothing, with the same bits.
//!
//! They are what `wijkraming run` and `wijkraming report` write, with the commands that the reports themselves print. To
//! renew them when a report is meant to change:
//!
//! ```sh
//! WIJKRAMING_EXAMPLES=renew cargo test --test it example_report
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Set to `renew` to write the files anew.
const VARIABLE: &str = "WIJKRAMING_EXAMPLES";

/// All files together stay below this many bytes.
const MOST_BYTES: u64 = 6_000_000;

/// What is run of an example beside its scenario: few alternatives and years, so that a test can make them, and draws enough
/// for the errors of the bounds of intervals.
const RUNS: [(&str, &[&str]); 2] = [
    ("overbetuwe", &["--draws", "60"]),
    (
        "zwolle",
        &["--draws", "60", "--alternatives", "nul,populatie,resultaat", "--set", "time.years=5"],
    ),
];

/// Figures that the README shows, as far as the report has them.
const PICTURES: [&str; 3] = ["cumulative_cost", "net_benefit", "stakeholders"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn examples() -> PathBuf {
    root().join("reports/examples")
}

fn call(place: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_wijkraming"))
        .args(arguments)
        .current_dir(place)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Files of an example by name, made in a directory of their own.
fn made(name: &str) -> BTreeMap<String, Vec<u8>> {
    let place = tempfile::tempdir().expect("a temporary directory");
    let scenarios = place.path().join("scenarios");
    fs::create_dir(&scenarios).expect("a directory");
    let scenario = format!("scenarios/{name}.toml");
    fs::copy(root().join(&scenario), place.path().join(&scenario)).expect("the scenario");
    let out = format!("reports/out/voorbeeld-{name}");
    let more = RUNS.iter().find(|(own, _)| *own == name).expect("a known example").1;
    let run = ["run", &scenario, "--format", "csv", "--out", &out, "-q"];
    call(place.path(), &[&run[..], more].concat());
    let file = |end: &str| format!("{name}{end}");
    let mut reports = vec!["report", &out, "--html"];
    let (html, xlsx, ods) = (file(".html"), file(".xlsx"), file(".ods"));
    reports.push(&html);
    if cfg!(feature = "workbook") {
        reports.extend(["--xlsx", &xlsx, "--ods", &ods]);
    }
    call(place.path(), &reports);
    let known = call(place.path(), &["chart", &out]);
    let known: Vec<&str> =
        known.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let pictures = PICTURES.iter().filter(|own| known.contains(own) && cfg!(feature = "png"));
    for figure in pictures {
        let picture = file(&format!("-{figure}.png"));
        let arguments = ["chart", &out, "--figure", figure, "--width", "1080", "-o", &picture];
        call(place.path(), &arguments);
    }
    let entries =
        fs::read_dir(place.path()).expect("a directory").map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.path().is_file());
    files
        .map(|entry| {
            let content = fs::read(entry.path()).expect("a file");
            (entry.file_name().into_string().expect("UTF-8"), content)
        })
        .collect()
}

/// Files of an example that are there, by name.
fn committed(name: &str) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(examples()) else { return BTreeMap::new() };
    entries
        .map(|entry| entry.expect("an entry"))
        .filter_map(|entry| {
            let file = entry.file_name().into_string().expect("UTF-8");
            let rest = file.strip_prefix(name)?;
            let own = rest.starts_with('.') || rest.starts_with('-');
            own.then(|| (file, fs::read(entry.path()).expect("a file")))
        })
        .collect()
}

fn renew(name: &str, files: &BTreeMap<String, Vec<u8>>) {
    fs::create_dir_all(examples()).expect("a directory");
    for file in committed(name).keys() {
        fs::remove_file(examples().join(file)).expect("an older file");
    }
    for (file, content) in files {
        fs::write(examples().join(file), content).expect("an example can be written");
    }
}

fn check(name: &str) {
    let now = made(name);
    if std::env::var(VARIABLE).is_ok_and(|word| word == "renew") {
        renew(name, &now);
    }
    let mut known = committed(name);
    let advice = format!(
        "When that is meant, renew reports/examples with\n    {VARIABLE}=renew cargo test --test it example_report\n\
         and look at the pictures before you commit them."
    );
    if known.is_empty() {
        // Before the first time there is nothing to compare with but another making.
        known = made(name);
    }
    for (file, content) in &now {
        let own = known.get(file);
        assert!(own.is_some(), "reports/examples lacks {file}. {advice}");
        assert!(own == Some(content), "{file} has changed. {advice}");
    }
    // Forms that this build cannot write are left alone; others that are no longer made are too many.
    let optional = [".xlsx", ".ods", ".png"];
    for file in known.keys().filter(|file| !now.contains_key(*file)) {
        assert!(
            optional.iter().any(|end| file.ends_with(end)),
            "{file} is no longer made. {advice}"
        );
    }
}

#[test]
fn the_example_report_of_overbetuwe_is_made_again_with_the_same_bits() {
    check("overbetuwe");
}

#[test]
fn the_example_report_of_zwolle_is_made_again_with_the_same_bits() {
    check("zwolle");
}

#[test]
fn all_example_reports_together_stay_small() {
    let files = ["overbetuwe", "zwolle"].map(committed);
    let bytes: usize = files.iter().flat_map(BTreeMap::values).map(Vec::len).sum();
    assert!((bytes as u64) < MOST_BYTES, "{bytes} bytes");
}

/// Pictures that the README shows are those of the examples.
#[test]
fn the_readme_shows_pictures_that_examples_make() {
    let readme = fs::read_to_string(root().join("README.md")).expect("the README");
    let shown: Vec<&str> = readme
        .split("](reports/examples/")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .collect();
    assert!(!shown.is_empty());
    for file in shown {
        let example = ["overbetuwe", "zwolle"].iter().find_map(|name| file.strip_prefix(name));
        let rest = example.unwrap_or_else(|| panic!("{file} is of no example"));
        let picture = rest.strip_prefix('-').and_then(|own| own.strip_suffix(".png"));
        let known = picture.is_some_and(|own| PICTURES.contains(&own));
        let report = [".html", ".xlsx", ".ods", ".pdf"].contains(&rest);
        assert!(known || report, "{file} is no picture of an example");
        // Before the examples are made for the first time there is nothing to show.
        let made = ["overbetuwe", "zwolle"].iter().any(|name| !committed(name).is_empty());
        assert!(!made || examples().join(file).exists(), "{file} is shown and does not exist");
    }
}
