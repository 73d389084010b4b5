//! Tables of words on screen: names at the left, a column per alternative at the right.

use std::fmt::Write;

/// The name of a row and its cells.
pub type Row = (String, Vec<String>);

/// The rows under their heads, indented, each column as wide as it must be.
pub fn columns(heads: Vec<String>, rows: &[Row]) -> String {
    let length = |text: &String| text.chars().count();
    let first = rows.iter().map(|(name, _)| length(name)).max().unwrap_or(0);
    let width = |column: usize, head: &String| {
        let cells = rows.iter().filter_map(|(_, cells)| cells.get(column));
        cells.map(length).max().unwrap_or(0).max(length(head))
    };
    let widths: Vec<usize> = heads.iter().enumerate().map(|(i, head)| width(i, head)).collect();
    let head = (String::new(), heads);
    let mut text = String::new();
    for (name, cells) in std::iter::once(&head).chain(rows) {
        let mut line = format!("  {name:<first$}");
        for (cell, width) in cells.iter().zip(&widths) {
            let _ = write!(line, "  {cell:>width$}");
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
