//! A table made by hand: a reference and two projects, two years, three draws; the second year counts for 0.8.

use super::*;
use crate::analysis::worksheet::{EffectTerms, worksheet};
use crate::analysis::{ReturnSummary, headlines, physical};
use crate::domain::{DomainSet, HOUSEHOLD, MUNICIPALITY};
use crate::mkba::{BenefitCost, Correction, Effect, Posting, ReturnRate};
use crate::study::{AlternativeName, Header};

fn euro(amount: f64) -> Money {
    Money::from_f64(amount)
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9 * (1.0 + expected.abs()), "{found}, not {expected}");
}

fn postings() -> Vec<Posting> {
    let posting = |item, payer: &str, receiver: Option<&str>| Posting {
        item,
        payer: payer.to_owned(),
        receiver: receiver.map(str::to_owned),
    };
    vec![
        posting(Item::Provisions, MUNICIPALITY, None),
        posting(Item::EigenBijdrage, HOUSEHOLD, Some(MUNICIPALITY)),
        posting(Item::Effect(0), "politie", None),
    ]
}

/// Provisions, eigen bijdragen and police of two years, and twice as many reports to the police as euro.
fn outcome(columns: &[String], journal: [[f64; 3]; 2]) -> Outcome {
    let place = columns.iter().position(|name| name == "effect_politie").expect("a column");
    let mut years = vec![0.0; 2 * columns.len()];
    for (year, amounts) in journal.iter().enumerate() {
        years[year * columns.len() + place] = 2.0 * amounts[2];
    }
    Outcome {
        totals: vec![0.0; 2 * columns.len()],
        years,
        spent: vec![0.0; 2],
        budget: vec![0.0; 2],
        queued: vec![0.0; 24],
        crisis: vec![0.0; 24],
        uitputting: vec![0.0; 12],
        costs: vec![0.0; 6],
        municipal_cost: vec![0.0; 2],
        journal: journal.as_flattened().iter().map(|amount| euro(*amount)).collect(),
        valuation: Valuation { discount_rate: 0.25, base_year: 2015 },
    }
}

const REFERENCE: [[f64; 3]; 2] = [[100.0, 10.0, 50.0], [100.0, 10.0, 50.0]];
/// The first project in three draws. Costs less than the reference -20, -20 and 10, then nothing; police less 10 and
/// 20, 5 and 5, none and -10.
const PLAN: [[[f64; 3]; 2]; 3] = [
    [[120.0, 10.0, 40.0], [100.0, 10.0, 30.0]],
    [[120.0, 10.0, 45.0], [100.0, 10.0, 45.0]],
    [[90.0, 10.0, 50.0], [100.0, 10.0, 60.0]],
];
/// The second only lets households pay 5 more a year.
const CHARGE: [[f64; 3]; 2] = [[100.0, 15.0, 50.0], [100.0, 15.0, 50.0]];

fn table() -> SampleTable {
    let name = |id: &str, reference| AlternativeName {
        id: id.to_owned(),
        title: id.to_owned(),
        reference,
    };
    let mut table = SampleTable::new(Header {
        alternatives: vec![name("nul", true), name("plan", false), name("charge", false)],
        areas: vec!["Dorp".into()],
        teams: vec![vec!["team".into()]; 3],
        households: 100,
        effects: vec!["politie".into()],
        start_year: 2015,
        years: 2,
        optimism: None,
    });
    table.stakeholders = [MUNICIPALITY, HOUSEHOLD, "politie"].map(str::to_owned).to_vec();
    table.postings = postings();
    table.draws = vec![0, 1, 2];
    for plan in PLAN {
        for (place, journal) in [REFERENCE, plan, CHARGE].into_iter().enumerate() {
            let outcome = outcome(&table.columns, journal);
            table.outcomes[place].push(outcome);
        }
    }
    table
}

fn plan(basis: &Basis) -> Appraisal {
    appraise(&table(), basis).swap_remove(0)
}

/// Discounted: costs 20, 20 and -10; benefits 10 + 0.8 * 20, 5 + 0.8 * 5 and 0.8 * -10.
#[test]
fn net_present_values_are_discounted_benefits_less_costs() {
    let plan = plan(&Basis::default());
    assert_eq!(plan.alternative, 1);
    let each = |figure: fn(&DrawGains) -> Money| plan.each(figure);
    assert_eq!(each(|draw| draw.costs(View::Society)), [20.0, 20.0, -10.0]);
    assert_eq!(each(|draw| draw.benefits(View::Society)), [26.0, 9.0, -8.0]);
    let net = plan.net(View::Society).unwrap();
    close(net.estimate.mean, (6.0 - 11.0 + 2.0) / 3.0);
    close(net.above_zero.p, 2.0 / 3.0);
    close(plan.net(View::Municipality).unwrap().estimate.mean, -10.0);
}

