//! Small numbers of households against someone who has all that is published, and a pencil.
//!
//! The rule: for a suppressed number nothing better can be worked out than an interval that holds everything from 0 to 10. The
//! attacker has every table of one report, as a document and as a workbook with all digits, knows that numbers are not negative
//! and that areas add up to totals, and knows the rule by which "less than 10" is printed. With one sum per column, bounds by
//! propagation are exact: of the suppressed ones each lies between nothing and all that the others leave. Two reports are
//! another matter: there the attack succeeds, and each report must say so.

use wijkraming::report::document::{Block, Cell, Document, Row, Value};
use wijkraming::report::labels::Labels;
use wijkraming::report::view::{
    AreaCounts, AreaMeasure, AreaTable, KeyCell, KeyRow, Lang, Measure, Precise, Unit, View,
};
use wijkraming::report::workbook::Datum;
use wijkraming::report::{document, workbook, write};

use super::demo;
use super::demo::{difference, estimate};
use crate::chance::Chance;

const FEWEST: f64 = 10.0;
const COUNTS: [(AreaMeasure, Measure); 2] =
    [(AreaMeasure::Clients, Measure::Clients), (AreaMeasure::Waiting, Measure::QueueEnd)];

/// Counts by area, then alternative: many of them small, none of them round.
fn counts(chance: &mut Chance, areas: usize, alternatives: usize) -> Vec<Vec<f64>> {
    let mut part = || chance.below(1_000_003) as f64 / 1_000_003.0;
    let scales = [2.0, 9.0, 14.0, 60.0, 900.0];
    // Some municipalities have small areas only.
    let kinds = if part() < 0.3 { 0.999 } else { 4.999 };
    let rows = (0..areas).map(|_| scales[(part() * kinds) as usize] * (0.05 + part()));
    let rows: Vec<f64> = rows.collect();
    rows.iter().map(|row| (0..alternatives).map(|_| row * (0.7 + 0.6 * part())).collect()).collect()
}

/// A municipality with these areas and counts, everywhere where a report prints them.
fn view(names: &[String], clients: &[Vec<f64>], waiting: &[Vec<f64>]) -> View {
    let mut view = demo::view(3);
    let precise = |value: &f64| Precise { value: *value, se: Some(0.4), range: None };
    let alternatives = view.alternatives.len();
    let totals = |cells: &[Vec<f64>]| -> Vec<f64> {
        (0..alternatives).map(|own| cells.iter().map(|row| row[own]).sum()).collect()
    };
    let table = |measure, cells: &[Vec<f64>]| AreaTable {
        measure,
        cells: cells.iter().map(|row| row.iter().map(precise).collect()).collect(),
        total: totals(cells).iter().map(precise).collect(),
    };
    view.areas = AreaCounts {
        exact: false,
        areas: names.to_vec(),
        tables: vec![table(AreaMeasure::Clients, clients), table(AreaMeasure::Waiting, waiting)],
    };
    let row = |measure, cells: &[Vec<f64>]| {
        let totals = totals(cells);
        let cell = |own: usize| KeyCell {
            level: Some(estimate(totals[own], 0.1)),
            difference: (own > 0).then(|| difference(totals[own] - totals[0], 0.1)),
            few: false,
        };
        KeyRow { measure, unit: Unit::Households, cells: (0..alternatives).map(cell).collect() }
    };
    view.key_table.extend([row(Measure::Clients, clients), row(Measure::QueueEnd, waiting)]);
    let at_end = totals(waiting);
    for (own, series) in
        view.charts.waiting.iter_mut().flat_map(|chart| &mut chart.series).enumerate()
    {
        *series.p50.last_mut().expect("months") = at_end[own];
    }
    for (own, steps) in view.charts.more.flow.iter_mut().enumerate() {
        steps.waiting = estimate(at_end[own], 0.1);
    }
    view
}

fn municipality(seed: u64) -> View {
    let chance = &mut Chance(seed);
    let areas = 2 + chance.below(8);
    let names: Vec<String> = (0..areas).map(|area| format!("Gebied {area}")).collect();
    let (clients, waiting) = (counts(chance, areas, 5), counts(chance, areas, 5));
    view(&names, &clients, &waiting)
}

/// What is known of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Interval {
    low: f64,
    high: f64,
}

impl Interval {
    const NOTHING: Self = Self { low: 0.0, high: f64::INFINITY };

    fn exactly(value: f64) -> Self {
        Self { low: value, high: value }
    }

