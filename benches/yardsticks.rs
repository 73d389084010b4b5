//! The engine beside a plain loop of the same model and beside the bare cost of its random numbers, in one run.
//!
//! ```sh
//! cargo bench --no-default-features --bench yardsticks               # all of it, some two minutes
//! cargo bench --no-default-features --bench yardsticks -- --record   # and a file in benches/history
//! ```
//!
//! First the volumes of both are compared, in standard errors of their difference; where they differ the bench fails
//! and no speed is told. Times are processor time, jobs in turn, medians of the ratios within each repeat.

#![allow(
    clippy::disallowed_methods,
    reason = "a bench reads the clock and asks git for the commit"
)]

use std::hint::black_box;
use std::process::ExitCode;

use serde_json::{Value, json};
use wijkraming::engine::{COLUMNS, Parameters, Realisation, Scratch, realise};
use wijkraming::random::{Generator, Purpose, Site};
use wijkraming::study::Model;

#[path = "yardsticks/plain.rs"]
mod plain;
mod support;

use support::{Job, Middle, Timed, clock, interleave, record, sizes};

fn main() -> ExitCode {
    // Cargo runs benches that it only wants to see built with `--test`.
    if support::flag("--test") {
        return ExitCode::SUCCESS;
    }
    let scenario = sizes::scenario();
    let alternatives = sizes::alternatives(&scenario);
    let names: Vec<&str> = scenario.alternatives().iter().map(|known| known.id.as_str()).collect();
    let runs = support::option("--runs", 100) as u64;
    let agreement = agreement(&names, &alternatives, runs);
    let Some(agreement) = agreement else {
        eprintln!(
            "error: the plain loop and the engine differ; speeds of different models cannot be compared"
        );
        return ExitCode::FAILURE;
    };
    let repeats = support::option("--repeats", 15);
    let example = compare("example, five alternatives", &alternatives, repeats);
    let large = sizes::enlarged(&alternatives[2], 500_000);
    let large = compare("500,000 households, scenario2", &[large], repeats.min(9));
    let figures = json!({ "agreement": agreement, "example": example, "households_500000": large });
    record::keep("yardsticks", &figures);
    ExitCode::SUCCESS
}

// ------------------------------------------------------------------ agreement

/// Bounds as in `tests/it/reference.rs`: cells move together, so the mean square is far from exact.
const LARGEST: f64 = 4.5;
const MEAN_SQUARES: std::ops::Range<f64> = 0.4..2.0;

/// Distances between the means of both, over all columns and areas of some years.
fn agreement(names: &[&str], alternatives: &[Parameters], runs: u64) -> Option<Value> {
    println!("agreement of the volumes with those of the engine, z of {runs} runs each");
    println!("{:<12} {:>6} {:>7} {:>7} {:>7}   largest at", "", "cells", "mean", "rms", "max");
    let mut told = serde_json::Map::new();
    let mut agree = true;
    for (name, parameters) in names.iter().zip(alternatives) {
        let cells = cells(parameters, runs);
        let count = cells.len() as f64;
        let mean = cells.iter().map(|(_, z)| z).sum::<f64>() / count;
        let square = cells.iter().map(|(_, z)| z * z).sum::<f64>() / count;
        let (place, largest) = cells.iter().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
        let (rms, most) = (square.sqrt(), largest.abs());
        println!("{name:<12} {:>6} {mean:>7.2} {rms:>7.2} {most:>7.2}   {place}", cells.len());
        agree &= most < LARGEST && MEAN_SQUARES.contains(&square);
        told.insert(
            (*name).to_owned(),
            json!({ "cells": cells.len(), "rms_z": rms, "max_z": most }),
        );
    }
    println!();
    agree.then(|| told.into())
}

/// Mean of a column and the square of its standard error.
fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
    (mean, squares / (count - 1.0) / count)
}

/// The columns of years 1, 2 and the last in each area; those without chance in them must be equal.
fn cells(parameters: &Parameters, runs: u64) -> Vec<(String, f64)> {
    let mut scratch = Scratch::default();
    let engine: Vec<Realisation> =
        (0..runs).map(|draw| realise(parameters, 3, draw, &mut scratch)).collect();
    let plain: Vec<plain::Volumes> = (0..runs).map(|seed| plain::run(parameters, seed)).collect();
    let areas = parameters.population.areas.len();
    let effects = parameters.effects.len();
    let names: Vec<String> = COLUMNS
        .iter()
        .map(|column| column.name.to_owned())
        .chain(parameters.effects.iter().map(|effect| format!("effect_{}", effect.id)))
        .collect();
    let mut cells = Vec::new();
    for year in [0, 1, parameters.years as usize - 1] {
        for area in 0..areas {
            let row = year * areas + area;
            let ours = |run: &Realisation| -> Vec<f64> {
                let columns = COLUMNS.iter().map(|column| (column.get)(&run.years[row]));
                columns.chain(run.effects[row * effects..][..effects].iter().copied()).collect()
            };
            let theirs = |run: &plain::Volumes| -> Vec<f64> {
                let mut columns = run.rows[row].columns();
                columns.extend(&run.effects[row * effects..][..effects]);
                columns
            };
            let ours: Vec<Vec<f64>> = engine.iter().map(ours).collect();
            let theirs: Vec<Vec<f64>> = plain.iter().map(theirs).collect();
            for (column, name) in names.iter().enumerate() {
                let of = |runs: &[Vec<f64>]| runs.iter().map(|row| row[column]).collect::<Vec<_>>();
                let ((a, aa), (b, bb)) = (moments(&of(&ours)), moments(&of(&theirs)));
                let error = (aa + bb).sqrt();
                let size = 1.0 + a.abs().max(b.abs());
                let place = format!("{name}, area {area}, year {year}");
                if error > 1e-9 * size {
                    cells.push((place, (a - b) / error));
                } else if (a - b).abs() > 1e-6 * size {
                    cells.push((format!("{place}: {a} and {b}"), f64::INFINITY));
                }
            }
        }
    }
    cells
}

