//! A scenario with its parameters loose: every number that may move is an uncertain quantity, so that a point of the
//! fit is a row of quantities and no file is read again.
//!
//! The other quantities have the values that a run has in which the parameters stand fixed: the sample is that of the
//! scenario with the overlay of fitted values, so that running it gives the figures of the fit again. It must not
//! simulate.

use super::targets::{Lever, Parameter, Targets};
use crate::diagnostics::{Diagnostic, Place, Report};
use crate::scenario::{KnownValue, LoadOptions, Scenario};
use crate::study::{Model, SampleMatrix, SamplingPlan, sampling};

/// A scenario whose parameters can be set by row.
pub struct Loose {
    pub scenario: Scenario,
    /// The scenario in which the parameters stand fixed where the fit begins; its quantities are those that are drawn.
    pub fixed: Scenario,
    /// By quantity of the loose scenario.
    origins: Vec<Origin>,
    /// What was set to make it loose: paths and values, as for `--set`.
    pub settings: Vec<(String, String)>,
}

/// What a loose parameter is given as its distribution: it must fit the limits of its key. Rows say its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// Uniform between its bounds.
    Bounds,
    /// Its own prior, where it has one.
    Prior,
}

/// Where the value of a quantity comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Origin {
    /// A quantity of the fixed scenario.
    Drawn(usize),
    /// A parameter.
    Set(usize),
    /// A parameter times a fixed number.
    Times(usize, f64),
    /// A parameter times a quantity of the fixed scenario.
    TimesDrawn(usize, usize),
}

impl Loose {
    /// Loads the scenario again with some parameters of the targets file loose.
    pub fn new(
        options: &LoadOptions,
        scenario: &Scenario,
        targets: &Targets,
        parameters: &[Parameter],
        width: Width,
    ) -> Result<Self, Report> {
        uncorrelated(scenario, targets, parameters)?;
        let with = |sets: Vec<(String, Place)>| load(options, sets, targets);
        let fixed = with(parameters.iter().filter_map(standing).collect())?;
        let members = parameters.iter().flat_map(|own| loosened(own, scenario, width));
        let members: Vec<(String, Place)> = members.collect();
        let settings = members.iter().filter_map(|(text, _)| text.split_once('='));
        let settings = settings.map(|(path, value)| (path.to_owned(), value.to_owned())).collect();
        let loose = with(members)?;
        let origins = loose.quantities().iter().map(|quantity| {
            let of_parameter = parameters.iter().enumerate().find_map(|(index, parameter)| {
                origin(index, parameter, &quantity.path, scenario, &fixed)
            });
            let drawn = || fixed.quantities().iter().position(|own| own.path == quantity.path);
            of_parameter.or_else(|| drawn().map(Origin::Drawn))
        });
        let origins: Option<Vec<Origin>> = origins.collect();
        let origins = origins.ok_or_else(|| {
            Report::of(Diagnostic::error("the scenario changes when its parameters are loosened"))
        })?;
        Ok(Self { scenario: loose, fixed, origins, settings })
    }

    /// Whether a quantity of the loose scenario follows a parameter.
    pub fn is_parameter(&self, path: &str) -> bool {
        let place = self.scenario.quantities().iter().position(|own| own.path == path);
        place.is_some_and(|place| !matches!(self.origins[place], Origin::Drawn(_)))
    }

    /// How the other quantities are drawn: as in a run with the overlay of fitted values.
    pub fn plan(&self, draws: usize) -> SamplingPlan {
        let fixed = self.fixed.sampling_plan();
        SamplingPlan { draws, replications: 1, batches: 1, dimensions: Vec::new(), ..fixed }
    }

    /// The rows of the other quantities.
    pub fn drawn(&self, draws: usize) -> Result<SampleMatrix, Report> {
        sampling::sample(self.fixed.quantities(), &self.plan(draws)).map_err(|error| {
            let hint = "see `sampling` in the scenario";
            Report::of(Diagnostic::error(error.to_string()).hint(hint))
        })
    }

    /// Rows of the loose scenario: those of the other quantities, and the parameters in each draw.
    pub fn rows<'a>(
        &self,
        drawn: &SampleMatrix,
        parameters: impl Fn(usize) -> &'a [f64],
    ) -> SampleMatrix {
        let row = |draw: usize| {
            let (own, point) = (drawn.row(draw), parameters(draw));
            self.origins.iter().map(move |origin| match *origin {
                Origin::Drawn(index) => own[index],
                Origin::Set(parameter) => point[parameter],
                Origin::Times(parameter, number) => number * point[parameter],
                Origin::TimesDrawn(parameter, index) => own[index] * point[parameter],
            })
        };
        let values = (0..drawn.draws).flat_map(row).collect();
        SampleMatrix { draws: drawn.draws, quantities: self.origins.len(), values }
    }
}

