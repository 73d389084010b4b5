//! Whether the amounts of a run can be counted. Money and hours are whole millionths in 64 bits ([`crate::units`]), so
//! that euro and hours up to 9.2 · 10^12 are exact; beyond that a sum would be another number. What could come there is a
//! slip, and is refused before anything is simulated. It knows the numbers of the engine, and no key of a file.
//!
//! The bounds are those of a world in which every household is in need in every month, at the severity and on the rung that
//! cost most: far above any expectation, so that no chance leads beyond them.

use crate::diagnostics::Diagnostic;
use crate::domain::{DOMAINS, FIRST_LINE, RUNGS, SEVERITIES, SPECIALIST};
use crate::engine::Parameters;
use crate::mkba::Valuation;
use crate::payment::{PaymentModel, Scheme};
use crate::process::{CostItem, EigenBijdrage, Frequency, Level, Provision};

/// Most euro, and most hours, of one year: forecasts, and differences between alternatives, must fit too.
const MOST_IN_A_YEAR: f64 = 4e12;

/// Most euro of all years together, some 5 years of the income of the world.
const MOST_IN_ALL: f64 = 9e12;

/// The chance that is passed over is exp(-40), some 4 · 10^-18, for each month.
const SURE: f64 = 40.0;

/// Domains of a household at most.
const MOST_DOMAINS: f64 = 4.0;

/// What a part of the euro comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Budgets,
    Team,
    Support,
    Effects,
}

impl Source {
    /// As hints name it, with where it stands in a scenario.
    pub fn words(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Budgets => ("budgets", &["budget"]),
            Self::Team => ("costs of teams", &["team", "costs"]),
            Self::Support => ("support", &["provisions"]),
            Self::Effects => ("effects", &["effects"]),
        }
    }
}

/// Bounds on what one alternative amounts to in one draw.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Amounts {
    /// Euro of one year, by [`Source`].
    euro: [f64; 4],
    /// Hours of support in one year.
    hours: f64,
    years: f64,
    /// What an amount of the year that counts most is worth in the base year, where that is more than the amount.
    weight: f64,
}

/// Why amounts cannot be counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TooLarge {
    what: Quantity,
    most: f64,
    /// What most of it comes from.
    pub source: Source,
    /// Whether there are very many years of them, rather than amounts that no year has.
    pub of_all_years: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Quantity {
    Euro(f64),
    Hours(f64),
}

impl TooLarge {
    pub fn diagnostic(&self) -> Diagnostic {
        let (found, unit) = match self.what {
            Quantity::Euro(found) => (found, "euro"),
            Quantity::Hours(found) => (found, "hours"),
        };
        let period = if self.of_all_years { "in all years" } else { "in a year" };
        let message = format!(
            "this run could come to {found:.1e} {unit} {period}, more than the {:.0e} that can be counted",
            self.most
        );
        let source = self.source.words().0;
        let hint = match self.of_all_years {
            false => {
                format!("most of it is {source}: look there for a slip, or in the discount rate")
            }
            true => format!(
                "most of it is {source}; take fewer years or households, or lift the limit with --allow-large"
            ),
        };
        Diagnostic::error(message).hint(hint)
    }
}

impl Amounts {
    /// Bounds for parameters in which every uncertain number is as large as it gets; `domains` are those of a household on
    /// the average, see [`domains`].
    pub fn of(parameters: &Parameters, domains: f64, reserve: f64, valuation: &Valuation) -> Self {
        let households = parameters.population.household_count() as f64;
        let years = f64::from(parameters.years);
        let supports: Vec<Support> =
            (0..RUNGS).map(|rung| support(parameters, rung, domains)).collect();
        let largest = |part: fn(&Support) -> f64| supports.iter().map(part).fold(0.0, f64::max);
        let first = parameters.start_year;
        let calendar = first..first + parameters.years as i32;
        Self {
            euro: [
                budgets(parameters) + reserve,
                team(parameters),
                12.0 * largest(|support| support.euro),
                12.0 * households * effects(parameters),
            ],
            hours: 12.0 * largest(|support| support.hours),
            years,
            weight: calendar.map(|year| valuation.factor(year)).fold(1.0, f64::max),
        }
    }

    /// What is too much, if anything. `all`: whether all years together count too.
    pub fn objection(&self, all: bool) -> Option<TooLarge> {
        const SOURCES: [Source; 4] =
            [Source::Budgets, Source::Team, Source::Support, Source::Effects];
        let largest = SOURCES.into_iter().zip(self.euro).max_by(|a, b| a.1.total_cmp(&b.1));
        let source = largest.map_or(Source::Support, |(source, _)| source);
        let year = self.euro.iter().sum::<f64>() * self.weight;
        let too_large =
            |what, most, source, of_all_years| Some(TooLarge { what, most, source, of_all_years });
        if year > MOST_IN_A_YEAR || year.is_nan() {
            too_large(Quantity::Euro(year), MOST_IN_A_YEAR, source, false)
        } else if self.hours > MOST_IN_A_YEAR {
            too_large(Quantity::Hours(self.hours), MOST_IN_A_YEAR, Source::Support, false)
        } else if all && year * self.years > MOST_IN_ALL {
            too_large(Quantity::Euro(year * self.years), MOST_IN_ALL, source, true)
        } else if all && self.hours * self.years > MOST_IN_ALL {
            let hours = Quantity::Hours(self.hours * self.years);
            too_large(hours, MOST_IN_ALL, Source::Support, true)
        } else {
            None
        }
    }
}

