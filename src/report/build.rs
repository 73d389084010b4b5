//! Fills the view of a report from the analysis of a run. Chooses what is shown and names it; computes nothing.

use super::council::{self, stress};
use super::precision::precision;
use super::view::{
    Alternative, AssumedValue, Assumption, Bands, ChartData, Difference, Estimate, Grade, KeyCell,
    KeyRow, Lang, Measure, OverrunPeriod, OverrunRow, OverrunTable, Periods, Probability,
    Reproduction, TimeChart, Uitputting, UitputtingPanel, Unit, View,
};
use super::{areas, budgets, welfare};
use crate::analysis;
use crate::analysis::sensitivity::tornado::Tornado;
use crate::scenario::{self, Scenario};
use crate::study::{BudgetTable, Header, Model, SampleMatrix, SampleTable};
use crate::tables::RunManifest;

/// Where the words of a report come from.
pub struct Source<'a> {
    pub scenario: &'a Scenario,
    pub manifest: &'a RunManifest,
    /// For the sections on reserves and burdens, which are left out without it.
    pub budgets: Option<&'a BudgetTable>,
    /// Values of the uncertain quantities, a row per draw of the run; how sure the choice is and charts on decisions are
    /// left out without them.
    pub samples: Option<&'a SampleMatrix>,
    /// Tornados that were simulated (`wijkraming sensitivity`), in the place of those that the draws tell.
    pub sensitivity: Option<&'a [Tornado]>,
    /// What stress tests of the same scenario left.
    pub stress: Option<&'a stress::Outcome>,
    pub lang: Lang,
}

/// The language that a word on the command line means; Dutch for any other than `en`.
pub fn lang(word: &str) -> Lang {
    if word == "en" { Lang::En } else { Lang::Nl }
}

/// Rows of the key table, in the order of printing.
pub const KEY_TABLE: &[(analysis::Measure, Measure, Unit)] = &[
    (analysis::Measure::MunicipalCost, Measure::MunicipalCost, Unit::Euro),
    (analysis::Measure::MunicipalCostPerYear, Measure::MunicipalCostPerYear, Unit::EuroPerYear),
    (analysis::Measure::NetPresentValue, Measure::NetPresentValue, Unit::Euro),
    (analysis::Measure::MunicipalNetPresentValue, Measure::MunicipalNetPresentValue, Unit::Euro),
    (analysis::Measure::MeanWait, Measure::MeanWait, Unit::Months),
    (analysis::Measure::QueueEnd, Measure::QueueEnd, Unit::Households),
    (
        analysis::Measure::CrisisHouseholdMonths,
        Measure::CrisisHouseholdMonths,
        Unit::HouseholdMonths,
    ),
    (analysis::Measure::Clients, Measure::Clients, Unit::Households),
    (analysis::Measure::InformalHours, Measure::InformalHours, Unit::Hours),
    (analysis::Measure::EigenBijdrage, Measure::EigenBijdrage, Unit::Euro),
    (analysis::Measure::Overrun, Measure::Overrun, Unit::Euro),
];

/// The view of a run.
pub fn view(table: &SampleTable, source: &Source) -> View {
    let header = &table.header;
    let scenario = source.scenario;
    let headlines = analysis::headlines(table);
    View {
        lang: source.lang,
        title: scenario.title.clone(),
        municipality: scenario.municipality.clone().unwrap_or_default(),
        start_year: header.start_year,
        years: header.years as u32,
        price_year: scenario.price_year,
        households: header.households,
        alternatives: alternatives(header),
        key_table: key_table(&headlines),
        overrun: overrun(table),
        areas: areas::areas(table),
        welfare: welfare::welfare(table),
        budgets: source.budgets.map(budgets::budgets).unwrap_or_default(),
        charts: charts(table, source),
        assumptions: assumptions(scenario),
        pro_memorie: pro_memorie(scenario),
        remarks: Vec::new(),
        precision: precision(table, &headlines, source.manifest),
        council: council::council(table, source),
        reproduction: reproduction(source.manifest),
    }
}

fn alternatives(header: &Header) -> Vec<Alternative> {
    let shown = |known: &crate::study::AlternativeName| Alternative {
        id: known.id.clone(),
        title: known.title.clone(),
        short: Alternative::short_of(&known.title),
        is_reference: known.reference,
    };
    header.alternatives.iter().map(shown).collect()
}

fn key_table(headlines: &[analysis::Headline]) -> Vec<KeyRow> {
    let row = |(from, measure, unit): &(analysis::Measure, Measure, Unit)| KeyRow {
        measure: *measure,
        unit: *unit,
        cells: headlines.iter().filter(|headline| headline.measure == *from).map(cell).collect(),
    };
    KEY_TABLE.iter().map(row).collect()
}

fn cell(headline: &analysis::Headline) -> KeyCell {
    KeyCell {
        few: false,
        level: headline.level.map(estimate),
        difference: headline.difference.map(|difference| Difference {
            estimate: estimate(difference.estimate),
            below: probability(difference.below_zero),
            above: probability(difference.above_zero),
        }),
    }
}

pub(super) fn estimate(from: analysis::Estimate) -> Estimate {
    Estimate {
        mean: from.mean,
        p5: from.p5,
        p95: from.p95,
        se: from.standard_error,
        bounds_se: [from.errors.p5, from.errors.p95],
    }
}

