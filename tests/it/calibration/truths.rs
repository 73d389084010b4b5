//! Worlds drawn from the prior of a small scenario, and what is observed of each: the figures of one realisation, with
//! the errors that the targets state.

use std::collections::BTreeMap;

use toml::{Table, Value};
use wijkraming::calibration::bayes::Kernel;
use wijkraming::calibration::bayesian::{BayesPlan, Weighed};
use wijkraming::engine::{Scratch, realise};
use wijkraming::scenario::Scenario;
use wijkraming::stats::{Method, normal_quantile};
use wijkraming::study::{Model, SamplingPlan, sampling};

use super::Bench;
use crate::chance::Chance;
use crate::example;

pub const NEED: &str = "areas.\"Elst Noord\".need_factor";
const HOURS: &str = "provisions.3.hours";
const TARIFF: &str = "provisions.3.tariff";

/// All that targets can tell of.
pub const QUANTITIES: [&str; 6] = [
    NEED,
    HOURS,
    TARIFF,
    "provisions.3.domains.adl.tariff",
    "provisions.4.tariff",
    "payment.specialist.prestatiebekostiging.hours_factor",
];

/// Two uncertain quantities beside those of the example, and two that are correlated. Capacity never binds.
const OVER: &str = r#"
    alternatives.nul.team.members = 50.0
    payment.specialist.prestatiebekostiging.hours_factor = { dist = "uniform", min = 0.6, max = 1.4 }
    sampling.correlations = [
        { quantities = ["provisions.3.tariff", "provisions.4.tariff"], coefficient = 0.6 },
    ]
"#;

/// Need between these bounds, evenly on a logarithmic scale as docs/calibration.md says for bounds so far apart.
const LEAST_NEED: f64 = 0.8;
const MOST_NEED: f64 = 3.0;

/// Columns of the second year with the standard deviations of their errors.
const TARGETS: [(&str, f64); 2] = [("clients", 3.0), ("municipal_cost", 50_000.0)];

/// Seed of the world, not that of any calibration.
const WORLD: u64 = 20_260_101;

/// Rows of a later run: the points of equal weight in which a truth is ranked.
pub const ROWS: usize = 99;

/// Some three hundred households in one area over two years, with one alternative.
fn village() -> Table {
    let mut table = example::reduced(0.1, 2);
    example::lay_over(&mut table, OVER);
    let hours = "value = { dist = \"pert\", min = 5.0, mode = 11.0, max = 24.0 }";
    let mut hours: Table = hours.parse().expect("TOML");
    let hours = hours.remove("value").expect("a value");
    example::provision(&mut table, 3).insert("hours".to_owned(), hours);
    table.get_mut("areas").and_then(Value::as_array_mut).expect("areas").truncate(1);
    example::at(&mut table, "alternatives").retain(|id, _| id == "nul");
    table
}

/// A uniform number between 0 and 1, without both.
pub fn unit(chance: &mut Chance) -> f64 {
    ((chance.next() >> 11) as f64 + 0.5) / 2.0_f64.powi(53)
}

/// Clients and municipal cost of the second year in one realisation, from the columns of the results.
pub fn figures(scenario: &Scenario, row: &[f64], seed: u64, draw: u64) -> [f64; 2] {
    let realisation = realise(&scenario.parameters(0, row), seed, draw, &mut Scratch::default());
    let year = &realisation.years[1];
    let gross: f64 = year.gross.iter().map(|money| money.to_f64()).sum();
    let paid = year.admin_cost.to_f64() + year.team_cost.to_f64() + year.consortium_result.to_f64();
    let cost = gross - year.eigen_bijdrage.to_f64() + paid;
    [year.clients as f64, cost]
}

/// What a month of care at the first line is expected to cost, up to a constant: a figure made of quantities that the
/// targets tell of together.
pub fn care(of: &dyn Fn(&str) -> f64) -> f64 {
    of(NEED) * of(HOURS) * of(TARIFF)
}

/// A world with its figures.
pub struct Truth {
    pub number: u64,
    pub quantities: BTreeMap<&'static str, f64>,
    /// Of the realisation that was observed.
    pub figures: [f64; 2],
    /// With the errors that the targets state.
    observed: [f64; 2],
    /// Municipal cost of another realisation of the same quantities.
    pub again: f64,
}