/// Mean benefits 9 over mean costs 10. The residuals b - 0.9 c are 8, -9 and 1: their standard error over 10.
#[test]
fn the_ratio_is_that_of_the_means_and_draws_are_counted_by_their_verdict() {
    let ratio = plan(&Basis::default()).ratio(View::Society).unwrap();
    assert_eq!(ratio.of_means, BenefitCost::Ratio(0.9));
    close(ratio.standard_error.unwrap(), (146.0_f64 / 2.0 / 3.0).sqrt() / 10.0);
    close(ratio.worth_it.p, 1.0 / 3.0);
    close(ratio.not_worth_it.p, 1.0 / 3.0);
    close(ratio.saving.p, 1.0 / 3.0);
    assert_eq!((ratio.dominant.p, ratio.dominated.p), (0.0, 0.0));
    // One draw has none.
    assert_eq!(ratio.spread, None);
    let purse = plan(&Basis::default()).ratio(View::Municipality).unwrap();
    assert_eq!(purse.of_means, BenefitCost::Ratio(0.0));
}

/// The other way round: the nulalternatief as project against the plan costs 20, 20 and -10 less and brings 26, 9 and -8
/// less. 10 saved for 9 lost; the residuals c - 10/9 b are 80/9, -10 and 10/9: their standard error over 9.
#[test]
fn a_cheaper_and_worse_project_has_the_ratio_of_what_is_saved() {
    let mut table = table();
    table.header.alternatives[0].reference = false;
    table.header.alternatives[1].reference = true;
    let ratio = appraise(&table, &Basis::default())[0].ratio(View::Society).unwrap();
    let BenefitCost::Saving(of_means) = ratio.of_means else { panic!("{:?}", ratio.of_means) };
    close(of_means, 10.0 / 9.0);
    let squares = (80.0_f64 * 80.0 + 90.0 * 90.0 + 10.0 * 10.0) / 81.0;
    close(ratio.standard_error.unwrap(), (squares / 2.0 / 3.0).sqrt() / 9.0);
    close(ratio.saving.p, 2.0 / 3.0);
    close(ratio.as_means.p, 2.0 / 3.0);
}

#[test]
fn a_ratio_in_every_draw_has_a_spread() {
    let mut table = table();
    table.outcomes.iter_mut().for_each(|outcomes| {
        outcomes.pop();
    });
    let ratio = appraise(&table, &Basis::default())[0].ratio(View::Society).unwrap();
    assert_eq!(ratio.of_means, BenefitCost::Ratio(35.0 / 40.0));
    close(ratio.spread.unwrap().mean, (1.3 + 0.45) / 2.0);
}

/// Cumulative -10 and 6; -15 and -11; 10 and 2.
#[test]
fn payback_is_counted_over_the_draws() {
    let payback = plan(&Basis::default()).payback(View::Society).unwrap();
    let within: Vec<f64> = payback.within.iter().map(|chance| chance.p).collect();
    close(within[0], 1.0 / 3.0);
    close(within[1], 2.0 / 3.0);
    assert_eq!((within.len(), payback.median), (2, Some(2)));
    close(payback.never.p, 1.0 / 3.0);
    assert!(payback.never.low < 1.0 / 3.0 && payback.never.high > 1.0 / 3.0);
    let one = Basis { horizon: Some(1), ..Basis::default() };
    assert_eq!(plan(&one).payback(View::Society).unwrap().median, None);
}

/// Undiscounted -10 and 20: 100%; -15 and 5: -2/3; 10 and -10: a loan. The means are -5 and 5: 0%.
#[test]
fn rates_of_return_are_summed_up_over_the_draws_that_have_one() {
    let ReturnSummary { exists, rate, of_means, loan, no_cost, never_regained, ambiguous } =
        plan(&Basis::default()).return_rate(View::Society).unwrap();
    close(exists.p, 2.0 / 3.0);
    close(rate.unwrap().mean, (1.0 - 2.0 / 3.0) / 2.0);
    close(loan.p, 1.0 / 3.0);
    assert_eq!((no_cost.p, never_regained.p, ambiguous.p), (0.0, 0.0, 0.0));
    let ReturnRate::Unique(of_means) = of_means else { panic!("{of_means:?}") };
    assert!(of_means.abs() < 1e-12);
}

