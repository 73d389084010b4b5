//! `wijkraming report RUN`: the report of a finished run, in every form, without simulating anything.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Complaint;
use super::interrupt::say_when_interrupted;
use super::simulated_tornado::SimulatedTornado;
use super::stored::StoredRun;
use crate::analysis::worksheet::worksheet;
use crate::report::build::{Source, lang, view};
use crate::report::council::stress;
use crate::report::view::View;
use crate::report::workbook::{Sheet, Workbook, csv, mkba};
use crate::report::{self, ReportError};
use crate::study::{Model, sampling};
use crate::tables::{AtomicFile, TableError, input};

#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// Directory of a finished run
    #[arg(value_name = "RUN")]
    run: PathBuf,

    /// Write the report as one HTML page; RUN/report.html where no form is asked for
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Write the report as a tagged PDF (PDF/UA-1); needs a program built with the feature `pdf`
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,

    /// Write the tables of the report as a workbook with native charts
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,

    /// Write the tables of the report as an OpenDocument spreadsheet
    #[arg(long, value_name = "FILE")]
    ods: Option<PathBuf>,

    /// Write the tables of the report as CSV files into a directory, as spreadsheets in the language read them
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,

    /// Put the stress tests in it that `wijkraming stress --out DIR` left, of the same scenario
    #[arg(long, value_name = "DIR")]
    stress: Option<PathBuf>,

    /// Print small numbers of households by area as they are, for use inside the organisation; by default those under
    /// 10 are suppressed, with others from which they could be worked out
    #[arg(long)]
    exact: bool,

    /// Replace files that exist
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    sensitivity: SimulatedTornado,

    /// Language of the report: nl or en
    #[arg(long, default_value = "nl", value_parser = ["nl", "en"])]
    lang: String,
}

type Form = fn(&Made) -> Result<Vec<u8>, Complaint>;

/// What forms are written from.
struct Made {
    view: View,
    /// The MKBA with its formulas; nothing where there is nothing to compare.
    mkba: Vec<Sheet>,
}

pub fn report(args: &ReportArgs) -> Result<ExitCode, Complaint> {
    say_when_interrupted("interrupted; no report was written\n");
    let forms = args.forms();
    // What cannot be written is known before the run is read.
    forms.iter().try_for_each(|(path, _)| args.check(path))?;
    if args.pdf.is_some() && cfg!(not(feature = "pdf")) {
        return Err(without_pdf());
    }
    let run = StoredRun::open(&args.run, &[])?;
    let sensitivity = args.sensitivity.read(&run)?;
    let stress = args.stress.as_deref().map(|place| stress_tests(place, &run)).transpose()?;
    let (table, samples) = run.sample_table()?;
    if table.header.reference().is_none() {
        return Err(Complaint::input("the run has no nulalternatief, so a report has nothing to compare with")
            .hint("run the scenario with the alternative that has `reference = true` among --alternatives"));
    }
    let budgets = run.small_budget_table()?;
    let source = Source {
        scenario: &run.scenario,
        manifest: &run.manifest,
        budgets: budgets.as_ref(),
        samples: Some(&samples),
        sensitivity: sensitivity.as_deref(),
        stress: stress.as_ref(),
        lang: lang(&args.lang),
    };
    let mut view = view(&table, &source);
    view.areas.exact = args.exact;
    let central = sampling::central(run.scenario.quantities());
    let effects = run.scenario.parameters(run.alternatives[0], &central).effects;
    let worksheet = worksheet(&table, &effects);
    let mkba = worksheet.iter().map(|own| mkba::sheet(own, &view)).collect();
    let made = Made { view, mkba };
    for (path, form) in forms {
        AtomicFile::write_whole(&path, &form(&made)?)?;
        super::man::print(format!("report: {}\n", path.display()).as_bytes())?;
    }
    if let Some(directory) = &args.csv {
        args.sheets(directory, &made)?;
    }
    Ok(ExitCode::SUCCESS)
}

