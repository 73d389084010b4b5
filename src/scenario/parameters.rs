//! From the tables of one alternative and a sample of all quantities to the numbers of the engine. Only
//! copies and arranges; everything was checked before.

use super::file::effects::Effect as FileEffect;
use super::file::money::{Financing as FileFinancing, PaymentModel as FilePayment};
use super::file::number::{Kind, Number};
use super::file::population::Area as FileArea;
use super::file::provisions::{self as support, Provision as FileProvision};
use super::file::{Base, process};
use crate::domain::{DOMAINS, Domain, DomainSet, MUNICIPALITY, RUNGS};
use crate::engine::Parameters;
use crate::financing::{Budget, Financing, Gemeente, Populatiebekostiging, Reaction, Wijkbudget};
use crate::mkba::{Effect, Transfer};
use crate::payment::{
    PaymentModel, Prestatiebekostiging, Resultaatbekostiging, Scheme, Trekkingsrecht,
};
use crate::population::{Area, Need, Population};
use crate::process::{
    Aanmelding, CostItem, Course, EigenBijdrage, Frequency, Gesprek, Invulling, Level, Monitoring,
    Opstelling, Orientatie, Process, Provision, Team, Uitvoering,
};
use crate::random::name_key;
use indexmap::IndexSet;

/// The tables of one alternative, with what does not depend on a sample worked out.
pub struct Tables {
    pub base: Base,
    /// In the order in which areas name them.
    teams: Vec<String>,
    /// By area, the team and the key of its random numbers.
    fixed: Vec<(usize, u64)>,
}

impl Tables {
    pub fn new(base: Base) -> Self {
        let mut teams = IndexSet::new();
        let fixed = base.areas.iter();
        let fixed = fixed
            .map(|area| (teams.insert_full(area.team.clone()).0, name_key(&area.name)))
            .collect();
        Self { teams: teams.into_iter().collect(), fixed, base }
    }
}

/// The parameters of an alternative when the quantities have these values.
pub fn parameters(tables: &Tables, start_year: i32, years: u32, sample: &[f64]) -> Parameters {
    let (x, base) = (Sample(sample), &tables.base);
    Parameters {
        start_year,
        years,
        population: x.population(tables),
        need: x.need(base),
        process: x.process(base),
        budget: x.budget(base),
        financing: x.financing(&base.financing),
        first_line: x.payment(&base.payment.first_line),
        specialist: x.payment(&base.payment.specialist),
        effects: base.effects.iter().map(|effect| x.effect(effect)).collect(),
    }
}

struct Sample<'a>(&'a [f64]);

