//! What must hold whatever the sample: order, scale and level of strategies, what contains what, and partial results
//! where a sample does not allow all of them.

use super::*;
use wijkraming::analysis::decision::{Note, default_groups};

/// Three strategies with costs and effects that follow from four quantities and chance.
fn sample(draws: usize) -> DecisionTable {
    let z = normals(draws, 8);
    let list = |of: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..draws).map(of).collect() };
    let effect = vec![
        list(&|i| 1.0 + 0.1 * z[0][i]),
        list(&|i| 1.1 + 0.1 * z[0][i] + 0.05 * z[1][i] * z[0][i]),
        list(&|i| 1.15 + 0.2 * z[1][i] + 0.02 * z[6][i]),
    ];
    let cost = vec![
        list(&|i| 1000.0 + 100.0 * z[2][i]),
        list(&|i| 2500.0 + 400.0 * z[2][i] * z[2][i] + 100.0 * z[4][i]),
        list(&|i| 4000.0 + 900.0 * z[3][i] + 50.0 * z[5][i]),
    ];
    let quantities = (0..4).map(|j| quantity(&format!("q{j}"), &z[j])).collect();
    let strategies = ["first", "second", "third"];
    DecisionTable {
        strategies: strategies
            .map(|id| Strategy { id: id.to_owned(), title: id.to_owned() })
            .to_vec(),
        reference: Some(0),
        outcomes: Outcomes { cost: Some(cost), effect: Some(effect), net_benefit: None },
        quantities,
        weights: Weights::equal(draws),
    }
}

fn at(wtp: f64) -> DecisionPlan {
    let groups = grouped(&[("pair", &[0, 1]), ("everything uncertain", &[0, 1, 2, 3])]);
    DecisionPlan {
        criterion: Some(Criterion::WillingnessToPay(wtp)),
        grid: Some(vec![0.0, 10_000.0, 20_000.0, 40_000.0]),
        ..groups
    }
}

fn near(a: f64, b: f64, what: &str) {
    assert!((a - b).abs() <= 1e-7 * (1.0 + a.abs().max(b.abs())), "{what}: {a} {b}");
}

fn near_figures(a: &Figure, b: &Figure, factor: f64, what: &str) {
    near(a.value * factor, b.value, what);
    near(a.standard_error.unwrap_or(0.0) * factor, b.standard_error.unwrap_or(0.0), what);
}

/// All values of information of two analyses, the second in money that is worth `factor` as much.
fn same_information(a: &DecisionAnalysis, b: &DecisionAnalysis, factor: f64) {
    near_figures(&a.evpi.expect("evpi"), &b.evpi.expect("evpi"), factor, "evpi");
    for own in a.evppi.iter().chain(&a.groups).chain(&a.evppi_everything) {
        let other = value(b, &own.name);
        near_figures(&own.value, &other.value, factor, &own.name);
        near(own.corrected * factor, other.corrected, &own.name);
    }
}

#[test]
fn permuting_strategies_permutes_results() {
    let table = sample(512);
    let order = [2, 0, 1];
    let mut permuted = table.clone();
    let take = |list: &Option<Vec<Vec<f64>>>| {
        list.as_ref().map(|list| order.iter().map(|i| list[*i].clone()).collect::<Vec<_>>())
    };
    permuted.outcomes.cost = take(&table.outcomes.cost);
    permuted.outcomes.effect = take(&table.outcomes.effect);
    permuted.strategies = order.iter().map(|i| table.strategies[*i].clone()).collect();
    permuted.reference = Some(1);
    let (a, b) = (run(&table, &at(20_000.0)), run(&permuted, &at(20_000.0)));
    let id = |analysis: &DecisionAnalysis, index: usize| analysis.strategies[index].id.clone();
    assert_eq!(id(&a, a.best.expect("best")), id(&b, b.best.expect("best")));
    same_information(&a, &b, 1.0);
    for (place, original) in order.into_iter().enumerate() {
        let (own, other) = (&a.standings[original], &b.standings[place]);
        near_figures(&own.net_benefit, &other.net_benefit, 1.0, "net benefit");
        near_figures(&own.expected_loss, &other.expected_loss, 1.0, "expected loss");
        assert_eq!(own.probability_best, other.probability_best);
        let (curves, others) =
            (a.curves.as_ref().expect("curves"), b.curves.as_ref().expect("curves"));
        assert_eq!(curves.acceptability[original], others.acceptability[place]);
    }
    let clouds = |analysis: &DecisionAnalysis| {
        let plane = analysis.plane.clone().expect("a plane");
        let mut clouds: Vec<(String, Vec<f64>)> = plane
            .strategies
            .iter()
            .map(|own| (id(analysis, own.strategy), own.costs.clone()))
            .collect();
        clouds.sort_by(|a, b| a.0.cmp(&b.0));
        clouds
    };
    assert_eq!(clouds(&a), clouds(&b));
}

