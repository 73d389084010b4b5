//! What a target is compared with: a column of the results, or a figure made of a few of them, for an area or all
//! areas, per year.
//!
//! It reads a realisation and must not simulate, nor know what was observed.

use crate::domain::{FIRST_LINE, SPECIALIST};
use crate::engine::{AreaYear, COLUMNS, Column, Realisation};
use crate::units::MONTHS;

/// A figure of a realisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Index in [`COLUMNS`].
    Column(usize),
    /// Index among the effects; expected units.
    Effect(usize),
    /// What the municipality pays for teams and provisions, euro: as in the headline figures.
    MunicipalCost,
    /// Cost of the provisions of all rungs with their administration, before eigen bijdragen and without teams, euro.
    ProvisionCost,
    /// The same of rungs 3 and 4 alone: what the households in `clients` receive, euro.
    IndividualCost,
    /// Months that those served waited for their gesprek; 0 in a draw in which no one was served.
    MeanWait,
    /// Households in crisis, mean over the months.
    Crisis,
}

/// Names of the figures that are no columns.
const MADE: [(&str, Measure); 5] = [
    ("municipal_cost", Measure::MunicipalCost),
    ("provision_cost", Measure::ProvisionCost),
    ("individual_cost", Measure::IndividualCost),
    ("mean_wait", Measure::MeanWait),
    ("households_in_crisis", Measure::Crisis),
];

/// Columns that may be below zero.
const SIGNED: [&str; 6] = [
    "provider_margin",
    "transfer",
    "reserve_used",
    "general_funds",
    "consortium_result",
    "zrm_gain",
];

/// Columns that count households, each at most once at a time.
const HOUSEHOLDS: [&str; 2] = ["clients", "queue_end"];

/// Where and when to look.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// Number of areas of the realisation.
    pub areas: usize,
    /// Number of effects.
    pub effects: usize,
    /// None for all areas together.
    pub area: Option<usize>,
    /// Years of the run, from 0; the figure is the mean over them.
    pub years: Vec<usize>,
}

impl Measure {
    /// The measure of a name; none for an unknown one.
    pub fn named(name: &str, effects: &[String]) -> Option<Self> {
        let made = MADE.iter().find(|(own, _)| *own == name).map(|(_, measure)| *measure);
        let column = || COLUMNS.iter().position(|column| column.name == name).map(Self::Column);
        let id = name.strip_prefix("effect_");
        let effect = || effects.iter().position(|own| Some(own.as_str()) == id).map(Self::Effect);
        made.or_else(column).or_else(effect)
    }

    /// All names.
    pub fn names(effects: &[String]) -> Vec<String> {
        let made = MADE.iter().map(|(name, _)| (*name).to_owned());
        let columns = COLUMNS.iter().map(|column| column.name.to_owned());
        made.chain(columns).chain(effects.iter().map(|id| format!("effect_{id}"))).collect()
    }

    fn column(self) -> Option<&'static Column<AreaYear>> {
        if let Self::Column(index) = self { COLUMNS.get(index) } else { None }
    }

    /// Whether it can be below zero.
    pub fn may_be_negative(self) -> bool {
        let signed = |column: &Column<AreaYear>| SIGNED.contains(&column.name);
        self == Self::MunicipalCost || self.column().is_some_and(signed)
    }

    /// The most it can be where so many households live; none where there is no limit.
    pub fn most(self, households: f64) -> Option<f64> {
        if self == Self::Crisis {
            return Some(households);
        }
        let name = self.column()?.name;
        let monthly = ["severity_", "supported_"].iter().any(|start| name.starts_with(start));
        if HOUSEHOLDS.contains(&name) {
            Some(households)
        } else if monthly || ["waited_months", "onsets", "aanmeldingen"].contains(&name) {
            // At most one of each in a household and a month.
            Some(households * f64::from(MONTHS))
        } else {
            None
        }
    }

    /// Whether it grows while cases pile up at the start of a run.
    pub fn has_run_in(self) -> bool {
        let steady = ["team_cost", "team_cost_other", "budget", "onsets"];
        !self.column().is_some_and(|column| steady.contains(&column.name))
    }

    /// The figure, as a mean over the years of the scope.
    pub fn of(self, realisation: &Realisation, scope: &Scope) -> f64 {
        let sum = |value: &dyn Fn(&AreaYear) -> f64| -> f64 {
            cells(scope).map(|cell| value(&realisation.years[cell])).sum()
        };
        let years = scope.years.len().max(1) as f64;
        let gross = |row: &AreaYear| row.gross.iter().map(|money| money.to_f64()).sum::<f64>();
        match self {
            Self::Column(index) => sum(&COLUMNS[index].get) / years,
            Self::Effect(index) => {
                let units = |cell: usize| realisation.effects[cell * scope.effects + index];
                cells(scope).map(units).sum::<f64>() / years
            }
            Self::MunicipalCost => {
                let cost = |row: &AreaYear| {
                    gross(row) - row.eigen_bijdrage.to_f64()
                        + row.admin_cost.to_f64()
                        + row.team_cost.to_f64()
                        + row.consortium_result.to_f64()
                };
                sum(&cost) / years
            }
            Self::ProvisionCost => sum(&|row| gross(row) + row.admin_cost.to_f64()) / years,
            Self::IndividualCost => {
                let cost = |row: &AreaYear| {
                    let rungs = [FIRST_LINE, SPECIALIST].map(|rung| row.gross[rung].to_f64());
                    rungs[0] + rungs[1] + row.admin_cost.to_f64()
                };
                sum(&cost) / years
            }
            Self::MeanWait => {
                let served = sum(&|row| row.gesprekken as f64);
                sum(&|row| row.served_wait_months as f64) / served.max(1.0)
            }
            Self::Crisis => sum(&|row| row.severity[3] as f64) / years / f64::from(MONTHS),
        }
    }
}

