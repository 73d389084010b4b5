//! Reading a stored run again: its manifest, its scenario and its tables, so that they can be joined, valued or
//! analysed without simulating anything.

use std::path::{Path, PathBuf};

use super::Complaint;
use super::load::ScenarioArgs;
use crate::scenario::Scenario;
use crate::study::{Header, Model, SampleMatrix, SampleTable, Unit, sampling};
use crate::tables::{RunManifest, RunReader};

/// A finished run on disk, with the scenario it was made of.
pub struct StoredRun {
    pub directory: PathBuf,
    pub manifest: RunManifest,
    pub scenario: Scenario,
    /// The alternatives of the run, as indices in the scenario.
    pub alternatives: Vec<usize>,
}

impl StoredRun {
    /// Opens the directory of a run. `sets` are laid over its scenario after those of the run itself: they may
    /// change how volumes are valued, and nothing that steers the simulation.
    pub fn open(directory: &Path, sets: &[String]) -> Result<Self, Complaint> {
        let manifest = RunManifest::read(directory)?;
        Self::of(directory, manifest, sets)
    }

    /// The same where the manifest was read already.
    pub fn of(directory: &Path, manifest: RunManifest, sets: &[String]) -> Result<Self, Complaint> {
        let own = stored_scenario(directory, &manifest, &[])?;
        if own.hash() != manifest.scenario_sha256 {
            let path = directory.join("scenario.toml");
            let message = format!("{} is not the scenario of this run", path.display());
            return Err(Complaint::input(message).hint("it was edited after the run; run it again"));
        }
        let scenario =
            if sets.is_empty() { own } else { stored_scenario(directory, &manifest, sets)? };
        let alternatives = alternatives(&scenario, &manifest)?;
        Ok(Self { directory: directory.to_owned(), manifest, scenario, alternatives })
    }

    /// What the rows and columns of the run stand for.
    pub fn header(&self) -> Header {
        let central = sampling::central(self.scenario.quantities());
        Header::new(&self.scenario, &self.alternatives, &central)
    }

    /// The tables, checked against their hashes.
    pub fn reader(&self) -> Result<RunReader, Complaint> {
        let paths = self.scenario.quantity_paths();
        Ok(RunReader::open(&self.directory, &self.manifest, self.header(), &paths)?)
    }

    /// The unit of a stored realisation, valued by the scenario.
    pub fn units<'a>(
        &'a self,
        reader: &'a RunReader,
    ) -> impl Iterator<Item = (usize, Unit, Vec<f64>)> + 'a {
        reader.stored_units().map(|stored| {
            let sample = reader.sample(stored.draw);
            let alternative = self.alternatives[stored.place];
            let (draw, realisation) = (stored.draw, stored.realisation);
            let unit = Unit::restore(&self.scenario, alternative, draw, &sample, realisation);
            (stored.place, unit, sample)
        })
    }

    /// The sample table of the run, and the sampled quantities: a row per draw of the run.
    pub fn sample_table(&self) -> Result<(SampleTable, SampleMatrix), Complaint> {
        let reader = self.reader()?;
        let mut table = SampleTable::new(self.header());
        let mut values = Vec::new();
        for (place, unit, sample) in self.units(&reader) {
            table.accept(place, &unit);
            if place == 0 {
                values.extend(sample);
            }
        }
        let (draws, quantities) = (table.draws.len(), self.scenario.quantities().len());
        Ok((table, SampleMatrix { draws, quantities, values }))
    }
}

fn stored_scenario(
    directory: &Path,
    manifest: &RunManifest,
    sets: &[String],
) -> Result<Scenario, Complaint> {
    let file = Some(directory.join("scenario.toml"));
    let arguments = ScenarioArgs { file, ..ScenarioArgs::default() };
    let all: Vec<String> = manifest.sets.iter().chain(sets).cloned().collect();
    arguments.load(&all, None, 1)
}

fn alternatives(scenario: &Scenario, manifest: &RunManifest) -> Result<Vec<usize>, Complaint> {
    let index = |id: &String| {
        scenario
            .alternatives()
            .iter()
            .position(|known| known.id == *id)
            .ok_or_else(|| Complaint::input(format!("the scenario has no alternative {id:?}")))
    };
    manifest.alternatives.iter().map(index).collect()
}
