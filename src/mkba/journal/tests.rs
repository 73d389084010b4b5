//! Years worked out by hand, and identities over many made-up years.

use super::*;
use crate::domain::DomainSet;
use crate::mkba::{Transfer, stakeholders};
use crate::random::{Generator, Purpose, Site};

fn euro(amount: f64) -> Money {
    Money::from_f64(amount)
}

fn effect(id: &str, value: f64, payers: &[(&str, f64)]) -> Effect {
    Effect {
        id: id.into(),
        label: id.to_uppercase(),
        unit: "stuk".into(),
        domains: DomainSet::ALL,
        rate: [0.0; 4],
        value,
        payers: payers.iter().map(|(name, share)| ((*name).to_owned(), *share)).collect(),
        transfer: None,
        pm: false,
    }
}

fn eviction() -> Effect {
    effect("huisuitzetting", 8_000.0, &[("woningcorporatie", 0.75), (MUNICIPALITY, 0.25)])
}

fn benefit(share: f64) -> Effect {
    let transfer = Some(Transfer { to: HOUSEHOLD.to_owned(), share });
    Effect { transfer, ..effect("bijstand", 1_000.0, &[(MUNICIPALITY, 1.0)]) }
}

/// The journal of years with the same effects.
fn journal(effects: &[Effect], years: &[&YearVolumes]) -> Journal {
    Journal::new(years.iter().map(|year| (effects, *year)))
}

/// Costs of one year by party.
fn costs(effects: &[Effect], year: &YearVolumes) -> Vec<(String, Money)> {
    let team_payers = year.team_cost_other.iter().map(|(name, _)| name.as_str());
    let names = stakeholders(effects, team_payers);
    let costs = journal(effects, &[year]).costs(0, &names);
    names.into_iter().zip(costs).collect()
}

fn of(costs: &[(String, Money)], party: &str) -> Money {
    costs.iter().find(|(name, _)| name == party).expect("a party").1
}

fn total(costs: &[(String, Money)]) -> Money {
    costs.iter().map(|(_, cost)| *cost).sum()
}

/// A year worked out by hand: provisions 1,000 of which the provider keeps 100 and households pay 50;
/// administration 20, team 300 (and 40 by a welfare organisation), the consortium keeps 30, informal
/// care 200, two evictions at 8,000.
fn year() -> YearVolumes {
    YearVolumes {
        gross: 1_000.0,
        eigen_bijdrage: 50.0,
        admin_cost: 20.0,
        team_cost: 300.0,
        team_cost_other: vec![("welzijn".into(), 40.0)],
        informal_care: 200.0,
        provider_margin: 100.0,
        consortium_result: 30.0,
        effects: vec![2.0],
    }
}

#[test]
fn transfers_cancel_out_and_the_parts_add_up() {
    let costs = costs(&[eviction()], &year());
    assert_eq!(of(&costs, "gemeente"), euro(950.0 + 20.0 + 300.0 + 30.0 + 4_000.0));
    assert_eq!(of(&costs, "huishouden"), euro(50.0));
    assert_eq!(of(&costs, "netwerk"), euro(200.0));
    assert_eq!(of(&costs, "consortium"), euro(-30.0));
    assert_eq!(of(&costs, "aanbieders"), euro(-100.0));
    assert_eq!(of(&costs, "welzijn"), euro(40.0));
    assert_eq!(of(&costs, "woningcorporatie"), euro(12_000.0));
    // Society: what was really delivered (900), administration, teams, informal care, evictions.
    assert_eq!(total(&costs), euro(900.0 + 20.0 + 340.0 + 200.0 + 16_000.0));
}

#[test]
fn an_effect_pro_memorie_is_not_counted() {
    let effects = [Effect { pm: true, ..eviction() }];
    let year = YearVolumes { effects: vec![3.0], ..YearVolumes::default() };
    assert_eq!(total(&costs(&effects, &year)), Money::ZERO);
    let journal = journal(&effects, &[&year]);
    assert!(journal.postings.iter().all(|posting| posting.item != Item::Effect(0)));
}

/// Three months of a benefit of 1,000: the municipality pays 3,000, the household receives 3,000.
#[test]
fn a_benefit_is_a_cost_to_its_payer_a_gain_to_its_receiver_and_zero_to_society() {
    let year = YearVolumes { effects: vec![3.0], ..YearVolumes::default() };
    let both = costs(&[benefit(1.0)], &year);
    assert_eq!((of(&both, MUNICIPALITY), of(&both, HOUSEHOLD)), (euro(3_000.0), euro(-3_000.0)));
    assert_eq!(total(&both), Money::ZERO);
    // A tenth of it is the cost of paying it out.
    let most = costs(&[benefit(0.9)], &year);
    assert_eq!((of(&most, MUNICIPALITY), of(&most, HOUSEHOLD)), (euro(3_000.0), euro(-2_700.0)));
    assert_eq!(total(&most), euro(300.0));
}

