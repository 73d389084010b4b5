//! Layer 0. What is wrong with the user's input, where, and what to do about it: the data, its order, and its
//! rendering as text or JSON. Collect first, show once.
//!
//! It must not know what the input means: no scenario words, no decisions on exit codes, no printing.

#![expect(clippy::disallowed_types, reason = "looked up by key, never gone through in order")]

mod json;
mod render;
mod sources;

pub use json::JsonDiagnostic;
pub use render::Style;
pub use sources::{FileId, Place, Position, Sources};

use std::collections::HashSet;
use std::fmt;

/// How bad it is. Errors stop the run, warnings do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
}

impl Severity {
    /// The word that opens the message.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One message to the user.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    pub severity: Severity,
    /// One sentence without a full stop, in lower case.
    pub message: String,
    /// What the message is about; `None` where no file could be read.
    pub place: Option<Place>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error without a place and without a hint.
    pub fn error(message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, message: message.into(), place: None, hint: None }
    }

    /// A warning without a place and without a hint.
    pub fn warning(message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(message) }
    }

    /// The same message about this place.
    pub fn at(self, place: &Place) -> Self {
        Self { place: Some(place.clone()), ..self }
    }

    /// The same message with advice.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same message with advice, where there is any.
    pub fn maybe_hint(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }
}

/// Diagnostics on their way to a [`Report`]; the same message about the same place counts once.
#[derive(Clone, Debug, Default)]
pub struct Collector {
    list: Vec<Diagnostic>,
    seen: HashSet<Diagnostic>,
    errors: usize,
}

impl Collector {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.seen.insert(diagnostic.clone()) {
            self.errors += usize::from(diagnostic.severity == Severity::Error);
            self.list.push(diagnostic);
        }
    }

    pub fn push_all(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Whether this message about this place is there already.
    pub fn contains(&self, diagnostic: &Diagnostic) -> bool {
        self.seen.contains(diagnostic)
    }

    /// In the order in which they came.
    pub fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }

    /// Number of distinct errors so far.
    pub fn errors(&self) -> usize {
        self.errors
    }

    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Ordered by file, then position, then message; messages without a place come first.
    pub fn into_report(self, sources: Sources) -> Report {
        let mut diagnostics = self.list;
        let key = |diagnostic: &Diagnostic| {
            let place = diagnostic.place.as_ref();
            place.map(|place| (place.file, place.span.as_ref().map(|span| (span.start, span.end))))
        };
        diagnostics.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message)));
        Report { sources, diagnostics }
    }
}

/// Diagnostics in the order in which they are shown, with the texts they point into.
#[derive(Clone, Debug, Default)]
pub struct Report {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// A report of one message that is about no file.
    pub fn of(diagnostic: Diagnostic) -> Self {
        Self { sources: Sources::default(), diagnostics: vec![diagnostic] }
    }

    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// All messages as text, ending in a line feed; at most a hundred of them in full.
    pub fn render(&self, style: Style) -> String {
        render::report(self, style)
    }

    /// All messages as plain data, for `--json`.
    pub fn to_json(&self) -> Vec<JsonDiagnostic> {
        json::report(self)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(Style::Plain))
    }
}

impl std::error::Error for Report {}
