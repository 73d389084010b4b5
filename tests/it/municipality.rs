//! Starting scenarios of municipalities (`wijkraming new`): names, margins, budgets, missing cells, messages; on
//! small extracts of the open data in `tests/open_data`, so that they run without Parquet too.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use wijkraming::municipality::areas::{self, Division};
use wijkraming::municipality::base::BASE;
use wijkraming::municipality::budgets::{Lines, budgets};
use wijkraming::municipality::generate::{Figures, Generator, NewError, Rates};
use wijkraming::municipality::need_model::NeedModel;
use wijkraming::municipality::writer::scenario;
use wijkraming::municipality::{OpenData, STORED_NEED_MODEL, names};
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::study::Model;
use wijkraming::tables::open_data::OpenTable;

const WIJKEN: Division = Division::Wijk { least_households: 200.0 };
const RATES: Rates =
    Rates { annual_rate: [0.05, 0.12, 0.03, 0.08, 0.06, 0.12], low_income_factor: 2.0 };

fn extracts() -> &'static Path {
    Path::new("tests/open_data")
}

/// The extracts, with the text of some tables changed first.
fn data_with(change: impl Fn(&str, String) -> String) -> OpenData {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for entry in fs::read_dir(extracts()).expect("the extracts") {
        let path = entry.expect("an extract").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("an extract");
        fs::write(directory.path().join(path.file_name().unwrap()), change(&name, text))
            .expect("a copy");
    }
    OpenData::read(|name| OpenTable::find(name).unwrap().from_directory(directory.path())).unwrap()
}

fn data() -> OpenData {
    data_with(|_, text| text)
}

fn model() -> NeedModel {
    toml::from_str(STORED_NEED_MODEL).unwrap()
}

fn figures_of(
    data: &OpenData,
    name: &str,
    year: i32,
    division: Division,
) -> Result<Figures, NewError> {
    Generator::new(data, &model(), RATES, year)?.figures(name, division)
}

fn figures(data: &OpenData, name: &str) -> Figures {
    figures_of(data, name, 2024, WIJKEN).unwrap()
}

/// A row of an extract by the value of a column.
fn row(table: &str, wanted: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_path(extracts().join(format!("{table}.csv"))).unwrap();
    let mut rows = reader.deserialize().map(|row| row.unwrap());
    rows.find(|row: &BTreeMap<String, String>| {
        wanted.iter().all(|(column, value)| row[*column] == *value)
    })
    .unwrap()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap()
}

const PANEL: &str = "cbs_kwb_gemeenten_panel_2012_2024";

#[test]
fn names_are_found_with_other_spellings_codes_and_usual_names() {
    let data = data();
    for (name, code) in [
        ("Zwolle", "GM0193"),
        ("  gemeente zwolle ", "GM0193"),
        ("GM0193", "GM0193"),
        ("gm0193", "GM0193"),
        ("193", "GM0193"),
        ("Bergen (NH.)", "GM0373"),
        ("bergen l", "GM0893"),
        ("Bergen (Limburg)", "GM0893"),
    ] {
        assert_eq!(names::find(&data, name).map(|(code, _)| code), Ok(code.to_owned()), "{name}");
    }
}

#[test]
fn messages_about_names_and_years_say_what_to_do() {
    let data = data();
    let mut text = String::new();
    for (name, year) in [
        ("Haren", 2024),
        ("delfzijl", 2024),
        ("Winsum", 2024),
        ("GM0017", 2024),
        ("Bergen", 2024),
        ("Zwole", 2024),
        ("Delfziel", 2024),
        ("qqqq", 2024),
        ("GM9999", 2024),
        ("", 2024),
        ("Zwolle", 2016),
        ("Zwolle", 2025),
    ] {
        let error = figures_of(&data, name, year, WIJKEN).unwrap_err();
        let hint = error.hint().unwrap_or_else(|| "-".to_owned());
        text.push_str(&format!("{name:?} {year}\n  error: {error}\n  hint: {hint}\n"));
    }
    insta::assert_snapshot!("municipality_messages", text);
}

