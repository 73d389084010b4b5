//! Sampling designs: points in the unit cube, one dimension per uncertain quantity, by simple random sampling,
//! Latin hypercube or scrambled Sobol numbers; rank correlations are induced afterwards
//! (`rank_correlation`).
//!
//! A design is a pure function of seed, method, number of draws, dimension and batch: designs of other batches are
//! independent of it. It is always made for all its draws: whoever simulates a part of them takes these rows of the
//! whole, and gets the same numbers. It must not know what the dimensions mean.

use super::rank_correlation;
use crate::random::{Generator, Purpose, Site, Stream};
use rand::Rng;
use sobol_burley::parts::{owen_scramble_rev, sobol_rev};
use std::fmt;

/// How points are spread over the cube; the discriminant sets its random numbers apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Method {
    /// Independent uniform points. A shorter design is the beginning of a longer one.
    Random = 0,
    /// In every dimension one point in each of n equal slices (McKay, Beckman & Conover, Technometrics 21, 1979).
    LatinHypercube = 1,
    /// Sobol numbers (directions of Joe & Kuo, SIAM Journal on Scientific Computing 30, 2008) with Owen's nested
    /// scrambling by hashing (Burley, Journal of Computer Graphics Techniques 9, 2020). Best with a power of two.
    Sobol = 2,
}

impl Method {
    /// The word in scenario files and manifests.
    pub fn key(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::LatinHypercube => "latin-hypercube",
            Self::Sobol => "sobol",
        }
    }
}

/// Most dimensions and draws of [`Method::Sobol`], set by the crate `sobol_burley`.
pub const SOBOL_DIMENSIONS: usize = sobol_burley::NUM_DIMENSIONS as usize;
/// See [`SOBOL_DIMENSIONS`].
pub const SOBOL_DRAWS: usize = 1 << 16;

/// The Spearman correlation asked for between two dimensions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankCorrelation {
    pub first: usize,
    pub second: usize,
    /// Strictly between -1 and 1.
    pub coefficient: f64,
}

/// Why a design cannot be made.
#[derive(Clone, Debug, PartialEq)]
pub enum DesignError {
    SobolDimensions {
        dimensions: usize,
    },
    SobolDraws {
        draws: usize,
    },
    /// The same pair twice, a dimension with itself or outside the cube, or a coefficient outside (-1, 1).
    ImpossiblePair(RankCorrelation),
    /// The coefficients contradict each other: their matrix is not positive definite.
    ContradictoryCorrelations,
    /// Correlations between this many dimensions need more draws.
    TooFewDraws {
        draws: usize,
        correlated: usize,
    },
    /// The draws cannot be divided into so many equal batches.
    UnevenBatches {
        draws: usize,
        batches: usize,
    },
}

impl fmt::Display for DesignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SobolDimensions { dimensions } => write!(
                f,
                "method sobol takes at most {SOBOL_DIMENSIONS} uncertain quantities, found {dimensions}"
            ),
            Self::SobolDraws { draws } => {
                write!(f, "method sobol takes at most {SOBOL_DRAWS} draws, found {draws}")
            }
            Self::ImpossiblePair(pair) => write!(
                f,
                "a rank correlation needs two different quantities, given once, and a coefficient between \
                 -1 and 1, found {} between quantities {} and {}",
                pair.coefficient, pair.first, pair.second
            ),
            Self::ContradictoryCorrelations => write!(
                f,
                "the rank correlations contradict each other: no quantities can have all of them at once"
            ),
            Self::TooFewDraws { draws, correlated } => write!(
                f,
                "rank correlations between {correlated} quantities need at least {} draws, found {draws}",
                rank_correlation::least_draws(*correlated)
            ),
            Self::UnevenBatches { draws, batches } => {
                write!(f, "{draws} draws cannot be divided into {batches} batches of equal size")
            }
        }
    }
}

impl std::error::Error for DesignError {}

/// Where the random numbers of a design begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    pub seed: u64,
    /// Number of the batch, from 0.
    pub batch: u32,
}

/// Points strictly inside the unit cube.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    pub draws: usize,
    pub dimensions: usize,
    /// Row by row: dimension j of draw i at i * dimensions + j.
    pub points: Vec<f64>,
}

impl Design {
    /// The design of a study of `draws` draws over `dimensions` uncertain quantities.
    pub fn new(
        method: Method,
        seed: u64,
        draws: usize,
        dimensions: usize,
    ) -> Result<Self, DesignError> {
        Self::batch(method, Start { seed, batch: 0 }, draws, dimensions)
    }

