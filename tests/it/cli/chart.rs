//! `wijkraming chart`, and the figures that a run, `report` and `chart` have from its draws: the same ones, with numbers
//! that follow from the tables of the run.

use super::{EXAMPLE, Place, SMALL, records};

/// 40 draws of two years: enough for curves through single quantities.
fn run(place: &Place) {
    place.must_run(&["--draws", "40", "--out", "run"]);
}

/// The cells of the row of a table of the report whose head holds some words, as they stand in its HTML.
fn row<'a>(html: &'a str, table: &str, head: &str) -> Vec<&'a str> {
    let start =
        html.find(&format!("id=\"{table}-caption\"")).unwrap_or_else(|| panic!("no table {table}"));
    let table = &html[start..];
    let table = &table[..table.find("</table>").expect("it ends")];
    let row = table.split("<tr").find(|row| row.contains(head));
    let row = row.unwrap_or_else(|| panic!("no row {head} in {table}"));
    row.split("<td").skip(1).map(|cell| &cell[cell.find('>').expect("a tag") + 1..]).collect()
}

/// Points between thousands, as Dutch readers write them.
fn dutch(value: f64) -> String {
    let digits = format!("{value:.0}");
    match digits.len() {
        4.. => format!("{}.{}", &digits[..digits.len() - 3], &digits[digits.len() - 3..]),
        _ => digits,
    }
}

