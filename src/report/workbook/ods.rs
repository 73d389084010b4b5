//! Layer 6. The workbook as an OpenDocument spreadsheet (OASIS OpenDocument 1.3): a zip of three small XML files.
//!
//! A writer of our own, because the library for it brings thirty packages, among them a parser of formulas that we do not
//! use. Text is written as text; formulas are those of the program.

use std::fmt::Write;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::formula::open_document;
use super::{Datum, Kind, Sheet, Workbook};
use crate::report::ReportError;
use crate::report::charts::escape;

const MIMETYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// The bytes of the file; the same workbook gives the same bytes.
pub fn write(workbook: &Workbook) -> Result<Vec<u8>, ReportError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The type comes first and uncompressed, so that a file can be told by its beginning.
    let files = [
        ("mimetype", MIMETYPE.to_owned(), CompressionMethod::Stored),
        ("META-INF/manifest.xml", manifest(), CompressionMethod::Deflated),
        ("content.xml", content(workbook), CompressionMethod::Deflated),
        ("meta.xml", meta(workbook), CompressionMethod::Deflated),
    ];
    for (name, text, method) in files {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(zip::DateTime::default());
        archive.start_file(name, options).map_err(ReportError::workbook)?;
        archive.write_all(text.as_bytes()).map_err(ReportError::workbook)?;
    }
    Ok(archive.finish().map_err(ReportError::workbook)?.into_inner())
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

fn manifest() -> String {
    let entry = |path: &str, kind: &str| {
        format!(
            "<manifest:file-entry manifest:full-path=\"{path}\" manifest:media-type=\"{kind}\"/>"
        )
    };
    format!(
        "{HEAD}<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" \
         manifest:version=\"1.3\">{}{}{}</manifest:manifest>",
        entry("/", MIMETYPE),
        entry("content.xml", "text/xml"),
        entry("meta.xml", "text/xml"),
    )
}

fn meta(workbook: &Workbook) -> String {
    format!(
        "{HEAD}<office:document-meta xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.3\"><office:meta>\
         <meta:generator>Wijkraming {}</meta:generator><dc:title>{}</dc:title></office:meta>\
         </office:document-meta>",
        env!("CARGO_PKG_VERSION"),
        escape(&workbook.title),
    )
}

/// Styles: a bold head, two forms of numbers, text that wraps.
const STYLES: &str = "<office:automatic-styles>\
<style:style style:name=\"wide\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"7cm\"/></style:style>\
<style:style style:name=\"usual\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"3.4cm\"/></style:style>\
<number:percentage-style style:name=\"N-share\"><number:number number:decimal-places=\"1\" number:min-integer-digits=\"1\"/><number:text>%</number:text></number:percentage-style>\
<number:number-style style:name=\"N-number\"><number:number number:decimal-places=\"2\" number:min-integer-digits=\"1\" number:grouping=\"true\"/></number:number-style>\
<style:style style:name=\"share\" style:family=\"table-cell\" style:data-style-name=\"N-share\"/>\
<style:style style:name=\"number\" style:family=\"table-cell\" style:data-style-name=\"N-number\"/>\
<number:number-style style:name=\"N-factor\"><number:number number:decimal-places=\"4\" number:min-integer-digits=\"1\"/></number:number-style>\
<number:number-style style:name=\"N-plain\"><number:number number:decimal-places=\"0\" number:min-integer-digits=\"1\"/></number:number-style>\
<style:style style:name=\"factor\" style:family=\"table-cell\" style:data-style-name=\"N-factor\"/>\
<style:style style:name=\"plain\" style:family=\"table-cell\" style:data-style-name=\"N-plain\"/>\
<style:style style:name=\"share-input\" style:family=\"table-cell\" style:data-style-name=\"N-share\"><style:table-cell-properties fo:background-color=\"#fff2cc\" fo:border=\"0.02cm solid #1b1b1b\"/></style:style>\
<style:style style:name=\"number-input\" style:family=\"table-cell\" style:data-style-name=\"N-number\"><style:table-cell-properties fo:background-color=\"#fff2cc\" fo:border=\"0.02cm solid #1b1b1b\"/></style:style>\
<style:style style:name=\"factor-input\" style:family=\"table-cell\" style:data-style-name=\"N-factor\"><style:table-cell-properties fo:background-color=\"#fff2cc\" fo:border=\"0.02cm solid #1b1b1b\"/></style:style>\
<style:style style:name=\"plain-input\" style:family=\"table-cell\" style:data-style-name=\"N-plain\"><style:table-cell-properties fo:background-color=\"#fff2cc\" fo:border=\"0.02cm solid #1b1b1b\"/></style:style>\
<style:style style:name=\"head\" style:family=\"table-cell\"><style:table-cell-properties fo:wrap-option=\"wrap\" fo:border-bottom=\"0.05cm solid #1b1b1b\"/><style:text-properties fo:font-weight=\"bold\"/></style:style>\
<style:style style:name=\"title\" style:family=\"table-cell\"><style:text-properties fo:font-weight=\"bold\" fo:font-size=\"14pt\"/></style:style>\
</office:automatic-styles>";

