//! A window on single households, for `wijkraming explain`. The engine runs the same with or without one.

use super::case::Case;
use crate::domain::RUNGS;
use crate::process::orientatie::Category;
use crate::units::Month;

/// One decision in the life of a household, with the probability it had.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// A need arose, with this probability in this month.
    Onset {
        probability: f64,
    },
    /// Severity and domains of the new need.
    Profile,
    /// The severity changed.
    Severity {
        from: u8,
        to: u8,
        worse: f64,
        better: f64,
    },
    /// The need was reported.
    Aanmelding {
        probability: f64,
    },
    Orientatie {
        category: Category,
        probability: f64,
    },
    /// Passed over in the queue because of pressure on the budget.
    PassedOver {
        probability: f64,
    },
    Gesprek {
        waited: Month,
    },
    /// A rung was chosen: the shares of the row, and the probabilities of each shift.
    Choice {
        rung: usize,
        row: [f64; RUNGS],
        kanteling: f64,
        upward: f64,
        steering: f64,
    },
    /// A lighter outcome of a review was carried through, or not.
    Lighter {
        carried_through: bool,
        probability: f64,
    },
    /// Support on a rung starts, with this multiplier of the hours.
    Support {
        rung: usize,
        multiplier: f64,
    },
    /// A resolved case was closed at a review, or not.
    Closing {
        closed: bool,
        probability: f64,
    },
    /// Back to the queue for a gesprek.
    BackToQueue,
    /// Directed by the team from now on.
    Directed,
    /// The episode ended.
    Ended,
}

pub trait Observer {
    /// Whether notes are made at all; false lets the compiler drop them.
    const ACTIVE: bool;

    fn note(&mut self, case: &Case, month: Month, note: Note);

    /// The cases of one team at the end of a month, before its reviews.
    fn month_end(&mut self, cases: &[Case], month: Month);
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    const ACTIVE: bool = false;

    fn note(&mut self, _case: &Case, _month: Month, _note: Note) {}

    fn month_end(&mut self, _cases: &[Case], _month: Month) {}
}
