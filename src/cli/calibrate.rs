//! `wijkraming calibrate FILE --targets TARGETS`: parameters of a scenario held against what was observed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Complaint;
use super::calibrate_posterior as rows_text;
use super::calibrate_text as text;
use super::complaint::say;
use super::interrupt::tidy_up_when_interrupted;
use super::load::render;
use super::man::print;
use super::progress::Progress;
use super::run::command_line;
use crate::calibration::bayes::Kernel;
use crate::calibration::bayesian::{self, BayesPlan, Weighed, weigh_scenario};
use crate::calibration::classical::{self, FitPlan, Fitted, fit_scenario};
use crate::calibration::overlay::{Overlay, Values, fitted};
use crate::calibration::targets::Targets;
use crate::diagnostics::{Diagnostic, Report};
use crate::scenario::{LoadOptions, PosteriorColumns, Scenario, posterior_text};
use crate::study::Model;
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

    /// Number of draws: at every point of the fit (100 where not given), or of all stages of --bayes (3000)
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

    /// Weigh draws of all uncertain quantities instead of fitting parameters: later runs carry the posterior
    #[arg(long, conflicts_with_all = ["fixed", "profile"])]
    bayes: bool,

    /// Shape of the error of a target: normal, student (forgives a target that is off) or interval (ABC: all
    /// within their intervals or nothing)
    #[arg(long, requires = "bayes", default_value = "normal", value_parser = ["normal", "student", "interval"])]
    kernel: String,

    /// Stages: the first draws from the prior, each later one from where the posterior was found to be
    #[arg(long, requires = "bayes", default_value_t = bayesian::STAGES as u8, value_parser = clap::value_parser!(u8).range(1..=20))]
    stages: u8,

    /// Refuse a posterior that is worth fewer draws than this
    #[arg(long, requires = "bayes", default_value_t = LEAST_WORTH, value_name = "N")]
    min_ess: u32,

    /// No progress and no tables on screen
    #[arg(short, long)]
    quiet: bool,

    /// The tables on screen as JSON
    #[arg(long)]
    json: bool,
}

/// Effective draws that a posterior must be worth where nothing else is asked for: quantiles of 5% and 95% then rest on
/// five draws.
const LEAST_WORTH: u32 = 100;
/// Effective draws below which a posterior is written with a warning.
const ENOUGH_WORTH: f64 = 400.0;
/// A tail of the weights above which they are not to be trusted (Vehtari et al. 2024).
const HEAVY_TAIL: f64 = 0.7;
/// A conflict of prior and targets that happens less often, if all is right, is told.
const CONFLICT: f64 = 0.001;

pub fn calibrate(args: &CalibrateArgs) -> Result<ExitCode, Complaint> {
    tidy_up_when_interrupted();
    let out = args.out();
    free(&out, args.force)?;
    if args.bayes {
        free(&rows_file(&out), args.force)?;
    }
    let job = Job::new(args)?;
    args.pool()?.install(|| if args.bayes { job.bayesian(&out) } else { job.classical(&out) })
}

