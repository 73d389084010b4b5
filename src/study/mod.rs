//! Layer 4.
mod model;
pub mod sampling;
pub use model::{AlternativeName, Model, Quantity};
pub use sampling::{SampleMatrix, SamplingPlan};
