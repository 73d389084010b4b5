//! A project of two years worked out by hand, and identities over made-up journals.

use super::*;
use crate::random::{Generator, Purpose, Site};

fn euro(amount: f64) -> Money {
    Money::from_f64(amount)
}

fn posting(item: Item, payer: &str, receiver: Option<&str>) -> Posting {
    Posting { item, payer: payer.to_owned(), receiver: receiver.map(str::to_owned) }
}

/// Everything that can be paid; effect 0 are evictions, effect 1 a benefit.
fn postings() -> Vec<Posting> {
    vec![
        posting(Item::Provisions, "gemeente", None),
        posting(Item::ProviderMargin, "gemeente", Some("aanbieders")),
        posting(Item::EigenBijdrage, "huishouden", Some("gemeente")),
        posting(Item::Administration, "gemeente", None),
        posting(Item::Team, "gemeente", None),
        posting(Item::Team, "welzijn", None),
        posting(Item::ConsortiumResult, "gemeente", Some("consortium")),
        posting(Item::InformalCare, "netwerk", None),
        posting(Item::Effect(0), "woningcorporatie", None),
        posting(Item::Effect(0), "gemeente", None),
        posting(Item::Effect(1), "gemeente", Some("huishouden")),
    ]
}

const PARTIES: [&str; 7] = [
    "gemeente",
    "huishouden",
    "netwerk",
    "consortium",
    "aanbieders",
    "welzijn",
    "woningcorporatie",
];

/// Two years of the reference, then of the project, in the order of the postings.
const REFERENCE: [[f64; 11]; 2] = [
    [1_000.0, 0.0, 50.0, 0.0, 200.0, 0.0, 0.0, 80.0, 300.0, 100.0, 400.0],
    [1_000.0, 0.0, 50.0, 0.0, 200.0, 0.0, 0.0, 80.0, 300.0, 100.0, 400.0],
];
const PROJECT: [[f64; 11]; 2] = [
    [900.0, 40.0, 45.0, 10.0, 330.0, 20.0, 30.0, 100.0, 240.0, 80.0, 350.0],
    [700.0, 35.0, 40.0, 10.0, 230.0, 20.0, 15.0, 120.0, 150.0, 50.0, 275.0],
];

fn cells(years: &[[f64; 11]]) -> Vec<Money> {
    years.iter().flatten().map(|amount| euro(*amount)).collect()
}

/// The second year counts for 0.8 of the first.
fn terms() -> Terms {
    Terms::plain(Valuation { discount_rate: 0.25, base_year: 2015 }, 2015, 2)
}

/// Runs a check on the gains of the worked project.
fn worked(terms: &Terms, check: impl FnOnce(&Gains)) {
    let (postings, project, reference) = (postings(), cells(&PROJECT), cells(&REFERENCE));
    let amounts = |cells| Amounts { cells, width: 11 };
    let of = amounts(project.as_slice());
    check(&Gains::new(&postings, &of, &amounts(reference.as_slice()), terms));
}

fn parties(gains: &Gains) -> Vec<f64> {
    PARTIES.iter().map(|party| gains.of_party(party).to_f64()).collect()
}

/// By hand. Society, costs: provisions -100 and -300, administration 10 and 10, teams 150 and 50, together 60 and -240;
/// benefits: informal care -20 and -40, evictions 80 and 200, together 60 and 160. The benefit, eigen bijdragen,
/// margin and consortium move money only. Municipality, costs: provisions with margin -60 and -265, administration 10
/// and 10, team 130 and 30, less eigen bijdragen 5 and 10, consortium 30 and 15, together 115 and -200; benefits:
/// evictions 20 and 50, benefit 50 and 125, together 70 and 175.
#[test]
fn the_worked_project_has_the_costs_and_benefits_worked_out_by_hand() {
    worked(&terms(), |gains| {
        let society = gains.flows(View::Society);
        assert_eq!(society.costs, [euro(60.0), euro(0.8 * -240.0)]);
        assert_eq!(society.benefits, [euro(60.0), euro(0.8 * 160.0)]);
        assert_eq!(society.net, [euro(0.0), euro(400.0)]);
        let purse = gains.flows(View::Municipality);
        assert_eq!(purse.costs, [euro(115.0), euro(0.8 * -200.0)]);
        assert_eq!(purse.benefits, [euro(70.0), euro(0.8 * 175.0)]);
        assert_eq!(purse.net, [euro(-45.0), euro(375.0)]);
    });
}

