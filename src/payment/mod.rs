//! Layer 2. How providers are paid for a household in a month, section 5 of the model page. One file per
//! model behind [`Tariff`]; a new model is one new file and one line here.

mod prestatiebekostiging;
mod resultaatbekostiging;
mod trekkingsrecht;

pub use prestatiebekostiging::Prestatiebekostiging;
pub use resultaatbekostiging::Resultaatbekostiging;
pub use trekkingsrecht::Trekkingsrecht;

/// What was delivered to one household in one month, in euro at the tariff.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delivery {
    /// Delivered hours times tariff.
    pub delivered: f64,
    /// Norm hours times tariff.
    pub norm: f64,
}

/// What the payer of the provision pays for it, euro per household per month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Payment {
    pub gross: f64,
    /// Cost of administration beside the price.
    pub admin_cost: f64,
    /// What the provider keeps beyond the cost of the delivered hours; may be negative.
    pub provider_margin: f64,
}

/// A way of paying providers.
pub trait Tariff {
    fn pay(&self, delivery: Delivery) -> Payment;
}

/// How the providers of one line are paid in an alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct PaymentModel {
    /// Response of the delivered hours to the incentive; 1 is none.
    pub hours_factor: f64,
    pub scheme: Scheme,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Scheme {
    Prestatiebekostiging(Prestatiebekostiging),
    Trekkingsrecht(Trekkingsrecht),
    Resultaatbekostiging(Resultaatbekostiging),
}

impl PaymentModel {
    /// Paid as delivered: the rungs below the first line.
    pub fn as_delivered() -> Self {
        Self { hours_factor: 1.0, scheme: Scheme::Prestatiebekostiging(Prestatiebekostiging) }
    }

    pub fn pay(&self, delivery: Delivery) -> Payment {
        match &self.scheme {
            Scheme::Prestatiebekostiging(model) => model.pay(delivery),
            Scheme::Trekkingsrecht(model) => model.pay(delivery),
            Scheme::Resultaatbekostiging(model) => model.pay(delivery),
        }
    }
}

#[cfg(test)]
mod tests;
