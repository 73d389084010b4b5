//! All integration tests in one binary. What each module is for:
//!
//! - `report`: the HTML report of a finished view, whole pages: safe, self-contained, well-formed, honest.

mod report;
