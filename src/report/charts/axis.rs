//! Layer 6. Where ticks stand and how values become places. No drawing and no statistics.

use super::canvas::Point;
use crate::report::labels::Labels;
use crate::report::view::Periods;

/// Round numbers (1, 2, 2.5 or 5 times a power of ten) that cover a range with at most `most` steps.
pub fn ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    let (low, high) = if low.is_finite() && high.is_finite() { (low, high) } else { (0.0, 1.0) };
    let span = if high - low > f64::EPSILON * high.abs().max(1e-12) { high - low } else { 1.0 };
    let power = 10f64.powf((span / most.max(1) as f64).log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0, 20.0].map(|factor| factor * power);
    let fits =
        |step: &&f64| (cover(low, span, **step).1 - cover(low, span, **step).0) as usize <= most;
    let step = *steps.iter().find(fits).unwrap_or(&steps[5]);
    let (first, last) = cover(low, span, step);
    (first as i64..=last as i64).map(|index| index as f64 * step).collect()
}

fn cover(low: f64, span: f64, step: f64) -> (f64, f64) {
    ((low / step + 1e-9).floor(), ((low + span) / step - 1e-9).ceil())
}

/// A tick with its label.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub at: f64,
    pub label: String,
}

/// Ticks of a time axis in periods since the start: years, or months where there are at most two years.
pub fn time_ticks(periods: Periods, labels: &Labels, most: usize) -> Vec<Tick> {
    let per_year = periods.per_year.max(1) as usize;
    let years = periods.count.div_ceil(per_year);
    if per_year == 12 && periods.count <= 24 {
        return month_ticks(periods.count, labels, most);
    }
    let step =
        [1, 2, 5, 10, 20, 50, 100].into_iter().find(|step| years / step <= most).unwrap_or(200);
    let tick = |year: usize| Tick {
        at: (year * per_year) as f64,
        label: (i64::from(periods.start_year) + year as i64).to_string(),
    };
    (0..=years).step_by(step).map(tick).collect()
}

/// Ticks in the middle of months.
fn month_ticks(count: usize, labels: &Labels, most: usize) -> Vec<Tick> {
    let step = [1, 2, 3, 6].into_iter().find(|step| count / step <= most).unwrap_or(12);
    let tick =
        |month: usize| Tick { at: month as f64 + 0.5, label: labels.months[month % 12].to_owned() };
    (0..count).step_by(step).map(tick).collect()
}

/// Name of the n-th period: "2019", or "mrt 2019".
pub fn period_name(periods: Periods, index: usize, labels: &Labels) -> String {
    let per_year = periods.per_year.max(1) as usize;
    let year = i64::from(periods.start_year) + (index / per_year) as i64;
    match per_year {
        12 => format!("{} {year}", labels.months[index % 12]),
        1 => year.to_string(),
        _ => format!("{year}/{}", index % per_year + 1),
    }
}

/// A rectangle in which values have a place.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    pub x: (f64, f64),
    pub y: (f64, f64),
}

impl Frame {
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Place of a value; what lies outside the frame is put on its edge.
    pub fn at(&self, x: f64, y: f64) -> Point {
        (self.left + share(x, self.x) * self.width, self.bottom() - share(y, self.y) * self.height)
    }
}

fn share(value: f64, (low, high): (f64, f64)) -> f64 {
    let share = (value - low) / (high - low);
    if share.is_nan() { f64::NAN } else { share.clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::view::Lang;

    #[test]
    fn ticks_are_round_and_cover_the_range() {
        assert_eq!(ticks(0.0, 61.2e6, 4), [0.0, 20e6, 40e6, 60e6, 80e6]);
        assert_eq!(ticks(-3.0, 7.0, 4), [-5.0, 0.0, 5.0, 10.0]);
        assert_eq!(ticks(0.0, 1.0, 4), [0.0, 0.25, 0.5, 0.75, 1.0]);
        for (low, high) in [(0.0, 1e-9), (5.0, 5.0), (-1e12, 3.0), (0.1, 0.3), (f64::NAN, 1.0)] {
            let ticks = ticks(low, high, 5);
            assert!((2..=6).contains(&ticks.len()), "{low} {high} {ticks:?}");
            let slack = 1e-6 * (high - low).abs();
            let last = ticks[ticks.len() - 1];
            assert!(!low.is_finite() || (ticks[0] <= low + slack && last >= high - slack));
        }
    }

    #[test]
    fn long_runs_have_few_year_ticks_and_short_ones_have_months() {
        let labels = Labels::of(Lang::Nl);
        let names = |years: usize, most| {
            let periods = Periods { start_year: 2015, per_year: 12, count: years * 12 };
            time_ticks(periods, labels, most).into_iter().map(|tick| tick.label).collect::<Vec<_>>()
        };
        assert_eq!(names(10, 5), ["2015", "2017", "2019", "2021", "2023", "2025"]);
        assert_eq!(names(1, 4), ["jan", "apr", "jul", "okt"]);
        assert!(names(200, 5).len() <= 6);
    }

    #[test]
    fn periods_are_named_by_month_or_year() {
        let labels = Labels::of(Lang::Nl);
        let monthly = Periods { start_year: 2015, per_year: 12, count: 24 };
        assert_eq!(period_name(monthly, 14, labels), "mrt 2016");
        assert_eq!(period_name(Periods { per_year: 1, ..monthly }, 3, labels), "2018");
    }
}
