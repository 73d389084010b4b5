//! `wijkraming value`: a stored run valued on other terms is the run that those terms would have given; the tables add
//! up; what steers the simulation is refused.

use std::fs;

use serde_json::Value;

use super::{EXAMPLE, Place, json, records};

/// Twelve draws of three years of the example, under all its alternatives.
const RUN: [&str; 8] =
    ["run", EXAMPLE, "-q", "--set", "time.years=3", "--draws", "12", "--no-monthly"];

/// A run with more arguments in the directory `out`.
#[track_caller]
fn run(place: &Place, out: &str, arguments: &[&str]) {
    let done = place.call(&[&RUN[..], &["--format", "csv", "--out", out], arguments].concat());
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
}

/// Everything that a valuation gives, as JSON.
#[track_caller]
fn valued(place: &Place, arguments: &[&str]) -> Value {
    let done = place.call(&[&["value"], arguments, &["--json"]].concat());
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
    json(&done.out)
}

/// The rows of a table that have these fields.
fn rows<'a>(all: &'a Value, table: &str, fields: &[(&str, &str)]) -> Vec<&'a Value> {
    let list = all["tables"][table].as_array().expect("a table");
    let fits = |row: &&Value| fields.iter().all(|(key, value)| row[key] == *value);
    list.iter().filter(fits).collect()
}

fn number(row: &Value, key: &str) -> f64 {
    row[key].as_f64().unwrap_or_else(|| panic!("{key} of {row}"))
}

fn net(all: &Value, alternative: &str, view: &str) -> f64 {
    let fields = [("alternative", alternative), ("view", view), ("indicator", "net_present_value")];
    number(rows(all, "indicators", &fields)[0], "value")
}

const PROJECTS: [&str; 4] = ["scenario1", "scenario2", "populatie", "resultaat"];

/// Each setting on a run as it is and on a run made with it: every figure of every table has the same bits. Among
/// them are a fixed value for a fixed one, for an uncertain one, an uncertain one for both, payers and transfers.
#[test]
fn a_run_valued_anew_is_the_run_that_the_setting_would_have_given() {
    let settings: [&[&str]; 9] = [
        &["effects.bijstand.value=900"],
        &["effects.politie.value=400"],
        &["effects.politie.value={ dist = \"uniform\", min = 100, max = 900 }"],
        &["effects.bijstand.value={ dist = \"pert\", min = 500, mode = 1000, max = 1400 }"],
        &["valuation.discount_rate=0.04", "valuation.base_year=2017"],
        &["effects.bijstand.transfer_to=huishouden", "effects.bijstand.transfer_share=0.9"],
        &["valuation.optimism_bias=true"],
        &["provisions.1.informal_value=21.5", "effects.politie.payers={ rijk = 1.0 }"],
        &[
            "alternatives.scenario1.effects.politie.value=10",
            "effects.ggz-crisis.pm=true",
            "valuation.discount_rate={ dist = \"uniform\", min = 0.01, max = 0.05 }",
        ],
    ];
    let place = Place::new();
    run(&place, "plain", &[]);
    let before = valued(&place, &["plain"]);
    for (number, setting) in settings.iter().enumerate() {
        let sets: Vec<&str> = setting.iter().flat_map(|set| ["--set", set]).collect();
        let out = format!("fresh{number}");
        run(&place, &out, &sets);
        let fresh = valued(&place, &[&out]);
        let anew = valued(&place, &[&["plain"], &sets[..]].concat());
        assert!(anew["tables"] == fresh["tables"], "{setting:?}");
        assert!(anew["tables"] != before["tables"], "{setting:?} changed nothing");
        // Nothing but what is set has other draws.
        assert_eq!(place.read("plain/results.csv"), place.read(&format!("{out}/results.csv")));
    }
}

/// The same where a part of the draws is stored, where there was a setting already, for runs without uncertainty, and
/// where draws share rows of quantities or come from several designs.
#[test]
fn parts_of_draws_central_runs_and_runs_with_settings_can_be_valued_anew() {
    let place = Place::new();
    let uncertain = "effects.bijstand.value={ dist = \"uniform\", min = 500, max = 1500 }";
    let more = "gesprek.hours={ dist = \"uniform\", min = 3, max = 5 }";
    let cases: [&[&str]; 6] = [
        &["--draws-range", "5..9"],
        &["--central"],
        &["--set", more],
        &["--set", "sampling.replications=3", "--draws-range", "2..7"],
        &["--set", "sampling.batches=3", "--set", "sampling.method=\"random\""],
        &["--set", "sampling.method=\"sobol\"", "--set", "valuation.optimism_bias=true"],
    ];
    for (number, case) in cases.iter().enumerate() {
        let (plain, fresh) = (format!("plain{number}"), format!("fresh{number}"));
        run(&place, &plain, case);
        run(&place, &fresh, &[*case, &["--set", uncertain]].concat());
        let anew = valued(&place, &[&plain, "--set", uncertain]);
        assert!(anew["tables"] == valued(&place, &[&fresh])["tables"], "{case:?}");
    }
}

