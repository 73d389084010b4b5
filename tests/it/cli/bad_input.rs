//! Bad and extreme input as a user would try it: the right result or a clear error.

use std::fs;

use super::{EXAMPLE, Place, SMALL, records};

#[test]
fn files_that_are_no_scenario_are_refused_by_run_and_check() {
    let place = Place::new();
    place.write("empty.toml", "");
    fs::create_dir(place.path("directory")).expect("a directory");
    let large = fs::File::create(place.path("large.toml")).expect("a file");
    large.set_len(200 << 20).expect("a sparse file");
    let utf16: Vec<u8> = "format = 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(place.path("utf16.toml"), [vec![0xff, 0xfe], utf16].concat()).expect("a file");
    fs::write(place.path("binary.toml"), [0_u8, 159, 146, 150]).expect("a file");
    place.write("data.csv", "area,households\nElst,12\n");
    for (file, expected) in [
        ("empty.toml", "empty"),
        ("directory", "it is a directory"),
        ("large.toml", "200 MiB"),
        ("utf16.toml", "UTF-16"),
        ("binary.toml", "UTF-8"),
        ("data.csv", "data.csv:1:"),
        ("missing.toml", "no such file"),
    ] {
        for command in ["run", "check"] {
            let message = place.refused(&[command, file]);
            assert!(message.contains(expected), "{command} {file}: {message}");
        }
    }
}

/// The example with its first area only, its households replaced.
fn one_area(households: &str) -> String {
    let text = fs::read_to_string(EXAMPLE).expect("the example");
    let second = text.rfind("[[areas]]").expect("a second area");
    let population = text.find("[population]").expect("the population");
    let text = format!("{}{}", &text[..second], &text[population..]);
    let start = text.find("households = {").expect("households");
    let end = start + text[start..].find('}').expect("their end") + 1;
    format!("{}households = {households}{}", &text[..start], &text[end..])
}

const ONE: &str = "{ single = 1, single_65plus = 0, couple = 0, couple_65plus = 0, children = 0, single_parent = 0 }";

#[test]
fn one_household_is_a_scenario() {
    let place = Place::new();
    place.write("one.toml", &one_area(ONE));
    let call = ["run", "one.toml", "--draws", "20", "--format", "csv", "--out", "run"];
    let done = place.call(&call);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("1 household, 2015 to 2024"), "{}", done.out);
    let rows = records(&place.read("run/results.csv"));
    let severe =
        |row: &Vec<String>| -> u32 { (15..19).map(|i| row[i].parse::<u32>().unwrap()).sum() };
    assert!(rows[1..].iter().all(|row| severe(row) <= 12), "one household has at most 12 months");
    assert!(rows[1..].iter().any(|row| severe(row) > 0), "20 draws of ten years without any need");
}

#[test]
fn no_areas_and_no_households_are_refused() {
    let place = Place::new();
    place.write("nobody.toml", &one_area(&ONE.replace("single = 1", "single = 0")));
    assert!(place.refused(&["run", "nobody.toml"]).contains("no household lives in any area"));
    let text = one_area(ONE);
    let (areas, population) = (text.find("[[areas]]"), text.find("[population]"));
    let (areas, population) = (areas.expect("areas"), population.expect("a population"));
    place.write("none.toml", &format!("{}{}", &text[..areas], &text[population..]));
    assert!(place.refused(&["run", "none.toml"]).contains("missing key `areas`"));
    place.write("empty.toml", &format!("areas = []\n{}{}", &text[..areas], &text[population..]));
    assert!(place.refused(&["run", "empty.toml"]).contains("areas"));
}

#[test]
fn ten_million_households_are_accepted_with_an_estimate_and_a_day_of_them_is_not() {
    let place = Place::new();
    let many = ["check", EXAMPLE, "--set", "areas.Elst Noord.households.single=10_000_000"];
    let done = place.call(&many);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("10004270 households") && done.out.contains("2.6 hours"), "{done:?}");
    let message = place.refused(&[&many[..], &["--set", "sampling.draws=100000"]].concat());
    assert!(
        message.contains("more than the limit") && message.contains("--allow-large"),
        "{message}"
    );
}

#[test]
fn no_draws_no_years_and_two_centuries_are_refused() {
    let place = Place::new();
    for (set, expected) in [
        ("sampling.draws=0", "draws must be between 1 and"),
        ("time.years=0", "years must be between 1 and 60, found 0"),
        ("time.years=200", "years must be between 1 and 60, found 200"),
        ("time.years=-1", "years"),
        ("time.years=1.5", "years"),
        ("sampling.draws=99999999999999999999", "--set"),
        ("need.low_income_factor=nan", "low_income_factor"),
        ("team.members=\"many\"", "team.members"),
        ("no.such.key=1", "no"),
        ("team.members", "="),
        ("", "="),
    ] {
        let message = place.refused(&["run", EXAMPLE, "--set", set]);
        assert!(message.contains(expected), "{set}: {message}");
    }
}

