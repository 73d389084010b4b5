//! All figures on budgets and reserves of a run, by alternative: what `wijkraming budget` prints and a report can draw.

use serde::Serialize;

use super::Draws;
use super::absorption::{BusinessCase, business_case};
use super::accounts::{Account, AccountKind, accounts, draws_of};
use super::bearing::{BearingLine, bearing};
use super::overrun_accounts::{AccountOverrun, UitputtingFan, account_overruns, uitputting_fans};
use super::reserve::{Period, Pooling, Reserve, periods, pooling, reserves};
use super::taakvelden::{TaakveldYear, taakvelden};
use super::weerstandsvermogen::{Available, Ratio, available, ratios};
use crate::stats::Bootstrap;
use crate::study::BudgetTable;

/// What may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetOptions {
    /// Month at whose end the forecast per taakveld is taken; 1 is January.
    pub forecast_month: u32,
    /// For the errors of verevening and rules of thumb.
    pub bootstrap: Bootstrap,
}

/// The figures of one alternative.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BudgetFigures {
    pub alternative: String,
    pub title: String,
    pub reference: bool,
    pub overruns: Vec<AccountOverrun>,
    /// By year, then area; empty without ends of months.
    pub uitputting: Vec<UitputtingFan>,
    pub reserves: Vec<Reserve>,
    /// Areas against all area budgets in one reserve.
    pub verevening: Vec<Pooling>,
    /// Areas and the specialist budget against one reserve for all; empty without a specialist budget.
    pub verevening_total: Vec<Pooling>,
    /// What is at hand; none where the scenario says nothing of it.
    pub available: Option<Available>,
    /// Of all area budgets, and of the total; by period and certainty.
    pub weerstandsvermogen: Vec<Ratio>,
    pub bearing: Vec<BearingLine>,
    pub business_case: Option<BusinessCase>,
    pub taakvelden: Vec<TaakveldYear>,
}

/// Of one alternative; nothing without draws.
pub fn budget_figures(
    table: &BudgetTable,
    alternative: usize,
    options: BudgetOptions,
) -> Option<BudgetFigures> {
    let header = &table.header;
    let records = &table.records[alternative];
    let name = &header.alternatives[alternative];
    if records.is_empty() {
        return None;
    }
    let draws = draws_of(table);
    let accounts = accounts(table, alternative);
    let periods = periods(header.start_year, header.years);
    let available = available(&draws, records);
    let ratios_of = |kind| {
        let known = find(&accounts, kind).zip(available.as_ref());
        known.map_or_else(Vec::new, |(account, at_hand)| ratios(&draws, account, at_hand, &periods))
    };
    let weerstandsvermogen =
        [AccountKind::Areas, AccountKind::Total].into_iter().flat_map(ratios_of).collect();
    let pool = |kind| pool(&draws, &accounts, kind, &periods, &options.bootstrap);
    Some(BudgetFigures {
        alternative: name.id.clone(),
        title: name.title.clone(),
        reference: name.reference,
        overruns: account_overruns(table, alternative, &accounts),
        uitputting: (0..header.years)
            .flat_map(|year| uitputting_fans(table, alternative, year))
            .collect(),
        reserves: reserves(&draws, &accounts, &periods),
        verevening: pool(AccountKind::Areas),
        verevening_total: pool(AccountKind::Total),
        weerstandsvermogen,
        available,
        bearing: bearing(table, alternative),
        business_case: business_case(table, alternative),
        taakvelden: taakvelden(table, alternative, options.forecast_month),
    })
}

fn find(accounts: &[Account], kind: AccountKind) -> Option<&Account> {
    accounts.iter().find(|account| account.kind == kind)
}

/// Every area on its own, with specialists where the pool holds them too, against the pool.
pub fn pool(
    draws: &Draws,
    accounts: &[Account],
    kind: AccountKind,
    periods: &[Period],
    bootstrap: &Bootstrap,
) -> Vec<Pooling> {
    let Some(whole) = find(accounts, kind) else { return Vec::new() };
    let belongs = |account: &&Account| match account.kind {
        AccountKind::Area => true,
        AccountKind::Specialist => kind == AccountKind::Total,
        AccountKind::Team | AccountKind::Areas | AccountKind::Total => false,
    };
    let members: Vec<&Account> = accounts.iter().filter(belongs).collect();
    pooling(draws, &members, whole, periods, bootstrap)
}
