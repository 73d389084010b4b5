//! Step 2: simple, gesprek or complex; and the sectoral desk for cases outside the team's focus.

use crate::domain::SEVERITIES;

#[derive(Clone, Debug, PartialEq)]
pub struct Orientatie {
    /// Team hours per aanmelding.
    pub hours: f64,
    /// Probability that the question is settled with a referral, by severity 1 to 4.
    pub simple_share: [f64; SEVERITIES],
    /// Probability that it goes straight to the specialised case manager, by severity 1 to 4.
    pub complex_share: [f64; SEVERITIES],
    /// Cases with fewer domains go to the sectoral desk instead of the team.
    pub focus_min_domains: u32,
}

/// Where an aanmelding goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    Simple,
    Complex,
    Sectoral,
    Gesprek,
}

impl Orientatie {
    /// The category that a uniform number `u` gives.
    pub fn category(&self, severity: usize, domains: u32, u: f64) -> Category {
        let simple = self.simple_share[severity - 1];
        if u < simple {
            Category::Simple
        } else if u < simple + self.complex_share[severity - 1] {
            Category::Complex
        } else if domains < self.focus_min_domains {
            Category::Sectoral
        } else {
            Category::Gesprek
        }
    }
}
