//! Numbers that follow a lever: what a policy costs where its size changes, such as staff for every member of a team.

use super::lever::{Lever, LeverProblem, known, within};
use crate::scenario::Scenario;

/// A number that is a factor times a lever, plus a fixed part.
#[derive(Clone, Debug, PartialEq)]
pub struct Follower {
    /// With the alternative, as for `--set`.
    pub full: String,
    /// Index in the list of levers.
    pub lever: usize,
    pub factor: f64,
    pub fixed: f64,
}

/// What a text asks of a follower.
#[derive(Clone, Debug, PartialEq)]
pub struct Following {
    pub path: String,
    pub lever: String,
    pub factor: f64,
    pub fixed: f64,
}

impl Following {
    /// Reads `PATH=FACTOR*LEVER` or `PATH=FIXED+FACTOR*LEVER`; `at` is where its `=` stands.
    pub fn parse(text: &str, at: usize) -> Option<Self> {
        let (path, rest) = (text[..at].trim(), &text[at + 1..]);
        let (number, lever) = rest.split_once('*')?;
        let read = |text: &str| {
            let number = text.trim().replace('_', "").parse::<f64>().ok();
            number.filter(|number| number.is_finite())
        };
        let (fixed, factor) = match number.split_once('+') {
            Some((fixed, factor)) => (read(fixed)?, read(factor)?),
            None => (0.0, read(number)?),
        };
        let (path, lever) = (path.to_owned(), lever.trim().to_owned());
        (!path.is_empty() && !lever.is_empty()).then_some(Self { path, lever, factor, fixed })
    }
}

impl Follower {
    /// In one alternative.
    pub fn new(
        scenario: &Scenario,
        alternative: &str,
        levers: &[Lever],
        asked: &Following,
    ) -> Result<Self, LeverProblem> {
        let full = |path: &str| within(path, alternative);
        known(scenario, alternative, &asked.path)?;
        let lever = levers.iter().position(|lever| lever.full == full(&asked.lever));
        let lever = lever.ok_or_else(|| LeverProblem::NoLever { path: asked.lever.clone() })?;
        if levers.iter().any(|lever| lever.full == full(&asked.path)) {
            return Err(LeverProblem::Twice { path: asked.path.clone() });
        }
        let (factor, fixed) = (asked.factor, asked.fixed);
        Ok(Self { full: full(&asked.path), lever, factor, fixed })
    }

    /// Its value with the values of the levers, as it is written.
    pub fn written(&self, levers: &[Lever], values: &[usize]) -> String {
        let lever = levers[self.lever].values[values[self.lever]];
        format!("{:?}", self.fixed + self.factor * lever)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn followers_are_read_with_and_without_a_fixed_part() {
        let of = |text: &str| Following::parse(text, text.find('=').expect("a sign"));
        let found = of("team.costs.Personeel.amount = 32_500 * team.members").expect("good");
        assert_eq!(
            (found.path.as_str(), found.lever.as_str()),
            ("team.costs.Personeel.amount", "team.members")
        );
        assert_eq!((found.fixed, found.factor), (0.0, 32_500.0));
        let found = of("a=100+-2.5*b").expect("good");
        assert_eq!((found.fixed, found.factor), (100.0, -2.5));
        for bad in ["a=3", "a=b*3", "a=*b", "=3*b", "a=3*"] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
