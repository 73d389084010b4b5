//! The one integration binary. What each module is for:
//!
//! - `scenario_errors`: every message about a wrong scenario, one bad file and one snapshot each.
//! - `scenario_files`: what good scenario files become: merging, paths, quantities, `--set`, the schema.
mod scenario_errors;
mod scenario_files;
