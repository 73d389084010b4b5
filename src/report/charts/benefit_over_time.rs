//! Layer 6. Net benefit to society since the start, discounted: a fan per alternative around the line of zero.

use super::axis::{Tick, period_name, ticks, time_ticks};
use super::canvas::Stroke;
use super::fan::{Fans, Panel};
use super::keys::{Key, Sign};
use super::over_time::fan_keys;
use super::palette::{Hue, INK};
use super::{Context, DataTable, Drawn, Sheet, Words, figure as finish};
use crate::report::labels::fill;
use crate::report::numbers::Format;
use crate::report::view::{Alternative, Bands, TimeChart, Unit};

/// An alternative with its fan.
type Line<'a> = (&'a Alternative, Hue, &'a Bands);

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Drawn {
    let Some(chart) = &context.view.charts.more.net_benefit else { return Ok(None) };
    let shown = context.shown();
    let lines: Vec<Line<'_>> = shown
        .iter()
        .filter(|(_, alternative, _)| !alternative.is_reference)
        .map(|&(index, alternative, hue)| (alternative, hue, &chart.series[index]))
        .collect();
    if lines.is_empty() || chart.periods.count == 0 {
        return Ok(None);
    }
    let own = &context.labels.more.benefit_over_time;
    let reading =
        context.of_medians(own.reading.to_owned(), Unit::Euro, lines.iter().map(|line| line.2));
    let reading = context.note(
        reading,
        context.labels.charts.first_alternatives,
        shown.len(),
        context.view.alternatives.len(),
    );
    let description = lines.iter().filter_map(|line| describe(context, line));
    let words = Words {
        id: "benefit_over_time",
        title: own.title.to_owned(),
        reading,
        description: description.collect::<Vec<_>>().join(" "),
    };
    finish(words, table(context, chart, &lines), |sheet, meaning| {
        fans(context, chart, &lines, sheet).paint(sheet, meaning)
    })
}

fn describe(context: &Context<'_>, (alternative, _, bands): &Line<'_>) -> Option<String> {
    let (low, median, high) = (*bands.p5.last()?, *bands.p50.last()?, *bands.p95.last()?);
    let format = Format::for_values(Unit::Euro, [low, median, high]);
    let print = |value| context.numbers.full(value, format);
    Some(fill(
        context.labels.more.benefit_over_time.line,
        &[
            ("name", &alternative.short),
            ("median", &print(median)),
            ("low", &print(low)),
            ("high", &print(high)),
        ],
    ))
}

fn fans<'a>(
    context: &Context<'_>,
    chart: &TimeChart,
    lines: &[Line<'a>],
    sheet: Sheet,
) -> Fans<'a> {
    let values = lines.iter().flat_map(|line| line.2.p5.iter().chain(&line.2.p95)).copied();
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((0f64, 0f64), |(low, high), value| (low.min(value), high.max(value)));
    // A sliver below or above zero is thinner than the line of zero: it needs no room of its own.
    let sliver = 0.01 * (high - low);
    let low = if low > -sliver { 0.0 } else { low };
    let high = if high < sliver { 0.0 } else { high };
    let marks = ticks(low, high, 4);
    let format = Format::for_ticks(Unit::Euro, &marks);
    let ends = Format { decimals: format.decimals.max(1), ..format };
    let panels = lines.iter().map(|(alternative, hue, bands)| {
        let last = |values: &[f64]| values.last().copied().unwrap_or(f64::NAN);
        let range = context.numbers.range(last(&bands.p5), last(&bands.p95), ends);
        Panel {
            title: alternative.short.clone(),
            subtitle: Some(fill(context.labels.charts.end_range, &[("range", &range)])),
            bands,
            hue: *hue,
            compare: None,
            end: context.numbers.bare(last(&bands.p50), ends),
        }
    });
    let mut keys = fan_keys(context);
    let text = context.labels.more.key_zero.to_owned();
    keys.push(Key { sign: Sign::Line(Stroke::dashed(INK.ink, 1.5)), text });
    Fans {
        panels: panels.collect(),
        keys,
        periods: chart.periods.count,
        x_ticks: time_ticks(
            chart.periods,
            context.labels,
            if sheet == Sheet::Wide { 4 } else { 5 },
        ),
        y_ticks: marks
            .iter()
            .map(|&at| Tick { at, label: context.numbers.bare(at, format) })
            .collect(),
        axis: context.labels.unit_name(Unit::Euro, format.magnitude),
        from_zero: true,
        level: Some(0.0),
        columns: if sheet == Sheet::Wide { 3 } else { 1 },
        plot_height: if sheet == Sheet::Wide { 140.0 } else { 120.0 },
    }
}

fn table(context: &Context<'_>, chart: &TimeChart, lines: &[Line<'_>]) -> DataTable {
    let all = lines.iter().flat_map(|line| line.2.p5.iter().chain(&line.2.p95)).copied();
    let format = Format::for_values(Unit::Euro, all);
    let unit = context.labels.unit_name(Unit::Euro, format.magnitude);
    let heads = lines.iter().map(|line| context.median_head(&line.0.short, &unit));
    let row = |period: usize| {
        let cells = lines.iter().map(|(_, _, bands)| {
            let print = |values: &[f64]| context.numbers.bare(values[period], format);
            context.cell(&print(&bands.p50), &print(&bands.p5), &print(&bands.p95))
        });
        std::iter::once(period_name(chart.periods, period, context.labels)).chain(cells).collect()
    };
    DataTable {
        heads: std::iter::once(context.labels.tables.period.to_owned()).chain(heads).collect(),
        rows: (0..chart.periods.count).map(row).collect(),
    }
}
