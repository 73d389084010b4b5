//! Speed of the value of information: seconds for 60 quantities on 10,000 draws, and for a group of quantities. Run
//! with `cargo bench --no-default-features --bench analysis`.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use wijkraming::analysis::decision::{
    Criterion as Judge, DecisionPlan, DecisionTable, Effort, Group, Outcomes, Quantity, Strategy,
    analyse,
};
use wijkraming::stats::smooth::Weights;
use wijkraming::stats::{Design, Method, normal_quantile};

const DRAWS: usize = 10_000;
const QUANTITIES: usize = 60;
const STRATEGIES: usize = 5;

/// Five strategies whose net benefit follows from all quantities: straight, curved and two by two, with chance on top.
fn table() -> DecisionTable {
    let design = Design::new(Method::LatinHypercube, 1, DRAWS, QUANTITIES + STRATEGIES);
    let design = design.expect("a design of 65 dimensions");
    let normal =
        |j: usize| -> Vec<f64> { design.column(j).into_iter().map(normal_quantile).collect() };
    let columns: Vec<Vec<f64>> = (0..QUANTITIES).map(normal).collect();
    let net_benefit = (0..STRATEGIES).map(|strategy| {
        let chance = normal(QUANTITIES + strategy);
        let of_draw = |draw: usize| {
            let quantities = 0..QUANTITIES;
            let sum: f64 = quantities
                .map(|j| {
                    let (z, next) = (columns[j][draw], columns[(j + 1) % QUANTITIES][draw]);
                    let weight = ((j * 7 + strategy * 3) % 11) as f64 / 11.0 - 0.5;
                    weight * (z + 0.2 * z * z + 0.1 * z * next)
                })
                .sum();
            sum + chance[draw]
        };
        (0..DRAWS).map(of_draw).collect()
    });
    let strategy = |index: usize| Strategy { id: format!("s{index}"), title: format!("S{index}") };
    DecisionTable {
        strategies: (0..STRATEGIES).map(strategy).collect(),
        reference: Some(0),
        outcomes: Outcomes { net_benefit: Some(net_benefit.collect()), ..Outcomes::default() },
        quantities: columns
            .iter()
            .enumerate()
            .map(|(j, column)| Quantity {
                path: format!("q{j}"),
                name: format!("q{j}"),
                columns: vec![column.clone()],
            })
            .collect(),
        weights: Weights::equal(DRAWS),
    }
}

fn plan(groups: Vec<Group>) -> DecisionPlan {
    DecisionPlan {
        criterion: Some(Judge::Ready),
        grid: None,
        groups,
        studies: Vec::new(),
        population: None,
        seed: 1,
        effort: Effort::default(),
    }
}

fn analysis(criterion: &mut Criterion) {
    let table = table();
    let mut group = criterion.benchmark_group("evppi, 10,000 draws, 5 strategies");
    group.sample_size(10);
    let singles = plan(Vec::new());
    group.bench_function("60 quantities", |bencher| {
        bencher.iter(|| black_box(analyse(&table, &singles)));
    });
    for size in [6, 60] {
        let one = Group { name: "group".to_owned(), quantities: (0..size).collect() };
        // Without the quantities outside the group: their values were measured above.
        let mut part = table.clone();
        part.quantities.truncate(size);
        let plan = plan(vec![one]);
        group.bench_function(format!("{size} quantities and their group"), |bencher| {
            bencher.iter(|| black_box(analyse(&part, &plan)));
        });
    }
    group.finish();
}

criterion_group!(benches, analysis);
criterion_main!(benches);
