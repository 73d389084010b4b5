//! Layer 6. A sheet as CSV: semicolons and decimal commas in Dutch, commas and points in English, as spreadsheets in these
//! languages read them; UTF-8 with a byte order mark, without which they guess another alphabet.

use super::{Datum, Kind, Sheet};
use crate::report::view::Lang;

/// The table of a sheet: heads, then rows. Titles and notes are not in it.
pub fn write(sheet: &Sheet, lang: Lang) -> Vec<u8> {
    let delimiter = if lang == Lang::Nl { b';' } else { b',' };
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    let heads = sheet.columns.iter().map(|column| harmless(&column.head));
    // Writing to memory does not fail.
    let _ = writer.write_record(heads);
    for row in &sheet.rows {
        let _ = writer.write_record(row.iter().map(|datum| field(datum, lang)));
    }
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(writer.into_inner().unwrap_or_default());
    bytes
}

fn field(datum: &Datum, lang: Lang) -> String {
    match datum {
        Datum::Empty => String::new(),
        Datum::Text(text) => harmless(text),
        // A formula is its result: text that begins with = is what CSV must not have.
        number => {
            let number = number.number(Kind::Number).map_or(0.0, |(number, _)| number).to_string();
            if lang == Lang::Nl { number.replace('.', ",") } else { number }
        }
    }
}

/// Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection).
pub fn harmless(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;

    #[test]
    fn text_that_looks_like_a_formula_is_made_harmless_and_numbers_stay_numbers() {
        let column =
            |head: &str| Column { head: head.to_owned(), kind: Kind::Text, ..Column::default() };
        let sheet = Sheet {
            columns: vec![column("naam"), column("=1+1")],
            rows: vec![
                vec![Datum::from("=cmd|' /C calc'!A0"), Datum::from(-1234.5)],
                vec![Datum::from("a;\"b\""), Datum::Empty],
                vec![Datum::from("@SUM(A1)"), Datum::from("-2")],
            ],
            ..Sheet::default()
        };
        let text = String::from_utf8(write(&sheet, Lang::Nl)).expect("UTF-8");
        let expected =
            "\u{feff}naam;'=1+1\n'=cmd|' /C calc'!A0;-1234,5\n\"a;\"\"b\"\"\";\n'@SUM(A1);'-2\n";
        assert_eq!(text, expected);
        let text = String::from_utf8(write(&sheet, Lang::En)).expect("UTF-8");
        assert!(text.contains(",-1234.5\n"), "{text}");
    }
}
