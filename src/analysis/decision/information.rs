//! What it would be worth to know some quantities exactly: partial value of perfect information (EVPPI).

use serde::Serialize;

use super::figure::Figure;
use super::metamodel::{Contrasts, Effort, Metamodel, basis};
use crate::stats::smooth::Weights;

/// Draws below which no regression is tried.
pub const LEAST_DRAWS: usize = 20;

/// The value of knowing one quantity, or several together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartialValue {
    /// The quantity as a reader sees it, or the name of the group.
    pub name: String,
    /// Paths of the quantities.
    pub quantities: Vec<String>,
    /// How expected net benefit was regressed on them.
    pub method: &'static str,
    pub value: Figure,
    /// How much noise in the regression lifts the value, by the same simulated fits as the standard error (Strong, Oakley
    /// & Brennan 2014, who follow Oakley, Brennan, Tappenden & Chilcott, Journal of Health Economics 29, 2010). It takes
    /// the regression for one that shrinks nothing, and so is too high where the signal is weak.
    pub bias: f64,
    /// The value minus the bias, not below 0: a careful lower figure.
    pub corrected: f64,
    /// Effective number of functions in the regression.
    pub functions: f64,
}

/// What is to be learned.
pub struct Subject<'a> {
    pub name: &'a str,
    pub paths: Vec<String>,
    /// Values by column, then draw.
    pub columns: Vec<Vec<f64>>,
}

/// The value of knowing a subject; `None` where rounding leaves no regression. Columns must vary, and there must be
/// more draws than columns.
pub fn partial_value(
    subject: &Subject<'_>,
    contrasts: &Contrasts,
    effort: &Effort,
) -> Option<PartialValue> {
    let basis = basis(&subject.columns, contrasts, effort)?;
    let model = Metamodel::new(basis.as_ref(), contrasts, subject.name);
    let fitted = model.fitted();
    let weights = &contrasts.weights;
    let gains: Vec<f64> =
        fitted.row_iter().map(|row| row.iter().copied().fold(0.0, f64::max)).collect();
    let value = Contrasts::gain(&fitted, weights);
    let order = match &subject.columns[..] {
        [only] => Some(&only[..]),
        _ => None,
    };
    let points = model.points(order, effort.points);
    let spread = model.uncertainty(
        &basis.at(&points),
        &weights.of_rows(&points).unwrap_or_else(|| Weights::equal(points.len())),
        effort.simulations,
    );
    // Which values of the quantity the draws happen to hold adds to the error of the regression.
    let sampling = weights.standard_error(&gains).unwrap_or(0.0);
    Some(PartialValue {
        name: subject.name.to_owned(),
        quantities: subject.paths.clone(),
        method: basis.name(),
        value: Figure { value, standard_error: Some(libm::hypot(spread.deviation, sampling)) },
        bias: spread.bias,
        corrected: (value - spread.bias).max(0.0),
        functions: model.freedom(),
    })
}

/// The value of a quantity that does not vary.
pub fn nothing_to_learn(subject: &Subject<'_>) -> PartialValue {
    PartialValue {
        name: subject.name.to_owned(),
        quantities: subject.paths.clone(),
        method: "constant",
        value: Figure { value: 0.0, standard_error: Some(0.0) },
        bias: 0.0,
        corrected: 0.0,
        functions: 0.0,
    }
}