/// The net present values are those that the run itself printed, with the corrections it asked for.
#[test]
fn a_run_valued_as_it_was_gives_its_own_headlines() {
    let place = Place::new();
    let more =
        ["--set", "valuation.optimism_bias=true", "--format", "csv", "--out", "run", "--json"];
    let done = place.call(&[&RUN[..2], &RUN[3..], &more].concat());
    let headlines = json(&done.out);
    let all = valued(&place, &["run"]);
    for (measure, view) in
        [("net_present_value", "society"), ("municipal_net_present_value", "municipality")]
    {
        for project in PROJECTS {
            let own = headlines["measures"]
                .as_array()
                .expect("measures")
                .iter()
                .find(|known| known["measure"] == measure && known["alternative"] == project);
            let own = own.expect("a headline")["difference"]["estimate"]["mean"].as_f64();
            assert_eq!(own, Some(net(&all, project, view)), "{project}, {view}");
            let keys = [("alternative", project), ("view", view)];
            let of = |list: &Value| -> Vec<Value> {
                let fits = |row: &&Value| keys.iter().all(|(key, value)| row[key] == *value);
                list.as_array().expect("a list").iter().filter(fits).cloned().collect()
            };
            let within = of(&headlines["payback"])[0]["within_years"].clone();
            for (own, row) in
                within.as_array().expect("years").iter().zip(rows(&all, "payback", &keys))
            {
                assert_eq!((&own["p"], &own["high"]), (&row["chance"], &row["chance_high"]));
            }
        }
    }
    let gains = headlines["stakeholders"].as_array().expect("stakeholders");
    assert!(gains.len() >= 4 * 8, "{}", gains.len());
    for gain in gains {
        let keys =
            ["alternative", "stakeholder"].map(|key| (key, gain[key].as_str().expect("a name")));
        let row = rows(&all, "stakeholders", &keys)[0];
        assert_eq!((&gain["gain"]["mean"], &gain["gain"]["p5"]), (&row["mean"], &row["p5"]));
    }
}

/// Sums of printed means differ from the printed mean of the sum by rounding only.
fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-5, "{found}, not {expected}");
}

#[test]
fn stakeholders_items_and_years_add_up_to_the_net_present_value() {
    let place = Place::new();
    run(&place, "run", &["--set", "effects.bijstand.transfer_to=huishouden"]);
    for arguments in [&["run"][..], &["run", "--optimism-bias", "--effect-size", "0.7"]] {
        let all = valued(&place, arguments);
        for project in PROJECTS {
            let of = [("alternative", project)];
            let parties = rows(&all, "stakeholders", &of);
            let (total, parties) = parties.split_last().expect("parties");
            let sum: f64 = parties.iter().map(|row| number(row, "mean")).sum();
            close(sum, number(total, "mean"));
            close(sum, net(&all, project, "society"));
            let purse = rows(&all, "stakeholders", &[of[0], ("stakeholder", "gemeente")]);
            close(number(purse[0], "mean"), net(&all, project, "municipality"));
            let others: f64 = parties[1..].iter().map(|row| number(row, "mean")).sum();
            close(net(&all, project, "society") - net(&all, project, "municipality"), others);
            for view in ["society", "municipality"] {
                let items = rows(&all, "present_values", &[of[0], ("view", view)]);
                let part = |part: &str, total: bool| -> f64 {
                    let own =
                        |row: &&&Value| row["part"] == part && (row["item"] == "total") == total;
                    items.iter().filter(own).map(|row| number(row, "mean")).sum()
                };
                close(part("cost", false), part("cost", true));
                close(part("benefit", false), part("benefit", true));
                close(part("benefit", true) - part("cost", true), net(&all, project, view));
                let years = rows(&all, "years", &[of[0], ("view", view), ("figure", "net")]);
                assert_eq!(years.len(), 3);
                close(years.iter().map(|row| number(row, "mean")).sum(), net(&all, project, view));
            }
        }
    }
}

