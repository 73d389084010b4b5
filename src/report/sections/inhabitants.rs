//! Layer 6. What inhabitants notice: sentences per alternative, and effects in their own units.

use super::{Built, cells};
use crate::report::charts::Context;
use crate::report::document::{Block, Cell, Head, Layout, Row, Section, Table};
use crate::report::numbers::{Format, Magnitude};
use crate::report::sentences;
use crate::report::view::{Alternative, EffectRow, KeyCell, KeyRow, Measure, Unit};

/// Rows of the key table that are about inhabitants.
const MEASURES: [Measure; 5] = [
    Measure::MeanWait,
    Measure::QueueEnd,
    Measure::CrisisHouseholdMonths,
    Measure::Clients,
    Measure::InformalHours,
];

pub fn section(context: &Context<'_>) -> Built {
    let (view, words) = (context.view, &context.labels.council);
    if view.council.matrix_points.is_empty() && view.council.effects.is_empty() {
        return Ok(None);
    }
    let projects = view.alternatives.iter().enumerate().filter(|(_, known)| !known.is_reference);
    let answer = |(index, known): (usize, &Alternative)| Block::Answer {
        title: known.title.clone(),
        mark: None,
        sentences: sentences::inhabitants(context, index),
    };
    let blocks = std::iter::once(Block::paragraph(words.inhabitants_reading))
        .chain(projects.map(answer))
        .chain([Block::Table(table(context))]);
    let title = words.inhabitants.to_owned();
    Ok(Some(Section { id: "inhabitants", title, blocks: blocks.collect() }))
}

fn table(context: &Context<'_>) -> Table {
    let (council, words) = (&context.view.council, &context.labels.council);
    let mut heads = cells::heads(context, words.effect);
    heads.push(Head::text(words.source));
    let key = context.view.key_table.iter().filter(|row| MEASURES.contains(&row.measure));
    let points = (!council.matrix_points.is_empty()).then(|| {
        let name = context.labels.unit_name(Unit::Points, Magnitude::One);
        let unit = (Unit::Points, name.as_str());
        row(
            context,
            Named { name: words.matrix_points, unit, ..Named::default() },
            &council.matrix_points,
        )
    });
    let own = key.map(|known| measure(context, known)).chain(points).collect();
    let effects = council.effects.iter().map(|known| effect(context, known)).collect();
    Table {
        id: "effects-table".to_owned(),
        caption: words.effects_caption.to_owned(),
        layout: Layout::Key,
        heads,
        bodies: vec![own, effects],
    }
}

/// What a row is called and rests on.
struct Named<'a> {
    name: &'a str,
    /// How numbers are printed, and what the unit is called.
    unit: (Unit, &'a str),
    source: &'a str,
    grade: &'a str,
    mark: Option<&'a str>,
}

impl Default for Named<'_> {
    fn default() -> Self {
        Self { name: "", unit: (Unit::Hours, ""), source: "", grade: "", mark: None }
    }
}

fn measure(context: &Context<'_>, known: &KeyRow) -> Row {
    let name = (context.labels.measure)(known.measure);
    let unit = context.labels.unit_name(known.unit, Magnitude::One);
    row(context, Named { name, unit: (known.unit, &unit), ..Named::default() }, &known.cells)
}

fn effect(context: &Context<'_>, known: &EffectRow) -> Row {
    let named = Named {
        name: &known.label,
        // Any unit that is not shortened to millions.
        unit: (Unit::Hours, &known.unit),
        source: &known.source,
        grade: known.grade.map_or("", context.labels.grade),
        mark: known.pm.then_some(context.labels.council.not_priced),
    };
    row(context, named, &known.cells)
}

/// The level under the reference, and differences with it.
fn row(context: &Context<'_>, named: Named<'_>, list: &[KeyCell]) -> Row {
    let pairs = || context.view.alternatives.iter().zip(list);
    let shown = |(alternative, cell): (&Alternative, &KeyCell)| match alternative.is_reference {
        true => cell.level,
        false => cell.difference.map(|own| own.estimate),
    };
    let values = pairs().filter_map(shown).flat_map(|e| [e.p5, e.mean, e.p95]);
    let format = Format::for_values(named.unit.0, values);
    let cell = |pair: (&Alternative, &KeyCell)| match shown(pair) {
        None if pair.1.few && pair.0.is_reference => cells::few(context),
        known => known.map_or_else(Cell::missing, |own| cells::estimate(context, own, format)),
    };
    let small = [named.unit.1.to_owned(), named.mark.unwrap_or_default().to_owned()];
    let found = match named.source.is_empty() {
        true => Cell::text(named.grade),
        false => Cell::text(named.source).with_small([named.grade.to_owned()]),
    };
    Row {
        head: Cell::text(named.name).with_small(small),
        cells: pairs().map(cell).chain([found]).collect(),
        below: false,
        unit: named.unit.1.to_owned(),
    }
}
