//! Layer 6. Calibration.
pub mod conflict;
pub mod coordinates;
pub mod fit;
pub mod information;
pub mod measure;
mod minimise;
pub mod objective;
pub mod outputs;
pub mod profile;
#[cfg(test)]
mod tests;
