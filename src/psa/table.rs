//! One CSV file: separator, decimal sign, header and rows, with places for messages.

use std::path::Path;

use super::cell::{BadCell, Decimal, number};
use super::text;
use crate::diagnostics::{Collector, Diagnostic, FileId, Place, Sources};

/// A CSV file in memory.
pub struct Table {
    pub file: FileId,
    /// Header names, which may be empty.
    pub names: Vec<String>,
    header: Row,
    rows: Vec<Row>,
    separator: u8,
    decimal: Decimal,
}

/// One record.
struct Row {
    /// Byte at which it starts.
    start: usize,
    cells: csv::StringRecord,
}

impl Table {
    /// Reads a file. `None` where it cannot be read as a table at all; messages then say why.
    pub fn read(path: &Path, sources: &mut Sources, out: &mut Collector) -> Option<Self> {
        let text = text::read(path).map_err(|diagnostic| out.push(diagnostic)).ok()?;
        let separator = separator(&text);
        let file = sources.add(path.display().to_string(), text);
        let text = sources.text(file);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut rows = Vec::new();
        for record in reader.records() {
            // The text is UTF-8 and lines may differ in length, so that nothing is left to go wrong.
            let Ok(cells) = record else { continue };
            let start = cells.position().map_or(0, |position| position.byte() as usize);
            let blank = cells.iter().all(|cell| cell.trim().is_empty());
            if !blank {
                // The reader may hand over line feeds of blank lines in front of a record.
                let skipped =
                    text[start..].len() - text[start..].trim_start_matches(['\n', '\r']).len();
                rows.push(Row { start: start + skipped, cells });
            }
        }
        let mut rows = rows.into_iter();
        let Some(header) = rows.next() else {
            let message = "no line of this file has a name of a column";
            let hint = "the first line holds the names of the columns";
            out.push(Diagnostic::error(message).at(&Place::whole(file)).hint(hint));
            return None;
        };
        let names = header.cells.iter().map(|name| name.trim().to_owned()).collect();
        let rows: Vec<Row> = rows.collect();
        let decimal = decimal(&rows, separator);
        let table = Self { file, names, header, rows, separator, decimal };
        table.check(sources, out);
        Some(table)
    }

    /// Rows, without the header.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Place of a cell of the header.
    pub fn header_place(&self, sources: &Sources, column: usize) -> Place {
        self.place(sources, &self.header, column)
    }

    /// Place of a cell, rows counted without the header.
    pub fn cell_place(&self, sources: &Sources, row: usize, column: usize) -> Place {
        self.place(sources, &self.rows[row], column)
    }

    fn place(&self, sources: &Sources, row: &Row, column: usize) -> Place {
        let text = sources.text(self.file);
        Place::new(self.file, cell_span(text, row.start, column, self.separator))
    }

    /// Names that stand twice in the header, and rows that are too long or too short.
    fn check(&self, sources: &Sources, out: &mut Collector) {
        for (column, name) in self.names.iter().enumerate() {
            if !name.is_empty() && self.names[..column].contains(name) {
                let message = format!("column {name:?} stands twice in the header");
                let hint = "give every column a name of its own";
                out.push(
                    Diagnostic::error(message).at(&self.header_place(sources, column)).hint(hint),
                );
            }
        }
        for row in &self.rows {
            if row.cells.len() != self.names.len() {
                let message = format!(
                    "this row has {} cells, and the header {}",
                    row.cells.len(),
                    self.names.len()
                );
                let hint = "is the separator in a cell without quotes, or a decimal comma in a file with commas?";
                out.push(Diagnostic::error(message).at(&self.place(sources, row, 0)).hint(hint));
            }
        }
        if self.rows.is_empty() {
            let message = "there is a header and no row";
            out.push(Diagnostic::error(message).at(&self.header_place(sources, 0)));
        }
    }

    /// The numbers of a column; cells without one are reported.
    pub fn numbers(&self, column: usize, sources: &Sources, out: &mut Collector) -> Vec<f64> {
        let mut values = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let Some(cell) = row.cells.get(column) else { continue };
            match number(cell, self.decimal) {
                Ok(value) => values.push(value),
                Err(problem) => {
                    let place = self.place(sources, row, column);
                    out.push(self.complaint(column, cell, problem).at(&place));
                }
            }
        }
        values
    }

    fn complaint(&self, column: usize, cell: &str, problem: BadCell) -> Diagnostic {
        let name = &self.names[column];
        let cell: String = cell.trim().chars().take(40).collect();
        match problem {
            BadCell::Empty => Diagnostic::error(format!("a cell of column {name:?} is empty"))
                .hint("leave out draws that failed, and say so where results are shown"),
            BadCell::Missing => {
                Diagnostic::error(format!("column {name:?} has no number here, found {cell}"))
                    .hint("leave out draws that failed, and say so where results are shown")
            }
            BadCell::Infinite => {
                Diagnostic::error(format!("column {name:?} must be finite, found {cell}"))
                    .hint("a model that gives infinity divides by zero somewhere")
            }
            BadCell::TooLarge => {
                Diagnostic::error(format!("column {name:?} must be below 1e100, found {cell}"))
                    .hint("no amount or effect is so large")
            }
            BadCell::Text => {
                Diagnostic::error(format!("column {name:?} must hold numbers, found {cell:?}"))
                    .hint("units and currency signs belong in the header")
            }
            BadCell::OtherDecimal => {
                let (sign, other) = match self.decimal {
                    Decimal::Comma => ("comma", "point"),
                    Decimal::Point => ("point", "comma"),
                };
                Diagnostic::error(format!(
                    "the decimal sign of this file is a {sign}, but {cell} has a {other}"
                ))
                .hint("write numbers without separators of thousands, and all with the same decimal sign")
            }
        }
    }
}

/// Semicolon, tab or comma: the first of these that the first line has outside quotes.
fn separator(text: &str) -> u8 {
    let line = text.trim_start().lines().next().unwrap_or_default();
    let mut quoted = false;
    let mut found = Vec::new();
    for byte in line.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b';' | b'\t' | b',' if !quoted => found.push(byte),
            _ => {}
        }
    }
    [b';', b'\t', b','].into_iter().find(|sign| found.contains(sign)).unwrap_or(b',')
}

/// A comma where a number without a point has one, in a file that is not separated by commas.
fn decimal(rows: &[Row], separator: u8) -> Decimal {
    let with_comma = |cell: &str| {
        cell.contains(',') && !cell.contains('.') && number(cell, Decimal::Comma).is_ok()
    };
    let comma = rows.iter().any(|row| row.cells.iter().any(with_comma));
    // In a file with commas, numbers in quotes may have them too.
    let point = rows.iter().any(|row| {
        row.cells.iter().any(|cell| cell.contains('.') && number(cell, Decimal::Point).is_ok())
    });
    if comma && !(separator == b',' && point) { Decimal::Comma } else { Decimal::Point }
}

/// The bytes of a cell, counted from the start of its record.
fn cell_span(text: &str, start: usize, column: usize, separator: u8) -> std::ops::Range<usize> {
    let bytes = text.as_bytes();
    let (mut quoted, mut number, mut begin) = (false, 0, start);
    let mut at = start;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == b'"' {
            quoted = !quoted;
        } else if !quoted && (byte == separator || byte == b'\n' || byte == b'\r') {
            if number == column || byte != separator {
                break;
            }
            (number, begin) = (number + 1, at + 1);
        }
        at += 1;
    }
    begin..at.max(begin)
}
