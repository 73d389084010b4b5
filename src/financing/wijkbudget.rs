//! `wijkbudget`: a consortium manages the area budget (scenario 2 of the note on Overbetuwe). It steers and
//! defers on pressure, shares deficits beyond a corridor, and keeps a part of a surplus.

use super::{BudgetHolder, Position, Reaction, Reserve, Response, Settlement};
use crate::units::Money;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wijkbudget {
    pub history_weight: f64,
    /// Share of the budget up to which a deficit is borne by the consortium alone.
    pub corridor: f64,
    /// Share of the deficit beyond the corridor that the consortium bears.
    pub consortium_risk: f64,
    /// Share of a surplus that the consortium keeps.
    pub consortium_retains: f64,
    pub reaction: Reaction,
}

impl Wijkbudget {
    /// What the consortium keeps (positive) or bears (negative) of one area and year.
    pub fn result(&self, year: Position) -> Money {
        let deficit = year.deficit();
        let within = deficit.min(year.budget.share(self.corridor));
        let borne = within + (deficit - within).share(self.consortium_risk);
        year.surplus().share(self.consortium_retains) - borne
    }
}

impl BudgetHolder for Wijkbudget {
    fn history_weight(&self) -> f64 {
        self.history_weight
    }

    fn response(&self, pressure: f64) -> Response {
        self.reaction.response(pressure)
    }

    fn settle(&self, _reserve: &mut Reserve, year: &[Position]) -> Vec<Settlement> {
        let settle = |position: &Position| Settlement {
            consortium_result: self.result(*position),
            ..Settlement::default()
        };
        year.iter().map(settle).collect()
    }
}
