//! `wijkraming budget RUN`: overruns, reserves, who bears what and taakvelden of a finished run, without simulating
//! anything.

use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;

use super::Complaint;
use super::budget_files;
use super::budget_notes::notes;
use super::budget_screen::Screen;
use super::load::alternative_index;
use super::stored::StoredRun;
use crate::analysis::budget_figures::{BudgetFigures, BudgetOptions, budget_figures};
use crate::stats::Bootstrap;
use crate::study::BudgetTable;
use crate::tables::RunManifest;

#[derive(Debug, clap::Args)]
pub struct BudgetArgs {
    /// Directory of a finished run
    #[arg(value_name = "RUN")]
    run: PathBuf,

    /// Only this alternative, by id, and in detail: every area, team and year, and the taakvelden; may be given more
    /// than once
    #[arg(long, value_name = "ID")]
    alternative: Vec<String>,

    /// Calendar year of the months and taakvelden on screen; the third of the run where not given
    #[arg(long, value_name = "YEAR")]
    year: Option<i32>,

    /// Month at whose end the forecast (prognose) per taakveld is taken, 1 to 12
    #[arg(long, value_name = "MONTH", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=12))]
    forecast_month: u32,

    /// Resamples of the draws for the errors of verevening and rules of thumb
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    resamples: u32,

    /// Set budget.available_reserve or a taakveld of the scenario; may be given more than once
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,

    /// All figures as JSON
    #[arg(long)]
    json: bool,

    /// Write all figures to this directory too: CSV tables and budget.json
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Replace files of an earlier call in that directory
    #[arg(long)]
    force: bool,
}

/// All figures of a run as one document.
#[derive(Serialize)]
pub struct Document<'a> {
    pub run: &'a RunManifest,
    pub directory: &'a PathBuf,
    /// What the reader must know of these figures.
    pub notes: Vec<String>,
    pub alternatives: Vec<BudgetFigures>,
}

pub fn budget(args: &BudgetArgs) -> Result<ExitCode, Complaint> {
    if let Some(out) = &args.out {
        budget_files::check(out, args.force)?;
    }
    let run = StoredRun::open(&args.run, &args.sets)?;
    let chosen = args.chosen(&run)?;
    let table = run.budget_table()?;
    let year = args.shown_year(&table)?;
    let options = BudgetOptions {
        forecast_month: args.forecast_month,
        bootstrap: Bootstrap { seed: run.manifest.seed, resamples: args.resamples.into() },
    };
    let document = Document {
        run: &run.manifest,
        directory: &args.run,
        notes: notes(&run, &table, &chosen),
        alternatives: chosen
            .iter()
            .filter_map(|place| budget_figures(&table, *place, options))
            .collect(),
    };
    if let Some(out) = &args.out {
        budget_files::write(out, &document)?;
    }
    if args.json {
        let text = serde_json::to_string_pretty(&document).map_err(Complaint::ours)?;
        return super::man::print(format!("{text}\n").as_bytes());
    }
    let screen = Screen {
        document: &document,
        header: &table.header,
        price_year: run.scenario.price_year,
        detailed: !args.alternative.is_empty(),
        year,
        forecast_month: args.forecast_month,
    };
    super::man::print(screen.text().as_bytes())
}

impl BudgetArgs {
    /// Places among the alternatives of the run, in their order.
    fn chosen(&self, run: &StoredRun) -> Result<Vec<usize>, Complaint> {
        if self.alternative.is_empty() {
            return Ok((0..run.alternatives.len()).collect());
        }
        let mut places = Vec::new();
        for id in &self.alternative {
            let index = alternative_index(&run.scenario, "--alternative", id)?;
            let place = run.alternatives.iter().position(|known| *known == index);
            places.push(place.ok_or_else(|| {
                Complaint::input(format!("--alternative: the run does not hold {id:?}"))
                    .hint(format!("it holds {}", run.manifest.alternatives.join(", ")))
            })?);
        }
        places.sort_unstable();
        places.dedup();
        Ok(places)
    }

    /// The year on screen, from 0.
    fn shown_year(&self, table: &BudgetTable) -> Result<usize, Complaint> {
        let header = &table.header;
        let Some(year) = self.year else { return Ok(2.min(header.years - 1)) };
        let place = usize::try_from(year - header.start_year).ok();
        place.filter(|place| *place < header.years).ok_or_else(|| {
            let last = header.start_year + header.years as i32 - 1;
            Complaint::input(format!("--year {year} is not in the run"))
                .hint(format!("the run goes from {} to {last}", header.start_year))
        })
    }
}
