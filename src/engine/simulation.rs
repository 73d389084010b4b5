//! One realisation: an alternative in a draw, month by month.

use std::ops::Range;

use super::beginning::Beginning;
use super::case::Status;
use super::episode::month_of_year;
use super::ledger::Ledger;
use super::observer::{Observer, Unobserved};
use super::occupancy::Occupancy;
use super::parameters::{Parameters, Switch};
use super::phases::Phases;
use super::state::{AreaState, TeamState};
use super::tables::Tables;
use super::volumes::Realisation;
use crate::population::Population;
use crate::random::Generator;
use crate::units::{MONTHS, Month};

/// Memory that one thread uses again for every realisation.
#[derive(Debug, Default)]
pub struct Scratch {
    teams: Vec<TeamState>,
    beginning: Beginning,
}

/// Simulates one alternative in one draw.
pub fn realise(
    parameters: &Parameters,
    seed: u64,
    draw: u64,
    scratch: &mut Scratch,
) -> Realisation {
    realise_switching(parameters, &[], seed, draw, scratch)
}

/// The same where other parameters hold from the start of later years on; `switches` in the order of their years.
pub fn realise_switching(
    parameters: &Parameters,
    switches: &[Switch],
    seed: u64,
    draw: u64,
    scratch: &mut Scratch,
) -> Realisation {
    let phases = Phases::new(parameters, switches);
    simulate(&phases, Generator::new(seed, draw), scratch, &mut Unobserved)
}

/// One realisation with a window on single households.
pub fn observe<O: Observer>(
    parameters: &Parameters,
    seed: u64,
    draw: u64,
    scratch: &mut Scratch,
    observer: &mut O,
) -> Realisation {
    simulate(&Phases::new(parameters, &[]), Generator::new(seed, draw), scratch, observer)
}

/// The same where other parameters hold from the start of later years on.
pub fn observe_switching<O: Observer>(
    parameters: &Parameters,
    switches: &[Switch],
    seed: u64,
    draw: u64,
    observer: &mut O,
) -> Realisation {
    let phases = Phases::new(parameters, switches);
    simulate(&phases, Generator::new(seed, draw), &mut Scratch::default(), observer)
}

fn simulate<O: Observer>(
    phases: &Phases,
    random: Generator,
    scratch: &mut Scratch,
    observer: &mut O,
) -> Realisation {
    let tables = phases.first();
    let mut simulation = Simulation { phases, tables, random, horizon: 0, observer };
    simulation.run(scratch)
}

pub(super) struct Simulation<'a, O> {
    pub phases: &'a Phases<'a>,
    /// Those that hold now.
    pub tables: &'a Tables<'a>,
    pub random: Generator,
    /// What happens to a household by itself is worked out ahead up to but not including this month: that of the
    /// next parameters, or the next one where someone watches.
    pub horizon: Month,
    pub observer: &'a mut O,
}

