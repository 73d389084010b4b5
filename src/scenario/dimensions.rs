//! The dimension of the sampling design that each uncertain quantity takes.
//!
//! It is the place of the quantity in the file without any `--set`. Setting a number that was uncertain leaves its
//! dimension empty; one that becomes uncertain gets a new dimension behind all others, those that steer the
//! simulation first. So the draws of all other quantities stay what they are, and a run that is set for one value
//! differs from the run without it in nothing else.

use super::revaluing::is_valuing;
use crate::study::Quantity;
use std::collections::BTreeMap;

/// `before` are the paths of the quantities without any `--set`, in their order.
pub fn dimensions(quantities: &[Quantity], before: &[String]) -> Vec<usize> {
    let mut places: BTreeMap<&str, usize> =
        before.iter().enumerate().map(|(place, path)| (path.as_str(), place)).collect();
    for valuing in [false, true] {
        for path in quantities.iter().map(|quantity| quantity.path.as_str()) {
            let next = places.len();
            if !places.contains_key(path) && is_valuing(path) == valuing {
                places.insert(path, next);
            }
        }
    }
    quantities.iter().map(|quantity| places[quantity.path.as_str()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Distribution;

    fn quantities(paths: &[&str]) -> Vec<Quantity> {
        let uniform = Distribution::Uniform { min: 0.0, max: 1.0 };
        let one = |path: &&str| Quantity {
            path: (*path).to_owned(),
            distribution: uniform.clone(),
            simplex: None,
        };
        paths.iter().map(one).collect()
    }

    #[test]
    fn quantities_of_the_file_keep_their_place_and_new_ones_stand_behind() {
        let before = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(dimensions(&quantities(&["a", "b", "c"]), &before), [0, 1, 2]);
        assert_eq!(dimensions(&quantities(&["a", "c"]), &before), [0, 2]);
        let now = ["valuation.discount_rate", "a", "team.members", "c", "gesprek.hours"];
        assert_eq!(dimensions(&quantities(&now), &before), [5, 0, 3, 2, 4]);
    }
}
