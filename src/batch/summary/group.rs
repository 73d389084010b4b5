//! Which units are added up together, and whether they are all there.

use std::collections::BTreeMap;

use super::{Problem, Query, some_of};
use crate::batch::municipalities::rank;
use crate::batch::records::{BatchRecord, UnitRecord};
use crate::batch::store::{State, Store};
use crate::batch::unit::Cell;

/// What groups are made by; scenarios and variants are never added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Scenario,
    Variant,
    Municipality,
    Province,
    Size,
    Type,
}

impl By {
    pub const ALL: [Self; 6] =
        [Self::Scenario, Self::Variant, Self::Municipality, Self::Province, Self::Size, Self::Type];

    pub fn key(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::Variant => "variant",
            Self::Municipality => "municipality",
            Self::Province => "province",
            Self::Size => "size",
            Self::Type => "type",
        }
    }

    /// The group of a cell; what is not known is a group of its own.
    fn of(self, cell: &Cell) -> String {
        let known = |text: &Option<String>| text.clone().unwrap_or_else(|| "unknown".to_owned());
        match self {
            Self::Scenario => cell.scenario.clone(),
            Self::Variant => cell.variant.clone(),
            Self::Municipality => cell.place.name.clone(),
            Self::Province => known(&cell.place.province),
            Self::Size => known(&cell.place.size),
            Self::Type => known(&cell.place.kind),
        }
    }
}

/// Cells that are added up together, by their units in the order of the draws.
#[derive(Clone, Debug)]
pub struct Group {
    pub scenario: String,
    pub variant: String,
    pub labels: Vec<String>,
    /// By cell, places of its units in the record.
    pub cells: Vec<Vec<usize>>,
}

type Names = (usize, usize, Vec<(usize, String)>);

/// The groups in the order of the plan and then of their names, and the cells that were left out.
pub fn groups(
    record: &BatchRecord,
    store: &Store,
    query: &Query,
) -> Result<(Vec<Group>, Vec<String>), Problem> {
    let (cells, missing) = cells(record, store)?;
    if !missing.is_empty() && !query.allow_missing {
        let units: Vec<String> = missing.iter().flat_map(|(_, units)| units.clone()).collect();
        let message = format!("{} units are not done or damaged: {}", units.len(), some_of(&units));
        return Err(Problem::new(message).hint(
            "run the batch again, which goes on where it was, or leave their municipalities out with --allow-missing",
        ));
    }
    let first = |of: &dyn Fn(&Cell) -> &String, name: &String| {
        record.units.iter().position(|unit| of(&unit.cell) == name).unwrap_or_default()
    };
    let mut groups: BTreeMap<Names, Group> = BTreeMap::new();
    for units in cells {
        let cell = &record.units[units[0]].cell;
        let labels: Vec<String> = query.by.iter().map(|by| by.of(cell)).collect();
        let order = labels.iter().map(|label| (rank(label), label.clone())).collect();
        let scenario = first(&|cell| &cell.scenario, &cell.scenario);
        let variant = first(&|cell| &cell.variant, &cell.variant);
        let group = groups.entry((scenario, variant, order)).or_insert_with(|| Group {
            scenario: cell.scenario.clone(),
            variant: cell.variant.clone(),
            labels,
            cells: Vec::new(),
        });
        group.cells.push(units);
    }
    let left_out = missing.into_iter().map(|(cell, _)| cell).collect();
    Ok((groups.into_values().collect(), left_out))
}

type Cells = (Vec<Vec<usize>>, Vec<(String, Vec<String>)>);

/// The cells that are whole, and those that are not with the units they lack.
fn cells(record: &BatchRecord, store: &Store) -> Result<Cells, Problem> {
    let (mut whole, mut missing) = (Vec::new(), Vec::new());
    let key = |unit: &UnitRecord| {
        let cell = &unit.cell;
        (cell.scenario.clone(), cell.municipality.clone(), cell.variant.clone())
    };
    let places: Vec<usize> = (0..record.units.len()).collect();
    for units in places.chunk_by(|a, b| key(&record.units[*a]) == key(&record.units[*b])) {
        let mut lacks = Vec::new();
        for unit in units {
            let unit = &record.units[*unit];
            match store.state(&unit.key)? {
                State::Done => {}
                State::Missing => lacks.push(unit.name()),
                State::Damaged(why) => lacks.push(format!("{} ({why})", unit.name())),
            }
        }
        match lacks.is_empty() {
            true => whole.push(units.to_vec()),
            false => missing.push((record.units[units[0]].cell.name(), lacks)),
        }
    }
    Ok((whole, missing))
}
