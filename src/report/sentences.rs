//! Layer 6. The answer in short: sentences that follow from the numbers and never claim more than they carry.
//!
//! A difference is named only if its whole 90% interval lies on one side of zero, its mean is more than two standard
//! errors from zero, and the lower bound of its chance is at least two in three. Everything else is "not clear".

use serde::Serialize;

use super::charts::Context;
use super::labels::{ClaimWords, Labels, fill};
use super::numbers::{Format, Magnitude, significant};
use super::ranks::STANDARD_ERRORS;
use super::view::{
    Difference, Estimate, Judged, KeyCell, Measure, OverrunPeriod, Probability, Unit,
};

/// Lower bounds of a chance for "probably", "very probably" and "almost certainly".
pub const LIKELIHOODS: [f64; 3] = [2.0 / 3.0, 0.9, 0.99];
const HALF: f64 = 0.5;

/// What may be said about a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nothing: too few draws, or numbers that are missing.
    Unknown,
    /// Equal to the last bit in every draw that counts.
    Same,
    /// It may be either way.
    Unclear,
    /// Below zero, with a likelihood 0 (probably), 1 or 2 (almost certainly).
    Less(usize),
    /// Above zero, likewise.
    More(usize),
}

/// What may be said about a difference.
pub fn claim(difference: &Difference) -> Claim {
    let Estimate { mean, p5, p95, se, .. } = difference.estimate;
    let Some(se) = se.filter(|se| se.is_finite()) else { return Claim::Unknown };
    if ![mean, p5, p95].iter().all(|value| value.is_finite()) {
        return Claim::Unknown;
    }
    if mean == 0.0 && p5 == 0.0 && p95 == 0.0 && se == 0.0 {
        return Claim::Same;
    }
    if p5 <= 0.0 && p95 >= 0.0 {
        return Claim::Unclear;
    }
    let chance = if mean < 0.0 { difference.below } else { difference.above };
    let likelihood = LIKELIHOODS.iter().filter(|&&bound| chance.low >= bound).count();
    let one_side = (mean < 0.0) == (p95 < 0.0);
    match likelihood.checked_sub(1) {
        Some(likelihood) if one_side && mean.abs() > STANDARD_ERRORS * se => match mean < 0.0 {
            true => Claim::Less(likelihood),
            false => Claim::More(likelihood),
        },
        _ => Claim::Unknown,
    }
}

/// The answer in short.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Which alternative is the best, for society and for the purse.
    pub verdict: Vec<String>,
    /// One per alternative, in file order.
    pub items: Vec<SummaryItem>,
    pub notes: Vec<String>,
}

/// What is said about one alternative.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SummaryItem {
    pub title: String,
    pub is_reference: bool,
    pub sentences: Vec<String>,
}

/// The summary of a view.
pub fn summary(context: &Context<'_>) -> Summary {
    let words = &context.labels.sentences;
    let items = context.view.alternatives.iter().enumerate().map(|(index, alternative)| {
        let sentences = match alternative.is_reference {
            true => reference(context, index),
            false => differences(context, index),
        };
        SummaryItem {
            title: alternative.title.clone(),
            is_reference: alternative.is_reference,
            sentences: sentences.into_iter().chain(overrun(context, index)).collect(),
        }
    });
    let notes = vec![words.how_to_read.to_owned(), context.labels.council.scale.to_owned()];
    Summary { verdict: verdict(context), items: items.collect(), notes }
}

/// "in 2019", "in at least one year".
pub fn overrun_period(labels: &Labels, period: OverrunPeriod) -> String {
    match period {
        OverrunPeriod::AnyYear => labels.tables.overrun_any_year.to_owned(),
        OverrunPeriod::AverageYear => labels.tables.overrun_average_year.to_owned(),
        OverrunPeriod::Year(year) => {
            fill(labels.tables.overrun_year, &[("year", &year.to_string())])
        }
    }
}

fn cell(context: &Context<'_>, measure: Measure, index: usize) -> Option<(KeyCell, Unit)> {
    let row = context.view.key_table.iter().find(|row| row.measure == measure)?;
    Some((*row.cells.get(index)?, row.unit))
}

/// Two significant digits with a unit: what follows "ongeveer".
fn about(context: &Context<'_>, value: f64, unit: Unit) -> String {
    let rounded = significant(value, 2);
    let format = Format::for_ticks(unit, &[rounded]);
    let format = match format.magnitude {
        Magnitude::Thousand => Format::for_ticks_in(unit, Magnitude::One, &[rounded]),
        _ => format,
    };
    context.numbers.full(rounded, format)
}

