//! Examples small enough to work by hand.

use super::*;
use crate::analysis::absorption::business_case;
use crate::analysis::accounts::draws_of;
use crate::analysis::bearing::{BearingKind, bearing, bearing_of};
use crate::analysis::budget_figures::pool;
use crate::analysis::overrun_accounts::{account_overruns, uitputting_fans};
use crate::analysis::quantiles::draws_needed;
use crate::analysis::reserve::{Period, lasting_reserve, periods, reserves, shortfalls};
use crate::analysis::taakveld_bookings::{Booking, bookings};
use crate::analysis::taakvelden::{Mark, TaakveldLine, TaakveldRow, mark, taakvelden};
use crate::analysis::weerstandsvermogen::{available, grade, grade_classes, ratios};
use crate::analysis::{Draws, Estimate};
use crate::domain::Domain;
use crate::stats::Bootstrap;
use crate::study::TaakveldKeys;

/// Two areas over two years, four draws: what each spends above 1000.
fn four_draws() -> BudgetTable {
    let mut table = table(2, 2);
    for shortfalls in [
        [[-10.0, 30.0], [40.0, -100.0]],
        [[20.0, -30.0], [10.0, 10.0]],
        [[-50.0, -50.0], [-50.0, 90.0]],
        [[-5.0, -5.0], [-5.0, -5.0]],
    ] {
        let rows: Vec<Vec<f64>> = shortfalls.iter().map(|year| year.to_vec()).collect();
        add(&mut table, record(&[vec![0.0; 2], vec![0.0; 2]]), record(&rows));
    }
    table
}

/// Area 0 is over in 2015 in one draw of four (20), in 2016 in two (40 and 10); together the areas are over by 20 in
/// 2015 (first draw), and by 20 and 40 in 2016.
#[test]
fn chance_and_size_of_overrun_are_those_of_the_draws() {
    let table = four_draws();
    let list = accounts(&table, 1);
    let overruns = account_overruns(&table, 1, &list);
    let area = &overruns[0];
    assert_eq!((area.kind, area.name.as_str()), (AccountKind::Area, "area 0"));
    assert_eq!((area.years[0].year, area.years[1].year), (2015, 2016));
    close(area.years[0].chance.p, 0.25);
    close(area.years[0].size.mean, 5.0);
    let given = area.years[0].given_overrun.expect("one draw");
    assert_eq!((given.mean, given.standard_error, given.draws), (20.0, None, 1));
    let given = area.years[1].given_overrun.expect("two draws");
    // 40 and 10: mean 25, standard deviation 15 sqrt(2), error 15.
    close(given.mean, 25.0);
    close(given.standard_error.expect("two draws"), 15.0);
    let whole = overruns.iter().find(|o| o.kind == AccountKind::Areas).expect("all areas");
    close(whole.years[0].budget, 2000.0);
    close(whole.years[0].chance.p, 0.25);
    close(whole.years[1].size.mean, 60.0 / 4.0);
    // First in 2015: the first draw; in 2016: the second (20) and third (40); never: the last.
    close(whole.first.years[0].1.p, 0.25);
    close(whole.first.years[1].1.p, 0.5);
    close(whole.first.never.p, 0.25);
    assert_eq!((whole.first.years[0].0, whole.first.years[1].0), (2015, 2016));
    // No specialist budget: no account of it, and none of all.
    assert!(overruns.iter().all(|o| o.kind != AccountKind::Total));
    assert!(overruns.iter().all(|o| o.months.is_empty()));
}

/// Spending all of the budget is no overrun.
#[test]
fn a_budget_that_is_just_used_up_is_not_exceeded() {
    let mut table = table(1, 1);
    for shortfall in [0.0, 10.0] {
        add(&mut table, record(&[vec![0.0]]), record(&[vec![shortfall]]));
    }
    let overrun = &account_overruns(&table, 1, &accounts(&table, 1))[0];
    close(overrun.years[0].chance.p, 0.5);
    close(overrun.first.never.p, 0.5);
    let given = overrun.years[0].given_overrun.expect("one draw");
    assert_eq!((given.mean, given.draws), (10.0, 1));
}

