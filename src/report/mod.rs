//! Layer 6. Reports for people: words, tables and charts made from a finished `View`.
//!
//! A report prints numbers and computes none; it opens no files and reads no clock, so the same view gives the same
//! bytes. A new figure is one file in `charts` and one line in its list.

pub mod areas;
pub mod budgets;
pub mod build;
mod build_charts;
pub mod charts;
mod clean;
pub mod comparison;
pub mod council;
pub mod disclosure;
pub mod document;
mod html;
pub mod labels;
pub mod numbers;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "png")]
mod png;
mod precision;
mod ranks;
mod sections;
pub mod sentences;
pub mod view;
pub mod welfare;
mod withheld;
pub mod workbook;

use std::fmt;

use view::View;

/// Why a report cannot be made. All of these are our own faults, not the user's.
#[derive(Debug)]
pub enum ReportError {
    /// A list in the view has the wrong length.
    Shape { what: &'static str, expected: usize, found: usize },
    /// A picture could not be drawn.
    Drawing(String),
    /// The template could not be filled.
    Template(minijinja::Error),
    /// The PDF could not be made.
    Pdf(String),
    /// The workbook could not be made.
    Workbook(String),
}

impl ReportError {
    fn drawing(error: impl fmt::Display) -> Self {
        Self::Drawing(error.to_string())
    }

    #[cfg(feature = "workbook")]
    fn workbook(error: impl fmt::Display) -> Self {
        Self::Workbook(error.to_string())
    }
}

impl fmt::Display for ReportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape { what, expected, found } => {
                write!(formatter, "the report has {found} {what} where {expected} were expected")
            }
            Self::Drawing(error) => write!(formatter, "cannot draw a chart: {error}"),
            Self::Workbook(error) => write!(formatter, "cannot make the workbook: {error}"),
            Self::Pdf(error) => write!(formatter, "cannot make the PDF: {error}"),
            Self::Template(error) => {
                write!(formatter, "cannot fill the report's template: {error:#}")
            }
        }
    }
}

impl std::error::Error for ReportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Template(error) => Some(error),
            _ => None,
        }
    }
}

/// The report as one self-contained HTML page.
pub fn write(view: &View) -> Result<String, ReportError> {
    html::render(&document(view)?)
}

/// The report as a tagged PDF.
#[cfg(feature = "pdf")]
pub fn pdf(view: &View) -> Result<Vec<u8>, ReportError> {
    pdf::render(&document(view)?)
}

/// A figure's SVG as PNG, `width` pixels wide.
#[cfg(feature = "png")]
pub fn png(svg: &str, width: u32) -> Result<Vec<u8>, ReportError> {
    png::render(svg, width)
}

/// The tables of the report as sheets, to be written as xlsx, ODS or CSV.
pub fn workbook(view: &View) -> Result<workbook::Workbook, ReportError> {
    let view = clean::clean(view)?;
    Ok(workbook::workbook(&view, &sections::document(&view)?))
}

/// The same with some more sheets, such as the MKBA with its formulas.
pub fn workbook_with(
    view: &View,
    more: Vec<workbook::Sheet>,
) -> Result<workbook::Workbook, ReportError> {
    let view = clean::clean(view)?;
    Ok(workbook::workbook_with(&view, &sections::document(&view)?, more))
}

/// A comparison of two runs as one self-contained HTML page.
pub fn comparison_html(comparison: &comparison::Comparison) -> Result<String, ReportError> {
    html::render(&comparison::document(comparison))
}

/// The tables of a comparison of two runs as sheets.
pub fn comparison_workbook(comparison: &comparison::Comparison) -> workbook::Workbook {
    let document = comparison::document(comparison);
    workbook::of_document(&document, comparison.lang, Vec::new())
}

/// The report as a document, from which every form of it is printed.
pub fn document(view: &View) -> Result<document::Document, ReportError> {
    sections::document(&clean::clean(view)?)
}

/// The figures of the report by themselves, for those who want a picture only.
pub fn figures(view: &View) -> Result<Vec<charts::Figure>, ReportError> {
    charts::figures(&clean::clean(view)?)
}
