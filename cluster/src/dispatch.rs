//! The driver's loop: waves out, results in, until every unit is done.
//!
//! Two waves are in flight, so that cores have work while the results of one are fetched. A wave that fails (a
//! scheduler died, an executor died after it had finished) is not the end: what of it is whole has been kept, and the
//! rest is sent again. Three things do end a run: a fault in the ledger, a machine that refuses us, and patience, when
//! no unit comes in for so long.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use datafusion::common::DataFusionError;
use futures::stream::{FuturesUnordered, StreamExt};
use serde::Serialize;

use crate::engine::{Engine, Flight};
use crate::failure::Failure;
use crate::ledger::{Ledger, Whole};
use crate::network::stopped;
use crate::pace::Pace;
use crate::problem::Problem;
use crate::wave::Wave;
use crate::wire::{self, Unit};

/// Where whole units go. Called from several threads, once for each unit.
pub trait Sink: Send + Sync {
    /// Keeps a unit, or the reason why there is none. Error: it cannot be kept; the run ends.
    fn keep(&self, unit: &Whole) -> Result<(), Failure>;
}

/// A unit and how much work it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub unit: Unit,
    /// Household-months.
    pub weight: u64,
}

/// How a run goes about it.
#[derive(Debug, Clone)]
pub struct Manner {
    /// Seconds of work in a wave.
    pub wave_seconds: f64,
    /// Partitions in a wave at most.
    pub partitions: usize,
    /// Waves in flight.
    pub in_flight: usize,
    /// How long no unit may come in.
    pub patience: Duration,
    /// Stop at the first unit that cannot be computed.
    pub fail_fast: bool,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    pub units: usize,
    pub failed: usize,
    pub waves: usize,
    pub partitions: usize,
    /// Waves that had to be sent again, in part or whole.
    pub lost_waves: usize,
    /// Seconds on the clock.
    pub wall_seconds: f64,
    /// Seconds that cores computed, for units that were kept.
    pub busy_seconds: f64,
    /// Seconds that keeping the units took, over all threads.
    pub keep_seconds: f64,
    /// Bytes of all jobs before compression.
    pub job_bytes: usize,
    /// Bytes of all results.
    pub result_bytes: usize,
    /// Units of each worker.
    pub workers: BTreeMap<String, usize>,
}

/// Jobs of units together in one wave at most, bytes: the scheduler holds them in memory.
const WAVE_BYTES: usize = 48 << 20;

/// Pause after a wave that failed, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(8));

/// A wave may take this and some times what it should; see [`Run::limit`].
const LATE: Duration = Duration::from_secs(60);

/// After so long without a unit the user is told.
const SILENCE: Duration = Duration::from_secs(30);

/// The state that the waves in flight share.
struct Run<'a> {
    engine: &'a Engine,
    sink: Arc<dyn Sink>,
    ledger: Mutex<Ledger>,
    known: Mutex<Known>,
    tell: &'a (dyn Fn(usize, usize) + Sync),
    /// Threads that keep units at a time.
    keepers: Arc<tokio::sync::Semaphore>,
}

struct Known {
    summary: Summary,
    /// Waves that failed since the last one that did not.
    failures: u32,
    /// Waves that took too long.
    late: u32,
    /// Household-months of each unit.
    weights: BTreeMap<String, u64>,
    /// Household-months of the units that are done.
    months: u64,
    cores: BTreeMap<String, i64>,
    last_unit: Instant,
}

/// Computes all units on the cluster, large ones first: small ones fill the end. `tell` is called with the number of units
/// done and of all.
///
/// Error: the run ended early; what was kept is kept.
pub async fn run(
    engine: &Engine,
    mut tasks: Vec<Task>,
    sink: Arc<dyn Sink>,
    manner: &Manner,
    tell: &(dyn Fn(usize, usize) + Sync),
) -> Result<Summary, Failure> {
    let start = Instant::now();
    tasks.sort_by_key(|task| std::cmp::Reverse(task.weight));
    let weights = tasks.iter().map(|task| (task.unit.key.clone(), task.weight)).collect();
    let known = Known {
        summary: Summary::default(),
        failures: 0,
        late: 0,
        weights,
        months: 0,
        cores: BTreeMap::new(),
        last_unit: start,
    };
    let keepers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let run = Run {
        engine,
        sink,
        ledger: Mutex::new(Ledger::new(tasks.iter().map(|task| task.unit.key.as_str()))),
        known: Mutex::new(known),
        tell,
        keepers: Arc::new(tokio::sync::Semaphore::new(keepers)),
    };
    let stop = pin!(stopped());
    let result = tokio::select! {
        result = run.all(tasks.into(), manner) => result,
        failure = run.impatient(manner.patience) => Err(failure),
        () = stop => Err(Failure::ours("stopped; what is finished is kept")
            .hint("run the same command again to go on")),
    };
    if let Err(failure) = result {
        engine.cancel_all().await;
        return Err(failure);
    }
    let mut summary = lock(&run.known).summary.clone();
    summary.wall_seconds = start.elapsed().as_secs_f64();
    Ok(summary)
}

