//! What a municipality spent on the social domain, from the taakvelden of Iv3: the team, the first line, the
//! specialists, and what the model leaves out. All rules stand here; docs/data.md gives them in prose.
//!
//! | taakveld | until 2022 | 2023-2024 | from 2025 | here |
//! | --- | --- | --- | --- | --- |
//! | teams and access | 6.2 | 6.2 | 6.21, 6.22, 6.23 | team, area budget |
//! | aids and services (Wmo) | 6.6 | 6.6 | 6.60 | rung 3, area budget |
//! | tailored services 18+ | 6.71 | 6.71 | 6.71 | rung 3, area budget |
//! | personal budgets | in the others | in the others | 6.79 | rung 3, area budget |
//! | youth care without residence | part of 6.72 | 6.72 | part of 6.75 | rung 3, area budget |
//! | youth: residence, crisis, GGZ, protection | rest of 6.72, 6.82 | 6.73, 6.74, 6.82 | 6.76, rest of 6.75, 6.82 | rung 4, specialist budget |
//! | general provisions | 6.1 | 6.1 | 6.1 | left out |
//! | shelter, protected living 18+ | 6.81 | 6.81 | 6.81 | left out |
//! | coordination and policy | in the others | in the others | 6.91, 6.92 | left out |
//!
//! Amounts per inhabitant are averaged over years, so that a municipality that grew by a merger is comparable.

use super::data::{Iv3, OpenData};

/// The amounts of one budget or account by where they belong, thousand euro of its year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lines {
    pub inhabitants: f64,
    /// 6.2, from 2025 6.21 to 6.23.
    pub team: f64,
    /// 6.6 and 6.71, from 2025 6.60, 6.71 and 6.79.
    pub adult: f64,
    /// 6.72 to 6.74 and 6.82, from 2025 6.75, 6.76 and 6.82.
    pub youth: f64,
    /// The part of `youth` in the first line, where the year tells: 6.72 in 2023 and 2024.
    pub first_line_youth: Option<f64>,
    /// 6.1.
    pub general: f64,
    /// 6.81.
    pub escalated_adult: f64,
    /// 6.91 and 6.92.
    pub policy: f64,
}

/// First year in which youth care with and without residence are separate taakvelden.
const DIVIDED_YOUTH: i32 = 2023;
/// First year of the taakvelden 6.21 to 6.92.
const NEW_CODES: i32 = 2025;

impl Lines {
    /// The lines of one row; a taakveld that the row lacks counts nothing.
    pub fn of(row: &Iv3) -> Self {
        let amount = |code: &str| row.amounts.get(code).copied().filter(|x| !x.is_nan());
        let sum = |codes: &[&str]| codes.iter().filter_map(|code| amount(code)).sum::<f64>();
        let divided = (DIVIDED_YOUTH..NEW_CODES).contains(&row.year);
        let new = row.year >= NEW_CODES;
        Self {
            inhabitants: row.inhabitants,
            team: sum(if new { &["tv_6_21", "tv_6_22", "tv_6_23"] } else { &["tv_6_2"] }),
            adult: sum(if new {
                &["tv_6_60", "tv_6_71", "tv_6_79"]
            } else {
                &["tv_6_6", "tv_6_71"]
            }),
            youth: sum(if new {
                &["tv_6_75", "tv_6_76", "tv_6_82"]
            } else if divided {
                &["tv_6_72", "tv_6_73", "tv_6_74", "tv_6_82"]
            } else {
                &["tv_6_72", "tv_6_82"]
            }),
            first_line_youth: if divided { amount("tv_6_72") } else { None },
            general: sum(&["tv_6_1"]),
            escalated_adult: sum(&["tv_6_81"]),
            policy: sum(&["tv_6_91", "tv_6_92"]),
        }
    }

    /// The sum of the parts of a municipality; none of nothing.
    pub fn sum<'a>(rows: impl IntoIterator<Item = &'a Iv3>) -> Option<Self> {
        rows.into_iter().map(Self::of).reduce(|a, b| Self {
            inhabitants: a.inhabitants + b.inhabitants,
            team: a.team + b.team,
            adult: a.adult + b.adult,
            youth: a.youth + b.youth,
            first_line_youth: a.first_line_youth.zip(b.first_line_youth).map(|(a, b)| a + b),
            general: a.general + b.general,
            escalated_adult: a.escalated_adult + b.escalated_adult,
            policy: a.policy + b.policy,
        })
    }

    /// Whether Wmo and youth care are both there: a municipality that has not delivered has zeros.
    fn complete(&self) -> bool {
        self.adult > 0.0 && self.youth > 0.0 && self.inhabitants > 0.0
    }

    /// The part of youth care in the first line; `share` where the year does not tell.
    pub fn first_line(&self, share: f64) -> f64 {
        self.first_line_youth.unwrap_or(share * self.youth)
    }
}

