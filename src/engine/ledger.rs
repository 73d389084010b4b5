//! Step G and section 4 of the model page: the months' money, budgets, pressure, redistribution, settlement.

use super::episode::month_of_year;
use super::phases::Phases;
use super::state::{AreaState, TeamState};
use super::tables::Tables;
use super::volumes::{AreaMonth, AreaYear, Realisation};
use crate::domain::MUNICIPALITY;
use crate::financing::{Position, Reserve, Response, forecast, pressure, split};
use crate::process::{CostItem, Level};
use crate::units::{MONTHS, Money, Month};

/// Cost of the teams in one month for one area.
#[derive(Clone, Copy, Debug, Default)]
struct TeamCost {
    municipality: Money,
    others: Money,
}

pub struct Ledger<'p, 'a> {
    phases: &'p Phases<'a>,
    areas: usize,
    /// Budget of an area before transfers, by year and area.
    budgets: Vec<Money>,
    /// By year, January or a later month, and area.
    team_cost: Vec<TeamCost>,
    historic_total: Money,
    years: Vec<AreaYear>,
    effects: Vec<f64>,
    months: Vec<AreaMonth>,
}

impl<'p, 'a> Ledger<'p, 'a> {
    pub fn new(phases: &'p Phases<'a>) -> Self {
        let tables = phases.first();
        let parameters = tables.parameters;
        let areas = parameters.population.areas.len();
        let years = parameters.years as usize;
        Self {
            phases,
            areas,
            budgets: (0..parameters.years).flat_map(|year| area_budgets(phases, year)).collect(),
            team_cost: team_cost_table(phases),
            historic_total: Money::from_f64(tables.shares.total),
            years: vec![AreaYear::default(); years * areas],
            effects: vec![0.0; years * areas * parameters.effects.len()],
            months: vec![AreaMonth::default(); tables.months as usize * areas],
        }
    }

    /// Pressure is 1 in the first month of the run.
    pub fn first_response(&self) -> Response {
        self.phases.holder(0).response(1.0)
    }

    /// New budgets, and the pressure that last month's spending means for them.
    pub fn open_year(&self, team: &mut TeamState, year: u32) {
        let holder = self.phases.holder(year * MONTHS);
        for area in &mut team.areas {
            area.budget = self.budgets[year as usize * self.areas + area.index];
            area.spent = Money::ZERO;
            area.year = AreaYear { budget: area.budget, ..AreaYear::default() };
            if year > 0 {
                let expected = area.spent_this_month * i64::from(MONTHS);
                area.response = holder.response(pressure(expected, area.budget));
            }
        }
    }

    /// Adds the month to the volumes of the year, and renews the forecast.
    pub fn count_month(&mut self, team: &mut TeamState, month: Month) {
        let of_year = month_of_year(month);
        let slot = (month / MONTHS) as usize * 2 + usize::from(of_year > 0);
        for area in &mut team.areas {
            let cost = self.team_cost[slot * self.areas + area.index];
            area.running.add_month(&mut area.year);
            if of_year == 0 {
                area.year.clients += area.running.clients();
            }
            area.year.team_cost += cost.municipality;
            area.year.team_cost_other += cost.others;
            area.spent_this_month = cost.municipality + area.running.covered;
            area.spent += area.spent_this_month;
            area.forecast = forecast(area.spent, area.spent_this_month, of_year);
            self.months[month as usize * self.areas + area.index] = AreaMonth {
                spent_to_date: area.spent,
                budget: area.budget,
                forecast: area.forecast,
                queued: area.running.queued,
                directed: area.running.directed,
                severity_4: 0,
            };
        }
    }

    /// The pressure that decisions of the next month feel; in the last month of a year the new year sets it.
    pub fn renew_pressure(&self, team: &mut TeamState, month: Month) {
        if month_of_year(month) < MONTHS - 1 {
            let holder = self.phases.holder(month);
            let respond = |area: &mut AreaState| {
                area.response = holder.response(pressure(area.forecast, area.budget));
            };
            team.areas.iter_mut().for_each(respond);
        }
    }

    /// Whether budgets may move between areas at the end of this month.
    pub fn redistributes(&self, month: Month) -> bool {
        self.phases.holder(month).redistributes(month_of_year(month))
    }

    /// Moves budget between areas at the end of a month, where the model does so.
    pub fn redistribute(&mut self, teams: &mut [TeamState], month: Month) {
        if !self.redistributes(month) {
            return;
        }
        let mut positions =
            vec![Position { budget: Money::ZERO, spending: Money::ZERO }; self.areas];
        for area in teams.iter().flat_map(|team| &team.areas) {
            positions[area.index] = Position { budget: area.budget, spending: area.forecast };
        }
        let transfers = self.phases.holder(month).transfers(&positions);
        for area in teams.iter_mut().flat_map(|team| &mut team.areas) {
            let transfer = transfers[area.index];
            area.budget += transfer;
            area.year.budget += transfer;
            area.year.transfer += transfer;
            self.months[month as usize * self.areas + area.index].budget = area.budget;
        }
        teams.iter_mut().for_each(|team| self.renew_pressure(team, month));
    }