/// The totals come from the CBS row itself: 62,948 households of which 41, 28 and 31% (percentages of CBS add up to 99
/// to 101 and are scaled to 100), 65+ by the assumed 0.30 per person, single parents 0.205 of the families.
#[test]
fn both_margins_of_the_households_are_kept_exactly() {
    let data = data();
    let zwolle = figures(&data, "Zwolle");
    let row = row(PANEL, &[("jaar", "2024"), ("gm_code", "GM0193")]);
    let total = number(&row, "huishoudens");
    let sums: Vec<u32> =
        (0..6).map(|i| zwolle.areas.iter().map(|area| area.households[i]).sum()).collect();
    assert_eq!(f64::from(sums.iter().sum::<u32>()), total);
    let percent = |column| number(&row, column);
    let all = percent("p_hh_eenpersoons")
        + percent("p_hh_zonder_kinderen")
        + percent("p_hh_met_kinderen");
    let old = 0.30 * number(&row, "inwoners") * percent("p_65_plus") / 100.0;
    let one = percent("p_hh_eenpersoons") / all * total;
    let two = percent("p_hh_zonder_kinderen") / all * total;
    let family = percent("p_hh_met_kinderen") / all * total;
    let expected = [one - old, old, two - old, old, 0.795 * family, 0.205 * family];
    for (found, expected) in sums.iter().zip(expected) {
        assert!((f64::from(*found) - expected).abs() < 1.0, "{sums:?}, expected {expected}");
    }
    let wijken = areas::areas(&data, "GM0193", "Zwolle", WIJKEN);
    let of_wijken: f64 = wijken.iter().map(areas::Area::households).sum();
    for (area, wijk) in zwolle.areas.iter().zip(&wijken) {
        let found = f64::from(area.households.iter().sum::<u32>());
        let expected = wijk.households() / of_wijken * total;
        assert!((found - expected).abs() < 1.0, "{}: {found}, expected {expected}", area.name);
        assert!(area.households.iter().all(|count| *count > 0), "{}", area.name);
    }
}

/// Families live in large households and people over 65 in old wijken: Stadshagen is the young new quarter of Zwolle.
#[test]
fn interaction_follows_size_and_age_of_the_wijk() {
    let zwolle = figures(&data(), "Zwolle");
    let share = |name: &str, types: &[usize]| {
        let area = zwolle.areas.iter().find(|area| area.name.contains(name)).unwrap();
        let of_types: u32 = types.iter().map(|i| area.households[*i]).sum();
        f64::from(of_types) / f64::from(area.households.iter().sum::<u32>())
    };
    assert!(share("Stadshagen", &[4, 5]) > 1.5 * share("Binnenstad", &[4, 5]));
    assert!(share("Binnenstad", &[0, 1]) > 1.5 * share("Stadshagen", &[0, 1]));
}

#[test]
fn one_area_has_the_budget_and_households_of_the_municipality() {
    let data = data();
    let whole = figures_of(&data, "Zwolle", 2024, Division::Gemeente).unwrap();
    let parts = figures(&data, "Zwolle");
    assert_eq!(whole.areas.len(), 1);
    assert_eq!(whole.areas[0].name, "Zwolle");
    let sum = |figures: &Figures, of: &dyn Fn(usize) -> f64| -> f64 {
        (0..figures.areas.len()).map(of).sum()
    };
    assert_eq!(whole.areas[0].budget, sum(&parts, &|i| parts.areas[i].budget));
    // The predicted clients of the wijken add up to those of the municipality.
    let clients = |figures: &Figures| -> f64 {
        sum(figures, &|i| {
            let area = &figures.areas[i];
            let households = area.households.map(f64::from);
            let income = 1.0 + area.low_income * (RATES.low_income_factor - 1.0);
            let base: f64 =
                households.iter().zip(RATES.annual_rate).map(|(n, rate)| n * rate).sum();
            area.need * base * income
        })
    };
    assert!((clients(&whole) / clients(&parts) - 1.0).abs() < 1e-9);
}

