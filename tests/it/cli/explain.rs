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

/// Settings that take chance out of an arrangement: a crisis over two domains, reported and served in its first
/// month, on one rung with the norm hours, at one tariff per rung; every household has a middle income.
fn certain(rung: usize) -> Vec<String> {
    let mut row = ["0"; 5];
    row[rung] = "1";
    let row = format!("[{}]", row.join(", "));
    let mut sets: Vec<String> = [
        "need.initial_severity=[0, 0, 0, 1]",
        "need.extra_domains=[0, 1, 0, 0]",
        "course.improve=[0, 0, 0, 0]",
        "aanmelding.own_initiative=[1, 1, 1, 1]",
        "orientatie.complex_share=[0, 0, 0, 0]",
        "areas.Elst Noord.low_income_share=0",
        "population.middle_income_share=1",
        "provisions.3.hours_cv=0",
        "provisions.3.domains={}",
        "alternatives.scenario1.opstelling.kanteling=0",
        "alternatives.scenario1.opstelling.upward=0",
        "alternatives.resultaat.opstelling.kanteling=0",
        "gesprek.hours=0.01",
    ]
    .map(str::to_owned)
    .into();
    sets.push(format!("opstelling.rung=[{}]", [row.as_str(); 4].join(", ")));
    sets.into_iter().flat_map(|set| ["--set".to_owned(), set]).collect()
}

/// The first line that says what the rung gives under one alternative, where there is no chance.
fn support(alternative: &str, rung: usize) -> String {
    let (sets, like) = (certain(rung), format!("rung {rung}"));
    let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
    let text = explain(&[&["--like", &like, "--alternative", alternative], &sets[..]].concat());
    let line = text.lines().find(|line| line.contains(&format!("rung {rung}: ")));
    line.unwrap_or_else(|| panic!("no support on rung {rung} under {alternative}:\n{text}"))
        .to_owned()
}

/// Quantities of draw 0 by path, with the same settings.
fn quantity(path: &str) -> f64 {
    let place = Place::new();
    let sets = certain(3);
    let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
    let call = ["run", EXAMPLE, "-q", "--format", "csv", "--draws-range", "0..1", "--no-monthly"];
    let done = place.call(&[&call[..], &["--set", "time.years=1", "--out", "run"], &sets].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    let rows = records(&place.read("run/draws.csv"));
    let column = rows[0].iter().position(|name| name == path).expect("a quantity");
    rows[1][column].parse().expect("a number")
}

#[test]
fn the_hours_and_euros_of_a_household_follow_from_the_scenario_by_hand() {
    let tariff = quantity("provisions.3.tariff");
    let close = |found: f64, expected: f64, what: &str| {
        assert!((found - expected).abs() < 0.0051, "{what}: {found} should be {expected}");
    };
    // Nulalternatief: 12 hours on each of two domains, 5% more of them by the incentive; the household pays half of
    // it, at most 110.
    let line = support("nul", 3);
    close(number(&line, "rung 3:"), 24.0 * 1.05, "hours");
    close(number(&line, "huishouden EUR"), 110.0, "eigen bijdrage");
    close(number(&line, "gemeente EUR"), 24.0 * 1.05 * tariff - 110.0, "nul");
    // Scenario 1: the second domain at 75%; the used part is paid, and 6 euro of administration.
    let line = support("scenario1", 3);
    let used = quantity("alternatives.scenario1.payment.first_line.trekkingsrecht.utilisation");
    close(number(&line, "rung 3:"), 21.0, "hours");
    close(number(&line, "gemeente EUR"), 21.0 * tariff * used + 6.0 - 110.0, "scenario1");
    // Resultaat: the second domain at 65%; the norm hours at a margin of 3%, of which 85% are delivered.
    let line = support("resultaat", 3);
    let price = 12.0 * 1.65 * tariff * 1.03;
    close(number(&line, "rung 3:"), 12.0 * 1.65 * 0.85, "hours");
    close(number(&line, "gemeente EUR"), price - 110.0, "resultaat");
    let margin = price - 12.0 * 1.65 * 0.85 * tariff;
    close(number(&line, "(EUR"), margin, "margin of the provider");
    // Rung 2: 3 hours at 30 euro, the second domain at 75%; no eigen bijdrage.
    let line = support("scenario1", 2);
    assert_eq!((number(&line, "rung 2:"), number(&line, "gemeente EUR")), (5.25, 157.5));
    assert!(!line.contains("huishouden"), "{line}");
    // Rung 1 is informal care.
    let line = support("nul", 1);
    assert!(line.contains("12.00 hours a month of informal care"), "{line}");
    assert!(!line.contains("EUR"), "{line}");
}

/// Months of a line of a life.
fn months(line: &str) -> f64 {
    if line.contains(" months") { number(line, "; ") } else { 1.0 }
}

#[test]
fn the_table_of_all_alternatives_adds_up_their_lives() {
    let text = explain(&["--like", "rung 3, waited 2 months"]);
    let ids = ["nul", "scenario1", "scenario2", "populatie", "resultaat"];
    let (lives, table) =
        text.split_once("The same household under each alternative").expect("a table");
    assert_eq!(table.lines().nth(1).expect("heads").split_whitespace().collect::<Vec<_>>(), ids);
    let cell = |name: &str, column: usize| -> f64 {
        let line = table.lines().find(|line| line.trim().starts_with(name));
        let cells = line.map_or(Vec::new(), |line| line.split_whitespace().rev().collect());
        cells.get(ids.len() - 1 - column).map_or(0.0, |cell| cell.parse().expect("a number"))
    };
    for (column, id) in ids.iter().enumerate() {
        let life = lives.split(&format!("({id})\n")).nth(1).expect("a life");
        let life = life.split("\n\n").next().expect("its lines");
        let states: Vec<&str> = life.lines().filter(|line| !line.contains('*')).skip(1).collect();
        let sum = |mark: &str, value: &dyn Fn(&str) -> f64| -> f64 {
            let lines = states.iter().filter(|line| line.contains(mark));
            lines.map(|line| value(line) * months(line)).sum()
        };
        assert_eq!(cell("months waited for a gesprek", column), sum("waiting", &|_| 1.0), "{id}");
        assert_eq!(cell("months of unreported need", column), sum("unreported", &|_| 1.0), "{id}");
        assert_eq!(cell("months on rung 3", column), sum("rung 3: ", &|_| 1.0), "{id}");
        assert_eq!(cell("months in crisis", column), sum("severity 4", &|_| 1.0), "{id}");
        for payer in ["gemeente", "consortium", "huishouden"] {
            let mark = format!("{payer} EUR ");
            let (found, expected) = (
                cell(&format!("paid by {payer}"), column),
                sum(&mark, &|line| number(line, &mark)),
            );
            assert!((found - expected).abs() < 1.0, "{id} {payer}: {found} should be {expected}");
        }
    }
    // What happened is the same; what was done about it is not.
    assert!((1..5).all(|column| cell("episodes", column) >= 1.0), "{table}");
    assert!(cell("paid by consortium", 0) == 0.0 && cell("paid by gemeente", 0) > 0.0);
}

#[test]
fn the_table_tells_what_the_alternatives_differ_in() {
    let text = explain(&["--like", "crisis"]);
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
