//! Layer 6. Uitputting: month by month, how much of each area's budget is spent, with the chance of overrun.

use super::axis::{Tick, ticks, time_ticks};
use super::canvas::Stroke;
use super::fan::{Fans, Panel};
use super::keys::{Key, Sign};
use super::over_time::fan_keys;
use super::palette::INK;
use super::{Context, DataTable, Figure, Sheet, Words, figure as finish, worst};
use crate::report::ReportError;
use crate::report::labels::fill;
use crate::report::numbers::Format;
use crate::report::view::{Periods, Probability, Uitputting, UitputtingPanel, Unit};

const MONTHS: usize = 12;
const FORMAT: Format =
    Format { unit: Unit::Share, magnitude: crate::report::numbers::Magnitude::One, decimals: 0 };

/// The figure, if the view has its data.
pub fn figure(context: &Context<'_>) -> Result<Option<Figure>, ReportError> {
    let Some(chart) =
        context.view.charts.uitputting.as_ref().filter(|chart| !chart.panels.is_empty())
    else {
        return Ok(None);
    };
    let shown = shown(chart);
    let words = &context.labels.charts.uitputting;
    let name = &context.view.alternatives[chart.alternative].short;
    let reading = fill(words.reading, &[("alternative", name), ("year", &chart.year.to_string())]);
    let fans = shown.iter().map(|panel| &panel.spent_share);
    let reading = context.of_medians(reading, Unit::Share, fans);
    let chances: Vec<Probability> = chart.panels.iter().map(|panel| panel.overrun).collect();
    let words = Words {
        id: "uitputting",
        title: words.title.to_owned(),
        reading: context.worst_note(reading, &chances),
        description: shown.iter().map(|panel| line(context, panel)).collect::<Vec<_>>().join(" "),
    };
    figure_of(context, chart, &shown, words)
}

fn figure_of(
    context: &Context<'_>,
    chart: &Uitputting,
    shown: &[&UitputtingPanel],
    words: Words,
) -> Result<Option<Figure>, ReportError> {
    finish(words, table(context, shown), |sheet, meaning| {
        fans(context, chart, shown, sheet).paint(sheet, meaning)
    })
}

fn shown(chart: &Uitputting) -> Vec<&UitputtingPanel> {
    let scores: Vec<f64> = chart.panels.iter().map(|panel| panel.overrun.p).collect();
    worst(&scores).into_iter().map(|index| &chart.panels[index]).collect()
}

fn fans<'a>(
    context: &Context<'_>,
    chart: &'a Uitputting,
    shown: &[&'a UitputtingPanel],
    sheet: Sheet,
) -> Fans<'a> {
    let hue = context
        .shown()
        .into_iter()
        .find(|(index, _, _)| *index == chart.alternative)
        .map_or(super::palette::REFERENCE, |(_, _, hue)| hue);
    let highest = shown.iter().flat_map(|panel| &panel.spent_share.p95).copied();
    let highest = highest.filter(|value| value.is_finite()).fold(1.0, f64::max);
    let panels = shown.iter().map(|panel| Panel {
        title: panel.area.clone(),
        subtitle: Some(subtitle(context, panel, sheet)),
        bands: &panel.spent_share,
        hue,
        compare: None,
        end: panel
            .spent_share
            .p50
            .last()
            .map_or(String::new(), |&end| context.numbers.bare(end, FORMAT)),
    });
    let mut keys = fan_keys(context);
    let text = context.labels.charts.key_budget.to_owned();
    keys.push(Key { sign: Sign::Line(Stroke::dashed(INK.ink, 1.5)), text });
    let periods = Periods { start_year: chart.year, per_year: 12, count: MONTHS };
    Fans {
        panels: panels.collect(),
        keys,
        periods: MONTHS,
        x_ticks: time_ticks(periods, context.labels, if sheet == Sheet::Wide { 4 } else { 2 }),
        y_ticks: ticks(0.0, highest, 3)
            .into_iter()
            .map(|at| Tick { at, label: context.numbers.bare(at, FORMAT) })
            .collect(),
        axis: String::new(),
        from_zero: true,
        level: Some(1.0),
        columns: if sheet == Sheet::Wide { 3 } else { 2 },
        plot_height: 90.0,
    }
}

fn subtitle(context: &Context<'_>, panel: &UitputtingPanel, sheet: Sheet) -> String {
    let template = match sheet {
        Sheet::Wide => context.labels.charts.overrun_chance,
        Sheet::Narrow => context.labels.charts.overrun_chance_short,
    };
    fill(template, &[("chance", &context.numbers.short_chance(panel.overrun.p))])
}

fn line(context: &Context<'_>, panel: &UitputtingPanel) -> String {
    let end =
        |values: &[f64]| context.numbers.bare(values.last().copied().unwrap_or(f64::NAN), FORMAT);
    let bands = &panel.spent_share;
    fill(
        context.labels.charts.uitputting.line,
        &[
            ("name", &panel.area),
            ("median", &end(&bands.p50)),
            ("low", &end(&bands.p5)),
            ("high", &end(&bands.p95)),
            ("chance", &context.numbers.chance(panel.overrun.p)),
        ],
    )
}

fn table(context: &Context<'_>, shown: &[&UitputtingPanel]) -> DataTable {
    let words = context.labels;
    let heads = std::iter::once(words.tables.month.to_owned());
    let row = |month: usize| {
        let cells = shown.iter().map(|panel| {
            let print = |values: &[f64]| context.numbers.bare(values[month], FORMAT);
            let bands = &panel.spent_share;
            let (median, low, high) = (print(&bands.p50), print(&bands.p5), print(&bands.p95));
            fill(words.charts.cell, &[("median", &median), ("low", &low), ("high", &high)])
        });
        std::iter::once(words.months[month].to_owned()).chain(cells).collect()
    };
    DataTable {
        heads: heads
            .chain(shown.iter().map(|panel| context.median_head(&panel.area, "")))
            .collect(),
        rows: (0..MONTHS).map(row).collect(),
    }
}
