//! `calibrate` as users meet it: files, exit codes, messages, and what later commands make of its overlays.

use std::fs;

use super::{EXAMPLE, Place, json, manifest};

const TARGETS: &str = r#"format = 1
title = "vier cijfers"
alternative = "nul"
years = [2017]

[[targets]]
column = "clients"
area = "Elst Noord"
value = 350
sd = 60

[[targets]]
column = "individual_cost"
value = 3_000_000
sd = 800_000

[[parameters]]
path = "areas.elst-noord.need_factor"
min = 0.3
max = 4.0

[[parameters]]
name = "uren"
multiply = ["provisions.3.hours", "provisions.4.hours"]
min = 0.3
max = 3.0
"#;

/// A place with the example over three years, and targets beside it.
fn place() -> Place {
    let place = Place::new();
    let text = fs::read_to_string(EXAMPLE).expect("the example");
    place.write("klein.toml", &text.replacen("years = 10", "years = 3", 1));
    place.write("klein.targets.toml", TARGETS);
    place
}

const CALIBRATE: [&str; 6] = [
    "calibrate",
    "klein.toml",
    "--targets",
    "klein.targets.toml",
    "--set",
    "alternatives.nul.team.members=30",
];

/// Draws enough for a posterior worth a run, and few enough for a test.
const BAYES: [&str; 6] = ["--bayes", "--draws", "120", "--stages", "4", "--min-ess=5"];

