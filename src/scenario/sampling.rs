//! What the sampling design can and cannot do with this scenario.

use super::tree::Node;
use crate::diagnostics::{Collector, Diagnostic};
use crate::stats::RankCorrelation;
use crate::stats::design::{SOBOL_DIMENSIONS, SOBOL_DRAWS};

/// Checks the number of draws and of quantities against the method and the correlations.
pub fn check(
    root: &Node,
    quantities: usize,
    correlations: &[RankCorrelation],
    out: &mut Collector,
) {
    let method = root.find(&["sampling", "method"]);
    let draws = root.find(&["sampling", "draws"]);
    let count = draws.and_then(Node::whole).and_then(|draws| usize::try_from(draws).ok());
    if let Some(method) = method.filter(|method| method.text() == Some("sobol")) {
        if quantities > SOBOL_DIMENSIONS {
            let message = format!(
                "method sobol takes at most {SOBOL_DIMENSIONS} uncertain quantities, found {quantities}"
            );
            out.push(Diagnostic::error(message).at(&method.place).hint("use latin-hypercube"));
        }
        if let (Some(count), Some(draws)) = (count.filter(|count| *count > SOBOL_DRAWS), draws) {
            let message = format!("method sobol takes at most {SOBOL_DRAWS} draws, found {count}");
            let hint = "use latin-hypercube, or fewer draws";
            out.push(Diagnostic::error(message).at(&draws.place).hint(hint));
        }
    }
    let mut involved: Vec<usize> = correlations.iter().flat_map(|c| [c.first, c.second]).collect();
    involved.sort_unstable();
    involved.dedup();
    let least = involved.len() + 2;
    if let (Some(count), Some(draws)) = (count.filter(|count| *count < least), draws)
        && !involved.is_empty()
    {
        let message = format!(
            "correlations between {} quantities need at least {least} draws, found {count}",
            involved.len()
        );
        let hint = "take more draws, or leave the correlations out";
        out.push(Diagnostic::error(message).at(&draws.place).hint(hint));
    }
}
