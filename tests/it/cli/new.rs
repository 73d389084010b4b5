//! `wijkraming new` and `wijkraming data`.

use std::fs;

use super::Place;

const EXTRACTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/open_data");

fn new<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["new", "--data", EXTRACTS], more].concat()
}

#[test]
fn written_file_passes_check_and_is_kept_without_force() {
    let place = Place::new();
    let made = place.call(&new(&["--municipality", "zwolle", "-o", "z.toml"]));
    assert_eq!(made.code, Some(0), "{made:?}");
    assert!(made.out.contains("not calibrated"), "{}", made.out);
    let text = fs::read_to_string(place.path("z.toml")).unwrap();
    let checked = place.call(&["check", "z.toml"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
    assert_eq!(checked.err, "", "no warnings");

    let again = place.call(&new(&["-m", "Overbetuwe", "-o", "z.toml"]));
    assert_eq!(again.code, Some(2));
    assert_eq!(again.err, "error: z.toml exists already\nhint: --force overwrites it\n");
    assert_eq!(fs::read_to_string(place.path("z.toml")).unwrap(), text, "not touched");

    let forced = place.call(&new(&["-m", "Overbetuwe", "-o", "z.toml", "--force"]));
    assert_eq!(forced.code, Some(0), "{forced:?}");
    assert!(fs::read_to_string(place.path("z.toml")).unwrap().contains("\"Overbetuwe\""));
    let left: Vec<_> = fs::read_dir(place.path("")).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing unfinished is left: {left:?}");
}

#[test]
fn same_command_writes_the_same_bytes() {
    let place = Place::new();
    for name in ["a.toml", "b.toml"] {
        assert_eq!(place.call(&new(&["-m", "Groningen", "-o", name])).code, Some(0));
    }
    let read = |name: &str| fs::read(place.path(name)).unwrap();
    assert_eq!(read("a.toml"), read("b.toml"));
}

#[test]
fn unknown_and_merged_names_write_nothing() {
    let place = Place::new();
    let unknown = place.call(&new(&["-m", "Zwole", "-o", "z.toml"]));
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.ends_with("hint: did you mean `Zwolle`?\n"), "{}", unknown.err);
    let merged = place.call(&new(&["-m", "Haren", "-o", "z.toml"]));
    assert_eq!(merged.code, Some(2));
    assert!(merged.err.contains("since 2019 it is part of Groningen"), "{}", merged.err);
    assert!(!place.path("z.toml").exists());
}

#[test]
fn directory_that_is_not_there_is_named() {
    let place = Place::new();
    let done = place.call(&["new", "-m", "Zwolle", "--data", "nowhere", "-o", "z.toml"]);
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("nowhere"), "{}", done.err);
}

#[test]
fn column_that_is_missing_is_named() {
    let place = Place::new();
    fs::create_dir(place.path("d")).unwrap();
    for entry in fs::read_dir(EXTRACTS).unwrap() {
        let entry = entry.unwrap();
        let text = fs::read_to_string(entry.path()).unwrap().replacen("huishoudens", "hh", 1);
        fs::write(place.path("d").join(entry.file_name()), text).unwrap();
    }
    let done = place.call(&["new", "-m", "Zwolle", "--data", "d", "-o", "z.toml"]);
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("has no column huishoudens"), "{}", done.err);
}

#[test]
fn list_of_data_has_years_source_and_licence_of_every_table() {
    let done = Place::new().call(&["data"]);
    assert_eq!(done.code, Some(0));
    for table in wijkraming::tables::open_data::OPEN_TABLES {
        for text in [table.name, table.years, table.source, table.licence] {
            assert!(done.out.contains(text), "{text}");
        }
    }
}

