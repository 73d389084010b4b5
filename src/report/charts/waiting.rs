//! Layer 6. The queue: households that wait for a gesprek.

use super::over_time::{Subject, over_time};
use super::{Context, Figure};
use crate::report::ReportError;

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Result<Option<Figure>, ReportError> {
    let Some(chart) = &context.view.charts.waiting else { return Ok(None) };
    let words = &context.labels.charts.waiting;
    over_time(context, &Subject { id: "waiting", words, chart, from_zero: false })
}
