use super::*;

fn area(name: &str, households: [u32; HOUSEHOLD_TYPES]) -> Area {
    Area {
        name: name.to_owned(),
        key: 0,
        team: 0,
        households,
        low_income_share: 0.1,
        need_factor: 1.0,
        historic_budget: 1e6,
    }
}

#[test]
fn households_are_counted_over_types_and_areas() {
    let elst = area("Elst Noord", [560, 290, 640, 380, 900, 190]);
    let herveld = area("Herveld-Andelst", [280, 170, 430, 260, 650, 80]);
    assert_eq!((elst.household_count(), herveld.household_count()), (2960, 1870));
    let population = Population {
        areas: vec![elst, herveld],
        teams: vec!["elst".to_owned()],
        frailty_shape: 0.7,
        network_beta: [2.0, 2.0],
        middle_income_share: 0.6,
    };
    assert_eq!(population.household_count(), 4830);
}

/// Rates in the order of the types; a low income doubles them.
#[test]
fn the_base_rate_is_that_of_the_type_and_of_a_low_income() {
    let need = Need {
        annual_rate: [0.060, 0.150, 0.030, 0.090, 0.055, 0.140],
        low_income_factor: 2.0,
        annual_trend: 0.0,
        initial_severity: [1.0, 0.0, 0.0, 0.0],
        extra_domains: [1.0, 0.0, 0.0, 0.0],
        relapse_factor: 1.0,
        relapse_months: 0,
        domain_weights: [[1.0; crate::domain::DOMAINS]; HOUSEHOLD_TYPES],
    };
    assert_eq!(need.base_rate(HouseholdType::Single, false), 0.060);
    assert_eq!(need.base_rate(HouseholdType::SingleParent, false), 0.140);
    assert_eq!(need.base_rate(HouseholdType::Couple65Plus, true), 0.180);
}
