//! What a run has too few draws for, and how many rows of quantities it would take.
//!
//! Outer quantiles rest on the draws beyond them, and chances near 0 or 1 on the few draws that go the other way. The
//! relative error of a number of draws n that are expected is about 1 / sqrt(n): with 10 it is a third, with 50 a
//! seventh.

use super::{Chance, Draws, overrun};
use crate::study::SampleTable;

/// Rows beyond the 5% and the 95% up to which these are said to rest on few, and how many are enough.
pub const FEW_BEYOND: f64 = 10.0;
pub const ENOUGH_BEYOND: f64 = 50.0;
/// Draws on the rarer side of a chance below which it is said to rest on few, and how many are enough.
pub const FEW_EVENTS: f64 = 5.0;
pub const ENOUGH_EVENTS: f64 = 10.0;

/// What rests on few draws; none of both where nothing does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shortage {
    pub quantiles: Option<FewBeyond>,
    pub chances: Option<FewEvents>,
}

/// The 5% and the 95% rest on few rows of quantities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FewBeyond {
    /// Expected beyond each of them.
    pub beyond: f64,
    /// Rows with which there are [`ENOUGH_BEYOND`].
    pub needed: u64,
}

/// Chances of overrun of an area in an average year that rest on few draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FewEvents {
    pub few: usize,
    /// All such chances.
    pub all: usize,
    /// The one that rests on the fewest, the first of them.
    pub rarest: Rarest,
    /// Rows with which it would rest on [`ENOUGH_EVENTS`]; where it rests on none, ten times as many as there are.
    pub needed: u64,
}

/// A chance near 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rarest {
    pub area: usize,
    pub alternative: usize,
    pub chance: Chance,
    /// Draws, or parts of one, on the rarer side: with an overrun where the chance is below a half, without one above.
    pub events: f64,
}

impl Shortage {
    pub fn of(table: &SampleTable) -> Self {
        // Draws of chance from the same row of quantities say little of the quantities.
        let rows = Draws::of(table).clusters().count() as u64;
        Self { quantiles: few_beyond(rows), chances: few_events(table, rows) }
    }
}

fn few_beyond(rows: u64) -> Option<FewBeyond> {
    let beyond = 0.05 * rows as f64;
    (rows > 1 && beyond <= FEW_BEYOND)
        .then(|| FewBeyond { beyond, needed: (ENOUGH_BEYOND / 0.05).round() as u64 })
}

fn few_events(table: &SampleTable, rows: u64) -> Option<FewEvents> {
    let draws = table.draws.len() as f64;
    let by_area = overrun(table);
    let all = || {
        let areas = by_area.iter().enumerate();
        areas.flat_map(|(area, chances)| {
            let chances = chances.iter().enumerate();
            chances.map(move |(alternative, known)| {
                let chance = known.average_year;
                let events = chance.p.min(1.0 - chance.p) * draws;
                Rarest { area, alternative, chance, events }
            })
        })
    };
    // Sums of shares are exact to some digits only.
    let few: Vec<Rarest> = all().filter(|chance| chance.events < FEW_EVENTS - 1e-9).collect();
    let rarest = *few.iter().reduce(|a, b| if b.events < a.events { b } else { a })?;
    let times = if rarest.events < 1e-9 { 10.0 } else { ENOUGH_EVENTS / rarest.events };
    let needed = rounded_up(rows as f64 * times);
    (rows > 1).then(|| FewEvents { few: few.len(), all: all().count(), rarest, needed })
}

/// To two significant digits.
fn rounded_up(number: f64) -> u64 {
    let mut unit = 1;
    while number / unit as f64 >= 100.0 {
        unit *= 10;
    }
    (number / unit as f64 - 1e-9).ceil() as u64 * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_rest_on_few_rows_up_to_two_hundred() {
        assert_eq!(few_beyond(1), None, "one draw has no quantiles to speak of");
        assert_eq!(few_beyond(60), Some(FewBeyond { beyond: 3.0, needed: 1000 }));
        assert_eq!(few_beyond(200), Some(FewBeyond { beyond: 10.0, needed: 1000 }));
        assert_eq!(few_beyond(201), None);
    }

    #[test]
    fn numbers_of_draws_are_rounded_up_to_two_digits() {
        for (number, expected) in
            [(7.0, 7), (99.2, 100), (600.0, 600), (601.0, 610), (12_345.0, 13_000)]
        {
            assert_eq!(rounded_up(number), expected);
        }
    }
}
