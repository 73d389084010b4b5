//! Layer 6. Numbers as people read them: Dutch (1.234.567,89) or English (1,234,567.89), with a true minus sign.
//!
//! Rounding for print happens here and nowhere else. Nothing in here knows a word except through `labels`.

use super::labels::Labels;
use super::view::{Lang, Unit};

/// True minus sign, as wide as the plus.
pub const MINUS: char = '\u{2212}';
/// A space at which no line breaks.
pub const NO_BREAK_SPACE: char = '\u{a0}';

/// A number with a fixed number of decimals in Dutch notation: 1.234.567,89.
pub fn nl(value: f64, decimals: usize) -> String {
    grouped(value, decimals, '.', ',')
}

/// The same in English notation: 1,234,567.89.
pub fn en(value: f64, decimals: usize) -> String {
    grouped(value, decimals, ',', '.')
}

/// How large numbers are shortened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Magnitude {
    One,
    Thousand,
    Million,
    Billion,
}

impl Magnitude {
    fn divisor(self) -> f64 {
        match self {
            Self::One => 1.0,
            Self::Thousand => 1e3,
            Self::Million => 1e6,
            Self::Billion => 1e9,
        }
    }
}

/// Errors below this, in the unit of their format, are those of rounding: no six decimals show them.
const LEAST_ERROR: f64 = 5e-7;

/// One way of printing that a row of numbers or an axis shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Format {
    pub unit: Unit,
    pub magnitude: Magnitude,
    pub decimals: usize,
}

impl Format {
    /// The format in which the largest of these numbers has two or three significant digits.
    pub fn for_values(unit: Unit, values: impl IntoIterator<Item = f64>) -> Self {
        let largest = largest(values);
        let magnitude = magnitude(unit, largest);
        let scaled = largest / magnitude.divisor() * if unit == Unit::Share { 100.0 } else { 1.0 };
        let decimals = match unit {
            Unit::Share => 0,
            _ if scaled >= 100.0 || scaled == 0.0 => 0,
            Unit::Euro | Unit::EuroPerYear if magnitude == Magnitude::One => 2,
            _ if scaled >= 0.995 => 1,
            _ if scaled >= 0.1 => 2,
            _ => 3,
        };
        Self { unit, magnitude, decimals }
    }

    /// The same with enough decimals to show one digit of a small error; of one that is nothing but rounding as it is.
    pub fn for_error(self, error: f64) -> Self {
        let scaled = self.scaled(error);
        if scaled < LEAST_ERROR || !scaled.is_finite() {
            return self;
        }
        let needed = (-scaled.log10()).ceil().clamp(0.0, 6.0) as usize;
        Self { decimals: self.decimals.max(needed), ..self }
    }

    /// The size of a number in the unit in which it is printed.
    fn scaled(self, value: f64) -> f64 {
        let percent = if self.unit == Unit::Share { 100.0 } else { 1.0 };
        value.abs() / self.magnitude.divisor() * percent
    }

    /// The format of an axis with these tick marks: no more decimals than they need.
    pub fn for_ticks(unit: Unit, ticks: &[f64]) -> Self {
        Self::for_ticks_in(unit, magnitude(unit, largest(ticks.iter().copied())), ticks)
    }

    /// The same where the magnitude is given.
    pub fn for_ticks_in(unit: Unit, magnitude: Magnitude, ticks: &[f64]) -> Self {
        let scale = magnitude.divisor() / if unit == Unit::Share { 100.0 } else { 1.0 };
        let exact = |decimals: usize| {
            let power = 10f64.powi(decimals as i32);
            ticks.iter().all(|tick| {
                let scaled = tick / scale * power;
                (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0)
            })
        };
        let decimals = (0..4).find(|&decimals| exact(decimals)).unwrap_or(4);
        Self { unit, magnitude, decimals }
    }
}

/// Prints numbers in one language.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    lang: Lang,
    labels: &'static Labels,
}

impl Numbers {
    pub fn new(lang: Lang) -> Self {
        Self { lang, labels: Labels::of(lang) }
    }