/// Municipality -45 + 0.8 * 375; household: 5 less eigen bijdrage and 50 less benefit, then 10 and 125; and so on.
#[test]
fn the_worked_project_is_divided_over_its_stakeholders_as_by_hand() {
    worked(&terms(), |gains| {
        let expected = [
            -45.0 + 0.8 * 375.0,
            (5.0 - 50.0) + 0.8 * (10.0 - 125.0),
            -20.0 + 0.8 * -40.0,
            30.0 + 0.8 * 15.0,
            40.0 + 0.8 * 35.0,
            -20.0 + 0.8 * -20.0,
            60.0 + 0.8 * 150.0,
        ];
        assert_eq!(parties(gains), expected);
        assert_eq!(parties(gains).iter().sum::<f64>(), 0.8 * 400.0);
    });
}

#[test]
fn society_less_the_municipality_is_what_all_others_gain() {
    worked(&terms(), |gains| {
        let net = |view| -> Money {
            gains.flows(view).benefits.into_iter().sum::<Money>()
                - gains.flows(view).costs.into_iter().sum()
        };
        let others: Money = PARTIES[1..].iter().map(|party| gains.of_party(party)).sum();
        assert_eq!(net(View::Society) - net(View::Municipality), others);
        assert_eq!(net(View::Municipality), gains.of_party(MUNICIPALITY));
    });
}

/// Counted once: the municipality saves 50 and 125 on the benefit, the household loses as much. Where the loss is left
/// out, society gains it.
#[test]
fn the_loss_of_those_who_received_a_benefit_cancels_the_gain_of_its_payer() {
    let ignored = Terms { receivers_lose: false, ..terms() };
    let value = 50.0 + 0.8 * 125.0;
    worked(&terms(), |counted| {
        worked(&ignored, |ignored| {
            let net = |gains: &Gains| gains.flows(View::Society).net.into_iter().sum::<Money>();
            assert_eq!(net(ignored) - net(counted), euro(50.0 + 125.0));
            let (with, without) = (parties(counted), parties(ignored));
            assert_eq!(without[1] - with[1], value);
            for party in [0, 2, 3, 4, 5, 6] {
                assert_eq!(without[party], with[party]);
            }
            // Transfers of the programme stay what they are.
            assert_eq!(ignored.weight(View::Society, 2), 0);
            assert_eq!(
                (counted.weight(View::Society, 10), ignored.weight(View::Society, 10)),
                (0, 1)
            );
        });
    });
}

#[test]
fn a_shorter_horizon_leaves_later_years_out() {
    worked(&Terms { years: 1, ..terms() }, |gains| {
        let purse = gains.flows(View::Municipality);
        assert_eq!((purse.costs.len(), purse.net), (1, vec![euro(-45.0)]));
        assert_eq!(gains.of_party("netwerk"), euro(-20.0));
    });
}

/// Prices double everything; sizes of effects leave the programme and informal care alone.
#[test]
fn price_level_and_size_of_effects_multiply_what_they_are_about() {
    let prices = Terms { price_factor: 2.0, ..terms() };
    let sizes = Terms { effect_size: 0.5, ..terms() };
    worked(&prices, |gains| {
        assert_eq!(gains.flows(View::Society).costs, [euro(120.0), euro(0.8 * -480.0)]);
        assert_eq!(gains.flows(View::Society).benefits, [euro(120.0), euro(0.8 * 320.0)]);
    });
    worked(&sizes, |gains| {
        assert_eq!(gains.flows(View::Society).costs, [euro(60.0), euro(0.8 * -240.0)]);
        let halved = [euro(-20.0 + 40.0), euro(0.8 * (-40.0 + 100.0))];
        assert_eq!(gains.flows(View::Society).benefits, halved);
    });
}

