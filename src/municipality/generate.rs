//! Everything a scenario of a municipality needs, worked out: areas with households, incomes, need and budgets, teams.
//! `writer` turns it into a file.

use std::fmt;

use super::areas::{self, Area, Division};
use super::budgets::{self, Budgets, Lines};
use super::data::OpenData;
use super::households::{self, Joint};
use super::indicators::{self, AreaIndicators};
use super::margins::{self, Margins};
use super::names::{self, NameError};
use super::need_model::{self, NeedModel};
use crate::domain::HOUSEHOLD_TYPES;
use crate::stats::ipf::{self, IpfError};

/// Onset rates at their means, of the base that the scenario extends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// Per household per year, by type.
    pub annual_rate: [f64; HOUSEHOLD_TYPES],
    pub low_income_factor: f64,
}

impl Rates {
    /// Onsets per year that households and incomes alone predict.
    fn onsets(&self, households: &[f64; HOUSEHOLD_TYPES], low_income: f64) -> f64 {
        let income = 1.0 + low_income * (self.low_income_factor - 1.0);
        let rates = households.iter().zip(self.annual_rate).map(|(count, rate)| count * rate);
        rates.sum::<f64>() * income
    }
}

/// Why there is no scenario.
#[derive(Clone, Debug, PartialEq)]
pub enum NewError {
    Name(NameError),
    Year(i32),
    /// The data have no households, types or incomes of the municipality.
    NoFigures(String),
    NoWijken(String),
    Households(String, IpfError),
    /// The price index does not reach the years of the budgets.
    Prices(i32),
}

impl fmt::Display for NewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(error) => error.fmt(f),
            Self::Year(year) => {
                let (first, last) = (margins::YEARS.start(), margins::YEARS.end());
                write!(f, "--year must be from {first} to {last}, found {year}")
            }
            Self::NoFigures(name) => {
                write!(f, "the CBS data lack the households, types or incomes of {name}")
            }
            Self::NoWijken(name) => write!(f, "the CBS data have no wijken of {name}"),
            Self::Households(name, error) => {
                write!(f, "the households of {name} cannot be divided over its wijken: {error}")
            }
            Self::Prices(year) => {
                write!(f, "the price index does not reach from the years of the budgets to {year}")
            }
        }
    }
}

impl NewError {
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Name(error) => error.hint(),
            Self::Year(_) => {
                Some("Iv3 begins in 2017, Kerncijfers and prices end in 2024".to_owned())
            }
            Self::NoWijken(_) | Self::Households(..) => {
                Some("--areas gemeente takes the municipality as one area".to_owned())
            }
            Self::NoFigures(_) | Self::Prices(_) => None,
        }
    }
}

impl std::error::Error for NewError {}

/// One area, ready to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaFigures {
    pub name: String,
    pub team: usize,
    /// Names of wijken that were merged into it.
    pub merged: Vec<String>,
    pub households: [u32; HOUSEHOLD_TYPES],
    pub low_income: f64,
    /// Mean of the need factor.
    pub need: f64,
    /// Persons with a Wmo provision or youth care per 1,000 inhabitants that the relation predicts.
    pub clients_per_1000: f64,
    /// Whether the tables of 2022 (living) and of 2016 (health) have its wijken.
    pub in_living: bool,
    pub in_health: bool,
    /// Euro per year, whole thousands.
    pub budget: f64,
}

/// A municipality, ready to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub code: String,
    pub name: String,
    pub year: i32,
    pub margins: Margins,
    pub areas: Vec<AreaFigures>,
    pub teams: usize,
    pub budgets: Budgets,
    pub overview: Vec<(i32, bool, Lines)>,
    /// Spread of the municipality around the relation, log scale.
    pub spread: f64,
}

/// The level of need that makes the average need factor of the country 1: onsets per predicted client.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level(f64);

/// What is the same for all municipalities of a year.
pub struct Generator<'a> {
    data: &'a OpenData,
    model: &'a NeedModel,
    rates: Rates,
    year: i32,
    level: Level,
    joint: Joint<'a>,
}

impl<'a> Generator<'a> {
    /// # Errors
    /// Where the data have no figures of the year.
    pub fn new(
        data: &'a OpenData,
        model: &'a NeedModel,
        rates: Rates,
        year: i32,
    ) -> Result<Self, NewError> {
        if !margins::YEARS.contains(&year) {
            return Err(NewError::Year(year));
        }
        let level = level(data, model, rates, year);
        Ok(Self { data, model, rates, year, level, joint: Joint::new(data) })
    }

    /// Works everything out for one municipality.
    ///
    /// # Errors
    /// See [`NewError`].
    pub fn figures(&self, municipality: &str, division: Division) -> Result<Figures, NewError> {
        let (data, year) = (self.data, self.year);
        let (code, name) = names::find(data, municipality).map_err(NewError::Name)?;
        let margins =
            margins::margins(data, &code, year).ok_or_else(|| NewError::NoFigures(name.clone()))?;
        let mut areas = areas::areas(data, &code, &name, division);
        if areas.is_empty() {
            return Err(NewError::NoWijken(name));
        }
        let households = households::by_area(data, &self.joint, &margins, &areas)
            .map_err(|error| NewError::Households(name.clone(), error))?;
        let scale = margins.households / areas.iter().map(Area::households).sum::<f64>();
        let per_team = data.assumed("households_per_team") / scale;
        let teams = areas::assign_teams(&mut areas, per_team);
        let budgets = budgets::budgets(data, &code, year, margins.inhabitants)
            .ok_or(NewError::Prices(year))?;
        let place =
            Place { code: &code, areas: &areas, households: &households, margins: &margins };
        let areas = self.area_figures(&place, &budgets);
        let overview = budgets::overview(data, &code);
        let spread = self.model.residual_sd;
        Ok(Figures { code, name, year, margins, areas, teams, budgets, overview, spread })
    }

