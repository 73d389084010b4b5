//! All integration tests in one binary.
//!
//! | module | what it is for |
//! | --- | --- |
//! | `closed_forms` | the engine against exact Markov chains |
//! | `fixture` | parameters written out in code |
//! | `markov_chain` | the exact chain of one household |
//! | `overbetuwe_households` | the households of the default scenario, made again from the data |
//! | `report` | the HTML report of a finished view: safe, self-contained, well-formed, honest |
//! | `scenario_errors` | every message about a wrong scenario, one bad file and one snapshot each |
//! | `scenario_files` | what good scenario files become: merging, paths, quantities, `--set`, the schema |

mod closed_forms;
mod fixture;
mod markov_chain;
mod overbetuwe_households;
mod report;
mod scenario_errors;
mod scenario_files;
