//! Running: threads, alternatives, the central estimate, and the summary as text and as JSON.

use super::{EXAMPLE, Place, SMALL, json, manifest, records};

#[test]
fn the_number_of_threads_changes_no_byte() {
    let place = Place::new();
    for threads in ["1", "2", "8"] {
        place.must_run(&["--draws", "5", "--threads", threads, "--out", threads]);
    }
    place.assert_same_tables("1", "2");
    place.assert_same_tables("1", "8");
    let message = place.refused(&[&SMALL[..], &["--threads", "0"]].concat());
    assert!(message.contains("--threads must be at least 1"), "{message}");
}

#[test]
fn another_seed_changes_the_results() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "a"]);
    place.must_run(&["--draws", "2", "--seed", "20150101", "--out", "b"]);
    place.must_run(&["--draws", "2", "--seed", "20150102", "--out", "c"]);
    place.assert_same_tables("a", "b");
    assert!(place.read("a/results.csv") != place.read("c/results.csv"), "the same results");
}

#[test]
fn some_alternatives_give_the_rows_they_have_in_a_run_of_all() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "all"]);
    place.must_run(&["--draws", "2", "--alternatives", "scenario2,nul", "--out", "two"]);
    let all = records(&place.read("all/results.csv"));
    let chosen =
        |row: &&Vec<String>| ["alternative", "nul", "scenario2"].contains(&row[0].as_str());
    let expected: Vec<&Vec<String>> = all.iter().filter(chosen).collect();
    assert_eq!(records(&place.read("two/results.csv")).iter().collect::<Vec<_>>(), expected);
}

#[test]
fn unknown_alternatives_are_named_with_the_known_ones() {
    let message =
        Place::new().refused(&[&SMALL[..], &["--alternatives", "nul,scenario9"]].concat());
    assert!(message.contains("there is no alternative \"scenario9\""), "{message}");
    assert!(message.contains("nul, scenario1, scenario2, populatie, resultaat"), "{message}");
}

#[test]
fn a_run_without_the_reference_gives_results_but_no_report() {
    let place = Place::new();
    let call = ["--draws", "2", "--alternatives", "scenario1", "--out", "run"];
    let done = place.call(&[&SMALL[..], &call].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("no reference alternative"), "{}", done.out);
    assert!(!done.out.contains("report.html") && !place.path("run/report.html").exists());
}

#[test]
fn central_puts_every_quantity_at_its_mean() {
    let place = Place::new();
    place.must_run(&["--draws", "3", "--central", "--out", "run"]);
    let rows = records(&place.read("run/draws.csv"));
    assert_eq!(rows[1][1..], rows[2][1..]);
    // The mean of a PERT distribution is (min + 4 mode + max) / 6.
    let tariff: f64 = rows[1][1].parse().expect("a number");
    assert!((tariff - (38.0 + 4.0 * 46.0 + 58.0) / 6.0).abs() < 1e-9, "{tariff}");
    assert_eq!(manifest(&place.path("run"))["central"], true);
    // Chance is still of the draw.
    let results = records(&place.read("run/results.csv"));
    let of_draw = |draw: &str| {
        let own = |row: &&Vec<String>| row[0] == "nul" && row[1] == draw;
        results.iter().filter(own).map(|row| row[4..].to_vec()).collect::<Vec<_>>()
    };
    assert_ne!(of_draw("0"), of_draw("1"));
}

#[test]
fn json_holds_the_numbers_of_summary_csv() {
    let place = Place::new();
    let done = place.call(&[&SMALL[..], &["--draws", "6", "--json", "--out", "run"]].concat());
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    let printed = json(&done.out);
    let rows = records(&place.read("run/summary.csv"));
    let keys =
        "mean p5 p25 p50 p75 p95 standard_error p5_error p25_error p50_error p75_error p95_error";
    assert_eq!(rows[0].join(" "), format!("alternative area column {keys}"));
    // Errors that are not known are empty, and null.
    let numbers = |alternative: &str, column: &str| -> Option<Vec<Option<f64>>> {
        let row = rows.iter().find(|row| row[..3] == [alternative, "total", column])?;
        let number = |field: &String| match field.as_str() {
            "" => None,
            field => Some(field.parse().expect("a number")),
        };
        Some(row[3..].iter().map(number).collect())
    };
    let of = |estimate: &serde_json::Value| -> Vec<Option<f64>> {
        keys.split(' ').map(|key| estimate[key].as_f64()).collect()
    };
    let mut compared = 0;
    for headline in printed["measures"].as_array().expect("a list") {
        let (measure, alternative) = (&headline["measure"], &headline["alternative"]);
        let (measure, alternative) = (measure.as_str().unwrap(), alternative.as_str().unwrap());
        if !headline["level"].is_null() {
            assert_eq!(Some(of(&headline["level"])), numbers(alternative, measure), "{measure}");
            compared += 1;
        }
        if !headline["difference"].is_null() {
            let estimate = of(&headline["difference"]["estimate"]);
            let column = format!("{measure}_vs_reference");
            assert_eq!(Some(estimate), numbers(alternative, &column), "{column}");
            compared += 1;
        }
    }
    assert!(compared > 80, "{compared} numbers compared");
    assert_eq!(printed["run"], manifest(&place.path("run")));
    assert_eq!(printed["overrun"].as_array().map(Vec::len), Some(2 * 5));
}

#[test]
fn quiet_says_nothing() {
    let done = Place::new().run(&["--draws", "2"]);
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (Some(0), "", ""));
}

