//! Layer 4.
mod model;
pub use model::{AlternativeName, Model, Quantity};
