//! Fitted values in an overlay: as numbers, or as distributions with the errors and correlations of the fit.

use nalgebra::DMatrix;
use std::f64::consts::PI;
use toml::{Table, Value};

use super::{Overlay, base_of};
use crate::calibration::fit::{Fit, FittedParameter};
use crate::calibration::targets::{Lever, Parameter, Targets};
use crate::scenario::{CALIBRATED_ON, KnownValue, Scenario};
use crate::study::Model;

/// How fitted values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Normal distributions between the bounds, with the standard errors and correlations of the fit.
    Uncertain,
    /// The fitted numbers alone.
    Fixed,
}

/// Correlations smaller than this are left out.
const LEAST: f64 = 0.05;
/// Numbers under one factor move together; a correlation must stay below 1.
const TOGETHER: f64 = 0.99;
/// Keys of distributions that are multiplied with the number.
const SCALED: [&str; 8] = ["min", "mode", "max", "mean", "sd", "p5", "p95", "values"];

/// A number to write: its path, the parameter it follows, and how many times the parameter it is; none for a number
/// that is uncertain already.
struct Number {
    path: String,
    parameter: usize,
    times: Option<f64>,
}

/// Adds the fitted values to an overlay.
pub fn fitted(
    overlay: &mut Overlay,
    scenario: &Scenario,
    targets: &Targets,
    fit: &Fit,
    values: Values,
) {
    let base = base_of(scenario);
    let mut uncertain: Vec<Number> = Vec::new();
    for (index, (parameter, found)) in targets.parameters.iter().zip(&fit.parameters).enumerate() {
        let record = record(parameter, found, targets, fit);
        for number in numbers(index, parameter, scenario) {
            let path = &number.path;
            let Some(times) = number.times else {
                let old = overlay.lines.get(&base, path);
                overlay.lines.set(&base, path, scaled(old, found.value, &record));
                continue;
            };
            let error = found.errors.map(|errors| errors.total() * times.abs());
            let error = error.filter(|error| values == Values::Uncertain && *error > 0.0);
            let bounds = (times * parameter.range.min, times * parameter.range.max);
            let written = written(times * found.value, error, bounds, &record);
            overlay.lines.set(&base, path, written);
            if error.is_some() {
                uncertain.push(number);
            }
        }
    }
    let between = correlations(&uncertain, fit);
    if !between.is_empty() {
        overlay.correlations = present(scenario).into_iter().chain(between).collect();
    }
}

/// The numbers that a parameter moves.
fn numbers(index: usize, parameter: &Parameter, scenario: &Scenario) -> Vec<Number> {
    let times = |path: &String| match scenario.number(path).map(|known| known.value) {
        Some(KnownValue::Fixed(number)) => Some(number),
        _ => None,
    };
    match &parameter.lever {
        Lever::Value(path) => {
            vec![Number { path: path.clone(), parameter: index, times: Some(1.0) }]
        }
        Lever::Factor(paths) => paths
            .iter()
            .map(|path| Number { path: path.clone(), parameter: index, times: times(path) })
            .collect(),
    }
}

/// Where a fitted number comes from.
fn record(
    parameter: &Parameter,
    found: &FittedParameter,
    targets: &Targets,
    fit: &Fit,
) -> [(&'static str, String); 3] {
    let count = targets.targets.len();
    let noun = if count == 1 { "doel" } else { "doelen" };
    let source = format!(
        "{CALIBRATED_ON} {} ({count} {noun}, {} trekkingen)",
        targets.title.as_deref().unwrap_or(&targets.name),
        fit.draws
    );
    let of = match &parameter.lever {
        Lever::Value(_) => String::new(),
        Lever::Factor(_) => format!("factor {} ({}); ", digits(found.value), parameter.name),
    };
    let note = match found.errors {
        Some(errors) => format!(
            "{of}standaardfout {}: doelen {}, toeval en andere onzekere getallen {}, rekenfout {}",
            digits(errors.total()),
            digits(errors.targets),
            digits(errors.spread),
            digits(errors.simulation)
        ),
        None => format!("{of}aan de grens van wat de doelen toestaan: geen standaardfout"),
    };
    [("source", source), ("note", note), ("grade", "C".to_owned())]
}

/// Three significant digits, with a decimal comma.
fn digits(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return "0".to_owned();
    }
    let decimals = (2 - libm::floor(libm::log10(number.abs())) as i32).clamp(0, 9) as usize;
    format!("{number:.decimals$}").replace('.', ",")
}

