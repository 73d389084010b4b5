//! Layer 6. Who gains and who loses, and how likely a project is recouped soon.

use super::{Built, cells};
use crate::report::charts::Context;
use crate::report::document::{Block, Cell, Layout, Row, Section, Table};
use crate::report::labels::fill;
use crate::report::numbers::{Format, Magnitude};
use crate::report::view::{PartyRow, Probability, Unit};

pub fn section(context: &Context<'_>) -> Built {
    let welfare = &context.view.welfare;
    if welfare.parties.is_empty() {
        return Ok(None);
    }
    let title = context.labels.page.welfare.to_owned();
    let blocks = vec![
        Block::paragraph(context.labels.tables.parties_reading),
        Block::Table(parties(context)),
        Block::Table(recouped(context)),
    ];
    Ok(Some(Section { id: "welfare", title, blocks }))
}

/// One format for all, so that the rows can be added.
fn parties(context: &Context<'_>) -> Table {
    let rows = &context.view.welfare.parties;
    let known = rows.iter().flat_map(|row| row.cells.iter().flatten());
    let format = Format::for_values(Unit::Euro, known.flat_map(|e| [e.p5, e.mean, e.p95]));
    let row = |row: &PartyRow| Row {
        head: Cell::text(match &row.party {
            Some(party) => context.labels.party(party).to_owned(),
            None => context.labels.tables.parties_total.to_owned(),
        }),
        cells: row
            .cells
            .iter()
            .map(|known| known.map_or_else(Cell::missing, |e| cells::estimate(context, e, format)))
            .collect(),
        below: false,
        unit: context.labels.unit_name(Unit::Euro, Magnitude::One),
    };
    let tables = &context.labels.tables;
    let unit = context.labels.unit_name(Unit::Euro, format.magnitude);
    let (total, parties) = rows.split_at(rows.iter().filter(|row| row.party.is_none()).count());
    Table {
        id: "welfare-table".to_owned(),
        caption: fill(tables.parties_caption, &[("unit", &unit)]),
        layout: Layout::Key,
        heads: cells::heads(context, tables.party),
        bodies: [parties, total].into_iter().map(|rows| rows.iter().map(row).collect()).collect(),
    }
}

fn recouped(context: &Context<'_>) -> Table {
    let (welfare, tables) = (&context.view.welfare, &context.labels.tables);
    let row = |name: &str, chances: &[Option<Probability>]| Row {
        head: Cell::text(name),
        cells: chances
            .iter()
            .map(|known| known.map_or_else(Cell::missing, |p| cells::chance(context, &p)))
            .collect(),
        below: false,
        unit: String::new(),
    };
    let charts = &context.labels.charts;
    Table {
        id: "recouped-table".to_owned(),
        caption: fill(tables.recouped_caption, &[("years", &welfare.within_years.to_string())]),
        layout: Layout::Plain,
        heads: cells::heads(context, tables.recouped_for),
        bodies: vec![vec![
            row(charts.society, &welfare.recouped_society),
            row(charts.purse, &welfare.recouped_purse),
        ]],
    }
}
