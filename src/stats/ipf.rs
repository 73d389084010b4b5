//! Layer 0. Iterative proportional fitting: the table that has given row and column totals and is otherwise as
//! close as possible to a seed; and whole numbers that keep those totals.
//!
//! The rows of the seed are multiplied by factors that give the row totals, then the columns likewise, and so on
//! until both fit. The result keeps every cross-product ratio `x_ij x_kl / (x_il x_kj)` of the seed: only the
//! interaction in the seed matters, the levels come from the margins. It minimises the Kullback-Leibler
//! divergence from the seed among all tables with these margins.
//!
//! No domain knowledge, no files. Zero cells stay zero; a table that cannot have the margins is an error and
//! never a table that almost has them.
//!
//! Sources: W. E. Deming and F. F. Stephan, "On a least squares adjustment of a sampled frequency table when
//! the expected marginal totals are known", Annals of Mathematical Statistics 11 (1940) 427-444;
//! C. T. Ireland and S. Kullback, "Contingency tables with given marginals", Biometrika 55 (1968) 179-188;
//! rounding: L. H. Cox, "A constructive procedure for unbiased controlled rounding", Journal of the American
//! Statistical Association 82 (1987) 520-524 (existence; here by largest remainder, without chance).

use std::collections::VecDeque;
use std::fmt;

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stopping {
    /// Largest accepted difference between a sum and its margin, relative to the total of the table.
    pub tolerance: f64,
    /// Most rounds; one round fits the rows and then the columns.
    pub max_rounds: usize,
}

impl Default for Stopping {
    fn default() -> Self {
        Self { tolerance: 1e-12, max_rounds: 10_000 }
    }
}

/// A fitted table.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// As many rows and columns as the seed.
    pub table: Vec<Vec<f64>>,
    pub rounds: usize,
}

/// Why no table could be made. Rows and columns are numbered from 0.
#[derive(Clone, Debug, PartialEq)]
pub enum IpfError {
    /// The seed is empty, ragged, or does not have one row and one column per margin.
    Shape { rows: usize, columns: usize },
    /// A cell of the seed is negative or not finite.
    Cell { row: usize, column: usize, value: f64 },
    /// A margin is zero, negative or not finite. Leave an empty row or column out of the table instead.
    Margin { axis: Axis, index: usize, value: f64 },
    /// The row margins and the column margins have different totals.
    Totals { rows: f64, columns: f64 },
    /// A row or column of the seed holds only zeros, so that nothing can be scaled to its margin.
    Empty { axis: Axis, index: usize },
    /// The margins are not met after the last round: zeros in the seed may make them impossible.
    NoConvergence { rounds: usize, deviation: f64 },
    /// No whole numbers next to the cells have these margins; then the table itself does not have them either.
    NotRoundable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    Row,
    Column,
}

impl fmt::Display for Axis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Row => "row",
            Self::Column => "column",
        })
    }
}

impl fmt::Display for IpfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape { rows, columns } => {
                write!(
                    f,
                    "the seed must have {rows} rows of {columns} columns, as the margins have"
                )
            }
            Self::Cell { row, column, value } => {
                write!(
                    f,
                    "seed cell ({row}, {column}) must be a non-negative number, found {value}"
                )
            }
            Self::Margin { axis, index, value } => {
                write!(f, "the margin of {axis} {index} must be positive, found {value}")
            }
            Self::Totals { rows, columns } => {
                write!(f, "row margins add up to {rows}, column margins to {columns}")
            }
            Self::Empty { axis, index } => {
                write!(f, "{axis} {index} of the seed holds only zeros but its margin is positive")
            }
            Self::NoConvergence { rounds, deviation } => {
                write!(f, "margins not met after {rounds} rounds, largest difference {deviation}")
            }
            Self::NotRoundable => {
                write!(f, "no whole numbers next to the cells add up to the margins")
            }
        }
    }
}

impl std::error::Error for IpfError {}

