//! Layer 0. Ordinary least squares with an intercept, by Householder QR: coefficients, their standard errors, R2,
//! the residual spread, and what leaving each observation out would have predicted.
//!
//! It chooses no variables and knows no meaning of the columns.
//!
//! Sources: G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed. (2013), section 5.3 (QR); D. A. Belsley,
//! E. Kuh and R. E. Welsch, Regression Diagnostics (1980), section 2.1 (residuals without the observation from the
//! diagonal of the hat matrix). Tested against the certified values of the Longley data of the NIST Statistical
//! Reference Datasets.

use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::summary;

/// A fitted relation y = b0 + b1 x1 + ... + bk xk.
#[derive(Clone, Debug, PartialEq)]
pub struct Ols {
    /// The intercept first, then one for each column.
    pub coefficients: Vec<f64>,
    /// In the order of the coefficients.
    pub standard_errors: Vec<f64>,
    /// Observed minus fitted, in the order of the observations.
    pub residuals: Vec<f64>,
    /// Observed minus predicted by the fit on all other observations.
    pub left_out: Vec<f64>,
    /// Square root of the residual sum of squares / (n - k - 1), the unit of y.
    pub residual_sd: f64,
    /// Share of the variance of y that the fit explains, 0..1.
    pub r_squared: f64,
}

/// Why there is no fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OlsError {
    /// As many coefficients as observations, or more.
    TooFew { observations: usize, coefficients: usize },
    /// A row does not have the columns of the first one, or rows and observations differ in number.
    Shape,
    /// A number that is not finite.
    NotFinite,
    /// A column is a combination of others.
    Collinear,
}

impl fmt::Display for OlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFew { observations, coefficients } => {
                write!(f, "{observations} observations cannot carry {coefficients} coefficients")
            }
            Self::Shape => f.write_str("every observation needs a value of every indicator"),
            Self::NotFinite => f.write_str("an observation or an indicator is not a number"),
            Self::Collinear => f.write_str("an indicator is a combination of other ones"),
        }
    }
}

impl std::error::Error for OlsError {}

/// Smallest diagonal element of R, relative to the length of its column, that still counts as independent.
const INDEPENDENT: f64 = 1e-12;

impl Ols {
    /// Fits `y` on the columns of `rows` (one row per observation, without the intercept).
    ///
    /// # Errors
    /// See [`OlsError`].
    pub fn fit(rows: &[Vec<f64>], y: &[f64]) -> Result<Self, OlsError> {
        let design = design(rows, y)?;
        let (n, k) = design.shape();
        let lengths: Vec<f64> = design.column_iter().map(|column| column.norm()).collect();
        let qr = design.qr();
        let (q, r) = qr.unpack();
        if (0..k).any(|j| r[(j, j)].abs() <= INDEPENDENT * lengths[j]) {
            return Err(OlsError::Collinear);
        }
        let observed = DVector::from_column_slice(y);
        let projected = q.tr_mul(&observed);
        let coefficients = r.solve_upper_triangular(&projected).ok_or(OlsError::Collinear)?;
        let inverse = r
            .solve_upper_triangular(&DMatrix::identity(k, k))
            .ok_or(OlsError::Collinear)?;
        let residuals: Vec<f64> = (observed - &q * projected).iter().copied().collect();
        let squares = summary::sum(residuals.iter().map(|e| e * e));
        let residual_sd = libm::sqrt(squares / (n - k) as f64);
        let left_out = residuals.iter().zip(q.row_iter());
        Ok(Self {
            standard_errors: inverse.row_iter().map(|row| residual_sd * row.norm()).collect(),
            left_out: left_out.map(|(e, row)| e / (1.0 - row.norm_squared())).collect(),
            r_squared: 1.0 - squares / squares_about_the_mean(y),
            coefficients: coefficients.iter().copied().collect(),
            residuals,
            residual_sd,
        })
    }

