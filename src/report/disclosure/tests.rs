//! Attacks on suppressed tables: everything that could have been there is listed, from the published cells alone.

use super::*;
use crate::random::{Generator, Purpose, Site};

fn column(values: &[f64]) -> Counts {
    Counts {
        cells: values.iter().map(|value| vec![*value]).collect(),
        column_totals: true,
        row_totals: false,
    }
}

fn hidden(counts: &Counts) -> Vec<bool> {
    counts.suppress().cells.into_iter().flatten().collect()
}

#[test]
fn a_single_small_count_takes_the_smallest_other_with_it() {
    assert_eq!(hidden(&column(&[4.0, 60.0, 30.0])), [true, false, true]);
    // 12 could take only... 4 can become 10 with 6 of 12, so the smallest will do.
    assert_eq!(hidden(&column(&[4.0, 60.0, 12.0])), [true, false, true]);
    assert_eq!(hidden(&column(&[10.0, 60.0])), [false, false]);
    // Nine and less are small, ten is not; zero is small.
    assert_eq!(hidden(&column(&[0.0, 60.0, 30.0])), [true, false, true]);
}

#[test]
fn without_a_known_total_only_small_counts_are_suppressed() {
    let counts = Counts { column_totals: false, ..column(&[4.0, 60.0, 30.0]) };
    assert_eq!(hidden(&counts), [true, false, false]);
}

#[test]
fn a_small_total_is_suppressed_with_all_its_parts() {
    let found = column(&[2.0, 3.0]).suppress();
    assert_eq!((found.cells, found.column_totals), (vec![vec![true], vec![true]], vec![true]));
    let alone = column(&[3.0]).suppress();
    assert_eq!((alone.cells, alone.column_totals), (vec![vec![true]], vec![true]));
}

/// Small counts that together are ten or more hide each other.
#[test]
fn small_counts_hide_each_other_where_they_are_enough() {
    assert_eq!(hidden(&column(&[6.0, 5.0, 40.0])), [true, true, false]);
    assert_eq!(hidden(&column(&[2.0, 1.0, 40.0, 30.0])), [true, true, false, true]);
}

/// Three uniform numbers per cell decide its size, so that small counts and zeros are many.
fn random_table(number: u64, rows: usize, columns: usize) -> Vec<Vec<f64>> {
    let cell = |place: usize| {
        let site = Site { area_key: 1, household: place as u32 };
        let block = Generator::new(7, number).block(site, Purpose::OptimismBias, 0, 0);
        let most = if block.uniform(0) < 0.5 { 8.0 } else { 18.0 };
        (block.uniform(1) * most).floor()
    };
    (0..rows).map(|row| (0..columns).map(|column| cell(row * columns + column)).collect()).collect()
}

/// Someone who sees the published cells, and asks whether a suppressed cell can be a certain number: whether there is a table
/// of whole numbers with the same published cells and sums. Cells are tried up to ten from what they are, which can only
/// find too little. Written without the code under test.
struct Attack<'a> {
    counts: &'a Counts,
    found: &'a Suppressed,
    table: Vec<Vec<i64>>,
    target: (usize, usize),
}

impl<'a> Attack<'a> {
    /// Whether the cell can be `value`.
    fn on(counts: &'a Counts, found: &'a Suppressed, target: (usize, usize), value: i64) -> bool {
        let row = |row: &Vec<f64>| row.iter().map(|cell| *cell as i64).collect();
        let mut table: Vec<Vec<i64>> = counts.cells.iter().map(row).collect();
        table[target.0][target.1] = value;
        Self { counts, found, table, target }.from(0)
    }

    fn from(&mut self, place: usize) -> bool {
        let (rows, columns) = (self.table.len(), self.table[0].len());
        if place > 0 && place.is_multiple_of(columns) && !self.row_fits(place / columns - 1) {
            return false;
        }
        if place == rows * columns {
            return (0..columns).all(|column| self.column_fits(column)) && self.total_fits();
        }
        let (row, column) = (place / columns, place % columns);
        if !self.found.cells[row][column] || (row, column) == self.target {
            return self.from(place + 1);
        }
        let own = self.table[row][column];
        let near = |value: &i64| *value >= 0 && (value - own).abs() <= 10;
        let step = |step: i64| own + if step % 2 == 0 { step / 2 } else { -(step + 1) / 2 };
        let candidates: Vec<i64> = match self.forced(row, column) {
            Some(value) => vec![value],
            None => (0..=20).map(step).collect(),
        };
        let fits = candidates.into_iter().filter(near).any(|value| {
            self.table[row][column] = value;
            self.from(place + 1)
        });
        self.table[row][column] = own;
        fits
    }

    /// What the last suppressed cell of a row or a column with a known total must be.
    fn forced(&self, row: usize, column: usize) -> Option<i64> {
        let open =
            |place: (usize, usize)| self.found.cells[place.0][place.1] && place != self.target;
        let (rows, columns) = (self.table.len(), self.table[0].len());
        let own = self.table[row][column];
        let last_of_row = (column + 1..columns).all(|other| !open((row, other)));
        if self.counts.row_totals && !self.found.row_totals[row] && last_of_row {
            let known: f64 = self.counts.cells[row].iter().sum();
            return Some(known as i64 - self.table[row].iter().sum::<i64>() + own);
        }
        let last_of_column = (row + 1..rows).all(|other| !open((other, column)));
        if self.counts.column_totals && !self.found.column_totals[column] && last_of_column {
            let known: f64 = self.counts.cells.iter().map(|row| row[column]).sum();
            let sum: i64 = self.table.iter().map(|row| row[column]).sum();
            return Some(known as i64 - sum + own);
        }
        None
    }