/// 1,150 euro a month, paid by the municipality: with the switch of the file, what the municipality saves the household
/// loses, and society neither gains nor loses; ignored, society gains it as in the run without the key.
#[test]
fn a_benefit_saved_is_counted_once() {
    let place = Place::new();
    run(&place, "run", &[]);
    let set = ["run", "--set", "effects.bijstand.transfer_to=huishouden"];
    let without = valued(&place, &["run"]);
    let counted = valued(&place, &set);
    let ignored = valued(&place, &[&set[..], &["--household-benefits", "ignore"]].concat());
    for project in PROJECTS {
        let party = |all: &Value, name: &str| {
            number(
                rows(all, "stakeholders", &[("alternative", project), ("stakeholder", name)])[0],
                "mean",
            )
        };
        let saved = {
            let keys = [("alternative", project), ("view", "municipality"), ("item", "bijstand")];
            number(rows(&counted, "present_values", &keys)[0], "mean")
        };
        assert!(saved.abs() > 1.0, "{saved}");
        close(party(&counted, "gemeente"), party(&without, "gemeente"));
        close(party(&counted, "huishouden"), party(&without, "huishouden") - saved);
        close(net(&counted, project, "society"), net(&without, project, "society") - saved);
        close(net(&ignored, project, "society"), net(&without, project, "society"));
        let society = [("alternative", project), ("view", "society"), ("item", "bijstand")];
        assert!(rows(&counted, "present_values", &society).is_empty());
        let keys = [("alternative", project), ("item", "bijstand"), ("to", "huishouden")];
        close(number(rows(&counted, "transfers", &keys)[0], "mean"), -saved);
    }
    assert!(rows(&without, "transfers", &[("item", "bijstand")]).is_empty());
}

#[test]
fn an_effect_pro_memorie_is_listed_and_not_counted() {
    let place = Place::new();
    run(&place, "run", &[]);
    let all = valued(&place, &["run", "--set", "effects.politie.pm=true"]);
    let listed = rows(&all, "effects", &[("effect", "politie")]);
    assert_eq!(listed.len(), 4);
    assert!(listed.iter().all(|row| row["counted"] == false && row["mean"].is_number()));
    assert!(rows(&all, "present_values", &[("item", "politie")]).is_empty());
    let before = valued(&place, &["run"]);
    let police = [("alternative", "scenario1"), ("view", "society"), ("item", "politie")];
    let counted = number(rows(&before, "present_values", &police)[0], "mean");
    close(net(&all, "scenario1", "society"), net(&before, "scenario1", "society") - counted);
    let text = place.call(&["value", "run", "--set", "effects.politie.pm=true"]).out;
    assert!(text.contains("; pm: not counted\n"), "{text}");
}

/// The options and the variants are the same terms: discount rate, horizon, size of effects, prices, optimism.
#[test]
fn variants_are_what_the_options_give() {
    let place = Place::new();
    run(&place, "run", &["--set", "time.years=4"]);
    let base = valued(&place, &["run"]);
    for (variant, setting, arguments) in [
        ("discount", "3%", &["--discount", "0.03"][..]),
        ("discount", "3%", &["--discount-date", "2018-05-01"]),
        ("discount", "5.5%", &["--discount-date", "2010-01-01"]),
        ("horizon", "3", &["--horizon", "3"]),
        ("effect_size", "low", &["--effect-size", "low"]),
        ("effect_size", "high", &["--effect-size", "1.5"]),
        ("price_year", "2024", &["--price-year", "2024"]),
        ("optimism_bias", "on", &["--optimism-bias"]),
    ] {
        let all = valued(&place, &[&["run"], arguments].concat());
        for project in PROJECTS {
            let keys = [("variant", variant), ("setting", setting), ("alternative", project)];
            for row in rows(&base, "variants", &keys) {
                let view = row["view"].as_str().expect("a view");
                assert_eq!(number(row, "mean"), net(&all, project, view), "{arguments:?}");
            }
            assert_eq!(rows(&base, "variants", &keys).len(), 2, "{variant} {setting}");
        }
        let own = rows(&all, "variants", &[("variant", "as valued"), ("view", "society")]);
        assert_eq!(number(own[0], "mean"), net(&all, "scenario1", "society"));
    }
}

