//! What good scenario files become: merging, quantities and their paths, `--set`, parameters, the JSON Schema.
//! Expected numbers are read off the files by hand.

use std::fs;
use std::path::{Path, PathBuf};
use wijkraming::diagnostics::{Report, Severity};
use wijkraming::domain::{Domain, DomainSet};
use wijkraming::engine::Parameters;
use wijkraming::financing::Financing;
use wijkraming::payment::Scheme;
use wijkraming::process::{Frequency, Level};
use wijkraming::scenario::{LoadOptions, Scenario, schema};
use wijkraming::stats::{Distribution, Method, RankCorrelation};
use wijkraming::study::{Model, Quantity, sampling};

const EXAMPLE: &str = "scenarios/example.toml";
const GOOD: &str = "tests/bad/parts/good.toml";

fn load_with(path: &str, sets: &[&str]) -> Result<Scenario, Report> {
    let sets = sets.iter().map(|text| (*text).to_owned()).collect();
    Scenario::load(&LoadOptions { sets, ..LoadOptions::new(path) })
}

#[track_caller]
fn loaded(path: &str, sets: &[&str]) -> Scenario {
    load_with(path, sets).unwrap_or_else(|report| panic!("{path} {sets:?}:\n{report}"))
}

#[track_caller]
fn refused(sets: &[&str]) -> String {
    load_with(GOOD, sets).expect_err("this should be refused").to_string()
}

/// The parameters of an alternative with every quantity at its mean.
#[track_caller]
fn central(scenario: &Scenario, id: &str) -> Parameters {
    let position = scenario.alternatives().iter().position(|name| name.id == id);
    scenario
        .parameters(position.expect("an alternative"), &sampling::central(scenario.quantities()))
}

fn paths(scenario: &Scenario) -> Vec<&str> {
    scenario.quantities().iter().map(|quantity| quantity.path.as_str()).collect()
}

fn quantity<'a>(scenario: &'a Scenario, path: &str) -> &'a Quantity {
    let found = scenario.quantities().iter().find(|quantity| quantity.path == path);
    found.unwrap_or_else(|| panic!("no quantity {path}"))
}

/// A scenario made of a file laid over the good one, in a directory of its own.
fn over_good(text: &str) -> Result<Scenario, Report> {
    let temp = tempfile::tempdir().expect("a temporary directory");
    for part in ["base.toml", "good.toml"] {
        let source = Path::new("tests/bad/parts").join(part);
        fs::copy(source, temp.path().join(part)).expect("a copy");
    }
    let path = temp.path().join("child.toml");
    fs::write(&path, format!("extends = \"good.toml\"\n{text}")).expect("a file");
    Scenario::load(&LoadOptions::new(path))
}

#[track_caller]
fn good(text: &str) -> Scenario {
    over_good(text).unwrap_or_else(|report| panic!("{report}"))
}

#[test]
fn the_example_has_these_quantities_and_alternatives() {
    let scenario = loaded(EXAMPLE, &[]);
    let expected = [
        "provisions.3.tariff",
        "provisions.3.domains.adl.tariff",
        "provisions.4.tariff",
        "effects.huisuitzetting.value",
        "effects.kwaliteit-van-leven.value",
        "effects.politie.value",
        "effects.ggz-crisis.value",
        "alternatives.scenario1.payment.first_line.trekkingsrecht.utilisation",
    ];
    assert_eq!(paths(&scenario), expected);
    let tariff = Distribution::Pert { min: 38.0, mode: 46.0, max: 58.0 };
    assert_eq!(quantity(&scenario, "provisions.3.tariff").distribution, tariff);
    let ids: Vec<&str> = scenario.alternatives().iter().map(|name| &*name.id).collect();
    assert_eq!(ids, ["nul", "scenario1", "scenario2", "populatie", "resultaat"]);
    let references: Vec<bool> = scenario.alternatives().iter().map(|name| name.reference).collect();
    assert_eq!(references, [true, false, false, false, false]);
    assert_eq!(scenario.alternatives()[1].title, "Scenario 1: gemeente regie, trekkingsrecht");
    assert!(scenario.warnings().is_empty());
}

/// A file of each format is never changed, and every later version reads it without a warning, with the numbers in it
/// (decision 13).
#[test]
fn the_frozen_file_of_format_1_says_what_is_written_in_it() {
    let text = fs::read("tests/formats/1.toml").unwrap();
    let frozen = "1a9ed70d1ce911d747fc7d1f5b43ff1d7e2c5f117a34057e00039e302440620f";
    assert_eq!(wijkraming::digest::sha256(text), frozen, "tests/formats/1.toml must not change");
    let scenario = loaded("tests/formats/1.toml", &[]);
    assert!(scenario.warnings().is_empty());
    assert_eq!((scenario.format, scenario.price_year, scenario.years), (1, 2015, 10));
    for id in ["nul", "scenario1", "scenario2", "populatie", "resultaat"] {
        let p = central(&scenario, id);
        assert_eq!(p.population.areas[1].households, [280, 170, 430, 260, 650, 80]);
        assert_eq!((p.population.areas[1].need_factor, p.population.frailty_shape), (0.8, 0.7));
        assert_eq!((p.need.annual_trend, p.need.relapse_factor), (0.01, 3.0));
        assert_eq!(p.need.initial_severity, [0.45, 0.35, 0.15, 0.05]);
        assert_eq!(p.need.domain_weights[0], [18., 12., 8., 6., 20., 8., 8., 6., 8., 4., 2.]);
    }
}

