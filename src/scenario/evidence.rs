//! How well each effect of the MKBA is founded: the weakest grade and the source of its value and of its rates.

use super::{Assumption, Scenario};
use crate::domain::SEVERITIES;
use crate::mkba::{Correction, Optimism};
use crate::study::Model;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How well a number is founded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Founded {
    /// A to D, the weakest where there are several numbers; none where one of them has no grade.
    pub grade: Option<String>,
    /// The first source given.
    pub source: Option<String>,
}

/// The evidence behind an effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Id of the effect.
    pub effect: String,
    /// Euro per unit.
    pub value: Founded,
    /// Units per household-month.
    pub rate: Founded,
}

impl Evidence {
    /// The weaker grade of value and rates; a number without one is as weak as an assumption.
    pub fn weakest(&self) -> &str {
        match (&self.value.grade, &self.rate.grade) {
            (Some(value), Some(rate)) => value.max(rate),
            _ => UNFOUNDED,
        }
    }
}

/// The grade of what has none.
const UNFOUNDED: &str = "D";

/// The corrections for optimism by grade; see the file for its source.
const TABLE: &str = include_str!("../../data/optimisme.csv");

static CORRECTIONS: LazyLock<BTreeMap<String, Correction>> = LazyLock::new(|| corrections(TABLE));

/// From lines `grade,factor,low,high,...`; others are passed over.
fn corrections(table: &str) -> BTreeMap<String, Correction> {
    let line = |line: &str| {
        let mut fields = line.splitn(5, ',');
        let grade = fields.next()?.to_owned();
        let mut number = || fields.next()?.parse().ok();
        Some((grade, Correction { factor: number()?, low: number()?, high: number()? }))
    };
    table.lines().filter_map(line).collect()
}

impl Scenario {
    /// The evidence behind every effect, in their order.
    pub fn evidence(&self) -> Vec<Evidence> {
        let central = crate::study::sampling::central(self.quantities());
        let effects = self.parameters(0, &central).effects;
        let one = |id: &str| Evidence {
            value: founded(&self.records(&format!("effects.{id}.value"), false), 1),
            rate: founded(&self.records(&format!("effects.{id}.rate"), true), SEVERITIES),
            effect: id.to_owned(),
        };
        effects.iter().map(|effect| one(&effect.id)).collect()
    }

    /// How gains on effects are corrected for optimism where that is asked for: each effect by its weakest grade.
    pub fn corrections(&self) -> Optimism {
        let of = |known: &Evidence| CORRECTIONS.get(known.weakest()).copied();
        let evidence = self.evidence();
        let corrections = evidence.iter().map(|known| of(known).unwrap_or(Correction::NONE));
        Optimism { seed: self.sampling.seed, corrections: corrections.collect() }
    }

    /// The assumptions at a path, or at those that begin with it, in the base and in the alternatives.
    fn records(&self, path: &str, begins: bool) -> Vec<&Assumption> {
        let own = |assumption: &&Assumption| {
            let inside = assumption.path.strip_prefix("alternatives.");
            let inside = inside.and_then(|rest| rest.split_once('.')).map(|(_, rest)| rest);
            let found = inside.unwrap_or(&assumption.path);
            let rest = found.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || (begins && rest.starts_with('[')))
        };
        self.assumptions().iter().filter(own).collect()
    }
}

/// Numbers without a record of their own are not among the assumptions: `count` tells how many there must be,
/// unless the array says something for all of them.
fn founded(records: &[&Assumption], count: usize) -> Founded {
    let whole = records.iter().any(|record| !record.path.ends_with(']') && record.grade.is_some());
    let count = if whole { 1 } else { count };
    let grades: Option<Vec<&String>> = records.iter().map(|record| record.grade.as_ref()).collect();
    let all = grades.filter(|grades| grades.len() >= count);
    Founded {
        grade: all.and_then(|grades| grades.into_iter().max().cloned()),
        source: records.iter().find_map(|record| record.source.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The weaker the evidence, the less is counted, and the best estimate lies within its bounds.
    #[test]
    fn corrections_fall_with_the_grade() {
        let grades: Vec<&str> = CORRECTIONS.keys().map(String::as_str).collect();
        assert_eq!(grades, ["A", "B", "C", "D"]);
        let all: Vec<&Correction> = CORRECTIONS.values().collect();
        assert!(all.windows(2).all(|pair| pair[0].factor > pair[1].factor));
        let within = |c: &Correction| 0.0 < c.low && c.low <= c.factor && c.factor <= c.high;
        assert!(all.iter().all(|known| within(known) && known.high <= 1.0));
        // The row of C, read off the file.
        assert_eq!(CORRECTIONS["C"], Correction { factor: 0.75, low: 0.5, high: 1.0 });
    }

    #[test]
    fn a_number_without_a_grade_is_as_weak_as_an_assumption() {
        let founded =
            |grade: Option<&str>| Founded { grade: grade.map(str::to_owned), source: None };
        for (value, rate, weakest) in [
            (Some("A"), Some("C"), "C"),
            (Some("B"), Some("A"), "B"),
            (Some("A"), None, "D"),
            (None, Some("A"), "D"),
        ] {
            let evidence =
                Evidence { effect: "x".into(), value: founded(value), rate: founded(rate) };
            assert_eq!(evidence.weakest(), weakest);
        }
    }
}
