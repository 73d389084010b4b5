//! What new scenarios extend, and the onset rates in it.

use super::generate::Rates;
use crate::diagnostics::Report;
use crate::scenario::{LoadOptions, Scenario};
use crate::study::{Model, sampling};

/// The library of parameters inside the program.
pub const BASE: &str = "wijkraming:basis";

/// A scenario that adds nothing to the base but what it leaves out.
const STUB: &str = r#"
format = 1
title = "-"
price_year = 2015
time = { start_year = 2015, years = 1 }
valuation = { discount_rate = 0.0, base_year = 2015 }
budget = { specialist = 0.0 }
areas = [
  { name = "-", team = "-", households = { single = 1, single_65plus = 1, couple = 1, couple_65plus = 1, children = 1, single_parent = 1 }, low_income_share = 0.0, need_factor = 1.0, historic_budget = 0.0 },
]
alternatives.nul = { title = "-", reference = true, financing.gemeente = {}, payment.first_line.prestatiebekostiging = {} }
"#;

/// Onset rates of the base at their means.
///
/// # Errors
/// Where the base is not right, which is a fault of the program.
pub fn base_rates() -> Result<Rates, Report> {
    let text = format!("extends = {BASE:?}{STUB}");
    let scenario = Scenario::from_text("onset rates", &text, &LoadOptions::default())?;
    let need = scenario.parameters(0, &sampling::central(scenario.quantities())).need;
    Ok(Rates { annual_rate: need.annual_rate, low_income_factor: need.low_income_factor })
}
