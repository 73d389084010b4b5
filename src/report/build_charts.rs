//! Fills the data of the charts on decisions, months and steps. Chooses what is shown; computes nothing.

use super::build::{Source, estimate, probability};
use super::view::{
    Acceptability, Cloud, DecisionChart, Depletion, EffectKind, Figure, MoreCharts, Periods,
    StepCounts, TimeChart, TornadoBar, TornadoChart, TornadoOutcome, Unit,
};
use crate::analysis::chart_figures::{Steps, cumulative_net_benefit, depletion, steps};
use crate::analysis::decision::{
    DecisionAnalysis, DecisionPlan, DecisionTable, EffectChoice, Effort, Ellipse, Lens, Outcomes,
    Perspective, PlaneSummary, analyse, from_run,
};
use crate::analysis::sensitivity::tornado::{Bar, Tornado};
use crate::analysis::swings::{Change, Swing, swings};
use crate::analysis::{self, Measure};
use crate::stats::smooth::{Weights, spread_out};
use crate::study::{Model, SampleTable};

/// Bars of a tornado at most.
const MOST_BARS: usize = 10;
/// Points of all clouds together at most: more of them hide each other.
const MOST_POINTS: usize = 400;
/// Share of the draws within the ellipse of a cloud.
const WITHIN: f64 = 0.9;
/// Corners of an ellipse.
const CORNERS: usize = 48;
/// Willingness to pay for a QALY up to which curves go, as in `wijkraming analyse` (NTvG, "Hoeveel mag een gewonnen
/// levensjaar kosten", 2013: 50,000 to 100,000 euro).
const MOST_FOR_A_QALY: f64 = 100_000.0;
/// Points on that curve.
const POINTS: u32 = 41;

pub fn more_charts(table: &SampleTable, source: &Source) -> MoreCharts {
    let header = &table.header;
    let leading = leading(table);
    let known = decision_table(table, source);
    let draws = known.as_ref().map(|(_, decision)| decision);
    MoreCharts {
        leading,
        net_benefit: net_benefit(table),
        depletion: source.manifest.monthly.then(|| Depletion {
            year: header.start_year + table.uitputting_year() as i32,
            areas: header.areas.clone(),
            chances: (0..header.alternatives.len()).map(|index| chances(table, index)).collect(),
        }),
        tornado: leading.map(|index| tornados(table, source, draws, index)).unwrap_or_default(),
        decision: known.as_ref().and_then(|known| decision(known, source.manifest.seed)),
        flow: flow(table).unwrap_or_default(),
    }
}

/// The project with the highest mean net present value to society.
fn leading(table: &SampleTable) -> Option<usize> {
    let mean = |index: usize| {
        let values = analysis::differences(table, Measure::NetPresentValue, index);
        let known: Vec<f64> = values.into_iter().flatten().collect();
        Some((index, crate::stats::summary::mean(&known)?))
    };
    let known = (0..table.header.alternatives.len()).filter_map(mean);
    known.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(index, _)| index)
}

fn net_benefit(table: &SampleTable) -> Option<TimeChart> {
    let fans = cumulative_net_benefit(table);
    let header = &table.header;
    (!fans.is_empty()).then(|| TimeChart {
        unit: Unit::Euro,
        periods: Periods { start_year: header.start_year, per_year: 1, count: header.years },
        series: fans.into_iter().map(super::build::bands).collect(),
        fewest: 0.0,
    })
}

fn chances(table: &SampleTable, alternative: usize) -> Vec<Vec<super::view::Probability>> {
    let by_area = depletion(table, alternative);
    by_area.into_iter().map(|months| months.into_iter().map(probability).collect()).collect()
}

fn flow(table: &SampleTable) -> Option<Vec<StepCounts>> {
    let shown = |own: Steps| {
        Some(StepCounts {
            onsets: estimate(own.onsets),
            reported: estimate(own.reported),
            unreported: estimate(own.unreported),
            simple: estimate(own.simple),
            sectoral: estimate(own.sectoral),
            complex: estimate(own.complex),
            queued: estimate(own.queued),
            gesprekken: estimate(own.gesprekken),
            waiting: estimate(own.waiting),
            few_waiting: false,
            support: own.support.into_iter().map(estimate).collect::<Vec<_>>().try_into().ok()?,
            closed: estimate(own.closed),
        })
    };
    (0..table.header.alternatives.len()).map(|index| shown(steps(table, index)?)).collect()
}