#[test]
fn years_add_up_to_the_net_present_value() {
    let plan = plan(&Basis::default());
    let years = plan.years(View::Society, 2015);
    assert_eq!(years.iter().map(|line| line.year).collect::<Vec<_>>(), [2015, 2016]);
    close(years[0].costs.mean, 10.0);
    close(years[1].costs.mean, 0.0);
    close(years[0].benefits.mean, 5.0);
    close(years[1].benefits.mean, 0.8 * 5.0);
    close(years[0].net.mean, 5.0 - 10.0);
    close(years[1].net.mean, 0.8 * 5.0);
    close(years[0].cumulative.mean, 5.0 - 10.0);
    close(years[1].net_undiscounted.mean, 5.0);
    close(years[1].cumulative.mean, plan.net(View::Society).unwrap().estimate.mean);
    close(years[1].cumulative.p95, plan.net(View::Society).unwrap().estimate.p95);
}

#[test]
fn items_and_stakeholders_add_up_and_transfers_are_no_item_of_society() {
    let table = table();
    for appraisal in appraise(&table, &Basis::default()) {
        for view in View::ALL {
            let items = appraisal.items(view, &table);
            let sum: f64 = items.iter().map(|line| line.gain.mean).sum();
            close(sum, appraisal.net(view).unwrap().estimate.mean);
        }
        let parties = appraisal.parties(&table);
        let sum: f64 = parties.iter().map(|line| line.gain.estimate.mean).sum();
        close(sum, appraisal.net(View::Society).unwrap().estimate.mean);
        let society: Vec<Item> =
            appraisal.items(View::Society, &table).iter().map(|line| line.item).collect();
        assert_eq!(society, [Item::Provisions, Item::Effect(0)]);
        let purse = appraisal.items(View::Municipality, &table);
        let purse: Vec<Item> = purse.iter().map(|line| line.item).collect();
        assert_eq!(purse, [Item::Provisions, Item::EigenBijdrage]);
    }
}

/// 5 a year from households to the municipality: 9 discounted, zero to society.
#[test]
fn a_transfer_moves_money_and_makes_none() {
    let table = table();
    let charge = &appraise(&table, &Basis::default())[1];
    let transfers = charge.transfers(&table);
    assert_eq!(transfers.len(), 1);
    assert_eq!((transfers[0].from.as_str(), transfers[0].to.as_str()), (HOUSEHOLD, MUNICIPALITY));
    assert_eq!(transfers[0].amount.mean, 9.0);
    let gains: Vec<f64> =
        charge.parties(&table).iter().map(|line| line.gain.estimate.mean).collect();
    assert_eq!(gains, [9.0, -9.0, 0.0]);
    assert_eq!(charge.net(View::Society).unwrap().estimate.mean, 0.0);
    assert_eq!(charge.ratio(View::Society).unwrap().of_means, BenefitCost::Nothing);
    assert_eq!(charge.ratio(View::Municipality).unwrap().of_means, BenefitCost::Dominant);
}

#[test]
fn permuting_alternatives_permutes_their_appraisals() {
    let table = table();
    let mut turned = table.clone();
    turned.header.alternatives.rotate_left(1);
    turned.outcomes.rotate_left(1);
    let (before, after) =
        (appraise(&table, &Basis::default()), appraise(&turned, &Basis::default()));
    // plan, charge, nul.
    assert_eq!(after.iter().map(|a| a.alternative).collect::<Vec<_>>(), [0, 1]);
    for (one, other) in before.iter().zip(&after) {
        assert_eq!(one.draws, other.draws);
    }
}

#[test]
fn the_headlines_are_valued_in_the_same_way() {
    let table = table();
    let appraisals = appraise(&table, &Basis::default());
    for headline in headlines(&table) {
        let view = match headline.measure.key() {
            "net_present_value" => View::Society,
            "municipal_net_present_value" => View::Municipality,
            _ => continue,
        };
        let appraisal = appraisals.iter().find(|a| a.alternative == headline.alternative);
        assert_eq!(headline.difference, appraisal.and_then(|a| a.net(view)));
    }
}

