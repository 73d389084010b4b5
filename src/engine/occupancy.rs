//! Household-months at each severity, and those that count for each effect.
//!
//! Nothing in the model waits for these counts: they are written a stay at a time, from the month in which a household
//! reaches a severity up to the month in which it leaves it, whether these months have passed or lie ahead.

use crate::domain::SEVERITIES;
use crate::units::{MONTHS, Month};

/// Columns of a year: the household-months by severity of all episodes, and then of those that meet each effect.
pub type Row = [i64; SEVERITIES];

/// The counts of one area.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Occupancy {
    /// Rows of a year: one for all episodes and one for each effect.
    rows: usize,
    /// Ends of stays less their beginnings, by year, row and severity; one year more than the run has, for stays up to
    /// its end. A month counts in the year in which it lies, as [`WHOLE`] plus its place in the year.
    marks: Vec<Row>,
    onsets: Vec<i64>,
    /// Households in crisis in each month, as the change since the month before.
    crisis: Vec<i32>,
}

/// A mark in a year stands for all months of the years before it; the lower half counts months of the year itself.
const WHOLE: i64 = 1 << 32;

impl Occupancy {
    /// Empty counts for a run of so many years.
    pub fn new(years: u32, effects: usize) -> Self {
        let rows = 1 + effects;
        Self {
            rows,
            marks: vec![Row::default(); (years as usize + 1) * rows],
            onsets: vec![0; years as usize],
            crisis: vec![0; (years * MONTHS) as usize + 1],
        }
    }

    /// An episode that starts in `month`.
    #[inline]
    pub fn count_onset(&mut self, month: Month) {
        self.onsets[(month / MONTHS) as usize] += 1;
    }

    /// A household at `severity` (1 to 4) from month `from` up to but not including `to`; `effects` has a bit for
    /// each effect that its episode meets.
    #[inline]
    pub fn count_stay(&mut self, effects: u64, severity: u8, from: Month, to: Month) {
        if from == to {
            return;
        }
        let severity = usize::from(severity) - 1;
        if severity == SEVERITIES - 1 {
            self.crisis[from as usize] += 1;
            self.crisis[to as usize] -= 1;
        }
        let mark = |month: Month| {
            ((month / MONTHS) as usize * self.rows, WHOLE + i64::from(month % MONTHS))
        };
        let ((first, begun), (last, ended)) = (mark(from), mark(to));
        self.marks[first][severity] -= begun;
        self.marks[last][severity] += ended;
        let mut left = effects;
        while left != 0 {
            let row = 1 + left.trailing_zeros() as usize;
            self.marks[first + row][severity] -= begun;
            self.marks[last + row][severity] += ended;
            left &= left - 1;
        }
    }

    /// Episodes that start in a year.
    pub fn onsets(&self, year: usize) -> i64 {
        self.onsets[year]
    }

    /// Household-months of all years by severity 1 to 4: for each year a row of all episodes, and then one of those
    /// that meet each effect.
    pub fn months(&self) -> Vec<Row> {
        let years = self.onsets.len();
        let mut months = vec![Row::default(); years * self.rows];
        for row in 0..self.rows {
            let mut whole = Row::default();
            for year in (0..=years).rev() {
                let place = year * self.rows + row;
                // The lower half of a mark has a sign of its own.
                let parts = self.marks[place].map(|mark| i64::from(mark as i32));
                // Behind the last year there are only marks.
                if let Some(months) = months.get_mut(place) {
                    let all =
                        |severity: usize| parts[severity] + whole[severity] * i64::from(MONTHS);
                    *months = std::array::from_fn(all);
                }
                for ((whole, mark), part) in whole.iter_mut().zip(self.marks[place]).zip(parts) {
                    *whole += (mark - part) / WHOLE;
                }
            }
        }
        months
    }

    /// Households in crisis, month by month.
    pub fn crisis(&self) -> impl Iterator<Item = i64> {
        let months = &self.crisis[..self.crisis.len() - 1];
        months.iter().scan(0, |now, change| {
            *now += i64::from(*change);
            Some(*now)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counted by hand: month 10 to 26 is 2 months of year 0, 12 of year 1 and 3 of year 2.
    #[test]
    fn a_stay_is_divided_over_its_years() {
        let mut occupancy = Occupancy::new(3, 2);
        occupancy.count_stay(0b10, 4, 10, 27);
        occupancy.count_stay(0b01, 1, 11, 12);
        occupancy.count_stay(0b11, 4, 12, 12);
        let months = occupancy.months();
        let years: Vec<Row> = months.iter().step_by(3).copied().collect();
        assert_eq!(years, [[1, 0, 0, 2], [0, 0, 0, 12], [0, 0, 0, 3]]);
        assert_eq!(months[1..3], [[1, 0, 0, 0], [0, 0, 0, 2]]);
        assert_eq!(months[4..6], [[0, 0, 0, 0], [0, 0, 0, 12]]);
        let crisis: Vec<i64> = occupancy.crisis().collect();
        assert_eq!(crisis.len(), 36);
        assert!((0..36).all(|month| crisis[month] == i64::from((10..27).contains(&month))));
    }

    #[test]
    fn onsets_are_counted_in_the_year_of_their_month() {
        let mut occupancy = Occupancy::new(2, 0);
        [0, 11, 12, 23].into_iter().for_each(|month| occupancy.count_onset(month));
        assert_eq!((occupancy.onsets(0), occupancy.onsets(1)), (2, 2));
    }
}
