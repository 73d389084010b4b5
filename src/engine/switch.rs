//! Other parameters take over at the start of a year: what was worked out ahead at the old ones is worked out
//! again, from what has passed.
//!
//! What is decided stays decided: profiles, multipliers of hours, reviews that are due, the rung a household is
//! on. What a month asks anew (chances, hours, prices, team and budgets) follows the new parameters from that
//! month on. Where an old and a new chance are the same number nothing is touched, so that what does not change
//! keeps its bits. Onsets are found through all phases ahead (`onset`).

use super::case::{Case, Status};
use super::episode::support_of;
use super::observer::Observer;
use super::onset::Origin;
use super::simulation::Simulation;
use super::state::TeamState;
use super::tables::Tables;
use crate::units::Month;

impl<'a, O: Observer> Simulation<'a, O> {
    /// The parameters of `tables` hold from the start of `month` on.
    pub(super) fn switch(&mut self, teams: &mut [TeamState], tables: &'a Tables<'a>, month: Month) {
        let before = std::mem::replace(&mut self.tables, tables);
        for team in teams {
            self.renew_team(team, month);
            for index in 0..team.cases.len() {
                self.carry_over(team, index, before, month);
            }
        }
    }

    /// Counts again what depends on a length or a number of desks.
    fn renew_team(&self, team: &mut TeamState, month: Month) {
        let desks = self.tables.parameters.process.team.desks;
        let directed = team.cases.iter().filter(|case| case.directed);
        team.directed_weight = directed.map(|case| case.weight(desks)).sum();
        team.waakvlam = 0;
        team.waakvlam_ends[month as usize..].fill(0);
        for case in team.cases.iter().filter(|case| case.status == Status::Idle && case.guarded) {
            let end = self.waakvlam_end(case);
            if end > month {
                team.waakvlam += 1;
                team.waakvlam_ends[end as usize] += 1;
            }
        }
    }

    fn carry_over(&mut self, team: &mut TeamState, index: usize, before: &Tables, month: Month) {
        let case = &mut team.cases[index];
        let area = &mut team.areas[usize::from(case.area)];
        case.base_rate = self.tables.base_rate(&Origin::new(area.index, case.kind, case.band));
        if case.status == Status::Idle {
            return;
        }
        self.carry_clocks(case, before, month);
        if case.status == Status::Supported {
            let rung = usize::from(case.rung);
            area.running.support(rung, &case.arrangement, before.rules(rung), -1);
            case.arrangement = self.tables.arrangement(case, rung, case.multiplier);
            area.running.support(rung, &case.arrangement, self.tables.rules(rung), 1);
        }
        team.calendar.schedule(index as u32, case);
    }

    /// What is left of the waiting times counts on at the new chances.
    fn carry_clocks(&self, case: &mut Case, before: &Tables, month: Month) {
        if case.severity == 0 {
            return;
        }
        let support = support_of(case);
        let hazard = |tables: &Tables| tables.course(case.severity, support).hazard;
        let (old, new) = (hazard(before), hazard(self.tables));
        if old != new {
            case.course.change(month, new);
        }
        if case.status == Status::Unreported {
            let severity = usize::from(case.severity) - 1;
            let (old, new) = (before.report[severity], self.tables.report[severity]);
            if old != new {
                case.report.change(month, new);
            }
        }
    }
}
