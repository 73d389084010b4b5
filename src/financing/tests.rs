//! Hand-worked examples of sections 4 and 5 of the model page; amounts in euro.

use super::*;
use crate::random::{Generator, Purpose, Site};

fn euro(amount: f64) -> Money {
    Money::from_f64(amount)
}

fn position(budget: f64, spending: f64) -> Position {
    Position { budget: euro(budget), spending: euro(spending) }
}

const REACTION: Reaction = Reaction { steer: 1.5, steer_max: 0.6, defer: 1.0, defer_max: 0.5 };

const WIJKBUDGET: Wijkbudget = Wijkbudget {
    history_weight: 0.5,
    corridor: 0.05,
    consortium_risk: 0.5,
    consortium_retains: 0.4,
    reaction: REACTION,
};

fn populatiebekostiging() -> Populatiebekostiging {
    Populatiebekostiging {
        history_weight: 0.5,
        review_months: vec![5, 8],
        tolerance: 0.02,
        transfer_share: 0.8,
        reserve_share: 0.05,
        reaction: REACTION,
    }
}

/// Five areas of arbitrary size, spending between 80% and 120% of the budget; cents included.
fn some_year(number: u64) -> Vec<Position> {
    let mut generator = Generator::new(number, 0);
    let mut area = |household| {
        let block = generator.block(Site { area_key: 0, household }, Purpose::Design, 0, 0);
        let budget = (1e5 + 4e6 * block.uniform(0)).round();
        Position { budget: euro(budget), spending: euro(budget * (0.8 + 0.4 * block.uniform(1))) }
    };
    (0..5).map(&mut area).collect()
}

/// Historic budgets 3.9 and 1.1 million: shares 0.78 and 0.22. Predicted needs 300 and 200: shares 0.6 and 0.4.
/// Half and half: 0.69 and 0.31 of 5 million.
#[test]
fn area_budgets_follow_history_and_formula_by_weight() {
    let shares = AreaShares::new(&[3.9e6, 1.1e6], &[300.0, 200.0]);
    let budget = Budget { annual_cut: vec![0.0], covers_rungs: [false; 5], specialist: 0.0 };
    let areas = |weight| [budget.area(0, &shares, 0, weight), budget.area(0, &shares, 1, weight)];
    assert_eq!(areas(1.0), [euro(3.9e6), euro(1.1e6)]);
    assert_eq!(areas(0.0), [euro(3.0e6), euro(2.0e6)]);
    assert_eq!(areas(0.5), [euro(3.45e6), euro(1.55e6)]);
}

/// Cuts of 0, 5% and 3% on the year before leave 1, 0.95 and 0.95 * 0.97 = 0.9215; 0.9215 * 5 million * 0.69 =
/// 3,179,175. Years beyond the list see no further cut.
#[test]
fn cuts_work_on_the_budget_of_the_year_before() {
    let shares = AreaShares::new(&[3.9e6, 1.1e6], &[300.0, 200.0]);
    let budget =
        Budget { annual_cut: vec![0.0, 0.05, 0.03], covers_rungs: [false; 5], specialist: 0.0 };
    assert_eq!(budget.area(0, &shares, 0, 0.5), euro(3_450_000.0));
    assert_eq!(budget.area(1, &shares, 0, 0.5), euro(3_277_500.0));
    assert_eq!(budget.area(2, &shares, 0, 0.5), euro(3_179_175.0));
    assert_eq!(budget.area(7, &shares, 0, 0.5), euro(3_179_175.0));
    assert!((budget.remaining(2) - 0.9215).abs() < 1e-15);
}

/// At the end of March (month 2) 300,000 is spent, 120,000 of it in March: nine more such months make 1,380,000.
/// At the end of December nothing is left to forecast.
#[test]
fn the_rest_of_a_year_is_forecast_like_this_month() {
    assert_eq!(forecast(euro(300_000.0), euro(120_000.0), 2), euro(1_380_000.0));
    assert_eq!(forecast(euro(300_000.0), euro(300_000.0), 0), euro(3_600_000.0));
    assert_eq!(forecast(euro(900_000.0), euro(120_000.0), 11), euro(900_000.0));
}

#[test]
fn pressure_is_forecast_over_budget() {
    assert_eq!(pressure(euro(1.1e6), euro(1e6)), 1.1);
    assert_eq!(pressure(Money::ZERO, Money::ZERO), 1.0);
    assert_eq!(pressure(euro(1.0), Money::ZERO), f64::INFINITY);
}

/// Slopes 1.5 and 1.0: pressure 1.2 gives 0.3 and 0.2; pressure 1.5 would give 0.75 and 0.5, at most 0.6 and 0.5.
#[test]
fn reactions_grow_with_pressure_above_one_up_to_their_maximum() {
    let close = |found: Response, steering: f64, deferral: f64| {
        assert!((found.steering - steering).abs() < 1e-12, "{found:?}");
        assert!((found.deferral - deferral).abs() < 1e-12, "{found:?}");
    };
    close(REACTION.response(0.5), 0.0, 0.0);
    close(REACTION.response(1.0), 0.0, 0.0);
    close(REACTION.response(1.2), 0.3, 0.2);
    close(REACTION.response(1.5), 0.6, 0.5);
    close(REACTION.response(f64::INFINITY), 0.6, 0.5);
    close(Reaction { steer: 0.0, ..REACTION }.response(f64::INFINITY), 0.0, 0.5);
    close(WIJKBUDGET.response(1.2), 0.3, 0.2);
    close(populatiebekostiging().response(1.2), 0.3, 0.2);
}

