//! Outputs at many points: each point is a value of every quantity and a draw of chance.

use rayon::prelude::*;

use crate::analysis::Measure;
use crate::analysis::sensitivity::{Output, OutputName};
use crate::engine::Scratch;
use crate::study::{Header, Model, SampleTable, Unit, sampling};

/// Where the outputs are asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// A value of every quantity of the model.
    pub sample: Vec<f64>,
    /// Chance: points with the same draw share households, onsets and every number behind a decision.
    pub draw: u64,
}

/// A model, and what is looked at in it.
pub struct Evaluator<'a> {
    model: &'a dyn Model,
    seed: u64,
    /// Indices in the model.
    alternatives: Vec<usize>,
    pub header: Header,
    pub outputs: Vec<Output>,
}

impl<'a> Evaluator<'a> {
    /// All outputs of these measures for some alternatives of a model.
    pub fn new(
        model: &'a dyn Model,
        alternatives: Vec<usize>,
        measures: &[Measure],
        seed: u64,
    ) -> Self {
        let central = sampling::central(model.quantities());
        let header = Header::new(model, &alternatives, &central);
        let outputs = Output::all(&header, measures);
        Self { model, seed, alternatives, header, outputs }
    }

    pub fn model(&self) -> &'a dyn Model {
        self.model
    }

    pub fn alternatives(&self) -> &[usize] {
        &self.alternatives
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    pub fn names(&self) -> Vec<OutputName> {
        self.outputs.iter().map(|output| output.name(&self.header)).collect()
    }

    /// Realisations that `points` points take.
    pub fn realisations(&self, points: u64) -> u64 {
        points.saturating_mul(self.alternatives.len() as u64)
    }

    /// The outputs, by output and then point, on the threads of the current rayon pool: the same bits for any number
    /// of threads. `finished` is told of every realisation.
    pub fn evaluate(
        &self,
        points: usize,
        point: &(dyn Fn(usize) -> Point + Sync),
        finished: &(dyn Fn() + Sync),
    ) -> Vec<Vec<f64>> {
        let by_point: Vec<Vec<f64>> = (0..points)
            .into_par_iter()
            .with_max_len(1)
            .map_init(Scratch::default, |scratch, index| {
                let Point { sample, draw } = point(index);
                let mut table = SampleTable::new(self.header.clone());
                for (place, &alternative) in self.alternatives.iter().enumerate() {
                    let unit =
                        Unit::compute(self.model, alternative, draw, &sample, self.seed, scratch);
                    table.accept(place, &unit);
                    finished();
                }
                self.outputs.iter().flat_map(|output| output.values(&table)).collect()
            })
            .collect();
        let column = |output: usize| by_point.iter().map(|values| values[output]).collect();
        (0..self.outputs.len()).map(column).collect()
    }
}
