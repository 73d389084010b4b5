//! `sampling.posterior`: weighted rows of quantities that a calibration left, in place of their distributions.
//!
//! The file is CSV: a column `weight` and one per quantity, named by its path, with lines of comment at its head that
//! tell what it was made of. Everything that is wrong with it is said with its line. The quantities it has take their
//! values from its rows together; each by itself has the distribution of its column, for whoever looks at one alone.
//!
//! It must not decide which draw takes which row: that is for [`crate::study::Posterior`].

use super::extends::Reading;
use super::path::normal_form;
use super::path_of;
use super::quantities::Quantities;
use super::source::{self, shown};
use super::tree::{Node, Value};
use super::{LoadOptions, Scenario, suggest, words};
use crate::diagnostics::{Collector, Diagnostic, FileId, Place};
use crate::digest::sha256;
use crate::stats::RankCorrelation;
use crate::study::{Model, Posterior, Quantity, SampleMatrix};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// Largest file, in bytes: a million rows of a few quantities.
const LARGEST: u64 = 256 << 20;
/// First line of the file.
const FIRST_LINE: &str = "# wijkraming posterior, format 1";
/// Name of the column of weights.
const WEIGHT: &str = "weight";
/// Messages about rows, after which reading stops.
const MOST_MESSAGES: usize = 20;
/// Name of its copy beside the results of a run.
pub const FILE: &str = "posterior.csv";

/// A posterior as a scenario has it.
#[derive(Clone, Debug)]
pub struct StoredPosterior {
    pub posterior: Arc<Posterior>,
    /// By quantity of the scenario: its column.
    pub columns: Vec<Option<usize>>,
    /// As it was read.
    pub text: String,
    /// As messages name it.
    pub name: String,
    pub sha256: String,
    head: BTreeMap<String, String>,
    place: Place,
}

/// A file that was read, before it is held against the scenario.
pub struct Raw {
    posterior: Posterior,
    /// What the lines of comment say.
    head: BTreeMap<String, String>,
    /// Where its columns are named.
    columns: Place,
    place: Place,
    text: String,
    name: String,
    sha256: String,
}

/// A quantity in sixteen digits: the same path with the same distribution.
fn fingerprint(quantity: &Quantity) -> String {
    let shares = quantity.simplex.is_some();
    sha256(format!("{} {:?} {shares}", quantity.path, quantity.distribution))[..16].to_owned()
}

/// Reads the file that `sampling.posterior` names, and puts its hash in the place of its name: a scenario is what it
/// is made of, wherever that stands.
pub fn read(reading: &mut Reading, root: &mut Node, options: &LoadOptions) -> Option<Raw> {
    let node = root.find(&["sampling", "posterior"])?;
    let (name, place) = (node.text()?.to_owned(), node.place.clone());
    let found = match &options.posterior {
        Some(text) => Ok((PathBuf::from(&name), text.to_string())),
        None => path_of::beside(&name, &place, "posterior", reading, options)
            .and_then(|path| Ok((path.clone(), source::read_up_to(&path, LARGEST)?))),
    };
    let (path, text) = match found {
        Ok(found) => found,
        Err(diagnostic) => {
            reading.out.push(diagnostic.at(&place));
            return None;
        }
    };
    let sha256 = sha256(&text);
    let file = reading.sources.add(shown(&path), text.clone());
    let raw = parse(&text, file, &mut reading.out)?;
    let sampling = root.table_mut().and_then(|table| table.get_mut("sampling"));
    let sampling = sampling.and_then(|entry| entry.node.table_mut());
    if let Some(entry) = sampling.and_then(|table| table.get_mut("posterior")) {
        entry.node.value = Value::Text(format!("sha256:{sha256}"));
    }
    let (posterior, head, columns) = raw;
    Some(Raw { posterior, head, columns, place, text, name: shown(&path), sha256 })
}

type Parsed = (Posterior, BTreeMap<String, String>, Place);

