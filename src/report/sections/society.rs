//! Layer 6. Social costs and benefits: totals, ratio and payback, items, transfers, and the same on other terms.

use super::{Built, cells};
use crate::report::charts::Context;
use crate::report::document::{Block, Cell, Layout, Row, Section, Table, Value};
use crate::report::labels::{CouncilWords, fill};
use crate::report::numbers::{Format, Magnitude, significant};
use crate::report::sentences;
use crate::report::view::{
    Estimate, ItemName, ItemRow, Looker, Payback, PaybackRow, Probability, Ratio, RatioRow, Total,
    TotalRow, TransferRow, Unit, Variant, VariantRow,
};

pub fn section(context: &Context<'_>) -> Built {
    let (society, words) = (&context.view.council.society, &context.labels.council);
    if society.totals.is_empty() {
        return Ok(None);
    }
    let mut blocks = vec![
        Block::paragraph(words.society_reading),
        Block::Table(totals(context)),
        Block::Table(ratios(context)),
    ];
    if !society.items.is_empty() {
        blocks.push(Block::Table(items(context)));
    }
    if !society.transfers.is_empty() {
        blocks.push(Block::Table(transfers(context)));
    }
    if !society.variants.is_empty() {
        blocks.push(Block::paragraph(words.variants_reading));
        blocks.push(Block::Table(variants(context)));
    }
    Ok(Some(Section { id: "society", title: words.society.to_owned(), blocks }))
}

