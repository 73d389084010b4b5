//! What outcomes depend on: estimators against functions whose shares of variance are known, and the whole way through
//! scenario, engine and analysis where an answer can be worked out by hand.

mod chance;
mod closed_forms;
mod exact;
mod stress;
