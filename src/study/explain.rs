//! The life of one household: the engine run with a window on it.

use std::collections::BTreeMap;

use super::model::Model;
use crate::domain::{HouseholdType, IncomeBand};
use crate::engine::{Case, Note, Observer, Parameters, Scratch, Status, observe};
use crate::random::Site;
use crate::units::Month;

/// A household of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub area: String,
    /// Number within the area, from 0.
    pub household: u32,
}

/// What happened to one household under one alternative.
#[derive(Clone, Debug)]
pub struct Life {
    /// The household as it was when it was last seen; none where it never had a need in the run.
    pub household: Option<Case>,
    /// Decisions in the order in which they were taken.
    pub notes: Vec<Event>,
    /// State at the end of each month with an open episode, before the reviews of that month.
    pub months: Vec<(Month, Case)>,
    pub parameters: Parameters,
}

impl Life {
    /// Type and income of the household, if it was seen.
    pub fn kind(&self) -> Option<(HouseholdType, IncomeBand)> {
        let case = self.household.as_ref()?;
        Some((HouseholdType::ALL[usize::from(case.kind)], IncomeBand::ALL[usize::from(case.band)]))
    }
}

/// One decision.
#[derive(Clone, Debug)]
pub struct Event {
    pub month: Month,
    /// Whether it was taken at the end of the month, after its support was given: at a review.
    pub at_end: bool,
    pub note: Note,
    /// The household just before or after it.
    pub case: Case,
}

/// Why a household cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressError {
    UnknownArea { area: String, known: Vec<String> },
    NoSuchHousehold { area: String, households: u32 },
}

/// Follows one household through one draw of one alternative.
pub fn follow(
    model: &dyn Model,
    alternative: usize,
    draw: u64,
    sample: &[f64],
    seed: u64,
    address: &Address,
) -> Result<Life, AddressError> {
    let parameters = model.parameters(alternative, sample);
    let site = site(&parameters, address)?;
    let mut watch = Watch { site, notes: Vec::new(), months: Vec::new(), last: None, ended: None };
    observe(&parameters, seed, draw, &mut Scratch::default(), &mut watch);
    Ok(Life { household: watch.last, notes: watch.notes, months: watch.months, parameters })
}

fn site(parameters: &Parameters, address: &Address) -> Result<Site, AddressError> {
    let areas = &parameters.population.areas;
    let area = areas.iter().find(|area| area.name == address.area).ok_or_else(|| {
        AddressError::UnknownArea {
            area: address.area.clone(),
            known: areas.iter().map(|area| area.name.clone()).collect(),
        }
    })?;
    let households = area.household_count();
    if address.household >= households {
        return Err(AddressError::NoSuchHousehold { area: area.name.clone(), households });
    }
    Ok(Site { area_key: area.key, household: address.household })
}

/// Remembers all that happens to one household.
struct Watch {
    site: Site,
    notes: Vec<Event>,
    months: Vec<(Month, Case)>,
    last: Option<Case>,
    /// Last month whose end was seen.
    ended: Option<Month>,
}

impl Watch {
    fn is_watched(&self, case: &Case) -> bool {
        case.site.area_key == self.site.area_key && case.site.household == self.site.household
    }
}

impl Observer for Watch {
    const ACTIVE: bool = true;

    fn note(&mut self, case: &Case, month: Month, note: Note) {
        if self.is_watched(case) {
            let at_end = self.ended == Some(month);
            self.notes.push(Event { month, at_end, note, case: *case });
        }
    }

    fn month_end(&mut self, cases: &[Case], month: Month) {
        if let Some(case) = cases.iter().find(|case| self.is_watched(case)) {
            self.last = Some(*case);
            self.ended = Some(month);
            if case.status != Status::Idle {
                self.months.push((month, *case));
            }
        }
    }
}

/// What can be asked of a household when looking for one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    pub worst_severity: u32,
    pub most_domains: u32,
    pub longest_wait: u32,
    pub heaviest_rung: u32,
    pub episodes: u32,
    pub reviews_back_to_queue: u32,
    pub closed: u32,
}

/// A condition on a household, for `explain --like`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    Severity(u32),
    Domains(u32),
    /// Months waited for a gesprek.
    Waited(u32),
    Rung(u32),
    /// At least this many episodes.
    Episodes(u32),
    /// Back from a simple referral to the queue.
    Returned,
    Closed,
    Kind(HouseholdType),
    Income(IncomeBand),
}

impl Condition {
    fn holds(&self, case: &Case, features: &Features) -> bool {
        match self {
            Self::Severity(least) => features.worst_severity >= *least,
            Self::Domains(least) => features.most_domains >= *least,
            Self::Waited(least) => features.longest_wait >= *least,
            Self::Rung(least) => features.heaviest_rung >= *least,
            Self::Episodes(least) => features.episodes >= *least,
            Self::Returned => features.reviews_back_to_queue > 0,
            Self::Closed => features.closed > 0,
            Self::Kind(kind) => usize::from(case.kind) == kind.index(),
            Self::Income(band) => usize::from(case.band) == band.index(),
        }
    }
}

/// Finds a household that meets all conditions in a draw of an alternative: the first by area and number.
pub fn find(
    model: &dyn Model,
    alternative: usize,
    draw: u64,
    sample: &[f64],
    seed: u64,
    conditions: &[Condition],
) -> Option<Address> {
    let parameters = model.parameters(alternative, sample);
    let mut survey = Survey::default();
    observe(&parameters, seed, draw, &mut Scratch::default(), &mut survey);
    parameters.population.areas.iter().find_map(|area| {
        survey
            .households
            .range((area.key, 0)..=(area.key, u32::MAX))
            .find(|(_, (case, features))| {
                conditions.iter().all(|condition| condition.holds(case, features))
            })
            .map(|((_, household), _)| Address { area: area.name.clone(), household: *household })
    })
}

/// Keeps the features of every household with a need.
#[derive(Default)]
struct Survey {
    households: BTreeMap<(u64, u32), (Case, Features)>,
}

impl Observer for Survey {
    const ACTIVE: bool = true;

    fn note(&mut self, case: &Case, _month: Month, note: Note) {
        let key = (case.site.area_key, case.site.household);
        let (_, features) =
            self.households.entry(key).or_insert_with(|| (*case, Features::default()));
        match note {
            Note::Onset { .. } => features.episodes += 1,
            Note::Severity { to, .. } => {
                features.worst_severity = features.worst_severity.max(u32::from(to));
            }
            Note::Gesprek { waited } => features.longest_wait = features.longest_wait.max(waited),
            Note::Support { rung, .. } => {
                features.heaviest_rung = features.heaviest_rung.max(rung as u32);
            }
            Note::BackToQueue => features.reviews_back_to_queue += 1,
            Note::Closing { closed: true, .. } => features.closed += 1,
            _ => {}
        }
        features.worst_severity = features.worst_severity.max(u32::from(case.severity));
        features.most_domains = features.most_domains.max(case.domains.len());
    }

    fn month_end(&mut self, _cases: &[Case], _month: Month) {}
}
