//! Layer 6. Calibration.
pub mod conflict;
pub mod coordinates;
pub mod fit;
pub mod information;
mod minimise;
pub mod objective;
pub mod outputs;
pub mod profile;
#[cfg(test)]
mod tests;