/// The rate of the basis stands in the place of that of the draws; sizes and prices multiply.
#[test]
fn the_basis_changes_rate_size_and_prices() {
    let mean = |basis: Basis| plan(&basis).net(View::Society).unwrap().estimate.mean;
    let rate = Basis { discount_rate: Some(0.0), ..Basis::default() };
    close(mean(rate), (10.0 - 10.0 + 0.0) / 3.0);
    let size = Basis { effect_size: 2.0, ..Basis::default() };
    close(mean(size), (52.0 - 20.0 + 18.0 - 20.0 - 16.0 + 10.0) / 3.0);
    let prices = Basis { price_factor: 3.0, ..Basis::default() };
    close(mean(prices), 3.0 * mean(Basis::default()));
}

#[test]
fn means_of_costs_and_benefits_are_over_the_draws() {
    let plan = plan(&Basis::default());
    close(plan.costs(View::Society).unwrap().mean, (20.0 + 20.0 - 10.0) / 3.0);
    close(plan.benefits(View::Society).unwrap().mean, (26.0 + 9.0 - 8.0) / 3.0);
}

/// Reports to the police are worth 0.5 euro, all paid by the police.
fn reports() -> Vec<Effect> {
    vec![Effect {
        id: "politie".into(),
        label: "Meldingen".into(),
        unit: "melding".into(),
        domains: DomainSet::ALL,
        rate: [0.0; 4],
        value: 0.5,
        payers: vec![("politie".into(), 1.0)],
        transfer: None,
        pm: false,
    }]
}

/// Of the plan: provisions cost 20, 20 and -10 more in the first year. The police has 10, 5 and 0 less to do in the first
/// year and 20, 5 and -10 in the second, at two reports a euro; of the second year 0.8 counts. Three reports more in the
/// second year of the first draw are one on average.
#[test]
fn the_worksheet_has_mean_volumes_amounts_and_present_values() {
    let mut table = table();
    let place = table.columns.iter().position(|name| name == "effect_politie").unwrap();
    let width = table.columns.len();
    table.outcomes[1][0].years[width + place] += 3.0;
    let sheet = worksheet(&table, &reports()).unwrap();
    assert_eq!((sheet.discount_rate, sheet.base_year, sheet.start_year), (0.25, 2015, 2015));
    assert_eq!(sheet.years, 2);
    let terms = EffectTerms {
        label: "Meldingen".into(),
        unit: "melding".into(),
        price: 0.5,
        correction: 1.0,
        counted: true,
    };
    assert_eq!(sheet.effects, [terms]);
    let [plan, charge] = &sheet.projects[..] else { panic!("two projects") };
    assert_eq!((plan.alternative, charge.alternative), (1, 2));
    assert_eq!(plan.volumes, [[2.0 * 5.0, 2.0 * 5.0 - 1.0]]);
    let amounts: Vec<&[f64]> = plan.lines.iter().map(|line| &line.amounts[..]).collect();
    assert_eq!(amounts, [[-10.0, 0.0], [0.0, 0.0], [5.0, 5.0]]);
    let present: Vec<f64> = plan.lines.iter().map(|line| line.present).collect();
    assert_eq!(present, [-10.0, 0.0, 9.0]);
    let shares: Vec<f64> = plan.lines.iter().map(|line| line.share).collect();
    assert_eq!(shares, [0.0, 0.0, 1.0]);
    assert_eq!(plan.parties, [-10.0, 0.0, 9.0]);
    assert_eq!((plan.net.mean, plan.municipal.mean), (-1.0, -10.0));
    // What households pay more goes to the municipality.
    assert_eq!(charge.volumes, [[0.0, 0.0]]);
    assert_eq!(charge.lines[1].amounts, [-5.0, -5.0]);
    assert_eq!(charge.parties, [9.0, -9.0, 0.0]);
    assert_eq!((charge.net.mean, charge.municipal.mean), (0.0, 9.0));
}

/// What is pro memorie is not counted; half of a gain is, where optimism is corrected by a half.
#[test]
fn the_worksheet_tells_what_part_of_a_gain_counts() {
    let Bias::On(half) = optimism(0.5, 0.5, 0.5).bias else { unreachable!("it is on") };
    let mut table = table();
    table.header.optimism = Some(half);
    let pro_memorie: Vec<Effect> =
        reports().into_iter().map(|effect| Effect { pm: true, ..effect }).collect();
    let terms = &worksheet(&table, &pro_memorie).unwrap().effects[0];
    assert_eq!((terms.correction, terms.counted), (0.5, false));
    table.header.alternatives[0].reference = false;
    assert_eq!(worksheet(&table, &reports()), None);
}

fn optimism(low: f64, factor: f64, high: f64) -> Basis {
    let corrections = vec![Correction { factor, low, high }];
    Basis { bias: Bias::On(Optimism { seed: 7, corrections }), ..Basis::default() }
}

