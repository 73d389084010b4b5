//! Which rows and columns a unit has: known before it is computed, the same for whoever computes, sends or stores it.

use serde::{Deserialize, Serialize};

use crate::engine::{COLUMNS, Kind};
use crate::study::Header;

/// How much of a unit is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Detail {
    /// A row per alternative and draw: sums over years and areas.
    Draws,
    /// The same, and a row per alternative, draw and year.
    Years,
    /// The same, and a row per alternative, draw, year and area.
    Areas,
}

impl Detail {
    pub const ALL: [Self; 3] = [Self::Draws, Self::Years, Self::Areas];

    /// The word in plans.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draws => "draws",
            Self::Years => "years",
            Self::Areas => "areas",
        }
    }
}

/// What the rows of a unit stand for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Ids of the alternatives, in the order of the scenario.
    pub alternatives: Vec<String>,
    /// Which of them is the nulalternatief.
    pub reference: usize,
    pub areas: Vec<String>,
    /// Ids of the effects.
    pub effects: Vec<String>,
    pub start_year: i32,
    pub years: u64,
    pub households: u64,
    /// Draws of chance for each row of quantities.
    pub replications: u64,
    /// Uncertain quantities.
    pub quantities: u64,
}

/// What the whole numbers of a column mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A number as it is: a count, a draw, a year.
    Whole,
    /// Millionths of a euro or an hour.
    Millionths,
    /// The bits of a binary floating point number (`f64::to_bits`): never to be added.
    Bits,
    /// Place in [`Shape::alternatives`].
    Alternative,
    /// Place in [`Shape::areas`].
    Area,
}

/// A column of a table of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnShape {
    pub name: String,
    pub meaning: Meaning,
}

/// A table of a unit: its name, columns and number of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableShape {
    /// `draws`, `years` or `areas`.
    pub name: &'static str,
    pub rows: u64,
    pub columns: Vec<ColumnShape>,
}

impl TableShape {
    /// Numbers in it.
    pub fn cells(&self) -> u64 {
        self.rows * self.columns.len() as u64
    }
}

/// Columns of the table of draws behind those of the results table: euro over the run.
pub const DERIVED: [&str; 3] =
    ["municipal_cost", "net_present_value", "municipal_net_present_value"];

impl Shape {
    pub(super) fn new(header: &Header, replications: u64, quantities: u64) -> Self {
        Self {
            alternatives: header.alternatives.iter().map(|known| known.id.clone()).collect(),
            reference: header.reference().unwrap_or_default(),
            areas: header.areas.clone(),
            effects: header.effects.clone(),
            start_year: header.start_year,
            years: header.years as u64,
            households: header.households,
            replications,
            quantities,
        }
    }

    /// The tables of a unit of so many draws.
    pub fn tables(&self, detail: Detail, draws: u64) -> Vec<TableShape> {
        let rows = draws * self.alternatives.len() as u64;
        let years = rows * self.years;
        let table = |name, rows, keys: &[&str], derived: &[&str]| TableShape {
            name,
            rows,
            columns: self.columns(keys, derived),
        };
        let mut tables = vec![table("draws", rows, &["cluster", "batch"], &DERIVED)];
        match detail {
            Detail::Draws => {}
            Detail::Years => tables.push(table("years", years, &["year"], &[])),
            Detail::Areas => {
                let rows = years * self.areas.len() as u64;
                tables.push(table("areas", rows, &["year", "area"], &[]));
            }
        }
        tables
    }

    fn columns(&self, keys: &[&str], derived: &[&str]) -> Vec<ColumnShape> {
        let column = |name: &str, meaning| ColumnShape { name: name.to_owned(), meaning };
        let mut columns =
            vec![column("alternative", Meaning::Alternative), column("draw", Meaning::Whole)];
        columns.extend(keys.iter().map(|key| match *key {
            "area" => column(key, Meaning::Area),
            key => column(key, Meaning::Whole),
        }));
        columns.extend(COLUMNS.iter().map(|known| match known.kind {
            Kind::Count => column(known.name, Meaning::Whole),
            Kind::Amount => column(known.name, Meaning::Millionths),
        }));
        columns.extend(derived.iter().map(|name| column(name, Meaning::Millionths)));
        let effects = self.effects.iter().map(|id| format!("effect_{id}"));
        columns.extend(effects.map(|name| ColumnShape { name, meaning: Meaning::Bits }));
        columns
    }
}
