//! Step 4: the rung chosen at a gesprek or a review.

use crate::domain::{RUNGS, SEVERITIES};
use crate::stats::Categorical;

#[derive(Clone, Debug, PartialEq)]
pub struct Opstelling {
    /// Probabilities of rungs 0 to 4, by severity 1 to 4.
    pub rung: [[f64; RUNGS]; SEVERITIES],
    /// One rung lighter with probability `kanteling` times the network strength.
    pub kanteling: f64,
    /// One rung heavier with this probability (client choice).
    pub upward: f64,
}

/// The uniform numbers of one choice.
#[derive(Clone, Copy, Debug)]
pub struct ChoiceNumbers {
    pub rung: f64,
    pub kanteling: f64,
    pub upward: f64,
    pub steering: f64,
}

impl Opstelling {
    /// The rows as categories, by severity 1 to 4.
    pub fn rows(&self) -> [Categorical<RUNGS>; SEVERITIES] {
        self.rung.map(Categorical::new)
    }

    /// The rung chosen: that of the row of the severity, then kanteling, client choice and steering in that order.
    pub fn choose(
        &self,
        row: &Categorical<RUNGS>,
        network: f64,
        steering: f64,
        u: ChoiceNumbers,
    ) -> usize {
        let mut rung = row.pick(u.rung);
        if rung > 0 && u.kanteling < self.kanteling * network {
            rung -= 1;
        }
        if rung < RUNGS - 1 && u.upward < self.upward {
            rung += 1;
        }
        if rung > 1 && u.steering < steering {
            rung -= 1;
        }
        rung
    }
}
