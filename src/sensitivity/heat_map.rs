//! Two quantities on a grid, the others at their means or varying; every cell has the same draws.

use super::one_way::PERCENTILES;
use super::one_way::{Others, marginal, put};
use super::{Evaluator, Point};
use crate::analysis::sensitivity::grid::{Axis, HeatMap, Map};

/// A heat map of every output over two quantities, by their indices, with `steps` values each at equal distances
/// from the 5th to the 95th percentile.
pub fn heat_map(
    evaluator: &Evaluator,
    pair: [usize; 2],
    steps: usize,
    others: &Others,
    finished: &(dyn Fn() + Sync),
) -> HeatMap {
    let quantities = evaluator.model().quantities();
    let [first, second] = pair.map(|index| {
        let of = marginal(quantities, index);
        let [low, high] = PERCENTILES.map(|p| of.quantile(p));
        Axis::even(quantities[index].path.clone(), low, high, steps)
    });
    let draws = others.draws();
    let point = |index: usize| {
        let (cell, draw) = (index / draws, index % draws);
        let mut sample = others.row(quantities, draw);
        put(quantities, &mut sample, pair[0], first.values[cell / steps]);
        put(quantities, &mut sample, pair[1], second.values[cell % steps]);
        Point { sample, draw: draw as u64 }
    };
    let values = evaluator.evaluate(steps * steps * draws, &point, finished);
    let map = |(name, values): (_, Vec<f64>)| {
        let cells: Vec<Vec<f64>> = values.chunks_exact(draws.max(1)).map(<[f64]>::to_vec).collect();
        Map::of(name, steps, &cells)
    };
    let maps = evaluator.names().into_iter().zip(values).map(map).collect();
    HeatMap { first, second, draws, maps }
}