/// The table with margins `rows` and `columns` that keeps the interaction of `seed`.
///
/// `seed` has one row per element of `rows` and one column per element of `columns`.
///
/// # Errors
/// See [`IpfError`]; the margins must be positive and have equal totals (within the tolerance).
pub fn fit(
    seed: &[Vec<f64>],
    rows: &[f64],
    columns: &[f64],
    stopping: Stopping,
) -> Result<Fit, IpfError> {
    let total = check(seed, rows, columns, stopping.tolerance)?;
    let mut table = seed.to_vec();
    let mut deviation = f64::INFINITY;
    for rounds in 1..=stopping.max_rounds {
        scale_rows(&mut table, rows);
        scale_columns(&mut table, columns);
        // The columns fit exactly now, so that only the rows can be off.
        deviation = largest_row_deviation(&table, rows);
        if deviation <= stopping.tolerance * total {
            return Ok(Fit { table, rounds });
        }
    }
    Err(IpfError::NoConvergence { rounds: stopping.max_rounds, deviation })
}

/// The total of the table, after all checks of the input.
fn check(
    seed: &[Vec<f64>],
    rows: &[f64],
    columns: &[f64],
    tolerance: f64,
) -> Result<f64, IpfError> {
    let ragged = seed.iter().any(|row| row.len() != columns.len());
    if rows.is_empty() || columns.is_empty() || seed.len() != rows.len() || ragged {
        return Err(IpfError::Shape { rows: rows.len(), columns: columns.len() });
    }
    check_margin(Axis::Row, rows)?;
    check_margin(Axis::Column, columns)?;
    check_cells(seed)?;
    let (row_total, column_total): (f64, f64) = (rows.iter().sum(), columns.iter().sum());
    if (row_total - column_total).abs() > tolerance * row_total {
        return Err(IpfError::Totals { rows: row_total, columns: column_total });
    }
    Ok(row_total)
}

fn check_margin(axis: Axis, margin: &[f64]) -> Result<(), IpfError> {
    match margin.iter().position(|value| !(value.is_finite() && *value > 0.0)) {
        Some(index) => Err(IpfError::Margin { axis, index, value: margin[index] }),
        None => Ok(()),
    }
}

fn check_cells(seed: &[Vec<f64>]) -> Result<(), IpfError> {
    for (row, cells) in seed.iter().enumerate() {
        if let Some(column) = cells.iter().position(|cell| !(cell.is_finite() && *cell >= 0.0)) {
            return Err(IpfError::Cell { row, column, value: cells[column] });
        }
    }
    let empty_row = seed.iter().position(|row| row.iter().all(|cell| *cell == 0.0));
    if let Some(index) = empty_row {
        return Err(IpfError::Empty { axis: Axis::Row, index });
    }
    let empty_column = (0..seed[0].len()).find(|column| seed.iter().all(|row| row[*column] == 0.0));
    match empty_column {
        Some(index) => Err(IpfError::Empty { axis: Axis::Column, index }),
        None => Ok(()),
    }
}

fn scale_rows(table: &mut [Vec<f64>], rows: &[f64]) {
    for (row, margin) in table.iter_mut().zip(rows) {
        let factor = margin / row.iter().sum::<f64>();
        row.iter_mut().for_each(|cell| *cell *= factor);
    }
}

fn scale_columns(table: &mut [Vec<f64>], columns: &[f64]) {
    for (column, margin) in columns.iter().enumerate() {
        let factor = margin / table.iter().map(|row| row[column]).sum::<f64>();
        table.iter_mut().for_each(|row| row[column] *= factor);
    }
}

/// Infinite where a sum is not a number, so that it never counts as fitting.
fn largest_row_deviation(table: &[Vec<f64>], rows: &[f64]) -> f64 {
    let deviation = |(row, margin): (&Vec<f64>, &f64)| (row.iter().sum::<f64>() - margin).abs();
    let worse = |worst: f64, next: f64| if next.is_nan() { f64::INFINITY } else { worst.max(next) };
    table.iter().zip(rows).map(deviation).fold(0.0, worse)
}