/// W = 5, 2, 6, 0, 6, 8.
#[test]
fn a_reserve_lasts_when_it_holds_the_largest_sum_over_consecutive_years() {
    assert_eq!(lasting_reserve(&[5.0, -3.0, 4.0, -10.0, 6.0, 2.0]), 8.0);
    assert_eq!(lasting_reserve(&[-5.0, -1.0]), 0.0);
    assert_eq!(lasting_reserve(&[]), 0.0);
    for draw in 0..200 {
        let values: Vec<f64> = (0..8).map(|place| uniform(draw, place) - 0.5).collect();
        let sums = (0..8).flat_map(|from| (from + 1..=8).map(move |to| (from, to)));
        let largest = sums.map(|(from, to)| values[from..to].iter().sum::<f64>());
        let largest = largest.fold(0.0, f64::max);
        assert!((lasting_reserve(&values) - largest).abs() < 1e-12);
    }
}

/// Area 1 got 40 from area 0 during the year: on its own it is 40 short, though it closes within its budget.
#[test]
fn reserves_are_about_budgets_before_transfers() {
    let mut table = table(2, 1);
    let mut record = record(&[vec![-10.0, 0.0]]);
    record.areas[0].transfer = euro(-40.0);
    record.areas[0].budget = euro(960.0);
    record.areas[0].spent = euro(950.0);
    record.areas[1].transfer = euro(40.0);
    record.areas[1].budget = euro(1040.0);
    record.areas[1].spent = euro(1040.0);
    add(&mut table, record.clone(), record);
    let list = accounts(&table, 1);
    assert_eq!(shortfalls(&list[0], 1), [[0.0], [0.0]]);
    assert_eq!(shortfalls(&list[1], 1), [[40.0], [40.0]]);
    assert_eq!(shortfalls(find(&list, AccountKind::Areas), 1), [[0.0], [0.0]]);
    let overruns = account_overruns(&table, 1, &list);
    assert_eq!(overruns[1].years[0].chance.p, 0.0);
}

/// Spending at rung 4: 700 + 5 - 105 = 600 against a budget of 550; the areas have 20 of room.
#[test]
fn the_specialist_budget_pays_rung_4_and_the_total_joins_both() {
    let mut table = table(2, 1);
    let mut record = record(&[vec![-30.0, 10.0]]);
    let year = &mut record.years[0];
    year.gross[4] = euro(700.0);
    year.admin_cost[4] = euro(5.0);
    year.eigen_bijdrage[4] = euro(105.0);
    year.gross[3] = euro(9999.0);
    year.specialist_budget = euro(550.0);
    add(&mut table, record.clone(), record);
    let list = accounts(&table, 1);
    close(find(&list, AccountKind::Specialist).years[0][0].shortfall(), 50.0);
    close(find(&list, AccountKind::Total).years[0][0].shortfall(), 30.0);
    assert_eq!(find(&list, AccountKind::Total).years[0][0].budget, euro(2550.0));
    // On their own one area is 10 short, and the specialists 50; together the areas have room, and all are 30 short.
    let bootstrap = Bootstrap { seed: 1, resamples: 2 };
    let of = |kind: AccountKind| {
        pool(&draws_of(&table), &list, kind, &periods(2015, 1), &bootstrap)[0].levels[0]
    };
    let areas = of(AccountKind::Areas);
    assert_eq!((areas.separate.value, areas.pooled.value, areas.gain.value), (10.0, 0.0, 10.0));
    let total = of(AccountKind::Total);
    assert_eq!((total.separate.value, total.pooled.value, total.gain.value), (60.0, 30.0, 30.0));
}

#[test]
fn teams_hold_their_areas_together() {
    let mut table = four_draws();
    table.header.teams = vec![vec!["samen".into(), "samen".into()]; 2];
    let list = accounts(&table, 1);
    let team = find(&list, AccountKind::Team);
    assert_eq!((team.name.as_str(), team.members.as_slice()), ("samen", &[0, 1][..]));
    assert_eq!(team.years, find(&list, AccountKind::Areas).years);
}

