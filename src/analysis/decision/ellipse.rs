//! The ellipse that holds a share of a cloud of points, whatever their distribution.
//!
//! Its shape is that of the covariance of the points; its size is the quantile of their Mahalanobis distances (Mahalanobis,
//! Proceedings of the National Institute of Sciences of India 2, 1936), so that it holds the share that is asked for
//! without the points being normal.

use super::plane::correlation;
use crate::stats::smooth::Weights;

/// An ellipse around points (x, y).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ellipse {
    pub centre: (f64, f64),
    /// Standard deviations.
    pub deviations: (f64, f64),
    pub correlation: f64,
    /// Mahalanobis distance of its edge.
    pub radius: f64,
}

/// Above this square of the correlation points lie on a line.
const LINE: f64 = 1.0 - 1e-9;

impl Ellipse {
    /// The ellipse that holds a share of the points; `None` where they lie on a line or in one place.
    pub fn around(x: &[f64], y: &[f64], share: f64, weights: &Weights) -> Option<Self> {
        let correlation = correlation(x, y, weights).filter(|r| r * r < LINE)?;
        let mean = |values: &[f64]| weights.mean(values.iter().copied());
        let deviation = |values: &[f64]| weights.standard_deviation(values);
        let centre = (mean(x), mean(y));
        let deviations = (deviation(x)?, deviation(y)?);
        let mut own = Self { centre, deviations, correlation, radius: 0.0 };
        let mut distances: Vec<(f64, f64)> = x
            .iter()
            .zip(y)
            .zip(weights.values())
            .map(|((x, y), weight)| (own.distance(*x, *y), *weight))
            .collect();
        distances.sort_by(|a, b| a.0.total_cmp(&b.0));
        let wanted = share * weights.effective() * (1.0 - 1e-12);
        let mut sum = 0.0;
        let reached = distances.iter().find(|(_, weight)| {
            sum += weight;
            sum >= wanted
        });
        own.radius = reached.or(distances.last())?.0;
        own.radius.is_finite().then_some(own)
    }

    /// Mahalanobis distance of a point from the centre.
    pub fn distance(&self, x: f64, y: f64) -> f64 {
        let u = (x - self.centre.0) / self.deviations.0;
        let v = (y - self.centre.1) / self.deviations.1;
        let r = self.correlation;
        libm::sqrt(((u * u - 2.0 * r * u * v + v * v) / (1.0 - r * r)).max(0.0))
    }

    /// Points along its edge; the first and the last are the same.
    pub fn outline(&self, count: usize) -> Vec<(f64, f64)> {
        let r = self.correlation;
        let point = |index: usize| {
            let angle = std::f64::consts::TAU * (index % count) as f64 / count as f64;
            let (u, w) = (libm::cos(angle), libm::sin(angle));
            let v = r * u + libm::sqrt(1.0 - r * r) * w;
            (
                self.centre.0 + self.radius * self.deviations.0 * u,
                self.centre.1 + self.radius * self.deviations.1 * v,
            )
        };
        (0..=count).map(point).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (2, 0), (-2, 0), (0, 1), (0, -1) around the origin, twice as far as in the middle: variances 8/3 and 2/3,
    /// no correlation. All four have distance sqrt(4 / (8/3)) = sqrt(1.5).
    #[test]
    fn its_edge_lies_at_the_quantile_of_the_distances() {
        let (x, y) = ([2.0, -2.0, 0.0, 0.0], [0.0, 0.0, 1.0, -1.0]);
        let own = Ellipse::around(&x, &y, 0.9, &Weights::equal(4)).expect("not on a line");
        assert_eq!((own.centre, own.correlation), ((0.0, 0.0), 0.0));
        assert!((own.radius - 1.5f64.sqrt()).abs() < 1e-12);
        let outline = own.outline(4);
        for (found, wanted) in outline.iter().zip([(2.0, 0.0), (0.0, 1.0), (-2.0, 0.0)]) {
            assert!((found.0 - wanted.0).abs() < 1e-12 && (found.1 - wanted.1).abs() < 1e-12);
        }
        assert_eq!(outline.first(), outline.last());
    }

    #[test]
    fn it_holds_the_share_that_was_asked_for_and_its_edge_is_where_it_says() {
        // A skewed, correlated cloud.
        let x: Vec<f64> = (0..200).map(|i| (f64::from(i) * 0.618_034).fract().powi(3)).collect();
        let y: Vec<f64> =
            x.iter().enumerate().map(|(i, x)| x + (i as f64 * 0.754_878).fract()).collect();
        let own = Ellipse::around(&x, &y, 0.9, &Weights::equal(200)).expect("not on a line");
        let inside =
            x.iter().zip(&y).filter(|(x, y)| own.distance(**x, **y) <= own.radius + 1e-12).count();
        assert_eq!(inside, 180);
        for (x, y) in own.outline(24) {
            assert!((own.distance(x, y) - own.radius).abs() < 1e-9);
        }
    }

    #[test]
    fn points_on_a_line_have_none() {
        let x = [1.0, 2.0, 3.0, 5.0];
        assert_eq!(Ellipse::around(&x, &[2.0, 4.0, 6.0, 10.0], 0.9, &Weights::equal(4)), None);
        assert_eq!(Ellipse::around(&x, &[7.0; 4], 0.9, &Weights::equal(4)), None);
    }
}
