//! `wijkraming analyse`: figures that agree with those of the run, files, messages, and the worked example of the docs.

use serde_json::Value;

use super::{Done, Place, json, records};

/// Twenty-four draws of two years, with a row of shares.
const ROW: &str = r#"need.initial_severity={ dist = "dirichlet", mean = [0.45, 0.35, 0.15, 0.05], concentration = 40.0 }"#;

fn run_of(place: &Place, more: &[&str]) {
    place.must_run(&[&["--out", "run", "--set", ROW], more].concat());
}

#[track_caller]
fn analysed(place: &Place, arguments: &[&str]) -> Value {
    let done = place.call(&[&["analyse"], arguments, &["--json"]].concat());
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{}", done.out);
    json(&done.out)
}

/// A line of summary.csv: mean and standard error.
fn summary(place: &Place, alternative: &str, column: &str) -> (f64, f64) {
    let rows = records(&place.read("run/summary.csv"));
    let line = rows
        .iter()
        .find(|row| row[0] == alternative && row[1] == "total" && row[2] == column)
        .expect("a line of the summary");
    (line[3].parse().expect("a number"), line[9].parse().expect("a number"))
}

fn close(found: &Value, expected: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - expected).abs() < 1e-6 * (1.0 + expected.abs()), "{found}, not {expected}");
}

#[test]
fn net_benefits_are_the_net_present_values_of_the_summary() {
    let place = Place::new();
    run_of(&place, &["--draws", "24"]);
    for (perspective, column) in [
        ("society", "net_present_value_vs_reference"),
        ("municipality", "municipal_net_present_value_vs_reference"),
    ] {
        let found = analysed(&place, &["run", "--perspective", perspective, "--no-groups"]);
        let standings = found["analysis"]["standings"].as_array().expect("standings");
        assert_eq!(standings.len(), 5);
        assert_eq!(standings[0]["over_reference"], Value::Null);
        for (place_of, id) in
            ["scenario1", "scenario2", "populatie", "resultaat"].iter().enumerate()
        {
            let over = &standings[place_of + 1]["over_reference"];
            let (mean, error) = summary(&place, id, column);
            close(&over["value"], mean);
            close(&over["standard_error"], error);
        }
    }
}

/// Draws that share their quantities, and rows in independent designs: means and errors are those of the summary.
#[test]
fn draws_with_the_same_quantities_are_averaged_and_errors_come_from_batches() {
    for (sets, words) in [
        (&["--set", "sampling.replications=4"][..], "96 draws of 24 sets of quantities"),
        (&["--set", "sampling.batches=12"], "24 draws, 9 uncertain"),
        (
            &["--set", "sampling.replications=2", "--set", "sampling.batches=12"],
            "48 draws of 24 sets of quantities",
        ),
    ] {
        let place = Place::new();
        run_of(&place, &[sets, &["--draws", "24"]].concat());
        let found = analysed(&place, &["run", "--no-groups"]);
        let over = &found["analysis"]["standings"][4]["over_reference"];
        let (mean, error) = summary(&place, "resultaat", "net_present_value_vs_reference");
        close(&over["value"], mean);
        close(&over["standard_error"], error);
        shown(&place.call(&["analyse", "run", "--no-groups"]), &[words]);
    }
}

#[test]
fn costs_and_effects_are_those_of_the_summary_without_discounting() {
    let place = Place::new();
    run_of(&place, &["--draws", "24"]);
    let undiscounted = ["run", "--set", "valuation.discount_rate=0", "--no-groups"];
    for (effect, column, times) in [
        ("quality-of-life", "effect_kwaliteit-van-leven", -1.0 / 12.0),
        ("matrix-points", "zrm_gain", 1.0),
        ("severity_4:less", "severity_4", -1.0),
        ("huisuitzetting:less", "effect_huisuitzetting", -1.0),
        ("gesprekken:more", "gesprekken", 1.0),
    ] {
        let found = analysed(&place, &[&undiscounted[..], &["--effect", effect]].concat());
        let standing = &found["analysis"]["standings"][2];
        let (mean, error) = summary(&place, "scenario2", column);
        close(&standing["effect"]["value"], times * mean);
        close(&standing["effect"]["standard_error"], times.abs() * error);
        let (cost, _) = summary(&place, "scenario2", "municipal_cost");
        close(&standing["cost"]["value"], cost);
    }
    // --undiscounted-effect leaves money discounted.
    let found = analysed(&place, &["run", "--undiscounted-effect", "--no-groups"]);
    let standing = &found["analysis"]["standings"][2];
    close(
        &standing["effect"]["value"],
        summary(&place, "scenario2", "effect_kwaliteit-van-leven").0 / -12.0,
    );
    let cost = standing["cost"]["value"].as_f64().expect("a cost");
    assert!(cost < summary(&place, "scenario2", "municipal_cost").0);
}

