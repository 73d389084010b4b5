//! From two stored runs to a comparison: which draws belong together, in which euro, and what a reader must know first.

use super::Complaint;
use super::stored::StoredRun;
use crate::analysis::compare::{self, Pair};
use crate::report::comparison::{
    AlternativeFigures, Comparison, Fact, FactKind, Notice, Pairing, Reason,
};
use crate::report::view::Lang;
use crate::scenario::{flat, prices};
use crate::study::AlternativeName;
use crate::tables::RunManifest;

/// Everything that two runs differ in.
pub fn compare(runs: [&StoredRun; 2], lang: Lang) -> Result<Comparison, Complaint> {
    let [first, second] = runs;
    let price_factor = price_factor(runs)?;
    let tables = [first.yearly_table()?.0, second.yearly_table()?.0];
    let reasons = reasons(runs);
    let names = tables.each_ref().map(|table| table.header.alternatives.as_slice());
    let shared = shared(names);
    let pair = Pair {
        first: &tables[0],
        second: &tables[1],
        paired: reasons.is_empty() && tables[0].draws == tables[1].draws,
        price_factor,
    };
    let figures = compare::compare(&pair, &shared);
    let alternative = |(places, figures): (&[usize; 2], Vec<compare::Compared>)| {
        let known = &names[0][places[0]];
        AlternativeFigures { id: known.id.clone(), title: known.title.clone(), figures }
    };
    Ok(Comparison {
        lang,
        runs: runs.map(|run| run.directory.display().to_string()),
        titles: runs.map(|run| run.scenario.title.clone()),
        municipality: first.manifest.municipality.clone(),
        price_year: first.scenario.price_year,
        pairing: match reasons.is_empty() {
            true => Pairing::Paired,
            false => Pairing::Unpaired(reasons),
        },
        notices: notices(runs, price_factor, shared.is_empty()),
        facts: facts(runs),
        changes: flat::changes(&first.scenario, &second.scenario),
        only: [only(names[0], names[1]), only(names[1], names[0])],
        alternatives: shared.iter().zip(figures).map(alternative).collect(),
    })
}

/// What euros of the second run are multiplied by; amounts of a year without an index cannot be compared.
fn price_factor(runs: [&StoredRun; 2]) -> Result<f64, Complaint> {
    let [first, second] = runs.map(|run| run.scenario.price_year);
    prices::factor(second, first).map_err(|year| {
        let message = format!(
            "the runs have euros of {first} and of {second}, and the price index lacks {year}"
        );
        let (from, to) = prices::years();
        Complaint::input(message)
            .hint(format!("it has {from} to {to}; run one of them again with another price_year"))
    })
}

/// Everything that keeps draws from belonging together.
fn reasons(runs: [&StoredRun; 2]) -> Vec<Reason> {
    let [one, other] = runs.map(|run| &run.manifest);
    let posterior =
        |manifest: &RunManifest| manifest.posterior.as_ref().map(|own| own.sha256.clone());
    let draws = |own: &RunManifest| (own.draws, own.draws_range, own.replications, own.batches);
    let all = [
        (Reason::Municipality, one.municipality != other.municipality),
        (Reason::Seed, one.seed != other.seed),
        (Reason::Method, one.method != other.method),
        (Reason::Draws, draws(one) != draws(other)),
        (Reason::Central, one.central != other.central),
        (Reason::Posterior, posterior(one) != posterior(other)),
    ];
    all.into_iter().filter(|(_, differs)| *differs).map(|(reason, _)| reason).collect()
}

/// Places of the alternatives that both runs have, in the order of the first.
fn shared(names: [&[AlternativeName]; 2]) -> Vec<[usize; 2]> {
    let place = |id: &str| names[1].iter().position(|other| other.id == id);
    let known = names[0].iter().enumerate();
    known.filter_map(|(index, own)| Some([index, place(&own.id)?])).collect()
}

fn only(own: &[AlternativeName], other: &[AlternativeName]) -> Vec<String> {
    let alone = |name: &&AlternativeName| other.iter().all(|known| known.id != name.id);
    own.iter().filter(alone).map(|name| name.id.clone()).collect()
}

fn notices(runs: [&StoredRun; 2], price_factor: f64, nothing: bool) -> Vec<Notice> {
    let [one, other] = runs.map(|run| &run.manifest);
    let period = |run: &StoredRun| {
        let first = run.scenario.start_year;
        (first, first + run.scenario.years as i32 - 1)
    };
    let [first, second] = runs.map(|run| run.scenario.price_year);
    let mut notices = Vec::new();
    let mut add = |holds: bool, notice: Notice| notices.extend(holds.then_some(notice));
    add(is_identical(one, other), Notice::Identical);
    add(one.municipality != other.municipality, Notice::OtherMunicipality);
    let periods = runs.map(period);
    let other_period = Notice::OtherPeriod { first: periods[0], second: periods[1] };
    add(periods[0] != periods[1], other_period);
    add(first != second, Notice::PriceYear { first, second, factor: price_factor });
    add(one.version != other.version, Notice::OtherVersion);
    add(nothing, Notice::NothingInCommon);
    notices
}

/// Tables have the same bytes only in the same form.
fn is_identical(one: &RunManifest, other: &RunManifest) -> bool {
    one.scenario_sha256 == other.scenario_sha256
        && one.version == other.version
        && one.alternatives == other.alternatives
        && (one.seed, one.central, one.draws_range)
            == (other.seed, other.central, other.draws_range)
        && one.posterior.as_ref().map(|own| &own.sha256)
            == other.posterior.as_ref().map(|own| &own.sha256)
}

/// How both runs were made.
fn facts(runs: [&StoredRun; 2]) -> Vec<Fact> {
    let price_years = runs.map(|run| run.scenario.price_year.to_string());
    let of = |kind: FactKind| -> [String; 2] {
        match kind {
            FactKind::PriceYear => price_years.clone(),
            _ => runs.map(|run| fact(kind, &run.manifest)),
        }
    };
    let kinds = [
        FactKind::Version,
        FactKind::Municipality,
        FactKind::ScenarioFile,
        FactKind::ScenarioHash,
        FactKind::Sets,
        FactKind::Seed,
        FactKind::Method,
        FactKind::Draws,
        FactKind::DrawsRange,
        FactKind::Replications,
        FactKind::Batches,
        FactKind::Central,
        FactKind::Posterior,
        FactKind::PriceYear,
        FactKind::Command,
    ];
    kinds.into_iter().map(|what| Fact { what, values: of(what) }).collect()
}

fn fact(kind: FactKind, manifest: &RunManifest) -> String {
    let (from, to) = manifest.draws_range;
    match kind {
        FactKind::Version => manifest.version.clone(),
        FactKind::Municipality => manifest.municipality.clone(),
        FactKind::ScenarioFile => manifest.scenario_file.clone(),
        FactKind::ScenarioHash => manifest.scenario_sha256.clone(),
        FactKind::Sets => manifest.sets.join(", "),
        FactKind::Seed => manifest.seed.to_string(),
        FactKind::Method => manifest.method.clone(),
        FactKind::Draws => manifest.draws.to_string(),
        FactKind::DrawsRange => format!("{from}..{to}"),
        FactKind::Replications => manifest.replications.to_string(),
        FactKind::Batches => manifest.batches.to_string(),
        FactKind::Central => manifest.central.to_string(),
        FactKind::Posterior => {
            manifest.posterior.as_ref().map(|own| own.sha256.clone()).unwrap_or_default()
        }
        // Known from the scenario.
        FactKind::PriceYear => String::new(),
        FactKind::Command => manifest.command.clone(),
    }
}
