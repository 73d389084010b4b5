//! Speed of full Sobol indices: the example scenario with 40 uncertain quantities under its five alternatives, all outputs
//! at once. Run with `cargo bench --no-default-features --bench sensitivity`.
//!
//! A bench of the whole design of 1,024 rows would take many minutes a sample: it runs fewer rows, and its throughput is
//! in realisations. `WIJKRAMING_BENCH_ROWS=1024` runs the whole design once and prints the time.

use std::time::Instant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wijkraming::analysis::Measure;
use wijkraming::analysis::sensitivity::sobol::{Evaluations, FirstOrder, indices};
use wijkraming::scenario::{KnownValue, LoadOptions, Scenario};
use wijkraming::sensitivity::{Chance, Dependence, Evaluator, Saltelli, SobolPlan, factors, sobol};
use wijkraming::stats::{Bootstrap, Design, Method};
use wijkraming::study::Model;

/// Fixed numbers of the example that become uncertain here, uniform 20% around what they are: with the eight that are
/// uncertain already, forty quantities.
const PATHS: [&str; 32] = [
    "need.annual_rate.single",
    "need.annual_rate.single_65plus",
    "need.annual_rate.couple",
    "need.annual_rate.couple_65plus",
    "need.annual_rate.children",
    "need.annual_rate.single_parent",
    "need.low_income_factor",
    "need.relapse_factor",
    "course.worsen[0]",
    "course.worsen[1]",
    "course.worsen[2]",
    "course.improve[0]",
    "course.improve[1]",
    "course.improve[2]",
    "course.improve[3]",
    "course.under_fit",
    "aanmelding.own_initiative[0]",
    "aanmelding.own_initiative[1]",
    "aanmelding.own_initiative[2]",
    "aanmelding.own_initiative[3]",
    "aanmelding.signal[0]",
    "aanmelding.signal[1]",
    "aanmelding.signal[2]",
    "aanmelding.signal[3]",
    "orientatie.hours",
    "gesprek.hours",
    "uitvoering.regie_hours",
    "monitoring.waakvlam_hours",
    "provisions.2.hours",
    "provisions.2.tariff",
    "provisions.3.hours",
    "provisions.4.hours",
];

fn load(sets: Vec<String>) -> Scenario {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/example.toml");
    let options = LoadOptions { sets, ..LoadOptions::new(path) };
    Scenario::load(&options).unwrap_or_else(|report| panic!("{report}"))
}

fn scenario() -> Scenario {
    let example = load(Vec::new());
    let set = |path: &&str| match example.number(path).map(|known| known.value) {
        Some(KnownValue::Fixed(number)) => {
            format!(
                "{path}={{ dist = \"uniform\", min = {}, max = {} }}",
                0.8 * number,
                1.2 * number
            )
        }
        other => panic!("{path} is {other:?}"),
    };
    load(PATHS.iter().map(set).collect())
}

fn plan(scenario: &Scenario, rows: usize) -> SobolPlan {
    let quantities = scenario.quantities();
    let factors = factors(quantities, &Dependence::default(), &[]).expect("no groups");
    assert_eq!(factors.len(), 40);
    SobolPlan {
        design: Saltelli::new(quantities, &Dependence::default(), rows, 1).expect("a design"),
        factors,
        chance: Chance::Common,
        estimator: FirstOrder::default(),
        bootstrap: Bootstrap { seed: 1, resamples: 1_000 },
    }
}

fn whole_design(criterion: &mut Criterion) {
    let scenario = scenario();
    let alternatives = (0..scenario.alternatives().len()).collect();
    let evaluator = Evaluator::new(&scenario, alternatives, &Measure::ALL, 1);
    let asked = std::env::var("WIJKRAMING_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok());
    if let Some(rows) = asked {
        let plan = plan(&scenario, rows);
        #[expect(clippy::disallowed_methods, reason = "a bench measures time")]
        let started = Instant::now();
        let found = sobol(&evaluator, &plan, &|| ());
        let (seconds, points) = (started.elapsed().as_secs_f64(), plan.points() as u64);
        println!(
            "{rows} rows: {points} parameter rows, {} realisations, {} outputs, {seconds:.1} s",
            evaluator.realisations(points),
            found.len()
        );
        return;
    }
    let plan = plan(&scenario, 8);
    let mut group = criterion.benchmark_group("sobol");
    group.sample_size(10);
    group.throughput(Throughput::Elements(evaluator.realisations(plan.points() as u64)));
    group.bench_function("40 quantities, 8 rows, five alternatives", |bencher| {
        bencher.iter(|| std::hint::black_box(sobol(&evaluator, &plan, &|| ())));
    });
    group.finish();
}

/// The estimators alone: 40 factors, 1,024 rows, 1,000 resamples, one output.
fn estimators(criterion: &mut Criterion) {
    let design = Design::new(Method::Random, 1, 1024, 42).expect("a design");
    let evaluations = Evaluations {
        a: design.column(0),
        b: design.column(1),
        mixed: (2..42).map(|column| design.column(column)).collect(),
    };
    let bootstrap = Bootstrap { seed: 1, resamples: 1_000 };
    let mut group = criterion.benchmark_group("estimators");
    group.sample_size(10);
    group.bench_function("40 factors, 1,024 rows, 1,000 resamples", |bencher| {
        bencher.iter(|| {
            std::hint::black_box(indices(&evaluations, FirstOrder::default(), None, &bootstrap))
        });
    });
    group.finish();
}

criterion_group!(benches, whole_design, estimators);
criterion_main!(benches);
