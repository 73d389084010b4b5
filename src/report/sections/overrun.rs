//! Layer 6. The chance of overrun of every area.

use super::{Built, cells};
use crate::report::charts::Context;
use crate::report::document::{Block, Cell, Head, Layout, Row, Section, Table};
use crate::report::labels::fill;
use crate::report::sentences::overrun_period;
use crate::report::view::OverrunRow;

pub fn section(context: &Context<'_>) -> Built {
    let overrun = &context.view.overrun;
    if overrun.areas.is_empty() {
        return Ok(None);
    }
    let tables = &context.labels.tables;
    let period = overrun_period(context.labels, overrun.period);
    let row = |row: &OverrunRow| Row {
        head: Cell::text(&row.area),
        cells: row.cells.iter().map(|chance| cells::chance(context, chance)).collect(),
        below: false,
        unit: String::new(),
    };
    let heads = cells::heads(context, tables.area).into_iter();
    let table = Table {
        id: "overrun-table".to_owned(),
        caption: fill(tables.overrun_caption, &[("period", &period)]),
        layout: Layout::Plain,
        heads: heads.map(|head| Head { small: None, ..head }).collect(),
        bodies: vec![overrun.areas.iter().map(row).collect()],
    };
    let title = context.labels.page.overrun.to_owned();
    Ok(Some(Section { id: "overrun", title, blocks: vec![Block::Table(table)] }))
}