/// Two months of a year in which the forecast is above the budget, and spending in December only.
#[test]
fn months_tell_the_chance_of_forecast_and_spending_above_the_budget() {
    let mut table = table(1, 1);
    table.monthly = true;
    for extra in [0.0, 200.0] {
        let mut record = record(&[vec![extra]]);
        record.months = (1..=12)
            .map(|month| MonthBudget {
                budget: euro(1000.0),
                spent_to_date: euro((1000.0 + extra) * f64::from(month) / 12.0),
                forecast: euro(if month == 7 { 1001.0 } else { 1000.0 + extra }),
            })
            .collect();
        add(&mut table, record.clone(), record);
    }
    let overruns = account_overruns(&table, 1, &accounts(&table, 1));
    let months = &overruns[0].months;
    assert_eq!(months.len(), 12);
    assert_eq!((months[6].year, months[6].month), (2015, 7));
    assert_eq!((months[5].forecast.p, months[6].forecast.p), (0.5, 1.0));
    // 1200 * 10 / 12 is the budget exactly; 11 / 12 of it is above.
    assert_eq!((months[9].spent.p, months[10].spent.p, months[11].spent.p), (0.0, 0.5, 0.5));
    let fans = uitputting_fans(&table, 1, 0);
    let share = fans[0].share.as_ref().expect("a budget");
    close(share.p50[11], 1.1);
    table.records[1][0].months[3].budget = Money::ZERO;
    assert_eq!(uitputting_fans(&table, 1, 0)[0].share, None);
    table.monthly = false;
    assert!(uitputting_fans(&table, 1, 0).is_empty());
}

/// Two areas and two years. The second area's forecast is above its budget in February 2016 only, and it has spent more
/// than that in March; the first never.
#[test]
fn months_are_those_of_their_year_and_area() {
    let mut table = table(2, 2);
    table.monthly = true;
    let mut record = record(&[vec![0.0; 2], vec![0.0; 2]]);
    let month =
        MonthBudget { budget: euro(1000.0), spent_to_date: euro(500.0), forecast: euro(900.0) };
    record.months = vec![month; 2 * 24];
    record.months[2 * 13 + 1].forecast = euro(1100.0);
    record.months[2 * 14 + 1].spent_to_date = euro(1250.0);
    add(&mut table, record.clone(), record);
    let overruns = account_overruns(&table, 1, &accounts(&table, 1));
    let months = &overruns[1].months;
    assert_eq!(months.len(), 24);
    assert_eq!((months[13].year, months[13].month), (2016, 2));
    let above = |spent: bool| -> Vec<usize> {
        let p = |month: usize| {
            let own = months[month];
            if spent { own.spent.p } else { own.forecast.p }
        };
        (0..24).filter(|month| p(*month) == 1.0).collect()
    };
    assert_eq!((above(false), above(true)), (vec![13], vec![14]));
    assert!(overruns[0].months.iter().all(|own| own.forecast.p == 0.0 && own.spent.p == 0.0));
    let fans = uitputting_fans(&table, 1, 1);
    assert_eq!((fans[0].year, fans[1].year, fans[1].area.as_str()), (2016, 2016, "area 1"));
    let line = |area: usize| &fans[area].share.as_ref().expect("a budget").p50;
    assert_eq!((line(0)[2], line(1)[1], line(1)[2]), (0.5, 0.5, 1.25));
}

/// One area over 800 with a budget of 1000, by each model. Provisions at rung 3: 700 of which the provider keeps 50,
/// administration 20, eigen bijdrage 40; team 320, of which a welfare organisation pays 200 more; rung 4: 300.
fn paid(consortium: f64, reserve: f64) -> BudgetRecord {
    let mut record = record(&[vec![0.0]]);
    let year = &mut record.years[0];
    year.covers = [false, false, true, true, false];
    year.gross[3] = euro(700.0);
    year.gross[4] = euro(300.0);
    year.admin_cost[3] = euro(20.0);
    year.eigen_bijdrage[3] = euro(40.0);
    year.provider_margin = euro(50.0);
    year.posts = vec![euro(320.0), euro(200.0)];
    year.consortium_result = euro(consortium);
    year.reserve_used = euro(reserve);
    record.areas[0].budget = euro(960.0);
    // 320 + 700 + 20 - 40 = 1000: 40 above the budget.
    record.areas[0].spent = euro(1000.0);
    record
}

