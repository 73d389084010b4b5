use super::*;

/// Weights 1, 2 and 3. First place: 1/6, 1/3, 1/2. Second: the first domain after the second one (1/3 times 1/4) or
/// the third (1/2 times 1/3), 1/4; the second 1/6 * 2/5 + 1/2 * 2/3 = 2/5; the third what is left, 7/20. Third place:
/// each is somewhere among the three. Nobody is left for the fourth.
#[test]
fn places_in_successive_sampling_are_those_worked_out_by_hand() {
    let mut weights = [0.0; DOMAINS];
    weights[2] = 1.0;
    weights[5] = 2.0;
    weights[9] = 3.0;
    let mut positions = Positions::default();
    let places = *positions.of(&weights);
    let at = |place: usize| [places[place][2], places[place][5], places[place][9]];
    let close = |found: [f64; 3], expected: [f64; 3]| {
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
        }
    };
    close(at(0), [1.0 / 6.0, 1.0 / 3.0, 0.5]);
    close(at(1), [0.25, 0.4, 0.35]);
    close(at(2), [7.0 / 12.0, 4.0 / 15.0, 3.0 / 20.0]);
    close(at(3), [0.0; 3]);
    assert!(places.iter().all(|place| place[0] == 0.0));
    // One further domain with probability 0.3, two with 0.2: the first further one with 0.5, the second with 0.2.
    let found = further(&[0.5, 0.3, 0.2, 0.0], &places, 5);
    assert!((found - (0.5 * 0.4 + 0.2 * 4.0 / 15.0)).abs() < 1e-12);
}

#[test]
fn weights_are_worked_out_once_and_only_so_many_are_remembered() {
    let mut positions = Positions::default();
    for number in 0..2 * REMEMBERED {
        let mut weights = [1.0; DOMAINS];
        weights[0] += number as f64;
        let first = positions.of(&weights)[0][0];
        assert!((first - weights[0] / (weights[0] + 10.0)).abs() < 1e-12);
        let known = positions.0.len();
        positions.of(&weights);
        assert_eq!(positions.0.len(), known);
    }
    assert_eq!(positions.0.len(), REMEMBERED);
}

#[test]
fn needs_of_families_and_single_parents_may_be_those_of_children() {
    let with: Vec<HouseholdType> =
        HouseholdType::ALL.iter().copied().filter(|kind| has_children(*kind)).collect();
    assert_eq!(with, [HouseholdType::Children, HouseholdType::SingleParent]);
}
