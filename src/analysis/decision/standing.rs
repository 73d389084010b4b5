//! How each strategy stands: expected net benefit, chance of being best, expected loss.

use serde::Serialize;

use super::figure::{Figure, chance};
use crate::analysis::Chance;
use crate::stats::smooth::Weights;

/// One strategy under one criterion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Index of the strategy.
    pub strategy: usize,
    /// Expected cost and effect, where the table has them.
    pub cost: Option<Figure>,
    pub effect: Option<Figure>,
    pub net_benefit: Figure,
    /// Expected net benefit minus that of the reference, draw by draw; `None` for the reference and without one.
    pub over_reference: Option<Figure>,
    /// What choosing it costs on average against the strategy with the highest expected net benefit; 0 for that one.
    pub below_best: Figure,
    /// Share of the draws in which it has the highest net benefit; draws where several have it count in parts.
    pub probability_best: Chance,
    /// What choosing it costs on average against what is best in each draw (Alarid-Escudero et al., Value in Health
    /// 22, 2019). That of the best strategy is the expected value of perfect information.
    pub expected_loss: Figure,
}

/// The highest net benefit in each draw.
pub fn maxima(net_benefit: &[Vec<f64>]) -> Vec<f64> {
    let draws = net_benefit.first().map_or(0, Vec::len);
    let most =
        |draw: usize| net_benefit.iter().map(|list| list[draw]).fold(f64::NEG_INFINITY, f64::max);
    (0..draws).map(most).collect()
}

/// The strategy with the highest expected net benefit; the first one of equals.
pub fn best(net_benefit: &[Vec<f64>], weights: &Weights) -> usize {
    let means: Vec<f64> =
        net_benefit.iter().map(|list| weights.mean(list.iter().copied())).collect();
    let mut best = 0;
    for (index, mean) in means.iter().enumerate() {
        if *mean > means[best] {
            best = index;
        }
    }
    best
}

/// One list minus another, draw by draw.
pub fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// The chance of each strategy to be best.
pub fn chances(net_benefit: &[Vec<f64>], maxima: &[f64], weights: &Weights) -> Vec<Chance> {
    let equals: Vec<f64> = (0..maxima.len())
        .map(|draw| net_benefit.iter().filter(|list| list[draw] == maxima[draw]).count() as f64)
        .collect();
    let share = |list: &Vec<f64>| -> Vec<f64> {
        let of_draw =
            |draw: usize| if list[draw] == maxima[draw] { 1.0 / equals[draw] } else { 0.0 };
        (0..maxima.len()).map(of_draw).collect()
    };
    net_benefit.iter().map(|list| chance(&share(list), weights)).collect()
}

/// All strategies; costs and effects are left for the caller to fill in.
pub fn standings(
    net_benefit: &[Vec<f64>],
    reference: Option<usize>,
    weights: &Weights,
) -> Vec<Standing> {
    let maxima = maxima(net_benefit);
    let best = best(net_benefit, weights);
    let chances = chances(net_benefit, &maxima, weights);
    let standing = |(strategy, list): (usize, &Vec<f64>)| Standing {
        strategy,
        cost: None,
        effect: None,
        net_benefit: Figure::mean(list, weights),
        over_reference: reference
            .filter(|reference| *reference != strategy)
            .map(|reference| Figure::mean(&minus(list, &net_benefit[reference]), weights)),
        below_best: Figure::mean(&minus(&net_benefit[best], list), weights),
        probability_best: chances[strategy],
        expected_loss: Figure::mean(&minus(&maxima, list), weights),
    };
    net_benefit.iter().enumerate().map(standing).collect()
}
