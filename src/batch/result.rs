//! What a unit delivers: whole numbers only, so that it can travel, be stored and be checked without a bit of loss.

use serde::{Deserialize, Serialize};

use super::shape::TableShape;
use super::unit::UnitJob;
use crate::digest::Digest;

/// The result of a unit.
///
/// Stable. The numbers of all tables of [`UnitJob::tables`] stand behind each other: table by table, column by column,
/// row by row. Rows stand in the order of draw, alternative, year, area. Amounts are whole millionths; effects are the
/// bits of their floating point numbers. Two results of one unit are equal, bit for bit, wherever they were computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitResult {
    /// That of the job.
    pub key: String,
    pub values: Vec<i64>,
    /// 64-bit random numbers made.
    pub uniforms: u64,
}

/// A result as rows of two whole numbers, for engines whose tables must have the same columns for every unit. In any
/// order they make the result again; missing, double and foreign rows are found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireColumns {
    /// Place in [`UnitResult::values`]; -1 is the row of [`UnitResult::uniforms`].
    pub place: Vec<i64>,
    pub value: Vec<i64>,
}

/// Why rows make no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireError {
    /// The columns have different lengths.
    Ragged,
    /// A place that the unit does not have.
    Foreign(i64),
    /// A place that stands there twice.
    Double(i64),
    /// So many places are missing, the first of them.
    Missing { count: u64, first: i64 },
}

impl std::fmt::Display for WireError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ragged => write!(f, "its columns have different lengths"),
            Self::Foreign(place) => write!(f, "it has no place {place}"),
            Self::Double(place) => write!(f, "place {place} came twice"),
            Self::Missing { count, first } => {
                write!(f, "{count} numbers are missing, the first at place {first}")
            }
        }
    }
}

impl std::error::Error for WireError {}

/// The place of [`UnitResult::uniforms`].
const UNIFORMS: i64 = -1;

impl UnitResult {
    /// Numbers that the result of a job has.
    pub fn size(job: &UnitJob) -> u64 {
        job.tables().iter().map(TableShape::cells).sum()
    }

    /// A column; none for an unknown table or column, or where the result is not of the job.
    pub fn column(&self, job: &UnitJob, table: &str, column: &str) -> Option<&[i64]> {
        let mut start = 0;
        for shape in job.tables() {
            if shape.name == table {
                let place = shape.columns.iter().position(|known| known.name == column)?;
                let rows = shape.rows as usize;
                return self.values.get(start + place * rows..start + (place + 1) * rows);
            }
            start += shape.cells() as usize;
        }
        None
    }

    /// SHA-256, in hexadecimal, of the numbers.
    pub fn sha256(&self) -> String {
        let mut hash = Digest::default();
        self.values.iter().for_each(|value| hash.add(value.to_le_bytes()));
        hash.hexadecimal()
    }

    pub fn to_columns(&self) -> WireColumns {
        let places = std::iter::once(UNIFORMS).chain(0..self.values.len() as i64);
        let values = std::iter::once(self.uniforms as i64).chain(self.values.iter().copied());
        WireColumns { place: places.collect(), value: values.collect() }
    }

    /// The result that rows in any order make.
    ///
    /// # Errors
    /// Where they are not exactly those of the job, each once.
    pub fn from_columns(job: &UnitJob, columns: &WireColumns) -> Result<Self, WireError> {
        let size = Self::size(job) as usize;
        if columns.place.len() != columns.value.len() {
            return Err(WireError::Ragged);
        }
        let mut values = vec![0; size];
        let mut known = vec![false; size + 1];
        let mut uniforms = 0;
        for (place, value) in columns.place.iter().zip(&columns.value) {
            // The last one is that of the uniforms.
            let at = if *place == UNIFORMS { Some(size) } else { usize::try_from(*place).ok() };
            let at = at.filter(|at| *at < size || *place == UNIFORMS);
            let at = at.ok_or(WireError::Foreign(*place))?;
            if std::mem::replace(&mut known[at], true) {
                return Err(WireError::Double(*place));
            }
            match values.get_mut(at) {
                Some(cell) => *cell = *value,
                None => uniforms = *value as u64,
            }
        }
        let missing = |known: &&(usize, &bool)| !*known.1;
        let count = known.iter().filter(|known| !**known).count() as u64;
        if let Some((at, _)) = known.iter().enumerate().find(|place| missing(&place)) {
            let first = if at == size { UNIFORMS } else { at as i64 };
            return Err(WireError::Missing { count, first });
        }
        Ok(Self { key: job.key.clone(), values, uniforms })
    }
}
