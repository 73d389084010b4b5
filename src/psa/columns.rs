//! What each column of a foreign sample is: a TOML file, or the same in one line.

use std::ops::Range;
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::text;
use crate::diagnostics::{Collector, Diagnostic, FileId, Place, Sources};

/// Where it is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnSource {
    File(PathBuf),
    /// `cost:a,b effect:c,d parameters:p*`
    Line(String),
}

impl ColumnSource {
    /// A name that ends in `.toml` is a file.
    pub fn parse(text: &str) -> Self {
        if text.trim().ends_with(".toml") && !text.contains(':') {
            Self::File(PathBuf::from(text.trim()))
        } else {
            Self::Line(text.to_owned())
        }
    }
}

/// A text with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    pub text: String,
    pub place: Place,
}

/// What each column is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    pub strategies: Vec<Named>,
    pub reference: Option<Named>,
    pub cost: Vec<Named>,
    pub effect: Vec<Named>,
    pub net_benefit: Vec<Named>,
    /// Names, or patterns with `*`.
    pub parameters: Vec<Named>,
    /// Rows of shares: a name, and the columns of the shares.
    pub rows: Vec<(Named, Vec<Named>)>,
    pub weights: Option<Named>,
    /// Groups of parameters to learn together: a name, and names or patterns.
    pub groups: Vec<(Named, Vec<Named>)>,
    pub effect_unit: Option<String>,
}

/// The table as it is written in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    strategies: Vec<Spanned<String>>,
    reference: Option<Spanned<String>>,
    #[serde(default)]
    cost: Vec<Spanned<String>>,
    #[serde(default)]
    effect: Vec<Spanned<String>>,
    #[serde(default)]
    net_benefit: Vec<Spanned<String>>,
    #[serde(default)]
    parameters: Vec<Spanned<String>>,
    #[serde(default)]
    rows: indexmap::IndexMap<Spanned<String>, Vec<Spanned<String>>>,
    weights: Option<Spanned<String>>,
    #[serde(default)]
    groups: indexmap::IndexMap<Spanned<String>, Vec<Spanned<String>>>,
    effect_unit: Option<String>,
}

/// Reads the description; messages say what is wrong with it.
pub fn read(source: &ColumnSource, sources: &mut Sources, out: &mut Collector) -> Option<Columns> {
    match source {
        ColumnSource::File(path) => {
            let text = text::read(path).map_err(|diagnostic| out.push(diagnostic)).ok()?;
            let file = sources.add(path.display().to_string(), text.clone());
            from_toml(&text, file, out)
        }
        ColumnSource::Line(text) => {
            let file = sources.add("--columns", text.clone());
            from_line(text, file, out)
        }
    }
}

fn from_toml(text: &str, file: FileId, out: &mut Collector) -> Option<Columns> {
    let written: Written = match toml::from_str(text) {
        Ok(written) => written,
        Err(error) => {
            let place = error.span().map_or(Place::whole(file), |span| Place::new(file, span));
            let message = error.message().lines().collect::<Vec<_>>().join(" ");
            let hint = "docs/decision.md describes the keys of this file";
            out.push(Diagnostic::error(message).at(&place).hint(hint));
            return None;
        }
    };
    let named = |text: Spanned<String>| {
        let place = Place::new(file, text.span());
        Named { text: text.into_inner(), place }
    };
    let list = |texts: Vec<Spanned<String>>| texts.into_iter().map(named).collect::<Vec<_>>();
    let table = |table: indexmap::IndexMap<Spanned<String>, Vec<Spanned<String>>>| {
        table.into_iter().map(|(name, texts)| (named(name), list(texts))).collect()
    };
    Some(Columns {
        strategies: list(written.strategies),
        reference: written.reference.map(named),
        cost: list(written.cost),
        effect: list(written.effect),
        net_benefit: list(written.net_benefit),
        parameters: list(written.parameters),
        rows: table(written.rows),
        weights: written.weights.map(named),
        groups: table(written.groups),
        effect_unit: written.effect_unit,
    })
}

/// The keys, for hints.
const KEYS: &str = "the keys are strategies, reference, cost, effect, net_benefit, parameters, rows, weights, groups \
                        and effect_unit; docs/decision.md describes them";

const LINE: &str = "write for example \"cost:cost_A,cost_B effect:qaly_A,qaly_B parameters:p1,p2\"; names with spaces \
                    or commas need a file in TOML";

fn from_line(text: &str, file: FileId, out: &mut Collector) -> Option<Columns> {
    let mut columns = Columns::default();
    let mut good = true;
    for span in words(text) {
        let word = &text[span.clone()];
        let Some((key, list)) = word.split_once(':') else {
            let place = Place::new(file, span);
            out.push(Diagnostic::error(format!("{word:?} has no colon")).at(&place).hint(LINE));
            good = false;
            continue;
        };
        let items = items(list, span.start + key.len() + 1, file);
        let key_place = Place::new(file, span.start..span.start + key.len());
        if items.is_empty() {
            let message = format!("nothing stands behind {key}:");
            out.push(Diagnostic::error(message).at(&key_place).hint(LINE));
            good = false;
            continue;
        }
        let first = || Some(items[0].clone());
        let name = |prefix: &str| {
            let text = key[prefix.len()..].to_owned();
            Named { text, place: key_place.clone() }
        };
        match key {
            "strategies" => columns.strategies = items,
            "reference" => columns.reference = first(),
            "cost" => columns.cost = items,
            "effect" => columns.effect = items,
            "net_benefit" => columns.net_benefit = items,
            "parameters" => columns.parameters = items,
            "weights" => columns.weights = first(),
            "effect_unit" => columns.effect_unit = first().map(|named| named.text),
            _ if key.starts_with("rows.") => columns.rows.push((name("rows."), items)),
            _ if key.starts_with("groups.") => columns.groups.push((name("groups."), items)),
            _ => {
                let message = format!("unknown key {key:?}");
                out.push(Diagnostic::error(message).at(&key_place).hint(KEYS));
                good = false;
            }
        }
    }
    good.then_some(columns)
}

/// Bytes of the words of a line.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match (c.is_whitespace(), open) {
            (true, _) => open = false,
            (false, false) => {
                words.push(at..end);
                open = true;
            }
            (false, true) => {
                if let Some(last) = words.last_mut() {
                    last.end = end;
                }
            }
        }
    }
    words
}

fn items(list: &str, start: usize, file: FileId) -> Vec<Named> {
    let mut at = start;
    let mut items = Vec::new();
    for part in list.split(',') {
        if !part.is_empty() {
            let place = Place::new(file, at..at + part.len());
            items.push(Named { text: part.to_owned(), place });
        }
        at += part.len() + 1;
    }
    items
}
