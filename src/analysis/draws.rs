//! How precise figures over draws are, given which draws depend on each other. The one place where errors are made.
//!
//! Draws may share a row of quantities (a cluster, of any size) or have rows from one sampling design (a batch, of
//! which there are several independent ones). A figure is one value per draw; its mean, quantiles and chances are
//! those of all draws together, and its errors follow from the blocks that are independent: batches where there are
//! enough of them, else clusters, else single draws.
//!
//! - A mean has the error of [`Blocks::standard_error`].
//! - The share of draws below a quantile has a design effect: its variance by blocks over that of as many independent
//!   draws. The quantile has the error and the interval of as many independent draws as that leaves (Woodruff,
//!   "Confidence intervals for medians and other position measures", Journal of the American Statistical Association
//!   47, 1952), by Maritz and Jarrett and by fractional order statistics.
//! - A chance has Wilson's interval for as many independent draws as the clusters are worth. Batches are left out: a
//!   chance that no draw or every draw shows has no variance to be taken from them, and without them the interval is
//!   not too narrow.
//!
//! Without batches, rows of a Latin hypercube or Sobol design are taken as independent, which overstates errors.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::{Chance, Difference, Estimate, QuantileErrors};
use crate::stats::summary::{self, QuantileError};
use crate::stats::variance::VarianceComponents;
use crate::stats::{Blocks, normal_quantile, student_quantile};
use crate::study::SampleTable;

/// Batches from which errors are taken at least; with fewer, errors are those of clusters.
pub const FEWEST_BATCHES: usize = 10;

/// The quantiles of an [`Estimate`].
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.95];

/// Level of the interval of a [`Quantile`].
pub const LEVEL: f64 = 0.9;

/// The draws of a table, as far as errors need to know them.
#[derive(Clone, Debug)]
pub struct Draws {
    clusters: Blocks,
    batches: Option<Blocks>,
    /// For [`QUANTILES`]; made when first needed.
    errors: OnceLock<[QuantileError; 5]>,
}

/// A quantile over the draws with its Monte Carlo error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    pub value: f64,
    /// None where there are too few draws to tell: where a [`LEVEL`] interval would reach beyond the smallest or the
    /// largest draw.
    pub standard_error: Option<f64>,
    /// Interval at [`LEVEL`] of the quantile that infinitely many draws would give.
    pub interval: Option<(f64, f64)>,
}

impl Draws {
    /// Those of a table.
    pub fn of(table: &SampleTable) -> Self {
        Self::new(table.draws.len(), &table.clusters, &table.batches)
    }

    /// Draws that know nothing of each other.
    pub fn independent(draws: usize) -> Self {
        Self::new(draws, &[], &[])
    }

    /// Cluster and batch of every draw; lists of another length than `draws` say nothing. Batches count where there
    /// are [`FEWEST_BATCHES`] of equal size: a part of a design is no design.
    pub fn new(draws: usize, clusters: &[u64], batches: &[u64]) -> Self {
        let of_all = |keys: &[u64]| (keys.len() == draws).then(|| Blocks::new(keys));
        let enough = |blocks: &Blocks| blocks.count() >= FEWEST_BATCHES && blocks.are_equal();
        Self::from_blocks(
            of_all(clusters).unwrap_or_else(|| Blocks::single(draws)),
            of_all(batches).filter(enough),
        )
    }

    fn from_blocks(clusters: Blocks, batches: Option<Blocks>) -> Self {
        Self { clusters, batches, errors: OnceLock::new() }
    }

    fn errors(&self) -> &[QuantileError; 5] {
        self.errors.get_or_init(|| QUANTILES.map(|p| QuantileError::new(self.count(), p)))
    }

    pub fn count(&self) -> usize {
        self.clusters.draws()
    }

    /// Draws with a row of quantities of their own are clusters too.
    pub fn clusters(&self) -> &Blocks {
        &self.clusters
    }

    /// Independent designs, where errors come from them.
    pub fn batches(&self) -> Option<&Blocks> {
        self.batches.as_ref()
    }

    /// What is taken as independent.
    pub fn blocks(&self) -> &Blocks {
        self.batches.as_ref().unwrap_or(&self.clusters)
    }

