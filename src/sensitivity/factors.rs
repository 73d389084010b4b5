//! What counts as one source of uncertainty.
//!
//! Shares of variance are defined for independent sources. A row of shares (Dirichlet) is one source, and so are
//! quantities with a rank correlation, and all quantities of a posterior, taken together; a user may join more of them
//! to a group.

use std::fmt;

use super::Dependence;
use crate::study::Quantity;
use crate::study::sampling::simplices;

/// One source: its name, and its quantities as indices in the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    pub name: String,
    pub members: Vec<usize>,
}

/// Quantities that a user wants as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub name: String,
    pub members: Vec<usize>,
}

/// What the quantities of a posterior are called together.
const POSTERIOR: &str = "posterior";

/// Why the quantities cannot be grouped so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactorError {
    /// In two groups, or in one and tied to a member of the other.
    InTwoGroups { path: String, first: String, second: String },
}

impl fmt::Display for FactorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::InTwoGroups { path, first, second } = self;
        write!(f, "`{path}` is in group {first:?} and in group {second:?}, or depends on both")
    }
}

impl std::error::Error for FactorError {}

/// The factors of a model, in the order of their first quantities.
pub fn factors(
    quantities: &[Quantity],
    dependence: &Dependence,
    groups: &[Group],
) -> Result<Vec<Factor>, FactorError> {
    let posterior = dependence.posterior.map_or(Vec::new(), |rows| rows.members());
    let mut joined = Joined::new(quantities.len());
    simplices(quantities).iter().for_each(|members| joined.join(members));
    dependence.correlations.iter().for_each(|pair| joined.join(&[pair.first, pair.second]));
    joined.join(&posterior);
    groups.iter().for_each(|group| joined.join(&group.members));
    let mut factors = Vec::new();
    for members in joined.sets() {
        let mut own = groups
            .iter()
            .filter(|group| group.members.first().is_some_and(|member| members.contains(member)));
        let name = match (own.next(), own.next()) {
            (Some(first), Some(second)) => {
                let path = quantities[*second.members.first().unwrap_or(&0)].path.clone();
                let (first, second) = (first.name.clone(), second.name.clone());
                return Err(FactorError::InTwoGroups { path, first, second });
            }
            (Some(group), None) => group.name.clone(),
            (None, _) if members.len() > 1 && posterior.iter().any(|own| members.contains(own)) => {
                POSTERIOR.to_owned()
            }
            (None, _) => name(quantities, &members),
        };
        factors.push(Factor { name, members });
    }
    Ok(factors)
}

/// The path of a quantity, or of the row it is a share of; of several the first and how many more.
fn name(quantities: &[Quantity], members: &[usize]) -> String {
    let path = |member: usize| match quantities[member].simplex {
        Some(_) => row_path(&quantities[member].path).to_owned(),
        None => quantities[member].path.clone(),
    };
    let mut paths: Vec<String> = members.iter().map(|member| path(*member)).collect();
    paths.dedup();
    paths.join(" with ")
}

/// The row that a share belongs to: `need.extra_domains` of `need.extra_domains[2]`.
pub fn row_path(path: &str) -> &str {
    path.rsplit_once('[').map_or(path, |(row, _)| row)
}

/// Which quantities have been joined: each points at another of its set, the first one at itself.
struct Joined(Vec<usize>);

impl Joined {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn first(&self, mut index: usize) -> usize {
        while self.0[index] != index {
            index = self.0[index];
        }
        index
    }

    fn join(&mut self, members: &[usize]) {
        for pair in members.windows(2) {
            let (a, b) = (self.first(pair[0]), self.first(pair[1]));
            self.0[a.max(b)] = a.min(b);
        }
    }

    fn sets(&self) -> Vec<Vec<usize>> {
        let firsts = (0..self.0.len()).filter(|index| self.0[*index] == *index);
        let of = |first: usize| (0..self.0.len()).filter(|i| self.first(*i) == first).collect();
        firsts.map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitivity::JointRows;
    use crate::stats::{Distribution, RankCorrelation};
    use crate::study::Posterior;

    /// a, a row of two shares, b, c.
    fn quantities() -> Vec<Quantity> {
        let quantity = |path: &str, simplex| Quantity {
            path: path.to_owned(),
            distribution: Distribution::Uniform { min: 0.0, max: 1.0 },
            simplex,
        };
        vec![
            quantity("a", None),
            quantity("row[0]", Some(3)),
            quantity("row[2]", Some(3)),
            quantity("b", None),
            quantity("c", None),
        ]
    }

    fn pair(first: usize, second: usize) -> RankCorrelation {
        RankCorrelation { first, second, coefficient: 0.5 }
    }

    fn group(name: &str, members: &[usize]) -> Group {
        Group { name: name.to_owned(), members: members.to_vec() }
    }

    fn names(correlations: &[RankCorrelation], groups: &[Group]) -> Vec<(String, Vec<usize>)> {
        let dependence = Dependence { correlations, posterior: None };
        named(factors(&quantities(), &dependence, groups))
    }

    fn named(found: Result<Vec<Factor>, FactorError>) -> Vec<(String, Vec<usize>)> {
        let found = found.expect("possible");
        found.into_iter().map(|factor| (factor.name, factor.members)).collect()
    }

    #[test]
    fn rows_correlated_quantities_and_groups_are_one_factor_each() {
        let expect = |list: &[(&str, &[usize])]| -> Vec<(String, Vec<usize>)> {
            list.iter().map(|(name, members)| ((*name).to_owned(), members.to_vec())).collect()
        };
        assert_eq!(
            names(&[], &[]),
            expect(&[("a", &[0]), ("row", &[1, 2]), ("b", &[3]), ("c", &[4])])
        );
        assert_eq!(
            names(&[pair(4, 0)], &[]),
            expect(&[("a with c", &[0, 4]), ("row", &[1, 2]), ("b", &[3])])
        );
        // A group takes in what is correlated with a member of it.
        assert_eq!(
            names(&[pair(4, 0)], &[group("mine", &[1, 2, 4])]),
            expect(&[("mine", &[0, 1, 2, 4]), ("b", &[3])])
        );
    }

    #[test]
    fn quantities_of_a_posterior_are_one_factor() {
        let posterior = Posterior::new(vec!["c".into(), "a".into()], vec![1.0, 2.0], &[1.0]);
        let posterior = posterior.expect("a posterior");
        let columns = [Some(1), None, None, None, Some(0)];
        let rows = JointRows { posterior: &posterior, columns: &columns };
        let dependence = Dependence { posterior: Some(rows), ..Dependence::default() };
        let row = ("row".to_owned(), vec![1, 2]);
        let found = named(factors(&quantities(), &dependence, &[]));
        assert_eq!(found, [("posterior".into(), vec![0, 4]), row.clone(), ("b".into(), vec![3])]);
        // A group takes all of it in.
        let found = named(factors(&quantities(), &dependence, &[group("mine", &[0, 3])]));
        assert_eq!(found, [("mine".into(), vec![0, 3, 4]), row]);
    }

    #[test]
    fn a_quantity_in_two_groups_is_an_error() {
        let none = Dependence::default();
        let error = factors(&quantities(), &none, &[group("x", &[0, 3]), group("y", &[3, 4])]);
        let message = error.expect_err("twice").to_string();
        assert!(message.contains("\"x\"") && message.contains("\"y\""), "{message}");
        let correlated = Dependence { correlations: &[pair(0, 3)], posterior: None };
        let tied = factors(&quantities(), &correlated, &[group("x", &[0]), group("y", &[3])]);
        assert!(tied.is_err());
    }
}
