//! What a fit says: on screen, as JSON, and as comments in the overlay.

use std::path::Path;

use serde_json::{Value, json};

use super::columns::{Row, columns};
use crate::calibration::classical::Fitted;
use crate::calibration::coordinates::Bound;
use crate::calibration::fit::{Fit, FittedParameter, FittedTarget};

use crate::calibration::information::Direction;
use crate::calibration::profile::Profile;
use crate::calibration::targets::{Parameter, Targets};
use crate::scenario::Scenario;
use crate::study::Model;

/// What was calibrated on what.
pub struct Told<'a> {
    pub scenario: &'a Scenario,
    pub targets: &'a Targets,
}

impl Told<'_> {
    /// Ids of the alternatives that were compared.
    pub fn alternatives(&self) -> String {
        let names = self.scenario.alternatives();
        let ids = self.targets.alternatives().into_iter().map(|index| names[index].id.clone());
        ids.collect::<Vec<_>>().join(", ")
    }

    /// Names of the targets, then of the priors that count as targets.
    fn names(&self) -> Vec<String> {
        let targets = self.targets.targets.iter().map(|target| target.name.clone());
        let with_prior = self.targets.parameters.iter().filter(|own| own.prior.is_some());
        targets.chain(with_prior.map(|own| format!("prior of {}", own.name))).collect()
    }
}

/// A number with as many decimals as its size deserves.
pub fn figure(number: f64) -> String {
    let decimals = match number.abs() {
        size if size >= 1_000.0 => 0,
        size if size >= 100.0 => 1,
        size if size >= 10.0 => 2,
        size if size >= 0.1 || size == 0.0 => 3,
        _ => 5,
    };
    let text = format!("{:.decimals$}", number.abs());
    let (whole, rest) = text.split_once('.').map_or((&*text, ""), |(whole, rest)| (whole, rest));
    let digits: Vec<u8> = whole.bytes().collect();
    let groups: Vec<String> =
        digits.rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let point = if rest.is_empty() { "" } else { "." };
    let sign = if number < 0.0 { "-" } else { "" };
    format!("{sign}{}{point}{rest}", groups.join(","))
}

fn z(number: f64) -> String {
    format!("{number:+.2}")
}

pub fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The tables of a fit on screen.
pub fn fit(told: &Told<'_>, found: &Fitted, out: &Path) -> String {
    let fit = &found.fit;
    let chi = &fit.chi_square;
    let mut parts = vec![format!(
        "{}, held against {}\nalternative {}, {} draws, seed {}; {} points, each with the same random numbers\n",
        told.scenario.title,
        told.targets.title.as_deref().unwrap_or(&told.targets.name),
        told.alternatives(),
        fit.draws,
        told.scenario.sampling.seed,
        fit.evaluations,
    )];
    let heads = texts(&["observed", "sd", "fitted", "\u{b1} simulation", "z", "sd of one draw"]);
    let rows: Vec<Row> = told
        .names()
        .into_iter()
        .zip(&fit.targets)
        .map(|(name, target)| (name, cells(target)))
        .collect();
    parts.push(format!("targets\n{}", columns(heads, &rows)));
    parts.push(parameters(told, fit));
    parts.push(information(told, fit));
    if !found.profiles.is_empty() {
        parts.push(profiles(told, &found.profiles));
    }
    parts.push(match chi.degrees {
        0 => "as many parameters as targets: nothing is left to test the fit with\n".to_owned(),
        _ => format!(
            "chi-square {} with {} {} of freedom (p = {})\n",
            figure(chi.value),
            chi.degrees,
            if chi.degrees == 1 { "degree" } else { "degrees" },
            chance(chi.p)
        ),
    });
    parts.push(format!("overlay: {}\n", out.display()));
    parts.join("\n")
}

fn cells(target: &FittedTarget) -> Vec<String> {
    let FittedTarget { observed, fitted, simulation, spread } = target;
    vec![
        figure(observed.value),
        figure(observed.sd),
        figure(*fitted),
        figure(*simulation),
        z(target.z()),
        figure(*spread),
    ]
}

fn parameters(told: &Told<'_>, fit: &Fit) -> String {
    let heads = texts(&[
        "fitted",
        "standard error",
        "of targets",
        "of one draw",
        "of simulation",
        "bounds",
    ]);
    let row = |(own, found): (&Parameter, &FittedParameter)| {
        let bounds = format!("{} .. {}", figure(own.range.min), figure(own.range.max));
        let mut cells = vec![figure(found.value)];
        match (found.errors, found.at_bound) {
            (Some(errors), _) => {
                let all = [errors.total(), errors.targets, errors.spread, errors.simulation];
                cells.extend(all.map(figure));
            }
            (None, Some(Bound::Lower)) => cells.extend(texts(&["at its min", "-", "-", "-"])),
            (None, _) => cells.extend(texts(&["at its max", "-", "-", "-"])),
        }
        cells.push(bounds);
        (own.name.clone(), cells)
    };
    let rows: Vec<Row> = told.targets.parameters.iter().zip(&fit.parameters).map(row).collect();
    format!("parameters\n{}", columns(heads, &rows))
}

