//! `wijkraming sensitivity`: what the outcomes depend on. One question a call: bars of one quantity at a time (where no
//! other is asked), a heat map of two, shares of variance, a break-even value; or shares from a run that is there.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::Complaint;
use super::complaint::say;
use super::load::ScenarioArgs;
use super::man::print;
use super::sensitivity_args::{
    Records, ResultFiles, SimulationArgs, check_outputs, check_uncertain, document, grouped,
    header, quantities_under, quantity,
};
use super::sensitivity_records as records;
use super::sensitivity_text as text;
use super::stored::StoredRun;
use crate::analysis::Measure;
use crate::analysis::sensitivity::sobol::FirstOrder;
use crate::analysis::sensitivity::turning::VALUES_TRIED;
use crate::scenario::{Scenario, StoredPosterior};
use crate::sensitivity::{
    Chance, Dependence, Evaluator, Factor, Group, JointRows, Others, Saltelli, SobolPlan,
    break_even, factors, given, heat_map, one_way, quantities_moved, sobol,
};
use crate::stats::design::SOBOL_DRAWS;
use crate::stats::{Bootstrap, Method};
use crate::study::{Header, Model, SamplingPlan, sampling};

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("question").args(["heat_map", "sobol", "break_even", "run"]))]
pub struct SensitivityArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,

    /// Two quantities on a grid, from the 5th to the 95th percentile of each
    #[arg(long, num_args = 2, value_names = ["PATH", "PATH"])]
    heat_map: Option<Vec<String>>,

    /// Shares of variance (first-order and total Sobol indices) from N rows, a power of two: N times the
    /// number of quantities plus three parameter rows are simulated
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=SOBOL_DRAWS as u64))]
    sobol: Option<u64>,

    /// The value of a quantity at which the sign of the net present value, or the best alternative, turns
    #[arg(long, value_name = "PATH")]
    break_even: Option<String>,

    /// First-order shares of variance from a finished run; nothing is simulated
    #[arg(long, value_name = "DIR", conflicts_with_all = ["file", "sets"])]
    run: Option<PathBuf>,

    #[command(flatten)]
    simulation: SimulationArgs,

    /// Show levels instead of differences with the reference
    #[arg(long)]
    levels: bool,

    /// Draws of chance behind each value (not for --sobol, where every row has its own)
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    draws: u64,

    /// Let the other quantities vary over the draws, instead of keeping them at their means
    #[arg(long, conflicts_with_all = ["sobol", "run"])]
    vary_others: bool,

    /// Values of each quantity in a heat map
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = clap::value_parser!(u64).range(2..=50))]
    steps: u64,

    /// Count quantities as one in shares of variance: a table or path, or NAME=PATH,PATH; may be given
    /// more than once
    #[arg(long, value_name = "GROUP")]
    group: Vec<String>,

    /// Chance in shares of variance: common shows what a quantity does to a realisation, independent what it
    /// does to the expected outcome
    #[arg(long, default_value = "common", value_parser = ["common", "independent"], requires = "sobol")]
    chance: String,

    /// Resamples of the bootstrap behind the intervals of --sobol
    #[arg(long, value_name = "B", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(20..=100_000))]
    resamples: u64,

    /// Rows of each table on screen
    #[arg(long, value_name = "K", default_value_t = 10)]
    top: usize,
}

/// What a question gives.
struct Answer {
    question: &'static str,
    text: String,
    records: Records,
    /// What the JSON document has beyond its head.
    more: Value,
}

pub fn sensitivity(args: &SensitivityArgs) -> Result<ExitCode, Complaint> {
    if let Some(directory) = &args.run {
        let run = StoredRun::open(directory, &[])?;
        let files = args.open_files("first_order")?;
        let answer = args.given(&run)?;
        return args.finish(&run.scenario, &run.header(), files, answer);
    }
    let scenario = args.simulation.load(&args.scenario)?;
    check_uncertain(&scenario)?;
    let alternatives = args.simulation.chosen(&scenario)?;
    let header = header(&scenario, &alternatives);
    let measures = args.measures(&header)?;
    let evaluator =
        Evaluator::new(&scenario, alternatives.clone(), &measures, scenario.sampling.seed);
    let job = Job { args, scenario: &scenario, evaluator: &evaluator, measures: &measures };
    let files = args.open_files(args.question())?;
    let answer = match (&args.heat_map, args.sobol, &args.break_even) {
        (Some(pair), ..) => job.heat_map(&pair[0], &pair[1])?,
        (_, Some(rows), _) => job.sobol(rows)?,
        (_, _, Some(path)) => job.break_even(path)?,
        _ => job.tornado()?,
    };
    args.finish(&scenario, &header, files, answer)
}

