//! All integration tests in one binary.
//!
//! | module | what it is for |
//! | --- | --- |
//! | `closed_forms` | the engine against exact Markov chains |
//! | `example` | the example scenario as a table that tests edit |
//! | `fixture` | parameters written out in code |
//! | `markov_chain` | the exact chain of one household |
//! | `overbetuwe_households` | the households of the default scenario, made again from the data |
//! | `reference` | the engine against `reference_model`, column by column, with every feature |
//! | `reference_model` | the model page as a plain loop that tosses every coin, written without seeing the engine |
//! | `report` | the HTML report of a finished view: safe, self-contained, well-formed, honest |
//! | `scenario_errors` | every message about a wrong scenario, one bad file and one snapshot each |
//! | `scenario_files` | what good scenario files become: merging, paths, quantities, `--set`, the schema |
//! | `statistics` | means with their errors, chi-square tests |

mod closed_forms;
mod example;
mod fixture;
mod markov_chain;
mod overbetuwe_households;
mod reference;
mod reference_model;
mod report;
mod scenario_errors;
mod scenario_files;
mod statistics;
