//! Layer 6. How sure the choice is, and which assumptions matter most.

use super::{Built, cells};
use crate::report::charts::Context;
use crate::report::document::{Block, Cell, Head, Layout, Row, Section, Table, Value};
use crate::report::labels::fill;
use crate::report::numbers::{Format, Magnitude};
use crate::report::view::{Judged, Precise, Unit, Worth};

pub fn section(context: &Context<'_>) -> Built {
    let (certainty, words) = (&context.view.council.certainty, &context.labels.council);
    let judged = [(words.for_society, &certainty.society), (words.for_purse, &certainty.purse)];
    let known: Vec<(&str, &Judged)> =
        judged.into_iter().filter_map(|(name, own)| Some((name, own.as_ref()?))).collect();
    if known.is_empty() {
        return Ok(None);
    }
    let mut blocks = vec![
        Block::paragraph(words.certainty_reading),
        Block::Table(best(context, &known)),
        Block::Table(behind(context, &known)),
    ];
    blocks.extend(certainty.society.as_ref().map(|own| Block::paragraph(evpi(context, own))));
    blocks.extend(worth(context));
    Ok(Some(Section { id: "certainty", title: words.certainty.to_owned(), blocks }))
}

/// The chance that each alternative is the best.
fn best(context: &Context<'_>, known: &[(&str, &Judged)]) -> Table {
    let words = &context.labels.council;
    let row = |(looker, own): &(&str, &Judged)| Row {
        head: Cell::text(fill(words.chance_best, &[("looker", looker)])),
        cells: own.chances.iter().map(|chance| cells::chance(context, chance)).collect(),
        below: false,
        unit: String::new(),
    };
    Table {
        id: "best-table".to_owned(),
        caption: words.best_caption.to_owned(),
        layout: Layout::Key,
        heads: cells::heads(context, words.best_for),
        bodies: vec![known.iter().map(row).collect()],
    }
}

/// How much each falls short of the best; one format for all.
fn behind(context: &Context<'_>, known: &[(&str, &Judged)]) -> Table {
    let words = &context.labels.council;
    let values = known.iter().flat_map(|(_, own)| own.behind.iter().map(|cell| cell.value));
    let format = Format::for_values(Unit::Euro, values);
    let row = |(looker, own): &(&str, &Judged)| Row {
        head: Cell::text(fill(words.behind, &[("looker", looker)])),
        cells: own.behind.iter().map(|own| precise(context, *own, format)).collect(),
        below: false,
        unit: context.labels.unit_name(Unit::Euro, Magnitude::One),
    };
    let unit = context.labels.unit_name(Unit::Euro, format.magnitude);
    Table {
        id: "behind-table".to_owned(),
        caption: fill(words.behind_caption, &[("unit", &unit)]),
        layout: Layout::Key,
        heads: cells::heads(context, words.best_for),
        bodies: vec![known.iter().map(row).collect()],
    }
}

fn precise(context: &Context<'_>, own: Precise, format: Format) -> Cell {
    let numbers = &context.numbers;
    // The best is behind itself by nothing, without an error.
    let se = own.se.filter(|se| *se > 0.0 || own.value != 0.0);
    let error = numbers.error(se, format).unwrap_or_default();
    Cell::number(numbers.bare(own.value, format), Value::Number(own.value)).with_small([error])
}

fn evpi(context: &Context<'_>, own: &Judged) -> String {
    let words = &context.labels.council;
    if own.evpi.value <= 0.0 {
        // The best itself is one of them.
        let alone = own.behind.iter().filter(|own| own.value == 0.0).count() == 1;
        return if alone { words.evpi_zero } else { words.evpi_same }.to_owned();
    }
    let format = Format::for_values(Unit::Euro, [own.evpi.value]);
    let error = context.numbers.full_error(own.evpi.se, format);
    let error = error.unwrap_or_else(|| context.labels.unknown.to_owned());
    let amount = context.numbers.full(own.evpi.value, format);
    fill(words.evpi, &[("amount", &amount), ("se", &error)])
}

/// The assumptions that matter most, or why they are not known.
fn worth(context: &Context<'_>) -> Vec<Block> {
    let (certainty, words) = (&context.view.council.certainty, &context.labels.council);
    let large = certainty.too_large.then(|| Block::note(words.too_large));
    let (Some(name), false) = (certainty.shares_of, certainty.worth.is_empty()) else {
        let total = certainty.quantities.to_string();
        let why = match certainty.unclear {
            Some(_) => fill(words.none_stands_out, &[("total", &total)]),
            None => words.too_few_for_worth.to_owned(),
        };
        let few = (certainty.quantities > 0).then(|| Block::note(why));
        return few.into_iter().chain(large).collect();
    };
    let name = &context.view.alternatives[name].short;
    let reading = Block::paragraph(fill(words.worth_reading, &[("name", name)]));
    let known = certainty.worth.iter().filter(|own| own.evppi.is_some());
    let none = known.clone().next().is_some() && !known.into_iter().any(|own| own.is_worth_knowing);
    let none = none.then(|| Block::paragraph(words.none_worth));
    let left_out = certainty.unclear.filter(|count| *count > 0).map(|count| {
        let values = [("unclear", count.to_string()), ("total", certainty.quantities.to_string())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        Block::paragraph(fill(words.unclear_left_out, &values))
    });
    let table = [reading, Block::Table(table(context))];
    table.into_iter().chain(left_out).chain(none).chain(large).collect()
}

fn table(context: &Context<'_>) -> Table {
    let (certainty, words) = (&context.view.council.certainty, &context.labels.council);
    let rows = &certainty.worth;
    let values = rows.iter().filter_map(|row| row.evppi.map(|own| own.value));
    let euro = Format::for_values(Unit::Euro, values);
    let share = Format { unit: Unit::Share, magnitude: Magnitude::One, decimals: 0 };
    let cell = |own: Option<Precise>, format| {
        own.map_or_else(Cell::missing, |own| precise(context, own, format))
    };
    let row = |own: &Worth| Row {
        head: Cell::code(&own.name),
        cells: vec![cell(own.share, share), cell(own.evppi, euro)],
        below: false,
        unit: String::new(),
    };
    let [assumption, spread, value] = words.worth_heads;
    let unit = context.labels.unit_name(Unit::Euro, euro.magnitude);
    let values = [
        ("shown", rows.len().to_string()),
        ("total", certainty.quantities.to_string()),
        ("unit", unit),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    Table {
        id: "worth-table".to_owned(),
        caption: fill(words.worth_caption, &values),
        layout: Layout::Plain,
        heads: vec![Head::text(assumption), Head::number(spread), Head::number(value)],
        bodies: vec![rows.iter().map(row).collect()],
    }
}
