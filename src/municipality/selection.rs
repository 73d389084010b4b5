//! Which indicators a relation gets, by a rule that is fixed beforehand.
//!
//! Forward selection on the error of ten-fold cross-validation: each step adds the candidate that lowers it most, up to
//! [`MOST_STEPS`]. Of the steps, the shortest is taken whose error is at most one standard error above the smallest: the
//! one-standard-error rule of T. Hastie, R. Tibshirani and J. Friedman, The Elements of Statistical Learning, 2nd ed.
//! (2009), section 7.10. The fold of an observation is its place modulo ten; no chance is involved. What the whole rule
//! predicts is measured by leaving out each fold before the rule is applied (nested cross-validation).

use nalgebra::{DMatrix, DVector};

use crate::stats::ols::squares_about_the_mean;
use crate::stats::summary;

const FOLDS: usize = 10;
/// Longest path that is looked at.
pub const MOST_STEPS: usize = 10;

/// Standardised candidates with the sums of squares and products of each fold.
struct Sums {
    /// By observation: 1, the standardised candidates.
    rows: Vec<Vec<f64>>,
    y: Vec<f64>,
    /// Products of all columns, and with y, over all observations outside each fold.
    outside: Vec<(DMatrix<f64>, DVector<f64>)>,
}

impl Sums {
    fn new(rows: &[Vec<f64>], y: &[f64]) -> Self {
        let rows = standardised(rows);
        let width = rows.first().map_or(0, Vec::len);
        let mut folds = vec![(DMatrix::zeros(width, width), DVector::zeros(width)); FOLDS];
        for (place, (row, y)) in rows.iter().zip(y).enumerate() {
            let row = DVector::from_column_slice(row);
            let (products, with_y) = &mut folds[place % FOLDS];
            products.ger(1.0, &row, &row, 1.0);
            with_y.axpy(*y, &row, 1.0);
        }
        let mut all = (DMatrix::zeros(width, width), DVector::zeros(width));
        for (products, with_y) in &folds {
            all.0 += products;
            all.1 += with_y;
        }
        let outside = folds.iter().map(|fold| (&all.0 - &fold.0, &all.1 - &fold.1)).collect();
        Self { rows, y: y.to_vec(), outside }
    }

    /// Squared errors of predicting each observation from the other folds with these columns (0 is the intercept).
    fn errors(&self, columns: &[usize]) -> Option<Vec<f64>> {
        let mut errors = vec![0.0; self.y.len()];
        for (fold, (products, with_y)) in self.outside.iter().enumerate() {
            let part = DMatrix::from_fn(columns.len(), columns.len(), |i, j| {
                products[(columns[i], columns[j])]
            });
            let right = DVector::from_fn(columns.len(), |i, _| with_y[columns[i]]);
            let coefficients = part.cholesky()?.solve(&right);
            for place in (fold..self.y.len()).step_by(FOLDS) {
                let row = &self.rows[place];
                let fitted: f64 =
                    columns.iter().zip(coefficients.iter()).map(|(c, b)| b * row[*c]).sum();
                errors[place] = (self.y[place] - fitted) * (self.y[place] - fitted);
            }
        }
        Some(errors)
    }
}

/// Each candidate minus its mean, divided by its standard deviation, after a 1.
fn standardised(rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let width = rows.first().map_or(0, Vec::len);
    let columns: Vec<(f64, f64)> = (0..width)
        .map(|j| {
            let values: Vec<f64> = rows.iter().map(|row| row[j]).collect();
            let mean = summary::mean(&values).unwrap_or_default();
            (mean, summary::standard_deviation(&values).filter(|sd| *sd > 0.0).unwrap_or(1.0))
        })
        .collect();
    let scaled = |row: &Vec<f64>| {
        let scaled = row.iter().zip(&columns).map(|(x, (mean, sd))| (x - mean) / sd);
        std::iter::once(1.0).chain(scaled).collect()
    };
    rows.iter().map(scaled).collect()
}

fn mean(errors: &[f64]) -> f64 {
    summary::mean(errors).unwrap_or(f64::INFINITY)
}

/// Standard error of the mean squared error, from the spread between the folds.
fn standard_error(errors: &[f64]) -> f64 {
    let of_fold = |fold: usize| -> f64 {
        mean(&errors.iter().skip(fold).step_by(FOLDS).copied().collect::<Vec<f64>>())
    };
    summary::standard_error(&(0..FOLDS).map(of_fold).collect::<Vec<f64>>()).unwrap_or_default()
}

