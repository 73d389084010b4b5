//! Steps D to F of the model page, decision by decision: the rung chosen, network strength, the spread of the
//! hours, and reviews, against exact probabilities; and the queue against its exact Markov chain.

use std::collections::HashMap;

use statrs::distribution::{Beta, Binomial, ContinuousCDF, Discrete, Gamma};
use wijkraming::engine::{Note, Parameters, Scratch, realise};
use wijkraming::units::Money;

use crate::fixture;
use crate::statistics::{assert_follows, mean};
use crate::watch::watch;

const SEED: u64 = 43;

/// Every need is moderate, reported and served at once, and does not change.
fn steady(households: u32) -> Parameters {
    let mut parameters = fixture::chain(households);
    parameters.need.initial_severity = [0.0, 1.0, 0.0, 0.0];
    parameters.need.annual_trend = 0.0;
    let process = &mut parameters.process;
    process.aanmelding.own_initiative = [1.0; 4];
    process.orientatie.simple_share = [0.0; 4];
    process.orientatie.complex_share = [0.0; 4];
    process.course.worsen = [0.0; 4];
    process.course.improve = [0.0; 4];
    process.opstelling.upward = 0.0;
    process.opstelling.kanteling = 0.0;
    parameters
}

/// Counts in bins of equal probability of a distribution function.
fn bins(values: &[f64], bins: usize, cdf: impl Fn(f64) -> f64) -> (Vec<u64>, Vec<f64>) {
    let mut counts = vec![0; bins];
    for value in values {
        counts[((cdf(*value) * bins as f64) as usize).min(bins - 1)] += 1;
    }
    (counts, vec![1.0 / bins as f64; bins])
}

#[test]
fn rungs_are_chosen_with_the_shares_of_their_row_and_client_choice() {
    let mut parameters = steady(20_000);
    parameters.process.opstelling.upward = 0.2;
    let row = parameters.process.opstelling.rung[1];
    let mut chosen = vec![0; 5];
    let mut seen = HashMap::new();
    watch(&parameters, SEED, |case, _, note| {
        if let Note::Choice { rung, .. } = note
            && seen.insert(case.site.household, ()).is_none()
        {
            chosen[rung] += 1;
        }
    });
    let expected: Vec<f64> = (0..5)
        .map(|rung| {
            let stay = if rung < 4 { 0.8 } else { 1.0 };
            let from_below = if rung > 0 { row[rung - 1] * 0.2 } else { 0.0 };
            row[rung] * stay + from_below
        })
        .collect();
    assert_follows("rung chosen", &chosen, &expected);
}

/// One rung lighter with probability kanteling n, n ~ Beta(2, 3) once per household: of two choices the chances
/// are E[(1 - kn)^2], 2 E[kn (1 - kn)] and k^2 E[n^2], with E[n] = 2/5 and E[n^2] = 2 * 3 / (5 * 6) = 1/5.
#[test]
fn network_strength_stays_with_the_household() {
    let mut parameters = steady(20_000);
    parameters.population.network_beta = [2.0, 3.0];
    parameters.process.opstelling.kanteling = 0.8;
    parameters.process.opstelling.rung[1] = [0.0, 0.0, 0.0, 1.0, 0.0];
    let mut choices: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut strengths = HashMap::new();
    watch(&parameters, SEED, |case, month, note| {
        if let Note::Choice { rung, kanteling, .. } = note {
            // Later ones would have their second choice only on rung 2, which is reviewed sooner.
            if month >= 72 - 12 && !choices.contains_key(&case.site.household) {
                return;
            }
            choices.entry(case.site.household).or_default().push(rung);
            let strength = strengths.entry(case.site.household).or_insert(kanteling / 0.8);
            assert!((*strength - kanteling / 0.8).abs() < 1e-12);
        }
    });
    let mut lighter = vec![0; 3];
    for rungs in choices.values().filter(|rungs| rungs.len() >= 2) {
        lighter[rungs[..2].iter().filter(|rung| **rung == 2).count()] += 1;
    }
    let (k, first, second) = (0.8, 0.4, 0.2);
    let both = k * k * second;
    let none = 1.0 - 2.0 * k * first + both;
    assert_follows("lighter rungs in two choices", &lighter, &[none, 1.0 - none - both, both]);
    let values: Vec<f64> = strengths.into_values().collect();
    let beta = Beta::new(2.0, 3.0).expect("positive");
    let (counts, expected) = bins(&values, 20, |x| beta.cdf(x));
    assert_follows("network strength in twentieths", &counts, &expected);
}

