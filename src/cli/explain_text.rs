//! The words of `wijkraming explain`.

use std::fmt::Write;

use super::explain_payments::{is_informal, payments};
use crate::domain::Domain;
use crate::engine::{Case, Note, Parameters, Status};
use crate::process::orientatie::Category;
use crate::study::{AlternativeName, Life};
use crate::units::{MONTHS, Month};

/// The life of a household under one alternative: what happened, marked with a star, and the state of each month.
pub fn describe(alternative: &AlternativeName, life: &Life) -> String {
    let mut text = format!("{} ({})\n", alternative.title, alternative.id);
    let Some(household) = life.household.as_ref() else {
        text.push_str("  no need in any month of the run\n\n");
        return text;
    };
    text.push_str(&household_words(life, household));
    let mut lines = Lines { life, text, quiet: None };
    lines.write();
    lines.text.push('\n');
    lines.text
}

/// Type, income and what is drawn once for a household; the latter only where something depended on it.
fn household_words(life: &Life, household: &Case) -> String {
    let mut words: Vec<String> = Vec::new();
    if let Some((kind, band)) = life.kind() {
        words.push(format!("{}, {} income", kind.key(), band.key()));
    }
    if let Some(frailty) = household.frailty.known() {
        words.push(format!("frailty {frailty:.2} (1 is average)"));
    }
    if let Some(network) = household.network.known() {
        words.push(format!("network strength {network:.2} (0 to 1)"));
    }
    format!("  {}\n", words.join(", "))
}

/// Writes the months; months in which nothing changes are taken together.
struct Lines<'a> {
    life: &'a Life,
    text: String,
    /// First and last month of a stretch with the same state.
    quiet: Option<(Month, Month, String)>,
}

impl Lines<'_> {
    fn write(&mut self) {
        let life = self.life;
        for month in 0..life.parameters.years * MONTHS {
            self.events(month, false);
            let state = life.months.iter().find(|(when, _)| *when == month);
            self.state(month, state.map(|(_, case)| state_words(case, &life.parameters)));
            self.events(month, true);
        }
        self.flush();
    }

    /// What happened before the support of a month, or at its end.
    fn events(&mut self, month: Month, at_end: bool) {
        let life = self.life;
        let events = life.notes.iter().filter(|e| e.month == month && e.at_end == at_end);
        for event in events {
            if let Some(words) = note_words(&event.note, &event.case) {
                self.flush();
                let date = self.date(month);
                let _ = writeln!(self.text, "  {date:<DATES$}* {words}");
            }
        }
    }

    fn state(&mut self, month: Month, state: Option<String>) {
        match (&mut self.quiet, state) {
            (Some((_, to, known)), Some(state)) if *known == state => *to = month,
            (_, state) => {
                self.flush();
                self.quiet = state.map(|state| (month, month, state));
            }
        }
    }

    fn flush(&mut self) {
        let Some((from, to, state)) = self.quiet.take() else { return };
        let _ = if from == to {
            writeln!(self.text, "  {:<DATES$}  {state}", self.date(from))
        } else {
            let dates = format!("{} to {}", self.date(from), self.date(to));
            writeln!(self.text, "  {dates:<DATES$}  {state}; {} months", to - from + 1)
        };
    }

    fn date(&self, month: Month) -> String {
        let year = self.life.parameters.start_year + (month / MONTHS) as i32;
        format!("{year}-{:02}", month % MONTHS + 1)
    }
}

/// Width of the first column.
const DATES: usize = "2015-01 to 2015-12 ".len();

fn percent(p: f64) -> String {
    format!("{:.1}%", 100.0 * p)
}

fn domains(case: &Case) -> String {
    let primary = Domain::ALL[usize::from(case.primary)];
    let others = case.domains.domains().filter(|domain| *domain != primary);
    let names: Vec<&str> = std::iter::once(primary).chain(others).map(Domain::key).collect();
    names.join(", ")
}

