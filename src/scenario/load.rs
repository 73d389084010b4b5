//! From a file or text to a validated [`Scenario`]: the order of the steps, and nothing of what they do.

use super::alternatives::{self, Alternative};
use super::correlations;
use super::countable;
use super::dimensions;
use super::estimate::Limits;
use super::extends::{self, Reading};
use super::file::Head;
use super::format;
use super::leaf::Leaves;
use super::parameters::Tables;
use super::plain_toml::plain_toml;
use super::posterior;
use super::publication;
use super::quantities::{Quantities, plain_json};
use super::sampling;
use super::sets::{self, Assignment};
use super::starts;
use super::stress;
use super::tree::{Node, NodeId, Value};
use super::walk::Walker;
use super::words;
use super::{LoadOptions, Sampling, Scenario};
use crate::diagnostics::{Diagnostic, FileId, Place, Report};
use crate::stats::RankCorrelation;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Reads, checks and builds a scenario from a file.
pub fn from_file(options: &LoadOptions) -> Result<Scenario, Report> {
    let mut reading = Reading::default();
    let root = extends::load(&mut reading, options);
    let root = extends::with_over(&mut reading, root, options);
    build(reading, root, options)
}

/// The same from a text, under the name that messages show.
pub fn from_text(name: &str, text: &str, options: &LoadOptions) -> Result<Scenario, Report> {
    let mut reading = Reading::default();
    let root = extends::from_text(&mut reading, name, text);
    let root = extends::with_over(&mut reading, root, options);
    build(reading, root, options)
}

fn build(
    mut reading: Reading,
    root: Option<Node>,
    options: &LoadOptions,
) -> Result<Scenario, Report> {
    let assignments: Vec<Assignment> =
        options.sets.iter().filter_map(|text| sets::parse(&mut reading, text)).collect();
    let Some(mut root) = root.filter(|root| readable(&mut reading, root)) else {
        return Err(reading.out.into_report(reading.sources));
    };
    let mut merged = plain_toml(&root, &["extends"]);
    // The number of draws and the seed change no quantity.
    let some_change = assignments.iter().any(|a| !a.path().starts_with("sampling."));
    let before = some_change.then(|| quantities_without_sets(&root));
    for assignment in assignments.iter().filter(|a| a.split_alternative().is_none()) {
        assignment.apply(&mut root, false, &mut reading.builder, &mut reading.out);
    }
    let raw = posterior::read(&mut reading, &mut root, options);
    let publication = publication::read(&mut reading, &root, options);
    let mut head_leaves = Leaves::new();
    Walker::new(&mut reading.out, &mut head_leaves).head(&root);
    let list = alternatives::read(&mut reading, &root, &assignments, years(&root));
    let starts = starts::read(&mut reading, &list, stress::time(&root));
    let mut quantities = all_quantities(&head_leaves, &list);
    let dimensions =
        before.map_or_else(Vec::new, |before| dimensions::dimensions(&quantities.list, &before));
    let needed = dimensions.iter().map(|dimension| dimension + 1).max().unwrap_or(0);
    let needed = needed.max(quantities.list.len());
    let out = &mut reading.out;
    let mut correlations = correlations::read(&root, &quantities.list, &quantities.fixed, out);
    let posterior =
        raw.and_then(|raw| posterior::attach(raw, &mut quantities, &mut correlations, out));
    sampling::check(&root, needed, &correlations, out);
    let mut with_stress = quantities.clone();
    // A run that is set to other years for a moment may leave stress tests behind.
    let other_years = assignments.iter().any(|a| a.path().starts_with("time"));
    let stresses = stress::read(&mut reading, &root, &list, &mut with_stress, other_years);
    without_effect(&mut reading, &assignments, &root, &list);
    other_money(&mut reading, &root, &list);
    if reading.out.has_errors() {
        return Err(reading.out.into_report(reading.sources));
    }
    let mut sets = options.sets.clone();
    if posterior.is_some() {
        posterior::beside(&mut merged, &mut sets);
    }
    if publication.logo.is_some() {
        publication::beside_results(&mut merged, &mut sets);
    }
    let made = scenario(&root, list, quantities, correlations).and_then(|made| {
        Ok(Scenario {
            starts,
            stresses: stressed(stresses, &with_stress)?,
            stress_quantities: with_stress.list,
            merged,
            dimensions,
            sets,
            posterior,
            publication,
            ..made
        })
    });
    finish(reading, &root, made, options)
}

