//! The households of `scenarios/overbetuwe.toml`, rebuilt from the CBS extracts in `data/`: real areas and real
//! margins, with the interaction from an older joint table, fitted by `stats::ipf`.
//!
//! Steps, explained in `docs/scenarios/overbetuwe.md`:
//! 1. Households of the municipality on 1-1-2015, by interpolation between 2012 and 2017.
//! 2. Column margins: shares of single, childless and family households between 2006 and 2020; the parts
//!    65+ and single-parent from `overbetuwe_household_assumptions.csv`.
//! 3. Row margins: per kern the middle of 2006 and 2024 (2015 lies halfway), scaled to step 1.
//! 4. Seed: the types of the kern in 2006, tilted to the household size of the area in 2024, with 65+ from the
//!    age of its population.
//! 5. Fit, then round to whole households.
//!
//! If this fails because a margin or the method was meant to change, copy the printed table to the scenario.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use wijkraming::stats::ipf::{self, Stopping};

const TYPES: [&str; 6] =
    ["single", "single_65plus", "couple", "couple_65plus", "children", "single_parent"];
const YEAR: f64 = 2015.0;

type Row = BTreeMap<String, String>;

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(file: &str) -> Vec<Row> {
    let path = project("data").join(file);
    let mut reader =
        csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    reader
        .deserialize()
        .map(|row| row.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        .collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?} is not a number"))
}

fn sum<'a>(rows: impl IntoIterator<Item = &'a Row>, column: &str) -> f64 {
    rows.into_iter().map(|row| number(row, column)).sum()
}

struct Data {
    /// Wijken of 2024, each with its kern and area.
    wijken: Vec<Row>,
    pc4: Vec<Row>,
    gemeente: Vec<Row>,
    assumptions: BTreeMap<String, f64>,
}

impl Data {
    fn load() -> Self {
        let mut wijken = read("overbetuwe_wijken_2024.csv");
        let gebieden = read("overbetuwe_gebieden.csv");
        for wijk in &mut wijken {
            let gebied = gebieden
                .iter()
                .find(|gebied| gebied["wk_code"] == wijk["wk_code"])
                .expect("a wijk without area");
            wijk.insert("kern".into(), gebied["kern"].clone());
            wijk.insert("area".into(), gebied["area"].clone());
        }
        let assumptions = read("overbetuwe_household_assumptions.csv");
        Self {
            wijken,
            pc4: read("overbetuwe_pc4_2006.csv"),
            gemeente: read("overbetuwe_gemeente.csv"),
            assumptions: assumptions
                .iter()
                .map(|row| (row["key"].clone(), number(row, "value")))
                .collect(),
        }
    }

    /// Areas in the order of their first wijk.
    fn areas(&self) -> Vec<String> {
        let mut areas: Vec<String> = Vec::new();
        for wijk in &self.wijken {
            if !areas.contains(&wijk["area"]) {
                areas.push(wijk["area"].clone());
            }
        }
        areas
    }

    fn gemeente(&self, year: &str, column: &str) -> f64 {
        number(self.gemeente.iter().find(|row| row["jaar"] == year).expect("year"), column)
    }

    /// Straight line between 1-1-2012 and 1-1-2017.
    fn in_2015(&self, column: &str) -> f64 {
        let (from, to) = (self.gemeente("2012", column), self.gemeente("2017", column));
        from + (to - from) * (YEAR - 2012.0) / 5.0
    }

