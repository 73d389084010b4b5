//! Layer 6. Cumulative municipal cost: what each alternative has cost so far, and how uncertain that is.

use super::over_time::{Subject, over_time};
use super::{Context, Figure};
use crate::report::ReportError;

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Result<Option<Figure>, ReportError> {
    let Some(chart) = &context.view.charts.cumulative_cost else { return Ok(None) };
    let words = &context.labels.charts.cumulative_cost;
    over_time(context, &Subject { id: "cumulative_cost", words, chart, from_zero: true })
}
