//! A check of starting scenarios against what was observed: which municipalities take part, and how well simulated and
//! observed figures agree. It must not simulate: `examples/validation.rs` does.

use super::data::OpenData;
use super::indicators::YEAR;
use crate::random::{Generator, Purpose, Site};
use crate::stats::summary;

/// Upper bounds of the size classes, inhabitants; the last class has none.
pub const CLASSES: [f64; 6] = [15_000.0, 25_000.0, 40_000.0, 60_000.0, 100_000.0, f64::INFINITY];

/// `per_class` municipalities of every size class of 2022, drawn without replacement among those that still exist and for
/// which `observed` says that there is something to compare with. Only size and the seed decide. By size class, then code.
pub fn choose(
    data: &OpenData,
    per_class: usize,
    seed: u64,
    observed: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut random = Generator::new(seed, 0);
    let mut chosen = Vec::new();
    let mut below = 0.0;
    for (class, bound) in CLASSES.into_iter().enumerate() {
        let rows = data.gemeenten.iter().filter(|row| row.year == YEAR);
        let of_class = rows.filter(|row| (below..bound).contains(&row.inhabitants));
        let candidates = of_class.filter(|row| observed(&row.code)).enumerate();
        let site = |place: usize| Site { area_key: class as u64, household: place as u32 };
        // Each gets a random number; the smallest are taken.
        let mut drawn: Vec<(f64, &str)> = candidates
            .map(|(place, row)| {
                let number = random.block(site(place), Purpose::Validation, 0, 0).uniform(0);
                (number, row.code.as_str())
            })
            .collect();
        drawn.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut codes: Vec<String> =
            drawn.iter().take(per_class).map(|(_, code)| (*code).to_owned()).collect();
        codes.sort();
        chosen.extend(codes);
        below = bound;
    }
    chosen
}

/// A figure that was simulated, with its 90% interval, and the one that was observed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    pub mean: f64,
    pub p5: f64,
    pub p95: f64,
    pub observed: f64,
}

/// How well simulated figures agree with observed ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    pub n: usize,
    /// Spearman's rank correlation.
    pub rank_correlation: f64,
    /// Geometric mean of simulated / observed: 1 is no bias.
    pub ratio: f64,
    /// Standard deviation of log(simulated / observed): what remains when the bias is taken away.
    pub scatter: f64,
    /// Observed figures inside their 90% interval.
    pub covered: usize,
    /// 95% interval (Wilson) of the chance that an interval covers.
    pub coverage: (f64, f64),
}

impl Agreement {
    /// None with fewer than three pairs, or with a figure that is not above zero.
    pub fn of(pairs: &[Pair]) -> Option<Self> {
        let n = pairs.len();
        if n < 3 || pairs.iter().any(|pair| !(pair.mean > 0.0 && pair.observed > 0.0)) {
            return None;
        }
        let column = |of: &dyn Fn(&Pair) -> f64| pairs.iter().map(of).collect::<Vec<f64>>();
        let logs = column(&|pair| libm::log(pair.mean / pair.observed));
        let inside = |pair: &&Pair| (pair.p5..=pair.p95).contains(&pair.observed);
        let covered = pairs.iter().filter(inside).count();
        Some(Self {
            n,
            rank_correlation: spearman(&column(&|pair| pair.mean), &column(&|pair| pair.observed)),
            ratio: libm::exp(summary::mean(&logs)?),
            scatter: summary::standard_deviation(&logs)?,
            covered,
            coverage: summary::wilson_interval(covered, n, 0.95),
        })
    }
}

/// Pearson's correlation of the ranks; equal values share the mean of their ranks.
pub fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let centre = (a.len() as f64 + 1.0) / 2.0;
    let product = |x: &[f64], y: &[f64]| {
        summary::sum(x.iter().zip(y).map(|(x, y)| (x - centre) * (y - centre)))
    };
    product(&a, &b) / libm::sqrt(product(&a, &a) * product(&b, &b))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = values.iter().filter(|other| *other < value).count() as f64;
        let equal = values.iter().filter(|other| *other == value).count() as f64;
        below + (equal + 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C. Spearman's coefficient by hand: ranks 1 2 3 4 5 against 2 1 4 3 5, squared differences 1 + 1 + 1 + 1 + 0 = 4, so
    /// 1 - 6 * 4 / (5 * 24) = 0.8. With a tie: ranks 1, 2.5, 2.5, 4 against 1 2 3 4: covariance 4.5, variances 4.5 and 5.
    #[test]
    fn rank_correlation_is_that_of_the_textbook_and_shares_ties() {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        close(spearman(&[1.0, 2.0, 3.0, 4.0, 5.0], &[20.0, 10.0, 40.0, 30.0, 50.0]), 0.8);
        close(spearman(&[1.0, 2.0, 2.0, 9.0], &[1.0, 2.0, 3.0, 4.0]), 4.5 / (4.5_f64 * 5.0).sqrt());
        close(spearman(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]), -1.0);
    }

    /// Ratios 2, 1 and 1/2: no bias, scatter ln 2; the last observation lies above its interval.
    #[test]
    fn agreement_separates_bias_scatter_and_coverage() {
        let pair =
            |mean: f64, observed: f64| Pair { mean, p5: 0.5 * mean, p95: 1.9 * mean, observed };
        let found = Agreement::of(&[pair(4.0, 2.0), pair(3.0, 3.0), pair(5.0, 10.0)]).unwrap();
        assert!((found.ratio - 1.0).abs() < 1e-12);
        assert!((found.scatter - std::f64::consts::LN_2).abs() < 1e-12);
        assert_eq!((found.n, found.covered), (3, 2));
        assert!(found.coverage.0 < 2.0 / 3.0 && found.coverage.1 > 2.0 / 3.0);
        assert_eq!(Agreement::of(&[pair(1.0, 0.0); 3]), None);
    }
}