pub(super) fn probability(from: analysis::Chance) -> Probability {
    Probability { p: from.p, low: from.low, high: from.high }
}

fn overrun(table: &SampleTable) -> OverrunTable {
    let rows = table.header.areas.iter().zip(analysis::overrun(table));
    let row = |(area, chances): (&String, Vec<analysis::OverrunChances>)| OverrunRow {
        area: area.clone(),
        cells: chances.into_iter().map(|chances| probability(chances.average_year)).collect(),
    };
    OverrunTable { period: OverrunPeriod::AverageYear, areas: rows.map(row).collect() }
}

fn charts(table: &SampleTable, source: &Source) -> ChartData {
    let (header, manifest) = (&table.header, source.manifest);
    let chart = |unit, per_year, count, fans: Vec<analysis::Fan>| TimeChart {
        unit,
        periods: Periods { start_year: header.start_year, per_year, count },
        series: fans.into_iter().map(bands).collect(),
        fewest: 0.0,
    };
    let years = header.years;
    let months = header.months();
    ChartData {
        cumulative_cost: Some(chart(Unit::Euro, 1, years, analysis::cumulative_cost(table))),
        // A run that was joined from parts without months has nothing to show here.
        waiting: manifest
            .monthly
            .then(|| chart(Unit::Households, 12, months, analysis::monthly(table, |o| &o.queued))),
        severity: manifest
            .monthly
            .then(|| chart(Unit::Households, 12, months, analysis::monthly(table, |o| &o.crisis))),
        uitputting: manifest.monthly.then(|| uitputting(table)),
        more: super::build_charts::more_charts(table, source),
    }
}

pub(super) fn bands(fan: analysis::Fan) -> Bands {
    let largest = fan.largest_errors;
    Bands {
        p5: fan.p5,
        p25: fan.p25,
        p50: fan.p50,
        p75: fan.p75,
        p95: fan.p95,
        largest_errors: [largest.p5, largest.p50, largest.p95],
    }
}

/// The uitputting of the first alternative that is not the reference.
fn uitputting(table: &SampleTable) -> Uitputting {
    let header = &table.header;
    let project = header.alternatives.iter().position(|known| !known.reference).unwrap_or(0);
    let nothing = Probability { p: 0.0, low: 0.0, high: 1.0 };
    let panel = |from: analysis::Uitputting| UitputtingPanel {
        area: header.areas[from.area].clone(),
        spent_share: bands(from.share),
        overrun: from.overrun.map_or(nothing, probability),
        budget_eur: from.budget,
    };
    Uitputting {
        alternative: project,
        year: header.start_year + table.uitputting_year() as i32,
        panels: analysis::uitputting(table, project).into_iter().map(panel).collect(),
    }
}

fn assumptions(scenario: &Scenario) -> Vec<Assumption> {
    scenario.assumptions().iter().map(|from| assumption(scenario, from)).collect()
}

fn assumption(scenario: &Scenario, from: &scenario::Assumption) -> Assumption {
    let quantity = scenario.quantities().iter().find(|quantity| quantity.path == from.path);
    let grade = match from.grade.as_deref() {
        Some("A") => Some(Grade::A),
        Some("B") => Some(Grade::B),
        Some("C") => Some(Grade::C),
        Some("D") => Some(Grade::D),
        _ => None,
    };
    let in_words = |words: &str| {
        words.parse().map_or_else(|_| AssumedValue::Words(words.to_owned()), AssumedValue::Number)
    };
    let value = match quantity {
        Some(quantity) => AssumedValue::Number(quantity.distribution.mean()),
        None => in_words(from.converted.as_ref().unwrap_or(&from.value)),
    };
    let written = from.converted.as_ref().and(from.price_year);
    Assumption {
        path: from.path.clone(),
        value,
        range: quantity.map(|quantity| {
            let distribution = &quantity.distribution;
            (distribution.quantile(0.05), distribution.quantile(0.95))
        }),
        unit: from.unit.clone().unwrap_or_default(),
        source: from.source.clone().unwrap_or_default(),
        grade,
        note: from.note.clone().unwrap_or_default(),
        written: written.map(|year| (in_words(&from.value), year)),
    }
}

/// Effects that are listed, but not counted.
fn pro_memorie(scenario: &Scenario) -> Vec<String> {
    let central = crate::study::sampling::central(scenario.quantities());
    let parameters = scenario.parameters(0, &central);
    parameters.effects.into_iter().filter(|effect| effect.pm).map(|effect| effect.label).collect()
}

fn reproduction(manifest: &RunManifest) -> Reproduction {
    Reproduction {
        version: manifest.version.clone(),
        seed: manifest.seed,
        draws: manifest.draws_range.1 - manifest.draws_range.0,
        method: match &manifest.posterior {
            Some(own) => {
                format!("{}, posterior (ESS {:.0} / {})", manifest.method, own.effective, own.rows)
            }
            None => manifest.method.clone(),
        },
        scenario_file: manifest.scenario_file.clone(),
        scenario_hash: manifest.scenario_sha256.clone(),
        command: manifest.command.clone(),
    }
}
