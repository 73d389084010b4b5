//! What a run leaves behind: the small files beside the tables, the report, and the summary on screen. Shared by
//! `run` and `merge`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Complaint;
use super::screen::Screen;
use super::screen_json;
use super::until_se::Asked;
use crate::analysis;
use crate::report::{self, build::Source};
use crate::scenario::{LOGO_FILE, POSTERIOR_FILE, Scenario};
use crate::study::{
    BudgetTable, Header, Layout, Model, Plan, SampleMatrix, SampleTable, SamplingPlan, Unit,
};
use crate::tables::{
    AtomicFile, PosteriorRecord, RunDirectory, RunManifest, SummaryRow, TableError, WriterOptions,
    free_name, sha256, write_summary,
};

/// The open directory of a run.
pub struct Output {
    pub directory: RunDirectory,
}

impl Output {
    /// Opens the directory before the long work. Where none is given it is `reports/out/SCENARIO`, or the first of
    /// `SCENARIO-2`, `SCENARIO-3`, ... that is free.
    pub fn open(out: Option<PathBuf>, stem: &str, force: bool) -> Result<Self, Complaint> {
        let path = out.unwrap_or_else(|| {
            let usual = Path::new("reports").join("out").join(stem);
            if force { usual } else { free_name(&usual) }
        });
        Ok(Self { directory: RunDirectory::create(&path, force)? })
    }
}

/// A simulated run whose tables are written.
pub struct Finished<'a> {
    pub scenario: &'a Scenario,
    pub scenario_file: String,
    pub command: String,
    pub plan: Plan,
    pub sampling: SamplingPlan,
    pub central: bool,
    pub options: WriterOptions,
    pub threads: usize,
    pub uniforms: u64,
    pub seconds: f64,
    pub lang: String,
    /// What was asked with --until-se.
    pub until: Vec<Asked>,
    /// None for a run that is too large to keep it.
    pub budgets: Option<BudgetTable>,
    /// The values of the quantities, a row per draw.
    pub sample: SampleMatrix,
}

/// What the screen and the report need beside the sample table: the budget table of a run that is not too large, without
/// the ends of months, and the values of the quantities in every draw.
pub struct Budgets(pub Option<BudgetTable>, pub SampleMatrix);

/// Area-years of all units up to which budgets are kept while a run is on: some 100 MB. `wijkraming budget` has no limit.
const KEPT_AREA_YEARS: u64 = 3_000_000;

impl Budgets {
    pub fn new(header: &Header, layout: Layout, units: u64) -> Self {
        let sample = SampleMatrix { draws: 0, quantities: 0, values: Vec::new() };
        let fits = Self::fit(header, units);
        Self(fits.then(|| BudgetTable::new(header.clone(), layout, false)), sample)
    }

    /// Whether budgets of so many units are kept.
    pub fn fit(header: &Header, units: u64) -> bool {
        units.saturating_mul((header.areas.len() * header.years) as u64) <= KEPT_AREA_YEARS
    }

    /// Forgets the table where a run has come to so many units that it would not have been kept.
    pub fn limit(&mut self, header: &Header, units: u64) {
        if !Self::fit(header, units) {
            self.0 = None;
        }
    }

    pub fn accept(&mut self, model: &dyn Model, place: usize, unit: &Unit, sample: &[f64]) {
        if place == 0 {
            self.1.draws += 1;
            self.1.quantities = sample.len();
            self.1.values.extend_from_slice(sample);
        }
        if let Some(table) = &mut self.0 {
            table.accept(model, place, unit, sample);
        }
    }
}