    fn row_fits(&self, row: usize) -> bool {
        let known: f64 = self.counts.cells[row].iter().sum();
        let sum: i64 = self.table[row].iter().sum();
        !self.counts.row_totals || self.found.row_totals[row] || sum == known as i64
    }

    fn column_fits(&self, column: usize) -> bool {
        let known: f64 = self.counts.cells.iter().map(|row| row[column]).sum();
        let sum: i64 = self.table.iter().map(|row| row[column]).sum();
        !self.counts.column_totals || self.found.column_totals[column] || sum == known as i64
    }

    fn total_fits(&self) -> bool {
        let both = self.counts.row_totals && self.counts.column_totals;
        let known: f64 = self.counts.cells.iter().flatten().sum();
        let sum: i64 = self.table.iter().flatten().sum();
        !both || self.found.total || sum == known as i64
    }
}

/// Every small count is suppressed, and could be 0 and could be 10, for all that is published.
#[track_caller]
fn assert_protected(counts: &Counts) {
    let found = counts.suppress();
    for (row, cells) in counts.cells.iter().enumerate() {
        for (column, _) in cells.iter().enumerate().filter(|(_, value)| **value < FEWEST) {
            assert!(found.cells[row][column], "{counts:?} {found:?}");
            for value in [0, 10] {
                let can = Attack::on(counts, &found, (row, column), value);
                assert!(can, "{counts:?} {found:?}: ({row}, {column}) is not {value}");
            }
        }
    }
}

#[test]
fn no_small_count_of_a_column_can_be_worked_out() {
    for number in 0..100 {
        let cells = random_table(number, 1 + number as usize % 5, 1);
        assert_protected(&Counts { cells, column_totals: true, row_totals: false });
    }
}

#[test]
fn no_small_count_of_a_table_with_both_totals_can_be_worked_out() {
    for number in 0..60 {
        let cells = random_table(number, 2 + number as usize % 2, 3);
        assert_protected(&Counts { cells, column_totals: true, row_totals: true });
    }
}

/// Without secondary suppression the attack finds a count, so it can find something.
#[test]
fn the_attack_finds_what_is_suppressed_alone() {
    let counts = column(&[4.0, 60.0, 30.0]);
    let mut found = counts.suppress();
    assert!(Attack::on(&counts, &found, (0, 0), 10));
    found.cells[2][0] = false;
    let can = |value: i64| Attack::on(&counts, &found, (0, 0), value);
    assert_eq!((0..=20).filter(|value| can(*value)).collect::<Vec<_>>(), [4]);
}

#[test]
fn the_same_table_is_suppressed_in_the_same_way() {
    let cells = random_table(3, 4, 4);
    let counts = Counts { cells, column_totals: true, row_totals: true };
    assert_eq!(counts.suppress(), counts.suppress());
}

#[test]
fn rounded_to_five_parts_add_up_and_none_moves_by_five() {
    assert_eq!([0.0, 2.4, 2.6, 7.4, 12.5].map(to_five), [0.0, 0.0, 5.0, 5.0, 15.0]);
    for number in 0..200 {
        let parts: Vec<f64> = random_table(number, 1, 6).remove(0);
        let rounded = to_five_adding_up(&parts);
        assert_eq!(rounded.iter().sum::<f64>(), to_five(parts.iter().sum()));
        for (part, rounded) in parts.iter().zip(&rounded) {
            assert!((part - rounded).abs() < 5.0 && rounded % 5.0 == 0.0, "{part} {rounded}");
            assert!(part % 5.0 != 0.0 || part == rounded, "multiples of five stay");
        }
    }
}

/// Of one sum per column: what a suppressed row can be lies between nothing and all that the others leave.
#[test]
fn of_whole_rows_none_can_be_worked_out_under_any_alternative() {
    for number in 0..200 {
        let cells = random_table(number, 2 + number as usize % 5, 1 + number as usize % 3);
        let columns = 0..cells[0].len();
        let sum = |column: usize, rows: &[bool]| -> f64 {
            cells.iter().zip(rows).filter(|(_, take)| **take).map(|(row, _)| row[column]).sum()
        };
        let everything = vec![true; cells.len()];
        let totals: Vec<f64> = columns.clone().map(|column| sum(column, &everything)).collect();
        let found = Rows::suppress(&cells, &totals);
        for (row, hidden) in cells.iter().zip(&found.rows) {
            assert!(*hidden || row.iter().all(|value| *value >= FEWEST), "{cells:?} {found:?}");
        }
        let count = found.rows.iter().filter(|hidden| **hidden).count();
        for column in columns {
            assert_eq!(found.totals[column], totals[column] < FEWEST);
            let wide = found.totals[column] || sum(column, &found.rows) >= FEWEST;
            assert!(count == 0 || wide && count > 1, "{cells:?} {found:?}");
        }
        let small = cells.iter().flatten().any(|value| *value < FEWEST);
        assert_eq!(count > 0, small, "nothing is suppressed without need");
    }
}

#[test]
fn a_row_goes_with_the_smallest_others_that_will_do() {
    let cells = [vec![4.0, 40.0], vec![60.0, 61.0], vec![30.0, 12.0], vec![20.0, 21.0]];
    let rows = |cells: &[Vec<f64>]| {
        let total = |column: usize| cells.iter().map(|row| row[column]).sum();
        Rows::suppress(cells, &[total(0), total(1)]).rows
    };
    assert_eq!(rows(&cells), [true, false, true, false]);
    // Two small ones that are enough together in one column, but not in the other.
    let cells = [vec![8.0, 3.0], vec![9.0, 4.0], vec![30.0, 31.0], vec![50.0, 51.0]];
    assert_eq!(rows(&cells), [true, true, true, false]);
}
