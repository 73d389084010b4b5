//! `wijkraming bench`: how fast this machine simulates a scenario, and what a run of it will take, before it is run.

use std::process::ExitCode;

use super::Complaint;
use super::bench_forecast::{Forecast, Size};
use super::bench_measure::{Pilots, Speed};
use super::bench_text::{json, text};
use super::complaint::say;
use super::interrupt::tidy_up_when_interrupted;
use super::load::ScenarioArgs;
use super::man::print;
use crate::scenario::Scenario;

#[derive(Debug, clap::Args)]
pub struct BenchArgs {
    #[command(flatten)]
    pub scenario: ScenarioArgs,

    /// Draws of the run that is foretold; those of the scenario where not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub draws: Option<u32>,

    /// Draws of chance for each draw of the quantities; those of the scenario where not given
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub replications: Option<u32>,

    /// Threads of the run; all cores where not given
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub threads: Option<u64>,

    /// How often each thing is measured; the median is told, with the least and the most
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub repeats: u64,

    /// Seconds that one measurement lasts at least
    #[arg(long, value_name = "S", default_value_t = 0.5, value_parser = parse_seconds)]
    pub seconds: f64,

    /// Foretell a run that writes its tables only (`run --tables-only`)
    #[arg(long)]
    pub tables_only: bool,

    /// The figures as JSON
    #[arg(long)]
    pub json: bool,
}

fn parse_seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.001..=600.0).contains(&seconds) => Ok(seconds),
        Ok(_) => Err("must be between 0.001 and 600".to_owned()),
        Err(_) => Err("is no number".to_owned()),
    }
}

pub fn bench(args: &BenchArgs) -> Result<ExitCode, Complaint> {
    tidy_up_when_interrupted();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = args.threads.map_or(cores, |threads| threads as usize);
    let load = || args.load(threads);
    let scenario = load()?;
    if !args.json {
        say("measuring; other work on the machine makes it slower\n");
    }
    let speed = Speed::measure(&scenario, threads, args)?;
    let size = Size::of(&scenario, threads);
    let pilots = Pilots::run(args, &load, &size, &speed)?;
    let forecast = Forecast::new(&size, &speed, &pilots);
    let name = args.scenario.name();
    let told = if args.json {
        json(&name, &size, &speed, &pilots, &forecast)?
    } else {
        text(&name, &size, &speed, &forecast)
    };
    print(told.as_bytes())
}

impl BenchArgs {
    /// The scenario of the run that is foretold; it may be of any size, because it is not run.
    fn load(&self, threads: usize) -> Result<Scenario, Complaint> {
        let keys = [("draws", self.draws), ("replications", self.replications)];
        let set = |(key, value): &(&str, Option<u32>)| {
            value.map(|value| format!("sampling.{key}={value}"))
        };
        let sets: Vec<String> = keys.iter().filter_map(set).collect();
        self.scenario.load(&sets, None, threads)
    }
}