    fn of(cell: &Cell) -> Self {
        match cell.value {
            Value::Precise { mean, .. } | Value::Estimate { mean, .. } | Value::Number(mean) => {
                Self::exactly(mean)
            }
            _ if cell.main.ends_with(" 10") => Self { low: 0.0, high: FEWEST },
            _ => Self::NOTHING,
        }
    }

    fn is_known(self) -> bool {
        // Sums of the attack are rounded.
        self.high - self.low < 1e-6
    }

    fn with(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.min(other.high) }
    }
}

fn rows<'a>(made: &'a Document, id: &str) -> Vec<&'a Row> {
    let blocks = made.sections.iter().flat_map(|section| &section.blocks);
    let tables = blocks.filter_map(|block| match block {
        Block::Table(table) if table.id == id => Some(table),
        Block::Figure(figure) if figure.data.id == id => Some(&figure.data),
        _ => None,
    });
    tables.flat_map(|table| table.bodies.iter().flatten()).collect()
}

/// What a report tells of the totals of a measure, by alternative: the row itself, and the level of the reference with the
/// difference below it.
fn totals(made: &Document, lang: Lang, measure: Measure, alternatives: usize) -> Vec<Interval> {
    let name = (Labels::of(lang).measure)(measure);
    let mut known = vec![Interval::NOTHING; alternatives];
    for id in ["results-table", "effects-table"] {
        let all = rows(made, id);
        let Some(place) = all.iter().position(|row| row.head.main == name) else { continue };
        let differences = if id == "results-table" { all.get(place + 1) } else { all.get(place) };
        // The other columns of the effects are differences.
        let levels = if id == "results-table" { alternatives } else { 1 };
        for (own, cell) in known.iter_mut().zip(&all[place].cells).take(levels) {
            *own = own.with(Interval::of(cell));
        }
        let Some(differences) = differences.filter(|row| row.below || id == "effects-table") else {
            continue;
        };
        for own in 1..alternatives {
            let change = Interval::of(&differences.cells[own]);
            if change.is_known() {
                let (reference, level) = (known[0], known[own]);
                let moved =
                    |from: Interval, by: f64| Interval { low: from.low + by, high: from.high + by };
                known[own] = level.with(moved(reference, change.low));
                known[0] = reference.with(moved(known[own], -change.low));
            }
        }
    }
    known
}

/// What can be worked out of every area and the totals, by area (the totals last), then alternative.
fn attack(made: &Document, lang: Lang, number: usize) -> Vec<Vec<Interval>> {
    let all = rows(made, &format!("areas-counts-{}", number + 1));
    let mut known: Vec<Vec<Interval>> =
        all.iter().map(|row| row.cells.iter().map(Interval::of).collect()).collect();
    let total = known.len() - 1;
    let alternatives = known[total].len();
    let elsewhere = totals(made, lang, COUNTS[number].1, alternatives);
    for own in 0..alternatives {
        known[total][own] = known[total][own].with(elsewhere[own]);
        // Until nothing changes: each part is what is left of the total, and the total is the sum of its parts.
        for _ in 0..4 {
            let sum = |end: fn(&Interval) -> f64, but: usize| -> f64 {
                (0..total).filter(|area| *area != but).map(|area| end(&known[area][own])).sum()
            };
            let parts: Vec<Interval> = (0..total)
                .map(|area| {
                    let (low, high) = (sum(|known| known.low, area), sum(|known| known.high, area));
                    let whole = known[total][own];
                    known[area][own]
                        .with(Interval { low: whole.low - high, high: whole.high - low })
                })
                .collect();
            let (low, high) = (sum(|known| known.low, total), sum(|known| known.high, total));
            known[total][own] = known[total][own].with(Interval { low, high });
            parts.into_iter().enumerate().for_each(|(area, part)| known[area][own] = part);
        }
    }
    known
}

/// All numbers of a document and a workbook, with all digits.
fn numbers(view: &View, made: &Document) -> Vec<f64> {
    let blocks = made.sections.iter().flat_map(|section| &section.blocks);
    let tables = blocks.filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Figure(figure) => Some(&figure.data),
        _ => None,
    });
    let cells = tables.flat_map(|table| table.bodies.iter().flatten().flat_map(|row| &row.cells));
    let printed = cells.flat_map(|cell| match cell.value {
        Value::Precise { mean, .. } | Value::Number(mean) => vec![mean],
        Value::Estimate { mean, p5, p95, .. } => vec![mean, p5, p95],
        _ => Vec::new(),
    });
    let book = workbook(view).expect("a workbook");
    let data = book.sheets.iter().flat_map(|sheet| sheet.rows.iter().flatten());
    let counted = data.filter_map(|datum| match datum {
        Datum::Number(number) => Some(*number),
        _ => None,
    });
    printed.chain(counted.collect::<Vec<_>>()).collect()
}