#[test]
fn a_willingness_to_pay_judges_by_effect_and_cost() {
    let place = Place::new();
    run_of(&place, &["--draws", "24"]);
    let found =
        analysed(&place, &["run", "--wtp", "50_000", "--no-groups", "--wtp-grid", "0..100000:3"]);
    let analysis = &found["analysis"];
    assert_eq!(analysis["willingness_to_pay"], 50_000.0);
    for standing in analysis["standings"].as_array().expect("standings") {
        let number = |key: &str| standing[key]["value"].as_f64().expect("a number");
        close(&standing["net_benefit"]["value"], 50_000.0 * number("effect") - number("cost"));
    }
    assert_eq!(analysis["curves"]["grid"], json("[0.0, 50000.0, 100000.0]"));
    let chance = &analysis["standings"][3]["probability_best"];
    assert_eq!(&analysis["curves"]["acceptability"][3][1], chance);
}

#[test]
fn quantities_have_readable_names_and_rows_of_shares_are_one() {
    let place = Place::new();
    run_of(&place, &["--draws", "24"]);
    let found = analysed(&place, &["run"]);
    let quantities = found["analysis"]["evppi"].as_array().expect("values");
    let names: Vec<&str> =
        quantities.iter().map(|own| own["name"].as_str().expect("a name")).collect();
    // Eight single quantities, and the row.
    assert_eq!(names.len(), 9, "{names:?}");
    for name in [
        "need.initial_severity",
        "provisions.3.tariff",
        "scenario1: payment.first_line.trekkingsrecht.utilisation",
    ] {
        assert!(names.contains(&name), "{names:?}");
    }
    let groups = found["analysis"]["groups"].as_array().expect("groups");
    let groups: Vec<&str> =
        groups.iter().map(|own| own["name"].as_str().expect("a name")).collect();
    assert_eq!(groups, ["all provisions", "all effects", "all tariffs"]);
    let everything = &found["analysis"]["evppi_everything"];
    assert_eq!(everything["quantities"].as_array().map(Vec::len), Some(9));
}

#[test]
fn a_run_is_analysed_again_to_the_last_bit_on_any_number_of_threads() {
    let place = Place::new();
    run_of(&place, &["--draws", "24"]);
    let on = |threads: &str| place.call(&["analyse", "run", "--json", "--threads", threads]).out;
    assert_eq!(on("1"), on("3"));
}