// ------------------------------------------------------------------ speed

/// Shortest time of one measured call, seconds: far above a tick of the processor clock.
const SHORTEST: f64 = 0.25;

/// How often a job must be repeated in one measured call.
fn times(mut job: impl FnMut()) -> u64 {
    job();
    let start = clock::cpu();
    let mut done = 0_u64;
    while clock::cpu() - start < SHORTEST {
        job();
        done += 1;
    }
    done.max(1)
}

/// Times the engine, the plain loop and the bare random numbers that the engine makes.
fn compare(title: &str, alternatives: &[Parameters], repeats: usize) -> Value {
    let months: u64 = alternatives.iter().map(sizes::household_months).sum();
    let mut scratch = Scratch::default();
    let mut draw = 0;
    let mut engine = |draws: u64, numbers: &mut u64| {
        for _ in 0..draws {
            draw += 1;
            for parameters in alternatives {
                *numbers += black_box(realise(parameters, 1, draw, &mut scratch)).uniforms;
            }
        }
    };
    let draws = times(|| engine(1, &mut 0));
    let mut seed = 0;
    let mut loops = |runs: u64| {
        for _ in 0..runs {
            seed += 1;
            for parameters in alternatives {
                black_box(plain::run(parameters, seed).rows.len());
            }
        }
    };
    let runs = times(|| loops(1));
    let mut numbers = 0;
    engine(draws, &mut numbers);
    // The same for all draws but for a few: each measured call makes as many numbers as these draws took.
    let bare_times = (SHORTEST / time_of(|| bare(numbers))).ceil().max(1.0) as u64;
    let jobs = vec![
        Job::new("engine", || engine(draws, &mut 0)),
        Job::new("plain", || loops(runs)),
        Job::new("bare", || (0..bare_times).for_each(|_| bare(numbers))),
    ];
    let timed = interleave(repeats, clock::cpu, jobs);
    let per = |timed: &Timed, times: u64| Timed {
        name: timed.name.clone(),
        seconds: timed.seconds.iter().map(|seconds| seconds / times as f64).collect(),
    };
    let engine = per(&timed[0], draws);
    let plain = per(&timed[1], runs);
    let bare = per(&timed[2], bare_times * draws);
    let millions = months as f64 / 1e6;
    let (fast, slow) = (Middle::rate(millions, &engine), Middle::rate(millions, &plain));
    let (faster, above) = (Middle::ratio(&plain, &engine), Middle::ratio(&engine, &bare));
    let uniforms = numbers as f64 / draws as f64;
    let nanoseconds = Middle::of(&bare.seconds).median / uniforms * 1e9;
    println!("{title}: {months} household-months a draw, median (quartiles) of {repeats}");
    println!("  engine      {fast} million household-months per core-second");
    println!("  plain loop  {slow} million household-months per core-second");
    println!("  plain loop / engine                {faster}");
    println!(
        "  random numbers                     {uniforms:.0} a draw, {:.4} a household-month",
        uniforms / months as f64
    );
    println!("  bare cost of a random number       {nanoseconds:.2} ns");
    println!("  engine / bare random numbers       {above}\n");
    json!({
        "household_months": months,
        "engine_million_household_months_per_core_second": fast.json(),
        "plain_million_household_months_per_core_second": slow.json(),
        "plain_over_engine": faster.json(),
        "uniforms_per_draw": uniforms.round(),
        "bare_nanoseconds_per_uniform": (nanoseconds * 1e3).round() / 1e3,
        "engine_over_bare": above.json(),
        "repeats": repeats,
    })
}

fn time_of(job: impl Fn()) -> f64 {
    job();
    let start = clock::wall();
    job();
    (clock::wall() - start).max(1e-6)
}

/// Makes so many random numbers with the engine's own generator, each block for another household, and does nothing
/// with them but keep the compiler from leaving them out.
fn bare(numbers: u64) {
    let mut generator = Generator::new(1, 1);
    let mut all = 0;
    for household in 0..(numbers / 4) as u32 {
        let site = Site { area_key: 0xcfa5_227e_4fea_8838, household };
        let words = generator.block(site, Purpose::Household, 0, 0).0;
        all ^= words[0] ^ words[1] ^ words[2] ^ words[3];
    }
    black_box(all);
}
