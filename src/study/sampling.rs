//! The values of the uncertain quantities in every draw: section 1 of the model page, second-order uncertainty.
//!
//! A design of [`crate::stats`] gives points in the unit cube, one dimension per quantity; each is mapped through
//! its inverse distribution function, and members of a simplex are then divided by their sum. A study may have
//! several independent designs (batches), and several draws of chance for each row of quantities (replications). It
//! must not know how scenarios are written nor what the quantities mean.

use std::ops::Range;

use super::{Layout, PosteriorRows, Quantity};
use crate::stats::{Design, DesignError, Method, RankCorrelation, Start};

/// How the uncertain quantities are sampled.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplingPlan {
    pub method: Method,
    pub seed: u64,
    /// Rows of quantities of the study, also where only some of them are simulated here.
    pub draws: usize,
    /// Draws of chance for each row: draw i of the study has row i / `replications`.
    pub replications: usize,
    /// Independent designs of `draws` / `batches` rows each, one after the other: more of them leave the rows of the
    /// first ones as they are.
    pub batches: usize,
    /// Pairs of indices in the list of quantities.
    pub correlations: Vec<RankCorrelation>,
    /// The dimension of the design that each quantity takes, all different; empty where that is their order. A
    /// quantity that keeps its dimension keeps its random numbers, whatever becomes of the others.
    pub dimensions: Vec<usize>,
    /// Rows that a calibration left, in place of the values of the design.
    pub posterior: Option<PosteriorRows>,
}

impl SamplingPlan {
    /// The dimension of the design that a quantity takes.
    pub fn dimension(&self, quantity: usize) -> usize {
        self.dimensions.get(quantity).copied().unwrap_or(quantity)
    }

    /// The points of the quantities in the unit cube, correlated: all batches, one after the other.
    fn design(&self, quantities: usize) -> Result<Design, DesignError> {
        let dimensions = (0..quantities).map(|quantity| self.dimension(quantity) + 1).max();
        let (draws, dimensions, batches) =
            (self.draws, dimensions.unwrap_or(0), self.batches.max(1));
        if !draws.is_multiple_of(batches) {
            return Err(DesignError::UnevenBatches { draws, batches });
        }
        let pair = |pair: &RankCorrelation| RankCorrelation {
            first: self.dimension(pair.first),
            second: self.dimension(pair.second),
            ..*pair
        };
        let pairs: Vec<RankCorrelation> = self.correlations.iter().map(pair).collect();
        let mut points = Vec::with_capacity(draws * dimensions);
        for batch in 0..batches {
            let start = Start { seed: self.seed, batch: batch as u32 };
            let mut design = Design::batch(self.method, start, draws / batches, dimensions)?;
            design.correlate(&pairs)?;
            points.extend(design.points);
        }
        Ok(Design { draws, dimensions, points })
    }

    /// One design, and one draw of chance for each of its rows.
    pub fn new(method: Method, seed: u64, draws: usize) -> Self {
        Self {
            method,
            seed,
            draws,
            replications: 1,
            batches: 1,
            correlations: Vec::new(),
            dimensions: Vec::new(),
            posterior: None,
        }
    }

    /// Row of the posterior that each row of the study takes, batch by batch; none without a posterior.
    fn chosen(&self) -> Option<Vec<usize>> {
        let posterior = &self.posterior.as_ref()?.posterior;
        let batches = self.batches.max(1);
        let of_batch = |batch| posterior.resample(self.seed, batch as u64, self.draws / batches);
        Some((0..batches).flat_map(of_batch).collect())
    }

    /// The draws that have some rows of quantities.
    pub fn draws_of(&self, rows: &Range<u64>) -> Range<u64> {
        let times = self.replications as u64;
        rows.start * times..rows.end * times
    }

    /// Which draws belong together. Rows of independent points do not depend on each other, whatever the batches.
    pub fn layout(&self) -> Layout {
        let dependent = self.method != Method::Random || !self.correlations.is_empty();
        let shared = self.chosen().map(|rows| rows.into_iter().map(|row| row as u64).collect());
        // Batches of rows from one posterior are not independent: they share its own error.
        let batches = self.batches > 1 && dependent && shared.is_none();
        Layout {
            replications: self.replications as u64,
            rows_per_batch: batches.then(|| (self.draws / self.batches) as u64),
            shared,
        }
    }
}

/// Values of all quantities in all draws.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleMatrix {
    pub draws: usize,
    pub quantities: usize,
    /// Row by row: quantity j of draw i at i * quantities + j.
    pub values: Vec<f64>,
}