#[test]
fn gemeente_neither_reacts_nor_transfers_nor_settles() {
    let holder = Gemeente;
    let year = [position(1e6, 2e6), position(1e6, 5e5)];
    let mut reserve = Reserve::default();
    assert_eq!(holder.history_weight(), 1.0);
    assert_eq!(holder.response(2.0), Response::default());
    assert_eq!(holder.opening_reserve(euro(1e7)), Money::ZERO);
    assert!((0..12).all(|month| !holder.redistributes(month)));
    assert_eq!(holder.transfers(&year), [Money::ZERO; 2]);
    assert_eq!(holder.settle(&mut reserve, &year), [Settlement::default(); 2]);
}

/// Budget 1,000,000, corridor 5% = 50,000, consortium bears half beyond it and keeps 40% of a surplus.
/// Deficit 30,000: all within the corridor. Deficit 80,000: 50,000 + half of 30,000 = 65,000, the municipality
/// bears 15,000. Surplus 40,000: 16,000 stays with the consortium, 24,000 returns to the municipality.
#[test]
fn wijkbudget_overrun_beyond_the_corridor_is_shared() {
    for (spent, expected) in [
        (1_030_000.0, -30_000.0),
        (1_050_000.0, -50_000.0),
        (1_080_000.0, -65_000.0),
        (1_000_000.0, 0.0),
        (960_000.0, 16_000.0),
    ] {
        let mut reserve = Reserve::default();
        let settled = WIJKBUDGET.settle(&mut reserve, &[position(1e6, spent)]);
        let only = Settlement { consortium_result: euro(expected), ..Settlement::default() };
        assert_eq!((settled, reserve), (vec![only], Reserve::default()), "spent {spent}");
    }
}

/// Section 5 the other way round: the municipality pays the budget, plus its part of a deficit, minus its part of a
/// surplus; with the consortium's part that is what was spent.
#[test]
fn wijkbudget_payments_add_up_to_what_was_spent() {
    for number in 0..200 {
        for area in some_year(number) {
            let corridor = area.budget.share(0.05);
            let beyond = (area.deficit() - corridor).positive_part();
            let municipality = area.budget + (beyond - beyond.share(0.5))
                - (area.surplus() - area.surplus().share(0.4));
            assert_eq!(municipality - WIJKBUDGET.result(area), area.spending);
        }
    }
}

/// Tolerance 2%, transfer share 80%.
/// A: budget 1,000,000, forecast 900,000: 80,000 below 980,000, offers 64,000.
/// B: 500,000 and 480,000: 10,000 below 490,000, offers 8,000.
/// C: 2,000,000 and 2,030,000: asks 30,000. D: 300,000 and 315,000: asks 15,000.
/// E: 400,000 and 396,000: within the tolerance, neither.
/// Offered 72,000, asked 45,000, moved 45,000: A gives 64/72 = 40,000, B 5,000.
#[test]
fn transfers_are_bounded_by_what_is_asked() {
    let mut forecasts = vec![
        position(1e6, 900_000.0),
        position(500_000.0, 480_000.0),
        position(2e6, 2_030_000.0),
        position(300_000.0, 315_000.0),
        position(400_000.0, 396_000.0),
    ];
    let expected = [-40_000.0, -5_000.0, 30_000.0, 15_000.0, 0.0].map(euro);
    assert_eq!(populatiebekostiging().transfers(&forecasts), expected);
    // In other months nothing moves.
    let moves = |month| populatiebekostiging().redistributes(month);
    assert_eq!((0..12).filter(|month| moves(*month)).collect::<Vec<_>>(), [5, 8]);
    // C asks 120,000 and D 24,000: of 144,000 half is there. C gets 60,000, D 12,000; A and B give all they offer.
    forecasts[2] = position(2e6, 2_120_000.0);
    forecasts[3] = position(300_000.0, 324_000.0);
    let expected = [-64_000.0, -8_000.0, 60_000.0, 12_000.0, 0.0].map(euro);
    assert_eq!(populatiebekostiging().transfers(&forecasts), expected);
}

#[test]
fn transfers_add_up_to_nothing_and_overdraw_nobody() {
    let model = populatiebekostiging();
    let mut moved = 0;
    for number in 0..200 {
        let forecasts = some_year(number);
        let transfers = model.transfers(&forecasts);
        assert_eq!(transfers.iter().copied().sum::<Money>(), Money::ZERO);
        for (transfer, area) in transfers.iter().zip(&forecasts) {
            // Rounding to the millionth of a euro goes to the largest area.
            let room = euro(2e-6);
            assert!(*transfer <= area.deficit() + room);
            let offer = (area.budget.share(0.98) - area.spending).positive_part().share(0.8);
            assert!(-*transfer <= offer + room);
        }
        moved += usize::from(transfers.iter().any(|transfer| *transfer != Money::ZERO));
    }
    assert!(moved > 100, "the example moves money: {moved}");
}