impl<O: Observer> Simulation<'_, O> {
    fn run(&mut self, scratch: &mut Scratch) -> Realisation {
        let Scratch { teams, beginning } = scratch;
        let mut ledger = Ledger::new(self.phases);
        let stretches = self.stretches(&ledger);
        let members = members(&self.tables.parameters.population);
        if self.shares_beginnings() {
            beginning.meet(&mut self.random, self.tables);
        } else {
            beginning.stand_by();
        }
        // Where areas never meet, each team is done before the next one begins, in the same memory.
        let places = if stretches.len() == 1 { 1 } else { members.len() };
        teams.truncate(members.len());
        teams.resize_with(teams.len().max(places), TeamState::default);
        let (first, last) = (0, stretches.len() - 1);
        for (number, stretch) in stretches.iter().enumerate() {
            if let Some(tables) = self.phases.beginning(stretch.start) {
                self.look_ahead(stretch.start);
                self.switch(teams, tables, stretch.start);
            }
            for (index, members) in members.iter().enumerate() {
                let team = &mut teams[index % places];
                self.look_ahead(stretch.start);
                if number == first {
                    self.begin(team, (index, members), beginning);
                    let response = ledger.first_response();
                    team.areas.iter_mut().for_each(|area| area.response = response);
                }
                for month in stretch.clone() {
                    self.month(team, &mut ledger, month);
                }
                if number == last {
                    Self::finish(team, &mut ledger, stretch.end);
                    beginning.learn_traits(index, team);
                }
            }
            if number != last {
                ledger.redistribute(&mut teams[..places], stretch.end - 1);
            }
        }
        ledger.settle(self.random.uniforms())
    }

    /// The months in which each team runs on its own, so that its households stay in the processor's cache: areas
    /// meet only where budgets are redistributed, and parameters change for all teams at once. The last one is empty
    /// where budgets are redistributed after the last month.
    fn stretches(&self, ledger: &Ledger) -> Vec<Range<Month>> {
        let months = self.tables.months;
        let meet = |month: &Month| {
            ledger.redistributes(month - 1) || self.phases.beginning(*month).is_some()
        };
        let starts: Vec<Month> = (1..=months).filter(meet).collect();
        let ends = starts.iter().copied().chain([months]);
        std::iter::once(0)
            .chain(starts.iter().copied())
            .zip(ends)
            .map(|(from, to)| from..to)
            .collect()
    }

    /// A team before the first month: that of the last realisation, if this one begins like it.
    fn begin(
        &mut self,
        team: &mut TeamState,
        (index, members): (usize, &[usize]),
        beginning: &mut Beginning,
    ) {
        if beginning.give(index, team) {
            return;
        }
        let before = self.random.blocks();
        self.prepare(team, members);
        beginning.keep(index, team, self.random.blocks() - before);
    }

    /// Not where parameters change on the way, which onsets know ahead, or where someone watches.
    fn shares_beginnings(&self) -> bool {
        !O::ACTIVE && !self.phases.change()
    }

    /// Nothing is worked out ahead of a window, so that it shows everything in the order of the months.
    fn look_ahead(&mut self, month: Month) {
        self.horizon = if O::ACTIVE { month } else { self.phases.end(month) };
    }

    /// What is left to count of a team when all months have passed.
    fn finish(team: &mut TeamState, ledger: &mut Ledger, months: Month) {
        ledger.close_year(team, months - 1);
        for case in team.cases.iter().filter(|case| case.severity > 0) {
            // The stays that last to the end of the run.
            let occupancy = &mut team.areas[usize::from(case.area)].occupancy;
            occupancy.count_stay(case.effects, case.severity, case.since, months);
        }
        team.areas.iter().for_each(|area| ledger.add_occupancy(area));
    }

    /// Empties the memory of a team and settles its households; `members` are its areas.
    fn prepare(&mut self, team: &mut TeamState, members: &[usize]) {
        let population = &self.tables.parameters.population;
        let key = |index: &usize| population.areas[*index].key;
        let areas = members.iter().map(|index| AreaState {
            index: *index,
            rank: members.iter().filter(|other| key(other) < key(index)).count() as u64,
            occupancy: Occupancy::new(self.tables.parameters.years, self.tables.effects.len()),
            ..AreaState::default()
        });
        team.reset(areas, self.tables.months);
        for (area_in_team, index) in members.iter().enumerate() {
            self.settle(team, &population.areas[*index], area_in_team);
        }
    }

    /// Steps A to G of one month for one team.
    fn month(&mut self, team: &mut TeamState, ledger: &mut Ledger, month: Month) {
        if month_of_year(month) == 0 {
            if month > 0 {
                ledger.close_year(team, month - 1);
            }
            ledger.open_year(team, month / MONTHS);
        }
        if O::ACTIVE {
            self.horizon = month + 1;
        }
        Self::expire_waakvlam(team, month);
        team.aanmeldingen_this_month = 0;
        self.wake(team, month);
        self.serve_queue(team, month);
        ledger.count_month(team, month);
        if O::ACTIVE {
            self.observer.month_end(&team.cases, month);
        }
        self.hold_reviews(team, month);
        // Last, because decisions in a month use the pressure left by the month before.
        ledger.renew_pressure(team, month);
    }

    /// Steps A to C for the cases with something to do this month.
    fn wake(&mut self, team: &mut TeamState, month: Month) {
        let list = team.calendar.take(month);
        for &index in &list {
            let case = &mut team.cases[index as usize];
            if case.wake != month {
                continue;
            }
            case.wake = Month::MAX;
            self.wake_case(team, index as usize, month);
        }
        team.calendar.put_back(month, list);
    }

    fn wake_case(&mut self, team: &mut TeamState, index: usize, month: Month) {
        self.run_course(team, index, month);
        let case = &team.cases[index];
        if case.status == Status::Unreported && case.report.due() == month {
            self.report(team, index, month);
            self.run_course(team, index, month);
        }
        let case = &mut team.cases[index];
        if case.status == Status::Supported && case.review == month {
            team.reviews.push(index as u32);
        } else {
            team.calendar.schedule(index as u32, case);
        }
    }
}

/// The areas of each team, as indices in the population.
fn members(population: &Population) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); population.teams.len()];
    for (index, area) in population.areas.iter().enumerate() {
        members[area.team].push(index);
    }
    members
}
