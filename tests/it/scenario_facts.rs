//! What the scenario files of documents say they reproduce: the pyramid of Groningen, and alternatives that begin later.

use std::path::Path;
use std::process::Command;

/// The rows of `results.csv` of a run at central values, as (alternative, year, columns by name).
fn results(scenario: &str, draws: &str, out: &Path) -> Vec<csv::StringRecord> {
    let status = Command::new(env!("CARGO_BIN_EXE_wijkraming"))
        .args(["run", scenario, "--central", "--draws", draws, "--format", "csv", "--no-monthly"])
        .args(["-q", "--out"])
        .arg(out)
        .status()
        .expect("the program starts");
    assert!(status.success(), "{scenario}: {status}");
    let mut reader = csv::Reader::from_path(out.join("results.csv")).expect("results.csv");
    let heads = reader.headers().expect("heads").clone();
    std::iter::once(heads).chain(reader.records().map(|row| row.expect("a row"))).collect()
}

fn column(heads: &csv::StringRecord, name: &str) -> usize {
    heads.iter().position(|head| head == name).unwrap_or_else(|| panic!("no column {name}"))
}

/// The letter to the council of Groningen (23-11-2012): 80% of inhabitants cope, 15% have several questions, 5% are
/// complex. The scenario's share of needs with more than one domain is 1 - 0.20 (`need.extra_domains`).
#[test]
fn the_population_of_groningen_has_the_pyramid_of_the_letter() {
    let place = tempfile::tempdir().expect("a temporary directory");
    let rows = results("scenarios/groningen.toml", "3", &place.path().join("run"));
    let heads = &rows[0];
    let at = |row: &csv::StringRecord, name: &str| -> f64 {
        row[column(heads, name)].parse().expect("a number")
    };
    let years = ["2015", "2016", "2017"];
    let counted: Vec<&csv::StringRecord> = rows[1..]
        .iter()
        .filter(|row| &row[column(heads, "alternative")] == "nul")
        .filter(|row| years.contains(&&row[column(heads, "year")]))
        .collect();
    // 3 draws of 3 years; 19,459 households in both areas together.
    let household_months = 3.0 * 3.0 * 12.0 * 19_459.0;
    let share = |name: &str| -> f64 {
        counted.iter().map(|row| at(row, name)).sum::<f64>() / household_months
    };
    let several = (share("severity_1") + share("severity_2")) * (1.0 - 0.20);
    let complex = share("severity_3") + share("severity_4");
    assert!((several - 0.15).abs() < 0.02, "several questions: {several}");
    assert!((complex - 0.05).abs() < 0.01, "complex: {complex}");
    assert!((1.0 - several - complex - 0.80).abs() < 0.03, "cope: {}", 1.0 - several - complex);
}

/// `start_year`: until then an alternative has the bits of the nulalternatief, and from then on others.
#[test]
fn an_alternative_that_begins_in_2017_is_the_reference_until_then() {
    let place = tempfile::tempdir().expect("a temporary directory");
    let rows = results("scenarios/steenwijkerland.toml", "2", &place.path().join("run"));
    let heads = &rows[0];
    let (alternative, year) = (column(heads, "alternative"), column(heads, "year"));
    let of = |id: &str| -> Vec<&csv::StringRecord> {
        rows[1..].iter().filter(|row| &row[alternative] == id).collect()
    };
    let (reference, later) = (of("loketten"), of("integraal"));
    assert_eq!(reference.len(), later.len());
    let mut differ = 0;
    for (one, other) in reference.iter().zip(&later) {
        assert_eq!(one[year], other[year]);
        let same = one.iter().zip(*other).skip(alternative + 1).all(|(one, other)| one == other);
        if one[year].parse::<i32>().expect("a year") < 2017 {
            assert!(same, "{one:?} and {other:?} differ before 2017");
        } else {
            differ += usize::from(!same);
        }
    }
    assert!(differ > 0, "nothing changes in 2017");
}
