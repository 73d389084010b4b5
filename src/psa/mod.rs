//! Layer 6. Foreign samples: CSV files of a probabilistic sensitivity analysis (PSA), made by whatever program, become a
//! [`DecisionTable`]. The format is described in `docs/decision.md`.
//!
//! `columns` reads which column is what, `table` reads the files, `sample` puts them together. Every problem is
//! reported with file, line and hint, all at once.
//!
//! It must not analyse anything, nor guess what a number means: a cell that is no finite number is an error.

mod cell;
mod columns;
mod sample;
mod table;
mod text;

pub use columns::ColumnSource;
pub use sample::{Sample, read};

use crate::analysis::decision::DecisionTable;
