//! How sure the choice is: the chance that each alternative is best, what knowing more would be worth, and from which
//! quantities the spread comes.

use crate::analysis::decision::{
    Criterion, DecisionAnalysis, DecisionPlan, DecisionTable, EffectChoice, Effort, Figure, Lens,
    Perspective, Quantity, analyse, from_run,
};
use crate::analysis::net_present_values;
use crate::analysis::sensitivity::given::first_order;
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
    Certainty {
        worth: worth(table, &whole.quantities, &learned, shares_of),
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
    let is_close = |index: &usize| {
        behind(*index).value <= 2.0 * behind(*index).standard_error.unwrap_or(f64::INFINITY)
    };
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

/// The quantities that matter most: by the value of knowing them where that is more than its error, and then by their
/// share of the spread.
fn worth(
    table: &SampleTable,
    quantities: &[Quantity],
    learned: &DecisionAnalysis,
    shares_of: Option<usize>,
) -> Vec<Worth> {
    let Some(leader) = shares_of else { return Vec::new() };
    let output = net_present_values(table, leader, View::Society);
    let one = |quantity: &Quantity| {
        let share = first_order(&output, &quantity.independent_columns());
        let value = learned.evppi.iter().find(|known| known.name == quantity.name);
        Worth {
            name: quantity.name.clone(),
            evppi: value.map(|known| precise(known.value)),
            share: share.map(|share| Precise {
                value: share.value,
                se: Some(share.standard_error),
                range: None,
            }),
        }
    };
    let varying = quantities.iter().filter(|known| !known.is_constant());
    let mut all: Vec<Worth> = varying.map(one).collect();
    let share = |known: &Worth| known.share.map_or(0.0, |own| own.value);
    let proven = |known: &Worth| {
        known.evppi.filter(Precise::is_beyond_its_error).map_or(0.0, |own| own.value)
    };
    all.retain(|known| proven(known) > 0.0 || share(known) > 0.0);
    all.sort_by(|a, b| proven(b).total_cmp(&proven(a)).then(share(b).total_cmp(&share(a))));
    all.truncate(SHOWN);
    all
}
