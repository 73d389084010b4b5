//! The figures of two runs beside each other: what each says, the difference, its Monte Carlo error, and whether the
//! difference is more than that error.
//!
//! Two runs are *paired* where draw i of one belongs to draw i of the other: then the difference is taken draw by draw, and
//! what the draws share cancels out. Otherwise the error is that of two independent runs. It must not know what the runs
//! are of; whoever calls it says whether they are paired.
//!
//! A difference is *shown* where it is larger than Student's t times its error, with the level divided over all figures
//! (Bonferroni): where nothing differs at all, 19 of 20 comparisons show nothing, however many figures they have.

use serde::Serialize;

use super::{Draws, Estimate, Measure, differences, levels};
use crate::stats::student_quantile;
use crate::study::SampleTable;

/// Chance that a comparison of runs that differ in nothing but chance shows any difference at all.
pub const FALSE_ALARM: f64 = 0.05;

/// What is compared of every alternative, in the order of printing; `true` is the difference with the reference.
pub const COMPARED: [(Measure, bool); 13] = [
    (Measure::MunicipalCost, false),
    (Measure::MunicipalCost, true),
    (Measure::NetPresentValue, true),
    (Measure::MunicipalNetPresentValue, true),
    (Measure::MeanWait, false),
    (Measure::MeanWait, true),
    (Measure::QueueEnd, false),
    (Measure::CrisisHouseholdMonths, false),
    (Measure::CrisisHouseholdMonths, true),
    (Measure::Clients, false),
    (Measure::InformalHours, false),
    (Measure::EigenBijdrage, false),
    (Measure::Overrun, false),
];

/// Two runs that may be compared.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    pub first: &'a SampleTable,
    pub second: &'a SampleTable,
    /// Whether their draws belong together, one by one.
    pub paired: bool,
    /// What euros of the second run are multiplied by to be those of the first.
    pub price_factor: f64,
}

/// One figure of one alternative in both runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    #[serde(serialize_with = "key")]
    pub measure: Measure,
    /// The difference with the reference of the same run, not the figure itself.
    pub against_reference: bool,
    /// None where the run does not have it.
    pub first: Option<Estimate>,
    pub second: Option<Estimate>,
    /// None where either run does not have it.
    pub difference: Option<Shift>,
}

/// The second run minus the first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Shift {
    pub mean: f64,
    /// Monte Carlo standard error; none with one draw.
    pub error: Option<f64>,
    pub verdict: Verdict,
}

/// What may be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The same in every draw, to the last bit.
    Equal,
    /// Larger than its error allows for.
    Shown,
    NotShown,
    /// Too few draws to know the error.
    Unknown,
}

fn key<S: serde::Serializer>(measure: &Measure, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(measure.key())
}

/// Whether a measure is in euro.
pub fn is_money(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::MunicipalCost
            | Measure::MunicipalCostPerYear
            | Measure::NetPresentValue
            | Measure::MunicipalNetPresentValue
            | Measure::EigenBijdrage
            | Measure::Overrun
    )
}

/// The figures of some alternatives, given as their places in the first and in the second run. What neither run has of an
/// alternative is left out.
pub fn compare(pair: &Pair<'_>, alternatives: &[[usize; 2]]) -> Vec<Vec<Compared>> {
    let draws = [Draws::of(pair.first), Draws::of(pair.second)];
    let figures = |places: &[usize; 2]| -> Vec<Figure> {
        let all = COMPARED.into_iter().map(|what| Figure::new(pair, *places, what));
        all.filter(|figure| !figure.values.iter().all(Vec::is_empty)).collect()
    };
    let all: Vec<Vec<Figure>> = alternatives.iter().map(figures).collect();
    let count = all.iter().flatten().count().max(1);
    let level = 1.0 - 0.5 * FALSE_ALARM / count as f64;
    let compared = |figure: &Figure| figure.compared(&draws, pair.paired, level);
    all.iter().map(|figures| figures.iter().map(compared).collect()).collect()
}

/// One figure in every draw of both runs.
struct Figure {
    measure: Measure,
    against_reference: bool,
    values: [Vec<Option<f64>>; 2],
}

impl Figure {
    fn new(
        pair: &Pair<'_>,
        places: [usize; 2],
        (measure, against_reference): (Measure, bool),
    ) -> Self {
        let of = |table, place| match against_reference {
            true => differences(table, measure, place),
            false => levels(table, measure, place),
        };
        let factor = if is_money(measure) { pair.price_factor } else { 1.0 };
        let second = of(pair.second, places[1]).into_iter();
        let second = second.map(|value| value.map(|value| value * factor)).collect();
        Self { measure, against_reference, values: [of(pair.first, places[0]), second] }
    }

