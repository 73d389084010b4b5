//! `wijkraming report` as users meet it: the table `[report]`, stress tests, and that neither changes what a run is.

use super::{EXAMPLE, Place, TABLES};

/// Runs of two draws of two alternatives.
const QUICK: [&str; 8] = [
    "--set",
    "time.years=2",
    "--set",
    "sampling.draws=3",
    "--alternatives",
    "nul,scenario1",
    "-q",
    "--format",
];

/// A scenario beside a logo of one pixel, with all keys of the table.
fn published(place: &Place, more: &str) {
    let pixel = super::super::report::demo_council::PIXEL;
    std::fs::write(place.path("wapen.png"), pixel).expect("a logo");
    let table = "[report]\nname = \"Gemeente Proef\"\nlogo = \"wapen.png\"\ncolour = \"#7a1f4b\"\n\
                 date = \"2026-11-24\"\nauthor = \"Team Onderzoek\"\nleaves_out = [\"beschermd wonen\"]\n";
    let example = std::fs::read_to_string(EXAMPLE).expect("the example");
    place.write("proef.toml", &format!("{example}\n{table}{more}"));
}

fn run(place: &Place, scenario: &str, out: &str) {
    let call = [&["run", scenario, "--out", out], &QUICK[..], &["csv"]].concat();
    let done = place.call(&call);
    assert_eq!(done.code, Some(0), "{done:?}");
}

fn hash(place: &Place, run: &str) -> serde_json::Value {
    let manifest: serde_json::Value =
        serde_json::from_str(&place.read(&format!("{run}/run.json"))).expect("JSON");
    manifest["scenario_sha256"].clone()
}

/// The same tables and the same hash with and without `[report]`; the report can be made again from the run alone.
#[test]
fn who_publishes_a_report_changes_no_result() {
    let place = Place::new();
    published(&place, "");
    run(&place, EXAMPLE, "plain");
    run(&place, "proef.toml", "proef");
    for table in TABLES {
        let read = |run: &str| place.read(&format!("{run}/{table}"));
        assert!(read("plain") == read("proef"), "{table}");
    }
    assert_eq!(hash(&place, "plain"), hash(&place, "proef"));
    std::fs::remove_file(place.path("wapen.png")).expect("a logo");
    let done = place.call(&["report", "proef", "--html", "again.html"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let again = place.read("again.html");
    assert!(again == place.read("proef/report.html"), "a report made again differs");
    for part in [
        "Gemeente Proef, Team Onderzoek, 24 november 2026",
        "--accent:#7a1f4b",
        "class=\"logo\"",
        "beschermd wonen",
    ] {
        assert!(again.contains(part), "{part}");
    }
    assert!(!place.read("plain/report.html").contains("class=\"logo\""));
    let done = place.call(&["report", "proef", "--html", "english.html", "--lang", "en"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(place.read("english.html").contains("24 November 2026"));
}

/// The report says how to run the stress tests; what that command leaves is taken, and that of another scenario refused.
#[test]
fn a_report_takes_the_stress_tests_of_its_own_scenario() {
    let place = Place::new();
    published(&place, "");
    run(&place, "proef.toml", "proef");
    let html = place.read("proef/report.html");
    assert!(html.contains("Hoge instroom: 30% meer hulpvragen (vanaf 2016)"));
    let command =
        "wijkraming stress proef.toml --set time.years=2 --set sampling.draws=3 --out stress";
    assert!(html.contains(command), "no {command}");
    let words: Vec<&str> = command.split(' ').skip(1).chain(["-q"]).collect();
    let done = place.call(&words);
    assert_eq!(done.code, Some(0), "{done:?}");
    let done = place.call(&["report", "proef", "--stress", "stress", "--html", "with.html"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let with = place.read("with.html");
    assert!(
        with.contains("Hoge instroom: 30% meer hulpvragen, vanaf 2016") && !with.contains(command)
    );
    run(&place, EXAMPLE, "plain");
    let other =
        ["stress", EXAMPLE, "--set", "time.years=3", "--draws", "2", "--out", "other", "-q"];
    let done = place.call(&other);
    assert_eq!(done.code, Some(0), "{done:?}");
    let message = place.refused(&["report", "proef", "--stress", "other", "--html", "no.html"]);
    assert!(message.contains("another scenario"), "{message}");
    let message = place.refused(&["report", "proef", "--stress", "nowhere", "--html", "no.html"]);
    assert!(message.contains("nowhere") && message.contains("hint: "), "{message}");
}
