//! Layer 6. Which of several figures may be called the highest: only one that stands out from all others by more than the
//! errors of both.
//!
//! Each figure comes with the bounds between which its error leaves it: two standard errors either way, or the 95% interval
//! of a chance. The error of a difference is at most the sum of both errors, whatever the figures share, so bounds that do
//! not meet are never too few. They are too wide for figures that share chance; where differences are known draw by draw
//! (`analysis::decision`), those are what counts.
//!
//! The highest of many is not a comparison chosen beforehand, but it needs no correction for their number: the more equal
//! figures there are, the less the first stands out from the second.

use super::view::Probability;

/// Standard errors within which figures are not told apart.
pub const STANDARD_ERRORS: f64 = 2.0;

/// Lower and upper bound.
pub type Bounds = (f64, f64);

/// What the error of a figure leaves; nothing is known without an error.
pub fn bounds(value: f64, error: Option<f64>) -> Bounds {
    let reach = STANDARD_ERRORS * error.unwrap_or(f64::INFINITY);
    (value - reach, value + reach)
}

pub fn of_chance(chance: &Probability) -> Bounds {
    (chance.low, chance.high)
}

/// The one that lies above all others beyond their bounds; none where it does not, or where bounds are no numbers. A single
/// figure is the highest.
pub fn stands_out(all: &[Bounds]) -> Option<usize> {
    let first = (0..all.len()).max_by(|a, b| all[*a].0.total_cmp(&all[*b].0))?;
    let others = all.iter().enumerate().filter(|(index, _)| *index != first);
    let (low, high) = all[first];
    (low <= high && others.map(|(_, own)| own.1).all(|high| low > high)).then_some(first)
}

/// How many could be the highest, for all that their bounds tell.
pub fn contenders(all: &[Bounds]) -> usize {
    let lowest = all.iter().map(|own| own.0).fold(f64::NEG_INFINITY, f64::max);
    all.iter().filter(|own| own.1 >= lowest).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_stands_out_only_beyond_the_bounds_of_all_others() {
        assert_eq!(stands_out(&[(1.0, 2.0), (3.0, 4.0), (0.0, 2.9)]), Some(1));
        assert_eq!(stands_out(&[(1.0, 2.0), (3.0, 4.0), (0.0, 3.0)]), None);
        assert_eq!(stands_out(&[(3.0, 4.0), (3.0, 4.0)]), None, "equals");
        // The wide one may be higher than the one with the highest lower bound.
        assert_eq!(stands_out(&[(3.0, 4.0), (0.0, 9.0)]), None);
        assert_eq!((stands_out(&[]), stands_out(&[(1.0, 1.0)])), (None, Some(0)));
        assert_eq!(stands_out(&[(3.0, 4.0), (f64::NAN, f64::NAN)]), None);
        assert_eq!(stands_out(&[bounds(5.0, None), bounds(1.0, Some(0.1))]), None);
        assert_eq!(stands_out(&[bounds(5.0, Some(1.0)), bounds(1.0, Some(0.9))]), Some(0));
    }

    #[test]
    fn those_that_reach_the_highest_lower_bound_could_be_the_highest() {
        assert_eq!(contenders(&[(1.0, 2.0), (3.0, 4.0), (0.0, 2.9)]), 1);
        assert_eq!(contenders(&[(1.0, 2.0), (3.0, 4.0), (0.0, 3.0)]), 2);
        assert_eq!(contenders(&[(0.0, 0.1); 7]), 7);
    }
}
