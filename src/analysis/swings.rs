//! What an outcome does when one uncertain quantity is known to be low or high, read from the draws of a run: the
//! tornado that needs no new simulation.
//!
//! The outcome is regressed on each quantity by itself, with the splines behind the value of information (Strong, Oakley &
//! Brennan, Medical Decision Making 34, 2014): the fitted value is the mean of the outcome given the quantity, chance and
//! all other quantities averaged out. It is read at the 5% and the 95% quantile of the draws (type 7 of Hyndman and Fan
//! 1996; between two draws on a straight line). A quantity that is correlated with others carries what they do too. In a
//! straight line with slope b the swing is b times the distance between the quantiles.
//!
//! A swing counts as clear where it is further from zero than its error allows for all quantities together: with m
//! quantities by Student's t at 1 - 0.05 / 2m (Bonferroni), so that in one of twenty runs at most a quantity without
//! any influence shows. It must not simulate, nor know scenarios.

use serde::Serialize;

use crate::stats::smooth::{Basis, Fitter, Levels, Spline, Weights};
use crate::stats::student_quantile;

/// Quantiles of the quantity at the ends of a bar.
pub const ENDS: [f64; 2] = [0.05, 0.95];
/// Chance that anything without influence is called clear.
const FALSE_ALARM: f64 = 0.05;
/// Draws below which no curve is fitted.
pub const LEAST_DRAWS: usize = 20;

/// A change with its standard error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Change {
    pub value: f64,
    pub standard_error: f64,
}

/// One quantity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Swing {
    /// Its place among the columns.
    pub column: usize,
    /// Its values at [`ENDS`].
    pub at: [f64; 2],
    /// Mean of the outcome there minus its mean over all draws.
    pub change: [Change; 2],
    /// The second minus the first.
    pub swing: Change,
}

impl Swing {
    /// What its size may be at most, within two standard errors.
    pub fn at_most(&self) -> f64 {
        self.swing.value.abs() + 2.0 * self.swing.standard_error
    }
}

/// All quantities that vary.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Swings {
    /// Those whose swing is clear, the widest first.
    pub clear: Vec<Swing>,
    /// Those whose swing lies within its error, or that could not be fitted.
    pub unclear: usize,
    /// What the swing of any of those may be at most: its size and two standard errors; 0 without any.
    pub unclear_at_most: f64,
}

/// How many errors from zero a figure of one of `quantities` must be to be clear, with this many effective draws (above 2).
pub fn bound(quantities: usize, effective: f64) -> f64 {
    student_quantile(1.0 - FALSE_ALARM / (2.0 * quantities as f64), effective - 2.0)
}

/// The swings of an outcome (a value per draw) over columns of quantities; `None` with fewer than [`LEAST_DRAWS`]
/// effective draws, or where nothing varies.
pub fn swings(columns: &[&[f64]], outcome: &[f64], weights: &Weights) -> Option<Swings> {
    if weights.effective() < LEAST_DRAWS as f64 || outcome.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let varies = |column: &[f64]| column.iter().any(|value| *value != column[0]);
    let varying: Vec<usize> = (0..columns.len()).filter(|index| varies(columns[*index])).collect();
    if varying.is_empty() || !varies(outcome) {
        return None;
    }
    let bound = bound(varying.len(), weights.effective());
    let is_clear = |own: &Swing| own.swing.value.abs() > bound * own.swing.standard_error;
    let found = varying.iter().filter_map(|index| swing(*index, columns[*index], outcome, weights));
    let (mut clear, rest): (Vec<Swing>, Vec<Swing>) = found.partition(is_clear);
    let unclear_at_most = rest.iter().map(Swing::at_most).fold(0.0, f64::max);
    let unclear = varying.len() - clear.len();
    clear.sort_by(|a, b| b.swing.value.abs().total_cmp(&a.swing.value.abs()));
    Some(Swings { clear, unclear, unclear_at_most })
}

