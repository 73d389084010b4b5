//! Reading text files safely: regular files of a sensible size in UTF-8.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::diagnostics::Diagnostic;

/// Largest file, in bytes.
const LARGEST: u64 = 512 << 20;

/// The text of a file, without a byte order mark.
pub fn read(path: &Path) -> Result<String, Diagnostic> {
    let fail =
        |problem: String| Diagnostic::error(format!("cannot read {}: {problem}", path.display()));
    let metadata = fs::metadata(path).map_err(|error| fail(reason(&error)))?;
    if !metadata.is_file() {
        return Err(fail("it is not a regular file".to_owned()));
    }
    if metadata.len() > LARGEST {
        let message = format!("it is larger than {} MiB", LARGEST >> 20);
        return Err(fail(message).hint("leave out the columns that are not needed"));
    }
    let mut bytes = Vec::new();
    // A file may grow while it is read.
    File::open(path)
        .and_then(|file| file.take(LARGEST).read_to_end(&mut bytes))
        .map_err(|error| fail(reason(&error)))?;
    let save = "save the file as CSV in UTF-8";
    let head = &bytes[..bytes.len().min(4096)];
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) || head.contains(&0) {
        return Err(fail("it is UTF-16, or no text at all".to_owned()).hint(save));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        fail(format!("it is not UTF-8 (first bad byte on line {line})")).hint(save)
    })?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    if text.trim().is_empty() {
        return Err(fail("it is empty".to_owned()));
    }
    Ok(text)
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
        _ => error.to_string(),
    }
}
