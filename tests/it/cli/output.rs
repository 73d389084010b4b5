//! What a run leaves on disk: tables, columns, run.json, names, and what it refuses to overwrite.

use std::fs;

use super::{EXAMPLE, Place, SMALL, TABLES, json, manifest, records};

/// The columns of section 8 of the model page, in its order.
const COLUMNS: &str = "alternative, draw, year, area, \
    onsets, aanmeldingen, simple, complex, sectoral, gesprekken, waited_months, served_wait_months, \
    queue_end, closed, clients, severity_1, severity_2, severity_3, severity_4, supported_0, \
    supported_1, supported_2, supported_3, supported_4, hours_0, hours_1, hours_2, hours_3, hours_4, \
    gross_0, gross_1, gross_2, gross_3, gross_4, eigen_bijdrage, admin_cost, informal_hours, \
    provider_margin, team_cost, team_cost_other, budget, spent, overrun, transfer, reserve_used, \
    general_funds, consortium_result, zrm_gain, effect_huisuitzetting, effect_kwaliteit-van-leven, \
    effect_bijstand, effect_politie, effect_ggz-crisis";

#[test]
fn a_run_leaves_these_files_and_no_others() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "a/b/run"]);
    let expected = [&TABLES[..], &["report.html", "run.json", "scenario.toml"]].concat();
    assert_eq!(place.names("a/b/run"), expected.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(place.names("a/b").len(), 1, "leftovers: {:?}", place.names("a/b"));
}

#[test]
fn results_have_the_columns_and_rows_of_the_model_page() {
    let place = Place::new();
    place.must_run(&["--draws", "3", "--out", "run", "--alternatives", "nul,resultaat"]);
    let rows = records(&place.read("run/results.csv"));
    let columns: Vec<&str> = COLUMNS.split(',').map(str::trim).collect();
    assert_eq!(rows[0], columns);
    // 2 alternatives, 3 draws, 2 years, 2 areas; by draw, then alternative, year and area.
    assert_eq!(rows.len(), 1 + 2 * 3 * 2 * 2);
    let keys = |row: usize| rows[row][..4].join(" ");
    assert_eq!(keys(1), "nul 0 2015 Elst Noord");
    assert_eq!(keys(2), "nul 0 2015 Herveld-Andelst");
    assert_eq!(keys(3), "nul 0 2016 Elst Noord");
    assert_eq!(keys(5), "resultaat 0 2015 Elst Noord");
    assert_eq!(keys(24), "resultaat 2 2016 Herveld-Andelst");
}

#[test]
fn draws_have_a_row_per_draw_and_a_column_per_quantity() {
    let place = Place::new();
    place.must_run(&["--draws", "3", "--out", "run"]);
    let rows = records(&place.read("run/draws.csv"));
    assert_eq!(rows[0][..3], ["draw", "provisions.3.tariff", "provisions.3.domains.adl.tariff"]);
    assert_eq!(rows[0].len(), 1 + 8);
    let tariffs: Vec<f64> = rows[1..].iter().map(|row| row[1].parse().expect("a number")).collect();
    assert!(tariffs.iter().all(|tariff| (38.0..=58.0).contains(tariff)), "{tariffs:?}");
    assert_eq!(rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["draw", "0", "1", "2"]);
}

#[test]
fn months_have_the_state_at_the_end_of_each_month() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "run", "--alternatives", "nul"]);
    let rows = records(&place.read("run/months.csv"));
    let columns =
        "alternative draw month area spent_to_date budget forecast queued directed severity_4";
    assert_eq!(rows[0].join(" "), columns);
    assert_eq!(rows.len(), 1 + 2 * 24 * 2);
    // In December the year's spending is known: forecast, months and results agree.
    let results = records(&place.read("run/results.csv"));
    let spent = results[0].iter().position(|name| name == "spent").expect("a column");
    let december = rows.iter().find(|row| row[1..4] == ["0", "11", "Elst Noord"]).expect("a row");
    assert_eq!((&december[4], &december[6]), (&results[1][spent], &results[1][spent]));
}

#[test]
fn months_can_be_left_out() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "run", "--no-monthly"]);
    assert!(!place.path("run/months.csv").exists());
    assert_eq!(manifest(&place.path("run"))["monthly"], false);
}

#[test]
fn run_json_says_what_the_run_was_made_of() {
    let place = Place::new();
    place.must_run(&["--draws", "6", "--draws-range", "2..5", "--seed", "7", "--out", "run"]);
    let run = manifest(&place.path("run"));
    let expected = [
        ("program", json("\"wijkraming\"")),
        ("seed", json("7")),
        ("method", json("\"latin-hypercube\"")),
        ("central", json("false")),
        ("draws", json("6")),
        ("draws_range", json("[2, 5]")),
        ("format", json("\"csv\"")),
        ("monthly", json("true")),
        ("sets", json(r#"["time.years=2", "sampling.draws=6", "sampling.seed=7"]"#)),
        ("household_months", json(&(4830 * 24 * 5 * 3).to_string())),
    ];
    for (key, value) in expected {
        assert_eq!(run[key], value, "{key}");
    }
    assert_eq!(run["version"], env!("CARGO_PKG_VERSION"));
    let long = |value: &serde_json::Value| value.as_str().is_some_and(|text| text.len() == 64);
    assert!(long(&run["scenario_sha256"]));
    for table in TABLES {
        assert!(long(&run["tables_sha256"][table]), "{table}");
    }
    assert!(run["uniforms"].as_u64().is_some_and(|number| number > 100_000));
    assert!(run["command"].as_str().is_some_and(|text| text.contains("--draws-range 2..5")));
}

#[test]
fn an_earlier_run_is_replaced_with_force_only() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "run"]);
    let before = place.read("run/run.json");
    let again = [&SMALL[..], &["--draws", "3", "--out", "run"]].concat();
    let message = place.refused(&again);
    assert!(message.contains("run: holds the results of an earlier run"), "{message}");
    assert!(message.contains("--force"), "{message}");
    assert_eq!(place.read("run/run.json"), before);
    place.must_run(&["--draws", "3", "--out", "run", "--force"]);
    assert_eq!(manifest(&place.path("run"))["draws"], 3);
    assert_eq!(place.names(".").len(), 1, "leftovers: {:?}", place.names("."));
}

