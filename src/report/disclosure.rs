//! Layer 6. Small numbers in tables that are published: what is suppressed, so that no count under [`FEWEST`] can be read or
//! worked out from the rest of the table.
//!
//! A count under ten is suppressed (primary). Where it could be worked out from totals, others are suppressed with it
//! (secondary), until for every suppressed count another table with the same published cells exists in which it is 0, and
//! one in which it is at least ten: the interval that anyone can work out contains 0 to 10. The proof is constructive: a
//! suppressed count is raised or lowered together with others that are suppressed, along a pair in one column, or along a
//! rectangle where rows add up too. One sign stands for all suppressed cells, so that primary ones cannot be told apart.
//! Zeros are small numbers too.
//!
//! What cannot be kept: the sign of suppression is given by a rule that everyone can read, so of a total that is suppressed is
//! known that it is under ten, and nothing more. Two tables that were suppressed apart can be subtracted.
//!
//! Sources: Hundepool et al., Statistical Disclosure Control (Wiley 2012), chapter 4 (sensitive cells, secondary suppression,
//! feasibility intervals); CBS, Handboek statistische beveiliging.
//!
//! It must not know what is counted. Chances, means of money and other figures that count no households are no matter for
//! it. The households of this program are synthetic: nobody is protected by this, but tables are read, compared and reused
//! as if they counted people, and local counts of one to nine invite to look for whom they are.

/// Counts under this are not published.
pub const FEWEST: f64 = 10.0;

/// Counts that add up: rows by columns, with totals that are published here or elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// By row, then column; not negative.
    pub cells: Vec<Vec<f64>>,
    /// Whether the sum of every column is known.
    pub column_totals: bool,
    /// Whether the sum of every row is known.
    pub row_totals: bool,
}

/// Which cells of a table are suppressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppressed {
    /// By row, then column.
    pub cells: Vec<Vec<bool>>,
    pub column_totals: Vec<bool>,
    pub row_totals: Vec<bool>,
    pub total: bool,
}

impl Counts {
    /// What must be suppressed. Deterministic: of the cells that would do, the smallest, then the first.
    pub fn suppress(&self) -> Suppressed {
        let mut table = Extended::new(self);
        while table.step() {}
        table.suppressed()
    }
}

/// Which rows of a table are suppressed: columns are the same count under several alternatives, so that a number in one column
/// tells of its neighbours, and a row is suppressed as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    pub rows: Vec<bool>,
    /// By column.
    pub totals: Vec<bool>,
}

impl Rows {
    /// What must be suppressed where columns add up to totals that are known, but for those under [`FEWEST`], of which is
    /// known that they are. A row goes with its smallest number, so the smallest others follow until there are two at least
    /// and what they add up to is [`FEWEST`] or more in every column whose total is known. Then each can be 0 and
    /// [`FEWEST`]; where the total is under it, each can be anything from 0 to [`FEWEST`].
    ///
    /// `totals` are those that are printed: rounded or not, they are the sums of the columns.
    pub fn suppress(cells: &[Vec<f64>], totals: &[f64]) -> Self {
        let smallest = |row: &Vec<f64>| row.iter().copied().fold(f64::INFINITY, f64::min);
        let is_small = |value: f64| value < FEWEST || value.is_nan();
        let mut rows: Vec<bool> =
            cells.iter().map(|row| row.iter().any(|value| is_small(*value))).collect();
        let totals: Vec<bool> = totals.iter().map(|total| is_small(*total)).collect();
        let mut order: Vec<usize> = (0..cells.len()).collect();
        order.sort_by(|a, b| smallest(&cells[*a]).total_cmp(&smallest(&cells[*b])));
        let is_safe = |rows: &[bool]| {
            let hidden = || cells.iter().zip(rows).filter(|(_, hidden)| **hidden);
            let sum = |column: usize| -> f64 {
                crate::stats::summary::sum(hidden().map(|(row, _)| row[column]))
            };
            let known = (0..totals.len()).filter(|column| !totals[*column]);
            let count = hidden().count();
            count == 0 || count > 1 && known.map(sum).all(|sum| sum >= FEWEST)
        };
        for next in order {
            if is_safe(&rows) {
                break;
            }
            rows[next] = true;
        }
        Self { rows, totals }
    }
}

