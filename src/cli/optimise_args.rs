//! What `optimise` is asked: levers, objectives and constraints as text. Everything that is wrong is said at once.

use std::fmt::Display;

use super::Complaint;
use crate::analysis::policy::{Constraint, ConstraintProblem, Figure};
use crate::optimisation::{Follower, Following, Lever, LeverProblem, Objective, Range};
use crate::scenario::{Scenario, suggest};
use crate::study::Model;

/// Errors with their hints, in the order in which they were found; the same one only once.
#[derive(Default)]
pub struct Problems(Vec<String>);

impl Problems {
    pub fn add(&mut self, message: impl Display, hint: Option<String>) {
        let hint = hint.map_or(String::new(), |hint| format!("hint: {hint}\n"));
        let text = format!("error: {message}\n{hint}");
        if !self.0.contains(&text) {
            self.0.push(text);
        }
    }

    pub fn done(self) -> Result<(), Complaint> {
        if self.0.is_empty() { Ok(()) } else { Err(Complaint::rendered(self.0.concat())) }
    }
}

/// The parts of `--over`: commas part levers, and the values of one lever.
pub fn over(texts: &[String], problems: &mut Problems) -> Vec<(String, Range)> {
    let mut asked: Vec<(String, Range)> = Vec::new();
    for text in texts.iter().flat_map(|text| pieces(text)) {
        let (path, range) = match equals(&text) {
            Some(at) => (text[..at].trim(), Some(text[at + 1..].trim())),
            None => (text.trim(), None),
        };
        let range = range.map_or(Ok(Range::Own), Range::parse);
        match range {
            Err(why) => {
                let problem = LeverProblem::Unreadable { text: text.clone(), why };
                problems.add(format!("--over {problem}"), problem.hint());
            }
            Ok(_) if asked.iter().any(|(known, _)| known == path) => {
                let problem = LeverProblem::Twice { path: path.to_owned() };
                problems.add(format!("--over: {problem}"), problem.hint());
            }
            Ok(range) => asked.push((path.to_owned(), range)),
        }
    }
    asked
}

/// Divides at commas outside quotes; a number behind a lever with `=` is one more value of it.
fn pieces(text: &str) -> Vec<String> {
    let (mut all, mut quote) = (vec![String::new()], None);
    for c in text.chars() {
        match (quote, c) {
            (None, ',') => {
                all.push(String::new());
                continue;
            }
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        if let Some(last) = all.last_mut() {
            last.push(c);
        }
    }
    let mut pieces: Vec<String> = Vec::new();
    for piece in all {
        let number = piece.trim().replace('_', "").parse::<f64>().is_ok();
        match pieces.last_mut().filter(|last| number && equals(last).is_some()) {
            Some(last) => *last = format!("{last},{piece}"),
            None => pieces.push(piece),
        }
    }
    pieces
}

/// Where the `=` outside quotes is.
fn equals(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, c)| {
        match (quote, c) {
            (None, '=') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        None
    })
}

/// The levers of one alternative.
pub fn levers(
    scenario: &Scenario,
    alternative: usize,
    asked: &[(String, Range)],
    problems: &mut Problems,
) -> Vec<Lever> {
    let id = &scenario.alternatives()[alternative].id;
    let mut levers: Vec<Lever> = Vec::new();
    for lever in asked {
        match Lever::new(scenario, id, lever) {
            Ok(lever) if levers.iter().any(|known| known.full == lever.full) => {
                let problem = LeverProblem::Twice { path: lever.path };
                problems.add(format!("--over: {problem}"), problem.hint());
            }
            Ok(lever) => levers.push(lever),
            Err(problem) => problems.add(format!("--over: {problem}"), problem.hint()),
        }
    }
    levers
}

/// What goes along with levers.
pub fn following(texts: &[String], problems: &mut Problems) -> Vec<Following> {
    let mut found = Vec::new();
    for text in texts {
        match equals(text).and_then(|at| Following::parse(text, at)) {
            Some(following) => found.push(following),
            None => problems.add(
                format!("--follow {text:?}: a path and a factor times a lever are needed"),
                Some("for example 'team.costs.Personeel.amount=32500*team.members'".to_owned()),
            ),
        }
    }
    found
}

