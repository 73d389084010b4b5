//! Figures of a set of results as a table on screen and as CSV.

use crate::batch::summary::{By, Line};

/// The figures as CSV: comma, point, LF; a line each, with its errors.
pub fn csv(by: &[By], lines: &[Line]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["scenario", "variant"].into_iter().chain(by.iter().map(|by| by.key()));
    writer.write_record(head.chain([
        "alternative",
        "measure",
        "per",
        "unit",
        "municipalities",
        "inhabitants",
        "households",
        "draws",
        "mean",
        "mean_error",
        "p5",
        "p5_error",
        "p50",
        "p50_error",
        "p95",
        "p95_error",
        "lowest",
        "lowest_municipality",
        "highest",
        "highest_municipality",
    ]))?;
    for line in lines {
        writer.write_record(fields(line))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn fields(line: &Line) -> Vec<String> {
    let number = |value: f64| value.to_string();
    let maybe = |value: Option<f64>| value.map_or_else(String::new, number);
    let estimate = &line.estimate;
    let mut fields = vec![line.scenario.clone(), line.variant.clone()];
    fields.extend(line.group.iter().cloned());
    fields.extend([&line.alternative, &line.measure].map(Clone::clone));
    fields.extend([line.per, line.unit].map(str::to_owned));
    fields.extend([
        line.municipalities.to_string(),
        maybe(line.inhabitants),
        number(line.households),
        line.draws.to_string(),
        number(estimate.mean),
        maybe(estimate.standard_error),
    ]);
    for (value, error) in [
        (estimate.p5, estimate.errors.p5),
        (estimate.p50, estimate.errors.p50),
        (estimate.p95, estimate.errors.p95),
    ] {
        fields.extend([number(value), maybe(error)]);
    }
    for bound in [&line.lowest, &line.highest] {
        let (name, value) =
            bound.clone().map_or_else(Default::default, |(name, value)| (name, number(value)));
        fields.extend([value, name]);
    }
    fields
}

/// A table for each measure. Differences by nature leave the nulalternatief out, where they are zero.
pub fn screen(by: &[By], lines: &[Line], per: Option<&str>) -> String {
    let per = per.unwrap_or_else(|| usual(lines));
    let shown: Vec<&Line> = lines
        .iter()
        .filter(|line| line.per == per && !(line.difference && line.reference))
        .collect();
    let mut measures: Vec<&str> = shown.iter().map(|line| line.measure.as_str()).collect();
    let mut seen = Vec::new();
    measures.retain(|measure| {
        !seen.contains(measure) && {
            seen.push(*measure);
            true
        }
    });
    if measures.is_empty() {
        return format!(
            "no figures per {per}: inhabitants are known of municipalities in the CBS data\n"
        );
    }
    let tables = measures.iter().map(|measure| {
        let own: Vec<&Line> =
            shown.iter().filter(|line| line.measure == *measure).copied().collect();
        table(by, &own)
    });
    tables.collect::<Vec<_>>().join("\n")
}

/// Per inhabitant where inhabitants are known of all, else per household.
fn usual(lines: &[Line]) -> &'static str {
    let known = lines.iter().all(|line| line.inhabitants.is_some());
    if known { "inhabitant" } else { "household" }
}

fn table(by: &[By], lines: &[&Line]) -> String {
    let first = lines[0];
    let mut rows: Vec<Vec<String>> = vec![
        ["scenario", "variant"]
            .into_iter()
            .chain(by.iter().map(|by| by.key()))
            .chain(["alternative", "n", "mean", "error", "5%", "95%", "lowest", "highest"])
            .map(str::to_owned)
            .collect(),
    ];
    rows.extend(lines.iter().map(|line| row(line)));
    // What is the same everywhere need not be repeated.
    let constant = |column: usize| rows[1..].iter().all(|row| row[column] == rows[1][column]);
    let left: Vec<usize> = (0..rows[0].len())
        .filter(|column| !(is_empty(&rows, *column) || *column < 2 && constant(*column)))
        .collect();
    let words = left.iter().filter(|column| **column < by.len() + 3).count();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = left.iter().map(|column| width(*column).unwrap_or(0)).collect();
    let per = if first.per == "total" { String::new() } else { format!(" per {}", first.per) };
    let mut text = format!("{}, {}{per}, {} draws\n", first.measure, first.unit, first.draws);
    for row in &rows {
        let cells = left.iter().zip(&widths).enumerate().map(|(place, (column, width))| {
            if place < words {
                format!("{:<width$}", row[*column])
            } else {
                format!("{:>width$}", row[*column])
            }
        });
        let line: Vec<String> = cells.collect();
        text.push_str(&format!("  {}\n", line.join("  ").trim_end()));
    }
    text
}

fn is_empty(rows: &[Vec<String>], column: usize) -> bool {
    rows[1..].iter().all(|row| row[column].is_empty())
}

fn row(line: &Line) -> Vec<String> {
    let estimate = &line.estimate;
    let digits = digits(line);
    let number = |value: f64| format!("{value:.digits$}");
    let error = estimate
        .standard_error
        .map_or_else(|| "-".to_owned(), |error| format!("{error:.*}", digits + 1));
    let bound = |bound: &Option<(String, f64)>| match bound {
        Some((name, value)) if line.municipalities > 1 => format!("{} ({name})", number(*value)),
        _ => String::new(),
    };
    let mut row = vec![line.scenario.clone(), line.variant.clone()];
    row.extend(line.group.iter().cloned());
    row.extend([line.alternative.clone(), line.municipalities.to_string()]);
    row.extend([number(estimate.mean), error, number(estimate.p5), number(estimate.p95)]);
    row.extend([bound(&line.lowest), bound(&line.highest)]);
    row
}

/// Figures per head are small.
fn digits(line: &Line) -> usize {
    match (line.per, line.unit) {
        ("total", _) => 0,
        (_, "euro") => 2,
        _ => 4,
    }
}
