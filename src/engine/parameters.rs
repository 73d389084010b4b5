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
