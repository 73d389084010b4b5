//! The figures of `wijkraming budget` as text: the municipality as a whole for every alternative, or one alternative
//! in detail.

use std::fmt::Write;

use super::budget::Document;
use super::budget_cells::{
    chance, conditional, mean, name_of, needed, percentages, spread, thousands,
};
use super::budget_reserves::{by_year, reserves, weerstandsvermogen};
use super::columns::{Row, columns};
use crate::analysis::Chance;
use crate::analysis::absorption::BusinessYear;
use crate::analysis::accounts::AccountKind;
use crate::analysis::budget_figures::BudgetFigures;
use crate::analysis::overrun_accounts::AccountOverrun;
use crate::analysis::reserve::{CERTAINTIES, Period};
use crate::analysis::taakvelden::{Mark, TaakveldLine, TaakveldRow};
use crate::study::Header;

pub struct Screen<'a> {
    pub document: &'a Document<'a>,
    pub header: &'a Header,
    pub price_year: i32,
    /// One table per area, team and year.
    pub detailed: bool,
    /// Year of months and taakvelden, from 0.
    pub year: usize,
    pub forecast_month: u32,
}

/// Years or months side by side.
const SIDE_BY_SIDE: usize = 6;

impl Screen<'_> {
    pub fn text(&self) -> String {
        let mut text = self.head();
        text.push_str(&self.recoup());
        for figures in &self.document.alternatives {
            let _ = write!(text, "\n=== {}: {}\n", figures.alternative, figures.title);
            text.push_str(&self.alternative(figures));
        }
        if !self.detailed {
            text.push_str(
                "\nAreas, teams, years, months and taakvelden of one alternative: --alternative ID. Everything: --json or --out DIR.\n",
            );
        }
        text
    }

    fn head(&self) -> String {
        let (run, header) = (self.document.run, self.header);
        let last = header.start_year + header.years as i32 - 1;
        let mut text = format!(
            "{}\nBudgets and reserves of {}: {} draws ({}), {} to {last}\n\
             Amounts x 1,000 euro of {}. \u{b1} is the Monte Carlo standard error of the mean or quantile before it;\n\
             [ .. ] is the 95% interval of a chance, the 90% interval of a reserve, and of other figures 5% .. 95% of the draws.\n",
            run.title,
            self.document.directory.display(),
            run.draws_range.1 - run.draws_range.0,
            run.method,
            header.start_year,
            self.price_year,
        );
        for note in &self.document.notes {
            let _ = writeln!(text, "note: {note}");
        }
        text
    }

    fn alternative(&self, figures: &BudgetFigures) -> String {
        let mut text = self.closing(figures);
        text.push_str(&self.first(figures));
        text.push_str(&reserves(figures, self.detailed));
        text.push_str(&weerstandsvermogen(figures, self.detailed));
        text.push_str(&self.bearing(figures));
        if self.detailed {
            text.push_str(&self.accounts(figures));
            text.push_str(&self.months(figures));
            text.push_str(&self.uitputting(figures));
            text.push_str(&self.separate(figures));
            text.push_str(&by_year(figures));
            text.push_str(&business_case(figures));
            text.push_str(&self.taakvelden(figures));
        }
        text
    }

    /// Recouping and absorption of every alternative that has them.
    fn recoup(&self) -> String {
        let rows: Vec<Row> = self
            .document
            .alternatives
            .iter()
            .filter_map(|figures| Some((figures, figures.business_case.as_ref()?)))
            .filter_map(|(figures, case)| {
                let last = case.years.last()?;
                let cells = vec![
                    case.recouped.map_or("-".to_owned(), |known| chance(&known)),
                    chance(&last.recouped),
                    spread(&last.cumulative_saving.estimate),
                    last.cumulative_absorbed.as_ref().map_or("-".to_owned(), percentages),
                    last.fully_absorbed.map_or("-".to_owned(), |known| chance(&known)),
                ];
                Some((figures.alternative.clone(), cells))
            })
            .collect();
        if rows.is_empty() {
            return String::new();
        }
        let heads = [
            "recouped in 3 years",
            "by the end",
            "saved by the end",
            "part of the cuts absorbed, %",
            "all of them",
        ];
        let table = columns(heads.map(str::to_owned).to_vec(), &rows);
        format!("\nthe municipality's budget against the nulalternatief (undiscounted)\n{table}")
    }

    /// The close of each year for the municipality.
    fn closing(&self, figures: &BudgetFigures) -> String {
        let whole = whole(figures);
        let heads = whole.iter().flat_map(|account| {
            let name = holder(account);
            [format!("{name}: chance"), "size".to_owned(), "size if over".to_owned()]
        });
        let rows = (0..self.header.years).map(|year| {
            let cells = whole.iter().flat_map(|account| {
                let closing = &account.years[year];
                [
                    chance(&closing.chance),
                    mean(&closing.size),
                    closing.given_overrun.as_ref().map_or("-".to_owned(), conditional),
                ]
            });
            ((self.header.start_year + year as i32).to_string(), cells.collect())
        });
        let rows: Vec<Row> = rows.collect();
        format!(
            "\nspending above the budget at the end of the year\n{}",
            columns(heads.collect(), &rows)
        )
    }

    /// The first year above the budget.
    fn first(&self, figures: &BudgetFigures) -> String {
        let whole = whole(figures);
        let heads: Vec<String> = whole.iter().map(|account| holder(account)).collect();
        let mut rows: Vec<Row> = (0..self.header.years)
            .map(|year| {
                let cells = whole.iter().map(|account| chance(&account.first.years[year].1));
                ((self.header.start_year + year as i32).to_string(), cells.collect())
            })
            .collect();
        let never = whole.iter().map(|account| chance(&account.first.never));
        rows.push(("never".to_owned(), never.collect()));
        format!("\nfirst year in which the budget is exceeded\n{}", columns(heads, &rows))
    }

    fn bearing(&self, figures: &BudgetFigures) -> String {
        if !self.detailed {
            let line = |line: &crate::analysis::bearing::BearingLine| {
                (line.kind.key().to_owned(), vec![spread(&line.run)])
            };
            let rows: Vec<Row> = figures.bearing.iter().map(line).collect();
            return format!(
                "\nwho bears what, over the run\n{}",
                columns(vec!["mean [5% .. 95%] \u{b1}".to_owned()], &rows)
            );
        }
        let mut text = "\nwho bears what, by year\n".to_owned();
        for years in groups(self.header.years, 5) {
            let heads =
                years.clone().map(|year| (self.header.start_year + year as i32).to_string());
            let row = |line: &crate::analysis::bearing::BearingLine| {
                let cells = years.clone().map(|year| mean(&line.years[year])).collect();
                (line.kind.key().to_owned(), cells)
            };
            let rows: Vec<Row> = figures.bearing.iter().map(row).collect();
            text.push_str(&columns(heads.collect(), &rows));
        }
        text
    }

    /// Whether an account is a team of one area, which has the figures of that area.
    fn repeats(&self, figures: &BudgetFigures, kind: AccountKind, name: &str) -> bool {
        let alternatives = &self.header.alternatives;
        let place = alternatives.iter().position(|known| known.id == figures.alternative);
        let members = place.map(|place| self.header.teams_of(place)).unwrap_or_default();
        let alone = |(team, areas): &(String, Vec<usize>)| team == name && areas.len() == 1;
        kind == AccountKind::Team && members.iter().any(alone)
    }

    fn shown<'b>(&self, figures: &'b BudgetFigures) -> Vec<&'b AccountOverrun> {
        let accounts = figures.overruns.iter();
        accounts.filter(|account| !self.repeats(figures, account.kind, &account.name)).collect()
    }

    /// Every area and team by year.
    fn accounts(&self, figures: &BudgetFigures) -> String {
        let shown = self.shown(figures);
        let mut text =
            "\nchance that spending is above the budget at the end of the year\n".to_owned();
        for years in groups(self.header.years, SIDE_BY_SIDE) {
            let heads =
                years.clone().map(|year| (self.header.start_year + year as i32).to_string());
            let row = |account: &&AccountOverrun| {
                let cells = years.clone().map(|year| chance(&account.years[year].chance));
                (holder(account), cells.collect())
            };
            let rows: Vec<Row> = shown.iter().map(row).collect();
            text.push_str(&columns(heads.collect(), &rows));
        }
        text.push_str("\nexpected size of it\n");
        for years in groups(self.header.years, SIDE_BY_SIDE) {
            let heads =
                years.clone().map(|year| (self.header.start_year + year as i32).to_string());
            let row = |account: &&AccountOverrun| {
                let cells = years.clone().map(|year| mean(&account.years[year].size));
                (holder(account), cells.collect())
            };
            let rows: Vec<Row> = shown.iter().map(row).collect();
            text.push_str(&columns(heads.collect(), &rows));
        }
        text
    }

    fn months(&self, figures: &BudgetFigures) -> String {
        type Pick = fn(&crate::analysis::overrun_accounts::MonthOverrun) -> Chance;
        let year = self.header.start_year + self.year as i32;
        let followed: Vec<&AccountOverrun> =
            self.shown(figures).into_iter().filter(|account| !account.months.is_empty()).collect();
        if followed.is_empty() {
            return String::new();
        }
        let blocks: [(&str, Pick); 2] = [
            ("that the forecast at the end of the month is above the budget", |m| m.forecast),
            ("that spending so far is above the budget", |m| m.spent),
        ];
        let mut text = String::new();
        for (what, pick) in blocks {
            let _ = writeln!(text, "\nchance {what}, {year}");
            for months in groups(12, SIDE_BY_SIDE) {
                let heads = months.clone().map(|month| format!("month {}", month + 1));
                let row = |account: &&AccountOverrun| {
                    let cells = months
                        .clone()
                        .map(|month| chance(&pick(&account.months[self.year * 12 + month])));
                    (holder(account), cells.collect())
                };
                let rows: Vec<Row> = followed.iter().map(row).collect();
                text.push_str(&columns(heads.collect(), &rows));
            }
        }
        text
    }

    fn uitputting(&self, figures: &BudgetFigures) -> String {
        let year = self.header.start_year + self.year as i32;
        let shown = [3, 6, 9, 12];
        let row = |fan: &crate::analysis::overrun_accounts::UitputtingFan| {
            let cells = shown.iter().map(|month| match &fan.share {
                None => "-".to_owned(),
                Some(share) => {
                    let percent = |values: &[f64]| format!("{:.0}", 100.0 * values[month - 1]);
                    format!(
                        "{}% [{} .. {}]",
                        percent(&share.p50),
                        percent(&share.p5),
                        percent(&share.p95)
                    )
                }
            });
            (fan.area.clone(), cells.collect())
        };
        let rows: Vec<Row> =
            figures.uitputting.iter().filter(|fan| fan.year == year).map(row).collect();
        if rows.is_empty() {
            return String::new();
        }
        let heads = shown.iter().map(|month| format!("month {month}")).collect();
        format!(
            "\nuitputting: part of the budget spent, {year}: median [5% .. 95% of the draws]\n{}",
            columns(heads, &rows)
        )
    }

    /// What each area needs on its own over the run.
    fn separate(&self, figures: &BudgetFigures) -> String {
        let rows = figures.reserves.iter().filter(|reserve| {
            reserve.period == Period::Run && !self.repeats(figures, reserve.kind, &reserve.name)
        });
        let rows: Vec<Row> = rows
            .map(|reserve| {
                let cells = reserve.required.iter().map(needed);
                (name_of(reserve.kind, &reserve.name), cells.collect())
            })
            .collect();
        let heads = CERTAINTIES.iter().map(|level| format!("{:.0}%", 100.0 * level)).collect();
        format!("\nreserve that lasts the whole run, each on its own\n{}", columns(heads, &rows))
    }

    fn taakvelden(&self, figures: &BudgetFigures) -> String {
        let Some(year) = figures.taakvelden.get(self.year) else { return String::new() };
        let rows: Vec<Row> = year.lines.iter().map(taakveld).collect();
        let heads = ["begroting", "prognose", "realisatie", "verschil", "", "kans op N"];
        format!(
            "\nper taakveld, {}: cost minus income; prognose at the end of month {}\n{}\
             N nadeel, V voordeel; neither where the mean difference is within its error\n",
            year.year,
            self.forecast_month,
            columns(heads.map(str::to_owned).to_vec(), &rows)
        )
    }
}