#[test]
fn scaling_money_scales_every_figure_in_money() {
    let table = sample(512);
    let mut cents = table.clone();
    for list in cents.outcomes.cost.iter_mut().flatten() {
        list.iter_mut().for_each(|cost| *cost *= 100.0);
    }
    let (a, b) = (run(&table, &at(20_000.0)), run(&cents, &at(2_000_000.0)));
    same_information(&a, &b, 100.0);
    for (own, other) in a.standings.iter().zip(&b.standings) {
        near_figures(&own.net_benefit, &other.net_benefit, 100.0, "net benefit");
        near_figures(&own.expected_loss, &other.expected_loss, 100.0, "expected loss");
        assert_eq!(own.probability_best, other.probability_best);
    }
}

#[test]
fn a_constant_for_all_strategies_leaves_the_value_of_information_as_it_is() {
    let table = sample(512);
    let mut moved = table.clone();
    for list in moved.outcomes.cost.iter_mut().flatten() {
        // A power of two: sums stay exact.
        list.iter_mut().for_each(|cost| *cost += 65_536.0);
    }
    let (a, b) = (run(&table, &at(20_000.0)), run(&moved, &at(20_000.0)));
    same_information(&a, &b, 1.0);
    for (own, other) in a.standings.iter().zip(&b.standings) {
        near(own.net_benefit.value - 65_536.0, other.net_benefit.value, "net benefit");
    }
}

#[test]
fn the_same_sample_gives_the_same_bits_on_any_number_of_threads() {
    let table = sample(256);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| run(&table, &at(20_000.0)))
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn parts_are_worth_no_more_than_the_whole() {
    let analysis = run(&sample(DRAWS), &at(20_000.0));
    let error = |figure: &Figure| figure.standard_error.expect("an error");
    let no_more = |part: &Figure, whole: &Figure, what: &str| {
        let room = 3.29 * error(part).hypot(error(whole));
        assert!(part.value <= whole.value + room, "{what}: {part:?} of {whole:?}");
    };
    let evpi = analysis.evpi.expect("evpi");
    let everything = &analysis.evppi_everything.as_ref().expect("everything").value;
    for own in analysis.evppi.iter().chain(&analysis.groups) {
        no_more(&own.value, everything, &own.name);
    }
    for member in ["q0", "q1"] {
        no_more(&value(&analysis, member).value, &value(&analysis, "pair").value, member);
    }
    // Chance is small in this sample, so that everything uncertain is worth nearly what everything is.
    no_more(everything, &evpi, "everything");
    assert!(everything.value > 0.9 * evpi.value, "{everything:?} {evpi:?}");
}