    /// Stores the volumes of the year that ends with `month`.
    pub fn close_year(&mut self, team: &mut TeamState, month: Month) {
        for area in &mut team.areas {
            area.year.queue_end = area.running.queued;
            area.year.spent = area.spent;
            area.year.overrun = (area.spent - area.budget).positive_part();
            self.years[(month / MONTHS) as usize * self.areas + area.index] = area.year;
        }
    }

    /// Adds what was counted by stays, when all of them have been.
    pub fn add_occupancy(&mut self, area: &AreaState) {
        for (month, crisis) in area.occupancy.crisis().enumerate() {
            self.months[month * self.areas + area.index].severity_4 = crisis;
        }
        let months = area.occupancy.months();
        let years = self.years.len() / self.areas;
        for (year, rows) in months.chunks_exact(months.len() / years).enumerate() {
            let row = year * self.areas + area.index;
            self.years[row].onsets = area.occupancy.onsets(year);
            self.years[row].severity = rows[0];
            let effects = &self.phases.of_year(year as u32).parameters.effects;
            for (number, (effect, months)) in effects.iter().zip(&rows[1..]).enumerate() {
                let units =
                    effect.rate.iter().zip(months).map(|(rate, count)| rate * *count as f64);
                self.effects[row * effects.len() + number] = units.sum();
            }
        }
    }

    /// Settles all years and hands the volumes over.
    pub fn settle(mut self, uniforms: u64) -> Realisation {
        let opening = self.phases.holder(0).opening_reserve(self.historic_total);
        let mut reserve = Reserve { opening, balance: opening };
        for (number, year) in (0..).zip(self.years.chunks_exact_mut(self.areas)) {
            let positions: Vec<Position> = year
                .iter()
                .map(|area| Position { budget: area.budget, spending: area.spent })
                .collect();
            let holder = self.phases.holder(number * MONTHS);
            let settlements = holder.settle(&mut reserve, &positions);
            for (area, settlement) in year.iter_mut().zip(settlements) {
                area.reserve_used = settlement.reserve_used;
                area.general_funds = settlement.general_funds;
                area.consortium_result = settlement.consortium_result;
            }
        }
        Realisation { years: self.years, effects: self.effects, months: self.months, uniforms }
    }
}

/// Budgets of all areas in a year, before transfers.
fn area_budgets(phases: &Phases, year: u32) -> Vec<Money> {
    let tables = phases.of_year(year);
    let budget = phases.budget(year);
    let weight = phases.holder(year * MONTHS).history_weight();
    let areas = 0..tables.parameters.population.areas.len();
    areas.map(|area| budget.area(year as usize, &tables.shares, area, weight)).collect()
}

/// Team cost of January and of any later month of each year, divided over the areas by households.
fn team_cost_table(phases: &Phases) -> Vec<TeamCost> {
    let first = phases.first().parameters.start_year;
    let years = 0..phases.first().parameters.years;
    years
        .flat_map(|year| [0, 1].map(|month| (year, month)))
        .flat_map(|(year, month)| {
            let cost = |item: &CostItem| item.in_month(first + year as i32, first, month);
            divide_team_cost(phases.of_year(year), cost)
        })
        .collect()
}

fn divide_team_cost(tables: &Tables, cost: impl Fn(&CostItem) -> f64) -> Vec<TeamCost> {
    let population = &tables.parameters.population;
    let mut costs = vec![TeamCost::default(); population.areas.len()];
    let households = |index: usize| f64::from(population.areas[index].household_count());
    let mut divide = |members: &[usize], item: &CostItem| {
        let weights: Vec<f64> = members.iter().map(|index| households(*index)).collect();
        let parts = split(Money::from_f64(cost(item)), &weights);
        for (index, part) in members.iter().zip(parts) {
            if item.payer == MUNICIPALITY {
                costs[*index].municipality += part;
            } else {
                costs[*index].others += part;
            }
        }
    };
    let all: Vec<usize> = (0..population.areas.len()).collect();
    for item in &tables.parameters.process.team.costs {
        match item.per {
            Level::Municipality => divide(&all, item),
            Level::Team => {
                for team in 0..population.teams.len() {
                    let of_team = |index: &&usize| population.areas[**index].team == team;
                    let members: Vec<usize> = all.iter().filter(of_team).copied().collect();
                    divide(&members, item);
                }
            }
        }
    }
    costs
}
