//! The reference job in ixa as its own examples are written: persons as entities, their state of care as a property,
//! one plan a month that goes through all persons, one number of its generator for each.
//!
//! Answers `SECONDS COST` to each line `KIND SEED` on standard input, for `benches/peers/compare.py`. The time is
//! processor time of the run alone, without making the persons.

use std::cell::Cell;
use std::io::{BufRead, Write};
use std::rc::Rc;

use ixa::prelude::*;

const STATES: usize = 5;

#[derive(serde::Deserialize)]
struct Job {
    persons: u32,
    months: u32,
    monthly: [[f64; STATES]; STATES],
    euro_per_month: [f64; STATES],
}

define_entity!(Person);
define_property!(struct Care(u8), Person, default_const = Care(0));
define_rng!(CareRng);

/// Processor time of this thread in seconds (Linux).
fn cpu() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").expect("the scheduler tells");
    let nanoseconds = told.split(' ').next().and_then(|text| text.parse::<f64>().ok());
    nanoseconds.expect("a number of nanoseconds") / 1e9
}

fn run(job: &Job, seed: u64) -> (f64, f64) {
    let mut context = Context::new();
    context.init_random(seed);
    for _ in 0..job.persons {
        let _ = context.add_entity(with!(Person, Care(0))).expect("a person");
    }
    let bounds = job.monthly.map(|row| {
        let mut sum = 0.0;
        row.map(|p| {
            sum += p;
            sum
        })
    });
    let euro = job.euro_per_month;
    let cost = Rc::new(Cell::new(0.0));
    for month in 1..=job.months {
        let cost = Rc::clone(&cost);
        context.add_plan(f64::from(month), move |context| {
            let mut sum = cost.get();
            for person in context.get_entity_iterator::<Person>() {
                let Care(old) = context.get_property::<Person, Care>(person);
                let u: f64 = context.sample_range(CareRng, 0.0..1.0);
                let row = &bounds[usize::from(old)][..STATES - 1];
                let new = row.iter().map(|bound| u8::from(u >= *bound)).sum::<u8>();
                if new != old {
                    context.set_property(person, Care(new));
                }
                sum += euro[usize::from(new)];
            }
            cost.set(sum);
        });
    }
    let start = cpu();
    context.execute();
    (cpu() - start, cost.get() / f64::from(job.persons))
}

fn main() {
    let job: Job = serde_json::from_str(include_str!("../../reference_job.json")).expect("the job");
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line of text");
        let (_, seed) = line.split_once(' ').expect("KIND SEED");
        let (seconds, cost) = run(&job, seed.trim().parse().expect("a seed"));
        println!("{seconds} {cost}");
        std::io::stdout().flush().expect("standard output");
    }
}
