//! Layer 6. What the figures over time have in common: a fan per alternative, the reference's median in each of them.

use super::axis::{Tick, period_name, ticks, time_ticks};
use super::canvas::Stroke;
use super::fan::{Fans, Panel};
use super::keys::{Key, Sign};
use super::palette::{MUTED, REFERENCE};
use super::{Context, DataTable, Figure, MOST_ALTERNATIVES, Sheet, Words, figure};
use crate::report::ReportError;
use crate::report::labels::{FigureWords, fill};
use crate::report::numbers::Format;
use crate::report::view::{Bands, TimeChart, Unit};

/// A longer run is printed per year.
const MOST_ROWS: usize = 150;

/// What tells one figure over time from another.
pub struct Subject<'a> {
    pub id: &'static str,
    pub words: &'a FigureWords,
    pub chart: &'a TimeChart,
    /// Do the lines start at zero?
    pub from_zero: bool,
}

/// The figure.
pub fn over_time(
    context: &Context<'_>,
    subject: &Subject<'_>,
) -> Result<Option<Figure>, ReportError> {
    let chart = subject.chart;
    if chart.periods.count == 0 {
        return Ok(None);
    }
    let reading = context.note(
        subject.words.reading.to_owned(),
        context.labels.charts.first_alternatives,
        MOST_ALTERNATIVES,
        chart.series.len(),
    );
    let reading = context.of_medians(reading, chart.unit, chart.series.iter());
    let words = Words {
        id: subject.id,
        title: subject.words.title.to_owned(),
        description: description(context, subject),
        reading,
    };
    figure(words, table(context, chart), |sheet, meaning| {
        fans(context, subject, sheet).paint(sheet, meaning)
    })
}

fn fans<'a>(context: &Context<'a>, subject: &Subject<'a>, sheet: Sheet) -> Fans<'a> {
    let chart = subject.chart;
    let shown = context.shown();
    let reference = shown.iter().find(|(_, alternative, _)| alternative.is_reference);
    let y_ticks = ticks(0.0, highest(context, chart), 4);
    let format = Format::for_ticks(chart.unit, &y_ticks);
    let ends = end_format(context, chart, format);
    let panels = shown.iter().map(|&(index, alternative, hue)| Panel {
        title: alternative.short.clone(),
        subtitle: subtitle(context, chart, &chart.series[index], ends),
        bands: &chart.series[index],
        hue,
        compare: reference
            .filter(|(other, _, _)| *other != index)
            .map(|(other, _, _)| chart.series[*other].p50.as_slice()),
        end: chart.series[index]
            .p50
            .last()
            .map_or(String::new(), |&end| bare(context, chart, end, ends)),
    });
    Fans {
        panels: panels.collect(),
        keys: keys(context, reference.is_some()),
        periods: chart.periods.count,
        x_ticks: time_ticks(
            chart.periods,
            context.labels,
            if sheet == Sheet::Wide { 4 } else { 5 },
        ),
        y_ticks: y_ticks
            .iter()
            .map(|&at| Tick { at, label: context.numbers.bare(at, format) })
            .collect(),
        axis: context.labels.unit_name(chart.unit, format.magnitude),
        from_zero: subject.from_zero,
        level: None,
        columns: if sheet == Sheet::Wide { 3 } else { 1 },
        plot_height: if sheet == Sheet::Wide { 130.0 } else { 120.0 },
    }
}

/// Too small to be published.
fn is_few(chart: &TimeChart, value: f64) -> bool {
    value < chart.fewest
}

fn bare(context: &Context<'_>, chart: &TimeChart, value: f64, format: Format) -> String {
    if is_few(chart, value) { context.few() } else { context.numbers.bare(value, format) }
}

/// The interval at the end, in words.
fn subtitle(
    context: &Context<'_>,
    chart: &TimeChart,
    bands: &Bands,
    format: Format,
) -> Option<String> {
    let (low, high) = (*bands.p5.last()?, *bands.p95.last()?);
    let range = match is_few(chart, low) {
        true if is_few(chart, high) => context.few(),
        true => {
            let high = context.numbers.bare(high, format);
            format!("{} {} {high}", context.few(), context.labels.to)
        }
        false => context.numbers.range(low, high, format),
    };
    Some(fill(context.labels.charts.end_range, &[("range", &range)]))
}

