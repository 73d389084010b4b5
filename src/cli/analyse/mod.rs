//! `wijkraming analyse RUN` and `wijkraming analyse --psa FILE --columns ...`: which alternative is best, how sure that
//! is, and what knowing more would be worth.

mod files;
mod numbers;
mod screen;
mod source;

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::Complaint;
use super::man::print;
use crate::analysis::decision::{
    Criterion, DecisionAnalysis, DecisionPlan, DecisionTable, Effort, Group, GroupRequest,
    Perspective, PopulationPlan, Study, analyse as analyse_table, everything, find,
};
use source::Subject;

#[derive(Clone, Debug, clap::Args)]
pub struct AnalyseArgs {
    /// Directory of a finished run
    #[arg(value_name = "RUN", required_unless_present = "psa", conflicts_with_all = ["psa", "columns"])]
    run: Option<PathBuf>,

    /// CSV file with draws of another program; more than one where columns stand in several files
    #[arg(long, value_name = "FILE", requires = "columns")]
    psa: Vec<PathBuf>,

    /// What the columns of --psa are: a TOML file, or for example "cost:cost_A,cost_B effect:qaly_A,qaly_B
    /// parameters:p*"
    #[arg(long, value_name = "COLUMNS", requires = "psa")]
    columns: Option<String>,

    /// Value the run differently: set a key of its scenario that does not steer the simulation
    #[arg(long = "set", value_name = "PATH=VALUE", conflicts_with = "psa")]
    sets: Vec<String>,

    /// Whose net benefit counts: society or municipality
    #[arg(long, value_name = "WHO", conflicts_with = "psa", value_parser = parse_perspective)]
    perspective: Option<Perspective>,

    /// Effect on the plane: quality-of-life, matrix-points, or a column of the results or an effect with :less or :more
    /// behind it, for what is better
    #[arg(long, value_name = "EFFECT", conflicts_with = "psa")]
    effect: Option<String>,

    /// Do not discount the effect
    #[arg(long, conflicts_with = "psa")]
    undiscounted_effect: bool,

    /// Judge by willingness to pay times effect, minus cost
    #[arg(long, value_name = "AMOUNT", value_parser = parse_amount)]
    wtp: Option<f64>,

    /// Willingness to pay of the curves: FROM..TO, with :POINTS behind it for another number than 41
    #[arg(long, value_name = "FROM..TO[:POINTS]", value_parser = parse_grid)]
    wtp_grid: Option<Grid>,

    /// The strategy at the origin of the plane; the reference of the run or of --columns where not given
    #[arg(long, value_name = "ID")]
    reference: Option<String>,

    /// Quantities that would be learned together, for example tariffs=provisions.*.tariff; may be given more than once,
    /// and replaces the groups that are made without it
    #[arg(long = "group", value_name = "NAME=PATTERN,...", value_parser = GroupRequest::parse)]
    groups: Vec<GroupRequest>,

    /// Leave groups out
    #[arg(long, conflicts_with = "groups")]
    no_groups: bool,

    /// A proposed study, for example "provisions.3.tariff: n=50, sd=6; cost=20000"; may be given more than once
    #[arg(long = "study", value_name = "STUDY", value_parser = Study::parse)]
    studies: Vec<Study>,

    /// Decisions a year that information would serve, for values over all of them
    #[arg(long, value_name = "N", value_parser = parse_amount)]
    decisions: Option<f64>,

    /// Years in which decisions will be taken so; 1 where not given
    #[arg(long, value_name = "YEARS", value_parser = clap::value_parser!(u32).range(1..=1000))]
    horizon: Option<u32>,

    /// Discount rate per year of later decisions; that of the run where not given
    #[arg(long, value_name = "RATE", value_parser = parse_rate)]
    rate: Option<f64>,

    /// Quantities shown on screen
    #[arg(long, value_name = "N", default_value_t = 15)]
    top: usize,

