//! Two quantities at once, on a grid: the values of a heat map.

use super::{Mean, OutputName};
use serde::Serialize;

/// A quantity and the values it takes on the grid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Axis {
    pub quantity: String,
    pub values: Vec<f64>,
}

impl Axis {
    /// `count` values at equal distances from low to high, ends included.
    pub fn even(quantity: String, low: f64, high: f64, count: usize) -> Self {
        let last = (count - 1).max(1) as f64;
        let value = |i: usize| {
            let share = i as f64 / last;
            low * (1.0 - share) + high * share
        };
        Self { quantity, values: (0..count).map(value).collect() }
    }
}

/// One output over the grid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Map {
    pub output: OutputName,
    /// By value of the first axis, then of the second; none where the output does not exist.
    pub cells: Vec<Vec<Option<Mean>>>,
}

/// The grid with its outputs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeatMap {
    pub first: Axis,
    pub second: Axis,
    /// Realisations of chance in each cell, the same in all.
    pub draws: usize,
    pub maps: Vec<Map>,
}

impl Map {
    /// `values`: by cell, row after row, the output in each draw.
    pub fn of(output: OutputName, columns: usize, values: &[Vec<f64>]) -> Self {
        let cells = values.chunks(columns.max(1));
        let row = |row: &[Vec<f64>]| row.iter().map(|values| Mean::of(values)).collect();
        Self { output, cells: cells.map(row).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_both_ends_and_equal_steps() {
        assert_eq!(Axis::even("x".into(), 1.0, 3.0, 5).values, [1.0, 1.5, 2.0, 2.5, 3.0]);
        assert_eq!(Axis::even("x".into(), 0.1, 0.7, 2).values, [0.1, 0.7]);
    }

    #[test]
    fn cells_stand_row_by_row() {
        let name = OutputName { measure: "cost".into(), alternative: "a".into(), against: None };
        let values = [vec![1.0], vec![2.0], vec![3.0], vec![4.0], vec![f64::NAN], vec![6.0]];
        let map = Map::of(name, 3, &values);
        let means = |row: &Vec<Option<Mean>>| row.iter().map(|c| c.map(|m| m.mean)).collect();
        let rows: Vec<Vec<Option<f64>>> = map.cells.iter().map(means).collect();
        assert_eq!(rows, [[Some(1.0), Some(2.0), Some(3.0)], [Some(4.0), None, Some(6.0)]]);
    }
}
