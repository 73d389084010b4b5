//! Budget, forecast and actual per taakveld of Iv3, with N (nadeel) and V (voordeel).
//!
//! Budgets exist for all areas together and for specialists only. They are divided over taakvelden as the
//! nulalternatief spends in the mean of that year, so that a difference shows what the alternative shifts or exceeds.

use serde::Serialize;

use super::accounts::draws_of;
use super::taakveld_bookings::{Booking, Mapping, book, rule};
use super::{Chance, Draws, Estimate};
use crate::domain::Taakveld;
use crate::stats::{student_quantile, summary};
use crate::study::{BudgetRecord, BudgetTable};
use crate::units::{MONTHS, Money};

/// What a row of the table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TaakveldRow {
    Taakveld,
    /// What the municipality pays a consortium beside the cost, as a negative amount what the consortium bears.
    Settlement,
    /// All of these: what the municipality pays for teams and provisions.
    Total,
    /// Taakveld 0.10: drawn from the reserve as a negative amount.
    Reserve,
    /// The total after the reserve.
    Result,
}

/// N or V.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Mark {
    /// Nadeel: more than the budget.
    N,
    /// Voordeel: less.
    V,
}

/// One taakveld in one year; euro, cost minus income.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TaakveldLine {
    pub row: TaakveldRow,
    /// Empty for totals.
    pub code: String,
    pub name: String,
    /// Begroting, mean over the draws; none where no budget is meant for it.
    pub budget: Option<f64>,
    /// Prognose at the end of the month asked for; none without months, and where a part is not followed by month.
    pub forecast: Option<Estimate>,
    /// Realisatie.
    pub actual: Estimate,
    /// Budget minus actual: positive is room.
    pub difference: Option<Estimate>,
    /// The sign of the mean difference, where its 95% interval leaves 0 out.
    pub mark: Option<Mark>,
    /// Chance that the actual is above the budget.
    pub nadeel: Option<Chance>,
}

/// The taakvelden of one year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TaakveldYear {
    pub year: i32,
    pub lines: Vec<TaakveldLine>,
}

/// All years of an alternative; the forecast is that of the end of `month` (1 is January).
pub fn taakvelden(table: &BudgetTable, alternative: usize, month: u32) -> Vec<TaakveldYear> {
    let years = 0..table.header.years;
    years.map(|year| Year::new(table, alternative, year, month).lines()).collect()
}

/// One year of an alternative, by draw.
struct Year<'a> {
    table: &'a BudgetTable,
    draws: Draws,
    year: usize,
    month: u32,
    records: &'a [BudgetRecord],
    codes: Vec<String>,
    /// By draw, then taakveld.
    booked: Vec<Vec<Booking>>,
    /// By taakveld: share of the area budgets, and of the specialist budget; none where it gets nothing of either.
    keys: Vec<Option<[f64; 2]>>,
}

/// The interval of a mean difference that must lie on one side of 0 for a claim.
const CLAIM_LEVEL: f64 = 0.95;

impl<'a> Year<'a> {
    fn new(table: &'a BudgetTable, alternative: usize, year: usize, month: u32) -> Self {
        let all = |alternative: usize| {
            let terms = &table.terms[alternative];
            let mapping = Mapping::new(terms, year);
            let records = table.records[alternative].iter();
            let booked: Vec<Vec<Booking>> =
                records.map(|record| book(&mapping, record, terms, year)).collect();
            (mapping.codes, booked)
        };
        let (mut codes, mut booked) = all(alternative);
        let (of_reference, usual) = all(table.header.reference().unwrap_or(alternative));
        // A taakveld that only the nulalternatief uses still has a budget.
        for code in &of_reference {
            if !codes.contains(code) {
                codes.push(code.clone());
                booked.iter_mut().for_each(|draw| draw.push(Booking::default()));
            }
        }
        let keys = keys(&codes, &of_reference, &usual);
        let records = &table.records[alternative];
        Self { table, draws: draws_of(table), year, month, records, codes, booked, keys }
    }

