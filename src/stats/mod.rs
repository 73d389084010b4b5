//! Layer 0. Probability distributions, sampling designs and fitting of tables: statistics without domain
//! knowledge.
pub mod distribution;
mod fit;
mod normal;
mod root;
mod special;

pub use distribution::Distribution;
