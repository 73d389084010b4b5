//! Plans: what good ones become, and every message about wrong ones with its place, all at once.

use std::path::Path;

use wijkraming::batch::Plan;

use super::{PLAN, place, plan, scenario};
use crate::cli::Place;

#[track_caller]
fn report(place: &Place, text: &str) -> String {
    match Plan::from_text("plan.toml", text, &place.path("")) {
        Ok(_) => panic!("a plan without errors: {text}"),
        Err(report) => report.to_string(),
    }
}

#[test]
fn grids_and_variants_are_multiplied_and_named() {
    let place = place();
    place.write("over.toml", "[orientatie]\nhours = 3.0\n");
    let text = format!(
        "{PLAN}\n[[grid]]\nset = \"sampling.batches\"\nvalues = [1, 2]\n[variants.a]\n[variants.b]\nover = \"over.toml\"\n"
    );
    place.write("plan.toml", &text);
    let plan = plan(&place);
    let mut names: Vec<&str> = plan.units().iter().map(|unit| unit.cell.variant.as_str()).collect();
    names.dedup();
    assert_eq!(
        names,
        [
            "a+leden_1+sampling.batches_1",
            "a+leden_1+sampling.batches_2",
            "a+leden_2+sampling.batches_1",
            "a+leden_2+sampling.batches_2",
            "b+leden_1+sampling.batches_1",
            "b+leden_1+sampling.batches_2",
            "b+leden_2+sampling.batches_1",
            "b+leden_2+sampling.batches_2",
        ]
    );
    let hash = |name: &str| {
        let unit = plan.units().iter().find(|unit| unit.cell.variant == name).unwrap();
        unit.scenario_sha256.clone()
    };
    assert_ne!(hash(names[0]), hash(names[4]), "what is laid over counts");
    // Every unit stands by itself: nothing of it is in a file.
    assert!(plan.units().iter().all(|unit| !unit.scenario.contains("extends")));
}

#[test]
fn without_a_division_units_are_of_about_a_thousand_million_household_months() {
    let place = place();
    place.write("small.toml", &scenario(10));
    place.write("plan.toml", "format = 1\ndraws = 2000\n[scenarios.s]\nfile = \"small.toml\"\n");
    let plan = plan(&place);
    let unit = &plan.units()[0];
    let per_row = unit.shape.households * 120 * 5;
    let rows = unit.rows.end - unit.rows.start;
    assert!(
        rows * per_row <= 1_000_000_000 && (rows + 1) * per_row > 1_000_000_000 || rows == 2000
    );
    let ranges: Vec<(u64, u64)> =
        plan.units().iter().map(|unit| (unit.rows.start, unit.rows.end)).collect();
    assert!(ranges.windows(2).all(|pair| pair[0].1 == pair[1].0));
    assert_eq!(ranges.last().unwrap().1, 2000);
}

/// One of each kind, in one plan.
#[test]
fn all_errors_of_the_form_are_told_at_once() {
    let place = place();
    let text = r#"
format = 1
drawz = 3
draws = 0
detail = "months"
seed = -1
sets = ["sampling.draws=5", "sampling.seed=2"]
[scenarios."a/b"]
file = "small.toml"
[scenarios.both]
file = "small.toml"
new = {}
[scenarios.own]
file = "small.toml"
municipalities = { all = true }
[scenarios.strange]
new = { areas = "buurt", yaer = 2024 }
[municipalities]
inhabitants = { min = 5, max = 1 }
[[grid]]
set = "team.members"
values = []
[[grid]]
values = [1]
[variants.x]
set = "a=1"
"#;
    let report = report(&place, text);
    for message in [
        "unknown key `drawz` in a plan",
        "draws must be a whole number of at least 1",
        "detail must be \"draws\", \"years\" or \"areas\"",
        "seed must be a whole number of at least 0",
        "sampling.draws cannot be set in a plan",
        "write seed = ... at the top of the plan",
        "`a/b` cannot be the name of a scenario",
        "scenario `both` must have either `file` or `new`",
        "a scenario file has its own municipality",
        "areas must be \"wijk\" or \"gemeente\"",
        "unknown key `yaer` in new",
        "did you mean `year`?",
        "inhabitants: min must not be above max",
        "values must be an array of at least one value",
        "missing key `set` in an axis of the grid",
        "unknown key `set` in a variant",
        "did you mean `sets`?",
        "--> plan.toml:3:1",
    ] {
        assert!(report.contains(message), "{message} is not in\n{report}");
    }
}