/// The swing over one column; `None` where rounding leaves nothing to fit.
pub fn swing(column: usize, x: &[f64], outcome: &[f64], weights: &Weights) -> Option<Swing> {
    let basis: Box<dyn Basis> = match Spline::new(x, weights) {
        Some(spline) => Box::new(spline),
        None => Box::new(Levels::new(x, weights)?),
    };
    let fitter = Fitter::new(basis.penalties(), weights.effective());
    let fit = fitter.fit(basis.as_ref(), weights, &[outcome.to_vec()]).pop()?;
    let centre = mean_functions(basis.as_ref(), weights);
    let [low, high] = ENDS.map(|share| place(x, share));
    let at = |end: &Place| -> Vec<f64> {
        let rows = basis.at(&end.rows);
        (0..centre.len())
            .map(|j| rows[(0, j)] * (1.0 - end.share) + rows[(1, j)] * end.share)
            .collect()
    };
    let minus =
        |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a - b).collect() };
    let change = |functions: Vec<f64>| Change {
        value: functions.iter().zip(&fit.coefficients).map(|(f, c)| f * c).sum(),
        standard_error: fitter.deviation(&fit, &functions),
    };
    let (of_low, of_high) = (at(&low), at(&high));
    let swing = Swing {
        column,
        at: [low.value, high.value],
        change: [change(minus(&of_low, &centre)), change(minus(&of_high, &centre))],
        swing: change(minus(&of_high, &of_low)),
    };
    swing.swing.value.is_finite().then_some(swing)
}

/// A quantile of a column as a place between two rows.
struct Place {
    rows: [usize; 2],
    /// How far from the first to the second.
    share: f64,
    value: f64,
}

fn place(x: &[f64], share: f64) -> Place {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|a, b| x[*a].total_cmp(&x[*b]));
    let position = share * (x.len() - 1) as f64;
    let below = position as usize;
    let rows = [order[below], order[(below + 1).min(x.len() - 1)]];
    let share = position - below as f64;
    Place { rows, share, value: x[rows[0]] * (1.0 - share) + x[rows[1]] * share }
}

