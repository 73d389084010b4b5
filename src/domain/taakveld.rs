//! The taakvelden of Iv3, the classification in which municipalities must report their budgets (BBV, article 66).
//!
//! The list is data: `data/taakvelden.csv`, from CBS Iv3 2017-2026, with the letters of the Informatievoorschrift 2023.

use std::sync::LazyLock;

/// One taakveld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taakveld {
    /// For example `6.71a`.
    pub code: String,
    /// Its Dutch name.
    pub name: String,
    /// Whether households may owe an eigen bijdrage on it: under the Wmo, not under the Jeugdwet.
    pub eigen_bijdrage: bool,
}

static ALL: LazyLock<Vec<Taakveld>> =
    LazyLock::new(|| read(include_str!("../../data/taakvelden.csv")));

impl Taakveld {
    /// In the order of Iv3.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    pub fn from_code(code: &str) -> Option<&'static Self> {
        ALL.iter().find(|known| known.code == code)
    }

    /// Place in the order of Iv3; unknown codes come last.
    pub fn place(code: &str) -> usize {
        ALL.iter().position(|known| known.code == code).unwrap_or(ALL.len())
    }
}

fn read(text: &str) -> Vec<Taakveld> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let row = |record: csv::StringRecord| {
        Some(Taakveld {
            code: record.get(0)?.to_owned(),
            name: record.get(1)?.to_owned(),
            eigen_bijdrage: record.get(4)? == "yes",
        })
    };
    reader.records().filter_map(|record| row(record.ok()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_read_and_every_code_stands_once() {
        let lines = include_str!("../../data/taakvelden.csv").lines().count();
        assert_eq!(Taakveld::all().len(), lines - 1);
        for (place, known) in Taakveld::all().iter().enumerate() {
            assert_eq!(Taakveld::place(&known.code), place);
            assert!(!known.name.is_empty());
        }
        assert_eq!(
            Taakveld::from_code("6.71a").map(|known| &*known.name),
            Some("Hulp bij het huishouden (Wmo)")
        );
        assert_eq!(Taakveld::from_code("6.70"), None);
    }
}
