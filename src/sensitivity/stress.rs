//! Every alternative under every stress, beside the same draws without it.

use super::{Evaluator, Point};
use crate::analysis::Measure;
use crate::analysis::sensitivity::stress::{Stressed, line};
use crate::study::{Model, SampleMatrix};

/// A stress test: what it is called, and the model under it.
pub struct Shock<'a> {
    pub id: String,
    pub title: String,
    pub start_year: i32,
    pub source: Option<String>,
    pub note: Option<String>,
    pub model: &'a dyn Model,
}

/// Simulates the draws of a sample without and with each stress. The sample has a value for every quantity of the
/// stressed models, those of the unstressed one first.
pub fn stress(
    unstressed: &Evaluator,
    shocks: &[Shock],
    measures: &[Measure],
    sample: &SampleMatrix,
    finished: &(dyn Fn() + Sync),
) -> Vec<Stressed> {
    let point = |draw: usize| Point { sample: sample.row(draw).to_vec(), draw: draw as u64 };
    let plain = unstressed.evaluate(sample.draws, &point, finished);
    let under = |shock: &Shock| {
        let alternatives = unstressed.alternatives().to_vec();
        let evaluator = Evaluator::new(shock.model, alternatives, measures, unstressed.seed());
        let values = evaluator.evaluate(sample.draws, &point, finished);
        let names = evaluator.names().into_iter().zip(plain.iter().zip(&values));
        Stressed {
            id: shock.id.clone(),
            title: shock.title.clone(),
            start_year: shock.start_year,
            source: shock.source.clone(),
            note: shock.note.clone(),
            lines: names.filter_map(|(name, (plain, values))| line(name, plain, values)).collect(),
        }
    };
    shocks.iter().map(under).collect()
}
