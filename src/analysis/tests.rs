//! Figures of a sample table made by hand: two alternatives, two areas, two years, three draws.

mod decisions;
mod figures;

use super::*;
use crate::domain::MUNICIPALITY;
use crate::mkba::{Item, Posting, Valuation};
use crate::study::{AlternativeName, Header, Outcome, SampleTable};
use crate::units::Money;

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9 * (1.0 + expected.abs()), "{found}, not {expected}");
}

fn header() -> Header {
    let name = |id: &str, reference| AlternativeName {
        id: id.to_owned(),
        title: id.to_uppercase(),
        reference,
    };
    Header {
        alternatives: vec![name("nul", true), name("plan", false)],
        areas: vec!["Dorp".into(), "Stad".into()],
        teams: vec![vec!["team".into(), "team".into()]; 2],
        households: 300,
        effects: vec![],
        start_year: 2015,
        years: 2,
        optimism: None,
    }
}

/// What differs between outcomes; all else is zero.
struct Figures {
    /// Over all areas and years: (column, value).
    totals: &'static [(&'static str, f64)],
    /// By area and year.
    spent: [f64; 4],
    municipal_cost: [f64; 2],
    /// By year: municipality, then police.
    costs: [f64; 4],
}

/// Budgets of Dorp are 100 and 90, of Stad 200 and 180.
fn outcome(table: &SampleTable, figures: &Figures) -> Outcome {
    let columns = table.columns.len();
    let mut totals = vec![0.0; 3 * columns];
    for (column, value) in figures.totals {
        let place = table.columns.iter().position(|own| own == column).expect("a column");
        totals[2 * columns + place] = *value;
        totals[place] = value / 4.0;
        totals[columns + place] = value * 3.0 / 4.0;
    }
    let monthly = |times: f64| (1..=12).map(move |month| f64::from(month) / 12.0 * times);
    Outcome {
        totals,
        years: vec![0.0; 2 * columns],
        spent: figures.spent.to_vec(),
        budget: vec![100.0, 90.0, 200.0, 180.0],
        queued: vec![0.0; 24],
        crisis: vec![0.0; 24],
        uitputting: monthly(figures.spent[1] / 90.0)
            .chain(monthly(figures.spent[3] / 180.0))
            .collect(),
        costs: figures.costs.to_vec(),
        municipal_cost: figures.municipal_cost.to_vec(),
        journal: figures.costs.map(Money::from_f64).to_vec(),
        valuation: Valuation { discount_rate: 0.25, base_year: 2015 },
    }
}

const NUL: Figures = Figures {
    totals: &[("gesprekken", 10.0), ("served_wait_months", 25.0), ("severity_4", 48.0)],
    spent: [90.0, 95.0, 210.0, 181.0],
    municipal_cost: [300.0, 276.0],
    costs: [300.0, 40.0, 276.0, 50.0],
};

/// Spends 10, 20 or 30 less in the second year than the reference by draw, and 5 more in the first.
fn plan(draw: usize) -> Figures {
    let less = [10.0, 20.0, 30.0][draw];
    Figures {
        totals: [
            &[("gesprekken", 20.0), ("served_wait_months", 30.0), ("severity_4", 24.0)][..],
            &[("gesprekken", 0.0), ("severity_4", 36.0)],
            &[("gesprekken", 4.0), ("served_wait_months", 4.0), ("severity_4", 72.0)],
        ][draw],
        spent: [95.0, [95.0, 90.0, 85.0][draw], 210.0, 171.0],
        municipal_cost: [305.0, 276.0 - less],
        costs: [305.0, 40.0, 276.0 - less, 30.0],
    }
}

fn table() -> SampleTable {
    table_of(header())
}

fn table_of(header: Header) -> SampleTable {
    let mut table = SampleTable::new(header);
    table.stakeholders = vec![MUNICIPALITY.to_owned(), "politie".to_owned()];
    let posting = |item, payer: &str| Posting { item, payer: payer.to_owned(), receiver: None };
    table.postings = vec![posting(Item::Team, MUNICIPALITY), posting(Item::Effect(0), "politie")];
    table.draws = vec![0, 1, 2];
    for draw in 0..3 {
        let (nul, plan) = (outcome(&table, &NUL), outcome(&table, &plan(draw)));
        table.outcomes[0].push(nul);
        table.outcomes[1].push(plan);
    }
    table
}

fn find(table: &SampleTable, measure: Measure, alternative: usize) -> Headline {
    let is = |own: &Headline| own.measure == measure && own.alternative == alternative;
    headlines(table).into_iter().find(is).expect("every measure of every alternative")
}

/// Type 7 quantiles of 1 to 5: at 1 + 4p; standard error sqrt(2.5 / 5).
#[test]
fn an_estimate_has_mean_quantiles_and_error() {
    let estimate = Estimate::of(&[5.0, 3.0, 1.0, 2.0, 4.0]).unwrap();
    close(estimate.mean, 3.0);
    for (found, p) in [
        (estimate.p5, 0.05),
        (estimate.p25, 0.25),
        (estimate.p50, 0.5),
        (estimate.p75, 0.75),
        (estimate.p95, 0.95),
    ] {
        close(found, 1.0 + 4.0 * p);
    }
    close(estimate.standard_error.unwrap(), 0.5_f64.sqrt());
}