#[test]
fn every_party_bears_its_part_under_each_financing_model() {
    let terms = &table(1, 1).terms[0];
    for (consortium, reserve, general, municipality) in [
        // The municipality holds the budget: its general funds pay the 40.
        (0.0, 0.0, 40.0, 1300.0),
        // A consortium bears 30 of the 40.
        (-30.0, 0.0, 10.0, 1270.0),
        // A reserve pays 25.
        (0.0, 25.0, 15.0, 1300.0),
    ] {
        let lines = bearing_of(&paid(consortium, reserve), terms, 0, 1);
        let of =
            |kind: BearingKind| lines.iter().find(|(own, _)| *own == kind).expect("the line").1;
        assert_eq!(of(BearingKind::AreaBudgets), euro(960.0));
        assert_eq!(of(BearingKind::Reserve), euro(reserve));
        assert_eq!(of(BearingKind::GeneralFunds), euro(general));
        assert_eq!(of(BearingKind::OutsideAreaBudgets), euro(300.0));
        assert_eq!(of(BearingKind::Municipality), euro(municipality));
        assert_eq!(of(BearingKind::Households), euro(40.0));
        assert_eq!(of(BearingKind::Consortium), euro(-consortium));
        assert_eq!(of(BearingKind::Providers), euro(-50.0));
        assert_eq!(of(BearingKind::Other("welzijn".into())), euro(200.0));
        // Hours at their tariff 650 + 300, administration 20, teams 520.
        assert_eq!(of(BearingKind::Care), euro(950.0));
        assert_eq!(of(BearingKind::Delivered), euro(1490.0));
        assert_eq!(of(BearingKind::AllParties), euro(1490.0));
    }
}

#[test]
fn the_burdens_of_the_run_are_those_of_its_years_together() {
    let mut table = table(1, 2);
    let both = |record: BudgetRecord| BudgetRecord {
        areas: record.areas.repeat(2),
        years: vec![record.years[0].clone(); 2],
        ..record
    };
    add(&mut table, both(paid(0.0, 0.0)), both(paid(0.0, 0.0)));
    add(&mut table, both(paid(0.0, 0.0)), both(paid(-30.0, 0.0)));
    let lines = bearing(&table, 1);
    let of = |kind: BearingKind| lines.iter().find(|line| line.kind == kind).expect("the line");
    let consortium = of(BearingKind::Consortium);
    close(consortium.years[0].mean, 15.0);
    close(consortium.run.mean, 30.0);
    // 0 and 60: standard deviation 30 sqrt(2), error 30.
    close(consortium.run.standard_error.expect("two draws"), 30.0);
    assert_eq!(of(BearingKind::AllParties).run, of(BearingKind::Delivered).run);
}

/// The nulalternatief costs 100 a year; the plan 110, 80 and 70, or 110, 95 and 70. Budgets of 1000 and 500 fall by
/// 10% in the second and third year: cuts of 0, 150 and 150.
#[test]
fn savings_are_set_against_costs_and_cuts() {
    let mut table = table(1, 3);
    let costing = |costs: [f64; 3]| {
        let mut record = record(&vec![vec![0.0]; 3]);
        for (year, cost) in costs.into_iter().enumerate() {
            record.years[year].posts[0] = euro(cost);
            record.years[year].specialist_budget = euro(if year == 0 { 500.0 } else { 450.0 });
            record.areas[year].budget = euro(if year == 0 { 1000.0 } else { 900.0 });
        }
        record
    };
    add(&mut table, costing([100.0; 3]), costing([110.0, 80.0, 70.0]));
    add(&mut table, costing([100.0; 3]), costing([110.0, 95.0, 70.0]));
    assert_eq!(business_case(&table, 0), None);
    let case = business_case(&table, 1).expect("a reference");
    let [first, second, third] = &case.years[..] else { panic!("three years") };
    assert_eq!((first.year, second.year, third.year), (2015, 2016, 2017));
    close(first.saving.mean, -10.0);
    assert_eq!((first.cut, first.absorbed, first.cumulative_absorbed), (0.0, None, None));
    // -10 + 20 and -10 + 5: only the first is out of the red.
    close(second.recouped.p, 0.5);
    close(second.cumulative_saving.estimate.mean, 2.5);
    close(second.cut, 150.0);
    close(second.absorbed.expect("a cut").mean, (20.0 + 5.0) / 2.0 / 150.0);
    close(third.cumulative_cut, 300.0);
    close(third.cumulative_absorbed.expect("a cut").mean, (40.0 + 25.0) / 2.0 / 300.0);
    assert_eq!(third.fully_absorbed.expect("a cut").p, 0.0);
    assert_eq!(case.recouped.expect("three years").p, 1.0);
    table.header.alternatives[0].reference = false;
    assert_eq!(business_case(&table, 1), None);
}

#[test]
fn the_same_cost_is_recouped_and_saves_nothing() {
    let mut table = table(1, 3);
    for draw in 0..4 {
        let mut record = record(&vec![vec![0.0]; 3]);
        for year in 0..3 {
            record.years[year].posts[0] = euro(0.1 + uniform(draw, year as u32));
        }
        add(&mut table, record.clone(), record);
    }
    let case = business_case(&table, 1).expect("a reference");
    assert_eq!(case.recouped.expect("three years").p, 1.0);
    assert_eq!(case.years[2].cumulative_saving.estimate.mean, 0.0);
    assert_eq!(case.years[2].cumulative_absorbed, None);
}

