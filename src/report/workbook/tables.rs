//! Layer 6. A table of the document as a sheet: an estimate becomes six columns, a chance three.

use super::{Column, Datum, Kind, Sheet, about};
use crate::report::document::{Cell, Row, Table, Value};
use crate::report::labels::Labels;

/// The sheet of a table in a section with this title.
pub fn sheet(table: &Table, section: &str, labels: &Labels) -> Sheet {
    let words = &labels.workbook;
    let rows: Vec<&Row> = table.bodies.iter().flatten().collect();
    let units = rows.iter().any(|row| !row.unit.is_empty());
    let spans: Vec<Span> = (1..table.heads.len())
        .map(|place| Span::of(rows.iter().map(|row| cell(row, place))))
        .collect();
    let first = table.heads.first().map_or("", |head| head.text.as_str());
    let mut columns = vec![text_column(first, words.row_meaning)];
    if units {
        columns.push(text_column(words.unit, words.unit_meaning));
    }
    for (head, span) in table.heads.iter().skip(1).zip(&spans) {
        columns.extend(span.columns(&head.text.replace('\u{ad}', ""), labels));
    }
    let mut group_head = String::new();
    let line = |row: &&Row| {
        // A row that says more of the row above it is found without that row, so it names it.
        let name = if row.below {
            format!("{group_head}: {}", row.head.main)
        } else {
            row.head.main.clone()
        };
        if !row.below {
            group_head.clone_from(&row.head.main);
        }
        let mut data = vec![Datum::from(name.as_str())];
        if units {
            data.push(Datum::from(row.unit.as_str()));
        }
        for (place, span) in spans.iter().enumerate() {
            data.extend(span.data(cell(row, place + 1)));
        }
        data
    };
    let data: Vec<Vec<Datum>> = rows.iter().map(line).collect();
    Sheet {
        name: section.to_owned(),
        title: section.to_owned(),
        notes: vec![table.caption.clone(), words.true_size.to_owned()],
        columns,
        rows: data,
        chart: None,
    }
}

fn cell(row: &Row, place: usize) -> Option<&Cell> {
    row.cells.get(place - 1)
}

fn text_column(head: &str, meaning: &str) -> Column {
    Column { head: head.to_owned(), meaning: meaning.to_owned(), kind: Kind::Text }
}

/// What the cells of a column of the table hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    Text,
    Number,
    Estimate,
    Precise,
    Chance,
}

impl Span {
    /// The widest that any cell needs.
    fn of<'a>(cells: impl Iterator<Item = Option<&'a Cell>>) -> Self {
        let mut span = Self::Text;
        for cell in cells.flatten() {
            span = match cell.value {
                Value::Estimate { .. } => return Self::Estimate,
                Value::Precise { .. } => return Self::Precise,
                Value::Chance { .. } => return Self::Chance,
                Value::Number(_) => Self::Number,
                Value::Text => span,
            };
        }
        span
    }

    fn columns(self, head: &str, labels: &Labels) -> Vec<Column> {
        let words = &labels.workbook;
        let column = |(end, meaning): (&str, &str), kind| Column {
            head: if end.is_empty() { head.to_owned() } else { format!("{head}: {end}") },
            meaning: about(meaning, head),
            kind,
        };
        match self {
            Self::Text => vec![column(("", words.text_meaning), Kind::Text)],
            Self::Number => vec![column(("", words.number_meaning), Kind::Number)],
            Self::Estimate => {
                words.estimate.into_iter().map(|part| column(part, Kind::Number)).collect()
            }
            Self::Precise => {
                let parts = [words.estimate[0], words.estimate[3]].into_iter();
                parts.map(|part| column(part, Kind::Number)).collect()
            }
            Self::Chance => {
                words.chance.into_iter().map(|part| column(part, Kind::Share)).collect()
            }
        }
    }

    fn data(self, cell: Option<&Cell>) -> Vec<Datum> {
        let value = cell.map_or(Value::Text, |cell| cell.value);
        let text = || cell.map_or(Datum::Empty, |cell| Datum::from(cell.main.as_str()));
        match (self, value) {
            (Self::Text, _) => vec![text()],
            (Self::Number, Value::Number(number)) => vec![number.into()],
            (Self::Number, _) => vec![text()],
            (Self::Estimate, Value::Estimate { mean, p5, p95, error, bound_errors }) => {
                let known = |error: Option<f64>| error.map_or(Datum::Empty, Datum::from);
                let errors = [error, bound_errors[0], bound_errors[1]].map(known);
                [mean, p5, p95].map(Datum::from).into_iter().chain(errors).collect()
            }
            // A number without a spread, such as a budget, stands where the others have their means.
            (Self::Estimate, Value::Number(number)) => {
                let rest = vec![Datum::Empty; 5];
                std::iter::once(number.into()).chain(rest).collect()
            }
            (Self::Estimate, _) => vec![Datum::Empty; 6],
            (Self::Precise, Value::Precise { mean, error }) => {
                vec![mean.into(), error.map_or(Datum::Empty, Datum::from)]
            }
            (Self::Precise, _) => vec![Datum::Empty; 2],
            (Self::Chance, Value::Chance { p, low, high }) => {
                vec![p.into(), low.into(), high.into()]
            }
            (Self::Chance, _) => vec![Datum::Empty; 3],
        }
    }
}