    /// One of several independent designs of `draws` draws. Random points of batch b are those that one design of all
    /// batches has from b * `draws` on.
    pub fn batch(
        method: Method,
        start: Start,
        draws: usize,
        dimensions: usize,
    ) -> Result<Self, DesignError> {
        if method == Method::Sobol && dimensions > SOBOL_DIMENSIONS {
            return Err(DesignError::SobolDimensions { dimensions });
        }
        if method == Method::Sobol && draws > SOBOL_DRAWS {
            return Err(DesignError::SobolDraws { draws });
        }
        let mut design = Self { draws, dimensions, points: vec![0.0; draws * dimensions] };
        for dimension in 0..dimensions {
            let column = match method {
                Method::Random => random_column(start, draws, dimension),
                Method::LatinHypercube => latin_column(start, draws, dimension),
                Method::Sobol => sobol_column(start, draws, dimension),
            };
            design.set_column(dimension, &column);
        }
        Ok(design)
    }

    /// Reorders the values within dimensions until pairs have the rank correlations asked for; every dimension
    /// keeps exactly the same set of values, and dimensions in no pair keep their order too.
    pub fn correlate(&mut self, pairs: &[RankCorrelation]) -> Result<(), DesignError> {
        rank_correlation::induce(self, pairs)
    }

    /// The point of draw `i`.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.points[i * self.dimensions..(i + 1) * self.dimensions]
    }

    /// Dimension `j` of all draws.
    pub fn column(&self, j: usize) -> Vec<f64> {
        (0..self.draws).map(|i| self.points[i * self.dimensions + j]).collect()
    }

    pub(super) fn set_column(&mut self, j: usize, values: &[f64]) {
        for (i, value) in values.iter().enumerate() {
            self.points[i * self.dimensions + j] = *value;
        }
    }
}

fn site(method: Method, dimension: usize) -> Site {
    Site { area_key: dimension as u64, household: method as u32 }
}

/// The middle of one of 2^52 equal slices of (0, 1): never 0, never 1.
fn inside(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

fn random_column(start: Start, draws: usize, dimension: usize) -> Vec<f64> {
    let first = u64::from(start.batch) * draws as u64;
    let point = |draw: usize| {
        let mut generator = Generator::new(start.seed, first + draw as u64);
        inside(generator.block(site(Method::Random, dimension), Purpose::Design, 0, 0).0[0])
    };
    (0..draws).map(point).collect()
}

fn latin_column(start: Start, draws: usize, dimension: usize) -> Vec<f64> {
    let mut generator = Generator::new(start.seed, draws as u64);
    let site = site(Method::LatinHypercube, dimension);
    let mut stream = generator.stream(site, Purpose::Design, start.batch, 0);
    let slices = permutation(&mut stream, draws);
    // A jitter of 32 bits, so that slice + jitter is exact and the point stays within its slice.
    let mut place = |slice: usize| {
        let jitter = (f64::from(stream.next_u32()) + 0.5) * (1.0 / 4_294_967_296.0);
        (slice as f64 + jitter) / draws as f64
    };
    slices.into_iter().map(&mut place).collect()
}

/// A random order of 0 .. n (Fisher & Yates, in the form of Durstenfeld, Communications of the ACM 7, 1964).
pub fn permutation(stream: &mut Stream<'_>, n: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        order.swap(last, below(stream, last as u64 + 1) as usize);
    }
    order
}

/// A whole number below `n`, all equally likely (Lemire, ACM Transactions on Modeling and Computer Simulation
/// 29, 2019).
fn below(stream: &mut Stream<'_>, n: u64) -> u64 {
    loop {
        let product = u128::from(stream.next_u64()) * u128::from(n);
        if product as u64 >= n.wrapping_neg() % n {
            return (product >> 64) as u64;
        }
    }
}

fn sobol_column(start: Start, draws: usize, dimension: usize) -> Vec<f64> {
    let mut generator = Generator::new(start.seed, 0);
    let mut scramble = |dimension: usize| {
        let site = site(Method::Sobol, dimension);
        generator.block(site, Purpose::Design, start.batch, 0).0[0] as u32
    };
    // All dimensions run through the sequence in the same scrambled order.
    let (order, scramble) = (scramble(usize::MAX), scramble(dimension));
    let point = |draw: usize| {
        let index = owen_scramble_rev((draw as u32).reverse_bits(), order);
        let number = owen_scramble_rev(sobol_rev(index, dimension as u32), scramble).reverse_bits();
        (f64::from(number) + 0.5) * (1.0 / 4_294_967_296.0)
    };
    (0..draws).map(point).collect()
}

#[cfg(test)]
mod tests;
