//! Layer 0. Probability distributions, sampling designs and fitting of tables: statistics without domain
//! knowledge.
pub mod distribution;
pub use distribution::Distribution;
