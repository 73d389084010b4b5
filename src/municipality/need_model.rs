//! The relation of need: how many clients the indicators of a municipality or wijk predict, fitted on what CBS
//! observed in 2022, with the spread that remains.
//!
//! Two fits on a log scale, by least squares: Wmo clients per 1,000 inhabitants, and the percentage of the young with
//! youth care. Their sum, in persons per inhabitant, is what areas are compared by. Which indicators take part is for
//! `selection`. The result is data: `data/need_model.toml`, made again by `wijkraming data fit`.

use serde::{Deserialize, Serialize};

use super::data::{Gemeente, OpenData};
use super::indicators::{self, CANDIDATES, YEAR};
use super::selection;
use crate::stats::ols::{Ols, OlsError};
use crate::stats::summary;

/// One indicator in a fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    pub indicator: String,
    /// Change of the logarithm of the outcome per unit of the indicator.
    pub coefficient: f64,
    pub standard_error: f64,
    /// Range among the fitted municipalities; outside it the indicator is held at the border.
    pub min: f64,
    pub max: f64,
}

/// One outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    pub outcome: String,
    /// Municipalities that were fitted.
    pub n: usize,
    pub intercept: f64,
    pub r_squared: f64,
    /// The same when each municipality is left out in turn.
    pub left_out_r_squared: f64,
    /// The same when the choice of indicators is left out too: ten folds, the whole rule without each.
    pub nested_r_squared: f64,
    /// Standard deviation of the logarithm around the fit.
    pub residual_sd: f64,
    pub terms: Vec<Term>,
}

/// Both relations, and the spread of their sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NeedModel {
    /// Year of the outcomes.
    pub year: i32,
    /// Municipalities with both outcomes.
    pub n: usize,
    /// Standard deviation of log(observed / predicted) clients per inhabitant, both kinds together.
    pub residual_sd: f64,
    /// Share of the variance of that logarithm explained.
    pub r_squared: f64,
    pub wmo: Relation,
    pub youth: Relation,
}

/// Outcome and candidates of one municipality.
struct Observation<'a> {
    row: &'a Gemeente,
    values: [f64; CANDIDATES],
}

impl NeedModel {
    /// Fits the relations on all municipalities of 2022 that `take` accepts by code.
    ///
    /// # Errors
    /// Where the data do not carry a fit.
    pub fn fit(data: &OpenData, take: impl Fn(&str) -> bool) -> Result<Self, OlsError> {
        let rows = data.gemeenten.iter().filter(|row| row.year == YEAR && take(&row.code));
        let mut observations: Vec<Observation<'_>> =
            rows.map(|row| Observation { row, values: indicators::of_row(data, row) }).collect();
        observations.sort_by(|a, b| a.row.code.cmp(&b.row.code));
        let wmo = relation("wmo_clienten_per_1000", &observations, |row| row.wmo_per_1000)?;
        let youth = relation("p_jongeren_met_jeugdzorg", &observations, |row| row.youth)?;
        let mut model = Self { year: YEAR, n: 0, residual_sd: 0.0, r_squared: 0.0, wmo, youth };
        model.measure(data, &observations);
        Ok(model)
    }

