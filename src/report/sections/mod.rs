//! Layer 6. The sections of a report, one file each behind one small interface.
//!
//! A section is a function from the view to its blocks; it chooses words and prints numbers, and computes none. A new
//! section is one file and one line in `SECTIONS`.

mod areas;
mod assumptions;
mod bearing;
mod cells;
mod certainty;
mod closing;
mod figures;
mod inhabitants;
mod key_table;
mod overrun;
mod precision;
mod privacy;
mod reserve;
mod setups;
mod society;
mod stress;
mod summary;
mod taakvelden;
mod welfare;

use super::ReportError;
use super::charts::Context;
use super::document::{Document, Imprint, Logo, Section, Words};
use super::labels::fill;
use super::view::View;

/// A section, or nothing where the view has no data for it.
type Built = Result<Option<Section>, ReportError>;

/// All sections, in the order of the document.
const SECTIONS: &[fn(&Context<'_>) -> Built] = &[
    summary::section,
    setups::question,
    setups::section,
    key_table::section,
    inhabitants::section,
    figures::section,
    overrun::section,
    taakvelden::section,
    areas::section,
    reserve::section,
    bearing::section,
    welfare::section,
    society::section,
    certainty::section,
    stress::section,
    precision::section,
    closing::unknowns,
    privacy::section,
    assumptions::section,
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
        municipality: publisher(view).to_owned(),
        imprint: imprint(&context),
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

/// The municipality as it is printed.
fn publisher(view: &View) -> &str {
    let name = &view.council.brand.name;
    if name.is_empty() { &view.municipality } else { name }
}

/// Who publishes the document, when, and in which colours.
fn imprint(context: &Context<'_>) -> Imprint {
    let brand = &context.view.council.brand;
    let words = &context.labels.council;
    let shown = brand.date.map(|(year, month, day)| {
        let month = words.months[usize::from(month.clamp(1, 12)) - 1];
        let values = [("day", day.to_string()), ("year", year.to_string())];
        let [day, year] = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        fill(words.dated, &[day, ("month", month), year])
    });
    // The subtitle names the municipality already.
    let line = [brand.name.clone(), brand.author.clone(), shown.unwrap_or_default()];
    Imprint {
        line: line.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "),
        author: brand.author.clone(),
        date: brand.date.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")),
        colours: brand.colours.clone(),
        logo: brand
            .logo
            .as_ref()
            .map(|png| Logo { alt: publisher(context.view).to_owned(), png: png.clone() }),
    }
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