    /// A number with a fixed number of decimals.
    pub fn fixed(&self, value: f64, decimals: usize) -> String {
        match self.lang {
            _ if !value.is_finite() => self.labels.unknown.to_owned(),
            Lang::Nl => nl(value, decimals),
            Lang::En => en(value, decimals),
        }
    }

    /// A number without its unit, as a table with the unit in its row head prints it.
    pub fn bare(&self, value: f64, format: Format) -> String {
        match format.unit {
            Unit::Share => self.share(value, format.decimals),
            _ => self.fixed(value / format.magnitude.divisor(), format.decimals),
        }
    }

    /// An error with its sign, as it stands behind or below its number: "± 0,03"; none where it is not known.
    pub fn error(&self, error: Option<f64>, format: Format) -> Option<String> {
        self.error_in(error, format, |value, format| {
            format!("\u{b1}{NO_BREAK_SPACE}{}", self.bare(value, format))
        })
    }

    /// An error with its unit: "€ 0,3 miljoen"; none where it is not known.
    pub fn full_error(&self, error: Option<f64>, format: Format) -> Option<String> {
        self.error_in(error, format, |value, format| self.full(value, format))
    }

    /// The error of a number without a unit, to two digits; none where it is not known.
    pub fn plain_error(&self, error: Option<f64>) -> Option<String> {
        let known = error.filter(|error| error.is_finite())?;
        let value = if known.abs() < LEAST_ERROR { 0.0 } else { significant(known, 2) };
        Some(self.plain(value))
    }

    /// All errors come by here: with the decimals that show one digit, and as a plain 0 where there is nothing but rounding.
    fn error_in(
        &self,
        error: Option<f64>,
        format: Format,
        print: impl Fn(f64, Format) -> String,
    ) -> Option<String> {
        let known = error.filter(|error| error.is_finite())?;
        Some(match format.scaled(known) < LEAST_ERROR {
            true => print(0.0, Format { decimals: 0, ..format }),
            false => print(known, format.for_error(known)),
        })
    }

    /// A number with its unit: "€ 4,5 miljoen", "2,3 maanden", "83%".
    pub fn full(&self, value: f64, format: Format) -> String {
        let number = self.bare(value, format);
        let digits = number.strip_prefix(MINUS).unwrap_or(&number);
        let unit = self.labels.unit_after(format.unit, format.magnitude, digits);
        let prefix = match format.unit {
            Unit::Euro | Unit::EuroPerYear => "€\u{a0}",
            _ => "",
        };
        let gap = if unit.is_empty() { "" } else { "\u{a0}" };
        match number.strip_prefix(MINUS) {
            Some(digits) => format!("{MINUS}{prefix}{digits}{gap}{unit}"),
            None => format!("{prefix}{number}{gap}{unit}"),
        }
    }

    /// "5,5 tot 66,9" for a table cell.
    pub fn range(&self, low: f64, high: f64, format: Format) -> String {
        format!("{} {} {}", self.bare(low, format), self.labels.to, self.bare(high, format))
    }

    /// A chance as a whole percentage that never rounds to certainty: "minder dan 1%", "meer dan 99%".
    pub fn chance(&self, p: f64) -> String {
        match p {
            _ if !p.is_finite() => self.labels.unknown.to_owned(),
            _ if p > 0.0 && p < 0.01 => format!("{}\u{a0}1%", self.labels.less_than),
            _ if p > 0.99 && p < 1.0 => format!("{}\u{a0}99%", self.labels.more_than),
            _ => self.share(p, 0),
        }
    }

    /// The same for narrow places: "<1%", ">99%".
    pub fn short_chance(&self, p: f64) -> String {
        match p {
            _ if !p.is_finite() => "?".to_owned(),
            _ if p > 0.0 && p < 0.01 => "<1%".to_owned(),
            _ if p > 0.99 && p < 1.0 => ">99%".to_owned(),
            _ => self.share(p, 0),
        }
    }