/// Chance is as large as the signal; draws with the same quantities come 16 times. Averaged, chance all but leaves, and
/// EVPI comes down to the value of the quantity.
#[test]
fn draws_with_the_same_quantities_are_averaged() {
    let (sets, times) = (256, 16);
    let a = normals(sets, 1).remove(0);
    let chance = normals(sets * times, 1).remove(0);
    // Chance must not go with the quantity: another order.
    let draws = 0..sets * times;
    let repeated: Vec<f64> = draws.clone().map(|i| a[i % sets]).collect();
    let difference: Vec<f64> =
        draws.map(|i| -0.5 + a[i % sets] + chance[(i * 1103) % (sets * times)]).collect();
    let table = against_nothing(difference, vec![quantity("a", &repeated)]);
    let with_chance = run(&table, &plan()).evpi.expect("evpi");
    close(&with_chance, normal_value(-0.5, 2.0_f64.sqrt()), 0.03, 1.0);
    let averaged = table.averaged();
    assert_eq!(averaged.draws(), sets);
    let analysis = run(&averaged, &plan());
    let left = (1.0 + 1.0 / times as f64).sqrt();
    close(&analysis.evpi.expect("evpi"), normal_value(-0.5, left), 0.05, 1.0);
    close(&value(&analysis, "a").value, normal_value(-0.5, 1.0), 0.05, 1.0);
    // Nothing to average where every draw has its own.
    assert_eq!(averaged.clone().averaged(), averaged);
}

/// Weights 1 and 3 on two halves: as if the second half stood there three times.
#[test]
fn weights_count_like_repeated_draws() {
    let z = normals(400, 1).remove(0);
    let difference: Vec<f64> = z.iter().map(|z| z - 0.3).collect();
    let weights: Vec<f64> = (0..400).map(|i| if i < 200 { 1.0 } else { 3.0 }).collect();
    let mut weighted = against_nothing(difference.clone(), vec![]);
    weighted.weights = Weights::new(&weights).expect("weights");
    let mut repeated = difference.clone();
    repeated.extend_from_slice(&difference[200..]);
    repeated.extend_from_slice(&difference[200..]);
    let (a, b) = (run(&weighted, &plan()), run(&against_nothing(repeated, vec![]), &plan()));
    near(a.evpi.expect("evpi").value, b.evpi.expect("evpi").value, "evpi");
    for (own, other) in a.standings.iter().zip(&b.standings) {
        near(own.net_benefit.value, other.net_benefit.value, "net benefit");
        near(own.probability_best.p, other.probability_best.p, "chance");
    }
    // (200 + 600)^2 / (200 + 1800).
    near(a.effective_draws, 320.0, "effective draws");
}

#[test]
fn ties_are_shared() {
    let same = vec![1.0, 2.0, 3.0, 4.0];
    let other = vec![0.0, 5.0, 0.0, 0.0];
    let analysis = run(&table(vec![same.clone(), same, other], vec![]), &plan());
    let chances: Vec<f64> = analysis.standings.iter().map(|own| own.probability_best.p).collect();
    assert_eq!(chances, [0.375, 0.375, 0.25]);
    assert_eq!(analysis.best, Some(0));
}

/// Equal strategies are neither dearer nor cheaper, and neither is called the best; a third is told apart from them.
#[test]
fn equals_are_in_no_quadrant_and_not_told_apart() {
    let z = normals(64, 2);
    let (cost, effect) = (z[0].clone(), z[1].clone());
    let dearer: Vec<f64> = cost.iter().map(|own| own + 1.0).collect();
    let mut table = sample(64);
    table.outcomes.cost = Some(vec![cost.clone(), cost, dearer]);
    table.outcomes.effect = Some(vec![effect.clone(), effect.clone(), effect]);
    let plan = DecisionPlan {
        criterion: Some(Criterion::WillingnessToPay(10.0)),
        grid: Some(vec![0.0, 10.0]),
        ..plan()
    };
    let analysis = run(&table, &plan);
    let close =
        |note: &Note| matches!(note, Note::CloseCall { best: 0, next: 1, lead } if lead.is_zero());
    assert!(analysis.notes.iter().any(close), "{:?}", analysis.notes);
    assert!(!analysis.notes.iter().any(|note| matches!(note, Note::AlwaysBest { .. })));
    assert_eq!(analysis.curves.as_ref().expect("curves").clear, [false, false]);
    let plane = analysis.plane.expect("a plane");
    let quadrants = |place: usize| {
        let own = plane.strategies[place].quadrants;
        [own.dearer_and_better, own.cheaper_and_better, own.cheaper_and_worse, own.dearer_and_worse]
            .map(|chance| chance.p)
    };
    // The third is dearer with the same effect: on an axis, in no quadrant.
    assert_eq!((quadrants(0), quadrants(1)), ([0.0; 4], [0.0; 4]));
    let two = |list: &mut Vec<Vec<f64>>| drop(list.remove(1));
    [&mut table.outcomes.cost, &mut table.outcomes.effect].into_iter().flatten().for_each(two);
    table.strategies.remove(1);
    let analysis = run(&table, &plan);
    assert_eq!(analysis.curves.expect("curves").clear, [true, true]);
    assert!(analysis.notes.contains(&Note::AlwaysBest { best: 0 }));
}