/// What happened; nothing for a crisis that cannot become worse.
fn note_words(note: &Note, case: &Case) -> Option<String> {
    Some(match note {
        Note::Onset { probability } => {
            format!("a need arises (chance {} this month)", percent(*probability))
        }
        Note::Profile => format!("severity {} on {}", case.severity, domains(case)),
        Note::Severity { from, to, .. } if from == to => return None,
        Note::Severity { from, to, worse, better } => {
            format!(
                "severity {from} becomes {to} (chance this month: worse {}, better {})",
                percent(*worse),
                percent(*better)
            )
        }
        Note::Aanmelding { probability } => {
            format!("aanmelding (chance {} this month)", percent(*probability))
        }
        Note::Orientatie { category, probability } => {
            format!("orientatie: {} (chance {})", category_words(*category), percent(*probability))
        }
        Note::PassedOver { probability } => {
            format!("passed over in the queue (chance {} under pressure)", percent(*probability))
        }
        Note::Gesprek { waited: 0 } => "keukentafelgesprek at once".to_owned(),
        Note::Gesprek { waited } => format!("keukentafelgesprek after {}", months(*waited)),
        Note::Choice { .. } => choice_words(note),
        Note::Lighter { carried_through, probability } => format!(
            "the lighter rung is {}carried through (chance {})",
            if *carried_through { "" } else { "not " },
            percent(*probability)
        ),
        Note::Support { rung, multiplier } => {
            format!(
                "support on rung {rung} starts; hours of this household: {multiplier:.2} times the norm"
            )
        }
        Note::Closing { closed, probability } => format!(
            "review of a resolved case: {} (chance of closing {})",
            if *closed { "closed" } else { "not closed yet" },
            percent(*probability)
        ),
        Note::BackToQueue => "review: the referral did not resolve it, to the queue".to_owned(),
        Note::Directed => "directed by the team from now on".to_owned(),
        Note::Ended => "the episode ends".to_owned(),
    })
}

fn months(number: u32) -> String {
    format!("{number} month{} of waiting", if number == 1 { "" } else { "s" })
}

fn category_words(category: Category) -> &'static str {
    match category {
        Category::Simple => "simple, settled with a referral",
        Category::Complex => "complex, straight to the specialised case manager",
        Category::Sectoral => "sectoral desk, outside the focus of the team",
        Category::Gesprek => "to a keukentafelgesprek",
    }
}

/// The chances of the rungs, and of the shifts that can happen here.
fn choice_words(note: &Note) -> String {
    let Note::Choice { rung, row, kanteling, upward, steering } = note else {
        return String::new();
    };
    let row: Vec<String> = row.iter().map(|share| format!("{:.0}", 100.0 * share)).collect();
    let mut text = format!("opstelling: rung {rung} (chances of rungs 0-4 {}%", row.join("/"));
    let shifts = [
        ("lighter by kanteling", *kanteling),
        ("heavier by own choice", *upward),
        ("lighter by steering", *steering),
    ];
    for (name, chance) in shifts.iter().filter(|(_, chance)| *chance > 0.0) {
        let _ = write!(text, "; one {name} {}", percent(*chance));
    }
    text.push(')');
    text
}

fn state_words(case: &Case, parameters: &Parameters) -> String {
    let severity = match case.severity {
        0 => "resolved".to_owned(),
        severity => format!("severity {severity}"),
    };
    match case.status {
        Status::Idle => "no open need".to_owned(),
        Status::Unreported => format!("{severity}, unreported"),
        Status::Queued => format!("{severity}, waiting for a gesprek"),
        Status::Supported => {
            format!("{severity}, rung {}: {}", case.rung, arrangement_words(case, parameters))
        }
    }
}

/// Hours, euro and payers of a month.
fn arrangement_words(case: &Case, parameters: &Parameters) -> String {
    let hours = format!("{:.2} hours a month", case.arrangement.hours.to_f64());
    if is_informal(case, parameters) {
        return format!("{hours} of informal care by the network");
    }
    let mut text = hours;
    for (payer, euro) in payments(case, parameters) {
        let _ = write!(text, ", {payer} EUR {:.2}", euro.to_f64());
    }
    let margin = case.arrangement.provider_margin.to_f64();
    if margin > 0.0 {
        let _ = write!(text, " (EUR {margin:.2} of it is the provider's margin)");
    } else if margin < 0.0 {
        let _ = write!(text, " (the provider loses EUR {:.2} on it)", -margin);
    }
    text
}
