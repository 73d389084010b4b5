//! A search from beginning to end: all points on the same draws, the frontier again on fresh ones.
//!
//! The best of many noisy figures is better on the draws that chose it than it is (the optimiser's curse: Smith & Winkler,
//! Management Science 52, 2006), so that what is reported comes from draws that the search has not seen.

use super::bench::{Bench, BenchError, Sampled};
use super::follower::Follower;
use super::found::{Evaluated, Found, Judgement, Outcome, Point};
use super::lever::{Lever, setting};
use super::search::{Axis, Score, Space};
use crate::analysis::Draws;
use crate::analysis::policy::{Constraint, Figure, Spread, alike, far_apart, frontier};
use crate::diagnostics::Report;
use crate::random::{Generator, Purpose, Site};
use crate::scenario::Scenario;
use crate::study::Model;

/// What is wanted of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Objective {
    pub figure: Figure,
    pub maximise: bool,
}

/// Loads the scenario, or one of its variants from 1, with more settings.
pub type Load<'a> = dyn Fn(usize, &[String]) -> Result<Scenario, Report> + Sync + 'a;

/// What to search, in one alternative.
pub struct Request<'a> {
    pub base: &'a Scenario,
    /// Index in the scenario; not the reference.
    pub alternative: usize,
    pub levers: &'a [Lever],
    pub followers: &'a [Follower],
    /// Files beside the scenario itself.
    pub variants: usize,
    pub load: &'a Load<'a>,
    pub objectives: &'a [Objective],
    pub constraints: &'a [Constraint],
    /// Shown, and not searched for.
    pub also: &'a [Figure],
    pub evaluations: usize,
    pub search: Sampled,
    pub fresh: Sampled,
    /// Most points of the frontier that are looked at again.
    pub points: usize,
}

const HERE: Site = Site { area_key: 0, household: 0 };

/// A seed for the draws that check what a search on `seed` found.
pub fn fresh_seed(seed: u64) -> u64 {
    let block = Generator::new(seed, 0).block(HERE, Purpose::Optimisation, 0, 1);
    // A seed of a scenario has 53 bits.
    block.0[0] >> 11
}

/// Seed of the points that fill the space.
fn filling_seed(seed: u64) -> u64 {
    Generator::new(seed, 0).block(HERE, Purpose::Optimisation, 0, 0).0[0]
}

/// Values by figure and draw.
type Values = Vec<Vec<f64>>;

impl Request<'_> {
    /// The levers as the search sees them; the first is the variant.
    pub fn space(&self) -> Space {
        let variants = Axis { values: self.variants + 1, ordered: false };
        let levers = self.levers.iter().map(|own| Axis { values: own.values.len(), ordered: true });
        Space {
            axes: std::iter::once(variants).chain(levers).collect(),
            evaluations: self.evaluations,
            seed: filling_seed(self.search.seed),
        }
    }

    /// Realisations that it takes at most.
    pub fn realisations(&self) -> u64 {
        let points = self.space().most();
        // Beside the points the reference and the alternative as written.
        (self.search.draws * (points + 2) + self.fresh.draws * (points.min(self.points) + 2)) as u64
    }

    /// What to set at a point, as for `--set`.
    pub fn settings(&self, point: &[usize]) -> Vec<String> {
        let levers = self.levers.iter().zip(&point[1..]);
        let followers = self.followers.iter();
        let following =
            |own: &Follower| format!("{}={}", own.full, own.written(self.levers, &point[1..]));
        levers
            .map(|(lever, value)| setting(lever, *value))
            .chain(followers.map(following))
            .collect()
    }

    /// Objectives first, then what else is shown, then what constraints are about.
    fn figures(&self) -> Vec<Figure> {
        let objectives = self.objectives.iter().map(|objective| objective.figure);
        let bounded = self.constraints.iter().map(|constraint| constraint.figure);
        objectives.chain(self.also.iter().copied()).chain(bounded).collect()
    }

    fn shown(&self) -> usize {
        self.objectives.len() + self.also.len()
    }

    fn at(&self, bench: &Bench, point: &[usize]) -> Result<Values, String> {
        let loaded = (self.load)(point[0], &self.settings(point));
        let scenario = loaded.map_err(|report| reasons(&report))?;
        bench.figures(&scenario, &self.figures()).map_err(|error| error.to_string())
    }

    fn judge(&self, values: &Values, written: &Values, draws: &Draws) -> Judgement {
        let shown = || values.iter().zip(written).take(self.shown());
        let change = |(own, written): (&Vec<f64>, &Vec<f64>)| {
            let differences: Vec<f64> = own.iter().zip(written).map(|(a, b)| a - b).collect();
            Spread::of(&differences, draws)
        };
        let bounded = self.constraints.iter().zip(&values[self.shown()..]);
        Judgement {
            figures: shown().map(|(own, _)| Spread::of(own, draws)).collect(),
            changes: shown().map(change).collect(),
            constraints: bounded.map(|(bound, own)| bound.judge(own, draws)).collect(),
        }
    }

    /// Objectives to be minimised; not a number where one does not exist.
    fn score(&self, judgement: &Judgement) -> Vec<f64> {
        let value = |(objective, spread): (&Objective, &Option<Spread>)| {
            let mean = spread.map_or(f64::NAN, |spread| spread.mean);
            if objective.maximise { -mean } else { mean }
        };
        self.objectives.iter().zip(&judgement.figures).map(value).collect()
    }

    /// Of all constraints, by estimate; a figure that does not exist breaks its constraint.
    fn violation(&self, judgement: &Judgement) -> f64 {
        let of = |(bound, judged): (&Constraint, &Option<crate::analysis::policy::Judged>)| {
            let size = if bound.bound == 0.0 { 1.0 } else { bound.bound.abs() };
            match judged {
                Some(judged) if judged.by_estimate => 0.0,
                // The bound itself where that will not do.
                Some(judged) => (judged.excess / size).max(f64::MIN_POSITIVE),
                None => f64::MAX,
            }
        };
        self.constraints.iter().zip(&judgement.constraints).map(of).fold(0.0, |a, b| a + b)
    }
}

