//! Posteriors of simulated scenarios, and what becomes of them in later runs.

use rayon::ThreadPoolBuilder;
use wijkraming::calibration::bayes::Kernel;
use wijkraming::calibration::bayesian::{BayesPlan, Weighed};
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::study::{Model, sampling};

use super::{Bench, Edit};

/// What is paid at rung 4 is tariff times hours: the target tells their product, and neither alone. The correlation is
/// between effects, which no target can tell of.
const OVER: &str = r#"
    alternatives.nul.team.members = 50.0
    sampling.draws = 200
    payment.specialist.prestatiebekostiging.hours_factor = { dist = "uniform", min = 0.6, max = 1.4 }
"#;

/// Rung 4 costs some 300,000, with a spread over the prior of half of that, and chance of a tenth.
const TARGETS: &str = r#"
    alternative = "nul"
    years = [2017, 2018]
    [[targets]]
    column = "gross_4"
    value = 300_000
    sd = 30_000
    [[parameters]]
    path = "areas.elst-noord.need_factor"
    min = 0.5
    max = 2.5
"#;

const HOURS: &str = "payment.specialist.prestatiebekostiging.hours_factor";
const NEED: &str = "areas.\"Elst Noord\".need_factor";

fn plan(draws: usize) -> BayesPlan<'static> {
    BayesPlan { draws, stages: 4, kernel: Kernel::Normal, finished: &|| () }
}

struct Calibrated {
    bench: Bench,
    found: Weighed,
}

impl Calibrated {
    fn new() -> Self {
        let bench = Bench::new(OVER);
        let targets = bench.targets(TARGETS);
        let found = bench.weigh(&targets, &plan(400)).unwrap_or_else(|report| panic!("{report}"));
        Self { bench, found }
    }

    /// Writes rows and overlay, each after a change; gives the path of the overlay.
    fn write(&self, rows: Edit<'_>, overlay: Edit<'_>) -> LoadOptions {
        self.bench.carry(&self.found, rows, overlay)
    }

    fn load(&self) -> Scenario {
        let options = self.write(&|rows| rows, &|overlay| overlay);
        Scenario::load(&options).unwrap_or_else(|report| panic!("{report}"))
    }

    /// What is said of changed rows or a changed overlay.
    fn said(&self, rows: Edit<'_>, overlay: Edit<'_>) -> String {
        match Scenario::load(&self.write(rows, overlay)) {
            Ok(scenario) => scenario.warnings().to_string(),
            Err(report) => report.to_string(),
        }
    }
}

fn place(scenario: &Scenario, path: &str) -> usize {
    scenario.quantities().iter().position(|own| own.path == path).expect(path)
}

fn correlation(a: &[f64], b: &[f64], weights: &[f64]) -> f64 {
    let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
        a.iter().zip(b).zip(weights).map(|((x, y), w)| w * of(*x, *y)).sum::<f64>()
            / weights.iter().sum::<f64>()
    };
    let (ma, mb) = (sum(&|x, _| x), sum(&|_, y| y));
    let moment = |of: &dyn Fn(f64, f64) -> f64| sum(&|x, y| of(x - ma, y - mb));
    moment(&|x, y| x * y) / (moment(&|x, _| x * x) * moment(&|_, y| y * y)).sqrt()
}

