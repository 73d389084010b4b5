//! What is fuzzed: functions that hand bytes to a reader of the program and use what comes out of it, the way the program
//! would. None of them may panic, whatever the bytes are. The fuzzer calls them with inputs that it makes; the tests
//! (`tests/it/corpus.rs`) with those that are kept in `fuzz/corpus`.
//!
//! An input of several files has a line `%%` between them.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;
use wijkraming::analysis::{Basis, appraise, headlines, summary};
use wijkraming::batch::{BatchRecord, Plan, Store};
use wijkraming::calibration::targets::Targets;
use wijkraming::digest::sha256;
use wijkraming::engine::Scratch;
use wijkraming::psa::{self, ColumnSource};
use wijkraming::scenario::{Limits, LoadOptions, Scenario};
use wijkraming::stats::Method;
use wijkraming::study::{
    BudgetTable, Header, Layout, Model, SampleTable, SamplingPlan, Unit, sampling,
};
use wijkraming::tables::{Batch, Parts, RunManifest, RunReader, TableFormat, Values, read_table};

/// Something that reads.
#[derive(Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
}

pub const TARGETS: &[Target] = &[
    Target { name: "scenario", run: scenario },
    Target { name: "set", run: set },
    Target { name: "simulation", run: simulation },
    Target { name: "posterior", run: posterior },
    Target { name: "targets", run: targets },
    Target { name: "plan", run: plan },
    Target { name: "sample", run: sample },
    Target { name: "csv", run: csv },
    #[cfg(feature = "parquet")]
    Target { name: "parquet", run: parquet },
    Target { name: "run", run },
    Target { name: "records", run: records },
];

const BASE: &str = include_str!("../../tests/bad/parts/base.toml");
const ALTERNATIVES: &str = "
[alternatives.nul]
reference = true
financing.gemeente = {}
payment.first_line.prestatiebekostiging = {}

[alternatives.anders]
financing.wijkbudget = { history_weight = 0.5, corridor = 0.05, consortium_risk = 0.5, consortium_retains = 0.5, \
steer = 1.5, steer_max = 0.6, defer = 1.0, defer_max = 0.5 }
payment.first_line.resultaatbekostiging = { price_margin = 0.03 }
";

/// A small scenario of one year.
static SMALL: LazyLock<String> =
    LazyLock::new(|| format!("{BASE}{ALTERNATIVES}").replacen("years = 10 ", "years = 1 ", 1));

const HOUSEHOLDS: &str = "single = 560, single_65plus = 290, couple = 640, couple_65plus = 380, children = 900, \
single_parent = 190";
const FEW_HOUSEHOLDS: &str =
    "single = 4, single_65plus = 2, couple = 3, couple_65plus = 2, children = 3, single_parent = 2";

/// The same with a handful of households, for two years: simulated in no time.
static TINY: LazyLock<String> = LazyLock::new(|| {
    assert!(BASE.contains(HOUSEHOLDS));
    let text = format!("{BASE}{ALTERNATIVES}").replacen("years = 10 ", "years = 2 ", 1);
    text.replacen(HOUSEHOLDS, FEW_HOUSEHOLDS, 1)
});

/// Most household-months of a scenario that is simulated, over all alternatives.
const MOST_HOUSEHOLD_MONTHS: u64 = 20_000;

/// A scenario that is held against what is read beside one.
static FIXED: LazyLock<Scenario> = LazyLock::new(|| {
    Scenario::from_text("fixed", &SMALL, &options()).unwrap_or_else(|report| panic!("{report}"))
});

/// Where inputs become files: a directory that goes with its thread, and what is in it now.
struct Place {
    directory: TempDir,
    files: Vec<PathBuf>,
}

thread_local! {
    static PLACE: RefCell<Place> = RefCell::new(Place::new());
}

impl Place {
    /// On a file system in memory where there is one.
    fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let place =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self { directory: place.expect("a temporary directory"), files: Vec::new() }
    }
}

/// The directory, empty.
fn place() -> PathBuf {
    PLACE.with_borrow_mut(|place| {
        for file in place.files.drain(..) {
            std::fs::remove_file(file).expect("a file that was written");
        }
        place.directory.path().to_owned()
    })
}

/// The path of a file in it with these bytes.
fn file(place: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = place.join(name);
    std::fs::write(&path, bytes).expect("an input as a file");
    PLACE.with_borrow_mut(|place| place.files.push(path.clone()));
    path
}

fn options() -> LoadOptions {
    LoadOptions { threads: 1, limits: Some(Limits::default()), ..LoadOptions::default() }
}

/// The files of an input: what stands between lines of `%%`.
fn files(bytes: &[u8]) -> Vec<&[u8]> {
    let mut files = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(4).position(|window| window == b"\n%%\n") {
        files.push(&rest[..at + 1]);
        rest = &rest[at + 4..];
    }
    files.push(rest);
    files
}

