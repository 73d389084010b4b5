//! Step 5: filling the arrangement in.

#[derive(Clone, Debug, PartialEq)]
pub struct Invulling {
    /// Share of the hours of the second and further domains that one plan saves, 0..1.
    pub integration: f64,
}

impl Invulling {
    /// Share of the full hours delivered on a domain.
    pub fn share(&self, primary: bool) -> f64 {
        if primary { 1.0 } else { 1.0 - self.integration }
    }
}