#[test]
fn plans_without_anything_say_what_is_needed() {
    let place = place();
    assert!(report(&place, "").contains("missing key `format` in a plan"));
    assert!(report(&place, "format = 2\n").contains("this file is in format 2"));
    let text = report(&place, "format = 1\n");
    assert!(text.contains("missing key `scenarios` in a plan"), "{text}");
    assert!(text.contains("[scenarios.NAME]"), "{text}");
    assert!(report(&place, "format = ").contains("a value is missing here"));
    let message = place.refused(&["batch", "nowhere.toml"]);
    assert!(message.contains("cannot read nowhere.toml: there is no such file"), "{message}");
}

/// What is wrong with scenarios and variants is told by cell, with the words of the scenario.
#[test]
fn errors_of_scenarios_and_variants_are_told_by_cell() {
    let place = place();
    let text = r#"
format = 1
[scenarios.gone]
file = "gone.toml"
[scenarios.small]
file = "small.toml"
[variants.good]
[variants.bad]
sets = ["team.membres=3", "provisions.3.tariff=-1"]
[variants.over]
over = "no.toml"
"#;
    let report = report(&place, text);
    for message in [
        "variant `good` of",
        "gone.toml: there is no such file",
        "variant `bad` of",
        "unknown key `membres`",
        "did you mean `members`?",
        "variant `over` of",
        "no.toml: there is no such file",
    ] {
        assert!(report.contains(message), "{message} is not in\n{report}");
    }
}

#[test]
fn two_variants_of_one_name_are_refused() {
    let place = place();
    let text = "format = 1\n[scenarios.s]\nfile = \"small.toml\"\n[[grid]]\nset = \"gesprek\"\nname = \"g\"\nvalues = [\"a b\", \"a_b\"]\n";
    let report = report(&place, text);
    assert!(report.contains("two variants are called `g_a_b`"), "{report}");
}

fn shipped(name: &str) -> Result<Plan, wijkraming::diagnostics::Report> {
    Plan::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/plans").join(name))
}

#[test]
fn the_shipped_example_of_a_plan_is_right() {
    let read = shipped("voorbeeld.toml");
    if cfg!(feature = "parquet") {
        let plan = read.unwrap_or_else(|report| panic!("{report}"));
        let cells: std::collections::BTreeSet<String> =
            plan.units().iter().map(|unit| unit.cell.name()).collect();
        assert_eq!(cells.len(), 8, "{cells:?}");
    } else {
        let report = read.expect_err("no data").to_string();
        assert!(report.contains("this program was built without Parquet"), "{report}");
    }
}

#[cfg(feature = "parquet")]
mod with_data {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    const NEW: &str = "format = 1\ndraws = 2\n[scenarios.begin]\nnew = { areas = \"gemeente\" }\nsets = [\"time.years=1\"]\n";

    fn names(place: &Place, choice: &str) -> BTreeSet<String> {
        let text = format!("{NEW}[municipalities]\n{choice}\n");
        let plan = Plan::from_text("plan.toml", &text, &place.path(""));
        let plan = plan.unwrap_or_else(|report| panic!("{report}"));
        plan.units().iter().map(|unit| unit.cell.place.name.clone()).collect()
    }

    #[test]
    fn municipalities_are_chosen_by_name_code_province_and_size() {
        let place = place();
        let some =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(
            names(&place, "names = [\"zwolle\", \"GM0363\", \"Den Haag\"]"),
            some(&["Amsterdam", "'s-Gravenhage", "Zwolle"])
        );
        assert_eq!(
            names(&place, "inhabitants = { min = 300_000 }"),
            some(&["Amsterdam", "'s-Gravenhage", "Rotterdam", "Utrecht"])
        );
        assert_eq!(
            names(&place, "provinces = [\"friesland\"]\ninhabitants = { max = 10_000 }"),
            some(&["Ameland", "Schiermonnikoog", "Terschelling", "Vlieland"])
        );
        assert_eq!(
            names(&place, "provinces = [\"Flevoland\"]\nexcept = [\"Urk\", \"Almere\"]"),
            some(&["Dronten", "Lelystad", "Noordoostpolder", "Zeewolde"])
        );
    }

    #[test]
    fn municipalities_that_do_not_exist_are_told_with_a_suggestion() {
        let place = place();
        let text = format!(
            "{NEW}[municipalities]\nnames = [\"Zwole\", \"Weesp\", \"Bergen\"]\nprovinces = [\"Gelre\", \"Holland\"]\nexcept = [\"Atlantis\"]\n"
        );
        let report = report(&place, &text);
        for message in [
            "there is no municipality \"Zwole\" in the CBS data",
            "did you mean `Zwolle`?",
            "Weesp is no municipality any more: since 2022 it is part of Amsterdam",
            "more than one municipality is called \"Bergen\"",
            "there is no province `Gelre`",
            "there is no municipality \"Atlantis\" in the CBS data",
            "--> plan.toml:7:10",
        ] {
            assert!(report.contains(message), "{message} is not in\n{report}");
        }
    }

