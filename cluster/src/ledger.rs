//! The ledger: proof that each unit was counted exactly once.
//!
//! Every unit of the run has one line: waiting, half received, or done with its checksum. A unit nobody asked for
//! (foreign), one that comes a second time (double) and one whose pieces or checksum do not add up (broken) are
//! errors that name the unit. After each merge [`Ledger::missing`] tells which units of that wave did not come.

use std::collections::BTreeMap;
use std::fmt;

use crate::wire::{self, Column, Provenance, Row};

/// A unit that is whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    pub key: String,
    /// Its columns, or why it cannot be computed.
    pub outcome: Result<Vec<Column>, String>,
    pub provenance: Provenance,
}

/// What must never happen, each with the key of the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Foreign(String),
    Double(String),
    Broken(String, String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign(key) => write!(f, "unit {key} is foreign: nobody asked for it"),
            Self::Double(key) => write!(f, "unit {key} is double: it was counted already"),
            Self::Broken(key, why) => write!(f, "unit {key} is broken: {why}"),
        }
    }
}

#[derive(Debug, Default)]
struct Pieces {
    /// Name and numbers, as far as they came.
    columns: Vec<(String, Vec<i64>)>,
    received: i64,
}

#[derive(Debug)]
enum Line {
    Waiting,
    Half(Pieces),
    Done,
}

/// One line for every unit of the run.
#[derive(Debug, Default)]
pub struct Ledger {
    lines: BTreeMap<String, Line>,
    done: usize,
}

impl Ledger {
    /// A ledger of units that are all waiting.
    pub fn new<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        let lines = keys.into_iter().map(|key| (key.to_owned(), Line::Waiting)).collect();
        Self { lines, done: 0 }
    }

    /// Takes one row in. The whole unit, when this row completes it. Error: see [`Fault`]; the line then stays as it
    /// was.
    pub fn take(&mut self, key: &str, row: Row) -> Result<Option<Whole>, Fault> {
        let line = self.lines.get_mut(key).ok_or_else(|| Fault::Foreign(key.to_owned()))?;
        let broken = |why: String| Fault::Broken(key.to_owned(), why);
        match (row, &mut *line) {
            (_, Line::Done) => Err(Fault::Double(key.to_owned())),
            (Row::Piece { number: 0, column }, Line::Waiting) => {
                let mut pieces = Pieces::default();
                pieces.add(column);
                *line = Line::Half(pieces);
                Ok(None)
            }
            (Row::Piece { number, column }, Line::Half(pieces)) if number == pieces.received => {
                pieces.add(column);
                Ok(None)
            }
            (Row::Piece { number, .. }, Line::Half(pieces)) if number < pieces.received => {
                Err(Fault::Double(key.to_owned()))
            }
            (Row::Piece { number, .. }, _) => {
                Err(broken(format!("piece {number} comes too early")))
            }
            (Row::Seal { pieces, checksum, provenance }, line) => {
                let columns = line.columns(pieces, checksum).map_err(broken)?;
                *line = Line::Done;
                self.done += 1;
                Ok(Some(Whole { key: key.to_owned(), outcome: Ok(columns), provenance }))
            }
            (Row::Failed { .. }, Line::Half(_)) => Err(broken("it failed after it began".into())),
            (Row::Failed { reason, provenance }, Line::Waiting) => {
                *line = Line::Done;
                self.done += 1;
                Ok(Some(Whole { key: key.to_owned(), outcome: Err(reason), provenance }))
            }
        }
    }

    /// Those of `keys` that are not done; what was half received of them is forgotten, so that they can be asked for
    /// again.
    pub fn missing<'a>(&mut self, keys: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        let mut missing = Vec::new();
        for key in keys {
            match self.lines.get_mut(key) {
                Some(Line::Done) => continue,
                Some(line) => *line = Line::Waiting,
                None => {}
            }
            missing.push(key);
        }
        missing
    }

    /// Number of units that are done.
    pub fn done(&self) -> usize {
        self.done
    }

    /// Number of units of the run.
    pub fn units(&self) -> usize {
        self.lines.len()
    }
}

impl Pieces {
    fn add(&mut self, piece: Column) {
        self.received += 1;
        match self.columns.last_mut() {
            Some((name, values)) if *name == piece.name => {
                values.extend_from_slice(&piece.values);
            }
            _ => self.columns.push((piece.name, piece.values.to_vec())),
        }
    }
}

