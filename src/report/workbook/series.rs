//! Layer 6. The data of the charts over time as sheets: a row per period, five quantiles per alternative or area.

use super::{Chart, Column, Datum, Kind, Sheet, about};
use crate::report::labels::{FigureWords, Labels};
use crate::report::view::{Bands, TimeChart, Uitputting, View};

/// A sheet for every chart over time that the view has data for.
pub fn sheets(view: &View, labels: &Labels) -> Vec<Sheet> {
    let charts = &view.charts;
    let words = &labels.charts;
    let over_time = [
        (&charts.cumulative_cost, &words.cumulative_cost),
        (&charts.waiting, &words.waiting),
        (&charts.severity, &words.severity),
    ];
    let sheets = over_time
        .into_iter()
        .filter_map(|(chart, words)| Some(time(view, labels, chart.as_ref()?, words)));
    let uitputting = charts.uitputting.iter().map(|chart| uitputting(labels, chart));
    sheets.chain(uitputting).collect()
}

fn time(view: &View, labels: &Labels, chart: &TimeChart, words: &FigureWords) -> Sheet {
    let periods = chart.periods;
    let mut columns = vec![column(labels.workbook.year, labels.workbook.year_meaning, Kind::Year)];
    if periods.per_year == 12 {
        columns.push(column(labels.tables.month, labels.workbook.month_meaning, Kind::Year));
    }
    let names = view.alternatives.iter().map(|alternative| alternative.short.as_str());
    let (lines, quantiles) = bands_columns(columns.len(), names, labels);
    columns.extend(quantiles);
    let row = |period: usize| {
        let (year, month) = (period as u32 / periods.per_year, period as u32 % periods.per_year);
        let year = Datum::Number(f64::from(periods.start_year) + f64::from(year));
        let month = (periods.per_year == 12).then(|| Datum::Number(f64::from(month + 1)));
        std::iter::once(year)
            .chain(month)
            .chain(bands(&chart.series, period, chart.fewest))
            .collect()
    };
    Sheet {
        name: words.title.to_owned(),
        title: words.title.to_owned(),
        notes: vec![labels.workbook.chart_note.to_owned()],
        columns,
        rows: (0..periods.count).map(row).collect(),
        chart: Some(Chart {
            title: words.title.to_owned(),
            description: words.reading.to_owned(),
            x: 0,
            lines,
            axis: labels.unit_name(chart.unit, crate::report::numbers::Magnitude::One),
        }),
    }
}

fn uitputting(labels: &Labels, chart: &Uitputting) -> Sheet {
    let words = &labels.charts.uitputting;
    let mut columns = vec![column(labels.tables.month, labels.workbook.month_meaning, Kind::Year)];
    let names = chart.panels.iter().map(|panel| panel.area.as_str());
    let (lines, quantiles) = bands_columns(columns.len(), names, labels);
    columns.extend(quantiles.into_iter().map(|column| Column { kind: Kind::Share, ..column }));
    let series: Vec<Bands> = chart.panels.iter().map(|panel| panel.spent_share.clone()).collect();
    let row = |month: usize| {
        std::iter::once(Datum::Number((month + 1) as f64))
            .chain(bands(&series, month, 0.0))
            .collect()
    };
    Sheet {
        name: words.title.to_owned(),
        title: words.title.to_owned(),
        notes: vec![format!("{}: {}", labels.workbook.year, chart.year)],
        columns,
        rows: (0..12).map(row).collect(),
        chart: Some(Chart {
            title: words.title.to_owned(),
            description: labels.workbook.chart_note.to_owned(),
            x: 0,
            lines,
            axis: labels.units.percent.to_owned(),
        }),
    }
}

fn column(head: &str, meaning: &str, kind: Kind) -> Column {
    Column { head: head.to_owned(), meaning: meaning.to_owned(), kind }
}

/// Five columns for every name from column `first` on, and which of them hold the medians.
fn bands_columns<'a>(
    first: usize,
    names: impl Iterator<Item = &'a str>,
    labels: &Labels,
) -> (Vec<usize>, Vec<Column>) {
    let words = &labels.workbook;
    let of = |name: &str| -> Vec<Column> {
        let quantile = |(end, meaning): (&str, &str)| {
            column(&format!("{name}: {end}"), &about(meaning, name), Kind::Number)
        };
        words.quantiles.into_iter().map(quantile).collect()
    };
    let columns: Vec<Column> = names.flat_map(of).collect();
    let count = columns.len() / words.quantiles.len();
    ((0..count).map(|index| first + index * words.quantiles.len() + 2).collect(), columns)
}

/// What is too small to be published is an empty cell.
fn bands(series: &[Bands], place: usize, fewest: f64) -> Vec<Datum> {
    let of = |bands: &Bands| {
        [&bands.p5, &bands.p25, &bands.p50, &bands.p75, &bands.p95]
            .map(|values| values.get(place).copied().filter(|value| *value >= fewest))
            .map(|value| value.map_or(Datum::Empty, Datum::from))
    };
    series.iter().flat_map(of).collect()
}
