//! When needs arise: months of first and later onsets, found ahead by inversion of the summed hazard.
//!
//! An onset comes in the first month by whose end the hazard summed since the start of waiting reaches an
//! exponential number. Within a phase hazard is a rate times *exposure*: years at the rates of the first year, grown
//! by the trend. After an episode exposure counts more for a while (relapse). Through a change of parameters what
//! is left of the hazard counts on at the new rate.

use super::clock::NEVER;
use super::phases::Phases;
use super::tables::Tables;
use crate::domain::{HouseholdType, IncomeBand};
use crate::units::Month;

/// The end of an episode as later onsets see it.
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    pub month: Month,
    /// Whether it was directed and closed at a review.
    pub guarded: bool,
}

/// What the onset rate of a household depends on, beside its frailty.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// Index in the population.
    pub area: usize,
    pub kind: HouseholdType,
    pub low_income: bool,
}

impl Origin {
    pub fn new(area: usize, kind: u8, band: u8) -> Self {
        let low_income = usize::from(band) == IncomeBand::Low.index();
        Self { area, kind: HouseholdType::ALL[usize::from(kind)], low_income }
    }
}

/// First months after the periods with a multiplier of their own, and these multipliers.
type Periods = [(Month, f64); 2];

const NO_RELAPSE: Periods = [(0, 1.0); 2];

impl Tables<'_> {
    /// Onsets per year before frailty, in the first year.
    pub fn base_rate(&self, origin: &Origin) -> f64 {
        let need = &self.parameters.need;
        let area = &self.parameters.population.areas[origin.area];
        need.base_rate(origin.kind, origin.low_income) * area.need_factor
    }

    /// Multipliers of the onset rate after an episode.
    pub fn relapse_periods(&self, ended: Ended) -> Periods {
        let need = &self.parameters.need;
        let monitoring = &self.parameters.process.monitoring;
        let relapse_end = ended.month + 1 + need.relapse_months;
        let guarded = if ended.guarded { monitoring.waakvlam_months } else { 0 };
        let guarded_end = (ended.month + 1 + guarded).min(relapse_end);
        let factor = need.relapse_factor;
        [(guarded_end, monitoring.guarded_factor(factor)), (relapse_end, factor)]
    }

    /// The month of the next onset after an episode, when it takes this exposure in years at factor 1.
    pub fn next_onset(&self, ended: Ended, exposure: f64) -> Month {
        self.reach(ended.month + 1, exposure, &self.relapse_periods(ended))
    }

    /// The first month from `from` on by whose end the exposure since `from` reaches `exposure` years.
    pub fn month_of(&self, from: Month, exposure: f64) -> Month {
        let target = self.exposure[from as usize] + exposure;
        let after = &self.exposure[from as usize + 1..];
        let months = after.partition_point(|sum| *sum < target);
        if months == after.len() { NEVER } else { from + months as Month }
    }

    /// The same where exposure counts more in some periods.
    fn reach(&self, mut from: Month, exposure: f64, periods: &Periods) -> Month {
        let mut left = exposure;
        for &(end, factor) in periods {
            let end = end.min(self.months);
            if from >= end {
                continue;
            }
            let period = self.between(from, end) * factor;
            if left <= period && factor > 0.0 {
                let month = self.month_of(from, left / factor);
                if month < end {
                    return month;
                }
            }
            left = (left - period).max(0.0);
            from = end;
        }
        if from >= self.months { NEVER } else { self.month_of(from, left) }
    }

    /// Exposure from month `from` up to but not including `to`.
    fn between(&self, from: Month, to: Month) -> f64 {
        self.exposure[to as usize] - self.exposure[from as usize]
    }

    /// The same with what counts more in some periods.
    fn exposure(&self, mut from: Month, to: Month, periods: &Periods) -> f64 {
        let mut sum = 0.0;
        for &(end, factor) in periods {
            let end = end.min(to);
            if from < end {
                sum += self.between(from, end) * factor;
                from = end;
            }
        }
        if from < to { sum + self.between(from, to) } else { sum }
    }
}

/// A stretch of months in which the onsets of a household have the same rules.
struct Stretch<'p, 'a> {
    tables: &'p Tables<'a>,
    rate: f64,
    periods: Periods,
    end: Month,
}

impl Stretch<'_, '_> {
    /// Whether the rules of later months are the same, so that nothing need be counted anew.
    fn goes_on(&self, next: &Self) -> bool {
        let trend = |stretch: &Self| stretch.tables.parameters.need.annual_trend;
        let same_trend = trend(self) == trend(next);
        self.rate == next.rate && self.periods == next.periods && same_trend
    }
}

impl<'a> Phases<'a> {
    /// The month of the first onset, when it takes this hazard over frailty.
    pub fn first_onset(&self, origin: &Origin, hazard: f64) -> Month {
        through(self.stretches(origin, 1.0, None), 0, hazard)
    }

    /// The month of the next onset of a household with this frailty, when it takes this hazard.
    pub fn next_onset(&self, origin: &Origin, frailty: f64, ended: Ended, hazard: f64) -> Month {
        through(self.stretches(origin, frailty, Some(ended)), ended.month + 1, hazard)
    }

    /// Hazard over frailty of a first onset, over the whole run.
    pub fn hazard(&self, origin: &Origin) -> f64 {
        let mut from = 0;
        let stretch = |stretch: &Stretch<'_, '_>| {
            let exposure = stretch.tables.between(from, stretch.end);
            from = stretch.end;
            stretch.rate * exposure
        };
        self.stretches(origin, 1.0, None).iter().map(stretch).sum()
    }

    /// The stretches from the end of an episode, or the start of the run, on.
    fn stretches<'p>(
        &'p self,
        origin: &Origin,
        frailty: f64,
        ended: Option<Ended>,
    ) -> Vec<Stretch<'p, 'a>> {
        let mut stretches: Vec<Stretch<'p, 'a>> = Vec::new();
        for (tables, end) in self.from(ended.map_or(0, |ended| ended.month + 1)) {
            let rate = tables.base_rate(origin) * frailty;
            let periods = ended.map_or(NO_RELAPSE, |ended| tables.relapse_periods(ended));
            let next = Stretch { tables, rate, periods, end };
            match stretches.last_mut().filter(|last| last.goes_on(&next)) {
                Some(last) => last.end = end,
                None => stretches.push(next),
            }
        }
        stretches
    }
}

/// The month in which the hazard summed from `from` on through the stretches reaches `hazard`.
fn through(stretches: Vec<Stretch<'_, '_>>, mut from: Month, hazard: f64) -> Month {
    let mut left = hazard;
    for Stretch { tables, rate, periods, end } in stretches {
        // Without a rate nothing comes, whatever is left.
        let month = if rate > 0.0 { tables.reach(from, left / rate, &periods) } else { NEVER };
        if month < end {
            return month;
        }
        left = (left - rate * tables.exposure(from, end, &periods)).max(0.0);
        from = end;
    }
    NEVER
}
