//! What the tables of an alternative say of budgets that the simulation does not use: reserves at hand, and the
//! taakvelden on which cost is booked.

use super::file::Base;
use super::file::provisions::{Provision, TaakveldCode};
use crate::domain::{DOMAINS, Domain};
use crate::study::{BudgetTerms, TaakveldKeys};

pub fn budget_terms(base: &Base, sample: &[f64]) -> BudgetTerms {
    let available_reserve = base.budget.available_reserve.as_ref();
    BudgetTerms {
        available_reserve: available_reserve.map(|amount| amount.at(sample)),
        taakvelden: taakvelden(base),
    }
}

fn taakvelden(base: &Base) -> TaakveldKeys {
    let mut keys = TaakveldKeys::default();
    for provision in &base.provisions {
        let rung = usize::from(provision.rung);
        keys.rungs[rung] = code(provision.taakveld.as_ref());
        keys.domains[rung] = domains(provision);
    }
    let items = base.team.costs.iter();
    keys.items =
        items.filter_map(|item| Some((item.item.clone(), code(item.taakveld.as_ref())?))).collect();
    keys
}

fn domains(provision: &Provision) -> [Option<String>; DOMAINS] {
    let mut codes = [const { None }; DOMAINS];
    for domain in Domain::ALL {
        let own = provision.domains.get(*domain);
        codes[domain.index()] = own.and_then(|own| code(own.taakveld.as_ref()));
    }
    codes
}

fn code(written: Option<&TaakveldCode>) -> Option<String> {
    written.map(|code| code.0.clone())
}
