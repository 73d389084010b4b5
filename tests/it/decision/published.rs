//! Published worked examples, rebuilt from their published inputs.

use super::*;
use wijkraming::analysis::decision::{Place, default_grid, frontier};

/// Paltiel et al., "Expanded HIV screening in the United States", Annals of Internal Medicine 145 (2006), table 4,
/// high-risk population: cost and quality-adjusted life-months per person. The ratios are those of the documentation of
/// the R package dampack, which has the same inputs: 37,500, 58,286 and 100,800; annual screening is dominated.
#[test]
fn the_frontier_of_hiv_screening_is_the_published_one() {
    let cost = [26_000.0, 27_000.0, 28_020.0, 28_440.0, 29_440.0];
    let months = [277.25, 277.57, 277.78, 277.83, 277.76];
    let twice =
        |list: &[f64]| -> Vec<Vec<f64>> { list.iter().map(|value| vec![*value; 2]).collect() };
    let years: Vec<f64> = months.iter().map(|months| months / 12.0).collect();
    let weights = Weights::equal(2);
    let found = frontier(&twice(&cost), &twice(&years), &weights);
    let icer = |place: &Place| match place {
        Place::Frontier { icer, .. } => icer.map(|icer| icer.value),
        _ => panic!("{place:?}"),
    };
    assert_eq!(icer(&found[0]), None);
    for (place, printed) in [(1, 37_500.0), (2, 58_286.0), (3, 100_800.0)] {
        let ratio = icer(&found[place]).expect("a ratio");
        assert!((ratio - printed).abs() < 0.5, "{place}: {ratio}");
    }
    assert_eq!(found[4], Place::Dominated { by: 3 });
    // Screening once a decade at the cost of every five years and less effect than the line to it.
    let with = |extra: (f64, f64)| {
        let (mut cost, mut years) = (cost.to_vec(), years.clone());
        cost.push(extra.0);
        years.push(extra.1 / 12.0);
        frontier(&twice(&cost), &twice(&years), &weights)
    };
    assert_eq!(with((27_900.0, 277.60))[5], Place::ExtendedDominated { between: 1, and: 2 });
    assert_eq!(with((28_440.0, 277.83))[5], Place::Equal { to: 3 });
    // A cheap strategy with all effect pushes everything else off.
    let best = with((25_000.0, 280.0));
    assert!(best[..5].iter().all(|place| *place == Place::Dominated { by: 5 }), "{best:?}");
    assert_eq!(best[5], Place::Frontier { over: None, icer: None });
}

/// Clemen, "Making hard decisions", second edition (1996), chapter 12: a high-risk stock pays 1,500, 100 or -1,000, a
/// low-risk one 1,000, 200 or -100, a savings account 500, in a market that goes up (0.5), stays the same (0.3) or goes
/// down (0.2). Best now is the high-risk stock at 580; knowing the market is worth 1,000 - 580 = 420.
#[test]
fn knowing_the_market_is_worth_what_the_textbook_says() {
    let market: Vec<f64> = (0..20)
        .map(|i| {
            if i < 10 {
                1.0
            } else if i < 16 {
                0.0
            } else {
                -1.0
            }
        })
        .collect();
    let pays = |up: f64, same: f64, down: f64| -> Vec<f64> {
        let of = |market: &f64| {
            if *market > 0.0 {
                up
            } else if *market < 0.0 {
                down
            } else {
                same
            }
        };
        market.iter().map(of).collect()
    };
    let stocks =
        [pays(1500.0, 100.0, -1000.0), pays(1000.0, 200.0, -100.0), pays(500.0, 500.0, 500.0)];
    let weighted = table(stocks.to_vec(), vec![quantity("market", &market)]);
    let analysis = run(&weighted, &plan());
    let expected: Vec<f64> = analysis.standings.iter().map(|own| own.net_benefit.value).collect();
    for (found, printed) in expected.iter().zip([580.0, 540.0, 500.0]) {
        assert!((found - printed).abs() < 1e-9, "{found}");
    }
    assert_eq!(analysis.best, Some(0));
    assert!((analysis.evpi.expect("three stocks").value - 420.0).abs() < 1e-9);
    let market = value(&analysis, "market");
    assert!((market.value.value - 420.0).abs() < 1e-9, "{market:?}");
    assert_eq!(market.method, "mean per value");
}

/// The two-treatment model of Brennan, Kharroubi, O'Hagan & Chilcott, "Calculating partial expected value of perfect
/// information via Monte Carlo sampling algorithms", Medical Decision Making 27 (2007), also case study 1 of Strong,
/// Oakley & Brennan (2014): 19 normal parameters, correlation 0.6 between the response probabilities (5, 14) and the
/// durations of response (7, 16), willingness to pay 10,000.
pub struct TwoTreatments {
    pub theta: Vec<Vec<f64>>,
    pub cost: [Vec<f64>; 2],
    pub effect: [Vec<f64>; 2],
}

