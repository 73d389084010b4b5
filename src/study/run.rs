//! Runs a plan: every alternative in every draw, on all cores, handed over in a fixed order.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard};

use rayon::Scope;

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

/// Units computed or waiting to be handed over at most, where threads are few; few enough to keep memory flat.
const UNITS_AT_ONCE: usize = 64;

/// Jobs begun and not yet handed over, at most, for each thread: enough to keep all at work while one takes longer.
const JOBS_PER_THREAD: usize = 4;

/// Some alternatives, by their place in the plan, in one draw.
type Job = (u64, Range<usize>);

/// Units with the place of their alternative in the plan.
type Computed = Vec<(usize, Unit)>;

/// Whoever takes the units over.
type Accept<'a, E> = dyn FnMut(usize, &Unit) -> Result<(), E> + Send + 'a;

/// Alternatives of a draw that make one job: all, because they share its households; one by one where there are too
/// few draws to keep all threads at work.
fn alternatives_of_job(plan: &Plan, threads: usize) -> usize {
    let draws = (plan.draws.end - plan.draws.start) as usize;
    if draws < JOBS_PER_THREAD * threads { 1 } else { plan.alternatives.len().max(1) }
}

fn jobs(plan: &Plan, size: usize) -> impl Iterator<Item = Job> + Send {
    let alternatives = plan.alternatives.len();
    let of_draw =
        move |draw| (0..alternatives).step_by(size).map(move |place| (draw, place..place + size));
    plan.draws.clone().flat_map(of_draw)
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
    let compute = |(draw, places): Job, scratch: &mut Scratch| -> Computed {
        let row = sample.row(draw as usize);
        let unit = |place: usize| {
            let alternative = plan.alternatives[place];
            let unit = Unit::compute(model, alternative, draw, row, plan.seed, scratch);
            finished();
            (place, unit)
        };
        places.map(unit).collect()
    };
    let threads = rayon::current_num_threads();
    let size = alternatives_of_job(plan, threads);
    let window = Window {
        compute: &compute,
        threads,
        length: (UNITS_AT_ONCE / size).max(JOBS_PER_THREAD * threads),
        state: Mutex::new(State {
            jobs: Box::new(jobs(plan, size)),
            first: 0,
            begun: VecDeque::new(),
            at_work: 0,
            scratches: Vec::new(),
            accept: Some(accept),
            error: None,
        }),
    };
    rayon::scope(|scope| window.begin_jobs(&mut window.lock(), scope));
    let state = window.state.into_inner().expect("nothing panics while it holds the state");
    state.error.map_or(Ok(()), Err)
}

/// The jobs that have been begun and not yet handed over. No thread waits for another: whoever finishes a job begins
/// new ones, and hands over what is next in the order, unless another thread is at that.
struct Window<'a, E> {
    compute: &'a (dyn Fn(Job, &mut Scratch) -> Computed + Sync),
    threads: usize,
    length: usize,
    state: Mutex<State<'a, E>>,
}

struct State<'a, E> {
    /// Those not begun yet.
    jobs: Box<dyn Iterator<Item = Job> + Send + 'a>,
    /// Number of the first job in `begun`.
    first: usize,
    /// Nothing where a job is still at work.
    begun: VecDeque<Option<Computed>>,
    at_work: usize,
    /// Memory of jobs that are done, for later ones.
    scratches: Vec<Scratch>,
    /// Gone while a thread hands over.
    accept: Option<&'a mut Accept<'a, E>>,
    error: Option<E>,
}

impl<E> State<'_, E> {
    /// The units that are next in the order, if they have been computed.
    fn take_first(&mut self) -> Option<Computed> {
        self.begun.front()?.as_ref()?;
        self.first += 1;
        self.begun.pop_front().flatten()
    }
}

impl<'a, E: Send> Window<'a, E> {
    fn lock(&self) -> MutexGuard<'_, State<'a, E>> {
        self.state.lock().expect("nothing panics while it holds the state")
    }

    /// Puts all threads to work, as far as the window allows.
    fn begin_jobs<'s>(&'s self, state: &mut State<'a, E>, scope: &Scope<'s>) {
        let room = |state: &State<'a, E>| {
            state.error.is_none() && state.at_work < self.threads && state.begun.len() < self.length
        };
        while room(state) {
            let Some(job) = state.jobs.next() else { return };
            let number = state.first + state.begun.len();
            state.begun.push_back(None);
            state.at_work += 1;
            scope.spawn(move |scope| self.work(scope, number, job));
        }
    }

    fn work<'s>(&'s self, scope: &Scope<'s>, number: usize, job: Job) {
        let mut scratch = self.lock().scratches.pop().unwrap_or_default();
        let computed = (self.compute)(job, &mut scratch);
        let mut state = self.lock();
        state.scratches.push(scratch);
        state.at_work -= 1;
        let place = number - state.first;
        state.begun[place] = Some(computed);
        self.begin_jobs(&mut state, scope);
        if let Some(accept) = state.accept.take() {
            self.hand_over(state, scope, accept);
        }
    }

    fn hand_over<'s>(
        &'s self,
        mut state: MutexGuard<'s, State<'a, E>>,
        scope: &Scope<'s>,
        accept: &'a mut Accept<'a, E>,
    ) {
        while let Some(computed) = state.take_first() {
            self.begin_jobs(&mut state, scope);
            drop(state);
            let result = computed.iter().try_for_each(|(place, unit)| accept(*place, unit));
            drop(computed);
            state = self.lock();
            if let Err(error) = result {
                state.error = Some(error);
                return;
            }
        }
        state.accept = Some(accept);
    }
}
