//! A job that other tools can do too: 100,000 persons in five states of care for 120 months, one draw of chance per
//! person and month. In the engine's own random numbers, as the engine would do it (waiting times), and as a plain
//! loop; each mean is held against the exact one by powers of the matrix.
//!
//! ```sh
//! cargo bench --no-default-features --bench reference_job     # the three of this program
//! benches/peers/install && benches/peers/run                  # beside NumPy and Numba, in one run
//! ```
//!
//! The job is in `benches/peers/reference_job.json`, which all of them read. With `--serve` the bench does one job for
//! each line `KIND SEED` on standard input and answers `SECONDS COST`, for `benches/peers/compare.py`.

#![allow(
    clippy::disallowed_methods,
    reason = "a bench reads the clock and asks git for the commit"
)]

use std::hint::black_box;
use std::io::{BufRead, Write};
use std::process::ExitCode;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use wijkraming::random::{Generator, Purpose, Site};
use wijkraming::stats::Categorical;

mod support;

use support::{Middle, clock, interleave, record};

const STATES: usize = 5;

#[derive(serde::Deserialize)]
struct Job {
    persons: u32,
    months: u32,
    first: [f64; STATES],
    monthly: [[f64; STATES]; STATES],
    euro_per_month: [f64; STATES],
}

impl Job {
    fn read() -> Self {
        let text = include_str!("peers/reference_job.json");
        serde_json::from_str(text).expect("the reference job is right")
    }

    /// Mean and standard deviation of the cost of one person: by powers of the matrix, and by the joint
    /// probabilities of every two months.
    fn exact(&self) -> (f64, f64) {
        let step = |p: &[f64; STATES]| -> [f64; STATES] {
            std::array::from_fn(|to| (0..STATES).map(|from| p[from] * self.monthly[from][to]).sum())
        };
        // Expected cost of the months still to come, by how many these are and by state now.
        let mut later = vec![[0.0; STATES]];
        for months in 0..self.months as usize {
            let ahead = std::array::from_fn(|from| {
                let chances = self.monthly[from].iter().enumerate();
                chances.map(|(to, p)| p * (self.euro_per_month[to] + later[months][to])).sum()
            });
            later.push(ahead);
        }
        let mut p = self.first;
        let (mut mean, mut square) = (0.0, 0.0);
        for month in 1..=self.months {
            p = step(&p);
            let rest = &later[(self.months - month) as usize];
            for state in 0..STATES {
                let euro = self.euro_per_month[state];
                mean += p[state] * euro;
                square += p[state] * euro * (euro + 2.0 * rest[state]);
            }
        }
        (mean, (square - mean * mean).sqrt())
    }
}

/// The chance of each state and those before it, by state of the month before.
fn cumulative(job: &Job) -> [[f64; STATES]; STATES] {
    job.monthly.map(|row| {
        let mut sum = 0.0;
        row.map(|p| {
            sum += p;
            sum
        })
    })
}

/// The state in which `u` falls.
#[inline(always)]
fn next(row: &[f64; STATES], u: f64) -> usize {
    row[..STATES - 1].iter().map(|bound| usize::from(u >= *bound)).sum()
}

/// Mean cost of a person by the ordinary loop with an ordinary fast generator.
fn plain(job: &Job, seed: u64) -> f64 {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let rows = cumulative(job);
    let mut cost = 0.0;
    for _ in 0..job.persons {
        let mut state = 0;
        for _ in 0..job.months {
            state = next(&rows[state], random.random());
            cost += job.euro_per_month[state];
        }
    }
    cost / f64::from(job.persons)
}

/// The same with the numbers of the engine, eight a block.
fn engine_numbers(job: &Job, seed: u64) -> f64 {
    let mut generator = Generator::new(seed, 0);
    let rows = cumulative(job);
    let mut cost = 0.0;
    for household in 0..job.persons {
        let site = Site { area_key: 1, household };
        let mut state = 0;
        let mut month = 0;
        while month < job.months {
            let block = generator.block(site, Purpose::Course, 0, month / 8);
            for half in 0..(job.months - month).min(8) as usize {
                state = next(&rows[state], block.half(half));
                cost += job.euro_per_month[state];
            }
            month += 8;
        }
    }
    cost / f64::from(job.persons)
}

