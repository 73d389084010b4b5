//! The texts that places point into, and where in them a byte is. It reads no files.

use std::ops::Range;

/// One of the texts of a [`Sources`], in the order in which they were added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A stretch of a text, in bytes; without a span the text as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub file: FileId,
    pub span: Option<Range<usize>>,
}

impl Place {
    pub fn new(file: FileId, span: Range<usize>) -> Self {
        Self { file, span: Some(span) }
    }

    /// The text as a whole.
    pub fn whole(file: FileId) -> Self {
        Self { file, span: None }
    }
}

/// Line and column as editors count them: from 1, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

#[derive(Clone, Debug)]
struct Source {
    name: String,
    text: String,
    /// Byte at which each line starts.
    lines: Vec<usize>,
}

/// Named texts: scenario files and command line arguments.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// Adds a text under the name that messages show.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let after_feed = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(after_feed.map(|(at, _)| at + 1)).collect();
        self.list.push(Source { name: name.into(), text, lines });
        FileId(u32::try_from(self.list.len() - 1).unwrap_or(u32::MAX))
    }

    fn get(&self, file: FileId) -> Option<&Source> {
        self.list.get(file.0 as usize)
    }

    pub fn name(&self, file: FileId) -> &str {
        self.get(file).map_or("", |source| &source.name)
    }

    pub fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", |source| &source.text)
    }

    /// Where a byte of a text is; a byte inside a character counts as that character.
    pub fn position(&self, file: FileId, byte: usize) -> Position {
        let (line, range) = self.line(file, byte);
        let text = &self.text(file)[range.clone()];
        let before = text.char_indices().take_while(|(at, _)| range.start + at < byte).count();
        let inside = byte < range.end && !self.text(file).is_char_boundary(byte);
        Position { line, column: before + usize::from(!inside) }
    }

    /// Number (from 1) and bytes of the line around a byte, without its line feed.
    pub fn line(&self, file: FileId, byte: usize) -> (usize, Range<usize>) {
        let Some(source) = self.get(file) else { return (1, 0..0) };
        let number = source.lines.partition_point(|start| *start <= byte).max(1);
        let start = source.lines[number - 1];
        let end = source.lines.get(number).map_or(source.text.len(), |next| next - 1);
        let end = if source.text[start..end].ends_with('\r') { end - 1 } else { end };
        (number, start..end)
    }
}
