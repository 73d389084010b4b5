//! Households by type and area: margins of the municipality and its wijken, with the interaction of the only joint
//! table there is, that of postcode areas in 2006.
//!
//! Steps (docs/data.md):
//! 1. Columns: shares of one-person households, couples and families of the municipality, split by age and parents
//!    with the shares of `aannamen_nieuw_scenario`.
//! 2. Rows: households of the areas in 2024, scaled to the total of the year.
//! 3. Seed: the types of the hundred postcode areas that look most like the area in household size and age.
//! 4. Iterative proportional fitting, and rounding that keeps both margins.

use super::areas::Area;
use super::data::{OpenData, Postcode};
use super::margins::Margins;
use crate::domain::HOUSEHOLD_TYPES;
use crate::stats::ipf::{self, IpfError, Stopping};

/// Postcode areas that make the seed of an area.
const NEIGHBOURS: usize = 100;
/// Postcode areas with fewer households are left out: CBS rounds their types to 5.
const LEAST_HOUSEHOLDS: f64 = 100.0;
/// Largest part of one-person households or of couples that can be 65 or over: no cell of the seed may be empty.
const LARGEST_OLD_PART: f64 = 0.95;

/// Postcode areas, ready to be compared.
pub struct Joint<'a> {
    areas: Vec<&'a Postcode>,
    /// Standard deviation of household size, share 65+, share under 15.
    spread: [f64; 3],
}

impl<'a> Joint<'a> {
    pub fn new(data: &'a OpenData) -> Self {
        let complete = |area: &&Postcode| {
            area.households >= LEAST_HOUSEHOLDS
                && features(area).iter().chain(&area.types).all(|value| value.is_finite())
                && area.types.iter().sum::<f64>() > 0.0
        };
        let areas: Vec<&Postcode> = data.postcodes.iter().filter(complete).collect();
        let spread = [0, 1, 2].map(|i| {
            let values: Vec<f64> = areas.iter().map(|area| features(area)[i]).collect();
            crate::stats::summary::standard_deviation(&values).unwrap_or(1.0)
        });
        Self { areas, spread }
    }

    /// Shares of one-person households, couples and families in the postcode areas most like these features.
    pub fn types(&self, like: [f64; 3]) -> [f64; 3] {
        let distance = |area: &Postcode| -> f64 {
            let steps = features(area).into_iter().zip(like).zip(self.spread);
            steps.map(|((a, b), sd)| ((a - b) / sd) * ((a - b) / sd)).sum()
        };
        let mut order: Vec<(f64, &Postcode)> =
            self.areas.iter().map(|area| (distance(area), *area)).collect();
        let nearest = NEIGHBOURS.min(order.len());
        if nearest < order.len() {
            order.select_nth_unstable_by(nearest, |a, b| a.0.total_cmp(&b.0));
        }
        let sums = [0, 1, 2].map(|i| order[..nearest].iter().map(|(_, area)| area.types[i]).sum());
        shares(sums)
    }
}

fn features(area: &Postcode) -> [f64; 3] {
    [area.mean_size, area.old, area.young]
}

fn shares(values: [f64; 3]) -> [f64; 3] {
    let total: f64 = values.iter().sum();
    values.map(|value| value / total)
}

/// Splits one-person households, couples and families into the six types; all numbers per household or all counts.
pub fn six_types(data: &OpenData, [one, two, family]: [f64; 3], old: f64) -> [f64; 6] {
    let alone = data.assumed("single_65plus_per_person_65plus") * old;
    let together = data.assumed("couple_65plus_per_person_65plus") * old;
    let alone = alone.min(LARGEST_OLD_PART * one);
    let together = together.min(LARGEST_OLD_PART * two);
    let parent = data.assumed("single_parent_share_of_families") * family;
    [one - alone, alone, two - together, together, family - parent, parent]
}

/// Whole households by area and type, in the order of [`crate::domain::HouseholdType`]. Both margins are kept
/// exactly: the total of the municipality by type, and of each area.
///
/// # Errors
/// Where the margins cannot be met.
pub fn by_area(
    data: &OpenData,
    joint: &Joint<'_>,
    margins: &Margins,
    areas: &[Area],
) -> Result<Vec<[u32; HOUSEHOLD_TYPES]>, IpfError> {
    let total = libm::round(margins.households) as u32;
    let weights: Vec<f64> = areas.iter().map(Area::households).collect();
    let rows = ipf::apportion(&weights, total);
    let columns = six_types(data, margins.types.map(|share| share * margins.households), margins.old);
    let columns = ipf::apportion(&columns, total);
    let seed: Vec<Vec<f64>> = areas.iter().map(|area| seed(data, joint, area).to_vec()).collect();
    let whole = |margin: &[u32]| margin.iter().map(|count| f64::from(*count)).collect::<Vec<f64>>();
    let fit = ipf::fit(&seed, &whole(&rows), &whole(&columns), Stopping::default())?;
    let table = ipf::round(&fit.table, &rows, &columns)?;
    Ok(table.iter().map(|row| std::array::from_fn(|i| row[i])).collect())
}

fn seed(data: &OpenData, joint: &Joint<'_>, area: &Area) -> [f64; 6] {
    let (old, young, size) = (area.age(4) / 100.0, area.age(0) / 100.0, area.age(5));
    let old_per_household = old * area.inhabitants() / area.households();
    six_types(data, joint.types([size, old, young]), old_per_household)
}
