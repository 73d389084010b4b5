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

use futures::stream::{FuturesUnordered, StreamExt};
use serde::Serialize;

use crate::engine::{Engine, Flight};
use crate::failure::Failure;
use crate::ledger::{Fault, Ledger, Whole};
use crate::network::stopped;
use crate::pace::Pace;
use crate::wave::{OTHER_PROGRAM, Wave};
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
    /// Household-months of each unit.
    weights: BTreeMap<String, u64>,
    /// Household-months of the units that are done.
    months: u64,
    cores: BTreeMap<String, i64>,
    last_unit: Instant,
}

/// How a wave ended.
struct Landed {
    /// Units of it that are still to be done.
    left: Vec<Task>,
    /// Why, if any are left.
    why: Option<String>,
}

/// Computes all units on the cluster, large ones first: small ones fill the end. `tell` is called with the number of units done and of all.
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
    tokio::select! {
        result = run.all(tasks.into(), manner) => result?,
        failure = run.impatient(manner.patience) => return Err(failure),
        () = stop => return Err(Failure::ours("stopped; what is finished is kept")
            .hint("run the same command again to go on")),
    }
    let mut summary = lock(&run.known).summary.clone();
    summary.wall_seconds = start.elapsed().as_secs_f64();
    Ok(summary)
}

impl Run<'_> {
    async fn all(&self, mut waiting: VecDeque<Task>, manner: &Manner) -> Result<(), Failure> {
        let mut flying = FuturesUnordered::new();
        let mut pause = PAUSES.0;
        loop {
            while flying.len() < manner.in_flight && !waiting.is_empty() {
                let partitions = self.deal(&mut waiting, manner);
                flying.push(self.fly(partitions, manner.fail_fast));
            }
            let Some(landed) = flying.next().await else { break };
            let Landed { left, why } = landed?;
            if left.is_empty() {
                pause = PAUSES.0;
                continue;
            }
            log::warn!(
                "{} units of a wave did not come and are sent again: {}",
                left.len(),
                why.as_deref().unwrap_or("the engine says that it is complete")
            );
            left.into_iter().rev().for_each(|task| waiting.push_front(task));
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(PAUSES.1);
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

    /// One wave, from sending it off to its last unit. Error: the run must end.
    async fn fly(&self, partitions: Vec<Vec<Task>>, fail_fast: bool) -> Result<Landed, Failure> {
        let units: Vec<Vec<Unit>> = partitions
            .iter()
            .map(|tasks| tasks.iter().map(|task| task.unit.clone()).collect())
            .collect();
        let sent = match Wave::new(&units) {
            Ok(wave) => self.engine.send(wave).await,
            Err(error) => Err(error),
        };
        let mut why = None;
        match sent {
            Ok(mut flight) => {
                if let Err(problem) = self.land(&mut flight, fail_fast).await {
                    self.engine.cancel(&flight).await;
                    why = Some(problem.lasting()?);
                }
            }
            Err(error) => why = Some(Problem::of(&error.to_string()).lasting()?),
        }
        let units: Vec<Unit> = partitions.into_iter().flatten().collect();
        let missing: Vec<String> = {
            let mut ledger = lock(&self.ledger);
            ledger
                .missing(units.iter().map(|unit| unit.key.as_str()))
                .into_iter()
                .map(str::to_owned)
                .collect()
        };
        let left: Vec<Task> =
            units.into_iter().filter(|unit| missing.contains(&unit.key)).collect();
        if !left.is_empty() {
            lock(&self.known).summary.lost_waves += 1;
        }
        Ok(Landed { left, why })
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

/// Why a wave did not land whole.
enum Problem {
    /// It may go better the next time.
    Passing(String),
    /// It will not.
    Ends(Failure),
    Ledger(Fault),
}

impl Problem {
    /// From a message of the engine, which has no kinds that would survive the way.
    fn of(message: &str) -> Self {
        if let Some(place) = message.find(OTHER_PROGRAM) {
            let said = message[place..].split(['"', '\n']).next().unwrap_or(message);
            let (said, hint) =
                said.split_once(" hint: ").unwrap_or((said, "put the same program everywhere"));
            return Self::Ends(Failure::wrong(said).hint(hint));
        }
        for (sign, hint) in [
            ("Unauthenticated", "give --token-file with the token of the scheduler"),
            (
                "PermissionDenied",
                "this scheduler is not one of wijkraming-cluster, or of another version",
            ),
            ("Client version", "put the same program on the driver and the scheduler"),
        ] {
            if message.contains(sign) {
                return Self::Ends(
                    Failure::wrong(format!("the scheduler refuses: {message}")).hint(hint),
                );
            }
        }
        Self::Passing(message.to_owned())
    }

    /// The message of a passing problem. Error: it is not passing.
    fn lasting(self) -> Result<String, Failure> {
        match self {
            Self::Passing(message) => Ok(message),
            Self::Ends(failure) => Err(failure),
            Self::Ledger(fault) => Err(Failure::ours(format!(
                "the ledger does not close: {fault}; nothing more is kept"
            ))),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