    /// Shares of one-person, childless and family households in some PC4 areas in 2006.
    fn shares_2006<'a>(&self, pc4: impl Iterator<Item = &'a Row> + Clone) -> [f64; 3] {
        normalised(
            ["hh_eenpersoons", "hh_zonder_kinderen", "hh_met_kinderen"]
                .map(|column| sum(pc4.clone(), column)),
        )
    }

    /// Persons in a household with children, from the mean size of all households in 2006.
    fn family_size(&self) -> f64 {
        let persons: f64 = self
            .pc4
            .iter()
            .map(|row| number(row, "huishoudens") * number(row, "gem_hh_grootte"))
            .sum();
        let [one, two, family] = self.shares_2006(self.pc4.iter());
        (persons / sum(&self.pc4, "huishoudens") - one - 2.0 * two) / family
    }

    /// Splits one-person, childless and family households into the six types.
    fn types(&self, [one, two, family]: [f64; 3], persons_65plus: f64) -> Vec<f64> {
        let single = self.assumptions["single_65plus_per_person_65plus"] * persons_65plus;
        let couple = self.assumptions["couple_65plus_per_person_65plus"] * persons_65plus;
        let parent = self.assumptions["single_parent_share_of_families"];
        vec![one - single, single, two - couple, couple, family * (1.0 - parent), family * parent]
    }

    fn column_margins(&self, total: f64) -> Vec<f64> {
        let then = self.shares_2006(self.pc4.iter());
        let later = normalised(
            ["p_hh_eenpersoons", "p_hh_zonder_kinderen", "p_hh_met_kinderen"]
                .map(|column| self.gemeente("2020", column)),
        );
        let now =
            [0, 1, 2].map(|i| (then[i] + (later[i] - then[i]) * (YEAR - 2006.0) / 14.0) * total);
        self.types(now, self.in_2015("inwoners") * self.in_2015("p_65_plus") / 100.0)
    }

    /// Households per area: the middle of 2006 and 2024 per kern, a wijk as its share of the kern in 2024.
    fn row_margins(&self) -> Vec<f64> {
        let in_area = |area: &str| {
            let households = |wijk: &Row| {
                let kern = |row: &&Row| row["kern"] == wijk["kern"];
                let then = sum(self.pc4.iter().filter(kern), "huishoudens");
                let later = sum(self.wijken.iter().filter(kern), "huishoudens");
                (then + later) / 2.0 * number(wijk, "huishoudens") / later
            };
            self.wijken.iter().filter(|wijk| wijk["area"] == area).map(households).sum()
        };
        self.areas().iter().map(|area| in_area(area)).collect()
    }

    fn seed(&self, area: &str) -> Vec<f64> {
        let wijken = self.wijken.iter().filter(|wijk| wijk["area"] == area);
        let pc4 =
            self.pc4.iter().filter(|row| wijken.clone().any(|wijk| wijk["kern"] == row["kern"]));
        let households = sum(wijken.clone(), "huishoudens");
        let persons: f64 = wijken
            .clone()
            .map(|row| number(row, "huishoudens") * number(row, "gem_hh_grootte"))
            .sum();
        let persons_65plus: f64 = wijken
            .clone()
            .map(|row| number(row, "inwoners") * number(row, "p_65_plus") / 100.0)
            .sum();
        let sizes = [1.0, 2.0, self.family_size()];
        let shares = tilted(self.shares_2006(pc4), sizes, persons / households);
        self.types(shares, persons_65plus / households)
    }
}

fn normalised(values: [f64; 3]) -> [f64; 3] {
    let total: f64 = values.iter().sum();
    values.map(|value| value / total)
}

/// The shares closest to `shares` (Kullback-Leibler) whose mean size is `mean`: proportional to
/// share * exp(lambda * size), lambda by bisection.
fn tilted(shares: [f64; 3], sizes: [f64; 3], mean: f64) -> [f64; 3] {
    let at = |lambda: f64| normalised([0, 1, 2].map(|i| shares[i] * (lambda * sizes[i]).exp()));
    let mean_at = |lambda: f64| -> f64 {
        at(lambda).iter().zip(sizes).map(|(share, size)| share * size).sum()
    };
    let (mut low, mut high) = (-10.0, 10.0);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if mean_at(middle) < mean { low = middle } else { high = middle }
    }
    at(low)
}

