//! Whether numbers between 0 and 1 are uniform: Pearson's chi-square over ten cells, and Kolmogorov and Smirnov's
//! distance.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Cells of the chi-square.
const CELLS: usize = 10;

/// How far numbers are from uniform, and how often uniform ones are as far.
#[derive(Clone, Copy, Debug)]
pub struct Uniformity {
    pub chi_square: f64,
    pub chi_square_p: f64,
    pub distance: f64,
    pub distance_p: f64,
}

impl Uniformity {
    pub fn of(numbers: &[f64]) -> Self {
        let (chi_square, distance) = (chi_square(numbers), distance(numbers));
        let known = ChiSquared::new((CELLS - 1) as f64).expect("degrees of freedom");
        Self {
            chi_square,
            chi_square_p: known.sf(chi_square),
            distance,
            distance_p: distance_tail(distance, numbers.len()),
        }
    }

    /// The smaller of both chances.
    pub fn least(&self) -> f64 {
        self.chi_square_p.min(self.distance_p)
    }
}

fn chi_square(numbers: &[f64]) -> f64 {
    let mut counts = [0.0; CELLS];
    for number in numbers {
        counts[((number * CELLS as f64) as usize).min(CELLS - 1)] += 1.0;
    }
    let expected = numbers.len() as f64 / CELLS as f64;
    counts.iter().map(|count| (count - expected).powi(2) / expected).sum()
}

/// The largest distance between the distribution function of the numbers and the diagonal.
fn distance(numbers: &[f64]) -> f64 {
    let mut ascending = numbers.to_vec();
    ascending.sort_by(f64::total_cmp);
    let n = numbers.len() as f64;
    let of = |(index, number): (usize, &f64)| {
        (number - index as f64 / n).max((index + 1) as f64 / n - number)
    };
    ascending.iter().enumerate().map(of).fold(0.0, f64::max)
}

/// The chance of a larger distance with so many uniform numbers: Kolmogorov's series at the modified distance of
/// Stephens ("Use of the Kolmogorov-Smirnov, Cramér-von Mises and related statistics without extensive tables", Journal
/// of the Royal Statistical Society B 32, 1970).
fn distance_tail(distance: f64, numbers: usize) -> f64 {
    let root = (numbers as f64).sqrt();
    let x = (root + 0.12 + 0.11 / root) * distance;
    if x < 0.3 {
        // The series converges slowly there, and the chance is above 0.99999.
        return 1.0;
    }
    let term = |k: i32| {
        let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
        sign * (-2.0 * f64::from(k * k) * x * x).exp()
    };
    (1..=20).map(term).sum::<f64>().clamp(0.0, 1.0)
}

/// Miller, "Table of percentage points of Kolmogorov statistics", Journal of the American Statistical Association 51,
/// 1956: distances with chances of 0.05 and 0.01.
#[test]
fn distances_have_the_chances_of_the_printed_table() {
    for (numbers, at_5_percent, at_1_percent) in
        [(20, 0.294_08, 0.352_41), (40, 0.210_12, 0.252_05), (100, 0.134_03, 0.160_81)]
    {
        let (five, one) =
            (distance_tail(at_5_percent, numbers), distance_tail(at_1_percent, numbers));
        assert!((five - 0.05).abs() < 0.001 && (one - 0.01).abs() < 0.0005, "{five} {one}");
    }
}

/// Ten numbers in the middles of the cells: no chi-square, and half a cell of distance. The same squeezed into the
/// lower half: two in each of five cells, so 5 * 1 + 5 * 1, and a distance of a half and a quarter of a cell.
#[test]
fn distances_of_few_numbers_are_those_worked_out_by_hand() {
    let even: Vec<f64> = (0..10).map(|cell| (f64::from(cell) + 0.5) / 10.0).collect();
    let found = Uniformity::of(&even);
    assert!(found.chi_square < 1e-12 && (found.distance - 0.05).abs() < 1e-12, "{found:?}");
    let half: Vec<f64> = even.iter().map(|number| number / 2.0).collect();
    let found = Uniformity::of(&half);
    assert!((found.chi_square - 10.0).abs() < 1e-12, "{found:?}");
    assert!((found.distance - 0.525).abs() < 1e-12, "{found:?}");
}