#[test]
fn a_fit_writes_an_overlay_that_runs() {
    let place = place();
    let done = place.call(&[&CALIBRATE[..], &["--draws", "8", "--profile"]].concat());
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
    for expected in [
        "held against vier cijfers",
        "alternative nul, 8 draws, seed 20150101",
        "clients, Elst Noord, 2017",
        "identifiability: standard error along the eigenvectors",
        "profiles: value, and rise of the chi-square",
        "as many parameters as targets: nothing is left to test the fit with",
        "overlay: klein.gekalibreerd.toml",
    ] {
        assert!(done.out.contains(expected), "{expected}: {}", done.out);
    }
    let overlay = place.read("klein.gekalibreerd.toml");
    assert!(overlay.starts_with("# Overlay van wijkraming calibrate"), "{overlay}");
    assert!(overlay.contains("extends = \"klein.toml\""), "{overlay}");
    assert!(overlay.contains("alternatives.nul.team.members = 30"), "{overlay}");
    let done = place.call(&["check", "klein.gekalibreerd.toml", "klein.targets.toml"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(
        done.out.contains("klein.targets.toml: right; 2 targets and 2 parameters of klein.toml"),
        "{done:?}"
    );
    let done =
        place.call(&["run", "klein.gekalibreerd.toml", "--draws", "6", "--out", "run", "-q"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    // Its report says on what the level rests, as that of the scenario itself does.
    assert!(place.read("run/report.html").contains("Dit scenario is gekalibreerd"));
    let done = place.call(&["run", "klein.toml", "--draws", "4", "--out", "raw", "-q"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(place.read("raw/report.html").contains("Dit scenario is niet gekalibreerd"));
}

#[test]
fn json_has_the_same_figures_as_the_overlay() {
    let place = place();
    let done = place.call(
        &[&CALIBRATE[..], &["--draws", "8", "--json", "--fixed", "--out", "vast.toml"]].concat(),
    );
    assert_eq!(done.code, Some(0), "{done:?}");
    let told = json(&done.out);
    let overlay: toml::Table = place.read("vast.toml").parse().expect("TOML");
    let need = &overlay["areas"]["Elst Noord"]["need_factor"]["value"];
    assert_eq!(need.as_float(), told["parameters"][0]["value"].as_f64());
    let hours = overlay["provisions"]["3"]["hours"]["value"].as_float().expect("hours");
    let factor = told["parameters"][1]["value"].as_f64().expect("a factor");
    assert!((hours - 12.0 * factor).abs() < 1e-9);
    assert!(told["targets"][0]["z"].as_f64().expect("z").abs() < 0.5);
    assert_eq!(told["chi_square"]["degrees"], 0);
    assert_eq!(told["draws"], 8);
}

#[test]
fn files_that_are_there_are_kept_and_wrong_calls_leave_nothing() {
    let place = place();
    place.write("klein.gekalibreerd.toml", "# van mij\n");
    let message = place.refused(&CALIBRATE);
    assert!(message.contains("klein.gekalibreerd.toml exists already"), "{message}");
    assert!(message.contains("hint: --force replaces it, --out names another"), "{message}");
    place.write("fout.targets.toml", &TARGETS.replace("clients", "klanten"));
    let wrong = ["calibrate", "klein.toml", "--targets", "fout.targets.toml", "--out", "x.toml"];
    assert!(place.refused(&wrong).contains("there is no column `klanten`"));
    assert!(
        place.refused(&["check", "fout.targets.toml"]).contains("fout.toml: there is no such file")
    );
    let missing = ["calibrate", "klien.toml", "--targets", "klein.targets.toml"];
    assert!(place.refused(&missing).contains("did you mean klein.toml?"));
    place.write(
        "een.targets.toml",
        &TARGETS.replacen(
            "[[targets]]\ncolumn = \"clients\"\narea = \"Elst Noord\"\nvalue = 350\nsd = 60\n",
            "",
            1,
        ),
    );
    let few = ["calibrate", "klein.toml", "--targets", "een.targets.toml", "--out", "x.toml"];
    assert!(place.refused(&few).contains("2 parameters cannot be fitted to 1 targets and priors"));
    for conflict in [&["--bayes", "--fixed"][..], &["--kernel", "student"], &["--stages", "3"]] {
        let done = place.call(&[&CALIBRATE[..], conflict].concat());
        assert_eq!(done.code, Some(2), "{done:?}");
    }
}

#[test]
fn a_posterior_is_carried_by_every_later_command() {
    let place = place();
    let done = place.call(&[&CALIBRATE[..], &BAYES].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("effective sample size "), "{done:?}");
    assert!(done.out.contains("rows:    klein.gekalibreerd.posterior.csv"), "{done:?}");
    assert!(done.err.contains("warning: the posterior is worth "), "{done:?}");
    assert!(
        place
            .read("klein.gekalibreerd.toml")
            .contains("sampling.posterior = \"klein.gekalibreerd.posterior.csv\"")
    );

    let run = [
        "run",
        "klein.gekalibreerd.toml",
        "--draws",
        "20",
        "--format",
        "csv",
        "--alternatives",
        "nul,scenario1",
    ];
    let done = place.call(&[&run[..], &["--out", "all"]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("posterior worth "), "{}", done.out);
    assert!(
        done.out
            .contains("draws take rows of a posterior, and errors count draws of one row together"),
        "{}",
        done.out
    );
    let told = manifest(&place.path("all"));
    let (rows, worth) = (&told["posterior"]["rows"], &told["posterior"]["effective"]);
    assert!(rows.as_u64().expect("rows") <= 120 && worth.as_f64().expect("worth") >= 5.0);
    assert_eq!(place.read("all/posterior.csv"), place.read("klein.gekalibreerd.posterior.csv"));
    assert!(place.read("all/report.html").contains("posterior (ESS "));

    // Parts of the draws join to the same run.
    for (part, out) in [("0..7", "head"), ("7..20", "tail")] {
        let done = place.call(&[&run[..], &["-q", "--draws-range", part, "--out", out]].concat());
        assert_eq!(done.code, Some(0), "{done:?}");
    }
    let done = place.call(&["merge", "tail", "head", "--out", "joined", "-q"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    place.assert_same_tables("all", "joined");

    // A stored run has its rows beside it, also when it is moved and the overlay is gone.
    fs::rename(place.path("all"), place.path("moved")).expect("moved");
    fs::remove_file(place.path("klein.gekalibreerd.posterior.csv")).expect("removed");
    let done = place.call(&["value", "moved", "--set", "effects.bijstand.value=1000"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let done = place.call(&["run", "moved/scenario.toml", "--draws", "4", "--out", "again", "-q"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(place.refused(&["run", "klein.gekalibreerd.toml"]).contains("there is no such file"));
}

#[test]
fn a_posterior_that_is_worth_too_little_is_not_written() {
    let place = place();
    let done =
        place.call(&[&CALIBRATE[..], &["--bayes", "--draws", "40", "--min-ess", "41"]].concat());
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.starts_with("error: the posterior is worth "), "{done:?}");
    assert!(
        done.err.contains("of 40 draws; --min-ess asks for 41\nhint: take more --draws"),
        "{done:?}"
    );
    assert_eq!(place.names("."), ["klein.targets.toml", "klein.toml"].map(str::to_owned).into());
}

#[test]
fn a_posterior_is_not_calibrated_again() {
    let place = place();
    place.call(&[&CALIBRATE[..], &BAYES, &["-q"]].concat());
    let again = [
        "calibrate",
        "klein.gekalibreerd.toml",
        "--targets",
        "klein.targets.toml",
        "--bayes",
        "--out",
        "x.toml",
    ];
    let message = place.refused(&again);
    assert!(message.contains("klein.gekalibreerd.toml has a posterior already"), "{message}");
}

#[test]
fn an_overlay_elsewhere_extends_the_scenario_from_there() {
    let place = place();
    fs::create_dir(place.path("uit")).expect("a directory");
    let done =
        place.call(&[&CALIBRATE[..], &["--draws", "4", "--out", "uit/over.toml", "-q"]].concat());
    assert_eq!((done.code, done.out.as_str()), (Some(0), ""), "{done:?}");
    assert!(place.read("uit/over.toml").contains("extends = \"../klein.toml\""));
    assert!(
        place.refused(&["check", "uit/over.toml"]).contains("extends leads outside the directory")
    );
    let done = place.call(&["check", "uit/over.toml", "--allow-outside"]);
    assert_eq!(done.code, Some(0), "{done:?}");
}