/// Evictions are a gain and counted for 0.75; with project and reference in each other's place they are a harm, and
/// counted in full.
#[test]
fn gains_are_corrected_for_optimism_and_harm_is_not() {
    let corrected = Terms { corrections: vec![0.75, 1.0], ..terms() };
    worked(&corrected, |gains| {
        assert_eq!(gains.present_value(8), euro(0.75 * (60.0 + 0.8 * 150.0)));
        assert_eq!(gains.present_value(10), euro(50.0 + 0.8 * 125.0));
        assert_eq!(gains.present_value(0), euro(100.0 + 0.8 * 300.0));
        // More informal care is a cost of the network, not a gain that was hoped for.
        assert_eq!(gains.present_value(7), euro(-20.0 + 0.8 * -40.0));
    });
    let (postings, project, reference) = (postings(), cells(&PROJECT), cells(&REFERENCE));
    let amounts = |cells| Amounts { cells, width: 11 };
    let swapped = Gains::new(&postings, &amounts(&reference), &amounts(&project), &corrected);
    assert_eq!(swapped.present_value(8), euro(-(60.0 + 0.8 * 150.0)));
}

#[test]
fn postings_that_an_alternative_does_not_have_cost_it_nothing() {
    let postings = postings();
    let (narrow, wide) = (vec![euro(5.0), euro(7.0)], cells(&REFERENCE[..1]));
    let terms = Terms { years: 1, ..terms() };
    let project = Amounts { cells: &narrow, width: 2 };
    let gains = Gains::new(&postings, &project, &Amounts { cells: &wide, width: 11 }, &terms);
    assert_eq!(gains.present_value(0), euro(995.0));
    assert_eq!(gains.present_value(8), euro(300.0));
}

/// A made-up amount.
fn amount(case: u64, counter: u32) -> Money {
    let site = Site { area_key: 2, household: 0 };
    let word = Generator::new(21, case).block(site, Purpose::Design, 0, counter).uniform(0);
    euro((word - 0.2) * 1e7)
}

/// Terms of a made-up case, with everything switched on.
fn made_up_terms(case: u64) -> Terms {
    Terms {
        price_factor: 1.1,
        effect_size: 0.7,
        corrections: vec![0.61, 0.83],
        receivers_lose: case.is_multiple_of(2),
        years: 7,
        valuation: Valuation { discount_rate: 0.0225, base_year: 2014 },
        ..terms()
    }
}

#[test]
fn years_items_views_and_stakeholders_add_up_exactly_in_every_made_up_case() {
    let postings = postings();
    for case in 0..200 {
        let terms = made_up_terms(case);
        let project: Vec<Money> = (0..77).map(|cell| amount(case, cell)).collect();
        let reference: Vec<Money> = (0..77).map(|cell| amount(case, 100 + cell)).collect();
        let amounts = |cells| Amounts { cells, width: 11 };
        let gains = Gains::new(&postings, &amounts(&project), &amounts(&reference), &terms);
        let by_party: Money = PARTIES.iter().map(|party| gains.of_party(party)).sum();
        for view in View::ALL {
            let flows = gains.flows(view);
            let by_year: Money =
                flows.benefits.iter().zip(&flows.costs).map(|(b, c)| *b - *c).sum();
            let by_posting: Money = (0..postings.len())
                .map(|index| gains.present_value(index) * gains.weight(view, index))
                .sum();
            assert_eq!(by_year, by_posting, "case {case}, {view:?}");
        }
        let flows = gains.flows(View::Society);
        let society: Money = flows.benefits.iter().zip(&flows.costs).map(|(b, c)| *b - *c).sum();
        assert_eq!(society, by_party, "case {case}");
        assert!(society != Money::ZERO);
    }
}

/// Three times the euros give three times every figure, but for the rounding of cells to a millionth.
#[test]
fn scaling_euros_scales_every_figure() {
    let postings = postings();
    for case in 0..50 {
        let terms = made_up_terms(case);
        let base: [Vec<Money>; 2] =
            [0, 100].map(|start| (0..77).map(|cell| amount(case, start + cell)).collect());
        let scaled = base.clone().map(|cells| cells.iter().map(|a| *a * 3).collect::<Vec<_>>());
        let amounts = |cells| Amounts { cells, width: 11 };
        let one = Gains::new(&postings, &amounts(&base[0]), &amounts(&base[1]), &terms);
        let three = Gains::new(&postings, &amounts(&scaled[0]), &amounts(&scaled[1]), &terms);
        for party in PARTIES {
            let (small, large) = (one.of_party(party).to_f64(), three.of_party(party).to_f64());
            assert!((large - 3.0 * small).abs() < 2e-4, "{party}: {large} and {small}");
        }
    }
}

#[test]
fn views_have_names_in_tables() {
    assert_eq!(View::ALL.map(View::key), ["society", "municipality"]);
}
