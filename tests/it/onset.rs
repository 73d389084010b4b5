//! Steps A to C of the model page, decision by decision: when needs arise and return, what they look like, how
//! they develop and when they are reported, against exact probabilities. Chi-square tests at alpha = 0.001;
//! the critical values are checked against the NIST table in `statistics`.

use wijkraming::domain::DOMAINS;
use wijkraming::engine::{Note, Parameters, Status, Switch};
use wijkraming::process::orientatie::Category;

use crate::fixture;
use crate::statistics::{assert_follows, mean};
use crate::watch::{watch, watch_switching};

const SEED: u64 = 41;
const WEIGHTS: [f64; DOMAINS] = [18.0, 12.0, 8.0, 6.0, 20.0, 8.0, 8.0, 6.0, 8.0, 4.0, 2.0];

/// Nobody asks for help and nothing changes by itself.
fn still(households: u32) -> Parameters {
    let mut parameters = fixture::chain(households);
    parameters.process.aanmelding.own_initiative = [0.0; 4];
    parameters.process.aanmelding.signal = [0.0; 4];
    parameters.process.course.worsen = [0.0; 4];
    parameters.process.course.improve = [0.0; 4];
    parameters.need.annual_trend = 0.0;
    parameters
}

/// Adds one to the cell, the last one where it lies beyond.
fn count(cells: &mut [u64], cell: usize) {
    let last = cells.len() - 1;
    cells[cell.min(last)] += 1;
}

/// Probabilities of a first success in trial 0, 1, ... with these chances; the last cell is for none of them.
fn first_success(chances: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut left = 1.0;
    let mut probabilities: Vec<f64> = chances
        .into_iter()
        .map(|chance| {
            let now = left * chance;
            left -= now;
            now
        })
        .collect();
    probabilities.push(left);
    probabilities
}

fn monthly(annual_rate: f64) -> f64 {
    1.0 - (-annual_rate / 12.0).exp()
}

#[test]
fn the_first_onset_falls_in_a_month_with_the_geometric_distribution() {
    let mut parameters = still(12_000);
    parameters.need.annual_trend = 0.2;
    parameters.years = 3;
    let mut months = vec![0; 37];
    watch(&parameters, SEED, |_, month, note| {
        if matches!(note, Note::Onset { .. }) {
            count(&mut months, month as usize);
        }
    });
    months[36] = 12_000 - months.iter().sum::<u64>();
    let expected = first_success((0..36).map(|month| monthly(0.30 * 1.2_f64.powi(month / 12))));
    assert_follows("month of the first onset", &months, &expected);
}

/// Gaps between the ends of episodes in some months and the next onsets; the last cell is for what has not come back within
/// so many months.
fn gaps_through(
    first: &Parameters,
    switches: &[Switch],
    months: usize,
    counts: impl Fn(u32) -> bool,
) -> Vec<u64> {
    let mut gaps = vec![0; months + 1];
    let mut ends = 0;
    watch_switching(first, switches, SEED, |case, month, note| match note {
        Note::Ended if counts(month) => ends += 1,
        Note::Onset { .. } if case.episode > 0 && counts(case.ended) => {
            count(&mut gaps, (month - case.ended) as usize - 1);
        }
        _ => (),
    });
    gaps[months] = ends - gaps[..months].iter().sum::<u64>();
    gaps
}

/// The same for all ends with two years still to go.
fn gaps(parameters: &Parameters) -> Vec<u64> {
    gaps_through(parameters, &[], 24, |end| end <= parameters.years * 12 - 25)
}

/// Every need is light, and gone after a month.
fn fleeting(households: u32) -> Parameters {
    let mut parameters = still(households);
    parameters.need.initial_severity = [1.0, 0.0, 0.0, 0.0];
    parameters.process.course.improve = [1.0; 4];
    parameters
}

#[test]
fn needs_return_sooner_in_the_months_after_an_episode() {
    let gaps = gaps(&fleeting(2_500));
    let factor = |gap: u32| if gap <= 9 { 3.0 } else { 1.0 };
    let expected = first_success((1..=24).map(|gap| monthly(0.30 * factor(gap))));
    assert_follows("gap after an episode without support", &gaps, &expected);
}

const SWITCH: u32 = 24;

