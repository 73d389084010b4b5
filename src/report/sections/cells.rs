//! Layer 6. Cells that several sections print: estimates, chances and the heads of alternatives.

use crate::report::charts::Context;
use crate::report::charts::text::with_soft_hyphens;
use crate::report::document::{Cell, Head, Value};
use crate::report::numbers::Format;
use crate::report::view::{Estimate, Probability};

/// A column per alternative, behind the column of the rows' names.
pub fn heads(context: &Context<'_>, first: &str) -> Vec<Head> {
    let reference = context.labels.page.reference_short;
    let of = |alternative: &crate::report::view::Alternative| Head {
        small: alternative.is_reference.then(|| reference.to_owned()),
        ..Head::number(with_soft_hyphens(&alternative.short))
    };
    std::iter::once(Head::text(first)).chain(context.view.alternatives.iter().map(of)).collect()
}

/// Mean, below it the interval and the error.
pub fn estimate(context: &Context<'_>, value: Estimate, format: Format) -> Cell {
    let numbers = &context.numbers;
    let error = value
        .se
        .filter(|se| se.is_finite())
        .map_or(String::new(), |se| format!("± {}", numbers.bare(se, format.for_error(se))));
    let Estimate { mean, p5, p95, se } = value;
    Cell::number(numbers.bare(mean, format), Value::Estimate { mean, p5, p95, error: se })
        .with_small([numbers.range(p5, p95, format), error])
}

/// A chance, below it its bounds.
pub fn chance(context: &Context<'_>, chance: &Probability) -> Cell {
    let print = |p| context.numbers.short_chance(p);
    let bounds = format!("({} {} {})", print(chance.low), context.labels.to, print(chance.high));
    let value = Value::Chance { p: chance.p, low: chance.low, high: chance.high };
    Cell::number(print(chance.p), value).with_small([bounds])
}
