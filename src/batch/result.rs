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

/// Numbers are not those of a unit: there are more or fewer than it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongSize {
    pub found: u64,
    pub expected: u64,
}

impl std::fmt::Display for WrongSize {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} numbers came, and the unit has {}", self.found, self.expected)
    }
}

impl std::error::Error for WrongSize {}

impl UnitResult {
    /// The result of a job that was computed elsewhere, from its numbers in their order.
    ///
    /// # Errors
    /// [`WrongSize`] where there are not exactly as many as the job has.
    pub fn of(job: &UnitJob, values: Vec<i64>, uniforms: u64) -> Result<Self, WrongSize> {
        let (found, expected) = (values.len() as u64, Self::size(job));
        if found != expected {
            return Err(WrongSize { found, expected });
        }
        Ok(Self { key: job.key.clone(), values, uniforms })
    }

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
}
