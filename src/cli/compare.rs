//! `wijkraming compare RUN1 RUN2`: what two finished runs differ in. Nothing is simulated.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::stored::StoredRun;
use super::{Complaint, compare_runs, compare_screen};
use crate::report::build::lang;
use crate::report::comparison::Comparison;
use crate::report::workbook::Workbook;
use crate::report::{self, workbook};
use crate::tables::{AtomicFile, TableError};

#[derive(Debug, clap::Args)]
pub struct CompareArgs {
    /// Directory of a finished run
    #[arg(value_name = "RUN1")]
    first: PathBuf,

    /// Directory of the run to set beside it; differences are this one minus the first
    #[arg(value_name = "RUN2")]
    second: PathBuf,

    /// Write the comparison as one HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Write the tables of the comparison as a workbook
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,

    /// Write the tables of the comparison as an OpenDocument spreadsheet
    #[arg(long, value_name = "FILE")]
    ods: Option<PathBuf>,

    /// Write the tables of the comparison as CSV files into a directory
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,

    /// Print everything as one JSON document
    #[arg(long)]
    json: bool,

    /// Replace files that exist
    #[arg(long)]
    force: bool,

    /// Language of the files: nl or en; the screen is in English
    #[arg(long, default_value = "nl", value_parser = ["nl", "en"])]
    lang: String,
}

pub fn compare(args: &CompareArgs) -> Result<ExitCode, Complaint> {
    // What cannot be written is known before the runs are read.
    [&args.html, &args.xlsx, &args.ods]
        .into_iter()
        .flatten()
        .try_for_each(|path| args.check(path))?;
    let runs = both(&args.first, &args.second)?;
    let comparison = compare_runs::compare([&runs.0, &runs.1], lang(&args.lang))?;
    args.write(&comparison)?;
    if args.json {
        let json = serde_json::to_string_pretty(&comparison).map_err(Complaint::ours)?;
        return super::man::print(format!("{json}\n").as_bytes());
    }
    super::man::print(compare_screen::text(&comparison).as_bytes())
}

/// Both runs; where neither can be read, what is wrong with each is said.
fn both(first: &Path, second: &Path) -> Result<(StoredRun, StoredRun), Complaint> {
    match (StoredRun::open(first, &[]), StoredRun::open(second, &[])) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err(first), Err(second)) => {
            first.print();
            Err(second)
        }
        (Err(complaint), _) | (_, Err(complaint)) => Err(complaint),
    }
}

impl CompareArgs {
    fn check(&self, path: &Path) -> Result<(), Complaint> {
        if path.exists() && !self.force {
            let message = format!("{} exists", path.display());
            return Err(Complaint::input(message).hint("replace it with --force"));
        }
        Ok(())
    }

    fn write(&self, comparison: &Comparison) -> Result<(), Complaint> {
        if let Some(path) = &self.html {
            let page = report::comparison_html(comparison).map_err(Complaint::ours)?;
            AtomicFile::write_whole(path, page.as_bytes())?;
        }
        let book = || report::comparison_workbook(comparison);
        if let Some(path) = &self.xlsx {
            AtomicFile::write_whole(path, &xlsx(&book())?)?;
        }
        if let Some(path) = &self.ods {
            AtomicFile::write_whole(path, &ods(&book())?)?;
        }
        self.csv.as_deref().map_or(Ok(()), |directory| self.sheets(directory, &book()))
    }

    fn sheets(&self, directory: &Path, book: &Workbook) -> Result<(), Complaint> {
        std::fs::create_dir_all(directory).map_err(|error| TableError::new(directory, error))?;
        let name = |name: &str| format!("{}.csv", super::report::slug(name));
        let paths = || book.sheets.iter().map(|sheet| directory.join(name(&sheet.name)));
        paths().try_for_each(|path| self.check(&path))?;
        for (sheet, path) in book.sheets.iter().zip(paths()) {
            AtomicFile::write_whole(&path, &workbook::csv::write(sheet, book.lang))?;
        }
        Ok(())
    }
}

#[cfg(feature = "workbook")]
fn xlsx(book: &Workbook) -> Result<Vec<u8>, Complaint> {
    workbook::xlsx::write(book).map_err(Complaint::ours)
}

#[cfg(feature = "workbook")]
fn ods(book: &Workbook) -> Result<Vec<u8>, Complaint> {
    workbook::ods::write(book).map_err(Complaint::ours)
}

#[cfg(not(feature = "workbook"))]
use no_workbook as xlsx;
#[cfg(not(feature = "workbook"))]
use no_workbook as ods;

#[cfg(not(feature = "workbook"))]
fn no_workbook(_book: &Workbook) -> Result<Vec<u8>, Complaint> {
    Err(Complaint::input("this program was built without workbooks")
        .hint("build it with the feature `workbook`, or write the same tables with --csv"))
}