    /// The draws in which a figure exists, and its values there.
    pub fn present(&self, values: &[Option<f64>]) -> (Cow<'_, Self>, Vec<f64>) {
        let known: Vec<f64> = values.iter().filter_map(|value| *value).collect();
        if known.len() == values.len() {
            return (Cow::Borrowed(self), known);
        }
        let places = || (0..values.len()).filter(|place| values[*place].is_some());
        let batches = self.batches.as_ref().map(|batches| batches.of_some(places()));
        let enough = |blocks: &Blocks| blocks.count() >= FEWEST_BATCHES;
        let some = Self::from_blocks(self.clusters.of_some(places()), batches.filter(enough));
        (Cow::Owned(some), known)
    }

    /// Of one value per draw; none without draws.
    pub fn estimate(&self, values: &[f64]) -> Option<Estimate> {
        let sample = Sample { values, sorted: summary::sorted(values) };
        let of = |place: usize| -> Option<(f64, Option<f64>)> {
            let order = sample.order(QUANTILES[place])?;
            let of_one = || self.errors()[place].of(&sample.sorted);
            Some((order.value, self.quantile_error(&order, of_one)))
        };
        let (p5, p25, p50, p75, p95) = (of(0)?, of(1)?, of(2)?, of(3)?, of(4)?);
        Some(Estimate {
            mean: summary::mean(values)?,
            p5: p5.0,
            p25: p25.0,
            p50: p50.0,
            p75: p75.0,
            p95: p95.0,
            standard_error: self.blocks().standard_error(values),
            errors: QuantileErrors { p5: p5.1, p25: p25.1, p50: p50.1, p75: p75.1, p95: p95.1 },
            blocks: self.blocks().count(),
        })
    }

    /// Any quantile `p` in (0, 1) of one value per draw; none without draws.
    pub fn quantile(&self, values: &[f64], p: f64) -> Option<Quantile> {
        self.quantile_by(values, p, |ascending| QuantileError::new(values.len(), p).of(ascending))
    }

    /// The same where the error for as many independent draws was worked out before.
    pub fn quantile_with(&self, values: &[f64], p: f64, error: &QuantileError) -> Option<Quantile> {
        self.quantile_by(values, p, |ascending| error.of(ascending))
    }

    /// The distribution of a quantile over resamples of the draws, as weights of the ascending values (Maritz and
    /// Jarrett 1978); `error` is that for as many independent draws.
    pub fn quantile_weights(&self, values: &[f64], p: f64, error: &QuantileError) -> Vec<f64> {
        let sample = Sample { values, sorted: summary::sorted(values) };
        let effect = sample.order(p).map_or(1.0, |order| self.effect(&order.below()));
        if effect == 1.0 {
            return error.weights().to_vec();
        }
        let size = values.len() as f64 / effect;
        QuantileError::of_dependent(values.len(), p, size).weights().to_vec()
    }

    /// `of_one` gives the error of ascending values for independent draws.
    fn quantile_by(
        &self,
        values: &[f64],
        p: f64,
        of_one: impl FnOnce(&[f64]) -> Option<f64>,
    ) -> Option<Quantile> {
        let sample = Sample { values, sorted: summary::sorted(values) };
        let order = sample.order(p)?;
        let standard_error = self.quantile_error(&order, || of_one(&sample.sorted));
        Some(Quantile { value: order.value, standard_error, interval: self.interval(&order) })
    }

    fn interval(&self, order: &Order) -> Option<(f64, f64)> {
        let below = order.below();
        let effect = match &self.batches {
            Some(batches) => {
                let degrees = batches.count() as f64 - 1.0;
                self.effect(&below) * widening(LEVEL, degrees)
            }
            None => self.cautious(&below, LEVEL),
        };
        let size = below.len() as f64 / effect;
        summary::fractional_interval(&order.sample.sorted, order.p, LEVEL, size)
    }

    /// Mean of one share per draw, each 0..1; none without draws. For shares between 0 and 1 the interval is that of
    /// 0-or-1 draws, which vary most: never too narrow.
    pub fn chance(&self, shares: &[f64]) -> Option<Chance> {
        let p = summary::mean(shares)?;
        let effect = self.cautious(shares, 0.95);
        let n = shares.len();
        let (low, high) = if effect == 1.0 {
            // As many whole draws as the shares add up to.
            summary::wilson_interval((p * n as f64).round() as usize, n, 0.95)
        } else {
            summary::wilson_interval_of_share(p, n as f64 / effect, 0.95)
        };
        Some(Chance { p, low: low.min(p), high: high.max(p) })
    }

