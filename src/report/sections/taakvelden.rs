//! Layer 6. Budget, expenditure and their difference per taakveld and year, in thousand euro, with N and V.

use super::Built;
use crate::report::charts::Context;
use crate::report::charts::text::with_soft_hyphens;
use crate::report::document::{Block, Cell, Head, Layout, Row, Section, Table, Value};
use crate::report::labels::fill;
use crate::report::numbers::{Format, Magnitude};
use crate::report::view::{Estimate, TaakveldCell, TaakveldKind, TaakveldRow, TaakveldTable, Unit};

/// Years side by side; a longer run has several tables.
const YEARS: usize = 10;

/// Whole thousands, as budgets of municipalities are printed.
const THOUSANDS: Format = Format { unit: Unit::Euro, magnitude: Magnitude::Thousand, decimals: 0 };

pub fn section(context: &Context<'_>) -> Built {
    let tables = &context.view.council.taakvelden;
    if tables.iter().all(|table| table.rows.is_empty()) {
        return Ok(None);
    }
    let words = &context.labels.council;
    let mut blocks =
        vec![Block::paragraph(words.taakvelden_reading), Block::paragraph(words.taakvelden_key)];
    for (index, own) in tables.iter().enumerate() {
        let parts = (0..own.years.len()).step_by(YEARS);
        blocks.extend(parts.map(|from| Block::Table(table(context, index, own, from))));
    }
    Ok(Some(Section { id: "taakvelden", title: words.taakvelden.to_owned(), blocks }))
}

fn table(context: &Context<'_>, index: usize, own: &TaakveldTable, from: usize) -> Table {
    let words = &context.labels.council;
    let to = own.years.len().min(from + YEARS);
    let years = own.years[from..to].iter().map(|year| Head::number(year.to_string()));
    let name = &context.view.alternatives[index].short;
    Table {
        id: format!("taakvelden-{index}-{from}"),
        caption: fill(words.taakvelden_caption, &[("name", name)]),
        layout: Layout::Key,
        heads: std::iter::once(Head::text(words.taakveld)).chain(years).collect(),
        bodies: own.rows.iter().map(|row| body(context, row, from..to)).collect(),
    }
}

/// Budget, expenditure and difference; the budget is left out where none is meant for the row.
fn body(context: &Context<'_>, row: &TaakveldRow, years: std::ops::Range<usize>) -> Vec<Row> {
    let words = &context.labels.council;
    let own = &row.cells[years];
    let name = name(context, row);
    let line = |label: &str, below: bool, cell: &dyn Fn(&TaakveldCell) -> Option<Cell>| Row {
        head: match below {
            true => Cell::text(label),
            false => Cell::text(&name).with_small([label.to_owned()]),
        },
        cells: own
            .iter()
            .map(|known| known.as_ref().and_then(cell).unwrap_or_else(Cell::missing))
            .collect(),
        below,
        unit: context.labels.unit_name(Unit::Euro, Magnitude::One),
    };
    let actual = |known: &TaakveldCell| Some(mean(context, &known.actual));
    if !own.iter().flatten().any(|known| known.budget.is_some()) {
        return vec![line(words.actual, false, &actual)];
    }
    let budget = |known: &TaakveldCell| {
        let value = known.budget?;
        Some(Cell::number(context.numbers.bare(value, THOUSANDS), Value::Number(value)))
    };
    let balance = |known: &TaakveldCell| balance(context, known);
    vec![
        line(words.budget, false, &budget),
        line(words.actual, true, &actual),
        line(words.balance, true, &balance),
    ]
}

fn name(context: &Context<'_>, row: &TaakveldRow) -> String {
    let words = &context.labels.council;
    match row.kind {
        TaakveldKind::Taakveld => with_soft_hyphens(&format!("{} {}", row.code, row.name)),
        TaakveldKind::Settlement => words.settlement.to_owned(),
        TaakveldKind::Total => words.all_taakvelden.to_owned(),
        TaakveldKind::Reserve => words.reserve_row.to_owned(),
        TaakveldKind::Result => words.result_row.to_owned(),
    }
}

fn value(known: &Estimate) -> Value {
    let Estimate { mean, p5, p95, se, bounds_se } = *known;
    Value::Estimate { mean, p5, p95, error: se, bound_errors: bounds_se }
}

fn error(context: &Context<'_>, se: Option<f64>) -> String {
    context.numbers.error(se, THOUSANDS).unwrap_or_default()
}

fn mean(context: &Context<'_>, known: &Estimate) -> Cell {
    let text = context.numbers.bare(known.mean, THOUSANDS);
    Cell::number(text, value(known)).with_small([error(context, known.se)])
}

/// The difference with its letter, its error and the chance that it is unfavourable.
fn balance(context: &Context<'_>, known: &TaakveldCell) -> Option<Cell> {
    let difference = known.difference.as_ref()?;
    let letter = known.nadeel.map_or("", |nadeel| if nadeel { "\u{a0}N" } else { "\u{a0}V" });
    let text = format!("{}{letter}", context.numbers.bare(difference.mean, THOUSANDS));
    let chance = known.chance.map_or(String::new(), |chance| {
        let chance = context.numbers.short_chance(chance.p);
        fill(context.labels.council.nadeel_chance, &[("chance", &chance)])
    });
    Some(Cell::number(text, value(difference)).with_small([error(context, difference.se), chance]))
}
