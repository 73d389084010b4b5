//! From the same table to a decision table, and what data can be had about a quantity.

use super::*;
use crate::analysis::decision::{
    Data, DecisionTable, EffectChoice, Lens, Observation, Perspective, Quantity, from_run,
};
use crate::stats::Distribution;
use crate::study::{Quantity as Uncertain, SampleMatrix};

/// The table with an effect, of which an alternative has 10 units in 2015, or 20, and in 2016 twice as much and one more
/// each draw.
fn with_effect() -> SampleTable {
    let mut table = table_of(Header { effects: vec!["schade".into()], ..header() });
    let place = table.columns.iter().position(|own| own == "effect_schade").expect("a column");
    let width = table.columns.len();
    for (alternative, outcomes) in table.outcomes.iter_mut().enumerate() {
        for (draw, outcome) in outcomes.iter_mut().enumerate() {
            let first = 10.0 * (alternative + 1) as f64;
            outcome.years[place] = first;
            outcome.years[width + place] = 2.0 * first + draw as f64;
        }
    }
    table
}

/// Two numbers, and two shares of a row between them.
fn quantities() -> (SampleMatrix, Vec<Uncertain>) {
    let quantity = |path: &str, simplex| Uncertain {
        path: path.to_owned(),
        distribution: Distribution::Triangular { min: 0.0, mode: 1.0, max: 9.0 },
        simplex,
    };
    let list = vec![
        quantity("alternatives.plan.price", None),
        quantity("need.extra_domains[0]", Some(0)),
        quantity("need.extra_domains[1]", Some(0)),
        quantity("rate", None),
    ];
    let values = vec![1.0, 0.25, 0.75, 7.0, 2.0, 0.5, 0.5, 8.0, 3.0, 0.75, 0.25, 9.0];
    (SampleMatrix { draws: 3, quantities: 4, values }, list)
}

fn seen(table: &SampleTable, effect: EffectChoice, lens: (Perspective, bool)) -> DecisionTable {
    let (sample, list) = quantities();
    let lens = Lens { perspective: lens.0, effect, discounted: lens.1 };
    from_run(table, &sample, &list, &lens).expect("the run has the effect")
}

fn choice(text: &str) -> EffectChoice {
    EffectChoice::parse(text).expect("a choice")
}

fn all_close(found: &[Vec<f64>], expected: &[[f64; 3]]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().flatten().zip(expected.as_flattened()) {
        close(*found, *expected);
    }
}

/// Of 2016 0.8 counts where effects are discounted like money; less damage is better; twelve months are a year.
#[test]
fn effects_are_summed_and_discounted_on_request() {
    let table = with_effect();
    let effect = |effect: EffectChoice, discounted: bool| {
        seen(&table, effect, (Perspective::Society, discounted)).outcomes.effect.expect("known")
    };
    let plain = [[-30.0, -31.0, -32.0], [-60.0, -61.0, -62.0]];
    all_close(&effect(choice("schade:less"), false), &plain);
    all_close(&effect(choice("effect_schade:more"), false), &plain.map(|list| list.map(|v| -v)));
    let discounted = [[-26.0, -26.8, -27.6], [-52.0, -52.8, -53.6]];
    all_close(&effect(choice("schade:less"), true), &discounted);
    let by_year = EffectChoice { per: 12.0, ..choice("schade:less") };
    all_close(&effect(by_year, false), &plain.map(|list| list.map(|v| v / 12.0)));
}

