//! From scenarios, municipalities and variants of a plan to its units: the text of every cell, read once to see that it
//! is right and what its rows are.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::municipalities::{Chosen, choose, place};
use super::plan::Reading;
use super::plan_file::{New, ScenarioFile, Source, VariantFile, Written, safe};
use super::program::Program;
use super::shape::Shape;
use super::unit::{Cell, Common, UnitJob};
use crate::diagnostics::{Collector, Diagnostic, Place, Report, Severity};
use crate::digest::sha256;
use crate::municipality::areas::Division;
use crate::municipality::base::base_rates;
use crate::municipality::writer::scenario as written;
use crate::municipality::{Generator, NeedModel, OpenData, STORED_NEED_MODEL};
use crate::scenario::{LoadOptions, Scenario};
use crate::study::{Header, Model, sampling};
use crate::tables::TableError;
use crate::tables::open_data::OpenTable;

/// Seed of the quantities that municipalities share, where the plan gives none.
const SEED: u64 = 1;
/// Household-months of a unit where the plan does not say how many draws it has: a few seconds of one core.
const HOUSEHOLD_MONTHS: u64 = 1_000_000_000;
/// Most units of a cell: each has a manifest and tables of its own.
const MOST_UNITS: u64 = 100_000;
/// Most units of a plan: the list of them is one file, which has a limit too.
const MOST_UNITS_IN_ALL: u64 = 300_000;
/// Most memory that the units of a plan take.
const MOST_BYTES: u64 = 1 << 30;
/// Cells that are told of one by one when the same is wrong with many.
const MOST_TOLD: usize = 3;

/// A scenario in one municipality, before any variant.
struct Base {
    /// Name of the scenario in the plan, and of the directory of the municipality.
    scenario: String,
    municipality: String,
    text: Text,
    /// Files laid over it, sets of the plan and the scenario.
    over: Vec<PathBuf>,
    sets: Vec<String>,
    common: Option<Common>,
}

/// Where the text of a scenario is.
enum Text {
    File(PathBuf),
    /// Made for a municipality: its name, and the text.
    New(String, String),
}

/// All units of a plan; what is wrong is reported.
pub(super) fn units(reading: &mut Reading<'_>) -> Vec<UnitJob> {
    let file = reading.file;
    reserved(file.sets.iter(), &mut reading.out);
    for scenario in &file.scenarios {
        reserved(scenario.sets.iter(), &mut reading.out);
    }
    for variant in &file.variants {
        reserved(variant.sets.iter(), &mut reading.out);
    }
    let data = open_data();
    let (mut undivided, mut planned) = (Vec::new(), Planned::default());
    for scenario in &file.scenarios {
        let bases = bases(reading, scenario, data.as_ref());
        for variant in &file.variants {
            let cells =
                bases.par_iter().map(|base| cell(base, variant, reading, data.as_ref().ok()));
            let cells: Vec<Result<Undivided, Report>> = cells.collect();
            told(&bases, variant, &cells, &scenario.place, &mut reading.out);
            undivided.extend(cells.into_iter().flatten().inspect(|cell| planned.add(cell)));
            if let Some(message) = planned.objection() {
                let hint = "raise draws_per_unit, or make several plans of it";
                reading.out.push(Diagnostic::error(message).at(&scenario.place).hint(hint));
                return Vec::new();
            }
        }
    }
    let mut units: Vec<UnitJob> =
        undivided.into_par_iter().flat_map_iter(Undivided::units).collect();
    if units.is_empty() && !reading.out.has_errors() {
        reading.out.push(Diagnostic::error("the plan has no units"));
    }
    // The order of the plan: variants of a municipality beside each other.
    let order = |unit: &UnitJob| {
        let scenario = file.scenarios.iter().position(|own| own.id == unit.cell.scenario);
        let variant = file.variants.iter().position(|own| own.name == unit.cell.variant);
        (scenario, unit.cell.municipality.clone(), variant, unit.rows.start)
    };
    units.sort_by_cached_key(order);
    units
}

/// Units of the plan so far, and the memory that they will take.
#[derive(Default)]
struct Planned {
    units: u64,
    bytes: u64,
}

impl Planned {
    fn add(&mut self, cell: &Undivided) {
        self.units = self.units.saturating_add(cell.number());
        self.bytes = self.bytes.saturating_add(cell.number().saturating_mul(cell.whole.bytes()));
    }

    /// What is too much, if anything.
    fn objection(&self) -> Option<String> {
        if self.units > MOST_UNITS_IN_ALL {
            Some(format!("the plan has more than {MOST_UNITS_IN_ALL} units"))
        } else if self.bytes > MOST_BYTES {
            Some(format!("the units of the plan take more than {} MiB", MOST_BYTES >> 20))
        } else {
            None
        }
    }
}