/// Gamma with mean 1 and coefficient of variation 0.6: shape 1 / 0.36.
#[test]
fn the_hours_multiplier_has_mean_one_and_its_coefficient_of_variation() {
    let mut parameters = steady(12_000);
    parameters.process.opstelling.rung[1] = [0.0, 0.0, 0.0, 1.0, 0.0];
    parameters.process.provisions[3].hours_cv = 0.6;
    let mut multipliers = Vec::new();
    let run = watch(&parameters, SEED, |_, _, note| {
        if let Note::Support { rung: 3, multiplier } = note {
            multipliers.push(multiplier);
        }
    });
    let found = mean(&multipliers);
    assert!((found.mean - 1.0).abs() < 4.0 * found.standard_error, "{found:?}");
    let squares: Vec<f64> = multipliers.iter().map(|x| (x - 1.0).powi(2)).collect();
    let variance = mean(&squares);
    assert!((variance.mean - 0.36).abs() < 4.0 * variance.standard_error, "{variance:?}");
    let gamma = Gamma::new(1.0 / 0.36, 1.0 / 0.36).expect("positive");
    let (counts, expected) = bins(&multipliers, 20, |x| gamma.cdf(x));
    assert_follows("hours multiplier in twentieths", &counts, &expected);
    // And the hours are those of the provision times the multiplier: 12 a month.
    let months: i64 = run.years.iter().map(|row| row.supported[3]).sum();
    let hours: f64 = run.years.iter().map(|row| row.hours[3].to_f64()).sum();
    let ratio = hours / (12.0 * months as f64);
    // Households differ by 0.6, and keep their multiplier as long as they keep the rung.
    assert!((ratio - 1.0).abs() < 5.0 * 0.6 / (multipliers.len() as f64).sqrt(), "{ratio}");
}

/// Another rung at the review: lighter only with probability downscale; a change draws a new multiplier, no
/// change keeps it.
#[test]
fn reviews_carry_a_lighter_rung_through_with_its_probability() {
    let mut parameters = steady(15_000);
    parameters.process.opstelling.rung[1] = [0.0, 0.0, 0.5, 0.5, 0.0];
    parameters.process.monitoring.downscale = 0.3;
    parameters.process.provisions[3].hours_cv = 0.6;
    parameters.years = 4;
    // From rung 3 at the first review: lighter and carried through, lighter and not, the same.
    let mut outcomes = vec![0; 3];
    let mut chosen: HashMap<u32, usize> = HashMap::new();
    let mut supports: HashMap<u32, Vec<f64>> = HashMap::new();
    watch(&parameters, SEED, |case, _, note| match note {
        Note::Choice { rung, .. } => match chosen.insert(case.site.household, rung) {
            Some(_) if case.rung == 3 && case.decisions == 2 && rung == 3 => outcomes[2] += 1,
            _ => (),
        },
        Note::Lighter { carried_through, .. } if case.decisions == 2 => {
            outcomes[usize::from(!carried_through)] += 1;
        }
        Note::Support { multiplier, .. } => {
            supports.entry(case.site.household).or_default().push(multiplier);
        }
        _ => (),
    });
    assert_follows("first review of rung 3", &outcomes, &[0.5 * 0.3, 0.5 * 0.7, 0.5]);
    for multipliers in supports.values() {
        let on_three: Vec<&f64> = multipliers.iter().filter(|value| **value != 1.0).collect();
        assert!(on_three.windows(2).all(|pair| pair[0] != pair[1]), "a change draws a new one");
    }
}

/// Resolved at the first review, closed with probability 0.7 at each: a geometric number of reviews.
#[test]
fn resolved_cases_are_closed_after_a_geometric_number_of_reviews() {
    let mut parameters = steady(6_000);
    parameters.need.initial_severity = [1.0, 0.0, 0.0, 0.0];
    parameters.process.course.improve = [1.0, 0.0, 0.0, 0.0];
    parameters.process.opstelling.rung[0] = [0.0, 0.0, 1.0, 0.0, 0.0];
    let mut reviews: HashMap<u32, usize> = HashMap::new();
    let mut cells = vec![0; 6];
    watch(&parameters, SEED, |case, month, note| match note {
        // Early enough for six reviews, four months apart.
        Note::Gesprek { .. } if case.episode == 1 && month < 72 - 24 => {
            reviews.insert(case.site.household, 0);
        }
        Note::Closing { closed, .. } if case.episode == 1 => {
            let Some(number) = reviews.get_mut(&case.site.household) else { return };
            *number += 1;
            if closed || *number == 6 {
                cells[*number - 1] += 1;
                reviews.remove(&case.site.household);
            }
        }
        _ => (),
    });
    // The sixth review ends the count, whatever its outcome.
    let expected: Vec<f64> =
        (0..5).map(|n| 0.7 * 0.3_f64.powi(n)).chain([0.3_f64.powi(5)]).collect();
    assert_follows("reviews before closing", &cells, &expected);
}

const HOUSEHOLDS: u64 = 200;
const SERVED_A_MONTH: usize = 6;
const MONTHLY_CHANCE: f64 = 0.03;

