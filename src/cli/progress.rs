//! How far a run is, on standard error.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::complaint::say;

/// A bar with the time left on a terminal; a plain line at each 10% elsewhere; nothing when quiet.
pub struct Progress {
    bar: Option<ProgressBar>,
    plain: bool,
    total: u64,
    done: AtomicU64,
}

impl Progress {
    pub fn new(total: u64, quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (!quiet && terminal).then(|| {
            let style = ProgressStyle::with_template(
                "{bar:40} {pos}/{len} realisations, {elapsed} so far, {eta} left",
            );
            let bar =
                ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(5));
            style.map(|style| bar.clone().with_style(style)).unwrap_or(bar)
        });
        // Without a terminal only long runs say how far they are: logs of short ones stay clean.
        let plain = !quiet && !terminal && total >= 10_000;
        Self { bar, plain, total, done: AtomicU64::new(0) }
    }

    /// The same where no one knows how many realisations it will take.
    pub fn open(quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (!quiet && terminal).then(|| {
            let style =
                ProgressStyle::with_template("{spinner} {pos} realisations, {elapsed} so far");
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
            style.map(|style| bar.clone().with_style(style)).unwrap_or(bar)
        });
        Self { bar, plain: false, total: 0, done: AtomicU64::new(0) }
    }

    /// One more realisation is finished; from any thread.
    pub fn tick(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
        if self.plain {
            let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
            let tenth = |units: u64| units * 10 / self.total.max(1);
            if tenth(done) > tenth(done - 1) {
                say(&format!("{} % done\n", tenth(done) * 10));
            }
        }
    }

    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
