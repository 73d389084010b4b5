//! Quantiles and means of many resamples of the same sample, without sorting any of them.
//!
//! For figures made of several quantiles of the same draws, whose errors no formula gives: every figure of a resample
//! ([`super::Bootstrap`]) takes the same draws, so that what depends on each other stays together.

use super::summary::{quantile, standard_deviation, sum};

/// A sample with its order.
#[derive(Clone, Debug)]
pub struct Ordered {
    ascending: Vec<f64>,
    /// The draw of each of them.
    draws: Vec<u32>,
}

impl Ordered {
    pub fn new(values: &[f64]) -> Self {
        let mut draws: Vec<u32> = (0..values.len() as u32).collect();
        draws.sort_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
        Self { ascending: draws.iter().map(|draw| values[*draw as usize]).collect(), draws }
    }

    pub fn ascending(&self) -> &[f64] {
        &self.ascending
    }

    /// Quantiles of type 7 (see [`quantile`]) of a resample that holds draw i `counts[i]` times, for ascending
    /// `levels`.
    pub fn quantiles(&self, counts: &[u32], levels: &[f64]) -> Vec<f64> {
        let size: usize = counts.iter().map(|count| *count as usize).sum();
        let last = size.saturating_sub(1);
        let count = |place: usize| counts[self.draws[place] as usize] as usize;
        let (mut place, mut seen) = (0, 0);
        // The value of (0-based) order `order`; orders ascend, but for one step back.
        let mut value = |order: usize| {
            while place > 0 && seen > order {
                place -= 1;
                seen -= count(place);
            }
            while place + 1 < self.draws.len() && seen + count(place) <= order {
                seen += count(place);
                place += 1;
            }
            self.ascending.get(place).copied().unwrap_or(f64::NAN)
        };
        let of = |level: &f64| {
            let h = last as f64 * level.clamp(0.0, 1.0);
            let below = (h as usize).min(last);
            let pair = [value(below), value((below + 1).min(last))];
            quantile(&pair, h - below as f64).unwrap_or(f64::NAN)
        };
        levels.iter().map(of).collect()
    }

    /// Mean of a resample.
    pub fn mean(&self, counts: &[u32]) -> f64 {
        let size = sum(counts.iter().map(|count| f64::from(*count)));
        let terms = self.ascending.iter().zip(&self.draws);
        sum(terms.map(|(value, draw)| value * f64::from(counts[*draw as usize]))) / size
    }
}

/// Standard error of a figure from its resamples, each of which drew from `blocks` independent blocks. Resamples vary
/// (blocks - 1) / blocks times too little around a mean (Efron and Tibshirani, "An introduction to the bootstrap",
/// 1993, section 5.2); `None` below two resamples or blocks.
pub fn resampled_error(resamples: &[f64], blocks: usize) -> Option<f64> {
    let blocks = blocks as f64;
    let spread = standard_deviation(resamples).filter(|_| blocks > 1.0)?;
    Some(spread * libm::sqrt(blocks / (blocks - 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Bootstrap;
    use crate::stats::summary;

    /// A resample written out.
    fn written_out(values: &[f64], counts: &[u32]) -> Vec<f64> {
        let copies = values.iter().zip(counts);
        let all: Vec<f64> =
            copies.flat_map(|(value, count)| vec![*value; *count as usize]).collect();
        summary::sorted(&all)
    }

    fn resamples(values: &[f64], figure: impl Fn(&Ordered, &[u32]) -> f64) -> Vec<f64> {
        let ordered = Ordered::new(values);
        let bootstrap = Bootstrap { seed: 1, resamples: 4_000 };
        let counts = |number| bootstrap.counts(number, values.len());
        (0..bootstrap.resamples).map(|number| figure(&ordered, &counts(number))).collect()
    }

    #[test]
    fn quantiles_and_means_of_a_resample_are_those_of_its_values_written_out() {
        let values = [5.0, -1.0, 3.0, 3.0, 8.0, 0.5, 2.0];
        let ordered = Ordered::new(&values);
        let levels = [0.0, 0.1, 0.5, 0.55, 0.7, 0.9, 0.95, 1.0];
        let bootstrap = Bootstrap { seed: 3, resamples: 50 };
        // Resamples of blocks of draws may be larger or smaller than the sample.
        let odd = [vec![0, 0, 4, 0, 0, 1, 0], vec![3, 3, 3, 3, 3, 3, 3], vec![0, 0, 0, 0, 1, 0, 0]];
        let usual = (0..bootstrap.resamples).map(|number| bootstrap.counts(number, values.len()));
        for counts in usual.chain(odd) {
            let all = written_out(&values, &counts);
            for (level, found) in levels.iter().zip(ordered.quantiles(&counts, &levels)) {
                assert_eq!(found, quantile(&all, *level).unwrap(), "{level} of {counts:?}");
            }
            let mean = summary::mean(&all).unwrap();
            assert!((ordered.mean(&counts) - mean).abs() < 1e-12);
        }
        assert_eq!(ordered.ascending(), [-1.0, 0.5, 2.0, 3.0, 3.0, 5.0, 8.0]);
    }

    /// The error of a mean is s / sqrt(n), exactly so after endless resamples; of 4,000 it is known to within
    /// 1 / sqrt(8000) = 1.1%, four of which are allowed.
    #[test]
    fn the_error_of_a_mean_is_its_closed_form() {
        let values: Vec<f64> = (0..40).map(|i| f64::from(i * i % 17)).collect();
        let found = resamples(&values, Ordered::mean);
        let error = resampled_error(&found, 40).unwrap();
        let expected = summary::standard_error(&values).unwrap();
        assert!((error / expected - 1.0).abs() < 0.045, "{error}, not {expected}");
    }

    /// Bootstrapping one order statistic without end is the estimate of Maritz and Jarrett. Type 7 at 36 / 40 of 41
    /// values is the 37th, and so is floor(41 * 0.9 + 0.5).
    #[test]
    fn the_error_of_an_order_statistic_is_that_of_maritz_and_jarrett() {
        let values: Vec<f64> =
            (0..41).map(|i| f64::from(i * i % 37) + 0.1 * f64::from(i)).collect();
        let found = resamples(&values, |ordered, counts| ordered.quantiles(counts, &[0.9])[0]);
        let error = resampled_error(&found, 41).unwrap() * (40.0_f64 / 41.0).sqrt();
        let exact = summary::QuantileError::new(41, 0.9).of(&summary::sorted(&values)).unwrap();
        assert!((error / exact - 1.0).abs() < 0.05, "{error}, not {exact}");
    }

    #[test]
    fn one_resample_or_one_block_has_no_error() {
        assert_eq!(resampled_error(&[1.0], 10), None);
        assert_eq!(resampled_error(&[1.0, 2.0], 1), None);
    }
}
