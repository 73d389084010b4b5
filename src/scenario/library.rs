//! The library of scenario files inside the program: what `extends = "wijkraming:NAME"` leads to. The files
//! themselves are in `scenarios/base`; nothing is decided here.

use super::suggest;
use crate::diagnostics::Diagnostic;
use crate::digest::Digest;

/// What the names of library files begin with.
pub const PREFIX: &str = "wijkraming:";

macro_rules! files {
    ($($name:literal),+) => {
        &[$(($name, include_str!(concat!("../../scenarios/base/", $name, ".toml")))),+]
    };
}

/// Name and text of every file: the base, arrangements of financing and payment, and the pieces these are made of.
pub const FILES: &[(&str, &str)] = files!(
    "basis",
    "oude-praktijk",
    "scenario-1",
    "scenario-2",
    "zwolle",
    "resultaat",
    "kernteam",
    "loketten",
    "gemeente",
    "wijkbudget",
    "populatiebekostiging",
    "eerste-lijn-prestatie",
    "eerste-lijn-trekkingsrecht",
    "eerste-lijn-resultaat",
    "specialist-resultaat",
    "specialist-trekkingsrecht"
);

/// The text of the file that a target of `extends` names; `None` where it names no file of the library.
pub fn find(target: &str) -> Option<Result<&'static str, Diagnostic>> {
    let name = target.strip_prefix(PREFIX)?;
    let found = FILES.iter().find(|(known, _)| *known == name);
    Some(found.map(|(_, text)| *text).ok_or_else(|| {
        let message = format!("there is no library file `{}`", super::words::short(target));
        let known: Vec<String> =
            FILES.iter().map(|(known, _)| format!("{PREFIX}{known}")).collect();
        let near = suggest::closest(target, known.iter().map(String::as_str));
        let did = near.map(|near| format!("did you mean `{near}`? "));
        Diagnostic::error(message).hint(format!(
            "{}the library has {}",
            did.unwrap_or_default(),
            names()
        ))
    }))
}

/// SHA-256 of all files with their names, in hexadecimal: which library a program has.
pub fn hash() -> String {
    let mut all = Digest::default();
    for (name, text) in FILES {
        all.add(format!("{name}\n{}\n", text.len()));
        all.add(text);
    }
    all.hexadecimal()
}

/// All names, for messages.
pub fn names() -> String {
    let names: Vec<String> = FILES.iter().map(|(name, _)| format!("{PREFIX}{name}")).collect();
    names.join(", ")
}