/// Every household has one need at most, reported at once; six gesprekken a month; nobody leaves the queue
/// otherwise and directed cases take no time.
fn queue() -> Parameters {
    let mut parameters = steady(HOUSEHOLDS as u32);
    parameters.years = 2;
    parameters.need.annual_rate = [-12.0 * f64::ln_1p(-MONTHLY_CHANCE); 6];
    let process = &mut parameters.process;
    process.uitvoering.regie_hours = 0.0;
    process.orientatie.hours = 0.0;
    // A seventh does not fit.
    process.team.members = 1.0;
    process.team.hours_per_member = process.gesprek.hours * (SERVED_A_MONTH as f64 + 0.9);
    process.team.caseload_per_member = 1e6;
    parameters
}

/// Probabilities of the queue length after the gesprekken of each month: the chain of (households without a need
/// so far, queue), with a binomial number of new needs.
fn queue_lengths() -> Vec<Vec<f64>> {
    let n = HOUSEHOLDS as usize;
    let mut states = vec![vec![0.0; n + 1]; n + 1];
    states[n][0] = 1.0;
    let arrivals: Vec<Vec<f64>> = (0..=n)
        .map(|idle| {
            let binomial = Binomial::new(MONTHLY_CHANCE, idle as u64).expect("a chance");
            (0..=idle.min(30)).map(|new| binomial.pmf(new as u64)).collect()
        })
        .collect();
    (0..24)
        .map(|_| {
            let mut next = vec![vec![0.0; n + 1]; n + 1];
            for (idle, queues) in states.iter().enumerate() {
                for (queue, weight) in
                    queues.iter().enumerate().filter(|(_, weight)| **weight > 1e-15)
                {
                    for (new, chance) in arrivals[idle].iter().enumerate() {
                        let left = (queue + new).saturating_sub(SERVED_A_MONTH);
                        next[idle - new][left] += weight * chance;
                    }
                }
            }
            states = next;
            (0..=n).map(|queue| states.iter().map(|queues| queues[queue]).sum()).collect()
        })
        .collect()
}

#[test]
fn the_queue_follows_its_exact_markov_chain() {
    let parameters = queue();
    let exact = queue_lengths();
    let mut scratch = Scratch::default();
    let runs: Vec<Vec<usize>> = (0..1_500)
        .map(|draw| {
            let run = realise(&parameters, SEED, draw, &mut scratch);
            run.months.iter().map(|month| month.queued as usize).collect()
        })
        .collect();
    println!("{:>5} {:>10} {:>10} {:>6}", "month", "exact", "simulated", "z");
    for (month, lengths) in exact.iter().enumerate() {
        assert!((lengths.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let expected: f64 = lengths.iter().enumerate().map(|(q, chance)| q as f64 * chance).sum();
        let found = mean(&runs.iter().map(|run| run[month] as f64).collect::<Vec<_>>());
        let z = (found.mean - expected) / found.standard_error;
        println!("{month:>5} {expected:>10.3} {:>10.3} {z:>6.2}", found.mean);
        assert!(z.abs() < 4.0, "month {month}: {} queued, expected {expected}", found.mean);
    }
    for month in [2, 8, 14, 23] {
        let longest = exact[month].len();
        let mut counts = vec![0; longest];
        runs.iter().for_each(|run| counts[run[month]] += 1);
        let total: f64 = exact[month].iter().sum();
        let expected: Vec<f64> = exact[month].iter().map(|chance| chance / total).collect();
        assert_follows(&format!("queue after month {month}"), &counts, &expected);
    }
}

/// Informal care is no cost to the municipality (step E), whatever tariff stands at its rung; and a spread that
/// is next to nothing is none.
#[test]
fn informal_care_costs_the_municipality_nothing() {
    let mut parameters = steady(2_000);
    parameters.process.opstelling.rung = [[0.0, 1.0, 0.0, 0.0, 0.0]; 4];
    parameters.process.provisions[1].tariff = [40.0; wijkraming::domain::DOMAINS];
    parameters.process.provisions[1].informal_value = Some(15.0);
    parameters.process.provisions[1].eigen_bijdrage = true;
    parameters.process.provisions[1].hours_cv = 1e-170;
    let run = realise(&parameters, SEED, 0, &mut Scratch::default());
    let months: i64 = run.years.iter().map(|row| row.supported[1]).sum();
    let hours: f64 = run.years.iter().map(|row| row.informal_hours.to_f64()).sum();
    assert!(months > 0);
    assert!((hours - 6.0 * months as f64).abs() < 1e-3, "{hours} hours in {months} months");
    assert!(run.years.iter().all(|row| row.gross[1] == Money::ZERO));
    assert!(run.years.iter().all(|row| row.eigen_bijdrage == Money::ZERO));
}