#[test]
fn one_draw_has_no_error_and_none_no_estimate() {
    let estimate = Estimate::of(&[7.0]).unwrap();
    assert_eq!((estimate.mean, estimate.p5, estimate.p95), (7.0, 7.0, 7.0));
    assert_eq!(estimate.standard_error, None);
    assert_eq!(Estimate::of(&[]), None);
    assert_eq!(Chance::of(&[]), None);
    assert_eq!(Difference::of(&[]), None);
}

/// Wilson (1927) with z = 1.959964: none of ten gives z^2 / (n + z^2) as upper bound; five of ten lie
/// symmetrically, z sqrt(n / 4 + z^2 / 4) / (n + z^2) from the middle.
#[test]
fn chances_have_the_interval_of_wilson() {
    let z = 1.959_963_985_f64;
    let none = Chance::of(&[0.0; 10]).unwrap();
    assert_eq!((none.p, none.low), (0.0, 0.0));
    assert!((none.high - z * z / (10.0 + z * z)).abs() < 1e-8, "{none:?}");
    let half: Vec<f64> = (0..10).map(|i| f64::from(i % 2)).collect();
    let half = Chance::of(&half).unwrap();
    let width = z * (10.0 / 4.0 + z * z / 4.0).sqrt() / (10.0 + z * z);
    assert!((half.low - (0.5 - width)).abs() < 1e-8 && (half.high - (0.5 + width)).abs() < 1e-8);
}

#[test]
fn a_difference_counts_draws_below_and_above_zero() {
    let difference = Difference::of(&[-3.0, -1.0, 0.0, 2.0]).unwrap();
    close(difference.estimate.mean, -0.5);
    assert_eq!((difference.below_zero.p, difference.above_zero.p), (0.5, 0.25));
}

#[test]
fn municipal_cost_and_its_difference_are_those_of_the_draws() {
    let table = table();
    let total = find(&table, Measure::MunicipalCost, 1);
    close(total.level.unwrap().mean, 305.0 + 256.0);
    let difference = total.difference.unwrap();
    close(difference.estimate.mean, 5.0 - 20.0);
    // Differences -5, -15 and -25.
    close(difference.estimate.p50, -15.0);
    close(difference.estimate.standard_error.unwrap(), 10.0 / 3.0_f64.sqrt());
    assert_eq!(difference.below_zero.p, 1.0);
    close(find(&table, Measure::MunicipalCostPerYear, 1).level.unwrap().mean, 561.0 / 2.0);
    assert_eq!(find(&table, Measure::MunicipalCost, 0).difference, None);
}

/// Gains of the municipality: -5 in 2015, and 10, 20 or 30 in 2016, of which 0.8 counts at 25%; the police gains
/// 20 in 2016.
#[test]
fn net_present_value_discounts_what_every_stakeholder_gains() {
    let table = table();
    let municipal = find(&table, Measure::MunicipalNetPresentValue, 1);
    assert_eq!(municipal.level, None);
    let municipal = municipal.difference.unwrap();
    close(municipal.estimate.mean, -5.0 + 0.8 * 20.0);
    close(municipal.estimate.p50, 11.0);
    close(municipal.above_zero.p, 1.0);
    let social = find(&table, Measure::NetPresentValue, 1).difference.unwrap();
    close(social.estimate.mean, 11.0 + 0.8 * 20.0);
    let first = &appraise(&table, &Basis::default())[0].draws[0];
    assert_eq!(first.parties.iter().map(|gain| gain.to_f64()).collect::<Vec<_>>(), [3.0, 16.0]);
    assert_eq!(find(&table, Measure::NetPresentValue, 0).difference, None);
}

/// 30 months for 20 served and 4 for 4; nobody was served in the second draw.
#[test]
fn the_mean_wait_leaves_out_draws_in_which_nobody_was_served() {
    let table = table();
    let wait = find(&table, Measure::MeanWait, 1);
    close(wait.level.unwrap().mean, (1.5 + 1.0) / 2.0);
    close(wait.difference.unwrap().estimate.mean, (1.5 + 1.0) / 2.0 - 2.5);
}

#[test]
fn clients_are_counted_per_year() {
    let mut table = table();
    let place = table.columns.iter().position(|own| own == "clients").expect("a column");
    let all = 2 * table.columns.len();
    table.outcomes[1].iter_mut().for_each(|outcome| outcome.totals[all + place] = 84.0);
    close(find(&table, Measure::Clients, 1).level.unwrap().mean, 42.0);
}

/// 24, 36 and 72 household-months in 24 months.
#[test]
fn people_in_crisis_are_a_mean_over_the_months() {
    let table = table();
    let crisis = find(&table, Measure::Crisis, 1);
    close(crisis.level.unwrap().mean, (1.0 + 1.5 + 3.0) / 3.0);
    close(crisis.difference.unwrap().estimate.mean, 5.5 / 3.0 - 2.0);
    close(find(&table, Measure::CrisisHouseholdMonths, 1).level.unwrap().mean, 44.0);
}

