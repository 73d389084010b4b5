//! The schaduwarrangement in short: one household under every alternative, side by side.

use super::columns;
use super::explain_payments::{is_informal, payments};
use crate::domain::{CONSORTIUM, HOUSEHOLD, MUNICIPALITY, RUNGS};
use crate::engine::{Case, Note, Status};
use crate::study::{AlternativeName, Life};
use crate::units::{Hours, MONTHS, Money};

/// What a household went through and received over the run.
#[derive(Default)]
struct Tally {
    episodes: u32,
    unreported: u32,
    waited: u32,
    rungs: [u32; RUNGS],
    in_crisis: u32,
    hours: Hours,
    informal: Hours,
    /// Municipality, consortium, household.
    paid: [Money; 3],
    margin: Money,
    end: String,
}

const PAYERS: [&str; 3] = [MUNICIPALITY, CONSORTIUM, HOUSEHOLD];

impl Tally {
    fn of(life: &Life) -> Self {
        let onsets = life.notes.iter().filter(|event| matches!(event.note, Note::Onset { .. }));
        let mut tally = Self { episodes: onsets.count() as u32, ..Self::default() };
        for (_, case) in &life.months {
            tally.in_crisis += u32::from(case.severity == 4);
            match case.status {
                Status::Idle => {}
                Status::Unreported => tally.unreported += 1,
                Status::Queued => tally.waited += 1,
                Status::Supported => tally.add_support(case, life),
            }
        }
        tally.end = end(life);
        tally
    }

    fn add_support(&mut self, case: &Case, life: &Life) {
        self.rungs[usize::from(case.rung)] += 1;
        if is_informal(case, &life.parameters) {
            self.informal += case.arrangement.hours;
            return;
        }
        self.hours += case.arrangement.hours;
        self.margin += case.arrangement.provider_margin;
        for (payer, euro) in payments(case, &life.parameters) {
            if let Some(place) = PAYERS.iter().position(|known| *known == payer) {
                self.paid[place] += euro;
            }
        }
    }
}

/// Severity in the last month of the run.
fn end(life: &Life) -> String {
    let last = life.parameters.years * MONTHS - 1;
    match life.months.last() {
        Some((month, case)) if *month == last => match case.severity {
            0 => "resolved".to_owned(),
            severity => severity.to_string(),
        },
        _ => "no need".to_owned(),
    }
}

/// What a row counts, and the count as text.
type Count = (String, Box<dyn Fn(&Tally) -> String>);

fn rows() -> Vec<Count> {
    fn row(name: &str, cell: impl Fn(&Tally) -> String + 'static) -> Count {
        (name.to_owned(), Box::new(cell))
    }
    let mut rows = vec![
        row("episodes", |t| t.episodes.to_string()),
        row("months of unreported need", |t| t.unreported.to_string()),
        row("months waited for a gesprek", |t| t.waited.to_string()),
    ];
    for rung in 0..RUNGS {
        rows.push(row(&format!("months on rung {rung}"), move |t| t.rungs[rung].to_string()));
    }
    rows.push(row("months in crisis", |t| t.in_crisis.to_string()));
    rows.push(row("hours of paid support", |t| format!("{:.1}", t.hours.to_f64())));
    rows.push(row("hours of informal care", |t| format!("{:.1}", t.informal.to_f64())));
    for (place, payer) in PAYERS.iter().enumerate() {
        rows.push(row(&format!("paid by {payer}, EUR"), move |t| euro(t.paid[place])));
    }
    rows.push(row("margin of the providers in it, EUR", |t| euro(t.margin)));
    rows.push(row("severity at the end", |t| t.end.clone()));
    rows
}

fn euro(amount: Money) -> String {
    format!("{:.2}", amount.to_f64())
}

/// The table; rows in which every alternative has nothing are left out.
pub fn side_by_side(lives: &[(&AlternativeName, Life)]) -> String {
    let tallies: Vec<Tally> = lives.iter().map(|(_, life)| Tally::of(life)).collect();
    let empty = |cell: &String| matches!(cell.as_str(), "0" | "0.0" | "0.00");
    let rows: Vec<columns::Row> = rows()
        .into_iter()
        .map(|(name, cell)| (name, tallies.iter().map(cell).collect::<Vec<String>>()))
        .filter(|(_, cells)| !cells.iter().all(empty))
        .collect();
    let heads = lives.iter().map(|(alternative, _)| alternative.id.clone()).collect();
    format!(
        "The same household under each alternative, over the whole run\n{}  \
         (without the cost of the team and the settlements at the end of a year, which are of no household)\n",
        columns::columns(heads, &rows)
    )
}