const IV3_HEAD: &str = "jaar,soort,gm_code,gm_naam,inwoners,tv_6_1,tv_6_2,tv_6_21,tv_6_22,tv_6_23,tv_6_6,\
    tv_6_60,tv_6_71,tv_6_72,tv_6_73,tv_6_74,tv_6_75,tv_6_76,tv_6_79,tv_6_81,tv_6_82,tv_6_91,tv_6_92\n";

/// Iv3 of Zwolle only, as given: per row year, kind, inhabitants, and the amounts of 6.2, 6.6, 6.71, 6.72, 6.73, 6.74, 6.82.
fn data_with_iv3(rows: &[(i32, &str, i32, [&str; 7])]) -> OpenData {
    let line = |(year, kind, inhabitants, [a, b, c, d, e, f, g]): &(i32, &str, i32, [&str; 7])| {
        format!(
            "{year},{kind},GM0193,Zwolle,{inhabitants},7,{a},,,,{b},,{c},{d},{e},{f},,,,9,{g},,\n"
        )
    };
    let text: String = rows.iter().map(line).collect();
    data_with(|name, old| match name {
        "iv3_sociaal_domein_2017_2026" => format!("{IV3_HEAD}{text}"),
        _ => old,
    })
}

/// By hand, thousand euro, 1,000 inhabitants in every year, factors 1.038 (2022 to 2023) and 1.033 (2023 to 2024):
/// first line of youth in 2023 and 2024: (150 + 150) / (300 + 300) = one half, so in 2022 half of 200 + 100 is 150.
/// Team: (90 * 1.038 * 1.033 + 100 * 1.033 + 110) / 3 = (96.50286 + 103.3 + 110) / 3 = 103.26762.
/// Area: 2022: 90 + 40 + 180 + 150 = 460 * 1.072254 = 493.23684; 2023: 100 + 50 + 200 + 150 = 500 * 1.033 = 516.5; 2024:
/// 110 + 60 + 220 + 150 = 540; mean 516.57895. Specialist: 150 each: (160.8381 + 154.95 + 150) / 3 = 155.26270.
#[test]
fn budgets_are_means_per_inhabitant_in_prices_of_the_year() {
    let data = data_with_iv3(&[
        (2021, "jaarrekening", 1000, ["1", "1", "1", "1", "", "", "1"]),
        (2022, "jaarrekening", 1000, ["90", "40", "180", "200", "", "", "100"]),
        (2023, "jaarrekening", 1000, ["100", "50", "200", "150", "60", "40", "50"]),
        (2024, "begroting", 1000, ["999", "999", "999", "999", "999", "999", "999"]),
        (2024, "jaarrekening", 1000, ["110", "60", "220", "150", "80", "50", "20"]),
    ]);
    let found = budgets(&data, "GM0193", 2024, 1000.0).unwrap();
    assert_eq!(found.years, [2022, 2023, 2024]);
    assert!(found.accounts);
    assert!((found.first_line_share - 0.5).abs() < 1e-12);
    assert!((found.team - 103_267.62).abs() < 0.01, "{}", found.team);
    assert!((found.area - 516_578.95).abs() < 0.01, "{}", found.area);
    assert!((found.specialist - 155_262.70).abs() < 0.01, "{}", found.specialist);
    let twice = budgets(&data, "GM0193", 2024, 2000.0).unwrap();
    assert!((twice.area - 2.0 * found.area).abs() < 1e-6, "per inhabitant");
}

/// Loon op Zand has not delivered 2024, Almelo and Dordrecht not 2022: all zeros.
#[test]
fn years_that_were_not_delivered_are_left_out_and_never_count_as_zero() {
    let data = data_with_iv3(&[
        (2023, "jaarrekening", 1000, ["100", "50", "200", "150", "60", "40", "50"]),
        (2024, "jaarrekening", 1000, ["0", "0", "0", "0", "0", "0", "0"]),
    ]);
    let found = budgets(&data, "GM0193", 2024, 1000.0).unwrap();
    assert_eq!(found.years, [2023]);
    assert!((found.area - 500_000.0 * 1.033).abs() < 0.01);
    let real = budgets(&self::data(), "GM0809", 2024, 1000.0).unwrap();
    assert_eq!(real.years, [2022, 2023]);
}