#[test]
fn a_run_its_report_and_its_charts_have_the_same_figures() {
    let place = Place::new();
    run(&place);
    let of_run = place.read("run/report.html");
    let again = place.call(&["report", "run", "--html", "again.html"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert_eq!(of_run, place.read("again.html"));
    let list = place.call(&["chart", "run"]);
    for name in [
        "benefit_over_time",
        "stakeholders",
        "flow",
        "heat_map",
        "reserve_curve",
        "plane",
        "acceptability",
    ] {
        assert!(list.out.contains(name), "{name} is not in {}", list.out);
        let file = format!("{name}.svg");
        let done = place.call(&["chart", "run", "--figure", name, "-o", &file]);
        assert_eq!(done.code, Some(0), "{done:?}");
        let svg = place.read(&file);
        assert!(of_run.contains(svg.trim()), "{name} differs from that in the report");
    }
}

/// Means over the draws of what the results table holds, added up here from its rows.
#[test]
fn the_flow_counts_what_the_results_count() {
    let place = Place::new();
    run(&place);
    let html = place.read("run/report.html");
    let sum = |columns: &[(&str, f64)]| -> f64 {
        let rows = records(&place.read("run/results.csv"));
        let place_of = |name: &str| rows[0].iter().position(|own| own == name).expect("a column");
        let own = rows[1..].iter().filter(|row| row[place_of("alternative")] == "nul");
        let of = |row: &Vec<String>| -> f64 {
            let value = |name: &str| row[place_of(name)].parse::<f64>().expect("a number");
            columns.iter().map(|(name, sign)| sign * value(name)).sum()
        };
        own.map(of).sum::<f64>() / 40.0
    };
    for (head, columns) in [
        ("behoefte ontstaan", vec![("onsets", 1.0)]),
        ("niet (of nog niet) gemeld", vec![("onsets", 1.0), ("aanmeldingen", -1.0)]),
        (
            "naar een gesprek",
            vec![("aanmeldingen", 1.0), ("simple", -1.0), ("sectoral", -1.0), ("complex", -1.0)],
        ),
        ("gesprekken gevoerd", vec![("gesprekken", 1.0)]),
        ("maatwerk", vec![("supported_3", 1.0)]),
        ("afgesloten", vec![("closed", 1.0)]),
    ] {
        let cells = row(&html, "flow-data", head);
        let expected = format!("{} (", dutch(sum(&columns)));
        assert!(cells[0].starts_with(&expected), "{head}: {} is not {expected}", cells[0]);
    }
}

/// The chance that a budget is spent by December is the share of draws in which the year ends above it, counted here from
/// the rows of the third year, the last of the run.
#[test]
fn the_heat_map_ends_with_the_draws_that_overran() {
    let place = Place::new();
    let run = ["run", EXAMPLE, "--set", "time.years=3", "--draws", "40", "--format", "csv"];
    let done = place.call(&[&run[..], &["--out", "run", "-q"]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    let html = place.read("run/report.html");
    let rows = records(&place.read("run/results.csv"));
    let column = |name: &str| rows[0].iter().position(|own| own == name).expect("a column");
    let last = rows[rows.len() - 1][column("year")].clone();
    let mut areas: Vec<&String> = rows[1..].iter().map(|row| &row[column("area")]).collect();
    areas.sort();
    areas.dedup();
    for area in areas {
        let own = |row: &&Vec<String>| {
            row[column("alternative")] == "nul"
                && row[column("area")] == *area
                && row[column("year")] == last
        };
        let overran = rows[1..].iter().filter(own).filter(|row| {
            let value = |name| row[column(name)].parse::<f64>().expect("a number");
            value("spent") > value("budget")
        });
        let cells = row(&html, "heat_map-data", area);
        let expected = format!("{:.0}%", 100.0 * overran.count() as f64 / 40.0);
        assert!(cells[12].starts_with(&expected), "{area}: {} is not {expected}", cells[12]);
    }
}

/// The net benefit over the years ends at the net present value: 5% and 95% of the draws are those of the summary.
#[test]
fn the_net_benefit_over_time_ends_at_the_net_present_value() {
    let place = Place::new();
    run(&place);
    let table = place.call(&["report", "run", "--lang", "en", "--html", "en.html"]);
    assert_eq!(table.code, Some(0), "{table:?}");
    let html = place.read("en.html");
    let rows = records(&place.read("run/summary.csv"));
    let column = |name: &str| rows[0].iter().position(|own| own == name).expect("a column");
    let heads = &html[html.find("id=\"benefit_over_time-data-caption\"").expect("the table")..];
    let thousand = heads[..heads.find("</thead>").expect("a head")].contains("thousand");
    let printed = |value: f64| {
        let scale = if thousand { 1e3 } else { 1e6 };
        format!("{:.1}", value / scale).replace('-', "\u{2212}")
    };
    let cells = row(&html, "benefit_over_time-data", "2016");
    let values =
        rows[1..].iter().filter(|row| row[column("column")] == "net_present_value_vs_reference");
    let mut found = 0;
    for (values, cell) in values.zip(&cells) {
        let of = |name| values[column(name)].parse::<f64>().expect("a number");
        let cell = cell.replace(',', "");
        for value in [of("p5"), of("p95")] {
            // Numbers over a hundred are printed without decimals.
            let near = [printed(value), format!("{:.0}", value / 1e3).replace('-', "\u{2212}")];
            assert!(near.iter().any(|text| cell.contains(text)), "{cell} has none of {near:?}");
            found += 1;
        }
    }
    assert!(found >= 4, "{found} bounds were compared");
}

/// The tornado of a simulation of its own takes the place of what the draws tell; one of another scenario is refused.
#[test]
fn a_simulated_tornado_of_the_same_scenario_is_shown_and_another_is_refused() {
    let place = Place::new();
    run(&place);
    let simulate = |out: &str, set: &str| {
        let arguments = ["sensitivity", EXAMPLE, "--set", set, "--draws", "20", "--out", out, "-q"];
        let done = place.call(&arguments);
        assert_eq!(done.code, Some(0), "{done:?}");
    };
    simulate("own", SMALL[3]);
    simulate("other", "time.years=3");
    let shown = place.call(&[
        "chart",
        "run",
        "--figure",
        "tornado",
        "--sensitivity",
        "own",
        "-o",
        "own.svg",
    ]);
    assert_eq!(shown.code, Some(0), "{shown:?}");
    let svg = place.read("own.svg");
    let document: serde_json::Value =
        serde_json::from_str(&place.read("own/tornado.json")).expect("JSON");
    let results = document["results"].as_array().expect("a list");
    // The picture tells between which values its widest bar was moved: quantiles of the distribution, which the draws of
    // the run do not hit.
    let at = |end: &serde_json::Value| {
        format!("{:.2}", end["at"].as_f64().expect("a number")).replace('.', ",")
    };
    let told = results.iter().flat_map(|own| own["bars"].as_array().expect("bars")).any(|bar| {
        let (low, high) = (at(&bar["low"]), at(&bar["high"]));
        let name = bar["quantity"].as_str().expect("a name");
        svg.contains(&format!("{name}; van {low} naar {high}"))
    });
    assert!(told, "{svg}");
    for command in ["chart", "report"] {
        let refused = place.call(&[command, "run", "--sensitivity", "other"]);
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.err.contains("about another scenario than the run"), "{}", refused.err);
        let absent = place.call(&[command, "run", "--sensitivity", "nowhere"]);
        assert_eq!(absent.code, Some(2), "{absent:?}");
        assert!(absent.err.contains("tornado.json"), "{}", absent.err);
    }
    place.write("own/tornado.json", "{}");
    let broken = place.call(&["chart", "run", "--sensitivity", "own"]);
    assert_eq!(broken.code, Some(2), "{broken:?}");
    assert!(broken.err.contains("no tornado"), "{}", broken.err);
}

#[test]
fn a_run_of_one_alternative_has_no_charts_of_differences() {
    let place = Place::new();
    place.must_run(&["--draws", "25", "--out", "one", "--alternatives", "nul"]);
    let list = place.call(&["chart", "one"]).out;
    for absent in ["tornado", "plane", "acceptability", "stakeholders", "benefit_over_time"] {
        assert!(!list.contains(absent), "{absent} in {list}");
    }
    assert!(list.contains("flow") && list.contains("heat_map"), "{list}");
}
