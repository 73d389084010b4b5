//! A mean over draws with the interval that the number of draws leaves.

use serde::Serialize;

use crate::analysis::Draws;
use crate::stats::student_quantile;

/// A mean with its Monte Carlo error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    pub mean: f64,
    /// None with one draw.
    pub standard_error: Option<f64>,
    /// Half the width of the 95% interval (Student's t on the independent blocks); none with one draw.
    pub half_width: Option<f64>,
}

impl Spread {
    /// Of the draws in which the value exists; none where there is none.
    pub fn of(values: &[f64], draws: &Draws) -> Option<Self> {
        let known: Vec<Option<f64>> =
            values.iter().map(|value| Some(*value).filter(|value| !value.is_nan())).collect();
        let (present, known) = draws.present(&known);
        let mean = crate::stats::summary::mean(&known)?;
        let blocks = present.blocks();
        let standard_error = blocks.standard_error(&known);
        let degrees = blocks.count() as f64 - 1.0;
        let half = |error: f64| student_quantile(0.975, degrees) * error;
        Some(Self { mean, standard_error, half_width: standard_error.map(half) })
    }

    /// Whether it differs from 0 beyond its 95% interval; never where no error is known.
    pub fn is_clear(&self) -> bool {
        self.half_width.is_some_and(|half| self.mean.abs() > half)
    }
}

/// Whether two points cannot be told apart in any objective: values by objective and draw, on the same draws.
pub fn alike(a: &[Vec<f64>], b: &[Vec<f64>], draws: &Draws) -> bool {
    let clear = |(a, b): (&Vec<f64>, &Vec<f64>)| {
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        Spread::of(&differences, draws).is_some_and(|spread| spread.is_clear())
    };
    !a.iter().zip(b).any(clear)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1, 2, 3: mean 2, standard error 1/sqrt(3), t(0.975, 2) = 4.302653 (table of Student's t).
    #[test]
    fn an_interval_takes_students_t() {
        let spread = Spread::of(&[1.0, 2.0, 3.0], &Draws::independent(3)).expect("a mean");
        assert_eq!(spread.mean, 2.0);
        let half = spread.half_width.expect("three draws");
        assert!((half - 4.302_653 / 3.0_f64.sqrt()).abs() < 1e-5, "{half}");
        assert!(!spread.is_clear());
    }

    #[test]
    fn one_draw_has_a_mean_and_no_error() {
        let spread = Spread::of(&[5.0], &Draws::independent(1)).expect("a mean");
        assert_eq!((spread.mean, spread.half_width, spread.is_clear()), (5.0, None, false));
        assert_eq!(Spread::of(&[f64::NAN], &Draws::independent(1)), None);
    }

    /// Common noise cancels: the points differ by 1 in every draw, though their means have errors of 20 and more.
    #[test]
    fn points_are_told_apart_by_their_paired_differences() {
        let noise = [0.0, 100.0, 30.0, 70.0];
        let draws = Draws::independent(4);
        let a = vec![noise.to_vec()];
        let b = vec![noise.iter().map(|x| x + 1.0).collect::<Vec<f64>>()];
        assert!(!alike(&a, &b, &draws));
        let c = vec![noise.iter().rev().copied().collect::<Vec<f64>>()];
        assert!(alike(&a, &c, &draws) && alike(&a, &a, &draws));
    }
}
