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

/// A column of a results table: its name, what it tells, and the way to and from a record.
#[derive(Clone, Copy, Debug)]
pub struct Column<T: 'static> {
    pub name: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// For the reference page, in Markdown.
    pub meaning: &'static str,
    pub kind: Kind,
    pub get: fn(&T) -> f64,
    pub set: fn(&mut T, f64),
    /// The same without loss: a count, or whole millionths.
    pub whole: fn(&T) -> i64,
}

macro_rules! columns {
    ($($kind:ident $name:literal = $field:ident $([$index:literal])?, $unit:literal, $meaning:literal;)+) => {
        &[$(columns!(@ $kind ($name, $unit, $meaning), $field $([$index])?)),+]
    };
    (@ count ($name:literal, $unit:literal, $meaning:literal), $($place:tt)+) => {
        Column {
            name: $name,
            unit: $unit,
            meaning: $meaning,
            kind: Kind::Count,
            get: |record| record.$($place)+ as f64,
            set: |record, value| record.$($place)+ = value.round() as i64,
            whole: |record| record.$($place)+,
        }
    };
    (@ money ($name:literal, $unit:literal, $meaning:literal), $($place:tt)+) => {
        Column {
            name: $name,
            unit: $unit,
            meaning: $meaning,
            kind: Kind::Amount,
            get: |record| record.$($place)+.to_f64(),
            set: |record, value| record.$($place)+ = Money::from_f64(value),
            whole: |record| record.$($place)+.millionths(),
        }
    };
    (@ hours ($name:literal, $unit:literal, $meaning:literal), $($place:tt)+) => {
        Column {
            name: $name,
            unit: $unit,
            meaning: $meaning,
            kind: Kind::Amount,
            get: |record| record.$($place)+.to_f64(),
            set: |record, value| record.$($place)+ = Hours::from_f64(value),
            whole: |record| record.$($place)+.millionths(),
        }
    };
}

/// The columns of `results.parquet` after alternative, draw, year and area, and before the effects.
pub const COLUMNS: &[Column<AreaYear>] = columns! {
    count "onsets" = onsets, "episodes", "needs that arose";
    count "aanmeldingen" = aanmeldingen, "episodes", "needs reported to the team";
    count "simple" = simple, "episodes",
        "aanmeldingen that were simple at the orientatie: general provisions, without a gesprek";
    count "complex" = complex, "episodes",
        "aanmeldingen that were complex at the orientatie: specialist support, without a gesprek";
    count "sectoral" = sectoral, "episodes",
        "aanmeldingen that went to a sectoral desk; all others were queued for a gesprek";
    count "gesprekken" = gesprekken, "gesprekken", "served from the queue";
    count "waited_months" = waited_months, "household-months", "in the queue after step D";
    count "served_wait_months" = served_wait_months, "months",
        "waiting time of those served, summed";
    count "queue_end" = queue_end, "households", "in the queue at the end of the year, a stock";
    count "closed" = closed, "episodes", "closed at a review";
    count "clients" = clients, "households",
        "with support at rung 3 or 4 in at least one month of the year";
    count "severity_1" = severity[0], "household-months",
        "open needs of severity 1, with or without support";
    count "severity_2" = severity[1], "household-months",
        "open needs of severity 2, with or without support";
    count "severity_3" = severity[2], "household-months",
        "open needs of severity 3, with or without support";
    count "severity_4" = severity[3], "household-months",
        "open needs of severity 4, with or without support";
    count "supported_0" = supported[0], "household-months",
        "support at rung 0, also of resolved cases that are not closed";
    count "supported_1" = supported[1], "household-months",
        "support at rung 1, also of resolved cases that are not closed";
    count "supported_2" = supported[2], "household-months",
        "support at rung 2, also of resolved cases that are not closed";
    count "supported_3" = supported[3], "household-months",
        "support at rung 3, also of resolved cases that are not closed";
    count "supported_4" = supported[4], "household-months",
        "support at rung 4, also of resolved cases that are not closed";
    hours "hours_0" = hours[0], "hours", "delivered at rung 0";
    hours "hours_1" = hours[1], "hours", "delivered at rung 1";
    hours "hours_2" = hours[2], "hours", "delivered at rung 2";
    hours "hours_3" = hours[3], "hours", "delivered at rung 3";
    hours "hours_4" = hours[4], "hours", "delivered at rung 4";
    money "gross_0" = gross[0], "euro",
        "cost of provisions at rung 0, after the adjustment of the payment model";
    money "gross_1" = gross[1], "euro",
        "cost of provisions at rung 1, after the adjustment of the payment model";
    money "gross_2" = gross[2], "euro",
        "cost of provisions at rung 2, after the adjustment of the payment model";
    money "gross_3" = gross[3], "euro",
        "cost of provisions at rung 3, after the adjustment of the payment model";
    money "gross_4" = gross[4], "euro",
        "cost of provisions at rung 4, after the adjustment of the payment model";
    money "eigen_bijdrage" = eigen_bijdrage, "euro", "paid by households";
    money "admin_cost" = admin_cost, "euro", "administration of trekkingsrecht";
    hours "informal_hours" = informal_hours, "hours",
        "of rungs with an `informal_value`; they are in `hours_*` too";
    money "provider_margin" = provider_margin, "euro",
        "price minus delivered hours at the tariff, under resultaatbekostiging; may be negative";
    money "team_cost" = team_cost, "euro", "cost of the team paid by the municipality";
    money "team_cost_other" = team_cost_other, "euro", "cost of the team paid by others";
    money "budget" = budget, "euro", "area budget after transfers";
    money "spent" = spent, "euro",
        "covered spending: `team_cost`, and gross − eigen bijdrage + administration at the rungs of `covers_rungs`";
    money "overrun" = overrun, "euro", "max(`spent` − `budget`, 0)";
    money "transfer" = transfer, "euro",
        "received from other areas; negative is given. Adds up to 0 over the areas";
    money "reserve_used" = reserve_used, "euro", "drawn from the reserve; negative is refilled";
    money "general_funds" = general_funds, "euro",
        "from general funds; negative flows back. Under populatiebekostiging `reserve_used` + `general_funds` = `spent` − `budget`";
    money "consortium_result" = consortium_result, "euro",
        "kept by the consortium; negative is borne";
    count "zrm_gain" = zrm_gain, "steps of severity",
        "severity at the gesprek minus severity at closing, summed over closed directed episodes";
};

/// The columns of `months.parquet` after alternative, draw, month and area.
pub const MONTH_COLUMNS: &[Column<AreaMonth>] = columns! {
    money "spent_to_date" = spent_to_date, "euro", "covered spending of the year so far";
    money "budget" = budget, "euro", "area budget of the year, after the transfers made so far";
    money "forecast" = forecast, "euro", "of the whole year, at the end of this month";
    count "queued" = queued, "households", "in the queue after step D";
    count "directed" = directed, "households", "directed by the team";
    count "severity_4" = severity_4, "households", "in crisis";
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
