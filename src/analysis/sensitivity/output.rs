//! The numbers whose sensitivity is asked for.

use crate::analysis::{Measure, differences, levels};
use crate::study::{Header, SampleTable};
use serde::{Deserialize, Serialize};

/// A measure of one alternative: its level, or its difference with the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    pub measure: Measure,
    /// Index among the alternatives of the run.
    pub alternative: usize,
    /// The reference where this is a difference with it.
    pub against: Option<usize>,
}

/// The same in words, for results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputName {
    pub measure: String,
    pub alternative: String,
    pub against: Option<String>,
}

impl Output {
    /// Levels of all alternatives, and differences with the reference where there is one, of these measures.
    pub fn all(header: &Header, measures: &[Measure]) -> Vec<Self> {
        let reference = header.reference();
        let mut outputs = Vec::new();
        for &measure in measures {
            for alternative in 0..header.alternatives.len() {
                if !measure.is_difference() {
                    outputs.push(Self { measure, alternative, against: None });
                }
                if reference.is_some_and(|reference| reference != alternative) {
                    outputs.push(Self { measure, alternative, against: reference });
                }
            }
        }
        outputs
    }

    /// In every draw of a table; not a number where it does not exist.
    pub fn values(&self, table: &SampleTable) -> Vec<f64> {
        let of = if self.against.is_some() { differences } else { levels };
        let values = of(table, self.measure, self.alternative);
        values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect()
    }

    pub fn name(&self, header: &Header) -> OutputName {
        let id = |index: usize| header.alternatives[index].id.clone();
        OutputName {
            measure: self.measure.key().to_owned(),
            alternative: id(self.alternative),
            against: self.against.map(id),
        }
    }
}

impl OutputName {
    /// "net_present_value of scenario1 against nul".
    pub fn words(&self) -> String {
        match &self.against {
            None => format!("{} of {}", self.measure, self.alternative),
            Some(against) => format!("{} of {} against {against}", self.measure, self.alternative),
        }
    }
}
