//! `wijkraming compare`: what changed, and what may be said of it.

use super::{EXAMPLE, Place};
use serde_json::Value;

/// A scenario in which nothing is uncertain and nothing steers but chance: what a tariff does to costs is known exactly.
fn plain() -> String {
    let text = std::fs::read_to_string(EXAMPLE).expect("the example");
    text.replace("years = 10 ", "years = 2 ")
}

fn json(place: &Place, arguments: &[&str]) -> Value {
    let done = place.call(&[&["compare"], arguments, &["--json"]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    serde_json::from_str(&done.out).expect("JSON")
}

fn figures<'a>(comparison: &'a Value, id: &str) -> &'a Vec<Value> {
    let alternatives = comparison["alternatives"].as_array().expect("alternatives");
    let own = alternatives.iter().find(|own| own["id"] == id);
    own.unwrap_or_else(|| panic!("no {id}"))["figures"].as_array().expect("figures")
}

fn figure<'a>(comparison: &'a Value, id: &str, measure: &str, reference: bool) -> &'a Value {
    let all = figures(comparison, id).iter();
    let mut own =
        all.filter(|own| own["measure"] == measure && own["against_reference"] == reference);
    own.next().unwrap_or_else(|| panic!("no {measure} of {id}"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

/// Team costs of the municipality, of one alternative: euro per draw and the mean over the draws of a column.
fn mean_of(place: &Place, run: &str, alternative: &str, column: &str) -> f64 {
    let text = place.read(&format!("{run}/results.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads = reader.headers().expect("heads").clone();
    let at = |name: &str| heads.iter().position(|head| head == name).expect("a column");
    let (own, draw, wanted) = (at("alternative"), at("draw"), at(column));
    let (mut sum, mut draws) = (0.0, std::collections::BTreeSet::new());
    for record in reader.records().map(|record| record.expect("a record")) {
        if &record[own] == alternative {
            sum += record[wanted].parse::<f64>().expect("a number");
            draws.insert(record[draw].to_owned());
        }
    }
    sum / draws.len() as f64
}

/// In scenario 1 (gemeente: nothing steers) informal hours and volumes do not feel the tariff of rung 4, which has no eigen
/// bijdrage: doubling every tariff of it doubles what is paid for rung 4, draw by draw.
#[test]
fn a_doubled_tariff_adds_exactly_what_was_paid_for_that_rung() {
    let place = Place::new();
    place.must_run(&["--draws", "6", "--set", "provisions.4.tariff=90", "--out", "one"]);
    place.must_run(&["--draws", "6", "--set", "provisions.4.tariff=180", "--out", "two"]);
    let comparison = json(&place, &["one", "two"]);
    assert_eq!(comparison["pairing"]["kind"], "paired");
    let changes = comparison["changes"].as_array().expect("changes");
    let tariffs: Vec<&Value> =
        changes.iter().filter(|own| own["path"] == "provisions.4.tariff").collect();
    assert!(!tariffs.is_empty(), "{changes:?}");
    for change in tariffs {
        assert_eq!((&change["first"], &change["second"]), (&"90".into(), &"180".into()));
    }
    let cost = figure(&comparison, "nul", "municipal_cost", false);
    let own_share = mean_of(&place, "two", "nul", "eigen_bijdrage")
        - mean_of(&place, "one", "nul", "eigen_bijdrage");
    let expected = mean_of(&place, "one", "nul", "gross_4") - own_share;
    let found = number(&cost["difference"]["mean"]);
    assert!((found - expected).abs() < 0.01, "{found} {expected}");
    assert!(
        (expected * 2.0 - mean_of(&place, "two", "nul", "gross_4") + 2.0 * own_share).abs() < 0.01
    );
    // The volumes are the same in every draw: their differences are zero, with an error of zero.
    for measure in ["clients_per_year", "informal_care_hours", "crisis_household_months"] {
        let shift = &figure(&comparison, "nul", measure, false)["difference"];
        assert_eq!(shift["verdict"], "equal", "{measure}");
        assert_eq!((number(&shift["mean"]), number(&shift["error"])), (0.0, 0.0));
    }
}

#[test]
fn common_random_numbers_make_the_error_of_a_pair_smaller() {
    let place = Place::new();
    let more = ["--set", "provisions.3.tariff=60"];
    place.must_run(&["--draws", "10", "--out", "one"]);
    place.must_run(&[&more[..], &["--draws", "10", "--out", "two"]].concat());
    place.must_run(&[&more[..], &["--draws", "10", "--seed", "77", "--out", "apart"]].concat());
    let paired = json(&place, &["one", "two"]);
    let apart = json(&place, &["one", "apart"]);
    assert_eq!(apart["pairing"]["kind"], "unpaired");
    assert_eq!(apart["pairing"]["reasons"], serde_json::json!(["seed"]));
    for id in ["nul", "scenario1", "populatie"] {
        let error =
            |own: &Value| number(&figure(own, id, "municipal_cost", false)["difference"]["error"]);
        assert!(error(&paired) < error(&apart), "{id}: {} {}", error(&paired), error(&apart));
        // That of runs apart is the root of the sum of squares.
        let cost = figure(&apart, id, "municipal_cost", false);
        let [one, other] = ["first", "second"].map(|run| number(&cost[run]["standard_error"]));
        assert!((error(&apart) - one.hypot(other)).abs() < 1e-6);
    }
}

#[test]
fn a_run_beside_itself_differs_in_nothing() {
    let place = Place::new();
    place.must_run(&["--draws", "4", "--out", "one"]);
    place.must_run(&["--draws", "4", "--threads", "1", "--out", "again"]);
    for second in ["one", "again"] {
        let comparison = json(&place, &["one", second]);
        assert_eq!(comparison["notices"][0]["kind"], "identical");
        assert_eq!(comparison["changes"], serde_json::json!([]));
        let all = comparison["alternatives"].as_array().expect("alternatives");
        for figure in all.iter().flat_map(|own| own["figures"].as_array().expect("figures")) {
            assert_eq!(figure["difference"]["mean"], 0.0, "{figure}");
            assert_eq!(figure["difference"]["verdict"], "equal", "{figure}");
        }
    }
    let done = place.call(&["compare", "one", "again"]);
    assert!(done.out.contains("The runs are identical"), "{}", done.out);
    assert!(!done.out.contains("changed"), "{}", done.out);
}

/// Runs that differ in nothing but chance show no difference, and never speak of one.
#[test]
fn other_chance_is_no_difference() {
    let place = Place::new();
    place.must_run(&["--draws", "8", "--out", "one"]);
    place.must_run(&["--draws", "8", "--seed", "5", "--out", "two"]);
    let comparison = json(&place, &["one", "two"]);
    for id in ["nul", "scenario1", "scenario2", "populatie", "resultaat"] {
        for figure in figures(&comparison, id) {
            assert_eq!(figure["difference"]["verdict"], "not_shown", "{figure}");
        }
    }
    let done = place.call(&["compare", "one", "two", "--html", "page.html", "--lang", "en"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let page = place.read("page.html");
    // Five alternatives of 13 figures: some of these differences are larger than their own errors.
    let all = |figure: &Value| {
        number(&figure["difference"]["mean"]).abs() > number(&figure["difference"]["error"])
    };
    let ids = ["nul", "scenario1", "scenario2", "populatie", "resultaat"];
    let figures: Vec<&Value> = ids.iter().flat_map(|id| figures(&comparison, id)).collect();
    assert!(figures.iter().any(|figure| all(figure)), "{figures:?}");
    let said = format!(
        "No difference shown: no difference is larger than chance explains where {} differences",
        figures.len()
    );
    assert!(page.contains(&said), "{said}");
    assert!(!page.contains("within their errors"));
    assert!(page.contains("not paired") && !page.contains("changed"));
}

#[test]
fn alternatives_are_found_by_name_and_those_of_one_run_are_named() {
    let place = Place::new();
    place.must_run(&["--draws", "4", "--out", "one"]);
    place.must_run(&["--draws", "4", "--alternatives", "populatie,nul", "--out", "some"]);
    // The same file with its alternatives in another order.
    let text = plain();
    let start = text.find("[alternatives.scenario1]").expect("scenario 1");
    let end = text.find("[alternatives.scenario2]").expect("scenario 2");
    let moved = format!("{}{}\n{}", &text[..start], &text[end..], &text[start..end]);
    place.write("moved.toml", &moved);
    let done = place.call(&[
        "run",
        "moved.toml",
        "--set",
        "time.years=2",
        "--draws",
        "4",
        "--out",
        "moved",
        "-q",
        "--format",
        "csv",
    ]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let comparison = json(&place, &["one", "some"]);
    assert_eq!(
        comparison["only"],
        serde_json::json!([["scenario1", "scenario2", "resultaat"], []])
    );
    for comparison in [comparison, json(&place, &["one", "moved"])] {
        for id in ["nul", "populatie"] {
            for figure in figures(&comparison, id) {
                assert_eq!(figure["difference"]["verdict"], "equal", "{figure}");
            }
        }
    }
    let done = place.call(&["compare", "one", "some"]);
    assert!(done.out.contains("Only in Run 1: scenario1, scenario2, resultaat."), "{}", done.out);
}

#[test]
fn other_periods_municipalities_and_price_years_are_told() {
    let place = Place::new();
    place.must_run(&["--draws", "4", "--out", "one"]);
    place.must_run(&["--draws", "4", "--set", "municipality=\"Elders\"", "--out", "elsewhere"]);
    place.must_run(&["--draws", "4", "--set", "price_year=2020", "--out", "later"]);
    let longer = ["run", EXAMPLE, "--set", "time.years=3", "--format", "csv", "-q", "--draws", "4"];
    assert_eq!(place.call(&[&longer[..], &["--out", "longer"]].concat()).code, Some(0));
    let elsewhere = json(&place, &["one", "elsewhere"]);
    assert_eq!(elsewhere["pairing"]["reasons"], serde_json::json!(["municipality"]));
    assert_eq!(elsewhere["notices"][0]["kind"], "other_municipality");
    let longer = json(&place, &["one", "longer"]);
    assert_eq!(longer["notices"][0]["kind"], "other_period");
    assert_eq!(longer["notices"][0]["second"], serde_json::json!([2015, 2017]));
    // The same numbers, called euros of 2020: brought back to 2015 they are less by the price index, which is 1.0737
    // over these five years (CBS 83131NED: 0.3, 1.4, 1.7, 2.6 and 1.3%), to within its rounding.
    let later = json(&place, &["one", "later"]);
    assert_eq!(later["notices"][0]["kind"], "price_year");
    assert_eq!(later["price_year"], 2015);
    let cost = figure(&later, "nul", "municipal_cost", false);
    let ratio = number(&cost["first"]["mean"]) / number(&cost["second"]["mean"]);
    assert!((ratio - 1.0737).abs() < 0.002, "{ratio}");
    let hours = figure(&later, "nul", "informal_care_hours", false);
    assert_eq!(hours["difference"]["verdict"], "equal");
}

#[test]
fn what_is_no_finished_run_is_refused_and_both_are_told() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "one"]);
    std::fs::create_dir(place.path("empty")).expect("a directory");
    assert!(
        place
            .refused(&["compare", "one", "empty"])
            .contains("is this the directory of a finished run?")
    );
    let both = place.refused(&["compare", "nowhere", "empty"]);
    assert!(both.contains("nowhere") && both.contains("empty"), "{both}");
    // A run that was left half-way has tables, and no manifest or other tables than it names.
    place.must_run(&["--draws", "2", "--out", "half"]);
    let results = place.read("half/results.csv");
    place.write("half/results.csv", &results[..results.len() / 2]);
    assert!(
        place.refused(&["compare", "one", "half"]).contains("is not the table that the run wrote")
    );
    let manifest = place.read("one/run.json");
    place.must_run(&["--draws", "2", "--out", "older"]);
    let edited = manifest.replace("\"draws_range\"", "\"range\"");
    place.write("older/run.json", &edited);
    assert!(place.refused(&["compare", "one", "older"]).contains("it was edited after the run"));
    let own = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(edited.contains(&own));
    place.write("older/run.json", &edited.replace(&own, "\"version\": \"9.0.0\""));
    let message = place.refused(&["compare", "one", "older"]);
    assert!(message.contains("wijkraming 9.0.0 made it"), "{message}");
    place.must_run(&["--draws", "2", "--set", "price_year=2012", "--out", "old"]);
    let scenario = place.read("old/run.json").replace("price_year=2012", "price_year=1950");
    place.write("old/run.json", &scenario);
    let done = place.call(&["compare", "one", "old"]);
    assert_eq!(done.code, Some(2), "{done:?}");
    place.write("page.html", "mine");
    assert!(place.refused(&["compare", "one", "one", "--html", "page.html"]).contains("--force"));
}

#[test]
fn the_files_say_the_same_as_the_screen() {
    let place = Place::new();
    place.must_run(&["--draws", "4", "--out", "one"]);
    let hostile = "title=\"=1+<script>alert(1)</script>\"";
    let tariff = "provisions.3.tariff=200";
    place.must_run(&["--draws", "4", "--set", tariff, "--set", hostile, "--out", "two"]);
    let done = place.call(&["compare", "one", "two", "--csv", "tables", "--html", "page.html"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let page = place.read("page.html");
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"));
    let changes = place.read("tables/verschillen-in-het-scenario.csv");
    assert!(changes.contains(";'=1+<script>"), "{changes}");
    let start = page.find("<body>").expect("a body");
    roxmltree::Document::parse(&page[start..page.find("</html>").expect("an end")])
        .expect("the body is well-formed");
    assert!(page.contains("De berekeningen zijn gepaard") && page.contains("provisions.3.tariff"));
    let table = place.read("tables/de-uitkomsten-naast-elkaar.csv");
    let comparison = json(&place, &["one", "two"]);
    let cost = figure(&comparison, "nul", "municipal_cost", false);
    let mean = number(&cost["difference"]["mean"]).to_string().replace('.', ",");
    assert!(table.contains(&mean), "{mean} is not in {table}");
}