/// The fan's signs, and the reference's line where there is one to compare with.
fn keys(context: &Context<'_>, with_reference: bool) -> Vec<Key> {
    let mut keys = fan_keys(context);
    if with_reference && context.view.alternatives.len() > 1 {
        let text = context.labels.charts.key_reference.to_owned();
        keys.push(Key { sign: Sign::Line(Stroke::dashed(MUTED.ink, 1.25)), text });
    }
    keys
}

/// The signs of every fan.
pub fn fan_keys(context: &Context<'_>) -> Vec<Key> {
    let charts = &context.labels.charts;
    let key = |sign, text: &str| Key { sign, text: text.to_owned() };
    vec![
        key(Sign::Line(Stroke::solid(REFERENCE.ink, 2.0)), charts.key_median),
        key(Sign::Bands(REFERENCE, 2), charts.key_p50),
        key(Sign::Bands(REFERENCE, 1), charts.key_p90),
    ]
}

fn highest(context: &Context<'_>, chart: &TimeChart) -> f64 {
    let values = context.shown().into_iter().flat_map(|(index, _, _)| &chart.series[index].p95);
    values.copied().filter(|value| value.is_finite()).fold(0.0, f64::max)
}

/// The numbers at the ends of the lines: the axis' magnitude, three significant digits.
fn end_format(context: &Context<'_>, chart: &TimeChart, axis: Format) -> Format {
    let ends = context
        .shown()
        .into_iter()
        .filter_map(|(index, _, _)| chart.series[index].p50.last().copied());
    let format = Format::for_values(chart.unit, ends);
    let whole = matches!(chart.unit, Unit::Households | Unit::HouseholdMonths);
    match format.magnitude == axis.magnitude {
        true if whole => Format { decimals: 0, ..format },
        true => format,
        false => Format { decimals: axis.decimals + 1, ..axis },
    }
}

fn description(context: &Context<'_>, subject: &Subject<'_>) -> String {
    let lines = context.shown().into_iter().filter_map(|(index, alternative, _)| {
        let bands = &subject.chart.series[index];
        let (low, median, high) = (*bands.p5.last()?, *bands.p50.last()?, *bands.p95.last()?);
        let format = Format::for_values(subject.chart.unit, [low, median, high]);
        let print = |value| match is_few(subject.chart, value) {
            true => context.few(),
            false => context.numbers.full(value, format),
        };
        let values = [
            ("name", alternative.short.as_str()),
            ("median", &print(median)),
            ("low", &print(low)),
            ("high", &print(high)),
        ];
        Some(fill(subject.words.line, &values))
    });
    lines.collect::<Vec<_>>().join(" ")
}

fn table(context: &Context<'_>, chart: &TimeChart) -> DataTable {
    let format = Format::for_values(
        chart.unit,
        chart.series.iter().flat_map(|bands| bands.p95.iter().copied()),
    );
    let unit = context.labels.unit_name(chart.unit, format.magnitude);
    let step =
        if chart.periods.count > MOST_ROWS { chart.periods.per_year.max(1) as usize } else { 1 };
    let heads = context
        .view
        .alternatives
        .iter()
        .map(|alternative| context.median_head(&alternative.short, &unit));
    let row = |index: usize| {
        let cells = chart.series.iter().map(|bands| {
            let print = |values: &[f64]| bare(context, chart, values[index], format);
            let values = [
                ("median", print(&bands.p50)),
                ("low", print(&bands.p5)),
                ("high", print(&bands.p95)),
            ];
            fill(
                context.labels.charts.cell,
                &values.each_ref().map(|(name, value)| (*name, value.as_str())),
            )
        });
        std::iter::once(period_name(chart.periods, index, context.labels)).chain(cells).collect()
    };
    DataTable {
        heads: std::iter::once(context.labels.tables.period.to_owned()).chain(heads).collect(),
        rows: (step - 1..chart.periods.count).step_by(step).map(row).collect(),
    }
}