    /// The fitted value at `row` (without the intercept).
    pub fn predict(&self, row: &[f64]) -> f64 {
        let terms = self.coefficients[1..].iter().zip(row).map(|(b, x)| b * x);
        summary::sum(std::iter::once(self.coefficients[0]).chain(terms))
    }

    /// Share of the variance of y explained when each observation is predicted by the fit on the others; may be
    /// negative.
    pub fn left_out_r_squared(&self, y: &[f64]) -> f64 {
        1.0 - summary::sum(self.left_out.iter().map(|e| e * e)) / squares_about_the_mean(y)
    }
}

/// Sum of squared deviations from the mean.
pub fn squares_about_the_mean(y: &[f64]) -> f64 {
    let mean = summary::mean(y).unwrap_or_default();
    summary::sum(y.iter().map(|value| (value - mean) * (value - mean)))
}

fn design(rows: &[Vec<f64>], y: &[f64]) -> Result<DMatrix<f64>, OlsError> {
    let columns = rows.first().map_or(0, Vec::len);
    if rows.len() != y.len() || rows.iter().any(|row| row.len() != columns) {
        return Err(OlsError::Shape);
    }
    if rows.len() <= columns + 1 {
        return Err(OlsError::TooFew { observations: rows.len(), coefficients: columns + 1 });
    }
    if rows.iter().flatten().chain(y).any(|value| !value.is_finite()) {
        return Err(OlsError::NotFinite);
    }
    let cell = |i: usize, j: usize| if j == 0 { 1.0 } else { rows[i][j - 1] };
    Ok(DMatrix::from_fn(rows.len(), columns + 1, cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// J. W. Longley, Journal of the American Statistical Association 62 (1967) 819-841; data and certified values:
    /// NIST Statistical Reference Datasets, linear regression, Longley.
    const LONGLEY: [[f64; 7]; 16] = [
        [60323.0, 83.0, 234289.0, 2356.0, 1590.0, 107608.0, 1947.0],
        [61122.0, 88.5, 259426.0, 2325.0, 1456.0, 108632.0, 1948.0],
        [60171.0, 88.2, 258054.0, 3682.0, 1616.0, 109773.0, 1949.0],
        [61187.0, 89.5, 284599.0, 3351.0, 1650.0, 110929.0, 1950.0],
        [63221.0, 96.2, 328975.0, 2099.0, 3099.0, 112075.0, 1951.0],
        [63639.0, 98.1, 346999.0, 1932.0, 3594.0, 113270.0, 1952.0],
        [64989.0, 99.0, 365385.0, 1870.0, 3547.0, 115094.0, 1953.0],
        [63761.0, 100.0, 363112.0, 3578.0, 3350.0, 116219.0, 1954.0],
        [66019.0, 101.2, 397469.0, 2904.0, 3048.0, 117388.0, 1955.0],
        [67857.0, 104.6, 419180.0, 2822.0, 2857.0, 118734.0, 1956.0],
        [68169.0, 108.4, 442769.0, 2936.0, 2798.0, 120445.0, 1957.0],
        [66513.0, 110.8, 444546.0, 4681.0, 2637.0, 121950.0, 1958.0],
        [68655.0, 112.6, 482704.0, 3813.0, 2552.0, 123366.0, 1959.0],
        [69564.0, 114.2, 502601.0, 3931.0, 2514.0, 125368.0, 1960.0],
        [69331.0, 115.7, 518173.0, 4806.0, 2572.0, 127852.0, 1961.0],
        [70551.0, 116.9, 554894.0, 4007.0, 2827.0, 130081.0, 1962.0],
    ];

    const CERTIFIED: [(f64, f64); 7] = [
        (-3_482_258.634_595_82, 890_420.383_607_373),
        (15.061_872_271_373_3, 84.914_925_774_766_9),
        (-0.035_819_179_292_591_0, 0.033_491_007_772_243_2),
        (-2.020_229_803_816_83, 0.488_399_681_651_699),
        (-1.033_226_867_173_59, 0.214_274_163_161_675),
        (-0.051_104_105_653_580_7, 0.226_073_200_069_370),
        (1_829.151_464_613_55, 455.478_499_142_212),
    ];

    fn longley() -> (Vec<Vec<f64>>, Vec<f64>) {
        let rows = LONGLEY.iter().map(|row| row[1..].to_vec()).collect();
        (rows, LONGLEY.iter().map(|row| row[0]).collect())
    }

    fn assert_close(found: f64, expected: f64, relative: f64) {
        let allowed = relative * expected.abs();
        assert!((found - expected).abs() <= allowed, "found {found}, expected {expected}");
    }

    #[test]
    fn longley_data_give_the_certified_values_of_nist() {
        let (rows, y) = longley();
        let fit = Ols::fit(&rows, &y).unwrap();
        for ((b, se), (certified, error)) in
            fit.coefficients.iter().zip(&fit.standard_errors).zip(CERTIFIED)
        {
            assert_close(*b, certified, 1e-8);
            assert_close(*se, error, 1e-8);
        }
        assert_close(fit.residual_sd, 304.854_073_561_965, 1e-9);
        assert_close(fit.r_squared, 0.995_479_004_577_296, 1e-12);
    }

    /// The shortcut of the hat matrix against really leaving each observation out.
    #[test]
    fn left_out_residuals_are_those_of_fits_without_the_observation() {
        let rows: Vec<Vec<f64>> =
            (0..12).map(|i| vec![f64::from(i), f64::from(i * i % 7)]).collect();
        let y: Vec<f64> = (0..12).map(|i| f64::from((i * 5 + 3) % 11)).collect();
        let fit = Ols::fit(&rows, &y).unwrap();
        for out in 0..12 {
            let keep = |i: &usize| *i != out;
            let others: Vec<usize> = (0..12).filter(keep).collect();
            let without = Ols::fit(
                &others.iter().map(|i| rows[*i].clone()).collect::<Vec<_>>(),
                &others.iter().map(|i| y[*i]).collect::<Vec<_>>(),
            );
            let error = y[out] - without.unwrap().predict(&rows[out]);
            assert!((fit.left_out[out] - error).abs() < 1e-10, "{out}: {error}");
        }
        let press: f64 = fit.left_out.iter().map(|e| e * e).sum();
        let expected = 1.0 - press / squares_about_the_mean(&y);
        assert!((fit.left_out_r_squared(&y) - expected).abs() < 1e-12);
    }

    /// By hand: y = 1 + 2x fits (0, 1), (1, 3), (2, 5), (3, 7) exactly.
    #[test]
    fn exact_line_is_found() {
        let rows: Vec<Vec<f64>> = (0..4).map(|x| vec![f64::from(x)]).collect();
        let fit = Ols::fit(&rows, &[1.0, 3.0, 5.0, 7.0]).unwrap();
        assert_close(fit.coefficients[0], 1.0, 1e-12);
        assert_close(fit.coefficients[1], 2.0, 1e-12);
        assert!(fit.residual_sd < 1e-12);
        assert_close(fit.predict(&[10.0]), 21.0, 1e-12);
    }

    #[test]
    fn what_cannot_be_fitted_is_refused() {
        let line: Vec<Vec<f64>> = (0..4).map(|x| vec![f64::from(x), 2.0 * f64::from(x)]).collect();
        assert_eq!(Ols::fit(&line, &[1.0, 2.0, 4.0, 3.0]), Err(OlsError::Collinear));
        assert_eq!(
            Ols::fit(&line[..3], &[1.0, 2.0, 4.0]),
            Err(OlsError::TooFew { observations: 3, coefficients: 3 })
        );
        assert_eq!(Ols::fit(&line, &[1.0, 2.0]), Err(OlsError::Shape));
        let gap = vec![vec![1.0], vec![f64::NAN], vec![2.0]];
        assert_eq!(Ols::fit(&gap, &[1.0, 2.0, 3.0]), Err(OlsError::NotFinite));
    }
}