/// Every probability of the example at 0 or at 1.
fn at_the_edge(one: bool) -> Vec<String> {
    let all = if one { "[1, 1, 1, 1]" } else { "[0, 0, 0, 0]" };
    let first = if one { "[0, 0, 0, 1]" } else { "[1, 0, 0, 0]" };
    let rung = if one { "[0, 0, 0, 0, 1]" } else { "[1, 0, 0, 0, 0]" };
    let mut sets = vec![
        format!("need.initial_severity={first}"),
        format!("need.extra_domains={first}"),
        format!("course.worsen={all}"),
        "course.improve=[0, 0, 0, 0]".to_owned(),
        format!("aanmelding.own_initiative={all}"),
        format!("aanmelding.signal={all}"),
        "orientatie.simple_share=[0, 0, 0, 0]".to_owned(),
        "orientatie.complex_share=[0, 0, 0, 0]".to_owned(),
        format!("opstelling.rung=[{}]", [rung; 4].join(", ")),
    ];
    let value = u8::from(one);
    for key in [
        "areas.Elst Noord.low_income_share",
        "population.middle_income_share",
        "course.under_fit",
        "opstelling.kanteling",
        "opstelling.upward",
        "invulling.integration",
        "monitoring.downscale",
        "monitoring.close",
        "monitoring.relapse_reduction",
        "eigen_bijdrage.share_of_cost",
        "provisions.4.worsen_reduction",
    ] {
        sets.push(format!("{key}={value}"));
    }
    sets.push("team.bureaucracy=0".to_owned());
    sets.push("alternatives.scenario2.aanmelding.outreach=0".to_owned());
    sets
}

#[test]
fn probabilities_of_0_and_1_everywhere_give_what_they_must() {
    for one in [false, true] {
        let place = Place::new();
        let sets = at_the_edge(one);
        let sets: Vec<&str> = sets.iter().flat_map(|set| ["--set", set.as_str()]).collect();
        place.must_run(&[&["--draws", "2", "--out", "run"], &sets[..]].concat());
        let rows = records(&place.read("run/results.csv"));
        let column = |name: &str| rows[0].iter().position(|own| own == name).expect("a column");
        let sum = |name: &str| -> f64 {
            rows[1..].iter().map(|row| row[column(name)].parse::<f64>().expect("a number")).sum()
        };
        assert!(sum("onsets") > 100.0);
        if one {
            // Every need is a crisis, is reported in its month, and gets rung 4 or, steered or by kanteling, 3.
            assert_eq!(sum("severity_1") + sum("severity_2") + sum("severity_3"), 0.0);
            assert_eq!(sum("onsets"), sum("aanmeldingen"));
            assert!(sum("gesprekken") > 0.0);
            assert_eq!(sum("supported_0") + sum("supported_1") + sum("supported_2"), 0.0);
        } else {
            // Light needs over one domain that no one reports and that never change.
            assert_eq!(sum("severity_2") + sum("severity_3") + sum("severity_4"), 0.0);
            assert_eq!(sum("aanmeldingen") + sum("gesprekken") + sum("clients"), 0.0);
        }
        let text = place.read("run/summary.csv") + &place.read("run/results.csv");
        let odd = |field: &&str| ["NaN", "inf", "-inf"].contains(field);
        assert_eq!(text.split([',', '\n']).find(odd), None);
    }
}

#[test]
fn a_team_without_members_serves_no_one() {
    let place = Place::new();
    let call = ["--draws", "2", "--out", "run", "--alternatives", "nul,scenario1"];
    let done = place.call(
        &[&SMALL[..], &call, &["--set", "team.members=0", "--set", "team.volunteers=0"]].concat(),
    );
    assert_eq!(done.code, Some(0), "{done:?}");
    // The nulalternatief has members of its own; under scenario1 no one got a gesprek, so no one waited for one.
    let rows = records(&place.read("run/results.csv"));
    let gesprekken = rows[0].iter().position(|name| name == "gesprekken").expect("a column");
    let served =
        |id: &str| rows.iter().filter(|row| row[0] == id).any(|row| row[gesprekken] != "0");
    assert!(served("nul") && !served("scenario1"));
    let wait = done.out.split("\n\n").find(|block| block.starts_with("wait of those"));
    let line = wait.expect("a block").lines().find(|line| line.contains("scenario1"));
    assert_eq!(line.expect("a line").split_whitespace().collect::<Vec<_>>(), ["scenario1", "-"]);
}

#[test]
fn an_area_without_a_team_and_a_team_without_households_are_refused() {
    let place = Place::new();
    let text = fs::read_to_string(EXAMPLE).expect("the example");
    place.write("no_team.toml", &text.replacen("team = \"elst-noord\"\n", "", 1));
    let message = place.refused(&["run", "no_team.toml"]);
    assert!(message.contains("missing key `team`"), "{message}");
    let start = text.find("households = {").expect("households");
    let end = start + text[start..].find('}').expect("their end") + 1;
    let nobody = format!(
        "{}households = {}{}",
        &text[..start],
        ONE.replace("single = 1", "single = 0"),
        &text[end..]
    );
    place.write("nobody.toml", &nobody);
    let message = place.refused(&["run", "nobody.toml"]);
    assert!(message.contains("serves no household"), "{message}");
}
