//! Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari & Gelman, "Validating Bayesian inference
//! algorithms with simulation-based calibration", arXiv 1804.06788, 2018): truths from the prior, figures of one
//! realisation of each with the error that the targets state, and the rank of the truth in its posterior. Where the
//! posterior is that of the model these ranks are uniform. The likelihood of the observed figures is ranked too: ranks
//! of the quantities alone would be uniform as well if a calibration ignored its targets (Modrák et al.,
//! "Simulation-based calibration checking for Bayesian computation: the choice of test quantities shapes sensitivity",
//! Bayesian Analysis 20, 2025).
//!
//! Few truths here; `WIJKRAMING_RANKS=full` takes 200 to 2,000 and prints the tables of docs/calibration.md.

use rayon::prelude::*;
use wijkraming::calibration::bayes::{Aim, Kernel, weigh};
use wijkraming::calibration::objective::Observation;
use wijkraming::calibration::outputs::Outputs;
use wijkraming::scenario::Scenario;
use wijkraming::stats::normal_quantile;
use wijkraming::study::{Model, SampleMatrix, sampling};

use super::truths::{NEED, QUANTITIES, ROWS, Truth, care, column_of, figures, unit};
use super::uniform::Uniformity;
use crate::chance::Chance;

/// All chances of a study together in which uniform ranks would fail it.
const ALPHA: f64 = 0.001;

fn full() -> bool {
    std::env::var("WIJKRAMING_RANKS").is_ok_and(|asked| asked == "full")
}

/// The quantities of every row, and the care that follows from them.
fn of_rows(
    truth: &Truth,
    scenario: &Scenario,
    rows: &SampleMatrix,
) -> Vec<(String, f64, Vec<f64>)> {
    let column = |path: &str| {
        let place = column_of(scenario, path);
        (0..rows.draws).map(|draw| rows.row(draw)[place]).collect::<Vec<f64>>()
    };
    let mut all: Vec<(String, f64, Vec<f64>)> = QUANTITIES
        .iter()
        .map(|path| ((*path).to_owned(), truth.quantities[path], column(path)))
        .collect();
    let own = care(&|path| truth.quantities[path]);
    let draw = |draw: usize| care(&|path: &str| rows.row(draw)[column_of(scenario, path)]);
    all.push(("need x hours x tariff".to_owned(), own, (0..rows.draws).map(draw).collect()));
    all
}

/// One figure of a truth beside the same of the draws of its posterior.
#[derive(Clone)]
struct Figure {
    name: String,
    truth: f64,
    draws: Vec<f64>,
    weights: Vec<f64>,
    /// Weight of the truth itself, as one of the draws.
    own: f64,
}

impl Figure {
    /// The part of the weight below the truth; where the truth lies within its own weight, and among equal draws,
    /// chance decides.
    fn rank(&self, chance: &mut Chance) -> f64 {
        let (mut below, mut same, mut all) = (0.0, self.own, self.own);
        for (draw, weight) in self.draws.iter().zip(&self.weights) {
            all += weight;
            if *draw < self.truth {
                below += weight;
            } else if *draw == self.truth {
                same += weight;
            }
        }
        (below + unit(chance) * same) / all
    }

    fn moments(&self) -> (f64, f64) {
        let sum = |of: &dyn Fn(f64) -> f64| -> f64 {
            self.draws.iter().zip(&self.weights).map(|(draw, weight)| weight * of(*draw)).sum()
        };
        let all = sum(&|_| 1.0);
        let mean = sum(&|draw| draw) / all;
        (mean, (sum(&|draw| (draw - mean).powi(2)) / all).sqrt())
    }
}

/// Figures of one truth.
struct Ranked {
    figures: Vec<Figure>,
    /// Effective sample size of the posterior.
    worth: f64,
}

