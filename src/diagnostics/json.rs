//! Diagnostics as plain data, for editors and scripts.

use super::{Diagnostic, Report};
use serde::Serialize;

/// One message with its place resolved. Lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JsonDiagnostic {
    pub severity: &'static str,
    pub message: String,
    pub file: Option<String>,
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub end_line: Option<usize>,
    pub end_column: Option<usize>,
    pub hint: Option<String>,
}

pub(super) fn report(report: &Report) -> Vec<JsonDiagnostic> {
    report.diagnostics().iter().map(|diagnostic| one(report, diagnostic)).collect()
}

fn one(report: &Report, diagnostic: &Diagnostic) -> JsonDiagnostic {
    let sources = report.sources();
    let place = diagnostic.place.as_ref();
    let at = |byte: fn(&std::ops::Range<usize>) -> usize| {
        let place = place?;
        Some(sources.position(place.file, byte(place.span.as_ref()?)))
    };
    let (start, end) = (at(|span| span.start), at(|span| span.end));
    JsonDiagnostic {
        severity: diagnostic.severity.word(),
        message: diagnostic.message.clone(),
        file: place.map(|place| sources.name(place.file).to_owned()),
        line: start.map(|position| position.line),
        column: start.map(|position| position.column),
        end_line: end.map(|position| position.line),
        end_column: end.map(|position| position.column),
        hint: diagnostic.hint.clone(),
    }
}
