//! The profile of a parameter: how much worse the fit gets when that parameter is held elsewhere and all others are
//! fitted again.
//!
//! Where the standard errors of a fit assume that the objective is a parabola, a profile follows it (Venzon &
//! Moolgavkar, "A method for computing profile-likelihood-based confidence intervals", Applied Statistics 37, 1988).
//! It answers for the error of the targets only: spread and simulation are not in it. It must not print.

use super::fit::Fit;
use super::minimise::minimise;
use super::objective::{Objective, Problem};

/// Where a parameter is held: standard errors from its best value.
const STEPS: [f64; 8] = [-2.5, -2.0, -1.4, -0.7, 0.7, 1.4, 2.0, 2.5];
/// The chi-square with one degree of freedom that is passed once in ten times (Abramowitz & Stegun, table 26.8).
const CHI_SQUARE_90: f64 = 2.705_54;

/// How the fit changes with one parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Index of the parameter.
    pub parameter: usize,
    /// Value of the parameter and rise of the chi-square, by value.
    pub points: Vec<(f64, f64)>,
    /// Where the rise is 2.71: an interval of 90%. None where it is not reached between the bounds.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// The profile of one parameter of a fit; none for a parameter at a bound.
pub fn profile(problem: Problem<'_>, fit: &Fit, parameter: usize) -> Option<Profile> {
    let best: Vec<f64> = fit.parameters.iter().map(|fitted| fitted.share).collect();
    let range = problem.unknowns[parameter].range;
    let error = fit.parameters[parameter].errors?.targets / range.slope(best[parameter]);
    let mut objective = Objective::new(problem);
    let lowest = 2.0 * objective.cost(&best);
    objective.free = fit.free.iter().copied().filter(|index| *index != parameter).collect();
    let held = |step: f64| {
        let mut start = best.clone();
        start[parameter] = (best[parameter] + step * error).clamp(0.0, 1.0);
        start
    };
    let mut points = vec![(best[parameter], 0.0)];
    for start in STEPS.map(held) {
        if points.iter().all(|(share, _)| *share != start[parameter]) {
            points.push((start[parameter], 2.0 * minimise(&objective, &start).cost - lowest));
        }
    }
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let middle = points.iter().position(|(share, _)| *share == best[parameter])?;
    let low = crossing(points[..=middle].iter().rev());
    let high = crossing(points[middle..].iter());
    let value = |share: f64| range.value(share);
    Some(Profile {
        parameter,
        points: points.iter().map(|(share, rise)| (value(*share), *rise)).collect(),
        low: low.map(value),
        high: high.map(value),
    })
}

/// Where the root of the rise passes that of [`CHI_SQUARE_90`]: it is a straight line where the objective is a
/// parabola.
fn crossing<'a>(points: impl Iterator<Item = &'a (f64, f64)>) -> Option<f64> {
    let wanted = libm::sqrt(CHI_SQUARE_90);
    let roots: Vec<(f64, f64)> =
        points.map(|(share, rise)| (*share, libm::sqrt(rise.max(0.0)))).collect();
    roots.windows(2).find(|pair| pair[0].1 < wanted && pair[1].1 >= wanted).map(|pair| {
        let part = (wanted - pair[0].1) / (pair[1].1 - pair[0].1);
        pair[0].0 + part * (pair[1].0 - pair[0].0)
    })
}

#[cfg(test)]
mod tests {
    use super::super::coordinates::{Range, Scale};
    use super::super::fit::fit;
    use super::super::objective::{Observation, Unknown};
    use super::super::outputs::Outputs;
    use super::*;

    const RANGE: Range = Range { min: -10.0, max: 10.0, scale: Scale::Linear };

    /// y = (a + b, a - b) with errors of 0.3: a has the standard error 0.3 / sqrt 2, whatever b.
    #[test]
    fn the_profile_of_a_linear_model_is_a_parabola() {
        let line = |p: &[f64]| Outputs::new(2, [p[0] + p[1], p[0] - p[1]].repeat(2));
        let unknowns = [Unknown { range: RANGE, start: 0.0, prior: None }; 2];
        let observations = [3.0, 1.0].map(|value| Observation { value, sd: 0.3 });
        let problem = Problem { response: &line, unknowns: &unknowns, observations: &observations };
        let fitted = fit(problem).expect("a fit");
        let found = profile(problem, &fitted, 0).expect("a profile");
        let error = 0.3 / libm::sqrt(2.0);
        for (value, rise) in &found.points {
            let expected = ((value - 2.0) / error).powi(2);
            assert!((rise - expected).abs() < 0.02 + 0.01 * expected, "{rise}, not {expected}");
        }
        // 1.645 standard errors on both sides.
        assert!((found.low.expect("low") - (2.0 - 1.645 * error)).abs() < 0.005);
        assert!((found.high.expect("high") - (2.0 + 1.645 * error)).abs() < 0.005);
    }

    /// y = a^2 between 0 and 3 with an error of 0.4: the rise at a is ((a^2 - 1) / 0.4)^2, which is not symmetrical.
    #[test]
    fn a_profile_follows_a_bent_objective() {
        let bent = |p: &[f64]| Outputs::new(1, vec![p[0] * p[0]; 2]);
        let range = Range { min: 0.0, max: 3.0, scale: Scale::Linear };
        let unknowns = [Unknown { range, start: 1.5, prior: None }];
        let observations = [Observation { value: 1.0, sd: 0.4 }];
        let problem = Problem { response: &bent, unknowns: &unknowns, observations: &observations };
        let fitted = fit(problem).expect("a fit");
        let found = profile(problem, &fitted, 0).expect("a profile");
        for (value, rise) in &found.points {
            assert!((rise - ((value * value - 1.0) / 0.4).powi(2)).abs() < 0.01);
        }
        let exact = |side: f64| libm::sqrt(1.0 + side * 0.4 * 1.644_854);
        assert!((found.high.expect("high") - exact(1.0)).abs() < 0.01);
        assert!((found.low.expect("low") - exact(-1.0)).abs() < 0.02);
    }
}