/// The eigenvectors of the information: what is known best, and what least.
fn information(told: &Told<'_>, fit: &Fit) -> String {
    let row = |(number, direction): (usize, &Direction)| {
        let parts = direction.parts.iter().zip(&fit.free);
        let parts: Vec<String> = parts
            .filter(|(part, _)| part.abs() >= 0.05)
            .map(|(part, index)| format!("{part:+.2} {}", told.targets.parameters[*index].name))
            .collect();
        let sd = format!("{:.1} %", 100.0 * direction.sd());
        (format!("{}", number + 1), vec![sd, parts.join(" ")])
    };
    let rows: Vec<Row> = fit.directions.iter().enumerate().map(row).collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut text = "identifiability: standard error along the eigenvectors of the information, as a part of the way \
                    between the bounds\n"
        .to_owned();
    for (number, cells) in &rows {
        text.push_str(&format!("  {number}  {:>7}  {}\n", cells[0], cells[1]));
    }
    text
}

fn profiles(told: &Told<'_>, profiles: &[Profile]) -> String {
    let mut text = "profiles: value, and rise of the chi-square when the others are fitted again (targets' error only)\n"
        .to_owned();
    for profile in profiles {
        let end = |end: Option<f64>| end.map_or("bound".to_owned(), figure);
        text.push_str(&format!(
            "  {}: 90% from {} to {}\n",
            told.targets.parameters[profile.parameter].name,
            end(profile.low),
            end(profile.high)
        ));
        let points: Vec<String> = profile
            .points
            .iter()
            .map(|(value, rise)| format!("{} ({rise:.2})", figure(*value)))
            .collect();
        text.push_str(&format!("    {}\n", points.join("  ")));
    }
    text
}

/// The same as JSON.
pub fn fit_json(told: &Told<'_>, found: &Fitted, out: &Path) -> Value {
    let fit = &found.fit;
    let target = |(name, target): (String, &FittedTarget)| {
        json!({
            "name": name, "observed": target.observed.value, "sd": target.observed.sd,
            "fitted": target.fitted, "simulation_error": target.simulation,
            "spread": target.spread, "z": target.z(),
        })
    };
    let parameter = |(index, own): (usize, &Parameter)| {
        let found = &fit.parameters[index];
        let errors = found.errors;
        json!({
            "name": own.name, "value": found.value,
            "standard_error": errors.map(|errors| errors.total()),
            "error_targets": errors.map(|errors| errors.targets),
            "error_spread": errors.map(|errors| errors.spread),
            "error_simulation": errors.map(|errors| errors.simulation),
            "min": own.range.min, "max": own.range.max, "at_bound": found.at_bound.is_some(),
        })
    };
    let name = |index: &usize| told.targets.parameters[*index].name.clone();
    let free: Vec<String> = fit.free.iter().map(name).collect();
    let direction = |direction: &Direction| json!({ "eigenvalue": direction.eigenvalue, "noise": direction.noise, "parts": direction.parts });
    let profile = |profile: &Profile| {
        json!({ "name": name(&profile.parameter), "points": profile.points,
                "low_90": profile.low, "high_90": profile.high })
    };
    let size = fit.free.len();
    let correlations: Vec<Vec<f64>> =
        (0..size).map(|i| (0..size).map(|j| fit.correlations[(i, j)]).collect()).collect();
    json!({
        "overlay": out,
        "scenario_sha256": told.scenario.hash(),
        "alternatives": told.alternatives(),
        "draws": fit.draws,
        "seed": told.scenario.sampling.seed,
        "evaluations": fit.evaluations,
        "targets": told.names().into_iter().zip(&fit.targets).map(target).collect::<Vec<_>>(),
        "parameters": told.targets.parameters.iter().enumerate().map(parameter).collect::<Vec<_>>(),
        "chi_square": { "value": fit.chi_square.value, "degrees": fit.chi_square.degrees, "p": fit.chi_square.p },
        "free": free,
        "directions": fit.directions.iter().map(direction).collect::<Vec<_>>(),
        "correlations": correlations,
        "profiles": found.profiles.iter().map(profile).collect::<Vec<_>>(),
    })
}

/// The fit as comments in the overlay, in Dutch.
pub fn fit_comments(told: &Told<'_>, fit: &Fit) -> Vec<String> {
    let mut lines = vec![
        "Overlay van wijkraming calibrate: gefitte waarden van een scenario.".to_owned(),
        format!(
            "Doelen: {}. Vergeleken alternatief: {}. {} trekkingen, seed {}.",
            told.targets.title.as_deref().unwrap_or(&told.targets.name),
            told.alternatives(),
            fit.draws,
            told.scenario.sampling.seed
        ),
    ];
    for (name, target) in told.names().into_iter().zip(&fit.targets) {
        lines.push(format!(
            "  {name}: waargenomen {} (sd {}), gefit {} (rekenfout {}), z {}",
            figure(target.observed.value),
            figure(target.observed.sd),
            figure(target.fitted),
            figure(target.simulation),
            z(target.z())
        ));
    }
    lines
}

/// A chance, also a very small one.
pub fn chance(p: f64) -> String {
    if p < 0.001 { format!("{p:.1e}") } else { format!("{p:.3}") }
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn figures_have_decimals_by_size_and_groups_of_three() {
        let cases = [
            (3_900_000.4, "3,900,000"),
            (-1234.5, "-1,234"),
            (568.04, "568.0"),
            (12.346, "12.35"),
            (1.23456, "1.235"),
            (0.0, "0.000"),
            (0.01234, "0.01234"),
        ];
        for (number, expected) in cases {
            assert_eq!(figure(number), expected);
        }
    }
}
