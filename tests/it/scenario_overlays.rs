//! Laying tables over items by their names, files of the library, and amounts of other years. Expected numbers
//! are worked out by hand from the files and from the price table of CBS.

use std::fs;
use std::path::Path;
use wijkraming::diagnostics::Report;
use wijkraming::engine::Parameters;
use wijkraming::financing::Financing;
use wijkraming::payment::Scheme;
use wijkraming::scenario::{Assumption, LoadOptions, Scenario, schema};
use wijkraming::stats::Distribution;
use wijkraming::study::{Model, sampling};

/// A file laid over the good scenario of `tests/bad/parts`.
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

fn assumption<'a>(scenario: &'a Scenario, path: &str) -> &'a Assumption {
    let found = scenario.assumptions().iter().find(|assumption| assumption.path == path);
    found.unwrap_or_else(|| panic!("no assumption {path}"))
}

fn distribution(scenario: &Scenario, path: &str) -> Distribution {
    let found = scenario.quantities().iter().find(|quantity| quantity.path == path);
    found.unwrap_or_else(|| panic!("no quantity {path}")).distribution.clone()
}

#[test]
fn an_alternative_changes_single_items_by_their_names() {
    let scenario = good(
        "[alternatives.wijk]\n\
         areas.\"Elst Noord\".need_factor = 1.3\n\
         provisions.3.hours = 20.0\n\
         provisions.3.domains.adl.hours = 9.0\n\
         provisions.4.domains.verslaving.hours = 7.0\n\
         effects.politie.value = 500.0\n\
         effects.huisuitzetting.rate = [0.0, 0.1, 0.2, 0.3]\n\
         team.costs.kwartiermaken.amount = 45_000.0\n",
    );
    let (nul, wijk) = (central(&scenario, "nul"), central(&scenario, "wijk"));
    assert_eq!(nul.population.areas[0].need_factor, 1.45);
    assert_eq!(wijk.population.areas[0].need_factor, 1.3);
    assert_eq!(wijk.population.areas[0].households, nul.population.areas[0].households);
    let hours =
        |p: &Parameters, rung: usize, domain: usize| p.process.provisions[rung].hours[domain];
    assert_eq!((hours(&nul, 3, 0), hours(&wijk, 3, 0)), (12.0, 20.0));
    assert_eq!((hours(&nul, 3, 7), hours(&wijk, 3, 7)), (11.0, 9.0));
    assert_eq!((hours(&nul, 4, 6), hours(&wijk, 4, 6)), (10.0, 7.0));
    // An effect keeps its rates when its value changes, and its value when its rates change.
    assert_eq!((wijk.effects[3].value, wijk.effects[3].rate), (500.0, nul.effects[3].rate));
    assert_eq!(wijk.effects[0].rate, [0.0, 0.1, 0.2, 0.3]);
    assert_eq!(wijk.effects[0].payers, nul.effects[0].payers);
    let amounts =
        |p: &Parameters| p.process.team.costs.iter().map(|i| i.amount).collect::<Vec<_>>();
    assert_eq!(amounts(&nul), [130_000.0, 50_000.0, 30_000.0]);
    assert_eq!(amounts(&wijk), [130_000.0, 50_000.0, 45_000.0]);
}

#[test]
fn what_an_overlay_leaves_alone_is_still_drawn_once_and_shared() {
    let before = good("");
    let after = good(
        "[alternatives.wijk.provisions.3]\nhours = 20.0\n[alternatives.wijk.effects]\npolitie.rate = [0.0, 0.0, 0.0, 0.1]\n",
    );
    assert_eq!(paths(&before), paths(&after));
    let own = good(
        "[alternatives.wijk.provisions.3]\ntariff = { dist = \"uniform\", min = 40.0, max = 50.0 }\n",
    );
    let mut expected = paths(&before);
    // After those of the base, before the other one of this alternative.
    expected.insert(expected.len() - 1, "alternatives.wijk.provisions.3.tariff");
    assert_eq!(paths(&own), expected);
}

