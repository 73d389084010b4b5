//! Natural course and the effect of support, step B of the model page.

use super::Provision;
use crate::domain::SEVERITIES;

#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Probability per month of becoming one step worse without support, by severity 1 to 4.
    pub worsen: [f64; SEVERITIES],
    /// Probability per month of becoming one step better without support, by severity 1 to 4.
    pub improve: [f64; SEVERITIES],
    /// Rung that a severity really needs, by severity 1 to 4.
    pub needed_rung: [usize; SEVERITIES],
    /// Effect left of support that is one rung too light; squared for two, and so on.
    pub under_fit: f64,
}

/// Probabilities of one month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub up: f64,
    pub down: f64,
}

impl Course {
    /// One month at `severity` (1 to 4), with support at a rung or without.
    pub fn step(&self, severity: usize, support: Option<(usize, &Provision)>) -> Step {
        let (worsen, improve) = (self.worsen[severity - 1], self.improve[severity - 1]);
        let (reduction, gain) = match support {
            None => (0.0, 0.0),
            Some((rung, provision)) => {
                let gap = self.needed_rung[severity - 1].saturating_sub(rung);
                let fit = self.under_fit.powi(gap as i32);
                (provision.worsen_reduction * fit, provision.improve_gain * fit)
            }
        };
        // At severity 4 there is no worse: the number u < up leaves it the same.
        let up = worsen * (1.0 - reduction);
        Step { up, down: (improve * (1.0 + gain)).min(1.0 - up) }
    }
}