/// The norm: A above 2.0, B from 1.4, C from 1.0, D from 0.8, E from 0.6, F below.
#[test]
fn grades_are_those_of_the_norm() {
    let letters: Vec<&str> = grade_classes().iter().map(|class| class.grade.as_str()).collect();
    assert_eq!(letters, ["A", "B", "C", "D", "E", "F"]);
    for (ratio, expected) in [
        (2.01, "A"),
        (2.0, "B"),
        (1.4, "B"),
        (1.39, "C"),
        (1.0, "C"),
        (0.99, "D"),
        (0.8, "D"),
        (0.6, "E"),
        (0.59, "F"),
        (0.0, "F"),
    ] {
        assert_eq!(grade(ratio * 100.0, 100.0), expected, "{ratio}");
    }
    assert_eq!(grade(0.0, 0.0), "A");
}

/// Shortfalls 1 to 101 in 101 draws. The quantile 0.9 is the 91st, 91; 95 are at hand. Order statistic 91 of 101
/// resampled is above 95 (grade D) with the probability that a Beta(91, 11) number is above 95/101.
#[test]
fn a_ratio_near_a_border_has_both_grades_with_their_chance() {
    let mut table = table(1, 1);
    for draw in 1..=101 {
        let mut record = record(&[vec![f64::from(draw)]]);
        record.available_reserve = Some(euro(90.0));
        record.opening_reserve = euro(5.0);
        add(&mut table, record.clone(), record);
    }
    let draws = draws_of(&table);
    let list = accounts(&table, 1);
    let at_hand = available(&draws, &table.records[1]).expect("a reserve");
    close(at_hand.stated.expect("stated").mean, 90.0);
    close(at_hand.vereveningsreserve.expect("opening").mean, 5.0);
    let periods = periods(2015, 1);
    let all = ratios(&draws, find(&list, AccountKind::Areas), &at_hand, &periods);
    let usual = all.iter().find(|r| r.required.level == 0.9 && r.period == Period::Run);
    let usual = usual.expect("the usual certainty");
    close(usual.required.value, 91.0);
    close(usual.ratio.expect("required"), 95.0 / 91.0);
    assert_eq!(usual.grade, "C");
    close(usual.enough.p, 95.0 / 101.0);
    let below = statrs::function::beta::beta_reg(91.0, 11.0, 95.0 / 101.0);
    let chance = |letter: &str| usual.grades.iter().find(|(own, _)| own == letter).expect(letter).1;
    // 95 / 67.86 = 1.4: draws up to 67 give B, which is next to impossible.
    let best = statrs::function::beta::beta_reg(91.0, 11.0, 67.0 / 101.0);
    assert!((chance("C") - (below - best)).abs() < 1e-9, "{:?}", usual.grades);
    assert!((chance("D") - (1.0 - below)).abs() < 1e-9, "{:?}", usual.grades);
    let error = usual.required.standard_error.expect("enough draws");
    close(usual.standard_error.expect("enough draws"), 95.0 / 91.0 * error / 91.0);
    assert_eq!(usual.low, usual.required.high.map(|high| 95.0 / high));
}

#[test]
fn without_a_reserve_there_is_no_ratio_and_with_nothing_required_the_best_grade() {
    let mut table = table(1, 1);
    add(&mut table, record(&[vec![-5.0]]), record(&[vec![-5.0]]));
    let draws = draws_of(&table);
    assert_eq!(available(&draws, &table.records[1]), None);
    table.records[1][0].available_reserve = Some(Money::ZERO);
    let at_hand = available(&draws, &table.records[1]).expect("stated as nothing");
    let list = accounts(&table, 1);
    let all = ratios(&draws, find(&list, AccountKind::Areas), &at_hand, &periods(2015, 1));
    assert_eq!((all[0].ratio, all[0].grade.as_str(), all[0].enough.p), (None, "A", 1.0));
    assert_eq!(all[0].grades, [("A".to_owned(), 1.0)]);
}

