//! Layer 6. Households in crisis, the highest severity.

use super::over_time::{Subject, over_time};
use super::{Context, Figure};
use crate::report::ReportError;

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Result<Option<Figure>, ReportError> {
    let Some(chart) = &context.view.charts.severity else { return Ok(None) };
    let words = &context.labels.charts.severity;
    over_time(context, &Subject { id: "severity", words, chart, from_zero: false })
}
