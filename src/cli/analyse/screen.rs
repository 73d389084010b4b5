//! The analysis on screen, at most 100 columns wide.

use std::fmt::Write;

use super::numbers::{Scale, chance, shortened, wrapped};
use super::source::Subject;
use crate::analysis::decision::{
    DecisionAnalysis, Figure, Note, PartialValue, Place, Plane, StudyValue,
};
use crate::cli::columns::{Row, columns};

pub struct Screen<'a> {
    pub subject: &'a Subject,
    pub analysis: &'a DecisionAnalysis,
    /// Quantities shown.
    pub top: usize,
}

/// Widest name in front of a table.
const NAME: usize = 46;

impl Screen<'_> {
    pub fn text(&self) -> String {
        let mut text = self.head();
        text.push_str(&self.decision());
        text.push_str(&self.frontier());
        text.push_str(&self.curves());
        text.push_str(&self.information());
        text.push_str(&self.studies());
        text.push_str(&self.notes());
        text
    }

    fn id(&self, strategy: usize) -> String {
        shortened(&self.analysis.strategies[strategy].id, 24)
    }

    fn head(&self) -> String {
        let (subject, analysis) = (self.subject, self.analysis);
        let draws = if subject.draws == analysis.draws {
            format!("{} draws", analysis.draws)
        } else {
            format!("{} draws of {} sets of quantities", subject.draws, analysis.draws)
        };
        let weighted = if (analysis.effective_draws - analysis.draws as f64).abs() > 0.5 {
            format!(" (weights leave {:.0})", analysis.effective_draws)
        } else {
            String::new()
        };
        let quantities = subject.table.quantities.len();
        let line = format!(
            "{draws}{weighted}, {quantities} uncertain quantities. \u{b1}: Monte Carlo standard error"
        );
        format!("{}\n{}\n", wrapped(&subject.title), wrapped(&line))
    }

    /// What strategies are judged by.
    fn criterion(&self) -> String {
        match self.analysis.willingness_to_pay {
            Some(wtp) => format!(
                "{wtp} per {} of effect, minus {}",
                self.subject.effect_unit, self.subject.cost
            ),
            None => self.subject.net_benefit.clone(),
        }
    }

    fn decision(&self) -> String {
        let standings = &self.analysis.standings;
        if standings.is_empty() {
            return String::new();
        }
        let reference = self.analysis.reference;
        let levels = Scale::of(standings.iter().map(|own| &own.net_benefit));
        let differences: Vec<Figure> = standings
            .iter()
            .flat_map(|own| own.over_reference.into_iter().chain([own.expected_loss]))
            .collect();
        let differences = levels.like(differences.iter());
        let over = match reference {
            Some(index) => format!("over {}", self.id(index)),
            None => "over reference".to_owned(),
        };
        let rows: Vec<Row> = standings
            .iter()
            .map(|own| {
                let cells = vec![
                    levels.figure(&own.net_benefit),
                    own.over_reference.map_or("-".to_owned(), |figure| differences.figure(&figure)),
                    chance(&own.probability_best),
                    differences.figure(&own.expected_loss),
                ];
                (self.id(own.strategy), cells)
            })
            .collect();
        let heads =
            ["expected".to_owned(), over, "best in [95%]".to_owned(), "expected loss".to_owned()];
        let unit =
            if levels.word.is_empty() { String::new() } else { format!(", {}", levels.word) };
        let head = format!("net benefit{unit}: {}", self.criterion());
        let mut text = format!("\n{}\n", wrapped(&head));
        text.push_str(&columns(heads.to_vec(), &rows));
        if let Some(best) = self.analysis.best {
            let next = standings
                .iter()
                .filter(|own| own.strategy != best)
                .min_by(|a, b| a.below_best.value.total_cmp(&b.below_best.value));
            if let Some(next) = next {
                let _ = writeln!(
                    text,
                    "highest expected net benefit: {}, ahead of {} by {}",
                    self.id(best),
                    self.id(next.strategy),
                    differences.figure(&next.below_best),
                );
            }
        }
        text
    }

    fn frontier(&self) -> String {
        let Some(plane) = self.analysis.plane.as_ref().filter(|plane| plane.frontier.len() > 1)
        else {
            return String::new();
        };
        let table = &self.subject.table;
        let means = |lists: &Option<Vec<Vec<f64>>>| -> Vec<Figure> {
            let lists = lists.iter().flatten();
            lists.map(|list| Figure::mean(list, &table.weights)).collect()
        };
        let (costs, effects) = (means(&table.outcomes.cost), means(&table.outcomes.effect));
        let (cost, effect) = (Scale::of(costs.iter()), Scale::of(effects.iter()));
        let rows: Vec<Row> = (0..plane.frontier.len())
            .map(|strategy| {
                let cells = vec![
                    cost.figure(&costs[strategy]),
                    effect.figure(&effects[strategy]),
                    self.place(&plane.frontier[strategy]),
                ];
                (self.id(strategy), cells)
            })
            .collect();
        let head = format!(
            "cost: {}; effect: {}",
            cost_words(&self.subject.cost, &cost),
            effect.unit(&self.subject.effect_unit)
        );
        let mut text = format!("\n{}\n", wrapped(&head));
        let heads = ["cost", "effect", "place on the frontier"].map(str::to_owned);
        text.push_str(&columns(heads.to_vec(), &rows));
        text.push_str(&self.quadrants(plane));
        text
    }

    fn place(&self, place: &Place) -> String {
        match place {
            Place::Frontier { over: Some(over), icer: Some(icer) } => {
                let ratio = Scale::of([*icer].iter());
                let unit =
                    if ratio.word.is_empty() { String::new() } else { format!(" {}", ratio.word) };
                format!("{}{unit} per unit over {}", ratio.figure(icer), self.id(*over))
            }
            Place::Frontier { .. } => "on it, the cheapest".to_owned(),
            Place::Dominated { by } => format!("dominated by {}", self.id(*by)),
            Place::ExtendedDominated { between, and } => {
                format!("dominated by a mix of {} and {}", self.id(*between), self.id(*and))
            }
            Place::Equal { to } => format!("equal to {}", self.id(*to)),
        }
    }

    /// Shares of the draws by quadrant of the plane.
    fn quadrants(&self, plane: &Plane) -> String {
        let heads = ["dearer, better", "cheaper, better", "cheaper, worse", "dearer, worse"];
        let rows: Vec<Row> = plane
            .strategies
            .iter()
            .map(|own| {
                let quadrants = &own.quadrants;
                let all = [
                    quadrants.dearer_and_better,
                    quadrants.cheaper_and_better,
                    quadrants.cheaper_and_worse,
                    quadrants.dearer_and_worse,
                ];
                (self.id(own.strategy), all.iter().map(chance).collect())
            })
            .collect();
        let head =
            format!("draws by quadrant of the plane, against {}\n", self.id(plane.reference));
        head + &columns(heads.map(str::to_owned).to_vec(), &rows)
    }

    fn curves(&self) -> String {
        let Some(curves) = &self.analysis.curves else { return String::new() };
        let last = curves.grid.len() - 1;
        // Six points say enough on screen; all are in ceac.csv.
        let points: Vec<usize> = (0..=5).map(|i| i * last / 5).collect();
        let strategies = 0..self.analysis.strategies.len();
        let mut rows: Vec<Row> = strategies
            .map(|strategy| {
                let cells = points.iter().map(|point| {
                    let percent = 100.0 * curves.acceptability[strategy][*point].p;
                    let leads = curves.clear[*point] && curves.best[*point] == strategy;
                    let mark = if leads { "*" } else { " " };
                    format!("{percent:.0}%{mark}")
                });
                (self.id(strategy), cells.collect())
            })
            .collect();
        let scale = Scale::of(curves.evpi.iter());
        let evpi = points.iter().map(|point| scale.figure(&curves.evpi[*point])).collect();
        let unit = if scale.word.is_empty() { String::new() } else { format!(", {}", scale.word) };
        rows.push((format!("EVPI{unit}"), evpi));
        let heads = points.iter().map(|point| format!("{:.0}", curves.grid[*point])).collect();
        let unit = &self.subject.effect_unit;
        let head = format!(
            "chance of being the best by willingness to pay for a {unit} (*: highest expected net \
             benefit, beyond twice the error)"
        );
        let mut text = format!("\n{}\n", wrapped(&head));
        text.push_str(&columns(heads, &rows));
        for switch in &curves.switches {
            let scale = Scale::of([switch.at].iter());
            let unit =
                if scale.word.is_empty() { String::new() } else { format!(" {}", scale.word) };
            let (from, to) = (self.id(switch.from), self.id(switch.to));
            let _ = writeln!(text, "  from {from} to {to} at {}{unit}", scale.figure(&switch.at));
        }
        text
    }

    fn information(&self) -> String {
        let analysis = self.analysis;
        // Where one strategy is always the best, the note says so.
        let Some(evpi) = analysis.evpi.filter(|evpi| evpi.value > 0.0) else {
            return String::new();
        };
        let everything = analysis.evppi_everything.as_ref();
        let shown: Vec<&PartialValue> = analysis.evppi.iter().take(self.top).collect();
        let all = || everything.into_iter().chain(&analysis.groups).chain(shown.iter().copied());
        let figures: Vec<Figure> = all().map(|own| own.value).chain([evpi]).collect();
        let scale = Scale::of(figures.iter());
        let unit = if scale.word.is_empty() { String::new() } else { format!(", {}", scale.word) };
        let mut text = format!("\nvalue of knowing, per decision{unit}\n");
        let share = |value: f64| {
            let whole = everything.map_or(evpi.value, |own| own.value.value);
            if whole > 0.0 { format!("{:.0}%", 100.0 * value / whole) } else { "-".to_owned() }
        };
        let row = |own: &PartialValue| -> Row {
            let cells = vec![
                scale.figure(&own.value),
                share(own.value.value),
                scale.number(own.corrected),
                own.method.to_owned(),
            ];
            (shortened(&own.name, NAME), cells)
        };
        let heads = ["value", "share", "less bias", "method"].map(str::to_owned).to_vec();
        let perfect = vec![scale.figure(&evpi), String::new(), String::new(), "by draw".to_owned()];
        let mut rows: Vec<Row> = vec![("everything, chance included (EVPI)".to_owned(), perfect)];
        rows.extend(everything.map(row));
        rows.extend(analysis.groups.iter().map(row));
        rows.extend(shown.iter().map(|own| row(own)));
        text.push_str(&columns(heads, &rows));
        if analysis.evppi.len() > shown.len() {
            let _ = writeln!(
                text,
                "  and {} more quantities (--top, --out)",
                analysis.evppi.len() - shown.len()
            );
        }
        if let Some(population) = &analysis.population {
            let scale = Scale::of([population.evpi].iter());
            let unit =
                if scale.word.is_empty() { String::new() } else { format!(" {}", scale.word) };
            let _ = writeln!(
                text,
                "over {:.1} decisions in present value: EVPI {}{unit}",
                population.decisions,
                scale.figure(&population.evpi)
            );
        }
        text
    }

    fn studies(&self) -> String {
        let studies = &self.analysis.studies;
        if studies.is_empty() {
            return String::new();
        }
        let figures: Vec<Figure> = studies
            .iter()
            .flat_map(|own| [Some(own.value), Some(own.perfect), own.population, own.net])
            .flatten()
            .collect();
        let scale = Scale::of(figures.iter());
        let cell = |figure: Option<Figure>| figure.map_or("-".to_owned(), |own| scale.figure(&own));
        let row = |own: &StudyValue| -> Row {
            let figures = [Some(own.value), Some(own.perfect), own.population, own.net];
            (shortened(&own.study, 36), figures.map(cell).to_vec())
        };
        let unit = if scale.word.is_empty() { String::new() } else { format!(", {}", scale.word) };
        let heads = ["per decision", "if perfect", "all decisions", "minus its cost"];
        let rows: Vec<Row> = studies.iter().map(row).collect();
        format!("\nvalue of studies{unit}\n") + &columns(heads.map(str::to_owned).to_vec(), &rows)
    }

    fn notes(&self) -> String {
        let notes: Vec<String> = self.analysis.notes.iter().map(|note| self.note(note)).collect();
        let mut text = String::new();
        for note in notes {
            let _ = write!(text, "\n{}\n", wrapped(&format!("note: {note}")));
        }
        text
    }

    fn note(&self, note: &Note) -> String {
        match note {
            Note::OneStrategy => {
                "there is one strategy only: nothing to choose, so that no information has a value".to_owned()
            }
            Note::OneDraw => "one draw says nothing of uncertainty; run more draws".to_owned(),
            Note::NoCriterion => {
                "no strategy is called the best, and knowing more has no value yet, without a price of effects: \
                 give --wtp"
                    .to_owned()
            }
            Note::NothingUncertain => {
                "no quantity varies between the draws: there is nothing to learn, only chance".to_owned()
            }
            Note::Constant { quantities } => format!(
                "constant in all draws, so that knowing it is worth nothing: {}",
                quantities.join(", ")
            ),
            Note::TooFewDraws { subject, draws, needed } => format!(
                "the value of knowing {subject} is left out: it needs {needed} draws at least, and there are \
                 {draws}"
            ),
            Note::Rough { subject, draws, columns } => format!(
                "the value of knowing {subject} is rough: {draws} draws are few for {columns} columns"
            ),
            Note::NotRegressed { subject } => {
                format!("the value of knowing {subject} is left out: its columns depend on each other")
            }
            Note::CloseCall { best, next, lead } if lead.is_zero() => format!(
                "there is no single best: {} and {} are exactly equal in every draw",
                self.id(*best),
                self.id(*next),
            ),
            Note::CloseCall { best, next, .. } => format!(
                "which is best is not clear from these draws: the lead of {} over {} is no more than twice its \
                 error. Values of information are then uncertain too, and too low on average; more draws help",
                self.id(*best),
                self.id(*next),
            ),
            Note::AlwaysBest { best } => format!(
                "{} is the best in every draw: knowing more would not change the choice",
                self.id(*best)
            ),
            Note::NoEffect => "strategies do not differ in effect on average: no curves".to_owned(),
        }
    }
}

fn cost_words(cost: &str, scale: &Scale) -> String {
    if scale.word.is_empty() { cost.to_owned() } else { format!("{} ({})", cost, scale.word) }
}