/// The open data, as they are inside the program.
fn open_data() -> Result<OpenData, TableError> {
    OpenData::read(|name| match OpenTable::find(name) {
        Some(table) => table.embedded(),
        None => Err(TableError::new(name.as_ref(), "is no table of the open data")),
    })
}

/// Keys that a plan has of its own cannot be set behind its back.
fn reserved<'a>(sets: impl Iterator<Item = &'a Written<String>>, out: &mut Collector) {
    for set in sets {
        let path = set.value.split('=').next().unwrap_or_default().trim();
        let own = match path {
            "sampling.draws" => "draws",
            "sampling.seed" => "seed",
            _ => continue,
        };
        let message = format!("{path} cannot be set in a plan");
        let hint = format!("write {own} = ... at the top of the plan");
        out.push(Diagnostic::error(message).at(&set.place).hint(hint));
    }
}

/// The scenario in each of its municipalities.
fn bases(
    reading: &mut Reading<'_>,
    scenario: &ScenarioFile,
    data: Result<&OpenData, &TableError>,
) -> Vec<Base> {
    match &scenario.source {
        Source::File(path) => of_file(reading, scenario, path),
        Source::New(new) => match data {
            Ok(data) => of_municipalities(reading, scenario, new, data),
            Err(error) => {
                let diagnostic = Diagnostic::error(error.to_string()).at(&scenario.place);
                reading.out.push(diagnostic.maybe_hint(error.hint.clone()));
                Vec::new()
            }
        },
    }
}

impl Reading<'_> {
    /// What is set over a scenario by the plan itself; `seed` is that of the municipality.
    fn sets(&self, scenario: &ScenarioFile, seed: Option<u64>) -> Vec<String> {
        let own = [("draws", self.file.draws.map(u64::from)), ("seed", seed)];
        let own =
            own.iter().filter_map(|(key, value)| Some(format!("sampling.{key}={}", (*value)?)));
        let all = self.file.sets.iter().chain(&scenario.sets).map(|set| set.value.clone());
        own.chain(all).collect()
    }

    fn over(&self, files: &[Written<PathBuf>]) -> Vec<PathBuf> {
        files.iter().map(|file| self.directory.join(&file.value)).collect()
    }
}

fn of_file(reading: &Reading<'_>, scenario: &ScenarioFile, path: &std::path::Path) -> Vec<Base> {
    let path = reading.directory.join(path);
    vec![Base {
        scenario: scenario.id.clone(),
        // Known when it is read.
        municipality: String::new(),
        text: Text::File(path),
        over: reading.over(&scenario.over),
        sets: reading.sets(scenario, reading.file.seed),
        common: None,
    }]
}

fn of_municipalities(
    reading: &mut Reading<'_>,
    scenario: &ScenarioFile,
    new: &New,
    data: &OpenData,
) -> Vec<Base> {
    let Some(choice) = scenario.municipalities.as_ref().or(reading.file.municipalities.as_ref())
    else {
        let message = format!("scenario `{}` is for no municipality", scenario.id);
        let hint = "add [municipalities] with all = true, names, provinces or inhabitants";
        reading.out.push(Diagnostic::error(message).at(&scenario.place).hint(hint));
        return Vec::new();
    };
    let chosen = choose(data, choice, &mut reading.out);
    let texts = match texts(new, data, &chosen) {
        Ok(texts) => texts,
        Err(problem) => {
            reading.out.push(problem.at(&new.year.place));
            return Vec::new();
        }
    };
    let seed = reading.file.seed.unwrap_or(SEED);
    let mut bases = Vec::new();
    for (municipality, text) in chosen.into_iter().zip(texts) {
        match text {
            Ok(text) => bases.push(Base {
                scenario: scenario.id.clone(),
                municipality: municipality.directory,
                text: Text::New(municipality.name, text),
                over: reading.over(&scenario.over),
                sets: reading.sets(scenario, Some(seed_of(seed, &municipality.code))),
                common: None,
            }),
            Err(problem) => reading.out.push(problem.at(&choice.place)),
        }
    }
    share(&mut bases, seed, &scenario.place, &mut reading.out);
    bases
}

