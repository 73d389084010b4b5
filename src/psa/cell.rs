//! Numbers as programs and people write them in cells.

/// What a number's fraction begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimal {
    Point,
    Comma,
}

/// Why a cell holds no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadCell {
    Empty,
    /// NaN, NA and their like.
    Missing,
    Infinite,
    /// Larger than any amount or effect, so that squares would overflow.
    TooLarge,
    Text,
    /// A point where the fraction begins with a comma, or the other way round.
    OtherDecimal,
}

/// Words for a value that is not there.
const MISSING: &[&str] = &["nan", "na", "n/a", "null", "none", "#n/a", "."];
/// Words for a value without bound.
const INFINITE: &[&str] = &["inf", "infinity", "-inf", "-infinity", "+inf", "+infinity"];

/// Numbers are smaller than this in size.
const LARGEST: f64 = 1e100;

/// The finite number in a cell.
pub fn number(cell: &str, decimal: Decimal) -> Result<f64, BadCell> {
    let cell = cell.trim();
    let small = cell.to_ascii_lowercase();
    if cell.is_empty() {
        return Err(BadCell::Empty);
    }
    if MISSING.contains(&small.as_str()) {
        return Err(BadCell::Missing);
    }
    if INFINITE.contains(&small.as_str()) {
        return Err(BadCell::Infinite);
    }
    let other = if decimal == Decimal::Comma { '.' } else { ',' };
    if cell.contains(other) {
        let digits = cell.chars().all(|c| c.is_ascii_digit() || "+-.,eE".contains(c));
        return Err(if digits { BadCell::OtherDecimal } else { BadCell::Text });
    }
    let plain = if decimal == Decimal::Comma { cell.replace(',', ".") } else { cell.to_owned() };
    // Rust also reads words as numbers; these were dealt with above.
    let value: f64 = plain.parse().map_err(|_| BadCell::Text)?;
    match value {
        value if !value.is_finite() => Err(BadCell::Infinite),
        value if value.abs() >= LARGEST => Err(BadCell::TooLarge),
        value => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_either_decimal_sign() {
        for (cell, value) in [("1.5", 1.5), (" -2e-3 ", -0.002), ("+7", 7.0), ("1E5", 1e5)] {
            assert_eq!(number(cell, Decimal::Point), Ok(value), "{cell}");
        }
        for (cell, value) in [("1,5", 1.5), ("-0,25", -0.25), ("12", 12.0), ("1,5e3", 1500.0)] {
            assert_eq!(number(cell, Decimal::Comma), Ok(value), "{cell}");
        }
    }

    #[test]
    fn cells_without_a_finite_number_say_why() {
        for (cell, expected) in [
            ("", BadCell::Empty),
            ("  ", BadCell::Empty),
            ("NaN", BadCell::Missing),
            ("NA", BadCell::Missing),
            ("-Inf", BadCell::Infinite),
            ("1e999", BadCell::Infinite),
            ("-1e100", BadCell::TooLarge),
            ("about 3", BadCell::Text),
            ("3,5", BadCell::OtherDecimal),
            ("1,234.5", BadCell::OtherDecimal),
            ("€ 3,5", BadCell::Text),
            ("0x10", BadCell::Text),
        ] {
            assert_eq!(number(cell, Decimal::Point), Err(expected), "{cell:?}");
        }
        assert_eq!(number("1.234,5", Decimal::Comma), Err(BadCell::OtherDecimal));
    }
}