/// The one that is further behind may be less sure to be: by 1 without an error, and by 2 with an error of 2.
#[test]
fn a_close_call_is_that_of_any_other_not_of_the_runner_up_alone() {
    let first = vec![10.0; 4];
    let second = vec![9.0; 4];
    let third: Vec<f64> = [-6.93, 6.93, -6.93, 6.93].iter().map(|own| 8.0 + own * 0.5).collect();
    let analysis = run(&table(vec![first, second, third], vec![]), &plan());
    let close = |note: &Note| matches!(note, Note::CloseCall { best: 0, next: 2, .. });
    assert!(analysis.notes.iter().any(close), "{:?}", analysis.notes);
}

#[test]
fn one_strategy_leaves_nothing_to_choose() {
    let z = normals(64, 1).remove(0);
    let analysis = run(&table(vec![z.clone()], vec![quantity("a", &z)]), &plan());
    assert!(analysis.notes.contains(&Note::OneStrategy));
    assert_eq!((analysis.best, analysis.evpi, analysis.evppi.len()), (None, None, 0));
    assert_eq!(analysis.standings.len(), 1);
    assert_eq!(analysis.standings[0].probability_best.p, 1.0);
}

#[test]
fn one_draw_has_means_and_no_errors() {
    let analysis = run(&against_nothing(vec![2.0], vec![quantity("a", &[1.0])]), &plan());
    assert!(analysis.notes.contains(&Note::OneDraw));
    assert_eq!(analysis.best, Some(1));
    let evpi = analysis.evpi.expect("two strategies");
    assert_eq!((evpi.value, evpi.standard_error), (0.0, None));
}

#[test]
fn constant_quantities_are_named_and_worth_nothing() {
    let z = normals(64, 1).remove(0);
    let constant = vec![3.0; 64];
    let quantities = vec![quantity("a", &z), quantity("fixed", &constant)];
    let table = against_nothing(z.clone(), quantities);
    let analysis = run(&table, &grouped(&[("both", &[0, 1])]));
    let note = Note::Constant { quantities: vec!["fixed".to_owned()] };
    assert!(analysis.notes.contains(&note), "{:?}", analysis.notes);
    assert_eq!(value(&analysis, "fixed").value.value, 0.0);
    // A group with it is a group without it.
    near(value(&analysis, "both").value.value, value(&analysis, "a").value.value, "group");
    let all_fixed = against_nothing(z, vec![quantity("fixed", &constant)]);
    assert!(run(&all_fixed, &plan()).notes.contains(&Note::NothingUncertain));
    assert_eq!(default_groups(&all_fixed.quantities), vec![]);
}

