//! The overlay of a calibration: a small scenario file that extends the calibrated one.
//!
//! After a fit it holds the fitted values, each with its source and its uncertainty; after a Bayesian calibration it
//! names the file of the posterior. Comments in it show how well the targets are met. Its words are Dutch, as those of
//! scenarios. It must not compute.

mod fitted;
mod lines;

use std::fmt::Write;

pub use fitted::{Values, fitted};
pub use lines::Lines;

use crate::scenario::Scenario;
use toml::Value;

/// What a starting scenario of `new` has behind its title, so that every report of it says so.
const NOT_YET: &str = ", niet gekalibreerd";

/// An overlay before it is text.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// Lines of comment at its head.
    pub comments: Vec<String>,
    /// The calibrated scenario, as seen from the overlay.
    pub extends: String,
    pub title: String,
    pub lines: Lines,
    /// Rank correlations, those of the scenario included; none leaves the scenario's own as they are.
    pub correlations: Vec<(String, String, f64)>,
    /// File of the posterior, as seen from the overlay.
    pub posterior: Option<String>,
}

impl Overlay {
    /// An overlay that says what was set when the scenario was calibrated.
    pub fn new(scenario: &Scenario, extends: String, comments: Vec<String>) -> Self {
        let base = base_of(scenario);
        let mut lines = Lines::default();
        for set in scenario.sets() {
            let (path, text) = set.split_once('=').unwrap_or((set, ""));
            // Options of the calibration itself are no part of the scenario.
            let own = ["draws", "seed", "replications", "batches"];
            let own = path.trim().strip_prefix("sampling.").is_some_and(|key| own.contains(&key));
            if !own {
                lines.set(&base, path.trim(), value_of(text.trim()));
            }
        }
        let title = format!("{} (gekalibreerd)", scenario.title.trim_end_matches(NOT_YET));
        Self { comments, extends, title, lines, correlations: Vec::new(), posterior: None }
    }

    /// Adds settings as for `--set`.
    pub fn settings(&mut self, scenario: &Scenario, settings: &[(String, String)]) {
        let base = base_of(scenario);
        for (path, text) in settings {
            self.lines.set(&base, path, value_of(text));
        }
    }

    /// The file.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.comments {
            let _ = writeln!(text, "{}", format!("# {line}").trim_end());
        }
        let _ = writeln!(text, "extends = {}", Value::String(self.extends.clone()));
        let _ = writeln!(text, "title = {}\n", Value::String(self.title.clone()));
        let mut lines = self.lines.clone();
        if !self.correlations.is_empty() {
            lines.remove("sampling.correlations");
        }
        text.push_str(&lines.text());
        if let Some(file) = &self.posterior {
            let _ = writeln!(text, "sampling.posterior = {}", Value::String(file.clone()));
        }
        if !self.correlations.is_empty() {
            text.push_str("\nsampling.correlations = [\n");
            for (one, other, coefficient) in &self.correlations {
                let (one, other) = (Value::String(one.clone()), Value::String(other.clone()));
                let _ = writeln!(
                    text,
                    "  {{ quantities = [{one}, {other}], coefficient = {coefficient:?} }},"
                );
            }
            text.push_str("]\n");
        }
        text
    }
}

/// The scenario with all that it extends, as plain values.
pub(super) fn base_of(scenario: &Scenario) -> Value {
    Value::Table(scenario.merged_toml().parse().unwrap_or_default())
}

/// The value of a `--set`; a bare word is a text, as there.
fn value_of(text: &str) -> Value {
    let parsed = format!("value = {text}").parse::<toml::Table>();
    let value = parsed.ok().and_then(|mut table| table.remove("value"));
    value.unwrap_or_else(|| Value::String(text.to_owned()))
}
