//! The results of `sensitivity` and `stress` as rows of CSV.

use serde_json::{Value, json};

use super::sensitivity_args::Records;
use crate::analysis::sensitivity::grid::HeatMap;
use crate::analysis::sensitivity::stress::Stressed;
use crate::analysis::sensitivity::tornado::Tornado;
use crate::analysis::sensitivity::{Mean, OutputName};
use crate::sensitivity::{BreakEven, FactorShares, GivenOutput, SobolOutput};

fn output(name: &OutputName) -> Vec<Value> {
    vec![json!(name.measure), json!(name.alternative), json!(name.against)]
}

fn mean(known: &Mean) -> [Value; 2] {
    [json!(known.mean), json!(known.standard_error)]
}

pub fn tornado(found: &[Option<Tornado>]) -> Records {
    let mut records = Records::new(&[
        "measure",
        "alternative",
        "against",
        "base",
        "base_error",
        "quantity",
        "low",
        "output_at_low",
        "change_at_low",
        "change_at_low_error",
        "high",
        "output_at_high",
        "change_at_high",
        "change_at_high_error",
        "swing",
        "swing_error",
    ]);
    for tornado in found.iter().flatten() {
        for bar in &tornado.bars {
            let mut row = output(&tornado.output);
            row.extend(mean(&tornado.base));
            row.push(json!(bar.quantity));
            for end in [&bar.low, &bar.high] {
                row.extend([json!(end.at), json!(end.output.mean)]);
                row.extend(mean(&end.change));
            }
            row.extend(mean(&bar.swing));
            records.rows.push(row);
        }
    }
    records
}

pub fn heat_map(found: &HeatMap) -> Records {
    let mut records = Records::new(&[
        "measure",
        "alternative",
        "against",
        "first",
        "first_value",
        "second",
        "second_value",
        "mean",
        "standard_error",
    ]);
    for map in &found.maps {
        for (x, cells) in found.first.values.iter().zip(&map.cells) {
            for (y, cell) in found.second.values.iter().zip(cells) {
                let mut row = output(&map.output);
                row.extend([json!(found.first.quantity), json!(x)]);
                row.extend([json!(found.second.quantity), json!(y)]);
                row.extend(cell.as_ref().map_or([Value::Null, Value::Null], mean));
                records.rows.push(row);
            }
        }
    }
    records
}

/// Turns, and then the scores of the scan: one table with a column that tells them apart.
pub fn break_even(found: &BreakEven) -> Records {
    let mut records = Records::new(&[
        "kind",
        "quantity",
        "measure",
        "at",
        "standard_error",
        "low",
        "high",
        "below",
        "above",
        "best_changes",
        "alternative",
        "score",
        "score_error",
    ]);
    let named = |kind: &str| vec![json!(kind), json!(found.quantity), json!(found.measure)];
    for turn in &found.turning.turns {
        let mut row = named("turn");
        row.extend([json!(turn.at), json!(turn.standard_error), json!(turn.low), json!(turn.high)]);
        row.extend([json!(turn.below), json!(turn.above), json!(turn.best_changes)]);
        row.extend([Value::Null, Value::Null, Value::Null]);
        records.rows.push(row);
    }
    for point in &found.turning.scan {
        for (id, score) in found.turning.alternatives.iter().zip(&point.scores) {
            let mut row = named("scan");
            row.push(json!(point.at));
            row.extend(std::iter::repeat_n(Value::Null, 6));
            row.push(json!(id));
            row.extend(score.as_ref().map_or([Value::Null, Value::Null], mean));
            records.rows.push(row);
        }
    }
    records
}

pub fn sobol(found: &[Option<SobolOutput>]) -> Records {
    let mut records = Records::new(&[
        "measure",
        "alternative",
        "against",
        "mean",
        "standard_deviation",
        "rows",
        "factor",
        "first",
        "first_low",
        "first_high",
        "total",
        "total_low",
        "total_high",
    ]);
    for own in found.iter().flatten() {
        let row = |shares: &FactorShares| {
            let mut row = output(&own.output);
            row.extend([json!(own.mean), json!(own.standard_deviation), json!(own.rows)]);
            row.push(json!(shares.factor));
            for share in [&shares.first, &shares.total] {
                row.extend([json!(share.value), json!(share.low), json!(share.high)]);
            }
            row
        };
        records.rows.extend(own.factors.iter().chain([&own.chance]).map(row));
    }
    records
}

pub fn given(found: &[Option<GivenOutput>]) -> Records {
    let mut records = Records::new(&[
        "measure",
        "alternative",
        "against",
        "draws",
        "factor",
        "first",
        "standard_error",
        "terms",
    ]);
    for own in found.iter().flatten() {
        for factor in &own.factors {
            let mut row = output(&own.output);
            let first = factor.first.as_ref();
            row.extend([json!(own.draws), json!(factor.factor)]);
            row.extend([json!(first.map(|first| first.value))]);
            row.extend([json!(first.map(|first| first.standard_error))]);
            row.extend([json!(first.map(|first| first.terms))]);
            records.rows.push(row);
        }
    }
    records
}

pub fn stress(found: &[Stressed]) -> Records {
    let mut records = Records::new(&[
        "stress",
        "start_year",
        "measure",
        "alternative",
        "against",
        "unstressed",
        "unstressed_error",
        "stressed",
        "stressed_error",
        "change",
        "change_error",
        "change_p5",
        "change_p50",
        "change_p95",
        "below_zero",
        "above_zero",
    ]);
    for stress in found {
        for line in &stress.lines {
            let mut row = vec![json!(stress.id), json!(stress.start_year)];
            row.extend(output(&line.output));
            let change = &line.change.estimate;
            for estimate in [&line.unstressed, &line.stressed, change] {
                row.extend([json!(estimate.mean), json!(estimate.standard_error)]);
            }
            row.extend([json!(change.p5), json!(change.p50), json!(change.p95)]);
            row.extend([json!(line.change.below_zero.p), json!(line.change.above_zero.p)]);
            records.rows.push(row);
        }
    }
    records
}