/// There are no jaarrekeningen of 2017 to 2019 in the data.
#[test]
fn years_without_jaarrekening_take_the_begroting() {
    let found = budgets(&data(), "GM0193", 2019, 1000.0).unwrap();
    assert_eq!((found.years.as_slice(), found.accounts), ([2017, 2018, 2019].as_slice(), false));
    let later = budgets(&data(), "GM0193", 2021, 1000.0).unwrap();
    assert_eq!((later.years.as_slice(), later.accounts), ([2020, 2021].as_slice(), true));
}

/// Nothing usable: the mean of all municipalities in the table, which are Zwolle's zeros and one other with 500 per head.
#[test]
fn municipality_without_figures_gets_the_national_amount_per_inhabitant_and_a_note() {
    let zwolle =
        format!("{IV3_HEAD}2024,jaarrekening,GM0193,Zwolle,1000,0,0,,,,0,,0,0,0,0,,,,0,0,,\n");
    let other = "2024,jaarrekening,GM0014,Groningen,2000,0,200,,,,100,,400,300,0,0,,,,0,0,,\n";
    let data = data_with(|name, old| match name {
        "iv3_sociaal_domein_2017_2026" => format!("{zwolle}{other}"),
        _ => old,
    });
    let found = budgets(&data, "GM0193", 2024, 1000.0).unwrap();
    assert!((found.area - 500_000.0).abs() < 1e-6);
    assert!(found.notes[0].contains("landelijk bedrag per inwoner"), "{:?}", found.notes);
}

/// What is booked under 6.2 does not tell what teams are: 1 euro per inhabitant here, (1 + 100 * 9) / 10 = 90.1 in the
/// country, which the team costs. The area budget stays what was booked: 1 + 100 + 400 + 300.
#[test]
fn team_costs_the_national_amount_whatever_is_booked_under_its_taakveld() {
    let zwolle = format!(
        "{IV3_HEAD}2024,jaarrekening,GM0193,Zwolle,1000,0,1,,,,100,,400,300,0,0,,,,0,0,,\n"
    );
    let other = "2024,jaarrekening,GM0014,Groningen,9000,0,900,,,,900,,3600,2700,0,0,,,,0,0,,\n";
    let data = data_with(|name, old| match name {
        "iv3_sociaal_domein_2017_2026" => format!("{zwolle}{other}"),
        _ => old,
    });
    let found = budgets(&data, "GM0193", 2024, 1000.0).unwrap();
    assert!((found.team - 90_100.0).abs() < 1e-6, "{}", found.team);
    assert!((found.team_booked - 1.0).abs() < 1e-9);
    assert!((found.area - 801_000.0).abs() < 1e-6);
}

#[test]
fn codes_of_2025_come_in_the_same_lines() {
    let text = format!(
        "{IV3_HEAD}2025,begroting,GM0193,Zwolle,1000,5,,10,20,30,,40,50,,,,60,70,80,90,100,110,120\n"
    );
    let data = data_with(|name, old| match name {
        "iv3_sociaal_domein_2017_2026" => text.clone(),
        _ => old,
    });
    let lines = Lines::sum(data.iv3_rows("GM0193", 2025, false)).unwrap();
    assert_eq!(lines.team, 60.0, "6.21 + 6.22 + 6.23");
    assert_eq!(lines.adult, 170.0, "6.60 + 6.71 + 6.79");
    assert_eq!(lines.youth, 230.0, "6.75 + 6.76 + 6.82");
    assert_eq!(lines.first_line_youth, None);
    assert_eq!((lines.general, lines.escalated_adult, lines.policy), (5.0, 90.0, 230.0));
}

/// Eemsdelta was made in 2021 of Appingedam, Delfzijl and Loppersum: 5,570 + 11,565 + 4,298 in 2018 in the CBS rows.
#[test]
fn municipality_before_its_merger_is_the_sum_of_its_parts() {
    let found = figures_of(&data(), "Eemsdelta", 2018, WIJKEN).unwrap();
    let parts = ["GM0003", "GM0010", "GM0024"]
        .map(|code| number(&row(PANEL, &[("jaar", "2018"), ("gm_code", code)]), "huishoudens"));
    assert_eq!(found.margins.households, parts.iter().sum::<f64>());
}