fn reference(context: &Context<'_>, index: usize) -> Vec<String> {
    let words = &context.labels.sentences;
    let level = |measure| {
        let (cell, unit) = cell(context, measure, index)?;
        Some((cell.level.filter(|level| level.mean.is_finite())?, unit))
    };
    let cost = level(Measure::MunicipalCost).map(|(cost, unit)| {
        let template =
            if cost.se.is_some() { words.reference_cost } else { words.reference_cost_one_draw };
        level_sentence(context, template, (cost, unit))
    });
    let wait = level(Measure::MeanWait)
        .filter(|(wait, _)| wait.se.is_some())
        .map(|wait| level_sentence(context, words.reference_wait, wait));
    cost.into_iter().chain(wait).collect()
}

fn level_sentence(
    context: &Context<'_>,
    template: &str,
    (level, unit): (Estimate, Unit),
) -> String {
    let view = context.view;
    let last = i64::from(view.start_year) + i64::from(view.years) - 1;
    fill(
        template,
        &[
            ("years", &view.years.to_string()),
            ("first", &view.start_year.to_string()),
            ("last", &last.to_string()),
            ("amount", &about(context, level.mean, unit)),
            ("low", &about(context, level.p5, unit)),
            ("high", &about(context, level.p95, unit)),
        ],
    )
}

/// Costs and benefits, what inhabitants notice, the unclear with the chance that it gets longer, and the parties.
fn differences(context: &Context<'_>, index: usize) -> Vec<String> {
    let (words, council) = (&context.labels.sentences, &context.labels.council);
    let money = [
        (Measure::MunicipalCost, &words.cost),
        (Measure::NetPresentValue, &words.net_present_value),
    ];
    let people = [
        (Measure::MeanWait, &words.wait, council.the_wait),
        (Measure::CrisisHouseholdMonths, &words.crisis, council.the_crisis),
    ];
    let known = |measure| {
        let (cell, unit) = cell(context, measure, index)?;
        Some((cell.difference?, unit))
    };
    let sentence = |measure, words: &ClaimWords| {
        known(measure).map(|(own, unit)| difference_sentence(context, words, (&own, unit)))
    };
    let unclear = |measure| known(measure).is_some_and(|(own, _)| claim(&own) == Claim::Unclear);
    let (open, clear): (Vec<_>, Vec<_>) =
        people.into_iter().partition(|(measure, ..)| unclear(*measure));
    let open = open.into_iter().filter_map(|(measure, _, name)| {
        let (own, _) = known(measure)?;
        Some(fill(council.open, &[("what", name), ("above", &bounded(context, &own.above))]))
    });
    let money = money.into_iter().filter_map(|(measure, words)| sentence(measure, words));
    let clear = clear.into_iter().filter_map(|(measure, words, _)| sentence(measure, words));
    money.chain(clear).chain(open).chain(parties(context, index)).collect()
}

/// What inhabitants notice of an alternative that is not the reference.
pub fn inhabitants(context: &Context<'_>, index: usize) -> Vec<String> {
    let words = &context.labels.sentences;
    let subjects =
        [(Measure::MeanWait, &words.wait), (Measure::CrisisHouseholdMonths, &words.crisis)];
    let sentence = |(measure, words): (Measure, &ClaimWords)| {
        let (cell, unit) = cell(context, measure, index)?;
        Some(difference_sentence(context, words, (&cell.difference?, unit)))
    };
    let points = context.view.council.matrix_points.get(index).and_then(|cell| cell.difference);
    let points =
        points.map(|own| difference_sentence(context, &words.matrix_points, (&own, Unit::Points)));
    subjects.into_iter().filter_map(sentence).chain(points).collect()
}

