//! The MKBA sheet of the workbook: its formulas, computed again by an evaluator of our own, give the net present values of
//! the program, and go on to do so when a price or the discount rate is changed.

use super::sheet::{Cells, sheets, value};
use std::path::Path;
use std::process::Command;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/example.toml");
const SHEET: &str = "MKBA with formulas";

fn call(place: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_wijkraming"))
        .args(arguments)
        .current_dir(place)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// A small run, its workbook, and the place where both are.
fn book(more: &[&str]) -> (tempfile::TempDir, Cells) {
    let place = tempfile::tempdir().expect("a temporary directory");
    let run = ["run", EXAMPLE, "--set", "time.years=3", "--draws", "5", "--format", "csv", "-q"];
    call(place.path(), &[&run[..], more, &["--out", "run"]].concat());
    call(place.path(), &["report", "run", "--xlsx", "book.xlsx", "--lang", "en"]);
    let bytes = std::fs::read(place.path().join("book.xlsx")).expect("a workbook");
    let cells = sheets(&bytes).remove(SHEET).expect("the sheet");
    (place, cells)
}

/// The rows whose name begins like this.
fn rows(cells: &Cells, name: &str) -> Vec<u32> {
    let named = |((column, row), cell): (&(u32, u32), &super::sheet::Cell)| {
        let own = cell.text.as_ref().is_some_and(|text| text.starts_with(name));
        (*column == 1 && own).then_some(*row)
    };
    cells.iter().filter_map(named).collect()
}

fn column(cells: &Cells, head: &str) -> u32 {
    let found = cells.iter().find(|(_, cell)| cell.text.as_deref() == Some(head));
    found.unwrap_or_else(|| panic!("no column {head}")).0.0
}

/// Net present values to society by project, from `value --json`.
fn told(place: &Path, more: &[&str]) -> Vec<f64> {
    let text = call(place, &[&["value", "run", "--json", "--view", "society"], more].concat());
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let all = json["tables"]["indicators"].as_array().unwrap_or_else(|| panic!("{json}")).iter();
    let nets = all.filter(|own| own["indicator"] == "net_present_value");
    nets.map(|own| own["value"].as_f64().unwrap_or_else(|| panic!("{own}"))).collect()
}

#[track_caller]
fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
    }
}

/// The net present values that the formulas give.
fn computed(cells: &Cells, name: &str) -> Vec<f64> {
    let column = column(cells, "Present value");
    rows(cells, name).into_iter().map(|row| value(cells, (column, row))).collect()
}

const NET: &str = "Net present value for society";

/// With every number at its mean nothing moves together: the sums from means are the program's, to a cent. The
/// program rounds every amount to a millionth of a euro.
#[test]
fn at_the_means_the_formulas_give_the_net_present_value_also_after_a_change() {
    let (place, mut cells) = book(&["--central"]);
    let told_now = told(place.path(), &[]);
    assert_eq!(told_now.len(), 4);
    assert_close(&computed(&cells, NET), &told_now, 0.01);
    // Another discount rate, as `value` counts it.
    let rate = rows(&cells, "Discount rate")[0];
    let value_column = column(&cells, "Value");
    let before = cells[&(value_column, rate)].number;
    cells.get_mut(&(value_column, rate)).expect("a cell").number = Some(0.07);
    assert_close(&computed(&cells, NET), &told(place.path(), &["--discount", "0.07"]), 0.01);
    cells.get_mut(&(value_column, rate)).expect("a cell").number = before;
    // Another price: each effect that the example counts, one after the other.
    let scenario = wijkraming::scenario::Scenario::from_text(
        "example.toml",
        include_str!("../../../scenarios/example.toml"),
        &wijkraming::scenario::LoadOptions::default(),
    )
    .unwrap_or_else(|_| panic!("the example is good"));
    use wijkraming::study::Model;
    let central = wijkraming::study::sampling::central(scenario.quantities());
    let effects = scenario.parameters(0, &central).effects;
    let counted: Vec<_> = effects.iter().filter(|effect| !effect.pm).collect();
    assert!(counted.len() >= 2);
    for effect in counted {
        let row = rows(&cells, &effect.label)[0];
        let before = cells[&(value_column, row)].number.expect("a price");
        assert!((before - effect.value).abs() < 1e-9);
        cells.get_mut(&(value_column, row)).expect("a cell").number = Some(before + 1000.0);
        let set = format!("effects.{}.value={}", effect.id, before + 1000.0);
        assert_close(&computed(&cells, NET), &told(place.path(), &["--set", &set]), 0.01);
        cells.get_mut(&(value_column, row)).expect("a cell").number = Some(before);
    }
}