fn parse(text: &str, file: FileId, out: &mut Collector) -> Option<Parsed> {
    let line = |start: usize| {
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        Place::new(file, start..end)
    };
    if !text.starts_with(FIRST_LINE) {
        let message = "this is no posterior of wijkraming";
        let hint = "make one with `wijkraming calibrate --bayes`";
        out.push(Diagnostic::error(message).at(&line(0)).hint(hint));
        return None;
    }
    let comments = text.lines().take_while(|line| line.starts_with('#'));
    let pairs = comments.filter_map(|line| line.trim_start_matches('#').split_once('='));
    let head = pairs.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned())).collect();
    let mut reader =
        csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().ok()?.iter().map(str::to_owned).collect();
    let lines = text.split_inclusive('\n').take_while(|line| line.starts_with('#'));
    let columns = line(lines.map(str::len).sum());
    let before = out.errors();
    if names.first().map(String::as_str) != Some(WEIGHT) || names.len() < 2 {
        let message = "the columns must be `weight` and the paths of quantities";
        out.push(Diagnostic::error(message).at(&columns));
    }
    for (index, name) in names.iter().enumerate() {
        if names[..index].contains(name) {
            let message = format!("column `{}` stands there twice", words::short(name));
            out.push(Diagnostic::error(message).at(&columns));
        }
    }
    let (mut weights, mut values) = (Vec::new(), Vec::new());
    for record in reader.records() {
        if out.errors() >= before + MOST_MESSAGES {
            return None;
        }
        let Ok(record) = record else {
            out.push(Diagnostic::error("this line is no CSV").at(&columns));
            return None;
        };
        let at = record.position().map_or(0, |position| position.byte() as usize);
        let numbers: Vec<f64> =
            record.iter().filter_map(|field| field.trim().parse().ok()).collect();
        let good = numbers.len() == names.len() && record.len() == names.len();
        if !good || numbers.iter().any(|number| !number.is_finite()) {
            let message = format!("this line must hold {} finite numbers", names.len());
            out.push(Diagnostic::error(message).at(&line(at)));
            continue;
        }
        if numbers[0] < 0.0 {
            out.push(Diagnostic::error("a weight cannot be negative").at(&line(at)));
        }
        weights.push(numbers[0]);
        values.extend(&numbers[1..]);
    }
    if out.errors() > before {
        return None;
    }
    let posterior = Posterior::new(names[1..].to_vec(), values, &weights);
    if posterior.is_none() {
        let message = "no row of this posterior has a weight above 0";
        out.push(Diagnostic::error(message).at(&columns));
    }
    Some((posterior?, head, columns))
}

/// Holds a posterior against the quantities of the scenario and gives them its distributions.
pub fn attach(
    raw: Raw,
    quantities: &mut Quantities,
    correlations: &mut Vec<RankCorrelation>,
    out: &mut Collector,
) -> Option<StoredPosterior> {
    let columns = columns(&raw, quantities, out)?;
    same_priors(&raw, &columns, quantities, out);
    for pair in correlations.iter() {
        let covered = |index: usize| columns[index].is_some();
        if covered(pair.first) != covered(pair.second) {
            let path = |index: usize| &quantities.list[index].path;
            let message = format!(
                "the correlation of `{}` and `{}` does not hold with this posterior, which has one of them only",
                path(pair.first),
                path(pair.second)
            );
            out.push(Diagnostic::warning(message).at(&raw.place).hint("calibrate again"));
        }
    }
    // What the rows have together is in them already.
    correlations.retain(|pair| columns[pair.first].is_none() && columns[pair.second].is_none());
    for (quantity, column) in quantities.list.iter_mut().zip(&columns) {
        let Some(column) = *column else { continue };
        quantity.distribution = raw.posterior.marginal(column);
        let own = quantities.assumptions.iter_mut().find(|own| own.path == quantity.path);
        if let Some(assumption) = own {
            let of = |p: f64| words::number(rounded(quantity.distribution.quantile(p)));
            let (low, middle, high) = (of(0.05), of(0.5), of(0.95));
            let _ = write!(assumption.value, "; a posteriori {middle} [{low} .. {high}]");
        }
    }
    let Raw { posterior, head, place, text, name, sha256, .. } = raw;
    let posterior = Arc::new(posterior);
    Some(StoredPosterior { posterior, columns, text, name, sha256, head, place })
}

/// Four significant digits.
fn rounded(number: f64) -> f64 {
    format!("{number:.3e}").parse().unwrap_or(number)
}

/// The column of each quantity; none where the file has a column that means nothing here.
fn columns(raw: &Raw, quantities: &Quantities, out: &mut Collector) -> Option<Vec<Option<usize>>> {
    let before = out.errors();
    let forms: BTreeMap<String, usize> = quantities
        .list
        .iter()
        .enumerate()
        .filter_map(|(index, quantity)| Some((normal_form(&quantity.path, None)?, index)))
        .collect();
    let mut columns = vec![None; quantities.list.len()];
    for (column, path) in raw.posterior.paths.iter().enumerate() {
        let form = normal_form(path, None);
        if let Some(index) = form.as_ref().and_then(|form| forms.get(form)) {
            columns[*index] = Some(column);
            continue;
        }
        let fixed = quantities.fixed.iter().any(|own| normal_form(own, None) == form);
        if fixed {
            let message =
                format!("`{}` stands fixed here: its posterior is not used", words::short(path));
            let hint = "the other quantities keep the posterior that belongs to an uncertain one";
            out.push(Diagnostic::warning(message).at(&raw.place).hint(hint));
            continue;
        }
        let known = quantities.list.iter().map(|quantity| quantity.path.as_str());
        let hint = suggest::closest(path, known).map(|found| format!("did you mean `{found}`?"));
        let hint = hint.unwrap_or_else(|| "calibrate this scenario again".to_owned());
        let message = format!("the scenario has no quantity `{}`", words::short(path));
        out.push(Diagnostic::error(message).at(&raw.columns).hint(hint));
    }
    (out.errors() == before).then_some(columns)
}

