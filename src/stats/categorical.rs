//! A choice among a few categories, without branches that depend on the outcome.

/// Probabilities of categories 0 .. N-1 as thresholds of a uniform number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Categorical<const N: usize> {
    /// Cumulative probability up to and including each category; infinite from the last possible one on.
    thresholds: [f64; N],
}

impl<const N: usize> Categorical<N> {
    /// From weights that are not negative; they need not add up to 1. Weights that are all zero give category 0.
    pub fn new(weights: [f64; N]) -> Self {
        let total: f64 = weights.iter().sum();
        let last = weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0);
        let mut sum = 0.0;
        let thresholds = std::array::from_fn(|category| {
            sum += weights[category];
            // Rounding must not leave a remainder for categories that cannot be.
            if category >= last { f64::INFINITY } else { sum / total }
        });
        Self { thresholds }
    }

    /// The category that a uniform number in [0, 1) gives.
    #[inline(always)]
    pub fn pick(&self, u: f64) -> usize {
        self.thresholds.iter().map(|threshold| usize::from(u >= *threshold)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each category gets the stretch of [0, 1) that is as long as its share.
    #[test]
    fn categories_divide_the_unit_interval_by_weight() {
        let categorical = Categorical::new([1.0, 0.0, 2.0, 1.0, 0.0]);
        let n = 4_000;
        let mut counts = [0; 5];
        (0..n).for_each(|i| counts[categorical.pick((f64::from(i) + 0.5) / f64::from(n))] += 1);
        assert_eq!(counts, [1_000, 0, 2_000, 1_000, 0]);
    }

    #[test]
    fn an_impossible_category_is_never_picked() {
        // 0.1 added ten times is less than 1 in binary.
        let mut shares = [0.1; 12];
        shares[10] = 0.0;
        shares[11] = 0.0;
        assert_eq!(Categorical::new(shares).pick(1.0 - f64::EPSILON / 2.0), 9);
        assert_eq!(Categorical::new([0.0; 3]).pick(0.7), 0);
        assert_eq!(Categorical::new([0.0, 1.0]).pick(0.0), 1);
    }
}
