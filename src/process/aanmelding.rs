//! Step 1: a question, problem or signal reaches the team.

use crate::domain::SEVERITIES;

#[derive(Clone, Debug, PartialEq)]
pub struct Aanmelding {
    /// Probability per month that the household itself asks, by severity 1 to 4.
    pub own_initiative: [f64; SEVERITIES],
    /// Probability per month of a signal by others before `outreach`, by severity 1 to 4.
    pub signal: [f64; SEVERITIES],
    /// Multiplies `signal`.
    pub outreach: f64,
}

impl Aanmelding {
    /// Probability per month that an unreported need of this severity (1 to 4) is reported.
    pub fn probability(&self, severity: usize) -> f64 {
        let signal = (self.signal[severity - 1] * self.outreach).min(1.0);
        1.0 - (1.0 - self.own_initiative[severity - 1]) * (1.0 - signal)
    }
}
