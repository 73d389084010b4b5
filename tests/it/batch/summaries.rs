//! Sums over groups, made again from the stored tables in the plainest way.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{PLAN, place};
use crate::cli::Place;

/// The rows of all tables of draws of a set of results in CSV: variant, municipality, and the row by column.
fn rows(place: &Place, out: &str) -> Vec<(String, String, BTreeMap<String, String>)> {
    let mut all = Vec::new();
    for (name, bytes) in super::tables(&place.path(out)) {
        if !name.starts_with("draws/") {
            continue;
        }
        let part = |key: &str| {
            let mut parts = name.split('/');
            parts.find_map(|part| part.strip_prefix(key)).expect(key).to_owned()
        };
        let (municipality, variant) = (part("municipality="), part("variant="));
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let head = reader.headers().unwrap().clone();
        for record in reader.records() {
            let record = record.unwrap();
            let row = head.iter().zip(&record).map(|(key, value)| (key.into(), value.into()));
            all.push((variant.clone(), municipality.clone(), row.collect()));
        }
    }
    all
}

/// Mean, its error for independent draws, and the extremes.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

#[track_caller]
fn close(found: &Value, expected: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} {expected}");
}

#[track_caller]
fn lines(place: &Place, arguments: &[&str]) -> Vec<Value> {
    let done = place.call(&[&["summarise", "out", "--json"], arguments].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    let all: Value = serde_json::from_str(&done.out).unwrap();
    all["lines"].as_array().unwrap().clone()
}

fn line<'a>(lines: &'a [Value], wanted: &[(&str, &str)]) -> &'a Value {
    let is = |line: &&Value| wanted.iter().all(|(key, value)| line[*key] == **value);
    let found: Vec<&Value> = lines.iter().filter(is).collect();
    assert_eq!(found.len(), 1, "{wanted:?}");
    found[0]
}