/// Starting scenarios as `wijkraming new` writes them.
fn texts(
    new: &New,
    data: &OpenData,
    chosen: &[Chosen],
) -> Result<Vec<Result<String, Diagnostic>>, Diagnostic> {
    let fault = |error: &dyn std::fmt::Display| Diagnostic::error(error.to_string());
    let model: NeedModel = toml::from_str(STORED_NEED_MODEL).map_err(|error| fault(&error))?;
    let rates = base_rates().map_err(|report| fault(&report))?;
    let generator = Generator::new(data, &model, rates, new.year.value).map_err(|error| {
        Diagnostic::error(error.to_string().replace("--year", "year")).maybe_hint(error.hint())
    })?;
    let division = match new.wijken {
        true => Division::Wijk { least_households: f64::from(new.least_households) },
        false => Division::Gemeente,
    };
    let text = |own: &Chosen| {
        let figures = generator.figures(&own.code, division).map_err(|error| {
            Diagnostic::error(error.to_string())
                .hint("leave it out with except = [..], or take areas = \"gemeente\"")
        })?;
        written(&figures, data, &model, &new.base, "wijkraming batch")
            .map_err(|error| fault(&error))
    };
    Ok(chosen.iter().map(text).collect())
}

/// A seed of its own for each municipality: its chance, and what is uncertain about it alone.
fn seed_of(seed: u64, code: &str) -> u64 {
    let hash = sha256(format!("wijkraming batch {seed} {code}"));
    // 52 bits: a whole number in every format.
    u64::from_str_radix(&hash[..13], 16).unwrap_or(seed)
}

/// Lets the municipalities of a scenario draw together what they have in common. The list of these quantities is that
/// of the first one.
fn share(bases: &mut [Base], seed: u64, place: &Place, out: &mut Collector) {
    let Some(first) = bases.first() else { return };
    // What is wrong with it is told with its cells.
    let Ok(scenario) = first.load(None, Vec::new()) else { return };
    let quantities = scenario.quantities();
    let own = |quantity: usize| Common::is_own(&quantities[quantity].path);
    let across = |pair: &&crate::stats::RankCorrelation| own(pair.first) != own(pair.second);
    if let Some(pair) = scenario.sampling_plan().correlations.iter().find(across) {
        let (one, other) = (&quantities[pair.first].path, &quantities[pair.second].path);
        let message = format!("`{one}` and `{other}` cannot be correlated in a batch");
        let hint = "one of them is drawn for each municipality, the other for all together";
        out.push(Diagnostic::error(message).at(place).hint(hint));
    }
    let shared = quantities.iter().map(|quantity| &quantity.path);
    let paths: Arc<[String]> = shared.filter(|path| !Common::is_own(path)).cloned().collect();
    for base in bases {
        base.common = Some(Common { seed, paths: Arc::clone(&paths) });
    }
}

impl Base {
    /// The scenario with a variant over it.
    fn load(&self, variant: Option<&VariantFile>, over: Vec<PathBuf>) -> Result<Scenario, Report> {
        let of_variant = variant.into_iter().flat_map(|variant| &variant.sets);
        let sets = self.sets.iter().cloned().chain(of_variant.map(|set| set.value.clone()));
        let options = LoadOptions {
            sets: sets.collect(),
            over: self.over.iter().cloned().chain(over).collect(),
            allow_outside: true,
            threads: 1,
            ..LoadOptions::default()
        };
        match &self.text {
            Text::File(path) => Scenario::load(&LoadOptions { path: path.clone(), ..options }),
            Text::New(name, text) => Scenario::from_text(name, text, &options),
        }
    }
}

/// A cell that is not yet divided.
struct Undivided {
    /// All its rows in one unit, without a key.
    whole: UnitJob,
    /// Rows of each unit.
    step: u64,
}

/// One cell, read and checked.
fn cell(
    base: &Base,
    variant: &VariantFile,
    reading: &Reading<'_>,
    data: Option<&OpenData>,
) -> Result<Undivided, Report> {
    let over = reading.over(&variant.over);
    let files = !base.over.is_empty() || !over.is_empty() || matches!(base.text, Text::File(_));
    let scenario = base.load(Some(variant), over)?;
    let sets: Vec<String> =
        scenario.sets().iter().filter(|set| !set.starts_with("report.")).cloned().collect();
    let posterior: Option<Arc<str>> = scenario.posterior().map(|own| own.text.as_str().into());
    let text: Arc<str> = match &base.text {
        Text::New(_, text) if !files => text.as_str().into(),
        _ => alone(&scenario)?.into(),
    };
    if files {
        check_alone(&scenario, &text, &sets, &posterior)?;
    }
    let alternatives: Vec<usize> = (0..scenario.alternatives().len()).collect();
    let central = sampling::central(scenario.quantities());
    let header = Header::new(&scenario, &alternatives, &central);
    let replications = u64::from(scenario.sampling.replications);
    let shape = Shape::new(&header, replications, scenario.quantities().len() as u64);
    let name = match &base.text {
        Text::New(name, _) => name.clone(),
        Text::File(_) => scenario.municipality.clone().unwrap_or_else(|| base.scenario.clone()),
    };
    let place = place(data, &name, shape.households as f64);
    let municipality = match base.municipality.as_str() {
        "" => safe(&place.name),
        name => name.to_owned(),
    };
    let whole = UnitJob {
        key: String::new(),
        cell: Cell {
            scenario: base.scenario.clone(),
            municipality,
            variant: variant.name.clone(),
            place,
        },
        scenario: text,
        sets,
        posterior,
        scenario_sha256: scenario.hash(),
        common: base.common.clone(),
        rows: 0..u64::from(scenario.sampling.draws),
        detail: reading.file.detail,
        shape,
        program: Program::this().clone(),
    };
    Undivided::new(whole, reading.file.draws_per_unit)
}

