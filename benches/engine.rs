//! Speed of the engine: household-months per second on one thread, for the example scenario and for a
//! municipality of 500,000 households. Run with `cargo bench --no-default-features --bench engine`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wijkraming::engine::{Parameters, Scratch, realise};
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::study::{Model, sampling};

fn scenario() -> Scenario {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/example.toml");
    Scenario::load(&LoadOptions::new(path)).expect("the example scenario is right")
}

/// The alternatives of the example at the means of their quantities.
fn alternatives(scenario: &Scenario) -> Vec<Parameters> {
    let sample = sampling::central(scenario.quantities());
    (0..scenario.alternatives().len())
        .map(|alternative| scenario.parameters(alternative, &sample))
        .collect()
}

/// The example with its two areas repeated, each with a team of its own, until there are 500,000 households.
fn large(parameters: &Parameters) -> Parameters {
    let mut large = parameters.clone();
    large.population.areas.clear();
    large.population.teams.clear();
    let mut households = 0;
    for number in 0.. {
        for area in &parameters.population.areas {
            let mut area = area.clone();
            area.name = format!("{} {number}", area.name);
            area.key = wijkraming::random::name_key(&area.name);
            area.team = large.population.teams.len();
            large.population.teams.push(area.name.clone());
            households += area.household_count();
            large.population.areas.push(area);
        }
        if households >= 500_000 {
            return large;
        }
    }
    large
}

fn household_months(parameters: &Parameters) -> u64 {
    parameters.population.household_count() * u64::from(parameters.years) * 12
}

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
    let large = large(&alternatives[2]);
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
