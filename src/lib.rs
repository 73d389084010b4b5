//! Wijkraming.
pub mod diagnostics;
pub mod domain;
pub mod engine;
pub mod financing;
pub mod mkba;
pub mod payment;
pub mod population;
pub mod process;
pub mod random;
pub mod scenario;
pub mod stats;
pub mod study;
pub mod units;
