//! Wijkraming on many machines: the units of a batch as partitions of jobs of Apache DataFusion Ballista.
#![forbid(unsafe_code)]

pub mod codec;
pub mod dispatch;
pub mod drive;
pub mod engine;
pub mod exec;
pub mod executor;
pub mod failure;
pub mod gate;
pub mod job;
pub mod ledger;
pub mod network;
pub mod pace;
pub mod problem;
pub mod program;
pub mod progress;
pub mod scheduler;
pub mod security;
pub mod wave;
pub mod wire;
pub mod work;
