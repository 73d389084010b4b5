//! `wijkraming new`: a starting scenario for any municipality, from open data.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Complaint;
use super::data::open_data;
use super::load::render;
use super::man::print;
use crate::municipality::areas::Division;
use crate::municipality::base::{BASE, base_rates};
use crate::municipality::writer::scenario;
use crate::municipality::{Generator, NeedModel, NewError, STORED_NEED_MODEL};
use crate::scenario::{LoadOptions, Scenario};
use crate::tables::AtomicFile;

#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// Name or CBS code of the municipality
    #[arg(short, long, value_name = "NAME")]
    municipality: String,

    /// An area per wijk, or the municipality as one area
    #[arg(long, default_value = "wijk", value_parser = ["wijk", "gemeente"])]
    areas: String,

    /// First year: of the population, the budgets and the prices
    #[arg(long, default_value_t = 2024)]
    year: i32,

    /// Wijken with fewer households are merged with a neighbour
    #[arg(long, default_value_t = 200, value_name = "N")]
    min_households: u32,

    /// File to write
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,

    /// Overwrite the file
    #[arg(long)]
    force: bool,

    /// Directory with CSV files to take instead of the data inside the program
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

pub fn new(args: &NewArgs) -> Result<ExitCode, Complaint> {
    if args.out.exists() && !args.force {
        let message = format!("{} exists already", args.out.display());
        return Err(Complaint::input(message).hint("--force overwrites it"));
    }
    let data = open_data(args.data.as_deref())?;
    let model: NeedModel = toml::from_str(STORED_NEED_MODEL).map_err(Complaint::ours)?;
    let generator = Generator::new(
        &data,
        &model,
        base_rates().map_err(|report| Complaint::ours(render(&report)))?,
        args.year,
    )
    .map_err(complaint)?;
    let figures = generator.figures(&args.municipality, args.division()).map_err(complaint)?;
    let text = scenario(&figures, &data, &model, BASE, &args.command(&figures.name))
        .map_err(Complaint::ours)?;
    check(&args.out, &text)?;
    AtomicFile::write_whole(&args.out, text.as_bytes())?;
    print(args.told(&figures).as_bytes())
}

impl NewArgs {
    fn division(&self) -> Division {
        match self.areas.as_str() {
            "gemeente" => Division::Gemeente,
            _ => Division::Wijk { least_households: f64::from(self.min_households) },
        }
    }

    /// The command that makes the file again.
    fn command(&self, name: &str) -> String {
        let mut command = format!("wijkraming new --municipality {name:?} --areas {}", self.areas);
        command.push_str(&format!(" --year {}", self.year));
        if self.min_households != 200 {
            command.push_str(&format!(" --min-households {}", self.min_households));
        }
        command
    }

    fn told(&self, figures: &crate::municipality::Figures) -> String {
        let households: u32 = figures.areas.iter().flat_map(|area| area.households).sum();
        format!(
            "{}: {}, {} areas, {} teams, {households} households\nnot calibrated; run it with: \
             wijkraming run {}\n",
            self.out.display(),
            figures.name,
            figures.areas.len(),
            figures.teams,
            self.out.display(),
        )
    }
}

fn complaint(error: NewError) -> Complaint {
    let complaint = Complaint::input(&error);
    match error.hint() {
        Some(hint) => complaint.hint(hint),
        None => complaint,
    }
}

/// The file must be right before it is written: what is wrong with it is our fault.
fn check(path: &Path, text: &str) -> Result<(), Complaint> {
    let options = LoadOptions { path: path.to_owned(), limits: None, ..LoadOptions::default() };
    match Scenario::from_text(&path.display().to_string(), text, &options) {
        Ok(_) => Ok(()),
        Err(report) => Err(Complaint::ours(render(&report))),
    }
}
