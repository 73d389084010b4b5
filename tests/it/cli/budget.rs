//! `wijkraming budget`: figures of a stored run, what a run may lack, and bad input.

use serde_json::Value;

use super::{Place, json, records};

/// A small run under this name.
fn run(place: &Place, name: &str, arguments: &[&str]) {
    place.must_run(&[&["--out", name], arguments].concat());
}

/// The document of a run.
#[track_caller]
fn document(place: &Place, arguments: &[&str]) -> Value {
    let done = place.call(&[&["budget"], arguments, &["--json", "--resamples", "40"]].concat());
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
    json(&done.out)
}

fn notes(document: &Value) -> String {
    document["notes"].to_string()
}

/// Chance of overrun and mean size, recounted from the table of results.
fn recount(place: &Place, run: &str, alternative: &str, area: &str, year: &str) -> (f64, f64) {
    let rows = records(&place.read(&format!("{run}/results.csv")));
    let column = |name: &str| rows[0].iter().position(|own| own == name).expect(name);
    let (spent, budget) = (column("spent"), column("budget"));
    let own: Vec<f64> = rows[1..]
        .iter()
        .filter(|row| row[0] == alternative && row[2] == year && row[3] == area)
        .map(|row| row[spent].parse::<f64>().unwrap() - row[budget].parse::<f64>().unwrap())
        .collect();
    let n = own.len() as f64;
    let over = own.iter().filter(|value| **value > 0.0).count() as f64;
    (over / n, own.iter().map(|value| value.max(0.0)).sum::<f64>() / n)
}

#[test]
fn the_figures_of_a_run_are_those_of_its_tables() {
    let place = Place::new();
    // Budgets that are exceeded in some draws.
    let tight = ["--set", "areas.elst-noord.historic_budget=1_000_000", "--draws", "12"];
    run(&place, "run", &tight);
    let found = document(&place, &["run"]);
    assert_eq!(found["alternatives"].as_array().expect("a list").len(), 5);
    let plan = &found["alternatives"][2];
    assert_eq!(plan["alternative"], "scenario2");
    for (area, name) in [(0, "Elst Noord"), (1, "Herveld-Andelst")] {
        for (year, label) in [(0, "2015"), (1, "2016")] {
            let own = &plan["overruns"][area]["years"][year];
            let (chance, size) = recount(&place, "run", "scenario2", name, label);
            assert_eq!(plan["overruns"][area]["name"], name);
            assert_eq!(own["chance"]["p"].as_f64().unwrap(), chance);
            assert!((own["size"]["mean"].as_f64().unwrap() - size).abs() < 1e-6);
        }
    }
    let somewhere = plan["overruns"].as_array().unwrap().iter().flat_map(|account| {
        account["years"]
            .as_array()
            .unwrap()
            .iter()
            .map(|year| year["chance"]["p"].as_f64().unwrap())
    });
    assert!(somewhere.fold(0.0, f64::max) > 0.0, "some budget must be exceeded");
    // Months, uitputting and the forecast per taakveld are there.
    assert_eq!(plan["overruns"][0]["months"].as_array().unwrap().len(), 24);
    assert_eq!(plan["uitputting"].as_array().unwrap().len(), 4);
    let lines = plan["taakvelden"][1]["lines"].as_array().unwrap();
    assert!(lines.iter().any(|line| line["code"] == "6.71a" && line["forecast"].is_object()));
    // Parties add up on paper too.
    let mean = |key: &str| -> f64 {
        let lines = plan["bearing"].as_array().unwrap();
        let is = |line: &&Value| line["line"] == key;
        lines.iter().find(is).expect("a line")["run"]["mean"].as_f64().unwrap()
    };
    assert!((mean("all_parties") - mean("delivered")).abs() < 1e-6);
    // Two years are too few for recouping within three, and enough for the second.
    assert!(plan["business_case"]["recouped"].is_null());
    assert!(plan["business_case"]["years"][1]["recouped"]["p"].is_number());
    assert!(notes(&found).contains("12 draws are too few for an interval of the reserve at 80%"));
    // The screen says the same, and repeats itself.
    let screen = place.call(&["budget", "run"]);
    assert_eq!(screen.code, Some(0), "{screen:?}");
    for words in ["=== scenario2", "gain of verevening", "all_parties", "70% of gross risk"] {
        assert!(screen.out.contains(words), "{words}: {}", screen.out);
    }
    assert_eq!(screen.out, place.call(&["budget", "run"]).out);
}

