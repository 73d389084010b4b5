//! What is known of a municipality as a whole in a year: inhabitants, households and their types. What the year
//! lacks is taken from the years around it, and said in a note.

use super::data::{Gemeente, OpenData, weighted_mean};

/// First and last year that a scenario can start in.
pub const YEARS: std::ops::RangeInclusive<i32> = 2017..=2024;

/// A municipality in one year.
#[derive(Clone, Debug, PartialEq)]
pub struct Margins {
    pub inhabitants: f64,
    pub households: f64,
    /// Inhabitants of 65 and over.
    pub old: f64,
    /// Shares of one-person households, couples without children and families, together 1.
    pub types: [f64; 3],
    /// Share of households up to 120% of the social minimum, 2020.
    pub low_income: f64,
    /// How what the year lacks was filled in, in Dutch.
    pub notes: Vec<String>,
}

/// The margins of a municipality of today in `year`; none where the data have nothing of it.
pub fn margins(data: &OpenData, code: &str, year: i32) -> Option<Margins> {
    let mut notes = Vec::new();
    let mut count = |what: &str, value: &dyn Fn(&Gemeente) -> f64| {
        let (count, how) = in_year(data, code, year, value)?;
        if let Some(how) = how {
            notes.push(format!("{what}: {how}"));
        }
        Some(count)
    };
    let households = count("huishoudens", &|row| row.households)?;
    let inhabitants = count("inwoners", &|row| row.inhabitants)?;
    let old = count("65-plussers", &|row| row.inhabitants * row.age[4] / 100.0)?;
    let mut types = [0.0; 3];
    for (i, share) in types.iter_mut().enumerate() {
        let name = if i == 0 { "huishoudtypen" } else { "" };
        let (households, how) =
            in_year(data, code, year, &|row| row.households * row.types[i] / 100.0)?;
        if let Some(how) = how.filter(|_| !name.is_empty()) {
            notes.push(format!("{name}: {how}"));
        }
        *share = households;
    }
    let total: f64 = types.iter().sum();
    let low_income =
        weighted_mean(data.rows(code, 2020).iter().map(|row| (row.low_income, row.households)));
    let types = types.map(|share| share / total);
    let known = [households, inhabitants, old, low_income].iter().chain(&types).all(|x| x.is_finite());
    (known && households >= 1.0).then_some(Margins {
        inhabitants,
        households,
        old,
        types,
        low_income: low_income / 100.0,
        notes,
    })
}

/// A count of the municipality in `year`, and how it was made where the year lacks it: on the straight line between
/// the years around it that have it, or as in the nearest one.
fn in_year(
    data: &OpenData,
    code: &str,
    year: i32,
    value: &dyn Fn(&Gemeente) -> f64,
) -> Option<(f64, Option<String>)> {
    let count = |year: i32| -> Option<f64> {
        let rows = data.rows(code, year);
        let sum: f64 = rows.iter().map(|row| value(row)).sum();
        (!rows.is_empty() && sum.is_finite()).then_some(sum)
    };
    let years = data.years();
    let before = years.iter().rev().filter(|known| **known <= year).find_map(|y| Some((*y, count(*y)?)));
    let after = years.iter().filter(|known| **known >= year).find_map(|y| Some((*y, count(*y)?)));
    match (before, after) {
        (Some((own, count)), _) if own == year => Some((count, None)),
        (Some((from, a)), Some((to, b))) => {
            let share = f64::from(year - from) / f64::from(to - from);
            Some((a + (b - a) * share, Some(format!("rechte lijn tussen {from} en {to}"))))
        }
        (Some((own, count)), None) | (None, Some((own, count))) => {
            Some((count, Some(format!("als in {own}"))))
        }
        (None, None) => None,
    }
}
