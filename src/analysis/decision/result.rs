//! The whole analysis in one struct.

use rayon::prelude::*;
use serde::Serialize;

use super::curves::{Curves, curves, default_grid};
use super::figure::Figure;
use super::groups::{EVERYTHING, Group};
use super::information::{LEAST_DRAWS, PartialValue, Subject, nothing_to_learn, partial_value};
use super::metamodel::{Contrasts, Effort};
use super::plane::{Plane, plane};
use super::population::{Population, PopulationPlan};
use super::sample_information::{Measured, StudyValue, sample_value};
use super::standing::{Standing, standings};
use super::study::Study;
use super::table::{Criterion, DecisionTable, Quantity, Strategy};

/// What to work out.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionPlan {
    /// What strategies are judged by; `None` leaves the standing and the value of information out.
    pub criterion: Option<Criterion>,
    /// Willingness to pay of the curves; `None` for a grid that fits the table.
    pub grid: Option<Vec<f64>>,
    /// Groups of quantities that would be learned together.
    pub groups: Vec<Group>,
    /// Studies with, for each observation, the index of its quantity.
    pub studies: Vec<(Study, Vec<usize>)>,
    pub population: Option<PopulationPlan>,
    /// Of the random numbers behind standard errors of regressions.
    pub seed: u64,
    pub effort: Effort,
}

/// Everything that follows from a [`DecisionTable`]. Indices of strategies are places in `strategies`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DecisionAnalysis {
    pub strategies: Vec<Strategy>,
    pub reference: Option<usize>,
    /// Draws, or means of draws with the same quantities.
    pub draws: usize,
    /// Less than `draws` where weights differ.
    pub effective_draws: f64,
    /// The willingness to pay that strategies are judged by; `None` where the net benefit needs none.
    pub willingness_to_pay: Option<f64>,
    /// By strategy; empty without a criterion.
    pub standings: Vec<Standing>,
    /// The strategy with the highest expected net benefit.
    pub best: Option<usize>,
    /// What one decision would gain if everything uncertain were known in every draw, chance included.
    pub evpi: Option<Figure>,
    /// What it would gain from knowing the uncertain quantities, chance averaged out: what evidence could bring at
    /// most. `None` where this could not be regressed.
    pub evppi_everything: Option<PartialValue>,
    /// The largest first.
    pub evppi: Vec<PartialValue>,
    pub groups: Vec<PartialValue>,
    pub studies: Vec<StudyValue>,
    pub population: Option<Population>,
    pub plane: Option<Plane>,
    pub curves: Option<Curves>,
    pub notes: Vec<Note>,
}

/// Something that the reader of the results must know.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "note")]
pub enum Note {
    /// There is nothing to choose.
    OneStrategy,
    /// One draw tells nothing of uncertainty.
    OneDraw,
    /// No criterion was given.
    NoCriterion,
    /// Nothing uncertain could be learned: no quantity varies.
    NothingUncertain,
    /// Quantities without variation, which have no value of information.
    Constant { quantities: Vec<String> },
    /// Too few draws for a regression.
    TooFewDraws { subject: String, draws: usize, needed: usize },
    /// A regression on so many columns that it leaves less than one draw per column to see noise in.
    Rough { subject: String, draws: usize, columns: usize },
    /// A regression that rounding spoiled.
    NotRegressed { subject: String },
    /// The best strategy is not clear: its lead over `next` is no more than twice its Monte Carlo error.
    CloseCall { best: usize, next: usize, lead: Figure },
    /// One strategy is the best in every draw: no information would change the choice.
    AlwaysBest { best: usize },
    /// No strategy brings more effect than another on average, so that no willingness to pay can matter.
    NoEffect,
}

