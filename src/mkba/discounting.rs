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

#[cfg(test)]
mod tests {
    use super::*;

    fn valuation(discount_rate: f64) -> Valuation {
        Valuation { discount_rate, base_year: 2015 }
    }

    /// Present value of 1 a year, paid at the end of each year: the annuity tables of Brealey, Myers & Allen,
    /// Principles of Corporate Finance (appendix table 3), to three decimals.
    #[test]
    fn annuities_are_those_of_the_printed_table() {
        for (rate, years, printed) in
            [(0.05, 3, 2.723), (0.10, 10, 6.145), (0.07, 20, 10.594), (0.01, 5, 4.853)]
        {
            let found = present_value(&valuation(rate), 2016, &vec![1.0; years]);
            assert!((found - printed).abs() < 0.0005, "{rate} over {years} years: {found}");
        }
    }

    /// The two examples in Microsoft's documentation of the Excel function NPV.
    #[test]
    fn net_present_values_are_those_of_the_documentation_of_excel() {
        let first = [-10_000.0, 3_000.0, 4_200.0, 6_800.0];
        let found = present_value(&valuation(0.10), 2016, &first);
        assert!((found - 1_188.44).abs() < 0.005, "{found}");
        // The investment falls in the base year.
        let second = [-40_000.0, 8_000.0, 9_200.0, 10_000.0, 12_000.0, 14_500.0];
        let found = present_value(&valuation(0.08), 2015, &second);
        assert!((found - 1_922.06).abs() < 0.005, "{found}");
    }

    #[test]
    fn amounts_before_the_base_year_grow_and_those_in_it_count_in_full() {
        let valuation = valuation(0.25);
        assert_eq!(valuation.factor(2015), 1.0);
        assert_eq!(valuation.factor(2017), 0.64);
        assert_eq!(valuation.factor(2013), 1.5625);
    }

    #[test]
    fn nothing_is_discounted_at_a_rate_of_zero() {
        assert_eq!(present_value(&valuation(0.0), 2015, &[1.0, 2.0, 3.0]), 6.0);
        assert_eq!(present_value(&valuation(0.05), 2015, &[]), 0.0);
    }
}