/// A table in euro with one format for all, so that rows can be added.
fn euros<'a, R: 'a>(
    context: &Context<'_>,
    (id, caption, first): (&str, &str, &str),
    bodies: &[Vec<&'a R>],
    name: impl Fn(&R) -> String,
    values: impl Fn(&'a R) -> &'a Vec<Option<Estimate>>,
) -> Table {
    let all = bodies.iter().flatten().flat_map(|row| values(row).iter().flatten());
    let format = Format::for_values(Unit::Euro, all.flat_map(|e| [e.p5, e.mean, e.p95]));
    let cell = |known: &Option<Estimate>| {
        known.map_or_else(Cell::missing, |known| cells::estimate(context, known, format))
    };
    let row = |own: &&'a R| Row {
        head: Cell::text(name(own)),
        cells: values(own).iter().map(cell).collect(),
        below: false,
        unit: context.labels.unit_name(Unit::Euro, Magnitude::One),
    };
    let unit = context.labels.unit_name(Unit::Euro, format.magnitude);
    Table {
        id: id.to_owned(),
        caption: fill(caption, &[("unit", &unit)]),
        layout: Layout::Key,
        heads: cells::heads(context, first),
        bodies: bodies.iter().map(|rows| rows.iter().map(row).collect()).collect(),
    }
}

fn looker(context: &Context<'_>, looker: Looker) -> &'static str {
    match looker {
        Looker::Society => context.labels.council.for_society,
        Looker::Purse => context.labels.council.for_purse,
    }
}

fn totals(context: &Context<'_>) -> Table {
    let words = &context.labels.council;
    let rows = &context.view.council.society.totals;
    let of = |own: Looker| rows.iter().filter(|row| row.looker == own).collect::<Vec<&TotalRow>>();
    let name = |row: &TotalRow| {
        let what = match row.total {
            Total::Costs => words.costs,
            Total::Benefits => words.benefits,
            Total::Net => words.net,
        };
        format!("{what}, {}", looker(context, row.looker))
    };
    let names = ("totals-table", words.totals_caption, words.item);
    euros(context, names, &[of(Looker::Society), of(Looker::Purse)], name, |row| &row.cells)
}

fn ratios(context: &Context<'_>) -> Table {
    let (society, words) = (&context.view.council.society, &context.labels.council);
    let row = |what: &str, own: Looker, cells: Vec<Cell>| Row {
        head: Cell::text(format!("{what}, {}", looker(context, own))),
        cells,
        below: false,
        unit: String::new(),
    };
    let ratio = |own: &RatioRow| {
        let cells = own.cells.iter().enumerate().map(|(index, known)| {
            let clear = signs_are_known(context, own.looker, index);
            known.map_or_else(Cell::missing, |known| ratio(context, known, clear))
        });
        row(words.ratio, own.looker, cells.collect())
    };
    let payback = |own: &PaybackRow| {
        let cells = own.cells.iter().enumerate().map(|(index, known)| {
            // Without costs and benefits nothing is to be recouped.
            let known = known.filter(|_| !is_nothing(context, own.looker, index));
            known.map_or_else(Cell::missing, |known| payback(context, known))
        });
        row(words.payback, own.looker, cells.collect())
    };
    Table {
        id: "ratios-table".to_owned(),
        caption: words.ratio_caption.to_owned(),
        layout: Layout::Key,
        heads: cells::heads(context, words.item),
        bodies: vec![
            society.ratios.iter().map(ratio).collect(),
            society.paybacks.iter().map(payback).collect(),
        ],
    }
}

/// Whether costs and benefits are each zero in every draw, or beyond their error. Without that a ratio of the means is of no
/// kind.
fn signs_are_known(context: &Context<'_>, looker: Looker, index: usize) -> bool {
    let rows = &context.view.council.society.totals;
    let of = |total: Total| {
        let row = rows.iter().find(|row| row.looker == looker && row.total == total);
        row.and_then(|row| *row.cells.get(index)?)
    };
    let known =
        |own: Option<Estimate>| own.is_some_and(|own| own.is_zero() || own.is_beyond_its_error());
    known(of(Total::Costs)) && known(of(Total::Benefits))
}

fn is_nothing(context: &Context<'_>, looker: Looker, index: usize) -> bool {
    let mut rows = context.view.council.society.ratios.iter();
    let row = rows.find(|row| row.looker == looker);
    let cell = row.and_then(|row| row.cells.get(index).copied().flatten());
    matches!(cell, Some((Ratio::Nothing, _)))
}

/// What the means say, where they are known to have their signs (`clear`) and two in three draws at least are of the same
/// kind; otherwise that it is not clear.
fn ratio(context: &Context<'_>, (known, chance): (Ratio, Probability), clear: bool) -> Cell {
    let words = &context.labels.council;
    let bounded = sentences::bounded(context, &chance);
    let of_draws =
        |template: &str, name: &str| fill(template, &[("kind", name), ("chance", &bounded)]);
    if known == Ratio::Nothing {
        return Cell::missing();
    }
    let (main, value, error) = kind(context, known);
    if chance.low < sentences::LIKELIHOODS[0] || !clear {
        let small = of_draws(words.kind_share, &main);
        let why = if clear { String::new() } else { words.within_error.to_owned() };
        return Cell::number(words.not_clear, Value::Text).with_small([why, small]);
    }
    Cell::number(main, value).with_small([error, of_draws(words.draws_share, "")])
}

/// What a kind of ratio is called, its number and its error.
fn kind(context: &Context<'_>, known: Ratio) -> (String, Value, String) {
    let (numbers, words) = (&context.numbers, &context.labels.council);
    let error = |se: Option<f64>| {
        numbers.plain_error(se).map_or(String::new(), |se| format!("\u{b1}\u{a0}{se}"))
    };
    match known {
        Ratio::Benefits { value, se } => (numbers.fixed(value, 2), Value::Number(value), error(se)),
        Ratio::Saving { value, se } => {
            let shown = numbers.plain(significant(value, 3));
            // Euros saved for a euro of benefit lost is no ratio of benefits and costs: no number of that column.
            (fill(words.saving, &[("value", &shown)]), Value::Text, error(se))
        }
        Ratio::Dominant => (words.dominant.to_owned(), Value::Text, String::new()),
        Ratio::Dominated => (words.dominated.to_owned(), Value::Text, String::new()),
        Ratio::Nothing => (String::new(), Value::Text, String::new()),
    }
}

fn payback(context: &Context<'_>, known: Payback) -> Cell {
    let words = &context.labels.council;
    let chance = cells::chance(context, &known.never);
    let never = format!("{} {}", chance.main, chance.small.join(" "));
    let small = fill(words.never, &[("chance", never.trim())]);
    // Whether half of the draws recoup at all: the chance that one does not, on one side of a half.
    match known.median {
        Some(years) if known.never.high < 0.5 => {
            let text = fill(words.years, &[("years", &years.to_string())]);
            Cell::number(text, Value::Number(years as f64)).with_small([small])
        }
        None if known.never.low > 0.5 => {
            Cell::number(words.more_than_run, Value::Text).with_small([small])
        }
        _ => Cell::number(words.not_clear, Value::Text).with_small([small]),
    }
}

fn item(context: &Context<'_>, name: &ItemName) -> String {
    match name {
        ItemName::Effect(label) => label.clone(),
        ItemName::Programme(key) => CouncilWords::of(context.labels.council.items, key).to_owned(),
    }
}

fn items(context: &Context<'_>) -> Table {
    let words = &context.labels.council;
    let rows: Vec<&ItemRow> = context.view.council.society.items.iter().collect();
    let names = ("items-table", words.items_caption, words.item);
    euros(context, names, &[rows], |row| item(context, &row.item), |row| &row.cells)
}

fn transfers(context: &Context<'_>) -> Table {
    let words = &context.labels.council;
    let rows: Vec<&TransferRow> = context.view.council.society.transfers.iter().collect();
    let name = |row: &TransferRow| {
        let values = [
            ("item", item(context, &row.item)),
            ("from", context.labels.party(&row.from).to_owned()),
            ("to", context.labels.party(&row.to).to_owned()),
        ];
        fill(words.transfer, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
    };
    let names = ("transfers-table", words.transfers_caption, words.item);
    euros(context, names, &[rows], name, |row| &row.cells)
}

fn variants(context: &Context<'_>) -> Table {
    let words = &context.labels.council;
    let rows: Vec<&VariantRow> = context.view.council.society.variants.iter().collect();
    let name = |row: &VariantRow| match row.variant {
        Variant::AsRun => words.as_run.to_owned(),
        Variant::DiscountRate(rate) => {
            let rate = format!("{}%", context.numbers.plain(100.0 * rate));
            fill(words.discount_rate, &[("rate", &rate)])
        }
        Variant::Years(years) => fill(words.first_years, &[("years", &years.to_string())]),
        Variant::EffectSize(factor) => {
            fill(words.effect_size, &[("factor", &context.numbers.plain(factor))])
        }
    };
    let names = ("variants-table", words.variants_caption, words.variant);
    euros(context, names, &[rows], name, |row| &row.cells)
}
