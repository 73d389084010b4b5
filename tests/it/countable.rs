//! Amounts are whole millionths in 64 bits: what could come to more is refused, and nothing below that. Bounds are worked out
//! by hand for scenarios in which all but one thing costs nothing.

use wijkraming::scenario::{Limits, LoadOptions, Scenario};

const BASE: &str = include_str!("../bad/parts/base.toml");

/// One alternative of one household, one year and no cost but small budgets of 4.8 million a year.
const BARE: &[&str] = &[
    "alternatives={ nul = { reference = true, financing = { gemeente = {} }, payment = { first_line = { \
     prestatiebekostiging = {} }, specialist = { prestatiebekostiging = {} } } } }",
    "time.years=1",
    "areas.Elst Noord.households={ single = 1, single_65plus = 0, couple = 0, couple_65plus = 0, children = 0, \
     single_parent = 0 }",
    "provisions.1.hours=0",
    "provisions.2.hours=0",
    "provisions.3.hours=0",
    "provisions.3.domains.adl.hours=0",
    "provisions.4.hours=0",
    "effects=[]",
    "team.costs=[]",
];

/// What is said of the bare scenario with this set over it; nothing where it is accepted.
fn said(sets: &[&str], limits: Option<Limits>) -> Option<String> {
    let sets = BARE.iter().chain(sets).map(|set| (*set).to_owned()).collect();
    let options = LoadOptions { sets, limits, threads: 1, ..LoadOptions::default() };
    // A table of alternatives to set keys of.
    let text = format!("{BASE}\n[alternatives.nul]\nreference = true\n");
    Scenario::from_text("bare", &text, &options).err().map(|report| report.to_string())
}

fn refused(sets: &[&str]) -> String {
    said(sets, Some(Limits::default())).unwrap_or_else(|| panic!("accepted: {sets:?}"))
}

fn accepted(sets: &[&str]) {
    let said = said(sets, Some(Limits::default()));
    assert!(said.is_none(), "{sets:?}: {}", said.unwrap_or_default());
}

/// Items of 10^11 euro, each of these per year or once.
fn costs(number: usize, when: &str) -> String {
    let item = |index| {
        format!(
            "{{ item = \"{index}\", amount = 1e11, per = \"municipality\", when = \"{when}\" }}"
        )
    };
    format!("team.costs=[{}]", (0..number).map(item).collect::<Vec<_>>().join(", "))
}

#[test]
fn costs_of_teams_may_come_to_four_million_million_in_a_year() {
    accepted(&[&costs(39, "annual")]);
    let message = refused(&[&costs(40, "annual")]);
    assert!(
        message.contains("4.0e12 euro in a year, more than the 4e12 that can be counted"),
        "{message}"
    );
    assert!(message.contains("most of it is costs of teams"), "{message}");
    // What is paid once in January is foreseen for every month.
    accepted(&[&costs(3, "one_off")]);
    refused(&[&costs(4, "one_off")]);
}

#[test]
fn all_years_together_may_come_to_nine_million_million_unless_limits_are_lifted() {
    accepted(&["time.years=3", &costs(29, "annual")]);
    let sets = ["time.years=3", &costs(30, "annual")];
    let message = refused(&sets);
    assert!(
        message.contains("9.0e12 euro in all years") && message.contains("--allow-large"),
        "{message}"
    );
    assert_eq!(said(&sets, None), None);
    assert!(said(&["time.years=3", &costs(40, "annual")], None).is_some());
}

/// 1.5^10 = 57.665 times 6.9 or 7 tenths of 10^11.
#[test]
fn amounts_count_at_their_worth_in_the_base_year() {
    let later = ["valuation.discount_rate=0.5", "valuation.base_year=2025"];
    let cost = |amount: &str| {
        format!(
            "team.costs=[{{ item = \"a\", amount = {amount}, per = \"municipality\", when = \"annual\" }}]"
        )
    };
    accepted(&[later[0], later[1], &cost("6.9e10")]);
    refused(&[later[0], later[1], &cost("7.0e10")]);
    // An uncertain rate counts where it matters most: 1.1^10 is 2.6.
    let uncertain = "valuation.discount_rate={ dist = \"uniform\", min = 0.1, max = 0.5 }";
    refused(&[uncertain, later[1], &cost("7.0e10")]);
    // Before 2015 a negative rate makes later years larger: 0.9^-50 = 194.
    accepted(&["valuation.discount_rate=-0.1", "valuation.base_year=1965", &cost("2.0e10")]);
    refused(&["valuation.discount_rate=-0.1", "valuation.base_year=1965", &cost("2.1e10")]);
}

/// Four domains of 744 hours: 12 · 4 · 744 · 10^4 = 3.57 · 10^8 a year for a household. The maximum holds
/// whatever the incentive.
#[test]
fn support_counts_as_if_everyone_had_the_dearest() {
    let dear = ["provisions.4.hours=744", "provisions.4.hours_cv=0", "provisions.4.tariff=1e4"];
    let factor =
        "alternatives.nul.payment.specialist={ prestatiebekostiging = { hours_factor = 1000 } }";
    let maximum = "provisions.4.max_hours=744";
    let with = |households: &str| {
        let households = format!("areas.Elst Noord.households.single={households}");
        let all_domains = "need.extra_domains=[0, 0, 0, 1]";
        let others =
            [factor, maximum, all_domains, "provisions.4.eigen_bijdrage=false", &households];
        let sets = [&dear[..], &others[..]];
        said(&sets.concat(), Some(Limits::default()))
    };
    assert_eq!(with("11_000"), None);
    assert!(with("12_000").is_some());
}

#[test]
fn what_is_too_large_under_stress_only_is_refused_too() {
    let stress = |times: &str| {
        format!(
            "stress=[{{ id = \"a\", title = \"A\", start_year = 2015, multiply = {{ \"budget.specialist\" = {times} }} }}]"
        )
    };
    let before = costs(39, "annual");
    accepted(&[&before, &stress("2")]);
    refused(&[&before, "budget.specialist=6e10", &stress("2")]);
}
