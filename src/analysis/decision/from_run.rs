//! From the sample table of a run to a decision table.

use super::names::{readable, row};
use super::table::{DecisionTable, Outcomes, Quantity, Strategy};
use crate::analysis::{Draws, net_present_values};
use crate::domain::MUNICIPALITY;
use crate::mkba::{View, present_value};
use crate::stats::smooth::Weights;
use crate::study::{self, Outcome, SampleMatrix, SampleTable};
use crate::units::MONTHS;

/// Whose net benefit counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Perspective {
    /// Costs of all stakeholders, effects at their prices.
    #[default]
    Society,
    /// Costs of the municipality, effects that it pays for at their prices.
    Municipality,
}

/// What counts as effect on the plane.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectChoice {
    /// A column of the results table.
    pub column: String,
    /// Whether less of it is better.
    pub less: bool,
    /// Units of the column in one unit of effect.
    pub per: f64,
    /// One unit of effect, for readers.
    pub unit: String,
}

/// Id of the effect that counts lost quality of life, in QALY-months.
const QUALITY_OF_LIFE: &str = "kwaliteit-van-leven";

impl EffectChoice {
    /// QALYs, from the effect that counts lost QALY-months.
    pub fn quality_of_life() -> Self {
        Self {
            column: format!("effect_{QUALITY_OF_LIFE}"),
            less: true,
            per: f64::from(MONTHS),
            unit: "QALY".to_owned(),
        }
    }

    /// Points on the Zelfredzaamheid-Matrix between gesprek and closing.
    pub fn matrix_points() -> Self {
        Self {
            column: "zrm_gain".to_owned(),
            less: false,
            per: 1.0,
            unit: "matrix point".to_owned(),
        }
    }

    /// From `quality-of-life`, `matrix-points`, or the name of a column or effect with `:less` or `:more` behind it.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "quality-of-life" => return Ok(Self::quality_of_life()),
            "matrix-points" => return Ok(Self::matrix_points()),
            _ => {}
        }
        let (column, less) = match text.rsplit_once(':') {
            Some((column, "less")) => (column, true),
            Some((column, "more")) => (column, false),
            _ => {
                return Err(format!(
                    "{text:?}: write quality-of-life, matrix-points, or a column or effect with :less or :more \
                     behind it, for what is better"
                ));
            }
        };
        let unit = format!("{column} {}", if less { "less" } else { "more" });
        Ok(Self { column: column.to_owned(), less, per: 1.0, unit })
    }

    /// The column of the table, which may have been called by the id of its effect.
    fn place(&self, table: &SampleTable) -> Option<usize> {
        let effect = format!("effect_{}", self.column);
        table.columns.iter().position(|own| *own == self.column || *own == effect)
    }
}

/// How a run is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Lens {
    pub perspective: Perspective,
    pub effect: EffectChoice,
    /// Whether effects are discounted like money.
    pub discounted: bool,
}

/// A decision table of all alternatives of a run.
///
/// Cost is what the municipality pays for teams and provisions, discounted. Net benefit is minus the discounted cost to
/// society or to the municipality, with effects at their prices: its difference with the reference is the net present
/// value.
/// `None` where the run has no column of the effect.
pub fn from_run(
    table: &SampleTable,
    sample: &SampleMatrix,
    quantities: &[study::Quantity],
    lens: &Lens,
) -> Option<DecisionTable> {
    let header = &table.header;
    let column = lens.effect.place(table)?;
    let by_draw = |value: &dyn Fn(&Outcome) -> f64| -> Vec<Vec<f64>> {
        table.outcomes.iter().map(|outcomes| outcomes.iter().map(value).collect()).collect()
    };
    let discount = |outcome: &Outcome, amounts: &[f64]| {
        present_value(&outcome.valuation, header.start_year, amounts)
    };
    let sign = if lens.effect.less { -1.0 } else { 1.0 };
    let outcomes = Outcomes {
        cost: Some(by_draw(&|outcome| discount(outcome, &outcome.municipal_cost))),
        effect: Some(by_draw(&|outcome| {
            let years = yearly(table, outcome, column);
            let sum = if lens.discounted { discount(outcome, &years) } else { years.iter().sum() };
            sign * sum / lens.effect.per
        })),
        net_benefit: Some(net_benefit(table, lens.perspective)),
    };
    let strategies = header.alternatives.iter().map(|alternative| Strategy {
        id: alternative.id.clone(),
        title: alternative.title.clone(),
    });
    Some(DecisionTable {
        strategies: strategies.collect(),
        reference: header.reference(),
        outcomes,
        quantities: rows_of_shares(sample, quantities),
        weights: weights(table),
    })
}

