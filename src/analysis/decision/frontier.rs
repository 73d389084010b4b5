//! The efficient frontier: which strategies could be the best buy at some willingness to pay.

use serde::Serialize;

use super::figure::Figure;
use super::standing::minus;
use crate::stats::smooth::Weights;

/// Where a strategy stands on expected cost and effect (Drummond et al., "Methods for the economic evaluation of
/// health care programmes", fourth edition, 2015, chapter 4; Johannesson & Weinstein, Journal of Health Economics 12,
/// 1993).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "place")]
pub enum Place {
    /// On the frontier. The incremental cost-effectiveness ratio is that over the next cheaper one on it; the cheapest
    /// has none.
    Frontier { over: Option<usize>, icer: Option<Figure> },
    /// Another strategy costs no more and brings no less, and is better in one of the two.
    Dominated { by: usize },
    /// A mix of two strategies on the frontier costs less for the same effect.
    ExtendedDominated { between: usize, and: usize },
    /// Cost and effect are those of an earlier strategy.
    Equal { to: usize },
}

/// The place of each strategy; lists by strategy, then draw.
pub fn frontier(cost: &[Vec<f64>], effect: &[Vec<f64>], weights: &Weights) -> Vec<Place> {
    let mean = |list: &Vec<f64>| weights.mean(list.iter().copied());
    let points: Vec<(f64, f64)> =
        cost.iter().zip(effect).map(|(cost, effect)| (mean(cost), mean(effect))).collect();
    let mut places: Vec<Option<Place>> =
        (0..points.len()).map(|index| dominated(&points, index)).collect();
    let mut left: Vec<usize> = (0..points.len()).filter(|index| places[*index].is_none()).collect();
    left.sort_by(|a, b| points[*a].0.total_cmp(&points[*b].0));
    let hull = hull(&points, &left);
    for index in left {
        places[index] = Some(match hull.iter().position(|member| *member == index) {
            Some(0) => Place::Frontier { over: None, icer: None },
            Some(place) => {
                let over = hull[place - 1];
                let (costs, effects) =
                    (minus(&cost[index], &cost[over]), minus(&effect[index], &effect[over]));
                Place::Frontier { over: Some(over), icer: Some(ratio(&costs, &effects, weights)) }
            }
            None => {
                let next = hull.partition_point(|member| points[*member].1 < points[index].1);
                Place::ExtendedDominated { between: hull[next - 1], and: hull[next] }
            }
        });
    }
    places.into_iter().flatten().collect()
}

/// Whether a strategy is no better than another one in anything. The one that is named is not dominated itself.
fn dominated(points: &[(f64, f64)], index: usize) -> Option<Place> {
    let own = points[index];
    let at_least = |other: &(f64, f64)| other.0 <= own.0 && other.1 >= own.1;
    if let Some(to) = points[..index].iter().position(|other| *other == own) {
        return Some(Place::Equal { to });
    }
    // The one with the largest effect, the cheapest of these: nothing dominates it in turn.
    let better =
        (0..points.len()).filter(|other| at_least(&points[*other]) && points[*other] != own);
    let by = better.reduce(|a, b| {
        let ahead =
            points[b].1 > points[a].1 || (points[b].1 == points[a].1 && points[b].0 < points[a].0);
        if ahead { b } else { a }
    })?;
    Some(Place::Dominated { by })
}

/// The lower right hull of strategies in the order of cost: ratios rise along it.
fn hull(points: &[(f64, f64)], order: &[usize]) -> Vec<usize> {
    let slope = |a: usize, b: usize| (points[b].0 - points[a].0) / (points[b].1 - points[a].1);
    let mut hull: Vec<usize> = Vec::new();
    for index in order {
        while let [.., before, last] = hull[..]
            && slope(before, last) >= slope(last, *index)
        {
            hull.pop();
        }
        hull.push(*index);
    }
    hull
}

/// Ratio of mean cost to mean effect, its error by the delta method; no error where the effect is less than twice its
/// own error, because the ratio then has no useful one.
pub fn ratio(costs: &[f64], effects: &[f64], weights: &Weights) -> Figure {
    let (cost, effect) = (Figure::mean(costs, weights), Figure::mean(effects, weights));
    let value = cost.value / effect.value;
    let residuals: Vec<f64> =
        costs.iter().zip(effects).map(|(cost, effect)| cost - value * effect).collect();
    let standard_error = weights
        .standard_error(&residuals)
        .filter(|_| effect.is_beyond_two_errors())
        .map(|error| error / effect.value.abs());
    Figure { value, standard_error }
}
