//! What goes wrong, as the user sees it.
//!
//! Exit codes are those of the main program: 1 a unit failed, 2 the input is wrong, 3 our fault or that of the
//! machines.

use std::fmt::{self, Display};
use std::process::ExitCode;

/// A message with its exit code and perhaps a hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    message: String,
    hint: Option<String>,
    code: u8,
    /// Already in its final form: a report with places.
    rendered: bool,
}

impl Failure {
    /// The input is wrong.
    pub fn wrong(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, rendered: false, code: 2 }
    }

    /// The fault is not in the input.
    pub fn ours(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, rendered: false, code: 3 }
    }

    /// Errors of a plan, rendered with their places.
    pub fn rendered(text: String) -> Self {
        Self { rendered: true, ..Self::wrong(text) }
    }

    /// A unit failed where the user wants to stop at the first.
    pub fn unit_failed(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, rendered: false, code: 1 }
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same, after what was being done.
    pub fn about(self, what: impl Display) -> Self {
        Self { message: format!("{what}: {}", self.message), ..self }
    }

    pub fn code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rendered {
            return write!(f, "{}", self.message.trim_end());
        }
        write!(f, "error: {}", self.message)?;
        self.hint.iter().try_for_each(|hint| write!(f, "\nhint: {hint}"))
    }
}
