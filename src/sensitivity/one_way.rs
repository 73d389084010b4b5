//! One quantity at a time, from its 5th to its 95th percentile.
//!
//! A share of a row (Dirichlet) is moved to the percentiles of its own distribution, Beta(alpha, sum of the others),
//! and the other shares of the row keep their proportions: that is their conditional mean, because proportions of
//! the rest do not depend on a share (Connor & Mosimann, Journal of the American Statistical Association 64, 1969).
//! So a row has a bar for each share; they overlap, because one share more is others less. With a posterior the
//! percentiles are those of its rows.

use super::{Evaluator, Point};
use crate::analysis::sensitivity::tornado::{Ends, Moved, Tornado, tornado};
use crate::stats::Distribution;
use crate::study::sampling::central;
use crate::study::{Quantity, SampleMatrix};

/// The lower and the upper percentile.
pub const PERCENTILES: [f64; 2] = [0.05, 0.95];

/// What the other quantities do meanwhile.
#[derive(Clone, Debug, PartialEq)]
pub enum Others {
    /// All at their means; each of so many draws has chance of its own.
    Central { draws: usize },
    /// As in the draws of a sample.
    Vary(SampleMatrix),
}

impl Others {
    pub fn draws(&self) -> usize {
        match self {
            Self::Central { draws } => *draws,
            Self::Vary(sample) => sample.draws,
        }
    }

    /// The quantities in a draw.
    pub(super) fn row(&self, quantities: &[Quantity], draw: usize) -> Vec<f64> {
        match self {
            Self::Central { .. } => central(quantities),
            Self::Vary(sample) => sample.row(draw).to_vec(),
        }
    }
}

/// Every quantity with its values at the percentiles.
pub fn quantities_moved(quantities: &[Quantity]) -> Vec<Moved> {
    let moved = |index: usize| {
        let of = marginal(quantities, index);
        let [low, high] = PERCENTILES.map(|p| of.quantile(p));
        Moved { path: quantities[index].path.clone(), low, high }
    };
    (0..quantities.len()).map(moved).collect()
}

/// The distribution of a quantity by itself: for a share of a row that of the share.
pub(super) fn marginal(quantities: &[Quantity], index: usize) -> Distribution {
    let own = &quantities[index];
    let shape = |quantity: &Quantity| match quantity.distribution {
        Distribution::Gamma { shape, .. } => shape,
        _ => 0.0,
    };
    // With a posterior the distribution is that of the share itself.
    if own.simplex.is_none() || !matches!(own.distribution, Distribution::Gamma { .. }) {
        return own.distribution.clone();
    }
    let row = quantities.iter().filter(|quantity| quantity.simplex == own.simplex);
    let sum: f64 = row.map(shape).sum();
    Distribution::Beta { a: shape(own), b: sum - shape(own) }
}

/// Puts a quantity at a value; of a row the other shares keep their proportions.
pub(super) fn put(quantities: &[Quantity], row: &mut [f64], index: usize, value: f64) {
    if quantities[index].simplex.is_some() {
        let rest = 1.0 - row[index];
        let others = (0..row.len()).filter(|other| {
            *other != index && quantities[*other].simplex == quantities[index].simplex
        });
        let others: Vec<usize> = others.collect();
        for other in &others {
            // Where nothing was left for the others they share equally.
            let part = if rest > 0.0 { row[*other] / rest } else { 1.0 / others.len() as f64 };
            row[*other] = part * (1.0 - value);
        }
    }
    row[index] = value;
}

/// A tornado for every output; none for outputs that do not exist in the base case.
pub fn one_way(
    evaluator: &Evaluator,
    others: &Others,
    finished: &(dyn Fn() + Sync),
) -> Vec<Option<Tornado>> {
    let quantities = evaluator.model().quantities();
    let moved = quantities_moved(quantities);
    let draws = others.draws();
    // The base case, then low and high of each quantity; all with the same draws.
    let point = |index: usize| {
        let (case, draw) = (index / draws, index % draws);
        let mut sample = others.row(quantities, draw);
        if let Some(place) = case.checked_sub(1) {
            let (quantity, high) = (place / 2, place % 2 == 1);
            let at = if high { moved[quantity].high } else { moved[quantity].low };
            put(quantities, &mut sample, quantity, at);
        }
        Point { sample, draw: draw as u64 }
    };
    let values = evaluator.evaluate(draws * (1 + 2 * moved.len()), &point, finished);
    let names = evaluator.names().into_iter().zip(values);
    names
        .map(|(name, values)| {
            let mut cases = values.chunks_exact(draws.max(1));
            let base = cases.next()?.to_vec();
            let cases: Vec<&[f64]> = cases.collect();
            let ends = cases
                .chunks_exact(2)
                .map(|pair| Ends { low: pair[0].to_vec(), high: pair[1].to_vec() });
            tornado(name, &base, &moved, &ends.collect::<Vec<_>>())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x uniform from 10 to 30, and a row Dirichlet(2, 3, 5).
    fn quantities() -> Vec<Quantity> {
        let quantity = |path: &str, distribution, simplex| Quantity {
            path: path.to_owned(),
            distribution,
            simplex,
        };
        let gamma = |shape| Distribution::Gamma { shape, scale: 1.0 };
        vec![
            quantity("x", Distribution::Uniform { min: 10.0, max: 30.0 }, None),
            quantity("row[0]", gamma(2.0), Some(0)),
            quantity("row[1]", gamma(3.0), Some(0)),
            quantity("row[2]", gamma(5.0), Some(0)),
        ]
    }

    /// The 5% and 95% points of Beta(2, 8): 0.0410 and 0.4291 (R: qbeta(c(0.05, 0.95), 2, 8)); those of the uniform
    /// distribution are 11 and 29.
    #[test]
    fn ends_are_percentiles_of_the_quantity_itself() {
        let moved = quantities_moved(&quantities());
        assert!((moved[0].low - 11.0).abs() < 1e-12 && (moved[0].high - 29.0).abs() < 1e-12);
        assert!((moved[1].low - 0.0410).abs() < 1e-4, "{}", moved[1].low);
        assert!((moved[1].high - 0.4291).abs() < 1e-4, "{}", moved[1].high);
    }

    #[test]
    fn other_shares_of_a_row_keep_their_proportions() {
        let mut row = central(&quantities());
        put(&quantities(), &mut row, 1, 0.6);
        assert_eq!(row[0], 20.0);
        for (found, expected) in row[1..].iter().zip([0.6, 0.15, 0.25]) {
            assert!((found - expected).abs() < 1e-15, "{row:?}");
        }
        put(&quantities(), &mut row, 0, 12.0);
        assert_eq!(row[0], 12.0);
        let mut full = vec![20.0, 1.0, 0.0, 0.0];
        put(&quantities(), &mut full, 1, 0.5);
        assert_eq!(full, [20.0, 0.5, 0.25, 0.25]);
    }
}
