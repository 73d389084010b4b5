//! The frontier on screen, with what may and may not be read into it.

use std::fmt::Write;

use super::columns::{Row, columns};
use super::optimise::{Told, range_words};
use super::sensitivity_text::{Scale, scale};
use crate::analysis::policy::{Constraint, Figure, Judged, Spread, Verdict};
use crate::optimisation::{Evaluated, Found, Judgement, Lever, Outcome, Point};
use crate::scenario::KnownValue;
use crate::study::Model;

/// How numbers of a figure are shown.
fn scale_of(figure: Figure) -> Scale {
    match figure {
        Figure::Measure(measure) => scale(measure.key()),
        Figure::Severity => Scale { unit: "severity points", per: 1.0, decimals: 1 },
        _ => Scale { unit: "chance", per: 1.0, decimals: 3 },
    }
}

pub fn found(told: &Told, found: &[Found]) -> String {
    found.iter().map(|own| Screen { told, found: own, levers: told.levers(own) }.text()).collect()
}

struct Screen<'a> {
    told: &'a Told<'a>,
    found: &'a Found,
    levers: &'a [Lever],
}

impl Screen<'_> {
    fn text(&self) -> String {
        let mut text = self.heading();
        match &self.found.outcome {
            Outcome::Frontier { points, more } => {
                text.push_str(&self.table(points));
                text.push_str(&self.notes(points, *more));
            }
            Outcome::Infeasible { nearest } => text.push_str(&self.infeasible(*nearest)),
        }
        text.push_str(&self.impossible());
        text
    }

    fn heading(&self) -> String {
        let asked = self.told.asked;
        let objectives = asked.objectives.iter().map(|own| {
            let verb = if own.maximise { "maximise" } else { "minimise" };
            format!("{verb} {} ({})", own.figure.key(), scale_of(own.figure).unit)
        });
        let mut text =
            format!("\n{}: {}", self.found.alternative, objectives.collect::<Vec<_>>().join(", "));
        for constraint in &asked.constraints {
            let _ = write!(text, ", subject to {}", constraint.text);
        }
        let count = self.found.evaluated.len();
        let whole = if self.found.complete { "all " } else { "" };
        let (draws, fresh) = self.told.draws();
        let _ = writeln!(
            text,
            "\n{whole}{count} points searched with {draws} draws; figures below are from {fresh} fresh {}, \u{b1} their Monte Carlo standard error",
            if fresh == 1 { "draw" } else { "draws" }
        );
        text
    }

    fn table(&self, points: &[Point]) -> String {
        let mut rows: Vec<Row> =
            vec![self.row("as written", None, &self.found.as_written_fresh, None)];
        for (place, point) in points.iter().enumerate() {
            let name = format!("{}{}", place + 1, if point.beaten { "*" } else { "" });
            rows.push(self.row(&name, Some(&point.setting), &point.fresh, Some(point)));
        }
        columns(self.heads(true), &rows)
    }

    fn heads(&self, alike: bool) -> Vec<String> {
        let mut heads: Vec<String> = Vec::new();
        if self.told.variants() > 0 {
            heads.push("file".to_owned());
        }
        heads.extend(self.levers.iter().map(|lever| lever.path.clone()));
        for figure in self.told.asked.shown() {
            heads.push(figure.key().to_owned());
            heads.push("change".to_owned());
        }
        heads.extend(self.told.asked.constraints.iter().map(|own| own.text.clone()));
        if alike {
            heads.push("not told apart from".to_owned());
        }
        heads
    }

    fn row(
        &self,
        name: &str,
        setting: Option<&Vec<usize>>,
        judgement: &Judgement,
        point: Option<&Point>,
    ) -> Row {
        let mut cells: Vec<String> = Vec::new();
        if self.told.variants() > 0 {
            cells.push(self.told.variant_name(setting.map_or(0, |setting| setting[0])));
        }
        for (place, lever) in self.levers.iter().enumerate() {
            cells.push(match setting {
                Some(setting) => lever.written(setting[place + 1]),
                None => self.as_written(lever),
            });
        }
        let figures = self.told.asked.shown();
        let both = figures.iter().zip(judgement.figures.iter().zip(&judgement.changes));
        for (figure, (level, change)) in both {
            let scale = scale_of(*figure);
            cells.push(level.map_or("none".to_owned(), |own| spread(scale, &own, false)));
            let change = change.filter(|_| setting.is_some());
            cells.push(change.map_or(String::new(), |own| spread(scale, &own, true)));
        }
        let bounds = self.told.asked.constraints.iter().zip(&judgement.constraints);
        cells.extend(bounds.map(|(bound, judged)| {
            judged.map_or("none".to_owned(), |judged| verdict(bound, &judged))
        }));
        if let Some(point) = point {
            let names: Vec<String> = point.alike.iter().map(|own| (own + 1).to_string()).collect();
            cells.push(names.join(" "));
        }
        (name.to_owned(), cells)
    }

    fn as_written(&self, lever: &Lever) -> String {
        let scenario = self.told.scenario;
        let known = scenario.number(&lever.full).or_else(|| scenario.number(&lever.path));
        match known.map(|known| known.value) {
            Some(KnownValue::Fixed(number)) => format!("{number}"),
            Some(KnownValue::Uncertain(index)) => {
                let mean = scenario.quantities()[index].distribution.mean();
                format!("uncertain, mean {}", super::sensitivity_text::value(mean))
            }
            _ => String::new(),
        }
    }

    fn notes(&self, points: &[Point], more: usize) -> String {
        let mut text = String::new();
        if more > 0 {
            let _ = writeln!(
                text,
                "{more} more points are on the frontier; --points shows more, --out writes all"
            );
        }
        if points.iter().any(|point| point.beaten) {
            text.push_str(
                "* on the fresh draws another point shown is at least as good in everything and better in something\n",
            );
        }
        text.push_str(&self.shift(points));
        text.push_str(&self.ends(points));
        text.push_str(&self.bounds(points));
        if self.told.draws().1 < 2 {
            text.push_str("one fresh draw: no error is known, and no point is told apart\n");
        } else if self.told.draws().0 < 10 {
            text.push_str("note: fewer than ten draws chose these points; take more --draws\n");
        }
        text.push_str("The change is against the alternative as written, draw by draw on the same random numbers.\n");
        text
    }

    /// The optimiser's curse, as far as it can be seen.
    fn shift(&self, points: &[Point]) -> String {
        let mut text = String::new();
        for (place, objective) in self.told.asked.objectives.iter().enumerate() {
            // Of the change: what the level of all points shifts by is no merit of any.
            let of = |own: &Judgement| own.changes[place];
            let pairs: Vec<(Spread, Spread)> = points
                .iter()
                .filter_map(|point| Some((of(&point.fresh)?, of(&point.search)?)))
                .collect();
            let shifts: Vec<f64> = pairs.iter().map(|(a, b)| a.mean - b.mean).collect();
            // The points share their draws: the error of their mean is no smaller than theirs.
            let errors = pairs
                .iter()
                .filter_map(|(a, b)| Some(libm::hypot(a.standard_error?, b.standard_error?)));
            let errors: Vec<f64> = errors.collect();
            let Some(mean) = crate::stats::summary::mean(&shifts) else { continue };
            let error = crate::stats::summary::mean(&errors);
            let scale = scale_of(objective.figure);
            let worse = if objective.maximise { mean < 0.0 } else { mean > 0.0 };
            let clear = worse && crate::stats::summary::is_beyond_two_errors(mean, error);
            let _ = writeln!(
                text,
                "{}: on the fresh draws the change of these points is on average {}{} off what the search saw{}",
                objective.figure.key(),
                scale.signed(mean),
                scale.error(error),
                if clear { ": the search took luck for merit" } else { "" }
            );
        }
        text
    }

    fn ends(&self, points: &[Point]) -> String {
        let mut text = String::new();
        for (index, lever) in self.levers.iter().enumerate() {
            let at: Vec<String> = (0..points.len())
                .filter(|place| points[*place].ends.contains(&index))
                .map(|place| (place + 1).to_string())
                .collect();
            if !at.is_empty() {
                let _ = writeln!(
                    text,
                    "note: {} stands at an end of its range ({}) in {}: beyond it may be better points",
                    lever.path,
                    range_words(lever),
                    at.join(", ")
                );
            }
        }
        text
    }

    fn bounds(&self, points: &[Point]) -> String {
        let with = |verdict: Verdict| -> Vec<String> {
            let has = |point: &Point| {
                point.fresh.constraints.iter().flatten().any(|own| own.verdict == verdict)
            };
            (0..points.len())
                .filter(|place| has(&points[*place]))
                .map(|place| (place + 1).to_string())
                .collect()
        };
        let mut text = String::new();
        let (violated, undecided) = (with(Verdict::Violated), with(Verdict::Undecided));
        if !violated.is_empty() {
            let _ = writeln!(
                text,
                "warning: on the fresh draws a bound is broken in {}",
                violated.join(", ")
            );
        }
        if !undecided.is_empty() {
            let _ = writeln!(
                text,
                "note: the bound lies within the 95% interval in {}: more --confirm-draws would tell",
                undecided.join(", ")
            );
        }
        text
    }

    fn infeasible(&self, nearest: Option<usize>) -> String {
        let Some((evaluated, Ok(judgement))) =
            nearest.map(|index| &self.found.evaluated[index]).map(|own| (own, &own.result))
        else {
            return "no point could be evaluated\n".to_owned();
        };
        let rows = [
            self.row("as written", None, &self.found.as_written, None),
            self.row("nearest", Some(&evaluated.setting), judgement, None),
        ];
        format!(
            "no point keeps to the bounds; the one that breaks them least (figures of the search):\n{}",
            columns(self.heads(false), &rows)
        )
    }

    /// Why points could not be evaluated, each reason once.
    fn impossible(&self) -> String {
        let mut reasons: Vec<(&str, usize, &Evaluated)> = Vec::new();
        for own in &self.found.evaluated {
            let Err(why) = &own.result else { continue };
            match reasons.iter_mut().find(|(known, ..)| known == why) {
                Some((_, count, _)) => *count += 1,
                None => reasons.push((why, 1, own)),
            }
        }
        let mut text = String::new();
        for (why, count, first) in reasons {
            let levers = self.levers.iter().zip(&first.setting[1..]);
            let mut setting: Vec<String> = levers
                .map(|(lever, value)| format!("{}={}", lever.path, lever.written(*value)))
                .collect();
            if first.setting[0] > 0 {
                setting.insert(0, self.told.variant_name(first.setting[0]));
            }
            let points = if count == 1 { "1 point" } else { &format!("{count} points") };
            let _ = writeln!(text, "impossible: {points}, such as {}: {why}", setting.join(", "));
        }
        text
    }
}

fn spread(scale: Scale, own: &Spread, signed: bool) -> String {
    let number = if signed { scale.signed(own.mean) } else { scale.number(own.mean) };
    format!("{number}{}", scale.error(own.standard_error))
}

fn verdict(bound: &Constraint, judged: &Judged) -> String {
    let scale = scale_of(bound.figure);
    let word = match judged.verdict {
        Verdict::Satisfied => "yes",
        Verdict::Undecided => "undecided",
        Verdict::Violated => "no",
    };
    let interval = judged.interval.map_or(String::new(), |(low, high)| {
        format!(" [{} .. {}]", scale.number(low), scale.number(high))
    });
    format!("{}{interval} {word}", scale.number(judged.value))
}
