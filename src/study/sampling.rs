//! The values of the uncertain quantities in every draw: section 1 of the model page, second-order uncertainty.
//!
//! A design of [`crate::stats`] gives points in the unit cube, one dimension per quantity; each is mapped through
//! its inverse distribution function, and members of a simplex are then divided by their sum. It must not know
//! how scenarios are written nor what the quantities mean.

use super::Quantity;
use crate::stats::{Design, DesignError, Method, RankCorrelation};

/// How the uncertain quantities are sampled.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplingPlan {
    pub method: Method,
    pub seed: u64,
    /// All draws of the study, also where only some of them are simulated here.
    pub draws: usize,
    /// Pairs of indices in the list of quantities.
    pub correlations: Vec<RankCorrelation>,
    /// The dimension of the design that each quantity takes, all different; empty where that is their order. A
    /// quantity that keeps its dimension keeps its random numbers, whatever becomes of the others.
    pub dimensions: Vec<usize>,
}

impl SamplingPlan {
    /// The dimension of the design that a quantity takes.
    pub fn dimension(&self, quantity: usize) -> usize {
        self.dimensions.get(quantity).copied().unwrap_or(quantity)
    }

    /// The points of the quantities in the unit cube, correlated.
    fn design(&self, quantities: usize) -> Result<Design, DesignError> {
        let dimensions = (0..quantities).map(|quantity| self.dimension(quantity) + 1).max();
        let mut design = Design::new(self.method, self.seed, self.draws, dimensions.unwrap_or(0))?;
        let pair = |pair: &RankCorrelation| RankCorrelation {
            first: self.dimension(pair.first),
            second: self.dimension(pair.second),
            ..*pair
        };
        design.correlate(&self.correlations.iter().map(pair).collect::<Vec<_>>())?;
        Ok(design)
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

    /// The values of the quantities in draw `i`, in the order of the list of quantities.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.quantities..(i + 1) * self.quantities]
    }
}

/// The sample matrix of a study.
pub fn sample(quantities: &[Quantity], plan: &SamplingPlan) -> Result<SampleMatrix, DesignError> {
    let design = plan.design(quantities.len())?;
    Ok(at_points(quantities, &design, |quantity| plan.dimension(quantity)))
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
    Ok(points.into_iter().map(|point| distribution.quantile(point)).collect())
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