/// Rung 3: 1000 at cost, of which 10% for households with children on adl (6.71a), 20% without (6.71a), 30% without on
/// housing (6.71b), 40% with on finances (6.72a). Administration 100 goes along; the eigen bijdrage of 90 only to the
/// Wmo, 6.71a and 6.71b alike. Rung 4: 500, half with children on justice (6.82b), half without on housing (6.81).
fn booked() -> BudgetRecord {
    let mut record = record(&[vec![0.0]]);
    let shares = &mut record.cost_shares[0].0;
    shares[3][1][Domain::DailyLiving.index()] = 0.1;
    shares[3][0][Domain::DailyLiving.index()] = 0.2;
    shares[3][0][Domain::Housing.index()] = 0.3;
    shares[3][1][Domain::Finances.index()] = 0.4;
    shares[4][1][Domain::Justice.index()] = 0.5;
    shares[4][0][Domain::Housing.index()] = 0.5;
    let year = &mut record.years[0];
    year.covers = [false, false, true, true, false];
    year.gross[2] = euro(40.0);
    year.gross[3] = euro(1000.0);
    year.gross[4] = euro(500.0);
    year.admin_cost[3] = euro(100.0);
    year.eigen_bijdrage[3] = euro(90.0);
    year.posts = vec![euro(250.0), euro(77.0)];
    record.cost_shares[0].0[2][0][0] = 1.0;
    record
}

#[test]
fn cost_is_booked_by_rule_on_the_taakveld_of_household_and_domain() {
    let terms = table(1, 1).terms.remove(0);
    let found = bookings(&booked(), &terms, 0);
    let of = |code: &str| found.iter().find(|(own, _)| own == code).expect(code).1;
    let booking = |lasten: f64, baten: f64, areas: f64, specialist: f64| Booking {
        lasten: euro(lasten),
        baten: euro(baten),
        from_areas: euro(areas),
        from_specialist: euro(specialist),
    };
    assert_eq!(of("6.1"), booking(40.0, 0.0, 40.0, 0.0));
    // The welfare organisation's 77 are not on the books of the municipality.
    assert_eq!(of("6.2"), booking(250.0, 0.0, 250.0, 0.0));
    assert_eq!(of("6.71a"), booking(330.0, 45.0, 285.0, 0.0));
    assert_eq!(of("6.71b"), booking(330.0, 45.0, 285.0, 0.0));
    assert_eq!(of("6.72a"), booking(440.0, 0.0, 440.0, 0.0));
    assert_eq!(of("6.81"), booking(250.0, 0.0, 0.0, 250.0));
    assert_eq!(of("6.82b"), booking(250.0, 0.0, 0.0, 250.0));
    let total: Money = found.iter().map(|(_, own)| own.saldo()).sum();
    assert_eq!(total, booked().years[0].municipal_cost(&terms));
}

/// Of rung 4 only 6.81, for adults, knows an eigen bijdrage.
#[test]
fn an_eigen_bijdrage_is_income_of_the_budget_that_pays() {
    let terms = table(1, 1).terms.remove(0);
    let mut record = booked();
    record.years[0].eigen_bijdrage[4] = euro(60.0);
    let found = bookings(&record, &terms, 0);
    let of = |code: &str| found.iter().find(|(own, _)| own == code).expect(code).1;
    let (opvang, youth) = (of("6.81"), of("6.82b"));
    assert_eq!((opvang.lasten, opvang.baten), (euro(250.0), euro(60.0)));
    assert_eq!(opvang.from_specialist, euro(190.0));
    assert_eq!((youth.baten, youth.from_specialist), (Money::ZERO, euro(250.0)));
}

#[test]
fn keys_of_the_scenario_go_before_the_rules_and_domains_before_rungs() {
    let mut terms = table(1, 1).terms.remove(0);
    let mut keys = TaakveldKeys::default();
    keys.rungs[3] = Some("6.71".into());
    keys.domains[3][Domain::Finances.index()] = Some("6.3".into());
    terms.taakvelden = vec![keys];
    terms.posts[0].taakveld = Some("6.1".into());
    let found = bookings(&booked(), &terms, 0);
    let of = |code: &str| found.iter().find(|(own, _)| own == code).map(|(_, own)| own.lasten);
    assert_eq!(of("6.71"), Some(euro(660.0)));
    assert_eq!(of("6.3"), Some(euro(440.0)));
    assert_eq!(of("6.1"), Some(euro(290.0)));
    assert_eq!(of("6.71a"), None);
}

