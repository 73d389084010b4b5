//! The numbers that a policy is judged on: one value per draw, from the sample table.

use crate::analysis::{Measure, differences, levels};
use crate::study::{Outcome, SampleTable};

/// A number of one alternative in every draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A headline figure: its level, or the difference with the reference where it exists as one only.
    Measure(Measure),
    /// Severity of needs: the sum over households of their severity (1 to 4), mean over the months.
    Severity,
    /// Share of all area-years in which the area spends more than its budget: its mean is the chance for an area and a
    /// year picked at random.
    OverrunYear,
    /// 1 where at least one area in at least one year spends more than its budget.
    OverrunEver,
    /// Share of the years in which all areas together spend more than all their budgets together.
    OverrunTogether,
}

/// Those that are no headline figure.
const OWN: [Figure; 4] =
    [Figure::Severity, Figure::OverrunYear, Figure::OverrunEver, Figure::OverrunTogether];

impl Figure {
    /// Every figure, headline figures first.
    pub fn all() -> Vec<Self> {
        Measure::ALL.into_iter().map(Self::Measure).chain(OWN).collect()
    }

    /// The name in files and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Measure(measure) => measure.key(),
            Self::Severity => "severity",
            Self::OverrunYear => "p_overrun",
            Self::OverrunEver => "p_overrun_ever",
            Self::OverrunTogether => "p_overrun_together",
        }
    }

    /// A shorter name, where it has one.
    pub fn short(self) -> Option<&'static str> {
        match self {
            Self::Measure(measure) => Some(measure.short()),
            _ => None,
        }
    }

    /// The figure with this name, long or short.
    pub fn named(word: &str) -> Option<Self> {
        let is = |figure: &Self| figure.key() == word || figure.short() == Some(word);
        Self::all().into_iter().find(is)
    }

    /// Whether its mean is a chance.
    pub fn is_chance(self) -> bool {
        matches!(self, Self::OverrunYear | Self::OverrunEver | Self::OverrunTogether)
    }

    /// Whether it is a difference with the reference.
    pub fn is_difference(self) -> bool {
        matches!(self, Self::Measure(measure) if measure.is_difference())
    }

    /// Whether more of it is better.
    pub fn more_is_better(self) -> bool {
        matches!(self, Self::Measure(measure) if measure.more_is_better())
    }

    /// One value per draw; not a number where it does not exist.
    pub fn values(self, table: &SampleTable, alternative: usize) -> Vec<f64> {
        let of_each = |value: &dyn Fn(&Outcome) -> f64| -> Vec<f64> {
            table.outcomes[alternative].iter().map(value).collect()
        };
        match self {
            Self::Measure(measure) => {
                let of = if measure.is_difference() { differences } else { levels };
                let values = of(table, measure, alternative);
                values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect()
            }
            Self::Severity => of_each(&|outcome| severity(table, outcome)),
            Self::OverrunYear => of_each(&|outcome| share(over(outcome))),
            Self::OverrunEver => {
                of_each(&|outcome| f64::from(u8::from(over(outcome).any(|over| over))))
            }
            Self::OverrunTogether => of_each(&|outcome| share(together(table, outcome))),
        }
    }
}

fn severity(table: &SampleTable, outcome: &Outcome) -> f64 {
    let months = table.header.months() as f64;
    let columns = ["severity_1", "severity_2", "severity_3", "severity_4"];
    let weighed = columns.iter().zip(1..).map(|(column, weight)| {
        f64::from(weight) * table.total(outcome, column).unwrap_or(f64::NAN)
    });
    weighed.sum::<f64>() / months
}

/// Of every area and year.
fn over(outcome: &Outcome) -> impl Iterator<Item = bool> + '_ {
    outcome.spent.iter().zip(&outcome.budget).map(|(spent, budget)| spent > budget)
}

/// Of every year, all areas together.
fn together<'a>(table: &'a SampleTable, outcome: &'a Outcome) -> impl Iterator<Item = bool> + 'a {
    let years = table.header.years;
    (0..years).map(move |year| {
        let sum = |cells: &[f64]| cells.iter().skip(year).step_by(years).sum::<f64>();
        sum(&outcome.spent) > sum(&outcome.budget)
    })
}

fn share(holds: impl Iterator<Item = bool>) -> f64 {
    let (mut yes, mut all) = (0.0, 0.0);
    for holds in holds {
        all += 1.0;
        yes += f64::from(u8::from(holds));
    }
    yes / all
}
