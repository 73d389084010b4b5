//! The tables of a valuation as records: CSV files in a directory, and one JSON document. Both hold the same.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::Complaint;
use super::value::Valued;
use crate::analysis::{Appraisal, Chance, Estimate, QuantileErrors, RatioSummary, physical};
use crate::mkba::{BenefitCost, ReturnRate, View};
use crate::tables::{AtomicFile, TableError};

/// One table: the file `NAME.csv`, the list `NAME` in JSON.
struct RecordTable {
    name: &'static str,
    heads: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
}

/// All tables of a valuation.
pub struct Records {
    tables: Vec<RecordTable>,
}

/// Columns of an estimate.
const ESTIMATE: [&str; 5] = ["mean", "p5", "p50", "p95", "standard_error"];
/// Columns of a chance, with its 95% interval.
const CHANCE: [&str; 3] = ["chance", "chance_low", "chance_high"];

impl Records {
    pub fn of(valued: &Valued) -> Self {
        Self {
            tables: vec![
                effects(valued),
                present_values(valued),
                years(valued),
                indicators(valued),
                payback(valued),
                stakeholders(valued),
                transfers(valued),
                variants(valued),
            ],
        }
    }

    pub fn write(&self, directory: &TableDirectory) -> Result<(), TableError> {
        self.tables.iter().try_for_each(|table| {
            let path = directory.path.join(format!("{}.csv", table.name));
            let mut writer = csv::Writer::from_writer(AtomicFile::create(&path)?);
            let problem = |error: csv::Error| TableError::new(&path, error);
            writer.write_record(&table.heads).map_err(problem)?;
            for row in &table.rows {
                writer.write_record(row.iter().map(field)).map_err(problem)?;
            }
            let file =
                writer.into_inner().map_err(|error| TableError::new(&path, error.error()))?;
            file.commit()
        })
    }

    pub fn json(&self, valued: &Valued) -> Result<String, Complaint> {
        let tables: Map<String, Value> =
            self.tables.iter().map(|table| (table.name.to_owned(), table.objects())).collect();
        let basis = &valued.basis;
        let all = json!({
            "run": valued.run.manifest,
            "sets": valued.run.scenario.sets(),
            "basis": {
                "discount_rate": valued.discount_rate(),
                "base_year": valued.base_year(),
                "horizon": basis.years(valued.table),
                "price_year": valued.price_year,
                "effect_size": basis.effect_size,
                "optimism_bias": valued.run.scenario.optimism_bias(),
                "household_benefits": if basis.receivers_lose { "count" } else { "ignore" },
            },
            "tables": tables,
        });
        let text = serde_json::to_string_pretty(&all).map_err(Complaint::ours)?;
        Ok(format!("{text}\n"))
    }
}

impl RecordTable {
    fn new(name: &'static str, heads: &[&[&'static str]]) -> Self {
        Self { name, heads: heads.concat(), rows: Vec::new() }
    }

    fn push(&mut self, fields: &[&[Value]]) {
        self.rows.push(fields.concat());
    }

    fn objects(&self) -> Value {
        let object = |row: &Vec<Value>| -> Value {
            let pairs = self.heads.iter().zip(row);
            pairs.map(|(head, value)| ((*head).to_owned(), value.clone())).collect()
        };
        self.rows.iter().map(object).collect()
    }
}

