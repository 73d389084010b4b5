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
///
/// Fields that are used together lie together, in lines of the processor's cache (64 bytes): what every event asks; the
/// course and what a review asks; what happens once or twice in an episode; and what a change of rung asks.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Case {
    /// Month in which the calendar wakes this case; other entries are stale.
    pub wake: Month,
    pub status: Status,
    /// 0 to 4.
    pub severity: u8,
    pub rung: u8,
    pub category: Category,
    /// Index of the area within its team.
    pub area: u16,
    /// Index of the household type.
    pub kind: u8,
    /// Index of the income band.
    pub band: u8,
    /// Month of the next onset while idle, otherwise never.
    pub onset: Month,
    /// Month at whose end a review is due while supported, otherwise never.
    pub review: Month,
    pub queued_since: Month,
    /// Month from which the present severity has not been counted yet.
    pub since: Month,
    pub domains: DomainSet,
    /// Whether the team directs the case (regie).
    pub directed: bool,
    /// Whether the last episode was directed and closed at a review: its waakvlam may burn.
    pub guarded: bool,
    pub site: Site,
    /// Number of the episode, 1 for the first.
    pub episode: u32,
    /// Decisions made in this episode, at a gesprek and at reviews.
    pub decisions: u32,
    /// Effects whose domains the episode meets, a bit each.
    pub effects: u64,

    pub course: Clock,
    pub network: Trait,
    /// Uniform number for the direction of the next change of severity.
    pub direction: f64,
    /// Changes of severity in this episode.
    pub steps: u32,
    /// Index of the primary domain.
    pub primary: u8,
    /// Severity at the gesprek.
    pub severity_at_gesprek: u8,
    /// Whether the list of the queue holds this case (perhaps no longer waiting).
    pub listed: bool,
    /// Month in which the last episode ended.
    pub ended: Month,
    /// Last month with support on rung 3 or 4, plus one; 0 for none.
    pub client_until: Month,

    /// Time to the aanmelding; stopped unless unreported.
    pub report: Clock,
    /// Random words kept for the change of severity after the next one.
    pub kept: [u64; 2],
    /// Onsets per year before frailty.
    pub base_rate: f64,
    /// Summed hazard over frailty at the first onset.
    pub first_onset: f64,
    /// Of the hours on the present rung.
    pub multiplier: f64,

    pub frailty: Trait,
    pub arrangement: Arrangement,
}

impl Case {
    /// The month of the next onset or change of severity.
    #[inline]
    pub fn next_change(&self) -> Month {
        self.onset.min(self.course.due())
    }

    /// The month of the next aanmelding or review.
    #[inline]
    pub fn next_contact(&self) -> Month {
        self.report.due().min(self.review)
    }

    /// The next month in which anything happens by itself. What the status leaves no room for never comes, so that
    /// the status need not be asked: it is as hard to predict for the processor as for anyone.
    #[inline]
    pub fn next_event(&self) -> Month {
        self.next_change().min(self.next_contact())
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
