//! What computes a unit: the version of the program, the data inside it, and a fingerprint of what it makes of a small
//! scenario. A program whose results differ has another one, also where its version is the same: units that it
//! computed are never taken for those of this one.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::compute::{numbers, sampled};
use super::shape::Detail;
use crate::digest::Digest;
use crate::municipality::STORED_NEED_MODEL;
use crate::municipality::writer::TEMPLATE;
use crate::scenario::{LoadOptions, Scenario, library};
use crate::tables::open_data::OPEN_TABLES;

/// A program, as far as results depend on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    pub version: String,
    /// SHA-256 of the scenario library and all tables inside the program.
    pub data_sha256: String,
    /// SHA-256 of what the engine makes of a small scenario.
    pub fingerprint: String,
}

/// Two areas under the five standard arrangements: every model of financing and payment, with uncertain quantities.
const SMALL: &str = r#"
extends = "wijkraming:basis"
format = 1
title = "-"
price_year = 2015
time = { start_year = 2015, years = 3 }
sampling = { seed = 1, draws = 2, method = "latin-hypercube" }
valuation = { base_year = 2015 }
budget = { specialist = 100000.0 }
areas = [
  { name = "a", team = "t", households = { single = 150, single_65plus = 80, couple = 100, couple_65plus = 70, children = 150, single_parent = 50 }, low_income_share = 0.1, need_factor = 1.0, historic_budget = 100000.0 },
  { name = "b", team = "t", households = { single = 150, single_65plus = 80, couple = 100, couple_65plus = 70, children = 150, single_parent = 50 }, low_income_share = 0.2, need_factor = 1.2, historic_budget = 100000.0 },
]
alternatives.nul = { title = "-", reference = true, extends = "wijkraming:oude-praktijk" }
alternatives.one = { title = "-", extends = "wijkraming:scenario-1" }
alternatives.two = { title = "-", extends = "wijkraming:scenario-2" }
alternatives.three = { title = "-", extends = "wijkraming:zwolle" }
alternatives.four = { title = "-", extends = "wijkraming:resultaat" }
"#;

impl Program {
    /// This program. Made once; takes a few milliseconds.
    pub fn this() -> &'static Self {
        static THIS: OnceLock<Program> = OnceLock::new();
        THIS.get_or_init(|| Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_sha256: data(),
            fingerprint: fingerprint(),
        })
    }

    /// How another program differs from this one, in words; none where it does not.
    pub fn difference(&self) -> Option<String> {
        let this = Self::this();
        if self.version != this.version {
            let (other, own) = (&self.version, &this.version);
            return Some(format!("it is of version {other} of the program, and this is {own}"));
        }
        if self.data_sha256 != this.data_sha256 {
            return Some("it is of a program with other data inside".to_owned());
        }
        (self.fingerprint != this.fingerprint).then(|| {
            "it is of a program whose engine gives other results, though its version is the same"
                .to_owned()
        })
    }
}

fn data() -> String {
    let mut all = Digest::default();
    all.add(library::hash());
    for table in OPEN_TABLES {
        all.add(format!("{}\n{}\n", table.name, table.bytes().len()));
        all.add(table.bytes());
    }
    all.add(STORED_NEED_MODEL);
    all.add(TEMPLATE);
    all.hexadecimal()
}

fn fingerprint() -> String {
    let mut all = Digest::default();
    match made() {
        Ok(values) => values.iter().for_each(|value| all.add(value.to_le_bytes())),
        // A library that does not fit is found by its own tests; the words set this program apart.
        Err(problem) => all.add(problem),
    }
    all.hexadecimal()
}

/// The numbers of the small scenario.
fn made() -> Result<Vec<i64>, String> {
    let scenario = Scenario::from_text("fingerprint", SMALL, &LoadOptions::default())
        .map_err(|report| report.to_string())?;
    let sample = sampled(&scenario, None).map_err(|error| error.to_string())?;
    Ok(numbers(&scenario, Detail::Areas, &(0..2), &sample, &|| ()).0)
}