/// What a report says, in one line.
fn reasons(report: &Report) -> String {
    let errors = report.diagnostics().iter().map(|diagnostic| diagnostic.message.clone());
    errors.collect::<Vec<_>>().join("; ")
}

/// Searches in one alternative, on the threads of the current rayon pool.
pub fn optimise(request: &Request, finished: &(dyn Fn() + Sync)) -> Result<Found, BenchError> {
    let bench = Bench::new(request.base, request.alternative, request.search, finished)?;
    let written = bench.figures(request.base, &request.figures())?;
    let mut known: Vec<(Evaluated, Values)> = Vec::new();
    let space = request.space();
    space.search(&mut |point| {
        let (evaluated, values) = evaluate(request, &bench, point, &written);
        let score = evaluated.result.as_ref().ok().map(|judgement| Score {
            objectives: request.score(judgement),
            violation: evaluated.violation,
        });
        known.push((evaluated, values));
        score
    });
    let chosen = choose(request, &mut known, &bench.draws);
    let (evaluated, values): (Vec<Evaluated>, Vec<Values>) = known.into_iter().unzip();
    let fresh = Bench::new(request.base, request.alternative, request.fresh, finished)?;
    let written_fresh = fresh.figures(request.base, &request.figures())?;
    let outcome = if chosen.is_empty() {
        Outcome::Infeasible { nearest: nearest(&evaluated) }
    } else {
        again(request, &evaluated, &chosen, (&fresh, &written_fresh))
    };
    Ok(Found {
        alternative: request.base.alternatives()[request.alternative].id.clone(),
        as_written: request.judge(&written, &written, &bench.draws),
        as_written_fresh: request.judge(&written_fresh, &written_fresh, &fresh.draws),
        unmoved: unmoved(request, &values, &written),
        complete: space.points() <= space.evaluations,
        evaluated,
        outcome,
    })
}

fn evaluate(
    request: &Request,
    bench: &Bench,
    point: &[usize],
    written: &Values,
) -> (Evaluated, Values) {
    let setting = point.to_vec();
    match request.at(bench, point) {
        Ok(values) => {
            let judgement = request.judge(&values, written, &bench.draws);
            let violation = request.violation(&judgement);
            let result = Ok(judgement);
            (Evaluated { setting, result, violation, on_frontier: false }, values)
        }
        Err(why) => {
            let violation = f64::MAX;
            (Evaluated { setting, result: Err(why), violation, on_frontier: false }, Vec::new())
        }
    }
}