impl Sample<'_> {
    fn at<K: Kind>(&self, number: &Number<K>) -> f64 {
        number.at(self.0)
    }

    fn or<K: Kind>(&self, number: Option<&Number<K>>, default: f64) -> f64 {
        number.map_or(default, |number| number.at(self.0))
    }

    fn all<K: Kind, const N: usize>(&self, numbers: &[Number<K>; N]) -> [f64; N] {
        std::array::from_fn(|i| numbers[i].at(self.0))
    }

    fn population(&self, tables: &Tables) -> Population {
        let areas = tables.base.areas.iter().zip(&tables.fixed);
        let table = &tables.base.population;
        let common = self.or(tables.base.need.factor.as_ref(), 1.0);
        Population {
            areas: areas.map(|(area, (team, key))| self.area(area, *team, *key, common)).collect(),
            teams: tables.teams.clone(),
            frailty_shape: self.at(&table.frailty_shape),
            network_beta: self.all(&table.network_beta),
            middle_income_share: self.at(&table.middle_income_share),
        }
    }

    /// `common` is the factor on need that all areas share.
    fn area(&self, area: &FileArea, team: usize, key: u64, common: f64) -> Area {
        Area {
            name: area.name.clone(),
            key,
            team,
            households: area.households.in_order().map(|number| number.count(self.0)),
            low_income_share: self.at(&area.low_income_share),
            need_factor: self.at(&area.need_factor) * common,
            historic_budget: self.at(&area.historic_budget),
        }
    }

    fn need(&self, base: &Base) -> Need {
        let need = &base.need;
        Need {
            annual_rate: need.annual_rate.in_order().map(|rate| self.at(rate)),
            low_income_factor: self.at(&need.low_income_factor),
            annual_trend: self.at(&need.annual_trend),
            initial_severity: need.initial_severity.at(self.0),
            extra_domains: need.extra_domains.at(self.0),
            relapse_factor: self.at(&need.relapse_factor),
            relapse_months: need.relapse_months.count(self.0),
            domain_weights: need.domain_weights.in_order().map(|weights| self.all(&weights.0)),
        }
    }

    fn process(&self, base: &Base) -> Process {
        let rung = |rung: usize| {
            let of_rung = base.provisions.iter().find(|table| usize::from(table.rung) == rung);
            of_rung.map_or_else(no_support, |table| self.provision(table))
        };
        Process {
            course: self.course(&base.course),
            aanmelding: Aanmelding {
                own_initiative: self.all(&base.aanmelding.own_initiative),
                signal: self.all(&base.aanmelding.signal),
                outreach: self.at(&base.aanmelding.outreach),
            },
            orientatie: Orientatie {
                hours: self.at(&base.orientatie.hours),
                simple_share: self.all(&base.orientatie.simple_share),
                complex_share: self.all(&base.orientatie.complex_share),
                focus_min_domains: base.orientatie.focus_min_domains.count(self.0),
            },
            gesprek: Gesprek { hours: self.at(&base.gesprek.hours) },
            opstelling: Opstelling {
                rung: base.opstelling.rung.each_ref().map(|row| row.at(self.0)),
                kanteling: self.at(&base.opstelling.kanteling),
                upward: self.at(&base.opstelling.upward),
            },
            invulling: Invulling { integration: self.at(&base.invulling.integration) },
            uitvoering: Uitvoering { regie_hours: self.at(&base.uitvoering.regie_hours) },
            monitoring: self.monitoring(&base.monitoring),
            provisions: std::array::from_fn::<_, RUNGS, _>(rung),
            eigen_bijdrage: self.eigen_bijdrage(&base.eigen_bijdrage),
            team: self.team(&base.team),
        }
    }

    fn course(&self, course: &process::Course) -> Course {
        Course {
            worsen: self.all(&course.worsen),
            improve: self.all(&course.improve),
            needed_rung: course.needed_rung.map(usize::from),
            under_fit: self.at(&course.under_fit),
        }
    }

    fn monitoring(&self, table: &process::Monitoring) -> Monitoring {
        Monitoring {
            downscale: self.at(&table.downscale),
            close: self.at(&table.close),
            waakvlam_months: table.waakvlam_months.count(self.0),
            waakvlam_hours: self.at(&table.waakvlam_hours),
            relapse_reduction: self.at(&table.relapse_reduction),
        }
    }

    fn provision(&self, table: &FileProvision) -> Provision {
        let (hours, tariff) = (self.at(&table.hours), self.at(&table.tariff));
        let max_hours = self.or(table.max_hours.as_ref(), f64::INFINITY);
        let mut provision = Provision {
            worsen_reduction: self.at(&table.worsen_reduction),
            improve_gain: self.at(&table.improve_gain),
            review_months: table.review_months.count(self.0),
            hours: [hours; DOMAINS],
            tariff: [tariff; DOMAINS],
            max_hours: [max_hours; DOMAINS],
            hours_cv: self.or(table.hours_cv.as_ref(), 0.0),
            eigen_bijdrage: table.eigen_bijdrage.unwrap_or(false),
            informal_value: table.informal_value.as_ref().map(|value| self.at(value)),
        };
        for domain in Domain::ALL {
            let Some(own) = table.domains.get(*domain) else { continue };
            let d = domain.index();
            provision.hours[d] = self.or(own.hours.as_ref(), hours);
            provision.tariff[d] = self.or(own.tariff.as_ref(), tariff);
            provision.max_hours[d] = self.or(own.max_hours.as_ref(), max_hours);
        }
        provision
    }

    fn eigen_bijdrage(&self, table: &support::EigenBijdrage) -> EigenBijdrage {
        let support::PerBand { low, middle, high } = &table.maximum;
        EigenBijdrage {
            share_of_cost: self.at(&table.share_of_cost),
            maximum: [self.at(low), self.at(middle), self.at(high)],
        }
    }

    fn team(&self, team: &support::Team) -> Team {
        Team {
            members: self.at(&team.members),
            hours_per_member: self.at(&team.hours_per_member),
            volunteers: self.at(&team.volunteers),
            hours_per_volunteer: self.at(&team.hours_per_volunteer),
            bureaucracy: self.at(&team.bureaucracy),
            caseload_per_member: self.at(&team.caseload_per_member),
            desks: team.desks.count(self.0),
            costs: team.costs.iter().map(|item| self.cost(item)).collect(),
        }
    }

    fn cost(&self, item: &support::CostItem) -> CostItem {
        CostItem {
            item: item.item.clone(),
            amount: self.at(&item.amount),
            per: match item.per {
                support::Level::Team => Level::Team,
                support::Level::Municipality => Level::Municipality,
            },
            when: match item.when {
                support::Frequency::Annual => Frequency::Annual,
                support::Frequency::OneOff => Frequency::OneOff,
            },
            payer: item.payer.clone().unwrap_or_else(|| MUNICIPALITY.to_owned()),
            years: item.years.clone(),
        }
    }

    fn budget(&self, base: &Base) -> Budget {
        let covers = |rung: usize| base.budget.covers_rungs.iter().any(|r| usize::from(*r) == rung);
        Budget {
            annual_cut: base.budget.annual_cut.iter().map(|cut| self.at(cut)).collect(),
            covers_rungs: std::array::from_fn(covers),
            specialist: self.at(&base.budget.specialist),
        }
    }

    fn financing(&self, table: &FileFinancing) -> Financing {
        if let Some(model) = &table.wijkbudget {
            return Financing::Wijkbudget(Wijkbudget {
                history_weight: self.at(&model.history_weight),
                corridor: self.at(&model.corridor),
                consortium_risk: self.at(&model.consortium_risk),
                consortium_retains: self.at(&model.consortium_retains),
                reaction: Reaction {
                    steer: self.at(&model.steer),
                    steer_max: self.at(&model.steer_max),
                    defer: self.at(&model.defer),
                    defer_max: self.at(&model.defer_max),
                },
            });
        }
        if let Some(model) = &table.populatiebekostiging {
            return Financing::Populatiebekostiging(Populatiebekostiging {
                history_weight: self.at(&model.history_weight),
                // The file counts months from 1, the engine from 0.
                review_months: model.review_months.iter().map(|m| u32::from(*m) - 1).collect(),
                tolerance: self.at(&model.tolerance),
                transfer_share: self.at(&model.transfer_share),
                reserve_share: self.at(&model.reserve_share),
                reaction: Reaction {
                    steer: self.at(&model.steer),
                    steer_max: self.at(&model.steer_max),
                    defer: self.at(&model.defer),
                    defer_max: self.at(&model.defer_max),
                },
            });
        }
        Financing::Gemeente(Gemeente)
    }

    fn payment(&self, table: &FilePayment) -> PaymentModel {
        let (factor, scheme) = if let Some(model) = &table.trekkingsrecht {
            let scheme = Trekkingsrecht {
                utilisation: self.at(&model.utilisation),
                admin_cost: self.at(&model.admin_cost),
            };
            (&model.hours_factor, Scheme::Trekkingsrecht(scheme))
        } else if let Some(model) = &table.resultaatbekostiging {
            let scheme = Resultaatbekostiging { price_margin: self.at(&model.price_margin) };
            (&model.hours_factor, Scheme::Resultaatbekostiging(scheme))
        } else {
            let factor = table.prestatiebekostiging.as_ref().map(|model| &model.hours_factor);
            (factor.unwrap_or(&None), Scheme::Prestatiebekostiging(Prestatiebekostiging))
        };
        PaymentModel { hours_factor: self.or(factor.as_ref(), 1.0), scheme }
    }

    fn effect(&self, effect: &FileEffect) -> Effect {
        let named = |names: &Vec<super::file::effects::DomainName>| {
            names.iter().filter_map(|name| Domain::from_key(&name.0)).collect()
        };
        let payers = effect.payers.0.iter();
        Effect {
            id: effect.id.clone(),
            label: effect.label.clone(),
            unit: effect.unit.clone(),
            domains: effect.domains.as_ref().map_or(DomainSet::ALL, named),
            rate: self.all(&effect.rate),
            value: self.or(effect.value.as_ref(), 0.0),
            payers: payers.map(|(payer, share)| (payer.clone(), self.at(share))).collect(),
            transfer: effect.transfer_to.as_ref().map(|to| Transfer {
                to: to.clone(),
                share: self.or(effect.transfer_share.as_ref(), 1.0),
            }),
            pm: effect.pm.unwrap_or(false),
        }
    }
}

/// Stands for a rung without a table, which validation does not let through.
fn no_support() -> Provision {
    Provision {
        worsen_reduction: 0.0,
        improve_gain: 0.0,
        review_months: 1,
        hours: [0.0; DOMAINS],
        tariff: [0.0; DOMAINS],
        max_hours: [f64::INFINITY; DOMAINS],
        hours_cv: 0.0,
        eigen_bijdrage: false,
        informal_value: None,
    }
}
