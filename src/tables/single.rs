//! Single tables of any columns, written whole or not at all.

use std::path::Path;

use super::writer::Table;
use super::{Batch, TableError, TableFormat, reader};

/// Writes a table in one row group; the same rows give the same bytes.
pub fn write_table(path: &Path, format: TableFormat, batch: &Batch) -> Result<(), TableError> {
    let mut table = Table::create(path, format)?;
    table.write(batch)?;
    table.finish()
}

/// Reads a table whose columns have the names and types of `like`; columns beside these are left out.
pub fn read_table(path: &Path, format: TableFormat, like: &Batch) -> Result<Batch, TableError> {
    reader::read(path, format, like)
}
