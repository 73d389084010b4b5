//! The screen of a run as JSON: the same figures, as programs read them.

use std::path::Path;

use serde_json::{Value, json};

use super::until_se::{self, Asked};
use super::{Complaint, screen_notes, screen_variance};
use crate::analysis::{self, Appraisal, Chance, Estimate, Headline};
use crate::mkba::View;
use crate::study::{Header, SampleTable};
use crate::tables::RunManifest;

/// The summary as JSON on standard output.
pub fn print(
    manifest: &RunManifest,
    table: &SampleTable,
    path: &Path,
    until: &[Asked],
) -> Result<(), Complaint> {
    let headlines = analysis::headlines(table);
    let appraisals = analysis::appraise(table, &analysis::Basis::default());
    let all = json!({
        "run": manifest,
        "directory": path,
        "measures": measures_json(&headlines, &table.header),
        "stakeholders": stakeholders_json(&appraisals, table),
        "payback": payback_json(&appraisals, &table.header),
        "overrun": overrun_json(table),
        "until_se": until_se::json(until, &headlines, &table.header),
        "notes": screen_notes::notes(manifest, table),
    });
    let text = serde_json::to_string_pretty(&all).map_err(Complaint::ours)?;
    super::man::print(format!("{text}\n").as_bytes()).map(|_| ())
}

/// What a run without summary has to tell.
pub fn print_tables_only(manifest: &RunManifest, path: &Path) -> Result<(), Complaint> {
    let all = json!({ "run": manifest, "directory": path });
    let text = serde_json::to_string_pretty(&all).map_err(Complaint::ours)?;
    super::man::print(format!("{text}\n").as_bytes()).map(|_| ())
}

fn measures_json(headlines: &[Headline], header: &Header) -> Vec<Value> {
    let shown = headlines.iter().filter(|own| own.level.is_some() || own.difference.is_some());
    let line = |own: &Headline| {
        json!({
            "measure": own.measure.key(),
            "alternative": header.alternatives[own.alternative].id,
            "level": own.level.map(estimate_json),
            "level_variance": screen_variance::variance_json(own.level_variance),
            "difference": own.difference.map(|difference| json!({
                "estimate": estimate_json(difference.estimate),
                "below_zero": chance_json(difference.below_zero),
                "above_zero": chance_json(difference.above_zero),
            })),
            "difference_variance": screen_variance::variance_json(own.difference_variance),
        })
    };
    shown.map(line).collect()
}

fn overrun_json(table: &SampleTable) -> Vec<Value> {
    let header = &table.header;
    let mut lines = Vec::new();
    for (area, chances) in header.areas.iter().zip(analysis::overrun(table)) {
        for (alternative, chances) in header.alternatives.iter().zip(&chances) {
            lines.push(json!({
                "area": area,
                "alternative": alternative.id,
                "average_year": chance_json(chances.average_year),
                "any_year": chance_json(chances.any_year),
            }));
        }
    }
    lines
}

fn payback_json(appraisals: &[Appraisal], header: &Header) -> Vec<Value> {
    let both = appraisals.iter().flat_map(|known| View::ALL.map(|view| (known, view)));
    let line = |(known, view): (&Appraisal, View)| {
        let within = known.payback(view)?.within;
        Some(json!({
            "alternative": header.alternatives[known.alternative].id,
            "view": view.key(),
            "within_years": within.into_iter().map(chance_json).collect::<Vec<_>>(),
        }))
    };
    both.filter_map(line).collect()
}

fn stakeholders_json(appraisals: &[Appraisal], table: &SampleTable) -> Vec<Value> {
    let mut lines = Vec::new();
    for known in appraisals {
        for line in known.parties(table) {
            lines.push(json!({
                "alternative": table.header.alternatives[known.alternative].id,
                "stakeholder": line.party,
                "gain": estimate_json(line.gain.estimate),
                "above_zero": chance_json(line.gain.above_zero),
            }));
        }
    }
    lines
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
        "p5_error": estimate.errors.p5,
        "p25_error": estimate.errors.p25,
        "p50_error": estimate.errors.p50,
        "p75_error": estimate.errors.p75,
        "p95_error": estimate.errors.p95,
    })
}

fn chance_json(chance: Chance) -> Value {
    json!({ "p": chance.p, "low": chance.low, "high": chance.high })
}