#[test]
fn an_analysis_leaves_tables_and_overwrites_none_by_surprise() {
    let place = Place::new();
    run_of(&place, &["--draws", "24"]);
    let study = "provisions.3.tariff: n=50, sd=6; cost=1000";
    let call = ["analyse", "run", "--out", "a/b", "--no-groups", "--study", study, "-q"];
    let done = place.call(&call);
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (Some(0), "", ""));
    let names = [
        "analysis.json",
        "ceac.csv",
        "decision.csv",
        "evpi.csv",
        "evppi.csv",
        "evsi.csv",
        "frontier.csv",
        "plane.csv",
    ];
    assert_eq!(place.names("a/b"), names.map(str::to_owned).into());
    let rows = |name: &str| records(&place.read(&format!("a/b/{name}")));
    // A point per draw and alternative but the reference; a chance per point of the grid and alternative.
    assert_eq!(rows("plane.csv").len(), 1 + 24 * 4);
    assert_eq!(rows("ceac.csv").len(), 1 + 41 * 5);
    assert_eq!(rows("evpi.csv").len(), 1 + 41);
    assert_eq!(rows("evppi.csv").len(), 1 + 9);
    assert_eq!(
        (rows("decision.csv").len(), rows("frontier.csv").len(), rows("evsi.csv").len()),
        (6, 6, 2)
    );
    let whole = json(&place.read("a/b/analysis.json"));
    assert_eq!(whole["analysis"]["draws"], 24);
    let message = place.refused(&call);
    assert!(message.contains("exists already") && message.contains("--force"), "{message}");
    // Without costs and effects there are no curves: files of the earlier analysis do not stay behind.
    place.write("nb.csv", "a,b\n1,2\n3,1\n");
    let again =
        ["analyse", "--psa", "nb.csv", "--columns", "net_benefit:a,b", "--out", "a/b", "--force"];
    assert_eq!(place.call(&again).code, Some(0));
    assert_eq!(place.names("a/b"), ["analysis.json", "decision.csv"].map(str::to_owned).into());
}

/// Words of an analysis on screen, and no line wider than 100 columns.
#[track_caller]
fn shown(done: &Done, words: &[&str]) {
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
    for word in words {
        assert!(done.out.contains(word), "{word:?} is not in\n{}", done.out);
    }
    let wide = done.out.lines().find(|line| line.chars().count() > 100);
    assert_eq!(wide, None);
    let odd =
        |word: &&str| ["NaN", "inf", "-inf"].iter().any(|odd| word.trim_start_matches('±') == *odd);
    assert_eq!(done.out.split_whitespace().find(odd), None);
}

#[test]
fn the_screen_shows_every_part() {
    let place = Place::new();
    run_of(&place, &["--draws", "24"]);
    let studies =
        ["--study", "provisions.3.tariff: n=50, sd=6; provisions.4.tariff: n=9, sd=8; cost=1e4"];
    let population = ["--decisions", "20", "--horizon", "5", "--top", "3"];
    let call = ["analyse", "run", "--group", "wages=*.tariff", "--wtp", "50000"];
    let call = [&call[..], &studies, &population].concat();
    let done = place.call(&call);
    shown(
        &done,
        &[
            "net benefit",
            "over nul",
            "best in [95%]",
            "highest expected net benefit:",
            "place on the frontier",
            "cheaper, better",
            "chance of being the best by willingness to pay for a QALY",
            "everything, chance included (EVPI)",
            "everything uncertain",
            "wages",
            "and 6 more quantities",
            // 20 (1 + 1 / 1.0225 + ... ) over five years.
            "over 95.7 decisions in present value",
            "value of studies",
            "minus its cost",
        ],
    );
}

#[test]
fn a_run_with_every_quantity_at_its_mean_has_nothing_to_learn() {
    let place = Place::new();
    run_of(&place, &["--draws", "24", "--central"]);
    let done = place.call(&["analyse", "run"]);
    shown(&done, &["no quantity varies between the draws"]);
}

#[test]
fn a_run_of_one_alternative_or_one_draw_is_analysed_as_far_as_it_goes() {
    let place = Place::new();
    place.must_run(&["--draws", "4", "--out", "one", "--alternatives", "scenario1"]);
    shown(&place.call(&["analyse", "one"]), &["scenario1", "one strategy only"]);
    place.must_run(&["--draws", "1", "--out", "draw"]);
    shown(&place.call(&["analyse", "draw"]), &["one draw says nothing of uncertainty"]);
    place.must_run(&["--draws", "4", "--out", "few", "--alternatives", "scenario1,scenario2"]);
    shown(&place.call(&["analyse", "few"]), &["it needs 20 draws at least, and there are 4"]);
}

