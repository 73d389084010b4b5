//! `wijkraming calibrate FILE --targets TARGETS`: parameters of a scenario held against what was observed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Complaint;
use super::calibrate_text as text;
use super::complaint::say;
use super::interrupt::tidy_up_when_interrupted;
use super::load::render;
use super::man::print;
use super::progress::Progress;
use super::run::command_line;
use crate::calibration::classical::{self, FitPlan, Fitted, fit_scenario};
use crate::calibration::overlay::{Overlay, Values, fitted};
use crate::calibration::targets::Targets;
use crate::diagnostics::Report;
use crate::scenario::{LoadOptions, Scenario};
use crate::tables::AtomicFile;

#[derive(Debug, clap::Args)]
pub struct CalibrateArgs {
    /// Scenario file (TOML)
    file: PathBuf,

    /// What was observed, and which parameters may move (TOML; docs/calibration.md has the format)
    #[arg(long, value_name = "TARGETS")]
    targets: PathBuf,

    /// Overlay to write; FILE with .gekalibreerd.toml as its ending where not given
    #[arg(long, value_name = "OVERLAY")]
    out: Option<PathBuf>,

    /// Replace files that are there already
    #[arg(long)]
    force: bool,

    /// Set a key of the scenario first; it becomes a part of the overlay
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,

    /// Let `extends` lead to files outside the directory of the scenario
    #[arg(long)]
    allow_outside: bool,

    /// Number of draws at every point of the fit, or in all of a Bayesian calibration
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    draws: Option<u32>,

    /// Seed of all random numbers; that of the scenario where not given
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// Threads; all cores where not given. The results do not depend on it
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Write the fitted numbers alone, without their uncertainty
    #[arg(long)]
    fixed: bool,

    /// Profile of every parameter: how much worse the fit gets when it is held elsewhere
    #[arg(long)]
    profile: bool,

    /// No progress and no tables on screen
    #[arg(short, long)]
    quiet: bool,

    /// The tables on screen as JSON
    #[arg(long)]
    json: bool,
}

pub fn calibrate(args: &CalibrateArgs) -> Result<ExitCode, Complaint> {
    tidy_up_when_interrupted();
    let out = args.out();
    free(&out, args.force)?;
    let job = Job::new(args)?;
    args.pool()?.install(|| job.classical(&out))
}

/// A file that is there is replaced on request only.
fn free(path: &Path, force: bool) -> Result<(), Complaint> {
    if path.exists() && !force {
        let message = format!("{} exists already", path.display());
        return Err(Complaint::input(message).hint("--force replaces it, --out names another"));
    }
    Ok(())
}

fn complaint(report: &Report) -> Complaint {
    Complaint::rendered(render(report))
}

impl CalibrateArgs {
    fn out(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| self.file.with_extension("gekalibreerd.toml"))
    }

    fn pool(&self) -> Result<rayon::ThreadPool, Complaint> {
        let threads = self.threads.map_or(0, usize::from);
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|error| Complaint::ours(format!("cannot start threads: {error}")))
    }

    fn options(&self) -> LoadOptions {
        let seed = self.seed.map(|seed| format!("sampling.seed={seed}"));
        LoadOptions {
            path: self.file.clone(),
            sets: self.sets.iter().cloned().chain(seed).collect(),
            allow_outside: self.allow_outside,
            limits: None,
            threads: 1,
        }
    }
}

/// A scenario and its targets, ready to be calibrated.
struct Job<'a> {
    args: &'a CalibrateArgs,
    options: LoadOptions,
    scenario: Scenario,
    targets: Targets,
}

impl<'a> Job<'a> {
    fn new(args: &'a CalibrateArgs) -> Result<Self, Complaint> {
        let options = args.options();
        let scenario = Scenario::load(&options).map_err(|report| complaint(&report))?;
        say(&render(scenario.warnings()));
        let targets =
            Targets::load(&args.targets, &scenario).map_err(|report| complaint(&report))?;
        say(&render(&targets.warnings));
        Ok(Self { args, options, scenario, targets })
    }

    fn classical(&self, out: &Path) -> Result<ExitCode, Complaint> {
        let progress = Progress::open(self.args.quiet);
        let all = 0..self.targets.parameters.len();
        let draws = self.args.draws.map_or(classical::DRAWS, |draws| draws as usize);
        let plan = FitPlan {
            draws,
            profiles: all.filter(|_| self.args.profile).collect(),
            finished: &|| progress.tick(),
        };
        let found = fit_scenario(&self.options, &self.scenario, &self.targets, &plan);
        progress.finish();
        let found = found.map_err(|report| complaint(&report))?;
        let mut overlay = self.overlay(out, text::fit_comments(&self.told(), &found.fit));
        let values = if self.args.fixed { Values::Fixed } else { Values::Uncertain };
        fitted(&mut overlay, &self.scenario, &self.targets, &found.fit, values);
        self.write(out, &overlay)?;
        self.show_fit(&found, out)
    }

    fn told(&self) -> text::Told<'_> {
        text::Told { scenario: &self.scenario, targets: &self.targets }
    }

    fn overlay(&self, out: &Path, comments: Vec<String>) -> Overlay {
        let mut comments = comments;
        comments.push(String::new());
        comments.push(command_line());
        Overlay::new(&self.scenario, relative(out, &self.args.file), comments)
    }

    /// Writes the overlay, and reads it back as a scenario.
    fn write(&self, out: &Path, overlay: &Overlay) -> Result<(), Complaint> {
        AtomicFile::write_whole(out, overlay.text().as_bytes())?;
        let options = LoadOptions {
            path: out.to_owned(),
            // An overlay elsewhere is asked for, and asks for the same when it is run.
            allow_outside: true,
            limits: None,
            ..LoadOptions::default()
        };
        Scenario::load(&options).map(|_| ()).map_err(|report| {
            Complaint::ours(format!("{} cannot be read back\n{report}", out.display()))
        })
    }

    fn show_fit(&self, found: &Fitted, out: &Path) -> Result<ExitCode, Complaint> {
        if self.args.json {
            let all = text::fit_json(&self.told(), found, out);
            let all = serde_json::to_string_pretty(&all).map_err(Complaint::ours)?;
            return print(format!("{all}\n").as_bytes());
        }
        if self.args.quiet {
            return Ok(ExitCode::SUCCESS);
        }
        print(text::fit(&self.told(), found, out).as_bytes())
    }
}

/// The path of the scenario as seen from the directory of the overlay.
fn relative(overlay: &Path, scenario: &Path) -> String {
    let parent = overlay.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = parent.unwrap_or(Path::new("."));
    let absolute = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (from, to) = (absolute(directory), absolute(scenario));
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to.components().skip(shared);
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}