fn taakveld(line: &TaakveldLine) -> Row {
    let name = match line.row {
        TaakveldRow::Taakveld | TaakveldRow::Reserve | TaakveldRow::Settlement => {
            format!("{} {}", line.code, line.name)
        }
        TaakveldRow::Total => "total".to_owned(),
        TaakveldRow::Result => "total after the reserve".to_owned(),
    };
    let mark = match line.mark {
        Some(Mark::N) => "N",
        Some(Mark::V) => "V",
        None => "",
    };
    let cells = vec![
        line.budget.map_or("-".to_owned(), thousands),
        line.forecast.as_ref().map_or("-".to_owned(), mean),
        spread(&line.actual),
        line.difference.as_ref().map_or("-".to_owned(), spread),
        mark.to_owned(),
        line.nadeel.as_ref().map_or("-".to_owned(), chance),
    ];
    (name, cells)
}

/// The accounts of the municipality as a whole.
fn whole(figures: &BudgetFigures) -> Vec<&AccountOverrun> {
    let is_whole =
        |account: &&AccountOverrun| !matches!(account.kind, AccountKind::Area | AccountKind::Team);
    figures.overruns.iter().filter(is_whole).collect()
}

fn holder(account: &AccountOverrun) -> String {
    name_of(account.kind, &account.name)
}

fn groups(count: usize, size: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    (0..count).step_by(size).map(move |from| from..(from + size).min(count))
}

fn business_case(figures: &BudgetFigures) -> String {
    let Some(case) = &figures.business_case else { return String::new() };
    let share = |known: &Option<crate::analysis::Estimate>| {
        known.as_ref().map_or("-".to_owned(), percentages)
    };
    let row = |year: &BusinessYear| {
        let cells = vec![
            mean(&year.saving),
            spread(&year.cumulative_saving.estimate),
            chance(&year.recouped),
            thousands(year.cut),
            share(&year.absorbed),
            share(&year.cumulative_absorbed),
        ];
        (year.year.to_string(), cells)
    };
    let rows: Vec<Row> = case.years.iter().map(row).collect();
    let heads = ["saved", "saved so far", "recouped", "cut", "absorbed, %", "absorbed so far, %"];
    format!("\nsaving and cuts, by year\n{}", columns(heads.map(str::to_owned).to_vec(), &rows))
}
