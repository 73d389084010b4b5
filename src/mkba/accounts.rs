//! The volumes of a year from which costs, benefits and transfers follow, and who pays or gains.

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
    let receivers = effects.iter().filter_map(|effect| effect.transfer.as_ref());
    let receivers = receivers.map(|transfer| transfer.to.as_str());
    let mut names: Vec<String> = Vec::new();
    for name in standing.into_iter().chain(team_payers).chain(effect_payers).chain(receivers) {
        if names.iter().all(|known| known != name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DomainSet;
    use crate::mkba::Transfer;

    #[test]
    fn stakeholders_are_the_standing_parties_then_payers_then_receivers_each_once() {
        let effect = Effect {
            id: "bijstand".into(),
            label: "Bijstand".into(),
            unit: "maand".into(),
            domains: DomainSet::ALL,
            rate: [0.0; 4],
            value: 1_000.0,
            payers: vec![(MUNICIPALITY.into(), 0.5), ("rijk".into(), 0.5)],
            transfer: Some(Transfer { to: "ontvanger".into(), share: 1.0 }),
            pm: false,
        };
        let names = stakeholders(&[effect], ["welzijn", MUNICIPALITY].into_iter());
        let standing = [MUNICIPALITY, HOUSEHOLD, NETWORK, CONSORTIUM, PROVIDERS];
        assert_eq!(names, [&standing[..], &["welzijn", "rijk", "ontvanger"]].concat());
    }
}
