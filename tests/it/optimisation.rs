//! The search for policies through scenario, engine and analysis, on scenarios of which every figure can be worked out
//! by hand; the search itself is tested against known frontiers beside its code.

use toml::{Table, Value};
use wijkraming::analysis::Measure;
use wijkraming::analysis::policy::{Constraint, Figure, Verdict};
use wijkraming::diagnostics::Report;
use wijkraming::optimisation::{
    Bench, Follower, Following, Found, Lever, Objective, Outcome, Range, Request, Sampled,
    fresh_seed, optimise, setting,
};
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::study::{Model, SampleTable, SamplingPlan, Unit, sampling};

use crate::example;

const COST: Figure = Figure::Measure(Measure::MunicipalCost);
const NPV: Figure = Figure::Measure(Measure::NetPresentValue);
const SEARCH: Sampled = Sampled { seed: 5, draws: 3 };
const LEVER: &str = "team.costs.plan.amount";

/// Nobody ever needs anything, and only costs of teams are paid, over three years from 2015 with 4% to 2015: 80,000 a
/// year under the reference; under the plan an amount that is a lever, and an uncertain one.
fn teams_only() -> String {
    let mut table = example::reduced(0.1, 3);
    table.insert("effects".into(), Value::Array(Vec::new()));
    example::lay_over(&mut table, "valuation = { discount_rate = 0.04, base_year = 2015 }");
    let none = "need = { annual_rate = { single = 0.0, single_65plus = 0.0, couple = 0.0, couple_65plus = 0.0, children = 0.0, single_parent = 0.0 } }";
    example::lay_over(&mut table, none);
    let both = "financing.gemeente = {}\npayment.first_line.prestatiebekostiging = {}\n";
    let item = |name: &str, amount: &str| {
        format!(
            "{{ item = \"{name}\", amount = {amount}, per = \"municipality\", when = \"annual\", payer = \"gemeente\" }}"
        )
    };
    let uncertain = "{ dist = \"uniform\", min = 10_000.0, max = 30_000.0 }";
    let range = "{ dist = \"uniform\", min = 100_000.0, max = 140_000.0 }";
    let (plan, other) = (item("plan", range), item("other", uncertain));
    let text = format!(
        "[nul]\nreference = true\n{both}team.costs = [ {} ]\n[plan]\n{both}team.costs = [ {plan}, {other} ]",
        item("loket", "80_000.0")
    );
    let alternatives: Table = text.parse().expect("TOML");
    table.insert("alternatives".into(), Value::Table(alternatives));
    example::text(&table)
}

/// The example for two years at a fifth of its size, with needs and chance; a small team makes people wait.
fn small() -> String {
    let mut table = example::reduced(0.2, 2);
    example::lay_over(&mut table, "team = { members = 0.4 }");
    example::text(&table)
}

fn load(text: &str, sets: &[String]) -> Result<Scenario, Report> {
    let options = LoadOptions { sets: sets.to_vec(), threads: 1, ..LoadOptions::default() };
    Scenario::from_text("test", text, &options)
}

fn lever(scenario: &Scenario, alternative: &str, path: &str, range: Range) -> Lever {
    Lever::new(scenario, alternative, &(path.to_owned(), range)).expect("a lever")
}

/// A search in the last alternative of a scenario.
struct Case {
    text: String,
    alternative: &'static str,
    levers: Vec<(&'static str, Range)>,
    followers: Vec<&'static str>,
    objectives: Vec<Objective>,
    constraints: Vec<Constraint>,
    evaluations: usize,
    search: Sampled,
}

impl Case {
    fn linear(objective: Objective, constraints: &[&str]) -> Self {
        let constraint = |text: &&str| Constraint::parse(text).expect("a constraint");
        Self {
            text: teams_only(),
            alternative: "plan",
            levers: vec![(LEVER, Range::Own)],
            followers: Vec::new(),
            objectives: vec![objective],
            constraints: constraints.iter().map(constraint).collect(),
            evaluations: 30,
            search: SEARCH,
        }
    }

