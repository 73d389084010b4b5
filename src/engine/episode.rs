//! Steps A and B of the model page: how an episode starts, runs its course and ends.

use super::case::{Case, Status};
use super::clock::{Clock, NEVER};
use super::observer::{Note, Observer};
use super::onset::{Ended, Origin};
use super::simulation::Simulation;
use super::state::TeamState;
use crate::domain::DomainSet;
use crate::random::{Purpose, exponential, unit};
use crate::stats::Categorical;
use crate::units::{MONTHS, Month};

impl<O: Observer> Simulation<'_, O> {
    /// Steps A and B of a case, up to what `month` or something else must decide: the horizon, an aanmelding or a
    /// review. Whoever waits for a gesprek can be called in any month, and goes no further than this one.
    pub(super) fn run_course(&mut self, team: &mut TeamState, index: usize, month: Month) {
        loop {
            let case = &team.cases[index];
            let next = case.next_change();
            let last = if case.status == Status::Queued { month } else { case.next_contact() };
            if next > last || next >= self.horizon {
                return;
            }
            if case.status == Status::Idle {
                self.onset(team, index, next);
            } else {
                self.course_step(team, index, next);
            }
        }
    }

    /// Step A: a new episode, unreported.
    pub(super) fn onset(&mut self, team: &mut TeamState, index: usize, month: Month) {
        let case = &mut team.cases[index];
        if O::ACTIVE {
            let probability = self.onset_probability(case, month);
            self.observer.note(case, month, Note::Onset { probability });
        }
        case.episode += 1;
        case.decisions = 0;
        case.steps = 0;
        case.guarded = false;
        case.directed = false;
        case.status = Status::Unreported;
        case.onset = NEVER;
        let profile = self.random.block(case.site, Purpose::Profile, case.episode, 0);
        let tables = self.tables;
        case.severity = 1 + tables.initial_severity.pick(profile.half(4)) as u8;
        let primary = tables.domains[usize::from(case.kind)].pick(profile.half(6));
        self.draw_domains(case, primary, tables.extra_domains.pick(profile.half(5)));
        case.effects = self.effects_of(case.domains);
        let report = tables.report[usize::from(case.severity) - 1];
        case.report = Clock::start(profile.exponential(0), month, report);
        case.direction = profile.half(7);
        let course = tables.course(case.severity, None);
        case.course = Clock::start(profile.exponential(1), month + 1, course.hazard);
        case.since = month;
        team.areas[usize::from(case.area)].occupancy.count_onset(month);
        if O::ACTIVE {
            self.observer.note(case, month, Note::Profile);
        }
    }

    /// Successive sampling without replacement; the first domain drawn is the primary one.
    fn draw_domains(&mut self, case: &mut Case, primary: usize, extra: usize) {
        case.primary = primary as u8;
        case.domains = DomainSet::EMPTY;
        case.domains.insert(primary);
        if extra == 0 {
            return;
        }
        let numbers = self.random.block(case.site, Purpose::Domains, case.episode, 0);
        let mut weights = self.tables.parameters.need.domain_weights[usize::from(case.kind)];
        weights[primary] = 0.0;
        for i in 0..extra {
            if weights.iter().all(|weight| *weight == 0.0) {
                return;
            }
            let next = Categorical::new(weights).pick(numbers.uniform(i));
            weights[next] = 0.0;
            case.domains.insert(next);
        }
    }

    fn effects_of(&self, domains: DomainSet) -> u64 {
        let meets = |mask: u64, (effect, of): (usize, &DomainSet)| {
            mask | u64::from(of.meets(domains)) << effect
        };
        self.tables.effects.iter().enumerate().fold(0, meets)
    }

    /// Step B: the severity changes in this month.
    pub(super) fn course_step(&mut self, team: &mut TeamState, index: usize, month: Month) {
        let case = &mut team.cases[index];
        let support = support_of(case);
        let entry = self.tables.course(case.severity, support);
        let worse = case.direction < entry.up_share;
        let from = case.severity;
        let to = if worse { (from + 1).min(4) } else { from - 1 };
        if O::ACTIVE {
            let chance = -libm::expm1(-entry.hazard);
            let (worse, better) = (chance * entry.up_share, chance * (1.0 - entry.up_share));
            self.observer.note(case, month, Note::Severity { from, to, worse, better });
        }
        case.severity = to;
        let occupancy = &mut team.areas[usize::from(case.area)].occupancy;
        occupancy.count_stay(case.effects, from, case.since, month);
        case.since = month;
        if to == 0 {
            case.course = Clock::STOPPED;
            if case.status != Status::Supported {
                self.end_episode(team, index, month);
            }
            return;
        }
        self.next_step(case, month + 1);
        if case.status == Status::Unreported {
            case.report.change(month, self.tables.report[usize::from(to) - 1]);
        }
    }

    /// Draws when and in which direction the severity changes next, from month `next` on.
    fn next_step(&mut self, case: &mut Case, next: Month) {
        if case.steps.is_multiple_of(2) {
            let numbers = self.random.block(case.site, Purpose::Course, case.episode, case.steps);
            case.kept = [numbers.0[2], numbers.0[3]];
            self.aim_course(case, next, [numbers.0[0], numbers.0[1]]);
        } else {
            self.aim_course(case, next, case.kept);
        }
        case.steps += 1;
    }

    fn aim_course(&self, case: &mut Case, next: Month, [time, direction]: [u64; 2]) {
        case.direction = unit(direction);
        let hazard = self.tables.course(case.severity, support_of(case)).hazard;
        case.course = Clock::start(exponential(unit(time)), next, hazard);
    }

    /// The course goes on from month `next` at the chances of the present support.
    pub(super) fn change_course(&mut self, case: &mut Case, next: Month) {
        if case.severity > 0 {
            let hazard = self.tables.course(case.severity, support_of(case)).hazard;
            case.course.change(next, hazard);
        }
    }

    /// The episode ends in this month; draws the month of the next onset.
    pub(super) fn end_episode(&mut self, team: &mut TeamState, index: usize, month: Month) {
        let case = &mut team.cases[index];
        if O::ACTIVE {
            self.observer.note(case, month, Note::Ended);
        }
        if case.status == Status::Queued {
            // Its number leaves the list of the queue when that is gone through next.
            team.areas[usize::from(case.area)].running.queued -= 1;
        }
        case.status = Status::Idle;
        case.ended = month;
        case.course = Clock::STOPPED;
        case.report = Clock::STOPPED;
        let numbers = self.random.block(case.site, Purpose::Onset, case.episode, 0);
        let threshold = exponential(numbers.uniform(0));
        let frailty = self.frailty(case);
        let ended = Ended { month, guarded: case.guarded };
        case.onset = if self.phases.change() {
            let area = team.areas[usize::from(case.area)].index;
            let origin = Origin::new(area, case.kind, case.band);
            self.phases.next_onset(&origin, frailty, ended, threshold)
        } else {
            self.tables.next_onset(ended, threshold / (case.base_rate * frailty))
        };
        if case.guarded {
            team.waakvlam += 1;
            team.waakvlam_ends[self.waakvlam_end(case) as usize] += 1;
        }
    }

    /// First month in which the waakvlam of an idle household burns no more, at most the first after the run.
    pub(super) fn waakvlam_end(&self, case: &Case) -> Month {
        let months = self.tables.parameters.process.monitoring.waakvlam_months;
        (case.ended + 1 + months).min(case.onset).min(self.tables.months)
    }

    /// Probability of an onset in `month` for an idle household, for `explain`.
    fn onset_probability(&mut self, case: &mut Case, month: Month) -> f64 {
        let frailty = self.frailty(case);
        let years = self.tables.exposure[month as usize + 1] - self.tables.exposure[month as usize];
        let factor = if case.episode == 0 {
            1.0
        } else {
            let ended = Ended { month: case.ended, guarded: case.guarded };
            let periods = self.tables.relapse_periods(ended);
            periods.iter().find(|(end, _)| month < *end).map_or(1.0, |(_, factor)| *factor)
        };
        -libm::expm1(-case.base_rate * frailty * factor * years)
    }

    /// Households whose waakvlam ended last month leave it.
    pub(super) fn expire_waakvlam(team: &mut TeamState, month: Month) {
        team.waakvlam -= team.waakvlam_ends[month as usize];
    }
}

/// The rung of support of a case, if it has any.
pub(super) fn support_of(case: &Case) -> Option<u8> {
    (case.status == Status::Supported).then_some(case.rung)
}

/// Calendar month 0..11 of a month of the run.
pub(super) fn month_of_year(month: Month) -> u32 {
    month % MONTHS
}
