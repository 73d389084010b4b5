//! `--until-se`: which errors must become how small before a run ends, as text, and what is said on the way.

use serde_json::{Value, json};

use super::Complaint;
use super::complaint::say;
use crate::analysis::{Bound, Distance, Goal, Headline, Measure, Part};
use crate::scenario::suggest;
use crate::study::Header;

#[derive(Clone, Debug, Default, clap::Args)]
pub struct UntilArgs {
    /// Add draws until the Monte Carlo standard error of a figure is small enough: "npv<100000", of one alternative
    /// "cost:scenario1<1%", of a percentile "npv@p5<200000"; may be given more than once
    #[arg(long, value_name = "FIGURE<ERROR")]
    pub until_se: Vec<String>,

    /// Most draws of the quantities that --until-se may take; 10000 where not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_draws: Option<u64>,
}

/// Most draws where the user sets no other limit.
const MAX_DRAWS: u64 = 10_000;
/// What a difference with the reference is called, as in `summary.csv`.
const DIFFERENCE: &str = "_vs_reference";
/// Percentiles that may be named.
const PARTS: [(&str, Part); 5] = [
    ("p5", Part::P5),
    ("p25", Part::P25),
    ("p50", Part::P50),
    ("p75", Part::P75),
    ("p95", Part::P95),
];

/// A goal with the text it was given as.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub text: String,
    pub goal: Goal,
}

/// A figure that has not reached its goal.
pub struct Unmet<'a> {
    pub asked: &'a Asked,
    pub distance: Distance,
}

impl UntilArgs {
    pub fn is_given(&self) -> bool {
        !self.until_se.is_empty()
    }

    /// All goals, or everything that is wrong with them.
    pub fn goals(&self, header: &Header) -> Result<Vec<Asked>, Complaint> {
        let mut problems = String::new();
        let mut goals = Vec::new();
        for text in &self.until_se {
            match goal(text, header) {
                Ok(goal) => goals.push(Asked { text: text.clone(), goal }),
                Err((message, hint)) => {
                    problems.push_str(&format!(
                        "error: --until-se {text:?}: {message}\nhint: {hint}\n"
                    ));
                }
            }
        }
        if problems.is_empty() { Ok(goals) } else { Err(Complaint::rendered(problems)) }
    }

    /// Most rows of quantities, of which there are `draws` in the first round.
    pub fn most(&self, draws: u64) -> Result<u64, Complaint> {
        match self.max_draws {
            Some(most) if !self.is_given() => Err(Complaint::input(format!(
                "--max-draws {most} has no meaning without --until-se"
            ))
            .hint("--draws gives the number of draws")),
            Some(most) if most < draws => Err(Complaint::input(format!(
                "--max-draws {most} is less than the {draws} draws of the first round"
            ))
            .hint("--draws gives those of the first round")),
            Some(most) => Ok(most),
            None => Ok(MAX_DRAWS.max(draws)),
        }
    }
}

type Problem = (String, String);

fn goal(text: &str, header: &Header) -> Result<Goal, Problem> {
    let (figure, error) = text.split_once('<').ok_or_else(|| {
        let message = "a figure and its largest error are needed, with < between them";
        (message.to_owned(), "for example \"npv<100000\" or \"cost:scenario1<1%\"".to_owned())
    })?;
    let (figure, part) = part(figure.trim())?;
    let (name, alternative) = match figure.split_once(':') {
        Some((name, alternative)) => (name.trim(), Some(alternative.trim())),
        None => (figure, None),
    };
    let (measure, difference) = measure(name)?;
    let alternative = alternative.map(|id| alternative_of(id, header)).transpose()?;
    check_difference(name, difference, alternative, header)?;
    Ok(Goal { measure, difference, part, alternative, bound: bound(error.trim())? })
}

/// Takes `@p95` off the end.
fn part(figure: &str) -> Result<(&str, Part), Problem> {
    let Some((figure, part)) = figure.split_once('@') else { return Ok((figure, Part::Mean)) };
    match PARTS.iter().find(|(name, _)| *name == part.trim()) {
        Some((_, part)) => Ok((figure.trim(), *part)),
        None => Err((
            format!("there is no percentile {part:?}"),
            "p5, p25, p50, p75 and p95 have errors; without @ it is the mean".to_owned(),
        )),
    }
}