/// Area budgets of 1340 divide as the nulalternatief spends them (1300 in all), the specialist budget of 400 half and
/// half. In one draw the plan spends as the nulalternatief, in the other without guidance (6.71b) and with twice the
/// team.
#[test]
fn budgets_divide_as_the_nulalternatief_spends_and_differences_carry_n_or_v() {
    let mut table = table(1, 1);
    let with_budget = |mut record: BudgetRecord| {
        record.areas[0].budget = euro(1340.0);
        record.areas[0].spent = euro(1300.0);
        record.years[0].specialist_budget = euro(400.0);
        record
    };
    for draw in 0..2 {
        let mut plan = with_budget(booked());
        plan.years[0].posts[0] = euro(300.0 + f64::from(draw));
        add(&mut table, with_budget(booked()), plan);
    }
    let year = taakvelden(&table, 1, 6).remove(0);
    let of = |code: &str| -> &TaakveldLine {
        year.lines.iter().find(|line| line.code == code).expect(code)
    };
    // 250 of 1300 times 1340.
    let team = of("6.2");
    close(team.budget.expect("a budget"), 250.0 / 1300.0 * 1340.0);
    close(team.actual.mean, 300.5);
    close(team.difference.expect("both").mean, 250.0 / 1300.0 * 1340.0 - 300.5);
    // 42.8 short with an error of 0.5: but one degree of freedom asks for 12.7 errors.
    assert_eq!((team.mark, team.nadeel.expect("both").p), (Some(Mark::N), 1.0));
    // The same in every draw: 285 spent, 285 / 1300 * 1340 budgeted.
    let household_help = of("6.71a");
    assert_eq!(household_help.mark, Some(Mark::V));
    close(household_help.difference.expect("both").mean, 285.0 * 40.0 / 1300.0);
    close(of("6.81").budget.expect("a budget"), 200.0);
    assert_eq!(of("6.81").mark, Some(Mark::N));
    assert_eq!(of("6.2").forecast, None);
    let total = year.lines.iter().find(|line| line.row == TaakveldRow::Total).expect("a total");
    close(total.budget.expect("a budget"), 1740.0);
    close(total.actual.mean, 1300.0 + 50.5 + 500.0);
    let budgets: f64 = year
        .lines
        .iter()
        .filter(|line| line.row == TaakveldRow::Taakveld)
        .filter_map(|line| line.budget)
        .sum();
    close(budgets, 1740.0);
    assert!(year.lines.iter().all(|line| line.row != TaakveldRow::Reserve));
}

/// Half of the year's forecast of 2600 in June goes to 6.71a in proportion to its 285 of 1300.
#[test]
fn the_forecast_of_a_taakveld_is_its_part_of_the_forecast_of_the_areas() {
    let mut table = table(1, 1);
    table.monthly = true;
    for _ in 0..2 {
        let mut record = booked();
        record.areas[0].spent = euro(1300.0);
        record.months = vec![MonthBudget::default(); 12];
        record.months[5].forecast = euro(2600.0);
        add(&mut table, record.clone(), record);
    }
    let year = taakvelden(&table, 1, 6).remove(0);
    let of = |code: &str| year.lines.iter().find(|line| line.code == code).expect(code);
    close(of("6.71a").forecast.expect("followed").mean, 570.0);
    // Specialists are not followed by month.
    assert_eq!(of("6.81").forecast, None);
}

/// Two areas and two years; in June of the second 2600 are forecast. The plan books its team on 6.3, where the nulalternatief has
/// nothing: there is no budget there, and one of 250 in 1300 on 6.2 that is not used.
#[test]
fn each_year_has_its_own_budgets_forecasts_and_taakvelden() {
    let mut table = table(2, 2);
    table.monthly = true;
    table.terms[1].posts[0].taakveld = Some("6.3".into());
    for _ in 0..2 {
        let one = booked();
        let mut record = BudgetRecord {
            areas: one.areas.repeat(4),
            years: vec![one.years[0].clone(); 2],
            months: vec![MonthBudget::default(); 2 * 24],
            ..one
        };
        for (place, budget, spent) in
            [(0, 400.0, 900.0), (1, 600.0, 400.0), (2, 340.0, 800.0), (3, 1000.0, 500.0)]
        {
            record.areas[place].budget = euro(budget);
            record.areas[place].spent = euro(spent);
        }
        record.months[2 * 17].forecast = euro(1000.0);
        record.months[2 * 17 + 1].forecast = euro(1600.0);
        add(&mut table, record.clone(), record);
    }
    let years = taakvelden(&table, 1, 6);
    assert_eq!(years.iter().map(|year| year.year).collect::<Vec<_>>(), [2015, 2016]);
    let of = |year: usize, code: &str| -> &TaakveldLine {
        years[year].lines.iter().find(|line| line.code == code).expect(code)
    };
    close(of(0, "6.71a").forecast.expect("followed").mean, 0.0);
    close(of(1, "6.71a").forecast.expect("followed").mean, 570.0);
    close(of(0, "6.71a").budget.expect("a budget"), 285.0 / 1300.0 * 1000.0);
    close(of(1, "6.71a").budget.expect("a budget"), 285.0 / 1300.0 * 1340.0);
    for year in &years {
        let codes: Vec<&str> = year.lines.iter().map(|line| line.code.as_str()).collect();
        let taakvelden = ["6.1", "6.2", "6.3", "6.71a", "6.71b", "6.72a", "6.81", "6.82b"];
        assert_eq!(codes, [&taakvelden[..], &[""]].concat(), "and the total");
    }
    assert_eq!((of(0, "6.3").budget, of(0, "6.3").actual.mean), (None, 250.0));
    assert_eq!(of(0, "6.2").actual.mean, 0.0);
    close(of(1, "6.2").budget.expect("a budget"), 250.0 / 1300.0 * 1340.0);
}

