//! Bounds that the user sets, judged with the error that the number of draws leaves.

use std::fmt;

use serde::Serialize;

use super::{Figure, Spread};
use crate::analysis::Draws;

/// A bound on the mean of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    /// As it was given.
    pub text: String,
    pub figure: Figure,
    /// Whether the figure must be below the bound, or above it.
    pub below: bool,
    /// Whether the bound itself will do.
    pub inclusive: bool,
    pub bound: f64,
}

/// Whether a constraint is kept to, as far as the draws can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// All of the 95% interval is within the bound.
    Satisfied,
    /// The interval holds the bound.
    Undecided,
    /// All of the interval is beyond it.
    Violated,
}

/// A constraint at a point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Judged {
    pub value: f64,
    /// 95% interval: Wilson's for a chance, Student's for any other mean; none with one draw.
    pub interval: Option<(f64, f64)>,
    pub verdict: Verdict,
    /// How far the value is beyond the bound; 0 where it is within.
    pub excess: f64,
    /// Whether the value itself is within.
    pub by_estimate: bool,
}

/// Why a text is no constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintProblem {
    /// Neither < nor >.
    NoSign,
    UnknownFigure(String),
    NoNumber(String),
    /// A chance is from 0 to 1.
    NoChance(String),
}

impl fmt::Display for ConstraintProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSign => write!(f, "a figure and a bound are needed, with < or > between them"),
            Self::UnknownFigure(word) => write!(f, "there is no figure `{word}`"),
            Self::NoNumber(word) => write!(f, "{word:?} is not a number"),
            Self::NoChance(word) => {
                write!(f, "the bound of a chance is between 0 and 1, not {word}")
            }
        }
    }
}

impl Constraint {
    /// Reads `p_overrun<0.1`, `mean_wait<=2` or `npv>0`.
    pub fn parse(text: &str) -> Result<Self, ConstraintProblem> {
        let at = text.find(['<', '>']).ok_or(ConstraintProblem::NoSign)?;
        let (word, rest) = (text[..at].trim(), &text[at + 1..]);
        let number = rest.strip_prefix('=').unwrap_or(rest).trim();
        let unknown = || ConstraintProblem::UnknownFigure(word.to_owned());
        let figure = Figure::named(word).ok_or_else(unknown)?;
        let bound = number.replace('_', "").parse::<f64>().ok().filter(|bound| bound.is_finite());
        let bound = bound.ok_or_else(|| ConstraintProblem::NoNumber(number.to_owned()))?;
        if figure.is_chance() && !(0.0..=1.0).contains(&bound) {
            return Err(ConstraintProblem::NoChance(number.to_owned()));
        }
        Ok(Self {
            text: text.to_owned(),
            figure,
            below: text[at..].starts_with('<'),
            inclusive: rest.starts_with('='),
            bound,
        })
    }

    /// At a point with one value per draw; none where the figure exists in no draw.
    pub fn judge(&self, values: &[f64], draws: &Draws) -> Option<Judged> {
        let spread = Spread::of(values, draws)?;
        let interval = if self.figure.is_chance() {
            draws.chance(values).map(|chance| (chance.low, chance.high))
        } else {
            spread.half_width.map(|half| (spread.mean - half, spread.mean + half))
        };
        let holds = |value: f64| self.holds(value);
        let verdict = match interval {
            Some((low, high)) if holds(low) && holds(high) => Verdict::Satisfied,
            Some((low, high)) if !holds(low) && !holds(high) => Verdict::Violated,
            _ => Verdict::Undecided,
        };
        let beyond = if self.below { spread.mean - self.bound } else { self.bound - spread.mean };
        let (value, by_estimate) = (spread.mean, holds(spread.mean));
        Some(Judged { value, interval, verdict, excess: beyond.max(0.0), by_estimate })
    }

    fn holds(&self, value: f64) -> bool {
        let equal = self.inclusive && value == self.bound;
        equal || if self.below { value < self.bound } else { value > self.bound }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str, values: &[f64]) -> Verdict {
        let constraint = Constraint::parse(text).expect("a constraint");
        let judged = constraint.judge(values, &Draws::independent(values.len()));
        judged.expect("values").verdict
    }

    #[test]
    fn constraints_are_read_with_either_sign() {
        let below = Constraint::parse("p_overrun < 0.1").expect("good");
        assert_eq!((below.figure, below.below, below.bound), (Figure::OverrunYear, true, 0.1));
        let above = Constraint::parse("npv>=-1_000_000").expect("good");
        assert_eq!((above.below, above.inclusive, above.bound), (false, true, -1e6));
        for (text, problem) in [
            ("p_overrun", ConstraintProblem::NoSign),
            ("p_overun<0.1", ConstraintProblem::UnknownFigure("p_overun".to_owned())),
            ("wait<two", ConstraintProblem::NoNumber("two".to_owned())),
            ("wait<inf", ConstraintProblem::NoNumber("inf".to_owned())),
            ("p_overrun<10", ConstraintProblem::NoChance("10".to_owned())),
        ] {
            assert_eq!(Constraint::parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn problems_are_told_in_words() {
        let told = |text: &str| Constraint::parse(text).expect_err(text).to_string();
        assert_eq!(told("p_overun<0.1"), "there is no figure `p_overun`");
        assert_eq!(told("p_overrun<10"), "the bound of a chance is between 0 and 1, not 10");
    }

    /// Wilson's 95% interval of 5 in 100 is 0.0215 to 0.1118 (Newcombe 1998, method 3).
    #[test]
    fn a_chance_is_judged_by_its_interval() {
        let values: Vec<f64> = (0..100).map(|i| f64::from(u8::from(i < 5))).collect();
        assert_eq!(verdict("p_overrun_ever<0.12", &values), Verdict::Satisfied);
        assert_eq!(verdict("p_overrun_ever<0.10", &values), Verdict::Undecided);
        assert_eq!(verdict("p_overrun_ever<0.03", &values), Verdict::Undecided);
        assert_eq!(verdict("p_overrun_ever<0.02", &values), Verdict::Violated);
        assert_eq!(verdict("p_overrun_ever>0.02", &values), Verdict::Satisfied);
    }

    /// 1, 2, 3: 2 plus or minus 4.302653 / sqrt(3) = 2.4841.
    #[test]
    fn a_mean_is_judged_by_students_interval() {
        let values = [1.0, 2.0, 3.0];
        assert_eq!(verdict("wait<4.49", &values), Verdict::Satisfied);
        assert_eq!(verdict("wait<4.48", &values), Verdict::Undecided);
        assert_eq!(verdict("wait>4.48", &values), Verdict::Undecided);
        assert_eq!(verdict("wait>4.49", &values), Verdict::Violated);
    }

    #[test]
    fn one_draw_decides_nothing_about_a_mean() {
        assert_eq!(verdict("wait<100", &[1.0]), Verdict::Undecided);
    }

    #[test]
    fn the_bound_itself_is_within_only_where_the_sign_says_so() {
        let same = [2.0; 30];
        assert_eq!(verdict("wait<2", &same), Verdict::Violated);
        assert_eq!(verdict("wait<=2", &same), Verdict::Satisfied);
        let judged = Constraint::parse("wait<1.5").expect("good");
        let judged = judged.judge(&same, &Draws::independent(30)).expect("values");
        assert_eq!((judged.excess, judged.by_estimate), (0.5, false));
        let above = Constraint::parse("wait>3.5").expect("good");
        let judged = above.judge(&same, &Draws::independent(30)).expect("values");
        assert_eq!((judged.excess, judged.by_estimate), (1.5, false));
    }
}
