//! The households of an area at the start, and the numbers of a household that are drawn when first needed.

use rand_distr::Distribution;

use super::case::Case;
use super::observer::Observer;
use super::onset::Origin;
use super::simulation::Simulation;
use super::state::TeamState;
use crate::domain::{HouseholdType, IncomeBand};
use crate::population::Area;
use crate::random::{Block, Purpose, Site};

/// What decides whether, and when, a household of one type and income has a first onset.
struct Stratum {
    origin: Origin,
    base_rate: f64,
    /// Survival probability over the whole run: uniform numbers up to this give no onset.
    survival: f64,
}

impl<O: Observer> Simulation<'_, O> {
    /// Adds the households of an area that have an onset within the run.
    ///
    /// Frailty v ~ Gamma(k, mean 1) and the exponential number E of the first onset are exchanged for
    /// z = E / v, whose survival function is (1 + z/k)^-k (Lomax), and v given z ~ Gamma(k + 1) / (k + z):
    /// the same joint distribution, but most households need z only, and z does not depend on any rate, so
    /// alternatives share it.
    pub(super) fn settle(&mut self, team: &mut TeamState, area: &Area, area_in_team: usize) {
        let shape = self.tables.parameters.population.frailty_shape;
        let mut household = 0;
        let mut numbers = Block::default();
        for kind in HouseholdType::ALL {
            let area_index = team.areas[area_in_team].index;
            let strata = [true, false].map(|low_income| {
                self.stratum(Origin { area: area_index, kind: *kind, low_income })
            });
            for _ in 0..area.households[kind.index()] {
                let site = Site { area_key: area.key, household };
                let place = household as usize % 2 * 2;
                if place == 0 {
                    numbers = self.random.block(site, Purpose::Household, 0, 0);
                }
                household += 1;
                let band = self.income_band(area, numbers.uniform(place + 1));
                let stratum = &strata[usize::from(band != IncomeBand::Low)];
                let u = 1.0 - numbers.uniform(place);
                if u <= stratum.survival {
                    continue;
                }
                let z = shape * (libm::pow(u, -1.0 / shape) - 1.0);
                let mut case = Case::new(
                    site,
                    area_in_team as u16,
                    kind.index() as u8,
                    band.index() as u8,
                    stratum.base_rate,
                    z,
                );
                case.onset = if self.phases.change() {
                    self.phases.first_onset(&stratum.origin, z)
                } else {
                    self.tables.month_of(0, z / stratum.base_rate)
                };
                let index = team.cases.len();
                team.cases.push(case);
                self.run_course(team, index, 0);
                team.calendar.schedule(index as u32, &mut team.cases[index]);
            }
        }
    }

    fn stratum(&self, origin: Origin) -> Stratum {
        let base_rate = self.tables.base_rate(&origin);
        let shape = self.tables.parameters.population.frailty_shape;
        let horizon = self.tables.exposure[self.tables.months as usize];
        let mut survival = libm::pow(1.0 + base_rate * horizon / shape, -shape);
        if self.phases.change() {
            // Those with an onset at the parameters of the start are taken in too: until these change, everything
            // is as if they did not.
            let hazard = self.phases.hazard(&origin);
            survival = survival.min(libm::pow(1.0 + hazard / shape, -shape));
        }
        Stratum { origin, base_rate, survival }
    }

    fn income_band(&self, area: &Area, u: f64) -> IncomeBand {
        let low = area.low_income_share;
        let middle = (1.0 - low) * self.tables.parameters.population.middle_income_share;
        if u < low {
            IncomeBand::Low
        } else if u < low + middle {
            IncomeBand::Middle
        } else {
            IncomeBand::High
        }
    }

    /// Frailty of a household, drawn at its second onset at the earliest.
    pub(super) fn frailty(&mut self, case: &mut Case) -> f64 {
        let shape = self.tables.parameters.population.frailty_shape;
        let (site, first_onset) = (case.site, case.first_onset);
        case.frailty.get(&mut self.random, |random| {
            let mut stream = random.stream(site, Purpose::Frailty, 0, 0);
            self.tables.frailty.sample(&mut stream) / (shape + first_onset)
        })
    }

    /// Network strength of a household.
    pub(super) fn network(&mut self, case: &mut Case) -> f64 {
        let site = case.site;
        case.network.get(&mut self.random, |random| {
            let mut stream = random.stream(site, Purpose::Network, 0, 0);
            self.tables.network.sample(&mut stream)
        })
    }
}