    fn compared(&self, draws: &[Draws; 2], paired: bool, level: f64) -> Compared {
        let [first, second] = [0, 1].map(|run| {
            let (present, values) = draws[run].present(&self.values[run]);
            present.estimate(&values)
        });
        let difference = match paired {
            true => self.by_draw(&draws[0], level),
            false => first.zip(second).map(|pair| independent(pair, level)),
        };
        let (measure, against_reference) = (self.measure, self.against_reference);
        Compared { measure, against_reference, first, second, difference }
    }

    /// Over the draws in which both runs have the figure.
    fn by_draw(&self, draws: &Draws, level: f64) -> Option<Shift> {
        let [first, second] = &self.values;
        let both = first.iter().zip(second);
        let differences: Vec<Option<f64>> =
            both.map(|(first, second)| Some((*second)? - (*first)?)).collect();
        if differences.len() != draws.count() {
            return None;
        }
        let (present, known) = draws.present(&differences);
        let estimate = present.estimate(&known)?;
        let equal = first == second;
        let error = estimate.standard_error;
        Some(Shift::new(estimate.mean, error, estimate.blocks, level, equal))
    }
}

/// Two runs that share nothing. Student's t has the degrees of freedom of the smaller one, which is never too few.
fn independent((first, second): (Estimate, Estimate), level: f64) -> Shift {
    let errors = first.standard_error.zip(second.standard_error);
    let error = errors.map(|(first, second)| libm::hypot(first, second));
    let blocks = first.blocks.min(second.blocks);
    Shift::new(second.mean - first.mean, error, blocks, level, false)
}

impl Shift {
    fn new(mean: f64, error: Option<f64>, blocks: usize, level: f64, equal: bool) -> Self {
        let verdict = match error {
            _ if equal => Verdict::Equal,
            None => Verdict::Unknown,
            Some(error) => {
                let most = error * student_quantile(level, blocks.saturating_sub(1).max(1) as f64);
                if mean.abs() > most { Verdict::Shown } else { Verdict::NotShown }
            }
        };
        Self { mean, error, verdict }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(first: &[f64], second: &[f64]) -> Figure {
        let some = |values: &[f64]| values.iter().map(|value| Some(*value)).collect();
        Figure {
            measure: Measure::MunicipalCost,
            against_reference: false,
            values: [some(first), some(second)],
        }
    }

    fn shift(first: &[f64], second: &[f64], paired: bool) -> Shift {
        let draws = [first, second].map(|values| Draws::independent(values.len()));
        figure(first, second).compared(&draws, paired, 0.975).difference.expect("both have it")
    }

    #[test]
    fn the_error_of_a_pair_is_that_of_its_differences() {
        // Differences 1, 2, 3 and 4: mean 2.5, standard deviation sqrt(5/3), over 4 draws.
        let found = shift(&[10.0, 20.0, 30.0, 40.0], &[11.0, 22.0, 33.0, 44.0], true);
        assert!((found.mean - 2.5).abs() < 1e-12);
        assert!((found.error.expect("known") - (5.0_f64 / 3.0 / 4.0).sqrt()).abs() < 1e-12);
        // t = 2.5 / 0.6455 = 3.87, beyond 3.182, Student's 97.5% with 3 degrees of freedom.
        assert_eq!(found.verdict, Verdict::Shown);
    }

    #[test]
    fn the_error_of_runs_apart_is_that_of_both_together() {
        // Both variances are 500/3 and 605/3; over 4 draws 41.67 + 50.42.
        let found = shift(&[10.0, 20.0, 30.0, 40.0], &[11.0, 22.0, 33.0, 44.0], false);
        let expected = ((500.0 / 3.0 + 605.0 / 3.0) / 4.0_f64).sqrt();
        assert!((found.error.expect("known") - expected).abs() < 1e-12);
        assert!((found.mean - 2.5).abs() < 1e-12);
        assert_eq!(found.verdict, Verdict::NotShown);
    }

    #[test]
    fn equal_draws_are_equal_and_one_draw_tells_nothing() {
        assert_eq!(shift(&[1.0, 2.0], &[1.0, 2.0], true).verdict, Verdict::Equal);
        assert_eq!(shift(&[1.0], &[2.0], true).verdict, Verdict::Unknown);
        // A constant difference has no error, and is shown.
        let constant = shift(&[1.0, 5.0], &[2.0, 6.0], true);
        assert_eq!((constant.error, constant.verdict), (Some(0.0), Verdict::Shown));
        // The same draws in another order are not the same.
        assert_eq!(shift(&[1.0, 2.0], &[2.0, 1.0], true).verdict, Verdict::NotShown);
    }

    #[test]
    fn draws_without_the_figure_do_not_count() {
        let mut figure = figure(&[1.0, 9.0, 3.0], &[2.0, 0.0, 6.0]);
        figure.values[0][1] = None;
        let draws = [Draws::independent(3), Draws::independent(3)];
        let found = figure.compared(&draws, true, 0.975);
        assert_eq!(found.difference.expect("two draws have it").mean, 2.0);
        assert_eq!(found.second.expect("all draws have it").mean, 8.0 / 3.0);
    }
}
