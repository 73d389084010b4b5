//! Frontier, plane, curves and notes of tables small enough to work out by hand.

use super::figure::chance;
use super::frontier::ratio;
use super::*;
use crate::stats::smooth::{KernelSize, Weights};

#[test]
fn a_figure_is_zero_only_in_every_draw_and_grows_with_its_error() {
    let figure = |value: f64, standard_error: Option<f64>| Figure { value, standard_error };
    assert!(figure(0.0, Some(0.0)).is_zero());
    for other in [figure(0.0, Some(0.1)), figure(0.0, None), figure(1.0, Some(0.0))] {
        assert!(!other.is_zero(), "{other:?}");
    }
    assert_eq!(figure(3.0, Some(0.5)).times(-4.0), figure(-12.0, Some(2.0)));
    assert_eq!(figure(3.0, None).times(2.0), figure(6.0, None));
}

/// Wilson's interval of 3 of 10: (p + z^2/2n -+ z sqrt(p q/n + z^2/4n^2)) / (1 + z^2/n), 0.1078 to 0.6032.
#[test]
fn a_chance_has_wilsons_interval_at_the_number_of_draws() {
    let shares = [1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let found = chance(&shares, &Weights::equal(10));
    assert!((found.p - 0.3).abs() < 1e-12);
    assert!((found.low - 0.1078).abs() < 1e-4 && (found.high - 0.6032).abs() < 1e-4, "{found:?}");
}

/// The last share follows from the others; a number by itself does not.
#[test]
fn a_regression_takes_the_columns_that_do_not_follow_from_others() {
    let quantity = |columns: &[&[f64]]| Quantity {
        path: "p".to_owned(),
        name: "p".to_owned(),
        columns: columns.iter().map(|column| column.to_vec()).collect(),
    };
    let (a, b, c): (&[f64], &[f64], &[f64]) = (&[0.1, 0.2], &[0.4, 0.5], &[0.5, 0.3]);
    assert_eq!(quantity(&[a]).independent_columns(), [a]);
    assert_eq!(quantity(&[a, b, c]).independent_columns(), [a, b]);
    // Two shares change and one does not: one column is left.
    assert_eq!(quantity(&[a, &[0.3, 0.3], c]).independent_columns(), [a]);
    assert_eq!(quantity(&[&[0.3, 0.3]]).independent_columns(), Vec::<Vec<f64>>::new());
}

/// Strategies with these costs and effects, by draw.
fn table(cost: &[&[f64]], effect: &[&[f64]]) -> DecisionTable {
    let lists = |lists: &[&[f64]]| Some(lists.iter().map(|list| list.to_vec()).collect());
    let strategy = |index: usize| Strategy { id: format!("s{index}"), title: format!("S{index}") };
    DecisionTable {
        strategies: (0..cost.len()).map(strategy).collect(),
        reference: Some(0),
        outcomes: Outcomes { cost: lists(cost), effect: lists(effect), net_benefit: None },
        quantities: Vec::new(),
        weights: Weights::equal(cost[0].len()),
    }
}

/// Nothing but this net benefit, by strategy and draw.
fn ready(net_benefit: Vec<Vec<f64>>) -> DecisionTable {
    let mut table = table(&[&[0.0; 3], &[0.0; 3]], &[&[0.0; 3], &[0.0; 3]]);
    table.weights = Weights::equal(net_benefit[0].len());
    table.outcomes = Outcomes { net_benefit: Some(net_benefit), ..Outcomes::default() };
    table
}

fn plan(criterion: Criterion) -> DecisionPlan {
    let kernel = KernelSize { learning_rows: 20, inducing_points: 10, steps: 5 };
    DecisionPlan {
        criterion: Some(criterion),
        grid: None,
        groups: Vec::new(),
        studies: Vec::new(),
        population: None,
        seed: 1,
        effort: Effort { simulations: 5, points: 20, study_points: 20, data_sets: 20, kernel },
    }
}

/// The second and the third bring most, and the third is the cheaper one: it dominates the first, and the second too.
#[test]
fn what_dominates_is_not_dominated_itself() {
    let table = table(&[&[10.0], &[8.0], &[5.0], &[1.0]], &[&[1.0], &[2.0], &[2.0], &[0.0]]);
    let (cost, effect) = (table.outcomes.cost.unwrap(), table.outcomes.effect.unwrap());
    let found = frontier(&cost, &effect, &table.weights);
    assert_eq!(found[..2], [Place::Dominated { by: 2 }, Place::Dominated { by: 2 }]);
    let Place::Frontier { over: Some(3), icer: Some(icer) } = found[2] else {
        panic!("{:?}", found[2])
    };
    assert_eq!(icer.value, 4.0 / 2.0);
}

/// 20 for 1 in every draw: residuals -10, 0 and 10 have the error 10 / sqrt(3). An effect of 1/3 with an error of 0.88 is
/// too vague to divide by.
#[test]
fn a_ratio_has_an_error_where_its_effect_is_clear() {
    let weights = Weights::equal(3);
    let clear = ratio(&[10.0, 20.0, 30.0], &[1.0; 3], &weights);
    assert_eq!(clear.value, 20.0);
    assert!((clear.standard_error.unwrap() - 10.0 / 3.0_f64.sqrt()).abs() < 1e-12);
    let vague = ratio(&[10.0, 20.0, 30.0], &[-1.0, 0.0, 2.0], &weights);
    assert_eq!((vague.value.round(), vague.standard_error), (60.0, None));
    // The same for fewer, at twice the effect: half of the ratio, and half of its error.
    let fewer = ratio(&[10.0, 20.0, 30.0], &[-2.0; 3], &weights);
    assert_eq!(fewer.value, -10.0);
    assert!((fewer.standard_error.unwrap() - 5.0 / 3.0_f64.sqrt()).abs() < 1e-12);
}

/// Extra costs 1, -1, -1, -1, 1, 1, 1, 0 with extra effects 1, 1, 1, -1, -1, -1, -1, 0, the reference at 5 and 7: their
/// products add up to -23/8 around the means, their squares to 55/8 each. Pearson's correlation of 1, 2, 3, 4 and 2, 1, 4, 3
/// is 3 / 5.
#[test]
fn draws_fall_in_four_quadrants_and_those_on_an_axis_in_none() {
    let cost: [&[f64]; 2] = [&[5.0; 8], &[6.0, 4.0, 4.0, 4.0, 6.0, 6.0, 6.0, 5.0]];
    let effect: [&[f64]; 2] = [&[7.0; 8], &[8.0, 8.0, 8.0, 6.0, 6.0, 6.0, 6.0, 7.0]];
    let found = analyse(&table(&cost, &effect), &plan(Criterion::WillingnessToPay(1.0)));
    let own = &found.plane.unwrap().strategies[0];
    assert_eq!((own.costs[0], own.effects[3]), (1.0, -1.0));
    let Quadrants { dearer_and_better, cheaper_and_better, cheaper_and_worse, dearer_and_worse } =
        own.quadrants;
    assert_eq!((dearer_and_better.p, cheaper_and_better.p), (0.125, 0.25));
    assert_eq!((cheaper_and_worse.p, dearer_and_worse.p), (0.125, 0.375));
    assert!((own.correlation.unwrap() + 23.0 / 55.0).abs() < 1e-12);
    let weights = Weights::equal(4);
    let correlation = |b: &[f64]| plane::correlation(&[1.0, 2.0, 3.0, 4.0], b, &weights);
    assert!((correlation(&[2.0, 1.0, 4.0, 3.0]).unwrap() - 0.6).abs() < 1e-12);
    assert_eq!(correlation(&[2.0; 4]), None);
}

/// The second costs 100 for 1, the third 200 more for 1 more. Twice the highest ratio is 400, of which 500 is the next
/// round number, in forty steps.
#[test]
fn the_grid_goes_to_twice_the_highest_ratio_along_the_frontier() {
    let three = table(&[&[0.0], &[100.0], &[300.0]], &[&[0.0], &[1.0], &[2.0]]);
    let grid = default_grid(&three).unwrap();
    assert_eq!((grid.len(), grid[0], grid[1], grid[40]), (41, 0.0, 12.5, 500.0));
    let curves = analyse(&three, &plan(Criterion::WillingnessToPay(150.0))).curves.unwrap();
    let switches: Vec<(f64, usize, usize)> =
        curves.switches.iter().map(|switch| (switch.at.value, switch.from, switch.to)).collect();
    assert_eq!(switches, [(100.0, 0, 1), (200.0, 1, 2)]);
    assert_eq!((curves.best[0], curves.best[9], curves.best[20]), (0, 1, 2));
}

/// 50 cheaper and 1 better: no ratio along the frontier, 50 between the two. Effects that are the same have none.
#[test]
fn without_a_ratio_along_the_frontier_the_grid_rests_on_pairs() {
    let grid = default_grid(&table(&[&[100.0], &[50.0]], &[&[1.0], &[2.0]])).unwrap();
    assert_eq!((grid.len(), grid[1], grid[40]), (41, 2.5, 100.0));
    assert_eq!(default_grid(&table(&[&[100.0], &[50.0]], &[&[1.0], &[1.0]])), None);
}

/// Leads of m - 3 sqrt(3), m and m + 3 sqrt(3) have the error 3: a lead of less than 6 is a close call.
#[test]
fn a_lead_of_less_than_two_errors_is_a_close_call() {
    let notes = |lead: f64| {
        let spread = 3.0 * 3.0_f64.sqrt();
        let list = [-spread, 0.0, spread].map(|own| lead + own).to_vec();
        let table = ready(vec![vec![0.0; 3], list]);
        let found = analyse(&table, &plan(Criterion::Ready)).notes;
        found.iter().any(|note| matches!(note, Note::CloseCall { best: 1, next: 0, .. }))
    };
    assert!(notes(5.5) && notes(1.0));
    assert!(!notes(6.5));
}

/// A regression on twelve columns leaves a draw per column to see noise in from 26 draws on.
#[test]
fn a_group_with_many_columns_is_a_rough_one() {
    let is_rough = |draws: usize| {
        // Multiples of roots of primes fill the unit interval.
        let column = |prime: f64| -> Vec<f64> {
            (1..=draws).map(|draw| (draw as f64 * prime.sqrt()).fract()).collect()
        };
        let primes = [2.0, 3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0, 23.0, 29.0, 31.0, 37.0];
        let columns = primes.map(column);
        let mut table = ready(vec![vec![0.4; draws], columns[0].clone()]);
        table.quantities = columns
            .iter()
            .enumerate()
            .map(|(place, column)| Quantity {
                path: format!("x{place}"),
                name: format!("x{place}"),
                columns: vec![column.clone()],
            })
            .collect();
        let all = Group { name: "all".into(), quantities: (0..12).collect() };
        let found = analyse(&table, &DecisionPlan { groups: vec![all], ..plan(Criterion::Ready) });
        found.notes.iter().any(|note| matches!(note, Note::Rough { columns: 12, .. }))
    };
    assert!(is_rough(24) && is_rough(25));
    assert!(!is_rough(26));
}