    fn found(&self) -> Found {
        let scenario = load(&self.text, &[]).expect("a scenario");
        let names = scenario.alternatives();
        let alternative = names.iter().position(|own| own.id == self.alternative).expect("known");
        let levers: Vec<Lever> = self
            .levers
            .iter()
            .map(|(path, range)| lever(&scenario, self.alternative, path, range.clone()))
            .collect();
        let follower = |text: &&str| {
            let at = text.find('=').expect("a sign");
            let following = Following::parse(text, at).expect("a follower");
            Follower::new(&scenario, self.alternative, &levers, &following).expect("known")
        };
        let followers: Vec<Follower> = self.followers.iter().map(follower).collect();
        let request = Request {
            base: &scenario,
            alternative,
            levers: &levers,
            followers: &followers,
            variants: 0,
            load: &|_, sets| load(&self.text, sets),
            objectives: &self.objectives,
            constraints: &self.constraints,
            also: &[],
            evaluations: self.evaluations,
            search: self.search,
            fresh: Sampled { seed: fresh_seed(self.search.seed), draws: 3 },
            points: 6,
        };
        optimise(&request, &|| ()).expect("a design")
    }
}

fn minimise(figure: Figure) -> Objective {
    Objective { figure, maximise: false }
}

fn points(found: &Found) -> &[wijkraming::optimisation::Point] {
    match &found.outcome {
        Outcome::Frontier { points, .. } => points,
        Outcome::Infeasible { .. } => panic!("{found:?}"),
    }
}

fn close(found: f64, expected: f64, allowed: f64) {
    assert!((found - expected).abs() <= allowed, "{found}, not {expected}");
}

/// Cost over three years is 3 (amount + other): the cheapest amount is the lower end, 100,000. As written the amount
/// is uniform, and the other amount is the same in every draw: the change is 3 (100,000 - amount) draw by draw, on
/// average -60,000 with a Latin hypercube of three within 3 x 40,000 / 3 / 2 of that.
#[test]
fn the_cheapest_amount_is_found_at_the_end_of_its_range() {
    let found = Case::linear(minimise(COST), &[]).found();
    let best = &points(&found)[0];
    assert_eq!((best.setting[1], best.ends.as_slice()), (0, &[0_usize][..]));
    let change = best.search.changes[0].expect("it exists").mean;
    close(change, -60_000.0, 20_000.0);
    let others = best.search.figures[0].expect("it exists").mean - 300_000.0;
    assert!((30_000.0..90_000.0).contains(&others), "{others}");
}

/// The net present value against 80,000 a year: annuity x (80,000 - amount - other). The other amount has mean 20,000;
/// the slope in the amount is minus the annuity, draw by draw, exactly.
#[test]
fn the_net_present_value_is_linear_in_the_amount_with_the_slope_of_the_annuity() {
    let case = Case::linear(Objective { figure: NPV, maximise: true }, &[]);
    let found = case.found();
    assert_eq!(points(&found)[0].setting[1], 0);
    let annuity: f64 = (0..3).map(|year| 1.04_f64.powi(-year)).sum();
    let values = |setting: usize| {
        let own = found.evaluated.iter().find(|own| own.setting[1] == setting)?;
        Some(own.result.as_ref().expect("possible").figures[0].expect("it exists").mean)
    };
    let base = values(0).expect("the best was evaluated");
    let mut compared = 0;
    for setting in 1..=1000 {
        if let Some(value) = values(setting) {
            close(base - value, annuity * 40.0 * setting as f64, 0.01);
            compared += 1;
        }
    }
    assert!(compared > 5, "{compared}");
}

/// Cost above 390,000, of which the other amount is about 60,000: the best point is just above the bound.
#[test]
fn the_optimum_lies_at_the_constraint() {
    let found = Case::linear(minimise(COST), &["municipal_cost>390000"]).found();
    let best = points(&found)[0].search.figures[0].expect("it exists").mean;
    assert!((390_000.0..391_500.0).contains(&best), "{best}");
    // Every evaluated point below the bound is off the frontier.
    for own in &found.evaluated {
        let mean = own.result.as_ref().expect("possible").figures[0].expect("it exists").mean;
        assert_eq!(own.violation == 0.0, mean > 390_000.0, "{mean}");
        assert!(!own.on_frontier || mean > 390_000.0);
    }
}

/// 3 x (100,000 .. 140,000) + 3 x (10,000 .. 30,000) is between 330,000 and 510,000.
#[test]
fn where_nothing_is_feasible_the_nearest_point_is_told() {
    let found = Case::linear(minimise(COST), &["municipal_cost<300000"]).found();
    let Outcome::Infeasible { nearest: Some(nearest) } = found.outcome else { panic!("{found:?}") };
    let nearest = &found.evaluated[nearest];
    assert_eq!(nearest.setting[1], 0);
    let judged = nearest.result.as_ref().expect("possible").constraints[0].expect("it exists");
    assert_eq!((judged.verdict, judged.by_estimate), (Verdict::Violated, false));
    close(judged.excess, judged.value - 300_000.0, 1e-9);
}

/// With one lever fixed the other quantity keeps its numbers: the difference between two settings is the same in every
/// draw, though both levers and the other amount are uncertain as written.
#[test]
fn quantities_keep_their_random_numbers_whatever_the_levers_do() {
    let text = teams_only();
    let scenario = load(&text, &[]).expect("a scenario");
    let own = lever(&scenario, "plan", LEVER, Range::Own);
    let bench = Bench::new(&scenario, 1, SEARCH, &|| ()).expect("a design");
    let at = |value: usize| {
        let point = load(&text, &[setting(&own, value)]).expect("a scenario");
        bench.figures(&point, &[COST]).expect("comparable").remove(0)
    };
    let (low, high) = (at(0), at(1000));
    for (low, high) in low.iter().zip(&high) {
        close(high - low, 120_000.0, 1e-3);
    }
    assert!(low[0] != low[1] && low[1] != low[2], "the other amount varies: {low:?}");
}

/// The bench gives the figures that the study gives for the scenario as written, to the last bit.
#[test]
fn figures_as_written_are_those_of_a_run() {
    let scenario = load(&small(), &[]).expect("a scenario");
    let sampled = Sampled { seed: 11, draws: 3 };
    let figures: Vec<Figure> = Figure::all();
    let bench = Bench::new(&scenario, 2, sampled, &|| ()).expect("a design");
    let found = bench.figures(&scenario, &figures).expect("comparable");
    let plan = SamplingPlan { seed: 11, draws: 3, ..scenario.sampling_plan() };
    let rows = sampling::sample(scenario.quantities(), &plan).expect("a design");
    let header = wijkraming::study::Header::new(&scenario, &[0, 2], rows.row(0));
    let mut table = SampleTable::new(header);
    let mut scratch = wijkraming::engine::Scratch::default();
    for draw in 0..3 {
        for (place, alternative) in [0, 2].into_iter().enumerate() {
            let row = rows.row(draw);
            let unit = Unit::compute(&scenario, alternative, draw as u64, row, 11, &mut scratch);
            table.accept(place, &unit);
        }
    }
    for (figure, values) in figures.iter().zip(&found) {
        let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<u64>>();
        assert_eq!(bits(values), bits(&figure.values(&table, 1)), "{}", figure.key());
    }
    // Overruns by hand, from what areas spent and had.
    let ever = |draw: usize| {
        let outcome = &table.outcomes[1][draw];
        outcome.spent.iter().zip(&outcome.budget).any(|(spent, budget)| spent > budget)
    };
    let place = figures.iter().position(|own| *own == Figure::OverrunEver).expect("known");
    let expected: Vec<bool> = (0..3).map(ever).collect();
    assert_eq!(found[place].iter().map(|value| *value == 1.0).collect::<Vec<bool>>(), expected);
}

fn waiting() -> Case {
    Case {
        text: small(),
        alternative: "scenario1",
        levers: vec![
            ("team.members", Range::Between { low: 0.2, high: 1.5 }),
            ("team.volunteers", Range::Values(vec![0.0, 0.2, 0.4])),
        ],
        followers: Vec::new(),
        objectives: vec![minimise(COST), minimise(Figure::Measure(Measure::MeanWait))],
        constraints: vec![Constraint::parse("p_overrun<=1").expect("a constraint")],
        evaluations: 8,
        search: Sampled { seed: 3, draws: 2 },
    }
}

#[test]
fn a_search_has_the_same_bits_on_one_thread_and_on_three() {
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| waiting().found())
    };
    let (one, three) = (on(1), on(3));
    assert_eq!(format!("{one:?}"), format!("{three:?}"));
    assert_eq!(one.evaluated.len(), 8);
}

