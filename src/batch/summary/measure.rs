//! What is summarised: a column of the table of draws, or what it differs in from the nulalternatief.

use super::Problem;
use crate::batch::records::UnitRecord;
use crate::batch::shape::DERIVED;
use crate::engine::{COLUMNS, Kind};
use crate::scenario::suggest;

/// A figure of every alternative and draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// As tables call it.
    pub key: String,
    /// Column of the table of draws.
    pub column: String,
    /// Divided by the number of years.
    pub per_year: bool,
    /// Minus that of the nulalternatief in the same draw.
    pub difference: bool,
    pub unit: &'static str,
}

/// Names of our own for columns: key, column, whether it is per year, unit.
const NAMED: [(&str, &str, bool); 3] = [
    ("clients_per_year", "clients", true),
    ("crisis_household_months", "severity_4", false),
    ("households_queued_at_end", "queue_end", false),
];

/// Behind a name: the difference with the nulalternatief.
const DIFFERENCE: &str = "_difference";

/// What is summarised where nothing is asked for.
pub const USUAL: [&str; 8] = [
    "net_present_value",
    "municipal_net_present_value",
    "municipal_cost",
    "municipal_cost_difference",
    "clients_per_year",
    "crisis_household_months",
    "households_queued_at_end",
    "overrun",
];

impl Measure {
    /// The measure that a user calls `name`; `units` have the effects there are.
    pub fn find(name: &str, units: &[UnitRecord]) -> Result<Self, Problem> {
        let (base, difference) = match name.strip_suffix(DIFFERENCE) {
            Some(base) => (base, true),
            None => (name, false),
        };
        let named = NAMED.iter().find(|(key, ..)| *key == base);
        let (column, per_year) = named.map_or((base, false), |(_, column, year)| (*column, *year));
        let unit = unit_of(column, units).ok_or_else(|| unknown(name, units))?;
        Ok(Self { key: name.to_owned(), column: column.to_owned(), per_year, difference, unit })
    }

    /// Whether the column holds whole numbers.
    pub fn is_count(&self) -> bool {
        let known = COLUMNS.iter().find(|column| column.name == self.column);
        known.is_some_and(|column| column.kind == Kind::Count)
    }

    /// Net present values are differences with the nulalternatief by nature.
    pub fn is_difference(&self) -> bool {
        self.difference || self.column.ends_with("net_present_value")
    }
}

fn unit_of(column: &str, units: &[UnitRecord]) -> Option<&'static str> {
    if DERIVED.contains(&column) {
        return Some("euro");
    }
    if let Some(known) = COLUMNS.iter().find(|known| known.name == column) {
        let hours = column.starts_with("hours_") || column.ends_with("_hours");
        let months = ["severity_", "supported_", "waited_", "served_"];
        return Some(match known.kind {
            Kind::Amount if hours => "hours",
            Kind::Amount => "euro",
            Kind::Count if months.iter().any(|start| column.starts_with(start)) => {
                "household-months"
            }
            Kind::Count => "number",
        });
    }
    let effect = column.strip_prefix("effect_")?;
    units.iter().any(|unit| unit.effects.iter().any(|id| id == effect)).then_some("units")
}

fn unknown(name: &str, units: &[UnitRecord]) -> Problem {
    let effects = units.iter().flat_map(|unit| &unit.effects).map(|id| format!("effect_{id}"));
    let mut known: Vec<String> = effects.collect();
    known.sort();
    known.dedup();
    known.extend(NAMED.iter().map(|(key, ..)| (*key).to_owned()));
    known.extend(DERIVED.iter().map(|name| (*name).to_owned()));
    known.extend(COLUMNS.iter().map(|column| column.name.to_owned()));
    let near = suggest::closest(name, known.iter().map(String::as_str));
    Problem::new(format!("there is no measure `{name}`")).hint(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "use a column of the table of draws or one of {}; {DIFFERENCE} behind it gives the difference with the nulalternatief",
            USUAL.join(", ")
        ),
    })
}
