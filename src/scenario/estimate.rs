//! What a run will take, known before it starts. The constants were measured once, on two cores of a shared
//! machine with the default scenario; nothing is timed here.

use crate::diagnostics::Diagnostic;

/// Household-months that one core simulates, writes and analyses in a second.
pub const HOUSEHOLD_MONTHS_PER_SECOND: f64 = 130e6;
/// Memory of one household in one thread.
pub const BYTES_PER_HOUSEHOLD: u64 = 120;
/// Columns of the results table, beside those of the effects (section 8 of the model page).
pub const RESULT_COLUMNS: u64 = 48;
/// Bytes of one value in it.
pub const BYTES_PER_VALUE: u64 = 8;

/// What a run may take before it is refused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    pub memory_bytes: u64,
    pub seconds: f64,
}

impl Default for Limits {
    /// 16 GiB and a day.
    fn default() -> Self {
        Self { memory_bytes: 16 << 30, seconds: 86_400.0 }
    }
}

/// The size of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    pub households: u64,
    pub areas: u64,
    pub alternatives: u64,
    pub years: u64,
    pub effects: u64,
    pub draws: u64,
    pub threads: u64,
}

/// What a run will take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub households: u64,
    /// Over all draws and alternatives.
    pub household_months: u64,
    pub memory_bytes: u64,
    /// On as many cores as there are threads.
    pub seconds: f64,
}

impl Estimate {
    pub fn of(size: Size) -> Self {
        let runs = size.alternatives.saturating_mul(size.draws);
        let household_months =
            runs.saturating_mul(size.years).saturating_mul(12).saturating_mul(size.households);
        let rows = runs.saturating_mul(size.years).saturating_mul(size.areas);
        let values = rows.saturating_mul(RESULT_COLUMNS + size.effects);
        let results = values.saturating_mul(BYTES_PER_VALUE);
        let working = size.households.saturating_mul(BYTES_PER_HOUSEHOLD * size.threads);
        Self {
            households: size.households,
            household_months,
            memory_bytes: results.saturating_add(working),
            seconds: household_months as f64
                / (HOUSEHOLD_MONTHS_PER_SECOND * size.threads.max(1) as f64),
        }
    }

    /// What is too much about it, if anything.
    pub fn objection(&self, limits: &Limits) -> Option<Diagnostic> {
        let problem = if self.memory_bytes > limits.memory_bytes {
            format!(
                "this run would need about {} of memory, more than the limit of {}",
                bytes(self.memory_bytes),
                bytes(limits.memory_bytes)
            )
        } else if self.seconds > limits.seconds {
            format!(
                "this run would take about {}, more than the limit of {}",
                duration(self.seconds),
                duration(limits.seconds)
            )
        } else {
            return None;
        };
        let hint = "take fewer draws, years or areas, or lift the limit with --allow-large";
        Some(Diagnostic::error(problem).hint(hint))
    }
}

/// An amount of memory in words.
pub fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let mut amount = bytes as f64;
    let mut unit = 0;
    while amount >= 1024.0 && unit + 1 < UNITS.len() {
        amount /= 1024.0;
        unit += 1;
    }
    format!("{} {}", rounded(amount), UNITS[unit])
}

/// A time in words.
pub fn duration(seconds: f64) -> String {
    const UNITS: [(f64, &str); 5] = [
        (365.25 * 86_400.0, "years"),
        (86_400.0, "days"),
        (3_600.0, "hours"),
        (60.0, "minutes"),
        (1.0, "seconds"),
    ];
    let fits = |(length, _): &&(f64, &str)| seconds >= 1.5 * length;
    let (length, unit) = UNITS.iter().find(fits).unwrap_or(&(1.0, "seconds"));
    format!("{} {unit}", rounded(seconds / length))
}

fn rounded(amount: f64) -> String {
    if amount < 10.0 {
        format!("{}", (amount * 10.0).round() / 10.0)
    } else {
        format!("{amount:.0}")
    }
}