/// 2021 has no row: on the line between 2020 and 2022.
#[test]
fn year_that_the_data_lack_lies_on_the_line_between_its_neighbours_and_says_so() {
    let found = figures_of(&data(), "Zwolle", 2021, WIJKEN).unwrap();
    let before = number(&row("cbs_kwb_2020_gemeenten", &[("gm_code", "GM0193")]), "huishoudens");
    let after = number(&row(PANEL, &[("jaar", "2022"), ("gm_code", "GM0193")]), "huishoudens");
    assert!((found.margins.households - (before + after) / 2.0).abs() < 1e-9);
    assert!(
        found.margins.notes.iter().any(|n| n == "huishoudens: rechte lijn tussen 2020 en 2022")
    );
}

#[test]
fn wijk_with_missing_cells_is_merged_and_the_file_says_so() {
    let broken = data_with(|name, text| match name {
        "cbs_kwb_2024_wijken" => {
            let line = text.lines().find(|line| line.contains("Diezerpoort")).unwrap();
            let fields: Vec<&str> = line.split(',').collect();
            let empty = [&fields[..4], &[""; 5], &fields[9..]].concat().join(",");
            text.replace(line, &empty)
        }
        _ => text,
    });
    let before = figures(&data(), "Zwolle");
    let after = figures(&broken, "Zwolle");
    assert_eq!(after.areas.len(), before.areas.len() - 1);
    let merged = after.areas.iter().flat_map(|area| &area.merged);
    assert!(
        after.areas.iter().any(|area| area.name.contains("Diezerpoort"))
            || merged.clone().any(|name| name.contains("Diezerpoort"))
    );
    let total = |figures: &Figures| figures.areas.iter().flat_map(|a| a.households).sum::<u32>();
    assert_eq!(total(&before), total(&after), "no household is lost");
    let text = written(&broken, &after);
    assert!(text.contains("# samengevoegd met"), "{text}");
}

#[test]
fn wijk_outside_the_older_tables_has_the_value_of_the_municipality_and_a_note() {
    let without = data_with(|name, text| match name {
        "cbs_kwb_2022_wijken" | "rivm_gezondheidsmonitor_2016_wijk_buurt_18plus" => text
            .lines()
            .filter(|line| !line.contains("WK019311"))
            .map(|l| format!("{l}\n"))
            .collect(),
        _ => text,
    });
    let found = figures(&without, "Zwolle");
    let area = found.areas.iter().find(|area| area.name.contains("Diezerpoort")).unwrap();
    assert!(!area.in_living && !area.in_health);
    // The share of the municipality, scaled so that the other wijken keep their pattern: near 11.5%.
    let known = figures(&data(), "Zwolle");
    let share = found.margins.low_income;
    assert_eq!(share, known.margins.low_income);
    assert!((area.low_income / share - 1.0).abs() < 0.02, "{} {share}", area.low_income);
    let text = written(&without, &found);
    assert!(text.contains("wijk niet in de monitor van 2016"));
    assert!(text.contains("als de gemeente: wijk niet in de tabel van 2022"));
}

#[test]
fn municipality_without_types_of_households_is_an_error_and_no_guess() {
    let without = data_with(|name, text| {
        let column = match name {
            PANEL => 14,
            "cbs_kwb_2020_gemeenten" => 5,
            _ => return text,
        };
        let cut = |line: &str| {
            let mut fields: Vec<&str> = line.split(',').collect();
            if line.contains("GM0193") {
                fields[column] = "";
            }
            format!("{}\n", fields.join(","))
        };
        text.lines().map(cut).collect()
    });
    let error = figures_of(&without, "Zwolle", 2024, WIJKEN).unwrap_err();
    assert_eq!(error.to_string(), "the CBS data lack the households, types or incomes of Zwolle");
}

