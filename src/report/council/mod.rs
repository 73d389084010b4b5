//! Fills the parts of a view that a council asks for. Chooses what is shown; computes nothing.
//!
//! | file | what |
//! | --- | --- |
//! | `setups` | who publishes, what the alternatives are, hashes |
//! | `effects` | effects in their own units |
//! | `taakvelden` | budget and actual per taakveld and year |
//! | `society` | costs and benefits |
//! | `certainty` | chances of being best, value of knowing |
//! | `stress` | what `wijkraming stress` left |

mod certainty;
mod effects;
mod setups;
mod society;
pub mod stress;
mod taakvelden;

use super::build::Source;
use super::view::Council;
use crate::study::SampleTable;

/// All parts.
pub fn council(table: &SampleTable, source: &Source) -> Council {
    let scenario = source.scenario;
    let publication = scenario.publication();
    Council {
        brand: setups::brand(publication),
        setups: setups::setups(table, scenario),
        changes: setups::changes(table, scenario),
        matrix_points: effects::matrix_points(table),
        effects: effects::effects(table, scenario),
        taakvelden: source.budgets.map(taakvelden::taakvelden).unwrap_or_default(),
        society: society::society(table, scenario),
        certainty: source
            .samples
            .map(|samples| certainty::certainty(table, samples, source))
            .unwrap_or_default(),
        stress: stress::tests(table, source),
        is_calibrated: scenario.is_calibrated(),
        leaves_out: publication.leaves_out.clone(),
        hashes: setups::hashes(source),
    }
}
