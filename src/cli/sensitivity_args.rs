//! What `sensitivity` and `stress` have in common: which outputs, how many realisations, on how many threads, and where
//! results go.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Complaint;
use super::complaint::say;
use super::load::{ScenarioArgs, alternative_index};
use super::progress::Progress;
use crate::analysis::Measure;
use crate::scenario::estimate::{HOUSEHOLD_MONTHS_PER_SECOND, duration};
use crate::scenario::{KnownValue, Limits, Scenario, suggest};
use crate::study::{Header, Model, sampling};
use crate::tables::{AtomicFile, RunManifest, TableError};

/// Options of every simulation that is done again.
#[derive(Clone, Debug, clap::Args)]
pub struct SimulationArgs {
    /// What is looked at, with commas: npv (net_present_value), municipal_cost, mean_wait, ..., or all
    #[arg(long, value_delimiter = ',', value_name = "M,N", value_parser = measure_words())]
    pub measure: Vec<String>,

    /// Only these alternatives, by id, with commas
    #[arg(long, value_delimiter = ',', value_name = "A,B", alias = "alternative")]
    pub alternatives: Vec<String>,

    /// Seed of all random numbers; that of the scenario where not given
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,

    /// Threads; all cores where not given. The results do not depend on it
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub threads: Option<u64>,

    /// Write the results to this directory too, as CSV and JSON
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Replace earlier results in the directory
    #[arg(long)]
    pub force: bool,

    /// Accept a simulation of any length
    #[arg(long)]
    pub allow_large: bool,

    /// No progress, no cost beforehand and no table on screen
    #[arg(short, long)]
    pub quiet: bool,

    /// The results on screen as JSON
    #[arg(long)]
    pub json: bool,
}

/// Short names beside the keys of the measures.
const SHORT: [(&str, Measure); 2] =
    [("npv", Measure::NetPresentValue), ("municipal_npv", Measure::MunicipalNetPresentValue)];
const ALL: &str = "all";

fn measure_words() -> clap::builder::PossibleValuesParser {
    let keys = Measure::ALL.iter().map(|measure| measure.key());
    let words = SHORT.iter().map(|(word, _)| *word).chain([ALL]).chain(keys);
    clap::builder::PossibleValuesParser::new(words.collect::<Vec<&str>>())
}

impl SimulationArgs {
    pub fn threads(&self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or(cores, |threads| threads as usize)
    }

    /// The measures asked for, or these where none is.
    pub fn measures(&self, usual: &[Measure]) -> Vec<Measure> {
        let of = |word: &String| -> Vec<Measure> {
            let short = SHORT.iter().find(|(short, _)| short == word).map(|(_, known)| *known);
            let key = Measure::ALL.into_iter().find(|measure| measure.key() == word);
            match short.or(key) {
                Some(measure) => vec![measure],
                None => Measure::ALL.to_vec(),
            }
        };
        if self.measure.is_empty() {
            return usual.to_vec();
        }
        let mut list: Vec<Measure> = Vec::new();
        for measure in self.measure.iter().flat_map(of) {
            if !list.contains(&measure) {
                list.push(measure);
            }
        }
        list
    }

    /// Loads the scenario with the seed.
    pub fn load(&self, scenario: &ScenarioArgs) -> Result<Scenario, Complaint> {
        let seed = self.seed.map(|seed| format!("sampling.seed={seed}"));
        scenario.load(&seed.into_iter().collect::<Vec<_>>(), None, 1)
    }

    /// The alternatives, as indices in file order.
    pub fn chosen(&self, scenario: &Scenario) -> Result<Vec<usize>, Complaint> {
        if self.alternatives.is_empty() {
            return Ok((0..scenario.alternatives().len()).collect());
        }
        let index = |id: &String| alternative_index(scenario, "--alternatives", id);
        let mut chosen: Vec<usize> =
            self.alternatives.iter().map(index).collect::<Result<_, _>>()?;
        chosen.sort_unstable();
        chosen.dedup();
        Ok(chosen)
    }

