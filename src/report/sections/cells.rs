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

/// Mean, below it the interval, the error of the mean and those of the bounds.
pub fn estimate(context: &Context<'_>, value: Estimate, format: Format) -> Cell {
    let numbers = &context.numbers;
    let print = |error: Option<f64>| numbers.error(error, format);
    let Estimate { mean, p5, p95, se, bounds_se } = value;
    let bounds = bounds_se.map(print);
    // Where neither bound has an error, the reader is told once, above the table.
    let bounds = bounds.iter().any(Option::is_some).then(|| {
        let [low, high] = bounds.map(|error| error.unwrap_or_else(|| "±\u{a0}?".to_owned()));
        format!("({low}; {high})")
    });
    let value = Value::Estimate { mean, p5, p95, error: se, bound_errors: bounds_se };
    Cell::number(numbers.bare(mean, format), value).with_small([
        numbers.range(p5, p95, format),
        print(se).unwrap_or_default(),
        bounds.unwrap_or_default(),
    ])
}

/// In the place of a number of households that is too small to be published.
pub fn few(context: &Context<'_>) -> Cell {
    Cell::number(context.few(), Value::Text)
}

/// A chance, below it its bounds.
pub fn chance(context: &Context<'_>, chance: &Probability) -> Cell {
    let print = |p| context.numbers.short_chance(p);
    let bounds = format!("({} {} {})", print(chance.low), context.labels.to, print(chance.high));
    let value = Value::Chance { p: chance.p, low: chance.low, high: chance.high };
    Cell::number(print(chance.p), value).with_small([bounds])
}