#[test]
fn the_example_keeps_its_head() {
    let scenario = loaded(EXAMPLE, &[]);
    assert_eq!(scenario.title, "Sociale kernteams Overbetuwe: voorbeeld");
    assert_eq!(scenario.municipality.as_deref(), Some("Overbetuwe"));
    assert_eq!((scenario.format, scenario.price_year), (1, 2015));
    assert_eq!((scenario.start_year, scenario.years), (2015, 10));
    let sampling = &scenario.sampling;
    assert_eq!((sampling.seed, sampling.draws), (20150101, 200));
    assert_eq!(sampling.method, Method::LatinHypercube);
    let valuation = scenario.valuation(&[]);
    assert_eq!((valuation.discount_rate, valuation.base_year), (0.0225, 2015));
}

#[test]
fn tables_of_the_base_reach_every_alternative() {
    let scenario = loaded(EXAMPLE, &[]);
    for name in scenario.alternatives() {
        let p = central(&scenario, &name.id);
        assert_eq!((p.start_year, p.years), (2015, 10));
        assert_eq!(p.population.areas[0].name, "Elst Noord");
        assert_eq!(p.population.areas[0].households, [560, 290, 640, 380, 900, 190]);
        assert_eq!((p.population.areas[0].team, p.population.areas[1].team), (0, 1));
        assert_eq!(p.population.teams, ["elst-noord", "herveld-andelst"]);
        assert_eq!(p.population.areas[1].historic_budget, 1_100_000.0);
        assert_eq!(p.need.annual_rate, [0.060, 0.150, 0.030, 0.090, 0.055, 0.140]);
        assert_eq!(p.need.domain_weights[5][0], 26.0);
        assert_eq!(p.need.relapse_months, 12);
        assert_eq!(p.process.course.needed_rung, [1, 2, 3, 4]);
        assert_eq!(p.process.opstelling.rung[3], [0.0, 0.0, 0.05, 0.45, 0.50]);
        assert_eq!(p.process.eigen_bijdrage.maximum, [20.0, 110.0, 250.0]);
        assert_eq!(p.budget.covers_rungs, [false, false, true, true, false]);
        assert_eq!(p.budget.annual_cut[1], 0.05);
        assert_eq!(p.specialist.hours_factor, 1.0);
        assert_eq!(p.effects[1].domains, DomainSet::ALL);
        assert_eq!(p.effects[0].domains, [Domain::Finances, Domain::Housing].into_iter().collect());
        let payers = [("woningcorporatie", 0.6), ("gemeente", 0.3), ("huishouden", 0.1)];
        assert_eq!(p.effects[0].payers, payers.map(|(who, share)| (who.to_owned(), share)));
    }
}

#[test]
fn an_overlay_changes_only_the_keys_it_names() {
    let scenario = loaded(EXAMPLE, &[]);
    let nul = central(&scenario, "nul");
    let one = central(&scenario, "scenario1");
    assert_eq!((nul.process.aanmelding.outreach, one.process.aanmelding.outreach), (0.3, 1.0));
    assert_eq!(one.process.aanmelding.own_initiative, [0.04, 0.08, 0.15, 0.40]);
    assert_eq!((nul.process.team.members, one.process.team.members), (6.0, 5.0));
    assert_eq!(nul.process.team.hours_per_volunteer, 34.7);
    assert_eq!((nul.process.team.desks, one.process.team.desks), (2, 1));
    assert_eq!((nul.process.monitoring.waakvlam_months, nul.process.monitoring.close), (0, 0.7));
    assert_eq!((one.process.monitoring.waakvlam_months, one.process.monitoring.close), (6, 0.85));
    assert_eq!((one.process.opstelling.kanteling, one.process.opstelling.upward), (0.35, 0.05));
    // An array is replaced as a whole: one item of cost in place of three.
    assert_eq!((nul.process.team.costs.len(), one.process.team.costs.len()), (1, 3));
    let kwartiermaken = &one.process.team.costs[2];
    assert_eq!(kwartiermaken.per, Level::Municipality);
    assert_eq!((kwartiermaken.when, kwartiermaken.amount), (Frequency::OneOff, 30_000.0));
}

#[test]
fn each_model_of_financing_and_payment_arrives() {
    let scenario = loaded(EXAMPLE, &[]);
    assert!(matches!(central(&scenario, "nul").financing, Financing::Gemeente(_)));
    let Financing::Wijkbudget(wijk) = central(&scenario, "scenario2").financing else {
        panic!("scenario2 is a wijkbudget")
    };
    assert_eq!((wijk.history_weight, wijk.corridor, wijk.reaction.steer), (0.5, 0.05, 1.5));
    assert_eq!((wijk.reaction.defer, wijk.reaction.defer_max), (1.0, 0.5));
    let Financing::Populatiebekostiging(pop) = central(&scenario, "populatie").financing else {
        panic!("populatie is populatiebekostiging")
    };
    // Months 6 and 9 of the file are June and September: 5 and 8 counted from 0.
    assert_eq!(pop.review_months, [5, 8]);
    assert_eq!((pop.reserve_share, pop.tolerance, pop.transfer_share), (0.05, 0.02, 0.8));
    let nul = central(&scenario, "nul");
    assert_eq!(nul.first_line.hours_factor, 1.05);
    assert!(matches!(nul.first_line.scheme, Scheme::Prestatiebekostiging(_)));
    let one = central(&scenario, "scenario1").first_line;
    let Scheme::Trekkingsrecht(right) = one.scheme else { panic!("scenario1: trekkingsrecht") };
    assert_eq!((one.hours_factor, right.admin_cost), (1.0, 6.0));
    assert!((right.utilisation - 0.90).abs() < 1e-12);
    let resultaat = central(&scenario, "resultaat").first_line;
    let Scheme::Resultaatbekostiging(price) = resultaat.scheme else { panic!("resultaat") };
    assert_eq!((resultaat.hours_factor, price.price_margin), (0.85, 0.03));
}

