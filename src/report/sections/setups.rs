//! Layer 6. The question, the nulalternatief, and what each alternative is.

use super::{Built, cells};
use crate::report::charts::Context;
use crate::report::document::{Block, Cell, Layout, Row, Section, Table, Value};
use crate::report::labels::{CouncilWords, fill};
use crate::report::view::{Alternative, Change, Setup};

pub fn question(context: &Context<'_>) -> Built {
    let (view, words) = (context.view, &context.labels.council);
    let last = i64::from(view.start_year) + i64::from(view.years) - 1;
    let values = [
        ("municipality", view.municipality.as_str()),
        ("count", &view.alternatives.len().to_string()),
        ("first", &view.start_year.to_string()),
        ("last", &last.to_string()),
    ];
    let reference = view.alternatives.iter().find(|known| known.is_reference);
    // Where the assumptions under it stand; whether it is the present practice is theirs to say, not the report's.
    let chapters = [("setups", words.setups), ("assumptions", context.labels.page.assumptions)];
    let reference = reference.map(|known| {
        fill(words.reference_text, &[("title", known.title.as_str()), chapters[0], chapters[1]])
    });
    let texts = [fill(words.question_text, &values)]
        .into_iter()
        .chain(reference)
        .chain([words.not_a_forecast.to_owned()]);
    let blocks = texts.map(Block::paragraph).collect();
    Ok(Some(Section { id: "question", title: words.question.to_owned(), blocks }))
}

pub fn section(context: &Context<'_>) -> Built {
    let council = &context.view.council;
    if council.setups.is_empty() {
        return Ok(None);
    }
    let words = &context.labels.council;
    let pairs = context.view.alternatives.iter().zip(&council.setups).enumerate();
    let mut blocks: Vec<Block> = pairs
        .map(|(index, (alternative, setup))| answer(context, index, alternative, setup))
        .collect();
    if !council.changes.is_empty() {
        blocks.push(Block::paragraph(words.changes_reading));
        blocks.push(Block::Table(table(context, &council.changes)));
    }
    Ok(Some(Section { id: "setups", title: words.setups.to_owned(), blocks }))
}

fn answer(context: &Context<'_>, index: usize, alternative: &Alternative, setup: &Setup) -> Block {
    let words = &context.labels.council;
    let financing = CouncilWords::of(words.financing, &setup.financing).to_owned();
    let paid = |template: &str, key: &str| {
        let payment = CouncilWords::of(words.payment, key);
        (!key.is_empty()).then(|| fill(template, &[("payment", payment)]))
    };
    let starts = setup.start_year.filter(|_| !alternative.is_reference);
    let starts = starts.map(|year| fill(words.starts, &[("year", &year.to_string())]));
    let sentences = (!financing.is_empty())
        .then_some(financing)
        .into_iter()
        .chain(paid(words.paid_first_line, &setup.first_line))
        .chain(paid(words.paid_specialist, &setup.specialist))
        .chain(starts)
        .chain(changed(context, index));
    Block::Answer {
        title: alternative.title.clone(),
        mark: alternative.is_reference.then(|| context.labels.page.reference_mark.to_owned()),
        sentences: sentences.collect(),
    }
}

/// How many of the settings are not those of the reference.
fn changed(context: &Context<'_>, index: usize) -> Option<String> {
    let (view, words) = (context.view, &context.labels.council);
    let reference = view.alternatives.iter().position(|known| known.is_reference)?;
    let changes = &view.council.changes;
    let count = changes.iter().filter(|key| key.values[index] != key.values[reference]).count();
    let values = [("count", count.to_string()), ("total", changes.len().to_string())];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    (index != reference && !changes.is_empty()).then(|| fill(words.changed, &values))
}

fn table(context: &Context<'_>, changes: &[Change]) -> Table {
    let words = &context.labels.council;
    let row = |key: &Change| Row {
        head: Cell::code(&key.path),
        cells: key.values.iter().map(|value| setting(context, value.as_deref())).collect(),
        below: false,
        unit: String::new(),
    };
    Table {
        id: "changes-table".to_owned(),
        caption: words.changes_caption.to_owned(),
        layout: Layout::Plain,
        heads: cells::heads(context, words.setting),
        bodies: vec![changes.iter().map(row).collect()],
    }
}

/// A number as people of the language read it, and any other setting as it is written.
fn setting(context: &Context<'_>, value: Option<&str>) -> Cell {
    let Some(text) = value.filter(|text| !text.is_empty()) else { return Cell::missing() };
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => {
            Cell::number(context.numbers.plain(number), Value::Number(number))
        }
        _ => Cell::number(text, Value::Text),
    }
}