#[test]
fn one_alternative_is_shown_in_detail() {
    let place = Place::new();
    run(&place, "run", &["--draws", "5"]);
    let call = ["budget", "run", "--alternative", "populatie", "--year", "2016"];
    let done = place.call(&call);
    assert_eq!(done.code, Some(0), "{done:?}");
    for words in [
        "=== populatie",
        "Herveld-Andelst",
        "month 12",
        "uitputting: part of the budget spent, 2016",
        "weerstandsvermogen: available vereveningsreserve 250",
        "area budgets, run, 90%",
        "per taakveld, 2016",
        "6.71a Hulp bij het huishouden (Wmo)",
        "0.10 Mutaties reserves",
        "saving and cuts, by year",
    ] {
        assert!(done.out.contains(words), "{words}: {}", done.out);
    }
    assert!(!done.out.contains("=== nul"), "{}", done.out);
    // Both areas have a team of their own, which is not shown again.
    assert!(!done.out.contains("team elst-noord"), "{}", done.out);
    let two = document(&place, &["run", "--alternative", "nul", "--alternative", "resultaat"]);
    let ids: Vec<&Value> =
        two["alternatives"].as_array().unwrap().iter().map(|a| &a["alternative"]).collect();
    assert_eq!(ids, ["nul", "resultaat"]);
}

