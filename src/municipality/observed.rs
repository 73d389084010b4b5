//! What was observed of the clients of a municipality. It must not predict anything: that is `need_model`.

use super::data::{Gemeente, OpenData};
use super::need_model::young_share;

/// Persons with support in a year, per 1,000 inhabitants (CBS, Kerncijfers wijken en buurten).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ObservedClients {
    pub year: i32,
    /// Persons with a Wmo provision.
    pub wmo: f64,
    /// Persons with youth care, per 1,000 inhabitants of any age. Some have a Wmo provision too.
    pub youth: f64,
}

impl ObservedClients {
    /// In the last year in which CBS has both figures of the municipality of today, or of every part of it.
    pub fn of(data: &OpenData, code: &str) -> Option<Self> {
        data.years().iter().rev().find_map(|year| Self::in_year(data, &data.rows(code, *year)))
    }

    /// Of rows of one year, weighted by inhabitants; none where one has no figure.
    pub fn in_year(data: &OpenData, rows: &[&Gemeente]) -> Option<Self> {
        let complete = |row: &&&Gemeente| row.wmo_per_1000 > 0.0 && row.youth > 0.0;
        let year = rows.first()?.year;
        if rows.iter().filter(complete).count() < rows.len() {
            return None;
        }
        let inhabitants: f64 = rows.iter().map(|row| row.inhabitants).sum();
        let mean = |of: &dyn Fn(&Gemeente) -> f64| {
            rows.iter().map(|row| of(row) * row.inhabitants).sum::<f64>() / inhabitants
        };
        Some(Self {
            year,
            wmo: mean(&|row| row.wmo_per_1000),
            // Per cent of the young, to per thousand of all.
            youth: mean(&|row| row.youth * 10.0 * young_share(data, row)),
        })
    }

    /// Both together; who has both counts twice.
    pub fn all(&self) -> f64 {
        self.wmo + self.youth
    }
}