/// One stage: draws of the prior, weighed. The truth comes from the prior too, and its figures were observed with an
/// error of the likelihood: the density of truth and draws together is that of their prior, which has no order, times
/// the likelihood at the truth. Given all of them without their order, any one is the truth with a chance in proportion
/// to its weight. With the truth among the draws, with its own weight, ranks are uniform however few draws count.
fn with_the_truth(truth: &Truth, draws: usize) -> Ranked {
    let (_, found) = truth.calibrated(draws, 1, "random");
    let weights = found.found.weights.as_slice().to_vec();
    let outputs = &found.found.outputs;
    let logs: Vec<f64> =
        (0..outputs.draws).map(|draw| truth.log_likelihood(outputs.row(draw))).collect();
    let log = truth.log_likelihood(&truth.figures);
    let top = (0..draws).max_by(|a, b| weights[*a].total_cmp(&weights[*b])).expect("draws");
    let own = weights[top] * (log - logs[top]).exp();
    let mut all = of_rows(truth, &found.scenario, &found.rows);
    all.push(("municipal cost, as observed".to_owned(), truth.figures[1], outputs.column(1)));
    all.push(("likelihood".to_owned(), log, logs));
    let figure = |(name, truth, draws): (String, f64, Vec<f64>)| Figure {
        name,
        truth,
        draws,
        weights: weights.clone(),
        own,
    };
    Ranked {
        figures: all.into_iter().map(figure).collect(),
        worth: found.found.weights.effective(),
    }
}

/// As users have it: several stages, rows and overlay on disk, and the rows and realisations of a later run. The truth
/// is one of the rows of equal weight then, if the posterior is worth more draws than there are rows.
fn as_users(truth: &Truth, draws: usize, stages: usize) -> Ranked {
    let (bench, found) = truth.calibrated(draws, stages, "latin-hypercube");
    let options = bench.carry(&found, &|rows| rows, &|overlay| overlay);
    let later = Scenario::load(&options).unwrap_or_else(|report| panic!("{report}"));
    let rows = sampling::sample(later.quantities(), &later.sampling_plan()).expect("rows");
    assert_eq!(rows.draws, ROWS);
    let equal = |(name, truth, draws): (String, f64, Vec<f64>)| Figure {
        name,
        truth,
        weights: vec![1.0; draws.len()],
        draws,
        own: 1.0,
    };
    let mut all: Vec<Figure> = of_rows(truth, &later, &rows).into_iter().map(equal).collect();
    let seed = later.sampling.seed;
    let cost = |draw: usize| figures(&later, rows.row(draw), seed, draw as u64)[1];
    let costs = (0..ROWS).map(cost).collect();
    all.push(equal(("municipal cost, of a later run".to_owned(), truth.again, costs)));
    // Rows do not keep their figures: the likelihood is that of the weighted draws.
    let outputs = &found.found.outputs;
    all.push(Figure {
        name: "likelihood".to_owned(),
        truth: truth.log_likelihood(&truth.figures),
        draws: (0..outputs.draws).map(|draw| truth.log_likelihood(outputs.row(draw))).collect(),
        weights: found.found.weights.as_slice().to_vec(),
        own: 0.0,
    });
    Ranked { figures: all, worth: found.found.weights.effective() }
}

/// All truths of a study.
struct Study(Vec<Ranked>);

impl Study {
    fn of(truths: &[Truth], ranked: impl Fn(&Truth) -> Ranked + Send + Sync) -> Self {
        Self(truths.par_iter().map(ranked).collect())
    }

    fn names(&self) -> Vec<&str> {
        self.0[0].figures.iter().map(|figure| figure.name.as_str()).collect()
    }

    /// How uniform the ranks of each figure are, after a change.
    fn uniformity(&self, change: impl Fn(&mut Figure)) -> Vec<Uniformity> {
        let place = |place: usize| {
            let mut chance = Chance(99 + place as u64);
            let rank = |own: &Ranked| {
                let mut figure = own.figures[place].clone();
                change(&mut figure);
                figure.rank(&mut chance)
            };
            Uniformity::of(&self.0.iter().map(rank).collect::<Vec<f64>>())
        };
        (0..self.names().len()).map(place).collect()
    }

    /// What a single chance must not be below: both tests of all figures together fail with [`ALPHA`] (Bonferroni).
    fn limit(&self) -> f64 {
        ALPHA / (2 * self.names().len()) as f64
    }

