//! Reading a stored run again: its manifest, its scenario and its tables, so that they can be joined, valued or
//! analysed without simulating anything.

use std::path::{Path, PathBuf};

use super::Complaint;
use super::load::ScenarioArgs;
use super::output::Budgets;
use crate::domain::RUNGS;
use crate::scenario::{Scenario, VALUING_KEYS, steering_key, steering_objection};
use crate::study::{
    BudgetTable, Header, Layout, Model, Quantity, SampleMatrix, SampleTable, Unit, sampling,
};
use crate::tables::{Parts, RunManifest, RunReader};

/// A finished run on disk, with the scenario it was made of.
pub struct StoredRun {
    pub directory: PathBuf,
    pub manifest: RunManifest,
    pub scenario: Scenario,
    /// The alternatives of the run, as indices in the scenario.
    pub alternatives: Vec<usize>,
    /// The quantities whose values are stored, with their dimensions: those of the scenario of the run itself.
    sampled: Vec<(Quantity, usize)>,
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
        let (sampling, (_, to)) = (&own.sampling, manifest.draws_range);
        let replications = u64::from(sampling.replications);
        if to > u64::from(sampling.draws) || manifest.replications != replications {
            let path = directory.join(RunManifest::FILE);
            let message = format!("{}: the scenario of this run has other draws", path.display());
            return Err(Complaint::input(message).hint("it was edited after the run; run it again"));
        }
        let sampled = dimensioned(&own);
        let scenario =
            if sets.is_empty() { own } else { revalued(directory, &manifest, own, sets)? };
        let alternatives = alternatives(&scenario, &manifest)?;
        Ok(Self { directory: directory.to_owned(), manifest, scenario, alternatives, sampled })
    }

    /// The hash of the scenario as it was before the options that say how it is sampled (`--draws`, `--seed` and so
    /// on): what a simulation of its own with other draws has in common with the run.
    pub fn unsampled_hash(&self) -> Result<String, Complaint> {
        const OPTIONS: [&str; 5] = ["draws", "seed", "method", "replications", "batches"];
        let samples = |set: &str| {
            let key = set.split('=').next().unwrap_or_default().trim();
            key.strip_prefix("sampling.").is_some_and(|key| OPTIONS.contains(&key))
        };
        let sets: Vec<String> =
            self.manifest.sets.iter().filter(|set| !samples(set)).cloned().collect();
        let manifest = RunManifest { sets, ..self.manifest.clone() };
        Ok(stored_scenario(&self.directory, &manifest, &[])?.hash())
    }

    /// Realisations in the run.
    pub fn unit_count(&self) -> u64 {
        let (from, to) = self.manifest.draws_range;
        (to - from) * self.alternatives.len() as u64
    }

    /// What the rows and columns of the run stand for.
    pub fn header(&self) -> Header {
        let central = sampling::central(self.scenario.quantities());
        Header::new(&self.scenario, &self.alternatives, &central)
    }

    /// Which draws of the run belong together. Where every quantity stands at its mean, all rows are the same and
    /// draws are independent.
    pub fn layout(&self) -> Layout {
        if self.manifest.central {
            Layout::default()
        } else {
            self.scenario.sampling_plan().layout()
        }
    }

    /// The tables, checked against their hashes.
    pub fn reader(&self) -> Result<RunReader, Complaint> {
        self.reader_of(Parts::All)
    }

    /// Some of the tables. The quantities are those of the scenario: where it differs from that of the run in
    /// what is only valued, they are the ones that a run of it would have.
    fn reader_of(&self, parts: Parts) -> Result<RunReader, Complaint> {
        let paths: Vec<String> = self.sampled.iter().map(|(known, _)| known.path.clone()).collect();
        let mut reader =
            RunReader::open(&self.directory, &self.manifest, self.header(), &paths, parts)?;
        if self.sampled != dimensioned(&self.scenario) {
            let columns = self.columns(&reader)?;
            reader.replace_samples(columns);
        }
        Ok(reader)
    }

    /// The values of the quantities in the draws of the run: those that are stored, and others from the design.
    fn columns(&self, reader: &RunReader) -> Result<Vec<(String, Vec<f64>)>, Complaint> {
        let (quantities, plan) = (self.scenario.quantities(), self.scenario.sampling_plan());
        let central = sampling::central(quantities);
        let draws = plan.draws_of(&(self.manifest.draws_range.0..self.manifest.draws_range.1));
        let (from, to) = (draws.start, draws.end);
        let column = |(index, known): (usize, (Quantity, usize))| {
            let values = if self.sampled.contains(&known) {
                reader.column(&known.0.path)
            } else if self.manifest.central {
                vec![central[index]; (to - from) as usize]
            } else {
                let all = sampling::sample_one(quantities, &plan, index)
                    .map_err(|error| Complaint::input(error).hint("see `sampling`"))?;
                all[from as usize..to as usize].to_vec()
            };
            Ok((known.0.path, values))
        };
        dimensioned(&self.scenario).into_iter().enumerate().map(column).collect()
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

    /// The budget table of the run, with the ends of months where they were stored.
    pub fn budget_table(&self) -> Result<BudgetTable, Complaint> {
        let reader = self.reader()?;
        let mut table = BudgetTable::new(self.header(), self.layout(), self.manifest.monthly);
        for (place, unit, sample) in self.units(&reader) {
            table.accept(&self.scenario, place, &unit, &sample);
        }
        Ok(table)
    }

    /// The same without the ends of months; none where the run itself was too large to keep it.
    pub fn small_budget_table(&self) -> Result<Option<BudgetTable>, Complaint> {
        let reader = self.reader_of(Parts::Years)?;
        let mut table = Budgets::new(&self.header(), self.layout(), self.unit_count());
        if table.0.is_some() {
            for (place, unit, sample) in self.units(&reader) {
                table.accept(&self.scenario, place, &unit, &sample);
            }
        }
        Ok(table.0)
    }

    /// The sample table of the run, and the sampled quantities: a row per draw of the run.
    pub fn sample_table(&self) -> Result<(SampleTable, SampleMatrix), Complaint> {
        self.sample_table_of(Parts::All)
    }

    /// The same without what only months tell: they are zero.
    pub fn yearly_table(&self) -> Result<(SampleTable, SampleMatrix), Complaint> {
        self.sample_table_of(Parts::Years)
    }

    fn sample_table_of(&self, parts: Parts) -> Result<(SampleTable, SampleMatrix), Complaint> {
        let reader = self.reader_of(parts)?;
        let mut table = SampleTable::with_layout(self.header(), self.layout());
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

/// The quantities of a scenario with the dimension of the design that each takes.
fn dimensioned(scenario: &Scenario) -> Vec<(Quantity, usize)> {
    let plan = scenario.sampling_plan();
    let quantities = scenario.quantities().iter().enumerate();
    quantities.map(|(index, quantity)| (quantity.clone(), plan.dimension(index))).collect()
}

/// The scenario of a run with `sets` laid over it, which may only value.
fn revalued(
    directory: &Path,
    manifest: &RunManifest,
    own: Scenario,
    sets: &[String],
) -> Result<Scenario, Complaint> {
    let steering: Vec<String> = sets.iter().filter_map(|set| steering_key(set)).collect();
    if !steering.is_empty() {
        return Err(refusal(&steering));
    }
    let scenario = stored_scenario(directory, manifest, sets)?;
    for alternative in 0..own.alternatives().len() {
        let (before, now) = (informal(&own, alternative), informal(&scenario, alternative));
        if let Some(place) = before.iter().zip(&now).position(|(before, now)| before != now) {
            return Err(refusal(&[format!("provisions.{}.informal_value", place % RUNGS)]));
        }
    }
    Ok(scenario)
}

/// Whether care is informal, by rung, at the start of the run and once the alternative begins: such a rung costs the
/// municipality nothing.
fn informal(scenario: &Scenario, alternative: usize) -> Vec<bool> {
    let central = sampling::central(scenario.quantities());
    let later = scenario.switches(alternative, &central).into_iter();
    let all = std::iter::once(scenario.parameters(alternative, &central))
        .chain(later.map(|later| later.parameters));
    all.flat_map(|parameters| parameters.process.provisions)
        .map(|provision| provision.informal_value.is_some())
        .collect()
}

fn refusal(keys: &[String]) -> Complaint {
    let again = format!(
        "run the scenario again with it; a stored run can be valued anew for {VALUING_KEYS}"
    );
    Complaint::input(steering_objection(keys)).hint(again)
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
