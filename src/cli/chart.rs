//! `wijkraming chart RUN --figure NAME -o FILE`: one figure of the report as SVG or PNG.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Complaint;
use super::simulated_tornado::SimulatedTornado;
use super::stored::StoredRun;
use crate::report;
use crate::report::build::{Source, lang, view};
use crate::report::charts::Figure;
use crate::tables::AtomicFile;

#[derive(Debug, clap::Args)]
pub struct ChartArgs {
    /// Directory of a finished run
    #[arg(value_name = "RUN")]
    run: PathBuf,

    /// Which figure; a list of all where none is named
    #[arg(long, value_name = "NAME")]
    figure: Option<String>,

    /// Where to write it; .svg or .png
    #[arg(short, long, value_name = "FILE", requires = "figure")]
    output: Option<PathBuf>,

    /// Pixels of a PNG from left to right
    #[arg(long, default_value_t = 1440, value_parser = clap::value_parser!(u32).range(100..=10_000))]
    width: u32,

    /// The figure as it is laid out for a phone
    #[arg(long)]
    narrow: bool,

    /// Replace a file that exists
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    sensitivity: SimulatedTornado,

    /// Language: nl or en
    #[arg(long, default_value = "nl", value_parser = ["nl", "en"])]
    lang: String,
}

pub fn chart(args: &ChartArgs) -> Result<ExitCode, Complaint> {
    if let Some(path) = args.output.as_deref().filter(|path| path.exists() && !args.force) {
        let message = format!("{} exists", path.display());
        return Err(Complaint::input(message).hint("replace it with --force"));
    }
    let figures = figures(args)?;
    let Some(name) = &args.figure else {
        let line = |figure: &Figure| format!("{:<16} {}\n", figure.id, figure.title);
        return super::man::print(figures.iter().map(line).collect::<String>().as_bytes());
    };
    let Some(figure) = figures.iter().find(|figure| figure.id == name) else {
        let names: Vec<&str> = figures.iter().map(|figure| figure.id).collect();
        return Err(Complaint::input(format!("--figure: there is no figure {name:?}"))
            .hint(format!("this run has {}", names.join(", "))));
    };
    let svg = if args.narrow { &figure.narrow } else { &figure.wide };
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.svg")));
    AtomicFile::write_whole(&path, &encoded(svg, &path, args.width)?)?;
    super::man::print(format!("chart: {}\n", path.display()).as_bytes())
}

fn figures(args: &ChartArgs) -> Result<Vec<Figure>, Complaint> {
    let run = StoredRun::open(&args.run, &[])?;
    let sensitivity = args.sensitivity.read(&run)?;
    let (table, sample) = run.sample_table()?;
    // Budgets are read for the one figure that shows them, and for the list of all.
    let reserves = args.figure.as_deref().is_none_or(|name| name == "reserve_curve");
    let budgets = if reserves { run.small_budget_table()? } else { None };
    let source = Source {
        scenario: &run.scenario,
        manifest: &run.manifest,
        budgets: budgets.as_ref(),
        samples: Some(&sample),
        sensitivity: sensitivity.as_deref(),
        stress: None,
        lang: lang(&args.lang),
    };
    report::figures(&view(&table, &source)).map_err(Complaint::ours)
}

/// The bytes of the form that the name of the file asks for.
fn encoded(svg: &str, path: &Path, width: u32) -> Result<Vec<u8>, Complaint> {
    match path.extension().and_then(|end| end.to_str()) {
        Some("svg") => Ok(svg.as_bytes().to_vec()),
        Some("png") => png(svg, width),
        _ => {
            let message = format!("{} is neither .svg nor .png", path.display());
            Err(Complaint::input(message).hint("the end of the name chooses the form"))
        }
    }
}

#[cfg(feature = "png")]
fn png(svg: &str, width: u32) -> Result<Vec<u8>, Complaint> {
    report::png(svg, width).map_err(Complaint::ours)
}

#[cfg(not(feature = "png"))]
fn png(_svg: &str, _width: u32) -> Result<Vec<u8>, Complaint> {
    Err(Complaint::input("this program was built without PNG")
        .hint("write .svg, or build it with the feature `png`"))
}