impl SensitivityArgs {
    fn question(&self) -> &'static str {
        match (&self.heat_map, self.sobol, &self.break_even) {
            (Some(_), ..) => "heat_map",
            (_, Some(_), _) => "sobol",
            (_, _, Some(_)) => "break_even",
            _ => "tornado",
        }
    }

    fn open_files(&self, name: &'static str) -> Result<Option<ResultFiles>, Complaint> {
        let out = self.simulation.out.as_deref();
        let open = |path| ResultFiles::open(path, name, self.simulation.force);
        Ok(out.map(open).transpose()?)
    }

    /// The measures asked for; the net present value where none is, or municipal cost where there is no difference.
    fn measures(&self, header: &Header) -> Result<Vec<Measure>, Complaint> {
        let differs = header.alternatives.len() > 1 && header.reference().is_some();
        let usual = if differs { Measure::NetPresentValue } else { Measure::MunicipalCost };
        let measures = self.simulation.measures(&[usual]);
        check_outputs(header, &measures)?;
        Ok(measures)
    }

    fn groups(&self, scenario: &Scenario) -> Result<Vec<Group>, Complaint> {
        let group = |text: &String| {
            let (name, paths) = match text.split_once('=') {
                Some((name, paths)) => (name.trim(), paths.split(',').collect()),
                None => (text.as_str(), vec![text.as_str()]),
            };
            let mut members = Vec::new();
            for path in paths.iter().map(|path| path.trim()) {
                members.extend(quantities_under(scenario, "--group", path)?);
            }
            members.sort_unstable();
            members.dedup();
            Ok(Group { name: name.to_owned(), members })
        };
        self.group.iter().map(group).collect()
    }

    fn factors(
        &self,
        scenario: &Scenario,
        dependence: &Dependence,
    ) -> Result<Vec<Factor>, Complaint> {
        let groups = self.groups(scenario)?;
        let made = factors(scenario.quantities(), dependence, &groups);
        let made = made.map_err(|error| Complaint::input(format!("--group: {error}")))?;
        if made.len() < 2 {
            let message =
                "all that is uncertain counts as one, whose share of the variance is all of it";
            let hint = match dependence.posterior {
                Some(_) => {
                    "quantities of a posterior depend on each other; --run takes them one by one"
                }
                None => "leave some quantities out of the group",
            };
            return Err(Complaint::input(message).hint(hint));
        }
        Ok(made)
    }

    /// Shares from a run.
    fn given(&self, run: &StoredRun) -> Result<Answer, Complaint> {
        check_uncertain(&run.scenario)?;
        if run.manifest.central {
            let message =
                "every quantity of this run stands at its mean (--central): nothing varies";
            return Err(Complaint::input(message).hint("give a run without --central"));
        }
        let header = run.header();
        let measures = self.measures(&header)?;
        // What each quantity of a posterior tells is known one by one, though these shares overlap.
        let one_by_one = Dependence { posterior: None, ..dependence(&run.scenario) };
        let factors = self.factors(&run.scenario, &one_by_one)?;
        let (table, sample) = run.yearly_table()?;
        let least = crate::analysis::sensitivity::given::LEAST_DRAWS;
        if table.draws.len() < least {
            let message =
                format!("this needs at least {least} draws, and the run has {}", table.draws.len());
            return Err(Complaint::input(message).hint("run it again with more --draws"));
        }
        let found = given(&table, &sample, &measures, &factors);
        let mut text = text::given(&found, self.levels, self.top);
        if run.scenario.posterior().is_some() {
            text.push_str(
                "Quantities of the posterior depend on each other: their shares overlap, and may add up to more than 1.\n",
            );
        }
        Ok(Answer {
            question: "first_order",
            text,
            records: records::given(&found),
            more: json!({ "run": run.directory, "results": found }),
        })
    }

    fn finish(
        &self,
        scenario: &Scenario,
        header: &Header,
        files: Option<ResultFiles>,
        answer: Answer,
    ) -> Result<ExitCode, Complaint> {
        let document = document(answer.question, scenario, header, answer.more);
        if let Some(files) = &files {
            files.write(&answer.records, &document)?;
        }
        if self.simulation.json {
            let text = serde_json::to_string_pretty(&document).map_err(Complaint::ours)?;
            return print(format!("{text}\n").as_bytes());
        }
        let mut text = if self.simulation.quiet { String::new() } else { answer.text };
        if let Some(files) = files.filter(|_| !self.simulation.quiet) {
            let (csv, json) = (files.path("csv"), files.path("json"));
            text.push_str(&format!("\nresults: {} and {}\n", csv.display(), json.display()));
        }
        print(text.as_bytes())
    }
}

