//! Layer 6. A comparison of runs as a document.

use super::words::{self, CompareWords};
use super::{AlternativeFigures, Comparison};
use crate::analysis::Estimate;
use crate::analysis::compare::{Compared, Shift, Verdict};
use crate::report::document::{
    Block, Cell, Document, Head, Imprint, Layout, Row, Section, Table, Value, Words,
};
use crate::report::labels::{Labels, fill};
use crate::report::numbers::{Format, Magnitude, Numbers};

/// The whole document.
pub fn document(comparison: &Comparison) -> Document {
    let comparison = &comparison.clean();
    let own = CompareWords::of(comparison.lang);
    let [first, second] = &comparison.runs;
    let all = [summary, results, scenario, made];
    Document {
        lang: Labels::of(comparison.lang).code,
        title: fill(own.title, &[("first", first), ("second", second)]),
        municipality: comparison.municipality.clone(),
        imprint: Imprint::default(),
        kind: own.kind,
        subtitle: fill(own.subtitle, &[("price_year", &comparison.price_year.to_string())]),
        synthetic: own.synthetic.to_owned(),
        words: Words {
            skip: own.skip,
            contents: own.contents,
            chart_data: "",
            footer: Labels::of(comparison.lang).page.footer,
        },
        sections: all.iter().map(|section| section(comparison, own)).collect(),
    }
}

/// The answer first: what differs, by alternative.
fn summary(comparison: &Comparison, own: &CompareWords) -> Section {
    let numbers = Numbers::new(comparison.lang);
    let notices = comparison.notices.iter().map(|notice| own.notice(notice, &numbers));
    let items: Vec<String> = notices.chain(own.only(comparison)).collect();
    let remarks =
        (!items.is_empty()).then(|| Block::Remarks { title: own.attention.to_owned(), items });
    let answer = |alternative: &AlternativeFigures| Block::Answer {
        title: alternative.title.clone(),
        mark: Some(alternative.id.clone()).filter(|id| *id != alternative.title),
        sentences: sentences(comparison, alternative),
    };
    let blocks = std::iter::once(Block::paragraph(own.pairing(&comparison.pairing)))
        .chain(remarks)
        .chain(comparison.alternatives.iter().map(answer))
        .chain([Block::note(own.reading)]);
    Section { id: "summary", title: own.summary.to_owned(), blocks: blocks.collect() }
}

/// What may be said of an alternative: differences that are shown, and no others.
pub(super) fn sentences(comparison: &Comparison, alternative: &AlternativeFigures) -> Vec<String> {
    let own = CompareWords::of(comparison.lang);
    let figures = &alternative.figures;
    let known = |figure: &Compared| figure.difference.map(|shift| shift.verdict);
    let shown: Vec<String> =
        figures.iter().filter_map(|figure| words::sentence(figure, comparison.lang)).collect();
    let verdicts = |verdict| figures.iter().filter(|own| known(own) == Some(verdict)).count();
    if verdicts(Verdict::Equal) == figures.len() {
        return vec![own.all_equal.to_owned()];
    }
    if verdicts(Verdict::Unknown) > 0 {
        return vec![(own.verdicts)(Verdict::Unknown).to_owned()];
    }
    if shown.is_empty() {
        let all = comparison.alternatives.iter().map(|own| own.figures.len()).sum::<usize>();
        return vec![fill(own.none_shown, &[("count", &all.to_string())])];
    }
    let rest = figures.len() - shown.len();
    let others = (rest > 0).then(|| fill(own.others, &[("count", &rest.to_string())]));
    shown.into_iter().chain(others).collect()
}

fn results(comparison: &Comparison, own: &CompareWords) -> Section {
    let table = |(number, alternative): (usize, &AlternativeFigures)| {
        let row = |figure: &Compared| figure_row(comparison, own, figure);
        Block::Table(Table {
            id: format!("figures-{}", number + 1),
            caption: fill(own.figures_caption, &[("alternative", &alternative.title)]),
            layout: Layout::Key,
            heads: vec![
                Head::text(own.figure),
                Head::number(own.run[0]),
                Head::number(own.run[1]),
                Head::number(own.difference),
                // To the right, away from the number before it.
                Head::number(own.verdict),
            ],
            bodies: vec![alternative.figures.iter().map(row).collect()],
        })
    };
    let blocks = comparison.alternatives.iter().enumerate().map(table).collect();
    Section { id: "results", title: own.results.to_owned(), blocks }
}