/// What tornados are about.
const OUTCOMES: [(TornadoOutcome, Measure); 2] = [
    (TornadoOutcome::MunicipalCost, Measure::MunicipalCost),
    (TornadoOutcome::NetPresentValue, Measure::NetPresentValue),
];

/// Those of a simulation of its own where there is one, else those that the draws of the run tell.
fn tornados(
    table: &SampleTable,
    source: &Source,
    draws: Option<&DecisionTable>,
    alternative: usize,
) -> Vec<TornadoChart> {
    if let Some(simulated) = source.sensitivity {
        let id = &table.header.alternatives[alternative].id;
        let of = |(outcome, measure): &(TornadoOutcome, Measure)| {
            let own = simulated.iter().find(|own| {
                let name = &own.output;
                name.measure == measure.key() && name.alternative == *id && name.against.is_some()
            })?;
            Some(moved(own, *outcome, alternative))
        };
        return OUTCOMES.iter().filter_map(of).collect();
    }
    let of = |(outcome, measure): &(TornadoOutcome, Measure)| {
        of_draws(table, draws?, (*outcome, *measure), alternative)
    };
    OUTCOMES.iter().filter_map(of).collect()
}

fn of_draws(
    table: &SampleTable,
    draws: &DecisionTable,
    (outcome, measure): (TornadoOutcome, Measure),
    alternative: usize,
) -> Option<TornadoChart> {
    let values: Option<Vec<f64>> =
        analysis::differences(table, measure, alternative).into_iter().collect();
    let outcomes = Outcomes { cost: Some(vec![values?]), ..Outcomes::default() };
    // Draws with the same quantities become one, and take the outcome with them.
    let decision = DecisionTable { outcomes, ..draws.clone() }.averaged();
    let values = decision.outcomes.cost.as_ref()?.first()?;
    let (names, columns) = shares(&decision);
    let found = swings(&columns, values, &decision.weights)?;
    let figure = |change: Change| Figure { value: change.value, se: Some(change.standard_error) };
    let bar = |own: &Swing| TornadoBar {
        quantity: names[own.column].clone(),
        at: own.at,
        change: own.change.map(figure),
        swing: figure(own.swing),
    };
    Some(TornadoChart {
        outcome,
        alternative,
        base: mean_figure(values, &decision.weights),
        bars: found.clear.iter().take(MOST_BARS).map(bar).collect(),
        unclear: found.unclear,
        left_out_at_most: found
            .clear
            .iter()
            .skip(MOST_BARS)
            .fold(found.unclear_at_most, |most, own| most.max(own.at_most())),
        quantities: found.unclear + found.clear.len(),
        simulated: false,
    })
}

fn mean_figure(values: &[f64], weights: &Weights) -> Figure {
    let own = analysis::decision::Figure::mean(values, weights);
    Figure { value: own.value, se: own.standard_error }
}

/// Every column of every quantity with a name; the shares of a row have numbers, from 1.
fn shares(decision: &DecisionTable) -> (Vec<String>, Vec<&[f64]>) {
    let (mut names, mut columns) = (Vec::new(), Vec::new());
    for quantity in &decision.quantities {
        for (place, column) in quantity.columns.iter().enumerate() {
            names.push(match quantity.is_row() {
                true => format!("{}[{place}]", quantity.name),
                false => quantity.name.clone(),
            });
            columns.push(column.as_slice());
        }
    }
    (names, columns)
}