/// Draws count alike; where the run has enough independent designs, errors come from these.
fn weights(table: &SampleTable) -> Weights {
    let weights = Weights::equal(table.draws.len());
    match Draws::of(table).batches() {
        Some(_) => weights.in_blocks(&table.batches),
        None => weights,
    }
}

/// A column by year, all areas together.
fn yearly(table: &SampleTable, outcome: &Outcome, column: usize) -> Vec<f64> {
    outcome.years.iter().skip(column).step_by(table.columns.len()).copied().collect()
}

/// Minus the cost of the reference, plus the net present value of each alternative against it, which follows the
/// corrections of the run; minus the cost of each alternative where the run has no reference.
fn net_benefit(table: &SampleTable, perspective: Perspective) -> Vec<Vec<f64>> {
    let costs = |outcomes: &Vec<Outcome>| -> Vec<f64> {
        let start = table.header.start_year;
        let minus = |outcome: &Outcome| {
            -present_value(&outcome.valuation, start, &cost(table, outcome, perspective))
        };
        outcomes.iter().map(minus).collect()
    };
    let view = match perspective {
        Perspective::Society => View::Society,
        Perspective::Municipality => View::Municipality,
    };
    let Some(reference) = table.header.reference() else {
        return table.outcomes.iter().map(costs).collect();
    };
    let base = costs(&table.outcomes[reference]);
    let of_alternative = |alternative: usize| match net_present_values(table, alternative, view) {
        gains if gains.is_empty() => base.clone(),
        gains => base.iter().zip(gains).map(|(base, gain)| base + gain).collect(),
    };
    (0..table.outcomes.len()).map(of_alternative).collect()
}

/// Cost by year from a perspective, euro.
fn cost(table: &SampleTable, outcome: &Outcome, perspective: Perspective) -> Vec<f64> {
    let municipality = table.stakeholders.iter().position(|name| name == MUNICIPALITY);
    // Stakeholders that appear in later outcomes have no costs in earlier ones.
    let width = (outcome.costs.len() / table.header.years).max(1);
    let of_year = |costs: &[f64]| match perspective {
        Perspective::Society => costs.iter().sum(),
        Perspective::Municipality => {
            municipality.and_then(|i| costs.get(i)).copied().unwrap_or(0.0)
        }
    };
    outcome.costs.chunks_exact(width).map(of_year).collect()
}

/// Quantities with their values; the shares of a row are one quantity.
fn rows_of_shares(sample: &SampleMatrix, quantities: &[study::Quantity]) -> Vec<Quantity> {
    let mut found: Vec<(Option<usize>, Quantity)> = Vec::new();
    for (index, own) in quantities.iter().enumerate() {
        let column: Vec<f64> = (0..sample.draws).map(|draw| sample.row(draw)[index]).collect();
        let row_of =
            found.iter_mut().find(|(simplex, _)| simplex.is_some() && *simplex == own.simplex);
        if let Some((_, quantity)) = row_of {
            quantity.columns.push(column);
            continue;
        }
        let path = if own.simplex.is_some() { row(&own.path) } else { &own.path }.to_owned();
        let name = readable(&path);
        found.push((own.simplex, Quantity { path, name, columns: vec![column] }));
    }
    found.into_iter().map(|(_, quantity)| quantity).collect()
}