/// A value as CSV has it; what does not exist is empty.
fn field(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn estimate(known: Option<Estimate>) -> [Value; 5] {
    let of = |part: fn(&Estimate) -> Option<f64>| json!(known.as_ref().and_then(part));
    [
        of(|e| Some(e.mean)),
        of(|e| Some(e.p5)),
        of(|e| Some(e.p50)),
        of(|e| Some(e.p95)),
        of(|e| e.standard_error),
    ]
}

fn chance(known: Option<Chance>) -> [Value; 3] {
    let of = |part: fn(&Chance) -> f64| json!(known.as_ref().map(part));
    [of(|c| c.p), of(|c| c.low), of(|c| c.high)]
}

fn effects(valued: &Valued) -> RecordTable {
    let heads: &[&str] = &["alternative", "effect", "label", "unit", "counted"];
    let grades: &[&str] = &["value_grade", "value_source", "rate_grade", "rate_source"];
    let mut table = RecordTable::new("effects", &[heads, &["reference_mean"], &ESTIMATE, grades]);
    for (effect, known) in valued.effects().iter().zip(&valued.evidence) {
        let column = format!("effect_{}", effect.id);
        for line in physical(valued.table, &column, valued.basis.years(valued.table)) {
            table.push(&[
                &[json!(valued.id(line.alternative)), json!(effect.id), json!(effect.label)],
                &[json!(effect.unit), json!(!effect.pm), json!(line.reference.mean)],
                &estimate(Some(line.difference.estimate)),
                &[json!(known.value.grade), json!(known.value.source)],
                &[json!(known.rate.grade), json!(known.rate.source)],
            ]);
        }
    }
    table
}

fn present_values(valued: &Valued) -> RecordTable {
    let heads: &[&str] = &["alternative", "view", "part", "item"];
    let mut table = RecordTable::new("present_values", &[heads, &ESTIMATE]);
    for (appraisal, view) in valued.pairs() {
        let keys = |part: &str, item: String| {
            let id = valued.id(appraisal.alternative);
            [json!(id), json!(view.key()), json!(part), json!(item)]
        };
        for line in appraisal.items(view, valued.table) {
            let part = if line.item.is_programme() { "cost" } else { "benefit" };
            // Costs as costs, benefits as benefits.
            let known = if line.item.is_programme() { negated(line.gain) } else { line.gain };
            table.push(&[&keys(part, valued.item(line.item)), &estimate(Some(known))]);
        }
        let total = |part: &str| keys(part, "total".to_owned());
        table.push(&[&total("cost"), &estimate(appraisal.costs(view))]);
        table.push(&[&total("benefit"), &estimate(appraisal.benefits(view))]);
        let net = appraisal.net(view).map(|net| net.estimate);
        table.push(&[&total("net"), &estimate(net)]);
    }
    table
}

/// The estimate of minus a figure.
pub fn negated(of: Estimate) -> Estimate {
    // No minus zero.
    let minus = |value: f64| 0.0 - value;
    let errors = of.errors;
    Estimate {
        mean: minus(of.mean),
        p5: minus(of.p95),
        p25: minus(of.p75),
        p50: minus(of.p50),
        p75: minus(of.p25),
        p95: minus(of.p5),
        errors: QuantileErrors {
            p5: errors.p95,
            p25: errors.p75,
            p50: errors.p50,
            p75: errors.p25,
            p95: errors.p5,
        },
        ..of
    }
}

fn years(valued: &Valued) -> RecordTable {
    let heads: &[&str] = &["alternative", "view", "year", "figure"];
    let mut table = RecordTable::new("years", &[heads, &ESTIMATE]);
    for (appraisal, view) in valued.pairs() {
        for line in appraisal.years(view, valued.table.header.start_year) {
            for (figure, known) in [
                ("costs", line.costs),
                ("benefits", line.benefits),
                ("net", line.net),
                ("cumulative", line.cumulative),
                ("net_undiscounted", line.net_undiscounted),
            ] {
                let id = valued.id(appraisal.alternative);
                let keys = [json!(id), json!(view.key()), json!(line.year), json!(figure)];
                table.push(&[&keys, &estimate(Some(known))]);
            }
        }
    }
    table
}

fn indicators(valued: &Valued) -> RecordTable {
    let heads: &[&str] = &["alternative", "view", "indicator", "verdict", "value"];
    let mut table = RecordTable::new("indicators", &[heads, &ESTIMATE[1..], &CHANCE]);
    for (appraisal, view) in valued.pairs() {
        let mut push = |name: &str, verdict: &str, known: [Value; 5], of: Option<Chance>| {
            let id = valued.id(appraisal.alternative);
            let keys = [json!(id), json!(view.key()), json!(name), json!(verdict)];
            table.push(&[&keys, &known, &chance(of)]);
        };
        let Some(net) = appraisal.net(view) else { continue };
        push("net_present_value", "", estimate(Some(net.estimate)), Some(net.above_zero));
        push("costs", "", estimate(appraisal.costs(view)), None);
        push("benefits", "", estimate(appraisal.benefits(view)), None);
        let Some(ratio) = appraisal.ratio(view) else { continue };
        push("benefit_cost_ratio", verdict(ratio.of_means), ratio_fields(&ratio), None);
        for (name, share) in [
            ("share_dominant", ratio.dominant),
            ("share_worth_it", ratio.worth_it),
            ("share_not_worth_it", ratio.not_worth_it),
            ("share_saving", ratio.saving),
            ("share_dominated", ratio.dominated),
        ] {
            push(name, "", estimate(None), Some(share));
        }
        let Some(payback) = appraisal.payback(view) else { continue };
        let median = payback.median.map_or("not within the horizon".to_owned(), |n| n.to_string());
        push("payback_median_years", &median, estimate(None), None);
        let within = payback.within.get(valued.within - 1).copied();
        push(&format!("recouped_within_{}_years", valued.within), "", estimate(None), within);
        let Some(rate) = appraisal.return_rate(view) else { continue };
        let of_means = rate_verdict(rate.of_means);
        push("internal_rate_of_return", of_means, estimate(rate.rate), Some(rate.exists));
    }
    table
}

/// The ratio of the means in the place of the mean; the spread where all draws have one.
fn ratio_fields(ratio: &RatioSummary) -> [Value; 5] {
    let [_, p5, p50, p95, _] = estimate(ratio.spread);
    let of_means = match ratio.of_means {
        BenefitCost::Ratio(of_means) => json!(of_means),
        _ => return estimate(None),
    };
    [of_means, p5, p50, p95, json!(ratio.standard_error)]
}

/// What the means of benefits and costs say.
pub fn verdict(of_means: BenefitCost) -> &'static str {
    match of_means {
        BenefitCost::Ratio(ratio) if ratio >= 1.0 => "worth its extra costs",
        BenefitCost::Ratio(_) => "not worth its extra costs",
        BenefitCost::Dominant => "dominant: cheaper and no worse",
        BenefitCost::Saving(_) => "cheaper and worse",
        BenefitCost::Dominated => "dominated: worse and no cheaper",
        BenefitCost::Nothing => "no difference",
    }
}