/// With uncertain prices the means leave a difference, which stands in its own row: with it the sum is the program's.
#[test]
fn what_joint_uncertainty_makes_stands_in_its_own_row() {
    let uncertain = "effects.bijstand.value={dist=\"uniform\",min=100.0,max=3000.0}";
    let example = include_str!("../../../scenarios/example.toml");
    let id = example
        .split("[[effects]]")
        .nth(1)
        .and_then(|effect| effect.split("id = \"").nth(1)?.split('"').next())
        .expect("an effect");
    let (place, cells) = book(&["--set", &uncertain.replace("bijstand", id)]);
    let told = told(place.path(), &[]);
    assert_close(&computed(&cells, "Net present value with that difference"), &told, 0.01);
    let joint = computed(&cells, "Difference by joint uncertainty");
    let plain = computed(&cells, NET);
    assert!(joint.iter().any(|joint| joint.abs() > 1.0), "{joint:?}");
    let sums: Vec<f64> = plain.iter().zip(&joint).map(|(plain, joint)| plain + joint).collect();
    assert_close(&sums, &told, 0.01);
}

/// Readers that do not compute show what those that do compute find.
#[test]
fn the_stored_result_of_every_formula_is_what_it_computes() {
    let (_place, cells) = book(&["--set", "valuation.optimism_bias=true"]);
    let formulas: Vec<_> = cells.iter().filter(|(_, cell)| cell.formula.is_some()).collect();
    assert!(formulas.len() > 100, "{}", formulas.len());
    for (place, cell) in formulas {
        let (stored, computed) = (cell.number.expect("a result"), value(&cells, *place));
        let tolerance = 1e-9 * computed.abs().max(1e3);
        assert!((stored - computed).abs() < tolerance, "{place:?}: {stored} {computed}");
    }
    // Gains on effects are corrected: some formula says so.
    assert!(
        cells.values().any(|cell| cell.formula.as_ref().is_some_and(|own| own.contains("IF(")))
    );
}

/// The same sums stand in the OpenDocument form, and CSV has results only.
#[test]
fn open_documents_have_the_formulas_and_csv_has_their_results() {
    let (place, cells) = book(&[]);
    call(place.path(), &["report", "run", "--ods", "book.ods", "--csv", "csv", "--lang", "en"]);
    let bytes = std::fs::read(place.path().join("book.ods")).expect("a spreadsheet");
    let content =
        String::from_utf8(super::sheet::unzip(&bytes)["content.xml"].clone()).expect("UTF-8");
    let document = roxmltree::Document::parse(&content).expect("well-formed");
    let formulas: Vec<&str> = document
        .descendants()
        .filter_map(|node| node.attributes().find(|own| own.name() == "formula"))
        .map(|attribute| attribute.value())
        .collect();
    let xlsx = cells.values().filter(|cell| cell.formula.is_some()).count();
    assert_eq!(formulas.len(), xlsx);
    assert!(formulas.iter().all(|own| own.starts_with("of:=") && !own.contains(',')));
    assert!(formulas.iter().any(|own| own.contains("SUMPRODUCT([.F") && own.contains("];[.$F$")));
    let csv =
        std::fs::read_to_string(place.path().join("csv/mkba-with-formulas.csv")).expect("CSV");
    assert!(!csv.contains("SUM") && csv.contains(NET));
}