#[test]
fn a_sample_reaches_the_numbers_it_belongs_to() {
    let scenario = loaded(EXAMPLE, &[]);
    // In the order of the quantities: tariffs of rung 3, adl at rung 3 and rung 4; four effects; utilisation.
    let sample = [50.0, 25.0, 100.0, 9_000.0, 4_000.0, 400.0, 20_000.0, 0.75];
    for alternative in 0..5 {
        let p = scenario.parameters(alternative, &sample);
        let rung3 = &p.process.provisions[3];
        let adl = Domain::DailyLiving.index();
        assert_eq!((rung3.tariff[0], rung3.tariff[adl]), (50.0, 25.0));
        assert_eq!((rung3.hours[0], rung3.hours[adl]), (12.0, 11.0));
        assert_eq!((rung3.max_hours[adl], rung3.hours_cv), (40.0, 0.6));
        assert_eq!(p.process.provisions[2].max_hours[0], f64::INFINITY);
        assert_eq!(p.process.provisions[4].tariff, [100.0; 11]);
        assert_eq!(p.process.provisions[1].informal_value, Some(15.0));
        let values: Vec<f64> = p.effects.iter().map(|effect| effect.value).collect();
        assert_eq!(values, [9_000.0, 4_000.0, 1_150.0, 400.0, 20_000.0]);
    }
    let Scheme::Trekkingsrecht(right) = scenario.parameters(1, &sample).first_line.scheme else {
        panic!("scenario1: trekkingsrecht")
    };
    assert_eq!(right.utilisation, 0.75);
}

#[test]
fn a_quantity_of_the_base_is_shared_and_an_overridden_one_is_not() {
    let uncertain = "{ dist = \"uniform\", min = 3.0, max = 5.0 }";
    let scenario = good(&format!("[gesprek]\nhours = {uncertain}\n"));
    assert_eq!(paths(&scenario).iter().filter(|path| path.ends_with("gesprek.hours")).count(), 1);
    let both = format!(
        "[gesprek]\nhours = {uncertain}\n[alternatives.wijk.gesprek]\nhours = {uncertain}\n"
    );
    let scenario = good(&both);
    let own = "alternatives.wijk.gesprek.hours";
    assert!(paths(&scenario).contains(&"gesprek.hours") && paths(&scenario).contains(&own));
    let mut sample = sampling::central(scenario.quantities());
    let position = paths(&scenario).iter().position(|path| *path == own).expect("it is there");
    sample[position] = 4.75;
    assert_eq!(scenario.parameters(0, &sample).process.gesprek.hours, 4.0);
    assert_eq!(scenario.parameters(1, &sample).process.gesprek.hours, 4.75);
}

#[test]
fn a_quantity_that_no_alternative_uses_is_none() {
    let text = "[gesprek]\nhours = { dist = \"uniform\", min = 3.0, max = 5.0 }\n\
        [alternatives.nul.gesprek]\nhours = 4.0\n[alternatives.wijk.gesprek]\nhours = 5.0\n";
    assert!(!paths(&good(text)).contains(&"gesprek.hours"));
}

#[test]
fn a_quantity_is_replaced_as_a_whole() {
    let text = "[valuation]\ndiscount_rate = { dist = \"uniform\", min = 0.01, max = 0.03 }\n";
    let scenario = good(text);
    let assumption = &scenario.assumptions()[0];
    assert_eq!(assumption.path, "valuation.discount_rate");
    assert_eq!((assumption.uncertain, assumption.source.as_deref()), (true, None));
    assert_eq!(assumption.value, "uniform(min 0.01, max 0.03)");
}

#[test]
fn a_choice_of_model_is_replaced_as_a_whole() {
    let scenario = good("[alternatives.wijk]\nfinancing.gemeente = {}\n");
    assert!(matches!(central(&scenario, "wijk").financing, Financing::Gemeente(_)));
}

#[test]
fn every_distribution_is_read() {
    let cases = [
        (
            "triangular\", min = 1, mode = 2, max = 4",
            Distribution::Triangular { min: 1.0, mode: 2.0, max: 4.0 },
        ),
        (
            "normal\", mean = 4, sd = 1, min = 0, max = 8",
            Distribution::Normal { mean: 4.0, sd: 1.0, min: 0.0, max: 8.0 },
        ),
        (
            "normal\", mean = 4, sd = 1, min = 0",
            Distribution::Normal { mean: 4.0, sd: 1.0, min: 0.0, max: f64::INFINITY },
        ),
        ("gamma\", mean = 4, sd = 2", Distribution::Gamma { shape: 4.0, scale: 1.0 }),
        (
            "discrete\", values = [4, 2], probs = [0.25, 0.75]",
            Distribution::Discrete { values: vec![4.0, 2.0], probs: vec![0.25, 0.75] },
        ),
    ];
    for (text, expected) in cases {
        let scenario = good(&format!("[gesprek]\nhours = {{ dist = \"{text} }}\n"));
        assert_eq!(quantity(&scenario, "gesprek.hours").distribution, expected, "{text}");
    }
    for form in [
        "lognormal\", mean = 4, sd = 2",
        "lognormal\", p5 = 2, p95 = 9",
        "gamma\", p5 = 2, p95 = 9",
    ] {
        let scenario = good(&format!("[gesprek]\nhours = {{ dist = \"{form} }}\n"));
        let distribution = &quantity(&scenario, "gesprek.hours").distribution;
        if form.contains("p5") {
            assert!((distribution.quantile(0.05) - 2.0).abs() < 1e-6, "{form}");
            assert!((distribution.quantile(0.95) - 9.0).abs() < 1e-6, "{form}");
        } else {
            assert!((distribution.mean() - 4.0).abs() < 1e-9, "{form}");
        }
    }
}

