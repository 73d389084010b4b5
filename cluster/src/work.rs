//! What a worker does with a job: the only place that knows what is in it.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use rayon::ThreadPool;

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
    /// not get in the way of its neighbours.
    free: Mutex<Vec<ThreadPool>>,
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Worker({}, {} cores)", self.name, self.cores)
    }
}

impl Worker {
    pub fn new(name: String, cores: usize, compute: Compute) -> Arc<Self> {
        Arc::new(Self { name, cores, compute, free: Mutex::new(Vec::new()) })
    }

    /// The rows of one unit. A panic in the computation is a reason like any other: it does not take the worker down.
    pub fn work(&self, unit: &Unit) -> Vec<Row> {
        let start = Instant::now();
        let outcome = match self.take() {
            Ok(pool) => {
                let compute = std::panic::AssertUnwindSafe(|| (self.compute)(unit));
                let outcome = pool.install(|| std::panic::catch_unwind(compute));
                self.free.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(pool);
                outcome
                    .unwrap_or_else(|_| Err("the computation broke off: this is our fault".into()))
            }
            Err(reason) => Err(reason),
        };
        let micros = i64::try_from(start.elapsed().as_micros()).unwrap_or(i64::MAX);
        let provenance = Provenance { worker: self.name.clone(), cores: self.cores as i64, micros };
        match outcome {
            Ok(columns) => wire::sealed(columns, provenance),
            Err(reason) => vec![Row::Failed { reason, provenance }],
        }
    }

    fn take(&self) -> Result<ThreadPool, String> {
        let free = self.free.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
        free.map_or_else(
            || {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
                pool.map_err(|error| format!("no thread for the computation: {error}"))
            },
            Ok,
        )
    }
}
