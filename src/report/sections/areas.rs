//! Layer 6. Households by area, without small numbers: see `report::disclosure`.

use super::{Built, cells};
use crate::report::charts::Context;
use crate::report::disclosure::Rows;
use crate::report::document::{Block, Cell, Layout, Row, Section, Table, Value};
use crate::report::numbers::{Format, Magnitude};
use crate::report::view::{AreaMeasure, AreaTable, Lang, Precise, Unit};

/// What stands in the place of a suppressed number.
pub const SUPPRESSED: &str = "x";

struct Words {
    title: &'static str,
    suppressed: &'static str,
    exact: &'static str,
    total: &'static str,
    captions: fn(AreaMeasure) -> &'static str,
}

const NL: Words = Words {
    title: "Huishoudens per gebied",
    suppressed: "De huishoudens zijn gesimuleerd (synthetisch): het zijn geen echte mensen. Toch staan aantallen onder de 10 \
                 er niet in, zoals CBS ook doet. Bij een gebied met zo’n aantal staat onder elk alternatief een x, en ook bij \
                 andere gebieden waar dat nodig is om het aantal niet uit het totaal te kunnen afleiden. Een gemiddelde over \
                 de trekkingen hoeft geen heel getal te zijn.",
    exact: "Alleen voor gebruik binnen de organisatie: kleine aantallen staan er zoals ze zijn. De huishoudens zijn \
            gesimuleerd (synthetisch): het zijn geen echte mensen.",
    total: "alle gebieden samen",
    captions: |measure| match measure {
        AreaMeasure::Clients => {
            "Gesimuleerde huishoudens met maatwerk of specialistische hulp, gemiddeld per jaar, met rekenfout (±)"
        }
        AreaMeasure::Waiting => {
            "Gesimuleerde huishoudens die aan het eind nog wachten, gemiddeld over de trekkingen, met rekenfout (±)"
        }
    },
};

const EN: Words = Words {
    title: "Households by area",
    suppressed: "The households are simulated (synthetic): they are no real people. Still, counts under 10 are not shown, as \
                 Statistics Netherlands does. An area with such a count has an x under every alternative, and so have other \
                 areas where that is needed so that the count cannot be worked out from the total. A mean over the draws \
                 need not be a whole number.",
    exact: "For use inside the organisation only: small numbers are shown as they are. The households are simulated \
            (synthetic): they are no real people.",
    total: "all areas together",
    captions: |measure| match measure {
        AreaMeasure::Clients => {
            "Simulated households with individual or specialist support, mean per year, with errors (±)"
        }
        AreaMeasure::Waiting => {
            "Simulated households still waiting at the end, mean over the draws, with errors (±)"
        }
    },
};

pub fn section(context: &Context<'_>) -> Built {
    let counts = &context.view.areas;
    if counts.areas.is_empty() || counts.tables.is_empty() {
        return Ok(None);
    }
    let words = if context.view.lang == Lang::Nl { &NL } else { &EN };
    let note = if counts.exact { words.exact } else { words.suppressed };
    let tables = (1..).zip(&counts.tables);
    let tables = tables.map(|(number, own)| Block::Table(table(context, words, (number, own))));
    Ok(Some(Section {
        id: "areas-counts",
        title: words.title.to_owned(),
        blocks: std::iter::once(Block::paragraph(note)).chain(tables).collect(),
    }))
}

fn table(context: &Context<'_>, words: &Words, (number, own): (usize, &AreaTable)) -> Table {
    let hidden = suppressed(own, context.view.areas.exact);
    let all = own.cells.iter().chain([&own.total]).flatten().map(|value| value.value);
    let format = Format::for_values(Unit::Households, all);
    let row = |name: &str, values: &[Precise], hidden: &dyn Fn(usize) -> bool| Row {
        head: Cell::text(name),
        cells: (0..values.len())
            .map(|place| cell(context, (&values[place], hidden(place)), format))
            .collect(),
        below: false,
        unit: context.labels.unit_name(Unit::Households, Magnitude::One),
    };
    let areas = context.view.areas.areas.iter().zip(own.cells.iter().zip(&hidden.rows));
    let areas = areas.map(|(name, (values, hidden))| row(name, values, &|_| *hidden));
    let total = row(words.total, &own.total, &|place| hidden.totals[place]);
    Table {
        id: format!("areas-counts-{number}"),
        caption: (words.captions)(own.measure).to_owned(),
        layout: Layout::Plain,
        heads: cells::heads(context, context.labels.tables.area),
        bodies: vec![areas.collect(), vec![total]],
    }
}

/// Totals are in the table itself, and in the key table.
fn suppressed(table: &AreaTable, exact: bool) -> Rows {
    let values = |row: &Vec<Precise>| row.iter().map(|value| value.value).collect();
    let cells: Vec<Vec<f64>> = table.cells.iter().map(values).collect();
    if exact {
        return Rows { rows: vec![false; cells.len()], totals: vec![false; table.total.len()] };
    }
    let totals: Vec<f64> = table.total.iter().map(|value| value.value).collect();
    Rows::suppress(&cells, &totals)
}

fn cell(context: &Context<'_>, (value, hidden): (&Precise, bool), format: Format) -> Cell {
    if hidden {
        return Cell::number(SUPPRESSED, Value::Text);
    }
    let numbers = &context.numbers;
    let line = numbers.error(value.se, format);
    let known = Value::Precise { mean: value.value, error: value.se };
    Cell::number(numbers.bare(value.value, format), known).with_small(line)
}
