//! Layer 6. The page as text: every number of the view printed, every label chosen, ready for a template.
//!
//! HTML knows nothing of numbers; a workbook or a PDF can be filled from the same page.

use serde::Serialize;

use super::ReportError;
use super::charts::text::with_soft_hyphens;
use super::charts::{Context, Figure, figures};
use super::labels::fill;
use super::numbers::Format;
use super::sentences::{Summary, overrun_period, summary};
use super::view::{AssumedValue, Assumption, Estimate, Grade, KeyCell, KeyRow, Unit, View};

/// Everything on the page.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    pub lang: &'static str,
    pub words: Words,
    pub title: String,
    pub municipality: String,
    pub subtitle: String,
    pub synthetic: String,
    pub remarks: Vec<String>,
    pub summary: Summary,
    pub alternatives: Vec<Head>,
    pub key_table: Vec<KeyGroup>,
    pub figures: Vec<Figure>,
    pub overrun_caption: String,
    pub overrun: Vec<OverrunLine>,
    pub assumptions_note: Option<String>,
    pub assumptions: Vec<AssumptionLine>,
    pub unknowns: Vec<String>,
    pub method: Vec<String>,
    pub reproduction: Vec<(&'static str, String)>,
}

/// Headings and captions.
#[derive(Clone, Debug, Serialize)]
pub struct Words {
    skip: &'static str,
    contents: &'static str,
    kind: &'static str,
    summary: &'static str,
    remarks: &'static str,
    reference_mark: &'static str,
    reference_short: &'static str,
    key_table: &'static str,
    key_caption: &'static str,
    measure: &'static str,
    error: &'static str,
    charts: &'static str,
    chart_data: &'static str,
    overrun: &'static str,
    area: &'static str,
    assumptions: &'static str,
    assumptions_caption: &'static str,
    assumptions_heads: [&'static str; 7],
    unknowns: &'static str,
    method: &'static str,
    reproduction: &'static str,
    reproduction_intro: &'static str,
    footer: &'static str,
}

/// Head of an alternative's column.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    pub name: String,
    pub is_reference: bool,
}

/// A measure with its level and its difference.
#[derive(Clone, Debug, Serialize)]
pub struct KeyGroup {
    pub lines: Vec<KeyLine>,
}

/// One printed row of the key table.
#[derive(Clone, Debug, Serialize)]
pub struct KeyLine {
    pub name: String,
    pub unit: String,
    /// A row below the row of the measure itself.
    pub is_difference: bool,
    pub cells: Vec<Option<Cell>>,
}

/// A printed estimate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    pub mean: String,
    pub range: String,
    /// Empty where unknown.
    pub error: String,
}

/// An area with its chances.
#[derive(Clone, Debug, Serialize)]
pub struct OverrunLine {
    pub area: String,
    pub cells: Vec<(String, String)>,
}

/// A printed assumption.
#[derive(Clone, Debug, Serialize)]
pub struct AssumptionLine {
    pub path: String,
    pub value: String,
    pub range: String,
    pub unit: String,
    pub source: String,
    pub grade: &'static str,
    pub note: String,
}

impl Page {
    /// Prints a view that was checked by `clean`.
    pub fn new(view: &View) -> Result<Self, ReportError> {
        let context = Context::new(view);
        let head = |alternative: &super::view::Alternative| Head {
            name: with_soft_hyphens(&alternative.short),
            is_reference: alternative.is_reference,
        };
        let period = overrun_period(context.labels, view.overrun.period);
        Ok(Self {
            lang: context.labels.code,
            words: words(&context),
            title: view.title.clone(),
            municipality: view.municipality.clone(),
            subtitle: template(&context, context.labels.page.subtitle),
            synthetic: template(&context, context.labels.page.synthetic),
            remarks: view.remarks.clone(),
            summary: summary(&context),
            alternatives: view.alternatives.iter().map(head).collect(),
            key_table: view.key_table.iter().map(|row| key_group(&context, row)).collect(),
            figures: figures(view)?,
            overrun_caption: fill(context.labels.tables.overrun_caption, &[("period", &period)]),
            overrun: overrun(&context),
            assumptions_note: assumptions_note(&context),
            assumptions: view
                .assumptions
                .iter()
                .map(|assumption| assumed(&context, assumption))
                .collect(),
            unknowns: unknowns(&context),
            method: context
                .labels
                .page
                .method_list
                .iter()
                .map(|text| template(&context, text))
                .collect(),
            reproduction: reproduction(&context),
        })
    }
}

fn words(context: &Context<'_>) -> Words {
    let (page, tables) = (&context.labels.page, &context.labels.tables);
    Words {
        skip: page.skip,
        contents: page.contents,
        kind: page.kind,
        summary: page.summary,
        remarks: page.remarks,
        reference_mark: page.reference_mark,
        reference_short: page.reference_short,
        key_table: page.key_table,
        key_caption: tables.key_caption,
        measure: tables.measure,
        error: tables.monte_carlo_error,
        charts: page.charts,
        chart_data: page.chart_data,
        overrun: page.overrun,
        area: tables.area,
        assumptions: page.assumptions,
        assumptions_caption: tables.assumptions_caption,
        assumptions_heads: tables.assumptions_heads,
        unknowns: page.unknowns,
        method: page.method,
        reproduction: page.reproduction,
        reproduction_intro: page.reproduction_intro,
        footer: page.footer,
    }
}

