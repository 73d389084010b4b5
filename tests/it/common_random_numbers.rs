//! What common random numbers are for: differences between alternatives are known far more precisely than
//! from independent runs; what they share is the same in both, and what they override is not.

use std::collections::BTreeMap;
use std::rc::Rc;

use wijkraming::engine::{Realisation, Scratch, realise};
use wijkraming::scenario::Scenario;
use wijkraming::study::{AlternativeName, Model, SampleMatrix, Unit, sampling};

use crate::example;
use crate::statistics::{distance, mean};

const DRAWS: usize = 40;

/// Alternatives with what chance a run had: the sample of the uncertain quantities and the seed of the households.
struct Study {
    scenario: Scenario,
    seed: u64,
    sample: SampleMatrix,
}

impl Study {
    /// The example in small, with quantities and households drawn from this seed.
    fn new(seed: u64) -> Self {
        let mut table = example::reduced(0.5, 5);
        let sampling = format!("sampling = {{ draws = {DRAWS}, seed = {seed} }}");
        example::lay_over(&mut table, &sampling);
        let scenario = example::scenario(&example::text(&table));
        let plan = scenario.sampling_plan();
        let sample = sampling::sample(scenario.quantities(), &plan).expect("a design");
        Self { scenario, seed, sample }
    }

    /// The same with every quantity at its mean: chance of households only.
    fn central(self) -> Self {
        let means = sampling::central(self.scenario.quantities());
        Self { sample: SampleMatrix::repeated(&means, DRAWS), ..self }
    }

    /// Municipal cost in millions and household-months in crisis, by draw.
    fn outcomes(&self, id: &str) -> Vec<[f64; 2]> {
        let is_named = |name: &AlternativeName| name.id == id;
        let place = self.scenario.alternatives().iter().position(is_named).expect(id);
        let mut scratch = Scratch::default();
        (0..DRAWS)
            .map(|draw| {
                let (row, number) = (self.sample.row(draw), draw as u64);
                let unit =
                    Unit::compute(&self.scenario, place, number, row, self.seed, &mut scratch);
                let crisis: i64 = unit.realisation.years.iter().map(|row| row.severity[3]).sum();
                [unit.accounts.municipal_cost.iter().sum::<f64>() / 1e6, crisis as f64]
            })
            .collect()
    }
}

/// Two alternatives, and what the error of the difference in cost with common numbers may be at most, as a
/// share of that with independent ones.
type Pair = (&'static str, &'static str, f64);

fn check(kind: &str, common: &Study, independent: &Study, pairs: &[Pair]) {
    let mut known = BTreeMap::new();
    for (a, b, most_of_cost) in pairs {
        let mut of = |study: &Study, id: &'static str| -> Rc<[[f64; 2]]> {
            let outcomes =
                known.entry((study.seed, id)).or_insert_with(|| study.outcomes(id).into());
            Rc::clone(outcomes)
        };
        let (base, same, other) = (of(common, b), of(common, a), of(independent, a));
        for (measure, name) in ["municipal cost (million)", "severity 4"].iter().enumerate() {
            let difference = |outcomes: &[[f64; 2]]| {
                let pairs = outcomes.iter().zip(base.iter());
                mean(&pairs.map(|(a, b)| a[measure] - b[measure]).collect::<Vec<f64>>())
            };
            let (same, other) = (difference(&same), difference(&other));
            let ratio = same.standard_error / other.standard_error;
            println!(
                "{kind:<22} {:<21} {name:<25} {:>8.3} +- {:>6.3}, independent {:>8.3} +- {:>6.3}: {ratio:.2}",
                format!("{a} - {b}"),
                same.mean,
                same.standard_error,
                other.mean,
                other.standard_error,
            );
            let most = if measure == 0 { *most_of_cost } else { 0.5 };
            assert!(ratio <= most, "{kind}: {a} - {b}, {name}: {ratio}");
            assert!(
                distance(same, other).abs() < 4.0,
                "{a} - {b}, {name}: the mean must be the same"
            );
        }
    }
}

