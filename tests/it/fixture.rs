//! Parameters written out in code, so that tests of the engine need no scenario file.

use wijkraming::domain::{DOMAINS, DomainSet, HOUSEHOLD_TYPES};
use wijkraming::engine::Parameters;
use wijkraming::financing::{Budget, Financing, Gemeente};
use wijkraming::mkba::Effect;
use wijkraming::payment::{PaymentModel, Prestatiebekostiging, Scheme};
use wijkraming::population::{Area, Need, Population};
use wijkraming::process::{
    Aanmelding, Course, EigenBijdrage, Gesprek, Invulling, Monitoring, Opstelling, Orientatie,
    Process, Provision, Team, Uitvoering,
};
use wijkraming::random::name_key;

/// One area of one household type, one domain per episode, capacity without bounds, no steering, no spread of
/// hours, (nearly) no frailty: every household is the same finite Markov chain.
pub fn chain(households: u32) -> Parameters {
    Parameters {
        start_year: 2015,
        years: 6,
        population: population(households),
        need: need(),
        process: process(),
        budget: Budget {
            annual_cut: vec![0.0; 60],
            covers_rungs: [false, false, true, true, false],
            specialist: 100_000.0,
        },
        financing: Financing::Gemeente(Gemeente),
        first_line: prestatiebekostiging(),
        specialist: prestatiebekostiging(),
        effects: vec![effect()],
    }
}

pub fn prestatiebekostiging() -> PaymentModel {
    PaymentModel { hours_factor: 1.0, scheme: Scheme::Prestatiebekostiging(Prestatiebekostiging) }
}

pub fn area(name: &str, households: u32) -> Area {
    let mut counts = [0; HOUSEHOLD_TYPES];
    counts[0] = households;
    Area {
        name: name.to_owned(),
        key: name_key(name),
        team: 0,
        households: counts,
        low_income_share: 0.0,
        need_factor: 1.0,
        historic_budget: 1_000_000.0,
    }
}

fn population(households: u32) -> Population {
    Population {
        areas: vec![area("Dorp", households)],
        teams: vec!["dorp".to_owned()],
        frailty_shape: 1e7,
        network_beta: [1e7, 1e7],
        middle_income_share: 1.0,
    }
}

fn need() -> Need {
    Need {
        annual_rate: [0.30; HOUSEHOLD_TYPES],
        low_income_factor: 2.0,
        annual_trend: 0.02,
        initial_severity: [0.45, 0.35, 0.15, 0.05],
        extra_domains: [1.0, 0.0, 0.0, 0.0],
        relapse_factor: 3.0,
        relapse_months: 9,
        domain_weights: [[1.0; DOMAINS]; HOUSEHOLD_TYPES],
    }
}

fn process() -> Process {
    Process {
        course: Course {
            worsen: [0.030, 0.025, 0.020, 0.0],
            improve: [0.060, 0.030, 0.015, 0.020],
            needed_rung: [1, 2, 3, 4],
            under_fit: 0.4,
        },
        aanmelding: Aanmelding {
            own_initiative: [0.04, 0.08, 0.15, 0.40],
            signal: [0.01, 0.03, 0.08, 0.20],
            outreach: 0.8,
        },
        orientatie: Orientatie {
            hours: 1.0,
            simple_share: [0.55, 0.15, 0.0, 0.0],
            complex_share: [0.0, 0.05, 0.10, 0.50],
            focus_min_domains: 1,
        },
        gesprek: Gesprek { hours: 4.0 },
        opstelling: Opstelling {
            rung: [
                [0.15, 0.15, 0.30, 0.38, 0.02],
                [0.05, 0.10, 0.20, 0.58, 0.07],
                [0.00, 0.03, 0.07, 0.65, 0.25],
                [0.00, 0.00, 0.05, 0.45, 0.50],
            ],
            kanteling: 0.4,
            upward: 0.1,
        },
        invulling: Invulling { integration: 0.25 },
        uitvoering: Uitvoering { regie_hours: 0.3 },
        monitoring: Monitoring {
            downscale: 0.6,
            close: 0.7,
            waakvlam_months: 5,
            waakvlam_hours: 0.25,
            relapse_reduction: 0.4,
        },
        provisions: [
            provision(0, 0.05, 0.10, 3, 0.0, 0.0),
            provision(1, 0.15, 0.25, 6, 6.0, 0.0),
            provision(2, 0.25, 0.45, 4, 3.0, 30.0),
            provision(3, 0.45, 0.80, 12, 12.0, 46.0),
            provision(4, 0.60, 1.20, 6, 10.0, 95.0),
        ],
        eigen_bijdrage: EigenBijdrage { share_of_cost: 0.5, maximum: [20.0, 110.0, 250.0] },
        team: Team {
            members: 1e6,
            hours_per_member: 1e6,
            volunteers: 0.0,
            hours_per_volunteer: 0.0,
            bureaucracy: 0.0,
            caseload_per_member: 1e3,
            desks: 1,
            costs: Vec::new(),
        },
    }
}

fn provision(
    rung: usize,
    worsen_reduction: f64,
    improve_gain: f64,
    review_months: u32,
    hours: f64,
    tariff: f64,
) -> Provision {
    Provision {
        worsen_reduction,
        improve_gain,
        review_months,
        hours: [hours; DOMAINS],
        tariff: [tariff; DOMAINS],
        max_hours: [f64::INFINITY; DOMAINS],
        hours_cv: 0.0,
        eigen_bijdrage: rung >= 3,
        informal_value: (rung == 1).then_some(15.0),
    }
}

fn effect() -> Effect {
    Effect {
        id: "huisuitzetting".to_owned(),
        label: "Huisuitzettingen".to_owned(),
        unit: "uitzetting".to_owned(),
        domains: DomainSet::ALL,
        rate: [0.0, 0.0004, 0.002, 0.012],
        value: 8_000.0,
        payers: vec![("woningcorporatie".to_owned(), 1.0)],
        transfer: None,
        pm: false,
    }
}
