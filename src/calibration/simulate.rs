//! The figures of the targets by simulation: draws on all cores, in a fixed order, and only as many years as the
//! targets ask for.
//!
//! A realisation of fewer years is the beginning of one of more years. It sees a scenario through
//! [`crate::study::Model`] and must not know what is observed.

use rayon::prelude::*;

use super::outputs::Outputs;
use super::targets::{Target, Targets};
use crate::engine::{Parameters, Realisation, Scratch, realise_switching};
use crate::study::{Model, SampleMatrix};

/// A model with what is looked at in it.
pub struct Bench<'a> {
    model: &'a dyn Model,
    targets: &'a [Target],
    /// The alternatives that targets are about.
    alternatives: Vec<usize>,
    years: u32,
    seed: u64,
    /// Told of every realisation, from any thread.
    finished: &'a (dyn Fn() + Sync),
}

impl<'a> Bench<'a> {
    pub fn new(
        model: &'a dyn Model,
        targets: &'a Targets,
        seed: u64,
        finished: &'a (dyn Fn() + Sync),
    ) -> Self {
        Self {
            model,
            targets: &targets.targets,
            alternatives: targets.alternatives(),
            years: targets.years() as u32,
            seed,
            finished,
        }
    }

    /// Realisations that so many draws take.
    pub fn realisations(&self, draws: u64) -> u64 {
        draws * self.alternatives.len() as u64
    }

    /// The figures with these rows of quantities, on the threads of the current rayon pool; row i has the chance of
    /// draw `first` + i.
    pub fn outputs(&self, rows: &SampleMatrix, first: usize) -> Outputs {
        let by_draw: Vec<Vec<f64>> = (0..rows.draws)
            .into_par_iter()
            .with_max_len(1)
            .map_init(Scratch::default, |scratch, index| {
                self.draw(rows.row(index), (first + index) as u64, scratch)
            })
            .collect();
        Outputs::new(self.targets.len(), by_draw.concat())
    }

    fn draw(&self, row: &[f64], draw: u64, scratch: &mut Scratch) -> Vec<f64> {
        let mut figures = vec![0.0; self.targets.len()];
        for alternative in &self.alternatives {
            let realisation = self.realise(*alternative, row, draw, scratch);
            (self.finished)();
            let own = self.targets.iter().enumerate();
            for (place, target) in own.filter(|(_, target)| target.alternative == *alternative) {
                figures[place] = target.factor * target.measure.of(&realisation, &target.scope);
            }
        }
        figures
    }

    fn realise(
        &self,
        alternative: usize,
        row: &[f64],
        draw: u64,
        scratch: &mut Scratch,
    ) -> Realisation {
        let shortened = |parameters: Parameters| Parameters {
            years: parameters.years.min(self.years),
            ..parameters
        };
        let mut switches = self.model.switches(alternative, row);
        switches.retain(|later| later.year < self.years);
        for later in &mut switches {
            later.parameters.years = later.parameters.years.min(self.years);
        }
        let first = shortened(self.model.parameters(alternative, row));
        realise_switching(&first, &switches, self.seed, draw, scratch)
    }
}