/// The quantities of the head, of the base and of each alternative, in this order.
fn all_quantities(head: &Leaves, list: &[Alternative]) -> Quantities {
    let mut quantities = Quantities::default();
    quantities.add(head, None);
    for alternative in list {
        quantities.add(&alternative.leaves, None);
    }
    for alternative in list {
        let prefix = words::join("alternatives", &alternative.name.id);
        quantities.add(&alternative.leaves, Some(&prefix));
    }
    quantities
}

/// Paths of the quantities of a file before anything is set; what is wrong with it is not said here.
fn quantities_without_sets(root: &Node) -> Vec<String> {
    let mut aside = Reading::default();
    let mut head = Leaves::new();
    Walker::new(&mut aside.out, &mut head).head(root);
    let list = alternatives::read(&mut aside, root, &[], years(root));
    all_quantities(&head, &list).list.into_iter().map(|quantity| quantity.path).collect()
}

/// Whether there is any use in looking further: no syntax errors, and a format that is known.
fn readable(reading: &mut Reading, root: &Node) -> bool {
    if reading.out.errors() > reading.merge_errors {
        return false;
    }
    // Another kind of value is told with all else that is wrong.
    let format = root.get("format").filter(|node| node.whole().is_some());
    let unreadable = format.and_then(format::unreadable);
    let known = unreadable.is_none();
    if let Some(problem) = unreadable {
        reading.out.push(problem);
    }
    known
}

fn years(root: &Node) -> Option<u32> {
    let years = root.find(&["time", "years"])?.whole()?;
    u32::try_from(years).ok().filter(|years| (1..=60).contains(years))
}

/// Warns of a `--set` on the base that every alternative has its own value for.
fn without_effect(
    reading: &mut Reading,
    assignments: &[Assignment],
    root: &Node,
    list: &[Alternative],
) {
    let base = alternatives::base_of(root);
    for assignment in assignments {
        let id = assignment.value.id;
        if !list.is_empty()
            && holds(&base, id)
            && !list.iter().any(|alternative| holds(&alternative.root, id))
        {
            let path = assignment.path();
            let message =
                format!("`{path}` has no effect: every alternative has a value of its own");
            let example = format!("set alternatives.{}.{path} instead", list[0].name.id);
            let place = assignment.path_place();
            reading.out.push(Diagnostic::warning(message).at(&place).hint(example));
        }
    }
}

/// Warns of amounts that another file wrote in euro of another year, without saying so at the amount.
fn other_money(reading: &mut Reading, root: &Node, list: &[Alternative]) {
    let Some(year) = root.get("price_year") else { return };
    let Some(now) = year.whole() else { return };
    let mut seen = BTreeSet::new();
    let mut counts: BTreeMap<FileId, usize> = BTreeMap::new();
    for (id, leaf) in list.iter().flat_map(|alternative| &alternative.leaves) {
        if let Some(file) = leaf.undated.filter(|_| seen.insert(*id)) {
            *counts.entry(file).or_default() += 1;
        }
    }
    for (file, written) in reading.price_years.clone() {
        let Some(count) = counts.get(&file).filter(|_| written != now) else { continue };
        let name = reading.sources.name(file);
        let message = format!(
            "price_year is {now} now, and {name} was written in euro of {written}; amounts without a \
             price_year of their own: {count}"
        );
        let hint =
            format!("they are read as euro of {now}; price_year = {written} beside them converts");
        reading.out.push(Diagnostic::warning(message).at(&year.place).hint(hint));
    }
}

fn holds(node: &Node, id: NodeId) -> bool {
    node.id == id
        || match &node.value {
            Value::Array(items) => items.iter().any(|item| holds(item, id)),
            Value::Table(table) => table.values().any(|entry| holds(&entry.node, id)),
            _ => false,
        }
}