/// Takes everything out of a scenario that a run takes out of it before it simulates.
fn used(scenario: Result<Scenario, wijkraming::diagnostics::Report>) {
    let scenario = match scenario {
        Ok(scenario) => scenario,
        Err(report) => {
            assert!(report.has_errors() && !report.to_string().is_empty());
            return;
        }
    };
    let central = sampling::central(scenario.quantities());
    for alternative in 0..scenario.alternatives().len() {
        let parameters = scenario.parameters(alternative, &central);
        assert!(!parameters.population.areas.is_empty());
        scenario.switches(alternative, &central);
    }
    assert!(!scenario.merged_toml().is_empty());
}

/// A scenario file, and files that are laid over it.
fn scenario(bytes: &[u8]) {
    let files = files(bytes);
    let Ok(text) = str::from_utf8(files[0]) else { return };
    let place = (files.len() > 1).then(place);
    let over = place.iter().flat_map(|place| {
        let over = files[1..].iter().take(3).enumerate();
        over.map(move |(index, bytes)| file(place, &format!("{index}.toml"), bytes))
    });
    let over = over.collect();
    used(Scenario::from_text("scenario.toml", text, &LoadOptions { over, ..options() }));
}

/// Lines that are each the value of a `--set`.
fn set(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let sets = text.lines().take(10).map(str::to_owned).collect();
    used(Scenario::from_text("fixed", &SMALL, &LoadOptions { sets, ..options() }));
}

/// Lines that are each the value of a `--set` over a tiny scenario, which is simulated and analysed where it is accepted.
fn simulation(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let sets = text.lines().take(10).map(str::to_owned).collect();
    let options = LoadOptions { sets, ..options() };
    let Ok(scenario) = Scenario::from_text("tiny", &TINY, &options) else { return };
    if scenario.estimate(1, 1).household_months > MOST_HOUSEHOLD_MONTHS {
        return;
    }
    let plan = SamplingPlan::new(Method::Random, scenario.sampling.seed, 2);
    let rows = sampling::sample(scenario.quantities(), &plan).expect("a random design");
    let alternatives: Vec<usize> = (0..scenario.alternatives().len()).collect();
    let central = sampling::central(scenario.quantities());
    let mut tables = Tables::new(Header::new(&scenario, &alternatives, &central));
    let mut scratch = Scratch::default();
    for (draw, row) in [(0, rows.row(0)), (1, rows.row(1)), (2, central.as_slice())] {
        for alternative in &alternatives {
            let seed = scenario.sampling.seed;
            let unit = Unit::compute(&scenario, *alternative, draw, row, seed, &mut scratch);
            tables.accept(&scenario, *alternative, &unit, row);
        }
    }
    tables.analyse();
}

/// What a run keeps of its draws.
struct Tables {
    sample: SampleTable,
    budgets: BudgetTable,
}

impl Tables {
    fn new(header: Header) -> Self {
        let budgets = BudgetTable::new(header.clone(), Layout::default(), true);
        Self { sample: SampleTable::new(header), budgets }
    }

    fn accept(&mut self, scenario: &Scenario, place: usize, unit: &Unit, row: &[f64]) {
        let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
        assert!(finite(&unit.realisation.effects) && finite(&unit.accounts.costs));
        self.sample.accept(place, unit);
        self.budgets.accept(scenario, place, unit, row);
    }

    fn analyse(&self) {
        assert!(!headlines(&self.sample).is_empty() && !summary(&self.sample).is_empty());
        for appraisal in appraise(&self.sample, &Basis::default()) {
            assert!(!appraisal.draws.is_empty());
        }
    }
}

/// A posterior that a scenario names, and what is set over it.
fn posterior(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let sampling = "[sampling]\nposterior = \"posterior.csv\"";
        SMALL.replacen("[sampling]", sampling, 1)
    });
    let posterior = Some(text.into());
    used(Scenario::from_text("fixed", &TEXT, &LoadOptions { posterior, ..options() }));
}

/// What was observed, for a calibration.
fn targets(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    match Targets::from_text("targets.toml", text, &FIXED) {
        Ok(targets) => assert!(targets.years() >= 1),
        Err(report) => assert!(report.has_errors() && !report.to_string().is_empty()),
    }
}

/// Commas behind the first word "grid" of a plan.
const MOST_GRID_COMMAS: usize = 10;

/// The plan of a batch, beside a scenario `small.toml`.
fn plan(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    // A scenario is loaded for every point of a grid: many points are slow, and no other than few.
    if text.find("grid").is_some_and(|at| text[at..].matches(',').count() > MOST_GRID_COMMAS) {
        return;
    }
    // A starting scenario is made for every municipality that is not left out, up to all 342.
    if text.contains("new") && !text.contains("\nnames") {
        return;
    }
    let place = place();
    file(&place, "small.toml", SMALL.as_bytes());
    match Plan::from_text("plan.toml", text, &place) {
        Ok(plan) => {
            assert!(!plan.units().is_empty() && plan.sha256().len() == 64);
            let record = BatchRecord::new(&plan, TableFormat::Csv, None);
            assert!(record.units.iter().zip(plan.units()).all(|(own, unit)| own.key == unit.key));
        }
        Err(report) => assert!(report.has_errors() && !report.to_string().is_empty()),
    }
}

