//! Discounting to the base year.

/// How amounts of different years are made comparable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Valuation {
    /// Real discount rate per year.
    pub discount_rate: f64,
    /// Year whose euro count in full.
    pub base_year: i32,
}

impl Valuation {
    /// (1 + r)^-(year - base_year), the weight of an amount in `year`.
    pub fn factor(&self, year: i32) -> f64 {
        (1.0 + self.discount_rate).powi(self.base_year - year)
    }
}

/// Present value of yearly amounts, the first of which falls in `first_year`.
pub fn present_value(valuation: &Valuation, first_year: i32, amounts: &[f64]) -> f64 {
    amounts.iter().zip(first_year..).map(|(amount, year)| amount * valuation.factor(year)).sum()
}
