//! Step 6: directing the delivery (regie).

#[derive(Clone, Debug, PartialEq)]
pub struct Uitvoering {
    /// Team hours per directed case per month, times the weight of the case.
    pub regie_hours: f64,
}
