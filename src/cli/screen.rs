//! The summary on screen as plain text.

use std::fmt::Write;
use std::path::Path;

use super::columns::columns;
use super::{screen_budgets, screen_notes, screen_variance};
use crate::analysis::{self, Chance, Estimate, Headline, Measure, OverrunChances};
use crate::mkba::View;
use crate::report::welfare::RECOUPED_WITHIN;
use crate::scenario::Scenario;
use crate::study::{BudgetTable, SampleTable};
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
    /// Kept where the run is not too large.
    pub budgets: Option<&'a BudgetTable>,
    /// Whether there is a report beside the tables.
    pub reported: bool,
}

impl Screen<'_> {
    /// The whole summary; `path` is the directory of the results.
    pub fn text(&self, path: &Path) -> String {
        let mut text = self.head();
        let headlines = analysis::headlines(self.table);
        for block in BLOCKS {
            text.push_str(&self.block(block, &headlines));
        }
        text.push_str(&self.recouped());
        text.push_str(&self.overrun());
        text.push_str(&self.budgets.map_or_else(String::new, screen_budgets::text));
        text.push_str(&screen_variance::text(self.table, &headlines));
        text.push_str(&screen_notes::text(&screen_notes::notes(self.manifest, self.table)));
        text.push_str(&self.foot(path));
        text
    }

    fn head(&self) -> String {
        let header = &self.table.header;
        let (first, last) = (header.start_year, header.start_year + header.years as i32 - 1);
        let draws = self.table.draws.len();
        let method = if self.manifest.central {
            "every quantity at its mean"
        } else {
            &self.manifest.method
        };
        let posterior = match &self.manifest.posterior {
            Some(own) if !self.manifest.central => {
                format!(", posterior worth {:.0} of {} rows", own.effective, own.rows)
            }
            _ => String::new(),
        };
        let line = match draws {
            1 => "Each line: the number in this one draw, which says nothing of spread or error",
            _ => {
                "Each line: mean [5% .. 95% of the draws], each with \u{b1} its Monte Carlo standard error"
            }
        };
        let differences = match header.reference() {
            Some(_) if header.alternatives.len() == 1 => ".".to_owned(),
            Some(index) => format!(
                ";\nthen the difference with the reference ({}) in the same form.",
                header.alternatives[index].id
            ),
            None => ".\nThis run has no reference alternative: no differences, and no report."
                .to_owned(),
        };
        let times = self.manifest.replications;
        let replications = match times {
            1 => String::new(),
            times => format!(" with {times} replications"),
        };
        let batches = match self.manifest.batches {
            1 => String::new(),
            batches => format!(", {batches} batches"),
        };
        format!(
            "{}\n{}, {first} to {last}, euro of {}; {}{replications} ({method}{batches}{posterior}), seed {}\n{line}{differences}\n",
            self.scenario.title,
            counted(header.households, "household"),
            self.scenario.price_year,
            counted(draws as u64 / times, "draw"),
            self.manifest.seed,
        )
    }

    /// Width of the first column.
    fn width(&self) -> usize {
        let ids = self.table.header.alternatives.iter().map(|known| known.id.chars().count());
        ids.max().unwrap_or(0).max(10)
    }

    /// One measure of all alternatives; nothing where no alternative has it.
    fn block(&self, block: &Block, headlines: &[Headline]) -> String {
        let rows: Vec<&Headline> =
            headlines.iter().filter(|headline| headline.measure == block.measure).collect();
        let column = |number: &dyn Fn(&Headline) -> Option<Estimate>| {
            aligned(&rows.iter().map(|row| number(row)).collect::<Vec<_>>(), block)
        };
        let levels = column(&|row| row.level);
        let differences = column(&|row| row.difference.as_ref().map(|known| known.estimate));
        let difference_only = rows.iter().all(|row| row.level.is_none());
        if difference_only && rows.iter().all(|row| row.difference.is_none()) {
            return String::new();
        }
        let mut text = format!("\n{}\n", block.heading);
        let width = self.width();
        for (row, (level, difference)) in rows.iter().zip(levels.iter().zip(&differences)) {
            let known = &self.table.header.alternatives[row.alternative];
            let line = match (difference_only, known.reference) {
                (true, true) => continue,
                (true, false) => difference.clone(),
                (false, true) => level.clone(),
                (false, false) => format!("{level}   {difference}"),
            };
            let _ = writeln!(text, "{}", format!("  {:<width$} {line}", known.id).trim_end());
        }
        text
    }

    /// How likely each project is recouped soon; nothing where there is nothing to compare.
    fn recouped(&self) -> String {
        let within = RECOUPED_WITHIN.min(self.table.header.years);
        let appraisals = analysis::appraise(self.table, &analysis::Basis::default());
        let line = |known: &analysis::Appraisal| {
            let of = |view: View| known.payback(view)?.within.get(within - 1).map(chance);
            let id = &self.table.header.alternatives[known.alternative].id;
            let [society, purse] = View::ALL.map(of);
            Some((id.clone(), vec![society?, purse?]))
        };
        let rows: Vec<_> = appraisals.iter().filter_map(line).collect();
        if rows.is_empty() {
            return String::new();
        }
        let heads = ["society", "municipality"].map(str::to_owned).to_vec();
        let table = columns(heads, &rows);
        format!(
            "\nchance that the project is recouped within {within} years [95% interval]\n{table}"
        )
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
        let report = if self.reported {
            format!("report:  {}\n", path.join("report.html").display())
        } else {
            String::new()
        };
        format!(
            "\n{seconds:.1} s on {}, {speed:.0} million household-months a second in all\n\
             results: {}\n{report}",
            counted(self.manifest.threads as u64, "thread"),
            path.display(),
        )
    }
}

