//! The reserve that budgets require, and what it saves when areas pool.
//!
//! The **shortfall** of a year is what was spent above the budget before transfers between areas (max(spent - budget,
//! 0)); transfers are pooling already, and would hide what an area needs on its own. The shortfall of the **run** is
//! the smallest opening balance that lasts: surpluses refill the reserve, never above its opening balance, as under
//! `populatiebekostiging`. With x(y) = spent - budget it is the largest W(y) = max(W(y - 1) + x(y), 0), W(-1) = 0
//! (Lindley, Proceedings of the Cambridge Philosophical Society 48, 1952): the largest sum of x over consecutive years.
//!
//! The reserve at a certainty p is the quantile p of the shortfall over the draws. Verevening: the sum of separate
//! reserves minus the reserve of the pool, in which a surplus of one area pays for a shortfall of another in the same
//! year.

use serde::Serialize;

use super::accounts::{Account, AccountKind, Balance};
use super::quantiles::{LevelQuantile, Levels};
use super::{Chance, Draws, Estimate, LEVEL};
use crate::stats::ordered::{Ordered, resampled_error};
use crate::stats::{Blocks, Bootstrap, summary};

/// Certainties that municipalities use for reserves.
pub const CERTAINTIES: [f64; 6] = [0.70, 0.75, 0.80, 0.85, 0.90, 0.95];
/// Place of the usual certainty, 90%, among them.
pub const USUAL: usize = 4;

/// A year of the run, or all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    Year(i32),
    Run,
}

/// What one account requires in one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reserve {
    pub kind: AccountKind,
    pub name: String,
    pub period: Period,
    /// By certainty; euro.
    pub required: Vec<LevelQuantile>,
    /// Mean shortfall with its spread, euro.
    pub shortfall: Estimate,
}

/// The shortfalls of an account, by period and draw; the run comes last.
pub fn shortfalls(account: &Account, years: usize) -> Vec<Vec<f64>> {
    let of_year = |year: usize| {
        account.years.iter().map(|draw| draw[year].own_shortfall().max(0.0)).collect()
    };
    let of_run = account.years.iter().map(|draw| {
        let values: Vec<f64> = draw.iter().map(Balance::own_shortfall).collect();
        lasting_reserve(&values)
    });
    let of_run: Vec<f64> = of_run.collect();
    (0..years).map(of_year).chain([of_run]).collect()
}

/// The smallest opening balance with which a reserve is never short; the shortfall of each year may be negative.
pub fn lasting_reserve(shortfalls: &[f64]) -> f64 {
    let (mut below, mut most) = (0.0_f64, 0.0_f64);
    for shortfall in shortfalls {
        below = (below + shortfall).max(0.0);
        most = most.max(below);
    }
    most
}

/// The periods of [`shortfalls`].
pub fn periods(start_year: i32, years: usize) -> Vec<Period> {
    let years = (0..years as i32).map(|year| Period::Year(start_year + year));
    years.chain([Period::Run]).collect()
}

/// What every account requires in every period.
pub fn reserves(draws: &Draws, accounts: &[Account], periods: &[Period]) -> Vec<Reserve> {
    let levels = Levels::new(draws, &CERTAINTIES);
    let of = |account: &Account| -> Vec<Reserve> {
        let by_period = periods.iter().zip(shortfalls(account, periods.len() - 1));
        let reserve = |(period, values): (&Period, Vec<f64>)| {
            Some(Reserve {
                kind: account.kind,
                name: account.name.clone(),
                period: *period,
                required: levels.of(&values),
                shortfall: draws.estimate(&values)?,
            })
        };
        by_period.filter_map(reserve).collect()
    };
    accounts.iter().flat_map(of).collect()
}