/// Yearly amounts of a municipality, euro of the price year.
#[derive(Clone, Debug, PartialEq)]
pub struct Budgets {
    /// Cost of teams and access: the national amount per inhabitant. What a municipality books under 6.2 differs too
    /// much from what its teams are to measure them by.
    pub team: f64,
    /// Euro per inhabitant that the municipality itself books under 6.2.
    pub team_booked: f64,
    /// Team, and provisions at rung 3: what the area budgets are for.
    pub area: f64,
    /// Provisions at rung 4.
    pub specialist: f64,
    /// Years that were averaged.
    pub years: Vec<i32>,
    /// Of jaarrekeningen; otherwise of begrotingen.
    pub accounts: bool,
    /// Share of youth care in the first line, where a year does not tell.
    pub first_line_share: f64,
    /// What was filled in, in Dutch.
    pub notes: Vec<String>,
}

/// Years that are averaged: this many, up to the first year of the scenario.
const WINDOW: i32 = 3;

/// The budgets of a municipality with `inhabitants` in `year`, euro of that year; none where the price index does
/// not reach the years.
pub fn budgets(data: &OpenData, code: &str, year: i32, inhabitants: f64) -> Option<Budgets> {
    let mut notes = Vec::new();
    let (accounts, mut lines) =
        window(&|year, accounts| Lines::sum(data.iv3_rows(code, year, accounts)), year);
    let nation = |year: i32, accounts: bool| national(data, year, accounts);
    if lines.is_empty() {
        lines = window(&nation, year).1;
        notes.push(
            "geen bruikbare Iv3-cijfers van de gemeente: landelijk bedrag per inwoner (grade D)"
                .into(),
        );
    }
    let share = first_line_share(data, code).or_else(|| national_share(data)).unwrap_or(0.5);
    let per_inhabitant = |of: &dyn Fn(&Lines) -> f64| mean_per_inhabitant(data, &lines, year, of);
    let team_booked = per_inhabitant(&|lines| lines.team)?;
    let rest = per_inhabitant(&|lines| lines.adult + lines.first_line(share))?;
    let area = team_booked.max(0.0) + rest;
    let specialist = per_inhabitant(&|lines| lines.youth - lines.first_line(share))?;
    let team = mean_per_inhabitant(data, &window(&nation, year).1, year, &|lines| lines.team)?;
    Some(Budgets {
        team: team * inhabitants,
        team_booked,
        area: area * inhabitants,
        specialist: specialist.max(0.0) * inhabitants,
        years: lines.iter().map(|(year, _)| *year).collect(),
        accounts,
        first_line_share: share,
        notes,
    })
}

/// Complete jaarrekeningen of the years up to `year`, or else complete begrotingen.
fn window(of: &dyn Fn(i32, bool) -> Option<Lines>, year: i32) -> (bool, Vec<(i32, Lines)>) {
    let found = |accounts: bool| -> Vec<(i32, Lines)> {
        let years = (year - WINDOW + 1)..=year;
        let lines = years.filter_map(|year| Some((year, of(year, accounts)?)));
        lines.filter(|(_, lines)| lines.complete()).collect()
    };
    let accounts = found(true);
    if accounts.is_empty() { (false, found(false)) } else { (true, accounts) }
}

/// Mean over the years of euro per inhabitant, in euro of `price_year`.
fn mean_per_inhabitant(
    data: &OpenData,
    lines: &[(i32, Lines)],
    price_year: i32,
    of: &dyn Fn(&Lines) -> f64,
) -> Option<f64> {
    let mut sum = 0.0;
    for (year, lines) in lines {
        sum += of(lines) * 1000.0 / lines.inhabitants * data.cpi.factor(*year, price_year)?;
    }
    (!lines.is_empty()).then(|| sum / lines.len() as f64)
}

/// Share of youth care in the first line, from the years that tell.
fn first_line_share(data: &OpenData, code: &str) -> Option<f64> {
    let years = DIVIDED_YOUTH..NEW_CODES;
    share_of(years.filter_map(|year| Lines::sum(data.iv3_rows(code, year, true))))
}

fn national_share(data: &OpenData) -> Option<f64> {
    share_of((DIVIDED_YOUTH..NEW_CODES).filter_map(|year| national(data, year, true)))
}

fn share_of(lines: impl Iterator<Item = Lines>) -> Option<f64> {
    let complete: Vec<Lines> = lines.filter(Lines::complete).collect();
    let first: f64 = complete.iter().filter_map(|lines| lines.first_line_youth).sum();
    let all: f64 = complete.iter().map(|lines| lines.youth).sum();
    (all > 0.0).then(|| (first / all).clamp(0.0, 1.0))
}

/// All municipalities with complete figures together.
pub fn national(data: &OpenData, year: i32, accounts: bool) -> Option<Lines> {
    let rows = data.iv3.iter().filter(|row| row.year == year && row.account == accounts);
    Lines::sum(rows.filter(|row| Lines::of(row).complete()))
}

/// Every budget and account there is of a municipality: year, whether it is an account, lines.
pub fn overview(data: &OpenData, code: &str) -> Vec<(i32, bool, Lines)> {
    let years: std::collections::BTreeSet<i32> = data.iv3.iter().map(|row| row.year).collect();
    let both = years.into_iter().flat_map(|year| [(year, false), (year, true)]);
    both.filter_map(|(year, accounts)| {
        Some((year, accounts, Lines::sum(data.iv3_rows(code, year, accounts))?))
    })
    .collect()
}