    fn lines(&self) -> TaakveldYear {
        let mut places: Vec<usize> = (0..self.codes.len()).collect();
        places.sort_by_key(|place| Taakveld::place(&self.codes[*place]));
        let mut lines: Vec<TaakveldLine> =
            places.into_iter().filter_map(|place| self.taakveld(place)).collect();
        if self.records.iter().any(|record| self.settlement(record) != 0.0) {
            lines.extend(self.settled());
        }
        lines.extend(self.total());
        if self.records.iter().any(|record| record.opening_reserve > Money::ZERO) {
            lines.extend(self.reserve());
            lines.extend(self.result());
        }
        TaakveldYear { year: self.table.header.start_year + self.year as i32, lines }
    }

    /// Nothing for a taakveld that nothing is booked on and no budget is meant for.
    fn taakveld(&self, place: usize) -> Option<TaakveldLine> {
        let code = &self.codes[place];
        let booked: Vec<Booking> = self.booked.iter().map(|draw| draw[place]).collect();
        let budget = self.keys[place].map(|[areas, specialist]| -> Vec<f64> {
            let of = |record: &BudgetRecord| {
                areas * self.area_budget(record) + specialist * self.specialist_budget(record)
            };
            self.records.iter().map(of).collect()
        });
        if budget.is_none() && booked.iter().all(|own| *own == Booking::default()) {
            return None;
        }
        let actual: Vec<f64> = booked.iter().map(|own| own.saldo().to_f64()).collect();
        let followed = booked.iter().all(|own| own.saldo() == own.from_areas);
        let forecast = followed.then(|| self.forecast(&booked)).flatten();
        let name = Taakveld::from_code(code).map_or(String::new(), |known| known.name.clone());
        let line = self.line(TaakveldRow::Taakveld, (code.clone(), name), budget, &actual)?;
        Some(TaakveldLine { forecast, ..line })
    }

    /// The forecast of all area budgets, divided as the year closes.
    fn forecast(&self, booked: &[Booking]) -> Option<Estimate> {
        let of = |(record, own): (&BudgetRecord, &Booking)| {
            let forecast = self.area_forecast(record)?;
            let spent: Money = self.rows(record).iter().map(|row| row.spent).sum();
            let part =
                if spent == Money::ZERO { 0.0 } else { own.from_areas.to_f64() / spent.to_f64() };
            Some(forecast * part)
        };
        let values: Option<Vec<f64>> = self.records.iter().zip(booked).map(of).collect();
        self.draws.estimate(&values?)
    }