    /// A number of an unknown kind, with at most four significant decimals and no trailing zeros.
    pub fn plain(&self, value: f64) -> String {
        let size = value.abs();
        if value.is_finite() && size != 0.0 && !(1e-6..1e15).contains(&size) {
            return format!("{value:.3e}");
        }
        let decimals = match size {
            _ if size >= 1000.0 || size == 0.0 => 2,
            _ => (3 - size.log10().floor() as i32).clamp(0, 9) as usize,
        };
        let text = self.fixed(value, decimals);
        let separator = if self.lang == Lang::Nl { ',' } else { '.' };
        match text.contains(separator) {
            true => text.trim_end_matches('0').trim_end_matches(separator).to_owned(),
            false => text,
        }
    }

    fn share(&self, value: f64, decimals: usize) -> String {
        match value.is_finite() {
            true => format!("{}%", self.fixed(value * 100.0, decimals)),
            false => self.labels.unknown.to_owned(),
        }
    }
}

/// Rounded to this many significant digits, for sentences that say "ongeveer".
pub fn significant(value: f64, digits: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let power = 10f64.powi(digits - 1 - value.abs().log10().floor() as i32);
    (value * power).round() / power
}

fn largest(values: impl IntoIterator<Item = f64>) -> f64 {
    values
        .into_iter()
        .filter(|value| value.is_finite())
        .fold(0.0, |most, value| most.max(value.abs()))
}

fn magnitude(unit: Unit, largest: f64) -> Magnitude {
    match unit {
        Unit::Euro | Unit::EuroPerYear => match largest {
            _ if largest >= 9.995e9 => Magnitude::Billion,
            _ if largest >= 9.995e5 => Magnitude::Million,
            _ if largest >= 9.995e3 => Magnitude::Thousand,
            _ => Magnitude::One,
        },
        _ => Magnitude::One,
    }
}

