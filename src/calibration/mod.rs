//! Layer 6. Calibration: a scenario held against what was observed.
//!
//! Two ways. The classical one ([`classical`], [`mod@fit`]) moves a few parameters until the means over the draws meet
//! the targets, and tells how sure that is. The Bayesian one ([`bayesian`], [`bayes`]) weighs draws of all uncertain
//! quantities by how near they come to the targets, so that later runs carry what was learnt. Both are written as an
//! [`overlay`] that extends the scenario.
//!
//! | module | what |
//! | --- | --- |
//! | [`targets`] | the targets file: what was observed, what may move |
//! | [`measure`], [`simulate`], [`loose`] | from a scenario and a point to the figures that targets are compared with |
//! | [`outputs`], [`objective`], `minimise` | figures per draw, weighted least squares, the way down |
//! | [`information`], [`conflict`], [`profile`] | what the targets tell, whether they can hold together, how far a parameter may move |
//! | [`mod@fit`], [`refusal`] | a fit or the reason why there is none; the same in words |
//! | [`space`] | what a Bayesian calibration searches |
//! | [`bayes`] | weights, effective sample size, stages: pure, for any model |
//!
//! `docs/calibration.md` has the formulas. It must not print nor write files.

pub mod bayes;
pub mod bayesian;
pub mod classical;
pub mod conflict;
pub mod coordinates;
pub mod fit;
pub mod information;
pub mod loose;
pub mod measure;
mod minimise;
pub mod objective;
pub mod outputs;
pub mod overlay;
pub mod profile;
pub mod refusal;
pub mod simulate;
pub mod space;
pub mod targets;

#[cfg(test)]
mod tests;