impl Truth {
    pub fn all(count: usize) -> Vec<Self> {
        let mut table = village();
        let area = example::areas(&mut table).next().expect("an area");
        let any =
            format!("value = {{ dist = \"uniform\", min = {LEAST_NEED}, max = {MOST_NEED} }}");
        let any = any.parse::<Table>().expect("TOML").remove("value").expect("a value");
        area.insert("need_factor".to_owned(), any);
        let scenario = example::scenario(&example::text(&table));
        let plan = scenario.sampling_plan();
        let plan = SamplingPlan { method: Method::Random, seed: WORLD, draws: count, ..plan };
        let mut rows = sampling::sample(scenario.quantities(), &plan).expect("rows");
        let need = column_of(&scenario, NEED);
        let all = (0..count as u64).map(|number| {
            let mut chance = Chance(WORLD ^ (number << 32));
            let start = number as usize * rows.quantities;
            let share = unit(&mut chance);
            rows.values[start + need] = LEAST_NEED * (MOST_NEED / LEAST_NEED).powf(share);
            Self::of(&scenario, rows.row(number as usize), number, &mut chance)
        });
        all.collect()
    }

    fn of(scenario: &Scenario, row: &[f64], number: u64, chance: &mut Chance) -> Self {
        let known = figures(scenario, row, WORLD, number);
        let mut observed = known;
        for (figure, (_, sd)) in observed.iter_mut().zip(TARGETS) {
            *figure += sd * normal_quantile(unit(chance));
        }
        // Nothing is left out: that would be another prior.
        assert!(observed.iter().all(|figure| *figure > 0.0), "{number}: {observed:?}");
        Self {
            number,
            quantities: QUANTITIES
                .into_iter()
                .map(|path| (path, row[column_of(scenario, path)]))
                .collect(),
            figures: known,
            observed,
            again: figures(scenario, row, WORLD, number + 1_000_000)[1],
        }
    }

    /// A targets file with need between these bounds.
    pub fn targets(&self, least: f64, most: f64) -> String {
        let mut text = "alternative = \"nul\"\nyear = 2016\n".to_owned();
        for ((column, sd), value) in TARGETS.iter().zip(self.observed) {
            text += &format!("[[targets]]\ncolumn = {column:?}\nvalue = {value:?}\nsd = {sd:?}\n");
        }
        let need = "areas.elst-noord.need_factor";
        text + &format!("[[parameters]]\npath = {need:?}\nmin = {least}\nmax = {most}\n")
    }

    /// The logarithm of the likelihood of what was observed, where the figures are these.
    pub fn log_likelihood(&self, figures: &[f64]) -> f64 {
        let terms = figures.iter().zip(self.observed).zip(TARGETS);
        terms.map(|((own, observed), (_, sd))| -0.5 * ((own - observed) / sd).powi(2)).sum()
    }

    /// The scenario as someone has it who does not know this truth, with a seed of its own.
    pub fn bench(&self, method: &str) -> Bench {
        let seed = format!("sampling.seed={}", 1_000 + self.number);
        let sets =
            vec![seed, format!("sampling.draws={ROWS}"), format!("sampling.method={method}")];
        Bench::of(&village(), sets)
    }

    pub fn calibrated(&self, draws: usize, stages: usize, method: &str) -> (Bench, Weighed) {
        let bench = self.bench(method);
        let plan = BayesPlan { draws, stages, kernel: Kernel::Normal, finished: &|| () };
        let targets = bench.targets(&self.targets(LEAST_NEED, MOST_NEED));
        let found = bench.weigh(&targets, &plan);
        let found = found.unwrap_or_else(|report| panic!("{report}"));
        let mut told: Vec<&str> = found.quantities.iter().map(|own| own.path.as_str()).collect();
        let mut known = QUANTITIES;
        told.sort_unstable();
        known.sort_unstable();
        assert_eq!(told, known, "what is weighed is what is ranked");
        (bench, found)
    }
}

pub fn column_of(scenario: &Scenario, path: &str) -> usize {
    scenario.quantities().iter().position(|own| own.path == path).expect(path)
}