/// The measure, and whether it is its difference with the reference.
fn measure(name: &str) -> Result<(Measure, bool), Problem> {
    let bare = name.strip_suffix(DIFFERENCE);
    let known = |word: &str| {
        Measure::ALL.into_iter().find(|measure| measure.short() == word || measure.key() == word)
    };
    if let Some(measure) = known(bare.unwrap_or(name)) {
        return Ok((measure, bare.is_some() || measure.is_difference()));
    }
    let short: Vec<&str> = Measure::ALL.iter().map(|measure| measure.short()).collect();
    let all = || short.iter().copied().chain(Measure::ALL.iter().map(|measure| measure.key()));
    let nearest = suggest::closest(bare.unwrap_or(name), all());
    let hint = match nearest {
        Some(found) => format!("did you mean `{found}`?"),
        None => format!(
            "possible: {}, or a headline figure of summary.csv; with {DIFFERENCE} behind it for the difference",
            short.join(", ")
        ),
    };
    Err((format!("there is no figure {name:?}"), hint))
}

fn alternative_of(id: &str, header: &Header) -> Result<usize, Problem> {
    header.alternatives.iter().position(|known| known.id == id).ok_or_else(|| {
        let ids: Vec<&str> = header.alternatives.iter().map(|known| known.id.as_str()).collect();
        (
            format!("there is no alternative {id:?} in this run"),
            format!("it has {}", ids.join(", ")),
        )
    })
}

/// A difference needs a reference, and another alternative.
fn check_difference(
    name: &str,
    difference: bool,
    alternative: Option<usize>,
    header: &Header,
) -> Result<(), Problem> {
    if !difference {
        return Ok(());
    }
    let Some(reference) = header.reference() else {
        return Err((
            format!("{name} is a difference with the reference, which this run does not have"),
            "add the alternative with `reference = true` to --alternatives".to_owned(),
        ));
    };
    if alternative == Some(reference) || header.alternatives.len() == 1 {
        return Err((
            format!("{name} is a difference with the reference, and this is the reference itself"),
            "name another alternative, or none for all of them".to_owned(),
        ));
    }
    Ok(())
}

fn bound(text: &str) -> Result<Bound, Problem> {
    let (number, relative) = match text.strip_suffix('%') {
        Some(number) => (number.trim(), true),
        None => (text, false),
    };
    let value = number.replace('_', "").parse::<f64>().ok().filter(|value| value.is_finite());
    match value {
        Some(value) if value > 0.0 && relative => Ok(Bound::Relative(value / 100.0)),
        Some(value) if value > 0.0 => Ok(Bound::Absolute(value)),
        Some(_) => Err((
            format!("the error must be above 0, found {text}"),
            "no number of draws takes all of the error away; ask for what is small enough to decide on"
                .to_owned(),
        )),
        None => Err((
            format!("{text:?} is no number"),
            "write the largest error in the unit of the figure, or with % as a part of it".to_owned(),
        )),
    }
}

/// All figures that have not reached their goals, in the order of the goals.
pub fn unmet<'a>(asked: &'a [Asked], headlines: &[Headline]) -> Vec<Unmet<'a>> {
    let of = |asked: &'a Asked| {
        let distances = asked.goal.distances(headlines).into_iter();
        distances
            .filter(|distance| !distance.is_met())
            .map(move |distance| Unmet { asked, distance })
    };
    asked.iter().flat_map(of).collect()
}

/// Every figure that was asked for, with its error.
pub fn json(asked: &[Asked], headlines: &[Headline], header: &Header) -> Value {
    let of = |asked: &Asked| -> Vec<Value> {
        let figure = |distance: Distance| {
            json!({
                "asked": asked.text,
                "alternative": header.alternatives[distance.alternative].id,
                "standard_error": distance.error,
                "allowed": distance.allowed,
                "met": distance.is_met(),
            })
        };
        asked.goal.distances(headlines).into_iter().map(figure).collect()
    };
    asked.iter().flat_map(of).collect()
}

/// The figure that takes the most draws.
fn furthest<'a>(unmet: &'a [Unmet<'a>]) -> Option<&'a Unmet<'a>> {
    let times = |unmet: &Unmet| unmet.distance.times().unwrap_or(f64::INFINITY);
    unmet.iter().reduce(|a, b| if times(b) > times(a) { b } else { a })
}

