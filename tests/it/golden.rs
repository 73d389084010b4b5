//! Golden summaries of the shipped scenarios at a tiny size.
//!
//! They were written by the program itself: they do not say that a number is right (the closed forms and the
//! reference model do), but that it has not changed unnoticed.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Set to `renew` to write the files anew.
const VARIABLE: &str = "WIJKRAMING_GOLDEN";

/// The totals of a run of a scenario, rounded to what one can read.
fn summary(scenario: &str, draws: &str) -> String {
    let place = tempfile::tempdir().expect("a temporary directory");
    let out = place.path().join("run");
    let status = Command::new(env!("CARGO_BIN_EXE_wijkraming"))
        .args(["run", scenario, "--draws", draws, "--format", "csv", "--no-monthly", "-q", "--out"])
        .arg(&out)
        .status()
        .expect("the program starts");
    assert!(status.success(), "{scenario}: {status}");
    let mut reader = csv::Reader::from_path(out.join("summary.csv")).expect("summary.csv");
    let mut text = "alternative,column,mean,p5,p95,standard_error\n".to_owned();
    for record in reader.records().map(|record| record.expect("a record")) {
        if &record[1] == "total" {
            let numbers = [3, 4, 8, 9].map(|field| rounded(&record[field]));
            let _ = writeln!(text, "{},{},{}", &record[0], &record[2], numbers.join(","));
        }
    }
    text
}

/// Six significant digits.
fn rounded(field: &str) -> String {
    let value: f64 = field.parse().expect("a number");
    if value == 0.0 {
        return "0".to_owned();
    }
    let decimals = 5 - value.abs().log10().floor() as i32;
    if decimals >= 0 {
        return format!("{value:.*}", decimals as usize);
    }
    let unit = 10_f64.powi(-decimals);
    format!("{:.0}", (value / unit).round() * unit)
}

/// The lines in which two summaries differ, at most ten of them.
fn differences(golden: &str, now: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut golden, mut now) = (golden.lines(), now.lines());
    loop {
        match (golden.next(), now.next()) {
            (None, None) => break,
            (one, other) if one == other => {}
            (one, other) => {
                let line = |line: Option<&str>| line.unwrap_or("(no line)").to_owned();
                found.push(format!("- {}\n+ {}", line(one), line(other)));
            }
        }
    }
    let more = found.len().saturating_sub(10);
    found.truncate(10);
    if more > 0 {
        found.push(format!("and {more} lines more"));
    }
    found
}

fn check(scenario: &str, draws: &str, golden: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("tests/golden").join(golden);
    let now = summary(&root.join(scenario).display().to_string(), draws);
    if std::env::var(VARIABLE).is_ok_and(|word| word == "renew") {
        fs::write(&path, &now).expect("the golden file can be written");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    let found = differences(&known, &now);
    assert!(
        found.is_empty(),
        "the results of {scenario} have changed:\n{}\n\nWhen that is meant, renew tests/golden/{golden} with\n    \
         {VARIABLE}=renew cargo test golden\nand write what moved, and why, in CHANGELOG.md under `Results changed`.",
        found.join("\n")
    );
}

#[test]
fn the_example_gives_its_golden_summary() {
    check("scenarios/example.toml", "4", "example-summary.csv");
}

#[test]
fn overbetuwe_gives_its_golden_summary() {
    check("scenarios/overbetuwe.toml", "2", "overbetuwe-summary.csv");
}

#[test]
fn five_teams_in_overbetuwe_give_their_golden_summary() {
    check("scenarios/overbetuwe-5-teams.toml", "2", "overbetuwe-5-teams-summary.csv");
}

#[test]
fn the_pilot_of_overbetuwe_gives_its_golden_summary() {
    check("scenarios/overbetuwe-proeftuin-2014.toml", "4", "overbetuwe-proeftuin-2014-summary.csv");
}

#[test]
fn a_change_in_the_last_digit_of_a_golden_summary_is_seen() {
    let golden = "a,b\nnul,12.3456\nwijk,1\n";
    assert_eq!(differences(golden, golden), Vec::<String>::new());
    let changed = differences(golden, &golden.replace("12.3456", "12.3457"));
    assert_eq!(changed, ["- nul,12.3456\n+ nul,12.3457"]);
    assert_eq!(differences(golden, "a,b\nnul,12.3456\n"), ["- wijk,1\n+ (no line)"]);
    assert_eq!(differences("", golden).len(), 3);
}

#[test]
fn six_digits_are_kept() {
    let cases = [("1234567.8", "1234570"), ("-0.0123456789", "-0.0123457"), ("100000", "100000")];
    for (field, expected) in cases {
        assert_eq!(rounded(field), expected);
    }
}