/// Five percent of historic budgets of 20 million is 1 million.
#[test]
fn the_reserve_opens_at_its_share_of_the_historic_budgets() {
    assert_eq!(populatiebekostiging().opening_reserve(euro(20e6)), euro(1e6));
}

/// Opening balance 100,000, now 60,000. A is 50,000 over, B 25,000 over: 60,000 is drawn, 40,000 and 20,000, and
/// general funds pay 10,000 and 5,000. C has 45,000 left: all of it refills the empty reserve.
#[test]
fn deficits_draw_on_the_reserve_and_then_on_general_funds() {
    let mut reserve = Reserve { opening: euro(100_000.0), balance: euro(60_000.0) };
    let year = [position(1e6, 1_050_000.0), position(5e5, 525_000.0), position(8e5, 755_000.0)];
    let settled = populatiebekostiging().settle(&mut reserve, &year);
    let expected = |reserve_used, general_funds| Settlement {
        reserve_used: euro(reserve_used),
        general_funds: euro(general_funds),
        consortium_result: Money::ZERO,
    };
    assert_eq!(
        settled,
        [expected(40_000.0, 10_000.0), expected(20_000.0, 5_000.0), expected(-45_000.0, 0.0)]
    );
    assert_eq!(reserve, Reserve { opening: euro(100_000.0), balance: euro(45_000.0) });
}

/// Opening balance 100,000, now 90,000. A is 20,000 over: the reserve has it, 70,000 remains. B has 30,000 and C
/// 60,000 left: 30,000 fits in, 10,000 of B and 20,000 of C; the rest, 20,000 and 40,000, goes to general funds.
#[test]
fn surpluses_refill_the_reserve_up_to_its_opening_balance() {
    let mut reserve = Reserve { opening: euro(100_000.0), balance: euro(90_000.0) };
    let year = [position(1e6, 1_020_000.0), position(5e5, 470_000.0), position(8e5, 740_000.0)];
    let settled = populatiebekostiging().settle(&mut reserve, &year);
    let amounts: Vec<(Money, Money)> =
        settled.iter().map(|area| (area.reserve_used, area.general_funds)).collect();
    let expected = [(20_000.0, 0.0), (-10_000.0, -20_000.0), (-20_000.0, -40_000.0)]
        .map(|(a, b)| (euro(a), euro(b)));
    assert_eq!(amounts, expected);
    assert_eq!(reserve.balance, euro(100_000.0));
}

/// Per area reserve_used + general_funds = spent - budget; together reserve_used is what the balance lost; and the
/// balance stays between zero and the opening balance, year after year.
#[test]
fn every_euro_of_an_overrun_has_one_payer() {
    let opening = euro(300_000.0);
    let mut reserve = Reserve { opening, balance: opening };
    let mut lowest = opening;
    for number in 0..300 {
        let (year, before) = (some_year(number), reserve.balance);
        let settled = populatiebekostiging().settle(&mut reserve, &year);
        for (area, part) in year.iter().zip(&settled) {
            assert_eq!(part.reserve_used + part.general_funds, area.spending - area.budget);
        }
        let used: Money = settled.iter().map(|part| part.reserve_used).sum();
        assert_eq!(before - reserve.balance, used);
        assert!(reserve.balance >= Money::ZERO && reserve.balance <= opening);
        lowest = lowest.min(reserve.balance);
    }
    assert_eq!(lowest, Money::ZERO, "the example empties the reserve");
}

/// One euro over three equal areas: the missing millionth goes to one of them. Weights 1 and 3: 25 and 75 cents.
#[test]
fn a_split_adds_up_to_the_millionth() {
    let thirds = split(euro(1.0), &[1.0, 1.0, 1.0]);
    assert_eq!(thirds.iter().copied().sum::<Money>(), euro(1.0));
    assert!(thirds.iter().all(|part| *part >= euro(0.333_333) && *part <= euro(0.333_334)));
    assert_eq!(split(euro(1.0), &[1.0, 3.0]), [euro(0.25), euro(0.75)]);
    assert_eq!(split(euro(-1.0), &[1.0, 3.0]), [euro(-0.25), euro(-0.75)]);
    // Nobody has a weight: equal parts, so that no euro is lost.
    assert_eq!(split(euro(1.0), &[0.0, 0.0]), [euro(0.5); 2]);
    assert_eq!(split(euro(1.0), &[]), []);
    for number in 0..200 {
        let areas = some_year(number);
        let weights: Vec<f64> = areas.iter().map(|area| area.spending.to_f64()).collect();
        let parts = split(areas[0].budget, &weights);
        assert_eq!(parts.iter().copied().sum::<Money>(), areas[0].budget);
        let sum: f64 = weights.iter().sum();
        for (part, weight) in parts.iter().zip(&weights) {
            assert!((part.to_f64() - areas[0].budget.to_f64() * weight / sum).abs() < 4e-6);
        }
    }
}
