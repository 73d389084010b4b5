//! Against documented and printed examples. "Brealey" is Brealey, Myers & Allen, "Principles of corporate finance",
//! the chapter "Why net present value leads to better investment decisions than other criteria".

use super::*;

fn unique(amounts: &[f64]) -> f64 {
    match return_rate(amounts) {
        ReturnRate::Unique(rate) => rate,
        other => panic!("{amounts:?}: {other:?}"),
    }
}

/// Microsoft's documentation of the Excel function IRR: an investment of 70,000 has -2.1% after four years and 8.7%
/// after five.
#[test]
fn rates_of_return_are_those_of_the_documentation_of_excel() {
    let business = [-70_000.0, 12_000.0, 15_000.0, 18_000.0, 21_000.0, 26_000.0];
    assert!((unique(&business[..5]) - -0.021).abs() < 0.0005);
    assert!((unique(&business) - 0.087).abs() < 0.0005);
}

/// Brealey: -4,000, 2,000 and 4,000 give 28.08%; 1,000 that grow to 1,500 give 50%.
#[test]
fn rates_of_return_are_those_of_the_textbook() {
    assert!((unique(&[-4_000.0, 2_000.0, 4_000.0]) - 0.2808).abs() < 0.00005);
    assert!((unique(&[-1_000.0, 1_500.0]) - 0.5).abs() < 1e-12);
}

/// Brealey: the mirror image, 1,000 now and -1,500 later, also has 50%, but that is what a loan costs.
#[test]
fn a_loan_has_no_rate_of_return() {
    assert_eq!(return_rate(&[1_000.0, -1_500.0]), ReturnRate::Loan);
}

/// Brealey: Helmsley Iron, -3, nine times 1 and -6.5, has the rates 3.50% and 19.54%; 1,000, -3,000 and 2,500 has none.
#[test]
fn several_rates_and_none_are_told_apart_from_one() {
    let mut mine = [1.0; 11];
    (mine[0], mine[10]) = (-3.0, -6.5);
    for rate in [0.0350, 0.1954] {
        let value: f64 = mine
            .iter()
            .enumerate()
            .map(|(t, amount)| amount / (1.0_f64 + rate).powi(t as i32))
            .sum();
        assert!(value.abs() < 0.001, "{value}");
    }
    assert_eq!(return_rate(&mine), ReturnRate::Ambiguous);
    assert_eq!(return_rate(&[1_000.0, -3_000.0, 2_500.0]), ReturnRate::Ambiguous);
}

/// Norstrom's condition: the signs change twice, the cumulative amounts -100, 130, 110 once. 230 d - 20 d^2 = 100.
#[test]
fn a_late_cost_leaves_one_positive_rate_where_the_cumulative_amounts_change_sign_once() {
    let rate = unique(&[-100.0, 230.0, -20.0]);
    let d = (230.0 - (230.0_f64 * 230.0 - 8_000.0).sqrt()) / 40.0;
    assert!((rate - (1.0 / d - 1.0)).abs() < 1e-12, "{rate}");
}

#[test]
fn without_costs_or_without_gains_there_is_no_rate() {
    assert_eq!(return_rate(&[0.0, 3.0, 5.0]), ReturnRate::NoCost);
    assert_eq!(return_rate(&[0.0, 0.0]), ReturnRate::NoCost);
    assert_eq!(return_rate(&[]), ReturnRate::NoCost);
    assert_eq!(return_rate(&[-3.0, 0.0, -1.0]), ReturnRate::NeverRegained);
}

/// A tenth of the money comes back after a year: -90%. Zeros before the first amount change nothing.
#[test]
fn rates_below_zero_and_after_idle_years_are_found() {
    assert!((unique(&[-10.0, 1.0]) - -0.9).abs() < 1e-12);
    assert!((unique(&[0.0, 0.0, -10.0, 1.0]) - -0.9).abs() < 1e-12);
    assert!((unique(&[-1e-6, 1e6]) / 1e12 - 1.0).abs() < 0.01);
}

/// At the rate that is found the present value is zero, whatever the amounts.
#[test]
fn the_present_value_at_the_rate_of_return_is_zero() {
    for case in 0..200_u32 {
        let cost = f64::from(case * 37 % 101 + 1);
        let amounts: Vec<f64> =
            (0..10_u32)
                .map(|year| {
                    if year < case % 3 + 1 { -cost } else { f64::from((case * 7 + year * 13) % 29) }
                })
                .collect();
        let rate = unique(&amounts);
        let value: f64 = amounts
            .iter()
            .enumerate()
            .map(|(t, amount)| amount * (1.0 + rate).powi(-(t as i32)))
            .sum();
        assert!(value.abs() < 1e-6 * cost, "case {case}: {value} at {rate}");
    }
}

/// Brealey's projects A, B and C: an investment of 2,000 in year 0 is back after 3, 2 and 2 years; here year 0 is the
/// first year, so that one year is added. Discounted at 10%, B is never regained (its value is -58).
#[test]
fn payback_is_that_of_the_textbook() {
    let projects = [
        ([-2_000.0, 500.0, 500.0, 5_000.0], Some(4), Some(4)),
        ([-2_000.0, 500.0, 1_800.0, 0.0], Some(3), None),
        ([-2_000.0, 1_800.0, 500.0, 0.0], Some(3), Some(3)),
    ];
    for (amounts, plain, with_interest) in projects {
        assert_eq!(payback_year(&amounts), plain, "{amounts:?}");
        let discounted: Vec<f64> =
            (0..4).map(|year| amounts[year] / 1.1_f64.powi(year as i32)).collect();
        assert_eq!(payback_year(&discounted), with_interest, "{amounts:?}");
    }
}

#[test]
fn payback_is_the_year_from_which_the_sum_stays_above_zero() {
    // Above zero after year 2, below after year 4, above again after year 5.
    assert_eq!(payback_year(&[-1.0, 3.0, 1.0, -5.0, 4.0]), Some(5));
    assert_eq!(payback_year(&[1.0, 1.0]), Some(1));
    assert_eq!(payback_year(&[2.0, -1.0, -1.0]), None);
    assert_eq!(payback_year(&[0.0, 0.0]), None);
    assert_eq!(payback_year::<f64>(&[]), None);
}

#[test]
fn payback_counts_from_the_first_year_with_an_amount() {
    assert_eq!(payback_year(&[0.0, 0.0, -1.0, 3.0]), Some(2));
    assert_eq!(payback_year(&[0.0, 5.0, 0.0, 1.0]), Some(1));
}

#[test]
fn a_ratio_is_given_where_there_are_extra_costs_only() {
    assert_eq!(benefit_cost(30.0, 20.0), BenefitCost::Ratio(1.5));
    assert_eq!(benefit_cost(0.0, 20.0), BenefitCost::Ratio(0.0));
    assert_eq!(benefit_cost(30.0, -20.0), BenefitCost::Dominant);
    assert_eq!(benefit_cost(0.0, -20.0), BenefitCost::Dominant);
    assert_eq!(benefit_cost(30.0, 0.0), BenefitCost::Dominant);
    // 20 saved for 5 of benefits lost.
    assert_eq!(benefit_cost(-5.0, -20.0), BenefitCost::Saving(4.0));
    assert_eq!(benefit_cost(-5.0, 20.0), BenefitCost::Dominated);
    assert_eq!(benefit_cost(-5.0, 0.0), BenefitCost::Dominated);
    assert_eq!(benefit_cost(0.0, 0.0), BenefitCost::Nothing);
}
