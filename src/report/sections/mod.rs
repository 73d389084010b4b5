//! Layer 6. The sections of a report, one file each behind one small interface.
//!
//! A section is a function from the view to its blocks; it chooses words and prints numbers, and computes none. A new
//! section is one file and one line in `SECTIONS`.

mod assumptions;
mod bearing;
mod cells;
mod closing;
mod figures;
mod key_table;
mod overrun;
mod precision;
mod reserve;
mod summary;
mod welfare;

use super::ReportError;
use super::charts::Context;
use super::document::{Document, Section, Words};
use super::labels::fill;
use super::view::View;

/// A section, or nothing where the view has no data for it.
type Built = Result<Option<Section>, ReportError>;

/// All sections, in the order of the document.
const SECTIONS: &[fn(&Context<'_>) -> Built] = &[
    summary::section,
    key_table::section,
    welfare::section,
    figures::section,
    overrun::section,
    reserve::section,
    bearing::section,
    precision::section,
    assumptions::section,
    closing::unknowns,
    closing::method,
    closing::reproduction,
];

/// The document of a view that was checked by `clean`.
pub fn document(view: &View) -> Result<Document, ReportError> {
    let context = Context::new(view);
    let page = &context.labels.page;
    let sections = SECTIONS.iter().filter_map(|section| section(&context).transpose());
    Ok(Document {
        lang: context.labels.code,
        title: view.title.clone(),
        municipality: view.municipality.clone(),
        kind: page.kind,
        subtitle: template(&context, page.subtitle),
        synthetic: template(&context, page.synthetic),
        words: Words {
            skip: page.skip,
            contents: page.contents,
            chart_data: page.chart_data,
            footer: page.footer,
        },
        sections: sections.collect::<Result<_, _>>()?,
    })
}

/// Fills the names that are the same all over the document.
fn template(context: &Context<'_>, text: &str) -> String {
    let view = context.view;
    let last = i64::from(view.start_year) + i64::from(view.years) - 1;
    fill(
        text,
        &[
            ("municipality", &view.municipality),
            ("first", &view.start_year.to_string()),
            ("last", &last.to_string()),
            ("price_year", &view.price_year.to_string()),
            ("households", &context.numbers.fixed(view.households as f64, 0)),
            ("draws", &context.numbers.fixed(view.reproduction.draws as f64, 0)),
        ],
    )
}