#[test]
fn the_screen_tells_costs_waiting_and_overruns_with_their_error() {
    let place = Place::new();
    let done = place.call(&[&SMALL[..], &["--draws", "3", "--out", "run"]].concat());
    for part in [
        "4830 households, 2015 to 2016, euro of 2015; 3 draws (latin-hypercube), seed 20150101",
        "municipal cost, million euro",
        "net present value to society against the reference, million euro",
        "wait of those who got a gesprek, months",
        "households in crisis, mean over the months",
        "chance that an area spends more than its budget",
        "Herveld-Andelst",
        "results: run\nreport:  run/report.html\n",
    ] {
        assert!(done.out.contains(part), "{part:?} is not in\n{}", done.out);
    }
    assert!(done.out.lines().all(|line| line.chars().count() <= 110), "{}", done.out);
    assert!(done.out.lines().all(|line| line.trim_end() == line), "spaces at the end of a line");
}

#[test]
fn numbers_on_screen_stand_below_each_other() {
    let place = Place::new();
    let done = place.call(&[&SMALL[..], &["--draws", "3", "--out", "run"]].concat());
    let block = done.out.split("\n\n").find(|block| block.starts_with("municipal cost, million"));
    let rows: Vec<&str> = block.expect("a block").lines().skip(1).collect();
    let places = |row: &str| row.chars().position(|c| c == '[');
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|row| places(row) == places(rows[0])), "{rows:#?}");
}

#[test]
fn one_draw_gives_numbers_without_errors() {
    let place = Place::new();
    let done = place.call(&[&SMALL[..], &["--draws", "1", "--out", "run"]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("1 draw (") && !done.out.contains('\u{b1}'), "{}", done.out);
    assert!(!done.out.contains("NaN") && !done.out.contains('?'), "{}", done.out);
    let rows = records(&place.read("run/summary.csv"));
    assert!(rows[1..].iter().all(|row| row[9].is_empty()), "a standard error of one draw");
    assert!(place.path("run/report.html").exists());
}

#[test]
fn set_reaches_the_run_and_the_hash() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "a"]);
    place.must_run(&["--draws", "2", "--out", "b", "--set", "team.members=1"]);
    assert!(place.read("a/results.csv") != place.read("b/results.csv"), "the same results");
    let hash = |out: &str| manifest(&place.path(out))["scenario_sha256"].clone();
    assert_ne!(hash("a"), hash("b"));
}

#[test]
fn the_default_is_a_run_of_overbetuwe_to_reports_out() {
    let place = Place::new();
    let help = place.call(&["--help"]);
    assert!(help.out.contains("reports/out/overbetuwe"), "{}", help.out);
    let done = place.call(&["run", "-q", "--draws", "1", "--set", "time.years=1"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(manifest(&place.path("reports/out/overbetuwe"))["municipality"], "Overbetuwe");
    // The embedded scenario is the file.
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/overbetuwe.toml");
    let call = ["run", file, "-q", "--draws", "1", "--set", "time.years=1", "--out", "file"];
    assert_eq!(place.call(&call).code, Some(0));
    let hash = |out: &str| manifest(&place.path(out))["scenario_sha256"].clone();
    assert_eq!(hash("file"), hash("reports/out/overbetuwe"));
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_files() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    for signal in ["INT", "TERM"] {
        let place = Place::new();
        let mut child = Command::new(env!("CARGO_BIN_EXE_wijkraming"))
            .args(["run", EXAMPLE, "--draws", "5000", "--out", "run"])
            .current_dir(place.path("."))
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let started = Instant::now();
        while place.names(".").is_empty() {
            assert!(started.elapsed() < Duration::from_secs(120), "the run does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        let id = child.id().to_string();
        let kill = Command::new("kill").args(["-s", signal, &id]).status();
        assert!(kill.is_ok_and(|status| status.success()), "kill");
        let status = child.wait().expect("the program ends");
        assert_eq!(status.code(), None, "{signal}: ended by the signal itself, {status:?}");
        assert_eq!(place.names(".").len(), 0, "{signal}: {:?}", place.names("."));
    }
}

#[test]
fn tables_only_are_those_of_the_whole_run_and_give_its_report_and_summary_later() {
    let place = Place::new();
    place.must_run(&["--draws", "5", "--out", "whole"]);
    let arguments = [&SMALL[..], &["--draws", "5", "--tables-only", "--out", "tables"]].concat();
    let done = place.call(&arguments);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
    assert!(done.out.ends_with("results: tables\n"), "{}", done.out);
    for table in ["results.csv", "draws.csv", "months.csv", "scenario.toml"] {
        let read = |out: &str| place.read(&format!("{out}/{table}"));
        assert!(read("whole") == read("tables"), "{table}");
    }
    assert!(
        !place.path("tables/summary.csv").exists() && !place.path("tables/report.html").exists()
    );
    assert_eq!(place.call(&["merge", "tables", "-q", "--out", "made"]).code, Some(0));
    place.assert_same_tables("whole", "made");
    assert!(place.path("made/report.html").exists());
    let done = place.call(&["report", "tables", "--html", "later.html"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(place.read("later.html").contains("</html>"));
}

#[test]
fn tables_only_cannot_grow_until_a_figure_is_precise() {
    let more = ["--tables-only", "--until-se", "npv<1000"];
    let message = Place::new().refused(&[&SMALL[..], &more].concat());
    assert!(message.contains("cannot be used with"), "{message}");
}