fn counted(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Estimates of one block below each other; a dash where an alternative has none.
fn aligned(estimates: &[Option<Estimate>], block: &Block) -> Vec<String> {
    let cells: Vec<Option<[String; 6]>> =
        estimates.iter().map(|known| known.as_ref().map(|known| cells(known, block))).collect();
    let width = |part: usize| {
        cells.iter().flatten().map(|cells| cells[part].chars().count()).max().unwrap_or(0)
    };
    let widths = [0, 1, 2, 3, 4, 5].map(width);
    // A number with its error; no room for errors where none is known.
    let number = |cells: &[String; 6], part: usize| {
        let (value, error) = (&cells[part], &cells[part + 1]);
        let error = if error.is_empty() { "\u{b1}?" } else { error };
        match widths[part + 1] {
            0 => format!("{value:>0$}", widths[part]),
            width => format!("{value:>0$} {error:>width$}", widths[part]),
        }
    };
    let line = |cells: &Option<[String; 6]>| match cells {
        None if widths[0] == 0 => String::new(),
        None => format!("{:>1$}", "-", widths[0]),
        Some([mean, ..]) if widths[1] == 0 => format!("{mean:>0$}", widths[0]),
        Some(cells) => {
            format!("{} [{} .. {}]", number(cells, 0), number(cells, 2), number(cells, 4))
        }
    };
    let lines: Vec<String> = cells.iter().map(line).collect();
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    lines.into_iter().map(|line| format!("{line:<width$}")).collect()
}

/// Estimates below each other as [`Screen`] writes them, divided by `per`.
pub fn in_columns(estimates: &[Option<Estimate>], per: f64, decimals: usize) -> Vec<String> {
    aligned(estimates, &Block { measure: Measure::NetPresentValue, heading: "", per, decimals })
}

/// Mean, 5% and 95% as text, each before its error; errors are empty where there are too few draws.
fn cells(estimate: &Estimate, block: &Block) -> [String; 6] {
    let rounded = |value: f64, decimals: usize| {
        let text = format!("{:.decimals$}", value / block.per);
        // No minus before a zero.
        let zero = text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.');
        if zero { text.trim_start_matches('-').to_owned() } else { text }
    };
    let number = |value: f64| rounded(value, block.decimals);
    let error = |error: Option<f64>| {
        error.map_or(String::new(), |error| {
            // An error smaller than the last digit shown still has a size.
            let small =
                error > 0.0 && error / block.per < 0.5 * 0.1_f64.powi(block.decimals as i32);
            format!("\u{b1}{}", rounded(error, block.decimals + if small { 2 } else { 0 }))
        })
    };
    [
        number(estimate.mean),
        error(estimate.standard_error),
        number(estimate.p5),
        error(estimate.errors.p5),
        number(estimate.p95),
        error(estimate.errors.p95),
    ]
}

pub fn chance(chance: &Chance) -> String {
    let percent = |p: f64| format!("{:.0}", 100.0 * p);
    format!("{}% [{} .. {}]", percent(chance.p), percent(chance.low), percent(chance.high))
}

fn shortened(text: &str, width: usize) -> String {
    text.chars().take(width).collect()
}