#[test]
fn frontier_points_are_not_dominated_by_any_point_evaluated() {
    let found = waiting().found();
    let score = |own: &wijkraming::optimisation::Judgement| -> Vec<f64> {
        own.figures.iter().map(|own| own.map_or(f64::NAN, |own| own.mean)).collect()
    };
    let all: Vec<Vec<f64>> =
        found.evaluated.iter().filter_map(|own| own.result.as_ref().ok()).map(&score).collect();
    for point in points(&found) {
        let own = score(&point.search);
        let better = all.iter().find(|other| {
            let pairs = || other.iter().zip(&own);
            pairs().all(|(a, b)| a <= b) && pairs().any(|(a, b)| a < b)
        });
        assert_eq!(better, None);
    }
}

/// The draws that check are others than those that chose: another seed, of quantities and of chance.
#[test]
fn points_are_looked_at_again_on_draws_of_another_seed() {
    let found = waiting().found();
    let mean = |own: &wijkraming::optimisation::Judgement| own.figures[0].expect("it exists").mean;
    assert_ne!(mean(&found.as_written), mean(&found.as_written_fresh));
    for seed in 0..200 {
        let fresh = fresh_seed(seed);
        assert!(fresh != seed && fresh < 1 << 53);
    }
    // The same as a bench on that seed.
    let case = waiting();
    let scenario = load(&case.text, &[]).expect("a scenario");
    let sampled = Sampled { seed: fresh_seed(3), draws: 3 };
    let bench = Bench::new(&scenario, 1, sampled, &|| ()).expect("a design");
    let values = bench.figures(&scenario, &[COST]).expect("comparable").remove(0);
    close(mean(&found.as_written_fresh), values.iter().sum::<f64>() / 3.0, 1e-6);
}