    fn print(&self, title: &str) {
        let mut worth: Vec<f64> = self.0.iter().map(|own| own.worth).collect();
        worth.sort_by(f64::total_cmp);
        let (least, middle, most) = (worth[0], worth[worth.len() / 2], worth[worth.len() - 1]);
        println!(
            "{title}: {} truths, effective draws {least:.0} .. {middle:.0} .. {most:.0}, limit {:.1e}",
            self.0.len(),
            self.limit()
        );
        for (name, own) in self.names().iter().zip(self.uniformity(|_| ())) {
            println!(
                "| {name} | {:.1} | {:.3} | {:.3} | {:.3} |",
                own.chi_square, own.chi_square_p, own.distance, own.distance_p
            );
        }
    }

    fn assert_uniform(&self) {
        for (name, own) in self.names().iter().zip(self.uniformity(|_| ())) {
            assert!(own.least() > self.limit(), "{name}: {own:?}");
        }
    }

    /// A posterior of half the spread, and one that is off by a standard deviation either way, are told from the right
    /// one in every quantity. One that knows nothing of the targets is found by the likelihood alone.
    fn assert_wrong_ones_are_rejected(&self) {
        let spread = |figure: &mut Figure, factor: f64, shift: f64| {
            let (mean, sd) = figure.moments();
            let moved = |draw: &mut f64| *draw = mean + factor * (*draw - mean) + shift * sd;
            figure.draws.iter_mut().for_each(moved);
        };
        for (factor, shift) in [(0.5, 0.0), (1.0, 1.0), (1.0, -1.0)] {
            let wrong = self.uniformity(|figure| spread(figure, factor, shift));
            for (name, own) in self.names().iter().zip(wrong) {
                let known = *name == "likelihood" || own.least() < self.limit();
                assert!(known, "{name} times {factor} plus {shift}: {own:?}");
            }
        }
    }
}

#[test]
fn ranks_of_truths_among_weighed_draws_are_uniform() {
    let (truths, draws) = if full() { (2_000, 60) } else { (80, 80) };
    let study = Study::of(&Truth::all(truths), |truth| with_the_truth(truth, draws));
    study.print("one stage, with the truth among the draws");
    study.assert_uniform();
    study.assert_wrong_ones_are_rejected();
    let ignorant = study.uniformity(|figure| {
        figure.weights.fill(1.0);
        figure.own = 1.0;
    });
    let found = ignorant.last().expect("the likelihood");
    assert!(found.least() < study.limit(), "weights that are all the same: {found:?}");
}

#[test]
fn ranks_of_truths_among_the_rows_of_later_runs_are_uniform() {
    let (truths, draws) = if full() { (200, 3_000) } else { (20, 200) };
    let study = Study::of(&Truth::all(truths), |truth| as_users(truth, draws, 5));
    study.print("rows of a later run");
    study.assert_uniform();
    if full() {
        study.assert_wrong_ones_are_rejected();
    }
}

/// Need as it is fitted, less the truth, in standard errors; none where the fit ends at a bound.
fn off(truth: &Truth, draws: usize) -> Option<f64> {
    let bench = truth.bench("latin-hypercube");
    let targets = bench.targets(&truth.targets(0.1, 12.0));
    let found = bench.fit(&targets, draws).unwrap_or_else(|report| panic!("{report}")).fit;
    let need = &found.parameters[0];
    Some((need.value - truth.quantities[NEED]) / need.errors?.total())
}

/// Whether numbers have mean 0 and standard deviation 1, as far as their number tells (3.29 standard errors, a chance
/// of 0.001) and 0.1 more, for a fit takes its errors from a line.
fn standard(numbers: &[f64]) -> bool {
    let n = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / n;
    let square = numbers.iter().map(|number| number.powi(2)).sum::<f64>() / n;
    mean.abs() < 0.1 + 3.29 / n.sqrt() && (square - 1.0).abs() < 0.1 + 3.29 * (2.0 / n).sqrt()
}

