//! How the cost of a rung divides over domains of life, and over households with and without children.
//!
//! The results count cost per rung only. In the model neither the course of a need nor the choice of a rung depends on
//! the domain or on the type of household, so the division follows from the needs that arise: onsets by type, the
//! weights of the domains, hours and tariffs. It is that of the mean, and leaves out three things that are small: types
//! with many needs have fewer months without one, the spread of hours under a maximum, and the order in which teams
//! with several desks serve. `docs/budget.md` says how near it comes.

use crate::domain::{DOMAINS, FIRST_LINE, HouseholdType, RUNGS, SPECIALIST};
use crate::engine::Parameters;
use crate::payment::PaymentModel;

/// Households without children, then with children.
pub const HOUSEHOLD_GROUPS: usize = 2;

/// By rung, then household group, then domain: shares of the cost of the rung. They add up to 1, or are all zero on a
/// rung that costs nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct CostShares(pub [[[f64; DOMAINS]; HOUSEHOLD_GROUPS]; RUNGS]);

impl CostShares {
    pub fn new(parameters: &Parameters, positions: &mut Positions) -> Self {
        // Expected number of episodes a year with the domain as primary one, and as a further one.
        let mut needs = [[[0.0; DOMAINS]; 2]; HOUSEHOLD_GROUPS];
        for kind in HouseholdType::ALL {
            let onsets = onsets(parameters, *kind);
            let places = positions.of(&parameters.need.domain_weights[kind.index()]);
            let group = &mut needs[usize::from(has_children(*kind))];
            for domain in 0..DOMAINS {
                group[0][domain] += onsets * places[0][domain];
                group[1][domain] +=
                    onsets * further(&parameters.need.extra_domains, places, domain);
            }
        }
        Self(std::array::from_fn(|rung| shares(parameters, rung, &needs)))
    }
}

/// Whether needs of the household may be those of a child.
fn has_children(kind: HouseholdType) -> bool {
    matches!(kind, HouseholdType::Children | HouseholdType::SingleParent)
}

/// Needs a year that households of this type have together, without relapse.
fn onsets(parameters: &Parameters, kind: HouseholdType) -> f64 {
    let need = &parameters.need;
    let areas = parameters.population.areas.iter();
    areas
        .map(|area| {
            let low = area.low_income_share;
            let rate = low * need.base_rate(kind, true) + (1.0 - low) * need.base_rate(kind, false);
            f64::from(area.households[kind.index()]) * rate * area.need_factor
        })
        .sum()
}

/// Probability that a domain is among the further ones of an episode.
fn further(extra: &[f64; 4], places: &[[f64; DOMAINS]; 4], domain: usize) -> f64 {
    (1..4).map(|place| extra[place..].iter().sum::<f64>() * places[place][domain]).sum()
}

fn shares(
    parameters: &Parameters,
    rung: usize,
    needs: &[[[f64; DOMAINS]; 2]; HOUSEHOLD_GROUPS],
) -> [[f64; DOMAINS]; HOUSEHOLD_GROUPS] {
    let provision = &parameters.process.provisions[rung];
    let factor = payment(parameters, rung).map_or(1.0, |payment| payment.hours_factor);
    let invulling = &parameters.process.invulling;
    let cost = |domain: usize, primary: bool| {
        let hours = provision.hours[domain] * invulling.share(primary) * factor;
        let free = provision.informal_value.is_some();
        hours.min(provision.max_hours[domain]) * if free { 0.0 } else { provision.tariff[domain] }
    };
    let costs: [[f64; DOMAINS]; HOUSEHOLD_GROUPS] = std::array::from_fn(|group| {
        std::array::from_fn(|domain| {
            let [primary, further] = &needs[group];
            primary[domain] * cost(domain, true) + further[domain] * cost(domain, false)
        })
    });
    let sum: f64 = costs.iter().flatten().sum();
    costs.map(|group| group.map(|cost| if sum > 0.0 { cost / sum } else { 0.0 }))
}

/// How a rung is paid; none for rungs that are paid as delivered.
pub(super) fn payment(parameters: &Parameters, rung: usize) -> Option<&PaymentModel> {
    let informal = parameters.process.provisions[rung].informal_value.is_some();
    match rung {
        _ if informal => None,
        FIRST_LINE => Some(&parameters.first_line),
        SPECIALIST => Some(&parameters.specialist),
        _ => None,
    }
}

/// Probabilities of each domain at the four places of successive sampling, remembered by weights: most scenarios have
/// the same ones in every draw.
#[derive(Clone, Debug, Default)]
pub struct Positions(Vec<([f64; DOMAINS], [[f64; DOMAINS]; 4])>);

/// Weights remembered; one set per household type is enough where weights are certain.
const REMEMBERED: usize = 24;

impl Positions {
    fn of(&mut self, weights: &[f64; DOMAINS]) -> &[[f64; DOMAINS]; 4] {
        let known = self.0.iter().position(|(known, _)| known == weights);
        let place = known.unwrap_or_else(|| {
            if self.0.len() == REMEMBERED {
                self.0.remove(0);
            }
            self.0.push((*weights, successive(weights)));
            self.0.len() - 1
        });
        &self.0[place].1
    }
}

/// Draws without replacement, each in proportion to the weights that are left.
fn successive(weights: &[f64; DOMAINS]) -> [[f64; DOMAINS]; 4] {
    let mut places = [[0.0; DOMAINS]; 4];
    draw(weights, 0, 1.0, &mut places);
    places
}

fn draw(left: &[f64; DOMAINS], place: usize, probability: f64, places: &mut [[f64; DOMAINS]; 4]) {
    let sum: f64 = left.iter().sum();
    if sum <= 0.0 || place == places.len() {
        return;
    }
    for domain in (0..DOMAINS).filter(|domain| left[*domain] > 0.0) {
        let here = probability * left[domain] / sum;
        places[place][domain] += here;
        let mut rest = *left;
        rest[domain] = 0.0;
        draw(&rest, place + 1, here, places);
    }
}

#[cfg(test)]
mod tests;
