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

/// What the present realisation does with the beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Role {
    /// Nothing.
    #[default]
    Bystander,
    /// It is the first one, and others are expected.
    Giver,
    /// It takes what another one kept.
    Taker,
}

/// The teams of a realisation as they were before its first month.
#[derive(Debug, Default)]
pub struct Beginning {
    origin: Option<Origin>,
    role: Role,
    /// Whether the teams of this origin have been kept.
    kept: bool,
    /// Whether realisations of this draw have shared a beginning so far, and whether it was to be expected.
    shared: bool,
    expected: bool,
    teams: Vec<TeamState>,
    /// Random blocks it took.
    blocks: u64,
}

impl Beginning {
    /// A realisation with these tables and random numbers begins. Numbers that are shared count as drawn in each
    /// realisation that needs them, so that their count does not depend on which realisations met.
    pub fn meet(&mut self, random: &mut Generator, tables: &Tables) {
        if self.origin.as_ref().is_some_and(|origin| origin.is_of(random.key(), tables)) {
            self.shared = true;
        } else {
            self.renew(random.key(), tables);
        }
        if self.kept {
            self.role = Role::Taker;
            random.count(self.blocks);
        } else if self.expected || self.shared {
            self.role = Role::Giver;
            self.kept = true;
            self.blocks = 0;
            self.teams.resize_with(tables.parameters.population.teams.len(), TeamState::default);
        } else {
            self.role = Role::Bystander;
            self.teams = Vec::new();
        }
    }

    /// Another origin. Keeping costs a copy of all households: it is done in the first draw, and in any other as long
    /// as alternatives shared something in the draw before.
    fn renew(&mut self, key: [u64; 2], tables: &Tables) {
        let before = self.origin.replace(Origin::new(key, tables));
        if before.as_ref().is_none_or(|before| before.key != key) {
            self.expected = before.is_none() || self.shared;
            self.shared = false;
        }
        self.kept = false;
    }

    /// A realisation begins that shares nothing.
    pub fn stand_by(&mut self) {
        self.role = Role::Bystander;
    }

    /// Fills a team in, if this realisation begins like the one kept.
    pub fn give(&self, index: usize, team: &mut TeamState) -> bool {
        let known = self.role == Role::Taker;
        if known {
            team.copy_from(&self.teams[index]);
        }
        known
    }

    /// Keeps a team that took so many random blocks, if others can use it.
    pub fn keep(&mut self, index: usize, team: &TeamState, blocks: u64) {
        if self.role == Role::Giver {
            self.teams[index].copy_from(team);
            self.blocks += blocks;
        }
    }

    /// Takes over the traits of households that a realisation with this beginning had to draw.
    pub fn learn_traits(&mut self, index: usize, team: &TeamState) {
        if self.role == Role::Bystander {
            return;
        }
        for (kept, case) in self.teams[index].cases.iter_mut().zip(&team.cases) {
            kept.frailty.learn(case.frailty);
            kept.network.learn(case.network);
        }
    }
}