#[test]
fn a_dirichlet_row_is_a_simplex_of_gamma_numbers() {
    let scenario = good(
        "[need]\ninitial_severity = { dist = \"dirichlet\", mean = [0.4, 0.4, 0.2, 0.0], concentration = 50.0, source = \"register\" }\n\
         extra_domains = { dist = \"dirichlet\", alpha = [0, 3, 0, 0] }\n",
    );
    let row: Vec<_> = scenario.quantities().iter().filter(|q| q.simplex == Some(0)).collect();
    let expected = [(0, 20.0), (1, 20.0), (2, 10.0)];
    assert_eq!(row.len(), expected.len());
    for (quantity, (index, shape)) in row.iter().zip(expected) {
        assert_eq!(quantity.path, format!("need.initial_severity[{index}]"));
        assert_eq!(quantity.distribution, Distribution::Gamma { shape, scale: 1.0 });
    }
    let p = central(&scenario, "nul");
    let close = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
    assert!(close(&p.need.initial_severity, &[0.4, 0.4, 0.2, 0.0]));
    // A row with one possible outcome is not uncertain.
    assert_eq!(p.need.extra_domains, [0.0, 1.0, 0.0, 0.0]);
    let rows = scenario.assumptions().iter().filter(|a| a.path == "need.initial_severity");
    let rows: Vec<_> = rows.collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].value, "dirichlet(mean [0.4, 0.4, 0.2, 0], concentration 50)");
    assert_eq!(rows[0].source.as_deref(), Some("register"));
}

#[test]
fn rows_of_a_matrix_are_rows_of_their_own() {
    let plain = "[1.0, 0.0, 0.0, 0.0, 0.0]";
    let row = "{ dist = \"dirichlet\", mean = [0.5, 0.5, 0.0, 0.0, 0.0], concentration = 10 }";
    let scenario = good(&format!("[opstelling]\nrung = [{row}, {plain}, {row}, {plain}]\n"));
    let simplexes: Vec<_> = scenario.quantities().iter().filter_map(|q| q.simplex).collect();
    assert_eq!(simplexes, [0, 0, 1, 1]);
    assert!(paths(&scenario).contains(&"opstelling.rung[2][1]"));
    assert_eq!(central(&scenario, "wijk").process.opstelling.rung[2], [0.5, 0.5, 0.0, 0.0, 0.0]);
}

#[test]
fn an_uncertain_count_is_rounded_and_every_number_stays_within_its_limits() {
    let scenario = good(
        "[monitoring]\nwaakvlam_months = { dist = \"uniform\", min = 2, max = 8 }\n\
         close = { dist = \"beta\", mean = 0.9, sd = 0.05 }\n",
    );
    let sample = |months: f64, close: f64| -> Vec<f64> {
        let value = |path: &&str| match *path {
            "monitoring.waakvlam_months" => months,
            "monitoring.close" => close,
            _ => 1.0,
        };
        paths(&scenario).iter().map(value).collect()
    };
    let at = |months, close| scenario.parameters(0, &sample(months, close)).process.monitoring;
    assert_eq!(at(4.49, 0.5).waakvlam_months, 4);
    assert_eq!(at(4.5, 0.5).waakvlam_months, 5);
    // A quantile may come out a rounding error above 1.
    assert_eq!(at(4.0, 1.0 + 1e-15).close, 1.0);
}

#[test]
fn assumptions_carry_source_note_unit_and_grade() {
    let scenario = good(
        "[gesprek]\nhours = { value = 4.0, source = \"Zwolle 2014\", note = \"gemiddeld\", grade = \"B\" }\n\
         [uitvoering]\nregie_hours = { dist = \"pert\", min = 0.2, mode = 0.3, max = 0.5, unit = \"uur\" }\n\
         [alternatives.wijk.invulling]\nintegration = { value = 0.3, source = \"schatting\" }\n",
    );
    let find = |path: &str| {
        let found = scenario.assumptions().iter().find(|assumption| assumption.path == path);
        found.unwrap_or_else(|| panic!("no assumption {path}"))
    };
    let hours = find("gesprek.hours");
    assert_eq!((hours.value.as_str(), hours.uncertain), ("4", false));
    assert_eq!(hours.source.as_deref(), Some("Zwolle 2014"));
    assert_eq!(hours.note.as_deref(), Some("gemiddeld"));
    assert_eq!((hours.grade.as_deref(), hours.unit.as_deref()), (Some("B"), Some("hours")));
    assert_eq!(hours.description, "Team hours per case and desk.");
    let regie = find("uitvoering.regie_hours");
    assert_eq!((regie.value.as_str(), regie.uncertain), ("pert(min 0.2, mode 0.3, max 0.5)", true));
    assert_eq!(regie.unit.as_deref(), Some("uur"));
    find("alternatives.wijk.invulling.integration");
}

