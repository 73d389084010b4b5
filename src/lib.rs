//! Wijkraming: a Monte Carlo simulator of budgets and social costs and benefits for Dutch neighbourhood care
//! teams (sociale wijkteams, kernteams).
//!
//! # Tour
//!
//! A municipality writes a **scenario** (TOML): its areas and households, how often needs arise, what the
//! seven steps of the team do with them, what support costs, who holds the budget and how providers are paid.
//! It compares **alternatives**, one of which is the reference (nulalternatief). Numbers may be uncertain; a
//! **draw** is one sample of all of them. What happens in one draw under one alternative is a **realisation**.
//!
//! ```text
//! scenario file ──▶ Scenario ──▶ Parameters ──▶ Realisation ──▶ SampleTable ──▶ headlines ──▶ report
//!    (TOML)        validated    one draw, one   volumes per     totals per     mean, range,   screen,
//!                               alternative     year and area   draw           error          HTML
//! ```
//!
//! Modules lie in layers; arrows point down only, and a test holds that against the code:
//!
//! | layer | module | what lives there |
//! | --- | --- | --- |
//! | 7 | [`cli`] | the command line, one file per subcommand |
//! | 6 | [`scenario`] | from TOML to a validated [`scenario::Scenario`], all errors at once |
//! | 6 | [`tables`] | results as Parquet or CSV, whole or not at all; the only polars code |
//! | 6 | [`municipality`] | a starting scenario for any municipality, from open data |
//! | 6 | [`report`] | words, charts and HTML from finished numbers |
//! | 6 | [`calibration`] | fits of scenarios to what is observed, and posteriors of their quantities |
//! | 6 | [`sensitivity`] | simulates again at chosen quantities and parameters: what outcomes depend on |
//! | 6 | [`optimisation`] | searches levers of a policy for the frontier of what can be had for what |
//! | 6 | [`batch`] | many scenarios at once: units that any process can compute, one set of results |
//! | 6 | [`psa`] | samples of other programs, from CSV to a decision table |
//! | 5 | [`analysis`] | figures, differences and chances from the sample table; knows no engine |
//! | 4 | [`study`] | many realisations on all cores, with the same bits whatever their number |
//! | 3 | [`engine`] | one realisation: a pure function of parameters, seed and draw |
//! | 2 | [`population`], [`process`], [`financing`], [`payment`], [`mkba`] | the rules of the model page, one file per step or model; they do not know each other |
//! | 1 | [`domain`] | household types, domains of life, rungs |
//! | 0 | [`units`], [`diagnostics`], [`digest`], [`random`], [`stats`] | money and hours, error messages, hashes, random numbers, distributions |
//!
//! Where to look first: [`engine`] for how a month passes, [`study::run`] for how a run is divided over the
//! cores, [`scenario`] for how a file becomes numbers, `docs/model.md` for the model itself.
//!
//! Three promises run through the code. Every random number is a pure function of what it is for ([`random`]),
//! so results repeat to the last bit. Money is counted in whole millionths of a euro ([`units`]), so every
//! euro has one payer, exactly. And every mean, difference and chance carries the error that the number of draws leaves
//! ([`analysis`]).

#![forbid(unsafe_code)]

pub mod analysis;
pub mod batch;
pub mod calibration;
pub mod cli;
pub mod diagnostics;
pub mod digest;
pub mod domain;
pub mod engine;
pub mod financing;
pub mod mkba;
pub mod municipality;
pub mod optimisation;
pub mod payment;
pub mod population;
pub mod process;
pub mod psa;
pub mod random;
pub mod report;
pub mod scenario;
pub mod sensitivity;
pub mod stats;
pub mod study;
pub mod tables;
pub mod units;
