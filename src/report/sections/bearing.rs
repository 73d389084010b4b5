//! Layer 6. Who bears the cost of what was delivered, and how far the cuts are absorbed.

use super::{Built, cells};
use crate::report::charts::Context;
use crate::report::document::{Block, Cell, Layout, Row, Section, Table};
use crate::report::labels::fill;
use crate::report::numbers::{Format, Magnitude};
use crate::report::view::{BearingPart, BearingRow, Estimate, Unit};

pub fn section(context: &Context<'_>) -> Built {
    let rows = &context.view.budgets.bearing;
    if rows.is_empty() {
        return Ok(None);
    }
    let words = &context.labels.budgets;
    let mut blocks =
        vec![Block::paragraph(words.bearing_reading), Block::Table(bearing(context, rows))];
    let budgets = &context.view.budgets;
    if budgets.recouped.iter().any(Option::is_some) || budgets.absorbed.iter().any(Option::is_some)
    {
        blocks.push(Block::Table(cuts(context)));
    }
    Ok(Some(Section { id: "bearing", title: words.bearing.to_owned(), blocks }))
}

/// One format for all, so that the rows can be added.
fn bearing(context: &Context<'_>, rows: &[BearingRow]) -> Table {
    let words = &context.labels.budgets;
    let known = rows.iter().flat_map(|row| row.cells.iter().flatten());
    let format = Format::for_values(Unit::Euro, known.flat_map(|e| [e.p5, e.mean, e.p95]));
    let row = |row: &BearingRow| Row {
        head: Cell::text(name(context, &row.part)),
        cells: row.cells.iter().map(|known| cell(context, *known, format)).collect(),
        below: false,
        unit: context.labels.unit_name(Unit::Euro, Magnitude::One),
    };
    let is_party = |row: &&BearingRow| matches!(row.part, BearingPart::Party(_));
    let (parties, rest): (Vec<&BearingRow>, Vec<&BearingRow>) = rows.iter().partition(is_party);
    let is_sum = |row: &&BearingRow| row.part == BearingPart::Delivered;
    let (sum, parts): (Vec<&BearingRow>, Vec<&BearingRow>) = rest.into_iter().partition(is_sum);
    let body = |rows: Vec<&BearingRow>| rows.into_iter().map(row).collect();
    let unit = context.labels.unit_name(Unit::Euro, format.magnitude);
    Table {
        id: "bearing-table".to_owned(),
        caption: fill(words.bearing_caption, &[("unit", &unit)]),
        layout: Layout::Key,
        heads: cells::heads(context, context.labels.tables.party),
        bodies: vec![body(parts), body(parties), body(sum)],
    }
}

fn cell(context: &Context<'_>, known: Option<Estimate>, format: Format) -> Cell {
    known.map_or_else(Cell::missing, |known| cells::estimate(context, known, format))
}

fn name(context: &Context<'_>, part: &BearingPart) -> String {
    let words = &context.labels.budgets;
    match part {
        BearingPart::AreaBudgets => words.area_budgets.to_owned(),
        BearingPart::Reserve => words.from_reserve.to_owned(),
        BearingPart::GeneralFunds => words.general_funds.to_owned(),
        BearingPart::OutsideAreaBudgets => words.outside_area_budgets.to_owned(),
        BearingPart::Party(name) => context.labels.party(name).to_owned(),
        BearingPart::Delivered => words.delivered.to_owned(),
    }
}

/// Recouped from the municipality's purse, and the part of the cuts that is absorbed.
fn cuts(context: &Context<'_>) -> Table {
    let (budgets, words) = (&context.view.budgets, &context.labels.budgets);
    let values = budgets.absorbed.iter().flatten().flat_map(|e| [e.p5, e.mean, e.p95]);
    let format = Format::for_values(Unit::Share, values);
    let row = |name: &str, cells: Vec<Cell>| Row {
        head: Cell::text(name),
        cells,
        below: false,
        unit: String::new(),
    };
    let recouped = budgets
        .recouped
        .iter()
        .map(|known| known.map_or_else(Cell::missing, |known| cells::chance(context, &known)));
    let absorbed = budgets.absorbed.iter().map(|known| cell(context, *known, format));
    Table {
        id: "cuts-table".to_owned(),
        caption: words.cuts_caption.to_owned(),
        layout: Layout::Plain,
        heads: cells::heads(context, words.question),
        bodies: vec![vec![
            row(words.recouped, recouped.collect()),
            row(words.absorbed, absorbed.collect()),
        ]],
    }
}