#[test]
fn parts_add_up_to_the_whole_whatever_the_shares() {
    let thirds: Vec<(String, f64)> =
        ["a", "b", "c"].map(|name| (name.to_owned(), 1.0 / 3.0)).to_vec();
    let parts = parts(euro(0.000_001) * 100, &thirds);
    assert_eq!(parts, [33, 34, 33].map(|count| euro(0.000_001) * count));
    assert_eq!(super::parts(euro(5.0), &[]), []);
    // Shares as people write them: a file may be a billionth short of 1.
    let short: Vec<(String, f64)> =
        thirds.into_iter().map(|(name, _)| (name, 0.333_333_333_3)).collect();
    assert_eq!(super::parts(euro(1e6), &short).into_iter().sum::<Money>(), euro(1e6));
}

#[test]
fn years_keep_their_amounts_and_postings_are_listed_once() {
    let second = YearVolumes { team_cost: 7.0, ..YearVolumes::default() };
    let journal = journal(&[], &[&year(), &second]);
    let place = journal
        .postings
        .iter()
        .position(|p| p.item == Item::Team && p.payer == MUNICIPALITY)
        .expect("the team");
    assert_eq!((journal.year(0)[place], journal.year(1)[place]), (euro(300.0), euro(7.0)));
    for (index, posting) in journal.postings.iter().enumerate() {
        assert!(!journal.postings[..index].contains(posting), "{posting:?} twice");
    }
}

/// A made-up number of a case, in [0, scale).
fn number(case: u64, counter: u32, scale: f64) -> f64 {
    let site = Site { area_key: 1, household: 0 };
    Generator::new(20, case).block(site, Purpose::Design, 0, counter).uniform(0) * scale
}

/// Made-up effects and a year of a case; some effects are payments, one is pro memorie.
fn made_up(case: u64) -> (Vec<Effect>, YearVolumes) {
    let parties = ["gemeente", "rijk", "corporatie", "huishouden"];
    let effects = (0..5_u32).map(|index| {
        let first = number(case, 10 + index, 1.0);
        let payers = [(parties[index as usize % 3], first), (parties[2], 1.0 - first)];
        let transfer = (index % 2 == 0).then(|| Transfer {
            to: "huishouden".to_owned(),
            share: number(case, 20 + index, 1.0),
        });
        let effect = effect("effect", number(case, 30 + index, 9_999.0), &payers);
        Effect { transfer, pm: index == 3, ..effect }
    });
    let year = YearVolumes {
        gross: number(case, 1, 1e7),
        eigen_bijdrage: number(case, 2, 1e5),
        admin_cost: number(case, 3, 1e4),
        team_cost: number(case, 4, 1e6),
        team_cost_other: vec![("welzijn".into(), number(case, 5, 1e5))],
        informal_care: number(case, 6, 1e6),
        provider_margin: number(case, 7, 2e5) - 1e5,
        consortium_result: number(case, 8, 2e5) - 1e5,
        effects: (0..5).map(|index| number(case, 40 + index, 100.0)).collect(),
    };
    (effects.collect(), year)
}

#[test]
fn stakeholders_add_up_to_society_exactly_in_every_made_up_year() {
    for case in 0..300 {
        let (effects, year) = made_up(case);
        let by_party = total(&costs(&effects, &year));
        let journal = journal(&effects, &[&year]);
        let real = journal.postings.iter().zip(journal.year(0));
        let spent: Money =
            real.filter(|(posting, _)| posting.receiver.is_none()).map(|(_, a)| *a).sum();
        assert_eq!(by_party, spent, "case {case}");
        assert!(spent != Money::ZERO);
    }
}

/// What society spends, written out once more: delivery, administration, teams, informal care, and of each effect
/// the part that no one receives.
#[test]
fn society_bears_what_was_spent_in_every_made_up_year() {
    for case in 0..300 {
        let (effects, year) = made_up(case);
        let lost = effects.iter().zip(&year.effects).filter(|(effect, _)| !effect.pm).map(
            |(effect, units)| {
                let received = effect.transfer.as_ref().map_or(0.0, |transfer| transfer.share);
                units * effect.value * (1.0 - received)
            },
        );
        let expected = year.gross - year.provider_margin
            + year.admin_cost
            + year.team_cost
            + year.team_cost_other[0].1
            + year.informal_care
            + lost.sum::<f64>();
        let found = total(&costs(&effects, &year)).to_f64();
        assert!((found - expected).abs() < 1e-4, "case {case}: {found}, not {expected}");
    }
}

/// As the columns of `docs/mkba.md` and the tables call them.
#[test]
fn items_have_names_in_tables() {
    assert_eq!(
        (Item::Provisions.key(), Item::ProviderMargin.key()),
        ("provisions", "provider_margin")
    );
    assert_eq!((Item::InformalCare.key(), Item::Effect(3).key()), ("informal_care", "effect"));
}
