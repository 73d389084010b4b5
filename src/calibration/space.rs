//! The space that a Bayesian calibration searches: uncertain quantities and added parameters as standard normal numbers,
//! correlated as in the scenario.
//!
//! Quantities that no target can tell of are left out, so that they do not get in the way: those that only value what
//! was simulated, and those of alternatives that are not compared; unless they are correlated with another one. It
//! must not simulate nor weigh.

use nalgebra::DMatrix;

use super::bayes::NormalPrior;
use super::loose::Loose;
use super::targets::Parameter;
use crate::diagnostics::{Diagnostic, Report};
use crate::scenario::{Scenario, is_valuing, words};
use crate::stats::{Design, RankCorrelation, normal_cdf, normal_quantile};
use crate::study::{Model, SampleMatrix, sampling};

/// Keeps quantiles finite.
const LEAST: f64 = 1e-12;

/// A loose scenario with the dimensions that are searched: some quantities that are drawn, then the parameters.
pub struct Space<'a> {
    loose: &'a Loose,
    parameters: &'a [Parameter],
    /// Quantities of the fixed scenario, one dimension each.
    searched: Vec<usize>,
}

impl<'a> Space<'a> {
    /// `compared` are the ids of the alternatives that targets are about.
    pub fn new(loose: &'a Loose, parameters: &'a [Parameter], compared: &[&str]) -> Self {
        let fixed = &loose.fixed;
        let tied = |index: usize| {
            let pairs = &fixed.sampling.correlations;
            pairs.iter().any(|pair| pair.first == index || pair.second == index)
        };
        let path = |index: &usize| fixed.quantities()[*index].path.as_str();
        let searched = (0..fixed.quantities().len())
            .filter(|index| tied(*index) || can_tell(fixed, path(index), compared))
            .collect();
        Self { loose, parameters, searched }
    }

    pub fn dimensions(&self) -> usize {
        self.searched.len() + self.parameters.len()
    }

    /// The quantities of the loose scenario that are searched, as indices.
    pub fn kept(&self) -> Vec<usize> {
        let fixed = &self.loose.fixed;
        let searched: Vec<&str> =
            self.searched.iter().map(|index| fixed.quantities()[*index].path.as_str()).collect();
        let is_kept = |path: &str| {
            let drawn = fixed.quantities().iter().any(|own| own.path == path);
            !drawn || searched.contains(&path) || self.loose.is_parameter(path)
        };
        let paths = self.loose.scenario.quantity_paths();
        (0..paths.len()).filter(|index| is_kept(&paths[*index])).collect()
    }

    /// Correlations of the scenario between dimensions.
    fn correlations(&self) -> Vec<RankCorrelation> {
        let place = |index: usize| self.searched.iter().position(|own| *own == index);
        let pairs = self.loose.fixed.sampling.correlations.iter();
        pairs
            .filter_map(|pair| {
                let (first, second) = (place(pair.first)?, place(pair.second)?);
                Some(RankCorrelation { first, second, ..*pair })
            })
            .collect()
    }

    /// Correlations of the normal numbers: 2 sin(pi r / 6) for a rank correlation r (Pearson 1907).
    pub fn prior(&self) -> Result<NormalPrior, Report> {
        let size = self.dimensions();
        let mut matrix = DMatrix::identity(size, size);
        for pair in self.correlations() {
            let of_normal = 2.0 * libm::sin(std::f64::consts::FRAC_PI_6 * pair.coefficient);
            matrix[(pair.first, pair.second)] = of_normal;
            matrix[(pair.second, pair.first)] = of_normal;
        }
        NormalPrior::new(matrix).ok_or_else(|| {
            Report::of(Diagnostic::error("the rank correlations contradict each other"))
        })
    }

    /// The points of the prior stage, by the design of the scenario.
    pub fn first(&self, draws: usize) -> Result<DMatrix<f64>, Report> {
        let sampling = &self.loose.fixed.sampling;
        let design = Design::new(sampling.method, sampling.seed, draws, self.dimensions())
            .and_then(|mut design| design.correlate(&self.correlations()).map(|()| design));
        let design = design.map_err(|error| {
            let hint = "see `sampling` in the scenario, and --draws";
            Report::of(Diagnostic::error(error.to_string()).hint(hint))
        })?;
        Ok(DMatrix::from_row_iterator(
            draws,
            self.dimensions(),
            design.points.iter().map(|point| normal_quantile(*point)),
        ))
    }

    /// Rows of the loose scenario at some points; quantities that are not searched stand in the middle.
    pub fn rows(&self, points: &DMatrix<f64>) -> SampleMatrix {
        let draws = points.nrows();
        let uniform =
            |draw: usize, place: usize| normal_cdf(points[(draw, place)]).clamp(LEAST, 1.0 - LEAST);
        let dimensions = self.loose.fixed.quantities().len();
        let mut cube = vec![0.5; draws * dimensions];
        for draw in 0..draws {
            for (place, index) in self.searched.iter().enumerate() {
                cube[draw * dimensions + index] = uniform(draw, place);
            }
        }
        let design = Design { draws, dimensions, points: cube };
        let drawn = sampling::values(self.loose.fixed.quantities(), &design);
        let of_draw = |draw: usize| -> Vec<f64> {
            let pairs = self.parameters.iter().zip(self.searched.len()..);
            pairs.map(|(parameter, place)| quantile(parameter, uniform(draw, place))).collect()
        };
        let values: Vec<Vec<f64>> = (0..draws).map(of_draw).collect();
        self.loose.rows(&drawn, |draw| &values[draw])
    }
}

/// Whether figures of the compared alternatives can depend on a quantity.
fn can_tell(scenario: &Scenario, path: &str, compared: &[&str]) -> bool {
    let names = scenario.alternatives();
    let own = names
        .iter()
        .find(|name| path.starts_with(&format!("{}.", words::join("alternatives", &name.id))));
    !is_valuing(path) && own.is_none_or(|name| compared.contains(&name.id.as_str()))
}

/// A parameter at a quantile of its prior: as given, or evenly between its bounds on its own scale.
fn quantile(parameter: &Parameter, u: f64) -> f64 {
    match &parameter.prior {
        Some(prior) => prior.distribution.quantile(u),
        None => parameter.range.value(u),
    }
}
