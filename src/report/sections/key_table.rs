//! Layer 6. The key table: every measure of every alternative, and its difference with the reference.

use super::Built;
use super::cells;
use crate::report::charts::Context;
use crate::report::document::{Block, Cell, Layout, Row, Section, Table};
use crate::report::numbers::{Format, Magnitude};
use crate::report::view::{Estimate, KeyCell, KeyRow, Unit};

pub fn section(context: &Context<'_>) -> Built {
    let rows = &context.view.key_table;
    if rows.is_empty() {
        return Ok(None);
    }
    let tables = &context.labels.tables;
    let table = Table {
        id: "results-table".to_owned(),
        caption: tables.key_caption.to_owned(),
        layout: Layout::Key,
        heads: cells::heads(context, tables.measure),
        bodies: rows.iter().map(|row| group(context, row)).collect(),
    };
    let title = context.labels.page.key_table.to_owned();
    Ok(Some(Section { id: "results", title, blocks: vec![Block::Table(table)] }))
}

/// A measure with its level and its difference, as far as it has them.
fn group(context: &Context<'_>, row: &KeyRow) -> Vec<Row> {
    let name = (context.labels.measure)(row.measure);
    let levels = line(context, row.unit, name, row.cells.iter().map(|cell| cell.level));
    let few = row.cells.iter().any(|cell| cell.few);
    let level = match levels {
        None if few => Some(unknown(context, row, name)),
        levels => levels,
    };
    let level = level.map(|own| with_few(context, row, own));
    let difference = |cell: &KeyCell| cell.difference.map(|difference| difference.estimate);
    let below = level.is_some();
    let name = if below { context.labels.tables.difference } else { name };
    let difference = line(context, row.unit, name, row.cells.iter().map(difference));
    let difference = difference.map(|row| Row { below, ..row });
    level.into_iter().chain(difference).collect()
}

/// A row whose levels are all too small to be published.
fn unknown(context: &Context<'_>, row: &KeyRow, name: &str) -> Row {
    let unit = context.labels.unit_name(row.unit, Magnitude::One);
    Row {
        head: Cell::text(name).with_small([unit.clone()]),
        cells: row.cells.iter().map(|_| Cell::missing()).collect(),
        below: false,
        unit,
    }
}

/// The row with "fewer than ten" where that is all that may be said.
fn with_few(context: &Context<'_>, row: &KeyRow, mut own: Row) -> Row {
    let few = row.cells.iter().zip(&mut own.cells).filter(|(cell, _)| cell.few);
    few.for_each(|(_, cell)| *cell = cells::few(context));
    own
}

/// A row of estimates; nothing where no alternative has one.
fn line(
    context: &Context<'_>,
    unit: Unit,
    name: &str,
    cells: impl Iterator<Item = Option<Estimate>>,
) -> Option<Row> {
    let estimates: Vec<Option<Estimate>> = cells.collect();
    let values = estimates.iter().flatten().flat_map(|value| [value.p5, value.mean, value.p95]);
    let format = Format::for_values(unit, values);
    let cell = |value: &Option<Estimate>| {
        value.map_or_else(Cell::missing, |value| cells::estimate(context, value, format))
    };
    estimates.iter().any(Option::is_some).then(|| Row {
        head: Cell::text(name).with_small([context.labels.unit_name(unit, format.magnitude)]),
        cells: estimates.iter().map(cell).collect(),
        below: false,
        unit: context.labels.unit_name(unit, Magnitude::One),
    })
}
