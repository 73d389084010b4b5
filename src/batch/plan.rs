//! A plan: from its file to the units it consists of, with every error at once.

use std::path::{Path, PathBuf};

use super::cells;
use super::plan_file::{self, PlanFile};
use super::shape::Detail;
use super::unit::UnitJob;
use crate::diagnostics::{Collector, Report};
use crate::digest::sha256;
use crate::scenario::source;
use crate::scenario::tree::Document;

/// A batch, checked as a whole: its units are known.
///
/// Stable: [`Plan::read`], [`Plan::units`], [`Plan::into_units`], [`Plan::sha256`].
#[derive(Clone, Debug)]
pub struct Plan {
    /// As messages name the file.
    pub name: String,
    pub title: Option<String>,
    pub detail: Detail,
    units: Vec<UnitJob>,
    /// What the user should know but need not act on.
    pub warnings: Report,
}

/// What is being read.
pub(super) struct Reading<'a> {
    pub file: &'a PlanFile,
    /// Directory of the plan: files in it are named from there.
    pub directory: PathBuf,
    pub out: Collector,
}

impl Plan {
    /// Reads a plan with all that it names.
    ///
    /// # Errors
    /// Everything that is wrong with the plan, its municipalities, scenarios and variants, each with its place.
    pub fn read(path: &Path) -> Result<Self, Report> {
        let text = source::read(path).map_err(Report::of)?;
        let directory = path.parent().unwrap_or(Path::new("")).to_owned();
        Self::from_text(&source::shown(path), &text, &directory)
    }

    /// The same for a text; `name` stands in messages, and files are looked for from `directory`.
    ///
    /// # Errors
    /// See [`Self::read`].
    pub fn from_text(name: &str, text: &str, directory: &Path) -> Result<Self, Report> {
        let Document { sources, root, mut out } = Document::read(name, text)?;
        let Some(file) = plan_file::read(&root, &mut out) else {
            return Err(out.into_report(sources));
        };
        let mut reading = Reading { file: &file, directory: directory.to_owned(), out };
        let units = cells::units(&mut reading);
        let out = reading.out;
        if out.has_errors() {
            return Err(out.into_report(sources));
        }
        Ok(Self {
            name: name.to_owned(),
            title: file.title.clone(),
            detail: file.detail,
            units,
            warnings: out.into_report(sources),
        })
    }

    /// All units, in the order of the plan: scenario, municipality, variant, draws.
    pub fn units(&self) -> &[UnitJob] {
        &self.units
    }

    pub fn into_units(self) -> Vec<UnitJob> {
        self.units
    }

    /// SHA-256, in hexadecimal, of the keys of all units: two plans with the same one have the same results.
    pub fn sha256(&self) -> String {
        let keys: Vec<&str> = self.units.iter().map(|unit| unit.key.as_str()).collect();
        sha256(keys.join("\n"))
    }
}
