//! What the sampling design can and cannot do with this scenario.

use super::Sampling;
use super::tree::Node;
use crate::diagnostics::{Collector, Diagnostic, Place};
use crate::stats::RankCorrelation;
use crate::stats::design::{SOBOL_DIMENSIONS, SOBOL_DRAWS};

/// Batches below which the errors of a run do not come from them (`analysis::FEWEST_BATCHES`, which a test compares).
pub const FEW_BATCHES: usize = 10;

/// Checks the number of draws, batches and quantities against the method and the correlations.
pub fn check(
    root: &Node,
    quantities: usize,
    correlations: &[RankCorrelation],
    out: &mut Collector,
) {
    let Some(design) = Written::read(root) else { return };
    design.check_batches(correlations, out);
    if design.sobol.is_some() {
        design.check_sobol(quantities, out);
    }
    design.check_correlations(correlations, out);
}

/// The numbers of `[sampling]` that are possible by themselves.
struct Written<'a> {
    draws: usize,
    batches: usize,
    /// Where the number of draws stands, or where it would.
    draws_place: Option<&'a Place>,
    batches_place: Option<&'a Place>,
    /// Where method sobol stands.
    sobol: Option<&'a Place>,
    random: bool,
}

impl<'a> Written<'a> {
    /// None where a number is impossible by itself, which is said elsewhere.
    fn read(root: &'a Node) -> Option<Self> {
        let node = |key: &str| root.find(&["sampling", key]);
        let number = |key: &str, default: usize| match node(key) {
            None => Some(default),
            Some(node) => usize::try_from(node.whole()?).ok().filter(|number| *number > 0),
        };
        let method = node("method");
        let is = |word: &str| method.filter(|method| method.text() == Some(word));
        Some(Self {
            draws: number("draws", Sampling::DRAWS as usize)?,
            batches: number("batches", 1)?,
            draws_place: node("draws").map(|node| &node.place),
            batches_place: node("batches").map(|node| &node.place),
            sobol: is("sobol").map(|node| &node.place),
            random: is("random").is_some(),
        })
    }

    fn rows(&self) -> usize {
        self.draws / self.batches
    }

    /// " in each batch" where there are several.
    fn in_each(&self) -> &'static str {
        if self.batches > 1 { " in each batch" } else { "" }
    }

    fn check_batches(&self, correlations: &[RankCorrelation], out: &mut Collector) {
        let Self { draws, batches, .. } = *self;
        let Some(place) = self.batches_place else { return };
        if !draws.is_multiple_of(batches) {
            let message = format!("{draws} draws cannot be divided into {batches} batches");
            let (less, more) = (draws / batches * batches, draws.div_ceil(batches) * batches);
            let hint = match less {
                0 => format!("take at least {more} draws, or fewer batches"),
                _ => format!("batches have equal sizes; take {less} or {more} draws"),
            };
            out.push(Diagnostic::error(message).at(place).hint(hint));
        } else if (2..FEW_BATCHES).contains(&batches) && !(self.random && correlations.is_empty()) {
            let message = format!(
                "{batches} batches say too little of the error of their design; errors will be those of \
                 independent draws"
            );
            let hint = format!("take at least {FEW_BATCHES} batches");
            out.push(Diagnostic::warning(message).at(place).hint(hint));
        }
    }

    fn check_sobol(&self, quantities: usize, out: &mut Collector) {
        if let Some(place) = self.sobol.filter(|_| quantities > SOBOL_DIMENSIONS) {
            let message = format!(
                "method sobol takes at most {SOBOL_DIMENSIONS} uncertain quantities, found {quantities}"
            );
            out.push(Diagnostic::error(message).at(place).hint("use latin-hypercube"));
        }
        let rows = self.rows();
        if let Some(place) = self.draws_place.filter(|_| rows > SOBOL_DRAWS) {
            let each = self.in_each();
            let message =
                format!("method sobol takes at most {SOBOL_DRAWS} draws{each}, found {rows}");
            let hint = "use latin-hypercube, fewer draws, or batches of them";
            out.push(Diagnostic::error(message).at(place).hint(hint));
        }
    }

    fn check_correlations(&self, correlations: &[RankCorrelation], out: &mut Collector) {
        let mut involved: Vec<usize> =
            correlations.iter().flat_map(|c| [c.first, c.second]).collect();
        involved.sort_unstable();
        involved.dedup();
        let (least, rows) = (involved.len() + 2, self.rows());
        let place = if self.batches > 1 { self.batches_place } else { self.draws_place };
        if let Some(place) = place.filter(|_| !involved.is_empty() && rows < least) {
            let message = format!(
                "correlations between {} quantities need at least {least} draws{}, found {rows}",
                involved.len(),
                self.in_each()
            );
            let hint = "take more draws, or leave the correlations out";
            out.push(Diagnostic::error(message).at(place).hint(hint));
        }
    }
}
