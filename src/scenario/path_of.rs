//! Where a file is that a scenario names: beside the file that names it, and inside the directory of the scenario.

use super::LoadOptions;
use super::extends::Reading;
use crate::diagnostics::{Diagnostic, Place};
use std::path::{Path, PathBuf};

/// The file as seen from the one that names it, or from the scenario for a `--set`.
pub fn beside(
    name: &str,
    place: &Place,
    key: &str,
    reading: &Reading,
    options: &LoadOptions,
) -> Result<PathBuf, Diagnostic> {
    let written = reading.sources.name(place.file);
    let by = if written == "--set" { options.path.as_path() } else { Path::new(written) };
    let path = by.parent().unwrap_or(Path::new("")).join(name);
    let directory = |path: &Path| {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        parent.unwrap_or(Path::new(".")).canonicalize().ok()
    };
    let inside = match (path.canonicalize(), directory(&options.path)) {
        (Ok(path), Some(root)) => path.starts_with(root),
        // A file that does not exist is told of when it is read.
        _ => true,
    };
    if inside || options.allow_outside {
        return Ok(path);
    }
    let message = format!("{key} leads outside the directory of the scenario: {name}");
    let hint = "move the file into the directory of the scenario, or allow it with --allow-outside";
    Err(Diagnostic::error(message).hint(hint))
}