#[test]
fn wrong_requests_are_refused_with_a_hint() {
    let place = Place::new();
    run_of(&place, &["--draws", "24"]);
    place.write("nb.csv", "a,b,p\n1,2,0.5\n3,1,-0.5\n");
    let nb = ["analyse", "--psa", "nb.csv", "--columns", "net_benefit:a,b parameters:p"];
    let with = |more: &[&'static str]| [&nb[..], more].concat();
    let run = |more: &[&'static str]| [&["analyse", "run"][..], more].concat();
    for (call, expected) in [
        (vec!["analyse"], "RUN"),
        (vec!["analyse", "nowhere"], "nowhere"),
        (vec!["analyse", "--psa", "nb.csv"], "--columns"),
        (vec!["analyse", "run", "--columns", "cost:a"], "--columns"),
        (vec!["analyse", "--psa", "missing.csv", "--columns", "cost:a effect:b"], "missing.csv"),
        (with(&["--perspective", "society"]), "--perspective"),
        (with(&["--wtp", "5"]), "--wtp needs costs and effects"),
        (with(&["--horizon", "5"]), "--horizon needs --rate"),
        (with(&["--reference", "c"]), "there is no strategy \"c\""),
        (with(&["--study", "p: n=5, data=binomial"]), "p is no probability"),
        (with(&["--study", "p: n=5, data=multinomial"]), "p is one number"),
        (with(&["--group", "x=nothing*"]), "no quantity fits"),
        (run(&["--perspective", "me"]), "society or municipality"),
        (run(&["--effect", "severity_4"]), ":less or :more"),
        (run(&["--effect", "happiness:more"]), "no column \"happiness\""),
        (run(&["--set", "team.members=3"]), "team.members"),
        (run(&["--study", "tariff: n=5, sd=1"]), "no quantity fits \"tariff\""),
        (run(&["--study", "*.tariff: n=5, sd=1"]), "more than one quantity fits"),
        (run(&["--study", "need.initial_severity: n=5, sd=1"]), "write data=multinomial"),
        (run(&["--wtp=-1"]), "at least 0"),
        (run(&["--wtp-grid", "5"]), "FROM..TO"),
        (run(&["--wtp-grid", "9..5"]), "TO must be more than FROM"),
        (run(&["--rate", "3", "--horizon", "2"]), "write 0.03 for 3 %"),
        (run(&["--group", "x"]), "NAME=PATTERN"),
        (run(&["--force"]), "--out"),
    ] {
        let message = place.refused(&call);
        assert!(message.contains(expected), "{call:?}: {message}");
    }
}

/// The worked example of docs/decision.md at a willingness to pay of 10,000, against the quadrature of the tests in
/// `decision/published.rs`: expected net benefits 5,057 and 5,584.8, and 460.5 for the duration of response under T1.
#[test]
fn the_example_of_the_docs_gives_the_published_model() {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/examples");
    let (file, columns) =
        (format!("{docs}/two-treatments.csv"), format!("{docs}/two-treatments.toml"));
    let place = Place::new();
    let line = "cost:cost_T0,cost_T1 effect:qaly_T0,qaly_T1 parameters:theta5,theta16";
    let call = ["--psa", &file, "--columns", line, "--wtp", "10000", "--no-groups"];
    let analysis = &analysed(&place, &call)["analysis"];
    let near = |found: &Value, expected: f64| {
        let number = |key: &str| found[key].as_f64().expect("a number");
        let room = 3.29 * number("standard_error");
        assert!((number("value") - expected).abs() < room, "{found}, not {expected}");
        assert!(room < 0.6 * expected, "{found} is vague for {expected}");
    };
    near(&analysis["standings"][0]["net_benefit"], 5_057.0);
    near(&analysis["standings"][1]["net_benefit"], 5_584.8);
    let values = analysis["evppi"].as_array().expect("values");
    let of = |name: &str| values.iter().find(|own| own["name"] == name).expect("a value");
    near(&of("theta16")["value"], 460.5);
    // The whole file, as the docs call it; groups take optimised code a second, and this test a minute.
    let call = ["analyse", "--psa", &file, "--columns", &columns, "--no-groups", "--top", "0"];
    shown(
        &place.call(&call),
        &["19 uncertain quantities", "willingness to pay for a QALY", "give --wtp"],
    );
}
