//! How far a run is: a bar on a terminal, a line at each 10% elsewhere.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Units that are done, of all.
pub struct Progress {
    bar: Option<ProgressBar>,
    plain: bool,
    total: u64,
    tenth: AtomicU64,
}

impl Progress {
    pub fn new(total: u64, quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (!quiet && terminal).then(|| {
            let target = ProgressDrawTarget::stderr_with_hz(5);
            let bar = ProgressBar::with_draw_target(Some(total), target);
            let style = ProgressStyle::with_template(
                "{bar:40} {pos}/{len} units, {elapsed} so far, {eta} left",
            );
            style.map(|style| bar.clone().with_style(style)).unwrap_or(bar)
        });
        Self { bar, plain: !quiet && !terminal, total, tenth: AtomicU64::new(0) }
    }

    /// So many are done.
    pub fn at(&self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
        let tenth = done * 10 / self.total.max(1);
        if self.plain && self.tenth.fetch_max(tenth, Ordering::Relaxed) < tenth {
            eprintln!("{} % done", tenth * 10);
        }
    }

    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
