//! Reading a scenario file safely: only regular files, of a sensible size, in UTF-8. It parses nothing.

use crate::diagnostics::Diagnostic;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Largest scenario file, in bytes: a thousand times the size of a usual one.
pub const LARGEST: u64 = 4 << 20;

/// The text of a scenario file, without a byte order mark. The error has no place: the caller knows who asked.
pub fn read(path: &Path) -> Result<String, Diagnostic> {
    read_up_to(path, LARGEST)
}

/// The text of a file of at most so many bytes.
pub fn read_up_to(path: &Path, largest: u64) -> Result<String, Diagnostic> {
    decode(path, read_bytes(path, largest)?)
}

/// The bytes of a file of at most so many.
pub fn read_bytes(path: &Path, largest: u64) -> Result<Vec<u8>, Diagnostic> {
    let fail = |problem: &str| Diagnostic::error(format!("cannot read {}: {problem}", shown(path)));
    let metadata = fs::metadata(path).map_err(|error| not_read(path, &error))?;
    if metadata.is_dir() {
        let hint = "name a scenario file (ending in .toml) inside it";
        return Err(fail("it is a directory").hint(hint));
    }
    if !metadata.is_file() {
        return Err(fail("it is not a regular file").hint("save the scenario as a file first"));
    }
    if metadata.len() > largest {
        return Err(too_large(path, largest, Some(metadata.len())));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| not_read(path, &error))?;
    // A file may grow while it is read, and those of /proc have no size.
    file.take(largest + 1).read_to_end(&mut bytes).map_err(|error| not_read(path, &error))?;
    if bytes.len() as u64 > largest {
        return Err(too_large(path, largest, None));
    }
    Ok(bytes)
}

/// A path as messages show it.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn not_read(path: &Path, error: &io::Error) -> Diagnostic {
    let problem = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
        _ => error.to_string(),
    };
    let diagnostic = Diagnostic::error(format!("cannot read {}: {problem}", shown(path)));
    diagnostic.maybe_hint(neighbour(path).filter(|_| error.kind() == io::ErrorKind::NotFound))
}

/// A file in the same directory whose name looks like the one asked for.
fn neighbour(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let entries = fs::read_dir(parent.unwrap_or(Path::new("."))).ok()?;
    let names = entries.take(1000).filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".toml")).collect();
    names.sort();
    let found = super::suggest::closest(wanted, names.iter().map(String::as_str))?;
    Some(format!("did you mean {}?", shown(&path.with_file_name(found))))
}

fn too_large(path: &Path, largest: u64, size: Option<u64>) -> Diagnostic {
    let most = largest >> 20;
    let size = size.map_or_else(String::new, |size| format!(" ({} MiB)", size >> 20));
    let message = format!("cannot read {}: it is larger than {most} MiB{size}", shown(path));
    Diagnostic::error(message).hint("a scenario is a short text file; is this the right one?")
}

fn decode(path: &Path, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    let fail = |problem: &str| Diagnostic::error(format!("cannot read {}: {problem}", shown(path)));
    let save = "save the file as UTF-8";
    let head = &bytes[..bytes.len().min(4096)];
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return Err(fail("it is UTF-16, not UTF-8").hint(save));
    }
    if head.contains(&0) {
        let problem = "it holds zero bytes, so it is UTF-16 or no text at all";
        return Err(fail(problem).hint(save));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        fail(&format!("it is not UTF-8 (first bad byte on line {line})")).hint(save)
    })?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    if text.trim().is_empty() {
        let hint = "start from a copy of scenarios/example.toml";
        return Err(fail("it is empty").hint(hint));
    }
    Ok(text)
}
