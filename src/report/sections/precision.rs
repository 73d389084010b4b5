//! Layer 6. How precise the figures are: few draws, designs, and the part of the spread that is chance.

use super::Built;
use super::cells;
use crate::report::charts::Context;
use crate::report::document::{Block, Cell, Layout, Row, Section, Table, Value};
use crate::report::labels::fill;
use crate::report::numbers::{Format, Magnitude};
use crate::report::view::{FewEvents, SpreadRow, SpreadShare, Unit};

pub fn section(context: &Context<'_>) -> Built {
    let precision = &context.view.precision;
    if precision.rows * precision.replications < 2 {
        return Ok(None);
    }
    let words = &context.labels.precision;
    let mut blocks = Vec::new();
    if precision.spread.is_empty() {
        let text = if precision.central { words.central } else { words.not_apart };
        blocks.push(Block::paragraph(text));
    } else {
        let count = |number: u64| context.numbers.fixed(number as f64, 0);
        let (rows, replications) = (count(precision.rows), count(precision.replications));
        let values = [("rows", rows.as_str()), ("replications", &replications)];
        blocks.push(Block::paragraph(fill(words.apart, &values)));
        blocks.push(Block::Table(table(context)));
        if precision.spread.iter().any(is_below_zero) {
            blocks.push(Block::note(words.below_zero));
        }
    }
    if precision.cautious {
        blocks.push(Block::paragraph(words.cautious));
    }
    if precision.batches > 0 {
        let batches = context.numbers.fixed(precision.batches as f64, 0);
        blocks.push(Block::paragraph(fill(words.batches, &[("batches", &batches)])));
    }
    Ok(Some(Section { id: "precision", title: words.title.to_owned(), blocks }))
}

/// What the reader must know of few draws before anything else.
pub fn remarks(context: &Context<'_>) -> Vec<String> {
    let precision = &context.view.precision;
    let words = &context.labels.precision;
    let count = |number: f64, decimals: usize| context.numbers.fixed(number, decimals);
    let beyond = precision.few_beyond.map(|known| {
        let whole = known.beyond == known.beyond.round();
        let values = [
            ("beyond", count(known.beyond, usize::from(!whole))),
            ("needed", count(known.needed as f64, 0)),
            ("enough", count(known.enough, 0)),
        ];
        fill(words.few_beyond, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
    });
    let events = precision.few_events.as_ref().map(|known| few_events(context, known));
    beyond.into_iter().chain(events).collect()
}

fn few_events(context: &Context<'_>, known: &FewEvents) -> String {
    let words = &context.labels.precision;
    let count = |number: f64, decimals: usize| context.numbers.fixed(number, decimals);
    let whole = (known.events - known.events.round()).abs() < 1e-9;
    let alternative = context.view.alternatives.get(known.alternative);
    let values = [
        ("few", count(known.few as f64, 0)),
        ("all", count(known.all as f64, 0)),
        ("below", count(known.below, 0)),
        ("area", known.area.clone()),
        ("alternative", alternative.map_or(String::new(), |known| known.short.clone())),
        ("events", count(known.events, usize::from(!whole))),
        ("draws", count(known.draws as f64, 0)),
        ("bound", context.numbers.chance(known.bound)),
        ("needed", count(known.needed as f64, 0)),
    ];
    let template = if known.overrun { words.few_overruns } else { words.few_others };
    fill(template, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}

fn is_below_zero(row: &SpreadRow) -> bool {
    row.level.iter().chain(&row.difference).flatten().any(|share| share.below_zero)
}

fn table(context: &Context<'_>) -> Table {
    let tables = &context.labels.tables;
    Table {
        id: "precision-table".to_owned(),
        caption: context.labels.precision.caption.to_owned(),
        layout: Layout::Key,
        heads: cells::heads(context, tables.measure),
        bodies: context.view.precision.spread.iter().map(|row| group(context, row)).collect(),
    }
}

/// A measure with its level and its difference, as far as it has them.
fn group(context: &Context<'_>, row: &SpreadRow) -> Vec<Row> {
    let name = (context.labels.measure)(row.measure);
    let level = line(context, name, &row.level);
    let below = level.is_some();
    let name = if below { context.labels.tables.difference } else { name };
    let difference = line(context, name, &row.difference).map(|row| Row { below, ..row });
    level.into_iter().chain(difference).collect()
}

/// A row of shares; nothing where no alternative has one.
fn line(context: &Context<'_>, name: &str, shares: &[Option<SpreadShare>]) -> Option<Row> {
    let cell = |known: &Option<SpreadShare>| {
        known.map_or_else(Cell::missing, |known| share(context, known))
    };
    shares.iter().any(Option::is_some).then(|| Row {
        head: Cell::text(name),
        cells: shares.iter().map(cell).collect(),
        below: false,
        unit: String::new(),
    })
}

/// The part of the assumptions, below it its error and the part of chance.
fn share(context: &Context<'_>, known: SpreadShare) -> Cell {
    let percent = |share: f64| format!("{}%", context.numbers.fixed(100.0 * share, 0));
    let format = Format { unit: Unit::Share, magnitude: Magnitude::One, decimals: 0 };
    let error = context.numbers.error(known.se, format).unwrap_or_default();
    let chance =
        fill(context.labels.precision.of_chance, &[("share", &percent(1.0 - known.share))]);
    Cell::number(percent(known.share), Value::Number(known.share)).with_small([error, chance])
}
