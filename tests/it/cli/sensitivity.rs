//! `sensitivity` and `stress` as users meet them: what they print and write, what they cost, and what they refuse.

use super::{EXAMPLE, Place, json, records};

/// Two alternatives over two years: a realisation of a few milliseconds.
const QUICK: [&str; 5] = [EXAMPLE, "--set", "time.years=2", "--alternatives", "nul,scenario1"];

fn sensitivity(place: &Place, more: &[&str]) -> super::Done {
    place.call(&[&["sensitivity"], &QUICK[..], more].concat())
}

#[test]
fn a_tornado_shows_the_widest_bars_first_and_says_what_it_costs() {
    let place = Place::new();
    let done = sensitivity(&place, &["--draws", "2", "--out", "uit"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    // Eight quantities low and high and the base case, two draws, two alternatives.
    assert!(
        done.err.starts_with("tornado of 8 quantities: 68 realisations, about "),
        "{}",
        done.err
    );
    assert!(
        done.out.contains("net_present_value of scenario1 against nul, million euro"),
        "{}",
        done.out
    );
    let rows = records(&place.read("uit/tornado.csv"));
    assert_eq!(rows[0][..6].join(","), "measure,alternative,against,base,base_error,quantity");
    let swings: Vec<f64> = rows[1..].iter().map(|row| row[14].parse().expect("a number")).collect();
    assert_eq!(swings.len(), 8);
    assert!(swings.windows(2).all(|pair| pair[0].abs() >= pair[1].abs()), "{swings:?}");
    let document = json(&place.read("uit/tornado.json"));
    assert_eq!(document["results"][0]["bars"].as_array().expect("bars").len(), 8);
    assert_eq!((&document["others"], &document["draws"]), (&json("\"central\""), &json("2")));
    // The same bits with one thread, as a document on screen.
    let again = sensitivity(&place, &["--draws", "2", "--threads", "1", "--json", "-q"]);
    assert_eq!(again.err, "");
    assert_eq!(json(&again.out)["results"], document["results"]);
}

#[test]
fn shares_of_variance_round_rows_up_and_rank_by_total() {
    let place = Place::new();
    let call =
        ["--sobol", "7", "--resamples", "20", "--measure", "npv,municipal_cost", "--out", "uit"];
    let done = sensitivity(&place, &[&call[..], &["--group", "effects"]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.err.contains("note: --sobol 7 is rounded up to 8"), "{}", done.err);
    // Five factors (four effects are one), chance, A and B: eight rows, 8 (5 + 3) points, two alternatives.
    assert!(done.err.contains("5 factors and chance, 8 rows: 128 realisations"), "{}", done.err);
    let document = json(&place.read("uit/sobol.json"));
    assert_eq!(document["parameter_rows"], 64);
    // Levels of two alternatives and a difference for cost; a difference for the net present value.
    let outputs = document["results"].as_array().expect("outputs");
    assert_eq!(outputs.len(), 4);
    for output in outputs {
        let totals = output["factors"].as_array().expect("factors").iter();
        let totals: Vec<f64> =
            totals.map(|f| f["total"]["value"].as_f64().expect("a number")).collect();
        assert!(totals.windows(2).all(|pair| pair[0] >= pair[1]), "{totals:?}");
        assert!(output["chance"]["total"]["value"].as_f64().expect("a number") > 0.0);
    }
    assert_eq!(records(&place.read("uit/sobol.csv")).len(), 1 + 4 * 6);
}

#[test]
fn a_heat_map_has_a_cell_for_every_pair_of_values() {
    let place = Place::new();
    let call = ["--heat-map", "provisions.3.tariff", "provisions.4.tariff", "--steps", "3"];
    let done = sensitivity(&place, &[&call[..], &["--draws", "1", "--out", "uit"]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("down: provisions.3.tariff; across: provisions.4.tariff"));
    assert!(done.out.contains("one draw of chance, so no error is known"));
    let rows = records(&place.read("uit/heat_map.csv"));
    assert_eq!(rows.len(), 1 + 9);
    assert!(rows[1..].iter().all(|row| !row[7].is_empty() && row[8].is_empty()));
}

#[test]
fn a_break_even_value_is_found_or_said_not_to_exist() {
    let place = Place::new();
    let wide =
        "alternatives.nul.team.costs[0].amount={ dist = \"uniform\", min = 0, max = 2000000 }";
    let path = "alternatives.nul.team.costs.Loketten.amount";
    let call = ["--set", wide, "--break-even", path, "--draws", "2", "--out", "uit"];
    let done = sensitivity(&place, &call);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("below it nul is better, above it scenario1"), "{}", done.out);
    let document = json(&place.read("uit/break_even.json"));
    assert_eq!(document["results"]["turns"][0]["best_changes"], true);
    let rows = records(&place.read("uit/break_even.csv"));
    // One turn, and two alternatives at nine values.
    assert_eq!(rows.len(), 1 + 1 + 18);
    let done = sensitivity(&place, &["--break-even", "effects.politie.value", "--draws", "2"]);
    assert!(done.out.contains("There is no turning point within its range."), "{}", done.out);
}

#[test]
fn a_run_gives_first_order_shares_without_simulating() {
    let place = Place::new();
    place.must_run(&["--draws", "40", "--alternatives", "nul,scenario1", "--out", "run"]);
    let done = place.call(&["sensitivity", "--run", "run", "--out", "uit"]);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
    assert!(done.out.contains("first-order shares of variance, 40 draws"), "{}", done.out);
    assert!(done.out.contains("Nothing was simulated."));
    assert_eq!(records(&place.read("uit/first_order.csv")).len(), 1 + 8);
    assert_eq!(place.call(&["sensitivity", "--run", "run", "--json"]).code, Some(0));
}

/// Two of the eight quantities of the example come from the rows of a posterior: they count as one where shares must be
/// those of independent sources, and move alone, which is said, where one thing moves at a time.
#[test]
fn quantities_of_a_posterior_are_kept_together_or_said_not_to_be() {
    let place = Place::new();
    place.write("s.toml", &std::fs::read_to_string(EXAMPLE).expect("the example"));
    let head = "# wijkraming posterior, format 1\nweight";
    let two = "effects.politie.value,provisions.3.tariff";
    let rows = format!("{head},{two}\n1,200,40\n1,300,44\n2,400,50\n");
    place.write("rows.csv", &rows);
    let base = ["s.toml", "--set", "time.years=2", "--set", "sampling.posterior=rows.csv"];
    let call = |more: &[&str]| {
        let call = [&["sensitivity"], &base[..], &["--alternatives", "nul,scenario1"], more];
        place.call(&call.concat())
    };
    let done = call(&["--sobol", "8", "--resamples", "20", "--json"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.err.contains("of 7 factors and chance"), "{}", done.err);
    let factors = &json(&done.out)["factors"];
    let joint =
        factors.as_array().expect("factors").iter().find(|own| own["factor"] == "posterior");
    let members = &joint.expect("the posterior")["quantities"];
    assert_eq!(members.as_array().expect("paths").len(), 2);
    let grouped = call(&["--sobol", "8", "--group", "all=effects,provisions,alternatives"]);
    let message = "--run takes them one by one";
    assert!(grouped.code == Some(2) && grouped.err.contains(message), "{grouped:?}");

    let done = call(&["--draws", "1", "--top", "20"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("in the posterior is left out: each moves alone"), "{}", done.out);
    let bar = done.out.lines().find(|line| line.contains("effects.politie.value"));
    assert!(bar.is_some_and(|bar| bar.contains("200 .. 400")), "{}", done.out);

    let run = [&["run"], &base[..], &["--draws", "40", "--format", "csv", "--out", "run", "-q"]];
    assert_eq!(place.call(&run.concat()).code, Some(0));
    // A finished run has its posterior beside it.
    place.write("run/posterior.csv", &rows);
    let done = place.call(&["sensitivity", "--run", "run", "--top", "20"]);
    assert!(done.out.contains("effects.politie.value"), "{done:?}");
    assert!(done.out.contains("their shares overlap"), "{}", done.out);
}

/// Ten draws for each number of a factor, at least.
#[test]
fn a_group_of_more_quantities_than_a_run_can_tell_apart_has_no_share() {
    let place = Place::new();
    place.must_run(&["--draws", "30", "--out", "run"]);
    let done = place.call(&["sensitivity", "--run", "run", "--group", "effects", "--out", "uit"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("too few draws"), "{}", done.out);
    let rows = records(&place.read("uit/first_order.csv"));
    assert_eq!(rows[1..].iter().filter(|row| row[5].is_empty()).count(), 5 - 1, "{rows:?}");
}

#[test]
fn runs_that_tell_nothing_are_refused() {
    let place = Place::new();
    place.must_run(&["--draws", "5", "--out", "few"]);
    place.must_run(&["--draws", "30", "--central", "--out", "central"]);
    for (directory, expected) in [
        ("few", "this needs at least 20 draws, and the run has 5"),
        ("central", "every quantity of this run stands at its mean"),
        ("nowhere", "is this the directory of a finished run?"),
    ] {
        let message = place.refused(&["sensitivity", "--run", directory]);
        assert!(message.contains(expected), "{message}");
    }
    let message = place.refused(&["sensitivity", "--run", "few", "--out", "few"]);
    assert!(message.contains("holds a run, whose files are not added to"), "{message}");
    let message = place.refused(&["sensitivity", EXAMPLE, "--run", "few"]);
    assert!(message.contains("--run"), "{message}");
}

#[test]
fn stress_tests_show_every_alternative_with_and_without() {
    let place = Place::new();
    let call = [&["stress"], &QUICK[..], &["--draws", "3", "--out", "uit"]].concat();
    let done = place.call(&call);
    assert_eq!(done.code, Some(0), "{done:?}");
    // Without, and under two stress tests: three draws of two alternatives each.
    assert!(done.err.starts_with("2 stress tests over 3 draws: 18 realisations"), "{}", done.err);
    for part in
        ["hoge-instroom: Hoge instroom", "from 2016", "municipal_cost, million euro", "scenario1"]
    {
        assert!(done.out.contains(part), "{part}: {}", done.out);
    }
    let rows = records(&place.read("uit/stress.csv"));
    assert_eq!(rows[0][..5].join(","), "stress,start_year,measure,alternative,against");
    let document = json(&place.read("uit/stress.json"));
    assert_eq!(document["results"][1]["id"], "extra-korting");
    let one =
        place.call(&[&call[..], &["--only", "extra-korting", "--force", "--json", "-q"]].concat());
    assert_eq!(json(&one.out)["results"][0], document["results"][1]);
}

/// The unstressed side of a stress test is the run itself, with its errors: also where several draws share a row of
/// quantities, there are many designs, or quantities come from a posterior.
#[test]
fn unstressed_figures_are_those_of_a_run() {
    let posterior =
        "# wijkraming posterior, format 1\nweight,effects.politie.value\n1,200\n2,400\n";
    for (draws, more) in [
        ("4", vec![]),
        ("4", vec!["sampling.replications=3"]),
        ("20", vec!["sampling.batches=10"]),
        ("6", vec!["sampling.posterior=rows.csv"]),
    ] {
        let place = Place::new();
        let own = "\n[[stress]]\nid = \"duur\"\ntitle = \"Duur\"\nstart_year = 2016\n\
                   overlay.provisions.4.tariff = { dist = \"uniform\", min = 90.0, max = 99.0 }\n";
        let text = std::fs::read_to_string(EXAMPLE).expect("the example");
        place.write("s.toml", &(text + own));
        place.write("rows.csv", posterior);
        let mut call = vec!["s.toml", "--set", "time.years=2", "--alternatives", "nul,scenario1"];
        call.extend(more.iter().flat_map(|set| ["--set", *set]));
        call.extend(["--draws", draws, "-q"]);
        let run = [&["run"], &call[..], &["--format", "csv", "--out", "run"]].concat();
        let done = place.call(&run);
        assert_eq!(done.code, Some(0), "{done:?}");
        let stress = [&["stress"], &call[..], &["--measure", "all", "--json"]].concat();
        let document = json(&place.call(&stress).out);
        let lines = document["results"][2]["lines"].as_array().expect("lines");
        let compared = same_as_the_summary(lines, &records(&place.read("run/summary.csv"))[1..]);
        assert!(compared > 20, "{compared} lines compared, {more:?}");
    }
}

/// Compares mean and error of every line that a summary has too; gives how many.
fn same_as_the_summary(lines: &[serde_json::Value], summary: &[Vec<String>]) -> usize {
    let same = |own: &serde_json::Value, other: &str| match (own.as_f64(), other.parse::<f64>()) {
        (Some(own), Ok(other)) => (own - other).abs() <= 1e-9 * other.abs().max(1.0),
        (own, other) => own.is_none() && other.is_err(),
    };
    let mut compared = 0;
    for row in summary {
        let (alternative, area, column) = (&row[0], &row[1], &row[2]);
        let (measure, against) = match column.strip_suffix("_vs_reference") {
            Some(measure) => (measure, true),
            None => (column.as_str(), false),
        };
        let found = lines.iter().find(|line| {
            line["output"]["measure"] == measure
                && line["output"]["alternative"] == alternative.as_str()
                && line["output"]["against"].is_null() != against
        });
        if let Some(line) = found.filter(|_| area == "total") {
            let own = &line["unstressed"];
            assert!(same(&own["mean"], &row[3]), "{column}: {own}, {row:?}");
            assert!(same(&own["standard_error"], &row[9]), "{column}: {own}, {row:?}");
            compared += 1;
        }
    }
    compared
}

#[test]
fn wrong_questions_are_refused_with_what_to_do() {
    let place = Place::new();
    let fixed: Vec<String> = std::fs::read_to_string(EXAMPLE)
        .expect("the example")
        .lines()
        .filter(|line| line.contains("dist = ") && !line.starts_with('#'))
        .map(str::to_owned)
        .collect();
    let mut text = std::fs::read_to_string(EXAMPLE).expect("the example");
    for line in &fixed {
        // Every quantity at a plain number of its own.
        let start = line.find("{ dist").expect("a quantity");
        let end = start + line[start..].find('}').expect("its end");
        text = text.replace(&line[start..=end], "0.5");
    }
    place.write("vast.toml", &text);
    for (call, expected, hint) in [
        (&["sensitivity", "vast.toml"][..], "nothing in this scenario is uncertain", "--set"),
        (
            &["sensitivity", EXAMPLE, "--break-even", "provisions.3.tarief"],
            "there is no uncertain quantity `provisions.3.tarief`",
            "did you mean `provisions.3.tariff`?",
        ),
        (
            &["sensitivity", EXAMPLE, "--break-even", "team.members"],
            "`team.members` is a fixed number, 5",
            "--set 'team.members={ dist",
        ),
        (
            &["sensitivity", EXAMPLE, "--heat-map", "provisions.3.tariff", "provisions.3.tariff"],
            "these two are one quantity",
            "two different",
        ),
        (
            &["sensitivity", EXAMPLE, "--alternatives", "nul", "--measure", "npv"],
            "net_present_value is a difference with the reference, and there is no alternative beside nul",
            "municipal_cost",
        ),
        (
            &["sensitivity", EXAMPLE, "--alternatives", "scenario1,scenario2", "--measure", "npv"],
            "the reference is not among the alternatives",
            "add alternatives",
        ),
        (
            &[
                "sensitivity",
                EXAMPLE,
                "--break-even",
                "provisions.3.tariff",
                "--measure",
                "npv,mean_wait",
            ],
            "--break-even looks at one --measure at a time",
            "",
        ),
        (
            &[
                "sensitivity",
                EXAMPLE,
                "--break-even",
                "provisions.3.tariff",
                "--alternatives",
                "nul",
            ],
            "there is only one",
            "",
        ),
        (
            &["sensitivity", EXAMPLE, "--sobol", "8", "--group", "gesprek"],
            "nothing under `gesprek` is uncertain",
            "",
        ),
        (
            &["sensitivity", EXAMPLE, "--sobol", "8", "--group", "gesprk"],
            "there is no uncertain quantity `gesprk`",
            "",
        ),
        (
            &[
                "sensitivity",
                EXAMPLE,
                "--sobol",
                "8",
                "--group",
                "a=effects",
                "--group",
                "b=effects.politie.value",
            ],
            "is in group \"a\" and in group \"b\"",
            "",
        ),
        (
            &[
                "sensitivity",
                EXAMPLE,
                "--sobol",
                "8",
                "--group",
                "alles=provisions,effects,alternatives",
            ],
            "all that is uncertain counts as one",
            "leave some",
        ),
        (&["sensitivity", EXAMPLE, "--sobol", "8", "--break-even", "x"], "cannot be used with", ""),
        (&["sensitivity", EXAMPLE, "--measure", "nvp"], "npv", ""),
        (
            &["sensitivity", EXAMPLE, "--draws", "1000000", "--threads", "1"],
            "more than the limit of 24 hours",
            "--allow-large",
        ),
        (
            &["stress", "vast.toml", "--only", "hoge-instrom"],
            "no stress test \"hoge-instrom\"",
            "did you mean `hoge-instroom`?",
        ),
        (
            &["stress", EXAMPLE, "--set", "time.years=1"],
            "stress `hoge-instroom` begins in 2016, outside the run of 2015 to 2015",
            "--only",
        ),
        (
            &["stress", EXAMPLE, "--set", "stress=[]"],
            "this scenario has no stress tests",
            "[[stress]]",
        ),
    ] {
        let message = place.refused(call);
        assert!(message.contains(expected) && message.contains(hint), "{call:?}: {message}");
    }
}

#[test]
fn earlier_results_are_not_overwritten_without_force() {
    let place = Place::new();
    let call = ["--draws", "1", "-q", "--out", "uit"];
    assert_eq!(sensitivity(&place, &call).code, Some(0));
    let arguments = [&["sensitivity"], &QUICK[..], &call].concat();
    let message = place.refused(&arguments);
    assert!(
        message.contains("tornado.csv: is there already") && message.contains("--force"),
        "{message}"
    );
    assert_eq!(sensitivity(&place, &[&call[..], &["--force"]].concat()).code, Some(0));
}
