//! `[[sampling.correlations]]`: which quantities they tie together, and whether all of them can hold at once.

#![expect(clippy::disallowed_types, reason = "looked up by key, never gone through in order")]

use super::path::normal_form;
use super::tree::Node;
use super::{suggest, words};
use crate::diagnostics::{Collector, Diagnostic, Place};
use crate::stats::RankCorrelation;
use crate::study::Quantity;
use std::collections::HashMap;

/// Reads the correlations of a scenario; `fixed` holds the paths of the numbers that are not uncertain.
pub fn read(
    root: &Node,
    quantities: &[Quantity],
    fixed: &[String],
    out: &mut Collector,
) -> Vec<RankCorrelation> {
    let Some(array) = root.find(&["sampling", "correlations"]) else { return Vec::new() };
    let before = out.errors();
    let mut known = HashMap::new();
    known.extend(fixed.iter().filter_map(|path| Some((normal_form(path, None)?, None))));
    let uncertain = quantities.iter().enumerate();
    known.extend(uncertain.filter_map(|(i, q)| Some((normal_form(&q.path, None)?, Some(i)))));
    let mut reader = Reader { root, quantities, known, out };
    let mut list: Vec<RankCorrelation> = Vec::new();
    for item in array.array().unwrap_or_default() {
        let Some(read) = reader.one(item) else { continue };
        let pair = |c: &RankCorrelation| (c.first.min(c.second), c.first.max(c.second));
        if list.iter().any(|other| pair(other) == pair(&read)) {
            let message = "these two quantities have a correlation already";
            reader.out.push(Diagnostic::error(message).at(&item.place));
        }
        list.push(read);
    }
    let within = list.iter().all(|c| c.coefficient.abs() <= 1.0);
    if out.errors() == before && within && !possible(&list) {
        let message = "no numbers can have all these correlations at once";
        let hint =
            "the matrix of the coefficients must be positive definite; bring some nearer to 0";
        let place = array.array().and_then(<[Node]>::last).map_or(&array.place, |item| &item.place);
        out.push(Diagnostic::error(message).at(place).hint(hint));
    }
    list
}

struct Reader<'a> {
    root: &'a Node,
    quantities: &'a [Quantity],
    /// Paths in their normal form; the index of those that are uncertain.
    known: HashMap<String, Option<usize>>,
    out: &'a mut Collector,
}

impl Reader<'_> {
    fn one(&mut self, item: &Node) -> Option<RankCorrelation> {
        let pair = item.get("quantities")?.array()?;
        let coefficient = item.get("coefficient")?.number()?;
        let [first, second] = pair else { return None };
        let (a, b) = (self.quantity(first), self.quantity(second));
        let (first_index, second_index) = (a?, b?);
        if first_index == second_index {
            let message = "a quantity cannot be correlated with itself";
            self.fail(&second.place, message.to_owned(), None);
            return None;
        }
        Some(RankCorrelation { first: first_index, second: second_index, coefficient })
    }

    fn fail(&mut self, place: &Place, message: String, hint: Option<String>) {
        self.out.push(Diagnostic::error(message).at(place).maybe_hint(hint));
    }

    fn quantity(&mut self, node: &Node) -> Option<usize> {
        let path = node.text()?;
        let normal = normal_form(path, Some(self.root));
        let found = normal.and_then(|path| self.known.get(&path).copied());
        if let Some(Some(index)) = found {
            if self.quantities[index].simplex.is_some() {
                let message = format!("`{}` is part of a row of shares", words::short(path));
                let hint = "a dirichlet row has the correlations of its shares already";
                self.fail(&node.place, message, Some(hint.to_owned()));
                return None;
            }
            return Some(index);
        }
        if found.is_some() {
            let message = format!("`{}` is a fixed number", words::short(path));
            let hint = "only uncertain quantities can be correlated; give it a distribution";
            self.fail(&node.place, message, Some(hint.to_owned()));
            return None;
        }
        let hint = suggest::hint(path, self.quantities.iter().map(|quantity| &*quantity.path));
        let message = format!("there is no uncertain quantity `{}`", words::short(path));
        self.fail(&node.place, message, hint);
        None
    }
}

/// Whether both the rank correlations and the correlations of the normal copula that gives them form a
/// positive definite matrix.
fn possible(list: &[RankCorrelation]) -> bool {
    let of_copula = |rank: f64| 2.0 * libm::sin(std::f64::consts::PI / 6.0 * rank);
    positive_definite(list, |rank| rank) && positive_definite(list, of_copula)
}

fn positive_definite(list: &[RankCorrelation], coefficient: impl Fn(f64) -> f64) -> bool {
    let mut involved: Vec<usize> = list.iter().flat_map(|c| [c.first, c.second]).collect();
    involved.sort_unstable();
    involved.dedup();
    let n = involved.len();
    let mut matrix = vec![vec![0.0; n]; n];
    for (i, row) in matrix.iter_mut().enumerate() {
        row[i] = 1.0;
    }
    for c in list {
        let position = |index| involved.binary_search(&index).unwrap_or_default();
        let (i, j) = (position(c.first), position(c.second));
        matrix[i][j] = coefficient(c.coefficient);
        matrix[j][i] = matrix[i][j];
    }
    has_cholesky(matrix)
}

/// Whether a symmetric matrix has a Cholesky factor with a clearly positive diagonal.
fn has_cholesky(mut matrix: Vec<Vec<f64>>) -> bool {
    for i in 0..matrix.len() {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| matrix[i][k] * matrix[j][k]).sum();
            let rest = matrix[i][j] - dot;
            if i == j {
                if rest < 1e-9 {
                    return false;
                }
                matrix[i][i] = rest.sqrt();
            } else {
                matrix[i][j] = rest / matrix[j][j];
            }
        }
    }
    true
}