/// Other parameters from [`SWITCH`] on.
fn switch(second: &Parameters) -> [Switch; 1] {
    [Switch { year: SWITCH / 12, parameters: second.clone() }]
}

/// The rate doubles, and the relapse risk becomes greater and longer.
#[test]
fn needs_return_through_a_switch_at_the_rates_and_risks_of_each_month() {
    let first = fleeting(8_000);
    let mut second = first.clone();
    second.need.annual_rate = [0.60; 6];
    second.need.relapse_factor = 5.0;
    second.need.relapse_months = 14;
    for end in [14, 18, 20, 22] {
        let chance = |gap: u32| match end + gap {
            ..SWITCH => monthly(0.30 * if gap <= 9 { 3.0 } else { 1.0 }),
            _ => monthly(0.60 * if gap <= 14 { 5.0 } else { 1.0 }),
        };
        let expected = first_success((1..=20).map(chance));
        let gaps = gaps_through(&first, &switch(&second), 20, |month| month == end);
        assert_follows(&format!("gap after an end in month {end}"), &gaps, &expected);
    }
}

/// The rate falls, or the relapse risk alone becomes greater: what was waited at the old ones has been waited.
#[test]
fn what_was_waited_before_a_switch_counts_through_it() {
    let first = fleeting(8_000);
    for (new_rate, new_factor) in [(0.20, 3.0), (0.30, 6.0)] {
        let mut second = first.clone();
        second.need.annual_rate = [new_rate; 6];
        second.need.relapse_factor = new_factor;
        for end in [11, 13, 17, 19] {
            let chance = |gap: u32| {
                let (rate, factor) =
                    if end + gap < SWITCH { (0.30, 3.0) } else { (new_rate, new_factor) };
                monthly(rate * if gap <= 9 { factor } else { 1.0 })
            };
            let expected = first_success((1..=24).map(chance));
            let gaps = gaps_through(&first, &switch(&second), 24, |month| month == end);
            assert_follows(&format!("gap after an end in month {end}"), &gaps, &expected);
        }
    }
}

#[test]
fn the_waakvlam_takes_its_share_of_the_relapse_risk_away() {
    let mut parameters = fleeting(2_500);
    // Reported and served at once, resolved after a month, closed at the first review.
    parameters.process.aanmelding.own_initiative = [1.0; 4];
    parameters.process.orientatie.simple_share = [0.0; 4];
    parameters.process.monitoring.close = 1.0;
    let gaps = gaps(&parameters);
    // Waakvlam of 5 months that takes away 40% of the extra risk; relapse risk of 9 months.
    let factor = |gap: u32| match gap {
        ..=5 => 1.0 + 2.0 * 0.6,
        6..=9 => 3.0,
        _ => 1.0,
    };
    let expected = first_success((1..=24).map(|gap| monthly(0.30 * factor(gap))));
    assert_follows("gap after a directed episode", &gaps, &expected);
}

#[test]
fn severity_and_number_of_domains_follow_their_shares() {
    let mut parameters = still(20_000);
    parameters.need.extra_domains = [0.55, 0.25, 0.13, 0.07];
    // A pair of cells tells whether the two are independent.
    let mut cells = vec![0; 16];
    watch(&parameters, SEED, |case, _, note| {
        if note == Note::Profile {
            let further = case.domains.len() as usize - 1;
            cells[(usize::from(case.severity) - 1) * 4 + further] += 1;
        }
    });
    let need = &parameters.need;
    let expected: Vec<f64> = need
        .initial_severity
        .iter()
        .flat_map(|severity| need.extra_domains.iter().map(move |extra| severity * extra))
        .collect();
    assert_follows("severity and number of domains", &cells, &expected);
}

/// Probability of the set `chosen` (bits) as the further domains after `primary`: the sum over all orders in which
/// they can be drawn without replacement, each with probability proportional to its weight among what is left.
fn successive(weights: &[f64; DOMAINS], taken: u16, chosen: u16) -> f64 {
    if chosen == 0 {
        return 1.0;
    }
    let has = |set: u16, domain: usize| set & (1 << domain) != 0;
    let left: f64 = (0..DOMAINS).filter(|d| !has(taken, *d)).map(|d| weights[d]).sum();
    let next = (0..DOMAINS).filter(|domain| has(chosen, *domain));
    next.map(|d| weights[d] / left * successive(weights, taken | 1 << d, chosen & !(1 << d))).sum()
}

