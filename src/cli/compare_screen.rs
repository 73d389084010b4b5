//! A comparison of two runs on screen: in English, what differs first.

use std::fmt::Write;

use super::columns::columns;
use crate::analysis::compare::{Compared, Verdict};
use crate::report::comparison::{AlternativeFigures, CompareWords, Comparison, Fact};
use crate::report::numbers::{MINUS, NO_BREAK_SPACE, Numbers};
use crate::report::view::Lang;
use crate::scenario::flat::Change;

/// Lines of changes on screen; the files have all of them.
const MOST_CHANGES: usize = 40;
/// Letters of a value on screen.
const WIDTH: usize = 40;

/// The whole text.
pub fn text(comparison: &Comparison) -> String {
    let comparison = &comparison.clean();
    let words = CompareWords::of(Lang::En);
    let numbers = Numbers::new(Lang::En);
    let [first, second] = &comparison.runs;
    let mut text =
        format!("run 1: {first}\nrun 2: {second}\n\n{}\n", words.pairing(&comparison.pairing));
    let notices = comparison.notices.iter().map(|notice| words.notice(notice, &numbers));
    for line in notices.chain(words.only(comparison)) {
        let _ = writeln!(text, "note: {line}");
    }
    text.push_str(&made(comparison, words));
    text.push_str(&scenario(comparison, words));
    for alternative in &comparison.alternatives {
        text.push_str(&figures(comparison, alternative));
    }
    let _ = writeln!(text, "\n{}", words.reading);
    text
}

/// How the runs were made, as far as that differs.
fn made(comparison: &Comparison, words: &CompareWords) -> String {
    let differs = |fact: &&Fact| fact.values[0] != fact.values[1];
    let row = |fact: &Fact| {
        (
            (words.facts)(fact.what).to_owned(),
            fact.values.each_ref().map(|text| short(text)).to_vec(),
        )
    };
    let rows: Vec<_> = comparison.facts.iter().filter(differs).map(row).collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("\nHow the runs were made\n{}", columns(vec!["run 1".into(), "run 2".into()], &rows))
}

fn scenario(comparison: &Comparison, words: &CompareWords) -> String {
    let changes = &comparison.changes;
    if changes.is_empty() {
        return format!("\n{}\n", words.same_scenario);
    }
    let value = |text: &Option<String>| short(text.as_deref().unwrap_or(words.absent));
    let row = |change: &Change| {
        let which = change.alternative.as_ref().map_or(String::new(), |id| format!(" [{id}]"));
        (format!("{}{which}", change.path), vec![value(&change.first), value(&change.second)])
    };
    let rows: Vec<_> = changes.iter().take(MOST_CHANGES).map(row).collect();
    let more = changes.len().saturating_sub(MOST_CHANGES);
    let more = match more {
        0 => String::new(),
        _ => format!("  and {more} more; --html, --xlsx, --csv and --json have all of them\n"),
    };
    let heads = vec!["run 1".into(), "run 2".into()];
    format!("\n{}\n{}{more}", words.scenario, columns(heads, &rows))
}

fn figures(comparison: &Comparison, alternative: &AlternativeFigures) -> String {
    let row = |figure: &Compared| {
        let cells = crate::report::comparison::cells(figure, Lang::En);
        let verdict = figure.difference.map(|shift| shift.verdict);
        let verdict = match verdict {
            // What is not shown is said in words; a difference speaks for itself.
            Some(Verdict::Shown) | None => "",
            Some(other) => (CompareWords::of(Lang::En).verdicts)(other),
        };
        let mut columns: Vec<String> = cells.values.iter().map(|cell| plain(cell)).collect();
        columns.push(verdict.to_owned());
        (format!("{} ({})", cells.name, cells.unit), columns)
    };
    let rows: Vec<_> = alternative.figures.iter().map(row).collect();
    let heads = ["run 1", "run 2", "difference", ""].map(str::to_owned).to_vec();
    let title = match alternative.title == alternative.id {
        true => alternative.id.clone(),
        false => format!("{}: {}", alternative.id, alternative.title),
    };
    let year = comparison.price_year;
    format!("\n{title} (means \u{b1} error; euro of {year})\n{}", columns(heads, &rows))
}

/// The command line keeps to the minus and the spaces of the keyboard.
fn plain(text: &str) -> String {
    text.replace(MINUS, "-").replace(NO_BREAK_SPACE, " ")
}

fn short(text: &str) -> String {
    match text.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
