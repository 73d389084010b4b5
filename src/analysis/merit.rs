//! Figures of merit over the draws: benefit-cost ratio, payback, internal rate of return, each with the share of
//! draws in which it exists.

use super::{Appraisal, Chance, DrawGains, Estimate};
use crate::mkba::{BenefitCost, ReturnRate, View, benefit_cost, payback_year, return_rate};
use crate::stats::summary;
use crate::units::Money;

/// The benefit-cost ratio of a project to a view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RatioSummary {
    /// Of mean benefits and mean costs.
    pub of_means: BenefitCost,
    /// Monte Carlo standard error of the ratio of the means: of benefits and costs, or of costs and benefits where the
    /// project is cheaper and worse.
    pub standard_error: Option<f64>,
    /// Share of the draws with the same verdict as the means.
    pub as_means: Chance,
    /// Over the draws, where all of them have a ratio.
    pub spread: Option<Estimate>,
    /// Cheaper and no worse.
    pub dominant: Chance,
    /// Dearer with benefits of at least the extra costs.
    pub worth_it: Chance,
    /// Dearer with benefits below the extra costs.
    pub not_worth_it: Chance,
    /// Cheaper and worse.
    pub saving: Chance,
    /// Worse and no cheaper.
    pub dominated: Chance,
}

/// Terugverdientijd of a project to a view.
#[derive(Clone, Debug, PartialEq)]
pub struct PaybackSummary {
    /// Chance that the project is recouped within 1, 2, ... years.
    pub within: Vec<Chance>,
    /// Chance that it is not recouped within the horizon.
    pub never: Chance,
    /// The first number of years within which at least half of the draws recoup; none where fewer do.
    pub median: Option<usize>,
}

/// Internal rate of return of a project to a view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReturnSummary {
    /// Share of draws with one rate of return.
    pub exists: Chance,
    /// Over these draws only.
    pub rate: Option<Estimate>,
    /// Of the mean amounts of each year.
    pub of_means: ReturnRate,
    /// Shares of draws without one: no cost to regain, never regained, gains before costs, several rates.
    pub no_cost: Chance,
    pub never_regained: Chance,
    pub loan: Chance,
    pub ambiguous: Chance,
}

impl Appraisal {
    /// None without draws.
    pub fn ratio(&self, view: View) -> Option<RatioSummary> {
        let benefits = self.each(|draw| draw.benefits(view));
        let costs = self.each(|draw| draw.costs(view));
        let verdicts: Vec<BenefitCost> =
            benefits.iter().zip(&costs).map(|(b, c)| benefit_cost(*b, *c)).collect();
        let of_means = benefit_cost(summary::mean(&benefits)?, summary::mean(&costs)?);
        let ratios: Option<Vec<f64>> = verdicts.iter().map(ratio_of).collect();
        let share = |holds: fn(&BenefitCost) -> bool| self.share(verdicts.iter().map(holds));
        Some(RatioSummary {
            standard_error: match of_means {
                BenefitCost::Ratio(ratio) => self.ratio_error(&benefits, &costs, ratio),
                BenefitCost::Saving(ratio) => self.ratio_error(&costs, &benefits, ratio),
                _ => None,
            },
            as_means: self.share(verdicts.iter().map(|verdict| {
                std::mem::discriminant(verdict) == std::mem::discriminant(&of_means)
            }))?,
            of_means,
            spread: ratios.and_then(|ratios| self.estimate(&ratios)),
            dominant: share(|verdict| matches!(verdict, BenefitCost::Dominant))?,
            worth_it: share(|verdict| matches!(verdict, BenefitCost::Ratio(r) if *r >= 1.0))?,
            not_worth_it: share(|verdict| matches!(verdict, BenefitCost::Ratio(r) if *r < 1.0))?,
            saving: share(|verdict| matches!(verdict, BenefitCost::Saving(_)))?,
            dominated: share(|verdict| matches!(verdict, BenefitCost::Dominated))?,
        })
    }

    /// Standard error of the ratio R of two means: that of the mean of x - R y, divided by the mean of y (Cochran,
    /// "Sampling techniques", third edition, 1977, section 2.11).
    fn ratio_error(&self, above: &[f64], below: &[f64], ratio: f64) -> Option<f64> {
        let residuals: Vec<f64> = above.iter().zip(below).map(|(x, y)| x - ratio * y).collect();
        Some(self.estimate(&residuals)?.standard_error? / summary::mean(below)?.abs())
    }

    /// None without draws.
    pub fn payback(&self, view: View) -> Option<PaybackSummary> {
        let years: Vec<Option<usize>> =
            self.draws.iter().map(|draw| payback_year(&discounted(draw, view))).collect();
        let horizon = self.draws.first()?.flows(view).net.len();
        let within = |limit: usize| {
            self.share(years.iter().map(|year| year.is_some_and(|year| year <= limit)))
        };
        let within: Vec<Chance> = (1..=horizon).filter_map(within).collect();
        Some(PaybackSummary {
            median: within.iter().position(|chance| chance.p >= 0.5).map(|index| index + 1),
            within,
            never: self.share(years.iter().map(Option::is_none))?,
        })
    }

    /// None without draws.
    pub fn return_rate(&self, view: View) -> Option<ReturnSummary> {
        let net = |draw: &DrawGains| -> Vec<f64> {
            draw.flows(view).net.iter().map(|amount| amount.to_f64()).collect()
        };
        let lines: Vec<Vec<f64>> = self.draws.iter().map(net).collect();
        let rates: Vec<ReturnRate> = lines.iter().map(|line| return_rate(line)).collect();
        let mean = |year: usize| {
            summary::mean(&lines.iter().map(|line| line[year]).collect::<Vec<_>>()).unwrap_or(0.0)
        };
        let means: Vec<f64> = (0..lines.first()?.len()).map(mean).collect();
        let found: Vec<Option<f64>> = rates.iter().map(rate_of).collect();
        let share = |kind: ReturnRate| self.share(rates.iter().map(|rate| *rate == kind));
        Some(ReturnSummary {
            exists: self.share(found.iter().map(Option::is_some))?,
            rate: self.estimate_of_some(&found),
            of_means: return_rate(&means),
            no_cost: share(ReturnRate::NoCost)?,
            never_regained: share(ReturnRate::NeverRegained)?,
            loan: share(ReturnRate::Loan)?,
            ambiguous: share(ReturnRate::Ambiguous)?,
        })
    }
}

fn discounted(draw: &DrawGains, view: View) -> Vec<Money> {
    let flows = draw.flows(view);
    flows.benefits.iter().zip(&flows.costs).map(|(benefit, cost)| *benefit - *cost).collect()
}

fn ratio_of(verdict: &BenefitCost) -> Option<f64> {
    match verdict {
        BenefitCost::Ratio(ratio) => Some(*ratio),
        _ => None,
    }
}

fn rate_of(rate: &ReturnRate) -> Option<f64> {
    match rate {
        ReturnRate::Unique(rate) => Some(*rate),
        _ => None,
    }
}
