//! The unit of parallel work: one alternative in one draw, and what it costs whom.

use super::model::Model;
use crate::domain::MUNICIPALITY;
use crate::engine::{AreaYear, Parameters, Realisation, Scratch, Switch, realise_switching};
use crate::mkba::{Journal, Valuation, YearVolumes, stakeholders};
use crate::process::Level;
use crate::units::{Hours, Money};

/// One realisation with its accounts.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    pub draw: u64,
    /// Index in [`Model::alternatives`].
    pub alternative: usize,
    pub realisation: Realisation,
    pub accounts: Accounts,
}

/// Cost per year and stakeholder, and the discounting that belongs to the draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Accounts {
    pub stakeholders: Vec<String>,
    /// Euro by year, then stakeholder.
    pub costs: Vec<f64>,
    /// Euro by year: what the municipality pays for teams and provisions.
    pub municipal_cost: Vec<f64>,
    /// What was paid for, by whom and to whom.
    pub journal: Journal,
    pub valuation: Valuation,
}

impl Unit {
    pub fn compute(
        model: &dyn Model,
        alternative: usize,
        draw: u64,
        sample: &[f64],
        seed: u64,
        scratch: &mut Scratch,
    ) -> Self {
        let through = Through::new(model, alternative, sample);
        let (first, switches) = (&through.first, &through.switches);
        let realisation = realise_switching(first, switches, seed, draw, scratch);
        let accounts = Accounts::new(&through, &realisation, model.valuation(sample));
        Self { draw, alternative, realisation, accounts }
    }

    /// A unit from a stored realisation: the accounts follow from the volumes, nothing is simulated.
    pub fn restore(
        model: &dyn Model,
        alternative: usize,
        draw: u64,
        sample: &[f64],
        realisation: Realisation,
    ) -> Self {
        let through = Through::new(model, alternative, sample);
        let accounts = Accounts::new(&through, &realisation, model.valuation(sample));
        Self { draw, alternative, realisation, accounts }
    }
}

/// The parameters of one alternative in one draw through the years.
pub(super) struct Through {
    pub first: Parameters,
    switches: Vec<Switch>,
}

impl Through {
    pub fn new(model: &dyn Model, alternative: usize, sample: &[f64]) -> Self {
        let first = model.parameters(alternative, sample);
        Self { first, switches: model.switches(alternative, sample) }
    }

    fn all(&self) -> impl Iterator<Item = &Parameters> {
        std::iter::once(&self.first).chain(self.switches.iter().map(|later| &later.parameters))
    }

    /// Whether the same parameters hold in all years.
    pub fn is_constant(&self) -> bool {
        self.switches.is_empty()
    }

    pub fn in_year(&self, year: usize) -> &Parameters {
        let later = self.switches.iter().rev().find(|later| later.year as usize <= year);
        later.map_or(&self.first, |later| &later.parameters)
    }

    fn stakeholders(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for parameters in self.all() {
            let costs = &parameters.process.team.costs;
            let payers = costs.iter().map(|item| item.payer.as_str());
            let new = stakeholders(&parameters.effects, payers);
            names.extend(new.into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
        }
        names
    }
}

impl Accounts {
    fn new(through: &Through, realisation: &Realisation, valuation: Valuation) -> Self {
        let stakeholders = through.stakeholders();
        let areas = through.first.population.areas.len();
        let effects = through.first.effects.len();
        let years: Vec<YearVolumes> = realisation
            .years
            .chunks_exact(areas)
            .enumerate()
            .map(|(year, rows)| {
                let units = &realisation.effects[year * areas * effects..][..areas * effects];
                year_volumes(through.in_year(year), year as i32, rows, units)
            })
            .collect();
        let effects = (0..years.len()).map(|year| through.in_year(year).effects.as_slice());
        let journal = Journal::new(effects.zip(&years));
        let costs = (0..years.len()).flat_map(|year| journal.costs(year, &stakeholders));
        Self {
            costs: costs.map(Money::to_f64).collect(),
            municipal_cost: years.iter().map(YearVolumes::municipal_cost).collect(),
            stakeholders,
            journal,
            valuation,
        }
    }

    /// Number of stakeholders and years are those of the run; euro.
    pub fn year(&self, year: usize) -> &[f64] {
        &self.costs[year * self.stakeholders.len()..][..self.stakeholders.len()]
    }
}

fn year_volumes(
    parameters: &Parameters,
    year: i32,
    rows: &[AreaYear],
    units: &[f64],
) -> YearVolumes {
    let effects = parameters.effects.len();
    let sum = |amount: &dyn Fn(&AreaYear) -> Money| -> f64 {
        rows.iter().map(amount).sum::<Money>().to_f64()
    };
    let informal_care =
        parameters.process.provisions.iter().enumerate().map(|(rung, provision)| {
            let hours: Hours = rows.iter().map(|row| row.hours[rung]).sum();
            provision.informal_value.map_or(0.0, |value| hours.to_f64() * value)
        });
    YearVolumes {
        gross: sum(&|row| row.gross.iter().copied().sum()),
        eigen_bijdrage: sum(&|row| row.eigen_bijdrage),
        admin_cost: sum(&|row| row.admin_cost),
        team_cost: sum(&|row| row.team_cost),
        team_cost_other: team_cost_other(parameters, year),
        informal_care: informal_care.sum(),
        provider_margin: sum(&|row| row.provider_margin),
        consortium_result: sum(&|row| row.consortium_result),
        effects: (0..effects)
            .map(|effect| units.iter().skip(effect).step_by(effects).sum())
            .collect(),
    }
}

/// Team cost of a year that others than the municipality bear, by payer.
fn team_cost_other(parameters: &Parameters, year: i32) -> Vec<(String, f64)> {
    let teams = parameters.population.teams.len() as f64;
    let items = parameters.process.team.costs.iter().filter(|item| item.payer != MUNICIPALITY);
    items
        .map(|item| {
            let times = if item.per == Level::Team { teams } else { 1.0 };
            let start = parameters.start_year;
            let months = (0..12).map(|month| item.in_month(start + year, start, month));
            (item.payer.clone(), times * months.sum::<f64>())
        })
        .collect()
}