/// A parameter that is fitted cannot be correlated with anything that is drawn.
fn uncorrelated(
    scenario: &Scenario,
    targets: &Targets,
    parameters: &[Parameter],
) -> Result<(), Report> {
    let path = |index: usize| scenario.quantities()[index].path.as_str();
    let pairs = scenario.sampling.correlations.iter();
    let pairs: Vec<(&str, &str)> =
        pairs.map(|pair| (path(pair.first), path(pair.second))).collect();
    let objection = |parameter: &Parameter| {
        let Lever::Value(own) = &parameter.lever else { return None };
        let (one, other) = pairs.iter().find(|(one, other)| one == own || other == own)?;
        let other = if one == own { other } else { one };
        let message = format!("`{own}` is correlated with `{other}` in the scenario");
        let hint = "a fit moves it alone: take the correlation out, or calibrate with --bayes and no prior of its own";
        Some(Diagnostic::error(message).at(&parameter.place).hint(hint))
    };
    let objections: Vec<Diagnostic> = parameters.iter().filter_map(objection).collect();
    if objections.is_empty() { Ok(()) } else { Err(targets.report(objections)) }
}

/// The setting that puts a parameter where the fit begins; a factor begins at what the scenario has.
fn standing(parameter: &Parameter) -> Option<(String, Place)> {
    let Lever::Value(path) = &parameter.lever else { return None };
    Some((format!("{path}={:?}", parameter.start), parameter.place.clone()))
}

/// The settings that make the numbers of a parameter uncertain where they are not yet.
fn loosened(parameter: &Parameter, scenario: &Scenario, width: Width) -> Vec<(String, Place)> {
    let uniform = |path: &str, a: f64, b: f64| {
        let (min, max) = (a.min(b), a.max(b));
        let text = format!("{path}={{ dist = \"uniform\", min = {min:?}, max = {max:?} }}");
        (text, parameter.place.clone())
    };
    let range = &parameter.range;
    match &parameter.lever {
        Lever::Value(path) => match parameter.prior.as_ref().filter(|_| width == Width::Prior) {
            Some(prior) => vec![(format!("{path}={}", prior.written), parameter.place.clone())],
            None => vec![uniform(path, range.min, range.max)],
        },
        Lever::Factor(paths) => {
            let fixed = paths.iter().filter_map(|path| match scenario.number(path)?.value {
                KnownValue::Fixed(number) => Some((path, number)),
                _ => None,
            });
            fixed.map(|(path, n)| uniform(path, n * range.min, n * range.max)).collect()
        }
    }
}

/// What a parameter makes of the quantity at a path, if anything.
fn origin(
    index: usize,
    parameter: &Parameter,
    path: &str,
    scenario: &Scenario,
    fixed: &Scenario,
) -> Option<Origin> {
    match &parameter.lever {
        Lever::Value(own) => (own == path).then_some(Origin::Set(index)),
        Lever::Factor(paths) => {
            let own = paths.iter().find(|own| *own == path)?;
            match scenario.number(own)?.value {
                KnownValue::Fixed(number) => Some(Origin::Times(index, number)),
                _ => {
                    let drawn = fixed.quantities().iter().position(|known| known.path == *path)?;
                    Some(Origin::TimesDrawn(index, drawn))
                }
            }
        }
    }
}

/// Loads the scenario with more settings; messages about these are put where the targets file asks for them.
fn load(
    options: &LoadOptions,
    sets: Vec<(String, Place)>,
    targets: &Targets,
) -> Result<Scenario, Report> {
    let more = sets.iter().map(|(text, _)| text.clone());
    let all = options.sets.iter().cloned().chain(more).collect();
    let options = LoadOptions { sets: all, limits: None, ..options.clone() };
    Scenario::load(&options).map_err(|report| {
        let place_of = |diagnostic: &Diagnostic| {
            let text = report.sources().text(diagnostic.place.as_ref()?.file);
            sets.iter().find(|(own, _)| own == text).map(|(_, place)| place)
        };
        let all = report.diagnostics();
        if !all.iter().all(|diagnostic| place_of(diagnostic).is_some()) {
            return report.clone();
        }
        let moved = all.iter().filter_map(|diagnostic| {
            let place = place_of(diagnostic)?;
            Some(Diagnostic { place: Some(place.clone()), ..diagnostic.clone() })
        });
        targets.report(moved)
    })
}