/// The file of a posterior beside its overlay.
fn rows_file(overlay: &Path) -> PathBuf {
    overlay.with_extension("posterior.csv")
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
            ..LoadOptions::default()
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

    fn bayesian(&self, out: &Path) -> Result<ExitCode, Complaint> {
        if self.scenario.posterior().is_some() {
            let message = format!("{} has a posterior already", self.args.file.display());
            let hint = "calibrate the scenario that it extends, with all targets together";
            return Err(Complaint::input(message).hint(hint));
        }
        let progress = Progress::open(self.args.quiet);
        let plan = BayesPlan {
            draws: self.args.draws.map_or(bayesian::DRAWS, |draws| draws as usize),
            stages: usize::from(self.args.stages),
            kernel: match self.args.kernel.as_str() {
                "student" => Kernel::Student,
                "interval" => Kernel::Interval,
                _ => Kernel::Normal,
            },
            finished: &|| progress.tick(),
        };
        let found = weigh_scenario(&self.options, &self.scenario, &self.targets, &plan);
        progress.finish();
        let found = found.map_err(|report| complaint(&report))?;
        self.worth(&found)?;
        self.write_posterior(&found, out)?;
        self.show_posterior(&found, out)
    }

    /// Refuses a posterior that rests on too few draws, and warns of one that is near it.
    fn worth(&self, found: &Weighed) -> Result<(), Complaint> {
        let worth = found.found.weights.effective();
        let draws = found.rows.draws;
        let remedy = if found.prior_p < CONFLICT {
            "the targets lie where the prior hardly comes: widen the prior, or look at the targets again"
        } else if self.args.stages == 1 {
            "take more --stages, or more --draws"
        } else {
            "take more --draws, or give the targets an sd that holds the chance of a single year too"
        };
        let told = format!("the posterior is worth {worth:.0} of {draws} draws");
        if worth < f64::from(self.args.min_ess) {
            let message = format!("{told}; --min-ess asks for {}", self.args.min_ess);
            return Err(Complaint::limit(message).hint(remedy));
        }
        let warn = |message: String, hint: &str| {
            say(&render(&Report::of(Diagnostic::warning(message).hint(hint))));
        };
        if worth < ENOUGH_WORTH {
            warn(format!("{told}: percentiles of later results will be rough"), remedy);
        }
        if let Some(tail) = found.found.weights.tail().filter(|tail| *tail > HEAVY_TAIL) {
            let message =
                format!("few draws carry much of the weight (Pareto k = {tail:.2}, above 0.7)");
            warn(
                message,
                "the effective number of draws may be too rosy; take more --draws or --stages",
            );
        }
        if found.prior_p < CONFLICT {
            let furthest = rows_text::furthest(&self.told(), found);
            let message = format!(
                "prior and targets are in conflict: targets as far from what the prior expects have a chance of {:.1e}; \
                 the furthest is {furthest}",
                found.prior_p
            );
            warn(
                message,
                "the posterior rests on the tail of the prior; is the prior too narrow, or a target wrong?",
            );
        }
        Ok(())
    }

    /// Writes the rows and the overlay that names them.
    fn write_posterior(&self, found: &Weighed, out: &Path) -> Result<(), Complaint> {
        let mut overlay = self.overlay(out, rows_text::comments(&self.told(), found));
        overlay.settings(&self.scenario, &found.settings);
        // Read back without the rows first: their marks are those of the quantities that the overlay gives.
        self.write(out, &overlay)?;
        let options = self.read_back(out);
        let plain = Scenario::load(&options)
            .map_err(|report| Complaint::ours(format!("{}\n{report}", out.display())))?;
        if plain.quantity_paths() != found.scenario.quantity_paths() {
            return Err(Complaint::ours("the overlay has other quantities than were weighed"));
        }
        let names = self.scenario.alternatives();
        let compared: Vec<&str> =
            self.targets.alternatives().into_iter().map(|index| names[index].id.as_str()).collect();
        let told = rows_text::head(&self.told(), found, &self.args.kernel);
        let weights = found.found.weights.as_slice();
        let rows = PosteriorColumns { sample: &found.rows, weights, kept: &found.kept };
        let rows = posterior_text(&plain, &rows, &compared, &told);
        let file = rows_file(out);
        AtomicFile::write_whole(&file, rows.as_bytes())?;
        overlay.posterior = file.file_name().map(|name| name.to_string_lossy().into_owned());
        self.write(out, &overlay)
    }

    fn show_posterior(&self, found: &Weighed, out: &Path) -> Result<ExitCode, Complaint> {
        let files = [out, &rows_file(out)];
        if self.args.json {
            let all = rows_text::json(&self.told(), found, files);
            let all = serde_json::to_string_pretty(&all).map_err(Complaint::ours)?;
            return print(format!("{all}\n").as_bytes());
        }
        if self.args.quiet {
            return Ok(ExitCode::SUCCESS);
        }
        print(rows_text::tables(&self.told(), found, files).as_bytes())
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
        Scenario::load(&self.read_back(out)).map(|_| ()).map_err(|report| {
            Complaint::ours(format!("{} cannot be read back\n{report}", out.display()))
        })
    }

    fn read_back(&self, out: &Path) -> LoadOptions {
        LoadOptions {
            path: out.to_owned(),
            // An overlay elsewhere is asked for, and asks for the same when it is run.
            allow_outside: true,
            limits: None,
            ..LoadOptions::default()
        }
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
pub fn relative(overlay: &Path, scenario: &Path) -> String {
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
