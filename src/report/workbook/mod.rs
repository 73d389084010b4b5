//! Layer 6. The report as a workbook: the tables of the document with their numbers, the data of the charts, and a data
//! dictionary. One model of sheets, three ways to write it: `xlsx`, `ods` and `csv`.
//!
//! It prints what the document holds and computes nothing. Text is data: no cell of text is ever a formula.

pub mod csv;
pub mod formula;
pub mod mkba;
mod mkba_words;
#[cfg(feature = "workbook")]
pub mod ods;
mod series;
mod tables;
#[cfg(feature = "workbook")]
pub mod xlsx;

use formula::Formula;
use mkba_words::MkbaWords;

use super::document::{Block, Document, Section};
use super::labels::{Labels, fill};
use super::view::{Lang, View};

/// All sheets of a workbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Workbook {
    pub title: String,
    pub lang: Lang,
    pub sheets: Vec<Sheet>,
}

/// One sheet: a caption, the heads of its columns and its rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// At most 31 letters, unique in the workbook, without the signs that spreadsheets refuse.
    pub name: String,
    pub title: String,
    /// Lines above the table.
    pub notes: Vec<String>,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Datum>>,
    /// A line chart of some of its columns.
    pub chart: Option<Chart>,
}

/// A column of a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    pub head: String,
    /// What it holds, with its unit, for the data dictionary.
    pub meaning: String,
    pub kind: Kind,
}

/// How the cells of a column are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Text,
    Number,
    /// A fraction 0..1 shown as a percentage.
    Share,
    /// A calendar year: no separator of thousands.
    Year,
    /// A number of small size without a unit, with four decimals.
    Factor,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Datum {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    /// A number of another kind than its column.
    Typed(f64, Kind),
    /// The same, for the reader to change.
    Input(f64, Kind),
    Formula(Formula, Kind),
}

impl Datum {
    /// What a cell with a number is shown as and what it holds; none for text.
    fn number(&self, column: Kind) -> Option<(f64, Kind)> {
        match self {
            Self::Empty | Self::Text(_) => None,
            Self::Number(value) => Some((*value, column)),
            Self::Typed(value, kind) | Self::Input(value, kind) => Some((*value, *kind)),
            Self::Formula(formula, kind) => Some((formula.value, *kind)),
        }
    }
}

/// Lines over the rows of a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    pub title: String,
    /// What it shows, for those who do not see it.
    pub description: String,
    pub x: usize,
    /// Columns that are drawn.
    pub lines: Vec<usize>,
    pub axis: String,
}

impl From<f64> for Datum {
    /// A number that is not finite is an empty cell: no spreadsheet knows it.
    fn from(value: f64) -> Self {
        if value.is_finite() { Self::Number(value) } else { Self::Empty }
    }
}

impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        // Where a word may break is for layouts; it would hide a word from who looks it up.
        let text = text.replace('\u{ad}', "");
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

/// The workbook of a view and its document.
pub fn workbook(view: &View, document: &Document) -> Workbook {
    workbook_with(view, document, Vec::new())
}

/// The same with some more sheets before the data of the charts.
pub fn workbook_with(view: &View, document: &Document, mut more: Vec<Sheet>) -> Workbook {
    more.extend(series::sheets(view, Labels::of(view.lang)));
    of_document(document, view.lang, more)
}

/// The workbook of any document, with some more sheets.
pub fn of_document(document: &Document, lang: Lang, more: Vec<Sheet>) -> Workbook {
    let labels = Labels::of(lang);
    let mut sheets = vec![front(document, labels)];
    for section in &document.sections {
        for block in &section.blocks {
            if let Block::Table(table) = block {
                sheets.push(tables::sheet(table, &section.title, labels));
            }
        }
    }
    sheets.extend(more);
    name_uniquely(&mut sheets);
    sheets.push(dictionary(&sheets, labels, MkbaWords::of(lang)));
    name_uniquely(&mut sheets);
    Workbook { title: document.title.clone(), lang, sheets }
}

