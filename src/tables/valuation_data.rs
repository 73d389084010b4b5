//! The small tables of data that an MKBA takes its variants from: discount rates by date, and sizes of effects. They are in the program as they stand in `data/`.
//!
//! It must not value anything.

use serde::Deserialize;

use super::TableError;

/// `data/discontovoet.csv`.
const RATES: (&str, &str) = ("data/discontovoet.csv", include_str!("../../data/discontovoet.csv"));
/// `data/effectgrootte.csv`.
const SIZES: (&str, &str) =
    ("data/effectgrootte.csv", include_str!("../../data/effectgrootte.csv"));
/// A real discount rate per year and the MKBAs that it is for, by the day on which they start.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct DiscountRate {
    /// First day, as `2021-01-01`; none where the rate is older than the table, or has no date.
    #[serde(rename = "van")]
    pub from: Option<String>,
    /// Last day; none where it is still in force, or has no date.
    #[serde(rename = "tot")]
    pub to: Option<String>,
    #[serde(rename = "soort")]
    pub kind: RateKind,
    #[serde(rename = "voet")]
    pub rate: f64,
    #[serde(rename = "bron")]
    pub source: String,
    pub grade: String,
    #[serde(rename = "toelichting")]
    pub note: String,
}

/// What a discount rate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RateKind {
    /// The rate that an MKBA takes.
    Standaard,
    /// For costs or benefits of a special kind only.
    Uitzondering,
    /// A rate to test with.
    Gevoeligheid,
}

impl DiscountRate {
    /// Whether it is in force on a day, written as `2021-01-01`: such dates compare as texts.
    pub fn holds_on(&self, day: &str) -> bool {
        self.from.as_deref().is_none_or(|from| from <= day)
            && self.to.as_deref().is_none_or(|to| day <= to)
    }
}

/// How large the effects of a project are against what was computed.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct EffectSize {
    pub variant: String,
    pub factor: f64,
    pub grade: String,
}

/// All discount rates, in the order of the table.
pub fn discount_rates() -> Result<Vec<DiscountRate>, TableError> {
    rows(RATES)
}

/// The standard rate for an MKBA that starts on a day, written as `2021-01-01`.
pub fn standard_rate(rates: &[DiscountRate], day: &str) -> Option<DiscountRate> {
    let holds = |rate: &&DiscountRate| rate.kind == RateKind::Standaard && rate.holds_on(day);
    rates.iter().rfind(holds).cloned()
}

/// The sizes of effects that variants take.
pub fn effect_sizes() -> Result<Vec<EffectSize>, TableError> {
    rows(SIZES)
}

fn rows<T: for<'de> Deserialize<'de>>((path, text): (&str, &str)) -> Result<Vec<T>, TableError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Result<Vec<T>, csv::Error> = reader.deserialize().collect();
    rows.map_err(|error| TableError::new(path.as_ref(), error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_of_a_start_date_is_that_of_the_working_group_in_force() {
        let rates = discount_rates().unwrap();
        for (day, rate) in [
            ("2010-06-01", 0.055),
            ("2015-11-12", 0.055),
            ("2015-11-13", 0.03),
            ("2020-12-31", 0.03),
            ("2021-01-01", 0.0225),
            ("2026-11-24", 0.0225),
        ] {
            assert_eq!(standard_rate(&rates, day).map(|row| row.rate), Some(rate), "{day}");
        }
    }

    /// Every day has one standard rate: each row begins on the day after the last of the one before it.
    #[test]
    fn standard_rates_follow_each_other_without_gap_or_overlap() {
        let rates = discount_rates().unwrap();
        let standard: Vec<&DiscountRate> =
            rates.iter().filter(|rate| rate.kind == RateKind::Standaard).collect();
        assert_eq!((standard[0].from.as_deref(), standard[2].to.as_deref()), (None, None));
        let joints: Vec<[&str; 2]> = standard
            .windows(2)
            .map(|pair| [pair[0].to.as_deref().unwrap(), pair[1].from.as_deref().unwrap()])
            .collect();
        assert_eq!(joints, [["2015-11-12", "2015-11-13"], ["2020-12-31", "2021-01-01"]]);
    }

    #[test]
    fn every_row_has_a_grade_and_every_founded_one_a_source() {
        for rate in discount_rates().unwrap() {
            assert!(["A", "B", "C", "D"].contains(&rate.grade.as_str()), "{rate:?}");
            assert!(rate.grade == "D" || !rate.source.is_empty(), "{rate:?}");
            assert!(rate.rate > 0.0 && rate.rate < 0.1, "{rate:?}");
        }
        let sizes = effect_sizes().unwrap();
        let names: Vec<&str> = sizes.iter().map(|size| size.variant.as_str()).collect();
        assert_eq!(names, ["low", "high"]);
        assert!(sizes[0].factor < 1.0 && sizes[1].factor > 1.0);
    }
}
