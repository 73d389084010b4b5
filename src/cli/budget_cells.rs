//! Single figures of `wijkraming budget` as text, each with its error. Amounts are printed in thousands of euro.

use crate::analysis::accounts::AccountKind;
use crate::analysis::overrun_accounts::Conditional;
use crate::analysis::quantiles::LevelQuantile;
use crate::analysis::reserve::Resampled;
use crate::analysis::{Chance, Estimate};
use crate::report::numbers;

/// An amount: 1,234.
pub fn thousands(euro: f64) -> String {
    plain(euro / 1e3, 0)
}

fn plain(value: f64, decimals: usize) -> String {
    // The command line keeps to the minus of the keyboard.
    numbers::en(value, decimals).replace(numbers::MINUS, "-")
}

/// An error of the same size with a digit that is not 0, where there is one; nothing with one draw.
fn error(error: Option<f64>, per: f64) -> String {
    let Some(error) = error else { return String::new() };
    let scaled = error / per;
    // What is the same in every draw has an error of rounding only.
    let scaled = if scaled < 1e-6 { 0.0 } else { scaled };
    let decimals = if scaled == 0.0 || scaled >= 0.95 {
        0
    } else {
        (-scaled.log10()).ceil().clamp(1.0, 6.0) as usize
    };
    format!(" \u{b1}{}", plain(scaled, decimals))
}

/// A mean with its error.
pub fn mean(estimate: &Estimate) -> String {
    format!("{}{}", thousands(estimate.mean), error(estimate.standard_error, 1e3))
}

/// A mean with 5% .. 95% and its error.
pub fn spread(estimate: &Estimate) -> String {
    let Estimate { mean, p5, p95, standard_error, .. } = *estimate;
    if standard_error.is_none() {
        return thousands(mean);
    }
    let (low, high) = (thousands(p5), thousands(p95));
    format!("{} [{low} .. {high}]{}", thousands(mean), error(standard_error, 1e3))
}

/// The same of a share, in per cent.
pub fn percentages(estimate: &Estimate) -> String {
    let percent = |share: f64| plain(100.0 * share, 0);
    let Estimate { mean, p5, p95, standard_error, .. } = *estimate;
    if standard_error.is_none() {
        return percent(mean);
    }
    format!(
        "{} [{} .. {}]{}",
        percent(mean),
        percent(p5),
        percent(p95),
        error(standard_error, 0.01)
    )
}

pub fn conditional(given: &Conditional) -> String {
    format!("{}{}", thousands(given.mean), error(given.standard_error, 1e3))
}

/// A chance with its interval, in per cent.
pub fn chance(chance: &Chance) -> String {
    let percent = |p: f64| format!("{:.0}", 100.0 * p);
    format!("{}% [{} .. {}]", percent(chance.p), percent(chance.low), percent(chance.high))
}

/// A quantile with its error and interval.
pub fn needed(quantile: &LevelQuantile) -> String {
    interval(quantile.value, quantile.standard_error, quantile.low, quantile.high)
}

/// A figure with its bootstrap error.
pub fn sized(figure: &Resampled) -> String {
    format!("{}{}", thousands(figure.value), error(figure.standard_error, 1e3))
}

/// A figure with its bootstrap error and interval.
pub fn resampled(figure: &Resampled) -> String {
    interval(figure.value, figure.standard_error, figure.low, figure.high)
}

fn interval(value: f64, se: Option<f64>, low: Option<f64>, high: Option<f64>) -> String {
    let bound = |value: Option<f64>| value.map_or("?".to_owned(), thousands);
    match se {
        None => thousands(value),
        Some(_) => {
            format!("{}{} [{} .. {}]", thousands(value), error(se, 1e3), bound(low), bound(high))
        }
    }
}

/// Grades less likely than this are not named.
const LEAST: f64 = 0.05;

/// The grades that are likely enough to name: both where the ratio is near a border.
pub fn grades(grades: &[(String, f64)]) -> String {
    let likely: Vec<&(String, f64)> =
        grades.iter().filter(|(_, chance)| *chance >= LEAST).collect();
    match likely.as_slice() {
        [(only, _)] => only.clone(),
        several => {
            let each = several.iter().map(|(grade, p)| format!("{grade} {:.0}%", 100.0 * p));
            each.collect::<Vec<String>>().join(" or ")
        }
    }
}

/// Whose budget it is.
pub fn name_of(kind: AccountKind, name: &str) -> String {
    match kind {
        AccountKind::Area => name.to_owned(),
        AccountKind::Team => format!("team {name}"),
        AccountKind::Areas => "area budgets".to_owned(),
        AccountKind::Specialist => "specialist".to_owned(),
        AccountKind::Total => "all".to_owned(),
    }
}