    fn rows<'b>(&self, record: &'b BudgetRecord) -> &'b [crate::study::AreaBudget] {
        let areas = self.table.header.areas.len();
        &record.areas[self.year * areas..(self.year + 1) * areas]
    }

    fn area_budget(&self, record: &BudgetRecord) -> f64 {
        self.rows(record).iter().map(|row| row.budget).sum::<Money>().to_f64()
    }

    fn specialist_budget(&self, record: &BudgetRecord) -> f64 {
        record.years[self.year].specialist_budget.to_f64()
    }

    /// None where ends of months were not stored.
    fn area_forecast(&self, record: &BudgetRecord) -> Option<f64> {
        let areas = self.table.header.areas.len();
        let month = self.year * MONTHS as usize + self.month as usize - 1;
        let rows = record.months.get(month * areas..(month + 1) * areas)?;
        Some(rows.iter().map(|row| row.forecast).sum::<Money>().to_f64())
    }

    fn settlement(&self, record: &BudgetRecord) -> f64 {
        record.years[self.year].consortium_result.to_f64()
    }

    fn settled(&self) -> Option<TaakveldLine> {
        let settled: Vec<f64> = self.records.iter().map(|record| self.settlement(record)).collect();
        let names =
            (rule("settlement", 0, 0, 0).to_owned(), "verrekening met het consortium".to_owned());
        self.line(TaakveldRow::Settlement, names, None, &settled)
    }

    fn totals(&self) -> Vec<f64> {
        let saldo = |(record, draw): (&BudgetRecord, &Vec<Booking>)| {
            let booked: Money = draw.iter().map(Booking::saldo).sum();
            (booked + record.years[self.year].consortium_result).to_f64()
        };
        self.records.iter().zip(&self.booked).map(saldo).collect()
    }

    fn budgets(&self) -> Vec<f64> {
        let both = |record| self.area_budget(record) + self.specialist_budget(record);
        self.records.iter().map(both).collect()
    }

    fn drawn(&self) -> Vec<f64> {
        self.records.iter().map(|record| record.years[self.year].reserve_used.to_f64()).collect()
    }

    fn total(&self) -> Option<TaakveldLine> {
        let names = (String::new(), String::new());
        self.line(TaakveldRow::Total, names, Some(self.budgets()), &self.totals())
    }

    fn reserve(&self) -> Option<TaakveldLine> {
        let code = rule("reserve", 0, 0, 0);
        let name = Taakveld::from_code(code).map_or(String::new(), |known| known.name.clone());
        let used: Vec<f64> = self.drawn().iter().map(|used| -used).collect();
        self.line(TaakveldRow::Reserve, (code.to_owned(), name), None, &used)
    }

    fn result(&self) -> Option<TaakveldLine> {
        let after: Vec<f64> =
            self.totals().iter().zip(self.drawn()).map(|(total, used)| total - used).collect();
        let names = (String::new(), String::new());
        self.line(TaakveldRow::Result, names, Some(self.budgets()), &after)
    }

    fn line(
        &self,
        row: TaakveldRow,
        (code, name): (String, String),
        budget: Option<Vec<f64>>,
        actual: &[f64],
    ) -> Option<TaakveldLine> {
        let minus = |all: &Vec<f64>| -> Vec<f64> {
            all.iter().zip(actual).map(|(own, used)| own - used).collect()
        };
        let room = budget.as_ref().map(minus);
        let above = |room: &Vec<f64>| {
            let above = room.iter().map(|value| f64::from(u8::from(*value < 0.0)));
            self.draws.chance(&above.collect::<Vec<f64>>())
        };
        let difference = room.as_ref().and_then(|room| self.draws.estimate(room));
        Some(TaakveldLine {
            row,
            code,
            name,
            budget: budget.as_deref().and_then(summary::mean),
            forecast: None,
            actual: self.draws.estimate(actual)?,
            mark: difference.and_then(|known| mark(&known)),
            nadeel: room.as_ref().and_then(above),
            difference,
        })
    }
}

/// How the budgets divide: as the nulalternatief spends in the mean.
fn keys(
    codes: &[String],
    of_reference: &[String],
    usual: &[Vec<Booking>],
) -> Vec<Option<[f64; 2]>> {
    let means = |amount: fn(&Booking) -> Money| -> Vec<f64> {
        let of = |place: usize| {
            let values: Vec<f64> = usual.iter().map(|draw| amount(&draw[place]).to_f64()).collect();
            summary::mean(&values).unwrap_or(0.0).max(0.0)
        };
        let all: Vec<f64> = (0..of_reference.len()).map(of).collect();
        let sum: f64 = all.iter().sum();
        all.iter().map(|mean| if sum > 0.0 { mean / sum } else { 0.0 }).collect()
    };
    let (areas, specialist) = (means(|own| own.from_areas), means(|own| own.from_specialist));
    let key = |code: &String| {
        let place = of_reference.iter().position(|own| own == code)?;
        let both = [areas[place], specialist[place]];
        (both != [0.0; 2]).then_some(both)
    };
    codes.iter().map(key).collect()
}

/// N or V of a mean difference, unless its 95% interval (Student) holds 0 or its error is not known.
pub fn mark(difference: &Estimate) -> Option<Mark> {
    let degrees = difference.blocks.saturating_sub(1).max(1) as f64;
    let width = student_quantile(0.5 * (1.0 + CLAIM_LEVEL), degrees);
    let clear = difference.mean.abs() > width * difference.standard_error?;
    clear.then_some(if difference.mean < 0.0 { Mark::N } else { Mark::V })
}
