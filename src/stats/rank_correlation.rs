//! Rank correlations between the dimensions of a design, induced by reordering values within dimensions.
//!
//! Iman & Conover, "A distribution-free approach to inducing rank correlation among input variables",
//! Communications in Statistics B 11 (1982). Their scores of van der Waerden are taken at the ranks that the
//! design already has, so that no further random numbers are needed. Their correlation is set to
//! 2 sin(pi r / 6), which for normal scores belongs to a rank correlation r (Pearson 1907); what the ranks then
//! still lack is added to it and the reordering done again, a few times. What a short design lacks even then is made
//! up by exchanging pairs of values, as Vorechovsky & Novak do ("Correlation control in small-sample Monte Carlo type
//! simulations I", Probabilistic Engineering Mechanics 24, 2009), but only where that helps.
//!
//! It must not change the set of values of any dimension.

use super::design::{Design, DesignError, RankCorrelation};
use super::special::normal_quantile;
use std::f64::consts::FRAC_PI_6;

/// A pivot below this means that a correlation matrix is singular or worse.
const SINGULAR: f64 = 1e-9;

/// Draws below which the scores of so many dimensions may depend on each other.
pub fn least_draws(correlated: usize) -> usize {
    correlated + 2
}

/// Reorderings at most, and the gap between rank correlations asked for and found that needs no other one.
const PASSES: usize = 6;
const CLOSE_ENOUGH: f64 = 0.001;

type Matrix = Vec<Vec<f64>>;

/// See [`Design::correlate`].
pub fn induce(design: &mut Design, pairs: &[RankCorrelation]) -> Result<(), DesignError> {
    let dimensions = correlated_dimensions(design, pairs)?;
    if dimensions.is_empty() {
        return Ok(());
    }
    let few = DesignError::TooFewDraws { draws: design.draws, correlated: dimensions.len() };
    if design.draws < least_draws(dimensions.len()) {
        return Err(few);
    }
    let asked = asked(&dimensions, pairs);
    let columns: Matrix = dimensions.iter().map(|dimension| design.column(*dimension)).collect();
    let scores: Matrix = columns.iter().map(|column| van_der_waerden(column)).collect();
    let present = cholesky(&correlations(&scores)).ok_or(few)?;
    let mut wanted =
        orders(&scores, &present, &asked).ok_or(DesignError::ContradictoryCorrelations)?;
    if furthest(&rank_correlations(&wanted), &asked) >= FAR {
        wanted = Exchanges::new(&wanted, &asked).best();
    }
    for ((dimension, column), order) in dimensions.iter().zip(&columns).zip(&wanted) {
        design.set_column(*dimension, &reordered(column, order));
    }
    Ok(())
}

/// The dimensions named in pairs, ascending; an error where a pair is impossible.
fn correlated_dimensions(
    design: &Design,
    pairs: &[RankCorrelation],
) -> Result<Vec<usize>, DesignError> {
    let key = |pair: &RankCorrelation| (pair.first.min(pair.second), pair.first.max(pair.second));
    let mut dimensions = Vec::new();
    for (index, pair) in pairs.iter().enumerate() {
        let repeated = pairs[..index].iter().any(|other| key(other) == key(pair));
        let (low, high) = key(pair);
        let within = pair.coefficient > -1.0 && pair.coefficient < 1.0;
        if repeated || low == high || high >= design.dimensions || !within {
            return Err(DesignError::ImpossiblePair(*pair));
        }
        dimensions.extend([low, high]);
    }
    dimensions.sort_unstable();
    dimensions.dedup();
    Ok(dimensions)
}

/// Rank correlations asked for: one on the diagonal, zero where no pair is given.
fn asked(dimensions: &[usize], pairs: &[RankCorrelation]) -> Matrix {
    let mut matrix = vec![vec![0.0; dimensions.len()]; dimensions.len()];
    (0..dimensions.len()).for_each(|i| matrix[i][i] = 1.0);
    let place = |dimension| dimensions.partition_point(|other| *other < dimension);
    for pair in pairs {
        let (i, j) = (place(pair.first), place(pair.second));
        (matrix[i][j], matrix[j][i]) = (pair.coefficient, pair.coefficient);
    }
    matrix
}

/// Columns in whose order the values get the rank correlations `asked`; `None` where these are impossible.
fn orders(scores: &Matrix, present: &Matrix, asked: &Matrix) -> Option<Matrix> {
    let mut aim: Matrix =
        asked.iter().map(|row| row.iter().map(|r| of_scores(*r)).collect()).collect();
    let mut best = transform(scores, present, &cholesky(&aim)?);
    let mut found = rank_correlations(&best);
    for _ in 1..PASSES {
        if furthest(&found, asked) < CLOSE_ENOUGH {
            break;
        }
        for (i, j) in (0..aim.len()).flat_map(|i| (0..asked.len()).map(move |j| (i, j))) {
            aim[i][j] += of_scores(asked[i][j]) - of_scores(found[i][j]);
        }
        // Next to a singular matrix there may be no room for a correction.
        let Some(target) = cholesky(&aim) else { break };
        let next = transform(scores, present, &target);
        let next_found = rank_correlations(&next);
        if furthest(&next_found, asked) >= furthest(&found, asked) {
            break;
        }
        (best, found) = (next, next_found);
    }
    Some(best)
}

/// The gap above which values are exchanged, until it is below.
const FAR: f64 = 0.01;
/// Most times that all pairs of values of all dimensions are looked at, and most pairs of a dimension each time.
const ROUNDS: usize = 30;
const PAIRS: usize = 500_000;

