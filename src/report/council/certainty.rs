//! How sure the choice is: the chance that each alternative is best, what knowing more would be worth, and from which
//! quantities the spread comes.

use crate::analysis::decision::{
    Criterion, DecisionAnalysis, DecisionPlan, DecisionTable, EffectChoice, Effort, Figure, Lens,
    Outcomes, Perspective, Quantity, analyse, from_run,
};
use crate::analysis::net_present_values;
use crate::analysis::sensitivity::given::first_order;
use crate::analysis::swings::{bound, swings};
use crate::mkba::View;
use crate::report::build::{Source, probability};
use crate::report::view::{Certainty, Judged, Precise, Worth};
use crate::study::{Model, SampleMatrix, SampleTable};

/// Draws times quantities up to which the value of knowing each is worked out: some five seconds. `wijkraming analyse`
/// has no limit.
const MOST_VALUES: usize = 200_000;
/// Quantities shown.
const SHOWN: usize = 10;

pub fn certainty(table: &SampleTable, samples: &SampleMatrix, source: &Source) -> Certainty {
    let of = |perspective| {
        let effect = EffectChoice::matrix_points();
        let lens = Lens { perspective, effect, discounted: false };
        from_run(table, samples, source.scenario.quantities(), &lens)
    };
    let (Some(whole), Some(purse)) = (of(Perspective::Society), of(Perspective::Municipality))
    else {
        return Certainty::default();
    };
    let (society, purse) = (whole.clone().averaged(), purse.averaged());
    let varying = society.quantities.iter().filter(|known| !known.is_constant()).count();
    let too_large = society.draws() * varying > MOST_VALUES;
    let seed = source.manifest.seed;
    let learned =
        analyse(&if too_large { unlearned(society.clone()) } else { society }, &plan(seed));
    let of_purse = analyse(&unlearned(purse), &plan(seed));
    let judged = judged(&learned);
    let shares_of = judged.as_ref().and_then(|known| leader(table, known));
    let outcome = shares_of.map(|leader| net_present_values(table, leader, View::Society));
    let drivers = outcome.and_then(|outcome| Drivers::of(&whole, outcome, &learned, varying));
    Certainty {
        unclear: drivers.as_ref().map(|known| varying - known.standing_out.len()),
        worth: drivers.map_or(Vec::new(), |known| known.first()),
        purse: self::judged(&of_purse),
        society: judged,
        shares_of,
        too_large,
        quantities: varying,
    }
}

/// Without what could be learned.
fn unlearned(table: DecisionTable) -> DecisionTable {
    DecisionTable { quantities: Vec::new(), ..table }
}

fn plan(seed: u64) -> DecisionPlan {
    DecisionPlan {
        criterion: Some(Criterion::Ready),
        // The curves are in figures.
        grid: Some(Vec::new()),
        groups: Vec::new(),
        studies: Vec::new(),
        population: None,
        seed,
        effort: Effort::default(),
    }
}

fn judged(from: &DecisionAnalysis) -> Option<Judged> {
    let best = from.best?;
    let behind = |index: usize| from.standings[index].below_best;
    let others = (0..from.standings.len()).filter(|index| *index != best);
    // Any of them, not the runner-up alone: one that is further behind may be less sure to be.
    let is_close = |index: &usize| !behind(*index).is_beyond_two_errors();
    others.clone().next()?;
    let close =
        others.filter(is_close).min_by(|a, b| behind(*a).value.total_cmp(&behind(*b).value));
    Some(Judged {
        best,
        close,
        chances: from.standings.iter().map(|own| probability(own.probability_best)).collect(),
        behind: from.standings.iter().map(|own| precise(own.below_best)).collect(),
        evpi: precise(from.evpi?),
    })
}

fn precise(from: Figure) -> Precise {
    Precise { value: from.value, se: from.standard_error, range: None }
}

/// The best alternative, or the next best where that is the reference: one with a net present value.
fn leader(table: &SampleTable, judged: &Judged) -> Option<usize> {
    let reference = table.header.reference();
    let projects = (0..judged.behind.len()).filter(|index| Some(*index) != reference);
    projects.min_by(|a, b| judged.behind[*a].value.total_cmp(&judged.behind[*b].value))
}

