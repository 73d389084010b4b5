//! Steps C and D of the model page: aanmelding, orientatie, and the queue for the gesprek.

use super::case::{Case, Status};
use super::clock::Clock;
use super::observer::{Note, Observer};
use super::simulation::Simulation;
use super::state::TeamState;
use crate::domain::{GENERAL, SPECIALIST};
use crate::process::orientatie::Category;
use crate::random::Purpose;
use crate::units::Month;

impl<O: Observer> Simulation<'_, O> {
    /// Step C: the need is reported and oriented.
    pub(super) fn report(&mut self, team: &mut TeamState, index: usize, month: Month) {
        let case = &mut team.cases[index];
        case.report = Clock::STOPPED;
        team.aanmeldingen_this_month += 1;
        let numbers = self.random.block(case.site, Purpose::Orientatie, case.episode, 0);
        let process = &self.tables.parameters.process;
        let severity = usize::from(case.severity);
        let domains = case.domains.len();
        case.category = process.orientatie.category(severity, domains, numbers.uniform(0));
        let category = case.category;
        if O::ACTIVE {
            let probability = process.aanmelding.probability(severity);
            self.observer.note(case, month, Note::Aanmelding { probability });
            let probability = category_probability(&process.orientatie, severity, category);
            self.observer.note(case, month, Note::Orientatie { category, probability });
        }
        let area = usize::from(case.area);
        let year = &mut team.areas[area].year;
        year.aanmeldingen += 1;
        match category {
            Category::Simple => year.simple += 1,
            Category::Complex => year.complex += 1,
            Category::Sectoral => year.sectoral += 1,
            Category::Gesprek => {}
        }
        let rung = match category {
            Category::Gesprek => return team.enqueue(index, month),
            Category::Simple => GENERAL,
            Category::Complex => SPECIALIST,
            Category::Sectoral => self.first_choice(team, index, month),
        };
        self.start_support(team, index, rung, month);
        self.set_review(team, index, month);
    }

    /// The rung at a gesprek or at the sectoral desk.
    fn first_choice(&mut self, team: &mut TeamState, index: usize, month: Month) -> usize {
        let numbers = self.decision(&mut team.cases[index]);
        self.choose(team, index, month, numbers.choice)
    }

    /// Step D: serves the queue while hours and room last.
    pub(super) fn serve_queue(&mut self, team: &mut TeamState, month: Month) {
        let process = &self.tables.parameters.process;
        let hours = process.team.hours()
            - process.uitvoering.regie_hours * f64::from(team.directed_weight)
            - process.monitoring.waakvlam_hours * f64::from(team.waakvlam)
            - process.orientatie.hours * f64::from(team.aanmeldingen_this_month);
        let hours = hours.max(0.0);
        let room = (process.team.room() - f64::from(team.directed)).max(0.0);
        // A case weighs at least 1; gesprekken of zero hours give no limit.
        let most = (hours / process.gesprek.hours).min(room).floor();
        if team.queue.is_empty() || (most < 1.0 && !O::ACTIVE) {
            return;
        }
        // One more for the first that does not fit, and one for rounding.
        self.list_candidates(team, month, (most as usize).saturating_add(2));
        let candidates = std::mem::take(&mut team.candidates);
        self.serve(team, &candidates, hours, month);
        team.candidates = candidates;
    }

    /// The first `most` in the order of service of the queued cases that are not passed over.
    fn list_candidates(&mut self, team: &mut TeamState, month: Month, most: usize) {
        team.candidates.clear();
        let mut place = 0;
        while place < team.queue.len() {
            let index = team.queue[place];
            let case = &mut team.cases[index as usize];
            if case.status != Status::Queued {
                case.listed = false;
                team.queue.swap_remove(place);
                continue;
            }
            place += 1;
            let area = &team.areas[usize::from(case.area)];
            // Severity (highest first), waiting time (longest first), household number, area.
            let order = u64::from(4 - case.severity) << 60
                | u64::from(case.queued_since) << 48
                | u64::from(case.site.household) << 16
                | area.rank;
            let deferral = area.response.deferral;
            if deferral > 0.0 && case.severity <= 2 && self.passed_over(case, month, deferral) {
                continue;
            }
            if most <= FEW {
                keep_first(&mut team.candidates, (order, index), most);
            } else {
                team.candidates.push((order, index));
            }
        }
        if most > FEW {
            if most < team.candidates.len() {
                team.candidates.select_nth_unstable(most);
                team.candidates.truncate(most);
            }
            team.candidates.sort_unstable();
        }
    }

    /// Whether pressure on the budget defers a queued case this month.
    fn passed_over(&mut self, case: &Case, month: Month, deferral: f64) -> bool {
        let numbers = self.random.block(case.site, Purpose::Deferral, case.episode, month);
        let passed_over = numbers.uniform(0) < deferral;
        if O::ACTIVE && passed_over {
            self.observer.note(case, month, Note::PassedOver { probability: deferral });
        }
        passed_over
    }

    fn serve(&mut self, team: &mut TeamState, candidates: &[(u64, u32)], hours: f64, month: Month) {
        let process = &self.tables.parameters.process;
        let (desks, room) = (process.team.desks, process.team.room());
        let mut left = hours;
        for &(_, index) in candidates {
            let index = index as usize;
            let needed = f64::from(team.cases[index].weight(desks)) * process.gesprek.hours;
            if needed > left || f64::from(team.directed + 1) > room {
                break;
            }
            left -= needed;
            self.gesprek(team, index, month);
        }
    }

    fn gesprek(&mut self, team: &mut TeamState, index: usize, month: Month) {
        let case = &mut team.cases[index];
        let waited = month - case.queued_since;
        if O::ACTIVE {
            self.observer.note(case, month, Note::Gesprek { waited });
        }
        case.severity_at_gesprek = case.severity;
        let area = &mut team.areas[usize::from(case.area)];
        area.running.queued -= 1;
        area.year.gesprekken += 1;
        area.year.served_wait_months += i64::from(waited);
        // From here on it is an ordinary case of the team, whatever category it had before.
        case.category = Category::Gesprek;
        let rung = self.first_choice(team, index, month);
        self.start_support(team, index, rung, month);
        team.direct(index, self.tables.parameters.process.team.desks, true);
        self.set_review(team, index, month);
        self.run_course(team, index, month);
        let case = &mut team.cases[index];
        if case.review == month {
            team.reviews.push(index as u32);
        } else {
            team.calendar.schedule(index as u32, case);
        }
    }
}

/// Up to so many candidates are kept in order while the queue is gone through; more are sorted afterwards.
const FEW: usize = 32;

/// Keeps the `most` smallest in ascending order. Few are kept of many, as a rule: most of the others cost one
/// comparison.
fn keep_first(kept: &mut Vec<(u64, u32)>, candidate: (u64, u32), most: usize) {
    if kept.len() >= most && kept.last().is_some_and(|last| *last < candidate) {
        return;
    }
    let place = kept.partition_point(|other| *other < candidate);
    kept.insert(place, candidate);
    kept.truncate(most);
}

fn category_probability(
    orientatie: &crate::process::Orientatie,
    severity: usize,
    category: Category,
) -> f64 {
    let simple = orientatie.simple_share[severity - 1];
    let complex = orientatie.complex_share[severity - 1];
    match category {
        Category::Simple => simple,
        Category::Complex => complex,
        Category::Sectoral | Category::Gesprek => 1.0 - simple - complex,
    }
}