fn written(
    value: f64,
    error: Option<f64>,
    bounds: (f64, f64),
    record: &[(&'static str, String)],
) -> Value {
    let mut table = Table::new();
    match error {
        None => {
            table.insert("value".to_owned(), Value::Float(value));
        }
        Some(sd) => {
            table.insert("dist".to_owned(), Value::String("normal".to_owned()));
            let (min, max) = (bounds.0.min(bounds.1), bounds.0.max(bounds.1));
            for (key, number) in [("mean", value), ("sd", sd), ("min", min), ("max", max)] {
                table.insert(key.to_owned(), Value::Float(number));
            }
        }
    }
    for (key, text) in record {
        table.insert((*key).to_owned(), Value::String(text.clone()));
    }
    Value::Table(table)
}

/// The distribution of a number that was uncertain already, times a factor.
fn scaled(old: Option<Value>, factor: f64, record: &[(&'static str, String)]) -> Value {
    let mut table = match old {
        Some(Value::Table(table)) => table,
        _ => Table::new(),
    };
    let times = |value: &mut Value| {
        if let Some(number) = number(value) {
            *value = Value::Float(number * factor);
        }
    };
    for key in SCALED {
        match table.get_mut(key) {
            Some(Value::Array(items)) => items.iter_mut().for_each(times),
            Some(value) => times(value),
            None => {}
        }
    }
    for (key, text) in record {
        table.insert((*key).to_owned(), Value::String(text.clone()));
    }
    Value::Table(table)
}

fn number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| Some(value.as_integer()? as f64))
}

/// The correlations that the scenario has already.
fn present(scenario: &Scenario) -> Vec<(String, String, f64)> {
    let path = |index: usize| scenario.quantities()[index].path.clone();
    let pairs = scenario.sampling.correlations.iter();
    pairs.map(|pair| (path(pair.first), path(pair.second), pair.coefficient)).collect()
}

/// Rank correlations between fitted numbers: 6/pi arcsin(r/2) for a correlation r of normal numbers (Pearson 1907).
/// They are shrunk until they can hold together.
fn correlations(numbers: &[Number], fit: &Fit) -> Vec<(String, String, f64)> {
    let place = |number: &Number| fit.free.iter().position(|index| *index == number.parameter);
    let linear = |i: usize, j: usize| {
        let (one, other) = (&numbers[i], &numbers[j]);
        let sign = one.times.unwrap_or(1.0).signum() * other.times.unwrap_or(1.0).signum();
        match (place(one), place(other)) {
            _ if i == j => 1.0,
            (Some(a), Some(b)) => sign * TOGETHER * fit.correlations[(a, b)],
            _ => 0.0,
        }
    };
    let size = numbers.len();
    let rank = |r: f64| 6.0 / PI * libm::asin(0.5 * r);
    let mut shrink = 1.0;
    loop {
        let of = |i: usize, j: usize| if i == j { 1.0 } else { shrink * linear(i, j) };
        let kept = |i: usize, j: usize| if of(i, j).abs() >= LEAST { of(i, j) } else { 0.0 };
        let normal = DMatrix::from_fn(size, size, kept);
        let ranks = normal.map_with_location(|i, j, r| if i == j { 1.0 } else { rank(r) });
        let clear = DMatrix::from_diagonal_element(size, size, 1e-6);
        let possible = [&normal, &ranks].iter().all(|m| (*m - &clear).cholesky().is_some());
        if possible {
            let pairs = (0..size).flat_map(|i| (i + 1..size).map(move |j| (i, j)));
            let pair = |(i, j): (usize, usize)| {
                (numbers[i].path.clone(), numbers[j].path.clone(), rank(kept(i, j)))
            };
            return pairs.filter(|(i, j)| kept(*i, *j) != 0.0).map(pair).collect();
        }
        shrink *= 0.98;
    }
}