/// All sets of `size` domains without those `taken`.
fn sets(size: u32, taken: u16) -> Vec<u16> {
    (0..1u16 << DOMAINS).filter(|set| set.count_ones() == size && set & taken == 0).collect()
}

#[test]
fn domains_are_drawn_without_replacement_with_their_weights() {
    for further in 1..=3_u32 {
        let mut parameters = still(30_000);
        parameters.need.domain_weights = [WEIGHTS; 6];
        parameters.need.extra_domains = [0.0; 4];
        parameters.need.extra_domains[further as usize] = 1.0;
        let total: f64 = WEIGHTS.iter().sum();
        let cells: Vec<(usize, u16)> = (0..DOMAINS)
            .flat_map(|primary| {
                sets(further, 1 << primary).into_iter().map(move |set| (primary, set))
            })
            .collect();
        let expected: Vec<f64> = cells
            .iter()
            .map(|(primary, set)| {
                WEIGHTS[*primary] / total * successive(&WEIGHTS, 1 << primary, *set)
            })
            .collect();
        let mut counts = vec![0; cells.len()];
        let mut primaries = vec![0; DOMAINS];
        let mut included = vec![0; DOMAINS];
        watch(&parameters, SEED + u64::from(further), |case, _, note| {
            if note == Note::Profile {
                let primary = usize::from(case.primary);
                let bits = (0..DOMAINS).filter(|d| case.domains.contains(*d) && *d != primary);
                let set: u16 = bits.map(|domain| 1 << domain).sum();
                primaries[primary] += 1;
                let place = cells.iter().position(|cell| *cell == (primary, set));
                counts[place.expect("a primary domain and so many further ones")] += 1;
                let all = (0..DOMAINS).filter(|domain| case.domains.contains(*domain));
                all.for_each(|domain| included[domain] += 1);
            }
        });
        assert_follows("primary domain", &primaries, &WEIGHTS.map(|weight| weight / total));
        assert_follows(&format!("primary and {further} further domains"), &counts, &expected);
        check_inclusion(&cells, &expected, &included, primaries.iter().sum());
    }
}

/// How often each domain is among those of an episode, in any place.
fn check_inclusion(cells: &[(usize, u16)], expected: &[f64], included: &[u64], episodes: u64) {
    for (domain, count) in included.iter().enumerate() {
        let among = |(primary, set): &(usize, u16)| (set | 1 << primary) & (1 << domain) != 0;
        let chances = cells.iter().zip(expected).filter(|(cell, _)| among(cell));
        let p: f64 = chances.map(|(_, chance)| chance).sum();
        let n = episodes as f64;
        let z = (*count as f64 - n * p) / (n * p * (1.0 - p)).sqrt();
        // The largest of eleven passes 4.2 with a chance of 0.03%.
        assert!(z.abs() < 4.2, "domain {domain}: {count} of {n}, expected {}", n * p);
    }
}

#[test]
fn domains_without_weight_are_never_drawn() {
    let mut parameters = still(5_000);
    let mut weights = [0.0; DOMAINS];
    (weights[3], weights[10]) = (1.0, 3.0);
    parameters.need.domain_weights = [weights; 6];
    parameters.need.extra_domains = [0.0, 0.0, 0.0, 1.0];
    let mut primaries = vec![0; 2];
    watch(&parameters, SEED, |case, _, note| {
        if note == Note::Profile {
            assert!(case.domains.contains(3) && case.domains.contains(10));
            assert_eq!(case.domains.len(), 2);
            primaries[usize::from(case.primary == 10)] += 1;
        }
    });
    assert_follows("primary of two domains", &primaries, &[0.25, 0.75]);
}

