//! What a year costs each stakeholder: the accounts from which costs, benefits and transfers follow.

use super::Effect;
use crate::domain::{CONSORTIUM, HOUSEHOLD, MUNICIPALITY, NETWORK, PROVIDERS};

/// Volumes of one year of one alternative, all areas together, that bear on costs and benefits; in euro
/// unless stated otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct YearVolumes {
    /// Cost of provisions after the payment model's adjustment.
    pub gross: f64,
    pub eigen_bijdrage: f64,
    pub admin_cost: f64,
    /// Paid by the municipality.
    pub team_cost: f64,
    /// Team cost borne by others, by payer.
    pub team_cost_other: Vec<(String, f64)>,
    /// Hours of informal care times their value.
    pub informal_care: f64,
    pub provider_margin: f64,
    pub consortium_result: f64,
    /// Units of each effect.
    pub effects: Vec<f64>,
}

impl YearVolumes {
    /// What the municipality pays for teams and provisions. Under every financing model this is the cost of
    /// provisions net of eigen bijdragen, administration and teams, plus what the consortium keeps of the
    /// lump sums (or minus what it bears).
    pub fn municipal_cost(&self) -> f64 {
        self.gross - self.eigen_bijdrage + self.admin_cost + self.team_cost + self.consortium_result
    }
}

/// Everyone who pays or gains, in a fixed order: the standing parties first.
pub fn stakeholders<'a>(
    effects: &'a [Effect],
    team_payers: impl Iterator<Item = &'a str>,
) -> Vec<String> {
    let standing = [MUNICIPALITY, HOUSEHOLD, NETWORK, CONSORTIUM, PROVIDERS];
    let effect_payers =
        effects.iter().flat_map(|effect| &effect.payers).map(|(name, _)| name.as_str());
    let mut names: Vec<String> = Vec::new();
    for name in standing.into_iter().chain(team_payers).chain(effect_payers) {
        if names.iter().all(|known| known != name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Cost of the year to each of `stakeholders` (negative is a gain). They add up to the cost to society:
/// eigen bijdragen, provider margins and consortium results cancel out, as transfers.
///
/// Effects that are `pm`, and payers outside the list, are not counted.
pub fn accounts(effects: &[Effect], stakeholders: &[String], year: &YearVolumes) -> Vec<f64> {
    let mut costs = vec![0.0; stakeholders.len()];
    let mut charge = |name: &str, amount: f64| {
        if let Some(index) = stakeholders.iter().position(|known| known == name) {
            costs[index] += amount;
        }
    };
    charge(MUNICIPALITY, year.municipal_cost());
    charge(HOUSEHOLD, year.eigen_bijdrage);
    charge(NETWORK, year.informal_care);
    charge(CONSORTIUM, -year.consortium_result);
    charge(PROVIDERS, -year.provider_margin);
    for (payer, amount) in &year.team_cost_other {
        charge(payer, *amount);
    }
    for (effect, units) in effects.iter().zip(&year.effects).filter(|(effect, _)| !effect.pm) {
        for (payer, share) in &effect.payers {
            charge(payer, units * effect.value * share);
        }
    }
    costs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DomainSet;

    fn eviction() -> Effect {
        Effect {
            id: "huisuitzetting".into(),
            label: "Huisuitzettingen".into(),
            unit: "uitzetting".into(),
            domains: DomainSet::ALL,
            rate: [0.0; 4],
            value: 8_000.0,
            payers: vec![("woningcorporatie".into(), 0.75), (MUNICIPALITY.into(), 0.25)],
            pm: false,
        }
    }

    /// A year worked out by hand: provisions 1,000 of which the provider keeps 100 and households pay 50;
    /// administration 20, team 300 (and 40 by a welfare organisation), the consortium keeps 30, informal
    /// care 200, two evictions at 8,000.
    #[test]
    fn transfers_cancel_out_and_the_parts_add_up() {
        let year = YearVolumes {
            gross: 1_000.0,
            eigen_bijdrage: 50.0,
            admin_cost: 20.0,
            team_cost: 300.0,
            team_cost_other: vec![("welzijn".into(), 40.0)],
            informal_care: 200.0,
            provider_margin: 100.0,
            consortium_result: 30.0,
            effects: vec![2.0],
        };
        let effects = [eviction()];
        let names = stakeholders(&effects, ["welzijn"].into_iter());
        let costs = accounts(&effects, &names, &year);
        let of = |name: &str| costs[names.iter().position(|known| known == name).unwrap()];
        assert_eq!(of("gemeente"), 950.0 + 20.0 + 300.0 + 30.0 + 4_000.0);
        assert_eq!(of("huishouden"), 50.0);
        assert_eq!(of("netwerk"), 200.0);
        assert_eq!(of("consortium"), -30.0);
        assert_eq!(of("aanbieders"), -100.0);
        assert_eq!(of("welzijn"), 40.0);
        assert_eq!(of("woningcorporatie"), 12_000.0);
        // Society: what was really delivered (900), administration, teams, informal care, evictions.
        assert_eq!(costs.iter().sum::<f64>(), 900.0 + 20.0 + 340.0 + 200.0 + 16_000.0);
    }

    #[test]
    fn an_effect_pro_memorie_is_not_counted() {
        let effects = [Effect { pm: true, ..eviction() }];
        let names = stakeholders(&effects, std::iter::empty());
        let year = YearVolumes { effects: vec![3.0], ..YearVolumes::default() };
        assert_eq!(accounts(&effects, &names, &year).iter().sum::<f64>(), 0.0);
    }
}