/// Prices of 2024 are 1.302 times those of 2015: the product of the yearly steps of data/nl_cpi_2012_2024.csv.
#[test]
fn a_price_level_scales_every_euro() {
    let steps = [1.003, 1.014, 1.017, 1.026, 1.013, 1.027, 1.1, 1.038, 1.033];
    let factor: f64 = steps.iter().product();
    let place = Place::new();
    run(&place, "run", &[]);
    let (before, after) =
        (valued(&place, &["run"]), valued(&place, &["run", "--price-year", "2024"]));
    for table in ["present_values", "years", "stakeholders", "transfers"] {
        let list = |all: &Value| all["tables"][table].as_array().expect("a table").clone();
        for (one, other) in list(&before).iter().zip(&list(&after)) {
            for key in ["mean", "p5", "p95", "standard_error"] {
                let (small, large) = (number(one, key), number(other, key));
                assert!(
                    (large - factor * small).abs() < 1e-4 + 1e-9 * large.abs(),
                    "{one}, {other}"
                );
            }
        }
    }
    assert_eq!(before["tables"]["effects"], after["tables"]["effects"]);
    assert_eq!(before["tables"]["payback"], after["tables"]["payback"]);
}

/// Gains shrink or stay, harm stays: no draw gets better.
#[test]
fn optimism_bias_never_makes_a_project_better() {
    let place = Place::new();
    run(&place, "run", &[]);
    let (plain, corrected) =
        (valued(&place, &["run"]), valued(&place, &["run", "--optimism-bias"]));
    let mut changed = 0;
    for project in PROJECTS {
        for view in ["society", "municipality"] {
            let (before, after) = (net(&plain, project, view), net(&corrected, project, view));
            assert!(after <= before, "{project}, {view}: {after} after {before}");
            changed += usize::from(after < before);
        }
    }
    assert!(changed > 0);
}

#[test]
fn tables_are_written_as_csv_and_replaced_with_force_only() {
    let place = Place::new();
    run(&place, "run", &[]);
    let call = ["value", "run", "--out", "tables", "--json"];
    let done = place.call(&call);
    assert_eq!(done.code, Some(0), "{done:?}");
    let all = json(&done.out);
    let names = [
        "effects",
        "indicators",
        "payback",
        "present_values",
        "stakeholders",
        "transfers",
        "variants",
        "years",
    ];
    assert_eq!(place.names("tables"), names.iter().map(|name| format!("{name}.csv")).collect());
    for name in names {
        let rows = records(&place.read(&format!("tables/{name}.csv")));
        let list = all["tables"][name].as_array().expect("a table");
        assert_eq!(rows.len(), list.len() + 1, "{name}");
        for (row, object) in rows[1..].iter().zip(list) {
            for (head, field) in rows[0].iter().zip(row) {
                match &object[head] {
                    Value::Null => assert_eq!(field, "", "{name}, {head}"),
                    Value::String(text) => assert_eq!(field, text, "{name}, {head}"),
                    other => assert_eq!(*field, other.to_string(), "{name}, {head}"),
                }
            }
        }
    }
    let message = place.refused(&call);
    assert!(message.contains("tables: holds the tables of an earlier valuation"), "{message}");
    assert_eq!(place.call(&[&call[..], &["--force"]].concat()).code, Some(0));
    let message = place.refused(&["value", "run", "--out", "run", "--force"]);
    assert!(message.contains("run: holds a run"), "{message}");
    place.write("file", "text");
    assert!(place.refused(&["value", "run", "--out", "file"]).contains("file: "));
}

