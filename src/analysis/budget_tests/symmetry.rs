//! What must not matter: the order of areas, and the unit of money.

use super::*;
use crate::analysis::budget_figures::{BudgetFigures, BudgetOptions, budget_figures};
use crate::analysis::taakvelden::TaakveldLine;
use crate::stats::Bootstrap;

const OPTIONS: BudgetOptions =
    BudgetOptions { forecast_month: 6, bootstrap: Bootstrap { seed: 3, resamples: 20 } };
const AREAS: usize = 3;
const YEARS: usize = 4;

/// Amounts of every kind, whole thousandths of a euro so that three times an amount is exact.
fn some_record(draw: u64, alternative: u32) -> BudgetRecord {
    let mut place = 1000 * alternative;
    let mut amount = |most: f64| {
        place += 1;
        euro((uniform(draw, place) * most * 1000.0).round() / 1000.0)
    };
    let mut record = record(&vec![vec![0.0; AREAS]; YEARS]);
    for row in &mut record.areas {
        *row = AreaBudget {
            budget: amount(100.0) + euro(950.0),
            spent: amount(200.0) + euro(900.0),
            transfer: Money::ZERO,
        };
    }
    for year in &mut record.years {
        year.covers = [false, false, true, true, false];
        for rung in 2..5 {
            year.gross[rung] = amount(900.0);
            year.admin_cost[rung] = amount(9.0);
            year.eigen_bijdrage[rung] = amount(90.0);
        }
        year.posts = vec![amount(300.0), amount(50.0)];
        year.provider_margin = amount(20.0);
        year.specialist_budget = amount(900.0);
        year.consortium_result = amount(10.0) - amount(10.0);
        year.reserve_used = amount(10.0);
    }
    record.months = (0..AREAS * YEARS * 12)
        .map(|_| MonthBudget {
            budget: euro(1000.0),
            spent_to_date: amount(1100.0),
            forecast: amount(2000.0),
        })
        .collect();
    record.opening_reserve = euro(100.0);
    record.available_reserve = Some(euro(70.0));
    let shares = &mut record.cost_shares[0].0;
    for shares in &mut shares[2..] {
        *shares = [[0.05; DOMAINS], [0.45 / DOMAINS as f64; DOMAINS]];
    }
    record
}

fn some_table() -> BudgetTable {
    let mut table = table(AREAS, YEARS);
    table.monthly = true;
    for draw in 0..30 {
        add(&mut table, some_record(draw, 0), some_record(draw, 1));
    }
    table
}

fn figures(table: &BudgetTable) -> BudgetFigures {
    budget_figures(table, 1, OPTIONS).expect("draws")
}

#[test]
fn permuting_the_areas_permutes_their_figures_and_leaves_the_rest() {
    let table = some_table();
    let mut turned = table.clone();
    let turn = |place: usize| (place + 1) % AREAS;
    turned.header.areas = (0..AREAS).map(|area| table.header.areas[turn(area)].clone()).collect();
    turned.header.teams = vec![turned.header.areas.clone(); 2];
    for record in turned.records.iter_mut().flatten() {
        for rows in record.areas.chunks_exact_mut(AREAS) {
            rows.rotate_left(1);
        }
        for rows in record.months.chunks_exact_mut(AREAS) {
            rows.rotate_left(1);
        }
    }
    let (before, after) = (figures(&table), figures(&turned));
    for area in 0..AREAS {
        assert_eq!(after.overruns[area], before.overruns[turn(area)]);
        assert_eq!(after.reserves[area * (YEARS + 1)], before.reserves[turn(area) * (YEARS + 1)]);
        assert_eq!(after.uitputting[area], before.uitputting[turn(area)]);
    }
    assert_eq!(after.overruns[2 * AREAS..], before.overruns[2 * AREAS..]);
    assert_eq!(after.bearing, before.bearing);
    assert_eq!(after.business_case, before.business_case);
    assert_eq!(after.taakvelden, before.taakvelden);
    assert_eq!(after.weerstandsvermogen, before.weerstandsvermogen);
    for (after, before) in after.verevening.iter().zip(&before.verevening) {
        for (after, before) in after.levels.iter().zip(&before.levels) {
            assert_eq!(after.pooled, before.pooled);
            close(after.separate.value, before.separate.value);
            close(after.gain.standard_error.unwrap(), before.gain.standard_error.unwrap());
        }
    }
}