/// The whole analysis.
pub fn analyse(table: &DecisionTable, plan: &DecisionPlan) -> DecisionAnalysis {
    let net_benefit = plan.criterion.and_then(|criterion| table.net_benefit(criterion));
    let grid = plan.grid.clone().or_else(|| default_grid(table));
    let mut analysis = DecisionAnalysis {
        strategies: table.strategies.clone(),
        reference: table.reference,
        draws: table.draws(),
        effective_draws: table.weights.effective(),
        willingness_to_pay: match plan.criterion {
            Some(Criterion::WillingnessToPay(willingness)) => Some(willingness),
            _ => None,
        },
        standings: Vec::new(),
        best: None,
        evpi: None,
        evppi_everything: None,
        evppi: Vec::new(),
        groups: Vec::new(),
        studies: Vec::new(),
        population: None,
        plane: None,
        curves: None,
        notes: Vec::new(),
    };
    if table.strategies.len() < 2 {
        analysis.notes.push(Note::OneStrategy);
    } else {
        analysis.plane = plane(table);
        analysis.curves = grid.and_then(|grid| curves(table, &grid));
        if table.outcomes.effect.is_some() && analysis.curves.is_none() {
            analysis.notes.push(Note::NoEffect);
        }
    }
    if table.draws() < 2 {
        analysis.notes.push(Note::OneDraw);
    }
    match net_benefit {
        None => analysis.notes.push(Note::NoCriterion),
        Some(net_benefit) => analysis.judge(table, plan, &net_benefit),
    }
    analysis
}

impl DecisionAnalysis {
    fn judge(&mut self, table: &DecisionTable, plan: &DecisionPlan, net_benefit: &[Vec<f64>]) {
        self.standings = standings(net_benefit, table.reference, &table.weights);
        let (outcomes, weights) = (&table.outcomes, &table.weights);
        for standing in &mut self.standings {
            let mean = |lists: &Vec<Vec<f64>>| Figure::mean(&lists[standing.strategy], weights);
            standing.cost = outcomes.cost.as_ref().map(mean);
            standing.effect = outcomes.effect.as_ref().map(mean);
        }
        if table.strategies.len() < 2 {
            return;
        }
        let contrasts = Contrasts::new(net_benefit, &table.strategies, weights, plan.seed);
        let evpi = self.standings[contrasts.best].expected_loss;
        self.best = Some(contrasts.best);
        self.evpi = Some(evpi);
        self.population = plan.population.map(|plan| {
            let decisions = plan.decisions();
            Population { plan, decisions, evpi: evpi.times(decisions) }
        });
        self.close_call(contrasts.best);
        // The best itself is one of them.
        let equals = self.standings.iter().filter(|own| own.below_best.value == 0.0).count();
        let alone = equals == 1;
        if evpi.value == 0.0 && table.draws() > 1 && alone {
            self.notes.push(Note::AlwaysBest { best: contrasts.best });
        }
        if table.draws() > 1 {
            self.learn(table, plan, &contrasts);
        }
    }

    fn close_call(&mut self, best: usize) {
        let others = self.standings.iter().filter(|standing| standing.strategy != best);
        // Any of them, not the runner-up alone: one that is further behind may be less sure to be.
        let known = others.filter(|own| own.below_best.standard_error.is_some());
        let close = known.filter(|own| !own.below_best.is_beyond_two_errors());
        let next = close.min_by(|a, b| a.below_best.value.total_cmp(&b.below_best.value));
        if let Some(next) = next {
            let lead = next.below_best;
            self.notes.push(Note::CloseCall { best, next: next.strategy, lead });
        }
    }

    /// The value of information about quantities, groups and studies.
    fn learn(&mut self, table: &DecisionTable, plan: &DecisionPlan, contrasts: &Contrasts) {
        let constant: Vec<String> =
            table.quantities.iter().filter(|q| q.is_constant()).map(|q| q.name.clone()).collect();
        if constant.len() == table.quantities.len() {
            self.notes.push(Note::NothingUncertain);
            return;
        }
        let singles: Vec<Subject<'_>> = table.quantities.iter().map(single).collect();
        let groups: Vec<Subject<'_>> =
            plan.groups.iter().map(|group| together(group, &table.quantities)).collect();
        let (values, notes) = values(&singles, contrasts, &plan.effort);
        self.evppi = values;
        self.evppi.sort_by(|a, b| b.value.value.total_cmp(&a.value.value));
        self.notes.extend(notes);
        if !constant.is_empty() {
            self.notes.push(Note::Constant { quantities: constant });
        }
        let (values, notes) = self::values(&groups, contrasts, &plan.effort);
        self.notes.extend(notes);
        self.notes.extend(groups.iter().filter_map(|group| rough(group, table.draws())));
        for value in values {
            if value.name == EVERYTHING {
                self.evppi_everything = Some(value);
            } else {
                self.groups.push(value);
            }
        }
        for (study, quantities) in &plan.studies {
            self.propose(study, quantities, table, plan, contrasts);
        }
    }

