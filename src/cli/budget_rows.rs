//! The rows of the tables of `wijkraming budget --out`, without the alternative that stands before them.

use serde::Serialize;

use crate::analysis::absorption::BusinessYear;
use crate::analysis::budget_figures::BudgetFigures;
use crate::analysis::overrun_accounts::{AccountOverrun, YearOverrun};
use crate::analysis::reserve::{Period, Pooling, Resampled};
use crate::analysis::weerstandsvermogen::Ratio;
use crate::analysis::{Chance, Estimate};

/// The fields of a row behind the alternative.
#[derive(Default)]
pub struct Record(pub Vec<String>);

impl Record {
    fn text(mut self, text: impl ToString) -> Self {
        self.0.push(text.to_string());
        self
    }

    /// An enumeration by the word it has in JSON.
    fn word(self, word: impl Serialize) -> Self {
        let text = serde_json::to_value(word).ok();
        self.text(text.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default())
    }

    /// Empty where there is none.
    fn maybe<T: ToString>(self, value: Option<T>) -> Self {
        self.text(value.map_or(String::new(), |value| value.to_string()))
    }

    fn period(self, period: Period) -> Self {
        match period {
            Period::Year(year) => self.text(year),
            Period::Run => self.text("run"),
        }
    }

    fn chance(self, chance: Chance) -> Self {
        self.text(chance.p).text(chance.low).text(chance.high)
    }

    fn maybe_chance(self, chance: Option<Chance>) -> Self {
        self.maybe(chance.map(|c| c.p)).maybe(chance.map(|c| c.low)).maybe(chance.map(|c| c.high))
    }

    /// Mean and error.
    fn mean(self, estimate: Option<Estimate>) -> Self {
        self.maybe(estimate.map(|known| known.mean))
            .maybe(estimate.and_then(|known| known.standard_error))
    }

    /// Mean, 5%, 95% and error.
    fn spread(self, estimate: Option<Estimate>) -> Self {
        self.maybe(estimate.map(|known| known.mean))
            .maybe(estimate.map(|known| known.p5))
            .maybe(estimate.map(|known| known.p95))
            .maybe(estimate.and_then(|known| known.standard_error))
    }

    fn resampled(self, figure: Resampled) -> Self {
        self.text(figure.value).maybe(figure.standard_error)
    }
}

pub fn overrun(figures: &BudgetFigures) -> Vec<Record> {
    let of = |account: &AccountOverrun| {
        let row = |year: &YearOverrun| {
            Record::default()
                .word(account.kind)
                .text(&account.name)
                .text(year.year)
                .text(year.budget)
                .chance(year.chance)
                .spread(Some(year.size))
                .maybe(year.given_overrun.map(|given| given.mean))
                .maybe(year.given_overrun.and_then(|given| given.standard_error))
                .text(year.given_overrun.map_or(0, |given| given.draws))
        };
        account.years.iter().map(row).collect::<Vec<Record>>()
    };
    figures.overruns.iter().flat_map(of).collect()
}

pub fn first_overrun(figures: &BudgetFigures) -> Vec<Record> {
    let mut rows = Vec::new();
    for account in &figures.overruns {
        let years = account.first.years.iter().map(|(year, chance)| (year.to_string(), *chance));
        for (first, chance) in years.chain([("never".to_owned(), account.first.never)]) {
            let head = Record::default().word(account.kind).text(&account.name);
            rows.push(head.text(first).chance(chance));
        }
    }
    rows
}

pub fn months(figures: &BudgetFigures) -> Vec<Record> {
    let mut rows = Vec::new();
    for account in &figures.overruns {
        for month in &account.months {
            let head = Record::default().word(account.kind).text(&account.name);
            rows.push(
                head.text(month.year).text(month.month).chance(month.forecast).chance(month.spent),
            );
        }
    }
    rows
}

pub fn uitputting(figures: &BudgetFigures) -> Vec<Record> {
    let mut rows = Vec::new();
    for area in &figures.uitputting {
        let Some(fan) = &area.share else { continue };
        for month in 0..fan.p50.len() {
            let quantiles = [&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95];
            let head = Record::default().text(&area.area).text(area.year).text(month + 1);
            rows.push(quantiles.iter().fold(head, |row, values| row.text(values[month])));
        }
    }
    rows
}

