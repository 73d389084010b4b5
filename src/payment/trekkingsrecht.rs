//! `trekkingsrecht`: a personal budget held by the municipality, which pays the invoices; the unused part
//! stays with the municipality.

use super::{Delivery, Payment, Tariff};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trekkingsrecht {
    /// Share of the right that households use.
    pub utilisation: f64,
    /// Euro per household per month.
    pub admin_cost: f64,
}

impl Tariff for Trekkingsrecht {
    fn pay(&self, delivery: Delivery) -> Payment {
        Payment {
            gross: delivery.delivered * self.utilisation,
            admin_cost: self.admin_cost,
            provider_margin: 0.0,
        }
    }
}
