//! Layer 6. The workbook as xlsx, with formats, frozen heads, filters and native charts.
//!
//! The same workbook gives the same bytes: it carries no time. Text is written as text and marked as such.

use rust_xlsxwriter::{
    Chart as XlsxChart, ChartType, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula as XlsxFormula, Workbook as XlsxBook, Worksheet, XlsxError,
};

use super::{Datum, Kind, Sheet, Workbook};
use crate::report::ReportError;

/// The bytes of the file.
pub fn write(workbook: &Workbook) -> Result<Vec<u8>, ReportError> {
    build(workbook).map_err(ReportError::workbook)
}

fn build(workbook: &Workbook) -> Result<Vec<u8>, XlsxError> {
    let mut book = XlsxBook::new();
    let properties = DocProperties::new()
        .set_title(&workbook.title)
        .set_author(format!("Wijkraming {}", env!("CARGO_PKG_VERSION")))
        // A fixed day: the file must not depend on when it is made.
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    let formats = Formats::new();
    for sheet in &workbook.sheets {
        let worksheet = book.add_worksheet();
        fill(worksheet, sheet, &formats)?;
    }
    book.save_to_buffer()
}

/// Separators are left to the reader's own language.
struct Formats {
    title: Format,
    note: Format,
    head: Format,
    text: Format,
    number: Format,
    share: Format,
    plain: Format,
    factor: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            title: Format::new().set_bold().set_font_size(14),
            note: Format::new().set_font_color(0x595959),
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_border_bottom(FormatBorder::Medium),
            text: Format::new().set_text_wrap().set_align(FormatAlign::Top).set_quote_prefix(),
            number: Format::new().set_num_format("#,##0.00").set_align(FormatAlign::Top),
            share: Format::new().set_num_format("0.0%").set_align(FormatAlign::Top),
            plain: Format::new().set_num_format("0").set_align(FormatAlign::Top),
            factor: Format::new().set_num_format("0.0000").set_align(FormatAlign::Top),
        }
    }

    fn of(&self, kind: Kind) -> &Format {
        match kind {
            Kind::Text => &self.text,
            Kind::Number => &self.number,
            Kind::Share => &self.share,
            Kind::Year => &self.plain,
            Kind::Factor => &self.factor,
        }
    }

    /// A cell to change is yellow; the data dictionary and the notes say so too, for those who do not see it.
    fn input(&self, kind: Kind) -> Format {
        self.of(kind).clone().set_background_color(0xFFF2CC).set_border(FormatBorder::Thin)
    }
}

/// Rows above the heads: the title, the notes and an empty row.
fn first_row(sheet: &Sheet) -> u32 {
    sheet.notes.len() as u32 + 2
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet, formats: &Formats) -> Result<(), XlsxError> {
    worksheet.set_name(&sheet.name)?;
    worksheet.write_string_with_format(0, 0, &sheet.title, &formats.title)?;
    for (row, note) in (1..).zip(&sheet.notes) {
        worksheet.write_string_with_format(row, 0, note, &formats.note)?;
    }
    let top = first_row(sheet);
    for (column, head) in (0..).zip(&sheet.columns) {
        worksheet.write_string_with_format(top, column, &head.head, &formats.head)?;
        let width = match (head.kind, sheet.columns.len()) {
            (Kind::Text, 1) => 110,
            (Kind::Text, _) => 34,
            _ => 16,
        };
        worksheet.set_column_width(column, width)?;
    }
    for (row, data) in (top + 1..).zip(&sheet.rows) {
        for (column, (datum, head)) in (0..).zip(data.iter().zip(&sheet.columns)) {
            match datum {
                Datum::Empty => {}
                Datum::Text(text) => {
                    worksheet.write_string_with_format(row, column, text, &formats.text)?;
                }
                Datum::Number(number) => {
                    let format = formats.of(head.kind);
                    worksheet.write_number_with_format(row, column, *number, format)?;
                }
                Datum::Typed(number, kind) => {
                    worksheet.write_number_with_format(row, column, *number, formats.of(*kind))?;
                }
                Datum::Input(number, kind) => {
                    let format = formats.input(*kind);
                    worksheet.write_number_with_format(row, column, *number, &format)?;
                }
                Datum::Formula(own, kind) => {
                    let formula = XlsxFormula::new(&own.text).set_result(own.value.to_string());
                    worksheet.write_formula_with_format(row, column, formula, formats.of(*kind))?;
                }
            }
        }
    }
    worksheet.set_freeze_panes(top + 1, 1)?;
    worksheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(top, top)?;
    let last = sheet.columns.len().saturating_sub(1) as u16;
    let sums = sheet.rows.iter().flatten().any(|datum| matches!(datum, Datum::Formula(..)));
    // Sums must not be sorted.
    if sheet.columns.len() > 1 && !sheet.rows.is_empty() && !sums {
        worksheet.autofilter(top, 0, top + sheet.rows.len() as u32, last)?;
    }
    chart(worksheet, sheet, top)
}

fn chart(worksheet: &mut Worksheet, sheet: &Sheet, top: u32) -> Result<(), XlsxError> {
    let Some(lines) = sheet.chart.as_ref().filter(|_| !sheet.rows.is_empty()) else {
        return Ok(());
    };
    let (first, last) = (top + 1, top + sheet.rows.len() as u32);
    let name = sheet.name.as_str();
    let mut chart = XlsxChart::new(ChartType::Line);
    for column in &lines.lines {
        let column = *column as u16;
        chart
            .add_series()
            .set_name((name, top, column))
            .set_categories((name, first, lines.x as u16, last, lines.x as u16))
            .set_values((name, first, column, last, column));
    }
    chart.title().set_name(&lines.title);
    chart.y_axis().set_name(&lines.axis);
    chart.set_alt_text(format!("{}. {}", lines.title, lines.description));
    chart.set_width(760).set_height(400);
    worksheet.insert_chart(first, sheet.columns.len() as u16 + 1, &chart).map(|_| ())
}