/// Tells how far a run is after a round.
pub fn tell_round(rows: u64, unmet: &[Unmet], next: u64, header: &Header) {
    if let Some(worst) = furthest(unmet) {
        say(&format!("{rows} draws: {}; going on to {next}\n", state(worst, header)));
    }
}

/// Tells that a run is precise enough.
pub fn tell_end(rows: u64, batches: u64) {
    let again = match batches {
        1 => String::new(),
        _ => format!("; --draws {rows} --batches {batches} gives the same results"),
    };
    say(&format!("{rows} draws: every error is as small as asked{again}\n"));
}

/// What is said where the limit on draws came first.
pub fn complaint(rows: u64, unmet: &[Unmet], header: &Header) -> Option<Complaint> {
    let worst = furthest(unmet)?;
    let others = match unmet.len() - 1 {
        0 => String::new(),
        1 => ", and one other figure is short of its goal".to_owned(),
        others => format!(", and {others} other figures are short of their goals"),
    };
    let hint = match worst.distance.times() {
        Some(times) => {
            let needed = (rows as f64 * times * 1.05).max(rows as f64 + 1.0);
            let unit = 10_f64.powf(needed.log10().floor() - 1.0).max(1.0);
            let needed = (needed / unit).ceil() * unit;
            format!("the results are kept; --max-draws {needed:.0} may be enough")
        }
        None => "the results are kept; ask for less, or allow more with --max-draws".to_owned(),
    };
    Some(
        Complaint::limit(format!("after {rows} draws {}{others}", state(worst, header))).hint(hint),
    )
}

/// "npv of scenario2 has a standard error of 151,000, asked is 100,000 (npv<100000)".
fn state(unmet: &Unmet, header: &Header) -> String {
    let Unmet { asked, distance } = unmet;
    let alternative = &header.alternatives[distance.alternative].id;
    let name = asked.text.split(['<', ':']).next().unwrap_or_default().trim();
    let error = match distance.error {
        Some(error) if distance.founded => format!("has a standard error of {}", figure(error)),
        _ => "rests on too few draws to tell its error".to_owned(),
    };
    format!("{name} of {alternative} {error}, asked is {}", figure(distance.allowed))
}

/// Three significant digits, with commas between thousands.
fn figure(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let decimals = 2 - value.abs().log10().floor() as i32;
    if decimals > 0 {
        return format!("{value:.*}", decimals as usize);
    }
    let unit = 10_f64.powi(-decimals);
    let digits = format!("{:.0}", (value / unit).round() * unit);
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::AlternativeName;

    fn header() -> Header {
        let name = |id: &str, reference| AlternativeName {
            id: id.to_owned(),
            title: id.to_owned(),
            reference,
        };
        Header {
            alternatives: vec![name("nul", true), name("wijk", false)],
            areas: vec!["Dorp".to_owned()],
            households: 10,
            teams: vec![vec!["dorp".to_owned()]; 2],
            effects: Vec::new(),
            start_year: 2015,
            years: 2,
            optimism: None,
        }
    }

    #[test]
    fn a_goal_is_a_figure_an_alternative_a_part_and_an_error() {
        let read = |text: &str| goal(text, &header()).expect("a goal");
        let npv = read("npv<100_000");
        assert_eq!((npv.measure, npv.difference), (Measure::NetPresentValue, true));
        assert_eq!((npv.alternative, npv.bound), (None, Bound::Absolute(100_000.0)));
        let cost = read(" municipal_cost : wijk @p95 < 1.5 % ");
        assert_eq!((cost.measure, cost.difference), (Measure::MunicipalCost, false));
        assert_eq!((cost.alternative, cost.part), (Some(1), Part::P95));
        assert_eq!(cost.bound, Bound::Relative(0.015));
        assert!(read("cost_vs_reference<1e5").difference);
    }

    #[test]
    fn three_digits_are_told() {
        for (value, text) in
            [(151_234.0, "151,000"), (0.012_34, "0.0123"), (7.0, "7.00"), (999.6, "1,000")]
        {
            assert_eq!(figure(value), text);
        }
    }
}
