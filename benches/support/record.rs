//! One dated file in `benches/history` per measurement, with commit and machine.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use serde_json::{Value, json};

/// Writes `figures` as `benches/history/DATE-TIME-BENCH.json` when `--record` stands on the command line.
pub fn keep(bench: &str, figures: &Value) {
    if !super::flag("--record") {
        println!("\nnot recorded; `-- --record` writes a file in benches/history");
        return;
    }
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock");
    let (date, time) = date(seconds.as_secs());
    let record = json!({
        "bench": bench,
        "date": format!("{date}T{}:{}Z", &time[..2], &time[2..]),
        "commit": commit(),
        "machine": machine(),
        "figures": figures,
    });
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/history");
    let name = format!("{date}-{time}-{bench}.json");
    let text = serde_json::to_string_pretty(&record).expect("JSON") + "\n";
    fs::create_dir_all(&directory).expect("benches/history");
    fs::write(directory.join(&name), text).expect("a file in benches/history");
    println!("\nrecorded as benches/history/{name}");
}

/// Hash of the commit, with `+` where the working copy differs from it in the code.
fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(hash) = git(&["rev-parse", "--short=12", "HEAD"]) else { return "unknown".to_owned() };
    let changed = git(&["status", "--porcelain", "--", "src", "benches/*.rs", "Cargo.lock"]);
    if changed.is_none_or(|changed| changed.is_empty()) { hash } else { format!("{hash}+") }
}

/// Processor, cores, system, and how busy the machine was.
fn machine() -> Value {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = |name: &str| {
        let own = info.lines().find(|line| line.starts_with(name))?;
        Some(own.split_once(':')?.1.trim().to_owned())
    };
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let flags = line("flags").unwrap_or_default();
    let wide = ["avx2", "avx512f"].iter().filter(|name| flags.split(' ').any(|own| own == **name));
    json!({
        "processor": line("model name").unwrap_or_else(|| "unknown".to_owned()),
        "vector_instructions": wide.collect::<Vec<_>>(),
        "cores": std::thread::available_parallelism().map_or(1, usize::from),
        "system": format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH),
        "load_average": load.split(' ').next().and_then(|text| text.parse::<f64>().ok()),
    })
}

/// Date and time of day in UTC, as `2026-11-30` and `1405`, from the seconds since 1970 (Howard Hinnant,
/// "chrono-compatible low-level date algorithms", `civil_from_days`).
fn date(seconds: u64) -> (String, String) {
    let days = seconds / 86_400 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    let minutes = seconds % 86_400 / 60;
    (format!("{year}-{month:02}-{day:02}"), format!("{:02}{:02}", minutes / 60, minutes % 60))
}
