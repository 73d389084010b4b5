//! Layer 6. The document as a tagged PDF (PDF/UA-1), through the typst library; behind the feature `pdf`.
//!
//! The template is `reports/templates/report.typ`. Everything from a scenario reaches it as JSON data and is never read as
//! markup. Nothing is looked up outside the program: no files, no packages, no fonts of the system, no clock. The same
//! document gives the same bytes.

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::ReportError;
use super::charts::text::{BOLD, REGULAR};
use super::document::{Block, Document};

const TEMPLATE: &str = include_str!("../../reports/templates/report.typ");

/// The document as the bytes of a PDF.
pub fn render(document: &Document) -> Result<Vec<u8>, ReportError> {
    let desk = Desk::new(document)?;
    let pages = typst::compile::<PagedDocument>(&desk).output.map_err(|errors| problem(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|error| ReportError::Pdf(error.message().to_string()))?;
    let options = PdfOptions {
        // Stable between runs, and different for different documents.
        ident: Smart::Custom(format!("wijkraming {} {}", document.title, document.municipality)),
        creator: Smart::Custom(Some(format!("Wijkraming {}", env!("CARGO_PKG_VERSION")))),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&pages, &options).map_err(|errors| problem(&errors))
}

/// What typst has to say, on one line.
fn problem(errors: &[SourceDiagnostic]) -> ReportError {
    let messages: Vec<String> = errors.iter().map(|error| error.message.to_string()).collect();
    ReportError::Pdf(messages.join("; "))
}

/// Everything that typst may see.
struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    files: Vec<(FileId, Bytes)>,
}

impl Desk {
    fn new(document: &Document) -> Result<Self, ReportError> {
        let fonts: Vec<Font> = [REGULAR, BOLD]
            .into_iter()
            .filter_map(|bytes| Font::new(Bytes::new(bytes), 0))
            .collect();
        // Row heads of tables are still behind a flag in typst.
        let features = [Feature::A11yExtras].into_iter().collect();
        let data =
            serde_json::to_string(document).map_err(|error| ReportError::Pdf(error.to_string()))?;
        let letters = Letters { fonts: &fonts };
        let mut files = vec![(file("document.json")?, Bytes::from_string(letters.only(&data)))];
        if let Some(logo) = &document.imprint.logo {
            files.push((file("logo.png")?, Bytes::new(logo.png.clone())));
        }
        for figure in document.sections.iter().flat_map(|section| &section.blocks) {
            if let Block::Figure(block) = figure {
                let name = format!("{}.svg", block.figure.id);
                let picture = letters.only(&block.figure.wide);
                files.push((file(&name)?, Bytes::from_string(picture)));
            }
        }
        Ok(Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            template: Source::new(file("report.typ")?, TEMPLATE.to_owned()),
            files,
        })
    }
}

/// The letters that can be printed. PDF/UA-1 allows no letter without a shape, and no font but those of the program is used:
/// a name with a letter of another script or a pictogram is printed all the same, with a mark in the place of each.
struct Letters<'a> {
    fonts: &'a [Font],
}

impl Letters<'_> {
    /// JSON and SVG alike: their own signs are all printable.
    fn only(&self, text: &str) -> String {
        text.chars().map(|letter| if self.has(letter) { letter } else { '?' }).collect()
    }

    fn has(&self, letter: char) -> bool {
        let invisible = letter.is_whitespace() || letter == '\u{ad}';
        invisible || self.fonts.iter().all(|font| font.info().coverage.contains(letter.into()))
    }
}

fn file(name: &str) -> Result<FileId, ReportError> {
    let path = VirtualPath::new(name).map_err(|_| ReportError::Pdf(format!("no path: {name}")))?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id == self.template.id() {
            true => Ok(self.template.clone()),
            false => Err(FileError::Other(Some("not a part of the report".into()))),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(known, _)| *known == id);
        found
            .map(|(_, bytes)| bytes.clone())
            .ok_or(FileError::Other(Some("not a part of the report".into())))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// No clock: a report does not depend on the day it is made.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