/// The wijkbudget of scenario 2 is a lump sum: its cost hardly moves with the draw, so that most of the error of
/// the difference is that of the other alternative alone, which no common numbers can take away.
#[test]
fn differences_have_at_most_half_the_error_of_independent_seeds() {
    let pairs = [
        ("scenario1", "nul", 0.5),
        ("populatie", "nul", 0.5),
        ("resultaat", "nul", 0.5),
        ("resultaat", "scenario1", 0.5),
        ("populatie", "resultaat", 0.5),
        ("scenario2", "nul", 0.8),
    ];
    check("quantities and chance", &Study::new(1), &Study::new(2), &pairs);
}

/// Chance of households alone, between alternatives with the same outreach. The reference reaches other
/// households and months, so that less of its chance is common.
#[test]
fn differences_by_chance_alone_have_at_most_half_the_error_too() {
    let pairs = [
        ("resultaat", "scenario1", 0.5),
        ("populatie", "resultaat", 0.5),
        ("populatie", "scenario1", 0.5),
        ("scenario2", "populatie", 0.5),
        ("scenario1", "nul", 0.8),
    ];
    check("chance of households", &Study::new(1).central(), &Study::new(2).central(), &pairs);
}

/// Population and first onsets are exogenous: alternatives that differ in everything after the onset have the
/// same first needs. Without a second onset all onsets are equal.
#[test]
fn onsets_and_natural_course_are_the_same_in_every_alternative() {
    let mut table = example::reduced(0.5, 4);
    example::lay_over(
        &mut table,
        "need = { relapse_factor = 0.0, relapse_months = 600 }
         aanmelding = { own_initiative = [0.0, 0.0, 0.0, 0.0], signal = [0.0, 0.0, 0.0, 0.0] }",
    );
    let scenario = example::scenario(&example::text(&table));
    let natural = |run: Realisation| -> Vec<(i64, [i64; 4])> {
        run.years.iter().map(|row| (row.onsets, row.severity)).collect()
    };
    let runs: Vec<Vec<(i64, [i64; 4])>> = example::ALTERNATIVES
        .iter()
        .map(|id| {
            let parameters = example::central(&scenario, id);
            natural(realise(&parameters, 9, 0, &mut Scratch::default()))
        })
        .collect();
    assert!(runs[0][0].0 > 20);
    assert!(runs.iter().all(|run| *run == runs[0]));
}

/// A quantity that an alternative does not override is drawn once per draw; one that it does is its own.
#[test]
fn shared_quantities_are_shared_and_overridden_ones_independent() {
    let mut table = example::reduced(0.5, 4);
    let text = r#"
        sampling = { draws = 200, method = "random" }
        gesprek.hours = { dist = "uniform", min = 2.0, max = 6.0 }
        alternatives.scenario2.gesprek.hours = { dist = "uniform", min = 2.0, max = 6.0 }
    "#;
    example::lay_over(&mut table, text);
    let scenario = example::scenario(&example::text(&table));
    let plan = scenario.sampling_plan();
    let sample = sampling::sample(scenario.quantities(), &plan).expect("a design");
    let hours = |alternative: usize| -> Vec<f64> {
        let of = |draw: usize| scenario.parameters(alternative, sample.row(draw));
        (0..200).map(|draw| of(draw).process.gesprek.hours).collect()
    };
    let (nul, scenario1, scenario2) = (hours(0), hours(1), hours(2));
    assert_eq!(nul, scenario1);
    let (a, b) = (mean(&nul), mean(&scenario2));
    let products: Vec<f64> =
        nul.iter().zip(&scenario2).map(|(x, y)| (x - a.mean) * (y - b.mean)).collect();
    let covariance = mean(&products);
    assert!(covariance.mean.abs() < 4.0 * covariance.standard_error, "{covariance:?}");
    // Of Uniform(2, 6): mean 4, standard deviation 4 / sqrt(12).
    for mean in [a, b] {
        assert!((mean.mean - 4.0).abs() < 4.0 * 4.0 / (12.0_f64 * 200.0).sqrt());
    }
}
