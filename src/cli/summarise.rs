//! `wijkraming summarise DIR`: tables of a whole set of results of a batch.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Complaint;
use super::complaint::say;
use super::man::print;
use super::summarise_text::{csv, screen};
use crate::batch::summary::{By, Problem, Query, Summary, some_of, summarise as made};
use crate::tables::AtomicFile;

#[derive(Debug, clap::Args)]
pub struct SummariseArgs {
    /// Directory that `batch` or `merge` wrote
    directory: PathBuf,

    /// What to group by, with commas: municipality, province, size, type; scenario for all municipalities together
    /// (scenarios and variants always stand apart)
    #[arg(long, value_delimiter = ',', value_name = "A,B", value_parser = parse_by)]
    by: Vec<By>,

    /// Only these measures, with commas: columns of the table of draws and names of docs/batch.md;
    /// _difference behind one gives the difference with the nulalternatief
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    measure: Vec<String>,

    /// What the screen shows figures per: total, inhabitant or household
    #[arg(long, value_name = "WHAT", value_parser = ["total", "inhabitant", "household"])]
    per: Option<String>,

    /// Leave municipalities out that are not done
    #[arg(long)]
    allow_missing: bool,

    /// File to write all figures to, with their errors
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,

    /// All figures on screen as JSON
    #[arg(long)]
    json: bool,

    /// Nothing on screen
    #[arg(short, long)]
    quiet: bool,
}

fn parse_by(text: &str) -> Result<By, String> {
    By::ALL.into_iter().find(|by| by.key() == text).ok_or_else(|| {
        let keys: Vec<&str> = By::ALL.iter().map(|by| by.key()).collect();
        format!("write some of {}", keys.join(", "))
    })
}

impl From<Problem> for Complaint {
    fn from(problem: Problem) -> Self {
        let complaint = Self::input(&problem.message);
        match problem.hint {
            Some(hint) => complaint.hint(hint),
            None => complaint,
        }
    }
}

pub fn summarise(args: &SummariseArgs) -> Result<ExitCode, Complaint> {
    let query = Query {
        by: args
            .by
            .iter()
            .copied()
            .filter(|by| !matches!(by, By::Scenario | By::Variant))
            .collect(),
        measures: args.measure.clone(),
        allow_missing: args.allow_missing,
    };
    let summary = made(&args.directory, &query)?;
    if !summary.left_out.is_empty() {
        let (count, names) = (summary.left_out.len(), some_of(&summary.left_out));
        say(&format!("warning: {count} cells are not whole and were left out: {names}\n"));
    }
    if let Some(path) = &args.csv {
        let text = csv(&query.by, &summary.lines).map_err(Complaint::ours)?;
        AtomicFile::write_whole(path, &text)?;
    }
    if args.json {
        print(json(&query.by, &summary).map_err(Complaint::ours)?.as_bytes())?;
    } else if !args.quiet {
        print(screen(&query.by, &summary.lines, args.per.as_deref()).as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn json(by: &[By], summary: &Summary) -> Result<String, serde_json::Error> {
    let keys: Vec<&str> = by.iter().map(|by| by.key()).collect();
    let all = serde_json::json!({
        "by": keys, "left_out": summary.left_out, "lines": summary.lines,
    });
    Ok(format!("{}\n", serde_json::to_string_pretty(&all)?))
}
