//! Layer 6. All figures of the report.

use super::Built;
use crate::report::charts::{self, Context};
use crate::report::document::{Block, Section};

pub fn section(context: &Context<'_>) -> Built {
    let figures = charts::figures(context.view)?;
    let title = context.labels.page.charts.to_owned();
    let data_of = context.labels.page.chart_data;
    let blocks: Vec<Block> =
        figures.into_iter().map(|figure| Block::figure(figure, data_of)).collect();
    Ok((!blocks.is_empty()).then_some(Section { id: "charts", title, blocks }))
}
