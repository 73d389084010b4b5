//! Between the units of a batch and what travels: jobs as JSON, results as columns of integers.

use wijkraming::batch::{self, UnitJob, UnitResult};

use crate::wire::{Column, Unit};

/// The numbers of a result, in their own order.
const VALUES: &str = "values";
/// How many random numbers were made: one number.
const UNIFORMS: &str = "uniforms";

/// A unit of a batch, ready to travel. Error: it cannot be written as JSON.
pub fn pack(job: &UnitJob) -> Result<Unit, String> {
    let bytes = serde_json::to_vec(job).map_err(|error| format!("{}: {error}", job.name()))?;
    Ok(Unit { key: job.key.clone(), job: bytes })
}

/// Computes a unit on the machine where it arrived.
pub fn compute(unit: &Unit) -> Result<Vec<Column>, String> {
    let job: UnitJob = serde_json::from_slice(&unit.job)
        .map_err(|error| format!("a job that cannot be read: {error}"))?;
    if job.key != unit.key {
        return Err("a job under the key of another".into());
    }
    let needed = batch::memory(&job, 1).saturating_add(batch::PROGRAM_BYTES);
    if let Some(left) = batch::memory_left().filter(|left| *left < needed) {
        return Err(format!("it needs {needed} bytes of memory, and the machine has {left} left"));
    }
    let result = batch::compute(&job).map_err(|error| error.to_string())?;
    let uniforms = vec![result.uniforms as i64];
    Ok(vec![Column::new(VALUES, result.values), Column::new(UNIFORMS, uniforms)])
}

/// The result that columns make. Error: they are not those of the job.
pub fn unpack(job: &UnitJob, columns: &[Column]) -> Result<UnitResult, String> {
    let [values, uniforms] = columns else {
        return Err(format!("{} columns came, not two", columns.len()));
    };
    let ([uniforms], VALUES, UNIFORMS) =
        (&uniforms.values[..], values.name.as_str(), uniforms.name.as_str())
    else {
        return Err("other columns came than a result has".into());
    };
    UnitResult::of(job, values.values.to_vec(), *uniforms as u64).map_err(|error| error.to_string())
}