impl ReportArgs {
    /// Every sheet of the workbook as a CSV file, under the name of the sheet.
    fn sheets(&self, directory: &Path, made: &Made) -> Result<(), Complaint> {
        let workbook = made.workbook()?;
        std::fs::create_dir_all(directory).map_err(|error| TableError::new(directory, error))?;
        for sheet in &workbook.sheets {
            let path = directory.join(format!("{}.csv", slug(&sheet.name)));
            self.check(&path)?;
            AtomicFile::write_whole(&path, &csv::write(sheet, workbook.lang))?;
        }
        super::man::print(format!("report: {}\n", directory.display()).as_bytes()).map(drop)
    }

    /// What to write, in the order of the options.
    fn forms(&self) -> Vec<(PathBuf, Form)> {
        let mut forms: Vec<(PathBuf, Form)> = Vec::new();
        forms.extend(self.html.clone().map(|path| (path, html as Form)));
        forms.extend(self.pdf.clone().map(|path| (path, pdf as Form)));
        forms.extend(self.xlsx.clone().map(|path| (path, xlsx as Form)));
        forms.extend(self.ods.clone().map(|path| (path, ods as Form)));
        if forms.is_empty() && self.csv.is_none() {
            forms.push((self.run.join("report.html"), html));
        }
        forms
    }

    fn check(&self, path: &Path) -> Result<(), Complaint> {
        // The report of the run itself may always be made anew.
        let own = path == self.run.join("report.html");
        if path.exists() && !self.force && !own {
            let message = format!("{} exists", path.display());
            return Err(Complaint::input(message).hint("replace it with --force"));
        }
        Ok(())
    }
}

/// What stress tests of the scenario of the run left in a directory.
fn stress_tests(directory: &Path, run: &StoredRun) -> Result<stress::Outcome, Complaint> {
    let path = directory.join(stress::FILE);
    let text = input::text(&path).map_err(|error| {
        Complaint::input(format!("--stress: cannot read {error}"))
            .hint("name the directory that `wijkraming stress --out DIR` wrote to")
    })?;
    stress::read(&text, &run.manifest.scenario_sha256).map_err(|problem| {
        Complaint::input(format!("--stress: {} cannot be used: {problem}", path.display())).hint(
            "run the stress tests with the scenario and every --set of the run; the report without --stress says how",
        )
    })
}

/// A name of a sheet as a name of a file; sheets that differ in signs only were numbered apart.
pub fn slug(name: &str) -> String {
    let letters = name.to_lowercase();
    let words = letters.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

fn ours(error: ReportError) -> Complaint {
    Complaint::ours(error)
}

impl Made {
    fn workbook(&self) -> Result<Workbook, Complaint> {
        report::workbook_with(&self.view, self.mkba.clone()).map_err(ours)
    }
}

fn html(made: &Made) -> Result<Vec<u8>, Complaint> {
    report::write(&made.view).map(String::into_bytes).map_err(ours)
}

#[cfg(feature = "pdf")]
fn pdf(made: &Made) -> Result<Vec<u8>, Complaint> {
    report::pdf(&made.view).map_err(ours)
}

fn without_pdf() -> Complaint {
    Complaint::input("this program was built without PDF").hint(
        "build it with `cargo build --release --features pdf` (some minutes more), or print report.html to PDF",
    )
}

#[cfg(not(feature = "pdf"))]
fn pdf(_made: &Made) -> Result<Vec<u8>, Complaint> {
    Err(without_pdf())
}

#[cfg(feature = "workbook")]
fn xlsx(made: &Made) -> Result<Vec<u8>, Complaint> {
    let workbook = made.workbook()?;
    report::workbook::xlsx::write(&workbook).map_err(ours)
}

#[cfg(feature = "workbook")]
fn ods(made: &Made) -> Result<Vec<u8>, Complaint> {
    let workbook = made.workbook()?;
    report::workbook::ods::write(&workbook).map_err(ours)
}

#[cfg(not(feature = "workbook"))]
use no_workbook as xlsx;
#[cfg(not(feature = "workbook"))]
use no_workbook as ods;

#[cfg(not(feature = "workbook"))]
fn no_workbook(_made: &Made) -> Result<Vec<u8>, Complaint> {
    Err(Complaint::input("this program was built without workbooks")
        .hint("build it with the feature `workbook`, or write the same tables with --csv"))
}