    /// The spread of both kinds together, where both are observed.
    fn measure(&mut self, data: &OpenData, observations: &[Observation<'_>]) {
        let (mut errors, mut observed) = (Vec::new(), Vec::new());
        for Observation { row, values } in observations {
            let young = young_share(data, row);
            let clients = row.wmo_per_1000 / 1000.0 + row.youth / 100.0 * young;
            let predicted = self.clients_per_inhabitant(values, young);
            if clients > 0.0 && predicted > 0.0 {
                observed.push(libm::log(clients));
                errors.push(libm::log(clients / predicted));
            }
        }
        self.n = errors.len();
        let lost = self.wmo.terms.len().max(self.youth.terms.len()) + 1;
        let squares = summary::sum(errors.iter().map(|error| error * error));
        self.residual_sd = libm::sqrt(squares / self.n.saturating_sub(lost).max(1) as f64);
        self.r_squared = 1.0 - squares / crate::stats::ols::squares_about_the_mean(&observed);
    }

    /// Persons with a Wmo provision or youth care per inhabitant; `young` is the share of the inhabitants under 18.
    pub fn clients_per_inhabitant(&self, values: &[f64; CANDIDATES], young: f64) -> f64 {
        self.wmo.predict(values) / 1000.0 + self.youth.predict(values) / 100.0 * young
    }

    /// The file `data/need_model.toml`.
    pub fn to_toml(&self) -> String {
        let head = "# The relation of need, fitted on the municipalities of the Netherlands; see docs/data.md.\n\
                    # Made by `wijkraming data fit`; do not edit.\n";
        // A struct of numbers and texts always has a TOML form.
        format!("{head}{}", toml::to_string(self).unwrap_or_default())
    }
}

impl Relation {
    /// The outcome at these values of the candidates, each held within the range that was fitted.
    pub fn predict(&self, values: &[f64; CANDIDATES]) -> f64 {
        let names = indicators::names();
        let term = |term: &Term| {
            let place = names.iter().position(|name| *name == term.indicator);
            let value = place.map_or(f64::NAN, |place| values[place]);
            term.coefficient * value.clamp(term.min, term.max)
        };
        libm::exp(summary::sum(std::iter::once(self.intercept).chain(self.terms.iter().map(term))))
    }
}

/// Share of the inhabitants under 18: those under 15, and three of the ten ages of 15 to 24.
pub fn young_share(data: &OpenData, row: &Gemeente) -> f64 {
    young(data, row.age[0], row.age[1])
}

/// The same from percentages of 0 to 14 and 15 to 24.
pub fn young(data: &OpenData, under_15: f64, under_25: f64) -> f64 {
    (under_15 + data.assumed("under_18_share_of_15_24") * under_25) / 100.0
}

fn relation(
    outcome: &str,
    observations: &[Observation<'_>],
    of: impl Fn(&Gemeente) -> f64,
) -> Result<Relation, OlsError> {
    let complete = |o: &&Observation<'_>| {
        of(o.row) > 0.0 && o.values.iter().all(|value| value.is_finite())
    };
    let used: Vec<&Observation<'_>> = observations.iter().filter(complete).collect();
    let all: Vec<Vec<f64>> = used.iter().map(|o| o.values.to_vec()).collect();
    let y: Vec<f64> = used.iter().map(|o| libm::log(of(o.row))).collect();
    let chosen = selection::choose(&all, &y);
    let rows = columns(&all, &chosen);
    let fit = Ols::fit(&rows, &y)?;
    let nested = selection::nested_r_squared(&all, &y, |known, known_y, new| {
        let chosen = selection::choose(known, known_y);
        let fit = Ols::fit(&columns(known, &chosen), known_y).ok()?;
        Some(columns(new, &chosen).iter().map(|row| fit.predict(row)).collect())
    });
    let term = |(place, index): (usize, &usize)| {
        let range = rows.iter().map(|row| row[place]);
        Term {
            indicator: indicators::names()[*index].to_owned(),
            coefficient: fit.coefficients[place + 1],
            standard_error: fit.standard_errors[place + 1],
            min: range.clone().fold(f64::INFINITY, f64::min),
            max: range.fold(f64::NEG_INFINITY, f64::max),
        }
    };
    Ok(Relation {
        outcome: outcome.to_owned(),
        n: used.len(),
        intercept: fit.coefficients[0],
        r_squared: fit.r_squared,
        left_out_r_squared: fit.left_out_r_squared(&y),
        nested_r_squared: nested.unwrap_or(f64::NAN),
        residual_sd: fit.residual_sd,
        terms: chosen.iter().enumerate().map(term).collect(),
    })
}

fn columns(rows: &[Vec<f64>], chosen: &[usize]) -> Vec<Vec<f64>> {
    rows.iter().map(|row| chosen.iter().map(|index| row[*index]).collect()).collect()
}