fn written(data: &OpenData, figures: &Figures) -> String {
    scenario(figures, data, &model(), BASE, "wijkraming new").unwrap()
}

fn assert_right(name: &str, text: &str) -> Scenario {
    let options = LoadOptions { limits: None, ..LoadOptions::default() };
    Scenario::from_text(name, text, &options)
        .unwrap_or_else(|report| panic!("{name}: {report}\n{text}"))
}

#[test]
fn written_scenarios_are_right_and_complete() {
    let data = data();
    for (name, division) in [
        ("Zwolle", WIJKEN),
        ("Zwolle", Division::Gemeente),
        ("Overbetuwe", WIJKEN),
        ("Rozendaal", WIJKEN),
        ("Eemsdelta", Division::Wijk { least_households: 0.0 }),
    ] {
        let figures = figures_of(&data, name, 2024, division).unwrap();
        let scenario = assert_right(name, &written(&data, &figures));
        assert_eq!(scenario.municipality.as_deref(), Some(name));
        let ids: Vec<&str> =
            scenario.alternatives().iter().map(|alternative| alternative.id.as_str()).collect();
        assert_eq!(ids, ["nul", "scenario1", "scenario2", "populatie", "resultaat"]);
        assert!(scenario.warnings().is_empty(), "{}", scenario.warnings());
    }
}

/// The uncertainty of the relation is in the file: shared by the areas, or in the one area there is.
#[test]
fn spread_of_the_relation_is_carried_by_the_need_factors() {
    let data = data();
    let sd = model().residual_sd;
    let expected = libm::sqrt(libm::exp(sd * sd) - 1.0);
    let text = written(&data, &figures(&data, "Zwolle"));
    let shared: toml::Table = text.parse().unwrap();
    let factor = &shared["need"]["factor"];
    assert!((factor["sd"].as_float().unwrap() - expected).abs() < 0.001);
    let one = written(&data, &figures_of(&data, "Zwolle", 2024, Division::Gemeente).unwrap());
    let one: toml::Table = one.parse().unwrap();
    assert!(one.get("need").is_none(), "one area carries it itself");
    let factor = &one["areas"][0]["need_factor"];
    let ratio = factor["sd"].as_float().unwrap() / factor["mean"].as_float().unwrap();
    assert!((ratio - expected).abs() < 0.001);
}

/// Section 2 of the model page: the factor of the municipality multiplies that of each area.
#[test]
fn factor_that_areas_share_multiplies_the_factor_of_each() {
    let data = data();
    let text = written(&data, &figures(&data, "Zwolle"));
    let factors = |set: &str| -> Vec<f64> {
        let options =
            LoadOptions { sets: vec![set.to_owned()], limits: None, ..LoadOptions::default() };
        let scenario = Scenario::from_text("zwolle", &text, &options).unwrap();
        let central = wijkraming::study::sampling::central(scenario.quantities());
        let areas = scenario.parameters(0, &central).population.areas;
        areas.iter().map(|area| area.need_factor).collect()
    };
    for (one, double) in factors("need.factor=1").iter().zip(factors("need.factor=2")) {
        assert!((2.0 * one - double).abs() < 1e-12);
    }
}

#[test]
fn every_number_of_the_areas_has_a_source_a_grade_and_a_note() {
    let text = written(&data(), &figures(&data(), "Overbetuwe"));
    let table: toml::Table = text.parse().unwrap();
    for area in table["areas"].as_array().unwrap() {
        for key in ["low_income_share", "need_factor", "historic_budget"] {
            for record in ["source", "grade", "note"] {
                assert!(area[key].get(record).is_some(), "{key} lacks {record}");
            }
        }
    }
}

#[test]
fn names_with_quotes_and_line_breaks_stay_inside_their_strings() {
    let odd = data_with(|name, text| match name {
        "cbs_kwb_2024_wijken" => {
            text.replace("Wijk 11 Diezerpoort", "\"Wijk \"\"11\"\" \\ [x]\n# y\"")
        }
        _ => text,
    });
    let figures = figures(&odd, "Zwolle");
    assert_right("odd", &written(&odd, &figures));
}
