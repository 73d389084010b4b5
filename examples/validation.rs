//! A check against reality: `wijkraming new` for thirty municipalities of different size, uncalibrated, against the Wmo
//! clients, youth care and spending observed in 2022. Prints the tables of docs/validation.md.
//!
//!     cargo run --release --example validation [DRAWS [DIRECTORY OF CSV FILES]]
//!
//! The relation of need is fitted again without the thirty. Population, prices and budgets are those of 2022; the tenth
//! year is compared, when the model has run in; `need.annual_trend` is set to 0, so that this year stands for 2022.

use std::process::ExitCode;

use wijkraming::domain::RUNGS;
use wijkraming::municipality::areas::Division;
use wijkraming::municipality::base::{BASE, base_rates};
use wijkraming::municipality::budgets::Lines;
use wijkraming::municipality::generate::{Figures, Generator, Rates};
use wijkraming::municipality::need_model::NeedModel;
use wijkraming::municipality::validation::{Agreement, Pair, choose};
use wijkraming::municipality::writer::scenario;
use wijkraming::municipality::{ObservedClients, OpenData, names};
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::stats::summary;
use wijkraming::study::{Model, Plan, run, sampling};
use wijkraming::tables::open_data::OpenTable;

const YEAR: i32 = 2022;
const PER_CLASS: usize = 5;
const SEED: u64 = 20_220_101;
/// Years simulated; the last one is compared.
const YEARS: usize = 10;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match validate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn validate() -> Result<(), Failure> {
    let draws: u32 = std::env::args().nth(1).map_or(Ok(200), |text| text.parse())?;
    let directory = std::env::args().nth(2);
    let data = OpenData::read(|name| match (OpenTable::find(name), &directory) {
        (Some(table), Some(directory)) => table.from_directory(directory.as_ref()),
        (Some(table), None) => table.embedded(),
        (None, _) => unreachable!("the list of tables is fixed"),
    })?;
    let chosen = choose(&data, PER_CLASS, SEED, |code| Observed::of(&data, code).is_some());
    let model = NeedModel::fit(&data, |code| !chosen.iter().any(|own| own == code))?;
    let rates: Rates = base_rates()?;
    let generator = Generator::new(&data, &model, rates, YEAR)?;
    let mut rows = Vec::new();
    for code in &chosen {
        let figures = generator.figures(code, Division::Wijk { least_households: 200.0 })?;
        let text = scenario(&figures, &data, &model, BASE, "examples/validation.rs")?;
        let observed = Observed::of(&data, code).ok_or("no figures")?;
        let simulated = simulate(&text, &figures, draws)?;
        eprintln!("{}", figures.name);
        rows.push(Row {
            name: figures.name.clone(),
            inhabitants: figures.margins.inhabitants,
            predicted: predicted(&figures),
            observed,
            simulated,
        });
    }
    print(&model, &rows, draws);
    Ok(())
}

/// What 2022 gave, per 1,000 inhabitants or per inhabitant.
struct Observed {
    clients: ObservedClients,
    /// Euro per inhabitant: 6.2 + 6.6 + 6.71 + 6.72 + 6.82.
    cost: f64,
    /// The same without 6.2.
    provisions: f64,
}

impl Observed {
    /// None where CBS has no Wmo clients or Iv3 no jaarrekening of 2022, or where the municipality is no more.
    fn of(data: &OpenData, code: &str) -> Option<Self> {
        if !names::names_of_today(data).contains_key(code) {
            return None;
        }
        let clients = ObservedClients::in_year(data, &data.own_rows(code, YEAR))?;
        let lines = Lines::sum(
            data.iv3.iter().filter(|line| line.year == YEAR && line.account && line.code == code),
        )?;
        let provisions = (lines.adult + lines.youth) * 1000.0 / lines.inhabitants;
        (lines.adult > 0.0 && lines.youth > 0.0).then(|| Self {
            clients,
            cost: provisions + lines.team * 1000.0 / lines.inhabitants,
            provisions,
        })
    }
}

/// One value per draw: clients per 1,000 inhabitants, euro per inhabitant with and without the team.
struct Simulated {
    clients: Vec<f64>,
    cost: Vec<f64>,
    provisions: Vec<f64>,
    /// Households waiting for a gesprek at the end, per 1,000 inhabitants.
    queued: Vec<f64>,
}

fn simulate(text: &str, figures: &Figures, draws: u32) -> Result<Simulated, Failure> {
    let sets = vec!["need.annual_trend=0".to_owned(), format!("sampling.draws={draws}")];
    let options = LoadOptions { sets, limits: None, ..LoadOptions::default() };
    let scenario = Scenario::from_text(&figures.name, text, &options)?;
    let plan =
        Plan { seed: scenario.sampling.seed, draws: 0..u64::from(draws), alternatives: vec![0] };
    let sample = sampling::sample(scenario.quantities(), &scenario.sampling_plan())?;
    let mut out = Simulated { clients: vec![], cost: vec![], provisions: vec![], queued: vec![] };
    let areas = figures.areas.len();
    let inhabitants = figures.margins.inhabitants;
    run::<std::convert::Infallible>(&scenario, &plan, &sample, &|| (), &mut |_, unit| {
        let last = &unit.realisation.years[(YEARS - 1) * areas..];
        let sum =
            |of: &dyn Fn(&wijkraming::engine::AreaYear) -> f64| last.iter().map(of).sum::<f64>();
        let provisions = sum(&|area| (3..RUNGS).map(|rung| area.gross[rung].to_f64()).sum());
        let team = sum(&|area| area.team_cost.to_f64());
        out.clients.push(1000.0 * sum(&|area| area.clients as f64) / inhabitants);
        out.provisions.push(provisions / inhabitants);
        out.queued.push(1000.0 * sum(&|area| area.queue_end as f64) / inhabitants);
        out.cost.push((provisions + team) / inhabitants);
        Ok(())
    })?;
    Ok(out)
}