/// Low with share 0.3, else middle with 0.6, else high; a low income doubles the rate, so that low incomes
/// are more frequent among first onsets.
#[test]
fn income_bands_follow_their_shares_among_those_with_a_need() {
    let mut parameters = still(20_000);
    parameters.population.areas[0].low_income_share = 0.3;
    parameters.population.middle_income_share = 0.6;
    parameters.years = 2;
    let mut cells = vec![0; 6];
    watch(&parameters, SEED, |case, month, note| {
        if note == Note::Profile {
            cells[(month / 12) as usize * 3 + usize::from(case.band)] += 1;
        }
    });
    let shares = [(0.3, 0.6), (0.7 * 0.6, 0.3), (0.7 * 0.4, 0.3)];
    let first = |year: i32, rate: f64| {
        (-rate * f64::from(year)).exp() - (-rate * f64::from(year + 1)).exp()
    };
    let expected: Vec<f64> =
        (0..2).flat_map(|year| shares.map(|(share, rate)| share * first(year, rate))).collect();
    let total: f64 = expected.iter().sum();
    let expected: Vec<f64> = expected.iter().map(|chance| chance / total).collect();
    assert_follows("year of onset and income band", &cells, &expected);
}

#[test]
fn severity_changes_after_a_geometric_time_in_either_direction() {
    let mut parameters = still(12_000);
    parameters.need.initial_severity = [0.0, 1.0, 0.0, 0.0];
    parameters.process.course.worsen = [0.0, 0.04, 0.0, 0.0];
    parameters.process.course.improve = [0.0, 0.06, 0.0, 0.0];
    // Months since the onset (from 1) up to a year, and whether for the worse; the last is none in a year.
    let mut cells = vec![0; 25];
    let mut onset = std::collections::HashMap::new();
    let mut in_time = 0;
    watch(&parameters, SEED, |case, month, note| match note {
        Note::Onset { .. } if case.episode == 0 && month < 60 => {
            onset.insert(case.site.household, month);
            in_time += 1;
        }
        Note::Severity { from: 2, to, .. } => {
            let Some(start) = onset.remove(&case.site.household) else { return };
            let after = (month - start) as usize - 1;
            if after < 12 {
                cells[2 * after + usize::from(to == 3)] += 1;
            }
        }
        _ => (),
    });
    cells[24] = in_time - cells[..24].iter().sum::<u64>();
    let stay = |months: i32| 0.90_f64.powi(months);
    let mut expected: Vec<f64> =
        (0..12).flat_map(|months| [stay(months) * 0.06, stay(months) * 0.04]).collect();
    expected.push(stay(12));
    assert_follows("month and direction of the first change of severity", &cells, &expected);
}

#[test]
fn needs_are_reported_after_a_geometric_time_that_starts_in_the_month_of_onset() {
    let mut parameters = still(8_000);
    parameters.need.initial_severity = [0.0, 0.0, 1.0, 0.0];
    parameters.process.aanmelding.own_initiative = [0.0, 0.0, 0.15, 0.0];
    parameters.process.aanmelding.signal = [0.0, 0.0, 0.10, 0.0];
    parameters.process.aanmelding.outreach = 0.5;
    let mut cells = vec![0; 25];
    let mut onset = std::collections::HashMap::new();
    let mut in_time = 0;
    watch(&parameters, SEED, |case, month, note| match note {
        Note::Onset { .. } if case.episode == 0 && month < 48 => {
            onset.insert(case.site.household, month);
            in_time += 1;
        }
        Note::Aanmelding { .. } => {
            if let Some(start) = onset.remove(&case.site.household) {
                count(&mut cells, (month - start) as usize);
            }
        }
        _ => (),
    });
    cells[24] = in_time - cells[..24].iter().sum::<u64>();
    let chance = 1.0 - (1.0 - 0.15) * (1.0 - 0.10 * 0.5);
    assert_follows("months until reported", &cells, &first_success([chance; 24]));
}

/// From moderate to severe while unreported: step C comes after step B, so that the chance of a severe need to be
/// reported holds from the month of the change on.
#[test]
fn a_need_that_gets_worse_is_reported_with_its_new_chance_from_that_month_on() {
    let mut parameters = still(12_000);
    parameters.need.initial_severity = [0.0, 1.0, 0.0, 0.0];
    parameters.process.course.worsen = [0.0, 0.10, 0.0, 0.0];
    parameters.process.aanmelding.own_initiative = [0.0, 0.02, 0.30, 0.0];
    let mut cells = vec![0; 13];
    let mut worse = std::collections::HashMap::new();
    let mut in_time = 0;
    watch(&parameters, SEED, |case, month, note| match note {
        Note::Severity { to: 3, .. } if case.status == Status::Unreported && month < 60 => {
            worse.insert(case.site.household, month);
            in_time += 1;
        }
        Note::Aanmelding { .. } => {
            if let Some(start) = worse.remove(&case.site.household) {
                count(&mut cells, (month - start) as usize);
            }
        }
        _ => (),
    });
    cells[12] = in_time - cells[..12].iter().sum::<u64>();
    assert_follows("months from worse to reported", &cells, &first_success([0.30; 12]));
}