#[test]
fn correlations_name_quantities_by_index() {
    let scenario = good(
        "[[sampling.correlations]]\nquantities = [\"provisions.3.tariff\", \"provisions.4.tariff\"]\n\
         coefficient = 0.6\n\
         [[sampling.correlations]]\nquantities = [\"provisions.4.tariff\", \"effects.politie.value\"]\n\
         coefficient = -0.4\n",
    );
    let at = |path: &str| paths(&scenario).iter().position(|other| *other == path).expect("a path");
    let (three, four) = (at("provisions.3.tariff"), at("provisions.4.tariff"));
    let politie = at("effects.politie.value");
    let expected = [
        RankCorrelation { first: three, second: four, coefficient: 0.6 },
        RankCorrelation { first: four, second: politie, coefficient: -0.4 },
    ];
    assert_eq!(scenario.sampling.correlations, expected);
}

#[test]
fn set_reaches_every_kind_of_path() {
    type Case = (&'static str, fn(&Parameters) -> f64, f64);
    let cases: [Case; 12] = [
        ("team.members=3.5", |p| p.process.team.members, 3.5),
        ("areas.\"Elst Noord\".need_factor=2", |p| p.population.areas[0].need_factor, 2.0),
        ("areas.elst-noord.need_factor = 0.5", |p| p.population.areas[0].need_factor, 0.5),
        ("areas[0].need_factor=0.25", |p| p.population.areas[0].need_factor, 0.25),
        (
            "areas.'Elst Noord'.households.couple=7",
            |p| f64::from(p.population.areas[0].households[2]),
            7.0,
        ),
        ("provisions.3.tariff=52.5", |p| p.process.provisions[3].tariff[0], 52.5),
        ("provisions.3.domains.adl.tariff=21", |p| p.process.provisions[3].tariff[7], 21.0),
        ("provisions.2.domains.verslaving.hours=9", |p| p.process.provisions[2].hours[6], 9.0),
        ("effects.bijstand.value=1000", |p| p.effects[2].value, 1000.0),
        ("course.worsen[1]=0.5", |p| p.process.course.worsen[1], 0.5),
        ("opstelling.rung[3]=[0,0,0,0,1]", |p| p.process.opstelling.rung[3][4], 1.0),
        ("team.costs[1].amount=1_000", |p| p.process.team.costs[1].amount, 1000.0),
    ];
    for (set, read, expected) in cases {
        let scenario = loaded(GOOD, &[set]);
        for name in scenario.alternatives() {
            assert_eq!(read(&central(&scenario, &name.id)), expected, "{set} in {}", name.id);
        }
    }
}

#[test]
fn set_takes_bare_words_tables_and_later_values() {
    let scenario =
        loaded(GOOD, &["sampling.method=sobol", "sampling.draws=64", "sampling.draws=128"]);
    assert_eq!((scenario.sampling.method, scenario.sampling.draws), (Method::Sobol, 128));
    let scenario = loaded(GOOD, &["title=Een ander plan", "time.years=3"]);
    assert_eq!((scenario.title.as_str(), scenario.years), ("Een ander plan", 3));
    let scenario = loaded(GOOD, &["gesprek.hours={ dist = \"uniform\", min = 3, max = 5 }"]);
    let expected = Distribution::Uniform { min: 3.0, max: 5.0 };
    assert_eq!(quantity(&scenario, "gesprek.hours").distribution, expected);
    let scenario = loaded(GOOD, &["provisions.3.tariff.mode=50"]);
    let expected = Distribution::Pert { min: 38.0, mode: 50.0, max: 58.0 };
    assert_eq!(quantity(&scenario, "provisions.3.tariff").distribution, expected);
}

#[test]
fn set_on_an_alternative_leaves_the_others_alone() {
    let scenario = loaded(GOOD, &["alternatives.wijk.provisions.3.hours=20"]);
    assert_eq!(central(&scenario, "nul").process.provisions[3].hours[0], 12.0);
    assert_eq!(central(&scenario, "wijk").process.provisions[3].hours[0], 20.0);
    // The rest of the array is still the base's: its quantities stay shared.
    assert!(paths(&scenario).contains(&"provisions.3.tariff"));
    let scenario = loaded(GOOD, &["alternatives.wijk.provisions.3.tariff.mode=50"]);
    let own = "alternatives.wijk.provisions.3.tariff";
    let expected = Distribution::Pert { min: 38.0, mode: 50.0, max: 58.0 };
    assert_eq!(quantity(&scenario, own).distribution, expected);
    let expected = Distribution::Pert { min: 38.0, mode: 46.0, max: 58.0 };
    assert_eq!(quantity(&scenario, "provisions.3.tariff").distribution, expected);
    let scenario = loaded(
        GOOD,
        &["alternatives.wijk.title=Anders", "alternatives.wijk.financing.gemeente={}"],
    );
    assert_eq!(scenario.alternatives()[1].title, "Anders");
    assert!(matches!(central(&scenario, "wijk").financing, Financing::Gemeente(_)));
    let scenario = loaded(GOOD, &["alternatives.wijk.financing.wijkbudget.corridor=0.2"]);
    let Financing::Wijkbudget(wijk) = central(&scenario, "wijk").financing else {
        panic!("wijkbudget")
    };
    assert_eq!((wijk.corridor, wijk.consortium_risk), (0.2, 0.5));
}

#[test]
fn set_that_changes_nothing_is_a_warning() {
    let sets = [
        "alternatives.nul.gesprek.hours=4",
        "alternatives.wijk.gesprek.hours=5",
        "gesprek.hours=6",
    ];
    let scenario = loaded(GOOD, &sets);
    let warnings = scenario.warnings();
    assert_eq!(warnings.diagnostics()[0].severity, Severity::Warning);
    assert!(!warnings.has_errors());
    let expected = "\
warning: `gesprek.hours` has no effect: every alternative has a value of its own
 --> --set:1:1
  |
1 | gesprek.hours=6
  | ^^^^^^^^^^^^^
hint: set alternatives.nul.gesprek.hours instead
";
    assert_eq!(warnings.to_string(), expected);
}

#[test]
fn errors_in_set_show_the_option() {
    let cases = [
        ("team.membres=5", "error: unknown key `membres` in `team`\n --> --set:1:6"),
        ("teem.members=5", "error: unknown key `teem` in the scenario\n --> --set:1:1"),
        ("areas.Elst.need_factor=5", "error: areas has no item `Elst`\n --> --set:1:7"),
        ("areas.\"Elst Nord\".need_factor=5", "hint: did you mean `Elst Noord`?"),
        ("areas[4].need_factor=5", "error: areas has no item [4]: it holds 1\n --> --set:1:6"),
        ("provisions.7.tariff=5", "error: provisions has no item `7`\n --> --set:1:12"),
        ("effects.bijstnad.value=5", "hint: did you mean `bijstand`?"),
        (
            "alternatives.wijkk.team.members=5",
            "error: there is no alternative `wijkk`\n --> --set:1:14",
        ),
        (
            "invulling.integration=25",
            "error: integration must be between 0 and 1, found 25\n --> --set:1:23",
        ),
        (
            "invulling.integration = -1",
            "error: integration must be between 0 and 1, found -1\n --> --set:1:25",
        ),
        ("time.years=0", "error: years must be between 1 and 60, found 0\n --> --set:1:12"),
        ("gesprek.hours.value=5", "error: `value` is in a number, not in a table\n --> --set:1:15"),
        ("gesprek=5", "error: gesprek must be a table, found a whole number\n --> --set:1:9"),
        ("gesprek.hours", "error: expected `=` and a value\n --> --set:1:14"),
        ("gesprek.hours=", "error: expected `=` and a value\n --> --set:1:15"),
        ("extends=a.toml", "error: extends cannot be set\n --> --set:1:1"),
        ("=5", "error: expected a key in the path\n --> --set:1:1"),
        ("", "error: expected a key in the path\n --> --set:1:1"),
        ("areas.\"Elst=5", "error: a quote in the path is not closed\n --> --set:1:7"),
        ("areas[x]=5", "error: expected a whole number between `[` and `]`\n --> --set:1:6"),
        ("team.members=[1, 2", "error: unclosed array, expected `]`\n --> --set:1:19"),
        ("team.members=1 2", "error: this is no value\n --> --set:1:14"),
        ("title.a.b=5", "error: `a` is in a string, not in a table\n --> --set:1:7"),
        (
            "alternatives.wijk.time.years=5",
            "error: `time` holds for the whole scenario and cannot stand in an alternative\n --> --set:1:19",
        ),
        (
            "alternatives.wijk.reference=true",
            "error: alternatives `nul` and `wijk` are both the reference\n --> --set:1:29",
        ),
        (
            "sampling.draws=100_000_000",
            "error: draws must be between 1 and 10000000, found 100000000\n --> --set:1:16",
        ),
    ];
    for (set, expected) in cases {
        let text = refused(&[set]);
        assert!(text.contains(expected), "{set}:\n{text}");
        assert!(text.contains("--set"), "{set}:\n{text}");
    }
}

#[test]
fn the_hash_is_of_what_counts() {
    let text = fs::read_to_string(EXAMPLE).expect("the example");
    let options = LoadOptions::default();
    let hash = |text: &str| {
        let scenario = Scenario::from_text("example.toml", text, &options);
        scenario.unwrap_or_else(|report| panic!("{report}")).hash()
    };
    let original = hash(&text);
    assert_eq!(original.len(), 64);
    assert_eq!(loaded(EXAMPLE, &[]).hash(), original);
    assert_eq!(hash(&format!("# A remark.\n{text}")), original);
    assert_eq!(hash(&text.replace("members = 5.0 ", "members = 5 ")), original);
    assert_ne!(hash(&text.replace("members = 5.0 ", "members = 5.1 ")), original);
    assert_ne!(loaded(EXAMPLE, &["sampling.seed=2"]).hash(), original);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_accepted() {
    let temp = tempfile::tempdir().expect("a temporary directory");
    let path = temp.path().join("windows.toml");
    let text = fs::read_to_string(EXAMPLE).expect("the example").replace('\n', "\r\n");
    fs::write(&path, format!("\u{feff}{text}")).expect("a file");
    let scenario =
        Scenario::load(&LoadOptions::new(&path)).unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(scenario.hash(), loaded(EXAMPLE, &[]).hash());
}

#[test]
fn a_table_may_be_left_out_of_the_base_when_every_alternative_has_it() {
    let text = fs::read_to_string("tests/bad/parts/base.toml").expect("the base");
    let start = text.find("[gesprek]").expect("the table");
    let end = text[start..].find("[opstelling]").expect("the next table") + start;
    let common = "financing.gemeente = {}\npayment.first_line.prestatiebekostiging = {}\n";
    let whole = format!(
        "{}{}\n[alternatives.a]\nreference = true\n{common}gesprek.hours = 3.0\n\
         [alternatives.b]\n{common}gesprek.hours = 5.0\n",
        &text[..start],
        &text[end..]
    );
    let made = Scenario::from_text("a.toml", &whole, &LoadOptions::default());
    let scenario = made.unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(central(&scenario, "b").process.gesprek.hours, 5.0);
}

#[test]
fn the_extremes_that_are_allowed() {
    // Probabilities of 0 and 1, a team without members, one household, one draw, one year.
    let scenario = good(
        "[sampling]\ndraws = 1\n[time]\nyears = 1\n\
         [aanmelding]\nown_initiative = [0, 0, 1, 1]\nsignal = [1, 1, 1, 1]\noutreach = 0\n\
         [orientatie]\nsimple_share = [1, 0, 0.5, 1]\ncomplex_share = [0, 1, 0.5, 0]\n\
         [monitoring]\nclose = 1\ndownscale = 0\n[team]\nmembers = 0\nvolunteers = 0\ncosts = []\n\
         [invulling]\nintegration = 1\n[budget]\nspecialist = 0\nannual_cut = [1.0]\ncovers_rungs = []\n\
         [[areas]]\nname = \"Eén huis\"\nteam = \"één\"\nlow_income_share = 1\nneed_factor = 0\nhistoric_budget = 0\n\
         households = { single = 1, single_65plus = 0, couple = 0, couple_65plus = 0, children = 0, single_parent = 0 }\n",
    );
    let p = central(&scenario, "wijk");
    assert_eq!((p.population.household_count(), p.process.team.members), (1, 0.0));
    assert_eq!(p.budget.covers_rungs, [false; 5]);
}

#[test]
fn an_effect_may_be_pro_memorie_without_a_value() {
    let scenario = good(
        "[[effects]]\nid = \"rust\"\nlabel = \"Rust in de buurt\"\nunit = \"buurt\"\nrate = [0, 0, 0, 0]\n\
         payers = { samenleving = 1 }\npm = true\n",
    );
    let effects = central(&scenario, "nul").effects;
    assert_eq!((effects.len(), effects[0].pm, effects[0].value), (1, true, 0.0));
}

#[test]
fn an_effect_may_be_a_payment_that_another_party_receives() {
    let effect = "[[effects]]\nid = \"bijstand\"\nlabel = \"Bijstand\"\nunit = \"maand\"\nrate = [0, 0, 0, 0]\n\
                  value = 1_150\npayers = { gemeente = 1 }\ntransfer_to = \"huishouden\"\n";
    let transfer = |text: &str| {
        let transfer = central(&good(text), "nul").effects[0].transfer.clone().expect("a transfer");
        (transfer.to, transfer.share)
    };
    assert_eq!(transfer(effect), ("huishouden".to_owned(), 1.0));
    let most = format!("{effect}transfer_share = {{ dist = \"uniform\", min = 0.8, max = 1 }}\n");
    assert_eq!(transfer(&most), ("huishouden".to_owned(), 0.9));
    assert_eq!(central(&loaded(EXAMPLE, &[]), "nul").effects[2].transfer, None);
}

/// The values of each quantity in all draws, by path.
fn drawn(sets: &[&str]) -> Vec<(String, Vec<f64>)> {
    let scenario = loaded(EXAMPLE, sets);
    let plan = wijkraming::study::SamplingPlan { draws: 20, ..scenario.sampling_plan() };
    let matrix =
        wijkraming::study::sampling::sample(scenario.quantities(), &plan).expect("possible");
    let column = |index: usize| (0..20).map(|draw| matrix.row(draw)[index]).collect();
    scenario.quantity_paths().into_iter().enumerate().map(|(i, path)| (path, column(i))).collect()
}

/// A quantity that is fixed leaves its dimension empty, one that is made uncertain gets a new one, and another
/// distribution is taken at the same points.
#[test]
fn set_leaves_the_draws_of_all_other_quantities_alone() {
    let before = drawn(&[]);
    let of = |drawn: &[(String, Vec<f64>)], path: &str| {
        drawn.iter().find(|(own, _)| own == path).map(|(_, values)| values.clone())
    };
    let sets = [
        "provisions.3.tariff=46",
        "gesprek.hours={ dist = \"uniform\", min = 3, max = 5 }",
        "valuation.discount_rate={ dist = \"uniform\", min = 0.01, max = 0.05 }",
        "effects.politie.value={ dist = \"pert\", min = 300, mode = 700, max = 1600 }",
    ];
    let after = drawn(&sets);
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(of(&after, "provisions.3.tariff"), None);
    for (path, values) in &before {
        if !["provisions.3.tariff", "effects.politie.value"].contains(&path.as_str()) {
            assert_eq!(of(&after, path).as_ref(), Some(values), "{path}");
        }
    }
    // Twice the distribution at the same points is twice the value.
    let police = |drawn| of(drawn, "effects.politie.value").expect("a quantity");
    for (small, large) in police(&before).iter().zip(&police(&after)) {
        assert!((large - 2.0 * small).abs() < 1e-9, "{large} and {small}");
    }
    // What steers the simulation keeps its draws when more is made uncertain that only values.
    let hours = of(&after, "gesprek.hours");
    assert!(hours.is_some() && hours == of(&drawn(&sets[1..2]), "gesprek.hours"));
}

#[test]
fn the_estimate_follows_from_the_sizes() {
    let scenario = loaded(EXAMPLE, &[]);
    let estimate = scenario.estimate(200, 2);
    // 2,960 + 1,870 households; 5 alternatives, 200 draws, 120 months; 2 areas, 48 + 5 columns.
    assert_eq!(estimate.households, 4_830);
    assert_eq!(estimate.household_months, 4_830 * 5 * 200 * 120);
    assert_eq!(estimate.memory_bytes, 5 * 200 * 10 * 2 * 53 * 8 + 4_830 * 2 * 120);
    assert!((estimate.seconds - 579_600_000.0 / 260e6).abs() < 1e-9);
}

#[test]
fn ten_million_households_are_accepted_and_a_limit_can_be_lifted() {
    let area = "[[areas]]\nname = \"Nederland\"\nteam = \"a\"\nlow_income_share = 0.1\nneed_factor = 1\n\
        historic_budget = 1e9\nhouseholds = { single = 10_000_000, single_65plus = 0, couple = 0, \
        couple_65plus = 0, children = 0, single_parent = 0 }\n";
    assert_eq!(good(area).estimate(200, 2).households, 10_000_000);
    let options = LoadOptions::new("tests/bad/run_too_long.toml");
    assert!(Scenario::load(&options).is_err());
    assert!(Scenario::load(&LoadOptions { limits: None, ..options }).is_ok());
}

/// Targets of a calibration stand beside their scenario.
pub fn is_scenario(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.ends_with(".toml") && !name.ends_with(".targets.toml")
}

/// Every scenario that comes with the program.
fn shipped() -> Vec<PathBuf> {
    let entries = fs::read_dir("scenarios").expect("the directory of scenarios");
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut paths: Vec<PathBuf> = paths.filter(|path| is_scenario(path)).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

fn as_json(path: &Path) -> Option<serde_json::Value> {
    let table: toml::Table = toml::from_str(&fs::read_to_string(path).ok()?).ok()?;
    serde_json::to_value(table).ok()
}

#[test]
fn every_shipped_scenario_loads_and_fits_the_json_schema() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema");
    let parts = ["tests/bad/parts/base.toml", GOOD].map(PathBuf::from);
    for path in shipped() {
        loaded(&path.display().to_string(), &[]);
        let json = as_json(&path).expect("TOML");
        let errors: Vec<String> =
            validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
    }
    let good = as_json(&parts[1]).expect("TOML");
    assert!(validator.is_valid(&good));
    // Without alternatives it is a part to be extended, and no scenario.
    assert!(!validator.is_valid(&as_json(&parts[0]).expect("TOML")));
}

#[test]
fn the_json_schema_refuses_what_is_wrong_in_form() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema");
    assert!(!validator.is_valid(&serde_json::json!({ "format": 1 })));
    let structural = [
        "unknown_keys",
        "unknown_household_type",
        "unknown_income_band",
        "unknown_domain",
        "head_key_in_alternative",
        "missing_in_overlay_table",
        "wrong_type_table",
        "wrong_type_number",
        "wrong_type_array",
        "wrong_type_string",
        "wrong_type_boolean",
        "wrong_type_row",
        "wrong_choice_word",
        "not_whole",
        "plain_number_only",
        "out_of_range_share",
        "out_of_range_probability",
        "out_of_range_negative",
        "out_of_range_counts",
        "out_of_range_years",
        "years_200",
        "draws_0",
        "wrong_lengths",
        "wrong_row_length",
        "dist_unknown",
        "dist_not_a_string",
        "dist_unknown_key",
        "dist_missing_keys",
        "dist_two_forms",
        "dist_half_a_form",
        "dist_dirichlet_for_a_number",
        "dist_other_for_a_row",
        "quantity_record",
        "quantity_without_value",
        "no_areas",
        "area_without_team",
        "rung_unknown",
        "covers_specialist",
        "review_months",
        "effect_id",
        "effect_without_value",
        "financing_none",
        "financing_several",
        "financing_unknown",
        "alternatives_empty",
        "alternatives_not_a_table",
        "alternative_id",
        "payers_empty",
        "format_unknown",
        "extends_not_a_string",
        "correlation_out_of_range",
    ];
    for name in structural {
        let path = PathBuf::from(format!("tests/bad/{name}.toml"));
        let json = as_json(&path).unwrap_or_else(|| panic!("{name}: no TOML"));
        assert!(!validator.is_valid(&json), "{name} fits the JSON Schema");
    }
}

/// All schemas inside a schema.
fn each_schema(schema: &serde_json::Value, visit: &mut impl FnMut(&serde_json::Value)) {
    visit(schema);
    match schema {
        serde_json::Value::Object(object) => {
            object.values().for_each(|value| each_schema(value, visit))
        }
        serde_json::Value::Array(items) => items.iter().for_each(|value| each_schema(value, visit)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_schema_has_a_description() {
    let schema = schema();
    let described = |field: &serde_json::Value| {
        let target = field["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
        let target = target.and_then(|path| schema.pointer(path));
        [Some(field), target].into_iter().flatten().any(|part| part.get("description").is_some())
    };
    each_schema(&schema, &mut |value| {
        let properties = value["properties"].as_object().into_iter().flatten();
        for (key, field) in properties.filter(|(_, field)| field.get("$ref").is_some()) {
            assert!(described(field), "{key} has no description");
        }
    });
}

/// Merging takes a table with `dist` or `value` for a quantity, so no other table may have such a key (the
/// effects have, but they stand in an array, which is replaced as a whole).
#[test]
fn only_quantities_and_effects_have_the_keys_that_mark_a_quantity() {
    let schema = schema();
    each_schema(&schema, &mut |value| {
        let Some(properties) = value["properties"].as_object() else { return };
        let marked = properties.contains_key("dist") || properties.contains_key("value");
        let effect = properties.contains_key("payers");
        assert!(!marked || effect || properties.contains_key("source"), "{properties:?}");
    });
}
