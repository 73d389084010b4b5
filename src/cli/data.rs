//! `wijkraming data`: the open data inside the program, shown, exported and built again.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Complaint;
use super::man::print;
use crate::municipality::{NeedModel, OpenData};
use crate::tables::open_data::{OPEN_TABLES, OpenTable, build, write_csv};
use crate::tables::{AtomicFile, Batch, TableError};

#[derive(Debug, clap::Args)]
pub struct DataArgs {
    #[command(subcommand)]
    command: Option<DataCommand>,
}

#[derive(Debug, clap::Subcommand)]
enum DataCommand {
    /// List the tables with years, rows, source and licence; the default
    List,
    /// Print a table as CSV
    Show {
        /// Name of the table, as in the list
        name: String,
    },
    /// Write all tables to a directory as CSV
    Export {
        /// Directory; it is made where it does not exist
        directory: PathBuf,
    },
    /// Build the Parquet files from CSV files with at least the columns of the tables
    Build {
        /// Directory with the CSV files
        from: PathBuf,
        /// Directory of the Parquet files
        #[arg(long, default_value = "data")]
        to: PathBuf,
    },
    /// Fit the relation between indicators and need again, and print it
    Fit {
        /// Directory with CSV files to take instead of the data inside the program
        #[arg(long)]
        data: Option<PathBuf>,
        /// File to write it to
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

pub fn data(args: &DataArgs) -> Result<ExitCode, Complaint> {
    match args.command.as_ref().unwrap_or(&DataCommand::List) {
        DataCommand::List => list(),
        DataCommand::Show { name } => show(name),
        DataCommand::Export { directory } => export(directory),
        DataCommand::Build { from, to } => rebuild(from, to),
        DataCommand::Fit { data, out } => fit(data.as_deref(), out.as_deref()),
    }
}

/// The open data inside the program, or those of a directory.
pub fn open_data(directory: Option<&Path>) -> Result<OpenData, TableError> {
    let table = |name: &str| -> Result<Batch, TableError> {
        let known = OpenTable::find(name)
            .ok_or_else(|| TableError::new(Path::new(name), "is no table of the open data"))?;
        match directory {
            Some(directory) => known.from_directory(directory),
            None => known.embedded(),
        }
    };
    OpenData::read(table)
}

fn list() -> Result<ExitCode, Complaint> {
    let mut text = String::new();
    for table in OPEN_TABLES {
        let rows = table.embedded().map(|batch| batch.rows().to_string());
        let rows = rows.unwrap_or_else(|_| "no".to_owned());
        let left = if table.is_parquet() && table.bytes().is_empty() {
            "; left out of this program, which was built without Parquet"
        } else {
            ""
        };
        text.push_str(&format!(
            "{}\n  {}\n  years {}; {rows} rows, {} columns, {} bytes{left}\n  source {}\n  licence {}\n",
            table.name,
            table.about,
            table.years,
            table.columns.len(),
            table.bytes().len(),
            table.source,
            table.licence,
        ));
    }
    text.push_str("need_model\n  the relation of need: coefficients, R2, residual spread; `wijkraming data fit` makes it again\n");
    print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn find(name: &str) -> Result<&'static OpenTable, Complaint> {
    OpenTable::find(name).ok_or_else(|| {
        let near = OPEN_TABLES.iter().map(|table| table.name);
        let near = near.min_by_key(|known| strsim::damerau_levenshtein(name, known));
        Complaint::input(format!("there is no table {name:?} in the open data"))
            .hint(near.map_or_else(String::new, |near| format!("did you mean `{near}`?")))
    })
}

fn show(name: &str) -> Result<ExitCode, Complaint> {
    if name == "need_model" {
        print(crate::municipality::STORED_NEED_MODEL.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let batch = find(name)?.embedded()?;
    let mut text = Vec::new();
    write_csv(&batch, &mut text).map_err(Complaint::ours)?;
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn export(directory: &Path) -> Result<ExitCode, Complaint> {
    std::fs::create_dir_all(directory).map_err(|error| TableError::new(directory, error))?;
    for table in OPEN_TABLES {
        let path = directory.join(format!("{}.csv", table.name));
        let batch = table.embedded()?;
        let mut text = Vec::new();
        write_csv(&batch, &mut text).map_err(Complaint::ours)?;
        AtomicFile::write_whole(&path, &text)?;
        print(format!("{}: {} rows\n", path.display(), batch.rows()).as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn rebuild(from: &Path, to: &Path) -> Result<ExitCode, Complaint> {
    for (name, bytes) in build(from, to)? {
        print(format!("{}: {bytes} bytes\n", to.join(name).display()).as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn fit(directory: Option<&Path>, out: Option<&Path>) -> Result<ExitCode, Complaint> {
    let data = open_data(directory)?;
    let model = NeedModel::fit(&data, |_| true).map_err(|error| {
        Complaint::input(format!("the relation of need cannot be fitted: {error}"))
    })?;
    let text = model.to_toml();
    match out {
        None => print(text.as_bytes()),
        Some(path) => {
            AtomicFile::write_whole(path, text.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
