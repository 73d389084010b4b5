//! Step 3: the keukentafelgesprek.

#[derive(Clone, Debug, PartialEq)]
pub struct Gesprek {
    /// Team hours per case and desk.
    pub hours: f64,
}