/// The quantities that stand out among all that vary.
///
/// The largest of many noisy figures is large whatever it is a figure of: with 20 draws and 80 quantities, the first ten
/// shares of a variance add up to several times that variance. So a quantity stands out where its swing does (see
/// [`swings`]: Student's bound for all quantities together), or where its share or the value of knowing it is further above
/// zero than the same bound. A share has an error that grows with it, which makes its own bound a strict one; it is there for
/// influences without a swing, that go up at both ends.
struct Drivers {
    standing_out: Vec<Worth>,
}

impl Drivers {
    /// `None` with too few draws to tell anything.
    fn of(
        draws: &DecisionTable,
        outcome: Vec<f64>,
        learned: &DecisionAnalysis,
        varying: usize,
    ) -> Option<Self> {
        let swinging = swinging(draws, &outcome)?;
        let effective = learned.effective_draws;
        let bound = bound(varying, effective);
        let is_clear = |own: &Precise| own.se.is_some_and(|se| own.value > bound * se);
        // Draws that repeat a row of quantities tell no more of these than the row does once.
        let repeated = libm::sqrt(outcome.len() as f64 / effective);
        let one = |(place, quantity): (usize, &Quantity)| {
            let share =
                first_order(&outcome, &quantity.independent_columns()).map(|share| Precise {
                    value: share.value,
                    se: Some(share.standard_error * repeated),
                    range: None,
                });
            let value = learned.evppi.iter().find(|known| known.name == quantity.name);
            let evppi = value.map(|known| precise(known.value));
            Worth {
                name: quantity.name.clone(),
                is_worth_knowing: evppi.as_ref().is_some_and(is_clear),
                evppi,
                share: share
                    .filter(|own| own.value > 0.0 && (swinging.contains(&place) || is_clear(own))),
            }
        };
        let all = draws.quantities.iter().enumerate();
        let varying = all.filter(|(_, known)| !known.is_constant());
        let stands_out = |own: &Worth| own.is_worth_knowing || own.share.is_some();
        Some(Self { standing_out: varying.map(one).filter(stands_out).collect() })
    }

    /// Those that are shown: by the value of knowing them where that is clear, and then by their share of the spread.
    fn first(self) -> Vec<Worth> {
        let mut all = self.standing_out;
        let share = |known: &Worth| known.share.map_or(0.0, |own| own.value);
        let worth = |known: &Worth| {
            known.evppi.filter(|_| known.is_worth_knowing).map_or(0.0, |own| own.value)
        };
        all.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(share(b).total_cmp(&share(a))));
        all.truncate(SHOWN);
        all
    }
}

