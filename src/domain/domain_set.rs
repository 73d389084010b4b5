//! A set of domains of life in one machine word.

use super::Domain;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DomainSet(u16);

impl DomainSet {
    pub const EMPTY: Self = Self(0);
    pub const ALL: Self = Self((1 << super::DOMAINS) - 1);

    #[inline]
    pub fn insert(&mut self, domain: usize) {
        self.0 |= 1 << domain;
    }

    #[inline]
    pub fn contains(self, domain: usize) -> bool {
        self.0 & (1 << domain) != 0
    }

    #[inline]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    #[inline]
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    #[inline]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn domains(self) -> impl Iterator<Item = Domain> {
        self.indices().map(|index| Domain::ALL[index])
    }

    /// The indices of its domains, ascending.
    #[inline]
    pub fn indices(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let index = left.trailing_zeros() as usize;
            let found = left != 0;
            left &= left.wrapping_sub(1);
            found.then_some(index)
        })
    }
}

impl FromIterator<Domain> for DomainSet {
    fn from_iter<I: IntoIterator<Item = Domain>>(domains: I) -> Self {
        let mut set = Self::EMPTY;
        domains.into_iter().for_each(|domain| set.insert(domain.index()));
        set
    }
}