/// What the quantities of a scenario have together.
fn dependence(scenario: &Scenario) -> Dependence<'_> {
    Dependence {
        correlations: &scenario.sampling.correlations,
        posterior: scenario.posterior().map(joint_rows),
    }
}

fn joint_rows(stored: &StoredPosterior) -> JointRows<'_> {
    JointRows { posterior: &stored.posterior, columns: &stored.columns }
}

/// What to say where a quantity moves and others that depend on it do not.
fn alone(scenario: &Scenario) -> &'static str {
    match (scenario.posterior(), scenario.sampling.correlations.is_empty()) {
        (Some(_), _) => {
            "What quantities have together in the posterior is left out: each moves alone.\n"
        }
        (None, false) => "Rank correlations are left out: each quantity moves alone.\n",
        (None, true) => "",
    }
}

/// A question to a scenario.
struct Job<'a> {
    args: &'a SensitivityArgs,
    scenario: &'a Scenario,
    evaluator: &'a Evaluator<'a>,
    measures: &'a [Measure],
}

impl Job<'_> {
    fn others(&self) -> Result<Others, Complaint> {
        let draws = self.args.draws as usize;
        if !self.args.vary_others {
            return Ok(Others::Central { draws });
        }
        let plan = self.scenario.sampling_plan();
        let plan = SamplingPlan { draws, replications: 1, batches: 1, ..plan };
        let sample = sampling::sample(self.scenario.quantities(), &plan)
            .map_err(|error| Complaint::input(error).hint("take more --draws"))?;
        Ok(Others::Vary(sample))
    }

    /// Says what it costs, and does it.
    fn simulate<T: Send>(
        &self,
        what: &str,
        points: u64,
        work: impl FnOnce(&(dyn Fn() + Sync)) -> T + Send,
    ) -> Result<T, Complaint> {
        let runs = self.evaluator.realisations(points);
        self.args.simulation.announce(self.scenario, what, runs)?;
        self.args.simulation.with_threads(runs, work)
    }

    /// What the JSON document says of the way it was computed.
    fn way(&self) -> Value {
        let others = if self.args.vary_others { "vary" } else { "central" };
        json!({ "draws": self.args.draws, "others": others })
    }

    fn tornado(&self) -> Result<Answer, Complaint> {
        let others = self.others()?;
        let cases = 1 + 2 * quantities_moved(self.scenario.quantities()).len() as u64;
        let what = format!("tornado of {} quantities", self.scenario.quantities().len());
        let points = cases * self.args.draws;
        let found = self.simulate(&what, points, |tick| one_way(self.evaluator, &others, tick))?;
        let mut more = self.way();
        more["percentiles"] = json!([5, 95]);
        more["results"] = json!(found);
        let mut shown = text::tornado(&found, self.args.levels, self.args.top);
        shown.push_str(&text::others(&others));
        shown.push_str(alone(self.scenario));
        Ok(Answer { question: "tornado", text: shown, records: records::tornado(&found), more })
    }

    fn heat_map(&self, first: &str, second: &str) -> Result<Answer, Complaint> {
        let pair = [first, second].map(|path| quantity(self.scenario, "--heat-map", path));
        let [first, second] = pair;
        let pair = [first?, second?];
        let quantities = self.scenario.quantities();
        let simplex = |index: usize| quantities[index].simplex;
        if pair[0] == pair[1] || simplex(pair[0]).is_some() && simplex(pair[0]) == simplex(pair[1])
        {
            let message = "--heat-map: these two are one quantity";
            let hint = "give two different quantities; shares of one row move each other";
            return Err(Complaint::input(message).hint(hint));
        }
        let others = self.others()?;
        let steps = self.args.steps as usize;
        let points = self.args.steps * self.args.steps * self.args.draws;
        let what = format!("heat map of {steps} by {steps} values");
        let found = self
            .simulate(&what, points, |tick| heat_map(self.evaluator, pair, steps, &others, tick))?;
        let mut more = self.way();
        more["results"] = json!(found);
        let mut shown = text::heat_map(&found, self.args.levels);
        shown.push_str(&text::others(&others));
        shown.push_str(alone(self.scenario));
        Ok(Answer { question: "heat_map", text: shown, records: records::heat_map(&found), more })
    }

    fn break_even(&self, path: &str) -> Result<Answer, Complaint> {
        let place = quantity(self.scenario, "--break-even", path)?;
        let [measure] = self.measures else {
            return Err(Complaint::input("--break-even looks at one --measure at a time"));
        };
        if self.evaluator.header.alternatives.len() < 2 {
            let message = "--break-even compares alternatives, and there is only one";
            return Err(Complaint::input(message).hint("take more --alternatives"));
        }
        let others = self.others()?;
        let points = VALUES_TRIED as u64 * self.args.draws;
        let found = self.simulate("break-even value (at most)", points, |tick| {
            break_even(self.evaluator, *measure, place, &others, tick)
        })?;
        let mut more = self.way();
        more["results"] = json!(found);
        let mut shown = text::break_even(&found);
        shown.push_str(&text::others(&others));
        shown.push_str(alone(self.scenario));
        let records = records::break_even(&found);
        Ok(Answer { question: "break_even", text: shown, records, more })
    }

    fn sobol(&self, asked: u64) -> Result<Answer, Complaint> {
        let rows = asked.next_power_of_two() as usize;
        if rows as u64 != asked && !self.args.simulation.quiet {
            say(&format!(
                "note: --sobol {asked} is rounded up to {rows}: Sobol numbers are balanced in powers of two\n"
            ));
        }
        let dependence = dependence(self.scenario);
        let factors = self.args.factors(self.scenario, &dependence)?;
        let seed = self.scenario.sampling.seed;
        let design = Saltelli::new(self.scenario.quantities(), &dependence, rows, seed)
            .map_err(|error| Complaint::input(error).hint("take more rows"))?;
        if design.method != Method::Sobol && !self.args.simulation.quiet {
            say("note: too many quantities for Sobol numbers; a Latin hypercube is taken\n");
        }
        let chance =
            if self.args.chance == "common" { Chance::Common } else { Chance::Independent };
        let bootstrap = Bootstrap { seed, resamples: self.args.resamples };
        let method = design.method.key();
        let plan =
            SobolPlan { design, factors, chance, estimator: FirstOrder::default(), bootstrap };
        let what = format!(
            "shares of variance of {} factors and chance, {} rows",
            plan.factors.len(),
            grouped(rows as u64)
        );
        let points = plan.points() as u64;
        let found = self.simulate(&what, points, |tick| sobol(self.evaluator, &plan, tick))?;
        let members = |factor: &Factor| -> Value {
            let path = |member: &usize| self.scenario.quantities()[*member].path.clone();
            json!({ "factor": factor.name, "quantities": factor.members.iter().map(path).collect::<Vec<_>>() })
        };
        let more = json!({
            "rows": rows,
            "design": method,
            "chance": chance,
            "parameter_rows": points,
            "realisations": self.evaluator.realisations(points),
            "resamples": self.args.resamples,
            "factors": plan.factors.iter().map(members).collect::<Vec<_>>(),
            "results": found,
        });
        Ok(Answer {
            question: "sobol",
            text: text::sobol(&found, chance, self.args.levels, self.args.top),
            records: records::sobol(&found),
            more,
        })
    }
}
