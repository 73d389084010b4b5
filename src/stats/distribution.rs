//! Distributions of uncertain quantities (interface; implementation under way).

/// The distribution of one uncertain number.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Beta over [min, max] with mean (min + 4 mode + max) / 6.
    Pert {
        min: f64,
        mode: f64,
        max: f64,
    },
    Triangular {
        min: f64,
        mode: f64,
        max: f64,
    },
    Uniform {
        min: f64,
        max: f64,
    },
    /// Truncated to [min, max] where these are finite. `mean` and `sd` are of the untruncated normal.
    Normal {
        mean: f64,
        sd: f64,
        min: f64,
        max: f64,
    },
    /// Natural logarithm is Normal(mu, sigma).
    Lognormal {
        mu: f64,
        sigma: f64,
    },
    Gamma {
        shape: f64,
        scale: f64,
    },
    Beta {
        a: f64,
        b: f64,
    },
    /// `values` ascending or not; `probs` add up to 1.
    Discrete {
        values: Vec<f64>,
        probs: Vec<f64>,
    },
}

impl Distribution {
    /// Inverse distribution function at `u` in (0, 1).
    pub fn quantile(&self, _u: f64) -> f64 {
        unimplemented!()
    }
    pub fn mean(&self) -> f64 {
        unimplemented!()
    }
    /// Smallest interval with probability 1.
    pub fn support(&self) -> (f64, f64) {
        unimplemented!()
    }
}
