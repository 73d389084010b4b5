//! Layer 6. Every assumption with its value, range, source and grade.

use super::Built;
use crate::report::charts::Context;
use crate::report::document::{Block, Cell, Head, Layout, Row, Section, Table, Value};
use crate::report::labels::fill;
use crate::report::view::{AssumedValue, Assumption};

pub fn section(context: &Context<'_>) -> Built {
    let assumptions = &context.view.assumptions;
    if assumptions.is_empty() {
        return Ok(None);
    }
    let tables = &context.labels.tables;
    let heads = tables.assumptions_heads.iter().enumerate();
    let head = |(column, text): (usize, &&str)| match column {
        1 | 2 => Head::number(*text),
        _ => Head::text(*text),
    };
    let table = Table {
        id: "assumptions-table".to_owned(),
        caption: tables.assumptions_caption.to_owned(),
        layout: Layout::Dense,
        heads: heads.map(head).collect(),
        bodies: vec![assumptions.iter().map(|assumption| row(context, assumption)).collect()],
    };
    let blocks = vec![Block::paragraph(without_source(context)), Block::Table(table)];
    let title = context.labels.page.assumptions.to_owned();
    Ok(Some(Section { id: "assumptions", title, blocks }))
}

/// How many of the assumptions have no source.
fn without_source(context: &Context<'_>) -> String {
    let count = |number: usize| context.numbers.fixed(number as f64, 0);
    let without = count(context.view.without_source());
    let total = count(context.view.assumptions.len());
    let values = [("without", without.as_str()), ("total", &total)];
    fill(context.labels.tables.assumptions_without_source, &values)
}

fn row(context: &Context<'_>, assumption: &Assumption) -> Row {
    let numbers = &context.numbers;
    let tables = &context.labels.tables;
    let source = match (assumption.has_source(), assumption.source.as_str()) {
        (true, source) => source.to_owned(),
        (false, "") => tables.no_source.to_owned(),
        (false, source) => fill(tables.no_source_of_it, &[("source", source)]),
    };
    let value = match &assumption.value {
        AssumedValue::Number(value) => Cell::number(numbers.plain(*value), Value::Number(*value)),
        AssumedValue::Words(words) => Cell::number(words, Value::Text),
    };
    let range = assumption.range.map_or(String::new(), |(low, high)| {
        format!("{} {} {}", numbers.plain(low), context.labels.to, numbers.plain(high))
    });
    Row {
        head: Cell::code(&assumption.path),
        cells: vec![
            value,
            Cell::number(range, Value::Text),
            Cell::text(&assumption.unit),
            Cell::text(source),
            Cell::text(assumption.grade.map_or("", context.labels.grade)),
            Cell::text(note(context, assumption)),
        ],
        below: false,
        unit: String::new(),
    }
}

/// The note, after what a converted amount was in its own year.
fn note(context: &Context<'_>, assumption: &Assumption) -> String {
    let Some((value, year)) = &assumption.written else { return assumption.note.clone() };
    let value = match value {
        AssumedValue::Number(value) => context.numbers.plain(*value),
        AssumedValue::Words(words) => words.clone(),
    };
    let values = [("value", value.as_str()), ("year", &year.to_string())];
    let written = fill(context.labels.tables.written_in_prices_of, &values);
    match assumption.note.is_empty() {
        true => written,
        false => format!("{written}; {}", assumption.note),
    }
}