    #[test]
    fn nothing_chosen_and_years_without_data_are_told() {
        let place = place();
        let report = report(&place, NEW);
        assert!(report.contains("scenario `begin` is for no municipality"), "{report}");
        let text = format!(
            "{}[municipalities]\nall = true\n",
            NEW.replace("areas = \"gemeente\"", "year = 1999")
        );
        let report = super::report(&place, &text);
        assert!(report.contains("year must be from"), "{report}");
        let text = format!("{NEW}[municipalities]\ninhabitants = {{ min = 1e9 }}\n");
        let report = super::report(&place, &text);
        assert!(report.contains("no municipality is left of what is chosen"), "{report}");
    }

    /// The twelve provinces have the numbers of municipalities of 1 January 2023 and 2024 (CBS, Gemeentelijke indeling).
    #[test]
    fn the_plan_of_the_netherlands_has_every_municipality_in_its_province() {
        let plan = shipped("nederland.toml").unwrap_or_else(|report| panic!("{report}"));
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut directories = BTreeSet::new();
        for unit in plan.units().iter().filter(|unit| unit.rows.start == 0) {
            let place = &unit.cell.place;
            *counts.entry(place.province.clone().expect("a province")).or_default() += 1;
            directories.insert(unit.cell.municipality.clone());
            assert!(place.size.is_some() && place.kind.is_some() && place.inhabitants.is_some());
        }
        let expected = [
            ("Drenthe", 12),
            ("Flevoland", 6),
            ("Fryslân", 18),
            ("Gelderland", 51),
            ("Groningen", 10),
            ("Limburg", 31),
            ("Noord-Brabant", 56),
            ("Noord-Holland", 44),
            ("Overijssel", 25),
            ("Utrecht", 26),
            ("Zeeland", 13),
            ("Zuid-Holland", 50),
        ];
        let expected = expected.map(|(name, count)| (name.to_owned(), count)).into();
        assert_eq!(counts, expected);
        assert_eq!(directories.len(), 342, "no two share a directory");
        assert!(directories.contains("s-Gravenhage") && directories.contains("Sudwest-Fryslan"));
    }
}

/// A short plan must not become a long list in memory.
#[test]
fn plans_that_would_fill_the_memory_are_refused_before_they_do() {
    let place = place();
    let head = "format = 1\n[scenarios.s]\nfile = \"small.toml\"\n";
    let axis = |name: &str, points: usize| {
        let values: Vec<String> = (0..points).map(|value| value.to_string()).collect();
        let values = values.join(", ");
        format!("[[grid]]\nset = \"team.members\"\nname = \"{name}\"\nvalues = [{values}]\n")
    };
    // Ten thousand points with a thousand sets each.
    let sets = vec!["\"team.members=1\""; 1_000].join(", ");
    let variants = format!("[variants.v]\nsets = [{sets}]\n");
    let text = report(&place, &format!("{head}{variants}{}{}", axis("a", 100), axis("b", 100)));
    assert!(text.contains("what the points of the grid set takes more than 128 MiB"), "{text}");
    let text = report(&place, &format!("{head}{}{}", axis("a", 101), axis("b", 100)));
    assert!(text.contains("the grid has more than 10000 points"), "{text}");
    let text = report(
        &place,
        &format!("{head}{}{}", axis(&"a".repeat(100), 1), axis(&"b".repeat(100), 1)),
    );
    assert!(text.contains("longer than 200 letters"), "{text}");
    // Each cell has 100,000 units, which one may have; four cells have more than a plan may have.
    let many = head.replacen('\n', "\ndraws = 10_000_000\ndraws_per_unit = 100\n", 1);
    let text = report(&place, &format!("{many}{}", axis("a", 4)));
    assert!(text.contains("the plan has more than 300000 units"), "{text}");
    assert!(text.contains("raise draws_per_unit"), "{text}");
    // Two cells would not be too many, but for their sets.
    let many = many.replacen('\n', &format!("\nsets = [{sets}]\n"), 1);
    let text = report(&place, &format!("{many}{}", axis("a", 2)));
    assert!(text.contains("the units of the plan take more than 1024 MiB"), "{text}");
}
