//! The summary on screen: plain text, or JSON.

use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::Complaint;
use crate::analysis::{self, Chance, Estimate, Headline, Measure, OverrunChances};
use crate::scenario::Scenario;
use crate::study::SampleTable;
use crate::tables::RunManifest;

/// A block of the summary: a measure, its unit, and what a number is divided by and rounded to.
struct Block {
    measure: Measure,
    heading: &'static str,
    per: f64,
    decimals: usize,
}

const BLOCKS: &[Block] = &[
    Block {
        measure: Measure::MunicipalCost,
        heading: "municipal cost, million euro",
        per: 1e6,
        decimals: 2,
    },
    Block {
        measure: Measure::MunicipalCostPerYear,
        heading: "municipal cost per year, million euro",
        per: 1e6,
        decimals: 3,
    },
    Block {
        measure: Measure::NetPresentValue,
        heading: "net present value to society against the reference, million euro",
        per: 1e6,
        decimals: 2,
    },
    Block {
        measure: Measure::MunicipalNetPresentValue,
        heading: "net present value to the municipality's purse, million euro",
        per: 1e6,
        decimals: 2,
    },
    Block {
        measure: Measure::MeanWait,
        heading: "wait of those who got a gesprek, months",
        per: 1.0,
        decimals: 2,
    },
    Block {
        measure: Measure::QueueEnd,
        heading: "households still waiting at the end",
        per: 1.0,
        decimals: 0,
    },
    Block {
        measure: Measure::Crisis,
        heading: "households in crisis, mean over the months",
        per: 1.0,
        decimals: 1,
    },
];

pub struct Screen<'a> {
    pub scenario: &'a Scenario,
    pub manifest: &'a RunManifest,
    pub table: &'a SampleTable,
}

impl Screen<'_> {
    /// The whole summary; `path` is the directory of the results.
    pub fn text(&self, path: &Path) -> String {
        let mut text = self.head();
        let headlines = analysis::headlines(self.table);
        for block in BLOCKS {
            text.push_str(&self.block(block, &headlines));
        }
        text.push_str(&self.overrun());
        text.push_str(&self.foot(path));
        text
    }

    fn head(&self) -> String {
        let header = &self.table.header;
        let years = header.start_year..=header.start_year + header.years as i32 - 1;
        format!(
            "{}\n{} households, {} to {}, euro of {}; {} draws ({}), seed {}\n\
             Each line: mean [5% .. 95% of the draws] \u{b1} Monte Carlo standard error of the mean;\n\
             then the difference with the reference{} in the same form.\n",
            self.scenario.title,
            header.households,
            years.start(),
            years.end(),
            self.scenario.price_year,
            self.table.draws.len(),
            if self.manifest.central {
                "every quantity at its mean"
            } else {
                &self.manifest.method
            },
            self.manifest.seed,
            header.reference().map_or(" (none in this run)".to_owned(), |index| {
                format!(" ({})", header.alternatives[index].id)
            }),
        )
    }

    /// Width of the first column.
    fn width(&self) -> usize {
        let ids = self.table.header.alternatives.iter().map(|known| known.id.chars().count());
        ids.max().unwrap_or(0).max(10)
    }

    fn block(&self, block: &Block, headlines: &[Headline]) -> String {
        let mut text = String::new();
        for headline in headlines.iter().filter(|headline| headline.measure == block.measure) {
            let level = headline.level.as_ref().map(|level| estimate(level, block));
            let difference = headline
                .difference
                .as_ref()
                .map(|difference| estimate(&difference.estimate, block));
            let id = &self.table.header.alternatives[headline.alternative].id;
            let width = self.width();
            let line = match (level, difference) {
                (None, None) => continue,
                (Some(level), None) => level,
                (None, Some(difference)) => difference,
                (Some(level), Some(difference)) => format!("{level:<36}  {difference}"),
            };
            let _ = writeln!(text, "  {id:<width$} {}", line.trim_end());
        }
        if text.is_empty() { text } else { format!("\n{}\n{text}", block.heading) }
    }

    fn overrun(&self) -> String {
        let header = &self.table.header;
        let chances = analysis::overrun(self.table);
        let names = header.areas.iter().map(|name| name.chars().count());
        let width = names.max().unwrap_or(0).max(10);
        let mut text =
            "\nchance that an area spends more than its budget in a year [95% interval]\n"
                .to_owned();
        let mut head = format!("  {:<width$}", "");
        for alternative in &header.alternatives {
            let _ = write!(head, " {:>16}", shortened(&alternative.id, 16));
        }
        let _ = writeln!(text, "{head}");
        for (area, chances) in header.areas.iter().zip(&chances) {
            let _ = write!(text, "  {area:<width$}");
            for OverrunChances { average_year, .. } in chances {
                let _ = write!(text, " {:>16}", chance(average_year));
            }
            text.push('\n');
        }
        text
    }

    fn foot(&self, path: &Path) -> String {
        let seconds = self.manifest.wall_seconds;
        let speed = self.manifest.household_months as f64 / seconds.max(1e-9) / 1e6;
        format!(
            "\n{:.1} s on {} threads, {speed:.0} million household-months a second in all\n\
             results: {}\nreport:  {}\n",
            seconds,
            self.manifest.threads,
            path.display(),
            path.join("report.html").display(),
        )
    }
}

