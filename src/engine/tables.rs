//! The parameters of one realisation as tables that the monthly steps look things up in.

use rand_distr::{Beta, Gamma};

use super::case::{Arrangement, Case};
use super::clock::hazard;
use super::parameters::Parameters;
use super::state::RungRules;
use crate::domain::{
    DOMAINS, DomainSet, FIRST_LINE, HOUSEHOLD_TYPES, RUNGS, SEVERITIES, SPECIALIST,
};
use crate::financing::AreaShares;
use crate::payment::{Delivery, PaymentModel};
use crate::stats::Categorical;
use crate::units::{Hours, MONTHS, Money, Month};

/// Hazard of a change of severity in a month, and the share of it that is for the worse.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CourseEntry {
    pub hazard: f64,
    pub up_share: f64,
}

/// Hours, tariffs and payment on one rung.
#[derive(Clone, Debug)]
pub struct RungTable {
    hours: [f64; DOMAINS],
    tariff: [f64; DOMAINS],
    max_hours: [f64; DOMAINS],
    payment: PaymentModel,
    eigen_bijdrage: bool,
    pub informal: bool,
    pub review_months: Month,
    /// The spread of the hours between households; none where all get the same.
    pub multiplier: Option<Gamma<f64>>,
}

#[derive(Clone, Debug)]
pub struct Tables<'a> {
    pub parameters: &'a Parameters,
    pub months: Month,
    /// Growth of the onset rates since the first year, by year.
    growth: Vec<f64>,
    /// Years of onset at the rates of the first year, summed over the months before each month.
    pub exposure: Vec<f64>,
    /// By severity 1 to 4, without support (0) and with support at rung 0 to 4 (1 to 5).
    course: [[CourseEntry; RUNGS + 1]; SEVERITIES],
    /// Hazard per month of an aanmelding, by severity 1 to 4.
    pub report: [f64; SEVERITIES],
    pub rungs: [RungTable; RUNGS],
    /// Frailty given the first onset is this over (shape + summed hazard).
    pub frailty: Gamma<f64>,
    pub network: Beta<f64>,
    pub initial_severity: Categorical<SEVERITIES>,
    pub extra_domains: Categorical<4>,
    /// The primary domain, by household type.
    pub domains: [Categorical<DOMAINS>; HOUSEHOLD_TYPES],
    /// The rung at a gesprek or review, by severity 1 to 4.
    pub rows: [Categorical<RUNGS>; SEVERITIES],
    /// Domains of each effect.
    pub effects: Vec<DomainSet>,
    pub shares: AreaShares,
}

impl<'a> Tables<'a> {
    /// # Panics
    /// When a shape of a distribution is not positive and finite; validated scenarios have none such.
    pub fn new(parameters: &'a Parameters) -> Self {
        let growth = |year| (1.0 + parameters.need.annual_trend).powi(year);
        Self::with_growth(parameters, (0..parameters.years as i32).map(growth).collect())
    }

    /// The tables that hold from month `from` on, after those that held before it.
    ///
    /// # Panics
    /// As [`Self::new`].
    pub fn after(before: &Self, from: Month, parameters: &'a Parameters) -> Self {
        let trend = parameters.need.annual_trend;
        let first = (from / MONTHS) as usize;
        let mut growth = before.growth.clone();
        // An unchanged trend keeps its bits.
        if trend != before.parameters.need.annual_trend {
            for (years, growth) in (1..).zip(&mut growth[first..]) {
                *growth = before.growth[first - 1] * (1.0 + trend).powi(years);
            }
        }
        Self::with_growth(parameters, growth)
    }

    fn with_growth(parameters: &'a Parameters, growth: Vec<f64>) -> Self {
        let population = &parameters.population;
        let months = parameters.years * MONTHS;
        let [a, b] = population.network_beta;
        Self {
            parameters,
            months,
            exposure: exposure(&growth),
            growth,
            course: course_table(parameters),
            report: std::array::from_fn(|i| {
                hazard(parameters.process.aanmelding.probability(i + 1))
            }),
            rungs: std::array::from_fn(|rung| rung_table(parameters, rung)),
            frailty: Gamma::new(population.frailty_shape + 1.0, 1.0).expect("a positive shape"),
            network: Beta::new(a, b).expect("positive parameters"),
            initial_severity: Categorical::new(parameters.need.initial_severity),
            extra_domains: Categorical::new(parameters.need.extra_domains),
            domains: parameters.need.domain_weights.map(Categorical::new),
            rows: parameters.process.opstelling.rows(),
            effects: parameters.effects.iter().map(|effect| effect.domains).collect(),
            shares: area_shares(parameters),
        }
    }

