//! Waiting times of monthly chances, without tossing a coin every month.
//!
//! An event with probability p(m) in month m happens in the first month at which the summed hazard
//! -ln(1 - p(m)) reaches a standard exponential number: exactly the distribution of tossing a coin a month.
//! When the probability changes on the way, what is left of the number counts on at the new hazard.

use crate::units::Month;

/// A month that never comes.
pub const NEVER: Month = Month::MAX;

/// Waits of more months than any run has count as endless.
const LONGEST: f64 = (1u32 << 20) as f64;

/// Hazard of a month in which something happens with probability `p`; infinite for a certain event.
pub fn hazard(p: f64) -> f64 {
    -libm::log1p(-p.min(1.0))
}

#[derive(Clone, Copy, Debug)]
pub struct Clock {
    left: f64,
    hazard: f64,
    /// First month not counted yet.
    next: Month,
    due: Month,
}

impl Clock {
    pub const STOPPED: Self = Self { left: 0.0, hazard: 0.0, next: 0, due: NEVER };

    /// Starts with month `next` as the first one in which the event may happen.
    #[inline]
    pub fn start(exponential: f64, next: Month, hazard: f64) -> Self {
        let mut clock = Self { left: exponential, hazard, next, due: NEVER };
        clock.aim();
        clock
    }

    /// Counts the months before `next` at the old hazard; from `next` on the new one holds.
    #[inline]
    pub fn change(&mut self, next: Month, hazard: f64) {
        let elapsed = next - self.next;
        if elapsed > 0 {
            self.left = (self.left - self.hazard * f64::from(elapsed)).max(0.0);
        }
        self.next = next;
        self.hazard = hazard;
        self.aim();
    }

    /// The month in which the event happens.
    #[inline]
    pub fn due(&self) -> Month {
        self.due
    }

    #[inline]
    fn aim(&mut self) {
        self.due = NEVER;
        if self.hazard > 0.0 {
            let whole_months = self.left / self.hazard;
            if whole_months < LONGEST {
                self.due = self.next + whole_months as Month;
            }
        }
    }
}