/// Means and standard deviations of theta 1 to 19.
pub const INPUTS: [(f64, f64); 19] = [
    (1000.0, 1.0),
    (0.10, 0.02),
    (5.20, 1.00),
    (400.0, 200.0),
    (0.70, 0.10),
    (0.30, 0.10),
    (3.00, 0.50),
    (0.25, 0.10),
    (-0.10, 0.02),
    (0.50, 0.20),
    (1500.0, 1.0),
    (0.08, 0.02),
    (6.10, 1.00),
    (0.80, 0.10),
    (0.30, 0.05),
    (3.00, 1.00),
    (0.20, 0.05),
    (-0.10, 0.02),
    (0.50, 0.20),
];
const RHO: f64 = 0.6;
/// Places of theta 5, 7, 14 and 16.
const CORRELATED: [usize; 4] = [4, 6, 13, 15];

impl TwoTreatments {
    /// A common factor with weight sqrt(0.6) gives four normals their correlation of 0.6.
    pub fn new(draws: usize) -> Self {
        let z = normals(draws, 20);
        let theta: Vec<Vec<f64>> = (0..19)
            .map(|j| {
                let (mean, sd) = INPUTS[j];
                let standard = |draw: usize| {
                    if CORRELATED.contains(&j) {
                        RHO.sqrt() * z[19][draw] + (1.0 - RHO).sqrt() * z[j][draw]
                    } else {
                        z[j][draw]
                    }
                };
                (0..draws).map(|draw| mean + sd * standard(draw)).collect()
            })
            .collect();
        let t = |number: usize, draw: usize| theta[number - 1][draw];
        let list = |of: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..draws).map(of).collect() };
        let cost = [
            list(&|i| t(1, i) + t(2, i) * t(3, i) * t(4, i)),
            list(&|i| t(11, i) + t(12, i) * t(13, i) * t(4, i)),
        ];
        let effect = [
            list(&|i| t(5, i) * t(6, i) * t(7, i) + t(8, i) * t(9, i) * t(10, i)),
            list(&|i| t(14, i) * t(15, i) * t(16, i) + t(17, i) * t(18, i) * t(19, i)),
        ];
        Self { theta, cost, effect }
    }

    fn table(&self, parameters: &[usize]) -> DecisionTable {
        let strategy = |id: &str| Strategy { id: id.to_owned(), title: id.to_owned() };
        DecisionTable {
            strategies: vec![strategy("T0"), strategy("T1")],
            reference: Some(0),
            outcomes: Outcomes {
                cost: Some(self.cost.to_vec()),
                effect: Some(self.effect.to_vec()),
                net_benefit: None,
            },
            quantities: parameters
                .iter()
                .map(|number| quantity(&format!("theta{number}"), &self.theta[number - 1]))
                .collect(),
            weights: Weights::equal(self.theta[0].len()),
        }
    }
}

/// Expected cost difference, and the part of the effect that none of the parameters below touches.
fn constants() -> (f64, f64) {
    let mean = |number: usize| INPUTS[number - 1].0;
    let cost = mean(11) + mean(12) * mean(13) * mean(4) - mean(1) - mean(2) * mean(3) * mean(4);
    let side = mean(17) * mean(18) * mean(19) - mean(8) * mean(9) * mean(10);
    (cost, side)
}

/// Net benefit of T1 over T0 from the expected response effects of each.
fn difference(respond_1: f64, respond_0: f64) -> f64 {
    let (cost, side) = constants();
    10_000.0 * (respond_1 - respond_0 + side) - cost
}

/// Partial values by quadrature. All correlated pairs have correlation 0.6 in standard units, so that given the standard
/// values u of 5 and v of 14 those of 7 and 16 have mean (u + v) 0.6 / 1.6, and so on.
fn exact_values() -> Vec<(&'static str, Vec<usize>, f64)> {
    let weight = RHO / (1.0 + RHO);
    let pair = |z: (f64, f64)| (z.0, RHO * z.0 + (1.0 - RHO * RHO).sqrt() * z.1);
    let prior = difference(0.3 * (0.8 * 3.0 + RHO * 0.1), 0.3 * (0.7 * 3.0 + RHO * 0.05));
    let known = |gain: f64| gain - prior.max(0.0);
    let responses = over_normals(|a, b| {
        let (u, v) = pair((a, b));
        let other = weight * (u + v);
        difference(
            0.3 * (0.8 + 0.1 * v) * (3.0 + other),
            0.3 * (0.7 + 0.1 * u) * (3.0 + 0.5 * other),
        )
        .max(0.0)
    });
    let durations = over_normals(|a, b| {
        let (u, v) = pair((a, b));
        let other = weight * (u + v);
        difference(
            0.3 * (0.8 + 0.1 * other) * (3.0 + v),
            0.3 * (0.7 + 0.1 * other) * (3.0 + 0.5 * u),
        )
        .max(0.0)
    });
    // Utilities 6 and 15 are independent of the rest: a straight line in two normals.
    let utilities = normal_value(
        prior,
        10_000.0 * (0.1 * (0.7 * 3.0 + RHO * 0.05)).hypot(0.05 * (0.8 * 3.0 + RHO * 0.1)),
    );
    // Responses and utilities: given the responses a straight line in two normals.
    let trial = over_normals(|a, b| {
        let (u, v) = pair((a, b));
        let other = weight * (u + v);
        let respond_1 = (0.8 + 0.1 * v) * (3.0 + other);
        let respond_0 = (0.7 + 0.1 * u) * (3.0 + 0.5 * other);
        let mean = difference(0.3 * respond_1, 0.3 * respond_0);
        expected_gain(mean, 10_000.0 * (0.05 * respond_1).hypot(0.1 * respond_0))
    });
    // Given the standard value u of 16 those of 5, 7 and 14 have mean 0.6 u; given u the covariance of 5 and 7 is
    // 0.6 - 0.36 in standard units.
    let duration = over_normal(|u| {
        let other = RHO * u;
        let left = RHO - RHO * RHO;
        difference(
            0.3 * (0.8 + 0.1 * other) * (3.0 + u),
            0.3 * ((0.7 + 0.1 * other) * (3.0 + 0.5 * other) + 0.05 * left),
        )
        .max(0.0)
    });
    vec![
        ("theta16", vec![16], known(duration)),
        ("responses", vec![5, 14], known(responses)),
        ("utilities", vec![6, 15], utilities),
        ("durations", vec![7, 16], known(durations)),
        ("trial", vec![5, 6, 14, 15], known(trial)),
    ]
}

