//! The files of `wijkraming budget --out`: one CSV table per question, and everything as JSON.

use std::path::Path;

use super::Complaint;
use super::budget::Document;
use super::budget_rows::{self as rows, Record};
use crate::analysis::budget_figures::BudgetFigures;
use crate::tables::{AtomicFile, TableError};

const JSON: &str = "budget.json";

type Rows = fn(&BudgetFigures) -> Vec<Record>;

/// A table: its file, its columns behind `alternative`, and its rows.
struct Table {
    file: &'static str,
    columns: &'static [&'static str],
    rows: Rows,
}

const TABLES: &[Table] = &[
    Table {
        file: "overrun.csv",
        columns: &[
            "holder",
            "name",
            "year",
            "budget",
            "chance",
            "chance_low",
            "chance_high",
            "size",
            "size_p5",
            "size_p95",
            "size_error",
            "given_overrun",
            "given_overrun_error",
            "given_overrun_draws",
        ],
        rows: rows::overrun,
    },
    Table {
        file: "first_overrun.csv",
        columns: &["holder", "name", "first_year", "chance", "chance_low", "chance_high"],
        rows: rows::first_overrun,
    },
    Table {
        file: "overrun_months.csv",
        columns: &[
            "holder",
            "name",
            "year",
            "month",
            "forecast_above",
            "forecast_low",
            "forecast_high",
            "spent_above",
            "spent_low",
            "spent_high",
        ],
        rows: rows::months,
    },
    Table {
        file: "uitputting.csv",
        columns: &["area", "year", "month", "p5", "p25", "p50", "p75", "p95"],
        rows: rows::uitputting,
    },
    Table {
        file: "reserve.csv",
        columns: &[
            "holder",
            "name",
            "period",
            "certainty",
            "required",
            "error",
            "low",
            "high",
            "mean_shortfall",
            "mean_shortfall_error",
        ],
        rows: rows::reserve,
    },
    Table {
        file: "verevening.csv",
        columns: &[
            "pool",
            "period",
            "certainty",
            "separate",
            "separate_error",
            "pooled",
            "pooled_error",
            "gain",
            "gain_error",
            "gain_low",
            "gain_high",
        ],
        rows: rows::verevening,
    },
    Table {
        file: "rules_of_thumb.csv",
        columns: &["pool", "period", "figure", "value", "error", "low", "high"],
        rows: rows::rules,
    },
    Table {
        file: "weerstandsvermogen.csv",
        columns: &[
            "holder",
            "period",
            "certainty",
            "available",
            "required",
            "ratio",
            "ratio_error",
            "ratio_low",
            "ratio_high",
            "grade",
            "grades",
            "enough",
            "enough_low",
            "enough_high",
        ],
        rows: rows::weerstandsvermogen,
    },
    Table {
        file: "bearing.csv",
        columns: &["line", "period", "mean", "p5", "p95", "error"],
        rows: rows::bearing,
    },
    Table {
        file: "business_case.csv",
        columns: &[
            "year",
            "saving",
            "saving_error",
            "cumulative_saving",
            "cumulative_p5",
            "cumulative_p95",
            "cumulative_error",
            "recouped",
            "recouped_low",
            "recouped_high",
            "cut",
            "cumulative_cut",
            "absorbed",
            "absorbed_error",
            "cumulative_absorbed",
            "cumulative_absorbed_p5",
            "cumulative_absorbed_p95",
            "cumulative_absorbed_error",
            "fully_absorbed",
            "fully_absorbed_low",
            "fully_absorbed_high",
        ],
        rows: rows::business_case,
    },
    Table {
        file: "taakvelden.csv",
        columns: &[
            "year",
            "row",
            "taakveld",
            "name",
            "begroting",
            "prognose",
            "prognose_error",
            "realisatie",
            "realisatie_p5",
            "realisatie_p95",
            "realisatie_error",
            "verschil",
            "verschil_p5",
            "verschil_p95",
            "verschil_error",
            "n_v",
            "chance_nadeel",
            "chance_low",
            "chance_high",
        ],
        rows: rows::taakvelden,
    },
];

/// Whether the files can be written, before anything is read.
pub fn check(directory: &Path, force: bool) -> Result<(), Complaint> {
    if directory.exists() && !directory.is_dir() {
        return Err(Complaint::input(format!(
            "{} is a file, not a directory",
            directory.display()
        ))
        .hint("give the name of a directory with --out"));
    }
    let names = TABLES.iter().map(|table| table.file).chain([JSON]);
    let taken = names.map(|name| directory.join(name)).find(|path| path.exists());
    match taken.filter(|_| !force) {
        Some(path) => Err(Complaint::input(format!("{} exists", path.display()))
            .hint("write to another directory with --out, or replace it with --force")),
        None => Ok(()),
    }
}

/// Writes all files.
pub fn write(directory: &Path, document: &Document<'_>) -> Result<(), Complaint> {
    std::fs::create_dir_all(directory).map_err(|error| TableError::new(directory, error))?;
    for table in TABLES {
        let path = directory.join(table.file);
        let mut writer = csv::Writer::from_writer(AtomicFile::create(&path)?);
        let problem = |error: csv::Error| TableError::new(&path, error);
        let head = ["alternative"].iter().chain(table.columns);
        writer.write_record(head).map_err(problem)?;
        for figures in &document.alternatives {
            for Record(fields) in (table.rows)(figures) {
                let record = [figures.alternative.clone()].into_iter().chain(fields);
                writer.write_record(record).map_err(problem)?;
            }
        }
        let file = writer.into_inner().map_err(|error| TableError::new(&path, error.error()))?;
        file.commit()?;
    }
    let text = serde_json::to_string_pretty(document).map_err(Complaint::ours)?;
    AtomicFile::write_whole(&directory.join(JSON), format!("{text}\n").as_bytes())?;
    Ok(())
}
