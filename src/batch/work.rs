//! The units of a batch on the cores of one machine: claimed, computed, kept. Units that fail do not stop the others.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::compute::{UnitError, compute_with};
use super::records::UnitManifest;
use super::session::Session;
use super::space;
use super::store::State;
use super::unit::UnitJob;
use crate::tables::TableError;

/// How the work is done.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Units computed at once; their realisations use all threads of the pool.
    pub at_once: usize,
    /// Stop at the first unit that fails.
    pub fail_fast: bool,
}

/// What is told while the work goes on, from any thread.
pub trait Watch: Sync {
    /// Seconds since some moment.
    fn now(&self) -> f64;
    /// So many household-months were simulated.
    fn simulated(&self, _household_months: u64) {}
    /// A unit was there already, was computed here, or was computed by another process.
    fn done(&self, _job: &UnitJob, _how: Done) {}
    /// Files of a unit that was done are damaged; it is computed again.
    fn damaged(&self, _job: &UnitJob, _why: &str) {}
    fn failed(&self, _job: &UnitJob, _error: &UnitError) {}
}

/// How a unit came to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    Kept,
    Computed,
    Elsewhere,
}

/// How the work has ended.
#[derive(Debug, Default)]
pub struct Ended {
    pub kept: u64,
    pub computed: u64,
    pub elsewhere: u64,
    /// By unit, in the order of the plan.
    pub failed: Vec<(String, UnitError)>,
    /// Units that were not looked at: the work was stopped.
    pub left: u64,
    /// Why it was stopped, where results could not be kept.
    pub stopped: Option<TableError>,
    pub uniforms: u64,
    pub household_months: u64,
}

/// Waiting for units that other processes compute.
const PAUSE: Duration = Duration::from_millis(100);

/// Computes what is not done yet, on the threads of the current rayon pool.
pub fn work(session: &Session, units: &[&UnitJob], options: Options, watch: &dyn Watch) -> Ended {
    let mut order: Vec<usize> = (0..units.len()).collect();
    // Large units first: small ones fill the end.
    order.sort_by_key(|unit| std::cmp::Reverse(UnitManifest::household_months(units[*unit])));
    let queue = Queue { ahead: order.into(), elsewhere: VecDeque::new(), busy: 0 };
    let shop = Shop {
        session,
        units,
        options,
        watch,
        queue: Mutex::new(queue),
        ended: Mutex::new((Ended::default(), Vec::new())),
        stop: AtomicBool::new(false),
    };
    // One loop per thread and no more: a thread that waits within a unit takes realisations of other units, never
    // another loop.
    rayon::broadcast(|context| {
        if context.index() < options.at_once {
            shop.turn();
        }
    });
    shop.finish()
}

struct Queue {
    /// Not looked at.
    ahead: VecDeque<usize>,
    /// Computed by other processes when we looked.
    elsewhere: VecDeque<usize>,
    /// Loops of this process that compute a unit.
    busy: usize,
}