struct Row {
    name: String,
    inhabitants: f64,
    /// Wmo and youth clients per 1,000 that the relation predicts.
    predicted: f64,
    observed: Observed,
    simulated: Simulated,
}

fn predicted(figures: &Figures) -> f64 {
    let households = |i: usize| f64::from(figures.areas[i].households.iter().sum::<u32>());
    let all: f64 = (0..figures.areas.len()).map(households).sum();
    (0..figures.areas.len()).map(|i| figures.areas[i].clients_per_1000 * households(i) / all).sum()
}

fn pair(values: &[f64], observed: f64) -> Pair {
    let sorted = summary::sorted(values);
    let quantile = |p| summary::quantile(&sorted, p).unwrap_or(f64::NAN);
    Pair {
        mean: summary::mean(values).unwrap_or(f64::NAN),
        p5: quantile(0.05),
        p95: quantile(0.95),
        observed,
    }
}

fn print(model: &NeedModel, rows: &[Row], draws: u32) {
    println!(
        "{draws} draws; relation of need fitted without the {} municipalities: n = {}, R2 {:.2}, spread {:.3}\n",
        rows.len(),
        model.n,
        model.r_squared,
        model.residual_sd
    );
    println!(
        "| municipality | inhabitants | clients simulated | Wmo observed | Wmo + youth observed | cost simulated | cost observed |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for row in rows {
        let clients = pair(&row.simulated.clients, row.observed.clients.wmo);
        let cost = pair(&row.simulated.cost, row.observed.cost);
        println!(
            "| {} | {:.0} | {:.0} [{:.0} .. {:.0}] ± {:.1} | {:.0} | {:.0} | {:.0} [{:.0} .. {:.0}] ± {:.0} | {:.0} |",
            row.name,
            row.inhabitants,
            clients.mean,
            clients.p5,
            clients.p95,
            error(&row.simulated.clients),
            row.observed.clients.wmo,
            row.observed.clients.all(),
            cost.mean,
            cost.p5,
            cost.p95,
            error(&row.simulated.cost),
            row.observed.cost,
        );
    }
    println!(
        "\n| compared | rank correlation | simulated / observed | scatter (log) | inside the 90% interval | 95% of the coverage |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    let compare = |name: &str, of: &dyn Fn(&Row) -> Pair| {
        let pairs: Vec<Pair> = rows.iter().map(of).collect();
        if let Some(a) = Agreement::of(&pairs) {
            println!(
                "| {name} | {:.2} | {:.2} | {:.2} | {} of {} | {:.0}% .. {:.0}% |",
                a.rank_correlation,
                a.ratio,
                a.scatter,
                a.covered,
                a.n,
                100.0 * a.coverage.0,
                100.0 * a.coverage.1,
            );
        }
    };
    compare("clients, Wmo", &|row| pair(&row.simulated.clients, row.observed.clients.wmo));
    compare("clients, Wmo + youth", &|row| {
        pair(&row.simulated.clients, row.observed.clients.all())
    });
    compare("cost", &|row| pair(&row.simulated.cost, row.observed.cost));
    compare("cost without teams", &|row| pair(&row.simulated.provisions, row.observed.provisions));
    let relation: Vec<Pair> = rows
        .iter()
        .map(|row| {
            let (low, high) =
                (libm::exp(-1.645 * model.residual_sd), libm::exp(1.645 * model.residual_sd));
            Pair {
                mean: row.predicted,
                p5: row.predicted * low,
                p95: row.predicted * high,
                observed: row.observed.clients.all(),
            }
        })
        .collect();
    if let Some(a) = Agreement::of(&relation) {
        println!(
            "| the relation of need alone, Wmo + youth | {:.2} | {:.2} | {:.2} | {} of {} | {:.0}% .. {:.0}% |",
            a.rank_correlation,
            a.ratio,
            a.scatter,
            a.covered,
            a.n,
            100.0 * a.coverage.0,
            100.0 * a.coverage.1,
        );
    }
    println!(
        "\nwaiting for a gesprek at the end of the tenth year: {:.1} households per 1,000 inhabitants",
        queued(rows)
    );
}

/// Mean over the municipalities of the mean over the draws.
fn queued(rows: &[Row]) -> f64 {
    let means: Vec<f64> =
        rows.iter().filter_map(|row| summary::mean(&row.simulated.queued)).collect();
    summary::mean(&means).unwrap_or(f64::NAN)
}

/// Monte Carlo standard error of the mean.
fn error(values: &[f64]) -> f64 {
    summary::standard_error(values).unwrap_or(f64::NAN)
}
