//! Runs a plan: every alternative in every draw, on all cores, handed over in a fixed order.

use std::ops::Range;

use rayon::prelude::*;

use super::model::Model;
use super::sampling::SampleMatrix;
use super::unit::Unit;
use crate::engine::Scratch;

/// What is to be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub seed: u64,
    /// The draws of this run, a part of those of the sampling design.
    pub draws: Range<u64>,
    /// Indices in [`Model::alternatives`], in file order.
    pub alternatives: Vec<usize>,
}

impl Plan {
    pub fn units(&self) -> u64 {
        (self.draws.end - self.draws.start) * self.alternatives.len() as u64
    }
}

/// Units computed together; small enough to keep memory flat, large enough to keep all cores at work.
const UNITS_AT_ONCE: usize = 64;

/// Runs the plan on the threads of the current rayon pool.
///
/// `sample` holds a row per draw of the whole design. `finished` is told of every unit, in any order and from any
/// thread. `accept` gets the units in order of draw and then alternative, whatever the number of threads;
/// it runs while the next units are computed. Stops at the first error of `accept`.
pub fn run<E: Send>(
    model: &dyn Model,
    plan: &Plan,
    sample: &SampleMatrix,
    finished: &(dyn Fn() + Sync),
    accept: &mut (dyn FnMut(usize, &Unit) -> Result<(), E> + Send),
) -> Result<(), E> {
    let jobs: Vec<(u64, usize)> = plan
        .draws
        .clone()
        .flat_map(|draw| (0..plan.alternatives.len()).map(move |place| (draw, place)))
        .collect();
    let compute = |jobs: &[(u64, usize)]| -> Vec<(usize, Unit)> {
        jobs.par_iter()
            .with_max_len(1)
            .map_init(Scratch::default, |scratch, &(draw, place)| {
                let row = sample.row(draw as usize);
                let alternative = plan.alternatives[place];
                let unit = Unit::compute(model, alternative, draw, row, plan.seed, scratch);
                finished();
                (place, unit)
            })
            .collect()
    };
    let mut done: Vec<(usize, Unit)> = Vec::new();
    let mut hand_over = |units: &[(usize, Unit)]| -> Result<(), E> {
        units.iter().try_for_each(|(place, unit)| accept(*place, unit))
    };
    for chunk in jobs.chunks(UNITS_AT_ONCE) {
        let (result, computed) = rayon::join(|| hand_over(&done), || compute(chunk));
        result?;
        done = computed;
    }
    hand_over(&done)
}
