//! `wijkraming optimise`: levers of a policy searched for the frontier of what can be had for what.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::complaint::say;
use super::interrupt::tidy_up_when_interrupted;
use super::load::{ScenarioArgs, render};
use super::man::print;
use super::optimise_args::{Problems, constraints, followers, following, levers, objectives, over};
use super::optimise_files::Files;
use super::sensitivity_args::SimulationArgs;
use super::{Complaint, optimise_files as files, optimise_text as text};
use crate::analysis::policy::{Constraint, Figure};
use crate::optimisation::{
    Follower, Found, Lever, Load, Objective, Outcome, Request, Sampled, fresh_seed,
    optimise as search,
};
use crate::scenario::{LoadOptions, Scenario};
use crate::study::{Header, Model, sampling};

#[derive(Debug, clap::Args)]
pub struct OptimiseArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,

    #[command(flatten)]
    simulation: SimulationArgs,

    /// Levers, with commas: PATH, PATH=LOW..HIGH, PATH=LOW..HIGH/STEP or PATH=A,B,C. A number with a distribution needs
    /// no range; levers are moved in one alternative at a time
    #[arg(long, value_name = "LEVERS")]
    over: Vec<String>,

    /// A number that goes along with a lever: PATH=FACTOR*LEVER or PATH=FIXED+FACTOR*LEVER, such as
    /// 'team.costs.Personeel.amount=32500*team.members'; may be given more than once
    #[arg(long, value_name = "PATH=FACTOR*LEVER")]
    follow: Vec<String>,

    /// Another scenario file that may be chosen in place of FILE, such as one with fewer teams; may be given more than
    /// once
    #[arg(long, value_name = "FILE")]
    variant: Vec<PathBuf>,

    /// A figure to make small: municipal_cost, mean_wait, severity, ...; cost against waiting where nothing is given
    #[arg(long, value_delimiter = ',', value_name = "M")]
    minimise: Vec<String>,

    /// A figure to make large: npv
    #[arg(long, value_delimiter = ',', value_name = "M")]
    maximise: Vec<String>,

    /// The figures it is weighed against, each in its better direction
    #[arg(long, value_delimiter = ',', value_name = "M,N")]
    against: Vec<String>,

    /// A bound: "p_overrun<0.1", "mean_wait<2", "npv>0"; may be given more than once
    #[arg(long, value_name = "BOUND")]
    subject_to: Vec<String>,

    /// Most points evaluated, in each alternative
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    evaluations: u64,

    /// Draws at every point, the same for all
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    draws: u64,

    /// Fresh draws at the points of the frontier
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    confirm_draws: u64,

    /// Points of the frontier that are looked at again and shown
    #[arg(long, value_name = "K", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=1000))]
    points: u64,
}

/// What is asked, read.
pub struct Asked {
    pub objectives: Vec<Objective>,
    pub also: Vec<Figure>,
    pub constraints: Vec<Constraint>,
    /// Those that are searched.
    pub alternatives: Vec<Moved>,
    pub search: Sampled,
    pub fresh: Sampled,
}

/// An alternative with what moves in it.
pub struct Moved {
    /// In the scenario.
    pub index: usize,
    pub levers: Vec<Lever>,
    pub followers: Vec<Follower>,
}

impl Asked {
    /// Objectives, and then what else is shown.
    pub fn shown(&self) -> Vec<Figure> {
        self.objectives.iter().map(|own| own.figure).chain(self.also.iter().copied()).collect()
    }
}

