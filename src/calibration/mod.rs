//! Layer 6. Calibration.
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
pub mod targets;

#[cfg(test)]
mod tests;
