//! `wijkraming stress`: every alternative under the stress tests of a scenario, beside the same draws without them.

use std::process::ExitCode;

use serde_json::json;

use super::Complaint;
use super::load::ScenarioArgs;
use super::man::print;
use super::sensitivity_args::{ResultFiles, SimulationArgs, check_outputs, document, header};
use super::{sensitivity_records, sensitivity_text};
use crate::analysis::{Draws, Measure};
use crate::scenario::{Scenario, StressName, Stressed, suggest};
use crate::sensitivity::{Drawn, Evaluator, Shock, stress as run_stress};
use crate::study::{SamplingPlan, sampling};

#[derive(Debug, clap::Args)]
pub struct StressArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,

    /// Only these stress tests, by id, with commas
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    only: Vec<String>,

    /// Rows of the uncertain quantities, each with the replications of the scenario; as many as it says where not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    draws: Option<u64>,

    /// Show differences with the reference instead of levels
    #[arg(long)]
    differences: bool,

    #[command(flatten)]
    simulation: SimulationArgs,
}

/// What is looked at where no measure is asked for.
const USUAL: [Measure; 5] = [
    Measure::MunicipalCost,
    Measure::NetPresentValue,
    Measure::Overrun,
    Measure::MeanWait,
    Measure::Crisis,
];

pub fn stress(args: &StressArgs) -> Result<ExitCode, Complaint> {
    let scenario = args.simulation.load(&args.scenario)?;
    let chosen = args.chosen(&scenario)?;
    let alternatives = args.simulation.chosen(&scenario)?;
    let header = header(&scenario, &alternatives);
    let measures = args.simulation.measures(&USUAL);
    check_outputs(&header, &measures)?;
    let rows = args.draws.unwrap_or(u64::from(scenario.sampling.draws));
    let plan = SamplingPlan { draws: rows as usize, ..scenario.stress_sampling_plan() };
    let drawn = drawn(&scenario, &plan)?;
    let draws = drawn.sample.draws as u64;
    let out = args.simulation.out.as_deref();
    let open = |path| ResultFiles::open(path, "stress", args.simulation.force);
    let files = out.map(open).transpose()?;
    let shocks: Vec<Shock> =
        chosen.iter().map(|(name, model)| shock((*name).clone(), model)).collect();
    let evaluator = Evaluator::new(&scenario, alternatives, &measures, scenario.sampling.seed);
    let runs = evaluator.realisations(draws * (1 + shocks.len() as u64));
    let what = format!("{} stress tests over {draws} draws", shocks.len());
    args.simulation.announce(&scenario, &what, runs)?;
    let found = args
        .simulation
        .with_threads(runs, |tick| run_stress(&evaluator, &shocks, &measures, &drawn, tick))?;
    let more = json!({ "draws": draws, "replications": plan.replications, "results": found });
    let document = document("stress", &scenario, &header, more);
    if let Some(files) = &files {
        files.write(&sensitivity_records::stress(&found), &document)?;
    }
    if args.simulation.json {
        let text = serde_json::to_string_pretty(&document).map_err(Complaint::ours)?;
        return print(format!("{text}\n").as_bytes());
    }
    if args.simulation.quiet {
        return Ok(ExitCode::SUCCESS);
    }
    let mut text = sensitivity_text::stress(&found, !args.differences);
    if let Some(files) = files {
        let (csv, json) = (files.path("csv"), files.path("json"));
        text.push_str(&format!("\nresults: {} and {}\n", csv.display(), json.display()));
    }
    print(text.as_bytes())
}

fn drawn(scenario: &Scenario, plan: &SamplingPlan) -> Result<Drawn, Complaint> {
    let sample = sampling::sample(scenario.stress_quantities(), plan)
        .map_err(|error| Complaint::input(error).hint("see `sampling` in the scenario"))?;
    let (layout, all) = (plan.layout(), 0..sample.draws as u64);
    let clusters: Vec<u64> = all.clone().filter_map(|draw| layout.cluster(draw)).collect();
    let batches: Vec<u64> = all.filter_map(|draw| layout.batch(draw)).collect();
    let draws = Draws::new(sample.draws, &clusters, &batches);
    Ok(Drawn { sample, draws })
}

fn shock<'a>(name: StressName, model: &'a Stressed<'a>) -> Shock<'a> {
    let StressName { id, title, start_year, source, note } = name;
    Shock { id, title, start_year, source, note, model }
}

impl StressArgs {
    /// The stress tests asked for, in the order of the file, each with the scenario under it.
    fn chosen<'a>(
        &self,
        scenario: &'a Scenario,
    ) -> Result<Vec<(&'a StressName, Stressed<'a>)>, Complaint> {
        let known: Vec<&StressName> = scenario.stresses().collect();
        if known.is_empty() {
            return Err(Complaint::input("this scenario has no stress tests")
                .hint("add [[stress]] tables to it; see docs/scenarios.md"));
        }
        for id in &self.only {
            if !known.iter().any(|name| name.id == *id) {
                let ids = known.iter().map(|name| name.id.as_str()).collect::<Vec<_>>();
                let complaint = Complaint::input(format!("--only: there is no stress test {id:?}"));
                return Err(match suggest::hint(id, ids) {
                    Some(hint) => complaint.hint(hint),
                    None => complaint,
                });
            }
        }
        let asked = |name: &&StressName| self.only.is_empty() || self.only.contains(&name.id);
        let mut chosen = Vec::new();
        for name in known.into_iter().filter(asked) {
            let stressed = scenario
                .stressed(&name.id)
                .ok_or_else(|| Complaint::ours(format!("stress {} is lost", name.id)))?;
            if !stressed.begins() {
                let (first, years) = (scenario.start_year, scenario.years as i32);
                let message = format!(
                    "stress `{}` begins in {}, outside the run of {first} to {}",
                    name.id,
                    name.start_year,
                    first + years - 1
                );
                return Err(Complaint::input(message)
                    .hint("give it another start_year, or leave it out with --only"));
            }
            chosen.push((name, stressed));
        }
        Ok(chosen)
    }
}