#[test]
fn a_file_changes_items_of_the_file_it_extends() {
    let scenario = good(
        "[areas.elst-noord]\nhistoric_budget = 4_000_000.0\n\
         [team.costs.Personeel]\namount = { dist = \"uniform\", min = 1.0, max = 3.0 }\n\
         [provisions.2]\ntariff = 31.0\n",
    );
    for id in ["nul", "wijk"] {
        let p = central(&scenario, id);
        assert_eq!(p.population.areas[0].historic_budget, 4_000_000.0);
        assert_eq!(p.process.provisions[2].tariff[0], 31.0);
        assert_eq!(p.process.provisions.iter().filter(|one| one.tariff[0] == 31.0).count(), 1);
        assert_eq!(p.process.team.costs[0].amount, 2.0);
        assert_eq!(p.process.team.costs.len(), 3);
    }
    assert!(paths(&scenario).contains(&"team.costs.Personeel.amount"));
}

#[test]
fn two_overlays_on_one_item_both_count_whatever_they_call_it() {
    let temp = tempfile::tempdir().expect("a temporary directory");
    for part in ["base.toml", "good.toml"] {
        fs::copy(Path::new("tests/bad/parts").join(part), temp.path().join(part)).expect("a copy");
    }
    let write = |name: &str, text: &str| {
        let path = temp.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    write(
        "middle.toml",
        "extends = \"good.toml\"\n[alternatives.wijk.areas.elst-noord]\nneed_factor = 1.1\nlow_income_share = 0.2\n\
         [alternatives.wijk.effects.politie]\nvalue = 1.0\n",
    );
    let path = write(
        "top.toml",
        "extends = \"middle.toml\"\n[alternatives.wijk.areas.\"Elst Noord\"]\nneed_factor = 1.7\n\
         [alternatives.wijk.effects.politie]\nrate = [0.1, 0.1, 0.1, 0.1]\n",
    );
    let scenario =
        Scenario::load(&LoadOptions::new(path)).unwrap_or_else(|report| panic!("{report}"));
    let wijk = central(&scenario, "wijk");
    let area = &wijk.population.areas[0];
    assert_eq!((area.need_factor, area.low_income_share), (1.7, 0.2));
    assert_eq!((wijk.effects[3].value, wijk.effects[3].rate), (1.0, [0.1; 4]));
}

#[test]
fn an_array_still_replaces_an_array() {
    let scenario = good("[alternatives.wijk]\nteam.costs = []\n");
    assert_eq!(central(&scenario, "wijk").process.team.costs.len(), 0);
    assert_eq!(central(&scenario, "nul").process.team.costs.len(), 3);
}

#[test]
fn items_of_cost_with_one_name_keep_their_numbers() {
    let item = |amount: &str| {
        format!("{{ item = \"Extra\", amount = {amount}, per = \"team\", when = \"annual\" }}")
    };
    let uncertain = "{ dist = \"uniform\", min = 1.0, max = 3.0 }";
    let scenario = good(&format!("[team]\ncosts = [{}, {}]\n", item(uncertain), item(uncertain)));
    let expected = ["team.costs[0].amount", "team.costs[1].amount"];
    let found = paths(&scenario).into_iter().filter(|path| path.starts_with("team.costs"));
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn a_correlation_may_call_items_by_name_slug_or_number() {
    let uncertain = "{ dist = \"uniform\", min = 1.0, max = 3.0 }";
    for path in
        ["team.costs.Personeel.amount", "team.costs.personeel.amount", "team.costs[0].amount"]
    {
        let scenario = good(&format!(
            "[team.costs.Personeel]\namount = {uncertain}\n[[sampling.correlations]]\n\
             quantities = [\"provisions.4.tariff\", \"{path}\"]\ncoefficient = 0.5\n"
        ));
        let pair = &scenario.sampling.correlations[0];
        assert_eq!(paths(&scenario)[pair.second], "team.costs.Personeel.amount", "{path}");
    }
}

#[test]
fn set_calls_items_of_cost_by_name_too() {
    let sets = vec![
        "team.costs.personeel.amount=1".to_owned(),
        "alternatives.wijk.team.costs.Kwartiermaken.amount=2".to_owned(),
        "team.costs[1].amount=3".to_owned(),
    ];
    let options = LoadOptions { sets, ..LoadOptions::new("tests/bad/parts/good.toml") };
    let scenario = Scenario::load(&options).unwrap_or_else(|report| panic!("{report}"));
    let amounts: Vec<f64> =
        central(&scenario, "wijk").process.team.costs.iter().map(|item| item.amount).collect();
    assert_eq!(amounts, [1.0, 3.0, 2.0]);
}

#[test]
fn set_cannot_give_an_alternative_households_of_its_own() {
    let sets = vec!["alternatives.wijk.areas.elst-noord.households.single=1".to_owned()];
    let options = LoadOptions { sets, ..LoadOptions::new("tests/bad/parts/good.toml") };
    let report = Scenario::load(&options).expect_err("refused").to_string();
    assert!(report.contains("must have the same areas and households"), "{report}");
}

#[test]
fn the_json_schema_takes_changes_to_named_items_and_refuses_others() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema");
    let fits = |text: &str| {
        let text = format!("extends = \"good.toml\"\n{text}");
        let table: toml::Table = toml::from_str(&text).expect("TOML");
        validator.is_valid(&serde_json::to_value(table).expect("plain data"))
    };
    assert!(fits("[effects.politie]\nvalue = 500.0\n"));
    assert!(fits("[alternatives.wijk.areas.\"Elst Noord\"]\nneed_factor = 1.2\n"));
    assert!(fits("[alternatives.wijk.team.costs.Personeel]\namount = 5.0\n"));
    assert!(fits("[provisions.3]\ntariff = { value = 50.0, price_year = 2014 }\n"));
    assert!(fits(
        "[provisions.3.tariff]\ndist = \"uniform\"\nmin = 4\nmax = 5\nprice_year = 2014\n"
    ));
    assert!(fits("[course]\nworsen = { value = [0.1, 0.1, 0.1, 0.0], source = \"x\" }\n"));
    assert!(fits("[course]\nneeded_rung = { value = [1, 2, 3, 4], grade = \"D\" }\n"));
    assert!(fits("[need]\ninitial_severity = { value = [1.0, 0.0, 0.0, 0.0], note = \"x\" }\n"));
    assert!(fits("[effects.politie]\nrate = { value = [1, 0, 0, 0], note = \"x\" }\n"));
    assert!(!fits("[course]\nworsen = { value = [0.1, 0.1, 0.1], source = \"x\" }\n"));
    assert!(!fits("[course]\nworsen = { value = [0.1, 0.1, 0.1, 0.0], sourse = \"x\" }\n"));
    assert!(!fits("[effects.politie]\nvalues = 500.0\n"));
    assert!(!fits("[provisions.3]\ntariff = -1.0\n"));
    assert!(!fits("[gesprek]\nhours = { value = 4.0, price_year = 2014 }\n"));
    assert!(!fits("[provisions.3]\ntariff = { value = 50.0, price_year = \"2014\" }\n"));
}

const LIBRARY: &str = "extends = \"wijkraming:basis\"\nformat = 1\ntitle = \"Dorp\"\nprice_year = 2015\n\
    [time]\nstart_year = 2015\nyears = 2\n[valuation]\ndiscount_rate = 0.02\nbase_year = 2015\n\
    [[areas]]\nname = \"Dorp\"\nteam = \"dorp\"\nlow_income_share = 0.1\nneed_factor = 1.0\nhistoric_budget = 1e6\n\
    households = { single = 10, single_65plus = 10, couple = 10, couple_65plus = 10, children = 10, single_parent = 10 }\n\
    [alternatives.nul]\nreference = true\nfinancing.gemeente = {}\npayment.first_line.prestatiebekostiging = {}\n\
    [budget]\nspecialist = 1e6\n";

#[test]
fn the_library_can_be_extended_from_a_text_a_file_and_a_chain() {
    let options = LoadOptions::default();
    let text = Scenario::from_text("scenarios/dorp.toml", LIBRARY, &options);
    let text = text.unwrap_or_else(|report| panic!("{report}"));
    let temp = tempfile::tempdir().expect("a temporary directory");
    let first = temp.path().join("first.toml");
    fs::write(&first, LIBRARY).expect("a file");
    let second = temp.path().join("second.toml");
    fs::write(&second, "extends = \"first.toml\"\n[provisions.2]\nhours = 4.25\n").expect("a file");
    let file = Scenario::load(&LoadOptions::new(first)).unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(text.hash(), file.hash());
    let chain = Scenario::load(&LoadOptions::new(second)).unwrap_or_else(|r| panic!("{r}"));
    assert_eq!(central(&chain, "nul").process.provisions[2].hours[0], 4.25);
    assert_ne!(chain.hash(), file.hash());
}

#[test]
fn the_stored_scenario_of_a_run_needs_no_library() {
    let scenario = Scenario::from_text("scenarios/dorp.toml", LIBRARY, &LoadOptions::default());
    let scenario = scenario.unwrap_or_else(|report| panic!("{report}"));
    let stored = scenario.merged_toml();
    assert!(!stored.contains("extends"));
    let again = Scenario::from_text("scenario.toml", &stored, &LoadOptions::default());
    let again = again.unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(again.hash(), scenario.hash());
    assert_eq!(again.quantity_paths(), scenario.quantity_paths());
}

#[test]
fn a_text_that_is_no_file_extends_the_library_only() {
    let report = Scenario::from_text(
        "scenarios/dorp.toml",
        "extends = \"a.toml\"\n",
        &LoadOptions::default(),
    );
    let message = report.expect_err("refused").to_string();
    assert!(
        message.starts_with("error: scenarios/dorp.toml is no file, so it cannot extend another")
    );
}

/// Factors of CBS 83131NED, as in data/nl_cpi_2012_2024.csv: 2014-2015 1.006, 2015-2016 1.003.
#[test]
fn an_amount_of_another_year_is_brought_to_the_price_year() {
    let scenario = good(
        "[provisions.2]\ntariff = { value = 30.0, price_year = 2014, source = \"Hengelo\" }\n\
         [provisions.3]\ntariff = { value = 50.0, price_year = 2016 }\n\
         [provisions.4]\ntariff = { dist = \"pert\", min = 80.0, mode = 90.0, max = 110.0, price_year = 2014 }\n\
         [eigen_bijdrage.maximum]\nlow = { value = 20.0, price_year = 2015, grade = \"A\" }\n",
    );
    let p = central(&scenario, "nul");
    assert!((p.process.provisions[2].tariff[0] - 30.0 * 1.006).abs() < 1e-12);
    assert!((p.process.provisions[3].tariff[0] - 50.0 / 1.003).abs() < 1e-12);
    assert_eq!(p.process.eigen_bijdrage.maximum[0], 20.0);
    let Distribution::Pert { min, mode, max } = distribution(&scenario, "provisions.4.tariff")
    else {
        panic!("a pert stays a pert")
    };
    for (found, written) in [(min, 80.0), (mode, 90.0), (max, 110.0)] {
        assert!((found - written * 1.006).abs() < 1e-12, "{found} of {written}");
    }
    let fixed = assumption(&scenario, "provisions.2.tariff");
    assert_eq!((fixed.value.as_str(), fixed.price_year), ("30", Some(2014)));
    assert_eq!(fixed.converted.as_deref(), Some("30.18"));
    let uncertain = assumption(&scenario, "provisions.4.tariff");
    assert_eq!(uncertain.value, "pert(min 80, mode 90, max 110)");
    assert_eq!(uncertain.converted.as_deref(), Some("pert(min 80.48, mode 90.54, max 110.66)"));
    let same = assumption(&scenario, "eigen_bijdrage.maximum.low");
    assert_eq!((same.price_year, same.converted.as_deref()), (Some(2015), None));
    assert!(scenario.warnings().is_empty());
}

/// Every kind of distribution: quantiles, mean and standard deviation are those of the written one times 1.006.
#[test]
fn every_distribution_of_an_amount_scales_as_a_whole() {
    let written = [
        "dist = \"pert\", min = 1.0, mode = 2.0, max = 4.0",
        "dist = \"triangular\", min = 1.0, mode = 2.0, max = 4.0",
        "dist = \"uniform\", min = 1.0, max = 4.0",
        "dist = \"normal\", mean = 5.0, sd = 2.0, min = 1.0, max = 8.0",
        "dist = \"normal\", mean = 50.0, sd = 2.0, min = 1.0",
        "dist = \"lognormal\", mean = 5.0, sd = 2.0",
        "dist = \"lognormal\", p5 = 5.0, p95 = 9.0",
        "dist = \"gamma\", mean = 5.0, sd = 2.0",
        "dist = \"gamma\", p5 = 5.0, p95 = 9.0",
        "dist = \"beta\", mean = 0.5, sd = 0.1",
        "dist = \"discrete\", values = [1.0, 5.0], probs = [0.25, 0.75]",
    ];
    for keys in written {
        let with = |year: &str| {
            let text = format!("[effects.politie]\nvalue = {{ {keys}{year} }}\n");
            distribution(&good(&text), "effects.politie.value")
        };
        let (plain, converted) = (with(""), with(", price_year = 2014"));
        let close = |found: f64, expected: f64| {
            assert!(
                (found - expected).abs() <= 1e-9 * expected.abs(),
                "{keys}: {found}, {expected}"
            );
        };
        for u in [0.001, 0.05, 0.3, 0.5, 0.9, 0.999] {
            close(converted.quantile(u), plain.quantile(u) * 1.006);
            close(
                converted.cdf(plain.quantile(u) * 1.006 * (1.0 + 1e-12)),
                plain.cdf(plain.quantile(u) * (1.0 + 1e-12)),
            );
        }
        close(converted.mean(), plain.mean() * 1.006);
        close(converted.sd(), plain.sd() * 1.006);
        close(converted.support().0, plain.support().0 * 1.006);
        if plain.support().1.is_finite() {
            close(converted.support().1, plain.support().1 * 1.006);
        }
        assert_eq!(with(", price_year = 2015"), plain);
    }
}

#[test]
fn a_scenario_in_other_euros_than_the_file_it_extends_is_a_warning() {
    let scenario =
        good("price_year = 2016\n[provisions.2]\ntariff = { value = 30.0, price_year = 2015 }\n");
    // The rest is read as euro of 2016, as the format says.
    assert_eq!(central(&scenario, "nul").process.team.costs[0].amount, 130_000.0);
    assert!((central(&scenario, "nul").process.provisions[2].tariff[0] - 30.09).abs() < 1e-12);
    let warnings = scenario.warnings().to_string();
    assert!(warnings.contains("price_year is 2016 now"), "{warnings}");
    assert!(warnings.contains("base.toml was written in euro of 2015"), "{warnings}");
    assert!(good("price_year = 2015\n").warnings().is_empty());
}

#[test]
fn years_outside_the_table_are_fine_where_nothing_is_converted() {
    let amounts = "[provisions.2]\ntariff = { value = 30.0, price_year = 2031 }\n";
    let scenario = good(&format!("price_year = 2031\n{amounts}"));
    assert_eq!(central(&scenario, "nul").process.provisions[2].tariff[0], 30.0);
    assert!(over_good(amounts).is_err());
}

#[test]
fn optimism_bias_is_off_until_the_scenario_asks_for_it() {
    assert!(!good("").optimism_bias());
    assert!(good("[valuation]\noptimism_bias = true\n").optimism_bias());
    assert!(!good("[valuation]\noptimism_bias = false\n").optimism_bias());
}

#[test]
fn an_array_may_say_once_where_its_numbers_come_from() {
    let scenario = good(
        "[course]\nworsen = { value = [0.03, { dist = \"uniform\", min = 0.01, max = 0.03 }, \
         { value = 0.02, grade = \"A\" }, 0.0], source = \"Zwolle 2014\", grade = \"C\" }\n\
         needed_rung = { value = [1, 2, 3, 4], note = \"aanname\", grade = \"D\" }\n\
         [opstelling]\nrung = { value = [[0.15, 0.15, 0.30, 0.38, 0.02], \
         { dist = \"dirichlet\", mean = [0.05, 0.10, 0.20, 0.58, 0.07], concentration = 40.0, grade = \"B\" }, \
         [0.00, 0.03, 0.07, 0.65, 0.25], [0.00, 0.00, 0.05, 0.45, 0.50]], source = \"Elders\", grade = \"D\" }\n\
         [need]\ninitial_severity = { value = [0.45, 0.35, 0.15, 0.05], source = \"Telling\" }\n\
         [need.domain_weights]\nsingle = { value = [18, 12, 8, 6, 20, 8, 8, 6, 8, 4, 3], grade = \"D\" }\n",
    );
    let p = central(&scenario, "nul");
    assert_eq!(p.process.course.worsen, [0.03, 0.02, 0.02, 0.0]);
    assert_eq!(p.process.course.needed_rung, [1, 2, 3, 4]);
    assert_eq!(p.process.opstelling.rung[2], [0.0, 0.03, 0.07, 0.65, 0.25]);
    assert_eq!(p.need.domain_weights[0][10], 3.0);
    let row = assumption(&scenario, "course.worsen");
    assert_eq!(row.value, "[0.03, uniform(min 0.01, max 0.03), 0.02, 0]");
    assert_eq!((row.source.as_deref(), row.grade.as_deref()), (Some("Zwolle 2014"), Some("C")));
    assert_eq!((row.uncertain, row.unit.as_deref()), (false, Some("per month")));
    // Uncertain numbers are listed by themselves, with what the array says; what they say themselves goes first.
    let uncertain = assumption(&scenario, "course.worsen[1]");
    assert_eq!(uncertain.source.as_deref(), Some("Zwolle 2014"));
    let own = assumption(&scenario, "course.worsen[2]");
    assert_eq!((own.source.as_deref(), own.grade.as_deref()), (Some("Zwolle 2014"), Some("A")));
    let listed = |path: &str| scenario.assumptions().iter().any(|one| one.path == path);
    assert!(!listed("course.worsen[0]"));
    let matrix = assumption(&scenario, "opstelling.rung");
    assert!(
        matrix.value.starts_with("[[0.15, 0.15, 0.3, 0.38, 0.02], dirichlet("),
        "{}",
        matrix.value
    );
    assert_eq!(assumption(&scenario, "opstelling.rung[1]").grade.as_deref(), Some("B"));
    assert_eq!(assumption(&scenario, "course.needed_rung").value, "[1, 2, 3, 4]");
    assert_eq!(assumption(&scenario, "need.initial_severity").value, "[0.45, 0.35, 0.15, 0.05]");
    assert_eq!(assumption(&scenario, "need.domain_weights.single").grade.as_deref(), Some("D"));
    let list = scenario.assumptions().iter().filter(|one| one.path == "course.worsen").count();
    assert_eq!(list, 1, "said once, whatever the number of alternatives");
    // The stored scenario keeps what was written, and the hash is of it.
    let stored =
        Scenario::from_text("scenario.toml", &scenario.merged_toml(), &LoadOptions::default());
    let stored = stored.unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(stored.hash(), scenario.hash());
    assert_eq!(stored.assumptions(), scenario.assumptions());
}

#[test]
fn the_record_of_an_array_is_replaced_with_it_and_set_reaches_into_it() {
    let recorded =
        "[course]\nworsen = { value = [0.03, 0.02, 0.02, 0.0], source = \"Zwolle 2014\" }\n";
    let scenario =
        good(&format!("{recorded}[alternatives.wijk.course]\nworsen = [0.1, 0.1, 0.1, 0.0]\n"));
    assert_eq!(central(&scenario, "wijk").process.course.worsen[0], 0.1);
    assert!(!scenario.assumptions().iter().any(|one| one.path.contains("wijk.course.worsen")));
    let temp = tempfile::tempdir().expect("a temporary directory");
    fs::copy("tests/bad/parts/base.toml", temp.path().join("base.toml")).expect("a copy");
    fs::copy("tests/bad/parts/good.toml", temp.path().join("good.toml")).expect("a copy");
    let path = temp.path().join("child.toml");
    fs::write(&path, format!("extends = \"good.toml\"\n{recorded}")).expect("a file");
    let sets = vec!["course.worsen[1]=0.5".to_owned()];
    let scenario = Scenario::load(&LoadOptions { sets, ..LoadOptions::new(path) });
    let scenario = scenario.unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(central(&scenario, "nul").process.course.worsen[1], 0.5);
}

#[test]
fn the_grade_of_the_rates_of_an_effect_may_stand_once() {
    let scenario = good(
        "[effects.politie]\nvalue = { value = 350.0, grade = \"B\" }\n\
         rate = { value = [0.0, 0.1, 0.2, { dist = \"uniform\", min = 0.2, max = 0.4 }], grade = \"C\" }\n\
         [effects.bijstand]\nvalue = { value = 350.0, grade = \"B\" }\n",
    );
    let weakest = |id: &str| {
        let evidence = scenario.evidence();
        evidence.iter().find(|one| one.effect == id).expect("an effect").weakest().to_owned()
    };
    assert_eq!((weakest("politie"), weakest("bijstand")), ("C".to_owned(), "D".to_owned()));
}

#[test]
fn an_alternative_extends_pieces_in_their_order_and_its_own_keys_go_first() {
    let text = LIBRARY.to_owned()
        + "[alternatives.een]\nextends = \"wijkraming:scenario-1\"\n\
           [alternatives.twee]\nextends = [\"wijkraming:scenario-1\", \"wijkraming:wijkbudget\"]\n\
           opstelling.upward = 0.5\npayment.specialist.prestatiebekostiging = {}\n";
    let scenario = Scenario::from_text("scenarios/dorp.toml", &text, &LoadOptions::default());
    let scenario = scenario.unwrap_or_else(|report| panic!("{report}"));
    let one = central(&scenario, "een");
    assert!(matches!(one.financing, Financing::Gemeente(_)));
    assert!(matches!(one.first_line.scheme, Scheme::Trekkingsrecht(_)));
    let two = central(&scenario, "twee");
    // The second piece chose another model of financing; of the payment it says nothing.
    let Financing::Wijkbudget(wijk) = &two.financing else { panic!("wijkbudget") };
    assert!(matches!(two.first_line.scheme, Scheme::Trekkingsrecht(_)));
    assert_eq!((two.process.opstelling.upward, two.specialist.hours_factor), (0.5, 1.0));
    assert!(wijk.corridor > 0.0, "from the piece");
    // Each alternative has quantities of its own from a piece.
    let own = |id: &str| format!("alternatives.{id}.payment.first_line.trekkingsrecht.utilisation");
    assert!(paths(&scenario).contains(&own("een").as_str()));
    assert!(paths(&scenario).contains(&own("twee").as_str()));
    assert!(!scenario.merged_toml().contains("extends"));
}

#[test]
fn a_file_may_extend_several_files_and_later_ones_go_first() {
    let temp = tempfile::tempdir().expect("a temporary directory");
    let write = |name: &str, text: &str| {
        let path = temp.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    write("dorp.toml", LIBRARY);
    write("uren.toml", "[gesprek]\nhours = 7.0\n[provisions.2]\nhours = 1.0\n");
    write("arrangement.toml", "[gesprek]\nhours = 6.0\n");
    let base = "extends = [\"dorp.toml\", \"rest/delen.toml\"]\n[provisions.3]\nhours = 2.0\n\
                [alternatives.nul]\nextends = \"arrangement.toml\"\n";
    fs::create_dir(temp.path().join("rest")).expect("a directory");
    write("rest/delen.toml", "title = \"Samen\"\n[gesprek]\nhours = 5.0\n");
    let scenario = Scenario::load(&LoadOptions::new(write("samen.toml", base)));
    let scenario = scenario.unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(scenario.title, "Samen");
    let p = central(&scenario, "nul");
    assert_eq!((p.process.gesprek.hours, p.process.provisions[3].hours[0]), (6.0, 2.0));
    // A table for an item needs the array under it: an overlay on its own file does not do.
    let report = Scenario::load(&LoadOptions::new(write(
        "fout.toml",
        "extends = [\"uren.toml\", \"dorp.toml\"]\n",
    )));
    assert!(report.is_ok(), "the array of the later file replaces the table of the earlier one");
}
