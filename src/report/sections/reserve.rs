//! Layer 6. The reserve that the area budgets require, and what pooling saves.

use super::{Built, cells};
use crate::report::charts::Context;
use crate::report::document::{Block, Cell, Layout, Row, Section, Table};
use crate::report::labels::fill;
use crate::report::numbers::{Format, Magnitude};
use crate::report::view::{Precise, ReserveCell, ReserveRow, Unit};

pub fn section(context: &Context<'_>) -> Built {
    let rows = &context.view.budgets.reserve;
    if rows.is_empty() {
        return Ok(None);
    }
    let words = &context.labels.budgets;
    let cells = rows.iter().flat_map(|row| &row.cells);
    let mut figures = cells.flat_map(|cell| [cell.pooled, cell.separate, cell.gain]);
    let unknown = figures.any(|own| own.range.is_none()).then_some(words.reserve_unknown);
    let blocks = [Block::paragraph(words.reserve_reading), Block::Table(table(context, rows))]
        .into_iter()
        .chain(unknown.map(Block::note))
        .chain([Block::note(words.reserve_note)]);
    let title = words.reserve.to_owned();
    Ok(Some(Section { id: "reserve", title, blocks: blocks.collect() }))
}

/// A body per certainty: pooled, separate, gain; one format for all, so that the rows can be subtracted.
fn table(context: &Context<'_>, rows: &[ReserveRow]) -> Table {
    let words = &context.labels.budgets;
    let values = rows
        .iter()
        .flat_map(|row| &row.cells)
        .flat_map(|cell| [cell.pooled.value, cell.separate.value, cell.gain.value]);
    let format = Format::for_values(Unit::Euro, values);
    let unit = context.labels.unit_name(Unit::Euro, format.magnitude);
    let body = |row: &ReserveRow| -> Vec<Row> {
        let certainty = context.numbers.fixed(100.0 * row.certainty, 0);
        let name = fill(words.reserve_at, &[("certainty", &certainty)]);
        let line = |name: &str, below: bool, pick: fn(&ReserveCell) -> Precise| Row {
            head: Cell::text(name),
            cells: row.cells.iter().map(|cell| precise(context, pick(cell), format)).collect(),
            below,
            unit: context.labels.unit_name(Unit::Euro, Magnitude::One),
        };
        vec![
            line(&name, false, |cell| cell.pooled),
            line(words.reserve_separate, true, |cell| cell.separate),
            line(words.reserve_gain, true, |cell| cell.gain),
        ]
    };
    Table {
        id: "reserve-table".to_owned(),
        caption: fill(words.reserve_caption, &[("unit", &unit)]),
        layout: Layout::Key,
        heads: cells::heads(context, words.reserve_certainty),
        bodies: rows.iter().map(body).collect(),
    }
}

/// The figure, below it its interval and error.
fn precise(context: &Context<'_>, figure: Precise, format: Format) -> Cell {
    let numbers = &context.numbers;
    let error = numbers.error(figure.se, format).unwrap_or_default();
    let range = figure.range.map_or(String::new(), |(low, high)| numbers.range(low, high, format));
    let value = crate::report::document::Value::Number(figure.value);
    Cell::number(numbers.bare(figure.value, format), value).with_small([range, error])
}
