//! The state of a team and its areas within a realisation.

use super::calendar::Calendar;
use super::case::{Arrangement, Case, Status};
use super::occupancy::Occupancy;
use super::volumes::AreaYear;
use crate::domain::{FIRST_LINE, RUNGS};
use crate::financing::Response;
use crate::random::Block;
use crate::units::{Hours, Money, Month};

/// Counts and monthly amounts of an area as they stand now; added to the year's volumes each month.
#[derive(Clone, Debug, Default)]
pub struct Running {
    pub supported: [i64; RUNGS],
    pub hours: [Hours; RUNGS],
    pub gross: [Money; RUNGS],
    pub eigen_bijdrage: Money,
    pub admin_cost: Money,
    pub informal_hours: Hours,
    pub provider_margin: Money,
    /// Net cost of the rungs that the area budget covers.
    pub covered: Money,
    pub queued: i64,
    pub directed: i64,
}

impl Running {
    /// Adds (`sign` 1) or takes off (`sign` -1) what one household receives on a rung.
    #[inline]
    pub fn support(&mut self, rung: usize, what: &Arrangement, rules: RungRules, sign: i64) {
        self.supported[rung] += sign;
        self.hours[rung] += what.hours * sign;
        self.gross[rung] += what.gross * sign;
        self.eigen_bijdrage += what.eigen_bijdrage * sign;
        self.admin_cost += what.admin_cost * sign;
        self.provider_margin += what.provider_margin * sign;
        if rules.informal {
            self.informal_hours += what.hours * sign;
        }
        if rules.covered {
            self.covered += (what.gross - what.eigen_bijdrage + what.admin_cost) * sign;
        }
    }

    /// Households with an individual or specialist provision.
    pub fn clients(&self) -> i64 {
        self.supported[FIRST_LINE..].iter().sum()
    }

    /// Adds one month of the present state to the volumes of the year.
    pub fn add_month(&self, year: &mut AreaYear) {
        add(&mut year.supported, &self.supported);
        add(&mut year.hours, &self.hours);
        add(&mut year.gross, &self.gross);
        year.eigen_bijdrage += self.eigen_bijdrage;
        year.admin_cost += self.admin_cost;
        year.informal_hours += self.informal_hours;
        year.provider_margin += self.provider_margin;
        year.waited_months += self.queued;
    }
}

fn add<T: Copy + std::ops::AddAssign>(sums: &mut [T], terms: &[T]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += *term;
    }
}

/// What the accounts need to know of a rung.
#[derive(Clone, Copy, Debug)]
pub struct RungRules {
    pub informal: bool,
    pub covered: bool,
}

/// One area of a team.
#[derive(Clone, Debug, Default)]
pub struct AreaState {
    /// Index in the population.
    pub index: usize,
    /// Place among the areas of the team by random key: breaks ties in the queue whatever the file's order.
    pub rank: u64,
    pub running: Running,
    pub occupancy: Occupancy,
    pub year: AreaYear,
    pub budget: Money,
    pub spent: Money,
    pub spent_this_month: Money,
    pub forecast: Money,
    pub response: Response,
}

/// A team, its areas and their households.
#[derive(Clone, Debug, Default)]
pub struct TeamState {
    pub areas: Vec<AreaState>,
    pub cases: Vec<Case>,
    pub calendar: Calendar,
    /// Cases in the queue for a gesprek.
    pub queue: Vec<u32>,
    /// Cases with a review due at the end of this month.
    pub reviews: Vec<u32>,
    /// Memory for the random numbers of these reviews.
    pub review_numbers: Vec<Block>,
    /// Candidates for a gesprek this month, with their place in the order.
    pub candidates: Vec<(u64, u32)>,
    /// Households whose waakvlam goes out at the start of each month.
    pub waakvlam_ends: Vec<u32>,
    /// Households in their waakvlam now.
    pub waakvlam: u32,
    /// Directed cases now, and the sum of their weights.
    pub directed: u32,
    pub directed_weight: u32,
    pub aanmeldingen_this_month: u32,
}

impl TeamState {
    /// Empties the state for a new realisation; keeps the memory.
    pub fn reset(&mut self, areas: impl Iterator<Item = AreaState>, months: Month) {
        self.areas.clear();
        self.areas.extend(areas);
        self.cases.clear();
        self.calendar.clear(months);
        self.queue.clear();
        self.reviews.clear();
        self.waakvlam_ends.clear();
        self.waakvlam_ends.resize(months as usize + 1, 0);
        self.waakvlam = 0;
        self.directed = 0;
        self.directed_weight = 0;
    }

    /// Becomes the same as a team before its first month; keeps the memory.
    pub fn copy_from(&mut self, other: &Self) {
        self.reset(other.areas.iter().cloned(), 0);
        self.cases.clone_from(&other.cases);
        self.calendar.copy_from(&other.calendar);
        self.waakvlam_ends.clone_from(&other.waakvlam_ends);
    }

    /// The team takes a case under its direction, or leaves it (`sign` -1).
    pub fn direct(&mut self, index: usize, desks: u32, taken: bool) {
        let case = &mut self.cases[index];
        let weight = case.weight(desks);
        case.directed = taken;
        let area = &mut self.areas[usize::from(case.area)].running;
        if taken {
            self.directed += 1;
            self.directed_weight += weight;
            area.directed += 1;
        } else {
            self.directed -= 1;
            self.directed_weight -= weight;
            area.directed -= 1;
        }
    }

    /// Puts a case in the queue, with waiting time 0 in month `since`.
    pub fn enqueue(&mut self, index: usize, since: Month) {
        let case = &mut self.cases[index];
        case.status = Status::Queued;
        case.queued_since = since;
        self.areas[usize::from(case.area)].running.queued += 1;
        if !case.listed {
            case.listed = true;
            self.queue.push(index as u32);
        }
    }
}
