//! Dividing the units of a plan over shards of about equal work: the same for every process that reads the plan.

use super::records::UnitManifest;
use super::unit::UnitJob;

/// The shard, from 1, of each unit: largest units first, each to the shard with the least work so far.
pub fn shards(units: &[UnitJob], count: u32) -> Vec<u32> {
    let works: Vec<u64> = units.iter().map(UnitManifest::household_months).collect();
    divide(&works, count)
}

/// The same for units of which only the work is known.
pub fn divide(works: &[u64], count: u32) -> Vec<u32> {
    let mut order: Vec<usize> = (0..works.len()).collect();
    // Stable: units of the same size stay in the order of the plan.
    order.sort_by_key(|unit| std::cmp::Reverse(works[*unit]));
    let mut loads = vec![0_u64; count.max(1) as usize];
    let mut shards = vec![1; works.len()];
    for unit in order {
        let least = (0..loads.len()).min_by_key(|shard| loads[*shard]).unwrap_or(0);
        loads[least] += works[unit].max(1);
        shards[unit] = least as u32 + 1;
    }
    shards
}

#[cfg(test)]
mod tests {
    use super::divide;

    /// By hand: 9 to 1, 7 to 2, 6 to 2? No: 7 < 9, so 6 goes to 2 (13), 5 to 1 (14), 4 to 2 (17), 1 to 1 (15).
    #[test]
    fn the_largest_units_go_first_to_the_shard_with_the_least_work() {
        assert_eq!(divide(&[1, 4, 5, 6, 7, 9], 2), [1, 2, 1, 2, 2, 1]);
    }

    #[test]
    fn every_unit_has_one_shard_and_equal_units_are_dealt_round() {
        assert_eq!(divide(&[3, 3, 3, 3, 3], 3), [1, 2, 3, 1, 2]);
        assert_eq!(divide(&[0, 0], 2), [1, 2]);
        assert_eq!(divide(&[5, 5], 1), [1, 1]);
    }
}
