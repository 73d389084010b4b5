//! Two clocks, in seconds.

use std::sync::LazyLock;
use std::time::Instant;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Time on the wall.
pub fn wall() -> f64 {
    START.elapsed().as_secs_f64()
}

/// Processor time of this thread, so that other work on the machine counts less; the wall where the system does not
/// tell (only Linux does). Exact to one tick of the scheduler: measure a tenth of a second or more.
pub fn cpu() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(wall, |nanoseconds| nanoseconds / 1e9)
}

/// Largest memory that the process has held, bytes; none where the system does not tell.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? * 1024)
}
