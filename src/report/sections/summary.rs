//! Layer 6. The answer in short, and what the reader must know first.

use super::{Built, precision};
use crate::report::charts::Context;
use crate::report::document::{Block, Section};
use crate::report::labels::fill;
use crate::report::sentences::{SummaryItem, summary};

pub fn section(context: &Context<'_>) -> Built {
    let page = &context.labels.page;
    let summary = summary(context);
    let answer = |item: SummaryItem| Block::Answer {
        title: item.title,
        mark: item.is_reference.then(|| page.reference_mark.to_owned()),
        sentences: item.sentences,
    };
    let mut remarks = caveats(context);
    remarks.extend(context.view.remarks.iter().cloned());
    remarks.extend(precision::remarks(context));
    let answers = summary.items.into_iter().map(answer);
    let verdict = summary.verdict.into_iter().map(Block::paragraph);
    let mut blocks: Vec<Block> =
        verdict.chain(answers).chain(summary.notes.into_iter().map(Block::note)).collect();
    if !remarks.is_empty() {
        blocks.push(Block::Remarks { title: page.remarks.to_owned(), items: remarks });
    }
    Ok(Some(Section { id: "summary", title: page.summary.to_owned(), blocks }))
}

/// What holds for every run of the model, whether its level was fitted, and on how much that has no source it rests.
fn caveats(context: &Context<'_>) -> Vec<String> {
    let words = &context.labels.council;
    let without = context.view.without_source();
    let count = |number: usize| context.numbers.fixed(number as f64, 0);
    let values = [("count", count(without)), ("all", count(context.view.assumptions.len()))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let unsourced = (without > 0).then(|| fill(words.unsourced, &values));
    let level = match context.view.council.is_calibrated {
        true => words.calibrated,
        false => words.not_calibrated,
    };
    words.caveats.into_iter().chain([level]).map(str::to_owned).chain(unsourced).collect()
}