    /// Seed of the simulated regressions behind standard errors; that of the run where not given
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// Threads; all cores where not given. The results do not depend on it
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Directory for the tables as CSV, and everything as JSON
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Replace files of an earlier analysis in the directory
    #[arg(long, requires = "out")]
    force: bool,

    /// Nothing on screen
    #[arg(short, long)]
    quiet: bool,

    /// Everything on screen as JSON
    #[arg(long)]
    json: bool,
}

/// Willingness to pay, from and to, and points between.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Grid {
    from: f64,
    to: f64,
    points: usize,
}

impl Grid {
    fn values(self) -> Vec<f64> {
        let step = (self.to - self.from) / (self.points - 1) as f64;
        (0..self.points).map(|i| self.from + step * i as f64).collect()
    }
}

fn parse_perspective(text: &str) -> Result<Perspective, String> {
    match text {
        "society" => Ok(Perspective::Society),
        "municipality" => Ok(Perspective::Municipality),
        _ => Err("write society or municipality".to_owned()),
    }
}

fn parse_amount(text: &str) -> Result<f64, String> {
    let value: f64 = text.replace('_', "").parse().map_err(|_| format!("{text:?} is no number"))?;
    if value.is_finite() && value >= 0.0 {
        Ok(value)
    } else {
        Err("must be at least 0 and finite".to_owned())
    }
}

fn parse_rate(text: &str) -> Result<f64, String> {
    let value = parse_amount(text)?;
    if value < 1.0 { Ok(value) } else { Err("a rate is a fraction; write 0.03 for 3 %".to_owned()) }
}

fn parse_grid(text: &str) -> Result<Grid, String> {
    let (range, points) = match text.split_once(':') {
        Some((range, points)) => {
            (range, points.parse().map_err(|_| format!("{points:?} is no number of points"))?)
        }
        None => (text, 41),
    };
    let (from, to) = range.split_once("..").ok_or("write FROM..TO, for example 0..100000")?;
    let (from, to) = (parse_amount(from)?, parse_amount(to)?);
    if to <= from {
        return Err("TO must be more than FROM".to_owned());
    }
    if !(2..=10_001).contains(&points) {
        return Err("points must be between 2 and 10001".to_owned());
    }
    Ok(Grid { from, to, points })
}