/// Ranks whose correlations come nearer to those asked for, exchange by exchange.
struct Exchanges<'a> {
    asked: &'a Matrix,
    /// Centred and of length 1, by dimension: products are Spearman's coefficients.
    ranks: Matrix,
    found: Matrix,
}

impl<'a> Exchanges<'a> {
    fn new(columns: &Matrix, asked: &'a Matrix) -> Self {
        let ranks: Matrix =
            columns.iter().map(|column| scored(column, |rank, n| rank - n / 2.0)).collect();
        let found = correlations(&ranks);
        Self { asked, ranks, found }
    }

    /// The ranks when no exchange helps any more, or there is nothing left to gain.
    fn best(mut self) -> Matrix {
        for _ in 0..ROUNDS {
            let mut done = 0;
            for dimension in 0..self.ranks.len() {
                if self.furthest(dimension) >= 0.5 * FAR {
                    done += self.round(dimension);
                }
            }
            if done == 0 || furthest(&self.found, self.asked) < FAR {
                break;
            }
        }
        self.ranks
    }

    fn furthest(&self, dimension: usize) -> f64 {
        let gaps = self.found[dimension].iter().zip(&self.asked[dimension]);
        gaps.map(|(found, asked)| (found - asked).abs()).fold(0.0, f64::max)
    }

    /// Exchanges values of one dimension wherever that brings the sum of squared gaps down; how often it did.
    fn round(&mut self, dimension: usize) -> usize {
        let n = self.ranks[dimension].len();
        let pairs = (1..n).flat_map(|apart| (0..n - apart).map(move |i| (i, i + apart)));
        let mut done = 0;
        for (i, k) in pairs.take(PAIRS) {
            let own = self.ranks[dimension][k] - self.ranks[dimension][i];
            let change = |other: usize| own * (self.ranks[other][i] - self.ranks[other][k]);
            let others = || (0..self.ranks.len()).filter(|other| *other != dimension);
            let gap = |other: usize| self.found[dimension][other] - self.asked[dimension][other];
            let gain: f64 =
                others().map(|other| change(other) * (2.0 * gap(other) + change(other))).sum();
            if gain < -1e-12 {
                let changes: Vec<(usize, f64)> =
                    others().map(|other| (other, change(other))).collect();
                for (other, change) in changes {
                    self.found[dimension][other] += change;
                    self.found[other][dimension] += change;
                }
                self.ranks[dimension].swap(i, k);
                done += 1;
                if self.furthest(dimension) < 0.5 * FAR {
                    break;
                }
            }
        }
        done
    }
}

/// Correlation of normal scores that belongs to a rank correlation.
fn of_scores(rank_correlation: f64) -> f64 {
    2.0 * libm::sin(FRAC_PI_6 * rank_correlation)
}

/// Spearman's coefficients: correlations of the ranks.
fn rank_correlations(columns: &Matrix) -> Matrix {
    let ranks: Matrix =
        columns.iter().map(|column| scored(column, |rank, n| rank - n / 2.0)).collect();
    correlations(&ranks)
}

fn furthest(found: &Matrix, asked: &Matrix) -> f64 {
    let gaps = found.iter().flatten().zip(asked.iter().flatten()).map(|(a, b)| (a - b).abs());
    gaps.fold(0.0, f64::max)
}

/// Positions of the values from the smallest to the largest; equal values in the order of their draws.
fn ascending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    order
}

/// Normal quantile of rank / (n + 1).
fn van_der_waerden(values: &[f64]) -> Vec<f64> {
    scored(values, |rank, n| normal_quantile(rank / n))
}

/// A score for each value, a function of its rank 1 .. n and n + 1 with mean 0, divided by the root of the sum of
/// squares: length 1.
fn scored(values: &[f64], score: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let mut scores = vec![0.0; values.len()];
    for (rank, position) in ascending(values).into_iter().enumerate() {
        scores[position] = score(rank as f64 + 1.0, values.len() as f64 + 1.0);
    }
    let length = libm::sqrt(scores.iter().map(|score| score * score).sum());
    scores.iter().map(|score| score / length).collect()
}

fn correlations(scores: &Matrix) -> Matrix {
    let product = |a: &Vec<f64>, b: &Vec<f64>| a.iter().zip(b).map(|(x, y)| x * y).sum();
    scores.iter().map(|a| scores.iter().map(|b| product(a, b)).collect()).collect()
}

/// The lower triangle L with L L' = `matrix`; `None` where it is not positive definite.
fn cholesky(matrix: &Matrix) -> Option<Matrix> {
    let n = matrix.len();
    let mut lower = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            let rest = matrix[i][j] - known;
            if i == j && rest < SINGULAR {
                return None;
            }
            lower[i][j] = if i == j { libm::sqrt(rest) } else { rest / lower[j][j] };
        }
    }
    Some(lower)
}

/// Scores with correlation C = `target` target' from scores with correlation `present` present': for every draw
/// the vector target present^-1 scores.
fn transform(scores: &Matrix, present: &Matrix, target: &Matrix) -> Matrix {
    let dimensions = scores.len();
    let mut result = scores.clone();
    let mut free = vec![0.0; dimensions];
    for draw in 0..scores[0].len() {
        for i in 0..dimensions {
            let known: f64 = (0..i).map(|k| present[i][k] * free[k]).sum();
            free[i] = (scores[i][draw] - known) / present[i][i];
        }
        for i in 0..dimensions {
            result[i][draw] = (0..=i).map(|k| target[i][k] * free[k]).sum();
        }
    }
    result
}

/// The same values, put in the order of `like`.
fn reordered(values: &[f64], like: &[f64]) -> Vec<f64> {
    let mut result = vec![0.0; values.len()];
    for (from, to) in ascending(values).into_iter().zip(ascending(like)) {
        result[to] = values[from];
    }
    result
}