/// The first sheet: what this is, and the answer in short.
fn front(document: &Document, labels: &Labels) -> Sheet {
    let words = &labels.workbook;
    let mut lines = vec![document.subtitle.clone(), document.synthetic.clone()];
    let told = |section: &&Section| matches!(section.id, "summary" | "reproduction");
    for block in document.sections.iter().filter(told).flat_map(|section| &section.blocks) {
        match block {
            Block::Paragraph { text, note: false } => lines.push(text.clone()),
            Block::Answer { title, sentences, .. } => {
                lines.push(String::new());
                lines.push(title.clone());
                lines.extend(sentences.iter().cloned());
            }
            Block::Facts { facts } => {
                lines.push(String::new());
                lines.extend(facts.iter().map(|(name, fact)| format!("{name}: {fact}")));
            }
            _ => {}
        }
    }
    Sheet {
        name: words.front.to_owned(),
        title: document.title.clone(),
        columns: vec![Column {
            head: words.front.to_owned(),
            meaning: words.front_meaning.to_owned(),
            kind: Kind::Text,
        }],
        rows: lines.iter().map(|line| vec![Datum::from(line.as_str())]).collect(),
        ..Sheet::default()
    }
}

/// The last sheet: every column of every other one.
fn dictionary(sheets: &[Sheet], labels: &Labels, more: &MkbaWords) -> Sheet {
    let words = &labels.workbook;
    let column = |(head, meaning): (&str, &str)| Column {
        head: head.to_owned(),
        meaning: meaning.to_owned(),
        kind: Kind::Text,
    };
    let source = |sheet: &Sheet, kind: Kind| match kind {
        _ if sheet.title == more.title => more.source,
        _ if sheet.title == labels.page.assumptions => more.scenario,
        Kind::Text | Kind::Year => more.scenario,
        Kind::Number | Kind::Share | Kind::Factor => more.draws,
    };
    let rows = sheets.iter().flat_map(|sheet| {
        let line = |column: &Column| {
            vec![
                Datum::from(sheet.name.as_str()),
                Datum::from(column.head.as_str()),
                Datum::from(column.meaning.as_str()),
                Datum::from((more.kind)(column.kind)),
                Datum::from(source(sheet, column.kind)),
            ]
        };
        sheet.columns.iter().map(line).collect::<Vec<_>>()
    });
    Sheet {
        name: words.dictionary.to_owned(),
        title: words.dictionary.to_owned(),
        columns: words.dictionary_columns.into_iter().chain(more.dictionary).map(column).collect(),
        rows: rows.collect(),
        ..Sheet::default()
    }
}

/// Makes the names fit for every spreadsheet: short, unique in any case of letters, without their special signs.
fn name_uniquely(sheets: &mut [Sheet]) {
    const MOST: usize = 31;
    let mut taken: Vec<String> = Vec::new();
    for sheet in sheets {
        let clean = sheet.name.replace(['[', ']', ':', '*', '?', '/', '\\', '\''], " ");
        let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
        let numbered = (1..).map(|number| {
            let end = if number == 1 { String::new() } else { format!(" {number}") };
            let room = MOST - end.chars().count();
            format!("{}{end}", clean.chars().take(room).collect::<String>().trim())
        });
        let free = |name: &String| !name.is_empty() && !taken.contains(&name.to_lowercase());
        sheet.name = numbered.into_iter().find(free).unwrap_or_default();
        taken.push(sheet.name.to_lowercase());
    }
}

/// `{head}` filled in a template of the dictionary.
fn about(template: &str, head: &str) -> String {
    fill(template, &[("head", head)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_short_unique_and_free_of_special_signs() {
        let long = "Een heel lange naam die nergens in past";
        let names = ["a/b", "A b", long, long, "'[x]'", "x"];
        let mut sheets: Vec<Sheet> =
            names.map(|name| Sheet { name: name.to_owned(), ..Sheet::default() }).into();
        name_uniquely(&mut sheets);
        let found: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        let expected = [
            "a b",
            "A b 2",
            "Een heel lange naam die nergens",
            "Een heel lange naam die nerge 2",
            "x",
            "x 2",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn numbers_that_are_not_finite_are_empty_cells() {
        assert_eq!(Datum::from(f64::NAN), Datum::Empty);
        assert_eq!(Datum::from(f64::INFINITY), Datum::Empty);
        assert_eq!(Datum::from(2.5), Datum::Number(2.5));
    }
}
