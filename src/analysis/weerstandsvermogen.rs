//! Weerstandsvermogen: the reserve at hand over the reserve that is required, with the grades of the norm of the
//! Universiteit Twente and the Nederlands Adviesbureau voor Risicomanagement, as municipalities print it
//! (`data/weerstandsvermogen.csv`).

use std::sync::LazyLock;

use serde::Serialize;

use super::accounts::{Account, AccountKind};
use super::quantiles::{LevelQuantile, Levels};
use super::reserve::{CERTAINTIES, Period, shortfalls, suffices};
use super::{Chance, Draws, Estimate};
use crate::stats::summary;
use crate::study::BudgetRecord;

/// A class of the norm.
#[derive(Clone, Debug, PartialEq)]
pub struct GradeClass {
    /// A (best) to F.
    pub grade: String,
    /// The ratio from which it is given.
    pub from: f64,
    /// Whether a ratio exactly there has this grade; else the next one.
    pub includes_border: bool,
    pub meaning_nl: String,
    pub meaning_en: String,
}

static CLASSES: LazyLock<Vec<GradeClass>> =
    LazyLock::new(|| read(include_str!("../../data/weerstandsvermogen.csv")));

/// The classes, best first.
pub fn grade_classes() -> &'static [GradeClass] {
    &CLASSES
}

fn read(text: &str) -> Vec<GradeClass> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let row = |record: csv::StringRecord| {
        Some(GradeClass {
            grade: record.get(0)?.to_owned(),
            from: record.get(1)?.parse().ok()?,
            includes_border: record.get(2)? == "within",
            meaning_nl: record.get(3)?.to_owned(),
            meaning_en: record.get(4)?.to_owned(),
        })
    };
    reader.records().filter_map(|record| row(record.ok()?)).collect()
}

/// The class of a ratio; no reserve required is the best one.
pub fn grade(available: f64, required: f64) -> &'static str {
    let classes = grade_classes();
    if required <= 0.0 {
        return &classes[0].grade;
    }
    let ratio = available / required;
    let given =
        |class: &&GradeClass| ratio > class.from || (class.includes_border && ratio == class.from);
    let found = classes.iter().find(given);
    &found.or(classes.last()).expect("the norm has classes").grade
}

/// The ratio of one account in one period at one certainty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ratio {
    pub kind: AccountKind,
    pub period: Period,
    /// Euro: the mean over the draws.
    pub available: f64,
    pub required: LevelQuantile,
    /// None where nothing is required.
    pub ratio: Option<f64>,
    pub standard_error: Option<f64>,
    /// Ratios at the bounds of the interval of what is required; none where a bound is not known or 0.
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub grade: String,
    /// Grades that sampling error leaves possible with their probability, best first; they add up to 1.
    pub grades: Vec<(String, f64)>,
    /// The chance that what is at hand suffices.
    pub enough: Chance,
}

/// What is at hand in each draw, and what it is made of; euro.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Available {
    /// `budget.available_reserve`.
    pub stated: Option<Estimate>,
    /// Opening balance of the reserve of `populatiebekostiging`.
    pub vereveningsreserve: Option<Estimate>,
    #[serde(skip)]
    pub total: Vec<f64>,
}

/// Of an alternative; none where nothing is said of any reserve.
pub fn available(draws: &Draws, records: &[BudgetRecord]) -> Option<Available> {
    let stated: Option<Vec<f64>> = records
        .iter()
        .map(|record| record.available_reserve.map(crate::units::Money::to_f64))
        .collect();
    let opening: Vec<f64> = records.iter().map(|record| record.opening_reserve.to_f64()).collect();
    let has_opening = opening.iter().any(|amount| *amount > 0.0);
    if records.is_empty() || (stated.is_none() && !has_opening) {
        return None;
    }
    let at_hand = |draw: usize| stated.as_ref().map_or(0.0, |values| values[draw]) + opening[draw];
    Some(Available {
        total: (0..records.len()).map(at_hand).collect(),
        stated: stated.as_deref().and_then(|values| draws.estimate(values)),
        vereveningsreserve: has_opening.then(|| draws.estimate(&opening)).flatten(),
    })
}

/// Ratios of an account in all periods and at all certainties.
pub fn ratios(
    draws: &Draws,
    account: &Account,
    available: &Available,
    periods: &[Period],
) -> Vec<Ratio> {
    let levels = Levels::new(draws, &CERTAINTIES);
    let Some(at_hand) = summary::mean(&available.total) else { return Vec::new() };
    let mut ratios = Vec::new();
    for (period, values) in periods.iter().zip(shortfalls(account, periods.len() - 1)) {
        let Some(enough) = suffices(draws, &values, &available.total) else { continue };
        let ascending = summary::sorted(&values);
        for (required, (level, error)) in levels.of(&values).into_iter().zip(&levels.errors) {
            let weights = draws.quantile_weights(&values, *level, error);
            ratios.push(Ratio {
                grades: possible_grades(at_hand, &ascending, &weights),
                ..ratio(account.kind, *period, at_hand, required, enough)
            });
        }
    }
    ratios
}

fn ratio(
    kind: AccountKind,
    period: Period,
    available: f64,
    required: LevelQuantile,
    enough: Chance,
) -> Ratio {
    let over = |amount: f64| (amount > 0.0).then(|| available / amount);
    let ratio = over(required.value);
    let error = |ratio: f64| Some(ratio * required.standard_error? / required.value);
    Ratio {
        kind,
        period,
        available,
        ratio,
        standard_error: ratio.and_then(error),
        low: required.high.and_then(over),
        high: required.low.and_then(over),
        grade: grade(available, required.value).to_owned(),
        grades: Vec::new(),
        enough,
        required,
    }
}

/// The bootstrap without end of the quantile gives each ordered draw a weight (Maritz and Jarrett 1978); these add up
/// by grade.
fn possible_grades(available: f64, ascending: &[f64], weights: &[f64]) -> Vec<(String, f64)> {
    let classes = grade_classes();
    let mut chances = vec![0.0; classes.len()];
    for (required, weight) in ascending.iter().zip(weights) {
        let grade = grade(available, *required);
        let place = classes.iter().position(|class| class.grade == grade).unwrap_or_default();
        chances[place] += weight;
    }
    let all: f64 = chances.iter().sum();
    let classes = classes.iter().zip(chances).filter(|(_, chance)| *chance > 0.0);
    classes.map(|(class, chance)| (class.grade.clone(), chance / all)).collect()
}