/// True counts by area and the totals, then alternative.
fn truth(view: &View, number: usize) -> Vec<Vec<f64>> {
    let table = &view.areas.tables[number];
    let values = |row: &Vec<Precise>| row.iter().map(|own| own.value).collect();
    table.cells.iter().chain([&table.total]).map(values).collect()
}

/// The weaknesses of what a report publishes.
fn weaknesses(view: &View) -> Vec<String> {
    let made = document(view).expect("a document");
    let all = numbers(view, &made);
    let mut found = Vec::new();
    for number in 0..COUNTS.len() {
        let (truth, known) = (truth(view, number), attack(&made, view.lang, number));
        for (area, row) in truth.iter().enumerate() {
            for (own, value) in row.iter().enumerate() {
                let interval = known[area][own];
                assert!(
                    interval.low <= value + 1e-9 && *value <= interval.high + 1e-9,
                    "a wrong attack"
                );
                let wide = interval.low <= 1e-9 && interval.high >= FEWEST - 1e-9;
                let small = *value < FEWEST;
                if small && !wide {
                    found.push(format!("{number}, {area}, {own}: {value} is in {interval:?}"));
                }
                if small && all.iter().any(|number| (number - value).abs() < 1e-9) {
                    found.push(format!("{number}, {area}, {own}: {value} is printed"));
                }
            }
            // What is hidden of one alternative cannot be guessed from the next.
            let hidden = known[area].iter().filter(|interval| !interval.is_known()).count();
            if area + 1 < truth.len() && hidden != 0 && hidden != row.len() {
                found.push(format!(
                    "{number}, {area}: some alternatives only: {:?} {truth:?}",
                    known[area]
                ));
            }
        }
    }
    found
}

#[test]
fn no_small_number_can_be_worked_out_from_one_report() {
    let mut hidden_totals = 0;
    for seed in 0..40 {
        let view = municipality(seed);
        for lang in [Lang::Nl, Lang::En] {
            let view = View { lang, ..view.clone() };
            let found = weaknesses(&view);
            assert!(found.is_empty(), "{seed}: {}", found.join("\n"));
        }
        let totals = view.areas.tables.iter().flat_map(|table| &table.total);
        hidden_totals += totals.filter(|total| total.value < FEWEST).count();
    }
    assert!(hidden_totals > 10, "totals under ten come up: {hidden_totals}");
}

/// The attacker must be able to succeed: with small numbers left as they are, and where only the smallest are taken out.
#[test]
fn the_attack_succeeds_on_a_report_without_protection() {
    let mut exact = municipality(3);
    exact.areas.exact = true;
    assert!(!weaknesses(&exact).is_empty());
    let names = ["a", "b", "c"].map(str::to_owned);
    let alone = [[4.321; 5], [61.7; 5], [30.1; 5]].map(|row| row.to_vec());
    let made = document(&view(&names, &alone, &alone)).expect("a document");
    let mut known = attack(&made, Lang::Nl, 0);
    assert_eq!((known[0][0].low, known[2][0].low), (0.0, 0.0), "the smallest other goes with it");
    assert!(known[0][0].high > 34.0);
    // Had the third been printed, the first would be known.
    known[2][0] = Interval::exactly(30.1);
    let left = known[3][0].low - known[1][0].low - known[2][0].low;
    assert!((left - 4.321).abs() < 1e-9);
}

