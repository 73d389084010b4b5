//! `wijkraming new`: a starting scenario for any municipality, from open data.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Complaint;
use super::data::open_data;
use super::load::render;
use super::man::print;
use crate::calibration::targets::{ClientsPer1000, Targets, Wait};
use crate::municipality::areas::Division;
use crate::municipality::base::{BASE, base_rates};
use crate::municipality::writer::scenario;
use crate::municipality::{
    Figures, Generator, NeedModel, NewError, ObservedClients, OpenData, STORED_NEED_MODEL,
};
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

    /// Also write targets for `calibrate`: the clients that CBS observed, and the legal term they may wait
    #[arg(long, value_name = "FILE")]
    targets: Option<PathBuf>,

    /// Overwrite the files
    #[arg(long)]
    force: bool,

    /// Directory with CSV files to take instead of the data inside the program
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

pub fn new(args: &NewArgs) -> Result<ExitCode, Complaint> {
    args.may_write()?;
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
    let made = check(&args.out, &text)?;
    let targets = args.targets.as_deref().map(|path| targets(path, &figures, &data, &made));
    let targets = targets.transpose()?;
    AtomicFile::write_whole(&args.out, text.as_bytes())?;
    if let (Some(path), Some(targets)) = (&args.targets, targets) {
        AtomicFile::write_whole(path, targets.as_bytes())?;
    }
    print(args.told(&figures).as_bytes())
}

impl NewArgs {
    fn may_write(&self) -> Result<(), Complaint> {
        if self.targets.as_ref() == Some(&self.out) {
            let message = "the scenario and the targets cannot be the same file";
            return Err(Complaint::input(message).hint("give --targets another name"));
        }
        for path in [Some(&self.out), self.targets.as_ref()].into_iter().flatten() {
            if path.exists() && !self.force {
                let message = format!("{} exists already", path.display());
                return Err(Complaint::input(message).hint("--force overwrites it"));
            }
        }
        Ok(())
    }

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

    fn told(&self, figures: &Figures) -> String {
        let households: u32 = figures.areas.iter().flat_map(|area| area.households).sum();
        let out = self.out.display();
        let next = match &self.targets {
            Some(targets) => format!("calibrate {out} --targets {}", targets.display()),
            None => format!("run {out}"),
        };
        format!(
            "{out}: {}, {} areas, {} teams, {households} households\nnot calibrated; go on with: \
             wijkraming {next}\n",
            figures.name,
            figures.areas.len(),
            figures.teams,
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
fn check(path: &Path, text: &str) -> Result<Scenario, Complaint> {
    let options = LoadOptions { path: path.to_owned(), limits: None, ..LoadOptions::default() };
    Scenario::from_text(&path.display().to_string(), text, &options)
        .map_err(|report| Complaint::ours(render(&report)))
}

/// Years of the run that are held against the observed figure: the model begins without open cases, and has its level
/// from the sixth year on.
const COMPARED: [i32; 2] = [6, 7];

/// A targets file with the clients that were observed.
fn targets(
    path: &Path,
    figures: &Figures,
    data: &OpenData,
    scenario: &Scenario,
) -> Result<String, Complaint> {
    let observed = ObservedClients::of(data, &figures.code).ok_or_else(|| {
        Complaint::input(format!("CBS has no clients of {} in any year", figures.name)).hint(
            "leave --targets out, and calibrate on figures of the municipality (docs/calibration.md)",
        )
    })?;
    let text = ClientsPer1000 {
        clients: rounded(observed.all()),
        sd: rounded(data.assumed("clients_relative_sd") * observed.all()),
        inhabitants: figures.margins.inhabitants,
        persons_per_client: data.assumed("persons_per_client_household"),
        wait: Some(Wait {
            months: data.assumed("wait_months"),
            sd: data.assumed("wait_months_sd"),
            source: data.assumptions["wait_months"].source.clone(),
        }),
        years: COMPARED.map(|year| figures.year + year).to_vec(),
        alternative: None,
        source: format!(
            "CBS, Kerncijfers wijken en buurten {}: {:.1} Wmo-cliënten en {:.1} jongeren met jeugdhulp per 1.000 inwoners",
            observed.year, observed.wmo, observed.youth
        ),
    }
    .text();
    match Targets::from_text(&path.display().to_string(), &text, scenario) {
        Ok(_) => Ok(text),
        Err(report) => Err(Complaint::ours(render(&report))),
    }
}

/// To a tenth, as CBS publishes.
fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
