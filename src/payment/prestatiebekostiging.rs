//! `prestatiebekostiging` (P*Q): delivered hours times tariff.

use super::{Delivery, Payment, Tariff};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prestatiebekostiging;

impl Tariff for Prestatiebekostiging {
    fn pay(&self, delivery: Delivery) -> Payment {
        Payment { gross: delivery.delivered, ..Payment::default() }
    }
}