/// The way of the engine: how long a state lasts and what comes after it, two numbers a change instead of one a month.
/// The same distribution.
fn events(job: &Job, seed: u64) -> f64 {
    let mut generator = Generator::new(seed, 0);
    let hazard: [f64; STATES] = std::array::from_fn(|state| -job.monthly[state][state].ln());
    let after: [Option<Categorical<STATES>>; STATES] = std::array::from_fn(|state| {
        let mut row = job.monthly[state];
        row[state] = 0.0;
        row.iter().any(|p| *p > 0.0).then(|| Categorical::new(row))
    });
    let mut cost = 0.0;
    for household in 0..job.persons {
        let site = Site { area_key: 1, household };
        let (mut state, mut month, mut counter) = (0, 0, 0);
        while let (Some(after), true) = (&after[state], month < job.months) {
            let block = generator.block(site, Purpose::Course, 0, counter);
            counter += 1;
            // The change is in the month in which the summed hazard reaches an exponential number.
            let stays = (block.exponential(0) / hazard[state]).min(f64::from(job.months)) as u32;
            let until = (month + stays).min(job.months);
            cost += f64::from(until - month) * job.euro_per_month[state];
            if until == job.months {
                month = until;
                break;
            }
            state = after.pick(block.half(2));
            cost += job.euro_per_month[state];
            month = until + 1;
        }
        cost += f64::from(job.months.saturating_sub(month)) * job.euro_per_month[state];
    }
    cost / f64::from(job.persons)
}

type Kind = (&'static str, fn(&Job, u64) -> f64);

const KINDS: [Kind; 3] =
    [("plain-loop", plain), ("engine-numbers", engine_numbers), ("engine-events", events)];

fn main() -> ExitCode {
    // Cargo runs benches that it only wants to see built with `--test`.
    if support::flag("--test") {
        return ExitCode::SUCCESS;
    }
    let job = Job::read();
    if support::flag("--serve") {
        serve(&job);
        return ExitCode::SUCCESS;
    }
    let (mean, deviation) = job.exact();
    println!("exact mean cost of a person {mean:.3} euro, standard deviation {deviation:.3}");
    let mut agree = true;
    for (name, run) in KINDS {
        let runs = 20;
        let found = (0..runs).map(|seed| run(&job, seed)).sum::<f64>() / runs as f64;
        let error = deviation / (f64::from(job.persons) * runs as f64).sqrt();
        let z = (found - mean) / error;
        println!("  {name:<15} {found:.3}, z = {z:.2}");
        agree &= z.abs() < 4.0;
    }
    if !agree {
        eprintln!("error: a mean is more than four standard errors from the exact one");
        return ExitCode::FAILURE;
    }
    let figures = speeds(&job, support::option("--repeats", 15));
    record::keep("reference_job", &figures);
    ExitCode::SUCCESS
}

fn speeds(job: &Job, repeats: usize) -> Value {
    let jobs = KINDS.iter().map(|(name, run)| {
        let mut seed = 0;
        support::Job::new(name, move || {
            for _ in 0..3 {
                seed += 1;
                black_box(run(job, seed));
            }
        })
    });
    let timed = interleave(repeats, clock::cpu, jobs.collect());
    let months = 3.0 * f64::from(job.persons) * f64::from(job.months) / 1e6;
    println!(
        "million person-months per core-second, and times as fast as the plain loop; median (quartiles) of {repeats}"
    );
    let mut told = serde_json::Map::new();
    for own in &timed {
        let (rate, faster) = (Middle::rate(months, own), Middle::ratio(&timed[0], own));
        println!("  {:<15} {rate:<24} {faster}", own.name);
        told.insert(
            own.name.clone(),
            json!({ "million_person_months_per_core_second": rate.json(), "times_plain_loop": faster.json() }),
        );
    }
    told.into()
}

fn serve(job: &Job) {
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line of text");
        let (name, seed) = line.split_once(' ').expect("KIND SEED");
        let (_, run) = KINDS.iter().find(|(known, _)| *known == name).expect("a known kind");
        let seed = seed.trim().parse().expect("a seed");
        let start = clock::cpu();
        let cost = run(job, seed);
        println!("{} {cost}", clock::cpu() - start);
        std::io::stdout().flush().expect("standard output");
    }
}