/// The other way to calibrate: the same truths, each one draw of a municipality, and the standard errors of the fit.
#[test]
fn errors_of_fits_are_those_of_truths_that_are_one_draw() {
    let (truths, draws) = if full() { (200, 100) } else { (20, 20) };
    let all = Truth::all(truths);
    let off: Vec<f64> = all.par_iter().filter_map(|truth| off(truth, draws)).collect();
    assert_eq!(off.len(), truths, "bounds are far enough away");
    let n = truths as f64;
    let mean = off.iter().sum::<f64>() / n;
    let sd = (off.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / n).sqrt();
    let held = [0.5, 0.8, 0.9, 0.95].map(|level| {
        let within = normal_quantile(0.5 + level / 2.0);
        off.iter().filter(|z| z.abs() < within).count()
    });
    println!("{truths} fits: mean {mean:.2}, sd {sd:.2}; held by 50, 80, 90 and 95%: {held:?}");
    assert!(standard(&off), "{off:?}");
    let doubled: Vec<f64> = off.iter().map(|z| 2.0 * z).collect();
    assert!(!standard(&doubled), "errors of half the size are told from the right ones");
}

/// Ranks in tables of a few weighed draws, plain and with the truth among the draws. A normal quantity z, a figure z +
/// 0.5 times chance, a target with a standard deviation of 0.3: nothing that could be wrong but the number of draws.
/// Either a table for every truth, or one for all of them.
fn few(truths: u64, draws: u64, shared: bool) -> (f64, [Uniformity; 2]) {
    let normal = |chance: &mut Chance| normal_quantile(unit(chance));
    let figure = |z: f64, chance: &mut Chance| z + 0.5 * normal(chance);
    let (mut worth, mut ranks) = (0.0, [Vec::new(), Vec::new()]);
    for truth in 0..truths {
        let mut chance = Chance(7 ^ (truth << 32));
        let own = normal(&mut chance);
        let known = figure(own, &mut chance);
        let observed = known + 0.3 * normal(&mut chance);
        let mut table = Chance(if shared { 5 } else { 5 ^ (truth << 32) });
        let z: Vec<f64> = (0..draws).map(|_| normal(&mut table)).collect();
        let outputs: Vec<f64> = z.iter().map(|z| figure(*z, &mut table)).collect();
        let likelihood = |y: f64| (-0.5 * ((y - observed) / 0.3).powi(2)).exp();
        let total: f64 = outputs.iter().map(|y| likelihood(*y)).sum();
        let aim = Aim { observed: Observation { value: observed, sd: 0.3 }, interval: (0.0, 0.0) };
        let weights = weigh(&Outputs::new(1, outputs), &[aim], Kernel::Normal).expect("weights");
        worth += weights.effective() / truths as f64;
        let mut ranked = Figure {
            name: "z".to_owned(),
            truth: own,
            draws: z,
            weights: weights.as_slice().to_vec(),
            own: 0.0,
        };
        ranks[0].push(ranked.rank(&mut chance));
        ranked.own = likelihood(known) / total;
        ranks[1].push(ranked.rank(&mut chance));
    }
    (worth, ranks.map(|ranks| Uniformity::of(&ranks)))
}

/// Ranks that are not uniform prove no fault where few draws count, or where truths share one table.
#[test]
fn ranks_among_few_draws_are_uniform_only_with_the_truth_among_them_and_a_table_for_each() {
    let truths = if full() { 20_000 } else { 3_000 };
    let rejected = |own: &Uniformity| own.least() < ALPHA;
    for (draws, shared) in [(60, false), (100, false), (60, true), (1_000, false)] {
        let truths = if draws == 1_000 { truths / 10 } else { truths };
        let (worth, [plain, with]) = few(truths, draws, shared);
        println!("{truths} truths, {draws} draws, shared {shared}, worth {worth:.0}");
        println!("plain {plain:?}\nwith the truth {with:?}");
        assert_eq!(rejected(&with), shared, "{draws}");
        assert_eq!(rejected(&plain), draws <= 100, "{draws}");
    }
}
