//! Layer 6. Stress tests: what they changed, or how to run them.

use super::{Built, cells};
use crate::report::charts::Context;
use crate::report::document::{Block, Cell, Layout, Row, Section, Table};
use crate::report::labels::fill;
use crate::report::numbers::{Format, Magnitude};
use crate::report::view::{Estimate, StressResult, StressRow, StressTests, Unit};

pub fn section(context: &Context<'_>) -> Built {
    let (stress, words) = (&context.view.council.stress, &context.labels.council);
    let blocks = match (stress.results.is_empty(), stress.known.is_empty()) {
        (false, _) => results(context, stress),
        (true, false) => not_run(context, stress),
        (true, true) => vec![Block::paragraph(words.stress_none)],
    };
    Ok(Some(Section { id: "stress", title: words.stress.to_owned(), blocks }))
}

fn not_run(context: &Context<'_>, stress: &StressTests) -> Vec<Block> {
    let words = &context.labels.council;
    let item = |(title, year): &(String, i32)| {
        fill(words.stress_item, &[("title", title), ("year", &year.to_string())])
    };
    vec![
        Block::paragraph(words.stress_not_run),
        Block::List { items: stress.known.iter().map(item).collect() },
        Block::paragraph(fill(words.stress_command, &[("command", &stress.command)])),
    ]
}

fn results(context: &Context<'_>, stress: &StressTests) -> Vec<Block> {
    let draws = context.numbers.fixed(stress.draws as f64, 0);
    let reading = fill(context.labels.council.stress_reading, &[("draws", &draws)]);
    let mut blocks = vec![Block::paragraph(reading)];
    for (index, result) in stress.results.iter().enumerate() {
        blocks.push(Block::Table(table(context, index, result)));
        let told = [&result.note, &result.source];
        let told = told.into_iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>();
        if !told.is_empty() {
            blocks.push(Block::note(told.join(" – ")));
        }
    }
    blocks
}

fn table(context: &Context<'_>, index: usize, result: &StressResult) -> Table {
    let words = &context.labels.council;
    let year = result.start_year.to_string();
    let names = [("title", result.title.as_str()), ("year", &year)];
    Table {
        id: format!("stress-{index}"),
        caption: fill(words.stress_caption, &names),
        layout: Layout::Key,
        heads: cells::heads(context, context.labels.tables.measure),
        bodies: vec![result.rows.iter().map(|own| row(context, own)).collect()],
    }
}

fn row(context: &Context<'_>, own: &StressRow) -> Row {
    let key = context.view.key_table.iter().find(|row| row.measure == own.measure);
    let unit = key.map_or(Unit::Euro, |row| row.unit);
    let estimates: Vec<Option<Estimate>> =
        own.cells.iter().map(|cell| cell.map(|cell| cell.estimate)).collect();
    let values = estimates.iter().flatten().flat_map(|e| [e.p5, e.mean, e.p95]);
    let format = Format::for_values(unit, values);
    let cell = |known: &Option<Estimate>| {
        known.map_or_else(Cell::missing, |known| cells::estimate(context, known, format))
    };
    Row {
        head: Cell::text((context.labels.measure)(own.measure))
            .with_small([context.labels.unit_name(unit, format.magnitude)]),
        cells: estimates.iter().map(cell).collect(),
        below: false,
        unit: context.labels.unit_name(unit, Magnitude::One),
    }
}