impl Finished<'_> {
    /// Writes the small files and the report, gives the directory its name, and prints the summary.
    pub fn write(
        &self,
        output: Output,
        table: &SampleTable,
        quiet: bool,
        json: bool,
    ) -> Result<ExitCode, Complaint> {
        let directory = output.directory;
        write_summary_of(table, &directory)?;
        self.write_inputs(&directory)?;
        let manifest = self.manifest(&directory, &table.header)?;
        let report = self.report(table, &manifest);
        if let Ok(Some(page)) = &report {
            AtomicFile::write_whole(&directory.file("report.html"), page.as_bytes())?;
        }
        // The manifest last: a directory with a manifest is a finished run.
        manifest.write(&directory.file(RunManifest::FILE))?;
        let path = directory.commit()?;
        if json {
            screen_json::print(&manifest, table, &path, &self.until)?;
        } else if !quiet {
            let reported = matches!(report, Ok(Some(_)));
            let budgets = self.budgets.as_ref();
            let scenario = self.scenario;
            let screen = Screen { scenario, manifest: &manifest, table, budgets, reported };
            super::man::print(screen.text(&path).as_bytes())?;
        }
        // A report that fails is our fault, but the results are good and stay.
        report.map(|_| ExitCode::SUCCESS)
    }

    /// The same without what needs the draws together: no summary and no report.
    pub fn write_tables_only(
        &self,
        output: Output,
        header: &Header,
        quiet: bool,
        json: bool,
    ) -> Result<ExitCode, Complaint> {
        let directory = output.directory;
        self.write_inputs(&directory)?;
        let manifest = self.manifest(&directory, header)?;
        manifest.write(&directory.file(RunManifest::FILE))?;
        let path = directory.commit()?;
        if json {
            screen_json::print_tables_only(&manifest, &path)?;
        } else if !quiet {
            let shown = path.display();
            let text = format!(
                "{} realisations; tables only, `wijkraming report {shown}` makes the report\nresults: {shown}\n",
                self.plan.units()
            );
            super::man::print(text.as_bytes())?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The scenario and what belongs to it.
    fn write_inputs(&self, directory: &RunDirectory) -> Result<(), Complaint> {
        let scenario = self.scenario.merged_toml();
        AtomicFile::write_whole(&directory.file("scenario.toml"), scenario.as_bytes())?;
        if let Some(stored) = self.scenario.posterior() {
            AtomicFile::write_whole(&directory.file(POSTERIOR_FILE), stored.text.as_bytes())?;
        }
        if let Some(logo) = &self.scenario.publication().logo {
            AtomicFile::write_whole(&directory.file(LOGO_FILE), &logo.png)?;
        }
        Ok(())
    }

    /// The report; none for a run without the reference, which has nothing to compare with.
    fn report(
        &self,
        table: &SampleTable,
        manifest: &RunManifest,
    ) -> Result<Option<String>, Complaint> {
        if table.header.reference().is_none() {
            return Ok(None);
        }
        let lang = report::build::lang(&self.lang);
        let budgets = self.budgets.as_ref();
        let source = Source {
            scenario: self.scenario,
            manifest,
            budgets,
            samples: Some(&self.sample),
            sensitivity: None,
            stress: None,
            lang,
        };
        report::write(&report::build::view(table, &source)).map(Some).map_err(Complaint::ours)
    }

    fn manifest(
        &self,
        directory: &RunDirectory,
        header: &Header,
    ) -> Result<RunManifest, TableError> {
        let replications = self.sampling.replications as u64;
        let extension = self.options.format.extension();
        let names = ["results", "draws", "months"].map(|name| format!("{name}.{extension}"));
        let mut tables_sha256 = BTreeMap::new();
        for name in names.into_iter().chain(["summary.csv".to_owned()]) {
            let path = directory.file(&name);
            if path.exists() {
                tables_sha256.insert(name, sha256(&path)?);
            }
        }
        Ok(RunManifest {
            program: "wijkraming".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            title: self.scenario.title.clone(),
            municipality: self.scenario.municipality.clone().unwrap_or_default(),
            scenario_file: self.scenario_file.clone(),
            scenario_sha256: self.scenario.hash(),
            sets: self.scenario.sets().to_vec(),
            command: self.command.clone(),
            seed: self.plan.seed,
            method: self.scenario.sampling.method.key().to_owned(),
            central: self.central,
            draws: self.sampling.draws as u64,
            draws_range: (self.plan.draws.start / replications, self.plan.draws.end / replications),
            replications,
            batches: self.sampling.batches as u64,
            posterior: self.scenario.posterior().map(|stored| PosteriorRecord {
                file: stored.name.clone(),
                sha256: stored.sha256.clone(),
                rows: stored.posterior.rows() as u64,
                effective: stored.posterior.effective(),
            }),
            alternatives: header.alternatives.iter().map(|known| known.id.clone()).collect(),
            format: self.options.format,
            monthly: self.options.monthly,
            threads: self.threads,
            uniforms: self.uniforms,
            household_months: header.households * header.months() as u64 * self.plan.units(),
            wall_seconds: self.seconds,
            tables_sha256,
        })
    }
}

/// Writes `summary.csv` into the directory of a run.
pub fn write_summary_of(table: &SampleTable, directory: &RunDirectory) -> Result<(), TableError> {
    write_summary(&directory.file("summary.csv"), &summary_rows(table))
}

fn summary_rows(table: &SampleTable) -> Vec<SummaryRow> {
    let header = &table.header;
    let row = |line: analysis::SummaryLine| SummaryRow {
        alternative: header.alternatives[line.alternative].id.clone(),
        area: line.area.map_or("total".to_owned(), |area| header.areas[area].clone()),
        column: line.column,
        mean: line.estimate.mean,
        p5: line.estimate.p5,
        p25: line.estimate.p25,
        p50: line.estimate.p50,
        p75: line.estimate.p75,
        p95: line.estimate.p95,
        standard_error: line.estimate.standard_error,
        p5_error: line.estimate.errors.p5,
        p25_error: line.estimate.errors.p25,
        p50_error: line.estimate.errors.p50,
        p75_error: line.estimate.errors.p75,
        p95_error: line.estimate.errors.p95,
    };
    analysis::summary(table).into_iter().map(row).collect()
}
