//! Speed of the engine: household-months per second on one thread, for the example scenario and for a
//! municipality of 500,000 households. Run with `cargo bench --no-default-features --bench engine`.

#![allow(
    clippy::disallowed_methods,
    reason = "what the benches share reads the clock and asks git for the commit"
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wijkraming::engine::{Scratch, realise};
use wijkraming::study::Model;

mod support;

use support::sizes::{alternatives, enlarged, household_months, scenario};

fn engine(criterion: &mut Criterion) {
    let scenario = scenario();
    let alternatives = alternatives(&scenario);
    let mut group = criterion.benchmark_group("household-months");
    let mut scratch = Scratch::default();
    group.throughput(Throughput::Elements(alternatives.iter().map(household_months).sum()));
    group.bench_function("example, five alternatives", |bencher| {
        let mut draw = 0;
        bencher.iter(|| {
            draw += 1;
            for parameters in &alternatives {
                std::hint::black_box(realise(parameters, 1, draw, &mut scratch));
            }
        });
    });
    for (known, parameters) in scenario.alternatives().iter().zip(&alternatives) {
        group.throughput(Throughput::Elements(household_months(parameters)));
        group.bench_function(format!("example, {}", known.id), |bencher| {
            let mut draw = 0;
            bencher.iter(|| {
                draw += 1;
                std::hint::black_box(realise(parameters, 1, draw, &mut scratch))
            });
        });
    }
    let large = enlarged(&alternatives[2], 500_000);
    group.throughput(Throughput::Elements(household_months(&large)));
    group.sample_size(10);
    group.bench_function("500,000 households, scenario2", |bencher| {
        let mut draw = 0;
        bencher.iter(|| {
            draw += 1;
            std::hint::black_box(realise(&large, 1, draw, &mut scratch))
        });
    });
    group.finish();
}

criterion_group!(benches, engine);
criterion_main!(benches);
