//! Levers: numbers of a scenario that a search may move, and the values each may take.
//!
//! A lever is moved in one alternative only, so that the reference stays as it is. A number with a distribution is moved
//! over where it can be; any other needs a range. Values are finite in number and short to write: a continuous range is
//! divided into a thousand.

use std::fmt;

use crate::scenario::{KnownNumber, KnownValue, Scenario, path, suggest, words};
use crate::study::Model;

/// What was asked of a lever.
#[derive(Clone, Debug, PartialEq)]
pub enum Range {
    /// Where the number can be, as the scenario says.
    Own,
    /// From low to high.
    Between { low: f64, high: f64 },
    /// From low to high by steps.
    Steps { low: f64, high: f64, step: f64 },
    /// These values.
    Values(Vec<f64>),
}

/// A lever in one alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// As the user wrote it.
    pub path: String,
    /// With the alternative, as for `--set`.
    pub full: String,
    /// Ascending.
    pub values: Vec<f64>,
    pub whole: bool,
    /// Whether the ends are a choice of range: nothing is known beyond them.
    pub ended: bool,
}

/// Why a number is no lever.
#[derive(Clone, Debug, PartialEq)]
pub enum LeverProblem {
    /// The text is no lever.
    Unreadable {
        text: String,
        why: String,
    },
    Unknown {
        path: String,
        hint: Option<String>,
    },
    /// It exists in other alternatives.
    Elsewhere {
        path: String,
        alternative: String,
        others: Vec<String>,
    },
    Row {
        path: String,
    },
    NoRange {
        path: String,
        number: f64,
    },
    Empty {
        path: String,
        low: f64,
        high: f64,
    },
    Fraction {
        path: String,
        number: f64,
    },
    Many {
        path: String,
        values: usize,
    },
    Twice {
        path: String,
    },
    /// A number follows what is no lever.
    NoLever {
        path: String,
    },
    /// `alternatives.OTHER.` stands before it.
    OtherAlternative {
        path: String,
        alternative: String,
    },
}

/// Parts of a continuous range.
const PARTS: u32 = 1000;
/// Most values of a lever.
const MOST: usize = 10_001;
/// Percentiles of an endless distribution.
const PERCENTILES: [f64; 2] = [0.05, 0.95];

impl Lever {
    /// The lever at a path of one alternative.
    pub fn new(
        scenario: &Scenario,
        alternative: &str,
        asked: &(String, Range),
    ) -> Result<Self, LeverProblem> {
        let (path, range) = asked;
        let known = known(scenario, alternative, path)?;
        let (values, ended) = values(scenario, known, path, range)?;
        if values.len() > MOST {
            return Err(LeverProblem::Many { path: path.clone(), values: values.len() });
        }
        if let Some(number) = values.iter().find(|value| known.whole && value.fract() != 0.0) {
            return Err(LeverProblem::Fraction { path: path.clone(), number: *number });
        }
        let full = within(path, alternative);
        Ok(Self { path: path.clone(), full, values, whole: known.whole, ended })
    }

    /// Its value with this number, as it is written.
    pub fn written(&self, value: usize) -> String {
        let number = self.values[value];
        // A whole number may stand for any number, and keeps a key of whole numbers whole.
        if number.fract() == 0.0 && number.abs() < 1e15 && self.whole {
            format!("{}", number as i64)
        } else {
            format!("{number:?}")
        }
    }

    /// Whether this value is an end of the range, beyond which other values might be better.
    pub fn is_end(&self, value: usize) -> bool {
        self.ended && self.values.len() > 2 && (value == 0 || value + 1 == self.values.len())
    }
}

/// What to set for a value, as for `--set`.
pub fn setting(lever: &Lever, value: usize) -> String {
    format!("{}={}", lever.full, lever.written(value))
}

/// A path with its alternative before it.
pub(super) fn within(path: &str, alternative: &str) -> String {
    format!("{}.{}", prefix(alternative), bare(path, alternative))
}

fn prefix(alternative: &str) -> String {
    words::join("alternatives", alternative)
}

/// The path within the alternative.
fn bare<'a>(path: &'a str, alternative: &str) -> &'a str {
    path.strip_prefix(&prefix(alternative)).and_then(|rest| rest.strip_prefix('.')).unwrap_or(path)
}

