//! Fills the part of a view about who gains and how soon: the stakeholders and the chance of recouping. Computes nothing.

use super::build::{estimate, probability};
use super::view::{PartyRow, Welfare};
use crate::analysis::{Appraisal, Basis, appraise};
use crate::mkba::View;
use crate::study::SampleTable;

/// Years within which projects should be recouped (notitie "Sociale kernteams Overbetuwe", 2013).
pub const RECOUPED_WITHIN: usize = 3;

/// Empty for a run without a reference, or with nothing beside it.
pub fn welfare(table: &SampleTable) -> Welfare {
    let appraisals = appraise(table, &Basis::default());
    if appraisals.is_empty() {
        return Welfare::default();
    }
    let by_alternative = Filled { table, appraisals: &appraisals };
    let within = RECOUPED_WITHIN.min(table.header.years);
    let recouped = |view: View| {
        by_alternative
            .each(|known| known.payback(view)?.within.get(within - 1).copied().map(probability))
    };
    Welfare {
        parties: by_alternative.parties(),
        within_years: within as u32,
        recouped_society: recouped(View::Society),
        recouped_purse: recouped(View::Municipality),
    }
}

struct Filled<'a> {
    table: &'a SampleTable,
    appraisals: &'a [Appraisal],
}

impl Filled<'_> {
    /// One figure per alternative; none for the reference.
    fn each<T>(&self, figure: impl Fn(&Appraisal) -> Option<T>) -> Vec<Option<T>> {
        let of = |index: usize| self.appraisals.iter().find(|known| known.alternative == index);
        let all = 0..self.table.header.alternatives.len();
        all.map(|index| of(index).and_then(&figure)).collect()
    }

    /// Society first, then every party to whom anything happens.
    fn parties(&self) -> Vec<PartyRow> {
        let society = self.each(|known| known.net(View::Society).map(|net| estimate(net.estimate)));
        let lists = self.each(|known| Some(known.parties(self.table)));
        let row = |(index, party): (usize, &String)| PartyRow {
            party: Some(party.clone()),
            cells: lists
                .iter()
                .map(|list| list.as_ref().map(|lines| estimate(lines[index].gain.estimate)))
                .collect(),
        };
        let matters = |row: &PartyRow| {
            row.cells.iter().flatten().any(|known| known.p5 != 0.0 || known.p95 != 0.0)
        };
        let parties = self.table.stakeholders.iter().enumerate().map(row).filter(matters);
        std::iter::once(PartyRow { party: None, cells: society }).chain(parties).collect()
    }
}