/// Whole households per area and type, and the margins they were made from.
fn rebuilt() -> (Vec<String>, Vec<Vec<u32>>, Vec<u32>, Vec<u32>) {
    let data = Data::load();
    let total = data.in_2015("huishoudens").round() as u32;
    let areas = data.areas();
    let rows = ipf::apportion(&data.row_margins(), total);
    let columns = ipf::apportion(&data.column_margins(f64::from(total)), total);
    let seed: Vec<Vec<f64>> = areas.iter().map(|area| data.seed(area)).collect();
    assert!(
        seed.iter().flatten().all(|share| *share > 0.0),
        "the 65+ parts must fit in their types: {seed:?}"
    );
    let as_f64 =
        |margin: &[u32]| margin.iter().map(|count| f64::from(*count)).collect::<Vec<f64>>();
    let fit = ipf::fit(&seed, &as_f64(&rows), &as_f64(&columns), Stopping::default()).unwrap();
    let whole = ipf::round(&fit.table, &rows, &columns).unwrap();
    (areas, whole, rows, columns)
}

fn scenario() -> toml::Table {
    let path = project("scenarios/overbetuwe.toml");
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn scenario_has_the_households_that_the_cbs_extracts_give() {
    let (areas, whole, ..) = rebuilt();
    for (area, counts) in areas.iter().zip(&whole) {
        let cells: Vec<String> =
            TYPES.iter().zip(counts).map(|(name, count)| format!("{name} = {count}")).collect();
        println!("{area}: households = {{ {} }}", cells.join(", "));
    }
    let scenario = scenario();
    let written = scenario["areas"].as_array().unwrap();
    assert_eq!(written.len(), areas.len());
    for ((written, area), counts) in written.iter().zip(&areas).zip(&whole) {
        assert_eq!(written["name"].as_str(), Some(area.as_str()));
        for (name, count) in TYPES.iter().zip(counts) {
            assert_eq!(
                written["households"][name].as_integer(),
                Some(i64::from(*count)),
                "{name} of {area}"
            );
        }
    }
}

/// 18,415 on 1-1-2012 and 19,276 on 1-1-2017 (CBS): 18,415 + 3/5 * 861 = 18,931.6.
#[test]
fn households_add_up_to_the_municipality_in_2015() {
    let (_, whole, rows, columns) = rebuilt();
    assert_eq!(whole.iter().flatten().sum::<u32>(), 18_932);
    for (counts, margin) in whole.iter().zip(&rows) {
        assert_eq!(counts.iter().sum::<u32>(), *margin);
    }
    for (i, margin) in columns.iter().enumerate() {
        assert_eq!(whole.iter().map(|counts| counts[i]).sum::<u32>(), *margin);
    }
}

/// Source A counts 4,735 inhabitants in Herveld-Andelst on 1-1-2012; sizes 1, 2 and the family size of 2006.
#[test]
fn herveld_andelst_has_about_the_inhabitants_that_the_pilot_counts() {
    let (areas, whole, ..) = rebuilt();
    let row = areas.iter().position(|area| area == "Herveld-Andelst").unwrap();
    let sizes = [1.0, 1.0, 2.0, 2.0, Data::load().family_size(), Data::load().family_size()];
    let inhabitants: f64 =
        whole[row].iter().zip(sizes).map(|(count, size)| f64::from(*count) * size).sum();
    assert!((inhabitants - 4735.0).abs() < 0.05 * 4735.0, "{inhabitants}");
}

#[test]
fn every_area_in_the_scenario_has_the_team_of_the_crosswalk() {
    let scenario = scenario();
    for gebied in read("overbetuwe_gebieden.csv") {
        let areas = scenario["areas"].as_array().unwrap();
        let area =
            areas.iter().find(|area| area["name"].as_str() == Some(&gebied["area"])).expect("area");
        assert_eq!(area["team"].as_str(), Some(gebied["team"].as_str()), "{}", gebied["wk_naam"]);
    }
}
