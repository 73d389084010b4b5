//! From measured pilots to what a run will take. Pure: no clock and no files.
//!
//! A run takes a time that does not depend on the draws (reading, charts, the report) and a time for each draw. Two
//! pilots of different size tell both; so it is with the size of the results. Memory is what the largest pilot held,
//! and what each further draw keeps.

use super::bench_measure::{Pilots, Speed};
use super::output::Budgets;
use super::rounds::months_fit;
use crate::scenario::Scenario;
use crate::study::{Header, Model, sampling};

/// A median with the least and the most beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    /// Of at least one value; not a number without any.
    pub fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let Some(most) = sorted.last().copied() else {
            return Self { median: f64::NAN, least: f64::NAN, most: f64::NAN };
        };
        let (below, above) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
        Self { median: f64::midpoint(below, above), least: sorted[0], most }
    }
}

/// The run that is foretold.
#[derive(Clone, Debug)]
pub struct Size {
    pub header: Header,
    /// Rows of quantities, and draws of chance for each.
    pub rows: u64,
    pub replications: u64,
    pub threads: usize,
    /// Whether the ends of months are stored.
    pub monthly: bool,
}

impl Size {
    /// All alternatives of a scenario.
    pub fn of(scenario: &Scenario, threads: usize) -> Self {
        let all: Vec<usize> = (0..scenario.alternatives().len()).collect();
        let header = Header::new(scenario, &all, &sampling::central(scenario.quantities()));
        let draws = scenario.sampling.all_draws();
        Self {
            rows: u64::from(scenario.sampling.draws),
            replications: u64::from(scenario.sampling.replications),
            threads,
            monthly: months_fit(&header, draws),
            header,
        }
    }

    pub fn draws(&self) -> u64 {
        self.rows * self.replications
    }

    pub fn realisations(&self) -> u64 {
        self.draws().saturating_mul(self.header.alternatives.len() as u64)
    }

    /// Household-months of one draw under all alternatives.
    pub fn household_months(&self) -> u64 {
        let each = self.header.households * self.header.months() as u64;
        each.saturating_mul(self.header.alternatives.len() as u64)
    }
}

/// One pilot: rows of quantities, and what each repeat of it took.
#[derive(Clone, Debug, PartialEq)]
pub struct Pilot {
    pub rows: u64,
    pub seconds: Vec<f64>,
    /// Size of the results on disk.
    pub bytes: u64,
}

/// What a run will take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    pub seconds: Spread,
    pub memory_bytes: u64,
    pub disk_bytes: u64,
    /// Memory that one more draw keeps.
    pub bytes_per_draw: u64,
    /// Whether the run leaves out summary and report.
    pub tables_only: bool,
}

impl Forecast {
    pub fn new(size: &Size, speed: &Speed, pilots: &Pilots) -> Self {
        let pilot_rows = pilots.all.last().map_or(0, |pilot| pilot.rows);
        let more = size.rows.saturating_sub(pilot_rows) * size.replications;
        let budgets = Budgets::fit(&size.header, size.realisations());
        let kept = if pilots.tables_only { 0 } else { speed.kept_per_draw(budgets) };
        // The quantities of every draw are there before the first is simulated.
        let per_draw = kept + speed.quantities as u64 * 8;
        Self {
            seconds: seconds(&pilots.all, size.rows),
            memory_bytes: pilots.memory_bytes.saturating_add(per_draw.saturating_mul(more)),
            disk_bytes: disk(&pilots.all, size.rows),
            bytes_per_draw: per_draw,
            tables_only: pilots.tables_only,
        }
    }
}

/// The value at `rows` on the line through two points; through the origin where there is one point only. Neither
/// what does not depend on the draws nor what a draw takes is less than nothing.
fn line((small, at_small): (f64, f64), (large, at_large): (f64, f64), rows: f64) -> f64 {
    if large <= small {
        return at_large / large * rows;
    }
    let each = ((at_large - at_small) / (large - small)).clamp(0.0, at_large / large);
    at_large - each * large + each * rows
}

/// The time of a run, repeat by repeat.
fn seconds(pilots: &[Pilot], rows: u64) -> Spread {
    let (Some(small), Some(large)) = (pilots.first(), pilots.last()) else {
        return Spread::of(&[]);
    };
    let repeats = small.seconds.iter().zip(&large.seconds);
    let foretold = repeats.map(|(at_small, at_large)| {
        line((small.rows as f64, *at_small), (large.rows as f64, *at_large), rows as f64)
    });
    Spread::of(&foretold.collect::<Vec<_>>())
}

fn disk(pilots: &[Pilot], rows: u64) -> u64 {
    let (Some(small), Some(large)) = (pilots.first(), pilots.last()) else { return 0 };
    let point = |pilot: &Pilot| (pilot.rows as f64, pilot.bytes as f64);
    line(point(small), point(large), rows as f64).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pilot(rows: u64, seconds: &[f64], bytes: u64) -> Pilot {
        Pilot { rows, seconds: seconds.to_vec(), bytes }
    }

    #[test]
    fn two_pilots_tell_what_is_fixed_and_what_each_draw_takes() {
        // 0.5 s and 0.01 s a draw; the second repeat half as fast in all.
        let pilots = [pilot(10, &[0.6, 1.2], 1_100), pilot(110, &[1.6, 3.2], 11_100)];
        let found = seconds(&pilots, 1_000);
        for (found, expected) in [(found.least, 10.5), (found.most, 21.0), (found.median, 15.75)] {
            assert!((found - expected).abs() < 1e-9, "{found} where {expected} is expected");
        }
        // 100 bytes and 100 a draw.
        assert_eq!(disk(&pilots, 1_000), 100_100);
    }

    #[test]
    fn one_pilot_is_taken_as_so_much_a_draw() {
        let pilots = [pilot(2, &[3.0], 10), pilot(2, &[3.0], 10)];
        assert_eq!(seconds(&pilots, 8), Spread { median: 12.0, least: 12.0, most: 12.0 });
        assert_eq!(disk(&pilots, 8), 40);
    }

    #[test]
    fn noise_never_makes_a_draw_or_the_rest_take_less_than_nothing() {
        // The larger pilot was faster: all is fixed.
        assert_eq!(line((10.0, 2.0), (40.0, 1.0), 400.0), 1.0);
        // More than in proportion: nothing is fixed.
        assert_eq!(line((10.0, 0.1), (40.0, 4.0), 400.0), 40.0);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        let spread = Spread::of(&[4.0, 1.0, 3.0, 10.0]);
        assert_eq!(spread, Spread { median: 3.5, least: 1.0, most: 10.0 });
        assert!(Spread::of(&[]).median.is_nan());
    }
}
