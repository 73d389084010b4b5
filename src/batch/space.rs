//! What a batch takes of a machine, and whether the machine has it: memory of a unit, room on the disk. It asks the
//! system and decides nothing.

use std::path::Path;

use super::result::UnitResult;
use super::unit::UnitJob;
use crate::scenario::estimate::BYTES_PER_HOUSEHOLD;

/// Realisations that are held at once while a unit is computed: those being made, and those being gathered.
const REALISATIONS: u64 = 128;
/// Bytes of an area in a year and in a month of a realisation.
const YEAR_BYTES: u64 = size_of::<crate::engine::AreaYear>() as u64;
const MONTH_BYTES: u64 = size_of::<crate::engine::AreaMonth>() as u64;
/// What the program takes before anything is computed: code, open data, plan.
pub const PROGRAM_BYTES: u64 = 150 << 20;
/// Room on a disk that is left to others.
pub const SPARE_BYTES: u64 = 64 << 20;

/// Bytes of memory that a unit takes while it is computed on so many threads.
pub fn memory(job: &UnitJob, threads: u64) -> u64 {
    let shape = &job.shape;
    let areas = shape.areas.len() as u64;
    let effects = shape.effects.len() as u64 * 8;
    let realisation = areas * shape.years * (YEAR_BYTES + effects + 12 * MONTH_BYTES);
    // The rows of all draws are made, whatever part of them is simulated; twice while they are.
    let sample = job.rows.end.max(1) * shape.replications * shape.quantities * 8 * 2;
    let result = UnitResult::size(job) * 8 * 2;
    let households = shape.households * BYTES_PER_HOUSEHOLD * threads;
    realisation * REALISATIONS + sample + result + households
}

/// Bytes on disk of a unit, at most: tables compress, and manifests are small.
pub fn disk(job: &UnitJob) -> u64 {
    UnitResult::size(job) * 8 + (16 << 10)
}

/// Bytes free to this user where a directory is; none where the system does not say.
#[cfg(unix)]
pub fn free(directory: &Path) -> Option<u64> {
    let known = rustix::fs::statvfs(directory).ok()?;
    Some(known.f_bavail.saturating_mul(known.f_frsize))
}

#[cfg(not(unix))]
pub fn free(_directory: &Path) -> Option<u64> {
    None
}

/// Bytes of memory that this process may take: what the system has left, or what a container or job is given, whichever
/// is less; none where the system does not say.
pub fn memory_left() -> Option<u64> {
    [system_memory(), group_memory()].into_iter().flatten().min()
}

fn system_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib << 10)
}

/// The limit of a control group (version 2, then 1) minus what it uses.
fn group_memory() -> Option<u64> {
    let number =
        |path: &str| -> Option<u64> { std::fs::read_to_string(path).ok()?.trim().parse().ok() };
    let pairs = [
        ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
        (
            "/sys/fs/cgroup/memory/memory.limit_in_bytes",
            "/sys/fs/cgroup/memory/memory.usage_in_bytes",
        ),
    ];
    let left = |(limit, used): (&str, &str)| Some(number(limit)?.saturating_sub(number(used)?));
    pairs.into_iter().find_map(left)
}
