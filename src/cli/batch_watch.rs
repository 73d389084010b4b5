//! How far a batch is: one bar on a terminal, a line at each 10% elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::complaint::say;
use crate::batch::{Done, UnitError, UnitJob, UnitManifest, Watch};

pub struct Screen {
    started: Instant,
    bar: Option<ProgressBar>,
    plain: bool,
    quiet: bool,
    /// Household-months of all units.
    total: u64,
    /// Done, in units that are finished or under way.
    months: AtomicU64,
    /// Units: all, and finished.
    units: u64,
    finished: AtomicU64,
    told: Mutex<u64>,
}

/// Household-months that the bar counts as one: it has no use for more.
const STEP: u64 = 1_000_000;

impl Screen {
    pub fn new(units: &[&UnitJob], started: Instant, quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let total: u64 = units.iter().map(|job| UnitManifest::household_months(job)).sum();
        let bar = (!quiet && terminal).then(|| {
            let style = ProgressStyle::with_template(
                "{bar:40} {percent} %, {msg} units, {elapsed} so far, {eta} left",
            );
            let target = ProgressDrawTarget::stderr_with_hz(5);
            let bar = ProgressBar::with_draw_target(Some(total / STEP), target);
            bar.set_message(format!("0 of {}", units.len()));
            style.map(|style| bar.clone().with_style(style)).unwrap_or(bar)
        });
        Self {
            started,
            bar,
            plain: !quiet && !terminal,
            quiet,
            total,
            months: AtomicU64::new(0),
            units: units.len() as u64,
            finished: AtomicU64::new(0),
            told: Mutex::new(0),
        }
    }

    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn line(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(text)),
            None => say(text),
        }
    }

    fn tell(&self) {
        let months = self.months.load(Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.set_position(months / STEP);
        }
        if !self.plain {
            return;
        }
        let tenth = (months as f64 / self.total.max(1) as f64 * 10.0) as u64;
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if tenth > *told {
            *told = tenth;
            let (finished, units) = (self.finished.load(Ordering::Relaxed), self.units);
            say(&format!("{} % done, {finished} of {units} units\n", tenth * 10));
        }
    }
}

impl Watch for Screen {
    fn now(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    fn simulated(&self, household_months: u64) {
        self.months.fetch_add(household_months, Ordering::Relaxed);
        self.tell();
    }

    fn done(&self, job: &UnitJob, how: Done) {
        let finished = self.finished.fetch_add(1, Ordering::Relaxed) + 1;
        if how != Done::Computed {
            self.months.fetch_add(UnitManifest::household_months(job), Ordering::Relaxed);
        }
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{finished} of {}", self.units));
        }
        self.tell();
    }

    fn damaged(&self, job: &UnitJob, why: &str) {
        if !self.quiet {
            self.line(&format!("warning: {}: {why}; it is computed again\n", job.name()));
        }
    }

    fn failed(&self, job: &UnitJob, _error: &UnitError) {
        if !self.quiet {
            self.line(&format!("failed: {}; its message follows at the end\n", job.name()));
        }
    }
}
