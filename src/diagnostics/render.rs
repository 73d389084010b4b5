//! Diagnostics as text in the form of rustc: message, place, line with a caret, hint.

use super::{Diagnostic, Place, Report, Severity, Sources};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;

/// Messages shown in full; of more only the number is told.
pub const MOST_SHOWN: usize = 100;
/// Characters of a line shown on either side of the place; longer lines are cut.
const REACH: usize = 200;
/// Width of the text, fixed so that it does not depend on the terminal.
const WIDTH: usize = 120;

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    #[default]
    Plain,
    Coloured,
}

pub(super) fn report(report: &Report, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    }
    .term_width(WIDTH);
    let all = report.diagnostics();
    let shown = all.iter().take(MOST_SHOWN);
    let mut parts: Vec<String> =
        shown.map(|diagnostic| one(&renderer, report.sources(), diagnostic)).collect();
    if all.len() > MOST_SHOWN {
        let more = format!("and {} more messages", all.len() - MOST_SHOWN);
        parts.push(renderer.render(&[Group::with_title(Level::ERROR.primary_title(more))]));
    }
    let mut text = parts.join("\n\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn one(renderer: &Renderer, sources: &Sources, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(printable(&diagnostic.message));
    let group = match &diagnostic.place {
        None => Group::with_title(title),
        Some(place) => located(Group::with_title(title), sources, place),
    };
    let mut text = renderer.render(&[group]);
    if let Some(place) = diagnostic.place.as_ref().filter(|place| place.span.is_none()) {
        text = aligned(text, sources.name(place.file));
    }
    if let Some(hint) = &diagnostic.hint {
        // Rendered apart: as a second group it would get a bar in between.
        let hint = Level::HELP.with_name("hint").secondary_title(printable(hint));
        text.push('\n');
        text.push_str(&renderer.render(&[Group::with_title(hint)]));
    }
    text
}

/// A place without a line stands one column further to the left; puts it under the others.
fn aligned(mut text: String, name: &str) -> String {
    if let Some(arrow) = text.rfind("--> ").filter(|_| !name.contains("--> ")) {
        text.insert(arrow, ' ');
    }
    text
}

/// Adds the place, and the line it is in, to a message.
fn located<'a>(group: Group<'a>, sources: &'a Sources, place: &Place) -> Group<'a> {
    let name = sources.name(place.file);
    let Some(span) = &place.span else { return group.element(Origin::path(name)) };
    let text = sources.text(place.file);
    let (number, line) = sources.line(place.file, span.start);
    let start = text.floor_char_boundary(span.start.min(line.end));
    // The rest of a table or array that goes on over more lines says nothing more.
    let end = text.ceil_char_boundary(span.end.clamp(start, line.end));
    let window = window(text, &line, start);
    let caret = start - window.start..end.min(window.end).max(start) - window.start;
    let snippet = Snippet::source(&text[window.clone()])
        .line_start(number)
        .annotation(AnnotationKind::Primary.span(caret));
    if window == line {
        return group.element(snippet.path(name));
    }
    let column = sources.position(place.file, start).column;
    group.element(Origin::path(name).line(number).char_column(column)).element(snippet)
}

/// The part of a line that is shown: all of it unless it is very long.
fn window(text: &str, line: &Range<usize>, at: usize) -> Range<usize> {
    if line.len() <= 2 * REACH {
        return line.clone();
    }
    let start = at.saturating_sub(REACH).max(line.start);
    let end = (at + REACH).min(line.end);
    text.floor_char_boundary(start)..text.ceil_char_boundary(end)
}

/// A message on one line: text quoted from the input may hold line feeds and escape codes.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
