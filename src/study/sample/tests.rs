//! Totals of a tiny realisation, by hand: two areas, two years, one effect.

use super::*;
use crate::engine::{AreaMonth, Realisation};
use crate::mkba::{Journal, YearVolumes};
use crate::study::Accounts;
use crate::units::Hours;

fn euro(amount: f64) -> Money {
    Money::from_f64(amount)
}

fn header() -> Header {
    Header {
        alternatives: vec![
            AlternativeName { id: "nul".into(), title: "Nul".into(), reference: true },
            AlternativeName { id: "plan".into(), title: "Plan".into(), reference: false },
        ],
        areas: vec!["Dorp".into(), "Stad".into()],
        teams: vec![vec!["team".into(), "team".into()]; 2],
        households: 300,
        effects: vec!["politie".into()],
        start_year: 2015,
        years: 2,
        optimism: None,
    }
}

/// Dorp and Stad in 2015, then in 2016.
fn years() -> Vec<AreaYear> {
    let row = |onsets, queue_end, severity_4, hours, spent, budget| AreaYear {
        onsets,
        queue_end,
        severity: [0, 0, 0, severity_4],
        hours: [Hours::ZERO, Hours::ZERO, Hours::ZERO, Hours::from_f64(hours), Hours::ZERO],
        spent: euro(spent),
        budget: euro(budget),
        ..AreaYear::default()
    };
    vec![
        row(10, 5, 7, 1.5, 100.0, 110.0),
        row(20, 6, 8, 2.5, 200.0, 190.0),
        row(30, 3, 9, 3.5, 130.0, 120.0),
        row(40, 4, 6, 4.5, 240.0, 250.0),
    ]
}

/// Month m of Dorp: m queued, spent 10 (m + 1) of this calendar year so far; of Stad double.
fn months() -> Vec<AreaMonth> {
    let month = |month: usize, times: i64| AreaMonth {
        spent_to_date: euro(10.0 * (month % 12 + 1) as f64) * times,
        budget: euro(100.0),
        queued: month as i64 * times,
        severity_4: times,
        ..AreaMonth::default()
    };
    (0..24).flat_map(|number| [month(number, 1), month(number, 2)]).collect()
}

fn unit(draw: u64, stakeholders: &[&str]) -> Unit {
    let parties = stakeholders.len();
    Unit {
        draw,
        alternative: 0,
        realisation: Realisation {
            years: years(),
            effects: vec![0.5, 0.25, 1.5, 2.0],
            months: months(),
            uniforms: 0,
        },
        accounts: Accounts {
            stakeholders: stakeholders.iter().map(|name| (*name).to_owned()).collect(),
            costs: (0..2 * parties).map(|cell| cell as f64).collect(),
            municipal_cost: vec![300.0, 370.0],
            journal: Journal::new(
                [&YearVolumes::default(); 2].map(|year| (&[][..], year)).into_iter(),
            ),
            valuation: Valuation { discount_rate: 0.02, base_year: 2015 },
        },
    }
}

fn table(unit: &Unit) -> SampleTable {
    let mut table = SampleTable::new(header());
    table.accept(0, unit);
    table
}

fn of<'a>(table: &SampleTable, values: &'a [f64], column: &str) -> Vec<&'a f64> {
    let place = table.columns.iter().position(|own| own == column).expect("a column");
    values.iter().skip(place).step_by(table.columns.len()).collect()
}

#[test]
fn totals_are_sums_over_years_by_area_and_over_all() {
    let table = table(&unit(0, &["gemeente"]));
    let totals = &table.outcomes[0][0].totals;
    assert_eq!(of(&table, totals, "onsets"), [&40.0, &60.0, &100.0]);
    assert_eq!(of(&table, totals, "severity_4"), [&16.0, &14.0, &30.0]);
    assert_eq!(of(&table, totals, "hours_3"), [&5.0, &7.0, &12.0]);
    assert_eq!(of(&table, totals, "spent"), [&230.0, &440.0, &670.0]);
    assert_eq!(of(&table, totals, "effect_politie"), [&2.0, &2.25, &4.25]);
    assert_eq!(table.total(&table.outcomes[0][0], "onsets"), Some(100.0));
    assert_eq!(table.total(&table.outcomes[0][0], "unheard_of"), None);
}

#[test]
fn the_queue_is_that_of_the_end_and_not_a_sum_over_years() {
    let table = table(&unit(0, &["gemeente"]));
    let outcome = &table.outcomes[0][0];
    assert_eq!(of(&table, &outcome.totals, "queue_end"), [&3.0, &4.0, &7.0]);
    assert_eq!(of(&table, &outcome.years, "queue_end"), [&11.0, &7.0]);
}

#[test]
fn years_are_sums_over_areas() {
    let table = table(&unit(0, &["gemeente"]));
    let years = &table.outcomes[0][0].years;
    assert_eq!(of(&table, years, "onsets"), [&30.0, &70.0]);
    assert_eq!(of(&table, years, "hours_3"), [&4.0, &8.0]);
    assert_eq!(of(&table, years, "effect_politie"), [&0.75, &3.5]);
}

#[test]
fn spending_and_budget_stand_by_area_and_then_year() {
    let table = table(&unit(0, &["gemeente"]));
    let outcome = &table.outcomes[0][0];
    assert_eq!(outcome.spent, [100.0, 130.0, 200.0, 240.0]);
    assert_eq!(outcome.budget, [110.0, 120.0, 190.0, 250.0]);
    assert_eq!(outcome.municipal_cost, [300.0, 370.0]);
}

#[test]
fn monthly_lines_add_the_areas_and_uitputting_keeps_one_year_of_each() {
    let table = table(&unit(0, &["gemeente"]));
    let outcome = &table.outcomes[0][0];
    assert_eq!(outcome.queued.len(), 24);
    assert_eq!(outcome.queued[5], 15.0);
    assert_eq!(outcome.crisis, vec![3.0; 24]);
    // The third year, or the last where there are fewer.
    assert_eq!(table.uitputting_year(), 1);
    assert_eq!(outcome.uitputting.len(), 24);
    assert_eq!(outcome.uitputting[0], 0.1);
    assert_eq!(outcome.uitputting[11], 1.2);
    assert_eq!(outcome.uitputting[12], 0.2);
    assert_eq!(outcome.uitputting[23], 2.4);
}

/// Costs stand in the order of the table, whatever the order in the unit; parties that an alternative does not
/// have cost it nothing.
#[test]
fn costs_stand_by_year_and_stakeholder_of_the_table() {
    let mut table = SampleTable::new(header());
    table.accept(0, &unit(0, &["gemeente", "rijk"]));
    table.accept(1, &unit(0, &["politie", "gemeente"]));
    assert_eq!(table.stakeholders, ["gemeente", "rijk", "politie"]);
    assert_eq!(table.outcomes[0][0].costs, [0.0, 1.0, 2.0, 3.0]);
    assert_eq!(table.outcomes[1][0].costs, [1.0, 0.0, 0.0, 3.0, 0.0, 2.0]);
}

#[test]
fn draws_are_listed_once_for_all_alternatives() {
    let mut table = SampleTable::new(header());
    for draw in [4, 5] {
        table.accept(0, &unit(draw, &["gemeente"]));
        table.accept(1, &unit(draw, &["gemeente"]));
    }
    assert_eq!(table.draws, [4, 5]);
    assert_eq!((table.outcomes[0].len(), table.outcomes[1].len()), (2, 2));
}
