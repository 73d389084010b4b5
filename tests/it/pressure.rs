//! Sections 4 and 5 of the model page: decisions in a month feel the pressure that the month before left. The
//! probabilities that the engine uses are compared with those that follow from the months table by the words
//! of the page, in every month of every area.

use std::collections::HashMap;

use wijkraming::engine::{AreaMonth, Note, Parameters, Switch};
use wijkraming::financing::{Financing, Reaction};

use crate::example;
use crate::watch::{watch, watch_switching};

/// The example with these parts of its area budgets.
fn parameters(alternative: &str, parts: [f64; 2], changes: &str) -> Parameters {
    let mut table = example::reduced(0.4, 5);
    for (area, part) in example::areas(&mut table).zip(parts) {
        example::scale(area, "historic_budget", part);
    }
    example::lay_over(&mut table, changes);
    example::central(&example::scenario(&example::text(&table)), alternative)
}

fn reaction(parameters: &Parameters) -> Reaction {
    match &parameters.financing {
        Financing::Gemeente(_) => panic!("a model with a reaction"),
        Financing::Wijkbudget(model) => model.reaction,
        Financing::Populatiebekostiging(model) => model.reaction,
    }
}

/// Pressure on `area` in a month: 1 in the first one; at the start of a year twelve times last month's spending
/// over the new budget; else the forecast of the month before over the budget after redistribution.
fn pressure(rows: &[Vec<AreaMonth>], area: usize, month: usize) -> f64 {
    let spent = |month: usize| {
        let to_date = rows[month][area].spent_to_date.to_f64();
        if month.is_multiple_of(12) {
            to_date
        } else {
            to_date - rows[month - 1][area].spent_to_date.to_f64()
        }
    };
    if month == 0 {
        return 1.0;
    }
    let before = &rows[month - 1][area];
    if month.is_multiple_of(12) {
        return 12.0 * spent(month - 1) / rows[month][area].budget.to_f64();
    }
    let rest = (11 - (month - 1) % 12) as f64;
    let forecast = before.spent_to_date.to_f64() + rest * spent(month - 1);
    assert!((before.forecast.to_f64() - forecast).abs() < 1e-3);
    forecast / before.budget.to_f64()
}

/// Runs the parameters and compares every choice and deferral; gives how many of each were above zero.
fn check(parameters: &Parameters) -> (usize, usize) {
    check_switching(parameters, &[])
}

/// The same where other parameters hold from the start of later years on.
fn check_switching(parameters: &Parameters, switches: &[Switch]) -> (usize, usize) {
    let reaction_in = |month: usize| {
        let known = switches.iter().rev().find(|switch| switch.year as usize * 12 <= month);
        reaction(known.map_or(parameters, |switch| &switch.parameters))
    };
    let areas: HashMap<u64, usize> =
        parameters.population.areas.iter().enumerate().map(|(i, area)| (area.key, i)).collect();
    let (mut choices, mut deferrals) = (Vec::new(), Vec::new());
    let run = watch_switching(parameters, switches, 51, |case, month, note| match note {
        Note::Choice { steering, .. } => {
            choices.push((areas[&case.site.area_key], month as usize, steering));
        }
        Note::PassedOver { probability } => {
            assert!((1..=2).contains(&case.severity), "only light cases are passed over");
            deferrals.push((areas[&case.site.area_key], month as usize, probability));
        }
        _ => (),
    });
    let rows: Vec<Vec<AreaMonth>> =
        run.months.chunks_exact(areas.len()).map(<[AreaMonth]>::to_vec).collect();
    let compare = |list: &[(usize, usize, f64)], of: fn(Reaction) -> (f64, f64)| {
        for (area, month, found) in list {
            let (slope, most) = of(reaction_in(*month));
            let above = pressure(&rows, *area, *month) - 1.0;
            let expected = (slope * above).max(0.0).min(most);
            assert!(
                (found - expected).abs() < 1e-6,
                "area {area}, month {month}: {found}, not {expected}"
            );
        }
    };
    compare(&choices, |own| (own.steer, own.steer_max));
    compare(&deferrals, |own| (own.defer, own.defer_max));
    let between =
        |(_, month, p): &&(usize, usize, f64)| *p > 0.0 && *p < reaction_in(*month).steer_max;
    (choices.iter().filter(between).count(), deferrals.len())
}

#[test]
fn a_wijkbudget_steers_and_defers_on_the_pressure_of_the_month_before() {
    let changes = "team = { members = 3.0 }
        alternatives.scenario2.financing.wijkbudget = { steer = 0.8, defer = 2.0, defer_max = 0.9 }";
    let (steered, deferred) = check(&parameters("scenario2", [0.75, 0.9], changes));
    println!("{steered} choices steered, {deferred} cases passed over");
    assert!(steered > 100 && deferred > 30, "{steered} steered, {deferred} passed over");
}

#[test]
fn from_a_switch_on_decisions_react_as_the_new_parameters_say() {
    let changes = "team = { members = 3.0 }
        alternatives.scenario2.financing.wijkbudget = { steer = 0.8, defer = 2.0, defer_max = 0.9 }";
    let first = parameters("scenario2", [0.75, 0.9], changes);
    let mut second = first.clone();
    let Financing::Wijkbudget(model) = &mut second.financing else { panic!("a wijkbudget") };
    (model.reaction.steer, model.reaction.steer_max) = (0.3, 0.5);
    (model.reaction.defer, model.reaction.defer_max) = (0.7, 0.6);
    let switches = [2, 4].map(|year| Switch {
        year,
        parameters: if year == 2 { second.clone() } else { first.clone() },
    });
    let (steered, deferred) = check_switching(&first, &switches);
    println!("{steered} choices steered, {deferred} cases passed over");
    assert!(steered > 100 && deferred > 30, "{steered} steered, {deferred} passed over");
}

/// In January the new year's budget, after review months the budget after redistribution.
#[test]
fn populatiebekostiging_steers_on_the_pressure_after_redistribution() {
    let changes = "alternatives.populatie.financing.populatiebekostiging = { steer = 0.7, review_months = [2, 6, 9, 12] }";
    let parameters = parameters("populatie", [0.6, 1.3], changes);
    let (steered, _) = check(&parameters);
    println!("{steered} choices steered");
    assert!(steered > 100, "{steered} steered");
}

/// A queued light case is passed over with the probability of its month: as often as their sum says.
#[test]
fn light_cases_are_passed_over_as_often_as_their_probability_says() {
    let mut parameters = parameters("scenario2", [1e-3, 1e-3], "team = { members = 100.0 }");
    let Financing::Wijkbudget(model) = &mut parameters.financing else { panic!("a wijkbudget") };
    (model.reaction.defer, model.reaction.defer_max) = (1.0, 0.35);
    let (mut passed, mut served) = (0.0, 0.0);
    watch(&parameters, 53, |case, month, note| match note {
        // With room for all, whoever is not passed over is served.
        Note::PassedOver { .. } if month > 0 => passed += 1.0,
        Note::Gesprek { waited } if month > 0 => {
            if case.severity <= 2 {
                served += 1.0;
            } else {
                assert!(waited == 0 || case.steps > 1, "severe cases wait for nothing");
            }
        }
        _ => (),
    });
    let n = passed + served;
    let z: f64 = (passed - 0.35 * n) / f64::sqrt(n * 0.35 * 0.65);
    println!("passed over {passed} of {n}, z = {z:.2}");
    assert!(n > 300.0 && z.abs() < 4.0, "passed over {passed} of {n}");
}