#[test]
fn a_reserve_and_taakvelden_can_be_stated_afterwards_and_nothing_that_steers() {
    let place = Place::new();
    run(&place, "run", &["--draws", "4", "--alternatives", "nul,scenario1"]);
    let without = document(&place, &["run"]);
    assert!(without["alternatives"][0]["available"].is_null());
    let sets = [
        "run",
        "--set",
        "budget.available_reserve=1_500_000",
        "--set",
        "provisions.3.taakveld='6.71'",
        "--set",
        "alternatives.nul.team.costs[0].taakveld=\"6.1\"",
    ];
    let with = document(&place, &sets);
    let nul = &with["alternatives"][0];
    assert_eq!(nul["available"]["stated"]["mean"], 1_500_000.0);
    assert!(!nul["weerstandsvermogen"].as_array().unwrap().is_empty());
    assert_eq!(nul["overruns"], without["alternatives"][0]["overruns"]);
    let codes: Vec<&str> = nul["taakvelden"][0]["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|line| line["code"].as_str())
        .collect();
    assert!(
        codes.contains(&"6.71") && !codes.contains(&"6.71b") && !codes.contains(&"6.2"),
        "{codes:?}"
    );
    // The tables of the project keep their team on 6.2.
    let plan = with["alternatives"][1]["taakvelden"][0]["lines"].as_array().unwrap();
    assert!(plan.iter().any(|line| line["code"] == "6.2"));
    let message = place.refused(&["budget", "run", "--set", "budget.specialist=1"]);
    assert!(message.contains("`budget.specialist` steers the simulation"), "{message}");
    let message = place.refused(&["budget", "run", "--set", "provisions.3.taakveld=\"9.9\""]);
    assert!(message.contains("unknown taakveld `9.9`"), "{message}");
}

/// An uncertain reserve, in the scenario itself.
#[test]
fn a_stated_reserve_may_be_uncertain_and_is_set_against_what_is_required() {
    let place = Place::new();
    let reserve = "budget.available_reserve={ dist = \"uniform\", min = 100_000, max = 300_000 }";
    run(&place, "run", &["--draws", "60", "--set", reserve, "--alternatives", "nul,populatie"]);
    let found = document(&place, &["run"]);
    let plan = &found["alternatives"][1];
    let stated = plan["available"]["stated"]["mean"].as_f64().unwrap();
    assert!((stated - 200_000.0).abs() < 2_000.0, "a stratified mean: {stated}");
    // 5% of 5 million.
    assert_eq!(plan["available"]["vereveningsreserve"]["mean"], 250_000.0);
    for ratio in plan["weerstandsvermogen"].as_array().unwrap() {
        let grades: f64 =
            ratio["grades"].as_array().unwrap().iter().map(|pair| pair[1].as_f64().unwrap()).sum();
        assert!((grades - 1.0).abs() < 1e-9);
        let number = |key: &str| ratio[key].as_f64();
        if let Some(value) = number("ratio") {
            let required = ratio["required"]["value"].as_f64().unwrap();
            assert!((value * required / number("available").unwrap() - 1.0).abs() < 1e-9);
        }
    }
}

#[test]
fn a_run_without_months_or_without_reference_or_of_one_draw_gives_what_it_can() {
    let place = Place::new();
    run(&place, "run", &["--draws", "3", "--no-monthly", "--alternatives", "scenario1,scenario2"]);
    let found = document(&place, &["run"]);
    let said = notes(&found);
    assert!(said.contains("stored without months"), "{said}");
    assert!(said.contains("no reference alternative"), "{said}");
    let plan = &found["alternatives"][0];
    assert_eq!(plan["uitputting"].as_array().unwrap().len(), 0);
    assert!(plan["business_case"].is_null());
    assert!(plan["taakvelden"][0]["lines"][0]["forecast"].is_null());
    assert!(plan["verevening"][0]["levels"][0]["gain"]["standard_error"].is_number());
    let screen = place.call(&["budget", "run", "--alternative", "scenario2"]);
    assert_eq!(screen.code, Some(0), "{screen:?}");
    assert!(!screen.out.contains("uitputting: part"), "{}", screen.out);

    run(&place, "one", &["--draws", "1"]);
    let found = document(&place, &["one"]);
    assert!(notes(&found).contains("one draw"), "{}", notes(&found));
    let level = &found["alternatives"][1]["verevening"][0]["levels"][4];
    assert!(level["pooled"]["value"].is_number() && level["pooled"]["standard_error"].is_null());
    let screen = place.call(&["budget", "one", "--alternative", "nul"]);
    assert_eq!(screen.code, Some(0), "{screen:?}");
    assert!(!screen.out.contains("NaN") && !screen.out.contains("inf"), "{}", screen.out);

    run(&place, "central", &["--draws", "2", "--central"]);
    let found = document(&place, &["central"]);
    assert!(notes(&found).contains("every quantity at its mean"), "{}", notes(&found));
}

#[test]
fn budgets_of_nothing_are_named_and_divide_by_nothing() {
    let place = Place::new();
    let zero = [
        "--draws",
        "3",
        "--set",
        "areas.elst-noord.historic_budget=0",
        "--set",
        "areas.herveld-andelst.historic_budget=0",
        "--set",
        "budget.specialist=0",
        "--alternatives",
        "nul,scenario1",
    ];
    run(&place, "run", &zero);
    let found = document(&place, &["run"]);
    let said = notes(&found);
    assert!(said.contains("no budget in some year: Elst Noord, Herveld-Andelst"), "{said}");
    assert!(said.contains("no budget is given for rung 4"), "{said}");
    let plan = &found["alternatives"][1];
    assert_eq!(plan["overruns"][0]["years"][0]["chance"]["p"], 1.0);
    assert!(plan["uitputting"][0]["share"].is_null());
    assert_eq!(plan["verevening_total"].as_array().unwrap().len(), 0);
    for id in ["nul", "scenario1"] {
        let screen = place.call(&["budget", "run", "--alternative", id]);
        assert_eq!(screen.code, Some(0), "{screen:?}");
        assert!(!screen.out.contains("NaN") && !screen.out.contains("inf"), "{}", screen.out);
    }
}

#[test]
fn files_are_written_whole_and_replaced_with_force_only() {
    let place = Place::new();
    run(&place, "run", &["--draws", "4", "--alternatives", "nul,populatie"]);
    let call = ["budget", "run", "--set", "budget.available_reserve=1", "--out", "figures"];
    assert_eq!(place.call(&call).code, Some(0));
    let tables = [
        ("overrun", 2 * 2 * 7),
        ("first_overrun", 2 * 3 * 7),
        ("overrun_months", 2 * 24 * 5),
        ("uitputting", 2 * 2 * 2 * 12),
        ("reserve", 2 * 7 * 3 * 6),
        ("verevening", 2 * 2 * 3 * 6),
        ("rules_of_thumb", 2 * 2 * 3 * 6),
        ("weerstandsvermogen", 2 * 2 * 3 * 6),
        ("bearing", 2 * 13 * 3),
        ("business_case", 2),
    ];
    for (name, rows) in tables {
        let found = records(&place.read(&format!("figures/{name}.csv")));
        assert_eq!(found.len(), rows + 1, "{name}");
        assert_eq!(found[0][0], "alternative");
        assert!(found.iter().all(|row| row.len() == found[0].len()), "{name}");
    }
    let taakvelden = records(&place.read("figures/taakvelden.csv"));
    assert!(taakvelden.len() > 40);
    let all = json(&place.read("figures/budget.json"));
    assert_eq!(all["alternatives"].as_array().unwrap().len(), 2);
    assert_eq!(place.names("figures").len(), tables.len() + 2);
    let message = place.refused(&call);
    assert!(message.contains("overrun.csv exists") && message.contains("--force"), "{message}");
    assert_eq!(place.call(&[&call[..], &["--force"]].concat()).code, Some(0));
    place.write("file", "x");
    let message = place.refused(&["budget", "run", "--out", "file"]);
    assert!(message.contains("file is a file, not a directory"), "{message}");
}

#[test]
fn what_is_not_in_the_run_is_named() {
    let place = Place::new();
    run(&place, "run", &["--draws", "2", "--alternatives", "nul,scenario1"]);
    let message = place.refused(&["budget", "run", "--alternative", "scenario2"]);
    assert!(message.contains("the run does not hold \"scenario2\""), "{message}");
    assert!(message.contains("it holds nul, scenario1"), "{message}");
    let message = place.refused(&["budget", "run", "--alternative", "plan"]);
    assert!(message.contains("there is no alternative \"plan\""), "{message}");
    let message = place.refused(&["budget", "run", "--year", "2017"]);
    assert!(message.contains("the run goes from 2015 to 2016"), "{message}");
    let message = place.refused(&["budget", "nowhere"]);
    assert!(message.contains("nowhere"), "{message}");
    for arguments in [["--forecast-month", "13"], ["--resamples", "1"]] {
        let done = place.call(&[&["budget", "run"], &arguments[..]].concat());
        assert_eq!(done.code, Some(2), "{done:?}");
    }
}

#[test]
fn a_joined_run_has_the_figures_of_the_whole() {
    let place = Place::new();
    let few = ["--draws", "6", "--alternatives", "nul,populatie"];
    run(&place, "whole", &few);
    run(&place, "p1", &[&few[..], &["--draws-range", "0..2"]].concat());
    run(&place, "p2", &[&few[..], &["--draws-range", "2..6"]].concat());
    assert_eq!(place.call(&["merge", "p1", "p2", "-q", "--out", "joined"]).code, Some(0));
    let (whole, joined) = (document(&place, &["whole"]), document(&place, &["joined"]));
    assert_eq!(whole["alternatives"], joined["alternatives"]);
    assert_eq!(whole["notes"], joined["notes"]);
}
