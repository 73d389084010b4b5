//! Layer 2. Who holds the budget, sections 4 and 5 of the model page: how area budgets are set, how pressure
//! on them changes decisions, and who bears what at the end of the year. One file per model behind
//! [`Financing`]; a new model is one new file and one line here.
//!
//! It must not know households or teams: it sees budgets, spending and forecasts only.

mod budget;
mod gemeente;
mod populatiebekostiging;
mod wijkbudget;

pub use budget::{AreaShares, Budget, forecast, pressure};
pub use gemeente::Gemeente;
pub use populatiebekostiging::Populatiebekostiging;
pub use wijkbudget::Wijkbudget;

use crate::units::Money;

/// How the holder of an area budget reacts to pressure: probabilities in the month's decisions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Response {
    /// Probability of choosing one rung lighter.
    pub steering: f64,
    /// Probability of passing over a queued episode of severity 1 or 2.
    pub deferral: f64,
}

/// How strongly pressure above 1 works through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reaction {
    pub steer: f64,
    pub steer_max: f64,
    pub defer: f64,
    pub defer_max: f64,
}

impl Reaction {
    pub fn response(&self, pressure: f64) -> Response {
        let probability = |slope: f64, most: f64| {
            // A slope of zero stays zero under infinite pressure (0 * inf is not a number).
            if slope == 0.0 { 0.0 } else { (slope * (pressure - 1.0)).max(0.0).min(most) }
        };
        Response {
            steering: probability(self.steer, self.steer_max),
            deferral: probability(self.defer, self.defer_max),
        }
    }
}

/// One area at some moment of a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub budget: Money,
    /// Spending of the whole year: realised at its end, forecast before.
    pub spending: Money,
}

impl Position {
    pub fn deficit(&self) -> Money {
        (self.spending - self.budget).positive_part()
    }

    pub fn surplus(&self) -> Money {
        (self.budget - self.spending).positive_part()
    }
}

/// What the end of a year does to one area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// Drawn from the reserve; negative where it is refilled.
    pub reserve_used: Money,
    /// From general funds; negative where something flows back to them.
    pub general_funds: Money,
    /// Kept by the consortium; negative where it bears a deficit.
    pub consortium_result: Money,
}

/// A model of who holds the budget.
pub trait BudgetHolder {
    /// Weight of history against the objective model in the area budgets, 0..1.
    fn history_weight(&self) -> f64 {
        1.0
    }

    /// How decisions in a month react to the pressure left by the month before.
    fn response(&self, _pressure: f64) -> Response {
        Response::default()
    }

    /// Balance of the reserve at the start of the run, given the sum of the historic budgets.
    fn opening_reserve(&self, _historic_total: Money) -> Money {
        Money::ZERO
    }

    /// Whether budget may move between areas at the end of month 0..11.
    fn redistributes(&self, _month: u32) -> bool {
        false
    }

    /// Transfers between areas (positive is received), given their forecasts.
    fn transfers(&self, forecasts: &[Position]) -> Vec<Money> {
        vec![Money::ZERO; forecasts.len()]
    }

    /// Settles a year and renews the balance of the reserve.
    fn settle(&self, _reserve: &mut Reserve, year: &[Position]) -> Vec<Settlement> {
        vec![Settlement::default(); year.len()]
    }
}

/// The equalisation reserve (vereveningsreserve).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reserve {
    pub opening: Money,
    pub balance: Money,
}

/// Who holds the budget in an alternative.
#[derive(Clone, Debug, PartialEq)]
pub enum Financing {
    Gemeente(Gemeente),
    Wijkbudget(Wijkbudget),
    Populatiebekostiging(Populatiebekostiging),
}

impl Financing {
    pub fn holder(&self) -> &dyn BudgetHolder {
        match self {
            Self::Gemeente(model) => model,
            Self::Wijkbudget(model) => model,
            Self::Populatiebekostiging(model) => model,
        }
    }
}

/// Divides `total` in proportion to `weights`, to the millionth of a euro: rounding differences go to the
/// largest weight, so that the parts add up and do not depend on the order of the others. Weights that are
/// all zero count as equal.
pub fn split(total: Money, weights: &[f64]) -> Vec<Money> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 && !weights.is_empty() {
        return split(total, &vec![1.0; weights.len()]);
    }
    let mut parts: Vec<Money> = weights.iter().map(|weight| total.share(weight / sum)).collect();
    let rest = total - parts.iter().copied().sum();
    if let Some(largest) = (0..weights.len()).max_by(|a, b| weights[*a].total_cmp(&weights[*b])) {
        parts[largest] += rest;
    }
    parts
}

#[cfg(test)]
mod tests;
