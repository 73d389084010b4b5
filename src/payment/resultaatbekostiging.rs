//! `resultaatbekostiging`: a fixed price per result area; the provider keeps what it does not deliver.

use super::{Delivery, Payment, Tariff};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resultaatbekostiging {
    /// Margin on the norm cost, 0..1.
    pub price_margin: f64,
}

impl Tariff for Resultaatbekostiging {
    fn pay(&self, delivery: Delivery) -> Payment {
        let gross = delivery.norm * (1.0 + self.price_margin);
        Payment { gross, admin_cost: 0.0, provider_margin: gross - delivery.delivered }
    }
}