    /// Says what a simulation costs before it starts, and refuses one that takes too long.
    pub fn announce(&self, scenario: &Scenario, what: &str, runs: u64) -> Result<(), Complaint> {
        let each = scenario.estimate(1, 1);
        let one = each.household_months as f64 / scenario.alternatives().len().max(1) as f64;
        let threads = self.threads();
        let seconds = runs as f64 * one / (HOUSEHOLD_MONTHS_PER_SECOND * threads as f64);
        let on = if threads == 1 { "1 thread".to_owned() } else { format!("{threads} threads") };
        let cost = format!("{} realisations, about {} on {on}", grouped(runs), duration(seconds));
        let most = Limits::default().seconds;
        if seconds > most && !self.allow_large {
            let message =
                format!("{what} would take {cost}, more than the limit of {}", duration(most));
            return Err(Complaint::input(message).hint(
                "ask for fewer draws, rows or alternatives, or lift the limit with --allow-large",
            ));
        }
        if !self.quiet {
            say(&format!("{what}: {cost}\n"));
        }
        Ok(())
    }

    /// Does the work with threads of its own, with progress on standard error.
    pub fn with_threads<T: Send>(
        &self,
        runs: u64,
        work: impl FnOnce(&(dyn Fn() + Sync)) -> T + Send,
    ) -> Result<T, Complaint> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads())
            .build()
            .map_err(|error| Complaint::ours(format!("cannot start threads: {error}")))?;
        let progress = Progress::new(runs, self.quiet);
        let done = pool.install(|| work(&|| progress.tick()));
        progress.finish();
        Ok(done)
    }
}

/// Whether these measures can be looked at; a complaint where none of them exists for these alternatives.
pub fn check_outputs(header: &Header, measures: &[Measure]) -> Result<(), Complaint> {
    let alone = header.alternatives.len() < 2 || header.reference().is_none();
    let Some(difference) = measures.iter().find(|measure| measure.is_difference()) else {
        return Ok(());
    };
    if !alone || measures.iter().any(|measure| !measure.is_difference()) {
        return Ok(());
    }
    let key = difference.key();
    let problem = match header.reference() {
        None => "the reference is not among the alternatives".to_owned(),
        Some(_) => format!("there is no alternative beside {}", header.alternatives[0].id),
    };
    let message = format!("{key} is a difference with the reference, and {problem}");
    Err(Complaint::input(message).hint("add alternatives, or ask for --measure municipal_cost"))
}

/// There must be something uncertain.
pub fn check_uncertain(scenario: &Scenario) -> Result<(), Complaint> {
    if scenario.quantities().is_empty() {
        let message = "nothing in this scenario is uncertain: every quantity is a fixed number";
        return Err(Complaint::input(message).hint(
            "give a number a distribution, in the file or with --set 'gesprek.hours={ dist = \
             \"uniform\", min = 3, max = 5 }'",
        ));
    }
    Ok(())
}

/// The uncertain quantity at a path that the user gave with `option`.
pub fn quantity(scenario: &Scenario, option: &str, path: &str) -> Result<usize, Complaint> {
    let own = scenario.quantities().iter().position(|quantity| quantity.path == path);
    if let Some(index) = own {
        return Ok(index);
    }
    match scenario.number(path).map(|known| known.value) {
        Some(KnownValue::Uncertain(index)) => Ok(index),
        Some(KnownValue::Fixed(number)) => {
            let message = format!("{option}: `{path}` is a fixed number, {number}");
            let hint = format!(
                "give it a range with --set '{path}={{ dist = \"uniform\", min = .., max = .. }}'"
            );
            Err(Complaint::input(message).hint(hint))
        }
        Some(KnownValue::Row) => {
            let message = format!("{option}: `{path}` is a row of shares");
            Err(Complaint::input(message).hint(format!("name one share of it, such as {path}[0]")))
        }
        None => Err(unknown(scenario, option, path)),
    }
}