/// Reports quantities whose distribution is not the one that was calibrated.
fn same_priors(raw: &Raw, columns: &[Option<usize>], quantities: &Quantities, out: &mut Collector) {
    let Some(marks) = raw.head.get("quantities") else { return };
    let marks: Vec<&str> = marks.split_whitespace().collect();
    for (quantity, column) in quantities.list.iter().zip(columns) {
        let Some(mark) = column.and_then(|column| marks.get(column)) else { continue };
        if *mark != fingerprint(quantity) {
            let path = &quantity.path;
            let message =
                format!("`{path}` has another distribution than when the posterior was made");
            let hint = "calibrate again; with a posterior the distribution itself is not used";
            out.push(Diagnostic::error(message).at(&raw.place).hint(hint));
        }
    }
}

/// A stored scenario has its posterior beside it: names it so, in the merged file and in what was set.
pub fn beside(merged: &mut toml::Value, sets: &mut [String]) {
    let written = merged.get_mut("sampling").and_then(|sampling| sampling.get_mut("posterior"));
    if let Some(value) = written {
        *value = toml::Value::String(FILE.to_owned());
    }
    for set in sets {
        if set.split_once('=').is_some_and(|(path, _)| path.trim() == "sampling.posterior") {
            *set = format!("sampling.posterior={FILE:?}");
        }
    }
}

/// Warns where an alternative that was compared with the targets has changed since.
pub fn changed(stored: &StoredPosterior, scenario: &Scenario, out: &mut Collector) {
    for name in scenario.alternatives() {
        let Some(then) = stored.head.get(&format!("alternative {}", name.id)) else { continue };
        if scenario.alternative_hash(&name.id).as_ref() != Some(then) {
            let message =
                format!("alternative `{}` was changed after the posterior was made", name.id);
            let hint = "calibrate again, or accept that the posterior belongs to what it was";
            out.push(Diagnostic::warning(message).at(&stored.place).hint(hint));
        }
    }
}

/// Weighted rows to be written.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// The quantities of the scenario in every draw.
    pub sample: &'a SampleMatrix,
    /// By row.
    pub weights: &'a [f64],
    /// The quantities that get a column, as indices.
    pub kept: &'a [usize],
}

/// The text of a posterior file for a scenario. `weights` by row of `rows`; rows that together weigh less than a
/// millionth are left out, and so are quantities that only value what was simulated: the targets cannot tell of these. `told` are lines of comment,
/// `compared` the ids of the alternatives that were compared.
pub fn text(scenario: &Scenario, rows: &Rows<'_>, compared: &[&str], told: &[String]) -> String {
    let Rows { sample, weights, kept } = *rows;
    let quantities = scenario.quantities();
    let least = 1e-6 * weights.iter().sum::<f64>() / weights.len().max(1) as f64;
    let marks: Vec<String> = kept.iter().map(|index| fingerprint(&quantities[*index])).collect();
    let mut text = format!("{FIRST_LINE}\n");
    told.iter().for_each(|line| text.push_str(&format!("# {line}\n")));
    let _ = writeln!(text, "# scenario_sha256 = {}", scenario.hash());
    for id in compared {
        let hash = scenario.alternative_hash(id).unwrap_or_default();
        let _ = writeln!(text, "# alternative {id} = {hash}");
    }
    let _ = writeln!(text, "# quantities = {}", marks.join(" "));
    let names = kept.iter().map(|index| quoted(&quantities[*index].path));
    let head: Vec<String> = std::iter::once(WEIGHT.to_owned()).chain(names).collect();
    let _ = writeln!(text, "{}", head.join(","));
    for (row, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > least) {
        let values = sample.row(row);
        let _ = write!(text, "{weight:?}");
        kept.iter().for_each(|index| {
            let _ = write!(text, ",{:?}", values[*index]);
        });
        text.push('\n');
    }
    text
}

/// A field of CSV.
fn quoted(name: &str) -> String {
    if name.contains(['"', ',']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}