fn grouped(value: f64, decimals: usize, thousands: char, decimal: char) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 4);
    if value < 0.0 && digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        text.push(MINUS);
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(thousands);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(decimal);
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const EURO: Unit = Unit::Euro;

    #[test]
    fn dutch_numbers_have_points_commas_and_a_true_minus() {
        assert_eq!(nl(1_234_567.891, 2), "1.234.567,89");
        assert_eq!(nl(-1_234.5, 1), "\u{2212}1.234,5");
        assert_eq!(nl(999.0, 0), "999");
        assert_eq!(nl(100_000.0, 0), "100.000");
        assert_eq!(en(1_234_567.891, 2), "1,234,567.89");
    }

    #[test]
    fn a_negative_number_that_rounds_to_zero_has_no_sign() {
        assert_eq!(nl(-0.004, 2), "0,00");
        assert_eq!(nl(-0.0, 0), "0");
    }

    #[test]
    fn euros_are_shortened_by_the_largest_number_of_the_row() {
        let numbers = Numbers::new(Lang::Nl);
        let format = Format::for_values(EURO, [61_234_567.0, 450_000.0]);
        assert_eq!(numbers.full(61_234_567.0, format), "€\u{a0}61,2\u{a0}miljoen");
        assert_eq!(numbers.full(-450_000.0, format), "\u{2212}€\u{a0}0,5\u{a0}miljoen");
        let format = Format::for_values(EURO, [45_300.0]);
        assert_eq!(numbers.full(45_300.0, format), "€\u{a0}45,3\u{a0}duizend");
        let format = Format::for_values(EURO, [999_999.0]);
        assert_eq!(numbers.full(999_999.0, format), "€\u{a0}1,0\u{a0}miljoen");
        let format = Format::for_values(EURO, [23.5]);
        assert_eq!(numbers.full(23.5, format), "€\u{a0}23,50");
        let wait = Format { unit: Unit::Months, magnitude: Magnitude::One, decimals: 0 };
        assert_eq!(numbers.full(-1.0, wait), "\u{2212}1\u{a0}maand");
        assert_eq!(numbers.full(2.0, wait), "2\u{a0}maanden");
    }

    #[test]
    fn english_words_go_with_english_numbers() {
        let format = Format::for_values(EURO, [61_234_567.0]);
        assert_eq!(Numbers::new(Lang::En).full(61_234_567.0, format), "€\u{a0}61.2\u{a0}million");
    }

    #[test]
    fn chances_never_round_to_certainty() {
        let numbers = Numbers::new(Lang::Nl);
        assert_eq!(numbers.chance(0.834), "83%");
        assert_eq!(numbers.chance(0.001), "minder dan\u{a0}1%");
        assert_eq!(numbers.chance(0.999), "meer dan\u{a0}99%");
        assert_eq!(numbers.chance(0.0), "0%");
        assert_eq!(numbers.chance(1.0), "100%");
        assert_eq!(numbers.short_chance(0.001), "<1%");
    }

    #[test]
    fn ticks_have_the_decimals_they_need() {
        assert_eq!(Format::for_ticks(EURO, &[0.0, 2.5e6, 5e6]).decimals, 1);
        assert_eq!(Format::for_ticks(EURO, &[0.0, 20e6, 40e6]).decimals, 0);
        assert_eq!(Format::for_ticks(Unit::Share, &[0.0, 0.5, 1.0]).decimals, 0);
    }

    #[test]
    fn assumptions_keep_four_digits_and_lose_trailing_zeros() {
        let numbers = Numbers::new(Lang::Nl);
        assert_eq!(numbers.plain(0.0225), "0,0225");
        assert_eq!(numbers.plain(46.0), "46");
        assert_eq!(numbers.plain(130_000.0), "130.000");
        assert_eq!(numbers.plain(23.5), "23,5");
        assert_eq!(numbers.plain(0.0004), "0,0004");
        assert_eq!(numbers.plain(0.0), "0");
    }

    #[test]
    fn what_is_not_finite_is_unknown() {
        let numbers = Numbers::new(Lang::Nl);
        let format = Format::for_values(EURO, [f64::NAN]);
        assert_eq!(numbers.fixed(f64::NAN, 1), "onbekend");
        assert_eq!(numbers.bare(f64::INFINITY, format), "onbekend");
        assert_eq!(numbers.chance(f64::NAN), "onbekend");
        assert_eq!(numbers.plain(f64::NAN), "onbekend");
    }

    /// An error has a digit that is not 0; what six decimals do not show is 0, without decimals.
    #[test]
    fn errors_show_a_digit_or_are_nothing() {
        let numbers = Numbers::new(Lang::Nl);
        let format = Format { unit: EURO, magnitude: Magnitude::Thousand, decimals: 0 };
        let shown = |error: f64| numbers.error(Some(error), format).expect("it is known");
        let told = [12_000.0, 40.0, 0.6, 0.0011, 0.0004, 1e-9, 0.0].map(shown);
        let expected = ["12", "0,04", "0,0006", "0,000001", "0", "0", "0"];
        assert_eq!(told, expected.map(|text| format!("\u{b1}\u{a0}{text}")));
        let share = Format { unit: Unit::Share, magnitude: Magnitude::One, decimals: 0 };
        assert_eq!(numbers.error(Some(0.004), share).expect("known"), "\u{b1}\u{a0}0,4%");
        assert_eq!(numbers.error(Some(1e-12), share).expect("known"), "\u{b1}\u{a0}0%");
        let wait = Format { unit: Unit::Months, magnitude: Magnitude::One, decimals: 2 };
        assert_eq!(numbers.error(Some(0.0), wait).expect("known"), "\u{b1}\u{a0}0");
        assert_eq!(numbers.error(Some(f64::NAN), wait), None);
        assert_eq!(numbers.error(None, wait), None);
        let full = numbers.full_error(Some(1e-9), format);
        assert_eq!(full.expect("known"), "€\u{a0}0\u{a0}duizend");
        let plain = [0.0123, 1e-17].map(|error| numbers.plain_error(Some(error)));
        assert_eq!(plain, ["0,012", "0"].map(|text| Some(text.to_owned())));
        // A number beside an error of nothing but rounding gets no decimals from it.
        assert_eq!(wait.for_error(1e-12), wait);
    }

    #[test]
    fn significant_digits_round_both_ways() {
        assert_eq!(significant(4_567_890.0, 2), 4_600_000.0);
        assert_eq!(significant(-0.01234, 2), -0.012);
        assert_eq!(significant(0.0, 2), 0.0);
    }
}