/// Whole numbers proportional to `weights` that add up to `total`: rounded down, and the units left over go to
/// the largest remainders (the first of equal ones). The method of Hare, also of Hamilton.
///
/// `weights` are non-negative with a positive sum; otherwise the result is all zeros.
pub fn apportion(weights: &[f64], total: u32) -> Vec<u32> {
    let sum: f64 = weights.iter().sum();
    if !(sum.is_finite() && sum > 0.0) {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|weight| weight / sum * f64::from(total)).collect();
    let mut whole: Vec<u32> = exact.iter().map(|value| value.floor() as u32).collect();
    let left = total.saturating_sub(whole.iter().sum());
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()));
    order.iter().take(left as usize).for_each(|index| whole[*index] += 1);
    whole
}

/// Whole numbers next to the cells of `table` (rounded down or up) that add up to the whole margins `rows` and
/// `columns`: cells are rounded up in order of their remainder, and where that strands a margin, roundings are
/// exchanged along the shortest chain.
///
/// # Errors
/// [`IpfError::Shape`]; [`IpfError::NotRoundable`] where no such numbers exist, which cannot happen when the
/// sums of `table` are these margins (to within some 1e-6).
pub fn round(table: &[Vec<f64>], rows: &[u32], columns: &[u32]) -> Result<Vec<Vec<u32>>, IpfError> {
    if table.len() != rows.len() || table.iter().any(|row| row.len() != columns.len()) {
        return Err(IpfError::Shape { rows: rows.len(), columns: columns.len() });
    }
    let mut rounding = Rounding::down(table, rows, columns)?;
    rounding.up_by_remainder(table);
    for row in 0..rows.len() {
        while rounding.row_left[row] > 0 {
            rounding.exchange(row).ok_or(IpfError::NotRoundable)?;
        }
    }
    Ok(rounding.cells())
}

/// A cell this close below a whole number counts as that number.
const WHOLE: f64 = 1e-6;

/// A rounding under way: which cells go up, and how many more must in each row and column.
struct Rounding {
    down: Vec<Vec<u32>>,
    up: Vec<Vec<bool>>,
    /// Cells that are whole already and must stay.
    fixed: Vec<Vec<bool>>,
    row_left: Vec<u32>,
    column_left: Vec<u32>,
}

impl Rounding {
    fn down(table: &[Vec<f64>], rows: &[u32], columns: &[u32]) -> Result<Self, IpfError> {
        let down: Vec<Vec<u32>> = map_cells(table, |cell| (cell + WHOLE).floor() as u32);
        let fixed = map_cells(table, |cell| (cell - cell.round()).abs() <= WHOLE);
        let left = |margin: u32, sum: u32| margin.checked_sub(sum).ok_or(IpfError::NotRoundable);
        let row_left: Vec<u32> = rows
            .iter()
            .zip(&down)
            .map(|(margin, row)| left(*margin, row.iter().sum()))
            .collect::<Result<_, _>>()?;
        let column_sum = |column: usize| down.iter().map(|row| row[column]).sum();
        let column_left: Vec<u32> = columns
            .iter()
            .enumerate()
            .map(|(column, margin)| left(*margin, column_sum(column)))
            .collect::<Result<_, _>>()?;
        if row_left.iter().sum::<u32>() != column_left.iter().sum::<u32>() {
            return Err(IpfError::NotRoundable);
        }
        let up = map_cells(table, |_| false);
        Ok(Self { down, up, fixed, row_left, column_left })
    }

    fn up_by_remainder(&mut self, table: &[Vec<f64>]) {
        let mut order: Vec<(usize, usize)> = (0..table.len())
            .flat_map(|row| (0..table[row].len()).map(move |column| (row, column)))
            .collect();
        order.retain(|(row, column)| !self.fixed[*row][*column]);
        // In millionths, so that equal remainders stay equal on every platform and the first cell wins.
        order.sort_by_key(|(row, column)| -(table[*row][*column].fract() / WHOLE).round() as i64);
        for (row, column) in order {
            if self.row_left[row] > 0 && self.column_left[column] > 0 {
                self.up[row][column] = true;
                self.row_left[row] -= 1;
                self.column_left[column] -= 1;
            }
        }
    }