/// A figure with its bootstrap error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Resampled {
    pub value: f64,
    /// None with one draw.
    pub standard_error: Option<f64>,
    /// Bounds of the 90% interval, which holds the value; none where a quantile in it has none, for too few draws.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl Resampled {
    /// A figure with its resamples of this many blocks of draws; `told` is whether it may have an interval.
    ///
    /// The interval is that of the percentiles of the resamples, widened to the value itself where that lies outside.
    /// Resamples of few draws are biased: a sum of quantiles, or a difference, may be smaller or larger than nearly all of
    /// its resamples. An interval reflected in the value (the "basic" bootstrap) or corrected for the bias would not hold
    /// the value then either, and the first covers far less than it says (docs/budget.md).
    pub(super) fn new(value: f64, resamples: &[f64], blocks: usize, told: bool) -> Self {
        let interval = Bootstrap::interval(resamples, LEVEL).filter(|_| told);
        Self {
            value,
            standard_error: resampled_error(resamples, blocks),
            low: interval.map(|(low, _)| low.min(value)),
            high: interval.map(|(_, high)| high.max(value)),
        }
    }
}

/// Separate reserves against one for all, and the rules of thumb, in one period; euro.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pooling {
    pub period: Period,
    pub levels: Vec<PoolingLevel>,
    pub rules: RulesOfThumb,
}

/// At one certainty.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PoolingLevel {
    pub level: f64,
    /// Sum of the reserves that the members need on their own.
    pub separate: Resampled,
    pub pooled: Resampled,
    /// Value of verevening: separate minus pooled.
    pub gain: Resampled,
}

/// What municipalities without a simulation reserve. Each member of the pool is one risk.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RulesOfThumb {
    /// Sum over the risks of their largest size, for which the 95% quantile of the shortfall stands.
    pub gross_risk: Resampled,
    /// 70% of it.
    pub share_of_gross: Resampled,
    /// That minus the pooled reserve at 90%.
    pub share_of_gross_difference: Resampled,
    /// Sum over the risks of chance times size: the mean shortfall.
    pub expected: Resampled,
    /// 0.9 times that.
    pub share_of_expected: Resampled,
    pub share_of_expected_difference: Resampled,
}

/// The rules: 70% of the largest size of all risks (for example Heusden, begroting 2018), and 90% of their expected
/// sum (for example Groningen, begroting 2016).
pub const SHARE_OF_GROSS: f64 = 0.7;
pub const SHARE_OF_EXPECTED: f64 = 0.9;
/// Place among [`CERTAINTIES`] of the quantile that stands for the largest size of a risk.
const LARGEST: usize = 5;

/// Members against their pool, in every period.
pub fn pooling(
    draws: &Draws,
    members: &[&Account],
    pool: &Account,
    periods: &[Period],
    bootstrap: &Bootstrap,
) -> Vec<Pooling> {
    let years = periods.len() - 1;
    let ordered = |account: &Account| -> Vec<Ordered> {
        shortfalls(account, years).iter().map(|values| Ordered::new(values)).collect()
    };
    let parts: Vec<Vec<Ordered>> = members.iter().map(|member| ordered(member)).collect();
    let whole = ordered(pool);
    let figures = |counts: &[u32]| -> Vec<f64> {
        let of = |period: usize| {
            let parts: Vec<&Ordered> = parts.iter().map(|part| &part[period]).collect();
            period_figures(&parts, &whole[period], counts)
        };
        (0..periods.len()).flat_map(of).collect()
    };
    let values = figures(&vec![1; draws.count()]);
    let mut resamples = vec![Vec::new(); values.len()];
    for counts in resampled_draws(draws.blocks(), bootstrap) {
        for (all, value) in resamples.iter_mut().zip(figures(&counts)) {
            all.push(value);
        }
    }
    let blocks = draws.blocks().count();
    let told = told(draws, &shortfalls(pool, years));
    let figures: Vec<Resampled> = values
        .iter()
        .zip(&resamples)
        .zip(told)
        .map(|((value, all), told)| Resampled::new(*value, all, blocks, told))
        .collect();
    let of_period = figures.chunks_exact(FIGURES);
    periods.iter().zip(of_period).map(|(period, figures)| read(*period, figures)).collect()
}

