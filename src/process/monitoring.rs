//! Step 7: reviews, closing, and the waakvlam against relapse.

#[derive(Clone, Debug, PartialEq)]
pub struct Monitoring {
    /// Probability that a lighter outcome of a review is carried through.
    pub downscale: f64,
    /// Probability that a resolved case is closed at a review.
    pub close: f64,
    /// Months of light contact after closing a directed case.
    pub waakvlam_months: u32,
    /// Team hours per month per household in its waakvlam.
    pub waakvlam_hours: f64,
    /// Share of the extra relapse risk that the waakvlam takes away.
    pub relapse_reduction: f64,
}

impl Monitoring {
    /// Multiplier of the onset rate while the waakvlam burns.
    pub fn guarded_factor(&self, relapse_factor: f64) -> f64 {
        1.0 + (relapse_factor - 1.0) * (1.0 - self.relapse_reduction)
    }
}