    /// Rounds one cell more up in row `start`, by exchanging along the shortest chain to a column that has one
    /// left: an augmenting path of the bipartite flow (rows to columns, capacity 1).
    fn exchange(&mut self, start: usize) -> Option<()> {
        let (rows, columns) = (self.row_left.len(), self.column_left.len());
        let mut row_from: Vec<Option<usize>> = vec![None; rows]; // column through which a row was reached
        let mut column_from: Vec<Option<usize>> = vec![None; columns]; // row through which a column was
        let mut queue = VecDeque::from([start]);
        while let Some(row) = queue.pop_front() {
            for column in 0..columns {
                if self.up[row][column] || self.fixed[row][column] || column_from[column].is_some()
                {
                    continue;
                }
                column_from[column] = Some(row);
                if self.column_left[column] > 0 {
                    self.column_left[column] -= 1;
                    self.row_left[start] -= 1;
                    return self.flip(column, &column_from, &row_from);
                }
                for (other, from) in row_from.iter_mut().enumerate() {
                    if self.up[other][column] && other != start && from.is_none() {
                        *from = Some(column);
                        queue.push_back(other);
                    }
                }
            }
        }
        None
    }

    /// Exchanges the roundings on the chain that ends in `column`.
    fn flip(
        &mut self,
        column: usize,
        column_from: &[Option<usize>],
        row_from: &[Option<usize>],
    ) -> Option<()> {
        let mut column = column;
        loop {
            let row = column_from[column]?;
            self.up[row][column] = true;
            match row_from[row] {
                Some(previous) => {
                    self.up[row][previous] = false;
                    column = previous;
                }
                None => return Some(()),
            }
        }
    }

    fn cells(&self) -> Vec<Vec<u32>> {
        let row = |(down, up): (&Vec<u32>, &Vec<bool>)| {
            down.iter().zip(up).map(|(whole, up)| whole + u32::from(*up)).collect()
        };
        self.down.iter().zip(&self.up).map(row).collect()
    }
}