/// Which figures may have an interval, in the order of [`period_figures`], one period after the other. No resample goes
/// beyond the largest draw: where too few draws lie beyond a quantile for an interval of its own ([`Levels`]), percentiles
/// of resamples say nothing of what may lie there, and neither do those of figures made of that quantile.
fn told(draws: &Draws, pool: &[Vec<f64>]) -> Vec<bool> {
    let levels = Levels::new(draws, &CERTAINTIES);
    let of_period = |values: &Vec<f64>| -> Vec<bool> {
        let mut own = [false; CERTAINTIES.len()];
        for (told, known) in own.iter_mut().zip(levels.of(values)) {
            *told = known.low.is_some() && known.high.is_some();
        }
        let (largest, usual) = (own[LARGEST], own[USUAL]);
        // A mean needs no draws beyond it.
        let rules = [largest, largest, largest && usual, true, true, usual];
        own.repeat(3).into_iter().chain(rules).collect()
    };
    pool.iter().flat_map(of_period).collect()
}

/// How often each draw is in a resample of the blocks; nothing with one block.
fn resampled_draws(blocks: &Blocks, bootstrap: &Bootstrap) -> impl Iterator<Item = Vec<u32>> {
    let times = if blocks.count() > 1 { bootstrap.resamples } else { 0 };
    (0..times).map(|number| {
        let counts = bootstrap.counts(number, blocks.count());
        blocks.of_draw().iter().map(|block| counts[*block]).collect()
    })
}

/// Figures of one period.
const FIGURES: usize = 3 * CERTAINTIES.len() + 6;

/// Separate, pooled and gain by certainty; then the rules of thumb in the order of their fields.
fn period_figures(parts: &[&Ordered], whole: &Ordered, counts: &[u32]) -> Vec<f64> {
    let mut separate = vec![0.0; CERTAINTIES.len()];
    for part in parts {
        for (sum, value) in separate.iter_mut().zip(part.quantiles(counts, &CERTAINTIES)) {
            *sum += value;
        }
    }
    let pooled = whole.quantiles(counts, &CERTAINTIES);
    let gains: Vec<f64> = separate.iter().zip(&pooled).map(|(all, one)| all - one).collect();
    let gross = separate[LARGEST];
    let expected = summary::sum(parts.iter().map(|part| part.mean(counts)));
    let (of_gross, of_expected) = (SHARE_OF_GROSS * gross, SHARE_OF_EXPECTED * expected);
    let usual = pooled[USUAL];
    let rules = [gross, of_gross, of_gross - usual, expected, of_expected, of_expected - usual];
    separate.into_iter().chain(pooled).chain(gains).chain(rules).collect()
}

fn read(period: Period, figures: &[Resampled]) -> Pooling {
    let n = CERTAINTIES.len();
    let level = |(place, level): (usize, &f64)| PoolingLevel {
        level: *level,
        separate: figures[place],
        pooled: figures[n + place],
        gain: figures[2 * n + place],
    };
    let rules = &figures[3 * n..];
    Pooling {
        period,
        levels: CERTAINTIES.iter().enumerate().map(level).collect(),
        rules: RulesOfThumb {
            gross_risk: rules[0],
            share_of_gross: rules[1],
            share_of_gross_difference: rules[2],
            expected: rules[3],
            share_of_expected: rules[4],
            share_of_expected_difference: rules[5],
        },
    }
}

/// The chance that a reserve suffices: the share of draws whose shortfall is at most what is at hand.
pub fn suffices(draws: &Draws, shortfalls: &[f64], available: &[f64]) -> Option<Chance> {
    let enough = shortfalls.iter().zip(available).map(|(short, at_hand)| short <= at_hand);
    draws.chance(&enough.map(|enough| f64::from(u8::from(enough))).collect::<Vec<f64>>())
}
