//! Steps D (opstelling), E and F of the model page: choosing a rung, starting and ending support, reviews.

use rand_distr::Distribution;

use super::case::{Case, Status};
use super::clock::NEVER;
use super::episode::month_of_year;
use super::observer::{Note, Observer};
use super::simulation::Simulation;
use super::state::TeamState;
use crate::domain::FIRST_LINE;
use crate::process::opstelling::ChoiceNumbers;
use crate::process::orientatie::Category;
use crate::random::{Block, Purpose};
use crate::units::Month;

/// The uniform numbers of a decision at a gesprek or a review.
pub(super) struct DecisionNumbers {
    pub choice: ChoiceNumbers,
    closing: f64,
    lighter: f64,
}

impl DecisionNumbers {
    #[inline]
    fn new(numbers: &Block) -> Self {
        Self {
            choice: ChoiceNumbers {
                rung: numbers.half(0),
                kanteling: numbers.half(1),
                upward: numbers.half(2),
                steering: numbers.half(3),
            },
            closing: numbers.half(4),
            lighter: numbers.half(5),
        }
    }
}

impl<O: Observer> Simulation<'_, O> {
    /// The numbers of the next decision about a case.
    pub(super) fn decision(&mut self, case: &mut Case) -> DecisionNumbers {
        DecisionNumbers::new(&self.decision_block(case))
    }

    #[inline]
    fn decision_block(&mut self, case: &mut Case) -> Block {
        case.decisions += 1;
        self.random.block(case.site, Purpose::Decision, case.episode, case.decisions - 1)
    }

    /// Step F for all cases with a review due. Their numbers are drawn first: one does not wait for another then,
    /// and the cases are in the cache when they are decided on.
    pub(super) fn hold_reviews(&mut self, team: &mut TeamState, month: Month) {
        let reviews = std::mem::take(&mut team.reviews);
        let mut numbers = std::mem::take(&mut team.review_numbers);
        let cases = &mut team.cases;
        numbers
            .extend(reviews.iter().map(|index| self.decision_block(&mut cases[*index as usize])));
        for (index, numbers) in reviews.iter().zip(numbers.drain(..)) {
            self.review(team, *index as usize, month, DecisionNumbers::new(&numbers));
        }
        team.review_numbers = numbers;
        team.reviews = reviews;
        team.reviews.clear();
    }

    /// The rung chosen at a gesprek or a review.
    pub(super) fn choose(
        &mut self,
        team: &mut TeamState,
        index: usize,
        month: Month,
        u: ChoiceNumbers,
    ) -> usize {
        let case = &mut team.cases[index];
        let opstelling = &self.tables.parameters.process.opstelling;
        let network = if opstelling.kanteling > 0.0 { self.network(case) } else { 0.0 };
        let severity = usize::from(case.severity);
        let steering = team.areas[usize::from(case.area)].response.steering;
        let rung = opstelling.choose(&self.tables.rows[severity - 1], network, steering, u);
        if O::ACTIVE {
            let note = Note::Choice {
                rung,
                row: opstelling.rung[severity - 1],
                kanteling: opstelling.kanteling * network,
                upward: opstelling.upward,
                steering,
            };
            self.observer.note(case, month, note);
        }
        rung
    }

    /// Support on a rung; the course feels it from the month after `month` on.
    pub(super) fn start_support(
        &mut self,
        team: &mut TeamState,
        index: usize,
        rung: usize,
        month: Month,
    ) {
        let case = &mut team.cases[index];
        let multiplier = match &self.tables.rungs[rung].multiplier {
            None => 1.0,
            Some(gamma) => {
                let site = case.site;
                // A decision has been made before each start but those at an orientatie.
                let mut stream =
                    self.random.stream(site, Purpose::Hours, case.episode, case.decisions);
                gamma.sample(&mut stream)
            }
        };
        if O::ACTIVE {
            self.observer.note(case, month, Note::Support { rung, multiplier });
        }
        case.status = Status::Supported;
        case.rung = rung as u8;
        case.multiplier = multiplier;
        case.arrangement = self.tables.arrangement(case, rung, multiplier);
        self.change_course(case, month + 1);
        let rules = self.tables.rules(rung);
        let case = &team.cases[index];
        team.areas[usize::from(case.area)].running.support(rung, &case.arrangement, rules, 1);
    }

    /// Takes a case off its rung at the end of `month`.
    fn stop_support(&mut self, team: &mut TeamState, index: usize, month: Month) {
        let case = &mut team.cases[index];
        let rung = usize::from(case.rung);
        let rules = self.tables.rules(rung);
        team.areas[usize::from(case.area)].running.support(rung, &case.arrangement, rules, -1);
        if rung >= FIRST_LINE {
            case.client_until = month + 1;
        }
        case.review = NEVER;
    }

    /// Counts a client of rung 3 or 4 whose support starts in `month`, unless counted in this year already.
    /// Those supported in January are counted together then.
    pub(super) fn count_client(&self, team: &mut TeamState, index: usize, month: Month) {
        let case = &team.cases[index];
        let january = month - month_of_year(month);
        let new = case.client_until <= january;
        if usize::from(case.rung) >= FIRST_LINE && month != january && new {
            team.areas[usize::from(case.area)].year.clients += 1;
        }
    }

    /// The first review of support that starts in this month.
    pub(super) fn set_review(&mut self, team: &mut TeamState, index: usize, month: Month) {
        let case = &mut team.cases[index];
        case.review = month + self.tables.rungs[usize::from(case.rung)].review_months - 1;
        self.count_client(team, index, month);
    }

    /// Step F for one case.
    fn review(
        &mut self,
        team: &mut TeamState,
        index: usize,
        month: Month,
        numbers: DecisionNumbers,
    ) {
        let case = &mut team.cases[index];
        if case.severity == 0 {
            self.review_resolved(team, index, month, numbers.closing);
        } else if case.category == Category::Simple {
            if O::ACTIVE {
                self.observer.note(case, month, Note::BackToQueue);
            }
            self.stop_support(team, index, month);
            team.enqueue(index, month + 1);
            self.change_course(&mut team.cases[index], month + 1);
        } else {
            self.review_open(team, index, month, numbers);
        }
        self.run_course(team, index, month);
        team.calendar.schedule(index as u32, &mut team.cases[index]);
    }

    fn review_resolved(&mut self, team: &mut TeamState, index: usize, month: Month, u: f64) {
        let monitoring = &self.tables.parameters.process.monitoring;
        let case = &mut team.cases[index];
        let closed = u < monitoring.close;
        if O::ACTIVE {
            let note = Note::Closing { closed, probability: monitoring.close };
            self.observer.note(case, month, note);
        }
        if !closed {
            case.review = month + self.tables.rungs[usize::from(case.rung)].review_months;
            return;
        }
        self.stop_support(team, index, month);
        let case = &mut team.cases[index];
        let area = &mut team.areas[usize::from(case.area)];
        area.year.closed += 1;
        if case.directed {
            area.year.zrm_gain += i64::from(case.severity_at_gesprek);
            case.guarded = true;
            team.direct(index, self.tables.parameters.process.team.desks, false);
        }
        self.end_episode(team, index, month);
    }

    fn review_open(
        &mut self,
        team: &mut TeamState,
        index: usize,
        month: Month,
        numbers: DecisionNumbers,
    ) {
        let old = usize::from(team.cases[index].rung);
        let mut rung = self.choose(team, index, month, numbers.choice);
        if rung < old {
            let downscale = self.tables.parameters.process.monitoring.downscale;
            let carried_through = numbers.lighter < downscale;
            if O::ACTIVE {
                let case = &team.cases[index];
                let note = Note::Lighter { carried_through, probability: downscale };
                self.observer.note(case, month, note);
            }
            if !carried_through {
                rung = old;
            }
        }
        if team.cases[index].category == Category::Complex && !team.cases[index].directed {
            self.take_over(team, index, month);
        }
        if rung != old {
            self.stop_support(team, index, month);
            self.start_support(team, index, rung, month);
            self.count_client(team, index, month + 1);
        }
        team.cases[index].review = month + self.tables.rungs[rung].review_months;
    }

    /// The team directs a complex case from its first review on.
    fn take_over(&mut self, team: &mut TeamState, index: usize, month: Month) {
        let case = &mut team.cases[index];
        case.severity_at_gesprek = case.severity;
        team.direct(index, self.tables.parameters.process.team.desks, true);
        if O::ACTIVE {
            self.observer.note(&team.cases[index], month, Note::Directed);
        }
    }
}