fn rate_verdict(rate: ReturnRate) -> &'static str {
    match rate {
        ReturnRate::Unique(_) => "one rate",
        ReturnRate::NoCost => "no cost to regain",
        ReturnRate::NeverRegained => "never regained",
        ReturnRate::Loan => "gains before costs",
        ReturnRate::Ambiguous => "several sign changes",
    }
}

fn payback(valued: &Valued) -> RecordTable {
    let mut table =
        RecordTable::new("payback", &[&["alternative", "view", "within_years"], &CHANCE]);
    for (appraisal, view) in valued.pairs() {
        let Some(payback) = appraisal.payback(view) else { continue };
        let keys =
            |years: Value| [json!(valued.id(appraisal.alternative)), json!(view.key()), years];
        for (index, within) in payback.within.iter().enumerate() {
            table.push(&[&keys(json!((index + 1).to_string())), &chance(Some(*within))]);
        }
        table.push(&[&keys(json!("never")), &chance(Some(payback.never))]);
    }
    table
}

fn stakeholders(valued: &Valued) -> RecordTable {
    let mut table =
        RecordTable::new("stakeholders", &[&["alternative", "stakeholder"], &ESTIMATE, &CHANCE]);
    for appraisal in &valued.appraisals {
        let id = valued.id(appraisal.alternative);
        for line in appraisal.parties(valued.table) {
            let gain = line.gain;
            let keys = [json!(id), json!(line.party)];
            table.push(&[&keys, &estimate(Some(gain.estimate)), &chance(Some(gain.above_zero))]);
        }
        let Some(total) = appraisal.net(View::Society) else { continue };
        let keys = [json!(id), json!("total")];
        table.push(&[&keys, &estimate(Some(total.estimate)), &chance(Some(total.above_zero))]);
    }
    table
}

fn transfers(valued: &Valued) -> RecordTable {
    let heads: &[&str] = &["alternative", "item", "from", "to"];
    let mut table = RecordTable::new("transfers", &[heads, &ESTIMATE]);
    for appraisal in &valued.appraisals {
        for line in appraisal.transfers(valued.table) {
            let keys = [
                json!(valued.id(appraisal.alternative)),
                json!(valued.item(line.item)),
                json!(line.from),
                json!(line.to),
            ];
            table.push(&[&keys, &estimate(Some(line.amount))]);
        }
    }
    table
}

fn variants(valued: &Valued) -> RecordTable {
    let heads: &[&str] = &["variant", "setting", "note", "alternative", "view"];
    let mut table = RecordTable::new("variants", &[heads, &ESTIMATE, &CHANCE]);
    let mut push = |names: [&str; 3], appraisals: &[Appraisal]| {
        for appraisal in appraisals {
            for view in &valued.views {
                let Some(net) = appraisal.net(*view) else { continue };
                let keys = [json!(valued.id(appraisal.alternative)), json!(view.key())];
                let known = estimate(Some(net.estimate));
                table.push(&[
                    &names.map(|name| json!(name)),
                    &keys,
                    &known,
                    &chance(Some(net.above_zero)),
                ]);
            }
        }
    };
    push(["as valued", "", ""], &valued.appraisals);
    for variant in &valued.variants {
        push([variant.what, &variant.setting, &variant.note], &variant.appraisals);
    }
    table
}

/// A directory for the tables.
pub struct TableDirectory {
    path: PathBuf,
}

/// Names of the tables, to know those of an earlier valuation.
const NAMES: [&str; 8] = [
    "effects",
    "present_values",
    "years",
    "indicators",
    "payback",
    "stakeholders",
    "transfers",
    "variants",
];

impl TableDirectory {
    /// Opens the directory before anything is computed. A run is left as it is, and so are tables of an earlier
    /// valuation without `force`.
    pub fn open(path: &Path, force: bool) -> Result<Self, TableError> {
        if path.join(crate::tables::RunManifest::FILE).exists() {
            return Err(TableError::new(path, "holds a run, whose files are not added to")
                .hint("give another directory with --out"));
        }
        let known = NAMES.map(|name| path.join(format!("{name}.csv")));
        if !force && known.iter().any(|file| file.exists()) {
            return Err(TableError::new(path, "holds the tables of an earlier valuation")
                .hint("write to another directory with --out, or replace them with --force"));
        }
        std::fs::create_dir_all(path).map_err(|error| TableError::new(path, error))?;
        Ok(Self { path: path.to_owned() })
    }
}