fn budgets(parameters: &Parameters) -> f64 {
    let areas = parameters.population.areas.iter();
    areas.map(|area| area.historic_budget).sum::<f64>() + parameters.budget.specialist
}

/// Team cost in the year in which it is highest. A month is taken twelve times by the forecast.
fn team(parameters: &Parameters) -> f64 {
    let teams = parameters.population.teams.len() as f64;
    let cost = |item: &CostItem| {
        let times = if item.per == Level::Team { teams } else { 1.0 };
        let months = if item.when == Frequency::OneOff { 12.0 } else { 1.0 };
        item.amount * times * months
    };
    parameters.process.team.costs.iter().map(cost).sum()
}

/// Euro of a household in a month at the severity that costs most.
fn effects(parameters: &Parameters) -> f64 {
    let at = |severity: usize| -> f64 {
        let counted = parameters.effects.iter().filter(|effect| !effect.pm);
        counted.map(|effect| effect.rate[severity] * effect.value).sum()
    };
    (0..SEVERITIES).map(at).fold(0.0, f64::max)
}

/// All households in a month on one rung.
struct Support {
    euro: f64,
    hours: f64,
}

fn support(parameters: &Parameters, rung: usize, domains: f64) -> Support {
    let households = parameters.population.household_count() as f64;
    let provision = &parameters.process.provisions[rung];
    let as_delivered = PaymentModel::as_delivered();
    let payment = match rung {
        _ if provision.informal_value.is_some() => &as_delivered,
        FIRST_LINE => &parameters.first_line,
        SPECIALIST => &parameters.specialist,
        _ => &as_delivered,
    };
    let spread = as_many(households, provision.hours_cv);
    let hours = |domain: usize| {
        let norm = provision.hours[domain] * payment.hours_factor.max(1.0) * spread;
        domains * norm.min(households * provision.max_hours[domain])
    };
    let price = |domain: usize| provision.informal_value.unwrap_or(provision.tariff[domain]);
    let most = |of: &dyn Fn(usize) -> f64| (0..DOMAINS).map(of).fold(0.0, f64::max);
    let cost = most(&|domain| hours(domain) * price(domain));
    let (paid, administration) = match &payment.scheme {
        Scheme::Prestatiebekostiging(_) => (cost, 0.0),
        Scheme::Trekkingsrecht(model) => (cost, households * model.admin_cost),
        // The margin, too, is kept as an amount of its own.
        Scheme::Resultaatbekostiging(model) => (cost * (2.0 + model.price_margin), 0.0),
    };
    let own = own_part(provision, &parameters.process.eigen_bijdrage, paid, households);
    Support { euro: paid + administration + own, hours: most(&hours) }
}

/// What all households pay themselves.
fn own_part(provision: &Provision, table: &EigenBijdrage, paid: f64, households: f64) -> f64 {
    if !provision.eigen_bijdrage {
        return 0.0;
    }
    let most = table.maximum.iter().copied().fold(0.0, f64::max);
    (table.share_of_cost * paid).min(households * most)
}

/// The number of households with average hours that come to at least as much as `households` with hours that vary with a
/// coefficient of variation. The sum of gamma variables has a gamma distribution of shape a = n / cv^2 and scale cv^2, which
/// is above (sqrt(a) + sqrt(t))^2 cv^2 with a chance below exp(-t) (Boucheron, Lugosi, Massart, "Concentration
/// inequalities", 2013, section 2.4).
fn as_many(households: f64, cv: f64) -> f64 {
    let root = libm::sqrt(households) + cv * libm::sqrt(SURE);
    root * root
}

/// Most domains that households have on the average. Shares of numbers of domains that are drawn are far apart in `high`,
/// where each is as large as it gets; twice the average of their means is enough then, because [`MOST_IN_A_YEAR`] leaves
/// room for twice as much, and no household has more than four.
pub fn domains(central: &Parameters, high: &Parameters) -> f64 {
    let of = |parameters: &Parameters| {
        let households = high.population.household_count() as f64;
        average_domains(&parameters.need.extra_domains, households)
    };
    of(high).min(2.0 * of(central))
}

/// The same for given shares, by the inequality of Hoeffding for numbers from 1 to 4.
fn average_domains(extra: &[f64; 4], households: f64) -> f64 {
    let mean: f64 = (0..4).zip(extra).map(|(number, share)| f64::from(number) * share).sum();
    let deviation = (MOST_DOMAINS - 1.0) * libm::sqrt(SURE / (2.0 * households.max(1.0)));
    (1.0 + mean + deviation).min(MOST_DOMAINS)
}