/// The followers in one alternative.
pub fn followers(
    scenario: &Scenario,
    alternative: usize,
    (levers, asked): (&[Lever], &[Following]),
    problems: &mut Problems,
) -> Vec<Follower> {
    let id = &scenario.alternatives()[alternative].id;
    let mut found: Vec<Follower> = Vec::new();
    for following in asked {
        match Follower::new(scenario, id, levers, following) {
            Ok(own) if found.iter().any(|known| known.full == own.full) => {
                let problem = LeverProblem::Twice { path: following.path.clone() };
                problems.add(format!("--follow: {problem}"), problem.hint());
            }
            Ok(own) => found.push(own),
            Err(problem) => problems.add(format!("--follow: {problem}"), problem.hint()),
        }
    }
    found
}

/// What is wanted: cost against waiting where nothing is said.
pub fn objectives(
    minimise: &[String],
    maximise: &[String],
    against: &[String],
    problems: &mut Problems,
) -> Vec<Objective> {
    let wanted = minimise.iter().map(|word| ("--minimise", word, Some(false)));
    let wanted = wanted.chain(maximise.iter().map(|word| ("--maximise", word, Some(true))));
    let wanted = wanted.chain(against.iter().map(|word| ("--against", word, None)));
    let mut found: Vec<Objective> = Vec::new();
    for (option, word, maximise) in wanted {
        let Some(figure) = figure(option, word, problems) else { continue };
        if figure.more_is_better() && maximise == Some(false) {
            problems.add(
                format!("{option} {word}: more of it is better"),
                Some(format!("write --maximise {word}")),
            );
        }
        if found.iter().any(|known| known.figure == figure) {
            problems.add(format!("{option} {word}: this is an objective already"), None);
            continue;
        }
        let maximise = maximise.unwrap_or(figure.more_is_better());
        found.push(Objective { figure, maximise });
    }
    if minimise.is_empty() && maximise.is_empty() && against.is_empty() {
        let usual = |figure| Objective { figure, maximise: false };
        return ["municipal_cost", "mean_wait"]
            .into_iter()
            .filter_map(Figure::named)
            .map(usual)
            .collect();
    }
    if found.len() > 3 {
        let message =
            format!("there are {} objectives, and a frontier takes three at most", found.len());
        problems.add(message, Some("make bounds of the others with --subject-to".to_owned()));
    }
    found
}

/// A figure by its name.
pub fn figure(option: &str, word: &str, problems: &mut Problems) -> Option<Figure> {
    let found = Figure::named(word);
    if found.is_none() {
        problems.add(format!("{option}: there is no figure `{word}`"), figure_hint(word));
    }
    found
}

fn figure_hint(word: &str) -> Option<String> {
    let all = Figure::all();
    let short = suggest::closest(word, all.iter().filter_map(|figure| figure.short()));
    match short {
        Some(short) => Some(format!("did you mean `{short}`?")),
        None => suggest::hint(word, all.iter().map(|figure| figure.key())),
    }
}

pub fn constraints(texts: &[String], problems: &mut Problems) -> Vec<Constraint> {
    let mut found = Vec::new();
    for text in texts {
        match Constraint::parse(text) {
            Ok(constraint) => found.push(constraint),
            Err(problem) => {
                let hint = match &problem {
                    ConstraintProblem::UnknownFigure(word) => figure_hint(word),
                    ConstraintProblem::NoChance(_) => {
                        Some("chances are fractions; write 0.05 for 5 %".to_owned())
                    }
                    _ => Some("for example \"p_overrun<0.1\" or \"mean_wait<2\"".to_owned()),
                };
                problems.add(format!("--subject-to {text:?}: {problem}"), hint);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Vec<(String, Range)> {
        let mut problems = Problems::default();
        let found = over(&[text.to_owned()], &mut problems);
        assert!(problems.done().is_ok(), "{text}");
        found
    }

    #[test]
    fn commas_part_levers_and_values() {
        let found = asked("team.members=3,4,5,budget.x,b=0..1");
        let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["team.members", "budget.x", "b"]);
        assert_eq!(found[0].1, Range::Values(vec![3.0, 4.0, 5.0]));
        assert_eq!(found[1].1, Range::Own);
        assert_eq!(found[2].1, Range::Between { low: 0.0, high: 1.0 });
    }

    #[test]
    fn commas_and_equal_signs_in_names_part_nothing() {
        let found = asked("team.costs.\"Huur, licht = a\".amount=1..2");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "team.costs.\"Huur, licht = a\".amount");
    }
}