struct Shop<'a> {
    session: &'a Session,
    units: &'a [&'a UnitJob],
    options: Options,
    watch: &'a dyn Watch,
    queue: Mutex<Queue>,
    /// With the places of the units that failed.
    ended: Mutex<(Ended, Vec<(usize, UnitError)>)>,
    stop: AtomicBool,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shop<'_> {
    /// Takes unit after unit until there are none.
    fn turn(&self) {
        while !self.stop.load(Ordering::Relaxed) {
            let Some((unit, again)) = self.next() else { break };
            if again {
                std::thread::sleep(PAUSE);
            }
            if let Err(error) = self.unit(unit, again) {
                self.stop.store(true, Ordering::Relaxed);
                locked(&self.ended).0.stopped.get_or_insert(error);
                locked(&self.queue).ahead.push_back(unit);
            }
        }
    }

    /// The next unit, and whether another process computed it when we looked last.
    fn next(&self) -> Option<(usize, bool)> {
        let mut queue = locked(&self.queue);
        match queue.ahead.pop_front() {
            Some(unit) => Some((unit, false)),
            None => queue.elsewhere.pop_front().map(|unit| (unit, true)),
        }
    }

    fn unit(&self, unit: usize, again: bool) -> Result<(), TableError> {
        let job = self.units[unit];
        let done = if again { Done::Elsewhere } else { Done::Kept };
        if self.look(job, done)? == State::Done {
            return Ok(());
        }
        let Some(_claim) = self.session.claim(&job.key)? else {
            locked(&self.queue).elsewhere.push_back(unit);
            return Ok(());
        };
        // It may have been finished between the look and the claim.
        match self.look(job, Done::Elsewhere)? {
            State::Done => return Ok(()),
            State::Damaged(why) => self.watch.damaged(job, &why),
            State::Missing => {}
        }
        self.check_room(job)?;
        locked(&self.queue).busy += 1;
        let made = self.compute(unit, job);
        locked(&self.queue).busy -= 1;
        made
    }

    /// How a unit is; one that is done is counted.
    fn look(&self, job: &UnitJob, how: Done) -> Result<State, TableError> {
        let state = self.session.store.state(&job.key)?;
        if state == State::Done {
            let (ended, _) = &mut *locked(&self.ended);
            match how {
                Done::Kept => ended.kept += 1,
                Done::Elsewhere | Done::Computed => ended.elsewhere += 1,
            }
            self.watch.done(job, how);
        }
        Ok(state)
    }

    /// Refuses to begin a unit that could not be kept.
    fn check_room(&self, job: &UnitJob) -> Result<(), TableError> {
        let directory = self.session.store.directory();
        let busy = locked(&self.queue).busy as u64 + 1;
        let needed = space::disk(job).saturating_mul(busy) + space::SPARE_BYTES;
        check_room(directory, needed)
    }

    fn compute(&self, unit: usize, job: &UnitJob) -> Result<(), TableError> {
        let started = self.watch.now();
        let shape = &job.shape;
        let months = shape.households.saturating_mul(shape.years * 12);
        let tick = || self.watch.simulated(months);
        let made = catch_unwind(AssertUnwindSafe(|| compute_with(job, &tick)));
        let made = made.unwrap_or_else(|panic| Err(UnitError::Ours(words(panic.as_ref()))));
        match made {
            Ok(result) => {
                let seconds = self.watch.now() - started;
                let manifest = self.session.store.commit(job, &result, seconds)?;
                let (ended, _) = &mut *locked(&self.ended);
                ended.computed += 1;
                ended.uniforms += manifest.uniforms;
                ended.household_months += manifest.household_months;
                self.watch.done(job, Done::Computed);
            }
            Err(error) => {
                self.watch.failed(job, &error);
                locked(&self.ended).1.push((unit, error));
                if self.options.fail_fast {
                    self.stop.store(true, Ordering::Relaxed);
                }
            }
        }
        Ok(())
    }

    fn finish(self) -> Ended {
        let queue = self.queue.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (mut ended, mut failed) =
            self.ended.into_inner().unwrap_or_else(PoisonError::into_inner);
        failed.sort_by_key(|(unit, _)| *unit);
        let name = |unit: usize| self.units[unit].name();
        ended.failed = failed.into_iter().map(|(unit, error)| (name(unit), error)).collect();
        ended.left = (queue.ahead.len() + queue.elsewhere.len()) as u64;
        ended
    }
}

/// What a panic said.
fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// Refuses where a file system has less room than this.
pub fn check_room(directory: &std::path::Path, needed: u64) -> Result<(), TableError> {
    let Some(free) = space::free(directory) else { return Ok(()) };
    if free >= needed {
        return Ok(());
    }
    let shown = crate::scenario::estimate::bytes;
    let message = format!("has {} free, and the batch needs {}", shown(free), shown(needed));
    Err(TableError::new(directory, message).hint(
        "make room or give a directory elsewhere with --out; units that are done are kept, and the same command goes on",
    ))
}
