//! A small reader of xlsx and a small evaluator of formulas, written from the formats: sums are done again here, without
//! the code that wrote them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// A cell of a worksheet.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    pub number: Option<f64>,
    pub text: Option<String>,
    pub formula: Option<String>,
}

/// Cells by column (from 1) and row (from 1).
pub type Cells = BTreeMap<(u32, u32), Cell>;

/// All files of a zip, as text where they are.
pub fn unzip(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).expect("a file");
            let mut content = Vec::new();
            file.read_to_end(&mut content).expect("a whole file");
            (file.name().expect("a name").into_owned(), content)
        })
        .collect()
}

fn xml(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files[name].clone()).expect("UTF-8")
}

/// The cells of every sheet, by its name.
pub fn sheets(bytes: &[u8]) -> BTreeMap<String, Cells> {
    let files = unzip(bytes);
    let book = xml(&files, "xl/workbook.xml");
    let shared = xml(&files, "xl/sharedStrings.xml");
    let shared = roxmltree::Document::parse(&shared).expect("shared strings");
    let strings: Vec<String> = shared
        .descendants()
        .filter(|node| node.tag_name().name() == "si")
        .map(|node| {
            let texts = node.descendants().filter(|own| own.is_text());
            texts.filter_map(|text| text.text()).collect()
        })
        .collect();
    let book = roxmltree::Document::parse(&book).expect("a workbook");
    let names = book.descendants().filter(|node| node.tag_name().name() == "sheet");
    (1..)
        .zip(names)
        .map(|(number, sheet)| {
            let text = xml(&files, &format!("xl/worksheets/sheet{number}.xml"));
            let name = sheet.attribute("name").expect("a name").to_owned();
            (name, cells(&text, &strings))
        })
        .collect()
}

fn cells(text: &str, strings: &[String]) -> Cells {
    let document = roxmltree::Document::parse(text).expect("a worksheet");
    let all = document.descendants().filter(|node| node.tag_name().name() == "c");
    all.map(|node| {
        let child = |name: &str| {
            let found = node.children().find(|child| child.tag_name().name() == name)?;
            Some(found.text().unwrap_or_default().to_owned())
        };
        let value = child("v");
        let is_text = node.attribute("t") == Some("s");
        let place = address(node.attribute("r").expect("a place"));
        let cell = Cell {
            number: value
                .as_ref()
                .filter(|_| !is_text)
                .map(|value| value.parse().expect("a number")),
            text: value
                .filter(|_| is_text)
                .map(|value| strings[value.parse::<usize>().expect("an index")].clone()),
            formula: child("f"),
        };
        (place, cell)
    })
    .collect()
}

/// `$AB$12` as (28, 12).
pub fn address(name: &str) -> (u32, u32) {
    let plain = name.replace('$', "");
    let digits = plain.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let letters = &plain[..plain.len() - digits.len()];
    let column = letters.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
    (column, digits.parse().expect("a row"))
}

/// The value of a cell, with every formula computed again from the cells that hold none.
pub fn value(cells: &Cells, place: (u32, u32)) -> f64 {
    let Some(cell) = cells.get(&place) else { return 0.0 };
    match &cell.formula {
        Some(formula) => Evaluator { cells, rest: formula.trim_start_matches('=') }.whole(),
        None => cell.number.unwrap_or(0.0),
    }
}

/// Recursive descent over `+ - * / ^ > ( )`, cells, ranges, SUM, SUMPRODUCT and IF.
struct Evaluator<'a> {
    cells: &'a Cells,
    rest: &'a str,
}

impl Evaluator<'_> {
    fn whole(mut self) -> f64 {
        let value = self.comparison();
        assert!(self.rest.is_empty(), "not understood: {}", self.rest);
        value
    }

    fn take(&mut self, sign: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(sign) else { return false };
        self.rest = rest;
        true
    }

    fn comparison(&mut self) -> f64 {
        let left = self.sum();
        if self.take(">") { f64::from(u8::from(left > self.sum())) } else { left }
    }

    fn sum(&mut self) -> f64 {
        let mut value = self.product();
        loop {
            if self.take("+") {
                value += self.product();
            } else if self.take("-") {
                value -= self.product();
            } else {
                return value;
            }
        }
    }

    fn product(&mut self) -> f64 {
        let mut value = self.power();
        loop {
            if self.take("*") {
                value *= self.power();
            } else if self.take("/") {
                value /= self.power();
            } else {
                return value;
            }
        }
    }

    fn power(&mut self) -> f64 {
        let base = self.atom();
        if self.take("^") { base.powf(self.atom()) } else { base }
    }

    fn word(&mut self) -> String {
        let length = self
            .rest
            .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '$' && letter != '.')
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        word.to_owned()
    }

    fn range(&mut self) -> Vec<f64> {
        let first = address(&self.word());
        assert!(self.take(":"), "a range");
        let last = address(&self.word());
        let rows = first.1..=last.1;
        rows.flat_map(|row| (first.0..=last.0).map(move |column| (column, row)))
            .map(|place| value(self.cells, place))
            .collect()
    }

    fn atom(&mut self) -> f64 {
        if self.take("(") {
            let value = self.comparison();
            assert!(self.take(")"), "a closing bracket in {}", self.rest);
            return value;
        }
        if self.take("SUMPRODUCT(") {
            let one = self.range();
            assert!(self.take(","));
            let other = self.range();
            assert!(self.take(")"));
            assert_eq!(one.len(), other.len());
            return one.iter().zip(other).map(|(one, other)| one * other).sum();
        }
        if self.take("SUM(") {
            let all = self.range();
            assert!(self.take(")"));
            return all.iter().sum();
        }
        if self.take("IF(") {
            let holds = self.comparison();
            assert!(self.take(","));
            let yes = self.comparison();
            assert!(self.take(","));
            let no = self.comparison();
            assert!(self.take(")"));
            return if holds != 0.0 { yes } else { no };
        }
        let word = self.word();
        match word.parse::<f64>() {
            Ok(number) => number,
            Err(_) => value(self.cells, address(&word)),
        }
    }
}

#[test]
fn the_evaluator_knows_school_arithmetic() {
    let number = |number: f64| Cell { number: Some(number), ..Cell::default() };
    let formula = |text: &str| Cell { formula: Some(text.to_owned()), ..Cell::default() };
    let cells: Cells = [
        ((1, 1), number(2.0)),
        ((2, 1), number(3.0)),
        ((1, 2), number(10.0)),
        ((2, 2), formula("A1+B1*2^3-(4-1)")),
        ((3, 1), formula("SUMPRODUCT(A1:B1,$A$1:$B$1)+SUM(A1:A2)")),
        ((3, 2), formula("A1*IF(B1>2.5,0.5,1)")),
    ]
    .into();
    assert_eq!([(2, 2), (3, 1), (3, 2)].map(|place| value(&cells, place)), [23.0, 25.0, 1.0]);
}
