//! Area budgets, forecasts and pressure, section 4 of the model page.

use crate::domain::RUNGS;
use crate::units::Money;

#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// Cut in each year on the year before, 0..1.
    pub annual_cut: Vec<f64>,
    /// Rungs that the area budgets must pay, beside the team.
    pub covers_rungs: [bool; RUNGS],
    /// Euro per year for rung 4, municipality-wide, before cuts.
    pub specialist: f64,
}

impl Budget {
    /// What is left of a budget in year `year` (0-based) after all cuts up to and including it.
    pub fn remaining(&self, year: usize) -> f64 {
        self.annual_cut.iter().take(year + 1).map(|cut| 1.0 - cut).product()
    }

    /// Budget of an area in a year: the total after cuts, divided over history and formula.
    pub fn area(
        &self,
        year: usize,
        shares: &AreaShares,
        area: usize,
        history_weight: f64,
    ) -> Money {
        let share =
            history_weight * shares.historic[area] + (1.0 - history_weight) * shares.formula[area];
        Money::from_f64(shares.total * self.remaining(year) * share)
    }
}

/// How the total of the area budgets would be divided on history alone and on the formula alone.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaShares {
    /// Sum of the historic budgets, euro per year.
    pub total: f64,
    pub historic: Vec<f64>,
    pub formula: Vec<f64>,
}

impl AreaShares {
    /// From the historic budgets and the needs that the objective model predicts, per area.
    pub fn new(historic_budgets: &[f64], predicted_needs: &[f64]) -> Self {
        let normalised = |values: &[f64]| -> Vec<f64> {
            let sum: f64 = values.iter().sum();
            values.iter().map(|value| if sum > 0.0 { value / sum } else { 0.0 }).collect()
        };
        Self {
            total: historic_budgets.iter().sum(),
            historic: normalised(historic_budgets),
            formula: normalised(predicted_needs),
        }
    }
}

/// Forecast of a year at the end of its month 0..11: what is spent, and the rest of the year like this month.
pub fn forecast(spent: Money, this_month: Money, month: u32) -> Money {
    spent + this_month * i64::from(11 - month)
}

/// Forecast as a multiple of the budget; infinite where there is spending without a budget.
pub fn pressure(forecast: Money, budget: Money) -> f64 {
    if budget == Money::ZERO {
        return if forecast == Money::ZERO { 1.0 } else { f64::INFINITY };
    }
    forecast.to_f64() / budget.to_f64()
}
