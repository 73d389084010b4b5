//! Hand-worked: 10 hours were delivered where 12 are the norm, at 50 euro: 500 delivered, 600 norm.

use super::*;

const DELIVERY: Delivery = Delivery { delivered: 500.0, norm: 600.0 };

fn pay(scheme: Scheme) -> Payment {
    PaymentModel { hours_factor: 1.0, scheme }.pay(DELIVERY)
}

/// P * Q: 10 * 50.
#[test]
fn prestatiebekostiging_pays_delivered_hours_at_the_tariff() {
    let expected = Payment { gross: 500.0, admin_cost: 0.0, provider_margin: 0.0 };
    assert_eq!(pay(Scheme::Prestatiebekostiging(Prestatiebekostiging)), expected);
    assert_eq!(PaymentModel::as_delivered().pay(DELIVERY), expected);
    assert_eq!(PaymentModel::as_delivered().hours_factor, 1.0);
}

/// Nine tenths of 500 are used: 450, and 6 for administration; the other 50 stay with the municipality.
#[test]
fn trekkingsrecht_pays_the_part_used_and_the_administration() {
    let scheme = Scheme::Trekkingsrecht(Trekkingsrecht { utilisation: 0.9, admin_cost: 6.0 });
    assert_eq!(pay(scheme), Payment { gross: 450.0, admin_cost: 6.0, provider_margin: 0.0 });
}

/// The norm of 600 plus a quarter: 750, of which the provider keeps 750 - 500 = 250.
#[test]
fn resultaatbekostiging_pays_the_norm_and_the_provider_keeps_the_difference() {
    let scheme = Scheme::Resultaatbekostiging(Resultaatbekostiging { price_margin: 0.25 });
    assert_eq!(pay(scheme), Payment { gross: 750.0, admin_cost: 0.0, provider_margin: 250.0 });
}

/// A heavy household: 800 delivered for a price of 600; the provider bears 200.
#[test]
fn resultaatbekostiging_can_cost_the_provider_money() {
    let model = Resultaatbekostiging { price_margin: 0.0 };
    let payment = model.pay(Delivery { delivered: 800.0, norm: 600.0 });
    assert_eq!(payment, Payment { gross: 600.0, admin_cost: 0.0, provider_margin: -200.0 });
}

/// Whatever the model: the price is the cost of the hours used plus what the provider keeps.
#[test]
fn the_price_covers_used_hours_and_margin() {
    for (scheme, used) in [
        (Scheme::Prestatiebekostiging(Prestatiebekostiging), 500.0),
        (Scheme::Trekkingsrecht(Trekkingsrecht { utilisation: 0.5, admin_cost: 6.0 }), 250.0),
        (Scheme::Resultaatbekostiging(Resultaatbekostiging { price_margin: 0.25 }), 500.0),
    ] {
        let payment = pay(scheme);
        assert_eq!(payment.gross - payment.provider_margin, used);
    }
}