#[test]
fn values_that_the_scenario_refuses_are_kept_with_the_reason() {
    let mut case = Case::linear(minimise(COST), &[]);
    case.levers = vec![("team.members", Range::Values(vec![-1.0, 1.0]))];
    let found = case.found();
    let refused = found.evaluated.iter().filter_map(|own| own.result.as_ref().err());
    let refused: Vec<&String> = refused.collect();
    assert_eq!(refused.len(), 1);
    assert!(refused[0].contains("members must be 0 or more"), "{refused:?}");
    // Teams cost the same whatever their size here.
    assert_eq!(found.unmoved, [0]);
}

/// Team members cost nothing by themselves here; with 70,000 + 10,000 for each, cost over three years is 3 times that and
/// the other amount: 30,000 more for each member, draw by draw.
#[test]
fn a_number_that_follows_a_lever_moves_with_it() {
    let mut case = Case::linear(minimise(COST), &[]);
    case.levers = vec![("team.members", Range::Values(vec![1.0, 2.0, 4.0]))];
    case.followers = vec!["team.costs.plan.amount=70_000+10_000*team.members"];
    let found = case.found();
    let cost = |index: usize| {
        let result = found.evaluated[index].result.as_ref().expect("possible");
        result.figures[0].expect("it exists").mean
    };
    close(cost(1) - cost(0), 30_000.0, 1e-3);
    close(cost(2) - cost(0), 90_000.0, 1e-3);
    assert_eq!(found.unmoved, [0_usize; 0]);
    assert_eq!(points(&found)[0].setting[1], 0);
}
