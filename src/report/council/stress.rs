//! What `wijkraming stress --out DIR` left, for the report of a run of the same scenario.

use crate::digest::sha256;
use crate::report::build::Source;
use crate::report::view::{
    Difference, Estimate, Measure, Probability, StressResult, StressRow, StressTests,
};
use crate::study::SampleTable;
use serde::Deserialize;

/// The file in the directory.
pub const FILE: &str = "stress.json";
/// The question that the document must answer.
const QUESTION: &str = "stress";

/// Outcomes of stress tests, of any scenario.
#[derive(Clone, Debug, Deserialize)]
pub struct Outcome {
    question: String,
    pub scenario_sha256: String,
    version: String,
    alternatives: Vec<String>,
    draws: u64,
    results: Vec<Test>,
    /// Of the file.
    #[serde(skip)]
    pub sha256: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Test {
    title: String,
    start_year: i32,
    source: Option<String>,
    note: Option<String>,
    lines: Vec<Line>,
}

#[derive(Clone, Debug, Deserialize)]
struct Line {
    output: Output,
    change: Change,
}

#[derive(Clone, Debug, Deserialize)]
struct Output {
    measure: String,
    alternative: String,
    against: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Change {
    estimate: Figure,
    below_zero: Probability,
    above_zero: Probability,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Figure {
    mean: f64,
    p5: f64,
    p95: f64,
    standard_error: Option<f64>,
    errors: Errors,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Errors {
    p5: Option<f64>,
    p95: Option<f64>,
}

/// Measures that are shown, with their keys in the file, and whether they exist as differences with the reference only.
const SHOWN: [(&str, Measure, bool); 4] = [
    ("municipal_cost", Measure::MunicipalCost, false),
    ("overrun", Measure::Overrun, false),
    ("mean_wait", Measure::MeanWait, false),
    ("net_present_value", Measure::NetPresentValue, true),
];

/// Reads the outcome, and refuses what belongs to another scenario; an error says why.
pub fn read(text: &str, scenario_sha256: &str) -> Result<Outcome, String> {
    let mut outcome: Outcome = serde_json::from_str(text)
        .map_err(|error| format!("it is no outcome of `wijkraming stress`: {error}"))?;
    if outcome.question != QUESTION {
        return Err(format!("it answers `{}`, not `{QUESTION}`", outcome.question));
    }
    if outcome.version != env!("CARGO_PKG_VERSION") {
        return Err(format!("it was made by version {} of the program", outcome.version));
    }
    if outcome.scenario_sha256 != scenario_sha256 {
        return Err("it is of another scenario than this run (their hashes differ)".to_owned());
    }
    outcome.sha256 = sha256(text);
    Ok(outcome)
}

/// The tests of the scenario, the command that runs them, and their outcome where there is one.
pub fn tests(table: &SampleTable, source: &Source) -> StressTests {
    let known = source.scenario.stresses().map(|own| (own.title.clone(), own.start_year)).collect();
    StressTests {
        known,
        command: command(source),
        draws: source.stress.map_or(0, |outcome| outcome.draws),
        results: source.stress.map(|outcome| results(table, outcome)).unwrap_or_default(),
    }
}

/// What gives an outcome of the same hash: the scenario of the run with all that was laid over it.
fn command(source: &Source) -> String {
    let sets = source.scenario.sets().iter().map(|set| format!(" --set {}", quoted(set)));
    format!(
        "wijkraming stress {}{} --out stress",
        quoted(&source.manifest.scenario_file),
        sets.collect::<String>()
    )
}

/// A word of a shell.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "._-/=:".contains(letter);
    match word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

fn results(table: &SampleTable, outcome: &Outcome) -> Vec<StressResult> {
    let result = |test: &Test| StressResult {
        title: test.title.clone(),
        start_year: test.start_year,
        note: test.note.clone().unwrap_or_default(),
        source: test.source.clone().unwrap_or_default(),
        rows: SHOWN.iter().filter_map(|shown| row(table, outcome, test, *shown)).collect(),
    };
    outcome.results.iter().map(result).collect()
}

/// None where the tests did not look at the measure.
fn row(
    table: &SampleTable,
    outcome: &Outcome,
    test: &Test,
    (key, measure, difference): (&str, Measure, bool),
) -> Option<StressRow> {
    let cell = |id: &String| {
        let own = |line: &&Line| {
            line.output.measure == key
                && line.output.alternative == *id
                && line.output.against.is_some() == difference
        };
        let known = outcome.alternatives.contains(id);
        test.lines.iter().find(own).filter(|_| known).map(|line| change(line.change))
    };
    let cells: Vec<_> = table.header.alternatives.iter().map(|own| cell(&own.id)).collect();
    cells.iter().any(Option::is_some).then_some(StressRow { measure, cells })
}

fn change(from: Change) -> Difference {
    let Figure { mean, p5, p95, standard_error, errors } = from.estimate;
    Difference {
        estimate: Estimate {
            mean,
            p5,
            p95,
            se: standard_error,
            bounds_se: [errors.p5, errors.p95],
        },
        below: from.below_zero,
        above: from.above_zero,
    }
}

#[cfg(test)]
mod tests_of_reading {
    use super::*;

    fn text(question: &str, hash: &str) -> String {
        let version = env!("CARGO_PKG_VERSION");
        format!(
            r#"{{"question":"{question}","version":"{version}","scenario_sha256":"{hash}","alternatives":[],"draws":2,"results":[]}}"#
        )
    }

    #[test]
    fn only_the_outcome_of_the_same_scenario_is_taken() {
        assert!(read(&text("stress", "aa"), "aa").is_ok());
        let refused = |text: &str| read(text, "aa").expect_err("refused");
        assert!(refused(&text("stress", "bb")).contains("another scenario"));
        assert!(refused(&text("tornado", "aa")).contains("answers `tornado`"));
        assert!(refused("{}").contains("no outcome"));
    }

    #[test]
    fn words_with_signs_are_quoted_for_a_shell() {
        assert_eq!(quoted("scenarios/a-b.toml"), "scenarios/a-b.toml");
        assert_eq!(quoted("a = { b = 1 }"), "'a = { b = 1 }'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