/// Every euro three times.
fn tripled(table: &BudgetTable) -> BudgetTable {
    let mut table = table.clone();
    let triple = |money: &mut Money| *money = *money * 3;
    for record in table.records.iter_mut().flatten() {
        for row in &mut record.areas {
            [&mut row.budget, &mut row.spent, &mut row.transfer].into_iter().for_each(triple);
        }
        for year in &mut record.years {
            year.gross.iter_mut().for_each(triple);
            year.admin_cost.iter_mut().for_each(triple);
            year.eigen_bijdrage.iter_mut().for_each(triple);
            year.posts.iter_mut().for_each(triple);
            triple(&mut year.provider_margin);
            triple(&mut year.reserve_used);
            triple(&mut year.general_funds);
            triple(&mut year.consortium_result);
            triple(&mut year.specialist_budget);
        }
        for month in &mut record.months {
            triple(&mut month.budget);
            triple(&mut month.spent_to_date);
            triple(&mut month.forecast);
        }
        triple(&mut record.opening_reserve);
        record.available_reserve.iter_mut().for_each(triple);
    }
    table
}

#[test]
fn three_times_the_euros_is_three_times_every_amount_and_no_other_chance() {
    let table = some_table();
    let (one, three) = (figures(&table), figures(&tripled(&table)));
    for (one, three) in one.overruns.iter().zip(&three.overruns) {
        assert_eq!((&one.first, &one.months), (&three.first, &three.months));
        for (one, three) in one.years.iter().zip(&three.years) {
            assert_eq!(one.chance, three.chance);
            close(three.size.mean, 3.0 * one.size.mean);
            close(three.size.standard_error.unwrap(), 3.0 * one.size.standard_error.unwrap());
        }
    }
    for (one, three) in one.reserves.iter().zip(&three.reserves) {
        for (one, three) in one.required.iter().zip(&three.required) {
            close(three.value, 3.0 * one.value);
        }
    }
    for (one, three) in one.verevening_total.iter().zip(&three.verevening_total) {
        for (one, three) in one.levels.iter().zip(&three.levels) {
            close(three.gain.value, 3.0 * one.gain.value);
            close(three.gain.standard_error.unwrap(), 3.0 * one.gain.standard_error.unwrap());
        }
        close(three.rules.gross_risk.value, 3.0 * one.rules.gross_risk.value);
    }
    for (one, three) in one.weerstandsvermogen.iter().zip(&three.weerstandsvermogen) {
        assert_eq!((&one.grade, one.enough), (&three.grade, three.enough));
        close(three.ratio.unwrap_or(0.0), one.ratio.unwrap_or(0.0));
        close(three.available, 3.0 * one.available);
    }
    for (one, three) in one.bearing.iter().zip(&three.bearing) {
        close(three.run.mean, 3.0 * one.run.mean);
    }
    let (cases, again) = (one.business_case.unwrap(), three.business_case.unwrap());
    assert_eq!(cases.recouped, again.recouped);
    for (one, three) in cases.years.iter().zip(&again.years) {
        close(three.saving.mean, 3.0 * one.saving.mean);
        close(three.cumulative_cut, 3.0 * one.cumulative_cut);
    }
    let lines = |figures: &[crate::analysis::taakvelden::TaakveldYear]| -> Vec<TaakveldLine> {
        figures.iter().flat_map(|year| year.lines.clone()).collect()
    };
    for (one, three) in lines(&one.taakvelden).iter().zip(lines(&three.taakvelden)) {
        assert_eq!(one.mark, three.mark);
        assert!((three.actual.mean - 3.0 * one.actual.mean).abs() < 1e-5);
    }
}

#[test]
fn the_same_table_and_seed_give_the_same_bits() {
    let table = some_table();
    assert_eq!(figures(&table), figures(&table));
    let other = BudgetOptions { bootstrap: Bootstrap { seed: 4, ..OPTIONS.bootstrap }, ..OPTIONS };
    let again = budget_figures(&table, 1, other).expect("draws");
    assert_ne!(figures(&table).verevening, again.verevening);
    assert_eq!(figures(&table).reserves, again.reserves);
}

#[test]
fn one_draw_has_figures_without_errors_and_no_draw_none() {
    let mut table = table(AREAS, YEARS);
    assert_eq!(budget_figures(&table, 1, OPTIONS), None);
    let mut one = some_record(0, 1);
    one.months.clear();
    add(&mut table, one.clone(), one);
    let figures = budget_figures(&table, 1, OPTIONS).expect("a draw");
    let level = &figures.verevening[0].levels[0];
    assert_eq!((level.gain.standard_error, level.gain.low), (None, None));
    assert!(figures.reserves.iter().all(|r| r.required.iter().all(|q| q.standard_error.is_none())));
    assert!(figures.taakvelden.iter().all(|year| year.lines.iter().all(|l| l.mark.is_none())));
}