fn content(workbook: &Workbook) -> String {
    let mut xml = format!(
        "{HEAD}<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
         xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" \
         xmlns:of=\"urn:oasis:names:tc:opendocument:xmlns:of:1.2\" office:version=\"1.3\">\
         {STYLES}<office:body><office:spreadsheet>"
    );
    workbook.sheets.iter().for_each(|sheet| table(&mut xml, sheet));
    xml.push_str("</office:spreadsheet></office:body></office:document-content>");
    xml
}

fn table(xml: &mut String, sheet: &Sheet) {
    let _ = write!(xml, "<table:table table:name=\"{}\">", escape(&sheet.name));
    for column in &sheet.columns {
        let style = if column.kind == Kind::Text { "wide" } else { "usual" };
        let _ = write!(xml, "<table:table-column table:style-name=\"{style}\"/>");
    }
    row(xml, [text(&sheet.title, Some("title"))]);
    sheet.notes.iter().for_each(|note| row(xml, [text(note, None)]));
    row(xml, [String::from("<table:table-cell/>")]);
    xml.push_str("<table:table-header-rows>");
    row(xml, sheet.columns.iter().map(|column| text(&column.head, Some("head"))));
    xml.push_str("</table:table-header-rows>");
    for data in &sheet.rows {
        row(xml, data.iter().zip(&sheet.columns).map(|(datum, column)| cell(datum, column.kind)));
    }
    xml.push_str("</table:table>");
}

fn row(xml: &mut String, cells: impl IntoIterator<Item = String>) {
    xml.push_str("<table:table-row>");
    cells.into_iter().for_each(|cell| xml.push_str(&cell));
    xml.push_str("</table:table-row>");
}

fn cell(datum: &Datum, kind: Kind) -> String {
    match datum {
        Datum::Empty => "<table:table-cell/>".to_owned(),
        Datum::Text(words) => text(words, None),
        other => {
            let (number, kind) = other.number(kind).unwrap_or((0.0, kind));
            let (value_type, style) = match kind {
                Kind::Share => ("percentage", "share"),
                Kind::Number => ("float", "number"),
                Kind::Factor => ("float", "factor"),
                Kind::Text | Kind::Year => ("float", "plain"),
            };
            let input = if matches!(other, Datum::Input(..)) { "-input" } else { "" };
            let formula = match other {
                Datum::Formula(own, _) => {
                    format!(" table:formula=\"{}\"", escape(&open_document(&own.text)))
                }
                _ => String::new(),
            };
            format!(
                "<table:table-cell table:style-name=\"{style}{input}\"{formula} office:value-type=\"{value_type}\" office:value=\"{number}\"/>"
            )
        }
    }
}

fn text(words: &str, style: Option<&str>) -> String {
    let style = style.map_or(String::new(), |style| format!(" table:style-name=\"{style}\""));
    format!(
        "<table:table-cell{style} office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
        escape(words)
    )
}