/// The rows of a realisation that a scope is about.
fn cells(scope: &Scope) -> impl Iterator<Item = usize> + '_ {
    let areas = scope.area.map_or(0..scope.areas, |area| area..area + 1);
    scope
        .years
        .iter()
        .flat_map(move |year| areas.clone().map(move |area| year * scope.areas + area))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Money;

    /// Two years of two areas, clients 1 to 4, with one effect.
    fn realisation() -> Realisation {
        let euro = Money::from_f64;
        let row = |clients: i64| AreaYear {
            clients,
            gesprekken: clients - 1,
            served_wait_months: 3,
            severity: [0, 0, 0, 6 * clients],
            gross: [euro(0.0), euro(1.0), euro(2.0), euro(3.0), euro(4.0)],
            eigen_bijdrage: euro(0.5),
            admin_cost: euro(0.25),
            team_cost: euro(100.0),
            consortium_result: euro(-7.0),
            ..AreaYear::default()
        };
        Realisation {
            years: (1..=4).map(row).collect(),
            effects: vec![0.1, 0.2, 0.3, 0.4],
            months: Vec::new(),
            uniforms: 0,
        }
    }

    fn value(name: &str, area: Option<usize>, years: &[usize]) -> f64 {
        let effects = ["uitval".to_owned()];
        let measure = Measure::named(name, &effects).expect("a known name");
        measure.of(&realisation(), &Scope { areas: 2, effects: 1, area, years: years.to_vec() })
    }

    #[test]
    fn figures_are_sums_over_areas_and_means_over_years() {
        assert_eq!(value("clients", None, &[0, 1]), 5.0);
        assert_eq!(value("clients", Some(1), &[0, 1]), 3.0);
        assert_eq!(value("clients", Some(0), &[1]), 3.0);
        assert!((value("effect_uitval", Some(1), &[0, 1]) - 0.3).abs() < 1e-12);
        assert!((value("municipal_cost", Some(0), &[0]) - 102.75).abs() < 1e-12);
        assert!((value("provision_cost", None, &[0]) - 20.5).abs() < 1e-12);
        assert!((value("individual_cost", None, &[0]) - 14.5).abs() < 1e-12);
        // 6 * (3 + 4) household-months in a year.
        assert_eq!(value("households_in_crisis", None, &[1]), 3.5);
    }

    #[test]
    fn a_mean_wait_is_a_ratio_of_sums_and_none_without_gesprekken() {
        // 6 months for 0 + 2 gesprekken, and 3 for none.
        assert_eq!(value("mean_wait", Some(0), &[0, 1]), 3.0);
        let nobody = Scope { areas: 2, effects: 1, area: Some(0), years: vec![0] };
        let mut quiet = realisation();
        quiet.years[0].served_wait_months = 0;
        assert_eq!(Measure::MeanWait.of(&quiet, &nobody), 0.0);
    }

    #[test]
    fn every_name_is_a_measure_and_limits_follow_the_households() {
        let effects = ["uitval".to_owned()];
        for name in Measure::names(&effects) {
            assert!(Measure::named(&name, &effects).is_some(), "{name}");
        }
        assert_eq!(Measure::named("klanten", &effects), None);
        let most = |name: &str| Measure::named(name, &effects).and_then(|own| own.most(50.0));
        assert_eq!((most("clients"), most("supported_3")), (Some(50.0), Some(600.0)));
        assert_eq!(most("spent"), None);
        for name in SIGNED {
            assert!(Measure::named(name, &[]).expect("a column").may_be_negative());
        }
        assert!(!Measure::named("clients", &[]).expect("a column").may_be_negative());
    }
}
