//! Who pays for a month of support of one household.

use crate::domain::{CONSORTIUM, HOUSEHOLD, MUNICIPALITY};
use crate::engine::{Case, Parameters};
use crate::financing::Financing;
use crate::units::Money;

/// Whether the hours are informal care, which no one pays.
pub fn is_informal(case: &Case, parameters: &Parameters) -> bool {
    parameters.process.provisions[usize::from(case.rung)].informal_value.is_some()
}

/// What each party pays in a month; parties that pay nothing are left out.
///
/// The consortium pays what the area budget covers out of the lump sum of the municipality; its settlement at the
/// end of a year is not of one household.
pub fn payments(case: &Case, parameters: &Parameters) -> Vec<(&'static str, Money)> {
    let what = &case.arrangement;
    let net = what.gross - what.eigen_bijdrage + what.admin_cost;
    let covered = parameters.budget.covers_rungs[usize::from(case.rung)];
    let holder = match parameters.financing {
        Financing::Wijkbudget(_) if covered => CONSORTIUM,
        _ => MUNICIPALITY,
    };
    let all = [(holder, net), (HOUSEHOLD, what.eigen_bijdrage)];
    all.into_iter().filter(|(_, euro)| *euro != Money::ZERO).collect()
}
