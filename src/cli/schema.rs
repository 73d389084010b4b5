//! `wijkraming schema`

use std::path::PathBuf;
use std::process::ExitCode;

use super::Complaint;
use super::man::print;
use crate::tables::AtomicFile;

#[derive(Debug, clap::Args)]
pub struct SchemaArgs {
    /// Write to this file instead of standard output
    #[arg(short, long)]
    output: Option<PathBuf>,
}

pub fn schema(args: &SchemaArgs) -> Result<ExitCode, Complaint> {
    let text = serde_json::to_string_pretty(&crate::scenario::schema()).map_err(Complaint::ours)?;
    let text = format!("{text}\n");
    match &args.output {
        Some(path) => {
            AtomicFile::write_whole(path, text.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        None => print(text.as_bytes()),
    }
}