/// A whole count rounded to a multiple of five: the other way of CBS. Totals are rounded by themselves, so that rows may
/// not add up.
pub fn to_five(count: f64) -> f64 {
    5.0 * (count / 5.0).round()
}

/// Parts rounded to multiples of five so that they add up to their rounded total; no part moves by five or more. The
/// largest remainders go up (Hamilton), the first one where they are equal.
pub fn to_five_adding_up(parts: &[f64]) -> Vec<f64> {
    let floors: Vec<f64> = parts.iter().map(|part| (part / 5.0).floor()).collect();
    let total = crate::stats::summary::sum(parts.iter().copied());
    let missing = to_five(total) / 5.0 - crate::stats::summary::sum(floors.iter().copied());
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let remainder = |place: usize| parts[place] / 5.0 - floors[place];
    order.sort_by(|one, other| remainder(*other).total_cmp(&remainder(*one)).then(one.cmp(other)));
    let mut rounded = floors.clone();
    // A part that is a multiple of five stays: there are never more to raise than parts with a remainder.
    order.iter().take(missing.max(0.0) as usize).for_each(|place| rounded[*place] += 1.0);
    rounded.into_iter().map(|fives| 5.0 * fives).collect()
}

/// The table with its totals as one more row and column, in which signed rows and columns add up to zero.
struct Extended {
    /// By row, then column; the last ones are the totals, where they are known.
    values: Vec<Vec<f64>>,
    hidden: Vec<Vec<bool>>,
    columns_add_up: bool,
    rows_add_up: bool,
    rows: usize,
    columns: usize,
}

/// A cell of it.
type Place = (usize, usize);

impl Extended {
    fn new(counts: &Counts) -> Self {
        let rows = counts.cells.len();
        let columns = counts.cells.first().map_or(0, Vec::len);
        let mut values = counts.cells.clone();
        if counts.row_totals {
            values.iter_mut().for_each(|row| row.push(row.iter().sum()));
        }
        if counts.column_totals {
            let width = values.first().map_or(0, Vec::len);
            values.push(
                (0..width).map(|column| values.iter().map(|row| row[column]).sum()).collect(),
            );
        }
        let small = |value: &f64| *value < FEWEST;
        let hidden = values.iter().map(|row| row.iter().map(small).collect()).collect();
        let (columns_add_up, rows_add_up) = (counts.column_totals, counts.row_totals);
        Self { values, hidden, columns_add_up, rows_add_up, rows, columns }
    }

    /// Suppresses what the first unprotected cell needs; false where none is left.
    fn step(&mut self) -> bool {
        let places = self.places();
        let small = |place: &Place| self.value(*place) < FEWEST;
        let open = places.into_iter().find(|place| small(place) && !self.is_safe(*place));
        let Some(place) = open else { return false };
        let all = self.moves(place);
        let cost = |cells: &Vec<Place>| -> (usize, f64) {
            let new = cells.iter().filter(|cell| !self.is_hidden(**cell));
            (new.clone().count(), new.map(|cell| self.value(*cell)).sum())
        };
        let fits = |cells: &&Vec<Place>| self.is_safe_by(place, cells);
        let best = |one: &&Vec<Place>, other: &&Vec<Place>| {
            let (one, other) = (cost(one), cost(other));
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
        };
        // A move along the totals always fits: it ends with nothing to add up to.
        let Some(cells) = all.iter().filter(fits).min_by(best).cloned() else { return false };
        let before = self.count();
        cells.iter().for_each(|(row, column)| self.hidden[*row][*column] = true);
        self.count() > before
    }

    fn count(&self) -> usize {
        self.hidden.iter().flatten().filter(|hidden| **hidden).count()
    }

    fn places(&self) -> Vec<Place> {
        let columns = |row: usize| 0..self.values[row].len();
        (0..self.values.len())
            .flat_map(|row| columns(row).map(move |column| (row, column)))
            .collect()
    }

    fn value(&self, (row, column): Place) -> f64 {
        self.values[row][column]
    }

    fn is_hidden(&self, (row, column): Place) -> bool {
        self.hidden[row][column]
    }

    /// All cells of the row and the column.
    fn line_of(&self, (row, column): Place) -> Vec<Place> {
        let own = |(r, c): &Place| {
            (*r == row && self.rows_add_up) || (*c == column && self.columns_add_up)
        };
        self.places().into_iter().filter(own).collect()
    }

