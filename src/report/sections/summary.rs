//! Layer 6. The answer in short, and what the reader must know first.

use super::Built;
use crate::report::charts::Context;
use crate::report::document::{Block, Section};
use crate::report::sentences::{SummaryItem, summary};

pub fn section(context: &Context<'_>) -> Built {
    let page = &context.labels.page;
    let summary = summary(context);
    let answer = |item: SummaryItem| Block::Answer {
        title: item.title,
        mark: item.is_reference.then(|| page.reference_mark.to_owned()),
        sentences: item.sentences,
    };
    let remarks =
        Block::Remarks { title: page.remarks.to_owned(), items: context.view.remarks.clone() };
    let answers = summary.items.into_iter().map(answer);
    let mut blocks: Vec<Block> =
        answers.chain(summary.notes.into_iter().map(Block::note)).collect();
    if !context.view.remarks.is_empty() {
        blocks.push(remarks);
    }
    Ok(Some(Section { id: "summary", title: page.summary.to_owned(), blocks }))
}
