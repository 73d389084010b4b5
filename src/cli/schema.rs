//! `wijkraming schema`: what a scenario file may hold, for editors and for readers.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use super::Complaint;
use super::man::print;
use crate::engine::{COLUMNS, Column, MONTH_COLUMNS};
use crate::scenario::keys_in_markdown;
use crate::tables::AtomicFile;

#[derive(Debug, clap::Args)]
pub struct SchemaArgs {
    /// Write to this file instead of standard output
    #[arg(short, long)]
    output: Option<PathBuf>,

    /// A page to read, of all keys and of all columns of results, in Markdown
    #[arg(long)]
    markdown: bool,
}

pub fn schema(args: &SchemaArgs) -> Result<ExitCode, Complaint> {
    let text = if args.markdown { page() } else { json()? };
    match &args.output {
        Some(path) => {
            AtomicFile::write_whole(path, text.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        None => print(text.as_bytes()),
    }
}

fn json() -> Result<String, Complaint> {
    let text = serde_json::to_string_pretty(&crate::scenario::schema()).map_err(Complaint::ours)?;
    Ok(format!("{text}\n"))
}

const HEAD: &str = "\
# Every key and every column

Made by `wijkraming schema --markdown` from what scenarios are checked against and results are written from; a test holds
this page against it. How files are written and laid over each other is in [scenarios.md](scenarios.md), what the numbers
do in [model.md](model.md).

## Keys of a scenario file

A key that is needed may come from a file that is extended. Where a value may be uncertain a distribution can stand in
its place, and any number can be a table of a `value` with its `source`, `grade` and `note`. `[]` stands for an item of a
list; an alternative may change items of a list by their name instead of giving the whole list. Capitals stand for names
of your own choice, or for one of the names in the row.

";

const RESULTS: &str = "\
## Columns of results

Behind `alternative` (id), `draw` (number, from 0), `year` (calendar year) and `area` (name). One column for each effect
follows, `effect_ID`, in units of the effect. What files hold them is in [results.md](results.md).

";

const MONTHS: &str = "\
## Columns of months

Behind `alternative` (id), `draw` (number, from 0), `month` (of the run, from 0) and `area` (name). Counts are those of the
month itself, before the reviews at its end.

";

fn page() -> String {
    let (keys, results, months) = (keys_in_markdown(), table(COLUMNS), table(MONTH_COLUMNS));
    format!("{HEAD}{keys}{RESULTS}{results}\n{MONTHS}{months}")
}

fn table<T>(columns: &[Column<T>]) -> String {
    let mut text = "| column | unit | what |\n| --- | --- | --- |\n".to_owned();
    for Column { name, unit, meaning, .. } in columns {
        let _ = writeln!(text, "| `{name}` | {unit} | {meaning} |");
    }
    text
}
