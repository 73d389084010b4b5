//! Where the spread of the headline figures comes from, on screen and as JSON: uncertain quantities, or chance.

use serde_json::{Value, json};

use super::columns::{Row, columns};
use crate::analysis::{Headline, VarianceComponents};
use crate::study::SampleTable;

type Pick = fn(&Headline) -> Option<VarianceComponents>;

/// The shares of all headline figures; nothing where no two draws share a row of quantities.
pub fn text(table: &SampleTable, headlines: &[Headline]) -> String {
    let level = rows(table, headlines, |headline| headline.level_variance);
    let difference = rows(table, headlines, |headline| headline.difference_variance);
    let heads =
        || table.header.alternatives.iter().map(|known| known.id.clone()).collect::<Vec<_>>();
    let block = |heading: &str, rows: Vec<Row>| match rows.is_empty() {
        true => String::new(),
        false => format!("\n{heading}\n{}", columns(heads(), &rows)),
    };
    let mut text = block(
        "share of the variance that comes from uncertain quantities \u{b1} standard error; the rest is chance",
        level,
    );
    text.push_str(&block("the same of the difference with the reference", difference));
    if headlines.iter().any(is_negative) {
        text.push_str("  (0%: estimated below zero, too little to be told from nothing)\n");
    }
    text
}

fn is_negative(headline: &Headline) -> bool {
    let both = [headline.level_variance, headline.difference_variance];
    both.into_iter().flatten().any(|known| known.negative)
}

/// A row per measure with a share in any alternative.
fn rows(table: &SampleTable, headlines: &[Headline], pick: Pick) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for of_measure in headlines.chunks(table.header.alternatives.len().max(1)) {
        let cells: Vec<Option<String>> =
            of_measure.iter().map(|headline| pick(headline).and_then(share)).collect();
        if let Some(first) = of_measure.first().filter(|_| cells.iter().any(Option::is_some)) {
            let cells = cells.into_iter().map(|cell| cell.unwrap_or_else(|| "-".to_owned()));
            rows.push((first.measure.key().to_owned(), cells.collect()));
        }
    }
    rows
}

fn share(known: VarianceComponents) -> Option<String> {
    let share = format!("{:.0}%", 100.0 * known.share()?);
    Some(match known.share_error {
        Some(error) => format!("{share} \u{b1}{:.0}", 100.0 * error),
        None => share,
    })
}

/// Both components and the share of the first; null where they are not known.
pub fn variance_json(known: Option<VarianceComponents>) -> Value {
    known.map_or(Value::Null, |known| {
        json!({
            "of_quantities": known.between,
            "of_chance": known.within,
            "share_of_quantities": known.share(),
            "share_of_chance": known.share().map(|share| 1.0 - share),
            "share_error": known.share_error,
            "below_zero": known.negative,
        })
    })
}