#[test]
fn foreign_files_are_never_deleted() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "run"]);
    place.write("run/notes.txt", "mine");
    fs::create_dir(place.path("other")).expect("a directory");
    place.write("other/thesis.doc", "mine too");
    for (directory, file) in [("run", "notes.txt"), ("other", "thesis.doc")] {
        let call = [&SMALL[..], &["--draws", "2", "--force", "--out", directory]].concat();
        let message = place.refused(&call);
        assert!(message.contains(&format!("holds {file}")), "{message}");
    }
}

#[test]
fn an_empty_directory_is_used() {
    let place = Place::new();
    fs::create_dir(place.path("empty")).expect("a directory");
    place.must_run(&["--draws", "2", "--out", "empty"]);
    assert!(place.path("empty/run.json").exists());
}

#[test]
fn what_cannot_be_a_directory_is_refused_before_the_run() {
    let place = Place::new();
    place.write("file", "text");
    let call = |out: &str| place.refused(&[&SMALL[..], &["--draws", "2", "--out", out]].concat());
    for (out, expected) in [
        ("file", "file: is a file, not a directory"),
        ("file/below", "file: is a file, not a directory"),
        (".", ".: "),
        ("..", "..: "),
        ("missing/..", "is no name of a directory"),
        ("/dev/null/x", "/dev/null: is a file, not a directory"),
    ] {
        let message = call(out);
        assert!(message.contains(expected), "{out}: {message}");
    }
    let call = place.call(&[&SMALL[..], &["--draws", "2", "--out", ""]].concat());
    assert_eq!(call.code, Some(2), "{call:?}");
}

#[test]
fn the_directory_you_are_in_is_not_replaced_even_when_empty() {
    let place = Place::new();
    let message = place.refused(&[&SMALL[..], &["--draws", "2", "--out", "."]].concat());
    assert!(message.contains("is the directory you are in"), "{message}");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_directory_stays_a_link() {
    let place = Place::new();
    fs::create_dir(place.path("disk")).expect("a directory");
    std::os::unix::fs::symlink(place.path("disk"), place.path("link")).expect("a link");
    place.must_run(&["--draws", "2", "--out", "link"]);
    assert!(place.path("link").is_symlink());
    assert!(place.path("disk/run.json").exists());
    std::os::unix::fs::symlink(place.path("nowhere"), place.path("dangling")).expect("a link");
    place.refused(&[&SMALL[..], &["--draws", "2", "--out", "dangling"]].concat());
}

#[test]
fn without_out_a_free_name_is_taken() {
    let place = Place::new();
    for _ in 0..3 {
        place.must_run(&["--draws", "1"]);
    }
    let names: Vec<String> = place.names("reports/out").into_iter().collect();
    assert_eq!(names, ["example", "example-2", "example-3"]);
    place.must_run(&["--draws", "2", "--force"]);
    assert_eq!(manifest(&place.path("reports/out/example"))["draws"], 2);
    assert_eq!(place.names("reports/out").len(), 3);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_the_same_numbers_as_csv() {
    let place = Place::new();
    let call = ["run", EXAMPLE, "-q", "--set", "time.years=2", "--draws", "4"];
    let parts = [["0..2", "p1"], ["2..4", "p2"]];
    for [range, out] in parts {
        let done = place.call(&[&call[..], &["--draws-range", range, "--out", out]].concat());
        assert_eq!(done.code, Some(0), "{done:?}");
    }
    assert_eq!(place.call(&[&call[..], &["--out", "whole"]].concat()).code, Some(0));
    assert_eq!(place.call(&["merge", "p2", "p1", "-q", "--out", "joined"]).code, Some(0));
    for table in ["results.parquet", "draws.parquet", "months.parquet", "summary.csv"] {
        let bytes = |out: &str| fs::read(place.path(out).join(table)).expect("a table");
        assert!(bytes("whole") == bytes("joined"), "{table}");
    }
    place.must_run(&["--draws", "4", "--out", "text"]);
    assert_eq!(place.read("text/summary.csv"), place.read("whole/summary.csv"));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_is_refused_by_a_program_without_it() {
    let place = Place::new();
    let message = place.refused(&["run", EXAMPLE, "--format", "parquet"]);
    assert!(message.contains("built without Parquet"), "{message}");
}
