//! The targets file: what was observed, and which parameters may move. From TOML text to [`Targets`] that fit a
//! scenario, with every error at once and its place.
//!
//! The format is described in `docs/calibration.md`. It must not simulate.

mod parameter;
mod target;
mod template;

use std::path::Path;

use super::coordinates::Range;
use super::measure::{Measure, Scope};
use super::objective::Observation;
use crate::diagnostics::{Collector, Diagnostic, Place, Report, Sources};
use crate::engine::Parameters;
use crate::scenario::fields::Fields;
use crate::scenario::tree::{Document, Node};
use crate::scenario::{Scenario, format, source, suggest, words};
use crate::stats::Distribution;
use crate::study::{Model, sampling};
pub use template::{ClientsPer1000, Wait};

const KEYS: &[&str] = &["format", "title", "alternative", "year", "years", "targets", "parameters"];

/// One figure that was observed, and where the model has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// As messages and tables call it.
    pub name: String,
    pub measure: Measure,
    /// Index among the alternatives of the scenario.
    pub alternative: usize,
    pub scope: Scope,
    /// The simulated figure is multiplied by this before it is compared.
    pub factor: f64,
    pub observed: Observation,
    /// The target as an interval, for the interval kernel.
    pub interval: (f64, f64),
    pub source: Option<String>,
    pub place: Place,
}

/// What a parameter is in the scenario.
#[derive(Clone, Debug, PartialEq)]
pub enum Lever {
    /// The number at this path.
    Value(String),
    /// A factor on all numbers at these paths.
    Factor(Vec<String>),
}

/// What is known of a parameter apart from the targets.
#[derive(Clone, Debug, PartialEq)]
pub struct Prior {
    pub distribution: Distribution,
    /// As it was written, in one line of TOML.
    pub written: String,
}

/// A parameter that may move.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its path, or the name of a factor.
    pub name: String,
    pub lever: Lever,
    pub range: Range,
    pub start: f64,
    pub prior: Option<Prior>,
    pub place: Place,
}

/// A targets file that fits its scenario.
#[derive(Clone, Debug)]
pub struct Targets {
    /// File name, or what stands for it.
    pub name: String,
    pub title: Option<String>,
    pub targets: Vec<Target>,
    pub parameters: Vec<Parameter>,
    pub warnings: Report,
    sources: Sources,
}

impl Targets {
    /// Reads a file and holds it against the scenario.
    pub fn load(path: &Path, scenario: &Scenario) -> Result<Self, Report> {
        let text = source::read(path).map_err(Report::of)?;
        Self::from_text(&source::shown(path), &text, scenario)
    }

    /// The same for a text; `name` stands in messages.
    pub fn from_text(name: &str, text: &str, scenario: &Scenario) -> Result<Self, Report> {
        let Document { sources, root, mut out } = Document::read(name, text)?;
        let read = Context::new(scenario).file(&root, &mut out);
        let failed = out.has_errors();
        let report = out.into_report(sources.clone());
        match read {
            Some((title, targets, parameters)) if !failed => Ok(Self {
                name: name.to_owned(),
                title,
                targets,
                parameters,
                warnings: report,
                sources,
            }),
            _ => Err(report),
        }
    }

    /// A report of messages about places in this file.
    pub fn report(&self, diagnostics: impl IntoIterator<Item = Diagnostic>) -> Report {
        let mut out = Collector::default();
        diagnostics.into_iter().for_each(|diagnostic| out.push(diagnostic));
        out.into_report(self.sources.clone())
    }

    /// The alternatives that targets are about, in the order of the scenario.
    pub fn alternatives(&self) -> Vec<usize> {
        let mut used: Vec<usize> = self.targets.iter().map(|target| target.alternative).collect();
        used.sort_unstable();
        used.dedup();
        used
    }

    /// Years that must be simulated to have them all.
    pub fn years(&self) -> usize {
        let years = self.targets.iter().flat_map(|target| &target.scope.years);
        years.max().map_or(1, |last| last + 1)
    }
}

/// What a targets file is held against.
pub(super) struct Context<'a> {
    scenario: &'a Scenario,
    /// Names of the areas, and households that live there.
    areas: Vec<(String, f64)>,
    effects: Vec<String>,
}

/// What holds for targets that do not say otherwise.
struct Defaults {
    alternative: Option<usize>,
    years: Option<Vec<usize>>,
}

type Read = (Option<String>, Vec<Target>, Vec<Parameter>);

