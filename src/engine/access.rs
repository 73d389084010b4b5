//! Steps C and D of the model page: aanmelding, orientatie, and the queue for the gesprek.

use super::case::Status;
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
            Category::Sectoral => self.choose(team, index, month),
        };
        self.start_support(team, index, rung, month);
        self.set_review(team, index, month);
    }

    /// Step D: serves the queue while hours and room last.
    pub(super) fn serve_queue(&mut self, team: &mut TeamState, month: Month) {
        if team.queue.is_empty() {
            return;
        }
        let process = &self.tables.parameters.process;
        let hours = process.team.hours()
            - process.uitvoering.regie_hours * f64::from(team.directed_weight)
            - process.monitoring.waakvlam_hours * f64::from(team.waakvlam)
            - process.orientatie.hours * f64::from(team.aanmeldingen_this_month);
        self.list_candidates(team, month);
        let mut candidates = std::mem::take(&mut team.candidates);
        self.sort_first(team, &mut candidates, hours.max(0.0));
        self.serve(team, &candidates, hours.max(0.0), month);
        team.candidates = candidates;
        let cases = &team.cases;
        team.queue.retain(|index| cases[*index as usize].status == Status::Queued);
    }

    /// The queued cases that are not passed over, each with its place in the order of service.
    fn list_candidates(&mut self, team: &mut TeamState, month: Month) {
        team.candidates.clear();
        for &index in &team.queue {
            let case = &team.cases[index as usize];
            if case.status != Status::Queued {
                continue;
            }
            let area = &team.areas[usize::from(case.area)];
            let deferral = area.response.deferral;
            if deferral > 0.0 && case.severity <= 2 {
                let numbers = self.random.block(case.site, Purpose::Deferral, case.episode, month);
                if numbers.uniform(0) < deferral {
                    if O::ACTIVE {
                        self.observer.note(case, month, Note::PassedOver { probability: deferral });
                    }
                    continue;
                }
            }
            // Severity (highest first), waiting time (longest first), household number, area.
            let order = u64::from(4 - case.severity) << 60
                | u64::from(case.queued_since) << 48
                | u64::from(case.site.household) << 16
                | area.rank;
            team.candidates.push((order, index));
        }
    }

    /// Brings the candidates that may be served to the front, in order.
    fn sort_first(&self, team: &TeamState, candidates: &mut Vec<(u64, u32)>, hours: f64) {
        let process = &self.tables.parameters.process;
        let room = (process.team.room() - f64::from(team.directed)).max(0.0);
        // A case weighs at least 1; one more for the first that does not fit, and one for rounding.
        let most = (hours / process.gesprek.hours).min(room).floor() + 2.0;
        if most < candidates.len() as f64 {
            candidates.select_nth_unstable(most as usize);
            candidates.truncate(most as usize);
        }
        candidates.sort_unstable();
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
        let rung = self.choose(team, index, month);
        self.start_support(team, index, rung, month);
        team.direct(index, self.tables.parameters.process.team.desks, true);
        self.set_review(team, index, month);
        let case = &mut team.cases[index];
        if case.review == month {
            team.reviews.push(index as u32);
        } else {
            team.calendar.schedule(index as u32, case);
        }
    }
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
