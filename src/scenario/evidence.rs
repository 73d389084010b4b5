//! How well each effect of the MKBA is founded: the weakest grade and the source of its value and of its rates.

use super::{Assumption, Scenario};
use crate::domain::SEVERITIES;
use crate::study::Model;

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