impl<'a> Context<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        let central = sampling::central(scenario.quantities());
        let Parameters { population, effects, .. } = scenario.parameters(0, &central);
        let area =
            |area: &crate::population::Area| (area.name.clone(), f64::from(area.household_count()));
        Self {
            scenario,
            areas: population.areas.iter().map(area).collect(),
            effects: effects.iter().map(|effect| effect.id.clone()).collect(),
        }
    }

    fn file(&self, root: &Node, out: &mut Collector) -> Option<Read> {
        let fields = Fields::of(root, "a targets file", KEYS, out)?;
        if !format::readable(root, &fields, out) {
            return None;
        }
        let title = fields.text("title", out).map(str::to_owned);
        let alternative = fields.get("alternative");
        let alternative = match alternative {
            Some(_) => self.alternative(&fields, out),
            None => self.scenario.alternatives().iter().position(|known| known.reference),
        };
        let defaults = Defaults { alternative, years: self.years(&fields, out) };
        let items = |key: &'static str| root.get(key).and_then(Node::array).unwrap_or_default();
        for key in ["targets", "parameters"] {
            if let Some(node) = root.get(key).filter(|node| node.array().is_none()) {
                let message = format!("{key} must be tables, found {}", node.kind());
                let hint = format!("write [[{key}]] above each of them");
                out.push(Diagnostic::error(message).at(&node.place).hint(hint));
            }
        }
        if root.get("targets").is_none() {
            let message = "there are no targets";
            let hint = "add one with [[targets]]; docs/calibration.md has an example";
            out.push(Diagnostic::error(message).at(&root.place).hint(hint));
        }
        let targets: Vec<Target> =
            items("targets").iter().filter_map(|node| self.target(node, &defaults, out)).collect();
        let used: Vec<usize> = targets.iter().map(|target| target.alternative).collect();
        let parameters =
            items("parameters").iter().filter_map(|node| self.parameter(node, &used, out));
        let parameters: Vec<Parameter> = parameters.collect();
        named_twice(&targets, &parameters, out);
        Some((title, targets, parameters))
    }

    /// The alternative that a table names; none, after a message, where the scenario has no such one.
    fn alternative(&self, fields: &Fields<'_>, out: &mut Collector) -> Option<usize> {
        let id = fields.text("alternative", out)?;
        let known = self.scenario.alternatives();
        let found = known.iter().position(|own| own.id == id);
        if found.is_none() {
            let message = format!("there is no alternative `{}`", words::short(id));
            let hint = suggest::hint(id, known.iter().map(|own| own.id.as_str()));
            let place = fields.place_of("alternative");
            out.push(Diagnostic::error(message).at(&place).maybe_hint(hint));
        }
        found
    }

    /// The years that a table names, as years of the run.
    fn years(&self, fields: &Fields<'_>, out: &mut Collector) -> Option<Vec<usize>> {
        if let (Some(_), Some(node)) = (fields.get("year"), fields.get("years")) {
            let message = "`year` and `years` say the same; leave one out";
            out.push(Diagnostic::error(message).at(&node.place));
            return None;
        }
        let key = if fields.get("year").is_some() { "year" } else { "years" };
        let first = i64::from(self.scenario.start_year);
        let last = first + i64::from(self.scenario.years) - 1;
        let mut years = Vec::new();
        for (year, place) in fields.whole_numbers(key, out)? {
            if (first..=last).contains(&year) {
                years.push((year - first) as usize);
            } else {
                let message = format!("the scenario has no year {year}");
                let hint = format!("it runs from {first} to {last}");
                out.push(Diagnostic::error(message).at(&place).hint(hint));
            }
        }
        years.sort_unstable();
        years.dedup();
        (!years.is_empty()).then_some(years)
    }
}

/// Two things of one name could not be told apart in a report.
fn named_twice(targets: &[Target], parameters: &[Parameter], out: &mut Collector) {
    let names = targets.iter().map(|target| (&target.name, &target.place));
    twice(names, "targets", "give one of them a name of its own", out);
    let names = parameters.iter().map(|parameter| (&parameter.name, &parameter.place));
    twice(names, "parameters", "leave one of them out", out);
}

fn twice<'a>(
    names: impl Iterator<Item = (&'a String, &'a Place)>,
    what: &str,
    hint: &str,
    out: &mut Collector,
) {
    let mut seen: Vec<&String> = Vec::new();
    for (name, place) in names {
        if seen.contains(&name) {
            let message = format!("two {what} are called `{}`", words::short(name));
            out.push(Diagnostic::error(message).at(place).hint(hint));
        }
        seen.push(name);
    }
}