#[test]
fn a_posterior_has_the_same_bits_for_any_number_of_threads() {
    let bench = Bench::new(OVER);
    let targets = bench.targets(TARGETS);
    let with = |threads: usize| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let found = pool.install(|| bench.weigh(&targets, &plan(80)));
        let found = found.unwrap_or_else(|report| panic!("{report}"));
        (found.rows, found.found.weights, found.found.stages)
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn later_runs_carry_the_posterior_with_its_correlations() {
    let calibrated = Calibrated::new();
    let found = &calibrated.found;
    let worth = found.found.weights.effective();
    assert!(worth > 60.0, "{worth} {:?} {:?}", found.targets, found.found.stages);
    let target = found.targets[0].posterior;
    assert!((target.0 - 300_000.0).abs() < 15_000.0, "{target:?}");
    assert!(target.1 < 40_000.0 && found.targets[0].prior.1 > 100_000.0);

    let scenario = calibrated.load();
    assert_eq!(scenario.warnings().to_string(), "");
    let rows = sampling::sample(scenario.quantities(), &scenario.sampling_plan()).expect("rows");
    let column = |path: &str| -> Vec<f64> {
        let place = place(&scenario, path);
        (0..rows.draws).map(|draw| rows.row(draw)[place]).collect()
    };
    let (hours, need) = (column(HOURS), column(NEED));
    assert_eq!(rows.draws, 200);
    let own = place(&found.scenario, HOURS);
    let weighed: Vec<f64> = (0..found.rows.draws).map(|draw| found.rows.row(draw)[own]).collect();
    assert!(hours.iter().all(|value| weighed.contains(value)), "values are those of the rows");
    let between = correlation(&hours, &need, &[1.0; 200]);
    let all = |path: &str| -> Vec<f64> {
        let place = place(&found.scenario, path);
        (0..found.rows.draws).map(|draw| found.rows.row(draw)[place]).collect()
    };
    let expected = correlation(&all(HOURS), &all(NEED), found.found.weights.as_slice());
    assert!(expected < -0.2, "more hours go with less need: {expected}");
    // Systematic resampling leaves each row as often as its weight says, within one.
    assert!((between - expected).abs() < 0.1, "{between}, not {expected}");

    // Each quantity by itself has the distribution of its rows: the central sample is the mean of the posterior.
    let central = sampling::central(scenario.quantities());
    let expected = found.quantities.iter().find(|own| own.path == HOURS).expect("told").posterior;
    let own = place(&scenario, HOURS);
    assert!((central[own] - expected.0).abs() < 1e-4);
    let mean = hours.iter().sum::<f64>() / 200.0;
    assert!((mean - expected.0).abs() < 0.3 * expected.1, "systematic resampling is close");
    let said =
        &scenario.assumptions().iter().find(|known| known.path == HOURS).expect("listed").value;
    assert!(said.starts_with("uniform(min 0.6, max 1.4); a posteriori "), "{said}");

    // What only values is no part of it.
    let stored = scenario.posterior().expect("a posterior");
    assert!(stored.posterior.paths.iter().all(|path| !path.starts_with("effects.")));
    assert!(scenario.quantity_paths().iter().any(|path| path.starts_with("effects.")));
}

/// A thousand draws of a posterior that is worth far fewer: draws of one row are one cluster.
#[test]
fn draws_that_share_a_row_are_a_cluster() {
    let calibrated = Calibrated::new();
    let mut plan = calibrated.load().sampling_plan();
    plan.draws = 1_000;
    let layout = plan.layout();
    let scenario = calibrated.load();
    let rows = sampling::sample(scenario.quantities(), &plan).expect("rows");
    let own = place(&scenario, HOURS);
    let mut clusters = std::collections::BTreeMap::new();
    for draw in 0..1_000 {
        let cluster = layout.cluster(draw).expect("a cluster");
        let value = rows.row(draw as usize)[own];
        assert_eq!(*clusters.entry(cluster).or_insert(value), value);
    }
    assert!(clusters.len() < 400, "{}", clusters.len());
    assert_eq!(layout.batch(0), None);
    let one = sampling::sample_one(scenario.quantities(), &plan, own).expect("a column");
    assert!((0..1_000).all(|draw| rows.row(draw)[own] == one[draw]));
}

#[test]
fn a_scenario_is_the_rows_it_takes_wherever_they_stand() {
    let calibrated = Calibrated::new();
    let scenario = calibrated.load();
    let moved = calibrated
        .write(&|rows| rows, &|overlay| overlay.replace("rijen.posterior.csv", "elders.csv"));
    let rows = scenario.posterior().expect("a posterior").text.clone();
    calibrated.bench.write("elders.csv", &rows);
    let moved = Scenario::load(&moved).unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(moved.hash(), scenario.hash());
    // A single weight makes it another one.
    let doubled = rows.replacen("\n0.", "\n1.", 1);
    assert_ne!(doubled, rows);
    calibrated.bench.write("elders.csv", &doubled);
    let path = calibrated.bench.path("overlay.toml");
    let other = Scenario::load(&LoadOptions { path, ..calibrated.bench.options.clone() })
        .expect("a scenario");
    assert_ne!(other.hash(), scenario.hash());
    // As a run stores it: one file, with the rows beside it.
    let stored = calibrated.bench.write("stored.toml", &scenario.merged_toml());
    calibrated.bench.write("posterior.csv", &rows);
    let again = Scenario::load(&LoadOptions { path: stored, ..calibrated.bench.options.clone() });
    assert_eq!(again.expect("a scenario").hash(), scenario.hash());
}

#[test]
fn rows_that_do_not_belong_to_the_scenario_are_told_of() {
    let calibrated = Calibrated::new();
    let same = |text: String| text;
    let cases: &[(&str, Edit<'_>, Edit<'_>)] = &[
        (
            "error: `payment.specialist.prestatiebekostiging.hours_factor` has another distribution than when the \
             posterior was made",
            &same,
            &|overlay| {
                overlay + &format!("{HOURS} = {{ dist = \"uniform\", min = 0.6, max = 1.5 }}\n")
            },
        ),
        (
            "warning: `payment.specialist.prestatiebekostiging.hours_factor` stands fixed here: its posterior is not \
             used",
            &same,
            &|overlay| overlay + &format!("{HOURS} = 1.1\n"),
        ),
        (
            "warning: alternative `nul` was changed after the posterior was made",
            &same,
            &|overlay| overlay + "gesprek.hours = 5.0\n",
        ),
        (
            "error: the scenario has no quantity `provisions.4.tarief`",
            &|rows| rows.replace(",provisions.4.tariff", ",provisions.4.tarief"),
            &same,
        ),
        (
            "error: column `provisions.3.tariff` stands there twice",
            &|rows| rows.replace(",provisions.4.tariff", ",provisions.3.tariff"),
            &same,
        ),
        ("error: this is no posterior of wijkraming", &|_| "weight,a\n1,2\n".to_owned(), &same),
        ("error: this line must hold", &|rows| rows + "1.0,2.0\n", &same),
        ("error: a weight cannot be negative", &|rows| rows.replacen("\n0.", "\n-0.", 1), &same),
        (
            "error: the columns must be `weight` and the paths of quantities",
            &|rows| rows.replace("\nweight,", "\ngewicht,"),
            &same,
        ),
        ("error: cannot read", &same, &|overlay| {
            overlay.replace("rijen.posterior.csv", "nergens.csv")
        }),
        (
            "error: posterior leads outside the directory of the scenario: ../../../../../../../../etc/hostname",
            &same,
            &|overlay| {
                overlay.replace("rijen.posterior.csv", "../../../../../../../../etc/hostname")
            },
        ),
    ];
    for (expected, rows, overlay) in cases {
        let said = calibrated.said(rows, overlay);
        assert!(said.starts_with(expected), "{said}\ninstead of\n{expected}");
        assert!(said.contains("-->"), "{said}");
    }
    let said = calibrated.said(&|rows| rows.replace("\n# quantities", "\n# quantiteiten"), &same);
    assert_eq!(said, "", "a file without marks is taken as it is");
}

/// Targets far from what the prior gives: the posterior is there, and its conflict is told.
#[test]
fn a_conflict_of_prior_and_targets_has_a_small_chance() {
    let bench = Bench::new(OVER);
    let far = TARGETS.replace("value = 300_000", "value = 3_000_000");
    let found = bench.weigh(&bench.targets(&far), &plan(80));
    assert!(found.unwrap_or_else(|report| panic!("{report}")).prior_p < 1e-6);
    let near = bench.weigh(&bench.targets(TARGETS), &plan(80));
    assert!(near.unwrap_or_else(|report| panic!("{report}")).prior_p > 0.05);
}

#[test]
fn intervals_that_no_draw_meets_are_refused() {
    let bench = Bench::new(OVER);
    let far =
        TARGETS.replace("value = 300_000\n    sd = 30_000", "interval = [9_000_000, 9_100_000]");
    let plan = BayesPlan { kernel: Kernel::Interval, ..plan(40) };
    let Err(report) = bench.weigh(&bench.targets(&far), &plan) else { panic!("a posterior") };
    assert!(
        report.to_string().starts_with("error: none of 40 draws comes near the targets"),
        "{report}"
    );
}

#[test]
fn a_scenario_without_uncertainty_has_no_posterior() {
    let bench = Bench::new(OVER);
    let fixed = bench
        .scenario
        .quantities()
        .iter()
        .map(|own| format!("{}={:?}", own.path, own.distribution.mean()));
    let options = LoadOptions { sets: fixed.collect(), ..bench.options.clone() };
    let scenario = Scenario::load(&options).unwrap_or_else(|report| panic!("{report}"));
    let without = TARGETS.split("    [[parameters]]").next().expect("targets");
    let targets = bench.targets(without);
    let refused =
        wijkraming::calibration::bayesian::weigh_scenario(&options, &scenario, &targets, &plan(40));
    let Err(report) = refused else { panic!("a posterior") };
    assert!(
        report.to_string().starts_with("error: nothing in the scenario is uncertain"),
        "{report}"
    );
}
