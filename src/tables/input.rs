//! Opening what is read: regular files only, so that nothing waits for a writer or goes on without end, and small files
//! up to a limit. It parses nothing.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::TableError;

/// Largest manifest or other JSON file, in bytes: that of a batch of some hundred thousand units.
const LARGEST_TEXT: u64 = 256 << 20;
/// Longest line of a CSV table, in bytes: some hundred thousand columns.
const LONGEST_LINE: usize = 4 << 20;

/// Opens a file that must be a regular one, or a link to it.
pub fn open(path: &Path) -> Result<File, TableError> {
    let problem = |error: io::Error| TableError::new(path, error);
    let metadata = fs::metadata(path).map_err(problem)?;
    if metadata.is_dir() {
        return Err(TableError::new(path, "is a directory, not a file"));
    }
    if !metadata.is_file() {
        return Err(TableError::new(path, "is not a regular file"));
    }
    File::open(path).map_err(problem)
}

/// The text of a small file.
pub fn text(path: &Path) -> Result<String, TableError> {
    text_up_to(path, LARGEST_TEXT)
}

fn text_up_to(path: &Path, largest: u64) -> Result<String, TableError> {
    let too_large = || {
        TableError::new(path, format!("is larger than {} MiB", largest >> 20))
            .hint("is this a file of this program?")
    };
    let file = open(path)?;
    if file.metadata().is_ok_and(|data| data.len() > largest) {
        return Err(too_large());
    }
    let mut text = String::new();
    // A file may grow while it is read, and those of /proc have no size.
    let mut file = file.take(largest + 1);
    let read = file.read_to_string(&mut text);
    read.map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => TableError::new(path, "is not UTF-8"),
        _ => TableError::new(path, error),
    })?;
    if text.len() as u64 > largest {
        return Err(too_large());
    }
    Ok(text)
}

/// Bytes of a CSV table; an error where a line has no end, before it fills the memory.
pub struct Lines<R> {
    source: R,
    /// Bytes since the last line feed.
    line: usize,
}

impl<R> Lines<R> {
    pub fn new(source: R) -> Self {
        Self { source, line: 0 }
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.source.read(buffer)?;
        let bytes = &buffer[..length];
        self.line = match bytes.iter().rposition(|byte| *byte == b'\n') {
            Some(at) => length - at - 1,
            None => self.line + length,
        };
        if self.line > LONGEST_LINE {
            let message = format!("a line is longer than {} MiB", LONGEST_LINE >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_end_at_the_limit() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        fs::write(&path, "x".repeat(1 << 20)).unwrap();
        assert_eq!(text_up_to(&path, 1 << 20).unwrap().len(), 1 << 20);
        fs::write(&path, "x".repeat((1 << 20) + 1)).unwrap();
        let error = text_up_to(&path, 1 << 20).unwrap_err();
        assert!(error.to_string().ends_with("is larger than 1 MiB"), "{error}");
    }

    #[test]
    fn a_line_without_end_is_an_error_and_many_lines_are_none() {
        let mut sink = Vec::new();
        let endless = Lines::new(io::repeat(b'x')).read_to_end(&mut sink).unwrap_err();
        assert_eq!(endless.to_string(), "a line is longer than 4 MiB");
        assert!(sink.len() < 4 * LONGEST_LINE);
        let many = "x\n".repeat(LONGEST_LINE);
        assert!(Lines::new(many.as_bytes()).read_to_end(&mut Vec::new()).is_ok());
    }
}
