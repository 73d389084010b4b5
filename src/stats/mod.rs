//! Layer 0. Probability distributions, sampling designs and fitting of tables: statistics without domain
//! knowledge.
mod blocks;
pub mod bootstrap;
mod categorical;
mod chi_square;
pub mod counts;
pub mod design;
pub mod distribution;
mod fit;
pub mod ipf;
mod normal;
pub mod ols;
pub mod ordered;
mod rank_correlation;
pub mod root;
pub mod smooth;
mod special;
pub mod summary;
pub mod variance;

pub use blocks::Blocks;
pub use bootstrap::Bootstrap;
pub use categorical::Categorical;
pub use chi_square::{chi_square_quantile, chi_square_tail};
pub use design::{Design, DesignError, Method, RankCorrelation, Start};
pub use distribution::Distribution;
pub use fit::LARGEST_SHAPE;
pub use root::bracketed;
pub use special::{normal_cdf, normal_quantile, student_quantile};
