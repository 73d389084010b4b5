//! What the alternatives of a draw have in common: the households, and their needs up to the first aanmelding.
//!
//! Numbers are keyed by household and purpose, so that two alternatives which ask the same of them get the same
//! bits, whether they are worked out again or copied. The last beginning is kept for the next realisation.

use super::parameters::Parameters;
use super::state::TeamState;
use super::tables::{CourseEntry, Tables};
use crate::domain::{DomainSet, SEVERITIES};
use crate::population::{Need, Population};
use crate::random::Generator;

/// Everything that the state at the first aanmelding depends on.
#[derive(Clone, Debug, PartialEq)]
struct Origin {
    key: [u64; 2],
    years: u32,
    population: Population,
    need: Need,
    /// Hazards of an aanmelding, and of the course without support.
    report: [f64; SEVERITIES],
    course: [CourseEntry; SEVERITIES],
    effects: Vec<DomainSet>,
}

impl Origin {
    fn is_of(&self, key: [u64; 2], tables: &Tables) -> bool {
        let Parameters { years, population, need, .. } = tables.parameters;
        self.key == key
            && self.years == *years
            && self.report == tables.report
            && self.course == tables.course_without_support()
            && self.effects == tables.effects
            && self.need == *need
            && self.population == *population
    }

    fn new(key: [u64; 2], tables: &Tables) -> Self {
        let Parameters { years, population, need, .. } = tables.parameters;
        Self {
            key,
            years: *years,
            population: population.clone(),
            need: need.clone(),
            report: tables.report,
            course: tables.course_without_support(),
            effects: tables.effects.clone(),
        }
    }
}

/// The teams of a realisation as they were before its first month.
#[derive(Debug, Default)]
pub struct Beginning {
    origin: Option<Origin>,
    teams: Vec<TeamState>,
    /// Random blocks it took.
    blocks: u64,
}

impl Beginning {
    /// Fills the teams in, if a realisation with these tables and random numbers begins like the one kept. Numbers
    /// that are shared count as drawn in each realisation that needs them, so that their count does not
    /// depend on which realisations met.
    pub fn give(
        &self,
        random: &mut Generator,
        tables: &Tables,
        teams: &mut Vec<TeamState>,
    ) -> bool {
        let known = self.origin.as_ref().is_some_and(|origin| origin.is_of(random.key(), tables));
        if known {
            copy(&self.teams, teams);
            random.count(self.blocks);
        }
        known
    }

    /// Keeps the teams of a realisation that has drawn nothing but what they took.
    pub fn keep(&mut self, random: &Generator, tables: &Tables, teams: &[TeamState]) {
        self.origin = Some(Origin::new(random.key(), tables));
        self.blocks = random.blocks();
        copy(teams, &mut self.teams);
    }

    /// Takes over the traits of households that a realisation with this beginning had to draw.
    pub fn learn_traits(&mut self, teams: &[TeamState]) {
        for (kept, team) in self.teams.iter_mut().zip(teams) {
            for (kept, case) in kept.cases.iter_mut().zip(&team.cases) {
                kept.frailty.learn(case.frailty);
                kept.network.learn(case.network);
            }
        }
    }
}

fn copy(from: &[TeamState], to: &mut Vec<TeamState>) {
    to.resize_with(from.len(), TeamState::default);
    from.iter().zip(to).for_each(|(from, to)| to.copy_from(from));
}