#[test]
fn tables_are_shown_as_csv_and_unknown_ones_are_guessed() {
    let place = Place::new();
    let cpi = place.call(&["data", "show", "nl_cpi_2012_2024"]);
    assert!(cpi.out.starts_with("jaar_van,jaar_tot,factor\n2012,2013,1.025\n"), "{}", cpi.out);
    let wrong = place.call(&["data", "show", "nl_cpi"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("did you mean `nl_cpi_2012_2024`?"), "{}", wrong.err);
}

/// The data inside the program need Parquet, and a program without says so.
#[cfg(not(feature = "parquet"))]
#[test]
fn program_without_parquet_says_that_new_needs_it() {
    let place = Place::new();
    let done = place.call(&["new", "-m", "Zwolle", "-o", "z.toml"]);
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("this program was built without Parquet"), "{}", done.err);
    assert!(done.err.contains("build it with the feature `parquet`"), "{}", done.err);
    assert!(!place.path("z.toml").exists());
}

#[cfg(feature = "parquet")]
#[test]
fn program_with_parquet_needs_no_files() {
    let place = Place::new();
    let done = place.call(&["new", "-m", "'s-Gravenhage", "--areas", "gemeente", "-o", "z.toml"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(place.call(&["check", "z.toml"]).code, Some(0));
}

/// The extract of the panel has 88 Wmo clients per 1,000 inhabitants of Zwolle in 2022, and youth care of its young.
#[test]
fn targets_have_the_clients_that_were_observed_and_calibrate_takes_them() {
    let place = Place::new();
    let made = ["-m", "Zwolle", "--areas", "gemeente", "-o", "z.toml", "--targets", "t.toml"];
    let done = place.call(&new(&made));
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("calibrate z.toml --targets t.toml"), "{}", done.out);
    let targets: toml::Table = fs::read_to_string(place.path("t.toml")).unwrap().parse().unwrap();
    let panel =
        fs::read_to_string(format!("{EXTRACTS}/cbs_kwb_gemeenten_panel_2012_2024.csv")).unwrap();
    let column = |name| panel.lines().next().unwrap().split(',').position(|head| head == name);
    let row: Vec<&str> =
        panel.lines().find(|line| line.starts_with("2022,GM0193,")).unwrap().split(',').collect();
    let number = |name| row[column(name).unwrap()].parse::<f64>().unwrap();
    let young = (number("p_00_14") + 0.3 * number("p_15_24")) / 100.0;
    let expected =
        number("wmo_clienten_per_1000") + 10.0 * number("p_jongeren_met_jeugdzorg") * young;
    let target = &targets["targets"][0];
    assert!((target["value"].as_float().unwrap() - expected).abs() <= 0.05, "{target}");
    assert!((target["sd"].as_float().unwrap() - 0.1 * expected).abs() <= 0.05, "{target}");
    assert_eq!(target["factor"].as_float(), Some(1.25));
    // Eight weeks, of the Wmo.
    let wait = &targets["targets"][1];
    assert_eq!(wait["column"].as_str(), Some("mean_wait"));
    assert!((wait["value"].as_float().unwrap() - 8.0 * 7.0 * 12.0 / 365.25).abs() < 0.05, "{wait}");

    let again = place.call(&new(&["-m", "Zwolle", "-o", "y.toml", "--targets", "t.toml"]));
    assert_eq!(again.err, "error: t.toml exists already\nhint: --force overwrites it\n");
    assert!(!place.path("y.toml").exists(), "nothing is written where one file cannot be");
    let same = place.call(&new(&["-m", "Zwolle", "-o", "y.toml", "--targets", "y.toml"]));
    assert_eq!(same.code, Some(2), "{same:?}");

    let small = ["-m", "Rozendaal", "-o", "r.toml", "--targets", "s.toml"];
    assert_eq!(place.call(&new(&small)).code, Some(0));
    let fitted = place.call(&[
        "calibrate",
        "r.toml",
        "--targets",
        "s.toml",
        "--draws",
        "20",
        "--set",
        "time.years=8",
        "--out",
        "fit.toml",
    ]);
    assert_eq!(fitted.code, Some(0), "{fitted:?}");
    assert_eq!(place.call(&["check", "fit.toml"]).code, Some(0));
    let title = |name: &str| {
        let table: toml::Table = fs::read_to_string(place.path(name)).unwrap().parse().unwrap();
        table["title"].as_str().unwrap().to_owned()
    };
    assert_eq!(title("r.toml"), "Rozendaal: beginscenario 2024, niet gekalibreerd");
    assert_eq!(title("fit.toml"), "Rozendaal: beginscenario 2024 (gekalibreerd)");
}