impl Line {
    /// The columns, if all pieces are there and the checksum is that of the worker. A unit without columns has a seal
    /// alone.
    fn columns(&self, pieces: i64, checksum: [i64; 4]) -> Result<Vec<Column>, String> {
        let (received, columns) = match self {
            Self::Half(half) => (half.received, half.columns.as_slice()),
            _ => (0, &[][..]),
        };
        if received != pieces {
            return Err(format!("{received} of its {pieces} pieces came"));
        }
        let whole = |(name, values): &(String, Vec<i64>)| Column::new(name, values.clone());
        let columns: Vec<Column> = columns.iter().map(whole).collect();
        if wire::checksum(&columns) != checksum {
            return Err("its checksum is another than its worker sent".into());
        }
        Ok(columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provenance() -> Provenance {
        Provenance { worker: "w".into(), cores: 1, micros: 1 }
    }

    fn rows(values: Vec<i64>) -> Vec<Row> {
        let columns = vec![Column::new("een", values), Column::new("twee", vec![9])];
        wire::sealed(columns, provenance())
    }

    fn take_all(ledger: &mut Ledger, key: &str, rows: Vec<Row>) -> Result<Option<Whole>, Fault> {
        rows.into_iter().try_fold(None, |_, row| ledger.take(key, row))
    }

    #[test]
    fn units_that_come_interleaved_are_each_counted_once() {
        let mut ledger = Ledger::new(["a", "b"]);
        let mut whole = Vec::new();
        for (a, b) in rows(vec![1; 70_000]).into_iter().zip(rows(vec![2; 70_000])) {
            whole.extend(ledger.take("a", a).unwrap());
            whole.extend(ledger.take("b", b).unwrap());
        }
        let sums: Vec<i64> = whole
            .iter()
            .map(|unit| unit.outcome.as_ref().unwrap()[0].values.iter().sum())
            .collect();
        assert_eq!(sums, [70_000, 140_000]);
        assert_eq!((ledger.done(), ledger.units()), (2, 2));
        assert!(ledger.missing(["a", "b"]).is_empty());
    }

    #[test]
    fn a_double_unit_is_named() {
        let mut ledger = Ledger::new(["a"]);
        take_all(&mut ledger, "a", rows(vec![1])).unwrap();
        let fault = take_all(&mut ledger, "a", rows(vec![1])).unwrap_err();
        assert_eq!(fault, Fault::Double("a".into()));
        assert_eq!(fault.to_string(), "unit a is double: it was counted already");
    }

    #[test]
    fn a_unit_sent_twice_at_the_same_time_is_double() {
        let mut ledger = Ledger::new(["a"]);
        let row = rows(vec![1]).remove(0);
        ledger.take("a", row.clone()).unwrap();
        assert_eq!(ledger.take("a", row), Err(Fault::Double("a".into())));
    }

    #[test]
    fn a_foreign_unit_is_named() {
        let mut ledger = Ledger::new(["a"]);
        assert_eq!(ledger.take("b", rows(vec![1]).remove(0)), Err(Fault::Foreign("b".into())));
    }

    #[test]
    fn missing_units_are_named_and_can_be_asked_for_again() {
        let mut ledger = Ledger::new(["a", "b", "c"]);
        take_all(&mut ledger, "a", rows(vec![1])).unwrap();
        ledger.take("b", rows(vec![1]).remove(0)).unwrap();
        assert_eq!(ledger.missing(["a", "b", "c"]), ["b", "c"]);
        assert!(take_all(&mut ledger, "b", rows(vec![1])).unwrap().is_some());
        assert_eq!(ledger.missing(["a", "b", "c"]), ["c"]);
    }

    #[test]
    fn a_lost_piece_and_a_changed_number_are_broken() {
        for (fault, expected) in [(1, "1 of its 2 pieces"), (0, "comes too early"), (9, "checksum")]
        {
            let mut ledger = Ledger::new(["a"]);
            let mut rows = rows(vec![1]);
            if fault == 9 {
                let Row::Piece { column, .. } = &mut rows[1] else { panic!("a piece") };
                *column = Column::new("twee", vec![10]);
            } else {
                rows.remove(fault);
            }
            let message = take_all(&mut ledger, "a", rows).unwrap_err().to_string();
            assert!(
                message.starts_with("unit a is broken") && message.contains(expected),
                "{message}"
            );
        }
    }

    #[test]
    fn a_unit_that_cannot_be_computed_is_counted_too() {
        let mut ledger = Ledger::new(["a"]);
        let row = Row::Failed { reason: "too large".into(), provenance: provenance() };
        let whole = ledger.take("a", row.clone()).unwrap().unwrap();
        assert_eq!(whole.outcome, Err("too large".into()));
        assert_eq!(ledger.take("a", row), Err(Fault::Double("a".into())));
    }
}
