//! Figures of merit of one series of yearly amounts: benefit-cost ratio, payback, internal rate of return.
//!
//! Definitions and their sources stand in `docs/mkba.md`.

use crate::stats::bracketed;

/// Of the discount factor at the rate of return.
const TOLERANCE: f64 = 1e-15;
/// Discount factor of a year at which a rate of return is -1 for all purposes.
const LARGEST_DISCOUNT: f64 = 1e12;

/// How discounted benefits B compare with discounted extra costs C of the programme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BenefitCost {
    /// C > 0 and B >= 0: B / C.
    Ratio(f64),
    /// C <= 0 and B >= 0, not both zero: cheaper and no worse. A ratio would mean nothing.
    Dominant,
    /// C < 0 and B < 0: cheaper and worse. What is saved for each euro of benefit lost, C / B.
    Saving(f64),
    /// C >= 0 and B < 0: worse and no cheaper.
    Dominated,
    /// B and C are zero.
    Nothing,
}

/// Compares discounted benefits with discounted extra costs, both in euro.
pub fn benefit_cost(benefits: f64, costs: f64) -> BenefitCost {
    if benefits == 0.0 && costs == 0.0 {
        BenefitCost::Nothing
    } else if benefits < 0.0 {
        if costs < 0.0 { BenefitCost::Saving(costs / benefits) } else { BenefitCost::Dominated }
    } else if costs > 0.0 {
        BenefitCost::Ratio(benefits / costs)
    } else {
        BenefitCost::Dominant
    }
}

/// Terugverdientijd: the number of the first year (1, 2, ...) from which on the cumulative amounts stay above
/// zero, to the end of the series; none where they end at or below zero. Years are counted from the first one with any
/// amount: a project that begins later has its time from then on.
pub fn payback_year<T>(amounts: &[T]) -> Option<usize>
where
    T: Copy + Default + PartialOrd + std::ops::AddAssign,
{
    let zero = T::default();
    let mut sum = zero;
    let mut first = None;
    let begins = amounts.iter().position(|amount| *amount != zero).unwrap_or(0);
    for (year, amount) in amounts[begins..].iter().enumerate() {
        sum += *amount;
        first = if sum > zero { first.or(Some(year + 1)) } else { None };
    }
    first
}

/// What can be said of the internal rate of return of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ReturnRate {
    /// The one rate at which the present value is zero.
    Unique(f64),
    /// Gains only, or nothing: no investment to get a return on.
    NoCost,
    /// Costs only, or costs that are never regained at any positive rate.
    NeverRegained,
    /// Gains first, costs later: the rate would be that of a loan, not of an investment.
    Loan,
    /// The signs change more than once in a way that allows several rates.
    Ambiguous,
}

/// Internal rate of return of yearly amounts, the first of which is not discounted.
///
/// It exists and is unique above -1 where the amounts change sign once, from costs to gains (Descartes' rule of
/// signs). Where they change sign more often, but the cumulative amounts change sign once and end above zero,
/// there is one positive rate (Norstrom, "A sufficient condition for a unique nonnegative internal rate of
/// return", Journal of Financial and Quantitative Analysis 7, 1972). In all other cases no rate is given.
pub fn return_rate(amounts: &[f64]) -> ReturnRate {
    let (first, changes) = signs(amounts.iter().copied());
    match (first, changes) {
        (0 | 1, 0) => return ReturnRate::NoCost,
        (_, 0) => return ReturnRate::NeverRegained,
        (1, 1) => return ReturnRate::Loan,
        (-1, 1) => return root(amounts, -1.0),
        _ => {}
    }
    let mut sum = 0.0;
    let cumulative: Vec<f64> = amounts
        .iter()
        .map(|amount| {
            sum += amount;
            sum
        })
        .collect();
    match signs(cumulative.into_iter()) {
        (-1, 1) if sum > 0.0 => root(amounts, 0.0),
        _ => ReturnRate::Ambiguous,
    }
}

/// The sign of the first amount that is not zero, and how often the sign changes.
fn signs(amounts: impl Iterator<Item = f64>) -> (i32, usize) {
    let signs: Vec<i32> =
        amounts.filter(|a| *a != 0.0).map(|a| if a > 0.0 { 1 } else { -1 }).collect();
    let changes = signs.windows(2).filter(|pair| pair[0] != pair[1]).count();
    (signs.first().copied().unwrap_or(0), changes)
}

/// The rate above `least` at which the present value is zero.
fn root(amounts: &[f64], least: f64) -> ReturnRate {
    // In d = 1 / (1 + r) the present value is a polynomial, negative at 0 once leading zeros are left out.
    let start = amounts.iter().position(|amount| *amount != 0.0).unwrap_or(0);
    let value = |d: f64| amounts[start..].iter().rev().fold(0.0, |sum, amount| sum * d + amount);
    let mut high = 1.0;
    while least <= -1.0 && value(high) <= 0.0 && high < LARGEST_DISCOUNT {
        high *= 2.0;
    }
    match bracketed(value, 0.0, high, TOLERANCE) {
        Some(d) => ReturnRate::Unique(1.0 / d - 1.0),
        None => ReturnRate::NeverRegained,
    }
}

#[cfg(test)]
mod tests;
