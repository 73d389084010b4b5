//! How likely area budgets are overrun.

use super::{Chance, Draws, Fan};
use crate::study::{Outcome, SampleTable};
use crate::units::MONTHS;

/// Chances of spending more than the budget, of one area under one alternative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OverrunChances {
    /// In a year picked at random.
    pub average_year: Chance,
    /// In at least one year of the run.
    pub any_year: Chance,
}

/// By area, then alternative.
pub fn overrun(table: &SampleTable) -> Vec<Vec<OverrunChances>> {
    let draws = Draws::of(table);
    let chances = |area: usize, outcomes: &Vec<Outcome>| {
        let years: Vec<f64> = outcomes.iter().map(|o| overrun_years(table, o, area)).collect();
        let average: Vec<f64> = years.iter().map(|n| n / table.header.years as f64).collect();
        let any: Vec<f64> = years.iter().map(|n| n.min(1.0)).collect();
        Some(OverrunChances {
            average_year: draws.chance(&average)?,
            any_year: draws.chance(&any)?,
        })
    };
    (0..table.header.areas.len())
        .map(|area| table.outcomes.iter().filter_map(|outcomes| chances(area, outcomes)).collect())
        .collect()
}

/// Number of years in which the area spent more than its budget.
fn overrun_years(table: &SampleTable, outcome: &Outcome, area: usize) -> f64 {
    let cells = area * table.header.years..(area + 1) * table.header.years;
    cells.filter(|cell| outcome.spent[*cell] > outcome.budget[*cell]).count() as f64
}

/// One area's year under one alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct Uitputting {
    pub area: usize,
    /// Spending so far over budget at the end of each month.
    pub share: Fan,
    /// Chance that the year ends above the budget.
    pub overrun: Option<Chance>,
    /// The budget, where all draws have the same; euro.
    pub budget: Option<f64>,
}

/// The year that the table keeps by month, for one alternative; by area.
pub fn uitputting(table: &SampleTable, alternative: usize) -> Vec<Uitputting> {
    let draws = Draws::of(table);
    let outcomes = &table.outcomes[alternative];
    let months = MONTHS as usize;
    (0..table.header.areas.len())
        .map(|area| {
            let cell = area * table.header.years + table.uitputting_year();
            let line = |o: &Outcome| o.uitputting[area * months..(area + 1) * months].to_vec();
            let lines: Vec<Vec<f64>> = outcomes.iter().map(line).collect();
            let over: Vec<f64> = outcomes
                .iter()
                .map(|o| f64::from(u8::from(o.spent[cell] > o.budget[cell])))
                .collect();
            let budgets: Vec<f64> = outcomes.iter().map(|o| o.budget[cell]).collect();
            let fixed = budgets.windows(2).all(|pair| pair[0] == pair[1]);
            Uitputting {
                area,
                share: draws.fan(&lines),
                overrun: draws.chance(&over),
                budget: budgets.first().copied().filter(|_| fixed),
            }
        })
        .collect()
}