impl SampleMatrix {
    /// The same values in every draw.
    pub fn repeated(row: &[f64], draws: usize) -> Self {
        Self { draws, quantities: row.len(), values: row.repeat(draws) }
    }

    /// Every row as many times, behind each other.
    fn replicated(self, times: usize) -> Self {
        if times == 1 {
            return self;
        }
        let rows = (0..self.draws).flat_map(|draw| self.row(draw).repeat(times));
        Self { draws: self.draws * times, quantities: self.quantities, values: rows.collect() }
    }

    /// The values of the quantities in draw `i`, in the order of the list of quantities.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.quantities..(i + 1) * self.quantities]
    }
}

/// The sample matrix of a study: the row of each of its draws, replications of one row behind each other.
pub fn sample(quantities: &[Quantity], plan: &SamplingPlan) -> Result<SampleMatrix, DesignError> {
    let design = plan.design(quantities.len())?;
    let mut rows = at_points(quantities, &design, |quantity| plan.dimension(quantity));
    if let (Some(posterior), Some(chosen)) = (&plan.posterior, plan.chosen()) {
        posterior.overwrite(&mut rows.values, &chosen);
    }
    Ok(rows.replicated(plan.replications))
}

/// The values at the points of a design with a dimension for every quantity, in their order.
pub fn values(quantities: &[Quantity], design: &Design) -> SampleMatrix {
    at_points(quantities, design, |quantity| quantity)
}

/// The values at the points of a design; `dimension` gives the dimension of a quantity.
fn at_points(
    quantities: &[Quantity],
    design: &Design,
    dimension: impl Fn(usize) -> usize,
) -> SampleMatrix {
    let simplices = simplices(quantities);
    let mut values = Vec::with_capacity(design.draws * quantities.len());
    for draw in 0..design.draws {
        let (point, start) = (design.row(draw), values.len());
        let places = quantities.iter().enumerate();
        values.extend(
            places.map(|(index, quantity)| quantity.distribution.quantile(point[dimension(index)])),
        );
        normalise(&mut values[start..], &simplices, quantities);
    }
    SampleMatrix { draws: design.draws, quantities: quantities.len(), values }
}

/// The values of one quantity in all draws of a study, as [`sample`] gives them; it is no member of a simplex.
pub fn sample_one(
    quantities: &[Quantity],
    plan: &SamplingPlan,
    quantity: usize,
) -> Result<Vec<f64>, DesignError> {
    let points = plan.design(quantities.len())?.column(plan.dimension(quantity));
    let distribution = &quantities[quantity].distribution;
    let mut values: Vec<f64> =
        points.into_iter().map(|point| distribution.quantile(point)).collect();
    if let (Some(own), Some(chosen)) = (&plan.posterior, plan.chosen())
        && let Some(column) = own.columns[quantity]
    {
        values = chosen.iter().map(|row| own.posterior.row(*row)[column]).collect();
    }
    Ok(values.into_iter().flat_map(|value| std::iter::repeat_n(value, plan.replications)).collect())
}

/// Every quantity at its mean: the central sample, of point estimates and one-way sensitivity.
///
/// Members of a simplex are means divided by their sum; for gamma numbers with one scale that is the mean of the
/// Dirichlet distribution exactly.
pub fn central(quantities: &[Quantity]) -> Vec<f64> {
    let mut values: Vec<f64> =
        quantities.iter().map(|quantity| quantity.distribution.mean()).collect();
    normalise(&mut values, &simplices(quantities), quantities);
    values
}

/// The members of each simplex, as indices of quantities.
pub fn simplices(quantities: &[Quantity]) -> Vec<Vec<usize>> {
    let mut simplices: Vec<(usize, Vec<usize>)> = Vec::new();
    for (index, quantity) in quantities.iter().enumerate() {
        let Some(simplex) = quantity.simplex else { continue };
        match simplices.iter_mut().find(|(known, _)| *known == simplex) {
            Some((_, members)) => members.push(index),
            None => simplices.push((simplex, vec![index])),
        }
    }
    simplices.into_iter().map(|(_, members)| members).collect()
}

/// Divides the members of each simplex by their sum.
fn normalise(row: &mut [f64], simplices: &[Vec<usize>], quantities: &[Quantity]) {
    for members in simplices {
        if members.iter().all(|member| row[*member] <= 0.0) {
            // Gamma numbers with shapes near zero can all underflow; the means then decide.
            members
                .iter()
                .for_each(|member| row[*member] = quantities[*member].distribution.mean());
        }
        let sum: f64 = members.iter().map(|member| row[*member]).sum();
        members.iter().for_each(|member| row[*member] /= sum);
    }
}

#[cfg(test)]
mod tests;
