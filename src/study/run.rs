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

/// Units computed together at least; few enough to keep memory flat.
const UNITS_AT_ONCE: usize = 64;

/// Jobs computed together for each thread: enough to keep all at work while some take longer.
const JOBS_PER_THREAD: usize = 4;

/// Some alternatives, by their place in the plan, in one draw.
type Job = (u64, Range<usize>);

/// The alternatives of a draw in one go, because they share its households; one by one where there are too few draws
/// to keep all threads at work.
fn jobs(plan: &Plan, threads: usize) -> Vec<Job> {
    let alternatives = plan.alternatives.len();
    let draws = (plan.draws.end - plan.draws.start) as usize;
    let size = if draws < JOBS_PER_THREAD * threads { 1 } else { alternatives };
    let of_draw = |draw| (0..alternatives).step_by(size.max(1)).map(move |place| (draw, place));
    let jobs = plan.draws.clone().flat_map(of_draw);
    jobs.map(|(draw, place)| (draw, place..place + size)).collect()
}

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
    let compute = |(draw, places): &Job, scratch: &mut Scratch| -> Vec<(usize, Unit)> {
        let row = sample.row(*draw as usize);
        let unit = |place: usize| {
            let alternative = plan.alternatives[place];
            let unit = Unit::compute(model, alternative, *draw, row, plan.seed, scratch);
            finished();
            (place, unit)
        };
        places.clone().map(unit).collect()
    };
    let compute_all = |jobs: &[Job]| -> Vec<Vec<(usize, Unit)>> {
        let jobs = jobs.par_iter().with_max_len(1);
        jobs.map_init(Scratch::default, |scratch, job| compute(job, scratch)).collect()
    };
    let mut hand_over = |units: &[Vec<(usize, Unit)>]| -> Result<(), E> {
        units.iter().flatten().try_for_each(|(place, unit)| accept(*place, unit))
    };
    let threads = rayon::current_num_threads();
    let jobs = jobs(plan, threads);
    let units_of_job = jobs.first().map_or(1, |(_, places)| places.len());
    let at_once = (UNITS_AT_ONCE / units_of_job).max(JOBS_PER_THREAD * threads);
    let mut done = Vec::new();
    for chunk in jobs.chunks(at_once) {
        let (result, computed) = rayon::join(|| hand_over(&done), || compute_all(chunk));
        result?;
        done = computed;
    }
    hand_over(&done)
}