/// The uncertain quantities at a path, in a row or under a table.
pub fn quantities_under(
    scenario: &Scenario,
    option: &str,
    path: &str,
) -> Result<Vec<usize>, Complaint> {
    let under = |own: &str| {
        own.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let all = scenario.quantities().iter().enumerate();
    let found: Vec<usize> =
        all.filter(|(_, quantity)| under(&quantity.path)).map(|(index, _)| index).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    if scenario.numbers().iter().any(|known| under(&known.path)) {
        let message = format!("{option}: nothing under `{path}` is uncertain");
        return Err(Complaint::input(message));
    }
    match quantity(scenario, option, path) {
        Ok(index) => Ok(vec![index]),
        Err(complaint) => Err(complaint),
    }
}

fn unknown(scenario: &Scenario, option: &str, path: &str) -> Complaint {
    let message = format!("{option}: there is no uncertain quantity `{path}`");
    let paths = scenario.quantity_paths();
    let complaint = Complaint::input(message);
    match suggest::hint(path, paths.iter().map(String::as_str)) {
        Some(hint) => complaint.hint(hint),
        None => complaint.hint("wijkraming run writes all of them to the table of draws"),
    }
}

/// The places of the results of one question: NAME.csv and NAME.json in a directory.
pub struct ResultFiles {
    directory: PathBuf,
    name: &'static str,
}

impl ResultFiles {
    /// Before the long work starts. A run is left as it is, and earlier results without `force`.
    pub fn open(path: &Path, name: &'static str, force: bool) -> Result<Self, TableError> {
        if path.join(RunManifest::FILE).exists() {
            return Err(TableError::new(path, "holds a run, whose files are not added to")
                .hint("give another directory with --out"));
        }
        let files = Self { directory: path.to_owned(), name };
        for file in [files.path("csv"), files.path("json")] {
            if file.exists() && !force {
                return Err(TableError::new(&file, "is there already")
                    .hint("write to another directory with --out, or replace it with --force"));
            }
        }
        std::fs::create_dir_all(path).map_err(|error| TableError::new(path, error))?;
        Ok(files)
    }

    pub fn path(&self, extension: &str) -> PathBuf {
        self.directory.join(format!("{}.{extension}", self.name))
    }

    pub fn write(&self, records: &Records, document: &Value) -> Result<(), Complaint> {
        records.write(&self.path("csv"))?;
        let text = serde_json::to_string_pretty(document).map_err(Complaint::ours)?;
        AtomicFile::write_whole(&self.path("json"), format!("{text}\n").as_bytes())?;
        Ok(())
    }
}

/// A table of values that is written as CSV; what does not exist is empty.
pub struct Records {
    pub heads: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

impl Records {
    pub fn new(heads: &[&'static str]) -> Self {
        Self { heads: heads.iter().map(|head| (*head).to_owned()).collect(), rows: Vec::new() }
    }

    pub fn write(&self, path: &Path) -> Result<(), TableError> {
        let problem = |error: csv::Error| TableError::new(path, error);
        let mut writer = csv::Writer::from_writer(AtomicFile::create(path)?);
        writer.write_record(&self.heads).map_err(problem)?;
        for row in &self.rows {
            let fields = row.iter().map(|value| match value {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            writer.write_record(fields).map_err(problem)?;
        }
        let file = writer.into_inner().map_err(|error| TableError::new(path, error.error()))?;
        file.commit()
    }
}

/// What stands at the head of every JSON document: which question, on which scenario, with which numbers.
pub fn document(question: &str, scenario: &Scenario, header: &Header, more: Value) -> Value {
    let ids: Vec<&str> = header.alternatives.iter().map(|known| known.id.as_str()).collect();
    let mut all = json!({
        "question": question,
        "program": "wijkraming",
        "version": env!("CARGO_PKG_VERSION"),
        "command": super::run::command_line(),
        "title": scenario.title,
        "scenario_sha256": scenario.hash(),
        "sets": scenario.sets(),
        "seed": scenario.sampling.seed,
        "price_year": scenario.price_year,
        "alternatives": ids,
    });
    if let (Some(all), Some(more)) = (all.as_object_mut(), more.as_object()) {
        all.extend(more.clone());
    }
    all
}

/// What rows and columns stand for.
pub fn header(scenario: &Scenario, alternatives: &[usize]) -> Header {
    Header::new(scenario, alternatives, &sampling::central(scenario.quantities()))
}

/// A whole number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