/// Weighted means of the functions over all rows.
fn mean_functions(basis: &dyn Basis, weights: &Weights) -> Vec<f64> {
    let rows: Vec<usize> = (0..weights.rows()).collect();
    let values = basis.at(&rows);
    values.column_iter().map(|column| weights.mean(column.iter().copied())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::normal_quantile;

    /// Equally probable values of the standard normal, in an order that depends on the seed.
    fn normal(count: usize, seed: u64) -> Vec<f64> {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            // A linear congruential generator with the multiplier of Knuth's MMIX; the high bits.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            order.swap(last, (state >> 33) as usize % (last + 1));
        }
        order.iter().map(|i| normal_quantile((*i as f64 + 0.5) / count as f64)).collect()
    }

    fn refs(columns: &[Vec<f64>]) -> Vec<&[f64]> {
        columns.iter().map(Vec::as_slice).collect()
    }

    /// y = 7 + 2 x without noise: 2 (q95 - q05) exactly, and each end at 2 (q - mean of x).
    #[test]
    fn a_straight_line_swings_by_its_slope_times_the_distance() {
        let x = normal(101, 3);
        let y: Vec<f64> = x.iter().map(|x| 7.0 + 2.0 * x).collect();
        let own = swing(0, &x, &y, &Weights::equal(101)).expect("it can be fitted");
        // 101 values: type 7 puts the quantiles at the 6th and the 96th of them.
        let q = [5.5, 95.5].map(|place: f64| normal_quantile(place / 101.0));
        for (end, q) in q.into_iter().enumerate() {
            assert!((own.at[end] - q).abs() < 1e-12);
            assert!((own.change[end].value - 2.0 * q).abs() < 1e-9, "{own:?}");
        }
        assert!((own.swing.value - 2.0 * (q[1] - q[0])).abs() < 1e-9);
        assert!(own.swing.standard_error < 1e-6);
    }

    #[test]
    fn a_swing_may_be_its_size_and_two_errors() {
        let change = Change { value: -3.0, standard_error: 0.5 };
        let own = Swing { column: 0, at: [0.0; 2], change: [change; 2], swing: change };
        assert_eq!(own.at_most(), 4.0);
    }

    /// Of 20 values type 7 puts the quantiles at 0.95 and 18.05, between two of them.
    #[test]
    fn the_ends_lie_between_two_draws() {
        let x: Vec<f64> = (0..20).map(|i| f64::from(i * i)).collect();
        let own = swing(0, &x, &x, &Weights::equal(20)).expect("it can be fitted");
        for (found, expected) in own.at.into_iter().zip([0.95, 324.0 + 0.05 * 37.0]) {
            assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
        }
    }

    /// y = x^2, symmetric around zero: both ends lie above the mean, and the swing between them is nothing.
    #[test]
    fn a_parabola_has_both_ends_on_one_side() {
        let x: Vec<f64> = (0..=200).map(|i| f64::from(i) / 100.0 - 1.0).collect();
        let y: Vec<f64> = x.iter().map(|x| x * x).collect();
        let own = swing(0, &x, &y, &Weights::equal(201)).expect("it can be fitted");
        let mean = y.iter().sum::<f64>() / 201.0;
        for change in own.change {
            assert!((change.value - (0.81 - mean)).abs() < 1e-3, "{change:?}");
        }
        assert!(own.swing.value.abs() < 1e-9);
    }

    /// With two values there is a mean for each: 1 and 4.
    #[test]
    fn a_switch_swings_between_its_two_means() {
        let x: Vec<f64> = (0..40).map(|i| f64::from(i % 2)).collect();
        let y: Vec<f64> = (0..40).map(|i| if i % 2 == 0 { 1.0 } else { 4.0 }).collect();
        let own = swing(0, &x, &y, &Weights::equal(40)).expect("it can be fitted");
        assert!((own.swing.value - 3.0).abs() < 1e-9);
        assert!((own.change[0].value + 1.5).abs() < 1e-9);
    }

    /// y = x + noise of the same size, n = 100, 200 data sets. Of intervals of 1.96 standard errors around the swing,
    /// 95% should hold 1 (q95 - q05): at least 180 of 200 with probability 0.999 (binomial, mean 190, sd 3.08).
    #[test]
    fn standard_errors_cover_the_true_swing() {
        let held = (0..200).filter(|set| {
            let (x, noise) = (normal(100, 2 * set + 1), normal(100, 90_001 + 2 * set));
            let y: Vec<f64> = x.iter().zip(&noise).map(|(x, e)| x + e).collect();
            let own = swing(0, &x, &y, &Weights::equal(100)).expect("it can be fitted");
            let truth = own.at[1] - own.at[0];
            (own.swing.value - truth).abs() <= 1.96 * own.swing.standard_error
        });
        let held = held.count();
        assert!(held >= 180, "{held} of 200");
    }

    /// One of 31 quantities matters. In 40 data sets others show in 2 on average; in more than 8 with probability below
    /// 0.001 (binomial with p = 0.05).
    #[test]
    fn what_has_no_influence_is_left_out() {
        let mut alarms = 0;
        for set in 0..40 {
            let columns: Vec<Vec<f64>> = (0..31).map(|i| normal(80, 1 + 1000 * set + i)).collect();
            let noise = normal(80, 777_777 + set);
            let y: Vec<f64> = columns[4].iter().zip(&noise).map(|(x, e)| 3.0 * x + e).collect();
            let found = swings(&refs(&columns), &y, &Weights::equal(80)).expect("enough draws");
            assert_eq!(found.clear[0].column, 4);
            assert_eq!(found.clear.len() + found.unclear, 31);
            alarms += usize::from(found.clear.len() > 1);
        }
        assert!(alarms <= 8, "{alarms} of 40");
    }

    /// With 20 draws Student's t has 18 degrees of freedom: 2.101 at 97.5% (printed table); with 10 it would be 2.228.
    /// With 22 it would be 2.074. Swings of 2.16 and of 2.09 of their errors.
    #[test]
    fn a_swing_is_clear_beyond_students_bound() {
        let (x, noise) = (normal(20, 5), normal(20, 12));
        let at = |slope: f64| -> (f64, bool) {
            let y: Vec<f64> = x.iter().zip(&noise).map(|(x, e)| slope * x + e).collect();
            let own = swing(0, &x, &y, &Weights::equal(20)).expect("it can be fitted").swing;
            let found = swings(&[&x], &y, &Weights::equal(20)).expect("enough draws");
            (own.value.abs() / own.standard_error, found.clear.len() == 1)
        };
        let ratio = |slope: f64, ratio: f64| at(slope).0 - ratio;
        for (wanted, clear) in [(2.16, true), (2.09, false)] {
            let slope =
                crate::stats::bracketed(|slope| ratio(slope, wanted), 0.2, 3.0, 1e-9).expect("one");
            let (found, is_clear) = at(slope);
            assert!((found - wanted).abs() < 0.005, "{found}, not {wanted}");
            assert_eq!(is_clear, clear, "{found} errors");
        }
    }

    #[test]
    fn few_draws_and_constants_say_nothing() {
        let x = normal(19, 1);
        assert_eq!(swings(&[&x], &x, &Weights::equal(19)), None);
        let x = normal(40, 1);
        assert_eq!(swings(&[&[1.0; 40]], &x, &Weights::equal(40)), None);
        assert_eq!(swings(&[&x], &[1.0; 40], &Weights::equal(40)), None);
        let found = swings(&[&x, &[2.0; 40]], &x, &Weights::equal(40)).expect("x varies");
        assert_eq!((found.clear.len(), found.unclear), (1, 0));
    }
}
