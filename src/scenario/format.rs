//! Which formats of files the program reads. Scenarios, targets and plans say theirs with `format = N`; format 1 is the
//! first. docs/decisions/0013-formats.md has what makes a new one, and what becomes of the older ones.

use super::fields::Fields;
use super::tree::Node;
use crate::diagnostics::{Collector, Diagnostic};

/// The only format so far.
const FORMAT: i64 = 1;

/// What is wrong with the value of `format`; none where this program reads it.
pub fn unreadable(format: &Node) -> Option<Diagnostic> {
    let (message, hint) = match format.whole() {
        Some(FORMAT) => return None,
        Some(newer) if newer > FORMAT => (
            format!(
                "this file is in format {newer}, and this version of wijkraming reads {FORMAT}"
            ),
            "it was written for a newer version: read it with that one, or ask for it in format 1",
        ),
        Some(number) => (
            format!("format must be {FORMAT}, found {number}"),
            "write format = 1: there is no older format",
        ),
        None => (format!("format must be {FORMAT}, found {}", format.kind()), "write format = 1"),
    };
    Some(Diagnostic::error(message).at(&format.place).hint(hint))
}

/// Whether there is any use in reading the rest of a small file; what is wrong with its format, or that it has none, is
/// told.
pub fn readable(root: &Node, fields: &Fields<'_>, out: &mut Collector) -> bool {
    let Some(format) = root.get("format") else {
        fields.missing("format", "write format = 1 at the top", out);
        return true;
    };
    let problem = unreadable(format);
    let known = problem.is_none();
    if let Some(problem) = problem {
        out.push(problem);
    }
    known
}
