//! Layer 6. Fills what the view says of its errors from the analysis of a run.

use super::build::KEY_TABLE;
use super::view::{FewBeyond, FewEvents, Precision, SpreadRow, SpreadShare};
use crate::analysis::{Draws, ENOUGH_BEYOND, FEW_EVENTS, Headline, Shortage, VarianceComponents};
use crate::study::SampleTable;
use crate::tables::RunManifest;

/// How precise the figures of a run are.
pub fn precision(table: &SampleTable, headlines: &[Headline], manifest: &RunManifest) -> Precision {
    let draws = Draws::of(table);
    let shortage = Shortage::of(table);
    let of_batches = draws.batches().map_or(0, |batches| batches.count() as u64);
    let dependent = !manifest.central && manifest.method != "random";
    Precision {
        rows: manifest.draws_range.1 - manifest.draws_range.0,
        replications: manifest.replications,
        central: manifest.central,
        cautious: dependent && of_batches == 0,
        batches: of_batches,
        spread: spread(headlines),
        few_beyond: shortage.quantiles.map(|known| FewBeyond {
            beyond: known.beyond,
            needed: known.needed,
            enough: ENOUGH_BEYOND,
        }),
        few_events: shortage.chances.map(|known| few_events(table, &known)),
    }
}

fn few_events(table: &SampleTable, known: &crate::analysis::FewEvents) -> FewEvents {
    let rarest = known.rarest;
    let overrun = rarest.chance.p < 0.5;
    FewEvents {
        few: known.few as u64,
        all: known.all as u64,
        below: FEW_EVENTS,
        area: table.header.areas[rarest.area].clone(),
        alternative: rarest.alternative,
        overrun,
        events: rarest.events,
        draws: table.draws.len() as u64,
        bound: if overrun { rarest.chance.high } else { 1.0 - rarest.chance.low },
        needed: known.needed,
    }
}

/// A row per measure of the key table that has a share in any alternative.
fn spread(headlines: &[Headline]) -> Vec<SpreadRow> {
    let row = |(from, measure, _): &(crate::analysis::Measure, super::view::Measure, _)| {
        let own = || headlines.iter().filter(|headline| headline.measure == *from);
        SpreadRow {
            measure: *measure,
            level: own().map(|headline| headline.level_variance.and_then(share)).collect(),
            difference: own()
                .map(|headline| headline.difference_variance.and_then(share))
                .collect(),
        }
    };
    let known = |row: &SpreadRow| row.level.iter().chain(&row.difference).any(Option::is_some);
    KEY_TABLE.iter().map(row).filter(known).collect()
}

fn share(known: VarianceComponents) -> Option<SpreadShare> {
    let share = known.share()?;
    Some(SpreadShare { share, se: known.share_error, below_zero: known.negative })
}