#[test]
fn the_screen_shows_the_views_that_are_asked_for() {
    let place = Place::new();
    run(&place, "run", &[]);
    let text = |arguments: &[&str]| {
        let done = place.call(&[&["value", "run"], arguments].concat());
        assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
        done.out
    };
    let both = text(&[]);
    for expected in [
        "12 draws, 2015 to 2017, euro of 2015, discounted to 2015 at 2.25%; against nul",
        "net present value to society, million euro; chance that it is above 0",
        "net present value to the municipality's purse",
        "recouped within 3 years; middle draw; not within 3 years",
        "who gains (negative: loses)",
        "eigen bijdrage, huishouden to gemeente",
        "consortium result, gemeente to consortium",
        "provider margin, gemeente to aanbieders",
        "costs and benefits of scenario1, present value, million euro",
        "scenario2 year by year, society, discounted, million euro",
        "  Bijstandsuitkeringen, uitkeringsmaand (reference ",
        "discount 5.5% (standard until 2015-11-12, grade D, in force on 2015-01-01)",
        "optimism_bias on",
    ] {
        assert!(both.contains(expected), "{expected:?} is not in {both}");
    }
    let purse = text(&["--view", "municipality", "--within", "2", "--horizon", "2"]);
    assert!(!purse.contains("net present value to society"), "{purse}");
    assert!(purse.contains("recouped within 2 years; middle draw; not within 2 years"), "{purse}");
    assert!(purse.contains("only the first 2 of 3 years are counted"), "{purse}");
    let ignored =
        text(&["--household-benefits", "ignore", "--effect-size", "0.8", "--optimism-bias"]);
    for expected in [
        "what receivers of benefits lose is ignored",
        "effects are multiplied by 0.8",
        "corrected for optimism bias",
    ] {
        assert!(ignored.contains(expected), "{ignored}");
    }
    // One draw has no error and no spread.
    run(&place, "one", &["--draws-range", "4..5"]);
    let one = place.call(&["value", "one"]).out;
    assert!(
        one.contains("which says nothing of spread or error") && !one.contains('\u{b1}'),
        "{one}"
    );
}

#[test]
fn what_steers_the_simulation_is_refused_with_all_its_keys() {
    let place = Place::new();
    run(&place, "run", &[]);
    let refused = |sets: &[&str]| {
        let sets: Vec<&str> = sets.iter().flat_map(|set| ["--set", set]).collect();
        place.refused(&[&["value", "run"], &sets[..]].concat())
    };
    let message = refused(&["team.members=6", "effects.politie.value=3", "time.years=2"]);
    assert!(message.contains("`team.members` and `time.years` steer the simulation"), "{message}");
    assert!(message.contains("hint: run the scenario again with it"), "{message}");
    assert!(message.contains("effects.<id>.value"), "{message}");
    assert!(
        refused(&["effects.politie.rate=[0, 0, 0, 0]"]).contains("`effects.politie.rate` steers")
    );
    // A rung becomes informal care by having a value at all: it then costs the municipality nothing.
    let informal = refused(&["provisions.2.informal_value=10"]);
    assert!(informal.contains("`provisions.2.informal_value` steers"), "{informal}");
}

#[test]
fn what_cannot_be_set_or_read_is_named() {
    let place = Place::new();
    run(&place, "run", &[]);
    for (arguments, expected) in [
        (&["run", "--set", "effects.bijstnad.value=3"][..], "effects has no item `bijstnad`"),
        (&["run", "--set", "effects.bijstand.value=-3"], "value must be 0 or more, found -3"),
        (&["run", "--set", "effects.bijstand.payers={ rijk = 0.5 }"], "payers must add up to 1"),
        (&["run", "--set", "effects.bijstand.value"], "expected `=` and a value"),
        (&["run", "--set", "effects.bijstand.transfer_to=gemeente"], "both pays and receives"),
        (&["run", "--discount", "-1"], "--discount must be above -1, found -1"),
        (&["run", "--discount", "nan"], "--discount must be above -1, found NaN"),
        (&["run", "--discount", "3"], "discount_rate must be at most 0.5, found 3"),
        (&["run", "--discount-date", "gisteren"], "must be a day like 2021-01-01"),
        (&["run", "--horizon", "0"], "--horizon must be between 1 and 3, found 0"),
        (&["run", "--horizon", "4"], "for a longer horizon run it with more time.years"),
        (
            &["run", "--effect-size", "huge"],
            "must be low, high or a factor from 0 to 100, found \"huge\"",
        ),
        (&["run", "--effect-size", "101"], "must be low, high or a factor from 0 to 100"),
        (&["run", "--effect-size", "-1"], "--effect-size"),
        (&["run", "--effect-size", "inf"], "must be low, high or a factor"),
        (&["run", "--price-year", "2040"], "there is no price index of 2040"),
        (&["run", "--within", "0"], "--within must be at least 1"),
        (&["nowhere"], "is this the directory of a finished run?"),
    ] {
        let message = place.call(&[&["value"], arguments].concat());
        assert_eq!(message.code, Some(2), "{arguments:?}: {message:?}");
        assert!(message.err.contains(expected), "{arguments:?}: {}", message.err);
    }
}