    fn area_figures(&self, place: &Place<'_>, budgets: &Budgets) -> Vec<AreaFigures> {
        let indicators = indicators::of_areas(self.data, place.code, place.areas);
        let clients = self.clients(place, &indicators);
        let shares = budget_shares(place, budgets, &clients);
        let incomes = low_incomes(place, &indicators);
        let inhabitants = inhabitants(place);
        let figures = |index: usize| {
            let area = &place.areas[index];
            let households = place.households[index];
            let onsets = self.rates.onsets(&households.map(f64::from), incomes[index]);
            AreaFigures {
                name: area.name.clone(),
                team: area.team,
                merged: area.merged().into_iter().map(str::to_owned).collect(),
                households,
                low_income: incomes[index],
                need: self.level.0 * clients[index] / onsets,
                clients_per_1000: 1000.0 * clients[index] / inhabitants[index],
                in_living: indicators.in_living[index],
                in_health: indicators.in_health[index],
                budget: f64::from(shares[index]) * 1000.0,
            }
        };
        (0..place.areas.len()).map(figures).collect()
    }

    /// Predicted clients of each area; together those that the relation predicts for the municipality.
    fn clients(&self, place: &Place<'_>, indicators: &AreaIndicators) -> Vec<f64> {
        let raw: Vec<f64> = indicators
            .values
            .iter()
            .zip(place.areas)
            .zip(inhabitants(place))
            .map(|((values, area), inhabitants)| {
                let young = need_model::young(self.data, area.age(0), area.age(1));
                self.model.clients_per_inhabitant(values, young) * inhabitants
            })
            .collect();
        let whole = predicted(self.data, self.model, place.code) * place.margins.inhabitants;
        let sum: f64 = raw.iter().sum();
        raw.iter().map(|clients| clients * whole / sum).collect()
    }
}

/// A municipality on its way to [`Figures`].
struct Place<'a> {
    code: &'a str,
    areas: &'a [Area],
    households: &'a [[u32; HOUSEHOLD_TYPES]],
    margins: &'a Margins,
}

/// Budgets of the areas, thousand euro: each bears its part of the cost of its team, by households as in the model, and
/// the rest goes by predicted clients.
fn budget_shares(place: &Place<'_>, budgets: &Budgets, clients: &[f64]) -> Vec<u32> {
    let households: Vec<f64> =
        place.households.iter().map(|counts| counts.iter().map(|n| f64::from(*n)).sum()).collect();
    let teams = place.areas.iter().map(|area| area.team).max().unwrap_or_default() + 1;
    let of_team = |team: usize| -> f64 {
        let own = place.areas.iter().zip(&households).filter(|(area, _)| area.team == team);
        own.map(|(_, households)| households).sum()
    };
    let team_cost = budgets.team.min(budgets.area);
    let all_clients: f64 = clients.iter().sum();
    let weights: Vec<f64> = place
        .areas
        .iter()
        .zip(&households)
        .zip(clients)
        .map(|((area, households), clients)| {
            team_cost / teams as f64 * households / of_team(area.team)
                + (budgets.area - team_cost) * clients / all_clients
        })
        .collect();
    ipf::apportion(&weights, libm::round(budgets.area / 1000.0) as u32)
}

/// Inhabitants of the areas in the year: those of 2024, scaled to the municipality.
fn inhabitants(place: &Place<'_>) -> Vec<f64> {
    let total: f64 = place.areas.iter().map(Area::inhabitants).sum();
    let scale = place.margins.inhabitants / total;
    place.areas.iter().map(|area| area.inhabitants() * scale).collect()
}

/// Share of low incomes of the municipality, over areas in proportion to the persons in the lowest 40% of incomes.
fn low_incomes(place: &Place<'_>, indicators: &AreaIndicators) -> Vec<f64> {
    let lowest = indicators::names().iter().position(|name| *name == "p_pers_laagste40_ink");
    let value = |area: usize| lowest.map_or(f64::NAN, |lowest| indicators.values[area][lowest]);
    let inhabitants = inhabitants(place);
    let mean =
        super::data::weighted_mean((0..place.areas.len()).map(|i| (value(i), inhabitants[i])));
    let share = |area: usize| {
        let ratio = value(area) / mean;
        place.margins.low_income * if ratio.is_finite() { ratio } else { 1.0 }
    };
    (0..place.areas.len()).map(|area| share(area).clamp(0.0, 1.0)).collect()
}

/// Clients per inhabitant that the relation predicts for a municipality of today.
fn predicted(data: &OpenData, model: &NeedModel, code: &str) -> f64 {
    let values = indicators::of_municipality(data, code);
    let place = |name: &str| indicators::names().iter().position(|own| *own == name);
    let value = |name: &str| place(name).map_or(f64::NAN, |place| values[place]);
    let young = need_model::young(data, value("p_00_14"), value("p_15_24"));
    model.clients_per_inhabitant(&values, young)
}

fn level(data: &OpenData, model: &NeedModel, rates: Rates, year: i32) -> Level {
    let (mut onsets, mut clients) = (0.0, 0.0);
    for code in names::names_of_today(data).into_keys() {
        let Some(margins) = margins::margins(data, code, year) else { continue };
        let expected = predicted(data, model, code) * margins.inhabitants;
        if expected.is_finite() {
            let counts = margins.types.map(|share| share * margins.households);
            onsets +=
                rates.onsets(&households::six_types(data, counts, margins.old), margins.low_income);
            clients += expected;
        }
    }
    Level(onsets / clients)
}
