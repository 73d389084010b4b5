//! Made-up data of the charts on decisions, stakeholders, months and steps.

use wijkraming::report::view::*;

use super::demo::{bands, estimate, probability};

/// A made-up number between 0 and 1.
fn noise(index: usize) -> f64 {
    (index as f64 * 0.618_034 + 0.37).fract()
}

/// For as many alternatives, the first of which is the reference, and areas.
pub fn more(alternatives: usize, areas: &[String]) -> MoreCharts {
    MoreCharts {
        leading: (alternatives > 1).then_some(alternatives - 1),
        net_benefit: (alternatives > 1).then(|| net_benefit(alternatives)),
        depletion: (!areas.is_empty()).then(|| depletion(alternatives, areas)),
        tornado: if alternatives > 1 { tornados(alternatives - 1) } else { Vec::new() },
        decision: (alternatives > 1).then(|| decision(alternatives)),
        flow: (0..alternatives).map(flow).collect(),
    }
}

/// The bands of the demo are cut at zero; those of a net benefit are not.
fn net_benefit(alternatives: usize) -> TimeChart {
    let series = |index: usize| {
        let slope = if index == 0 { 0.0 } else { 3e6 * (noise(index) - 0.4) };
        let spread = if index == 0 { 0.0 } else { 4e5 };
        let at = |z: f64| (1..=10).map(|y| f64::from(y) * (slope + z * spread)).collect();
        Bands {
            p5: at(-1.645),
            p25: at(-0.674),
            p50: at(0.0),
            p75: at(0.674),
            p95: at(1.645),
            ..bands(10, |_| 1.0, |_| 1e5)
        }
    };
    TimeChart {
        unit: Unit::Euro,
        periods: Periods { start_year: 2015, per_year: 1, count: 10 },
        series: (0..alternatives).map(series).collect(),
        fewest: 0.0,
    }
}

fn depletion(alternatives: usize, areas: &[String]) -> Depletion {
    let month = |alternative: usize, area: usize, month: usize| {
        probability(0.3 * (month as f64 - 7.0) * noise(alternative + 3 * area))
    };
    let of_area = |alternative, area| (0..12).map(|m| month(alternative, area, m)).collect();
    let of = |alternative| (0..areas.len()).map(|area| of_area(alternative, area)).collect();
    Depletion { year: 2019, areas: areas.to_vec(), chances: (0..alternatives).map(of).collect() }
}

const QUANTITIES: [&str; 10] = [
    "provisions.3.tariff",
    "need.annual_rate.single_parent",
    "scenario2: payment.first_line.trekkingsrecht.utilisation",
    "opstelling.rung[1][0]",
    "areas.\"Elst Noord\".need_factor",
    "effects.huisuitzetting.value",
    "uitvoering.worsen[3]",
    "team.costs[0].amount",
    "provisions.4.hours",
    "aanmelding.own_initiative[2]",
];

fn tornados(alternative: usize) -> Vec<TornadoChart> {
    let figure = |value: f64| Figure { value, se: Some(0.1 * value.abs()) };
    let chart = |outcome, scale: f64| TornadoChart {
        outcome,
        alternative,
        base: figure(-2e6 * scale),
        bars: (0..10)
            .map(|index| {
                let half = scale * 1.2e6 / (1.0 + index as f64);
                let sign = if index % 3 == 1 { -1.0 } else { 1.0 };
                // The fourth has both ends on one side.
                let low = if index == 3 { 0.3 * half } else { -sign * half };
                TornadoBar {
                    quantity: QUANTITIES[index].to_owned(),
                    at: [10.0 + index as f64, 20.5 + index as f64],
                    change: [figure(low), figure(sign * 0.8 * half)],
                    swing: figure(sign * 0.8 * half - low),
                }
            })
            .collect(),
        unclear: 50,
        left_out_at_most: 1e5 * scale.abs(),
        quantities: 63,
        simulated: false,
    };
    vec![chart(TornadoOutcome::MunicipalCost, 1.0), chart(TornadoOutcome::NetPresentValue, -2.5)]
}

fn decision(alternatives: usize) -> DecisionChart {
    let cloud = |alternative: usize| {
        let (e, c) = (8.0 * noise(alternative), 4e6 * (noise(alternative + 7) - 0.5));
        let around = |index: usize, scale: f64| {
            let angle = std::f64::consts::TAU * index as f64 / 48.0;
            (e + 4.0 * scale * angle.cos(), c + 1.2e6 * scale * (angle + 0.7).sin())
        };
        Cloud {
            alternative,
            cost: estimate(c, 1.5e6),
            effect: estimate(e, 3.0),
            quadrants: [0.1, 0.6, 0.2, 0.1].map(probability),
            points: (0..80).map(|i| around(i * 7, noise(i + alternative))).collect(),
            outline: (0..=48).map(|i| around(i, 1.0)).collect(),
        }
    };
    let grid: Vec<f64> = (0..41).map(|i| f64::from(i) * 2500.0).collect();
    let weights: Vec<f64> = (0..alternatives).map(|index| 0.2 + noise(index)).collect();
    let chance = |index: usize, at: f64| {
        let weight = |i: usize| weights[i] * (1.0 + at / 1e5 * noise(i + 4));
        weight(index) / (0..alternatives).map(weight).sum::<f64>()
    };
    let line =
        |index: usize| grid.iter().map(|at| probability(chance(index, *at))).collect::<Vec<_>>();
    DecisionChart {
        effect: EffectKind::Qaly,
        draws: 200,
        clouds: (1..alternatives).map(cloud).collect(),
        acceptability: Some(Acceptability {
            chances: (0..alternatives).map(line).collect(),
            best: (0..41).map(|i| if i < 20 { 0 } else { alternatives - 1 }).collect(),
            clear: (0..41).map(|i| !(15..25).contains(&i)).collect(),
            grid,
        }),
    }
}

/// 10,000 needs; of 8,000 reported 3,000 are simple, 1,500 sectoral, 500 complex, so that 3,000 are queued.
fn flow(alternative: usize) -> StepCounts {
    let of = |mean: f64| estimate(mean, 0.05 * mean);
    StepCounts {
        onsets: of(10_000.0),
        reported: of(8_000.0),
        unreported: of(2_000.0),
        simple: of(3_000.0),
        sectoral: of(1_500.0),
        complex: of(500.0),
        queued: of(3_000.0),
        gesprekken: of(3_400.0 + alternative as f64),
        waiting: of(120.0),
        few_waiting: false,
        support: [400.0, 900.0, 20_000.0, 60_000.0, 15_000.0].map(of),
        closed: of(6_200.0),
    }
}