fn estimate(estimate: &Estimate, block: &Block) -> String {
    let number = |value: f64| format!("{:.*}", block.decimals, value / block.per);
    let error = estimate.standard_error.map_or("?".to_owned(), |error| {
        // An error smaller than the last digit shown still has a size.
        let decimals = if error / block.per < 0.5 * 0.1_f64.powi(block.decimals as i32) {
            block.decimals + 2
        } else {
            block.decimals
        };
        format!("{:.*}", decimals, error / block.per)
    });
    format!(
        "{} [{} .. {}] \u{b1}{error}",
        number(estimate.mean),
        number(estimate.p5),
        number(estimate.p95)
    )
}

fn chance(chance: &Chance) -> String {
    let percent = |p: f64| format!("{:.0}", 100.0 * p);
    format!("{}% [{} .. {}]", percent(chance.p), percent(chance.low), percent(chance.high))
}

fn shortened(text: &str, width: usize) -> String {
    text.chars().take(width).collect()
}

/// The summary as JSON on standard output.
pub fn json(manifest: &RunManifest, table: &SampleTable, path: &Path) -> Result<(), Complaint> {
    let header = &table.header;
    let alternative = |index: usize| header.alternatives[index].id.clone();
    let headlines = analysis::headlines(table);
    let measures: Vec<Value> = headlines
        .iter()
        .filter(|headline| headline.level.is_some() || headline.difference.is_some())
        .map(|headline| {
            json!({
                "measure": headline.measure.key(),
                "alternative": alternative(headline.alternative),
                "level": headline.level.map(estimate_json),
                "difference": headline.difference.map(|difference| json!({
                    "estimate": estimate_json(difference.estimate),
                    "below_zero": chance_json(difference.below_zero),
                    "above_zero": chance_json(difference.above_zero),
                })),
            })
        })
        .collect();
    let chances = analysis::overrun(table);
    let overrun: Vec<Value> = header
        .areas
        .iter()
        .zip(&chances)
        .flat_map(|(area, chances)| {
            chances.iter().enumerate().map(move |(index, chances)| (area, index, chances))
        })
        .map(|(area, index, chances)| {
            json!({
                "area": area,
                "alternative": alternative(index),
                "average_year": chance_json(chances.average_year),
                "any_year": chance_json(chances.any_year),
            })
        })
        .collect();
    let all = json!({
        "run": manifest,
        "directory": path,
        "measures": measures,
        "overrun": overrun,
    });
    let text = serde_json::to_string_pretty(&all).map_err(Complaint::ours)?;
    super::man::print(format!("{text}\n").as_bytes()).map(|_| ())
}

fn estimate_json(estimate: Estimate) -> Value {
    json!({
        "mean": estimate.mean,
        "p5": estimate.p5,
        "p25": estimate.p25,
        "p50": estimate.p50,
        "p75": estimate.p75,
        "p95": estimate.p95,
        "standard_error": estimate.standard_error,
    })
}

fn chance_json(chance: Chance) -> Value {
    json!({ "p": chance.p, "low": chance.low, "high": chance.high })
}