/// A total under ten is in no table, figure or sentence, under none of its names; and what gives it away is not either.
#[test]
fn a_total_under_ten_is_withheld_wherever_it_is_printed() {
    let names = ["a", "b"].map(str::to_owned);
    let few = [vec![2.25, 30.5, 31.5, 32.5, 3.125], vec![3.5, 40.5, 41.5, 42.5, 4.25]];
    let many = [[61.5; 5], [73.5; 5]].map(|row| row.to_vec());
    let view = view(&names, &many, &few);
    assert_eq!(weaknesses(&view), Vec::<String>::new());
    let made = document(&view).expect("a document");
    let name = (Labels::of(Lang::Nl).measure)(Measure::QueueEnd);
    let all = rows(&made, "results-table");
    let place = all.iter().position(|row| row.head.main == name).expect("the row");
    let cells = |row: &Row| row.cells.iter().map(|cell| cell.main.clone()).collect::<Vec<_>>();
    assert_eq!(cells(all[place]), ["minder dan 10", "71,0", "73,0", "75,0", "minder dan 10"]);
    // No difference is left: with the level beside it, each would give the level of the reference.
    assert!(all.get(place + 1).is_none_or(|row| !row.below));
    let page = write(&view).expect("a page");
    assert!(page.contains("ook niet voor de gemeente als geheel"));
    // Figures: the queue of the first alternative is under ten at the end, and so is its number in the steps.
    let data = |id: &str| rows(&made, id).into_iter().map(cells).collect::<Vec<_>>();
    let queue = data("waiting-data");
    let end = queue.last().expect("months");
    assert!(end[0].starts_with("minder dan 10 (") && end[1].starts_with("71 ("), "{end:?}");
    let steps = data("flow-data");
    let few: Vec<bool> = steps[8].iter().map(|cell| cell == "minder dan 10").collect();
    assert_eq!(few, [true, false, false, false, true], "{steps:?}");
    let described = made.sections.iter().flat_map(|section| &section.blocks);
    let described = described.filter_map(|block| match block {
        Block::Figure(figure) => Some(figure.figure.description.as_str()),
        _ => None,
    });
    let described: String = described.collect();
    assert!(described.contains("aan het eind wachtten minder dan 10 huishoudens"), "{described}");
    let mut exact = view;
    exact.areas.exact = true;
    let made = document(&exact).expect("a document");
    let all = rows(&made, "results-table");
    let place = all.iter().position(|row| row.head.main == name).expect("the row");
    assert!(all[place].cells[0].main.starts_with("5,"));
    assert!(all[place + 1].below);
}

fn told(view: &View) -> String {
    let made = document(view).expect("a document");
    let section = made.sections.iter().find(|own| own.id == "privacy").expect("the section");
    let texts = section.blocks.iter().filter_map(|block| match block {
        Block::Paragraph { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join(" ")
}

/// What no single report can prevent: an area less, or its areas as one team. The difference of what both print is the
/// small number. Each report says that, and that households are synthetic.
#[test]
fn two_reports_can_be_subtracted_and_each_says_so() {
    let names = ["a", "b", "c", "d"].map(str::to_owned);
    let cells = [[4.321; 5], [61.7; 5], [30.1; 5], [45.9; 5]].map(|row| row.to_vec());
    let whole = view(&names, &cells, &cells);
    let without = view(&names[1..], &cells[1..], &cells[1..]);
    let team = [vec![4.321 + 61.7; 5], vec![30.1 + 45.9; 5]];
    let teams = view(&["ab".to_owned(), "cd".to_owned()], &team, &team);
    for view in [&whole, &without, &teams] {
        assert_eq!(weaknesses(view), Vec::<String>::new(), "each by itself is protected");
    }
    let of = |view: &View| attack(&document(view).expect("a document"), Lang::Nl, 0);
    let (whole_known, without_known, teams_known) = (of(&whole), of(&without), of(&teams));
    assert!(!whole_known[0][0].is_known());
    let less = whole_known[4][0].low - without_known[3][0].low;
    assert!((less - 4.321).abs() < 1e-9, "the total with the area minus that without it: {less}");
    let of_team = teams_known[0][0].low - whole_known[1][0].low;
    assert!((of_team - 4.321).abs() < 1e-9, "the team minus its other area: {of_team}");
    for (lang, parts) in [
        (Lang::Nl, ["kunnen van elkaar worden afgetrokken", "synthetisch", "kan ze narekenen"]),
        (Lang::En, ["can be subtracted from each other", "synthetic", "can calculate them"]),
    ] {
        for view in [&whole, &without, &teams] {
            let text = told(&View { lang, ..view.clone() });
            assert!(parts.iter().all(|part| text.contains(part)), "{text}");
        }
    }
    let page = write(&whole).expect("a page");
    assert!(page.contains("kunnen van elkaar worden afgetrokken"));
}

/// The report for use inside says so, and promises nothing.
#[test]
fn a_report_with_exact_numbers_is_not_meant_to_be_published() {
    let mut exact = municipality(5);
    exact.areas.exact = true;
    let text = told(&exact);
    assert!(
        text.contains("niet bedoeld om te publiceren") && !text.contains("af te leiden"),
        "{text}"
    );
}
