//! The kinds of numbers in a scenario and the limits of each: the only list of them.

use super::number::{Kind, Limit};

macro_rules! kinds {
    ($($name:ident: $description:literal, $min:literal to $max:literal, $hint:literal $(, $flag:ident)*;)+) => {$(
        #[doc = $description]
        pub struct $name;

        impl Kind for $name {
            #[allow(clippy::needless_update, reason = "one shape for kinds with and without flags")]
            const LIMIT: Limit = Limit {
                $($flag: true,)*
                ..Limit {
                    name: stringify!($name),
                    description: $description,
                    min: $min,
                    max: $max,
                    above: false,
                    whole: false,
                    open: false,
                    money: false,
                    hint: $hint,
                }
            };
        }
    )+};
}

kinds! {
    Share: "A share of a whole, from 0 to 1.", 0.0 to 1.0,
        "shares are fractions; write 0.05 for 5 %";
    Probability: "A probability, from 0 to 1.", 0.0 to 1.0,
        "probabilities are fractions; write 0.05 for 5 %";
    Growth: "Relative growth per year; negative is decline.", -0.5 to 0.5,
        "growth is a fraction per year; write 0.01 for 1 %", open;
    DiscountRate: "Real discount rate per year.", -0.1 to 0.5,
        "a discount rate is a fraction per year; write 0.0225 for 2.25 %", open;
    Rate: "Expected number per year.", 0.0 to 100.0,
        "this is an expected number of times per household per year", open;
    UnitRate: "Expected units per household-month.", 0.0 to 1_000.0,
        "this is an expected number of units per household-month", open;
    Factor: "A multiplier; 1 changes nothing.", 0.0 to 1_000.0,
        "a factor multiplies; write 1.45 for 45 % more", open;
    Strength: "How strongly something works through; 0 is not at all.", 0.0 to 1_000.0,
        "write 0 for no effect", open;
    Positive: "A number above zero.", 0.0 to 1_000.0,
        "this number must be above zero", above, open;
    Variation: "Coefficient of variation: standard deviation divided by the mean.", 0.0 to 10.0,
        "write 0.6 for a standard deviation of 60 % of the mean", open;
    Weight: "A relative weight; only proportions count.", 0.0 to 1_000_000_000.0,
        "weights are zero or more; only their proportions count", open;
    Hours: "Hours per month.", 0.0 to 744.0,
        "a month has at most 744 hours", open;
    Euro: "An amount in euro of the price year.", 0.0 to 100_000_000_000.0,
        "amounts are in euro and cannot be negative", open, money;
    Price: "A price in euro of the price year.", 0.0 to 1_000_000_000.0,
        "prices are in euro and cannot be negative", open, money;
    Tariff: "Euro per hour.", 0.0 to 10_000.0,
        "tariffs are in euro per hour and cannot be negative", open, money;
    Headcount: "A number of people or cases, not necessarily whole.", 0.0 to 1_000_000.0,
        "write 0 for none; parts of people (part-time) are allowed", open;
    Households: "A number of households.", 0.0 to 100_000_000.0,
        "this is a number of households", whole, open;
    Months: "A number of months; 0 is none.", 0.0 to 1_200.0,
        "this is a whole number of months", whole, open;
    Interval: "A number of months, at least 1.", 1.0 to 1_200.0,
        "this is a whole number of months, at least 1", whole, open;
    Desks: "A number of desks, at least 1.", 1.0 to 11.0,
        "write 1 where one team deals with every domain", whole, open;
    FewDomains: "A number of domains, 0 to 5.", 0.0 to 5.0,
        "a household has 1 to 4 domains; 1 leaves nobody out, 5 everybody", whole, open;
}