/// Expected net benefits: T0 6,175 - 1,208 + 10,000 0.3 0.6 0.05 = 5,057, T1 7,100 - 1,695.2 + 10,000 0.3 0.6 0.1 =
/// 5,584.8 (without correlation 4,967 and 5,404.8).
#[test]
fn two_treatments_have_the_values_of_quadrature() {
    let draws = 4096;
    let model = TwoTreatments::new(draws);
    let parameters = [5, 6, 7, 14, 15, 16];
    let table = model.table(&parameters);
    let place = |number: usize| parameters.iter().position(|own| *own == number).expect("used");
    let exact = exact_values();
    let groups = exact.iter().filter(|(_, numbers, _)| numbers.len() > 1);
    let groups = groups.map(|(name, numbers, _)| Group {
        name: (*name).to_owned(),
        quantities: numbers.iter().map(|number| place(*number)).collect(),
    });
    let plan = DecisionPlan {
        criterion: Some(Criterion::WillingnessToPay(10_000.0)),
        groups: groups.collect(),
        ..plan()
    };
    let analysis = run(&table, &plan);
    for (standing, printed) in analysis.standings.iter().zip([5_057.0, 5_584.8]) {
        close(&standing.net_benefit, printed, 0.02, printed);
    }
    for (name, _, exact) in &exact {
        close(&value(&analysis, name).value, *exact, 0.2, *exact);
    }
    // The frontier: T1 costs 487.2 more, and brings (0.72 - 0.63) + 0.3 0.6 0.05 + 0.0025 = 0.1015.
    let plane = analysis.plane.as_ref().expect("costs and effects");
    let Place::Frontier { over: Some(0), icer: Some(icer) } = &plane.frontier[1] else {
        panic!("{:?}", plane.frontier);
    };
    close(icer, 487.2 / 0.1015, 0.15, 4_800.0);
    let curves = analysis.curves.as_ref().expect("costs and effects");
    assert_eq!(curves.grid, default_grid(&table).expect("a grid"));
    // Below the ratio T0 is best, above it T1; the curve of perfect information has its top there.
    let first_of_t1 = curves.best.iter().position(|best| *best == 1).expect("T1 becomes best");
    assert!(curves.grid[first_of_t1 - 1] <= icer.value && icer.value <= curves.grid[first_of_t1]);
    assert!(curves.best[first_of_t1..].iter().all(|best| *best == 1));
    assert_eq!(curves.switches.len(), 1);
}

/// Set to `renew`, this variable makes the test below write the example.
const VARIABLE: &str = "WIJKRAMING_GOLDEN";

/// The example of `docs/decision.md`: 1,024 draws of the two treatments with six digits.
#[test]
fn the_example_in_the_docs_is_made_from_the_published_inputs() {
    let model = TwoTreatments::new(1024);
    let outcomes = ["cost_T0", "cost_T1", "qaly_T0", "qaly_T1"].map(str::to_owned);
    let names: Vec<String> =
        (1..=19).map(|number| format!("theta{number}")).chain(outcomes).collect();
    let columns: Vec<&Vec<f64>> =
        model.theta.iter().chain(&model.cost).chain(&model.effect).collect();
    let mut text = names.join(",") + "\n";
    for draw in 0..1024 {
        let digits = |column: &&Vec<f64>| {
            let rounded: f64 = format!("{:.5e}", column[draw]).parse().expect("a number");
            rounded.to_string()
        };
        text += &(columns.iter().map(digits).collect::<Vec<_>>().join(",") + "\n");
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/examples/two-treatments.csv");
    if std::env::var(VARIABLE).is_ok_and(|word| word == "renew") {
        std::fs::write(path, &text).expect("the example can be written");
    }
    let known = std::fs::read_to_string(path).unwrap_or_default();
    assert!(known == text, "{path} differs; renew it with {VARIABLE}=renew cargo test example");
}