/// Who gains and who loses, as far as that is clear.
fn parties(context: &Context<'_>, index: usize) -> Vec<String> {
    let (words, rows) = (&context.labels.council, &context.view.council.society.parties);
    let claims = rows.iter().filter_map(|(party, cells)| {
        let difference = cells.get(index)?.as_ref()?;
        Some((party.as_str(), difference.estimate.mean.abs(), claim(difference)))
    });
    let claims: Vec<(&str, f64, Claim)> = claims.collect();
    if claims.is_empty() {
        return Vec::new();
    }
    if claims.iter().all(|(.., claim)| *claim == Claim::Same) {
        return vec![words.same_parties.to_owned()];
    }
    let gains = named(
        context,
        words.gains,
        claims.iter().filter_map(|(party, amount, claim)| {
            if let Claim::More(likelihood) = claim {
                Some((*party, *amount, *likelihood))
            } else {
                None
            }
        }),
    );
    let losses = named(
        context,
        words.losses,
        claims.iter().filter_map(|(party, amount, claim)| {
            if let Claim::Less(likelihood) = claim {
                Some((*party, *amount, *likelihood))
            } else {
                None
            }
        }),
    );
    match (gains, losses) {
        (None, None) => vec![words.no_parties.to_owned()],
        (gains, losses) => gains.into_iter().chain(losses).collect(),
    }
}

/// Parties with their amounts, the largest first, under the weakest of their likelihoods.
fn named<'a>(
    context: &Context<'_>,
    template: &str,
    parties: impl Iterator<Item = (&'a str, f64, usize)>,
) -> Option<String> {
    let mut list: Vec<(&str, f64, usize)> = parties.collect();
    list.sort_by(|a, b| b.1.total_cmp(&a.1));
    let weakest = list.iter().map(|(_, _, likelihood)| *likelihood).min()?;
    let about_party = |(party, amount, _): &(&str, f64, usize)| {
        let values = [
            ("party", context.labels.party(party)),
            ("amount", &about(context, *amount, Unit::Euro)),
        ];
        fill(context.labels.council.about, &values)
    };
    let list = list.iter().map(about_party).collect::<Vec<_>>().join("; ");
    let likely = context.labels.sentences.likelihoods[weakest];
    Some(fill(template, &[("list", &list), ("likely", likely)]))
}

/// Which alternative is the best, in words that its chance allows.
fn verdict(context: &Context<'_>) -> Vec<String> {
    let (certainty, words) = (&context.view.council.certainty, &context.labels.council);
    let of =
        |(looker, judged): (&str, &Option<Judged>)| Some(best(context, looker, judged.as_ref()?));
    let both = [(words.looker_society, &certainty.society), (words.looker_purse, &certainty.purse)];
    both.into_iter().filter_map(of).collect()
}

/// What may be said about the best alternative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Best {
    /// This one is exactly as good in every draw.
    Same(usize),
    /// The runner-up is within two standard errors.
    Unclear(usize),
    OnAverage,
    /// With a likelihood 0 (probably), 1 or 2 (almost certainly).
    Likely(usize),
}

/// What may be said about the best alternative.
pub fn best_claim(judged: &Judged) -> Best {
    if let Some(next) = judged.close {
        return if judged.behind[next].is_zero() { Best::Same(next) } else { Best::Unclear(next) };
    }
    let low = judged.chances[judged.best].low;
    match LIKELIHOODS.iter().filter(|&&bound| low >= bound).count().checked_sub(1) {
        Some(likelihood) => Best::Likely(likelihood),
        None => Best::OnAverage,
    }
}

fn best(context: &Context<'_>, looker: &str, judged: &Judged) -> String {
    let words = &context.labels.council;
    let name = |index: usize| context.view.alternatives[index].short.as_str();
    let chance = bounded(context, &judged.chances[judged.best]);
    let own = [("looker", looker), ("name", name(judged.best)), ("chance", &chance)];
    match best_claim(judged) {
        Best::Same(next) => fill(words.best_same, &[own[0], own[1], ("next", name(next))]),
        Best::Unclear(next) => fill(words.best_unclear, &[own[0], own[1], ("next", name(next))]),
        Best::OnAverage => fill(words.best_on_average, &own),
        Best::Likely(likelihood) => {
            let likely = context.labels.sentences.likelihoods[likelihood];
            fill(words.best_likely, &[own[0], own[1], own[2], ("likely", likely)])
        }
    }
}

/// A chance with the bounds that the number of draws leaves: "63%, tussen 57% en 68%".
pub fn bounded(context: &Context<'_>, chance: &Probability) -> String {
    let print = |p| context.numbers.short_chance(p);
    let (low, high) = (print(chance.low), print(chance.high));
    let values = [("chance", print(chance.p)), ("low", low), ("high", high)];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    fill(context.labels.council.bounded, &values)
}

