//! How precise a figure should be, how far a run is from that, and how many more batches it would take.
//!
//! A run that grows until its errors are small enough stops a little too soon on average: an error that happens to
//! be estimated low ends it. What keeps that small is that nothing ends a run before its errors rest on
//! [`FEWEST_BLOCKS`] independent blocks, and that a round adds no more than there is.

use super::{Headline, Measure};

/// Draws, clusters or batches on which an error must rest before it can end a run: it is known to about a sixth then.
pub const FEWEST_BLOCKS: usize = 20;

/// A bound on the Monte Carlo standard error of a headline figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    pub measure: Measure,
    /// Of the difference with the reference instead of the level.
    pub difference: bool,
    pub part: Part,
    /// Index among the alternatives of the run; none for all that have the figure.
    pub alternative: Option<usize>,
    pub bound: Bound,
}

/// Which number of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Mean,
    P5,
    P25,
    P50,
    P75,
    P95,
}

/// How large an error may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// In the unit of the figure.
    Absolute(f64),
    /// As a share of the size of the number.
    Relative(f64),
}

/// How far a figure of one alternative is from its goal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distance {
    pub alternative: usize,
    /// None where there are too few draws to tell.
    pub error: Option<f64>,
    pub allowed: f64,
    /// Whether the error rests on enough to be believed.
    pub founded: bool,
}

impl Distance {
    pub fn is_met(&self) -> bool {
        self.founded && self.error.is_some_and(|error| error <= self.allowed)
    }

    /// Times as many draws that it would take; none where that cannot be told.
    pub fn times(&self) -> Option<f64> {
        let ratio = self.error? / self.allowed;
        (self.founded && self.allowed > 0.0).then_some(ratio * ratio)
    }
}

impl Goal {
    /// The distance of every alternative that the goal is about.
    pub fn distances(&self, headlines: &[Headline]) -> Vec<Distance> {
        let about = |headline: &&Headline| {
            headline.measure == self.measure
                && self.alternative.is_none_or(|alternative| alternative == headline.alternative)
        };
        headlines.iter().filter(about).filter_map(|headline| self.distance(headline)).collect()
    }

    /// None where the alternative has no such figure.
    fn distance(&self, headline: &Headline) -> Option<Distance> {
        let estimate = match self.difference {
            true => headline.difference?.estimate,
            false => headline.level?,
        };
        let errors = estimate.errors;
        let (value, error) = match self.part {
            Part::Mean => (estimate.mean, estimate.standard_error),
            Part::P5 => (estimate.p5, errors.p5),
            Part::P25 => (estimate.p25, errors.p25),
            Part::P50 => (estimate.p50, errors.p50),
            Part::P75 => (estimate.p75, errors.p75),
            Part::P95 => (estimate.p95, errors.p95),
        };
        let allowed = match self.bound {
            Bound::Absolute(error) => error,
            Bound::Relative(share) => share * value.abs(),
        };
        let founded = estimate.blocks >= FEWEST_BLOCKS;
        Some(Distance { alternative: headline.alternative, error, allowed, founded })
    }
}

/// Batches after the next round, of which there are `batches` now: what the furthest figure seems to take, at least one
/// more and at most twice as many.
pub fn next_batches(distances: &[Distance], batches: u64) -> u64 {
    let unmet = distances.iter().filter(|distance| !distance.is_met());
    let times = unmet.map(|distance| distance.times().unwrap_or(f64::INFINITY));
    let furthest = times.fold(1.0, f64::max);
    let needed = (furthest * batches as f64).ceil().min(2.0 * batches as f64) as u64;
    needed.max(batches + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Difference, Draws};

    fn headline(alternative: usize, values: &[f64]) -> Headline {
        let draws = Draws::independent(values.len());
        Headline {
            measure: Measure::MunicipalCost,
            alternative,
            level: draws.estimate(values),
            difference: Difference::of(values).filter(|_| alternative > 0),
            level_variance: None,
            difference_variance: None,
        }
    }

    fn goal(bound: Bound) -> Goal {
        let measure = Measure::MunicipalCost;
        Goal { measure, difference: false, part: Part::Mean, alternative: None, bound }
    }

    /// 1 .. 100: mean 50.5, standard deviation sqrt(100 * 101 / 12) = 29.0115, error a tenth of that.
    fn hundred() -> Vec<f64> {
        (1..=100).map(f64::from).collect()
    }

    #[test]
    fn a_goal_holds_for_every_alternative_or_for_one() {
        let headlines = [headline(0, &hundred()), headline(1, &[4.0; 100])];
        let all = goal(Bound::Absolute(2.9)).distances(&headlines);
        assert_eq!(all.iter().map(Distance::is_met).collect::<Vec<_>>(), [false, true]);
        assert!((all[0].error.expect("known") - 2.901_15).abs() < 1e-5);
        let one = Goal { alternative: Some(1), ..goal(Bound::Absolute(2.9)) };
        let about: Vec<usize> =
            one.distances(&headlines).iter().map(|distance| distance.alternative).collect();
        assert_eq!(about, [1]);
        let other = Goal { measure: Measure::MeanWait, ..goal(Bound::Absolute(2.9)) };
        assert_eq!(other.distances(&headlines), []);
        let difference = Goal { difference: true, ..goal(Bound::Absolute(3.0)) };
        assert_eq!(difference.distances(&headlines).len(), 1, "the reference has none");
    }

    #[test]
    fn a_relative_goal_goes_by_the_size_of_the_number() {
        let headlines = [headline(0, &hundred())];
        // 2.90115 / 50.5 is 5.745%.
        for (share, met) in [(0.0574, false), (0.0575, true)] {
            assert_eq!(goal(Bound::Relative(share)).distances(&headlines)[0].is_met(), met);
        }
        let p95 = Goal { part: Part::P95, ..goal(Bound::Relative(0.1)) };
        let distance = p95.distances(&headlines)[0];
        assert!((distance.allowed - 9.505).abs() < 1e-9, "{distance:?}");
        assert_eq!(distance.error, headlines[0].level.expect("a level").errors.p95);
    }

    #[test]
    fn few_draws_meet_no_goal() {
        let few = headline(0, &[4.0; 19]);
        let distance = goal(Bound::Absolute(1.0)).distances(&[few])[0];
        assert_eq!((distance.error, distance.is_met()), (Some(0.0), false));
        assert_eq!(next_batches(&[distance], 3), 6);
    }

    /// An error of one and a half times what is allowed takes 2.25 times the draws, capped at twice.
    #[test]
    fn the_next_round_takes_what_the_furthest_figure_seems_to_need() {
        let distance =
            |error| Distance { alternative: 0, error: Some(error), allowed: 1.0, founded: true };
        assert_eq!(next_batches(&[distance(1.5)], 10), 20);
        assert_eq!(next_batches(&[distance(1.2), distance(1.1)], 10), 15);
        assert_eq!(next_batches(&[distance(1.01)], 10), 11);
        assert_eq!(next_batches(&[distance(1.001)], 1), 2);
        let unknown = Distance { error: None, ..distance(1.0) };
        assert_eq!(next_batches(&[unknown], 4), 8);
        assert_eq!(next_batches(&[], 10), 11, "one more where all are met");
        let half = Distance { allowed: 0.5, ..distance(0.75) };
        assert_eq!(half.times(), Some(2.25));
        let impossible = Distance { allowed: 0.0, ..distance(1.0) };
        assert_eq!(impossible.times(), None);
        assert_eq!(next_batches(&[impossible], 4), 8);
    }
}