/// A tornado that was simulated. Bars whose swing is less than two standard errors are left out.
fn moved(own: &Tornado, outcome: TornadoOutcome, alternative: usize) -> TornadoChart {
    let figure =
        |mean: analysis::sensitivity::Mean| Figure { value: mean.mean, se: mean.standard_error };
    let is_clear = |bar: &&Bar| bar.swing.is_beyond_two_errors();
    let bar = |bar: &Bar| TornadoBar {
        quantity: bar.quantity.clone(),
        at: [bar.low.at, bar.high.at],
        change: [figure(bar.low.change), figure(bar.high.change)],
        swing: figure(bar.swing),
    };
    let (clear, rest): (Vec<&Bar>, Vec<&Bar>) = own.bars.iter().partition(is_clear);
    let at_most =
        |bar: &&Bar| bar.swing.mean.abs() + 2.0 * bar.swing.standard_error.unwrap_or(f64::INFINITY);
    TornadoChart {
        outcome,
        alternative,
        base: figure(own.base),
        unclear: rest.len(),
        left_out_at_most: rest
            .iter()
            .chain(clear.iter().skip(MOST_BARS))
            .map(at_most)
            .fold(0.0, f64::max),
        bars: clear.into_iter().take(MOST_BARS).map(bar).collect(),
        quantities: own.bars.len(),
        simulated: true,
    }
}

/// The draws as `wijkraming analyse` looks at them where nothing else is asked: society's view, and quality of life as
/// effect, or points on the matrix where the scenario has none.
fn decision_table(table: &SampleTable, source: &Source) -> Option<(EffectKind, DecisionTable)> {
    let sample = source.samples.filter(|sample| sample.draws == table.draws.len())?;
    let kinds = [
        (EffectKind::Qaly, EffectChoice::quality_of_life()),
        (EffectKind::MatrixPoint, EffectChoice::matrix_points()),
    ];
    kinds.into_iter().find_map(|(kind, effect)| {
        let lens = Lens { perspective: Perspective::Society, effect, discounted: true };
        Some((kind, from_run(table, sample, source.scenario.quantities(), &lens)?))
    })
}

fn decision((effect, draws): &(EffectKind, DecisionTable), seed: u64) -> Option<DecisionChart> {
    draws.reference?;
    let decision = draws.clone().averaged();
    let step = MOST_FOR_A_QALY / f64::from(POINTS - 1);
    let grid = (*effect == EffectKind::Qaly)
        .then(|| (0..POINTS).map(|index| f64::from(index) * step).collect());
    let plan = DecisionPlan {
        criterion: None,
        grid,
        groups: Vec::new(),
        studies: Vec::new(),
        population: None,
        seed,
        effort: Effort::default(),
    };
    let found = analyse(&decision, &plan);
    let plane = found.plane.as_ref().filter(|_| decision.draws() > 1)?;
    let points = spread_out(decision.draws(), MOST_POINTS / plane.strategies.len().max(1));
    let cloud = |own: &PlaneSummary| cloud(own, &points, &decision.weights);
    Some(DecisionChart {
        effect: *effect,
        draws: decision.draws() as u64,
        clouds: plane.strategies.iter().filter_map(cloud).collect(),
        acceptability: acceptability(&found),
    })
}

fn cloud(own: &PlaneSummary, points: &[usize], weights: &Weights) -> Option<Cloud> {
    let quadrants = &own.quadrants;
    let of = |values: &[f64]| analysis::Estimate::of(values).map(estimate);
    let ellipse = Ellipse::around(&own.effects, &own.costs, WITHIN, weights);
    Some(Cloud {
        alternative: own.strategy,
        cost: super::view::Estimate {
            mean: own.cost.value,
            se: own.cost.standard_error,
            ..of(&own.costs)?
        },
        effect: super::view::Estimate {
            mean: own.effect.value,
            se: own.effect.standard_error,
            ..of(&own.effects)?
        },
        quadrants: [
            quadrants.dearer_and_better,
            quadrants.cheaper_and_better,
            quadrants.cheaper_and_worse,
            quadrants.dearer_and_worse,
        ]
        .map(probability),
        points: points.iter().map(|row| (own.effects[*row], own.costs[*row])).collect(),
        outline: ellipse.map(|ellipse| ellipse.outline(CORNERS)).unwrap_or_default(),
    })
}

fn acceptability(found: &DecisionAnalysis) -> Option<Acceptability> {
    let curves = found.curves.as_ref()?;
    let line = |chances: &Vec<analysis::Chance>| chances.iter().copied().map(probability).collect();
    Some(Acceptability {
        grid: curves.grid.clone(),
        chances: curves.acceptability.iter().map(line).collect(),
        best: curves.best.clone(),
        clear: curves.clear.clone(),
    })
}
