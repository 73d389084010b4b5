//! How time grows: with threads, with draws, with households and with alternatives.
//!
//! ```sh
//! cargo bench --no-default-features --bench scaling               # some three minutes
//! cargo bench --no-default-features --bench scaling -- --record   # and a file in benches/history
//! ```
//!
//! Every size is run in every repeat, one after the other, so that what disturbs the machine disturbs all sizes. The
//! exponent is the slope of the logarithm of the time against that of the size (least squares), fitted in each
//! repeat; the median of the slopes is told with its quartiles. Draws, households and alternatives are measured in
//! processor time of one thread, threads on the wall: there the machine must be quiet. Beside the efficiency of threads
//! stands that of as many independent runs at once, which is what the machine itself leaves to be had.

#![allow(
    clippy::disallowed_methods,
    reason = "a bench reads the clock and asks git for the commit"
)]

use std::hint::black_box;
use std::process::ExitCode;

use serde_json::{Value, json};
use wijkraming::engine::{Parameters, Scratch, realise};
use wijkraming::scenario::Scenario;
use wijkraming::study::{Model, Plan, SampleMatrix, run as run_plan, sampling};

mod support;

use support::{Job, Middle, Timed, clock, interleave, record, sizes};

fn main() -> ExitCode {
    // Cargo runs benches that it only wants to see built with `--test`.
    if support::flag("--test") {
        return ExitCode::SUCCESS;
    }
    let repeats = support::option("--repeats", 11);
    let scenario = sizes::scenario();
    let threads = threads(&scenario, repeats);
    // From here on this thread does all the work itself, so that its processor time is that of the job.
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    let alone = alone.build().expect("a pool of this thread");
    let figures = json!({
        "threads": threads,
        "draws": draws(&scenario, &alone, repeats),
        "households": households(&sizes::alternatives(&scenario)[WIJKBUDGET], repeats),
        "alternatives": several(&scenario, &alone, repeats),
    });
    record::keep("scaling", &figures);
    ExitCode::SUCCESS
}

/// The alternative with the most to do: scenario 2 of the example.
const WIJKBUDGET: usize = 2;

// ------------------------------------------------------------------ threads

/// A plan on the threads of a pool, with the quantities at their means; reading the parameters and the accounts are in
/// its time.
fn study(
    scenario: &Scenario,
    alternatives: Vec<usize>,
    (seed, draws): (u64, u64),
    pool: &rayon::ThreadPool,
) {
    let central = sampling::central(scenario.quantities());
    let sample = SampleMatrix::repeated(&central, draws as usize);
    let plan = Plan { seed, draws: 0..draws, alternatives };
    let mut uniforms = 0;
    let done: Result<(), ()> = pool.install(|| {
        run_plan(scenario, &plan, &sample, &|| (), &mut |_, unit| {
            uniforms += unit.realisation.uniforms;
            Ok(())
        })
    });
    done.expect("nothing can fail");
    black_box(uniforms);
}

/// A job as often as this at once, each on one thread and knowing nothing of the others: what the machine itself gives
/// to as many threads, whatever the program does.
fn apart(count: usize, job: &(dyn Fn(&rayon::ThreadPool) + Sync)) {
    let alone = || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        job(&pool.expect("a pool of one thread"));
    };
    std::thread::scope(|scope| (0..count).for_each(|_| drop(scope.spawn(alone))));
}

fn threads(scenario: &Scenario, repeats: usize) -> Value {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let counts: Vec<usize> = [1, 2, 4, 8].into_iter().filter(|count| *count <= cores).collect();
    let pools: Vec<rayon::ThreadPool> = counts
        .iter()
        .map(|count| rayon::ThreadPoolBuilder::new().num_threads(*count).build().expect("threads"))
        .collect();
    let draws = support::option("--thread-draws", 200) as u64;
    let all: &Vec<usize> = &(0..scenario.alternatives().len()).collect();
    let jobs = counts.iter().zip(&pools).map(|(count, pool)| {
        Job::new(count, move || study(scenario, all.clone(), (1, draws), pool))
    });
    let controls = counts.iter().map(|count| {
        Job::new(count, move || {
            apart(*count, &|pool| study(scenario, all.clone(), (1, draws), pool))
        })
    });
    let mut timed = interleave(repeats, clock::wall, jobs.chain(controls).collect());
    let controls = timed.split_off(counts.len());
    println!(
        "threads: {draws} draws of five alternatives, on the wall, median (quartiles) of {repeats}"
    );
    let mut told = serde_json::Map::new();
    let mut possible = serde_json::Map::new();
    // Of all the work, over the time of one thread for a share of it.
    let efficiency = |seconds: &[f64], shares: f64| {
        let ratios = timed[0].seconds.iter().zip(seconds);
        Middle::of(&ratios.map(|(one, n)| one / n / shares).collect::<Vec<_>>())
    };
    for ((count, own), control) in counts.iter().zip(&timed).zip(&controls) {
        let reached = efficiency(&own.seconds, *count as f64);
        let limit = efficiency(&control.seconds, 1.0);
        println!(
            "  {count} threads: {} s, parallel efficiency {reached}; of {count} runs apart {limit}",
            Middle::of(&own.seconds)
        );
        told.insert(count.to_string(), reached.json());
        possible.insert(count.to_string(), limit.json());
    }
    println!();
    json!({ "parallel_efficiency": told, "efficiency_of_runs_apart": possible, "draws": draws })
}

