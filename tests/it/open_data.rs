//! The open data inside the program: built again from CSV bit for bit, the relation of need fitted again, the table of
//! mergers against the data, and a scenario for every municipality.

use std::collections::{BTreeMap, BTreeSet};

use wijkraming::municipality::areas::Division;
use wijkraming::municipality::base::BASE;
use wijkraming::municipality::generate::{Figures, Generator, Rates};
use wijkraming::municipality::households::Joint;
use wijkraming::municipality::need_model::NeedModel;
use wijkraming::municipality::writer::scenario;
use wijkraming::municipality::{OpenData, STORED_NEED_MODEL, names};
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::tables::open_data::{OPEN_TABLES, OpenTable, build, write_csv};

const RATES: Rates =
    Rates { annual_rate: [0.05, 0.12, 0.03, 0.08, 0.06, 0.12], low_income_factor: 2.0 };

fn data() -> OpenData {
    OpenData::read(|name| OpenTable::find(name).unwrap().embedded()).unwrap()
}

fn model() -> NeedModel {
    toml::from_str(STORED_NEED_MODEL).unwrap()
}

#[test]
fn tables_written_as_csv_and_built_again_have_the_same_bytes() {
    let directory = tempfile::tempdir().unwrap();
    for table in OPEN_TABLES.iter().filter(|table| table.is_parquet()) {
        let file = std::fs::File::create(directory.path().join(format!("{}.csv", table.name)));
        write_csv(&table.embedded().unwrap(), file.unwrap()).unwrap();
    }
    let made = build(directory.path(), &directory.path().join("built")).unwrap();
    assert_eq!(made.len(), OPEN_TABLES.iter().filter(|table| table.is_parquet()).count());
    for table in OPEN_TABLES.iter().filter(|table| table.is_parquet()) {
        let bytes = std::fs::read(directory.path().join("built").join(table.file())).unwrap();
        assert!(bytes == table.bytes(), "{} has other bytes", table.name);
    }
}

/// The extracts in `tests/open_data` were cut from the CSV files: their rows are those of the Parquet files.
#[test]
fn parquet_and_csv_agree_row_by_row() {
    for table in OPEN_TABLES.iter().filter(|table| table.is_parquet()) {
        let lines = |bytes: Vec<u8>| -> Vec<String> {
            String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect()
        };
        let mut all = Vec::new();
        write_csv(&table.embedded().unwrap(), &mut all).unwrap();
        let all: BTreeSet<String> = lines(all).into_iter().collect();
        let path = format!("tests/open_data/{}.csv", table.name);
        let extract = lines(std::fs::read(&path).unwrap());
        assert!(extract.len() > 1, "{path}");
        for line in extract {
            assert!(all.contains(&line), "{path}: {line}");
        }
    }
}

/// The same bits on the same kind of machine; a last digit may differ on another one.
#[test]
fn stored_relation_of_need_is_what_a_fit_gives() {
    let (stored, fitted) = (model(), NeedModel::fit(&data(), |_| true).unwrap());
    let close = |a: f64, b: f64, what: &str| {
        assert!((a - b).abs() <= 1e-9 * b.abs().max(1e-3), "{what}: stored {a}, fitted {b}");
    };
    assert_eq!((stored.year, stored.n), (fitted.year, fitted.n));
    close(stored.residual_sd, fitted.residual_sd, "residual_sd");
    close(stored.r_squared, fitted.r_squared, "r_squared");
    for (stored, fitted) in [(&stored.wmo, &fitted.wmo), (&stored.youth, &fitted.youth)] {
        assert_eq!((&stored.outcome, stored.n), (&fitted.outcome, fitted.n));
        close(stored.intercept, fitted.intercept, "intercept");
        close(stored.r_squared, fitted.r_squared, "r_squared");
        close(stored.left_out_r_squared, fitted.left_out_r_squared, "left_out_r_squared");
        close(stored.nested_r_squared, fitted.nested_r_squared, "nested_r_squared");
        close(stored.residual_sd, fitted.residual_sd, "residual_sd");
        assert_eq!(stored.terms.len(), fitted.terms.len());
        for (stored, fitted) in stored.terms.iter().zip(&fitted.terms) {
            assert_eq!(stored.indicator, fitted.indicator);
            close(stored.coefficient, fitted.coefficient, &stored.indicator);
            close(stored.standard_error, fitted.standard_error, &stored.indicator);
            close(stored.min, fitted.min, &stored.indicator);
            close(stored.max, fitted.max, &stored.indicator);
        }
    }
}

/// 345 municipalities in 2022, 21 of which have an empty cell of Wmo clients: left out, not taken as zero.
#[test]
fn municipalities_with_an_empty_cell_are_not_in_the_fit() {
    let data = data();
    let rows: Vec<_> = data.gemeenten.iter().filter(|row| row.year == 2022).collect();
    assert_eq!(rows.len(), 345);
    let known = rows.iter().filter(|row| row.wmo_per_1000 > 0.0).count();
    assert_eq!((known, model().wmo.n, model().youth.n), (324, 324, 345));
}