/// A sample of another program: a line or TOML that tells what columns are, then its CSV files.
fn sample(bytes: &[u8]) {
    let files = files(bytes);
    let Ok(columns) = str::from_utf8(files[0]) else { return };
    let place = place();
    let columns = match columns.contains('=') {
        true => ColumnSource::File(file(&place, "columns.toml", files[0])),
        false => ColumnSource::Line(columns.to_owned()),
    };
    let tables = files[1..].iter().take(2).enumerate();
    let tables: Vec<PathBuf> =
        tables.map(|(index, bytes)| file(&place, &format!("{index}.csv"), bytes)).collect();
    match psa::read(&tables, &columns) {
        Ok(sample) => assert!(!sample.table.strategies.is_empty()),
        Err(report) => assert!(report.has_errors() && !report.to_string().is_empty()),
    }
}

/// Columns of each type.
fn like() -> Batch {
    let columns = [
        ("alternative", Values::Text(Vec::new())),
        ("draw", Values::Int(Vec::new())),
        ("cost", Values::Float(Vec::new())),
    ];
    Batch::new(columns.map(|(name, values)| (name.to_owned(), values)).into())
}

fn table(path: &Path, format: TableFormat) {
    if let Ok(batch) = read_table(path, format, &like()) {
        assert!(batch.columns.iter().all(|(_, values)| values.len() == batch.rows()));
        for row in 0..batch.rows().min(10) {
            assert!(batch.columns[2].1.text(row).parse::<f64>().is_ok());
        }
    }
}

/// A table of results as CSV.
fn csv(bytes: &[u8]) {
    table(&file(&place(), "table.csv", bytes), TableFormat::Csv);
}

/// A table of results as Parquet.
#[cfg(feature = "parquet")]
fn parquet(bytes: &[u8]) {
    table(&file(&place(), "table.parquet", bytes), TableFormat::Parquet);
}

/// The directory of a run of the fixed scenario: `run.json`, results, draws and months. Whoever forges tables can forge
/// their hashes too, so these are made right.
fn run(bytes: &[u8]) {
    let files = files(bytes);
    let place = place();
    let directory = place.as_path();
    let mut text = files[0].to_owned();
    for (name, bytes) in ["results.csv", "draws.csv", "months.csv"].iter().zip(&files[1..]) {
        file(&place, name, bytes);
        let (asked, right) = (format!("{name}-hash"), sha256(bytes));
        let found = text.windows(asked.len()).position(|window| window == asked.as_bytes());
        if let Some(at) = found {
            text.splice(at..at + asked.len(), right.into_bytes());
        }
    }
    file(&place, "run.json", &text);
    let Ok(manifest) = RunManifest::read(directory) else { return };
    let central = sampling::central(FIXED.quantities());
    let header = Header::new(&*FIXED, &[0, 1], &central);
    let paths: Vec<String> = FIXED.quantities().iter().map(|own| own.path.clone()).collect();
    let Ok(reader) = RunReader::open(directory, &manifest, header, &paths, Parts::All) else {
        return;
    };
    let mut tables = Tables::new(Header::new(&*FIXED, &[0, 1], &central));
    for stored in reader.stored_units().take(20) {
        let (place, row) = (stored.place, reader.sample(stored.draw));
        assert_eq!(row.len(), paths.len());
        assert!(place < 2 && !stored.realisation.years.is_empty());
        // Their sizes cannot be told from the table alone; no run of this scenario comes near.
        if stored.realisation.effects.iter().any(|units| units.abs() > 1e6) {
            return;
        }
        let unit = Unit::restore(&*FIXED, place, stored.draw, &row, stored.realisation);
        tables.accept(&FIXED, place, &unit, &row);
    }
}

/// The small files of a batch: `batch.json`, and the manifest of a unit.
fn records(bytes: &[u8]) {
    let files = files(bytes);
    let place = place();
    file(&place, "batch.json", files[0]);
    if let Ok(Some(record)) = BatchRecord::read(&place) {
        for unit in &record.units {
            assert!(!unit.name().is_empty());
        }
    }
    std::fs::create_dir_all(place.join("units")).expect("a directory");
    file(&place, "units/key.json", files.get(1).copied().unwrap_or_default());
    let store = Store::at(&place);
    let _ = store.state("key").map(|_| ());
    if let Ok(Some(manifest)) = store.manifest("key") {
        let _ = store.verify(&manifest);
    }
}
