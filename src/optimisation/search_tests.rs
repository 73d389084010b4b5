//! The search against problems with known frontiers.

use super::*;
use crate::analysis::policy::{dominates, hypervolume};

fn axes(count: usize, values: usize) -> Vec<Axis> {
    vec![Axis { values, ordered: true }; count]
}

fn space(axes: Vec<Axis>, evaluations: usize) -> Space {
    Space { axes, evaluations, seed: 7 }
}

/// The value of a lever between two ends.
fn between(low: f64, high: f64, point: usize, values: usize) -> f64 {
    low + (high - low) * point as f64 / (values - 1) as f64
}

fn free(objectives: Vec<f64>) -> Option<Score> {
    Some(Score { objectives, violation: 0.0 })
}

fn front(archive: &Archive) -> Vec<[f64; 2]> {
    let kept = archive.values().flatten().filter(|score| score.violation == 0.0);
    let all: Vec<Vec<f64>> = kept.map(|score| score.objectives.clone()).collect();
    frontier(&all).into_iter().map(|index| [all[index][0], all[index][1]]).collect()
}

/// Schaffer (1985): f = (x^2, (x - 2)^2), frontier sqrt(f1) + sqrt(f2) = 2. Within the corner (4, 4) it dominates
/// 16 - integral of (2 - sqrt(f))^2 from 0 to 4 = 16 - 8/3.
#[test]
fn schaffers_problem_is_filled_to_its_exact_hypervolume() {
    let exact = 16.0 - 8.0 / 3.0;
    let evaluate = &mut |point: &[usize]| {
        let x = between(-10.0, 10.0, point[0], 1001);
        free(vec![x * x, (x - 2.0) * (x - 2.0)])
    };
    let archive = space(axes(1, 1001), 60).search(evaluate);
    assert!(archive.len() <= 60);
    let found = hypervolume(&front(&archive), [4.0, 4.0]);
    assert!(found <= exact && found > 0.93 * exact, "{found} of {exact}");
}

/// ZDT1 (Zitzler, Deb & Thiele 2000) in two variables: frontier f2 = 1 - sqrt(f1), which dominates 1 - 1/3 within the
/// corner (1, 1).
#[test]
fn zdt1_is_filled_to_its_exact_hypervolume() {
    let evaluate = &mut |point: &[usize]| {
        let x: Vec<f64> = point.iter().map(|p| between(0.0, 1.0, *p, 1001)).collect();
        let g = 1.0 + 9.0 * x[1];
        free(vec![x[0], g * (1.0 - (x[0] / g).sqrt())])
    };
    let archive = space(axes(2, 1001), 120).search(evaluate);
    let found = hypervolume(&front(&archive), [1.0, 1.0]);
    let exact = 2.0 / 3.0;
    assert!(found <= exact && found > 0.85 * exact, "{found} of {exact}");
}

/// (x - 0.3)^2 + (y - 0.8)^2 with the constraint x + y < 0.9: the nearest point of the line is (0.2, 0.7), where the
/// objective is 0.02.
#[test]
fn a_single_objective_is_minimised_up_to_its_constraint() {
    let evaluate = &mut |point: &[usize]| {
        let [x, y] = [0, 1].map(|i| between(0.0, 1.0, point[i], 1001));
        let objective = (x - 0.3) * (x - 0.3) + (y - 0.8) * (y - 0.8);
        Some(Score { objectives: vec![objective], violation: (x + y - 0.9).max(0.0) })
    };
    let archive = space(axes(2, 1001), 120).search(evaluate);
    let kept = archive.values().flatten().filter(|score| score.violation == 0.0);
    let best = kept.map(|score| score.objectives[0]).fold(f64::MAX, f64::min);
    assert!((0.02..0.024).contains(&best), "{best}");
}

#[test]
fn few_points_are_all_evaluated_once() {
    let mut calls = 0;
    let mut axes = axes(1, 4);
    axes.push(Axis { values: 3, ordered: false });
    let archive = space(axes, 12).search(&mut |point| {
        calls += 1;
        free(vec![point[0] as f64, -(point[0] as f64) + point[1] as f64])
    });
    assert_eq!((calls, archive.len()), (12, 12));
}

/// A staircase: whole numbers, of which the best pair is one of 30 x 30. Neighbours are tried, so that it is found.
#[test]
fn whole_numbers_are_searched_by_steps() {
    let evaluate = &mut |point: &[usize]| {
        let distance = point[0].abs_diff(17) + point[1].abs_diff(4);
        free(vec![distance as f64])
    };
    let archive = space(axes(2, 20), 80).search(evaluate);
    assert_eq!(archive.len(), 80, "the budget is spent");
    let best = archive.values().flatten().map(|score| score.objectives[0]).fold(f64::MAX, f64::min);
    assert_eq!(best, 0.0);
}

#[test]
fn nothing_on_the_frontier_is_dominated_by_anything_evaluated() {
    let evaluate = &mut |point: &[usize]| {
        let [x, y] = [0, 1].map(|i| between(0.0, 1.0, point[i], 101));
        free(vec![x + 0.1 * y, (1.0 - x) * (1.0 + y)])
    };
    let archive = space(axes(2, 101), 50).search(evaluate);
    let front = front(&archive);
    assert!(!front.is_empty());
    for point in &front {
        let by = archive.values().flatten().find(|score| dominates(&score.objectives, point));
        assert_eq!(by, None);
    }
}

/// Half of the space is impossible, and what does not exist is not a number.
#[test]
fn impossible_points_are_kept_and_searched_around() {
    let evaluate = &mut |point: &[usize]| match point[0] {
        500.. => None,
        100..200 => free(vec![f64::NAN, 1.0]),
        x => free(vec![x as f64, 500.0 - x as f64]),
    };
    let archive = space(axes(1, 1001), 40).search(evaluate);
    assert!(archive.values().any(Option::is_none) && archive.len() <= 40);
    let front = front(&archive);
    assert!(front.iter().any(|point| point[0] < 40.0), "{front:?}");
    let everywhere = space(axes(1, 1001), 40).search(&mut |_| None);
    assert!(everywhere.values().all(Option::is_none));
}

#[test]
fn the_same_seed_gives_the_same_search() {
    let run = |seed| {
        let space = Space { seed, ..space(axes(2, 1001), 40) };
        space.search(&mut |point| free(vec![point[0] as f64, 1000.0 - point[0] as f64]))
    };
    let points = |archive: &Archive| archive.keys().cloned().collect::<Vec<_>>();
    assert_eq!(points(&run(1)), points(&run(1)));
    assert_ne!(points(&run(1)), points(&run(2)));
}