fn figure_row(comparison: &Comparison, own: &CompareWords, figure: &Compared) -> Row {
    let (labels, numbers) = (Labels::of(comparison.lang), Numbers::new(comparison.lang));
    let format = words::format(figure);
    let unit = words::unit(figure.measure);
    let level = |value: Option<Estimate>| {
        value.map_or_else(Cell::missing, |value| estimate(&numbers, value, format))
    };
    let difference = |shift: Shift| difference(&numbers, shift, format);
    let verdict = figure.difference.map_or("", |shift| (own.verdicts)(shift.verdict));
    Row {
        head: Cell::text(words::name(figure, comparison.lang))
            .with_small([labels.unit_name(unit, format.magnitude)]),
        cells: vec![
            level(figure.first),
            level(figure.second),
            figure.difference.map_or_else(Cell::missing, difference),
            Cell::number(verdict, Value::Text),
        ],
        below: false,
        unit: labels.unit_name(unit, Magnitude::One),
    }
}

/// A figure in words: its name and unit, then both values and their difference, each with its error.
pub struct FigureCells {
    pub name: String,
    pub unit: String,
    pub values: [String; 3],
}

/// The words of a figure for a text without a table's layout.
pub fn cells(figure: &Compared, lang: crate::report::view::Lang) -> FigureCells {
    let (numbers, format) = (Numbers::new(lang), words::format(figure));
    let line =
        |cell: Cell| std::iter::once(cell.main).chain(cell.small).collect::<Vec<_>>().join(" ");
    let level = |value: Option<Estimate>| {
        line(value.map_or_else(Cell::missing, |value| estimate(&numbers, value, format)))
    };
    let shift = figure.difference.map(|shift| difference(&numbers, shift, format));
    FigureCells {
        name: words::name(figure, lang),
        unit: Labels::of(lang).unit_name(words::unit(figure.measure), format.magnitude),
        values: [
            level(figure.first),
            level(figure.second),
            line(shift.unwrap_or_else(Cell::missing)),
        ],
    }
}

fn error_line(numbers: &Numbers, error: Option<f64>, format: Format) -> Option<String> {
    numbers.error(error, format)
}

fn estimate(numbers: &Numbers, value: Estimate, format: Format) -> Cell {
    let (mean, p5, p95, error) = (value.mean, value.p5, value.p95, value.standard_error);
    let bound_errors = [value.errors.p5, value.errors.p95];
    let all = Value::Estimate { mean, p5, p95, error, bound_errors };
    Cell::number(numbers.bare(mean, format), all).with_small(error_line(numbers, error, format))
}

/// The mean difference and its error. It has no spread over the draws to show: unpaired runs have none.
fn difference(numbers: &Numbers, shift: Shift, format: Format) -> Cell {
    let fine = format.for_error(shift.error.unwrap_or(0.0));
    let (mean, error) = (shift.mean, shift.error);
    Cell::number(numbers.bare(mean, fine), Value::Precise { mean, error })
        .with_small(error_line(numbers, error, fine))
}

fn scenario(comparison: &Comparison, own: &CompareWords) -> Section {
    let title = own.scenario.to_owned();
    if comparison.changes.is_empty() {
        return Section {
            id: "scenario",
            title,
            blocks: vec![Block::paragraph(own.same_scenario)],
        };
    }
    let value = |value: &Option<String>| Cell::text(value.as_deref().unwrap_or(own.absent));
    let rows = comparison.changes.iter().map(|change| Row {
        head: Cell::code(change.path.clone()),
        cells: vec![
            Cell::text(change.alternative.as_deref().unwrap_or(own.all_alternatives)),
            value(&change.first),
            value(&change.second),
        ],
        below: false,
        unit: String::new(),
    });
    let table = Table {
        id: "scenario-table".to_owned(),
        caption: own.scenario_caption.to_owned(),
        layout: Layout::Dense,
        heads: [own.path, own.alternative, own.run[0], own.run[1]].map(Head::text).into(),
        bodies: vec![rows.collect()],
    };
    Section { id: "scenario", title, blocks: vec![Block::Table(table)] }
}

fn made(comparison: &Comparison, own: &CompareWords) -> Section {
    let rows = comparison.facts.iter().map(|fact| Row {
        head: Cell::text((own.facts)(fact.what)),
        cells: fact.values.iter().map(Cell::text).collect(),
        below: false,
        unit: String::new(),
    });
    let table = Table {
        id: "made-table".to_owned(),
        caption: own.made_caption.to_owned(),
        layout: Layout::Dense,
        heads: [own.figure, own.run[0], own.run[1]].map(Head::text).into(),
        bodies: vec![rows.collect()],
    };
    let title = own.made.to_owned();
    Section { id: "made", title, blocks: vec![Block::Table(table)] }
}