pub fn optimise(args: &OptimiseArgs) -> Result<ExitCode, Complaint> {
    let scenario = args.simulation.load(&args.scenario)?;
    let asked = args.asked(&scenario)?;
    args.check_loads(&asked)?;
    tidy_up_when_interrupted();
    let out = args.simulation.out.as_deref();
    let ids = asked.alternatives.iter().map(|own| scenario.alternatives()[own.index].id.clone());
    let ids: Vec<String> = ids.collect();
    let open = |path: &Path| Files::open(path, args.simulation.force, &ids);
    let files = out.map(open).transpose()?;
    let found = args.search(&scenario, &asked)?;
    check_moved(&asked, &found)?;
    let told = Told { args, scenario: &scenario, asked: &asked };
    if let Some(files) = &files {
        files.write(&told, &found)?;
    }
    let feasible = found.iter().all(|own| matches!(own.outcome, Outcome::Frontier { .. }));
    told.show(&found, files.as_ref())?;
    Ok(if feasible { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// For whoever shows what was found.
pub struct Told<'a> {
    pub args: &'a OptimiseArgs,
    pub scenario: &'a Scenario,
    pub asked: &'a Asked,
}

impl Told<'_> {
    pub fn levers(&self, found: &Found) -> &[Lever] {
        self.moved(found).map_or(&[], |own| &own.levers)
    }

    pub fn followers(&self, found: &Found) -> &[Follower] {
        self.moved(found).map_or(&[], |own| &own.followers)
    }

    fn moved(&self, found: &Found) -> Option<&Moved> {
        let is = |own: &&Moved| self.scenario.alternatives()[own.index].id == found.alternative;
        self.asked.alternatives.iter().find(is)
    }

    /// The file of a variant, 0 being the scenario itself.
    pub fn variant(&self, variant: usize) -> Option<&Path> {
        match variant.checked_sub(1) {
            None => self.args.scenario.file.as_deref(),
            Some(index) => Some(&self.args.variant[index]),
        }
    }

    pub fn variants(&self) -> usize {
        self.args.variant.len()
    }

    /// The name of a variant in tables.
    pub fn variant_name(&self, variant: usize) -> String {
        let stem = |path: &Path| {
            path.file_stem().map_or(String::new(), |stem| stem.to_string_lossy().into_owned())
        };
        match variant {
            0 => self.args.scenario.stem(),
            _ => self.variant(variant).map_or(String::new(), stem),
        }
    }

    /// The scenario of a variant, with the options of the user.
    pub fn load(&self, variant: usize) -> Result<Scenario, Complaint> {
        let loaded = self.args.load(self.asked.search.seed, variant, &[]);
        loaded.map_err(|report| Complaint::rendered(render(&report)))
    }

    pub fn draws(&self) -> (u64, u64) {
        (self.args.draws, self.args.confirm_draws)
    }

    fn show(&self, found: &[Found], files: Option<&Files>) -> Result<(), Complaint> {
        let simulation = &self.args.simulation;
        if simulation.json {
            let document = files::document(self, found);
            let text = serde_json::to_string_pretty(&document).map_err(Complaint::ours)?;
            return print(format!("{text}\n").as_bytes()).map(|_| ());
        }
        if simulation.quiet {
            return Ok(());
        }
        let mut shown = text::found(self, found);
        if let Some(files) = files {
            shown.push_str(&files.told());
        }
        print(shown.as_bytes()).map(|_| ())
    }
}

impl OptimiseArgs {
    fn asked(&self, scenario: &Scenario) -> Result<Asked, Complaint> {
        let mut problems = Problems::default();
        let alternatives = self.alternatives(scenario)?;
        let over = over(&self.over, &mut problems);
        if over.is_empty() && self.variant.is_empty() {
            let hint = "name levers with --over 'team.members=3..8', or files with --variant";
            problems.add("there is nothing to choose between", Some(hint.to_owned()));
        }
        let objectives = objectives(&self.minimise, &self.maximise, &self.against, &mut problems);
        let constraints = constraints(&self.subject_to, &mut problems);
        let measures = self.simulation.measures(&[]);
        let is_new = |figure: &Figure| !objectives.iter().any(|own| own.figure == *figure);
        let also = measures.into_iter().map(Figure::Measure).filter(is_new).collect();
        let following = following(&self.follow, &mut problems);
        let mut of = |index: usize| {
            let levers = levers(scenario, index, &over, &mut problems);
            let followers = followers(scenario, index, (&levers, &following), &mut problems);
            Moved { index, levers, followers }
        };
        let alternatives = alternatives.into_iter().map(&mut of).collect();
        problems.done()?;
        let seed = scenario.sampling.seed;
        let search = Sampled { seed, draws: self.draws as usize };
        let fresh = Sampled { seed: fresh_seed(seed), draws: self.confirm_draws as usize };
        Ok(Asked { objectives, also, constraints, alternatives, search, fresh })
    }

    /// Those to search in: all but the reference where none is named.
    fn alternatives(&self, scenario: &Scenario) -> Result<Vec<usize>, Complaint> {
        let known = scenario.alternatives();
        let mut chosen = self.simulation.chosen(scenario)?;
        if self.simulation.alternatives.is_empty() {
            chosen.retain(|index| !known[*index].reference);
        }
        let hint = "give the scenario an alternative in which the levers are moved";
        if chosen.is_empty() {
            let message = format!("there is no alternative beside the reference, {}", known[0].id);
            return Err(Complaint::input(message).hint(hint));
        }
        match chosen.iter().find(|index| known[**index].reference) {
            Some(index) => {
                let id = &known[*index].id;
                let message = format!(
                    "--alternatives: {id} is the reference, which must stay as it is: differences are taken with it"
                );
                Err(Complaint::input(message).hint(hint))
            }
            None => Ok(chosen),
        }
    }

    fn load(
        &self,
        seed: u64,
        variant: usize,
        sets: &[String],
    ) -> Result<Scenario, crate::diagnostics::Report> {
        let file = match variant.checked_sub(1) {
            None => self.scenario.file.as_deref(),
            Some(index) => Some(self.variant[index].as_path()),
        };
        let seed = format!("sampling.seed={seed}");
        let sets: Vec<String> = std::iter::once(seed).chain(sets.iter().cloned()).collect();
        self.scenario.read(file, &sets, LoadOptions { threads: 1, ..LoadOptions::default() })
    }

    /// A file must be readable, and a lever must move something somewhere: else it is an error before the long work.
    fn check_loads(&self, asked: &Asked) -> Result<(), Complaint> {
        let load = |variant, sets: &[String]| self.load(asked.search.seed, variant, sets);
        let mut texts = String::new();
        for variant in 1..=self.variant.len() {
            if let Err(report) = load(variant, &[]) {
                texts.push_str(&render(&report));
            }
        }
        for lever in asked.alternatives.iter().flat_map(|own| &own.levers) {
            let last = lever.values.len() - 1;
            let places = [0, last / 2, last];
            let loads = places.map(|value| load(0, &[crate::optimisation::setting(lever, value)]));
            if let [Err(report), Err(_), Err(_)] = &loads {
                texts.push_str(&render(report));
            }
        }
        if texts.is_empty() { Ok(()) } else { Err(Complaint::rendered(texts)) }
    }

    fn search(&self, scenario: &Scenario, asked: &Asked) -> Result<Vec<Found>, Complaint> {
        let load = |variant: usize, sets: &[String]| self.load(asked.search.seed, variant, sets);
        let request = |own| request_of(self, scenario, asked, &load, own);
        let requests: Vec<Request> = asked.alternatives.iter().map(request).collect();
        let points: usize = requests.iter().map(|own| own.space().most()).sum();
        let runs = requests.iter().map(Request::realisations).sum();
        let what = format!("frontier from {points} points at most");
        self.simulation.announce(scenario, &what, runs)?;
        let results = self.simulation.with_threads(runs, |tick| {
            requests.iter().map(|request| search(request, tick)).collect::<Result<Vec<_>, _>>()
        })?;
        results
            .map_err(|error| Complaint::input(error).hint("take more --draws and --confirm-draws"))
    }
}

/// What to search in one alternative.
fn request_of<'a>(
    args: &OptimiseArgs,
    scenario: &'a Scenario,
    asked: &'a Asked,
    load: &'a Load<'a>,
    own: &'a Moved,
) -> Request<'a> {
    Request {
        base: scenario,
        alternative: own.index,
        levers: &own.levers,
        followers: &own.followers,
        variants: args.variant.len(),
        load,
        objectives: &asked.objectives,
        constraints: &asked.constraints,
        also: &asked.also,
        evaluations: args.evaluations as usize,
        search: asked.search,
        fresh: asked.fresh,
        points: args.points as usize,
    }
}

