//! What one realisation delivers: volumes and amounts per year and area, and the state at the end of months.

use crate::domain::{RUNGS, SEVERITIES};
use crate::units::{Hours, Money};

/// Volumes of one year in one area: the columns of the results table (section 8 of the model page).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AreaYear {
    pub onsets: i64,
    pub aanmeldingen: i64,
    pub simple: i64,
    pub complex: i64,
    pub sectoral: i64,
    pub gesprekken: i64,
    /// Household-months in the queue after step D.
    pub waited_months: i64,
    /// Summed waiting time of those served, months.
    pub served_wait_months: i64,
    pub queue_end: i64,
    pub closed: i64,
    /// Households with support at rung 3 or 4 in at least one month.
    pub clients: i64,
    /// Household-months at severity 1 to 4.
    pub severity: [i64; SEVERITIES],
    /// Household-months per rung.
    pub supported: [i64; RUNGS],
    pub hours: [Hours; RUNGS],
    pub gross: [Money; RUNGS],
    pub eigen_bijdrage: Money,
    pub admin_cost: Money,
    pub informal_hours: Hours,
    pub provider_margin: Money,
    pub team_cost: Money,
    pub team_cost_other: Money,
    /// After transfers.
    pub budget: Money,
    pub spent: Money,
    pub overrun: Money,
    pub transfer: Money,
    pub reserve_used: Money,
    pub general_funds: Money,
    pub consortium_result: Money,
    /// Severity at the gesprek minus at closing, summed over closed directed episodes.
    pub zrm_gain: i64,
}

/// State of one area at the end of a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AreaMonth {
    pub spent_to_date: Money,
    pub budget: Money,
    pub forecast: Money,
    pub queued: i64,
    pub directed: i64,
    pub severity_4: i64,
}

type Column<T> = (&'static str, fn(&T) -> f64);

/// The columns of `results.parquet` after alternative, draw, year and area, and before the effects.
pub const COLUMNS: &[Column<AreaYear>] = &[
    ("onsets", |v| v.onsets as f64),
    ("aanmeldingen", |v| v.aanmeldingen as f64),
    ("simple", |v| v.simple as f64),
    ("complex", |v| v.complex as f64),
    ("sectoral", |v| v.sectoral as f64),
    ("gesprekken", |v| v.gesprekken as f64),
    ("waited_months", |v| v.waited_months as f64),
    ("served_wait_months", |v| v.served_wait_months as f64),
    ("queue_end", |v| v.queue_end as f64),
    ("closed", |v| v.closed as f64),
    ("clients", |v| v.clients as f64),
    ("severity_1", |v| v.severity[0] as f64),
    ("severity_2", |v| v.severity[1] as f64),
    ("severity_3", |v| v.severity[2] as f64),
    ("severity_4", |v| v.severity[3] as f64),
    ("supported_0", |v| v.supported[0] as f64),
    ("supported_1", |v| v.supported[1] as f64),
    ("supported_2", |v| v.supported[2] as f64),
    ("supported_3", |v| v.supported[3] as f64),
    ("supported_4", |v| v.supported[4] as f64),
    ("hours_0", |v| v.hours[0].to_f64()),
    ("hours_1", |v| v.hours[1].to_f64()),
    ("hours_2", |v| v.hours[2].to_f64()),
    ("hours_3", |v| v.hours[3].to_f64()),
    ("hours_4", |v| v.hours[4].to_f64()),
    ("gross_0", |v| v.gross[0].to_f64()),
    ("gross_1", |v| v.gross[1].to_f64()),
    ("gross_2", |v| v.gross[2].to_f64()),
    ("gross_3", |v| v.gross[3].to_f64()),
    ("gross_4", |v| v.gross[4].to_f64()),
    ("eigen_bijdrage", |v| v.eigen_bijdrage.to_f64()),
    ("admin_cost", |v| v.admin_cost.to_f64()),
    ("informal_hours", |v| v.informal_hours.to_f64()),
    ("provider_margin", |v| v.provider_margin.to_f64()),
    ("team_cost", |v| v.team_cost.to_f64()),
    ("team_cost_other", |v| v.team_cost_other.to_f64()),
    ("budget", |v| v.budget.to_f64()),
    ("spent", |v| v.spent.to_f64()),
    ("overrun", |v| v.overrun.to_f64()),
    ("transfer", |v| v.transfer.to_f64()),
    ("reserve_used", |v| v.reserve_used.to_f64()),
    ("general_funds", |v| v.general_funds.to_f64()),
    ("consortium_result", |v| v.consortium_result.to_f64()),
    ("zrm_gain", |v| v.zrm_gain as f64),
];

/// The columns of `months.parquet` after alternative, draw, month and area.
pub const MONTH_COLUMNS: &[Column<AreaMonth>] = &[
    ("spent_to_date", |v| v.spent_to_date.to_f64()),
    ("budget", |v| v.budget.to_f64()),
    ("forecast", |v| v.forecast.to_f64()),
    ("queued", |v| v.queued as f64),
    ("directed", |v| v.directed as f64),
    ("severity_4", |v| v.severity_4 as f64),
];

/// Everything one realisation delivers.
#[derive(Clone, Debug, PartialEq)]
pub struct Realisation {
    /// By year, then area.
    pub years: Vec<AreaYear>,
    /// Expected effect units by year, area, effect.
    pub effects: Vec<f64>,
    /// By month, then area.
    pub months: Vec<AreaMonth>,
    /// 64-bit random numbers made.
    pub uniforms: u64,
}