/// The scenario as one text that names no files.
fn alone(scenario: &Scenario) -> Result<String, Report> {
    let fault = |error: &dyn std::fmt::Display| Report::of(Diagnostic::error(error.to_string()));
    let mut table: toml::Table =
        toml::from_str(&scenario.merged_toml()).map_err(|error| fault(&error))?;
    // What reports look like is no part of a batch.
    table.remove("report");
    toml::to_string(&table).map_err(|error| fault(&error))
}

/// A cell that would mean something else where its files are not at hand is a fault, and better found now.
fn check_alone(
    scenario: &Scenario,
    text: &str,
    sets: &[String],
    posterior: &Option<Arc<str>>,
) -> Result<(), Report> {
    let options = LoadOptions {
        sets: sets.to_vec(),
        posterior: posterior.clone(),
        threads: 1,
        ..LoadOptions::default()
    };
    let again = Scenario::from_text("the scenario in one text", text, &options)?;
    if again.hash() == scenario.hash() {
        return Ok(());
    }
    let message = "this scenario means something else as one text";
    let hint = "this is a fault of wijkraming; please report it with the scenario";
    Err(Report::of(Diagnostic::error(message).hint(hint)))
}

impl Undivided {
    fn new(whole: UnitJob, rows_per_unit: Option<u64>) -> Result<Self, Report> {
        let shape = &whole.shape;
        // Households may be any number here: nothing has been said of what a run may take.
        let months = shape.households.saturating_mul(shape.years * 12);
        let per_row = months.saturating_mul(shape.replications * shape.alternatives.len() as u64);
        let automatic = (HOUSEHOLD_MONTHS / per_row.max(1)).max(1);
        let cell = Self { whole, step: rows_per_unit.unwrap_or(automatic) };
        if cell.number() > MOST_UNITS {
            let (end, step) = (cell.whole.rows.end, cell.step);
            let message = format!("{end} draws are more than {MOST_UNITS} units of {step}");
            let hint = "raise draws_per_unit; units of a few seconds are enough to divide the work";
            return Err(Report::of(Diagnostic::error(message).hint(hint)));
        }
        Ok(cell)
    }

    /// Number of its units.
    fn number(&self) -> u64 {
        self.whole.rows.end.div_ceil(self.step)
    }

    /// The cell in units of some of its rows.
    fn units(self) -> impl Iterator<Item = UnitJob> {
        let number = self.number();
        let Self { whole, step } = self;
        let (end, text) = (whole.rows.end, whole.text_hash());
        (0..number).map(move |number| {
            let rows = number * step..end.min((number + 1).saturating_mul(step));
            UnitJob { rows, ..whole.clone() }.keyed(&text)
        })
    }
}

/// Tells what is wrong with cells, each kind of fault once for some of them.
fn told(
    bases: &[Base],
    variant: &VariantFile,
    cells: &[Result<Undivided, Report>],
    place: &Place,
    out: &mut Collector,
) {
    let mut faults: Vec<(Diagnostic, Vec<&str>)> = Vec::new();
    for (base, cell) in bases.iter().zip(cells) {
        let Err(report) = cell else { continue };
        let name = match &base.text {
            Text::New(name, _) => name.as_str(),
            Text::File(path) => path.to_str().unwrap_or_default(),
        };
        let errors = report.diagnostics().iter().filter(|own| own.severity == Severity::Error);
        for error in errors {
            let known = faults.iter_mut().find(|(known, _)| known.message == error.message);
            match known {
                Some((_, names)) => names.push(name),
                None => faults.push((error.clone(), vec![name])),
            }
        }
    }
    for (fault, names) in faults {
        let more = names.len().saturating_sub(MOST_TOLD);
        let mut of = names[..names.len() - more].join(", ");
        if more > 0 {
            of.push_str(&format!(" and {more} more"));
        }
        let message = format!("variant `{}` of {of}: {}", variant.name, fault.message);
        out.push(Diagnostic::error(message).at(place).maybe_hint(fault.hint));
    }
}
