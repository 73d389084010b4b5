//! `optimise` as users meet it: tables, files that run, exit codes and messages.

use super::{Done, EXAMPLE, Place, json, records};

fn optimise(place: &Place, more: &[&str]) -> Done {
    let quick = [
        "optimise",
        EXAMPLE,
        "--set",
        "time.years=2",
        "--set",
        "team.caseload_per_member=8",
        "--evaluations",
        "8",
        "--draws",
        "2",
        "--confirm-draws",
        "3",
        "--threads",
        "1",
    ];
    place.call(&[&quick[..], more].concat())
}

const MEMBERS: [&str; 4] = ["--alternatives", "scenario2", "--over", "team.members=1..4/1"];

#[test]
fn a_frontier_is_shown_with_errors_and_written_with_scenarios_that_run() {
    let place = Place::new();
    let more = ["--subject-to", "p_overrun<=1", "--measure", "overrun", "--out", "uit"];
    let done = optimise(&place, &[&MEMBERS[..], &more].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(
        done.err.starts_with("frontier from 4 points at most: 30 realisations, about "),
        "{}",
        done.err
    );
    assert!(done.out.contains("scenario2: minimise municipal_cost (million euro), minimise mean_wait (months), subject to p_overrun<=1"), "{}", done.out);
    assert!(
        done.out
            .contains("all 4 points searched with 2 draws; figures below are from 3 fresh draws"),
        "{}",
        done.out
    );
    assert!(done.out.contains("as written") && done.out.contains('\u{b1}'));
    let rows = records(&place.read("uit/frontier.csv"));
    let evaluated = records(&place.read("uit/evaluated.csv"));
    assert_eq!(evaluated.len(), 1 + 4);
    let heads = &rows[0];
    assert_eq!(
        heads[..7].join(","),
        "alternative,point,file,beaten,not_told_apart_from,at_end,team.members"
    );
    let column = |name: &str| heads.iter().position(|own| own == name).expect("a column");
    assert!(column("municipal_cost_change_error") < column("search_municipal_cost"));
    let document = json(&place.read("uit/frontier.json"));
    let frontier = document["results"][0]["frontier"].as_array().expect("points");
    assert_eq!(frontier.len(), rows.len() - 1);
    // The scenario of the first point, run on the fresh seed, gives the cost of the table again.
    let seed = document["confirm_seed"].to_string();
    let call = [
        "run",
        "uit/frontier-scenario2-1.toml",
        "--allow-outside",
        "--seed",
        &seed,
        "--draws",
        "3",
        "--alternatives",
        "nul,scenario2",
        "--out",
        "run",
        "--format",
        "csv",
        "-q",
    ];
    let run = place.call(&call);
    assert_eq!(run.code, Some(0), "{run:?}");
    let summary = records(&place.read("run/summary.csv"));
    let place_of = |name: &str| summary[0].iter().position(|own| own == name).expect("a column");
    let own = summary.iter().find(|row| {
        row.contains(&"municipal_cost".to_owned()) && row.contains(&"scenario2".to_owned())
    });
    let mean: f64 = own.expect("the cost")[place_of("mean")].parse().expect("a number");
    let shown: f64 = rows[1][column("municipal_cost")].parse().expect("a number");
    assert!((mean - shown).abs() < 1e-6 * shown, "{mean}, not {shown}");
}

#[test]
fn the_same_search_gives_the_same_document_and_needs_force_to_be_written_again() {
    let place = Place::new();
    let first = optimise(&place, &[&MEMBERS[..], &["--out", "uit", "--json", "-q"]].concat());
    assert_eq!((first.code, first.err.as_str()), (Some(0), ""));
    let again = optimise(&place, &[&MEMBERS[..], &["--out", "uit"]].concat());
    assert_eq!(again.code, Some(2));
    assert!(
        again.err.contains("is there already") && again.err.contains("--force"),
        "{}",
        again.err
    );
    let again = optimise(
        &place,
        &[&MEMBERS[..], &["--out", "uit", "--force", "--json", "-q", "--threads", "2"]].concat(),
    );
    assert_eq!(again.code, Some(2), "--threads twice");
    let again =
        optimise(&place, &[&MEMBERS[..], &["--out", "uit", "--force", "--json", "-q"]].concat());
    assert_eq!(json(&first.out)["results"], json(&again.out)["results"]);
}

#[test]
fn another_file_is_a_lever_too() {
    let place = Place::new();
    let text = format!("extends = {EXAMPLE:?}\ntitle = \"minder\"\n[team]\nmembers = 1.0\n");
    place.write("minder.toml", &text);
    let more = ["--variant", "minder.toml", "--allow-outside", "--out", "uit"];
    let done = optimise(&place, &[&["--alternatives", "scenario2"], &more[..]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("all 2 points searched"), "{}", done.out);
    let files: Vec<String> =
        records(&place.read("uit/evaluated.csv"))[1..].iter().map(|row| row[2].clone()).collect();
    assert_eq!(files, ["example", "minder"]);
}

#[test]
fn bounds_that_no_point_keeps_are_an_exit_of_their_own() {
    let place = Place::new();
    let done = optimise(&place, &[&MEMBERS[..], &["--subject-to", "municipal_cost<1"]].concat());
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.out.contains("no point keeps to the bounds"), "{}", done.out);
    assert!(done.out.contains("nearest") && done.out.contains("] no"), "{}", done.out);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let place = Place::new();
    let over = "team.member=3..8,team.volunteers,team.hours_per_member_month=9..2,team.members=x";
    let more = [
        "--alternatives",
        "scenario2",
        "--over",
        over,
        "--minimise",
        "npv",
        "--against",
        "mean_wiat",
        "--subject-to",
        "p_overrun<10",
    ];
    let done = optimise(&place, &more);
    assert_eq!(done.code, Some(2), "{done:?}");
    for text in [
        "--over \"team.members=x\": \"x\" is not a number",
        "--over: there is no number `team.member`\nhint: did you mean `team.members`?",
        "--over: `team.volunteers` is a fixed number, 2, and has no range\nhint: give it one: --over 'team.volunteers=LOW..HIGH'",
        "--minimise npv: more of it is better\nhint: write --maximise npv",
        "--against: there is no figure `mean_wiat`\nhint: did you mean `mean_wait`?",
        "--subject-to \"p_overrun<10\": the bound of a chance is between 0 and 1, not 10",
    ] {
        assert!(done.err.contains(text), "{text}\nis not in\n{}", done.err);
    }
}

#[test]
fn levers_that_do_not_exist_or_move_nothing_are_told() {
    let place = Place::new();
    let call = |more: &[&str]| {
        let done = optimise(&place, more);
        assert_eq!(done.code, Some(2), "{done:?}");
        done.err
    };
    let err = call(&["--over", "financing.wijkbudget.corridor=0..0.1"]);
    assert!(err.contains("does not exist in alternative scenario1"), "{err}");
    assert!(err.contains("--alternatives scenario2"), "{err}");
    let err = call(&["--alternatives", "nul", "--over", "team.members=1..3"]);
    assert!(err.contains("nul is the reference, which must stay as it is"), "{err}");
    let err = call(&["--alternatives", "scenario2", "--over", "valuation.discount_rate=0..0.1"]);
    assert!(err.contains("cannot stand in an alternative"), "{err}");
    let err = call(&[]);
    assert!(err.contains("there is nothing to choose between"), "{err}");
    let still = [
        "--alternatives",
        "scenario2",
        "--over",
        "effects.politie.value=1..9",
        "--minimise",
        "municipal_cost",
    ];
    let err = call(&still);
    assert!(err.contains("none of the levers moves municipal_cost"), "{err}");
}

#[test]
fn one_fresh_draw_tells_no_points_apart() {
    let place = Place::new();
    let quick =
        ["optimise", EXAMPLE, "--set", "time.years=1", "--draws", "1", "--confirm-draws", "1"];
    let done = place.call(&[&quick[..], &MEMBERS].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(
        done.out.contains("one fresh draw: no error is known, and no point is told apart"),
        "{}",
        done.out
    );
    assert!(!done.out.contains("nan") && !done.out.contains("NaN"));
}
