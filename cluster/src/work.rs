//! What a worker does with a job: the only place that knows what is in it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rayon::ThreadPool;

use crate::failure::Failure;
use crate::wire::{self, Column, Provenance, Row, Unit};

/// From a unit to the columns of its result, or why it cannot be computed. A pure function: the same unit gives the
/// same bits on every machine.
pub type Compute = fn(&Unit) -> Result<Vec<Column>, String>;

/// A machine that computes units, one on each core.
pub struct Worker {
    pub name: String,
    pub cores: usize,
    compute: Compute,
    /// A pool of one thread for each core that is free: what a unit does in parallel stays on its own core, and does
    /// not get in the way of its neighbours. Made at the start, because threads have the priority of the one that makes
    /// them, and the engine lowers that of its own.
    free: Mutex<Vec<ThreadPool>>,
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Worker({}, {} cores)", self.name, self.cores)
    }
}

impl Worker {
    /// Error: the machine has no threads left.
    pub fn new(name: String, cores: usize, compute: Compute) -> Result<Arc<Self>, Failure> {
        let pools = (0..cores)
            .map(|_| one_thread())
            .collect::<Result<_, _>>()
            .map_err(|error| Failure::ours(format!("no threads for {cores} cores: {error}")))?;
        Ok(Arc::new(Self { name, cores, compute, free: Mutex::new(pools) }))
    }

    /// The rows of one unit. A panic in the computation is a reason like any other: it does not take the worker down.
    pub fn work(&self, unit: &Unit) -> Vec<Row> {
        let start = Instant::now();
        let outcome = self.pool().and_then(|pool| {
            let compute = std::panic::AssertUnwindSafe(|| (self.compute)(unit));
            let outcome = pool.install(|| std::panic::catch_unwind(compute));
            self.free().push(pool);
            outcome.unwrap_or_else(|_| Err("the computation broke off: this is our fault".into()))
        });
        let micros = i64::try_from(start.elapsed().as_micros()).unwrap_or(i64::MAX);
        let provenance = Provenance { worker: self.name.clone(), cores: self.cores as i64, micros };
        match outcome {
            Ok(columns) => wire::sealed(columns, provenance),
            Err(reason) => vec![Row::Failed { reason, provenance }],
        }
    }

    /// A pool that is free. One more where none is: a unit that was called back goes on to its end beside the next one.
    fn pool(&self) -> Result<ThreadPool, String> {
        let free = self.free().pop();
        let made = free.map_or_else(one_thread, Ok);
        made.map_err(|error| format!("no thread for the computation: {error}"))
    }

    fn free(&self) -> MutexGuard<'_, Vec<ThreadPool>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn one_thread() -> Result<ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(1).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worker(compute: Compute) -> Arc<Worker> {
        Worker::new("w".into(), 1, compute).unwrap()
    }

    fn unit() -> Unit {
        Unit { key: "k".into(), job: vec![] }
    }

    #[test]
    fn a_unit_is_computed_on_a_single_thread_of_the_worker() {
        let threads =
            |_: &Unit| Ok(vec![Column::new("threads", vec![rayon::current_num_threads() as i64])]);
        let rows = worker(threads).work(&unit());
        let Row::Piece { column, .. } = &rows[0] else { panic!("{rows:?}") };
        assert_eq!(*column.values, [1]);
    }

    #[test]
    fn a_panic_is_a_reason_and_the_worker_goes_on() {
        let worker = worker(|unit| match unit.job.len() {
            0 => panic!("planted"),
            _ => Ok(vec![]),
        });
        let rows = worker.work(&unit());
        assert!(matches!(&rows[..], [Row::Failed { reason, .. }] if reason.contains("broke off")));
        let rows = worker.work(&Unit { job: vec![1], ..unit() });
        assert!(matches!(&rows[..], [Row::Seal { pieces: 0, .. }]), "{rows:?}");
    }

    #[test]
    fn a_unit_beside_one_that_was_called_back_is_computed_too() {
        let worker = worker(|_| Ok(vec![]));
        let busy = worker.pool().unwrap();
        assert!(matches!(&worker.work(&unit())[..], [Row::Seal { .. }]));
        drop(busy);
    }
}