/// Places of the quantities with a number whose swing of the outcome is clear; `None` with too few draws.
fn swinging(draws: &DecisionTable, outcome: &[f64]) -> Option<Vec<usize>> {
    let outcomes = Outcomes { cost: Some(vec![outcome.to_vec()]), ..Outcomes::default() };
    // Draws with the same quantities become one, and take the outcome with them.
    let own = DecisionTable { outcomes, ..draws.clone() }.averaged();
    let values = own.outcomes.cost.as_ref()?.first()?;
    let columns: Vec<(usize, &[f64])> = own
        .quantities
        .iter()
        .enumerate()
        .flat_map(|(place, known)| known.columns.iter().map(move |own| (place, own.as_slice())))
        .collect();
    let numbers: Vec<&[f64]> = columns.iter().map(|(_, own)| *own).collect();
    let found = swings(&numbers, values, &own.weights)?;
    Some(found.clear.iter().map(|own| columns[own.column].0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::decision::Strategy;
    use crate::stats::normal_quantile;
    use crate::stats::smooth::Weights;

    /// Numbers of the standard normal, by the generator SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
    struct Normal(u64);

    impl Normal {
        fn column(&mut self, count: usize) -> Vec<f64> {
            let next = |_| {
                self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
                let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                let bits = (mixed ^ (mixed >> 31)) >> 11;
                normal_quantile((bits as f64 + 0.5) / (1_u64 << 53) as f64)
            };
            (0..count).map(next).collect()
        }
    }

    fn table(columns: Vec<Vec<f64>>, outcome: &[f64]) -> DecisionTable {
        let strategy = |id: &str| Strategy { id: id.to_owned(), title: id.to_owned() };
        let quantity = |(place, column): (usize, Vec<f64>)| Quantity {
            path: format!("q{place}"),
            name: format!("q{place}"),
            columns: vec![column],
        };
        DecisionTable {
            strategies: vec![strategy("nothing"), strategy("something")],
            reference: Some(0),
            outcomes: Outcomes {
                net_benefit: Some(vec![vec![0.0; outcome.len()], outcome.to_vec()]),
                ..Outcomes::default()
            },
            quantities: columns.into_iter().enumerate().map(quantity).collect(),
            weights: Weights::equal(outcome.len()),
        }
    }

    fn drivers(table: &DecisionTable, outcome: &[f64]) -> Option<Drivers> {
        let learned = analyse(&unlearned(table.clone().averaged()), &plan(1));
        Drivers::of(table, outcome.to_vec(), &learned, table.quantities.len())
    }

    /// 80 quantities that have nothing to do with the outcome, in 20 and in 60 draws. The ten largest shares of the variance
    /// would add up to more than all of it; shown is one of them or more in one of twenty tables at most. Of 80 tables that
    /// is 4, and above 12 with probability below 0.001 (binomial).
    #[test]
    fn what_is_noise_does_not_matter_most() {
        let (mut alarms, mut largest) = (0, 0.0_f64);
        for set in 0..80 {
            let draws = if set % 2 == 0 { 20 } else { 60 };
            let mut numbers = Normal(1_000 + set);
            let columns: Vec<Vec<f64>> = (0..80).map(|_| numbers.column(draws)).collect();
            let outcome = numbers.column(draws);
            let mut shares: Vec<f64> = columns
                .iter()
                .filter_map(|own| first_order(&outcome, std::slice::from_ref(own)))
                .map(|own| own.value)
                .collect();
            shares.sort_by(|a, b| b.total_cmp(a));
            largest = largest.max(shares.iter().take(SHOWN).sum());
            let found = drivers(&table(columns, &outcome), &outcome).expect("enough draws");
            alarms += usize::from(!found.standing_out.is_empty());
        }
        assert!(largest > 1.0, "{largest}");
        assert!(alarms <= 12, "{alarms} of 80");
    }

    /// y = x + e: half of the variance, among 79 quantities without influence. The error of a share is at least that of an R2,
    /// 2 sqrt(S / n) (1 - S) or 0.041 with 300 draws.
    #[test]
    fn what_matters_is_shown_with_its_share() {
        let mut numbers = Normal(7);
        let columns: Vec<Vec<f64>> = (0..80).map(|_| numbers.column(300)).collect();
        let noise = numbers.column(300);
        let outcome: Vec<f64> = columns[11].iter().zip(&noise).map(|(x, e)| x + e).collect();
        let found = drivers(&table(columns, &outcome), &outcome).expect("enough draws").first();
        let share = found[0].share.expect("it is clear");
        assert_eq!(found[0].name, "q11");
        assert!((share.value - 0.5).abs() < 4.0 * 0.041, "{share:?}");
        assert!((0.03..0.06).contains(&share.se.expect("known")), "{share:?}");
        assert!(found.len() <= 2, "{found:?}");
    }

    /// The same draws four times over are no more draws, and the error stays as it was.
    #[test]
    fn draws_that_repeat_a_row_tell_it_once() {
        let mut numbers = Normal(9);
        let (x, noise) = (numbers.column(100), numbers.column(100));
        let y: Vec<f64> = x.iter().zip(&noise).map(|(x, e)| x + e).collect();
        let share = |x: Vec<f64>, y: Vec<f64>| {
            drivers(&table(vec![x], &y), &y).expect("enough draws").first()[0].share.expect("clear")
        };
        let (once, again) = (share(x.clone(), y.clone()), share(x.repeat(4), y.repeat(4)));
        assert!((once.value - again.value).abs() < once.se.expect("known"), "{once:?} {again:?}");
        let ratio = again.se.expect("known") / once.se.expect("known");
        assert!((0.9..1.1).contains(&ratio), "{ratio}");
    }

    #[test]
    fn too_few_draws_tell_nothing() {
        let mut numbers = Normal(3);
        let (x, y) = (numbers.column(19), numbers.column(19));
        assert!(drivers(&table(vec![x], &y), &y).is_none());
    }
}
