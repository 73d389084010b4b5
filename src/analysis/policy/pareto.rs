//! The frontier of points with several objectives, all to be minimised.

/// Whether `a` is nowhere worse than `b`, and somewhere better.
pub fn dominates(a: &[f64], b: &[f64]) -> bool {
    let mut pairs = a.iter().zip(b);
    pairs.clone().all(|(a, b)| a <= b) && pairs.any(|(a, b)| a < b)
}

/// The points that no other one dominates, as ascending indices; of equal points all. Points with something that is no
/// number are left out.
pub fn frontier(points: &[Vec<f64>]) -> Vec<usize> {
    let exists = |point: &[f64]| point.iter().all(|value| !value.is_nan());
    let known: Vec<usize> = (0..points.len()).filter(|index| exists(&points[*index])).collect();
    let beaten = |own: usize| known.iter().any(|other| dominates(&points[*other], &points[own]));
    known.iter().copied().filter(|own| !beaten(*own)).collect()
}

/// Area that points with two objectives dominate within the corner at `reference` (Zitzler & Thiele, IEEE Transactions
/// on Evolutionary Computation 3, 1999).
pub fn hypervolume(points: &[[f64; 2]], reference: [f64; 2]) -> f64 {
    let within = |point: &&[f64; 2]| point[0] < reference[0] && point[1] < reference[1];
    let mut ascending: Vec<[f64; 2]> = points.iter().filter(within).copied().collect();
    ascending.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let (mut area, mut lowest) = (0.0, reference[1]);
    for [x, y] in ascending {
        if y < lowest {
            area += (reference[0] - x) * (lowest - y);
            lowest = y;
        }
    }
    area
}

/// At most so many points that lie far apart, as ascending indices: the best in each objective, and then always the one
/// that is furthest from all that were chosen, each objective divided by its range.
pub fn far_apart(points: &[Vec<f64>], most: usize) -> Vec<usize> {
    if points.len() <= most {
        return (0..points.len()).collect();
    }
    let objectives = points.first().map_or(0, Vec::len);
    let column = |objective: usize| points.iter().map(move |point| point[objective]);
    let ranges: Vec<f64> = (0..objectives)
        .map(|k| column(k).fold(f64::MIN, f64::max) - column(k).fold(f64::MAX, f64::min))
        .collect();
    let mut chosen: Vec<usize> = Vec::new();
    for objective in 0..objectives {
        let best = (0..points.len())
            .min_by(|a, b| points[*a][objective].total_cmp(&points[*b][objective]));
        chosen.extend(best.filter(|best| !chosen.contains(best)));
    }
    chosen.truncate(most);
    let distance = |a: usize, b: usize| -> f64 {
        let parts = points[a].iter().zip(&points[b]).zip(&ranges);
        parts.map(|((a, b), range)| if *range > 0.0 { (a - b).abs() / range } else { 0.0 }).sum()
    };
    while chosen.len() < most {
        let nearest =
            |own: usize| chosen.iter().map(|other| distance(own, *other)).fold(f64::MAX, f64::min);
        let left = (0..points.len()).filter(|own| !chosen.contains(own));
        // The first of equals, whatever the order of comparison.
        let next = left.fold(None, |best: Option<(usize, f64)>, own| {
            let far = nearest(own);
            if best.is_none_or(|(_, known)| far > known) { Some((own, far)) } else { best }
        });
        let Some((next, _)) = next else { break };
        chosen.push(next);
    }
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points() -> Vec<Vec<f64>> {
        [[1.0, 5.0], [2.0, 3.0], [2.0, 4.0], [4.0, 1.0], [5.0, 1.0], [3.0, 3.5], [2.0, 3.0]]
            .map(|point| point.to_vec())
            .to_vec()
    }

    #[test]
    fn the_frontier_holds_what_nothing_dominates() {
        assert_eq!(frontier(&points()), [0, 1, 3, 6]);
        assert_eq!(frontier(&[vec![f64::NAN, 0.0], vec![1.0, 1.0]]), [1]);
        assert_eq!(frontier(&[]), [0_usize; 0]);
    }

    #[test]
    fn the_frontier_is_the_same_set_in_any_order_of_points() {
        let all = points();
        let on = |points: &[Vec<f64>]| -> Vec<Vec<f64>> {
            let mut found: Vec<Vec<f64>> =
                frontier(points).into_iter().map(|index| points[index].clone()).collect();
            found.sort_by(|a, b| a[0].total_cmp(&b[0]));
            found
        };
        let expected = on(&all);
        for turn in 1..all.len() {
            let mut turned = all.clone();
            turned.rotate_left(turn);
            assert_eq!(on(&turned), expected);
            turned.reverse();
            assert_eq!(on(&turned), expected);
        }
    }

    /// Rectangles by hand: (4-1)(4-3) + (4-2)(3-2) + (4-3)(2-1) = 3 + 2 + 1.
    #[test]
    fn hypervolume_adds_up_rectangles() {
        let stairs = [[3.0, 1.0], [1.0, 3.0], [2.0, 2.0], [2.5, 2.5], [9.0, 0.0]];
        assert_eq!(hypervolume(&stairs, [4.0, 4.0]), 6.0);
        assert_eq!(hypervolume(&[], [1.0, 1.0]), 0.0);
    }

    #[test]
    fn points_far_apart_hold_the_ends_and_the_middle() {
        let line: Vec<Vec<f64>> = (0..=10).map(|i| vec![f64::from(i), f64::from(10 - i)]).collect();
        assert_eq!(far_apart(&line, 3), [0, 5, 10]);
        assert_eq!(far_apart(&line, 20).len(), 11);
        assert_eq!(far_apart(&line, 1), [0]);
    }
}