/// Frailty given a first onset: v given z is Gamma(k + 1) / (k + z), so that v (k + z) has mean k + 1.
#[test]
fn frailty_given_the_first_onset_has_the_conditional_mean() {
    let mut parameters = still(4_000);
    parameters.population.frailty_shape = 0.7;
    let mut scaled = Vec::new();
    watch(&parameters, SEED, |case, _, note| {
        if note == Note::Profile {
            scaled.push(case.frailty.known().expect("drawn by then") * (0.7 + case.first_onset));
        }
    });
    let found = mean(&scaled);
    assert!((found.mean - 1.7).abs() < 4.0 * found.standard_error, "{found:?}");
    // Variance of a gamma number with scale 1 is its shape.
    let squares: Vec<f64> = scaled.iter().map(|x| (x - 1.7) * (x - 1.7)).collect();
    let variance = mean(&squares);
    assert!((variance.mean - 1.7).abs() < 4.0 * variance.standard_error, "{variance:?}");
}

/// What `explain` prints beside an onset, a change of severity, an aanmelding and an orientatie: the chance it had. Onsets come at 0.30 a year that
/// grows by 2%, times frailty; three times as often in the nine months after an episode, and 1 + 2 * 0.6 times in the
/// five months of the waakvlam.
#[test]
fn notes_tell_the_chances_of_what_happens_before_a_gesprek() {
    let mut parameters = fixture::chain(1_500);
    parameters.population.frailty_shape = 0.7;
    let (worsen, improve) = ([0.030, 0.025, 0.020, 0.0], [0.060, 0.030, 0.015, 0.020]);
    let close = |found: f64, expected: f64| {
        assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    };
    let (own, signal) = ([0.04, 0.08, 0.15, 0.40], [0.01, 0.03, 0.08, 0.20]);
    let (simple, complex) = ([0.55, 0.15, 0.0, 0.0], [0.0, 0.05, 0.10, 0.50]);
    // First onsets, later ones by their factor, steps, aanmeldingen, and the three categories.
    let mut seen = [0; 9];
    watch(&parameters, SEED, |case, month, note| match note {
        Note::Onset { probability } => {
            let gap = month.saturating_sub(case.ended);
            let (kind, factor) = match (case.episode, case.guarded) {
                (0, _) => (0, 1.0),
                (_, true) if gap <= 5 => (1, 1.0 + 2.0 * 0.6),
                _ if gap <= 9 => (2, 3.0),
                _ => (3, 1.0),
            };
            seen[kind] += 1;
            let frailty = case.frailty.known().expect("drawn by then");
            let rate = 0.30 * 1.02_f64.powi(month as i32 / 12) * frailty;
            close(probability, monthly(rate * factor));
        }
        Note::Severity { from, worse, better, .. } if case.status != Status::Supported => {
            seen[4] += 1;
            close(worse, worsen[usize::from(from) - 1]);
            close(better, improve[usize::from(from) - 1]);
        }
        Note::Aanmelding { probability } => {
            seen[5] += 1;
            let severity = usize::from(case.severity) - 1;
            close(probability, 1.0 - (1.0 - own[severity]) * (1.0 - signal[severity] * 0.8));
        }
        Note::Orientatie { category, probability } => {
            let severity = usize::from(case.severity) - 1;
            let (kind, expected) = match category {
                Category::Simple => (6, simple[severity]),
                Category::Complex => (7, complex[severity]),
                _ => (8, 1.0 - simple[severity] - complex[severity]),
            };
            seen[kind] += 1;
            close(probability, expected);
        }
        _ => (),
    });
    assert!(seen.iter().all(|times| *times > 10), "{seen:?}");
}