/// The municipality pays 300 and 276, under the plan 305 and 276 less 10, 20 or 30; the police 40 and 50, under the plan
/// 40 and 30. Net benefit is minus the cost: what the plan gains is its net present value.
#[test]
fn costs_and_net_benefit_are_discounted() {
    let mut table = with_effect();
    let of = |table: &SampleTable, perspective| {
        seen(table, choice("schade:less"), (perspective, false)).outcomes
    };
    let found = of(&table, Perspective::Society);
    let plan = [266.0, 256.0, 246.0].map(|second| 305.0 + 0.8 * second);
    all_close(&found.cost.expect("known"), &[[300.0 + 0.8 * 276.0; 3], plan]);
    let society = [[600.8; 3], plan.map(|municipal| municipal + 40.0 + 0.8 * 30.0)]
        .map(|list| list.map(|cost| -cost));
    all_close(&found.net_benefit.expect("known"), &society);
    let municipality = [[520.8; 3], plan].map(|list| list.map(|cost| -cost));
    let found = of(&table, Perspective::Municipality);
    all_close(&found.net_benefit.expect("known"), &municipality);
    // Without a reference there is no net present value; the costs are the same.
    table.header.alternatives[0].reference = false;
    all_close(&of(&table, Perspective::Society).net_benefit.expect("known"), &society);
}

#[test]
fn the_shares_of_a_row_are_one_quantity_and_numbers_are_not() {
    let found =
        seen(&with_effect(), choice("schade:less"), (Perspective::Society, false)).quantities;
    let quantity = |path: &str, name: &str, columns: &[[f64; 3]]| Quantity {
        path: path.to_owned(),
        name: name.to_owned(),
        columns: columns.iter().map(|column| column.to_vec()).collect(),
    };
    assert_eq!(
        found,
        [
            quantity("alternatives.plan.price", "plan: price", &[[1.0, 2.0, 3.0]]),
            quantity(
                "need.extra_domains",
                "need.extra_domains",
                &[[0.25, 0.5, 0.75], [0.75, 0.5, 0.25]]
            ),
            quantity("rate", "rate", &[[7.0, 8.0, 9.0]]),
        ]
    );
}

#[test]
fn effects_are_chosen_by_name_and_direction() {
    let quality = choice("quality-of-life");
    assert_eq!((quality.column.as_str(), quality.less), ("effect_kwaliteit-van-leven", true));
    assert_eq!((quality.per, quality.unit.as_str()), (12.0, "QALY"));
    let points = choice("matrix-points");
    assert_eq!((points.column.as_str(), points.less, points.per), ("zrm_gain", false, 1.0));
    let less = choice("queue_end:less");
    assert_eq!((less.column.as_str(), less.less, less.per), ("queue_end", true, 1.0));
    assert_eq!(less.unit, "queue_end less");
    assert!(!choice("closed:more").less);
    for wrong in ["queue_end", "queue_end:fewer"] {
        assert!(EffectChoice::parse(wrong).is_err(), "{wrong}");
    }
    let (sample, list) = quantities();
    let lens = Lens {
        perspective: Perspective::Society,
        effect: choice("nothing:less"),
        discounted: true,
    };
    assert_eq!(from_run(&with_effect(), &sample, &list, &lens), None);
}

/// A share that may be 0 or 1, a number above 1, one below 0, and a row of two shares.
#[test]
fn data_must_suit_the_quantity() {
    let about = |data: Data, columns: &[[f64; 2]]| {
        let columns = columns.iter().map(|column| column.to_vec()).collect();
        let quantity = Quantity { path: "x".into(), name: "x".into(), columns };
        Observation { quantity: "x".into(), size: 10.0, data }.check(&quantity)
    };
    let (share, number) = ([[0.0, 1.0]], [[0.0, 1.5]]);
    let (negative, row) = ([[-0.5, 0.5]], [[0.25, 0.5], [0.75, 0.5]]);
    let normal = Data::Normal { sd: 1.0 };
    for (data, columns, fits) in [
        (Data::Binomial, &share[..], true),
        (Data::Binomial, &number, false),
        (Data::Binomial, &negative, false),
        (Data::Binomial, &row, false),
        (Data::Poisson, &share, true),
        (Data::Poisson, &number, true),
        (Data::Poisson, &negative, false),
        (Data::Poisson, &row, false),
        (normal, &share, true),
        (normal, &negative, true),
        (normal, &row, false),
        (Data::Multinomial, &row, true),
        (Data::Multinomial, &share, false),
    ] {
        assert_eq!(about(data, columns).is_ok(), fits, "{data:?} about {columns:?}");
    }
}