pub fn reserve(figures: &BudgetFigures) -> Vec<Record> {
    let mut rows = Vec::new();
    for reserve in &figures.reserves {
        for required in &reserve.required {
            let head = Record::default().word(reserve.kind).text(&reserve.name);
            rows.push(
                head.period(reserve.period)
                    .text(required.level)
                    .text(required.value)
                    .maybe(required.standard_error)
                    .maybe(required.low)
                    .maybe(required.high)
                    .mean(Some(reserve.shortfall)),
            );
        }
    }
    rows
}

fn pools(figures: &BudgetFigures) -> impl Iterator<Item = (&'static str, &Pooling)> {
    let areas = figures.verevening.iter().map(|pooling| ("areas", pooling));
    areas.chain(figures.verevening_total.iter().map(|pooling| ("total", pooling)))
}

pub fn verevening(figures: &BudgetFigures) -> Vec<Record> {
    let mut rows = Vec::new();
    for (pool, pooling) in pools(figures) {
        for level in &pooling.levels {
            rows.push(
                Record::default()
                    .text(pool)
                    .period(pooling.period)
                    .text(level.level)
                    .resampled(level.separate)
                    .resampled(level.pooled)
                    .resampled(level.gain)
                    .maybe(level.gain.low)
                    .maybe(level.gain.high),
            );
        }
    }
    rows
}

pub fn rules(figures: &BudgetFigures) -> Vec<Record> {
    let mut rows = Vec::new();
    for (pool, pooling) in pools(figures) {
        let rules = &pooling.rules;
        let all = [
            ("gross_risk", rules.gross_risk),
            ("70%_of_gross_risk", rules.share_of_gross),
            ("70%_of_gross_risk_minus_reserve_at_90%", rules.share_of_gross_difference),
            ("expected", rules.expected),
            ("0.9_of_expected", rules.share_of_expected),
            ("0.9_of_expected_minus_reserve_at_90%", rules.share_of_expected_difference),
        ];
        for (name, figure) in all {
            let head = Record::default().text(pool).period(pooling.period).text(name);
            rows.push(head.resampled(figure).maybe(figure.low).maybe(figure.high));
        }
    }
    rows
}

pub fn weerstandsvermogen(figures: &BudgetFigures) -> Vec<Record> {
    let row = |ratio: &Ratio| {
        let grades = ratio.grades.iter().map(|(grade, chance)| format!("{grade} {chance:.3}"));
        Record::default()
            .word(ratio.kind)
            .period(ratio.period)
            .text(ratio.required.level)
            .text(ratio.available)
            .text(ratio.required.value)
            .maybe(ratio.ratio)
            .maybe(ratio.standard_error)
            .maybe(ratio.low)
            .maybe(ratio.high)
            .text(&ratio.grade)
            .text(grades.collect::<Vec<String>>().join("; "))
            .chance(ratio.enough)
    };
    figures.weerstandsvermogen.iter().map(row).collect()
}

pub fn bearing(figures: &BudgetFigures) -> Vec<Record> {
    let start = figures.overruns.first().and_then(|known| known.years.first());
    let start = start.map_or(0, |year| year.year);
    let mut rows = Vec::new();
    for line in &figures.bearing {
        let years = line.years.iter().enumerate();
        let years = years.map(|(year, known)| (Period::Year(start + year as i32), known));
        for (period, known) in years.chain([(Period::Run, &line.run)]) {
            let head = Record::default().text(line.kind.key()).period(period);
            rows.push(head.spread(Some(*known)));
        }
    }
    rows
}

pub fn business_case(figures: &BudgetFigures) -> Vec<Record> {
    let Some(case) = &figures.business_case else { return Vec::new() };
    let row = |year: &BusinessYear| {
        Record::default()
            .text(year.year)
            .mean(Some(year.saving))
            .spread(Some(year.cumulative_saving.estimate))
            .chance(year.recouped)
            .text(year.cut)
            .text(year.cumulative_cut)
            .mean(year.absorbed)
            .spread(year.cumulative_absorbed)
            .maybe_chance(year.fully_absorbed)
    };
    case.years.iter().map(row).collect()
}

pub fn taakvelden(figures: &BudgetFigures) -> Vec<Record> {
    let mut rows = Vec::new();
    for year in &figures.taakvelden {
        for line in &year.lines {
            rows.push(
                Record::default()
                    .text(year.year)
                    .word(line.row)
                    .text(&line.code)
                    .text(&line.name)
                    .maybe(line.budget)
                    .mean(line.forecast)
                    .spread(Some(line.actual))
                    .spread(line.difference)
                    .word(line.mark)
                    .maybe_chance(line.nadeel),
            );
        }
    }
    rows
}