/// The sentence that a difference allows.
fn difference_sentence(
    context: &Context<'_>,
    words: &ClaimWords,
    (difference, unit): (&Difference, Unit),
) -> String {
    let estimate = difference.estimate;
    let (small, large) = (estimate.p5.abs(), estimate.p95.abs());
    let (template, likelihood, low, high) = match claim(difference) {
        Claim::Unknown => (words.unknown, 0, small, large),
        Claim::Same => (words.same, 0, small, large),
        Claim::Unclear => (words.unclear, 0, small, large),
        Claim::Less(likelihood) => (words.less, likelihood, large, small),
        Claim::More(likelihood) => (words.more, likelihood, small, large),
    };
    fill(
        template,
        &[
            ("likely", context.labels.sentences.likelihoods[likelihood]),
            ("amount", &about(context, estimate.mean.abs(), unit)),
            ("low", &about(context, low, unit)),
            ("high", &about(context, high, unit)),
            ("below", &bounded(context, &difference.below)),
            ("above", &bounded(context, &difference.above)),
        ],
    )
}

/// In how many areas an overrun is more likely than not, counting only areas where that is beyond doubt.
fn overrun(context: &Context<'_>, index: usize) -> Option<String> {
    let table = &context.view.overrun;
    let total = table.areas.len();
    let count = table.areas.iter().filter(|row| row.cells[index].low > HALF).count();
    let words = &context.labels.sentences;
    let template = match count {
        _ if total == 0 => return None,
        0 => words.overrun_none,
        1 if total == 1 => words.overrun_only,
        _ => words.overrun,
    };
    let (count, total) = (count.to_string(), total.to_string());
    let period = overrun_period(context.labels, table.period);
    Some(fill(template, &[("count", &count), ("total", &total), ("period", &period)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::view::Probability;

    fn difference(mean: f64, (p5, p95): (f64, f64), se: Option<f64>, low: f64) -> Difference {
        let sure = Probability { p: low, low, high: 1.0 };
        let never = Probability { p: 0.0, low: 0.0, high: 1.0 - low };
        let (below, above) = if mean < 0.0 { (sure, never) } else { (never, sure) };
        Difference { estimate: Estimate { mean, p5, p95, se, bounds_se: [None; 2] }, below, above }
    }

    #[test]
    fn a_difference_beyond_its_error_is_named() {
        assert_eq!(claim(&difference(-5.0, (-7.0, -3.0), Some(0.1), 0.995)), Claim::Less(2));
        assert_eq!(claim(&difference(-5.0, (-7.0, -3.0), Some(0.1), 0.95)), Claim::Less(1));
        assert_eq!(claim(&difference(5.0, (3.0, 7.0), Some(0.1), 0.7)), Claim::More(0));
    }

    #[test]
    fn a_difference_within_its_error_is_never_claimed() {
        let grid = [-9.0, -4.0, -1.0, -0.1, 0.0, 0.1, 1.0, 4.0, 9.0];
        for mean in grid {
            for p5 in grid {
                for p95 in grid.into_iter().filter(|p95| *p95 >= p5) {
                    for se in [0.0, 0.05, 2.0, 10.0] {
                        for low in [0.0, 0.5, 0.7, 1.0] {
                            let claim = claim(&difference(mean, (p5, p95), Some(se), low));
                            if matches!(claim, Claim::Less(_) | Claim::More(_)) {
                                assert!(p5 > 0.0 || p95 < 0.0);
                                assert!(mean.abs() > 2.0 * se && low >= 2.0 / 3.0);
                                assert_eq!(mean < 0.0, p95 < 0.0);
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn an_interval_that_touches_zero_is_unclear() {
        assert_eq!(claim(&difference(-5.0, (-7.0, 0.0), Some(0.1), 1.0)), Claim::Unclear);
        assert_eq!(claim(&difference(5.0, (-0.1, 7.0), Some(0.1), 1.0)), Claim::Unclear);
    }

    #[test]
    fn one_draw_or_missing_numbers_say_nothing() {
        assert_eq!(claim(&difference(-5.0, (-5.0, -5.0), None, 1.0)), Claim::Unknown);
        assert_eq!(claim(&difference(-5.0, (-5.0, -5.0), Some(f64::NAN), 1.0)), Claim::Unknown);
        assert_eq!(claim(&difference(f64::NAN, (-5.0, -5.0), Some(1.0), 1.0)), Claim::Unknown);
        assert_eq!(claim(&difference(-5.0, (-6.0, -4.0), Some(0.1), 0.5)), Claim::Unknown);
    }

    #[test]
    fn equal_alternatives_are_the_same() {
        assert_eq!(claim(&difference(0.0, (0.0, 0.0), Some(0.0), 0.0)), Claim::Same);
    }
}
