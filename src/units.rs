//! Layer 0. Money and hours as whole numbers, so that sums are exact whatever their order.
//!
//! The engine adds millions of small amounts and takes them off again when an arrangement ends. In binary
//! floating point the result would depend on the order and drift; in millionths of a euro (or hour) it is
//! exact, and the identity "payments equal costs" can be tested for equality. An `i64` holds 9.2 billion
//! euro times a thousand: 9.2e12. See `docs/decisions/0002-money-and-summation.md`.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

const PER_UNIT: f64 = 1e6;

macro_rules! fixed_point {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(i64);

        impl $name {
            pub const ZERO: Self = Self(0);

            /// The nearest millionth; saturates far outside any real amount.
            #[inline]
            pub fn from_f64(value: f64) -> Self {
                let millionths = value * PER_UNIT;
                // The conversion cuts off; half a millionth further away from zero it rounds.
                Self((millionths + 0.5_f64.copysign(millionths)) as i64)
            }

            #[inline]
            pub fn to_f64(self) -> f64 {
                self.0 as f64 / PER_UNIT
            }

            /// Whole millionths, for what must travel or be added without loss.
            #[inline]
            pub fn millionths(self) -> i64 {
                self.0
            }

            /// A share of this amount, rounded once.
            #[inline]
            pub fn share(self, share: f64) -> Self {
                Self((self.0 as f64 * share).round() as i64)
            }

            #[inline]
            pub fn positive_part(self) -> Self {
                Self(self.0.max(0))
            }
        }

        impl Add for $name {
            type Output = Self;
            #[inline]
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }
        impl Sub for $name {
            type Output = Self;
            #[inline]
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }
        impl Neg for $name {
            type Output = Self;
            #[inline]
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }
        impl AddAssign for $name {
            #[inline]
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }
        impl SubAssign for $name {
            #[inline]
            fn sub_assign(&mut self, other: Self) {
                self.0 -= other.0;
            }
        }
        impl Mul<i64> for $name {
            type Output = Self;
            #[inline]
            fn mul(self, count: i64) -> Self {
                Self(self.0 * count)
            }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self::ZERO, Add::add)
            }
        }
    };
}

fixed_point!(
    /// Euro of the scenario's price year, in millionths.
    Money
);
fixed_point!(
    /// Hours, in millionths.
    Hours
);

/// A month of the run, 0 .. 12 * years.
pub type Month = u32;

/// Months in a year.
pub const MONTHS: u32 = 12;