/// The number at a path in an alternative.
pub(super) fn known<'a>(
    scenario: &'a Scenario,
    alternative: &str,
    path: &str,
) -> Result<&'a KnownNumber, LeverProblem> {
    if let Err(bad) = path::parse(path) {
        let (text, why) = (path.to_owned(), bad.message.to_owned());
        return Err(LeverProblem::Unreadable { text, why });
    }
    let within = bare(path, alternative);
    if within.starts_with("alternatives.") {
        let (path, alternative) = (path.to_owned(), alternative.to_owned());
        return Err(LeverProblem::OtherAlternative { path, alternative });
    }
    let own = |id: &str| scenario.number(&format!("{}.{within}", prefix(id)));
    if let Some(found) = own(alternative).or_else(|| scenario.number(within)) {
        return Ok(found);
    }
    let ids = scenario.alternatives().iter().map(|known| known.id.clone());
    let others: Vec<String> = ids.filter(|id| own(id).is_some()).collect();
    if !others.is_empty() {
        let (path, alternative) = (path.to_owned(), alternative.to_owned());
        return Err(LeverProblem::Elsewhere { path, alternative, others });
    }
    let all = scenario.numbers().iter();
    let mut paths: Vec<&str> = all.map(|number| bare(&number.path, alternative)).collect();
    paths.retain(|path| !path.starts_with("alternatives."));
    let hint = suggest::hint(within, paths.iter().copied());
    Err(LeverProblem::Unknown { path: path.to_owned(), hint })
}

/// The values, and whether they end by choice of the range.
fn values(
    scenario: &Scenario,
    known: &KnownNumber,
    path: &str,
    range: &Range,
) -> Result<(Vec<f64>, bool), LeverProblem> {
    let check = |low: f64, high: f64| match low < high {
        true => Ok(()),
        false => Err(LeverProblem::Empty { path: path.to_owned(), low, high }),
    };
    let between = |low, high| if known.whole { steps(low, high, 1.0) } else { divided(low, high) };
    match range {
        Range::Values(values) => {
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            sorted.dedup();
            Ok((sorted, false))
        }
        Range::Between { low, high } => check(*low, *high).map(|()| (between(*low, *high), true)),
        Range::Steps { low, high, step } => {
            check(*low, *high)?;
            let count = (high - low) / step;
            if count > MOST as f64 {
                return Err(LeverProblem::Many { path: path.to_owned(), values: count as usize });
            }
            Ok((steps(*low, *high, *step), true))
        }
        Range::Own => match known.value {
            KnownValue::Row => Err(LeverProblem::Row { path: path.to_owned() }),
            KnownValue::Fixed(number) => {
                Err(LeverProblem::NoRange { path: path.to_owned(), number })
            }
            KnownValue::Uncertain(index) => {
                let distribution = &scenario.quantities()[index].distribution;
                let (least, most) = distribution.support();
                let [low, high] = PERCENTILES.map(|p| distribution.quantile(p));
                let ends = least.is_finite() && most.is_finite();
                let (low, high) = if ends { (least, most) } else { (low, high) };
                check(low, high).map(|()| (between(low, high), true))
            }
        },
    }
}

/// From low to high, high included where the steps reach it.
fn steps(low: f64, high: f64, step: f64) -> Vec<f64> {
    let count = ((high - low) / step + 1e-9).floor() as usize;
    (0..=count).map(|index| short(low + step * index as f64, step)).collect()
}

/// A thousand parts, in numbers with few digits.
fn divided(low: f64, high: f64) -> Vec<f64> {
    let part = (high - low) / f64::from(PARTS);
    let inner = (1..PARTS).map(|index| short(low + part * f64::from(index), part));
    let mut values: Vec<f64> = std::iter::once(low).chain(inner).chain([high]).collect();
    values.dedup();
    values
}

/// A number with three digits beyond the first of `size`: 0.30000000000000004 becomes 0.3.
fn short(number: f64, size: f64) -> f64 {
    let digits = 3.0 - libm::floor(libm::log10(size.abs()));
    let factor = libm::pow(10.0, digits.abs());
    if digits >= 0.0 {
        (number * factor).round() / factor
    } else {
        (number / factor).round() * factor
    }
}