    fn propose(
        &mut self,
        study: &Study,
        quantities: &[usize],
        table: &DecisionTable,
        plan: &DecisionPlan,
        contrasts: &Contrasts,
    ) {
        let mut distinct = quantities.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        let group = Group { name: study.text.clone(), quantities: distinct };
        let subject = together(&group, &table.quantities);
        let measured: Vec<Measured<'_>> = study
            .observations
            .iter()
            .zip(quantities)
            .map(|(observation, index)| Measured {
                observation,
                columns: &table.quantities[*index].columns,
            })
            .collect();
        let perfect = match value(&subject, contrasts, &plan.effort) {
            Ok(value) => value,
            Err(note) => {
                self.notes.push(note);
                return;
            }
        };
        let found = if subject.columns.is_empty() {
            None
        } else {
            sample_value(&study.text, &subject.columns, &measured, contrasts, &plan.effort)
        };
        let (value, bias) = match found {
            Some(found) => (found.value, found.bias),
            None => (perfect.value.times(0.0), 0.0),
        };
        let population = plan.population.map(|plan| value.times(plan.decisions()));
        let net = study.cost.map(|cost| {
            let total = population.unwrap_or(value);
            Figure { value: total.value - cost, ..total }
        });
        self.studies.push(StudyValue {
            study: study.text.clone(),
            value,
            bias,
            perfect: perfect.value,
            population,
            net,
        });
    }
}

fn single(quantity: &Quantity) -> Subject<'_> {
    Subject {
        name: &quantity.name,
        paths: vec![quantity.path.clone()],
        columns: quantity.independent_columns(),
    }
}

fn together<'a>(group: &'a Group, quantities: &'a [Quantity]) -> Subject<'a> {
    let members = || group.quantities.iter().map(|index| &quantities[*index]);
    Subject {
        name: &group.name,
        paths: members().map(|quantity| quantity.path.clone()).collect(),
        columns: members().flat_map(Quantity::independent_columns).collect(),
    }
}

/// The values of all subjects on all cores, in their order, and what stood in the way of some of them.
fn values(
    subjects: &[Subject<'_>],
    contrasts: &Contrasts,
    effort: &Effort,
) -> (Vec<PartialValue>, Vec<Note>) {
    let found: Vec<Result<PartialValue, Note>> = subjects
        .par_iter()
        .with_max_len(1)
        .map(|subject| value(subject, contrasts, effort))
        .collect();
    let (mut values, mut notes) = (Vec::new(), Vec::new());
    for one in found {
        match one {
            Ok(value) => values.push(value),
            // Said once where the draws are too few for anything.
            Err(note) => {
                let general =
                    matches!(&note, Note::TooFewDraws { needed, .. } if *needed == LEAST_DRAWS);
                if !general || notes.is_empty() {
                    notes.push(note);
                }
            }
        }
    }
    (values, notes)
}

fn rough(subject: &Subject<'_>, draws: usize) -> Option<Note> {
    let columns = subject.columns.len();
    let found = draws >= LEAST_DRAWS && draws >= columns + 2 && draws < 2 * (columns + 1);
    found.then(|| Note::Rough { subject: subject.name.to_owned(), draws, columns })
}

fn value(
    subject: &Subject<'_>,
    contrasts: &Contrasts,
    effort: &Effort,
) -> Result<PartialValue, Note> {
    if subject.columns.is_empty() {
        return Ok(nothing_to_learn(subject));
    }
    let draws = contrasts.weights.rows();
    let too_few = |subject: &str, needed: usize| Note::TooFewDraws {
        subject: subject.to_owned(),
        draws,
        needed,
    };
    if draws < LEAST_DRAWS {
        return Err(too_few("any quantity", LEAST_DRAWS));
    }
    // A level, a slope each, and something left to see noise in.
    let needed = subject.columns.len() + 2;
    if draws < needed {
        return Err(too_few(subject.name, needed));
    }
    partial_value(subject, contrasts, effort)
        .ok_or_else(|| Note::NotRegressed { subject: subject.name.to_owned() })
}
