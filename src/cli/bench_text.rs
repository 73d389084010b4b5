//! What `wijkraming bench` prints: for people and as JSON.

use serde_json::{Value, json as value};

use super::Complaint;
use super::bench_forecast::{Forecast, Size, Spread};
use super::bench_measure::{Pilots, Speed};
use super::sensitivity_args::grouped;
use crate::scenario::estimate::{bytes, duration};

/// A speed in millions, with its range.
fn millions(spread: &Spread) -> String {
    let short = |speed: f64| format!("{:.*}", usize::from(speed < 1e7), speed / 1e6);
    format!(
        "{} million household-months per second ({} to {})",
        short(spread.median),
        short(spread.least),
        short(spread.most)
    )
}

pub fn text(name: &str, size: &Size, speed: &Speed, forecast: &Forecast) -> String {
    let header = &size.header;
    let threads = size.threads;
    let mut lines = vec![
        format!(
            "{name}: {} households, {} areas, {} alternatives, {} years",
            grouped(header.households),
            grouped(header.areas.len() as u64),
            header.alternatives.len(),
            header.years
        ),
        "simulation alone, median (least to most)".to_owned(),
        format!("  1 thread    {}", millions(&speed.one)),
    ];
    if threads > 1 {
        lines.push(format!("  {:<12}{}", format!("{threads} threads"), millions(&speed.all)));
        let efficiency = &speed.efficiency;
        lines.push(format!(
            "  parallel efficiency {:.2} ({:.2} to {:.2})",
            efficiency.median, efficiency.least, efficiency.most
        ));
    }
    let seconds = &forecast.seconds;
    lines.extend([
        format!("  random numbers per household-month {:.4}", speed.uniforms),
        format!(
            "a run of {} draws ({} realisations) on {threads} {}, with its tables{}",
            grouped(size.draws()),
            grouped(size.realisations()),
            if threads == 1 { "thread" } else { "threads" },
            if forecast.tables_only { "" } else { ", summary and report" },
        ),
        format!(
            "  time    about {} ({} to {})",
            duration(seconds.median),
            duration(seconds.least),
            duration(seconds.most)
        ),
        format!("  memory  about {}", bytes(forecast.memory_bytes)),
        format!("  disk    about {}", bytes(forecast.disk_bytes)),
    ]);
    lines.join("\n") + "\n"
}

fn spread(spread: &Spread) -> Value {
    value!({ "median": spread.median, "least": spread.least, "most": spread.most })
}

pub fn json(
    name: &str,
    size: &Size,
    speed: &Speed,
    pilots: &Pilots,
    forecast: &Forecast,
) -> Result<String, Complaint> {
    let header = &size.header;
    let pilots = pilots.all.iter().map(|pilot| {
        value!({ "draws": pilot.rows * size.replications, "seconds": pilot.seconds, "disk_bytes": pilot.bytes })
    });
    let told = value!({
        "program": "wijkraming",
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": name,
        "households": header.households,
        "areas": header.areas.len(),
        "alternatives": header.alternatives.len(),
        "years": header.years,
        "threads": size.threads,
        "household_months_per_second": {
            "one_thread": spread(&speed.one),
            "all_threads": spread(&speed.all),
        },
        "parallel_efficiency": spread(&speed.efficiency),
        "uniforms_per_household_month": speed.uniforms,
        "pilots": pilots.collect::<Vec<_>>(),
        "run": {
            "draws": size.draws(),
            "realisations": size.realisations(),
            "household_months": size.household_months().saturating_mul(size.draws()),
            "tables_only": forecast.tables_only,
            "seconds": spread(&forecast.seconds),
            "memory_bytes": forecast.memory_bytes,
            "memory_bytes_per_draw": forecast.bytes_per_draw,
            "disk_bytes": forecast.disk_bytes,
        },
    });
    let text = serde_json::to_string_pretty(&told).map_err(Complaint::ours)?;
    Ok(text + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        let grouped = [0, 999, 1_000, 1_234_567].map(super::grouped);
        assert_eq!(grouped, ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn speeds_are_in_millions() {
        let spread = Spread { median: 412_345_678.0, least: 5_000_000.0, most: 1.2e9 };
        let expected = "412 million household-months per second (5.0 to 1200)";
        assert_eq!(millions(&spread), expected);
    }
}