#[test]
fn runs_that_cannot_be_compared_are_refused() {
    let place = Place::new();
    run(&place, "nul", &["--alternatives", "nul"]);
    run(&place, "project", &["--alternatives", "scenario1,scenario2"]);
    let alone = place.refused(&["value", "nul"]);
    assert!(alone.contains("has one alternative only, the reference nul"), "{alone}");
    let without = place.refused(&["value", "project"]);
    assert!(without.contains("has no reference alternative"), "{without}");
    assert!(without.contains("hint: run it again without --alternatives"), "{without}");
}

#[test]
fn damaged_runs_and_those_of_another_version_are_refused() {
    let place = Place::new();
    run(&place, "run", &["--alternatives", "nul,scenario1"]);
    let damaged = |name: &str, from: &str, to: &str| {
        place.copy("run", "bad");
        let file = format!("bad/{name}");
        let text = place.read(&file);
        assert!(text.contains(from), "{name} has no {from:?}");
        place.write(&file, &text.replacen(from, to, 1));
        let message = place.refused(&["value", "bad"]);
        fs::remove_dir_all(place.path("bad")).expect("removed");
        message
    };
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let other = damaged("run.json", &version, "\"version\": \"0.0.9\"");
    assert!(other.contains("made by version 0.0.9 of the program, and this is version"), "{other}");
    let table = damaged("results.csv", "nul,2,2015", "nul,2,2016");
    assert!(table.contains("is not the table that the run wrote"), "{table}");
    let scenario = damaged("scenario.toml", "members = 5", "members = 6");
    assert!(scenario.contains("is not the scenario of this run"), "{scenario}");
}

/// Until it begins, an alternative is the reference; its years are counted from then on, and what it then has may
/// not become informal care either.
#[test]
fn a_project_that_begins_later_has_its_time_from_then_on() {
    let place = Place::new();
    let later = ["--set", "alternatives.scenario1.start_year=2016"];
    run(&place, "run", &later);
    let all = valued(&place, &["run"]);
    let keys = [("alternative", "scenario1"), ("view", "society")];
    let years = rows(&all, "years", &[keys[0], keys[1], ("figure", "net")]);
    let net: Vec<f64> = years.iter().map(|row| number(row, "mean")).collect();
    assert!(net[0] == 0.0 && net[1] != 0.0 && net[2] != 0.0, "{net:?}");
    let within: Vec<f64> =
        rows(&all, "payback", &keys).iter().map(|row| number(row, "chance")).collect();
    // In its first year already; a third one it does not have.
    assert!(within[0] > 0.0 && within[1] == within[2], "{within:?}");
    let set = ["--set", "effects.politie.value=300"];
    run(&place, "fresh", &[&later[..], &set].concat());
    assert!(
        valued(&place, &[&["run"], &set[..]].concat())["tables"]
            == valued(&place, &["fresh"])["tables"]
    );
    let informal = "alternatives.scenario1.provisions.2.informal_value=10";
    let message = place.refused(&["value", "run", "--set", informal]);
    assert!(message.contains("`provisions.2.informal_value` steers the simulation"), "{message}");
}

/// Months are most of the rows of a run; nothing that is valued needs them.
#[test]
fn the_table_of_months_is_not_read() {
    let place = Place::new();
    let call = [&RUN[..7], &["--format", "csv", "--out", "run"]].concat();
    assert_eq!(place.call(&call).code, Some(0));
    let before = place.call(&["value", "run", "--json"]);
    fs::remove_file(place.path("run/months.csv")).expect("months");
    assert_eq!(place.call(&["value", "run", "--json"]).out, before.out);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_and_csv_give_the_same_valuation() {
    let place = Place::new();
    run(&place, "text", &[]);
    let done = place.call(&[&RUN[..], &["--out", "columns"]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    let tables =
        |run: &str| valued(&place, &[run, "--set", "effects.politie.value=300"])["tables"].clone();
    assert_eq!(tables("columns"), tables("text"));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_parquet_run_is_refused_by_a_program_without_it() {
    let place = Place::new();
    run(&place, "run", &[]);
    let text = place.read("run/run.json").replace("results.csv", "results.parquet");
    place.write("run/run.json", &text.replace("\"format\": \"csv\"", "\"format\": \"parquet\""));
    fs::rename(place.path("run/results.csv"), place.path("run/results.parquet")).expect("renamed");
    let done = place.call(&["value", "run"]);
    assert_eq!(done.code, Some(2), "{done:?}");
    assert!(done.err.contains("built without Parquet"), "{}", done.err);
}
