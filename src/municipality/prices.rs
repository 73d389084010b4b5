//! Euro of one year in euro of another, by the consumer price index.

use std::collections::BTreeMap;

/// Factors from each year to the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cpi(BTreeMap<i32, f64>);

impl Cpi {
    /// Pairs of a year and the factor from it to the next year.
    pub fn new(factors: impl IntoIterator<Item = (i32, f64)>) -> Self {
        Self(factors.into_iter().collect())
    }

    /// What an amount of year `from` is multiplied by to be in euro of year `to`; none where the table has a gap.
    pub fn factor(&self, from: i32, to: i32) -> Option<f64> {
        let (early, late) = (from.min(to), from.max(to));
        let mut product = 1.0;
        for year in early..late {
            product *= self.0.get(&year)?;
        }
        Some(if from <= to { product } else { 1.0 / product })
    }

    /// Last year that amounts can be brought to.
    pub fn last_year(&self) -> Option<i32> {
        self.0.last_key_value().map(|(year, _)| year + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Cpi {
        Cpi::new([(2021, 1.1), (2022, 1.038), (2023, 1.033)])
    }

    /// By hand: 1.1 * 1.038 = 1.1418; back is its inverse.
    #[test]
    fn factors_multiply_forward_and_divide_back() {
        assert!((table().factor(2021, 2023).unwrap() - 1.1418).abs() < 1e-12);
        assert!((table().factor(2023, 2021).unwrap() - 1.0 / 1.1418).abs() < 1e-12);
        assert_eq!(table().factor(2024, 2024), Some(1.0));
        assert_eq!(table().last_year(), Some(2024));
    }

    #[test]
    fn years_that_the_table_lacks_give_no_factor() {
        assert_eq!(table().factor(2021, 2025), None);
        assert_eq!(table().factor(2015, 2021), None);
    }
}
