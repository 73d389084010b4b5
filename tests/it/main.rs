//! One integration binary.
//!
//! | module | what it is for |
//! | --- | --- |
//! | `closed_forms` | the engine against exact Markov chains |
//! | `fixture` | parameters written out in code |
//! | `markov_chain` | the exact chain of one household |

mod closed_forms;
mod fixture;
mod markov_chain;