#[test]
fn without_a_reference_there_are_levels_and_no_differences() {
    let mut table = table();
    table.header.alternatives[0].reference = false;
    for headline in headlines(&table) {
        assert_eq!(headline.difference, None);
    }
    close(find(&table, Measure::MunicipalCost, 1).level.unwrap().mean, 561.0);
}

/// Dorp under the plan: never over 100 in 2015, over 90 in 2016 in one draw of three (90 is no overrun of 90).
/// Stad: always over 200 in 2015, never over 180 in 2016.
#[test]
fn overrun_chances_are_shares_of_draws_and_years() {
    let chances = overrun(&table());
    let (dorp, stad) = (chances[0][1], chances[1][1]);
    close(dorp.average_year.p, 1.0 / 6.0);
    close(dorp.any_year.p, 1.0 / 3.0);
    close(stad.average_year.p, 0.5);
    close(stad.any_year.p, 1.0);
    // The reference: Dorp over in 2016, Stad in both years, in every draw.
    assert_eq!((chances[0][0].average_year.p, chances[1][0].average_year.p), (0.5, 1.0));
    assert!(dorp.any_year.low < 1.0 / 3.0 && dorp.any_year.high > 1.0 / 3.0);
}

#[test]
fn uitputting_is_a_fan_of_months_with_the_chance_of_its_year() {
    let mut table = table();
    let lines = uitputting(&table, 1);
    let dorp = &lines[0];
    assert_eq!(dorp.area, 0);
    assert_eq!(dorp.share.p50.len(), 12);
    close(dorp.share.p50[5], 0.5);
    close(dorp.share.p50[11], 1.0);
    // Type 7 at 0.05 of 85, 90 and 95 over 90.
    close(dorp.share.p5[11], 85.5 / 90.0);
    close(dorp.overrun.unwrap().p, 1.0 / 3.0);
    assert_eq!(dorp.budget, Some(90.0));
    assert_eq!(lines[1].overrun.unwrap().p, 0.0);
    close(lines[1].share.p50[11], 171.0 / 180.0);
    assert_eq!(uitputting(&table, 0)[0].overrun.unwrap().p, 1.0);
    table.outcomes[1][2].budget[1] = 91.0;
    assert_eq!(uitputting(&table, 1)[0].budget, None);
}

#[test]
fn cumulative_cost_adds_the_years_up() {
    let fans = cumulative_cost(&table());
    assert_eq!(fans[0].p50, [300.0, 576.0]);
    assert_eq!(fans[1].p50, [305.0, 561.0]);
    close(fans[1].p5[1], 552.0);
    close(fans[1].p95[1], 570.0);
}

#[test]
fn a_fan_has_five_quantiles_at_every_point() {
    let lines: Vec<Vec<f64>> = (0..=20).map(|i| vec![f64::from(i), 20.0 - f64::from(i)]).collect();
    let fan = fan(&lines);
    assert_eq!((&fan.p5[..], &fan.p25[..]), (&[1.0, 1.0][..], &[5.0, 5.0][..]));
    assert_eq!((&fan.p50[..], &fan.p75[..]), (&[10.0, 10.0][..], &[15.0, 15.0][..]));
    assert_eq!(fan.p95, [19.0, 19.0]);
    assert_eq!(super::fan(&[]), Fan::default());
    // Three times as wide at the second point: the largest error is three times that at the first.
    let wider: Vec<Vec<f64>> = (0..=20).map(|i| vec![f64::from(i), 3.0 * f64::from(i)]).collect();
    let values: Vec<f64> = (0..=20).map(f64::from).collect();
    let error = Estimate::of(&values).unwrap().errors.p50.unwrap();
    close(super::fan(&wider).largest_errors.p50.unwrap(), 3.0 * error);
    let monthly = monthly(&table(), |outcome| &outcome.crisis);
    assert_eq!((monthly.len(), monthly[0].p50.len()), (2, 24));
}

#[test]
fn the_summary_has_every_column_by_area_and_in_total_and_the_headlines() {
    let table = table();
    let lines = summary(&table);
    let find = |alternative, area, column: &str| {
        let is = |line: &&SummaryLine| {
            (line.alternative, line.area, line.column.as_str()) == (alternative, area, column)
        };
        let found: Vec<&SummaryLine> = lines.iter().filter(is).collect();
        assert!(found.len() <= 1, "{column} stands there {} times", found.len());
        found.first().map(|line| line.estimate.mean)
    };
    close(find(1, None, "severity_4").unwrap(), 44.0);
    close(find(1, Some(0), "severity_4").unwrap(), 11.0);
    close(find(1, Some(1), "severity_4").unwrap(), 33.0);
    close(find(1, None, "municipal_cost").unwrap(), 561.0);
    close(find(1, None, "municipal_cost_vs_reference").unwrap(), -15.0);
    assert_eq!(find(0, None, "municipal_cost_vs_reference"), None);
    close(find(1, None, "net_present_value_vs_reference").unwrap(), 27.0);
}
