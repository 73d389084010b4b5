//! Layer 6. A starting scenario for a municipality from open data: who it is (`names`), its areas and households, what
//! need its indicators predict (`need_model`), and what it has spent (`budgets`), laid over the `base` and written out as a scenario file with
//! the source of each number (`writer`).
//!
//! Pure: it reads tables that were read before and gives a text. It must not simulate, open files or print. Numbers that
//! no table gives stand in `data/aannamen_nieuw_scenario.csv`, never in the code. Method: docs/data.md.

pub mod areas;
pub mod base;
pub mod budgets;
pub mod data;
pub mod generate;
pub mod households;
pub mod indicators;
pub mod margins;
pub mod names;
pub mod need_model;
pub mod observed;
pub mod prices;
pub mod selection;
pub mod validation;
pub mod writer;

pub use data::OpenData;
pub use generate::{Figures, Generator, NewError, Rates};
pub use need_model::NeedModel;
pub use observed::ObservedClients;

/// The fitted relation as it ships.
pub const STORED_NEED_MODEL: &str = include_str!("../../data/need_model.toml");
