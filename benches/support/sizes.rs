//! The example scenario, at its own size and larger.

use wijkraming::engine::Parameters;
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::study::{Model, sampling};

pub fn scenario() -> Scenario {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/example.toml");
    Scenario::load(&LoadOptions::new(path)).expect("the example scenario is right")
}

/// The alternatives of the example at the means of their quantities.
pub fn alternatives(scenario: &Scenario) -> Vec<Parameters> {
    let sample = sampling::central(scenario.quantities());
    (0..scenario.alternatives().len())
        .map(|alternative| scenario.parameters(alternative, &sample))
        .collect()
}

/// The areas repeated, each with a team of its own, until there are at least so many households.
pub fn enlarged(parameters: &Parameters, at_least: u64) -> Parameters {
    let mut large = parameters.clone();
    large.population.areas.clear();
    large.population.teams.clear();
    let mut households = 0;
    for number in 0.. {
        for area in &parameters.population.areas {
            let mut area = area.clone();
            area.name = format!("{} {number}", area.name);
            area.key = wijkraming::random::name_key(&area.name);
            area.team = large.population.teams.len();
            large.population.teams.push(area.name.clone());
            households += u64::from(area.household_count());
            large.population.areas.push(area);
        }
        if households >= at_least {
            break;
        }
    }
    large
}

pub fn household_months(parameters: &Parameters) -> u64 {
    parameters.population.household_count() * u64::from(parameters.years) * 12
}
