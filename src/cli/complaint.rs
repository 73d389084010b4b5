//! What the program says when it cannot go on.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use crate::tables::TableError;

/// A message, a hint and an exit code.
#[derive(Debug)]
pub struct Complaint {
    message: String,
    hint: Option<String>,
    code: u8,
    /// Already in its final form (a report of scenario errors).
    rendered: bool,
}

impl Complaint {
    /// The input is wrong.
    pub fn input(message: impl Display) -> Self {
        Self { message: message.to_string(), hint: None, code: 2, rendered: false }
    }

    /// A limit that the user set was passed.
    pub fn limit(message: impl Display) -> Self {
        Self { code: 1, ..Self::input(message) }
    }

    /// Our own fault.
    pub fn ours(message: impl Display) -> Self {
        Self { code: 3, ..Self::input(message) }
    }

    /// Scenario errors, rendered with their places.
    pub fn rendered(text: String) -> Self {
        Self { message: text, hint: None, code: 2, rendered: true }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(super) fn print(self) -> ExitCode {
        if self.rendered {
            say(&self.message);
        } else if colour() {
            say(&format!("\u{1b}[1;31merror\u{1b}[0m: {}\n", self.message));
        } else {
            say(&format!("error: {}\n", self.message));
        }
        if let Some(hint) = self.hint {
            say(&format!("hint: {hint}\n"));
        }
        ExitCode::from(self.code)
    }
}

impl From<TableError> for Complaint {
    fn from(error: TableError) -> Self {
        let complaint = Self::input(&error);
        match error.hint {
            Some(hint) => complaint.hint(hint),
            None => complaint,
        }
    }
}

/// Whether messages on standard error may be coloured (<https://no-color.org>).
pub fn colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::io::stderr().is_terminal()
}

/// Writes to standard error; where that cannot be written there is no one to tell.
pub fn say(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}
