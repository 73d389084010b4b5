//! The classical calibration of a scenario: from its files to a fit, with every refusal as messages about the targets
//! file.

use super::fit::{Fit, fit};
use super::loose::{Loose, Width};
use super::objective::{Observation, Problem, Unknown};
use super::outputs::{Outputs, Response};
use super::profile::{Profile, profile};
use super::refusal;
use super::simulate::Bench;
use super::targets::{Parameter, Targets};
use crate::diagnostics::{Diagnostic, Report};
use crate::scenario::{LoadOptions, Scenario};
use crate::study::SampleMatrix;

/// How a scenario is fitted.
pub struct FitPlan<'a> {
    pub draws: usize,
    /// Indices of the parameters whose profile is asked for.
    pub profiles: Vec<usize>,
    /// Told of every realisation, from any thread.
    pub finished: &'a (dyn Fn() + Sync),
}

/// Draws of a fit where nothing else is asked for.
pub const DRAWS: usize = 100;

/// A fitted scenario.
pub struct Fitted {
    pub fit: Fit,
    pub profiles: Vec<Profile>,
}

/// Fits the parameters of a targets file, on the threads of the current rayon pool. `options` are those with which
/// `scenario` was loaded.
pub fn fit_scenario(
    options: &LoadOptions,
    scenario: &Scenario,
    targets: &Targets,
    plan: &FitPlan<'_>,
) -> Result<Fitted, Report> {
    enough(targets)?;
    let loose = Loose::new(options, scenario, targets, &targets.parameters, Width::Bounds)?;
    let drawn = loose.drawn(plan.draws)?;
    let bench = Bench::new(&loose.scenario, targets, scenario.sampling.seed, plan.finished);
    let model = Simulated { loose: &loose, drawn: &drawn, bench: &bench };
    let unknowns: Vec<Unknown> = targets.parameters.iter().map(unknown).collect();
    let observations: Vec<Observation> =
        targets.targets.iter().map(|target| target.observed).collect();
    let problem = Problem { response: &model, unknowns: &unknowns, observations: &observations };
    let found = fit(problem).map_err(|refused| refusal::report(&refused, targets))?;
    let profiles = plan.profiles.iter().filter_map(|index| profile(problem, &found, *index));
    Ok(Fitted { profiles: profiles.collect(), fit: found })
}

/// There must be something to fit, and as much to fit it to.
fn enough(targets: &Targets) -> Result<(), Report> {
    let Some(first) = targets.parameters.first() else {
        let message = format!("{} has no parameters to fit", targets.name);
        let hint = "add [[parameters]] with path, min and max; --bayes can do without";
        return Err(Report::of(Diagnostic::error(message).hint(hint)));
    };
    let priors = targets.parameters.iter().filter(|parameter| parameter.prior.is_some()).count();
    let known = targets.targets.len() + priors;
    if targets.parameters.len() <= known {
        return Ok(());
    }
    let message = format!(
        "{} parameters cannot be fitted to {known} targets and priors",
        targets.parameters.len()
    );
    let hint = "add targets, give parameters a prior, or leave parameters out";
    let place = targets.parameters.get(known).map_or(&first.place, |extra| &extra.place);
    Err(targets.report([Diagnostic::error(message).at(place).hint(hint)]))
}

fn unknown(parameter: &Parameter) -> Unknown {
    let prior = parameter
        .prior
        .as_ref()
        .map(|prior| Observation { value: prior.distribution.mean(), sd: prior.distribution.sd() });
    Unknown { range: parameter.range, start: parameter.start, prior }
}

/// The scenario as a fit sees it.
struct Simulated<'a> {
    loose: &'a Loose,
    drawn: &'a SampleMatrix,
    bench: &'a Bench<'a>,
}

impl Response for Simulated<'_> {
    fn outputs(&self, point: &[f64]) -> Outputs {
        let rows = self.loose.rows(self.drawn, |_| point);
        self.bench.outputs(&rows, 0)
    }
}