/// Builds the scenario of trees without errors.
fn scenario(
    root: &Node,
    list: Vec<Alternative>,
    quantities: Quantities,
    correlations: Vec<RankCorrelation>,
) -> Result<Scenario, serde_json::Error> {
    let mut head = serde_json::Map::new();
    for (key, entry) in root.table().into_iter().flatten() {
        if super::schema::parts().head["properties"].get(key).is_some() {
            head.insert(key.clone(), quantities.to_json(&entry.node));
        }
    }
    let head: Head = typed(head.into())?;
    let tables = list.iter().map(|alternative| typed(quantities.to_json(&alternative.root)));
    let tables = tables.map(|base| base.map(Tables::new)).collect::<Result<Vec<_>, _>>()?;
    let effective = effective(root, &list);
    let sampling = Sampling::new(head.sampling.as_ref(), correlations);
    Ok(Scenario {
        format: head.format,
        title: head.title,
        municipality: head.municipality,
        price_year: head.price_year,
        start_year: head.time.start_year,
        years: head.time.years,
        sampling,
        alternatives: list.into_iter().map(|alternative| alternative.name).collect(),
        tables,
        starts: Vec::new(),
        valuation: head.valuation,
        quantities: quantities.list,
        stresses: Vec::new(),
        stress_quantities: Vec::new(),
        dimensions: Vec::new(),
        assumptions: quantities.assumptions,
        numbers: quantities.numbers,
        canonical: effective.to_string(),
        effective,
        merged: toml::Value::Boolean(false),
        posterior: None,
        publication: publication::Publication::default(),
        sets: Vec::new(),
        warnings: Report::default(),
    })
}

/// The tables of every alternative under every stress.
fn stressed(
    reads: Vec<stress::Read>,
    quantities: &Quantities,
) -> Result<Vec<stress::Stress>, serde_json::Error> {
    let one = |read: stress::Read| {
        let tables = read.roots.iter().map(|root| typed(quantities.to_json(root)).map(Tables::new));
        Ok(stress::Stress { name: read.name, tables: tables.collect::<Result<_, _>>()? })
    };
    reads.into_iter().map(one).collect()
}

fn typed<T: DeserializeOwned>(json: serde_json::Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(json)
}

/// The effective scenario: keys in order of the alphabet, alternatives in that of the file.
fn effective(root: &Node, list: &[Alternative]) -> serde_json::Value {
    let mut head = plain_json(root);
    if let Some(head) = head.as_object_mut() {
        let known = &super::schema::parts().head["properties"];
        // What a report looks like is no part of what is simulated.
        head.retain(|key, _| known.get(key).is_some() && key != "report");
    }
    let alternative = |alternative: &Alternative| {
        let name = &alternative.name;
        let mut json = json!({ "id": name.id, "title": name.title, "reference": name.reference,
                "tables": plain_json(&alternative.root) });
        if let Some((year, _)) = &alternative.start_year {
            json["start_year"] = json!(year);
        }
        json
    };
    let alternatives: Vec<serde_json::Value> = list.iter().map(alternative).collect();
    json!({ "scenario": head, "alternatives": alternatives })
}

/// Adds the warnings, and refuses a run that is too large.
fn finish(
    mut reading: Reading,
    root: &Node,
    made: Result<Scenario, serde_json::Error>,
    options: &LoadOptions,
) -> Result<Scenario, Report> {
    match made {
        Ok(scenario) => {
            if let Some(stored) = scenario.posterior() {
                posterior::changed(stored, &scenario, &mut reading.out);
            }
            let estimate = scenario.estimate(scenario.sampling.all_draws(), options.threads);
            let limits =
                options.limits.unwrap_or(Limits { memory_bytes: u64::MAX, seconds: f64::MAX });
            if let Some(objection) = estimate.objection(&limits) {
                let place = root.find(&["sampling", "draws"]).map(|node| node.place.clone());
                let place = place.unwrap_or_else(|| Place { span: None, ..root.place.clone() });
                reading.out.push(objection.at(&place));
                return Err(reading.out.into_report(reading.sources));
            }
            if let Some(objection) = countable::objection(&scenario, root, options.limits.is_some())
            {
                reading.out.push(objection);
                return Err(reading.out.into_report(reading.sources));
            }
            Ok(Scenario { warnings: reading.out.into_report(reading.sources), ..scenario })
        }
        Err(error) => {
            let message = format!("this scenario passed all checks but cannot be read: {error}");
            let hint = "this is a fault of wijkraming; please report it with the scenario";
            reading.out.push(Diagnostic::error(message).at(&root.place).hint(hint));
            Err(reading.out.into_report(reading.sources))
        }
    }
}