/// An objective that stays the same whatever the levers do is not weighed against anything.
fn check_moved(asked: &Asked, found: &[Found]) -> Result<(), Complaint> {
    let still = |own: &Found| own.unmoved.len() == asked.objectives.len();
    if !found.iter().all(still) {
        for own in found {
            for objective in &own.unmoved {
                let key = asked.objectives[*objective].figure.key();
                say(&format!("warning: {}: none of the levers moves {key}\n", own.alternative));
            }
        }
        return Ok(());
    }
    let keys: Vec<&str> = asked.objectives.iter().map(|own| own.figure.key()).collect();
    Err(Complaint::input(format!("none of the levers moves {}", keys.join(" or ")))
        .hint("take other levers, wider ranges, or another alternative"))
}

/// What rows and columns of the whole scenario stand for.
pub fn header(told: &Told) -> Header {
    let scenario = told.scenario;
    let chosen: Vec<usize> = told.asked.alternatives.iter().map(|own| own.index).collect();
    Header::new(scenario, &chosen, &sampling::central(scenario.quantities()))
}

/// The range of a lever for a table; nothing for a list of values.
pub fn range_words(lever: &Lever) -> String {
    let last = lever.values.len() - 1;
    match lever.ended {
        true => format!("{} .. {}", lever.written(0), lever.written(last)),
        false => (0..=last).map(|value| lever.written(value)).collect::<Vec<_>>().join(", "),
    }
}
