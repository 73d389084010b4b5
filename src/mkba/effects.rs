//! Effects outside the budgets of care: evictions, quality of life, benefits, police, crises.

use crate::domain::{DomainSet, SEVERITIES};

/// An effect: units per household-month at each severity, a value per unit, and who bears it.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    pub id: String,
    pub label: String,
    pub unit: String,
    /// Episodes count that touch one of these domains.
    pub domains: DomainSet,
    /// Units per household-month, by severity 1 to 4.
    pub rate: [f64; SEVERITIES],
    /// Euro per unit.
    pub value: f64,
    /// Shares of the payers; they add up to 1.
    pub payers: Vec<(String, f64)>,
    /// Who receives what the payers pay, where the effect is a payment.
    pub transfer: Option<Transfer>,
    /// Pro memorie: listed, not counted.
    pub pm: bool,
}

/// The other side of a payment such as a benefit: what the payers pay, someone receives.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// The receiver.
    pub to: String,
    /// Share of the payment that is received, 0 to 1; the rest is a real cost.
    pub share: f64,
}
