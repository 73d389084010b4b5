//! Layer 0. Probability distributions, sampling designs and fitting of tables: statistics without domain
//! knowledge.
mod categorical;
pub mod counts;
pub mod design;
pub mod distribution;
mod fit;
pub mod ipf;
mod normal;
mod rank_correlation;
mod root;
pub mod smooth;
mod special;
pub mod summary;

pub use categorical::Categorical;
pub use design::{Design, DesignError, Method, RankCorrelation};
pub use distribution::Distribution;
pub use special::normal_quantile;
