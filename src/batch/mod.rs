//! Layer 6. Batches: scenarios x municipalities x variants x draws as units that can be computed anywhere, kept in one
//! set of results and added up. Format of plans and results: docs/batch.md.
//!
//! ```text
//! Plan::read ──▶ [UnitJob] ──▶ compute ──▶ UnitResult ──▶ Store::commit
//! (PLAN.toml)    plain data    anywhere    whole numbers   files by key
//! ```
//!
//! # Stable for other crates
//!
//! - [`Plan::read`] gives all errors of a plan at once; [`Plan::units`] its units; [`Plan::sha256`] names it.
//! - [`UnitJob`] is plain data through serde and whole in itself; [`UnitJob::key`] names its result.
//! - [`compute`] is a pure function of a job: the same bits on every machine that [`Program`] does not refuse.
//! - [`UnitResult`] is whole numbers only, so that it can travel; [`UnitResult::of`] makes it of numbers that arrived;
//!   [`UnitResult::column`] gives single columns of [`UnitJob::tables`] to add up. Never add a column of
//!   [`Meaning::Bits`].
//! - [`Store::open`], [`Store::has`], [`Store::commit`] keep results; whoever commits a unit, the bytes are the same.
//!
//! It must not know how results are shown.

mod cells;
mod claim;
mod compute;
mod merge;
mod municipalities;
mod plan;
mod plan_file;
mod program;
mod records;
mod result;
mod session;
mod shape;
mod shard;
mod space;
mod store;
pub mod summary;
mod unit;
mod work;

pub use claim::Claim;
pub use compute::{UnitError, compute, compute_with};
pub use merge::{Ledger, merge};
pub use plan::Plan;
pub use program::Program;
pub use records::{BatchRecord, FileRecord, UnitManifest, UnitRecord};
pub use result::{UnitResult, WrongSize};
pub use session::{Entry, Session};
pub use shape::{ColumnShape, DERIVED, Detail, Meaning, Shape, TableShape};
pub use shard::shards;
pub use space::{PROGRAM_BYTES, SPARE_BYTES, disk, free, memory, memory_left};
pub use store::{State, Store};
pub use unit::{Cell, Common, Place, UnitJob};
pub use work::{Done, Ended, Options, Watch, check_room, work};
