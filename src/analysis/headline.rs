//! The headline figures of each alternative, and their differences with the reference.

use super::{Difference, Draws, Estimate, net_present_values};
use crate::mkba::View;
use crate::stats::variance::VarianceComponents;
use crate::study::{Outcome, SampleTable};

/// What a headline figure measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Euro over the run, undiscounted: teams and provisions, net of eigen bijdragen.
    MunicipalCost,
    /// The same per year.
    MunicipalCostPerYear,
    /// Euro; a difference with the reference by nature.
    NetPresentValue,
    /// Euro; the same from the municipality's purse alone.
    MunicipalNetPresentValue,
    /// Months that those served waited for their gesprek, on average.
    MeanWait,
    /// Households in the queue at the end of the run.
    QueueEnd,
    /// Households in crisis, mean over the months.
    Crisis,
    /// Household-months in crisis over the run.
    CrisisHouseholdMonths,
    /// Households with an individual or specialist provision, per year.
    Clients,
    /// Hours of informal care over the run.
    InformalHours,
    /// Euro over the run.
    EigenBijdrage,
    /// Euro over the run: spending above the area budgets, areas and years with room not set against it.
    Overrun,
}

impl Measure {
    pub const ALL: [Self; 12] = [
        Self::MunicipalCost,
        Self::MunicipalCostPerYear,
        Self::NetPresentValue,
        Self::MunicipalNetPresentValue,
        Self::MeanWait,
        Self::QueueEnd,
        Self::Crisis,
        Self::CrisisHouseholdMonths,
        Self::Clients,
        Self::InformalHours,
        Self::EigenBijdrage,
        Self::Overrun,
    ];

    /// Whether it exists as a difference with the reference only.
    pub fn is_difference(self) -> bool {
        matches!(self, Self::NetPresentValue | Self::MunicipalNetPresentValue)
    }

    /// Whether more of it is better; net present values are, and costs, waiting and crises are not.
    pub fn more_is_better(self) -> bool {
        self.is_difference()
    }

    /// The short name on the command line.
    pub fn short(self) -> &'static str {
        match self {
            Self::MunicipalCost => "cost",
            Self::MunicipalCostPerYear => "cost_per_year",
            Self::NetPresentValue => "npv",
            Self::MunicipalNetPresentValue => "municipal_npv",
            Self::MeanWait => "wait",
            Self::QueueEnd => "queue",
            Self::Crisis => "crisis",
            Self::CrisisHouseholdMonths => "crisis_months",
            Self::Clients => "clients",
            Self::InformalHours => "informal_hours",
            Self::EigenBijdrage => "eigen_bijdragen",
            Self::Overrun => "overrun",
        }
    }

    /// The name in `summary.csv` and in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::MunicipalCost => "municipal_cost",
            Self::MunicipalCostPerYear => "municipal_cost_per_year",
            Self::NetPresentValue => "net_present_value",
            Self::MunicipalNetPresentValue => "municipal_net_present_value",
            Self::MeanWait => "mean_wait",
            Self::QueueEnd => "households_queued_at_end",
            Self::Crisis => "households_in_crisis",
            Self::CrisisHouseholdMonths => "crisis_household_months",
            Self::Clients => "clients_per_year",
            Self::InformalHours => "informal_care_hours",
            Self::EigenBijdrage => "eigen_bijdragen",
            Self::Overrun => "overrun",
        }
    }
}

/// One measure of one alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    pub measure: Measure,
    /// Index among the alternatives of the run.
    pub alternative: usize,
    /// None where the measure exists as a difference only, or where no draw has it.
    pub level: Option<Estimate>,
    /// None for the reference, and where the run has none.
    pub difference: Option<Difference>,
    /// By uncertain quantities and by chance; none where every draw has quantities of its own.
    pub level_variance: Option<VarianceComponents>,
    pub difference_variance: Option<VarianceComponents>,
}

/// All measures of all alternatives, by measure.
pub fn headlines(table: &SampleTable) -> Vec<Headline> {
    let draws = Draws::of(table);
    let alternatives = 0..table.header.alternatives.len();
    Measure::ALL
        .into_iter()
        .flat_map(|measure| alternatives.clone().map(move |index| (measure, index)))
        .map(|(measure, alternative)| headline(table, &draws, measure, alternative))
        .collect()
}

fn headline(table: &SampleTable, draws: &Draws, measure: Measure, alternative: usize) -> Headline {
    let (levels, level_values) = draws.present(&levels(table, measure, alternative));
    let (both, differences) = draws.present(&differences(table, measure, alternative));
    Headline {
        measure,
        alternative,
        level: levels.estimate(&level_values),
        difference: both.difference(&differences),
        level_variance: levels.components(&level_values),
        difference_variance: both.components(&differences),
    }
}

/// A measure of an alternative in every draw; none where it does not exist. Empty for measures that are differences by
/// nature.
pub fn levels(table: &SampleTable, measure: Measure, alternative: usize) -> Vec<Option<f64>> {
    if measure.is_difference() {
        return Vec::new();
    }
    table.outcomes[alternative].iter().map(|outcome| level(table, measure, outcome)).collect()
}

/// A measure of an alternative minus that of the reference in every draw; none where either does not exist. Empty for
/// the reference itself, and where the run has none.
pub fn differences(table: &SampleTable, measure: Measure, alternative: usize) -> Vec<Option<f64>> {
    let reference = table.header.reference().filter(|reference| *reference != alternative);
    let Some(reference) = reference else { return Vec::new() };
    let net = |view| net_present_values(table, alternative, view).into_iter().map(Some).collect();
    match measure {
        Measure::NetPresentValue => net(View::Society),
        Measure::MunicipalNetPresentValue => net(View::Municipality),
        _ => {
            let pairs = table.outcomes[alternative].iter().zip(&table.outcomes[reference]);
            let level = |outcome| level(table, measure, outcome);
            pairs.map(|(project, reference)| Some(level(project)? - level(reference)?)).collect()
        }
    }
}

/// The measure in one draw; none where it does not exist there.
fn level(table: &SampleTable, measure: Measure, outcome: &Outcome) -> Option<f64> {
    let total = |column: &str| table.total(outcome, column);
    let years = table.header.years as f64;
    let municipal_cost = || outcome.municipal_cost.iter().sum::<f64>();
    Some(match measure {
        Measure::MunicipalCost => municipal_cost(),
        Measure::MunicipalCostPerYear => municipal_cost() / years,
        Measure::NetPresentValue | Measure::MunicipalNetPresentValue => return None,
        Measure::MeanWait => {
            let served = total("gesprekken")?;
            if served == 0.0 {
                return None;
            }
            total("served_wait_months")? / served
        }
        Measure::QueueEnd => total("queue_end")?,
        Measure::Crisis => total("severity_4")? / (12.0 * years),
        Measure::CrisisHouseholdMonths => total("severity_4")?,
        Measure::Clients => total("clients")? / years,
        Measure::InformalHours => total("informal_hours")?,
        Measure::EigenBijdrage => total("eigen_bijdrage")?,
        Measure::Overrun => total("overrun")?,
    })
}