/// Fills the names that are the same all over the page.
fn template(context: &Context<'_>, text: &str) -> String {
    let view = context.view;
    let last = i64::from(view.start_year) + i64::from(view.years) - 1;
    fill(
        text,
        &[
            ("municipality", &view.municipality),
            ("first", &view.start_year.to_string()),
            ("last", &last.to_string()),
            ("price_year", &view.price_year.to_string()),
            ("households", &context.numbers.fixed(view.households as f64, 0)),
            ("draws", &context.numbers.fixed(view.reproduction.draws as f64, 0)),
        ],
    )
}

fn key_group(context: &Context<'_>, row: &KeyRow) -> KeyGroup {
    let name = (context.labels.measure)(row.measure);
    let levels = key_line(context, row.unit, &row.cells, |cell| cell.level);
    let differences = key_line(context, row.unit, &row.cells, |cell| {
        cell.difference.map(|difference| difference.estimate)
    });
    let below = context.labels.tables.difference;
    let is_difference = levels.is_some();
    let named = |line: KeyLine, name: &str, is_difference| KeyLine {
        name: name.to_owned(),
        is_difference,
        ..line
    };
    let level = levels.map(|line| named(line, name, false));
    let difference = differences
        .map(|line| named(line, if is_difference { below } else { name }, is_difference));
    KeyGroup { lines: level.into_iter().chain(difference).collect() }
}

fn key_line(
    context: &Context<'_>,
    unit: Unit,
    cells: &[KeyCell],
    pick: impl Fn(&KeyCell) -> Option<Estimate>,
) -> Option<KeyLine> {
    let estimates: Vec<Option<Estimate>> = cells.iter().map(pick).collect();
    let values = estimates.iter().flatten().flat_map(|value| [value.p5, value.mean, value.p95]);
    let format = Format::for_values(unit, values);
    estimates.iter().any(Option::is_some).then(|| KeyLine {
        name: String::new(),
        unit: context.labels.unit_name(unit, format.magnitude),
        is_difference: false,
        cells: estimates
            .iter()
            .map(|estimate| estimate.map(|value| printed(context, value, format)))
            .collect(),
    })
}

fn printed(context: &Context<'_>, value: Estimate, format: Format) -> Cell {
    let numbers = &context.numbers;
    Cell {
        mean: numbers.bare(value.mean, format),
        range: numbers.range(value.p5, value.p95, format),
        error: value
            .se
            .filter(|se| se.is_finite())
            .map_or(String::new(), |se| numbers.bare(se, format.for_error(se))),
    }
}

fn overrun(context: &Context<'_>) -> Vec<OverrunLine> {
    let cell = |chance: &super::view::Probability| {
        let numbers = &context.numbers;
        let bounds = format!(
            "{} {} {}",
            numbers.short_chance(chance.low),
            context.labels.to,
            numbers.short_chance(chance.high)
        );
        (numbers.short_chance(chance.p), bounds)
    };
    let line = |row: &super::view::OverrunRow| OverrunLine {
        area: row.area.clone(),
        cells: row.cells.iter().map(cell).collect(),
    };
    context.view.overrun.areas.iter().map(line).collect()
}

fn assumptions_note(context: &Context<'_>) -> Option<String> {
    let assumptions = &context.view.assumptions;
    let unfounded = |assumption: &&Assumption| {
        assumption.source.is_empty() || matches!(assumption.grade, Some(Grade::D))
    };
    let count = |number: usize| context.numbers.fixed(number as f64, 0);
    let without = count(assumptions.iter().filter(unfounded).count());
    let values = [("without", without.as_str()), ("total", &count(assumptions.len()))];
    (!assumptions.is_empty())
        .then(|| fill(context.labels.tables.assumptions_without_source, &values))
}

fn assumed(context: &Context<'_>, assumption: &Assumption) -> AssumptionLine {
    let numbers = &context.numbers;
    let source = match assumption.source.is_empty() {
        true => context.labels.tables.no_source.to_owned(),
        false => assumption.source.clone(),
    };
    AssumptionLine {
        path: assumption.path.clone(),
        value: match &assumption.value {
            AssumedValue::Number(value) => numbers.plain(*value),
            AssumedValue::Words(words) => words.clone(),
        },
        range: assumption.range.map_or(String::new(), |(low, high)| {
            format!("{} {} {}", numbers.plain(low), context.labels.to, numbers.plain(high))
        }),
        unit: assumption.unit.clone(),
        source,
        grade: assumption.grade.map_or("", context.labels.grade),
        note: assumption.note.clone(),
    }
}

fn unknowns(context: &Context<'_>) -> Vec<String> {
    let page = &context.labels.page;
    let list = context.view.pro_memorie.join(", ");
    let pro_memorie = (!list.is_empty()).then(|| fill(page.pro_memorie, &[("list", &list)]));
    page.unknowns_list.iter().map(|text| (*text).to_owned()).chain(pro_memorie).collect()
}

fn reproduction(context: &Context<'_>) -> Vec<(&'static str, String)> {
    let facts = &context.view.reproduction;
    let values = [
        format!("wijkraming {}", facts.version),
        facts.seed.to_string(),
        context.numbers.fixed(facts.draws as f64, 0),
        facts.method.clone(),
        facts.scenario_file.clone(),
        facts.scenario_hash.clone(),
        facts.command.clone(),
    ];
    context.labels.reproduction.into_iter().zip(values).collect()
}