/// Indices of the candidates that the rule takes, in the order in which they came.
pub fn choose(rows: &[Vec<f64>], y: &[f64]) -> Vec<usize> {
    let sums = Sums::new(rows, y);
    let candidates = rows.first().map_or(0, Vec::len);
    let mut columns = vec![0];
    let mut path: Vec<(Vec<usize>, Vec<f64>)> = sums.errors(&columns).map(|e| (columns.clone(), e)).into_iter().collect();
    for _ in 0..MOST_STEPS.min(candidates) {
        let open = (1..=candidates).filter(|column| !columns.contains(column));
        let tried = open.filter_map(|column| {
            let longer: Vec<usize> = columns.iter().copied().chain([column]).collect();
            Some((longer.clone(), sums.errors(&longer)?))
        });
        let Some(best) = tried.min_by(|a, b| mean(&a.1).total_cmp(&mean(&b.1))) else { break };
        columns.clone_from(&best.0);
        path.push(best);
    }
    shortest_within_one_error(&path).iter().skip(1).map(|column| column - 1).collect()
}

fn shortest_within_one_error(path: &[(Vec<usize>, Vec<f64>)]) -> &[usize] {
    let Some((_, least)) = path.iter().min_by(|a, b| mean(&a.1).total_cmp(&mean(&b.1))) else {
        return &[];
    };
    let bound = mean(least) + standard_error(least);
    let first = path.iter().find(|(_, errors)| mean(errors) <= bound);
    first.map_or(&[], |(columns, _)| columns)
}

/// Share of the variance of y that the whole rule predicts for observations it has not seen.
pub fn nested_r_squared(
    rows: &[Vec<f64>],
    y: &[f64],
    fit: impl Fn(&[Vec<f64>], &[f64], &[Vec<f64>]) -> Option<Vec<f64>>,
) -> Option<f64> {
    let mut squares = Vec::new();
    for fold in 0..FOLDS {
        let (mut known, mut known_y, mut new, mut new_y) = (vec![], vec![], vec![], vec![]);
        for (place, (row, y)) in rows.iter().zip(y).enumerate() {
            if place % FOLDS == fold {
                new.push(row.clone());
                new_y.push(*y);
            } else {
                known.push(row.clone());
                known_y.push(*y);
            }
        }
        let predicted = fit(&known, &known_y, &new)?;
        squares.extend(new_y.iter().zip(predicted).map(|(y, fitted)| (y - fitted) * (y - fitted)));
    }
    Some(1.0 - summary::sum(squares) / squares_about_the_mean(y))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look like noise and are the same everywhere.
    fn noise(i: usize, salt: usize) -> f64 {
        ((i * 7919 + salt * 104_729) % 1000) as f64 / 1000.0 - 0.5
    }

    fn candidates(n: usize) -> Vec<Vec<f64>> {
        (0..n).map(|i| (1..=6).map(|salt| noise(i * i + 3 * i, salt * salt + 1)).collect()).collect()
    }

    #[test]
    fn rule_finds_the_two_candidates_that_matter() {
        let rows = candidates(200);
        let y: Vec<f64> = rows
            .iter()
            .enumerate()
            .map(|(i, row)| 3.0 * row[1] - 2.0 * row[4] + 0.2 * noise(i, 55))
            .collect();
        let mut chosen = choose(&rows, &y);
        chosen.sort_unstable();
        assert_eq!(chosen, [1, 4]);
    }

    #[test]
    fn rule_takes_nothing_where_nothing_matters() {
        let rows = candidates(200);
        let y: Vec<f64> = (0..200).map(|i| noise(i * 13 + i * i * 5, 91)).collect();
        assert_eq!(choose(&rows, &y), Vec::<usize>::new());
    }

    /// The errors from sums of products are those of really leaving the fold out.
    #[test]
    fn errors_are_those_of_fits_without_the_fold() {
        let rows = candidates(40);
        let y: Vec<f64> = (0..40).map(|i| rows[i][0] + noise(i, 5)).collect();
        let errors = Sums::new(&rows, &y).errors(&[0, 1, 3]).unwrap();
        for fold in 0..FOLDS {
            let keep: Vec<usize> = (0..40).filter(|i| i % FOLDS != fold).collect();
            let known: Vec<Vec<f64>> = keep.iter().map(|i| vec![rows[*i][0], rows[*i][2]]).collect();
            let fit = crate::stats::ols::Ols::fit(
                &known,
                &keep.iter().map(|i| y[*i]).collect::<Vec<_>>(),
            )
            .unwrap();
            let error = y[fold] - fit.predict(&[rows[fold][0], rows[fold][2]]);
            assert!((errors[fold] - error * error).abs() < 1e-10);
        }
    }
}