/// Half of the gains of the police counts, and all of the harm of the third draw.
#[test]
fn optimism_corrects_gains_and_leaves_harm() {
    let sure = plan(&optimism(0.5, 0.5, 0.5));
    assert_eq!(sure.each(|draw| draw.benefits(View::Society)), [13.0, 4.5, -8.0]);
    assert_eq!(sure.each(|draw| draw.costs(View::Society)), [20.0, 20.0, -10.0]);
}

/// What the scenario of the run says holds for its headlines too, unless the basis says otherwise.
#[test]
fn the_corrections_of_the_run_hold_for_its_headlines() {
    let Bias::On(half) = optimism(0.5, 0.5, 0.5).bias else { unreachable!("it is on") };
    let mut table = table();
    table.header.optimism = Some(half);
    let net = |basis: &Basis| appraise(&table, basis)[0].each(|draw| draw.net(View::Society));
    assert_eq!(net(&Basis::default()), [13.0 - 20.0, 4.5 - 20.0, -8.0 + 10.0]);
    assert_eq!(net(&Basis { bias: Bias::Off, ..Basis::default() }), [6.0, -11.0, 2.0]);
    let headline = headlines(&table)
        .into_iter()
        .find(|known| known.alternative == 1 && known.measure.key() == "net_present_value");
    close(headline.unwrap().difference.unwrap().estimate.mean, (-7.0 - 15.5 + 2.0) / 3.0);
}

/// Draws that share a row of quantities share its corrections.
#[test]
fn replications_have_the_corrections_of_their_row() {
    let mut table = table();
    table.layout.replications = 2;
    let draws = &appraise(&table, &optimism(0.4, 0.6, 0.75))[0].draws;
    let share = |draw: usize, full: f64| draws[draw].benefits(View::Society).to_f64() / full;
    // But for the rounding of cells to a millionth.
    assert!((share(0, 26.0) - share(1, 9.0)).abs() < 1e-6);
}

#[test]
fn uncertain_corrections_lie_within_their_bounds_and_repeat() {
    let corrected = plan(&optimism(0.4, 0.6, 0.75));
    let benefits = corrected.each(|draw| draw.benefits(View::Society));
    for (found, full) in benefits.iter().zip([26.0, 9.0]) {
        assert!((0.4..=0.75).contains(&(found / full)), "{found} of {full}");
    }
    // Draws have corrections of their own, the same in every run.
    assert!((benefits[0] / 26.0 - benefits[1] / 9.0).abs() > 1e-6);
    assert_eq!(corrected.draws, plan(&optimism(0.4, 0.6, 0.75)).draws);
}

/// Mean of a triangle over 0.4 to 0.75 with its top at 0.6: (0.4 + 0.6 + 0.75) / 3; standard deviation 0.0717, so that
/// the mean of 4,000 draws is within 4.5 standard errors, 0.0051 (probability 7e-6 outside).
#[test]
fn corrections_are_triangular() {
    let correction = Correction { factor: 0.6, low: 0.4, high: 0.75 };
    let mean = (0..4_000).map(|row| correction.in_row(3, row, "politie")).sum::<f64>() / 4e3;
    assert!((mean - 1.75 / 3.0).abs() < 0.0051, "{mean}");
    let (one, other) = (correction.in_row(3, 9, "politie"), correction.in_row(3, 9, "ggz"));
    assert!(one != other);
    assert_eq!(Correction::NONE.in_row(3, 9, "politie"), 1.0);
}

/// Reports to the police: 200 under the reference; -60, -20 and 20 by draw, of the first year -20, -10 and 0.
#[test]
fn effects_are_counted_in_their_own_units() {
    let table = table();
    let lines = physical(&table, "effect_politie", 2);
    assert_eq!(lines.iter().map(|line| line.alternative).collect::<Vec<_>>(), [1, 2]);
    close(lines[0].reference.mean, 200.0);
    close(lines[0].difference.estimate.mean, -20.0);
    assert_eq!((lines[1].difference.estimate.p5, lines[1].difference.estimate.p95), (0.0, 0.0));
    close(physical(&table, "effect_politie", 1)[0].difference.estimate.mean, -10.0);
    assert!(physical(&table, "unheard_of", 2).is_empty());
}

#[test]
fn without_a_reference_there_is_nothing_to_appraise() {
    let mut table = table();
    table.header.alternatives[0].reference = false;
    assert!(appraise(&table, &Basis::default()).is_empty());
    assert!(physical(&table, "effect_politie", 2).is_empty());
}