#[test]
fn the_reserve_and_the_consortium_have_lines_of_their_own_and_the_total_adds_up() {
    let mut table = table(1, 1);
    for _ in 0..2 {
        let mut record = booked();
        record.years[0].consortium_result = euro(-60.0);
        record.years[0].reserve_used = euro(35.0);
        record.opening_reserve = euro(100.0);
        add(&mut table, record.clone(), record);
    }
    let year = taakvelden(&table, 1, 6).remove(0);
    let of = |row: TaakveldRow| year.lines.iter().find(|line| line.row == row).expect("a line");
    close(of(TaakveldRow::Settlement).actual.mean, -60.0);
    close(of(TaakveldRow::Total).actual.mean, 1800.0 - 60.0);
    assert_eq!(of(TaakveldRow::Reserve).code, "0.10");
    close(of(TaakveldRow::Reserve).actual.mean, -35.0);
    close(of(TaakveldRow::Result).actual.mean, 1800.0 - 60.0 - 35.0);
    assert_eq!(of(TaakveldRow::Reserve).mark, None);
}

/// Mean 2 with an error of 1 in 300 draws: 1.97 errors are needed, and 2 suffice; one draw has no error.
#[test]
fn a_difference_within_its_error_is_neither_n_nor_v() {
    let estimate = |mean: f64, error| Estimate {
        standard_error: error,
        blocks: 300,
        ..Draws::independent(1).estimate(&[mean]).expect("a draw")
    };
    assert_eq!(mark(&estimate(2.0, Some(1.0))), Some(Mark::V));
    assert_eq!(mark(&estimate(-2.0, Some(1.0))), Some(Mark::N));
    assert_eq!(mark(&estimate(1.95, Some(1.0))), None);
    assert_eq!(mark(&estimate(-1e9, None)), None);
    assert_eq!(mark(&estimate(0.0, Some(0.0))), None);
}

/// 0.95^58 > 0.05 > 0.95^59; 0.7^8 > 0.05 > 0.7^9.
#[test]
fn too_few_draws_have_no_interval_of_a_high_quantile() {
    assert_eq!((draws_needed(0.95), draws_needed(0.7)), (59, 9));
    let mut table = table(1, 1);
    for draw in 0..58 {
        let one = record(&[vec![f64::from(draw)]]);
        add(&mut table, one.clone(), one);
    }
    let all = reserves(&draws_of(&table), &accounts(&table, 1), &periods(2015, 1));
    let required = &all[0].required;
    assert_eq!((required[5].level, required[5].high), (0.95, None));
    assert!(required[0].low.is_some() && required[0].standard_error.is_some());
}

#[test]
fn periods_are_the_years_and_the_run() {
    let expected = [Period::Year(2015), Period::Year(2016), Period::Run];
    assert_eq!(periods(2015, 2), expected);
}

/// As `docs/budget.md` has them.
#[test]
fn lines_of_who_bears_what_are_called_by_who_or_what() {
    for (kind, key) in [
        (BearingKind::AreaBudgets, "area_budgets"),
        (BearingKind::GeneralFunds, "general_funds"),
        (BearingKind::Municipality, "gemeente"),
        (BearingKind::Other("welzijn".into()), "welzijn"),
        (BearingKind::Delivered, "delivered"),
    ] {
        assert_eq!(kind.key(), key);
    }
}
