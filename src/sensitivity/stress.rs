//! Every alternative under every stress, beside the same draws without it.

use super::{Evaluator, Point};
use crate::analysis::sensitivity::stress::{Stressed, line};
use crate::analysis::{Draws, Measure};
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

/// Draws with their quantities: a value for every quantity of the stressed models, those of the unstressed one first.
pub struct Drawn {
    pub sample: SampleMatrix,
    /// Which draws belong together.
    pub draws: Draws,
}

/// Simulates draws without and with each stress.
pub fn stress(
    unstressed: &Evaluator,
    shocks: &[Shock],
    measures: &[Measure],
    drawn: &Drawn,
    finished: &(dyn Fn() + Sync),
) -> Vec<Stressed> {
    let sample = &drawn.sample;
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
            lines: names
                .filter_map(|(name, (plain, values))| line(name, plain, values, &drawn.draws))
                .collect(),
        }
    };
    shocks.iter().map(under).collect()
}