// ------------------------------------------------------------------ sizes

/// Slope of log time against log size, least squares.
fn slope(sizes: &[f64], seconds: &[f64]) -> f64 {
    let logs = |values: &[f64]| values.iter().map(|value| value.ln()).collect::<Vec<_>>();
    let (x, y) = (logs(sizes), logs(seconds));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mx, my) = (mean(&x), mean(&y));
    let cross: f64 = x.iter().zip(&y).map(|(x, y)| (x - mx) * (y - my)).sum();
    cross / x.iter().map(|x| (x - mx).powi(2)).sum::<f64>()
}

/// Runs a job at several sizes; small ones several times in one call, so that all calls take as long.
fn grow(title: &str, unit: &str, counts: &[u64], repeats: usize, job: &dyn Fn(u64, u64)) -> Value {
    let largest = counts[counts.len() - 1];
    let jobs = counts.iter().map(|count| {
        let times = largest / count;
        let mut from = 0;
        Job::new(count, move || {
            for _ in 0..times {
                job(*count, from);
                from += 1_000_000;
            }
        })
    });
    let mut timed = interleave(repeats, clock::cpu, jobs.collect());
    for (count, own) in counts.iter().zip(&mut timed) {
        let times = (largest / count) as f64;
        own.seconds.iter_mut().for_each(|seconds| *seconds /= times);
    }
    let sizes: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
    let of_repeat = |repeat: usize| timed.iter().map(|own| own.seconds[repeat]).collect::<Vec<_>>();
    let slopes: Vec<f64> = (0..repeats).map(|repeat| slope(&sizes, &of_repeat(repeat))).collect();
    let exponent = Middle::of(&slopes);
    println!("{title}: exponent of time {exponent}, median (quartiles) of {repeats}");
    let each = |own: &Timed, size: f64| Middle::of(&own.seconds).median / size * 1e6;
    for (own, size) in timed.iter().zip(&sizes) {
        println!("  {:>9} {unit}: {:.3} microseconds each", own.name, each(own, *size));
    }
    println!();
    let each: serde_json::Map<String, Value> = timed
        .iter()
        .zip(&sizes)
        .map(|(own, size)| (own.name.clone(), ((each(own, *size) * 1e3).round() / 1e3).into()))
        .collect();
    json!({ "exponent": exponent.json(), "microseconds_each": each })
}

fn draws(scenario: &Scenario, alone: &rayon::ThreadPool, repeats: usize) -> Value {
    grow("draws of one alternative", "draws", &[3, 30, 300], repeats, &|count, seed| {
        study(scenario, vec![WIJKBUDGET], (seed, count), alone);
    })
}

/// From one copy of the municipality to a hundred, each copy with a team of its own.
fn households(parameters: &Parameters, repeats: usize) -> Value {
    let own = parameters.population.household_count();
    let counts = [own, 10 * own, 100 * own];
    let sized: Vec<(u64, Parameters)> =
        counts.iter().map(|count| (*count, sizes::enlarged(parameters, *count))).collect();
    grow("households, one team per 2,400", "households", &counts, repeats, &|count, from| {
        let (_, parameters) =
            sized.iter().find(|(own, _)| *own == count).expect("a size from the list");
        black_box(realise(parameters, 1, from, &mut Scratch::default()));
    })
}

/// One alternative so many times in one draw, as if they were different ones.
fn several(scenario: &Scenario, alone: &rayon::ThreadPool, repeats: usize) -> Value {
    grow("alternatives in one draw", "alternatives", &[1, 10, 100], repeats, &|count, seed| {
        study(scenario, vec![WIJKBUDGET; count as usize], (seed, 1), alone);
    })
}
