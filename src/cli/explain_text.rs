//! The words of `wijkraming explain`.

use std::fmt::Write;

use crate::domain::{Domain, FIRST_LINE, SPECIALIST};
use crate::engine::{Case, Note, Parameters, Status};
use crate::financing::Financing;
use crate::process::orientatie::Category;
use crate::study::{Address, AlternativeName, Life};
use crate::units::{MONTHS, Month};

/// The life of a household under one alternative.
pub fn describe(
    alternative: &AlternativeName,
    draw: u64,
    address: &Address,
    life: &Life,
) -> String {
    let mut text = format!(
        "{} ({}), draw {draw}, household {}:{}\n",
        alternative.title, alternative.id, address.area, address.household
    );
    let Some(((kind, band), household)) = life.kind().zip(life.household.as_ref()) else {
        text.push_str("  no need in any month of the run\n\n");
        return text;
    };
    let _ = write!(text, "  {}, {} income", kind.key(), band.key());
    if !household.frailty.is_nan() {
        let _ = write!(text, ", frailty {:.2}", household.frailty);
    }
    if !household.network.is_nan() {
        let _ = write!(text, ", network strength {:.2}", household.network);
    }
    text.push('\n');
    let mut lines = Lines { life, text, quiet: None };
    lines.write();
    lines.text.push('\n');
    lines.text
}

/// Writes the months; months in which nothing changes are taken together.
struct Lines<'a> {
    life: &'a Life,
    text: String,
    /// First and last month of a stretch without events, and its state.
    quiet: Option<(Month, Month, String)>,
}

impl Lines<'_> {
    fn write(&mut self) {
        let months = self.life.parameters.years * MONTHS;
        for month in 0..months {
            let notes: Vec<String> = self
                .life
                .notes
                .iter()
                .filter(|(when, ..)| *when == month)
                .map(|(_, note, case)| note_words(note, case))
                .collect();
            let state = self.life.months.iter().find(|(when, _)| *when == month);
            let state = state.map(|(_, case)| state_words(case, &self.life.parameters));
            if notes.is_empty() {
                self.quiet_month(month, state);
            } else {
                self.flush();
                for note in notes {
                    let _ = writeln!(self.text, "  {}  {note}", self.date(month));
                }
                if let Some(state) = state {
                    self.quiet = Some((month, month, state));
                    self.flush();
                }
            }
        }
        self.flush();
    }

    fn quiet_month(&mut self, month: Month, state: Option<String>) {
        match (&mut self.quiet, state) {
            (Some((_, to, known)), Some(state)) if *known == state => *to = month,
            (_, state) => {
                self.flush();
                self.quiet = state.map(|state| (month, month, state));
            }
        }
    }

    fn flush(&mut self) {
        if let Some((from, to, state)) = self.quiet.take() {
            let length = to - from + 1;
            let _ = if length == 1 {
                writeln!(self.text, "  {}    {state}", self.date(from))
            } else {
                writeln!(
                    self.text,
                    "  {}    {state}, each of {length} months to {}",
                    self.date(from),
                    self.date(to)
                )
            };
        }
    }

    fn date(&self, month: Month) -> String {
        let year = self.life.parameters.start_year + (month / MONTHS) as i32;
        format!("{year}-{:02}", month % MONTHS + 1)
    }
}

fn percent(p: f64) -> String {
    format!("{:.1}%", 100.0 * p)
}

fn domains(case: &Case) -> String {
    let primary = Domain::ALL[usize::from(case.primary)];
    let others = case.domains.domains().filter(|domain| *domain != primary);
    let names: Vec<&str> = std::iter::once(primary).chain(others).map(Domain::key).collect();
    names.join(", ")
}

fn note_words(note: &Note, case: &Case) -> String {
    match note {
        Note::Onset { probability } => {
            format!("a need arises (chance {} this month)", percent(*probability))
        }
        Note::Profile => format!("severity {} on {}", case.severity, domains(case)),
        Note::Severity { from, to, worse, better } => format!(
            "severity {from} becomes {to} (chance of worse {}, of better {} this month)",
            percent(*worse),
            percent(*better)
        ),
        Note::Aanmelding { probability } => {
            format!("aanmelding (chance {} this month)", percent(*probability))
        }
        Note::Orientatie { category, probability } => {
            let category = match category {
                Category::Simple => "simple, settled with a referral",
                Category::Complex => "complex, straight to the specialised case manager",
                Category::Sectoral => "sectoral desk, outside the focus of the team",
                Category::Gesprek => "to a keukentafelgesprek",
            };
            format!("orientatie: {category} (chance {})", percent(*probability))
        }
        Note::PassedOver { probability } => {
            format!("passed over in the queue (chance {} under pressure)", percent(*probability))
        }
        Note::Gesprek { waited } => format!("keukentafelgesprek after {waited} months of waiting"),
        Note::Choice { rung, row, kanteling, upward, steering } => {
            let row: Vec<String> =
                row.iter().map(|share| format!("{:.0}", 100.0 * share)).collect();
            format!(
                "opstelling: rung {rung} (shares of rungs 0-4 {}%; lighter by kanteling {}, heavier by choice \
                 {}, lighter by steering {})",
                row.join("/"),
                percent(*kanteling),
                percent(*upward),
                percent(*steering)
            )
        }
        Note::Lighter { carried_through, probability } => format!(
            "the lighter rung is {} (chance {})",
            if *carried_through { "carried through" } else { "not carried through" },
            percent(*probability)
        ),
        Note::Support { rung, multiplier } => {
            format!("support on rung {rung} starts, hours times {multiplier:.2}")
        }
        Note::Closing { closed, probability } => format!(
            "review of a resolved case: {} (chance of closing {})",
            if *closed { "closed" } else { "not closed yet" },
            percent(*probability)
        ),
        Note::BackToQueue => "review: the referral did not resolve it, to the queue".to_owned(),
        Note::Directed => "directed by the team from now on".to_owned(),
        Note::Ended => "the episode ends".to_owned(),
    }
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
    let what = &case.arrangement;
    let rung = usize::from(case.rung);
    let hours = format!("{:.1} hours", what.hours.to_f64());
    if parameters.process.provisions[rung].informal_value.is_some() {
        return format!("{hours} of informal care by the network");
    }
    let eigen_bijdrage = what.eigen_bijdrage.to_f64();
    let net = what.gross.to_f64() - eigen_bijdrage + what.admin_cost.to_f64();
    let covered = parameters.budget.covers_rungs[rung];
    let payer = match parameters.financing {
        Financing::Wijkbudget(_) if covered => "consortium (wijkbudget)",
        Financing::Populatiebekostiging(_) if covered => "gemeente (area budget)",
        _ if rung == SPECIALIST => "gemeente (specialist budget)",
        _ => "gemeente",
    };
    let mut text = format!("{hours}, {payer} EUR {net:.2}");
    if rung >= FIRST_LINE || eigen_bijdrage > 0.0 {
        let _ = write!(text, ", huishouden EUR {eigen_bijdrage:.2}");
    }
    let margin = what.provider_margin.to_f64();
    if margin != 0.0 {
        let _ = write!(text, " (of which EUR {margin:.2} is the provider's margin)");
    }
    text
}