/// Every code that vanishes from Kerncijfers has a successor of today, and inhabitants add up: a successor has those of
/// its parts in the last year before, within 5% (growth, borders), unless a part was divided over several.
#[test]
fn table_of_mergers_fits_the_codes_and_the_inhabitants_in_the_data() {
    let data = data();
    let today = names::names_of_today(&data);
    let codes: BTreeSet<&str> = data.gemeenten.iter().map(|row| row.code.as_str()).collect();
    let merged: BTreeSet<&str> = data.mergers.iter().map(|merger| merger.code.as_str()).collect();
    let gone: BTreeSet<&str> = codes.into_iter().filter(|code| !today.contains_key(code)).collect();
    assert_eq!(gone, merged);
    let years: BTreeSet<i32> = data.gemeenten.iter().map(|row| row.year).collect();
    let inhabitants: BTreeMap<(i32, &str), f64> =
        data.gemeenten.iter().map(|row| ((row.year, row.code.as_str()), row.inhabitants)).collect();
    for merger in &data.mergers {
        assert_eq!(today.get(merger.successor.as_str()), Some(&merger.successor_name.as_str()));
        let before =
            years.iter().rev().find(|year| inhabitants.contains_key(&(**year, &merger.code)));
        let before = *before.unwrap();
        let after = years
            .iter()
            .find(|year| **year > before && inhabitants.contains_key(&(**year, &merger.successor)));
        let after = *after.unwrap();
        let family: Vec<&str> = data
            .mergers
            .iter()
            .filter(|other| other.successor == merger.successor)
            .map(|other| other.code.as_str())
            .chain([merger.successor.as_str()])
            .collect();
        let divided = data
            .mergers
            .iter()
            .any(|other| other.successor == merger.successor && !other.also.is_empty());
        let sum =
            |year| family.iter().filter_map(|code| inhabitants.get(&(year, code))).sum::<f64>();
        let ratio = sum(after) / sum(before);
        assert!(divided || (0.95..1.05).contains(&ratio), "{}: {ratio}", merger.name);
    }
}

/// Shares of one-person households, couples and families of 2024 from household size and age alone, by the postcode
/// areas of 2006 that look most like the municipality: what docs/data.md says of them.
#[test]
fn postcodes_of_2006_predict_the_types_of_2024_within_a_few_points() {
    let data = data();
    let joint = Joint::new(&data);
    let (mut error, mut bias, mut n) = ([0.0; 3], [0.0; 3], 0.0);
    for row in data.gemeenten.iter().filter(|row| row.year == 2024) {
        let found = joint.types([row.age[5], row.age[4] / 100.0, row.age[0] / 100.0]);
        let all: f64 = row.types.iter().sum();
        for i in 0..3 {
            let difference = 100.0 * (found[i] - row.types[i] / all);
            error[i] += difference.abs();
            bias[i] += difference;
        }
        n += 1.0;
    }
    let (error, bias) = (error.map(|e| e / n), bias.map(|b| b / n));
    assert!(error.iter().all(|error| *error < 3.0), "{error:?}, bias {bias:?}");
    println!("mean error {error:?}, bias {bias:?}");
}

fn check(figures: &Figures, data: &OpenData) {
    let text = scenario(figures, data, &model(), BASE, "wijkraming new").unwrap();
    let options = LoadOptions { limits: None, ..LoadOptions::default() };
    Scenario::from_text(&figures.name, &text, &options)
        .unwrap_or_else(|report| panic!("{}: {report}", figures.name));
}

/// Every fourth is worked out here, and every fortieth written and checked; `.ci/run` does all of them.
#[test]
fn municipalities_have_a_scenario_with_the_households_that_cbs_counts() {
    let (data, model) = (data(), model());
    let generator = Generator::new(&data, &model, RATES, 2024).unwrap();
    let today = names::names_of_today(&data);
    assert_eq!(today.len(), 342);
    for (place, (code, name)) in today.iter().enumerate().step_by(4) {
        let figures = generator
            .figures(name, Division::Wijk { least_households: 200.0 })
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(figures.code, *code);
        let row = data.gemeenten.iter().find(|row| row.year == 2024 && row.code == **code).unwrap();
        let households: u32 = figures.areas.iter().flat_map(|area| area.households).sum();
        assert_eq!(f64::from(households), row.households, "{name}");
        for area in &figures.areas {
            assert!(
                area.need.is_finite() && area.need > 0.1 && area.need < 5.0,
                "{name} {}: {}",
                area.name,
                area.need
            );
            assert!(area.budget > 0.0 && (0.0..0.6).contains(&area.low_income), "{name}: {area:?}");
        }
        if place % 40 == 0 {
            check(&figures, &data);
        }
    }
}

/// With the municipality as one area, the mean of the need factors over the country is 1, weighted by what households
/// and incomes predict.
#[test]
fn need_factors_are_one_on_average_over_the_country() {
    let (data, model) = (data(), model());
    let generator = Generator::new(&data, &model, RATES, 2022).unwrap();
    let (mut weighted, mut weights) = (0.0, 0.0);
    for name in names::names_of_today(&data).values() {
        let figures = generator.figures(name, Division::Gemeente).unwrap();
        let area = &figures.areas[0];
        let base: f64 = area
            .households
            .iter()
            .zip(RATES.annual_rate)
            .map(|(n, rate)| f64::from(*n) * rate)
            .sum();
        let onsets = base * (1.0 + area.low_income * (RATES.low_income_factor - 1.0));
        weighted += area.need * onsets;
        weights += onsets;
    }
    assert!((weighted / weights - 1.0).abs() < 1e-3, "{}", weighted / weights);
}
