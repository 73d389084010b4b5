//! Who publishes a report, what its alternatives are, and what its results are made of.

use crate::report::build::Source;
use crate::report::view::{Brand, Change, Hashed, Setup};
use crate::scenario::{Publication, Scenario, library};
use crate::study::{Model, SampleTable, sampling};

pub fn brand(from: &Publication) -> Brand {
    Brand {
        name: from.name.clone().unwrap_or_default(),
        logo: from.logo.as_ref().map(|logo| logo.png.clone()),
        colours: from.colours.map(|colours| colours.map(|colour| colour.hex())),
        date: from.date.map(|day| (day.year, day.month, day.day)),
        author: from.author.clone().unwrap_or_default(),
    }
}

/// The places in the scenario of the alternatives of the run.
fn places(table: &SampleTable, scenario: &Scenario) -> Vec<usize> {
    let all = scenario.alternatives();
    let place = |id: &String| all.iter().position(|known| known.id == *id);
    table.header.alternatives.iter().filter_map(|known| place(&known.id)).collect()
}

pub fn setups(table: &SampleTable, scenario: &Scenario) -> Vec<Setup> {
    let (choices, starts) = (scenario.choices(), scenario.start_years());
    let setup = |place: usize| {
        let [financing, first_line, specialist] = choices[place].clone();
        Setup { financing, first_line, specialist, start_year: starts[place] }
    };
    places(table, scenario).into_iter().map(setup).collect()
}

/// Keys in which the alternatives of the run differ; uncertain numbers by their means.
pub fn changes(table: &SampleTable, scenario: &Scenario) -> Vec<Change> {
    let places = places(table, scenario);
    let found = scenario.differences(&sampling::central(scenario.quantities()));
    let change = |key: crate::scenario::DifferentKey| {
        let values: Vec<Option<String>> =
            places.iter().map(|place| key.values[*place].clone()).collect();
        let same = values.windows(2).all(|pair| pair[0] == pair[1]);
        (!same).then_some(Change { path: key.path, values })
    };
    found.into_iter().filter_map(change).collect()
}

/// The library, the posterior, the tables of the run and the stress tests.
pub fn hashes(source: &Source) -> Vec<(Hashed, String)> {
    let manifest = source.manifest;
    let posterior = manifest.posterior.iter().map(|own| (Hashed::Posterior, own.sha256.clone()));
    let tables = manifest.tables_sha256.iter();
    let tables = tables.map(|(name, hash)| (Hashed::Table(name.clone()), hash.clone()));
    let stress = source.stress.map(|stress| (Hashed::Stress, stress.sha256.clone()));
    std::iter::once((Hashed::Library, library::hash()))
        .chain(posterior)
        .chain(tables)
        .chain(stress)
        .collect()
}
