//! `explain`: one household, its euros by hand, and the same household under every alternative.

use super::{EXAMPLE, Place, records};

fn explain(arguments: &[&str]) -> String {
    let done = Place::new().call(&[&["explain", EXAMPLE], arguments].concat());
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
    done.out
}

/// The number that follows `before` on a line.
#[track_caller]
fn number(line: &str, before: &str) -> f64 {
    let after = line.split(before).nth(1).unwrap_or_else(|| panic!("{before:?} is not in {line}"));
    let digits: String = after
        .trim_start()
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.' || *c == '-')
        .collect();
    digits.parse().unwrap_or_else(|_| panic!("no number after {before:?} in {line}"))
}

/// The household of the tests below: two domains, and under each alternative another arrangement.
const HOUSEHOLD: [&str; 2] = ["--household", "Elst Noord:239"];

/// The first line that says what a rung gives under one alternative.
fn support(alternative: &str, rung: u32) -> String {
    let text = explain(&[&HOUSEHOLD[..], &["--alternative", alternative]].concat());
    let line = text.lines().find(|line| line.contains(&format!("rung {rung}: ")));
    line.unwrap_or_else(|| panic!("no support on rung {rung} under {alternative}:\n{text}"))
        .to_owned()
}

/// Quantities of draw 0 by path.
fn quantity(path: &str) -> f64 {
    let place = Place::new();
    let call = ["run", EXAMPLE, "-q", "--format", "csv", "--draws-range", "0..1", "--no-monthly"];
    let done = place.call(&[&call[..], &["--out", "run"]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    let rows = records(&place.read("run/draws.csv"));
    let column = rows[0].iter().position(|name| name == path).expect("a quantity");
    rows[1][column].parse().expect("a number")
}

#[test]
fn the_euros_of_a_household_follow_from_the_scenario_by_hand() {
    // Verslaving and geestelijke gezondheid, both at the tariff of rung 3; middle income: eigen bijdrage at most 110.
    let tariff = quantity("provisions.3.tariff");
    let close = |found: f64, expected: f64, what: &str| {
        assert!((found - expected).abs() < 0.6, "{what}: {found} should be {expected}");
    };
    // Nulalternatief: delivered hours times tariff (the hours are printed to two decimals).
    let line = support("nul", 3);
    let gross = number(&line, "rung 3:") * tariff;
    assert_eq!(number(&line, "huishouden EUR"), 110.0);
    close(number(&line, "gemeente EUR"), gross - 110.0, "nul");
    // Scenario 1: the second domain at 75%, of which the used part is paid, and 6 euro of administration.
    let line = support("scenario1", 3);
    let used = quantity("alternatives.scenario1.payment.first_line.trekkingsrecht.utilisation");
    let gross = number(&line, "rung 3:") * tariff * used;
    close(number(&line, "gemeente EUR"), gross + 6.0 - 110.0, "scenario1");
    // Resultaat: norm hours 12 * (1 + 0.65) at a margin of 3%, whatever is delivered.
    let line = support("resultaat", 3);
    let price = 12.0 * 1.65 * tariff * 1.03;
    close(number(&line, "gemeente EUR"), price - 110.0, "resultaat");
    let margin = price - number(&line, "rung 3:") * tariff;
    close(number(&line, "huishouden EUR 110.00 (EUR"), margin, "provider");
    // Rung 2: 3 hours at 30 euro, the second domain at 75% under scenario 1; no eigen bijdrage.
    let line = support("scenario1", 2);
    assert_eq!((number(&line, "rung 2:"), number(&line, "gemeente EUR")), (5.25, 157.5));
    assert!(!line.contains("huishouden"), "{line}");
}

#[test]
fn the_same_household_stands_side_by_side_under_every_alternative() {
    let text = explain(&HOUSEHOLD);
    let ids = ["nul", "scenario1", "scenario2", "populatie", "resultaat"];
    for id in ids {
        assert!(text.contains(&format!("({id})\n")), "{id}");
    }
    let table = text.split("The same household under each alternative").nth(1).expect("a table");
    assert_eq!(table.lines().nth(1).expect("heads").split_whitespace().collect::<Vec<_>>(), ids);
    let row = |name: &str| -> Vec<f64> {
        let line = table.lines().find(|line| line.trim().starts_with(name));
        let line = line.unwrap_or_else(|| panic!("no row {name:?} in {table}"));
        line.trim()[name.len()..].split_whitespace().map(|cell| cell.parse().unwrap()).collect()
    };
    // What happened is the same; what was done about it is not.
    assert_eq!(row("episodes"), [1.0; 5]);
    assert_eq!(row("months of unreported need"), [11.0, 9.0, 9.0, 9.0, 9.0]);
    assert_eq!(row("months on rung 3")[..2], [93.0, 62.0]);
    assert_eq!(row("paid by huishouden, EUR")[..2], [110.0 * 93.0, 110.0 * 62.0]);
    // 93 months of the euros on the line of the nulalternatief, which are rounded to cents.
    let euro = number(&support("nul", 3), "gemeente EUR");
    assert!((row("paid by gemeente, EUR")[0] - 93.0 * euro).abs() < 0.5);
}

#[test]
fn the_table_tells_what_the_alternatives_differ_in() {
    let text = explain(&HOUSEHOLD);
    let table = text.split("What the alternatives differ in").nth(1).expect("a table");
    let row = |name: &str| -> Vec<&str> {
        let line = table.lines().find(|line| line.split_whitespace().next() == Some(name));
        line.map(|line| line.split_whitespace().skip(1).collect()).unwrap_or_default()
    };
    assert_eq!(row("aanmelding.outreach"), ["0.3", "1", "1", "1", "1"]);
    assert_eq!(row("team.members"), ["6", "5", "5", "5", "5"]);
    let holders = ["gemeente", "gemeente", "wijkbudget", "populatiebekostiging", "gemeente"];
    assert_eq!(row("financing"), holders);
    assert_eq!(row("gesprek.hours"), [""; 0], "the same everywhere");
}

#[test]
fn like_finds_a_household_that_meets_the_conditions() {
    let text = explain(&["--like", "crisis, two domains, waited over 3 months"]);
    assert!(text.starts_with("Household "), "{text}");
    assert!(text.lines().next().is_some_and(|line| line.contains("under nul")), "{text}");
    let nul = text.split("(scenario1)").next().expect("the first life");
    assert!(nul.contains("becomes 4") || nul.contains("severity 4 on"), "{nul}");
    let waited = nul.lines().filter(|line| line.contains("keukentafelgesprek after"));
    assert!(waited.map(|line| number(line, "after")).any(|months| months > 3.0), "{nul}");
    let one = explain(&["--like", "single_parent, low", "--alternative", "resultaat"]);
    assert!(one.contains("single_parent, low income") && !one.contains("side by side"), "{one}");
}

#[test]
fn every_chance_is_a_chance_and_months_go_forward() {
    let text = explain(&["--like", "2 episodes, closed", "--draw", "3"]);
    for word in text.split([' ', '(', ')']).filter(|word| word.ends_with('%')) {
        let Ok(percent) = word.trim_end_matches('%').parse::<f64>() else { continue };
        assert!((0.0..=100.0).contains(&percent), "{word}");
    }
    let life = text.split("\n\n").nth(1).expect("a life");
    let dates: Vec<&str> =
        life.lines().filter(|line| line.starts_with("  20")).map(|line| &line[2..9]).collect();
    assert!(dates.len() > 5 && dates.is_sorted(), "{life}");
}

#[test]
fn a_household_without_need_says_so_once() {
    let text = explain(&["--household", "Elst Noord:0"]);
    let expected = "No need in any month of the run; --like finds a household with one.\n";
    assert!(text.ends_with(expected) && text.lines().count() == 3, "{text}");
}

#[test]
fn what_cannot_be_explained_is_refused() {
    let place = Place::new();
    for (arguments, expected) in [
        (&["--household", "Elst Noord"][..], "a colon and a number"),
        (&["--household", "Elst Noord:many"], "a colon and a number"),
        (&["--household", "Elst Noord:-1"], "a colon and a number"),
        (&["--household", "Elst Noord:2960"], "numbered 0 to 2959"),
        (&["--household", "Nergens:1"], "Elst Noord, Herveld-Andelst"),
        (&["--household", "Elst Noord:1", "--draw", "200"], "less than the number of draws, 200"),
        (&["--household", "Elst Noord:1", "--alternative", "geen"], "no alternative \"geen\""),
        (&["--like", "crisis, very sad"], "\"very sad\" is no condition"),
        (&["--household", "Elst Noord:1", "--like", "crisis"], "cannot be used with"),
    ] {
        let message = place.refused(&[&["explain", EXAMPLE], arguments].concat());
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
    let none = place.call(&["explain", EXAMPLE, "--like", "waited 500 months"]);
    assert_eq!(none.code, Some(1), "{none:?}");
    assert!(none.err.contains("no household is like"), "{none:?}");
}
