//! Weights of the objectives, so that a search reaches all of a frontier: first each objective nearly alone, then the
//! middle, then what lies between.

/// Parts into which the simplex of weights is divided, by number of objectives beyond one.
const PARTS: [usize; 2] = [8, 4];
/// The least part of an objective: none is forgotten.
const LEAST: f64 = 0.01;

/// Weights of so many objectives, each list adding up to 1.
pub fn weights(objectives: usize) -> Vec<Vec<f64>> {
    if objectives <= 1 {
        return vec![vec![1.0]];
    }
    let parts = PARTS.get(objectives - 2).copied().unwrap_or(2);
    let mut lattice = Vec::new();
    compositions(parts, objectives, &mut Vec::new(), &mut lattice);
    // Ends first, then the middle, then what is nearest to an even division.
    let far = |own: &[usize]| own.iter().map(|part| part * part).sum::<usize>();
    lattice.sort_by_key(|own| {
        let most = far(own);
        (if most == parts * parts { 0 } else { most }, own.clone())
    });
    let weight = |own: Vec<usize>| -> Vec<f64> {
        let raised: Vec<f64> =
            own.iter().map(|part| (*part as f64 / parts as f64).max(LEAST)).collect();
        let sum: f64 = raised.iter().sum();
        raised.into_iter().map(|part| part / sum).collect()
    };
    lattice.into_iter().map(weight).collect()
}

/// All ways to divide `left` parts over `places`.
fn compositions(left: usize, places: usize, head: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
    if places == 1 {
        all.push([head.as_slice(), &[left]].concat());
        return;
    }
    for part in 0..=left {
        head.push(part);
        compositions(left - part, places - 1, head, all);
        head.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_and_begin_with_each_objective_alone() {
        for (objectives, count) in [(1, 1), (2, 9), (3, 15)] {
            let all = weights(objectives);
            assert_eq!(all.len(), count);
            for weight in &all {
                assert!((weight.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                assert!(weight.iter().all(|part| *part > 0.0));
            }
            for weight in &all[..objectives] {
                assert!(weight.iter().any(|part| *part > 0.9), "{weight:?}");
            }
        }
        let even = &weights(2)[2];
        assert!((even[0] - 0.5).abs() < 1e-12);
    }
}
