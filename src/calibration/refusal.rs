//! What a refused fit says: which targets are against each other, or which parameters cannot be told apart, each at
//! its place in the targets file.

use super::conflict::Conflict;
use super::coordinates::Bound;
use super::fit::{Fit, Refusal};
use super::information::Direction;
use super::targets::Targets;
use crate::diagnostics::{Diagnostic, Report};
use crate::scenario::words;

/// The refusal as messages.
pub fn report(refusal: &Refusal, targets: &Targets) -> Report {
    match refusal {
        Refusal::Conflict { conflict, fit } => targets.report(conflicting(conflict, fit, targets)),
        Refusal::Open { directions, fit } => {
            let open = directions.iter().map(|direction| open(direction, fit, targets));
            targets.report(open)
        }
    }
}

/// A message for every target that could be the wrong one.
fn conflicting(conflict: &Conflict, fit: &Fit, targets: &Targets) -> Vec<Diagnostic> {
    let chi = &conflict.chi_square;
    let degrees = if chi.degrees == 1 { "degree" } else { "degrees" };
    let test = format!(
        "chi-square {} with {} {degrees} of freedom, where 0.1 % is above {}",
        number(chi.value),
        chi.degrees,
        number(crate::stats::chi_square_quantile(0.999, chi.degrees))
    );
    let name = |index: &usize| targets.targets[*index].name.as_str();
    let culprits = &conflict.culprits;
    let (involved, advice) = match culprits.as_slice() {
        [] => {
            let all: Vec<usize> = (0..targets.targets.len()).collect();
            (all, "no one or two of them can be left out to make the rest agree".to_owned())
        }
        [only] if only.len() == 1 => (only.clone(), "without it the others agree".to_owned()),
        [first, ..] if first.len() == 1 => {
            let all: Vec<usize> = culprits.concat();
            let names = words::list(all.iter().map(name));
            (all.clone(), format!("without any one of {names} the others agree"))
        }
        pairs => {
            let mut all = pairs.concat();
            all.sort_unstable();
            all.dedup();
            let names = words::list(pairs[0].iter().map(name));
            (all, format!("without two of them the others agree, {names} for example"))
        }
    };
    let mut hint = format!("{advice}; take out what is wrong, or give it a larger sd");
    for (parameter, found) in targets.parameters.iter().zip(&fit.parameters) {
        if let Some(bound) = found.at_bound {
            let end = if bound == Bound::Lower { "min" } else { "max" };
            hint.push_str(&format!(
                "; `{}` ended at its {end}, {}: widen it if that can be defended",
                parameter.name,
                number(found.value)
            ));
        }
    }
    let message = |index: usize| {
        let (target, fitted) = (&targets.targets[index], &fit.targets[index]);
        let message = format!(
            "target `{}` ({} with sd {}) cannot hold together with the others: the best fit gives {}; {test}",
            target.name,
            number(fitted.observed.value),
            number(fitted.observed.sd),
            number(fitted.fitted)
        );
        Diagnostic::error(message).at(&target.place).hint(hint.clone())
    };
    involved.into_iter().map(message).collect()
}

/// A message for a combination of parameters that the targets leave open.
fn open(direction: &Direction, fit: &Fit, targets: &Targets) -> Diagnostic {
    let named = direction.named();
    let index = |place: usize| fit.free[place];
    let name = |place: usize| targets.parameters[index(place)].name.as_str();
    let (first, part) = named[0];
    let place = &targets.parameters[index(first)].place;
    let sd = direction.sd();
    let error = if sd.is_finite() && sd < 1e3 {
        format!("its standard error is {} times the way between its bounds", number(sd))
    } else {
        "no target changes with it".to_owned()
    };
    if named.len() == 1 {
        let message = format!("the targets say nothing of `{}`: {error}", name(first));
        let hint = "leave it out, give it a prior, or add a target that depends on it";
        return Diagnostic::error(message).at(place).hint(hint);
    }
    let names = words::list(named.iter().map(|(place, _)| name(*place)));
    // Along the direction, relative to the first one going up by 10%.
    let relative = |(place, part): &(usize, f64)| {
        let (found, range) =
            (&fit.parameters[index(*place)], &targets.parameters[index(*place)].range);
        let change = range.slope(found.share) * part;
        if found.value == 0.0 { change } else { change / found.value.abs() }
    };
    let unit = 0.1 / relative(&(first, part));
    let moves: Vec<String> = named
        .iter()
        .map(|one| {
            let percent = 100.0 * unit * relative(one);
            let way = if percent < 0.0 { "down" } else { "up" };
            format!("`{}` {way} {} %", name(one.0), number(percent.abs()))
        })
        .collect();
    let message = format!(
        "the targets cannot tell {names} apart: {} changes none of them noticeably",
        moves.join(" with ")
    );
    let hint = "fix all but one of them, give one a prior, or add a target that depends on one of them only";
    Diagnostic::error(message).at(place).hint(hint)
}

/// Four significant digits for a message.
fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return words::number(value);
    }
    // Through its decimal form: a rounded number times a power of ten has digits of its own.
    let rounded: f64 = format!("{value:.3e}").parse().unwrap_or(value);
    words::number(rounded)
}
