//! The cluster as it is used: real processes on loopback, on free ports, and killed by their number.
//!
//! - `same_bits`: one, two and three workers give what `wijkraming batch` gives;
//! - `deaths`: a worker, a scheduler and a driver killed in mid-run, a worker that joins late;
//! - `refusals`: what comes from outside and must not come in, and what the user is told;
//! - `deployment`: the files for Kubernetes;
//! - `encryption`: certificates and tokens;
//! - `overhead`: the price of the cluster, measured; run by name, no part of the tests.

mod deaths;
mod deployment;
mod encryption;
mod overhead;
mod refusals;
mod same_bits;
mod support;
