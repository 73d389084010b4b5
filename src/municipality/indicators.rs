//! The indicators that need is related to: every share or mean that is known both for municipalities, where the
//! relation is fitted, and for wijken, where it is used.
//!
//! The level of a municipality is that of 2022 (health monitor 2020). A wijk has that level plus its difference with
//! the municipality in the table it is in: 2024 for age and households, 2022 for living, 2016 for health. Where a
//! wijk is not in a table it has the value of its municipality.

use super::areas::Area;
use super::data::{AGE, Gemeente, HEALTH, LIVING, Living, OpenData, weighted_mean};

/// Year of the observed clients and of the municipal indicators of CBS.
pub const YEAR: i32 = 2022;
const HEALTH_YEAR: i32 = 2020;
const HEALTH_YEAR_OF_WIJKEN: i32 = 2016;

/// Number of candidates.
pub const CANDIDATES: usize = HEALTH.len() + AGE.len() + LIVING.len();

/// Names of the candidates, in the order of [`of_municipality`].
pub fn names() -> Vec<&'static str> {
    HEALTH.iter().chain(&AGE).chain(&LIVING).copied().collect()
}

/// Values of the candidates in a municipality of today; NaN where unknown.
pub fn of_municipality(data: &OpenData, code: &str) -> [f64; CANDIDATES] {
    let rows = data.rows(code, YEAR);
    of_rows(data, &rows, &living_of(data, &codes(&rows)))
}

/// The same for a municipality as it was in 2022.
pub fn of_row(data: &OpenData, row: &Gemeente) -> [f64; CANDIDATES] {
    of_rows(data, &[row], &living_of(data, &[row.code.as_str()]))
}

fn codes<'a>(rows: &[&'a Gemeente]) -> Vec<&'a str> {
    rows.iter().map(|row| row.code.as_str()).collect()
}

fn of_rows(data: &OpenData, rows: &[&Gemeente], wijken: &[&Living]) -> [f64; CANDIDATES] {
    let by_inhabitants = |value: &dyn Fn(&Gemeente) -> f64| {
        weighted_mean(rows.iter().map(|row| (value(row), row.inhabitants)))
    };
    let health = |i: usize| health_of(data, rows, HEALTH_YEAR, i);
    let age = |i: usize| match i {
        5 => weighted_mean(rows.iter().map(|row| (row.age[5], row.households))),
        _ => by_inhabitants(&|row| row.age[i]),
    };
    let living = |i: usize| match i {
        0 => by_inhabitants(&|row| row.owned),
        1 => by_inhabitants(&|row| row.log_woz),
        2 => by_inhabitants(&|row| row.participation),
        _ => mean_living(wijken, i),
    };
    std::array::from_fn(|i| match group(i) {
        (0, i) => health(i),
        (1, i) => age(i),
        (_, i) => living(i),
    })
}

/// The health monitor is in the municipalities of 2020: those that make up each row, by their inhabitants of 2020.
fn health_of(data: &OpenData, rows: &[&Gemeente], year: i32, index: usize) -> f64 {
    let parts = rows.iter().flat_map(|row| {
        let own = data.rows(&row.code, HEALTH_YEAR);
        // A municipality that merged after 2022 is found by its own code.
        if own.is_empty() { data.own_rows(&row.code, HEALTH_YEAR) } else { own }
    });
    weighted_mean(parts.map(|part| {
        let values = data.health.get(&(year, part.code.clone()));
        (values.map_or(f64::NAN, |values| values[index]), part.inhabitants)
    }))
}

fn living_of<'a>(data: &'a OpenData, codes: &[&str]) -> Vec<&'a Living> {
    data.living.values().filter(|wijk| codes.contains(&wijk.gemeente.as_str())).collect()
}

fn mean_living(wijken: &[&Living], index: usize) -> f64 {
    weighted_mean(wijken.iter().map(|wijk| (wijk.values[index], wijk.inhabitants)))
}

/// Which group a candidate is in, and its place there.
fn group(index: usize) -> (usize, usize) {
    match index {
        i if i < HEALTH.len() => (0, i),
        i if i < HEALTH.len() + AGE.len() => (1, i - HEALTH.len()),
        i => (2, i - HEALTH.len() - AGE.len()),
    }
}

/// Values of the candidates in the areas of a municipality.
pub struct AreaIndicators {
    /// By area.
    pub values: Vec<[f64; CANDIDATES]>,
    /// By area, whether its wijken are in the tables of living and of health.
    pub in_living: Vec<bool>,
    pub in_health: Vec<bool>,
}

/// Values of the candidates in all `areas` of a municipality.
pub fn of_areas(data: &OpenData, code: &str, areas: &[Area]) -> AreaIndicators {
    let level = of_municipality(data, code);
    let rows = data.rows(code, YEAR);
    let wijken = living_of(data, &codes(&rows));
    let total: f64 = areas.iter().map(Area::inhabitants).sum();
    let age_level = |i: usize| {
        let weight = |area: &Area| if i == 5 { area.households() } else { area.inhabitants() };
        weighted_mean(areas.iter().map(|area| (area.age(i), weight(area))))
    };
    let level_2016: Vec<f64> =
        (0..HEALTH.len()).map(|i| health_of(data, &rows, HEALTH_YEAR_OF_WIJKEN, i)).collect();
    let known = |area: &Area, has: &dyn Fn(&str) -> bool| {
        let inside = area.wijken.iter().filter(|wijk| has(&wijk.code));
        inside.map(|wijk| wijk.inhabitants).sum::<f64>() > area.inhabitants() / 2.0
    };
    let in_living =
        |area: &Area| known(area, &|wijk: &str| data.living.contains_key(wijk)) && total > 0.0;
    let in_health = |area: &Area| known(area, &|wijk: &str| data.health_of_wijk.contains_key(wijk));
    let difference = |area: &Area, index: usize| match group(index) {
        (0, i) if in_health(area) => health_of_area(data, area, i) - level_2016[i],
        (1, i) => area.age(i) - age_level(i),
        (2, i) if in_living(area) => living_of_area(data, area, i) - mean_living(&wijken, i),
        _ => 0.0,
    };
    let value = |area: &Area, index: usize| {
        let difference = difference(area, index);
        level[index] + if difference.is_finite() { difference } else { 0.0 }
    };
    AreaIndicators {
        values: areas.iter().map(|area| std::array::from_fn(|i| value(area, i))).collect(),
        in_living: areas.iter().map(in_living).collect(),
        in_health: areas.iter().map(in_health).collect(),
    }
}

fn health_of_area(data: &OpenData, area: &Area, index: usize) -> f64 {
    weighted_mean(area.wijken.iter().map(|wijk| {
        let values = data.health_of_wijk.get(&wijk.code);
        (values.map_or(f64::NAN, |values| values[index]), wijk.inhabitants)
    }))
}

fn living_of_area(data: &OpenData, area: &Area, index: usize) -> f64 {
    weighted_mean(area.wijken.iter().map(|wijk| {
        let living = data.living.get(&wijk.code);
        (living.map_or(f64::NAN, |living| living.values[index]), wijk.inhabitants)
    }))
}