impl Range {
    /// Reads what stands behind `PATH=`: `3..8`, `0..0.2/0.05` or `3,4,5`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let number = |text: &str| {
            let read = text.trim().replace('_', "").parse::<f64>().ok();
            read.filter(|number| number.is_finite()).ok_or(format!("{text:?} is not a number"))
        };
        let Some((low, rest)) = text.split_once("..") else {
            let values: Result<Vec<f64>, String> = text.split(',').map(number).collect();
            return values.map(Self::Values);
        };
        let low = number(low)?;
        let Some((high, step)) = rest.split_once('/') else {
            return Ok(Self::Between { low, high: number(rest)? });
        };
        let step = number(step)?;
        if step <= 0.0 {
            return Err(format!("a step must be more than 0, not {step}"));
        }
        Ok(Self::Steps { low, high: number(high)?, step })
    }
}

impl fmt::Display for LeverProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { text, why } => write!(f, "{text:?}: {why}"),
            Self::Unknown { path, .. } => write!(f, "there is no number `{path}`"),
            Self::Elsewhere { path, alternative, .. } => {
                write!(f, "`{path}` does not exist in alternative {alternative}")
            }
            Self::Row { path } => write!(f, "`{path}` is a row of shares"),
            Self::NoRange { path, number } => {
                write!(f, "`{path}` is a fixed number, {number}, and has no range")
            }
            Self::Empty { path, low, high } => {
                write!(f, "the range of `{path}` is empty: {low} to {high}")
            }
            Self::Fraction { path, number } => {
                write!(f, "`{path}` takes whole numbers, not {number}")
            }
            Self::Many { path, values } => write!(f, "`{path}` would have {values} values"),
            Self::Twice { path } => write!(f, "`{path}` is given twice"),
            Self::NoLever { path } => write!(f, "`{path}` is no lever"),
            Self::OtherAlternative { path, alternative } => {
                write!(f, "`{path}` is of another alternative than {alternative}")
            }
        }
    }
}

impl LeverProblem {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unreadable { .. } => {
                "write PATH, PATH=LOW..HIGH, PATH=LOW..HIGH/STEP or PATH=A,B,C".to_owned()
            }
            Self::Unknown { hint, .. } => return hint.clone(),
            Self::Elsewhere { others, .. } => {
                format!("choose an alternative that has it: --alternatives {}", others.join(","))
            }
            Self::Row { path } => {
                format!("name one share of it, such as {path}[0], or another lever")
            }
            Self::NoRange { path, .. } => format!("give it one: --over '{path}=LOW..HIGH'"),
            Self::Empty { .. } => "the first number must be below the second".to_owned(),
            Self::Fraction { .. } => "take whole ends, and whole steps".to_owned(),
            Self::Many { .. } => format!("take larger steps: {MOST} values at most"),
            Self::Twice { .. } => "name each lever once".to_owned(),
            Self::NoLever { .. } => "a number can follow a lever of --over".to_owned(),
            Self::OtherAlternative { .. } => {
                "levers are moved in one alternative; name the path without `alternatives.`"
                    .to_owned()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_in_four_ways() {
        assert_eq!(Range::parse("3..8"), Ok(Range::Between { low: 3.0, high: 8.0 }));
        let steps = Range::Steps { low: 0.0, high: 0.2, step: 0.05 };
        assert_eq!(Range::parse("0..0.2/0.05"), Ok(steps));
        assert_eq!(Range::parse("3,4, 5"), Ok(Range::Values(vec![3.0, 4.0, 5.0])));
        assert_eq!(Range::parse("1_000"), Ok(Range::Values(vec![1000.0])));
        for bad in ["", "three", "3..", "1..2/0", "1..inf", "3,,4"] {
            assert!(Range::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn values_have_few_digits_and_exact_ends() {
        assert_eq!(steps(0.0, 0.3, 0.1), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(steps(1.0, 3.5, 1.0), [1.0, 2.0, 3.0]);
        let parts = divided(0.0, 0.1);
        assert_eq!((parts.len(), parts[0], parts[300], parts[1000]), (1001, 0.0, 0.03, 0.1));
        let large = divided(1e6, 5e6);
        assert_eq!((large[250], large[1000]), (2e6, 5e6));
    }
}