impl Run<'_> {
    async fn all(&self, mut waiting: VecDeque<Task>, manner: &Manner) -> Result<(), Failure> {
        let mut flying = FuturesUnordered::new();
        loop {
            while flying.len() < manner.in_flight && !waiting.is_empty() {
                let partitions = self.deal(&mut waiting, manner);
                flying.push(self.fly(partitions, manner));
            }
            let Some(left) = flying.next().await else { break };
            left?.into_iter().rev().for_each(|task| waiting.push_front(task));
        }
        self.closed()
    }

    /// Every unit is done, exactly once: the ledger would have refused a second time.
    fn closed(&self) -> Result<(), Failure> {
        let ledger = lock(&self.ledger);
        let (done, units) = (ledger.done(), ledger.units());
        if done == units {
            return Ok(());
        }
        Err(Failure::ours(format!("{} of {units} units are missing at the end", units - done)))
    }

    /// The next wave, taken from the front.
    fn deal(&self, waiting: &mut VecDeque<Task>, manner: &Manner) -> Vec<Vec<Task>> {
        let size = self.pace(manner).next(waiting.iter().map(|task| task.weight).sum());
        let mut partitions = Vec::new();
        let mut bytes = 0;
        while partitions.len() < size.partitions && bytes < WAVE_BYTES {
            let mut tasks: Vec<Task> = waiting.pop_front().into_iter().collect();
            let mut weight: u64 = tasks.iter().map(|task| task.weight).sum();
            while let Some(task) = waiting.pop_front_if(|task| weight + task.weight <= size.weight)
            {
                weight += task.weight;
                tasks.push(task);
            }
            if tasks.is_empty() {
                break;
            }
            bytes += tasks.iter().map(|task| task.unit.job.len()).sum::<usize>();
            partitions.push(tasks);
        }
        let mut known = lock(&self.known);
        known.summary.waves += 1;
        known.summary.partitions += partitions.len();
        known.summary.job_bytes += bytes;
        partitions
    }

    fn pace(&self, manner: &Manner) -> Pace {
        let known = lock(&self.known);
        Pace {
            seconds: manner.wave_seconds,
            limit: manner.partitions,
            rate: (known.months > 0).then(|| known.summary.busy_seconds / known.months as f64),
            cores: known.cores.values().sum::<i64>().try_into().unwrap_or(1),
        }
    }

    /// One wave, from sending it off to its last unit; gives back what did not come, after a pause. Error: the run must
    /// end.
    async fn fly(&self, partitions: Vec<Vec<Task>>, manner: &Manner) -> Result<Vec<Task>, Failure> {
        let why = match self.flight(&partitions, manner).await {
            Ok(()) => "the engine says that it is complete".to_owned(),
            Err(problem) => problem.lasting()?,
        };
        let mut left: Vec<Task> = partitions.into_iter().flatten().collect();
        let missing: BTreeSet<String> = {
            let mut ledger = lock(&self.ledger);
            let missing = ledger.missing(left.iter().map(|task| task.unit.key.as_str()));
            missing.into_iter().map(str::to_owned).collect()
        };
        left.retain(|task| missing.contains(&task.unit.key));
        if left.is_empty() {
            lock(&self.known).failures = 0;
            return Ok(left);
        }
        log::warn!("{} units of a wave did not come and are sent again: {why}", left.len());
        let pause = {
            let mut known = lock(&self.known);
            known.summary.lost_waves += 1;
            known.failures += 1;
            PAUSES.0 * 2u32.pow(known.failures.min(10) - 1)
        };
        tokio::time::sleep(pause.min(PAUSES.1)).await;
        Ok(left)
    }

    async fn flight(&self, partitions: &[Vec<Task>], manner: &Manner) -> Result<(), Problem> {
        let units: Vec<Vec<Unit>> = partitions
            .iter()
            .map(|tasks| tasks.iter().map(|task| task.unit.clone()).collect())
            .collect();
        let engine_says = |error: DataFusionError| Problem::of(&error.to_string());
        let wave = Wave::new(&units).map_err(engine_says)?;
        let mut flight = self.engine.send(wave).await.map_err(engine_says)?;
        let limit = self.limit(partitions, manner);
        let landed = tokio::time::timeout(limit, self.land(&mut flight, manner.fail_fast)).await;
        let landed = landed.unwrap_or(Err(Problem::Late(limit)));
        match &landed {
            Ok(()) => self.engine.landed(&flight),
            Err(problem) => {
                if let Problem::Late(_) = problem {
                    lock(&self.known).late += 1;
                }
                self.engine.cancel(flight).await;
            }
        }
        landed
    }

    /// How long a wave may take. The engine loses a task when an answer of the scheduler to an executor is lost on the
    /// way, and then waits for it without end: a wave that takes many times what it should is called back and sent
    /// again. Each time it may take twice as long, so that a cluster that has shrunk is not hurried.
    fn limit(&self, partitions: &[Vec<Task>], manner: &Manner) -> Duration {
        let pace = self.pace(manner);
        let Some(rate) = pace.rate else { return manner.patience };
        let weight = |tasks: &Vec<Task>| tasks.iter().map(|task| task.weight).sum::<u64>() as f64;
        let whole = partitions.iter().map(weight).sum::<f64>() / pace.cores.max(1) as f64;
        let longest = partitions.iter().map(weight).fold(0.0, f64::max);
        let expected = rate * (whole * manner.in_flight as f64 + longest);
        let doubled = f64::from(1u32 << lock(&self.known).late.min(16));
        Duration::from_secs_f64((LATE.as_secs_f64() + 6.0 * expected) * doubled)
    }

    /// Takes in the results of a wave and keeps its units.
    async fn land(&self, flight: &mut Flight, fail_fast: bool) -> Result<(), Problem> {
        let mut keeping = tokio::task::JoinSet::new();
        let mut problem = None;
        while let Some(batch) = flight.results.next().await {
            let rows = batch.and_then(|batch| wire::batch_to_rows(&batch));
            let rows = match rows {
                Ok(rows) => rows,
                Err(error) => {
                    problem = Some(Problem::of(&error.to_string()));
                    break;
                }
            };
            for (key, row) in rows {
                let whole = lock(&self.ledger).take(&key, row);
                let Some(whole) = whole.map_err(Problem::Ledger)? else { continue };
                if let (true, Err(reason)) = (fail_fast, &whole.outcome) {
                    return Err(Problem::Ends(Failure::unit_failed(format!(
                        "unit {key}: {reason}"
                    ))));
                }
                self.keep(whole, &mut keeping).await;
            }
        }
        while let Some(kept) = keeping.join_next().await {
            let kept = kept.map_err(|error| Problem::Ends(Failure::ours(error.to_string())))?;
            let (whole, seconds) = kept.map_err(Problem::Ends)?;
            self.count(&whole, seconds);
        }
        problem.map_or(Ok(()), Err)
    }

    async fn keep(
        &self,
        whole: Whole,
        keeping: &mut tokio::task::JoinSet<Result<(Whole, f64), Failure>>,
    ) {
        let permit = Arc::clone(&self.keepers).acquire_owned().await;
        let sink = Arc::clone(&self.sink);
        keeping.spawn_blocking(move || {
            let _permit = permit;
            let start = Instant::now();
            sink.keep(&whole)?;
            Ok((whole, start.elapsed().as_secs_f64()))
        });
    }

    fn count(&self, whole: &Whole, keep_seconds: f64) {
        let mut known = lock(&self.known);
        let provenance = &whole.provenance;
        known.last_unit = Instant::now();
        known.months += known.weights.get(&whole.key).copied().unwrap_or_default();
        known.cores.insert(provenance.worker.clone(), provenance.cores);
        let summary = &mut known.summary;
        summary.units += 1;
        summary.busy_seconds += provenance.micros as f64 / 1e6;
        summary.keep_seconds += keep_seconds;
        *summary.workers.entry(provenance.worker.clone()).or_default() += 1;
        match &whole.outcome {
            Ok(columns) => {
                summary.result_bytes +=
                    columns.iter().map(|column| 8 * column.values.len()).sum::<usize>();
            }
            Err(_) => summary.failed += 1,
        }
        (self.tell)(summary.units, lock(&self.ledger).units());
    }

    /// Ends when no unit came in for as long as `patience`.
    async fn impatient(&self, patience: Duration) -> Failure {
        let mut told = Duration::ZERO;
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let silent = lock(&self.known).last_unit.elapsed();
            if silent >= patience {
                return Failure::ours(format!("no unit came in for {} seconds; what is finished is kept", silent.as_secs()))
                    .hint("look whether scheduler and executors run, and run the same command again to go on");
            }
            told = if silent < told { Duration::ZERO } else { told };
            if silent >= told + SILENCE {
                told = silent;
                log::info!(
                    "no unit came in for {} seconds: long units, or no executors",
                    silent.as_secs()
                );
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
