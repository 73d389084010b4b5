//! Everything one realisation needs, as plain numbers.

use crate::financing::{Budget, Financing};
use crate::mkba::Effect;
use crate::payment::PaymentModel;
use crate::population::{Need, Population};
use crate::process::Process;

/// One alternative in one draw: no uncertain quantity is left in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    pub start_year: i32,
    pub years: u32,
    pub population: Population,
    pub need: Need,
    pub process: Process,
    pub budget: Budget,
    pub financing: Financing,
    /// How rung 3 is paid.
    pub first_line: PaymentModel,
    /// How rung 4 is paid.
    pub specialist: PaymentModel,
    pub effects: Vec<Effect>,
}

/// Other parameters from the start of a later year on.
///
/// The households, their traits (frailty, network, income) and what effects are called and count are those of the
/// start: of these the later parameters must say the same. Who holds the budget must be of the same model.
#[derive(Clone, Debug, PartialEq)]
pub struct Switch {
    /// From 0 for the first year of the run; at least 1, before the last year ends.
    pub year: u32,
    pub parameters: Parameters,
}
