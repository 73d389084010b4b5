//! The small tables of data that an MKBA takes its variants from: discount rates by date, sizes of effects, corrections
//! for optimism, and the consumer price index. They are in the program as they stand in `data/`.
//!
//! It must not value anything.

use serde::Deserialize;

use super::TableError;

/// `data/discontovoet.csv`.
const RATES: (&str, &str) = ("data/discontovoet.csv", include_str!("../../data/discontovoet.csv"));
/// `data/effectgrootte.csv`.
const SIZES: (&str, &str) =
    ("data/effectgrootte.csv", include_str!("../../data/effectgrootte.csv"));
/// `data/optimisme.csv`.
const OPTIMISM: (&str, &str) = ("data/optimisme.csv", include_str!("../../data/optimisme.csv"));
/// `data/nl_cpi_2012_2024.csv`.
const PRICES: (&str, &str) =
    ("data/nl_cpi_2012_2024.csv", include_str!("../../data/nl_cpi_2012_2024.csv"));

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

/// The part of the gains on an effect that is counted, by the grade of its evidence.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct GradeCorrection {
    pub grade: String,
    pub factor: f64,
    #[serde(rename = "laag")]
    pub low: f64,
    #[serde(rename = "hoog")]
    pub high: f64,
}

#[derive(Deserialize)]
struct PriceStep {
    jaar_van: i32,
    jaar_tot: i32,
    factor: f64,
}

/// All discount rates, in the order of the table.
pub fn discount_rates() -> Result<Vec<DiscountRate>, TableError> {
    rows(RATES)
}

/// The standard rate for an MKBA that starts on a day, written as `2021-01-01`.
pub fn standard_rate(rates: &[DiscountRate], day: &str) -> Option<DiscountRate> {
    let standard = rates.iter().filter(|rate| rate.kind == RateKind::Standaard);
    standard.filter(|rate| rate.holds_on(day)).next_back().cloned()
}

/// The sizes of effects that variants take.
pub fn effect_sizes() -> Result<Vec<EffectSize>, TableError> {
    rows(SIZES)
}

/// The corrections for optimism.
pub fn optimism() -> Result<Vec<GradeCorrection>, TableError> {
    rows(OPTIMISM)
}

/// The consumer price index of the Netherlands: by how much prices changed from one year to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceIndex {
    /// Year and its price level over that of the first year.
    levels: Vec<(i32, f64)>,
}

impl PriceIndex {
    pub fn read() -> Result<Self, TableError> {
        let steps: Vec<PriceStep> = rows(PRICES)?;
        let mut levels: Vec<(i32, f64)> =
            steps.first().map(|step| (step.jaar_van, 1.0)).into_iter().collect();
        for step in &steps {
            let last = levels.last().copied().filter(|(year, _)| *year == step.jaar_van);
            let Some((_, level)) = last else {
                let problem = format!("the years before {} are missing", step.jaar_tot);
                return Err(TableError::new(PRICES.0.as_ref(), problem));
            };
            levels.push((step.jaar_tot, level * step.factor));
        }
        Ok(Self { levels })
    }

    /// First and last year that it knows.
    pub fn years(&self) -> (i32, i32) {
        let year = |level: Option<&(i32, f64)>| level.map_or(0, |(year, _)| *year);
        (year(self.levels.first()), year(self.levels.last()))
    }

    /// Price level of `to` over that of `from`; none where it does not know one of them.
    pub fn factor(&self, from: i32, to: i32) -> Option<f64> {
        if from == to {
            return Some(1.0);
        }
        let level = |wanted: i32| {
            self.levels.iter().find(|(year, _)| *year == wanted).map(|(_, level)| *level)
        };
        Some(level(to)? / level(from)?)
    }
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

    /// The weaker the evidence, the less is counted, and the best estimate lies within its bounds.
    #[test]
    fn corrections_for_optimism_fall_with_the_grade() {
        let table = optimism().unwrap();
        let grades: Vec<&str> = table.iter().map(|row| row.grade.as_str()).collect();
        assert_eq!(grades, ["A", "B", "C", "D"]);
        assert!(table.windows(2).all(|pair| pair[0].factor > pair[1].factor));
        assert!(table.iter().all(|row| 0.0 < row.low
            && row.low <= row.factor
            && row.factor <= row.high
            && row.high <= 1.0));
    }

    /// CBS 83131NED by way of the table: 2015 to 2018 is 1.003 * 1.014 * 1.017; back it is the reciprocal.
    #[test]
    fn price_levels_are_products_of_yearly_steps() {
        let index = PriceIndex::read().unwrap();
        assert_eq!(index.years(), (2012, 2024));
        let factor = index.factor(2015, 2018).unwrap();
        assert!((factor - 1.003 * 1.014 * 1.017).abs() < 1e-12, "{factor}");
        assert!((index.factor(2018, 2015).unwrap() * factor - 1.0).abs() < 1e-12);
        assert_eq!((index.factor(2040, 2040), index.factor(2015, 2025)), (Some(1.0), None));
    }
}
