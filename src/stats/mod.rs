//! Layer 0. Probability distributions, sampling designs and fitting of tables: statistics without domain
//! knowledge.
pub mod design;
pub mod distribution;
mod fit;
mod normal;
mod rank_correlation;
mod root;
mod special;

pub use design::{Design, DesignError, Method, RankCorrelation};
pub use distribution::Distribution;