#[test]
fn means_and_errors_are_those_of_the_draws() {
    let place = place();
    let done = place.call(&["batch", "plan.toml", "--out", "out", "--format", "csv", "-q"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let rows = rows(&place, "out");
    assert_eq!(rows.len(), 2 * 6 * 5);
    let measures = "municipal_cost,clients_per_year,spent_difference,net_present_value";
    let lines = lines(&place, &["--measure", measures]);
    let values = |variant: &str, alternative: &str, column: &str| -> Vec<f64> {
        let of = |(own, _, row): &&(String, String, BTreeMap<String, String>)| {
            own == variant && row["alternative"] == alternative
        };
        rows.iter().filter(of).map(|(_, _, row)| row[column].parse().unwrap()).collect()
    };
    let households = lines[0]["households"].as_f64().unwrap();
    for variant in ["leden_1", "leden_2"] {
        for alternative in ["nul", "scenario1", "resultaat"] {
            let found = |measure: &str, per: &str| {
                let wanted = [
                    ("variant", variant),
                    ("alternative", alternative),
                    ("measure", measure),
                    ("per", per),
                ];
                line(&lines, &wanted).clone()
            };
            let cost = values(variant, alternative, "municipal_cost");
            let (mean, error) = mean_and_error(&cost);
            let total = found("municipal_cost", "total");
            assert_eq!(
                (total["draws"].as_u64(), total["municipalities"].as_u64()),
                (Some(6), Some(1))
            );
            close(&total["estimate"]["mean"], mean);
            close(&total["estimate"]["standard_error"], error);
            let head = found("municipal_cost", "household");
            close(&head["estimate"]["mean"], mean / households);
            close(&head["estimate"]["standard_error"], error / households);
            let (clients, _) = mean_and_error(&values(variant, alternative, "clients"));
            close(&found("clients_per_year", "total")["estimate"]["mean"], clients / 2.0);
            let spent = values(variant, alternative, "spent");
            let reference = values(variant, "nul", "spent");
            let more: Vec<f64> = spent.iter().zip(reference).map(|(own, nul)| own - nul).collect();
            let (mean, error) = mean_and_error(&more);
            let found_more = found("spent_difference", "total");
            close(&found_more["estimate"]["mean"], mean);
            close(&found_more["estimate"]["standard_error"], error);
        }
    }
}

#[test]
fn unfinished_sets_are_refused_or_left_out_by_name() {
    let place = place();
    assert_eq!(place.call(&["batch", "plan.toml", "--out", "out", "-q"]).code, Some(0));
    let plan = super::plan(&place);
    let unit = plan.units().iter().find(|unit| unit.cell.variant == "leden_2").unwrap();
    std::fs::remove_file(place.path("out/units").join(format!("{}.json", unit.key))).unwrap();
    let message = place.refused(&["summarise", "out"]);
    assert!(
        message.contains(&format!("1 units are not done or damaged: {}", unit.name())),
        "{message}"
    );
    let done = place.call(&["summarise", "out", "--allow-missing", "--json"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(
        done.err.contains("1 cells are not whole and were left out: small / Overbetuwe / leden_2")
    );
    let all: Value = serde_json::from_str(&done.out).unwrap();
    assert!(all["lines"].as_array().unwrap().iter().all(|line| line["variant"] == "leden_1"));
}

#[test]
fn measures_and_keys_that_do_not_exist_are_told_with_a_suggestion() {
    let place = place();
    assert_eq!(place.call(&["batch", "plan.toml", "--out", "out", "-q"]).code, Some(0));
    let message = place.refused(&["summarise", "out", "--measure", "muncipal_cost"]);
    assert!(message.contains("there is no measure `muncipal_cost`"), "{message}");
    assert!(message.contains("did you mean `municipal_cost`?"), "{message}");
    let done = place.call(&["summarise", "out", "--by", "provincie"]);
    assert_eq!(done.code, Some(2), "{done:?}");
    assert!(done.err.contains("municipality, province, size, type"), "{done:?}");
    let done = place.call(&["summarise", "out", "--csv", "all.csv", "-q"]);
    assert_eq!((done.code, done.out.as_str()), (Some(0), ""));
    let mut reader = csv::Reader::from_reader(place.read("all.csv").into_bytes().leak() as &[u8]);
    // Eight measures of five alternatives in two variants: whole, per inhabitant and per household where CBS is at hand.
    let per = if cfg!(feature = "parquet") { 3 } else { 2 };
    assert_eq!(reader.records().count(), 8 * 5 * 2 * per);
    let done = place.call(&["summarise", "out"]);
    assert!(done.out.contains("net_present_value, euro per "), "{done:?}");
    assert!(done.out.contains("leden_1") && done.out.contains("scenario1"), "{done:?}");
}

/// Draws of cells of one group cannot be added up where there are not as many.
#[test]
fn two_scenarios_stand_apart_however_they_are_grouped() {
    let place = place();
    let text =
        format!("{PLAN}\n[scenarios.other]\nfile = \"small.toml\"\nsets = [\"time.years=1\"]\n");
    place.write("plan.toml", &text);
    assert_eq!(place.call(&["batch", "plan.toml", "--out", "out", "-q"]).code, Some(0));
    let lines = lines(&place, &["--measure", "onsets", "--by", "municipality,scenario"]);
    let scenario = |name: &str| lines.iter().filter(|line| line["scenario"] == name).count();
    assert!(scenario("small") > 0);
    assert_eq!(scenario("small"), scenario("other"));
}

/// Three small municipalities by their own data: what one draw of the sum is, per inhabitant, by province.
#[cfg(feature = "parquet")]
#[test]
fn groups_are_sums_of_municipalities_draw_by_draw() {
    let place = Place::new();
    place.write(
        "plan.toml",
        r#"
format = 1
draws = 6
[municipalities]
names = ["Vlieland", "Schiermonnikoog", "Rozendaal"]
[scenarios.begin]
new = { areas = "gemeente" }
sets = ["time.years=2", "sampling.method=random"]
"#,
    );
    let done = place.call(&["batch", "plan.toml", "--out", "out", "--format", "csv", "-q"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let rows = rows(&place, "out");
    let lines = lines(&place, &["--measure", "municipal_cost", "--by", "province"]);
    let mut inhabitants = BTreeMap::new();
    let mut reader = csv::Reader::from_path(place.path("out/municipalities.csv")).unwrap();
    for row in reader.records().map(|row| row.unwrap()) {
        inhabitants.insert(row[0].to_owned(), (row[3].to_owned(), row[6].parse::<f64>().unwrap()));
    }
    assert_eq!(inhabitants["Rozendaal"].0, "Gelderland");
    assert_eq!(inhabitants["Vlieland"].0, "Fryslân");
    for (province, members) in
        [("Gelderland", vec!["Rozendaal"]), ("Fryslân", vec!["Schiermonnikoog", "Vlieland"])]
    {
        let mut sums = vec![0.0; 6];
        let mut means = Vec::new();
        for member in &members {
            let own: Vec<f64> = rows
                .iter()
                .filter(|(_, name, row)| name == member && row["alternative"] == "scenario2")
                .map(|(_, _, row)| row["municipal_cost"].parse().unwrap())
                .collect();
            assert_eq!(own.len(), 6);
            sums.iter_mut().zip(&own).for_each(|(sum, own)| *sum += own);
            means.push(own.iter().sum::<f64>() / 6.0 / inhabitants[*member].1);
        }
        let count: f64 = members.iter().map(|member| inhabitants[*member].1).sum();
        let found = lines
            .iter()
            .find(|line| {
                line["group"][0] == province
                    && line["alternative"] == "scenario2"
                    && line["per"] == "inhabitant"
            })
            .expect("a line");
        let (mean, error) = mean_and_error(&sums);
        close(&found["inhabitants"], count);
        assert_eq!(found["municipalities"], members.len());
        close(&found["estimate"]["mean"], mean / count);
        close(&found["estimate"]["standard_error"], error / count);
        close(&found["lowest"][1], means.iter().copied().fold(f64::INFINITY, f64::min));
        close(&found["highest"][1], means.iter().copied().fold(0.0, f64::max));
    }
}