pub fn analyse(args: &AnalyseArgs) -> Result<ExitCode, Complaint> {
    let files = match &args.out {
        Some(directory) => Some(files::Files::open(directory, args.force)?),
        None => None,
    };
    let subject = args.subject()?;
    let plan = args.plan(&subject)?;
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(threads) = args.threads {
        pool = pool.num_threads(usize::from(threads));
    }
    let pool =
        pool.build().map_err(|error| Complaint::ours(format!("cannot start threads: {error}")))?;
    let analysis = pool.install(|| analyse_table(&subject.table, &plan));
    let document = json(&subject, &analysis)?;
    if let Some(files) = &files {
        files.write(&subject, &analysis, &document)?;
    }
    if args.json {
        return print(document.as_bytes());
    }
    if !args.quiet {
        let screen = screen::Screen { subject: &subject, analysis: &analysis, top: args.top };
        print(screen.text().as_bytes())?;
        if let Some(files) = &files {
            print(format!("\nresults: {}\n", files.directory().display()).as_bytes())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn json(subject: &Subject, analysis: &DecisionAnalysis) -> Result<String, Complaint> {
    let all = json!({ "sample": subject.description(), "analysis": analysis });
    let text = serde_json::to_string_pretty(&all).map_err(Complaint::ours)?;
    Ok(format!("{text}\n"))
}

impl AnalyseArgs {
    /// The table, with draws of the same quantities averaged.
    fn subject(&self) -> Result<Subject, Complaint> {
        let mut subject = match (&self.run, &self.columns) {
            (Some(directory), _) => source::of_run(directory, self)?,
            (None, columns) => source::of_files(&self.psa, columns.as_deref().unwrap_or_default())?,
        };
        if let Some(id) = &self.reference {
            subject.table.reference = Some(reference(&subject.table, id)?);
        }
        Ok(subject.averaged())
    }

    fn plan(&self, subject: &Subject) -> Result<DecisionPlan, Complaint> {
        let criterion = match self.wtp {
            Some(wtp) if subject.table.outcomes.effect.is_some() => {
                Some(Criterion::WillingnessToPay(wtp))
            }
            Some(_) => {
                let message =
                    "--wtp needs costs and effects, and this sample has a net benefit only";
                return Err(Complaint::input(message).hint("leave it out, or name cost and effect"));
            }
            None => subject.table.outcomes.net_benefit.as_ref().map(|_| Criterion::Ready),
        };
        Ok(DecisionPlan {
            criterion,
            grid: self.wtp_grid.map(Grid::values).or_else(|| subject.grid.clone()),
            groups: self.groups(subject)?,
            studies: self.studies(&subject.table)?,
            population: self.population(subject)?,
            seed: self.seed.unwrap_or(subject.seed),
            effort: Effort::default(),
        })
    }

    fn groups(&self, subject: &Subject) -> Result<Vec<Group>, Complaint> {
        if self.no_groups {
            return Ok(Vec::new());
        }
        if self.groups.is_empty() {
            return Ok(subject.groups.clone());
        }
        let quantities = &subject.table.quantities;
        let resolve = |request: &GroupRequest| {
            request.resolve(quantities).map_err(|message| unknown(message, &subject.table))
        };
        let mut groups: Vec<Group> =
            self.groups.iter().map(resolve).collect::<Result<_, Complaint>>()?;
        groups.extend(everything(quantities));
        Ok(groups)
    }

    /// Studies with the quantities that they observe.
    fn studies(&self, table: &DecisionTable) -> Result<Vec<(Study, Vec<usize>)>, Complaint> {
        let mut studies = Vec::new();
        for study in &self.studies {
            let mut quantities = Vec::new();
            for observation in &study.observations {
                let found = find(&observation.quantity, &table.quantities);
                let [only] = found[..] else {
                    let what = if found.is_empty() {
                        "no quantity fits"
                    } else {
                        "more than one quantity fits"
                    };
                    let message = format!("--study: {what} {:?}", observation.quantity);
                    return Err(unknown(message, table));
                };
                observation.check(&table.quantities[only]).map_err(Complaint::input)?;
                quantities.push(only);
            }
            studies.push((study.clone(), quantities));
        }
        Ok(studies)
    }

    fn population(&self, subject: &Subject) -> Result<Option<PopulationPlan>, Complaint> {
        if self.decisions.is_none() && self.horizon.is_none() {
            return Ok(None);
        }
        let years = self.horizon.unwrap_or(1);
        let rate = self.rate.or(subject.rate).or((years == 1).then_some(0.0));
        let Some(rate) = rate else {
            return Err(Complaint::input(
                "--horizon needs --rate, the discount rate of later decisions",
            )
            .hint("write --rate 0 for no discounting"));
        };
        let decisions_per_year = self.decisions.unwrap_or(1.0);
        Ok(Some(PopulationPlan { decisions_per_year, years, rate }))
    }
}

fn reference(table: &DecisionTable, id: &str) -> Result<usize, Complaint> {
    table.strategies.iter().position(|strategy| strategy.id == id).ok_or_else(|| {
        let ids: Vec<&str> = table.strategies.iter().map(|known| known.id.as_str()).collect();
        Complaint::input(format!("--reference: there is no strategy {id:?}"))
            .hint(format!("there are {}", ids.join(", ")))
    })
}

/// A complaint about a name, with the names there are.
fn unknown(message: String, table: &DecisionTable) -> Complaint {
    let names: Vec<&str> = table.quantities.iter().map(|known| known.path.as_str()).collect();
    let complaint = Complaint::input(message);
    match names.len() {
        0 => complaint.hint("nothing is uncertain in this sample"),
        1..=12 => complaint.hint(format!("the quantities are {}", names.join(", "))),
        _ => complaint.hint(format!(
            "there are {} quantities: {}, ...; --json lists all of them",
            names.len(),
            names[..8].join(", ")
        )),
    }
}