#[test]
fn too_few_draws_leave_out_what_they_cannot_say() {
    let z = normals(64, 40);
    let short = |draws: usize, columns: usize| {
        let cut = |list: &[f64]| list[..draws].to_vec();
        let quantities: Vec<Quantity> =
            (0..columns).map(|j| quantity(&format!("q{j}"), &cut(&z[j]))).collect();
        let all: Vec<usize> = (0..columns).collect();
        run(&against_nothing(cut(&z[0]), quantities), &grouped(&[("all of them", &all)]))
    };
    // 40 columns need 42 draws, and 82 to be more than rough; single ones need 20.
    let few = short(41, 40);
    let note = Note::TooFewDraws { subject: "all of them".to_owned(), draws: 41, needed: 42 };
    assert!(few.notes.contains(&note), "{:?}", few.notes);
    assert_eq!((few.evppi.len(), few.groups.len()), (40, 0));
    let rough = short(42, 40);
    let note = Note::Rough { subject: "all of them".to_owned(), draws: 42, columns: 40 };
    assert!(rough.notes.contains(&note), "{:?}", rough.notes);
    assert_eq!(rough.groups.len(), 1);
    let is_rough = |note: &Note| matches!(note, Note::Rough { .. });
    assert!(!short(64, 31).notes.iter().any(is_rough));
    let fewer = short(19, 12);
    let about = fewer.notes.iter().filter(|note| matches!(note, Note::TooFewDraws { .. })).count();
    assert_eq!((fewer.evppi.len(), fewer.groups.len(), about), (0, 0, 2), "{:?}", fewer.notes);
    assert!(fewer.evpi.is_some());
}

#[test]
fn without_a_price_of_effects_there_are_curves_and_no_best() {
    let table = sample(256);
    let analysis = run(&table, &DecisionPlan { criterion: None, ..plan() });
    assert!(analysis.notes.contains(&Note::NoCriterion));
    assert!(analysis.standings.is_empty() && analysis.best.is_none());
    let curves = analysis.curves.expect("costs and effects");
    assert_eq!(curves.acceptability.len(), 3);
    // Every point of the grid has chances that add up to 1, and the loss of the best is the value of information.
    for point in 0..curves.grid.len() {
        let sum: f64 = curves.acceptability.iter().map(|own| own[point].p).sum();
        near(sum, 1.0, "chances");
        assert_eq!(curves.expected_loss[curves.best[point]][point], curves.evpi[point]);
        let least =
            curves.expected_loss.iter().map(|own| own[point].value).fold(f64::MAX, f64::min);
        near(least, curves.evpi[point].value, "least loss");
    }
}

#[test]
fn equal_strategies_and_equal_columns_do_no_harm() {
    let z = normals(128, 1).remove(0);
    let quantities = vec![quantity("a", &z), quantity("b", &z)];
    let analysis = run(
        &table(vec![z.clone(), z.clone(), vec![0.0; 128]], quantities),
        &grouped(&[("twice the same", &[0, 1])]),
    );
    let finite = |own: &PartialValue| own.value.value.is_finite() && own.value.value >= 0.0;
    assert!(analysis.evppi.iter().chain(&analysis.groups).all(finite), "{analysis:?}");
    let (one, two) = (value(&analysis, "a"), value(&analysis, "twice the same"));
    assert!((one.value.value - two.value.value).abs() < 0.05, "{one:?} {two:?}");
}

#[test]
fn default_groups_are_the_tables_of_a_scenario() {
    let z = normals(32, 6);
    let paths = [
        "provisions.3.tariff",
        "provisions.4.tariff",
        "provisions.4.hours",
        "need.low_income_factor",
        "alternatives.plan.need.relapse_factor",
        "team.members",
    ];
    let quantities: Vec<Quantity> =
        paths.iter().zip(&z).map(|(path, z)| quantity(path, z)).collect();
    let found: Vec<(String, Vec<usize>)> = default_groups(&quantities)
        .into_iter()
        .map(|group| (group.name, group.quantities))
        .collect();
    let expected = [
        ("all provisions", vec![0, 1, 2]),
        ("all need", vec![3, 4]),
        ("all tariffs", vec![0, 1]),
        ("everything uncertain", vec![0, 1, 2, 3, 4, 5]),
    ];
    let expected: Vec<(String, Vec<usize>)> =
        expected.into_iter().map(|(name, members)| (name.to_owned(), members)).collect();
    assert_eq!(found, expected);
}
