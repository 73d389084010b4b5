//! The state of one household in one realisation.

use super::clock::{Clock, NEVER};
use crate::domain::DomainSet;
use crate::process::orientatie::Category;
use crate::random::{Generator, Site};
use crate::units::{Hours, Money, Month};

/// Whether a household has an open episode, and where that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// No open episode.
    Idle,
    Unreported,
    Queued,
    Supported,
}

/// What a household receives each month while it stays on a rung.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Arrangement {
    pub hours: Hours,
    pub gross: Money,
    pub eigen_bijdrage: Money,
    pub admin_cost: Money,
    pub provider_margin: Money,
}

/// A number of a household that is drawn when first needed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trait {
    value: f64,
    /// Random blocks that drawing it took.
    blocks: u32,
    known: bool,
    /// Whether this realisation needed it.
    used: bool,
}

impl Trait {
    /// The number; where another realisation drew it already it counts as drawn here too.
    #[inline]
    pub fn get(&mut self, random: &mut Generator, draw: impl FnOnce(&mut Generator) -> f64) -> f64 {
        if !self.known {
            let before = random.blocks();
            self.value = draw(random);
            self.blocks = (random.blocks() - before) as u32;
            self.known = true;
        } else if !self.used {
            random.count(u64::from(self.blocks));
        }
        self.used = true;
        self.value
    }

    /// The number, if it was needed.
    pub fn known(&self) -> Option<f64> {
        self.known.then_some(self.value)
    }

    /// Takes over what another realisation drew.
    pub fn learn(&mut self, other: Self) {
        if !self.known {
            *self = Self { used: false, ..other };
        }
    }
}

/// A household that has at least one onset in the run.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub site: Site,
    /// Index of the area within its team.
    pub area: u16,
    /// Index of the household type.
    pub kind: u8,
    /// Index of the income band.
    pub band: u8,
    pub status: Status,
    /// 0 to 4.
    pub severity: u8,
    pub rung: u8,
    pub category: Category,
    /// Whether the team directs the case (regie).
    pub directed: bool,
    /// Whether the last episode was directed and closed at a review: its waakvlam may burn.
    pub guarded: bool,
    /// Index of the primary domain.
    pub primary: u8,
    /// Severity at the gesprek.
    pub severity_at_gesprek: u8,
    pub domains: DomainSet,
    /// Number of the episode, 1 for the first.
    pub episode: u32,
    /// Decisions made in this episode, at a gesprek and at reviews.
    pub decisions: u32,
    /// Changes of severity in this episode.
    pub steps: u32,
    /// Onsets per year before frailty.
    pub base_rate: f64,
    /// Summed hazard over frailty at the first onset.
    pub first_onset: f64,
    pub frailty: Trait,
    pub network: Trait,
    /// Uniform number for the direction of the next change of severity.
    pub direction: f64,
    /// Random words kept for the change after that.
    pub kept: [u64; 2],
    /// Whether the list of the queue holds this case (perhaps no longer waiting).
    pub listed: bool,
    pub course: Clock,
    /// Time to the aanmelding; stopped unless unreported.
    pub report: Clock,
    /// Month of the next onset while idle.
    pub onset: Month,
    /// Month at whose end a review is due while supported.
    pub review: Month,
    pub queued_since: Month,
    /// Month in which the last episode ended.
    pub ended: Month,
    /// Month in which the calendar wakes this case; other entries are stale.
    pub wake: Month,
    /// Last month with support on rung 3 or 4, plus one; 0 for none.
    pub client_until: Month,
    /// Effects whose domains the episode meets, a bit each.
    pub effects: u64,
    /// Month from which the present severity has not been counted yet.
    pub since: Month,
    /// Of the hours on the present rung.
    pub multiplier: f64,
    pub arrangement: Arrangement,
}

impl Case {
    /// The next month in which anything happens by itself.
    pub fn next_event(&self) -> Month {
        match self.status {
            Status::Idle => self.onset,
            Status::Unreported => self.course.due().min(self.report.due()),
            Status::Queued => self.course.due(),
            Status::Supported => self.course.due().min(self.review),
        }
    }

    /// Weight of the case for the team: the desks it must pass.
    pub fn weight(&self, desks: u32) -> u32 {
        self.domains.len().min(desks)
    }

    /// A household before its first onset.
    pub fn new(
        site: Site,
        area: u16,
        kind: u8,
        band: u8,
        base_rate: f64,
        first_onset: f64,
    ) -> Self {
        Self {
            site,
            area,
            kind,
            band,
            status: Status::Idle,
            severity: 0,
            rung: 0,
            category: Category::Gesprek,
            directed: false,
            guarded: false,
            primary: 0,
            severity_at_gesprek: 0,
            domains: DomainSet::EMPTY,
            episode: 0,
            decisions: 0,
            steps: 0,
            base_rate,
            first_onset,
            frailty: Trait::default(),
            network: Trait::default(),
            direction: 0.0,
            kept: [0; 2],
            listed: false,
            course: Clock::STOPPED,
            report: Clock::STOPPED,
            onset: NEVER,
            review: NEVER,
            queued_since: 0,
            ended: NEVER,
            wake: NEVER,
            client_until: 0,
            effects: 0,
            since: 0,
            multiplier: 1.0,
            arrangement: Arrangement::default(),
        }
    }
}
