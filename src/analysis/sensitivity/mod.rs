//! How outcomes depend on the uncertain quantities: estimators on numbers that were evaluated elsewhere. Plain
//! results that serialise, so that a report can draw them.
//!
//! | file | what |
//! | --- | --- |
//! | `output` | the numbers that are looked at: measures of alternatives |
//! | `sobol` | shares of variance from a Saltelli design, with bootstrap intervals |
//! | `given` | first-order shares from any random sample, such as a run |
//! | `tornado` | one quantity at a time |
//! | `grid` | two quantities on a grid |
//! | `turning` | where a sign or a ranking turns |
//! | `stress` | stressed against unstressed, draw by draw |
//!
//! It must not simulate, nor know scenarios.

pub mod given;
pub mod grid;
pub mod output;
pub mod sobol;
pub mod stress;
pub mod tornado;
pub mod turning;

pub use output::{Output, OutputName};

use crate::stats::summary;
use serde::{Deserialize, Serialize};

/// A mean with its Monte Carlo standard error; none with one value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mean {
    pub mean: f64,
    pub standard_error: Option<f64>,
}

impl Mean {
    /// Of the values that exist; none where there is none.
    pub fn of(values: &[f64]) -> Option<Self> {
        let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        let mean = summary::mean(&known)?;
        Some(Self { mean, standard_error: summary::standard_error(&known) })
    }

    /// More than two standard errors above or below zero; not known without an error.
    pub fn is_beyond_two_errors(&self) -> bool {
        summary::is_beyond_two_errors(self.mean, self.standard_error)
    }
}

/// `a` minus `b`, pair by pair.
pub fn paired(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}