fn map_cells<T>(table: &[Vec<f64>], f: impl Fn(f64) -> T) -> Vec<Vec<T>> {
    table.iter().map(|row| row.iter().map(|cell| f(*cell)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table<const R: usize, const C: usize>(cells: [[f64; C]; R]) -> Vec<Vec<f64>> {
        cells.iter().map(|row| row.to_vec()).collect()
    }

    fn assert_close(found: &[Vec<f64>], expected: &[Vec<f64>], tolerance: f64) {
        for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
            assert!((found - expected).abs() <= tolerance, "found {found}, expected {expected}");
        }
    }

    fn fitted(seed: &[Vec<f64>], rows: &[f64], columns: &[f64]) -> Vec<Vec<f64>> {
        fit(seed, rows, columns, Stopping::default()).unwrap().table
    }

    /// By hand: [[10, 20], [30, 40]] has the margins and cross-product ratio 400/600 = 2/3; so has the seed,
    /// 1*2/(1*3). A 2x2 table is fixed by its margins and that ratio.
    #[test]
    fn two_by_two_table_is_the_one_with_the_margins_and_the_cross_product_ratio_of_the_seed() {
        let found = fitted(&table([[1.0, 1.0], [3.0, 2.0]]), &[30.0, 70.0], &[40.0, 60.0]);
        assert_close(&found, &table([[10.0, 20.0], [30.0, 40.0]]), 1e-9);
    }

    /// Without interaction in the seed the cell is row * column / total, after one round.
    #[test]
    fn uniform_seed_gives_independence_in_one_round() {
        let seed = table([[1.0; 3]; 2]);
        let found = fit(&seed, &[40.0, 60.0], &[20.0, 30.0, 50.0], Stopping::default()).unwrap();
        assert_close(&found.table, &table([[8.0, 12.0, 20.0], [12.0, 18.0, 30.0]]), 1e-12);
        assert_eq!(found.rounds, 1);
    }

    /// The example of the English Wikipedia article "Iterative proportional fitting" (seed and margins); the
    /// expected cells were computed apart from this code, from the row and column factors in another language.
    #[test]
    fn published_four_by_four_example_is_reproduced() {
        let seed = table([
            [40.0, 30.0, 20.0, 10.0],
            [35.0, 50.0, 100.0, 75.0],
            [30.0, 80.0, 70.0, 120.0],
            [20.0, 30.0, 40.0, 50.0],
        ]);
        let found = fitted(&seed, &[150.0, 300.0, 400.0, 150.0], &[200.0, 300.0, 400.0, 100.0]);
        let expected = table([
            [64.5585, 46.2325, 35.3843, 3.8247],
            [49.9679, 68.1594, 156.4985, 25.3742],
            [56.7219, 144.4282, 145.0825, 53.7673],
            [28.7516, 41.18, 63.0347, 17.0337],
        ]);
        assert_close(&found, &expected, 1e-4);
    }

    #[test]
    fn structural_zero_stays_zero_and_margins_hold() {
        let found = fitted(&table([[0.0, 1.0], [1.0, 1.0]]), &[3.0, 7.0], &[4.0, 6.0]);
        assert_close(&found, &table([[0.0, 3.0], [4.0, 3.0]]), 1e-9);
    }

    #[test]
    fn scaling_the_rows_of_the_seed_changes_nothing() {
        let (rows, columns) = ([30.0, 70.0], [40.0, 60.0]);
        let one = fitted(&table([[1.0, 1.0], [3.0, 2.0]]), &rows, &columns);
        let other = fitted(&table([[500.0, 500.0], [0.3, 0.2]]), &rows, &columns);
        assert_close(&one, &other, 1e-8);
    }

    #[test]
    fn margins_with_different_totals_are_refused() {
        let error =
            fit(&table([[1.0, 1.0]]), &[10.0], &[4.0, 7.0], Stopping::default()).unwrap_err();
        assert_eq!(error, IpfError::Totals { rows: 10.0, columns: 11.0 });
        assert_eq!(error.to_string(), "row margins add up to 10, column margins to 11");
    }

    #[test]
    fn zero_margin_is_refused() {
        let error =
            fit(&table([[1.0, 1.0]]), &[4.0], &[4.0, 0.0], Stopping::default()).unwrap_err();
        assert_eq!(error, IpfError::Margin { axis: Axis::Column, index: 1, value: 0.0 });
    }

    #[test]
    fn row_of_zeros_with_a_positive_margin_is_refused() {
        let seed = table([[0.0, 0.0], [1.0, 1.0]]);
        let error = fit(&seed, &[1.0, 1.0], &[1.0, 1.0], Stopping::default()).unwrap_err();
        assert_eq!(error, IpfError::Empty { axis: Axis::Row, index: 0 });
    }

    #[test]
    fn column_of_zeros_with_a_positive_margin_is_refused() {
        let seed = table([[0.0, 1.0], [0.0, 1.0]]);
        let error = fit(&seed, &[1.0, 1.0], &[1.0, 1.0], Stopping::default()).unwrap_err();
        assert_eq!(error, IpfError::Empty { axis: Axis::Column, index: 0 });
    }

    #[test]
    fn negative_or_missing_cell_is_refused() {
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            let error =
                fit(&table([[1.0, bad]]), &[2.0], &[1.0, 1.0], Stopping::default()).unwrap_err();
            assert!(matches!(error, IpfError::Cell { row: 0, column: 1, .. }), "{error}");
        }
    }

    #[test]
    fn seed_of_another_shape_is_refused() {
        let error =
            fit(&table([[1.0, 1.0]]), &[1.0, 1.0], &[1.0, 1.0], Stopping::default()).unwrap_err();
        assert_eq!(error, IpfError::Shape { rows: 2, columns: 2 });
        let ragged = [vec![1.0, 1.0], vec![1.0]];
        assert!(fit(&ragged, &[1.0, 1.0], &[1.0, 1.0], Stopping::default()).is_err());
    }

    /// The first row can only fill column 1, whose margin is smaller: no table has these margins.
    #[test]
    fn zeros_that_make_the_margins_impossible_end_in_an_error() {
        let seed = table([[0.0, 1.0], [1.0, 1.0]]);
        let stopping = Stopping { max_rounds: 200, ..Stopping::default() };
        let error = fit(&seed, &[7.0, 3.0], &[5.0, 5.0], stopping).unwrap_err();
        assert!(matches!(error, IpfError::NoConvergence { rounds: 200, .. }), "{error}");
    }

    /// Hand count: 1.5 + 2.7 + 3.8 = 8 down is 6; the two units go to 3.8 and 2.7.
    #[test]
    fn apportion_gives_the_units_left_to_the_largest_remainders() {
        assert_eq!(apportion(&[1.5, 2.7, 3.8], 8), [1, 3, 4]);
        assert_eq!(apportion(&[1.0, 1.0, 1.0], 4), [2, 1, 1]);
        assert_eq!(apportion(&[0.0, 0.0], 4), [0, 0]);
    }

    #[test]
    fn rounding_keeps_both_margins_and_stays_next_to_every_cell() {
        let exact = table([[1.4, 2.35, 3.25], [2.3, 1.45, 0.25], [0.3, 0.2, 4.5]]);
        let (rows, columns) = ([7, 4, 5], [4, 4, 8]);
        let whole = round(&exact, &rows, &columns).unwrap();
        assert_margins(&whole, &rows, &columns);
        for (whole, exact) in whole.iter().flatten().zip(exact.iter().flatten()) {
            assert!((f64::from(*whole) - exact).abs() < 1.0, "{whole} for {exact}");
        }
    }

    /// Every sum is 1. The largest remainders (0.4, on the diagonal) fill columns 0, 1 and 3, which leaves row
    /// 2 only its cell in column 2, a whole 0: one of the three must be exchanged.
    #[test]
    fn rounding_exchanges_where_the_largest_remainders_strand_a_row() {
        let (a, b, e) = (0.4, 1.0 / 3.0, 2.0 / 15.0);
        let exact = table([[a, e, b, e], [e, a, b, e], [b, b, 0.0, b], [e, e, b, a]]);
        let whole = round(&exact, &[1; 4], &[1; 4]).unwrap();
        assert_margins(&whole, &[1; 4], &[1; 4]);
        assert_eq!(whole[2][2], 0, "a whole cell stays");
        assert_eq!((0..4).filter(|i| whole[*i][*i] == 1).count(), 2);
    }

    #[test]
    fn every_row_order_can_be_rounded() {
        // Circulant remainders of a sixth to five sixths: many ties and chains.
        for shift in 0..6 {
            let cell = |row: usize, column: usize| ((row * 5 + column + shift) % 6) as f64 / 6.0;
            let exact: Vec<Vec<f64>> =
                (0..6).map(|row| (0..6).map(|column| cell(row, column)).collect()).collect();
            // 0 + 1/6 + .. + 5/6 = 2.5 is not whole; a seventh row and column of halves make it so.
            let mut exact: Vec<Vec<f64>> =
                exact.iter().map(|row| [row.clone(), vec![0.5]].concat()).collect();
            exact.push([vec![0.5; 6], vec![0.0]].concat());
            let margins = [3; 7];
            let whole = round(&exact, &margins, &margins).unwrap();
            assert_margins(&whole, &margins, &margins);
            assert_eq!(whole[6][6], 0, "a whole cell stays");
        }
    }

    #[test]
    fn rounding_to_margins_the_table_does_not_have_is_refused() {
        assert_eq!(round(&table([[1.5, 1.5]]), &[5], &[3, 2]), Err(IpfError::NotRoundable));
        assert_eq!(round(&table([[1.5, 1.5]]), &[3], &[2, 2]), Err(IpfError::NotRoundable));
        assert_eq!(round(&table([[3.0, 1.5]]), &[4], &[2, 2]), Err(IpfError::NotRoundable));
        assert!(matches!(
            round(&table([[1.5, 1.5]]), &[3, 1], &[2, 1]),
            Err(IpfError::Shape { .. })
        ));
    }

    fn assert_margins(whole: &[Vec<u32>], rows: &[u32], columns: &[u32]) {
        for (row, margin) in whole.iter().zip(rows) {
            assert_eq!(row.iter().sum::<u32>(), *margin);
        }
        for (column, margin) in columns.iter().enumerate() {
            assert_eq!(whole.iter().map(|row| row[column]).sum::<u32>(), *margin);
        }
    }
}
