//! Layer 6. A report as a document: sections of paragraphs, lists, tables and figures, all words chosen and all numbers
//! printed.
//!
//! HTML, PDF and workbook print the same document, so that they cannot say different things. A cell carries its number
//! beside its text, because a workbook counts with it. Nothing here knows how a document is laid out.

use serde::Serialize;

use super::charts::{DataTable, Figure};

/// The whole report.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// Code of the language.
    pub lang: &'static str,
    pub title: String,
    pub municipality: String,
    pub imprint: Imprint,
    /// What kind of document it is, above the title.
    pub kind: &'static str,
    pub subtitle: String,
    /// That no household in it exists.
    pub synthetic: String,
    pub words: Words,
    pub sections: Vec<Section>,
}

/// Who publishes a document, when, and what it looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imprint {
    /// Publisher, author and date in one line.
    pub line: String,
    /// Empty where unknown.
    pub author: String,
    /// As `2026-11-24`.
    pub date: Option<String>,
    /// `#rrggbb` on the light page and on the dark one.
    pub colours: Option<[String; 2]>,
    pub logo: Option<Logo>,
}

/// A picture at the head of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Logo {
    /// For those who do not see it.
    pub alt: String,
    #[serde(skip)]
    pub png: Vec<u8>,
}

/// Words around the sections.
#[derive(Clone, Debug, Serialize)]
pub struct Words {
    pub skip: &'static str,
    pub contents: &'static str,
    pub chart_data: &'static str,
    pub footer: &'static str,
}

/// A part of the document with a heading.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Unique in the document; the target of links.
    pub id: &'static str,
    pub title: String,
    pub blocks: Vec<Block>,
}

/// What stands in a section.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    Paragraph {
        text: String,
        /// In smaller or paler letters.
        note: bool,
    },
    List {
        items: Vec<String>,
    },
    /// Sentences about one alternative, under its name.
    Answer {
        title: String,
        mark: Option<String>,
        sentences: Vec<String>,
    },
    /// What the reader must know before anything else.
    Remarks {
        title: String,
        items: Vec<String>,
    },
    /// Names with what they stand for.
    Facts {
        facts: Vec<(String, String)>,
    },
    Table(Table),
    Figure(FigureBlock),
}

/// A figure with its data as a table of the document.
#[derive(Clone, Debug, Serialize)]
pub struct FigureBlock {
    #[serde(flatten)]
    pub figure: Figure,
    pub data: Table,
}

impl Block {
    /// A figure with its data, under a caption that begins with `data_of`: no two tables may have the same caption, because
    /// each is a landmark of the page.
    pub fn figure(figure: Figure, data_of: &str) -> Self {
        let data = figure.table.to_table(figure.id, &format!("{data_of}: {}", figure.title));
        Self::Figure(FigureBlock { figure, data })
    }

    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into(), note: false }
    }

    pub fn note(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into(), note: true }
    }
}

/// A table whose first column names its rows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Table {
    /// Unique in the document.
    pub id: String,
    pub caption: String,
    pub layout: Layout,
    /// One per column, the first of which is that of the row heads.
    pub heads: Vec<Head>,
    /// Groups of rows that belong together.
    pub bodies: Vec<Vec<Row>>,
}

/// How wide a table is and how small its letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    #[default]
    Plain,
    /// Wide first column, groups set apart.
    Key,
    /// Many columns with long texts.
    Dense,
}

/// Head of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Head {
    pub text: String,
    pub small: Option<String>,
    /// Numbers stand in this column.
    pub number: bool,
}

impl Head {
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub fn number(text: impl Into<String>) -> Self {
        Self { text: text.into(), number: true, ..Self::default() }
    }
}

/// A row of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub head: Cell,
    pub cells: Vec<Cell>,
    /// A row that says more of the row above it.
    pub below: bool,
    /// Unit of the numbers as they are, where `head` names the one they are printed in.
    #[serde(skip)]
    pub unit: String,
}

/// A cell as it is printed, with the numbers it was printed from.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Cell {
    pub main: String,
    /// Lines in smaller letters below it.
    pub small: Vec<String>,
    /// A number: to the right, and with a strong `main` where there are small lines.
    pub number: bool,
    /// A key of a file, in fixed letters.
    pub code: bool,
    #[serde(skip)]
    pub value: Value,
}

/// The numbers of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Value {
    #[default]
    Text,
    Number(f64),
    /// Mean, 5% and 95% quantile over the draws, Monte Carlo standard errors of the three.
    Estimate {
        mean: f64,
        p5: f64,
        p95: f64,
        error: Option<f64>,
        bound_errors: [Option<f64>; 2],
    },
    /// A mean with its Monte Carlo standard error, of something that has no spread over the draws.
    Precise {
        mean: f64,
        error: Option<f64>,
    },
    /// A chance with its 95% interval.
    Chance {
        p: f64,
        low: f64,
        high: f64,
    },
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self { main: text.into(), ..Self::default() }
    }

    pub fn code(text: impl Into<String>) -> Self {
        Self { main: text.into(), code: true, ..Self::default() }
    }

    /// A number, or a dash where there is none.
    pub fn number(text: impl Into<String>, value: Value) -> Self {
        Self { main: text.into(), number: true, value, ..Self::default() }
    }

    pub fn missing() -> Self {
        Self::number("–", Value::Text)
    }

    pub fn with_small(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.small = lines.into_iter().filter(|line| !line.is_empty()).collect();
        self
    }
}

impl DataTable {
    /// The data of a figure as a table of the document.
    pub fn to_table(&self, id: &str, caption: &str) -> Table {
        let heads = self.heads.iter().enumerate().map(|(column, head)| match column {
            0 => Head::text(head),
            _ => Head::number(head),
        });
        let row = |row: &Vec<String>| Row {
            head: Cell::text(row.first().cloned().unwrap_or_default()),
            cells: row.iter().skip(1).map(|text| Cell::number(text, Value::Text)).collect(),
            below: false,
            unit: String::new(),
        };
        Table {
            id: format!("{id}-data"),
            caption: caption.to_owned(),
            layout: Layout::Plain,
            heads: heads.collect(),
            bodies: vec![self.rows.iter().map(row).collect()],
        }
    }
}