    /// Of one difference per draw; none without draws.
    pub fn difference(&self, differences: &[f64]) -> Option<Difference> {
        let share = |holds: &dyn Fn(f64) -> bool| -> Vec<f64> {
            differences.iter().map(|value| f64::from(u8::from(holds(*value)))).collect()
        };
        Some(Difference {
            estimate: self.estimate(differences)?,
            below_zero: self.chance(&share(&|value| value < 0.0))?,
            above_zero: self.chance(&share(&|value| value > 0.0))?,
        })
    }

    /// Variance between and within clusters: by uncertain quantities and by chance. None where no two draws share a
    /// row of quantities.
    pub fn components(&self, values: &[f64]) -> Option<VarianceComponents> {
        VarianceComponents::of(values, &self.clusters)
    }

    /// `of_one` gives the error for independent draws.
    fn quantile_error(&self, order: &Order, of_one: impl FnOnce() -> Option<f64>) -> Option<f64> {
        let n = order.sample.values.len();
        let effect = self.effect(&order.below());
        let size = n as f64 / effect;
        let reach = libm::pow(order.p.max(1.0 - order.p), size.min(n as f64));
        match effect == 1.0 {
            _ if reach > 0.5 * (1.0 - LEVEL) => None,
            true => of_one(),
            false => QuantileError::of_dependent(n, order.p, size).of(&order.sample.sorted),
        }
    }

    /// Design effect of shares. Draws that share a row of quantities cannot be worth more than independent ones;
    /// batches can, but a batch cannot tell shares finer than by one of its draws.
    fn effect(&self, shares: &[f64]) -> f64 {
        match &self.batches {
            Some(batches) => {
                let size = batches.draws() as f64 / batches.count() as f64;
                batches.design_effect(shares).max(1.0 / size)
            }
            None => self.clusters.design_effect(shares).max(1.0),
        }
    }

    /// Design effect of shares, for an interval: its excess over independent draws is itself an estimate, from the
    /// clusters on the rarer side alone, and takes Student's t for the normal quantile (as Korn & Graubard, Survey
    /// Methodology 24, 1998, do with the degrees of freedom of the whole sample).
    fn cautious(&self, shares: &[f64], level: f64) -> f64 {
        let effect = self.clusters.design_effect(shares).max(1.0);
        let all_equal = shares.windows(2).all(|pair| pair[0] == pair[1]);
        if effect == 1.0 || all_equal {
            return effect;
        }
        let rare = summary::mean(shares).is_some_and(|p| p <= 0.5);
        let beyond = |share: &f64| if rare { *share > 0.0 } else { *share < 1.0 };
        let clusters = self.clusters.divide(shares);
        let seen = clusters.iter().filter(|cluster| cluster.iter().any(beyond)).count();
        let degrees = seen.saturating_sub(1).max(1) as f64;
        1.0 + (effect - 1.0) * widening(level, degrees)
    }
}

/// What an estimated variance takes so that a normal interval at `level` becomes one of Student's.
fn widening(level: f64, degrees: f64) -> f64 {
    let p = 0.5 * (1.0 + level);
    let ratio = student_quantile(p, degrees) / normal_quantile(p);
    ratio * ratio
}

/// One value per draw.
struct Sample<'a> {
    values: &'a [f64],
    sorted: Vec<f64>,
}

impl Sample<'_> {
    fn order(&self, p: f64) -> Option<Order<'_>> {
        Some(Order { p, value: summary::quantile(&self.sorted, p)?, sample: self })
    }
}

/// A quantile of a sample.
struct Order<'a> {
    p: f64,
    value: f64,
    sample: &'a Sample<'a>,
}

impl Order<'_> {
    /// 1 for each draw up to the quantile, 0 for those beyond it.
    fn below(&self) -> Vec<f64> {
        self.sample.values.iter().map(|value| f64::from(u8::from(*value <= self.value))).collect()
    }
}

#[cfg(test)]
mod tests;
