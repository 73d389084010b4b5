//! `populatiebekostiging`: earmarked area budgets with monthly control, redistribution during the year and a
//! reserve (uitvoeringsprogramma Zwolle).

use super::{BudgetHolder, Position, Reaction, Reserve, Response, Settlement, split};
use crate::units::Money;

#[derive(Clone, Debug, PartialEq)]
pub struct Populatiebekostiging {
    pub history_weight: f64,
    /// Months at whose end budgets are redistributed, 0-based.
    pub review_months: Vec<u32>,
    /// Share of its budget that an area may stay below before it offers anything.
    pub tolerance: f64,
    /// Share of the room below the tolerance that is offered.
    pub transfer_share: f64,
    /// Opening balance of the reserve as a share of the sum of the historic budgets.
    pub reserve_share: f64,
    pub reaction: Reaction,
}

impl Populatiebekostiging {
    fn offer(&self, area: &Position) -> Money {
        let ceiling = area.budget.share(1.0 - self.tolerance);
        (ceiling - area.spending).positive_part().share(self.transfer_share)
    }
}

impl BudgetHolder for Populatiebekostiging {
    fn history_weight(&self) -> f64 {
        self.history_weight
    }

    fn response(&self, pressure: f64) -> Response {
        self.reaction.response(pressure)
    }

    fn opening_reserve(&self, historic_total: Money) -> Money {
        historic_total.share(self.reserve_share)
    }

    fn redistributes(&self, month: u32) -> bool {
        self.review_months.contains(&month)
    }

    fn transfers(&self, forecasts: &[Position]) -> Vec<Money> {
        let offered: Vec<Money> = forecasts.iter().map(|area| self.offer(area)).collect();
        let asked: Vec<Money> = forecasts.iter().map(Position::deficit).collect();
        let total = |amounts: &[Money]| -> Money { amounts.iter().copied().sum() };
        let moved = total(&offered).min(total(&asked));
        let given = split(moved, &weights(&offered));
        let received = split(moved, &weights(&asked));
        received.into_iter().zip(given).map(|(plus, minus)| plus - minus).collect()
    }

    fn settle(&self, reserve: &mut Reserve, year: &[Position]) -> Vec<Settlement> {
        let deficits: Vec<Money> = year.iter().map(Position::deficit).collect();
        let surpluses: Vec<Money> = year.iter().map(Position::surplus).collect();
        let deficit: Money = deficits.iter().copied().sum();
        let surplus: Money = surpluses.iter().copied().sum();
        let drawn = deficit.min(reserve.balance);
        reserve.balance -= drawn;
        let refill = surplus.min(reserve.opening - reserve.balance);
        reserve.balance += refill;
        let drawn = split(drawn, &weights(&deficits));
        let refill = split(refill, &weights(&surpluses));
        let settle = |(index, area): (usize, &Position)| {
            let reserve_used = drawn[index] - refill[index];
            Settlement {
                reserve_used,
                // Whatever the reserve does not take or give is general funds: the parts add up per area.
                general_funds: area.spending - area.budget - reserve_used,
                consortium_result: Money::ZERO,
            }
        };
        year.iter().enumerate().map(settle).collect()
    }
}

fn weights(amounts: &[Money]) -> Vec<f64> {
    amounts.iter().map(|amount| amount.to_f64()).collect()
}
