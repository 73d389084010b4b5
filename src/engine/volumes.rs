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

impl AreaYear {
    /// Adds the volumes of another area or year, stocks too.
    pub fn add(&mut self, row: &Self) {
        macro_rules! add_fields {
            ($($field:ident),+; $($list:ident),+) => {
                $(self.$field += row.$field;)+
                $(for (sum, term) in self.$list.iter_mut().zip(row.$list) { *sum += term; })+
            };
        }
        add_fields!(
            onsets, aanmeldingen, simple, complex, sectoral, gesprekken, waited_months,
            served_wait_months, queue_end, closed, clients, eigen_bijdrage, admin_cost, informal_hours,
            provider_margin, team_cost, team_cost_other, budget, spent, overrun, transfer, reserve_used,
            general_funds, consortium_result, zrm_gain;
            severity, supported, hours, gross
        );
    }
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

/// How a column is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number of households, household-months or events.
    Count,
    /// Hours or euro, to the millionth.
    Amount,
}

/// A column of a results table: its name, and the way to and from a record.
#[derive(Clone, Copy, Debug)]
pub struct Column<T: 'static> {
    pub name: &'static str,
    pub kind: Kind,
    pub get: fn(&T) -> f64,
    pub set: fn(&mut T, f64),
    /// The same without loss: a count, or whole millionths.
    pub whole: fn(&T) -> i64,
}

macro_rules! columns {
    ($($kind:ident $name:literal = $field:ident $([$index:literal])?;)+) => {
        &[$(columns!(@ $kind $name, $field $([$index])?)),+]
    };
    (@ count $name:literal, $($place:tt)+) => {
        Column {
            name: $name,
            kind: Kind::Count,
            get: |record| record.$($place)+ as f64,
            set: |record, value| record.$($place)+ = value.round() as i64,
            whole: |record| record.$($place)+,
        }
    };
    (@ money $name:literal, $($place:tt)+) => {
        Column {
            name: $name,
            kind: Kind::Amount,
            get: |record| record.$($place)+.to_f64(),
            set: |record, value| record.$($place)+ = Money::from_f64(value),
            whole: |record| record.$($place)+.millionths(),
        }
    };
    (@ hours $name:literal, $($place:tt)+) => {
        Column {
            name: $name,
            kind: Kind::Amount,
            get: |record| record.$($place)+.to_f64(),
            set: |record, value| record.$($place)+ = Hours::from_f64(value),
            whole: |record| record.$($place)+.millionths(),
        }
    };
}

/// The columns of `results.parquet` after alternative, draw, year and area, and before the effects.
pub const COLUMNS: &[Column<AreaYear>] = columns! {
    count "onsets" = onsets;
    count "aanmeldingen" = aanmeldingen;
    count "simple" = simple;
    count "complex" = complex;
    count "sectoral" = sectoral;
    count "gesprekken" = gesprekken;
    count "waited_months" = waited_months;
    count "served_wait_months" = served_wait_months;
    count "queue_end" = queue_end;
    count "closed" = closed;
    count "clients" = clients;
    count "severity_1" = severity[0];
    count "severity_2" = severity[1];
    count "severity_3" = severity[2];
    count "severity_4" = severity[3];
    count "supported_0" = supported[0];
    count "supported_1" = supported[1];
    count "supported_2" = supported[2];
    count "supported_3" = supported[3];
    count "supported_4" = supported[4];
    hours "hours_0" = hours[0];
    hours "hours_1" = hours[1];
    hours "hours_2" = hours[2];
    hours "hours_3" = hours[3];
    hours "hours_4" = hours[4];
    money "gross_0" = gross[0];
    money "gross_1" = gross[1];
    money "gross_2" = gross[2];
    money "gross_3" = gross[3];
    money "gross_4" = gross[4];
    money "eigen_bijdrage" = eigen_bijdrage;
    money "admin_cost" = admin_cost;
    hours "informal_hours" = informal_hours;
    money "provider_margin" = provider_margin;
    money "team_cost" = team_cost;
    money "team_cost_other" = team_cost_other;
    money "budget" = budget;
    money "spent" = spent;
    money "overrun" = overrun;
    money "transfer" = transfer;
    money "reserve_used" = reserve_used;
    money "general_funds" = general_funds;
    money "consortium_result" = consortium_result;
    count "zrm_gain" = zrm_gain;
};

/// The columns of `months.parquet` after alternative, draw, month and area.
pub const MONTH_COLUMNS: &[Column<AreaMonth>] = columns! {
    money "spent_to_date" = spent_to_date;
    money "budget" = budget;
    money "forecast" = forecast;
    count "queued" = queued;
    count "directed" = directed;
    count "severity_4" = severity_4;
};

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