    /// The course at `severity` 1 to 4, without support or with support at a rung.
    #[inline]
    pub fn course(&self, severity: u8, support: Option<u8>) -> CourseEntry {
        self.course[usize::from(severity) - 1][support.map_or(0, |rung| usize::from(rung) + 1)]
    }

    /// The course of those without support, by severity 1 to 4.
    pub fn course_without_support(&self) -> [CourseEntry; SEVERITIES] {
        self.course.map(|of_severity| of_severity[0])
    }

    /// What the accounts need to know of a rung.
    pub fn rules(&self, rung: usize) -> RungRules {
        RungRules {
            informal: self.rungs[rung].informal,
            covered: self.parameters.budget.covers_rungs[rung],
        }
    }

    /// What the household receives each month on a rung, with this multiplier of its hours.
    pub fn arrangement(&self, case: &Case, rung: usize, multiplier: f64) -> Arrangement {
        let table = &self.rungs[rung];
        let invulling = &self.parameters.process.invulling;
        let (mut hours, mut delivered, mut norm) = (0.0, 0.0, 0.0);
        for domain in case.domains.indices() {
            let share = invulling.share(domain == usize::from(case.primary));
            let full = table.hours[domain] * share;
            let most = table.max_hours[domain];
            let given = (full * multiplier * table.payment.hours_factor).min(most);
            hours += given;
            delivered += given * table.tariff[domain];
            norm += full.min(most) * table.tariff[domain];
        }
        let paid = table.payment.pay(Delivery { delivered, norm });
        let contribution = &self.parameters.process.eigen_bijdrage;
        let eigen_bijdrage = if table.eigen_bijdrage {
            (contribution.share_of_cost * paid.gross)
                .min(contribution.maximum[usize::from(case.band)])
        } else {
            0.0
        };
        Arrangement {
            hours: Hours::from_f64(hours),
            gross: Money::from_f64(paid.gross),
            eigen_bijdrage: Money::from_f64(eigen_bijdrage),
            admin_cost: Money::from_f64(paid.admin_cost),
            provider_margin: Money::from_f64(paid.provider_margin),
        }
    }
}

fn exposure(growth: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut table = Vec::with_capacity(growth.len() * MONTHS as usize + 1);
    table.push(0.0);
    for month in 0..growth.len() * MONTHS as usize {
        sum += growth[month / MONTHS as usize] / f64::from(MONTHS);
        table.push(sum);
    }
    table
}

fn course_table(parameters: &Parameters) -> [[CourseEntry; RUNGS + 1]; SEVERITIES] {
    let process = &parameters.process;
    std::array::from_fn(|severity| {
        std::array::from_fn(|support| {
            let support = support.checked_sub(1).map(|rung| (rung, &process.provisions[rung]));
            let step = process.course.step(severity + 1, support);
            let change = step.up + step.down;
            CourseEntry {
                hazard: hazard(change),
                up_share: if change > 0.0 { step.up / change } else { 0.0 },
            }
        })
    })
}

/// Coefficients of variation up to this are none: their gamma distribution cannot be told from 1.
const NO_SPREAD: f64 = 1e-6;

fn rung_table(parameters: &Parameters, rung: usize) -> RungTable {
    let provision = &parameters.process.provisions[rung];
    let cv = provision.hours_cv;
    let informal = provision.informal_value.is_some();
    let multiplier = (cv > NO_SPREAD).then(|| {
        Gamma::new(1.0 / (cv * cv), cv * cv).expect("a positive coefficient of variation")
    });
    RungTable {
        hours: provision.hours,
        // Informal care costs the municipality nothing, whatever its tariff.
        tariff: if informal { [0.0; DOMAINS] } else { provision.tariff },
        max_hours: provision.max_hours,
        payment: match rung {
            _ if informal => PaymentModel::as_delivered(),
            FIRST_LINE => parameters.first_line.clone(),
            SPECIALIST => parameters.specialist.clone(),
            _ => PaymentModel::as_delivered(),
        },
        eigen_bijdrage: provision.eigen_bijdrage,
        informal,
        review_months: provision.review_months,
        multiplier,
    }
}

fn area_shares(parameters: &Parameters) -> AreaShares {
    let areas = &parameters.population.areas;
    let historic: Vec<f64> = areas.iter().map(|area| area.historic_budget).collect();
    let predicted: Vec<f64> = areas.iter().map(|area| parameters.need.predicted(area)).collect();
    AreaShares::new(&historic, &predicted)
}
