//! All integration tests in one binary.
//!
//! | module | what it is for |
//! | --- | --- |
//! | `batch` | units by themselves, directories that survive kills, damage and full disks, ledgers, sums over groups |
//! | `budget` | what parties bear adds up under every model; rungs divide over taakvelden as households received |
//! | `calibration` | known parameters come back, ranks of truths are uniform, refusals, overlays, later runs |
//! | `chance` | random choices of the tests themselves |
//! | `cli` | the program as users meet it: arguments, exit codes, messages, files |
//! | `closed_forms` | the engine against exact Markov chains |
//! | `common_random_numbers` | differences between alternatives are precise, and what is shared is shared |
//! | `conservation` | nobody disappears; hours, room and order of the queue hold |
//! | `corpus` | inputs that fuzzing found worth keeping, through the readers they were made for |
//! | `countable` | amounts that 64 bits cannot count are refused, and no others |
//! | `coverage` | intervals, quantiles and errors of known distributions, at the sizes of runs |
//! | `decision` | decision analysis against closed forms, quadrature and published examples |
//! | `decisions` | rungs, network, hours, reviews and the queue against exact probabilities |
//! | `docs` | links lead somewhere, every page is in the book, the commands of the manual run |
//! | `example` | the example scenario as a table that tests edit |
//! | `fixture` | parameters written out in code |
//! | `generated` | 500 scenarios drawn at random: whatever `check` accepts runs to its end and keeps the invariants |
//! | `golden` | summaries of the shipped scenarios at a tiny size, to the sixth digit |
//! | `incentives` | from published effects of payment and budgets to the priors of the base library |
//! | `invariants` | the same bits for equal alternatives, any threads, any order and division of work |
//! | `layers` | which module of `src` names which, against the layers of `src/lib.rs` |
//! | `library` | every number of the base library has a unit, a grade and a source |
//! | `markov_chain` | the exact chain of one household |
//! | `metamorphic` | twice the town, a border, more members, no prices, another order: what must follow |
//! | `memory` | what a run keeps of its draws: rows on their way to the tables, totals, and nothing with tables only |
//! | `money` | every euro has one payer, and what was delivered is computed again |
//! | `municipality` | starting scenarios of municipalities: names, margins, budgets, missing cells, messages |
//! | `network` | the program runs where there is no network, and asks for no socket |
//! | `onset` | onsets, domains, severity, course and reporting against exact probabilities |
//! | `open_data` | the open data inside the program: built again bit for bit, the relation of need fitted again, every municipality |
//! | `optimisation` | policies searched: known optima, constraints, the same draws for all points and fresh ones after |
//! | `overbetuwe_households` | the households of the default scenario, made again from the data |
//! | `platform` | no mathematics of the platform on the way to results |
//! | `precision` | errors and shares of chance by coverage over many small runs of the engine |
//! | `pressure` | decisions feel the pressure that the month before left |
//! | `psa` | samples of other programs: what good ones become, every message about wrong ones |
//! | `proeftuin` | the scenarios of Overbetuwe against the figures of the document they come from |
//! | `reference_model` | the model page as a plain loop that tosses every coin, written without seeing the engine |
//! | `reference` | the engine against `reference_model`, column by column, with every feature |
//! | `report` | the HTML report of a finished view: safe, self-contained, well-formed, honest |
//! | `scenario_errors` | every message about a wrong scenario, one bad file and one snapshot each |
//! | `scenario_facts` | what scenario files of documents say they reproduce |
//! | `scenario_files` | what good scenario files become: merging, paths, quantities, `--set`, the schema |
//! | `scenario_overlays` | named items, the library and price years: what lies over what, in which euro |
//! | `sensitivity` | shares of variance against known functions; tornado, break-even and stress worked out by hand |
//! | `signals` | interrupts, kills and rivals at any moment; wrong clocks, other languages: the same bits |
//! | `special_files` | pipes, devices, links, directories and endless files as input; full and closed disks as output |
//! | `statistics` | means with their errors, chi-square tests |
//! | `switch` | parameters that change at the start of a year: matrix powers, the plain loop, equal bits |
//! | `watch` | a window on single decisions of the engine |

#![allow(clippy::disallowed_types, reason = "tests collect in maps; no result comes from them")]
#![allow(clippy::disallowed_methods, reason = "tests start programs and wait for them")]

mod batch;
mod budget;
mod calibration;
mod chance;
mod cli;
mod closed_forms;
mod common_random_numbers;
mod conservation;
mod corpus;
mod countable;
mod coverage;
mod decision;
mod decisions;
mod docs;
mod example;
mod fixture;
mod generated;
mod golden;
mod incentives;
mod invariants;
mod layers;
mod library;
mod markov_chain;
mod memory;
mod metamorphic;
mod money;
mod municipality;
mod network;
mod onset;
#[cfg(feature = "parquet")]
mod open_data;
mod optimisation;
mod overbetuwe_households;
mod platform;
mod precision;
mod pressure;
mod proeftuin;
mod psa;
mod reference;
mod reference_model;
mod report;
mod scenario_errors;
mod scenario_facts;
mod scenario_files;
mod scenario_overlays;
mod sensitivity;
mod signals;
mod special_files;
mod statistics;
mod switch;
mod watch;
