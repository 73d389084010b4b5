//! Layer 3.
mod parameters;
pub use parameters::Parameters;