    /// Whether some move over suppressed cells only hides what the cell is.
    fn is_safe(&self, place: Place) -> bool {
        let hidden = |cells: &Vec<Place>| cells.iter().all(|cell| self.is_hidden(*cell));
        // A pair may not be wide enough where several together are.
        self.moves(place).iter().any(|cells| hidden(cells) && self.is_safe_by(place, cells))
            || self.is_safe_together(place)
            || !(self.columns_add_up || self.rows_add_up)
    }

    /// Sets of cells that can change with the cell so that all sums stay: the cell first.
    fn moves(&self, (row, column): Place) -> Vec<Vec<Place>> {
        let rows = (0..self.values.len()).filter(|other| *other != row);
        let columns = || (0..self.values[row].len()).filter(|other| *other != column);
        match (self.columns_add_up, self.rows_add_up) {
            (true, false) => rows.map(|other| vec![(row, column), (other, column)]).collect(),
            (false, true) => columns().map(|other| vec![(row, column), (row, other)]).collect(),
            (true, true) => rows
                .flat_map(|r| columns().map(move |c| (r, c)))
                .map(|(r, c)| vec![(row, column), (row, c), (r, column), (r, c)])
                .collect(),
            (false, false) => Vec::new(),
        }
    }

    fn is_total(&self, (row, column): Place) -> bool {
        (self.columns_add_up && row == self.rows) || (self.rows_add_up && column == self.columns)
    }

    /// +1 for a part and -1 for a total, of rows and of columns.
    fn sign(&self, (row, column): Place) -> f64 {
        let of_row = if self.columns_add_up && row == self.rows { -1.0 } else { 1.0 };
        let of_column = if self.rows_add_up && column == self.columns { -1.0 } else { 1.0 };
        of_row * of_column
    }

    /// Whether along these cells the first can become 0, and at least [`FEWEST`], with none below zero.
    fn is_safe_by(&self, place: Place, cells: &[Place]) -> bool {
        let own = self.value(place);
        let up = (FEWEST - own).max(0.0);
        let change = |cell: &Place| {
            // Rectangles alternate; pairs are their first and their last but one.
            let crossing = (cell.0 != place.0) != (cell.1 != place.1);
            let turn = if *cell == place || !crossing { 1.0 } else { -1.0 };
            turn * self.sign(*cell) * self.sign(place)
        };
        let stays = |by: f64| cells.iter().all(|cell| self.value(*cell) + by * change(cell) >= 0.0);
        // A small total goes down with its parts, each of which can be 0.
        stays(up) && (self.is_total(place) || stays(-own))
    }

    /// Whether the other suppressed parts of a sum together can take what the cell could be more: where only rows or only
    /// columns add up and the total is known, the cell lies between 0 and the sum of the suppressed ones.
    fn is_safe_together(&self, (row, column): Place) -> bool {
        if self.columns_add_up == self.rows_add_up {
            return false;
        }
        let line = self.line_of((row, column));
        let total = |place: &Place| self.is_total(*place);
        let hidden: Vec<Place> =
            line.iter().copied().filter(|place| self.is_hidden(*place)).collect();
        if hidden.iter().any(total) {
            // The total is free: a part can be anything, and so can the total where a part is free.
            return hidden.iter().any(|place| !total(place));
        }
        let sum: f64 = hidden.iter().map(|place| self.value(*place)).sum();
        hidden.len() > 1 && sum >= FEWEST
    }

    fn suppressed(self) -> Suppressed {
        let (rows, columns) = (self.rows, self.columns);
        let own = |row: usize| self.hidden[row].iter().take(columns).copied().collect::<Vec<_>>();
        let totals = self.columns_add_up.then(|| own(rows));
        let row_total = |row: usize| self.hidden[row].get(columns).copied().unwrap_or(false);
        Suppressed {
            cells: (0..rows).map(own).collect(),
            column_totals: totals.unwrap_or_else(|| vec![false; columns]),
            row_totals: (0..rows).map(row_total).collect(),
            total: self.columns_add_up && self.rows_add_up && row_total(rows),
        }
    }
}

#[cfg(test)]
mod tests;