/// The points to look at again: those on the frontier that lie far apart. With one objective those that cannot be told
/// apart from the best, the best first.
fn choose(request: &Request, known: &mut [(Evaluated, Values)], draws: &Draws) -> Vec<usize> {
    let feasible: Vec<usize> = (0..known.len())
        .filter(|index| known[*index].0.result.is_ok() && known[*index].0.violation == 0.0)
        .collect();
    let score = |index: &usize| match &known[*index].0.result {
        Ok(judgement) => request.score(judgement),
        Err(_) => vec![f64::NAN; request.objectives.len()],
    };
    let scores: Vec<Vec<f64>> = feasible.iter().map(score).collect();
    let mut front: Vec<usize> =
        frontier(&scores).into_iter().map(|index| feasible[index]).collect();
    if let ([_], [best, ..]) = (request.objectives, front.as_slice()) {
        let best = *best;
        let values = |index: usize| &known[index].1[..1];
        front = feasible
            .iter()
            .copied()
            .filter(|index| draws.count() > 1 && alike(values(best), values(*index), draws))
            .collect();
        if front.is_empty() {
            front = vec![best];
        }
    }
    front.iter().for_each(|index| known[*index].0.on_frontier = true);
    let score = |index: &usize| match &known[*index].0.result {
        Ok(judgement) => request.score(judgement),
        Err(_) => Vec::new(),
    };
    let mut front: Vec<(usize, Vec<f64>)> =
        front.iter().map(|index| (*index, score(index))).collect();
    // In the order of the first objective; equal ones as they were found.
    front.sort_by(|a, b| a.1[0].total_cmp(&b.1[0]).then(a.0.cmp(&b.0)));
    let scores: Vec<Vec<f64>> = front.iter().map(|(_, score)| score.clone()).collect();
    let kept = match request.objectives.len() {
        1 => (0..front.len().min(request.points)).collect(),
        _ => far_apart(&scores, request.points),
    };
    kept.into_iter().map(|place| front[place].0).collect()
}

fn nearest(evaluated: &[Evaluated]) -> Option<usize> {
    let possible = (0..evaluated.len()).filter(|index| evaluated[*index].result.is_ok());
    possible.min_by(|a, b| evaluated[*a].violation.total_cmp(&evaluated[*b].violation))
}

/// Objectives that are the same at every point and as written.
fn unmoved(request: &Request, values: &[Values], written: &Values) -> Vec<usize> {
    let same = |objective: &usize| {
        let bits = |own: &Vec<f64>| own.iter().map(|value| value.to_bits()).collect::<Vec<u64>>();
        let mut known = values.iter().filter(|own| !own.is_empty());
        let first = known.next().map_or(&written[*objective], |own| &own[*objective]);
        known.all(|own| bits(&own[*objective]) == bits(first))
            && values.iter().any(|own| !own.is_empty())
    };
    (0..request.objectives.len()).filter(same).collect()
}

/// The chosen points on fresh draws.
fn again(
    request: &Request,
    evaluated: &[Evaluated],
    chosen: &[usize],
    (bench, written): (&Bench, &Values),
) -> Outcome {
    let mut points: Vec<Point> = Vec::new();
    let mut values: Vec<Values> = Vec::new();
    for index in chosen {
        let own = &evaluated[*index];
        let (Ok(search), Ok(fresh)) = (&own.result, request.at(bench, &own.setting)) else {
            continue;
        };
        let judgement = request.judge(&fresh, written, &bench.draws);
        let both = judgement.figures.iter().zip(&search.figures);
        let shift = both.map(|(fresh, search)| Some(fresh.as_ref()?.mean - search.as_ref()?.mean));
        points.push(Point {
            index: *index,
            setting: own.setting.clone(),
            shift: shift.collect(),
            search: search.clone(),
            fresh: judgement,
            alike: Vec::new(),
            beaten: false,
            ends: ends(request.levers, &own.setting),
        });
        values.push(fresh.into_iter().take(request.objectives.len()).collect());
    }
    let scores: Vec<Vec<f64>> = points.iter().map(|point| request.score(&point.fresh)).collect();
    let best = frontier(&scores);
    for (place, point) in points.iter_mut().enumerate() {
        let same =
            |other: &usize| *other != place && alike(&values[place], &values[*other], &bench.draws);
        point.alike = (0..values.len()).filter(same).collect();
        point.beaten = !best.contains(&place);
    }
    let on_frontier = evaluated.iter().filter(|own| own.on_frontier).count();
    Outcome::Frontier { more: on_frontier - points.len(), points }
}

fn ends(levers: &[Lever], setting: &[usize]) -> Vec<usize> {
    let at_end = |index: &usize| levers[*index].is_end(setting[index + 1]);
    (0..levers.len()).filter(at_end).collect()
}
