//! The results of `sensitivity` and `stress` on screen.

use std::fmt::Write;

use super::columns::{Row, columns};
use crate::analysis::Measure;
use crate::analysis::sensitivity::grid::HeatMap;
use crate::analysis::sensitivity::sobol::Share;
use crate::analysis::sensitivity::stress::{StressLine, Stressed};
use crate::analysis::sensitivity::tornado::{Bar, Tornado};
use crate::analysis::sensitivity::turning::{NoTurn, ScanPoint, Turn};
use crate::analysis::sensitivity::{Mean, OutputName};
use crate::sensitivity::{BreakEven, Chance, FactorShares, GivenOutput, Others, SobolOutput};

/// How numbers of a measure are shown.
#[derive(Clone, Copy)]
pub struct Scale {
    pub unit: &'static str,
    pub per: f64,
    pub decimals: usize,
}

pub fn scale(measure: &str) -> Scale {
    let of = |unit, per, decimals| Scale { unit, per, decimals };
    match Measure::ALL.into_iter().find(|known| known.key() == measure) {
        Some(Measure::MeanWait) => of("months", 1.0, 2),
        Some(Measure::QueueEnd | Measure::Clients) => of("households", 1.0, 1),
        Some(Measure::Crisis) => of("households", 1.0, 2),
        Some(Measure::CrisisHouseholdMonths) => of("household-months", 1.0, 0),
        Some(Measure::InformalHours) => of("thousand hours", 1e3, 1),
        _ => of("million euro", 1e6, 3),
    }
}

impl Scale {
    pub fn number(self, value: f64) -> String {
        fixed(value / self.per, self.decimals)
    }

    /// A difference, with its sign.
    pub fn signed(self, value: f64) -> String {
        let text = self.number(value);
        if text.starts_with('-') || value == 0.0 { text } else { format!("+{text}") }
    }

    pub fn error(self, error: Option<f64>) -> String {
        error.map_or(String::new(), |error| format!(" \u{b1}{}", self.number(error)))
    }

    fn mean(self, mean: &Mean) -> String {
        format!("{}{}", self.number(mean.mean), self.error(mean.standard_error))
    }

    fn change(self, mean: &Mean) -> String {
        format!("{}{}", self.signed(mean.mean), self.error(mean.standard_error))
    }
}

/// No minus before a zero.
fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let zero = text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.');
    if zero { text.trim_start_matches('-').to_owned() } else { text }
}

/// A value of a quantity: four digits, and no more than it has.
pub fn value(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let decimals = (3 - value.abs().log10().floor() as i32).clamp(0, 9) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Whether an output is shown: differences where there are any, or levels.
fn shown<'a>(name: &OutputName, all: impl Iterator<Item = &'a OutputName>, levels: bool) -> bool {
    let mut of_measure = all.filter(|other| other.measure == name.measure);
    let differs = of_measure.any(|other| other.against.is_some());
    let exists =
        name.measure != "net_present_value" && name.measure != "municipal_net_present_value";
    (levels && exists || !differs) == name.against.is_none()
}

fn heading(name: &OutputName) -> String {
    format!("\n{}, {}", name.words(), scale(&name.measure).unit)
}

pub fn others(others: &Others) -> String {
    let draws = others.draws();
    let chance = match draws {
        1 => "one draw of chance, so no error is known".to_owned(),
        _ => format!(
            "{draws} draws of chance, the same for every value; \u{b1} is the Monte Carlo standard error"
        ),
    };
    match others {
        Others::Central { .. } => format!("\nOther quantities stand at their means. {chance}.\n"),
        Others::Vary(_) => {
            format!(
                "\nOther quantities vary over {draws} draws, each with chance of its own, the same for every value; \u{b1} is the Monte Carlo standard error.\n"
            )
        }
    }
}

pub fn tornado(found: &[Option<Tornado>], levels: bool, top: usize) -> String {
    let names = || found.iter().flatten().map(|tornado| &tornado.output);
    let mut text = String::new();
    for own in found.iter().flatten().filter(|own| shown(&own.output, names(), levels)) {
        let scale = scale(&own.output.measure);
        let _ = writeln!(text, "{}: {}", heading(&own.output), scale.mean(&own.base));
        let row = |bar: &Bar| -> Row {
            let range = format!("{} .. {}", value(bar.low.at), value(bar.high.at));
            let cells =
                [&bar.low.change, &bar.high.change, &bar.swing].map(|mean| scale.change(mean));
            (bar.quantity.clone(), std::iter::once(range).chain(cells).collect())
        };
        let heads = ["from 5% to 95%", "change at 5%", "change at 95%", "swing"];
        // What does nothing at all stands at the end.
        let moves = own.bars.iter().filter(|bar| !is_still(bar)).count();
        let rows: Vec<Row> = own.bars.iter().take(top.min(moves)).map(row).collect();
        text.push_str(&columns(heads.map(str::to_owned).to_vec(), &rows));
        text.push_str(&left_out(moves, top));
        if moves < own.bars.len() {
            let _ = writeln!(text, "  {} change nothing", own.bars.len() - moves);
        }
    }
    text
}

/// Whether an output is the same in every draw, wherever the quantity stands.
fn is_still(bar: &Bar) -> bool {
    let none = |mean: &Mean| mean.mean == 0.0 && mean.standard_error.unwrap_or(0.0) == 0.0;
    none(&bar.low.change) && none(&bar.high.change)
}

fn left_out(count: usize, top: usize) -> String {
    match count.saturating_sub(top) {
        0 => String::new(),
        more => format!("  and {more} more; --top shows them, --out writes all\n"),
    }
}

pub fn heat_map(found: &HeatMap, levels: bool) -> String {
    let names = || found.maps.iter().map(|map| &map.output);
    let mut text = String::new();
    for map in found.maps.iter().filter(|map| shown(&map.output, names(), levels)) {
        let scale = scale(&map.output.measure);
        let _ = writeln!(text, "{}", heading(&map.output));
        let _ =
            writeln!(text, "  down: {}; across: {}", found.first.quantity, found.second.quantity);
        let heads: Vec<String> = found.second.values.iter().map(|at| value(*at)).collect();
        let cell =
            |cell: &Option<Mean>| cell.as_ref().map_or("-".to_owned(), |mean| scale.mean(mean));
        let rows: Vec<Row> = found
            .first
            .values
            .iter()
            .zip(&map.cells)
            .map(|(at, cells)| (value(*at), cells.iter().map(cell).collect()))
            .collect();
        text.push_str(&columns(heads, &rows));
    }
    text
}

pub fn break_even(found: &BreakEven) -> String {
    let turning = &found.turning;
    let scale = scale(&found.measure);
    let better = if found.more_is_better { "more" } else { "less" };
    let mut text = format!(
        "\nbreak-even of {} on {} ({better} is better)\n  looked at from {} to {}; its mean is {}\n",
        found.quantity,
        found.measure,
        value(turning.low),
        value(turning.high),
        value(found.mean),
    );
    for turn in &turning.turns {
        text.push_str(&turn_line(turn));
    }
    for never in &turning.never {
        text.push_str(&never_line(never, scale));
    }
    if turning.turns.is_empty() {
        text.push_str("  There is no turning point within its range.\n");
    }
    let best = |point: &ScanPoint| {
        let mark = if point.best.is_some() && !point.clear { "?" } else { "" };
        format!("{} {}{mark}", value(point.at), point.best.as_deref().unwrap_or("none"))
    };
    let best: Vec<String> = turning.scan.iter().map(best).collect();
    let _ = writeln!(text, "  best of all by value: {}", best.join(", "));
    if turning.scan.iter().any(|point| point.best.is_some() && !point.clear) {
        text.push_str(
            "  ?: highest mean, but not told apart from another within twice the error\n",
        );
    }
    text
}

fn turn_line(turn: &Turn) -> String {
    let error = match turn.standard_error {
        Some(error) => {
            format!(" \u{b1}{} [95%: {} .. {}]", value(error), value(turn.low), value(turn.high))
        }
        None => String::new(),
    };
    let best = if turn.best_changes { "; the best of all turns here" } else { "" };
    format!(
        "  {}{error}: below it {} is better, above it {}{best}\n",
        value(turn.at),
        turn.below,
        turn.above
    )
}

fn never_line(never: &NoTurn, scale: Scale) -> String {
    let difference = Mean { mean: never.difference.mean.abs(), ..never.difference };
    let (better, worse, nearest) = (&never.better, &never.worse, value(never.nearest));
    let by = format!("{} {}", scale.mean(&difference), scale.unit);
    if difference.mean == 0.0 {
        return format!(
            "  no turning point: {better} and {worse} are equal at {nearest}, by {by}\n"
        );
    }
    match difference.is_beyond_two_errors() {
        true => format!(
            "  no turning point: {better} is better than {worse} in the whole range; nearest at {nearest}, \
             by {by}\n"
        ),
        false => format!(
            "  no turning point of {better} and {worse} seen; nearest at {nearest}, by {by}: not told apart \
             there within twice the error\n"
        ),
    }
}

fn share(share: &Share) -> String {
    let part = |value: f64| fixed(value, 3);
    format!("{} [{} .. {}]", part(share.value), part(share.low), part(share.high))
}

pub fn sobol(found: &[Option<SobolOutput>], chance: Chance, levels: bool, top: usize) -> String {
    let names = || found.iter().flatten().map(|own| &own.output);
    let mut text = String::new();
    for own in found.iter().flatten().filter(|own| shown(&own.output, names(), levels)) {
        let scale = scale(&own.output.measure);
        let _ = writeln!(
            text,
            "{}: mean {}, standard deviation {}; {} rows",
            heading(&own.output),
            scale.number(own.mean),
            scale.number(own.standard_deviation),
            own.rows,
        );
        let row = |shares: &FactorShares| -> Row {
            (shares.factor.clone(), vec![share(&shares.first), share(&shares.total)])
        };
        let rows: Vec<Row> = own.factors.iter().take(top).chain([&own.chance]).map(row).collect();
        let heads = ["first order [95%]", "total [95%]"].map(str::to_owned).to_vec();
        text.push_str(&columns(heads, &rows));
        text.push_str(&left_out(own.factors.len(), top));
        let sum: f64 = own.factors.iter().map(|factor| factor.first.value).sum();
        let _ = writeln!(
            text,
            "  one by one the quantities explain {}; chance would leave {} if all were known",
            percent(sum),
            percent(own.chance.total.value),
        );
    }
    if found.iter().any(Option::is_none) {
        text.push_str("\nOutputs that do not vary are left out.\n");
    }
    text.push_str(match chance {
        Chance::Common => {
            "\nTotals are at common chance: what a quantity does to a realisation, its interaction with chance \
             included.\n"
        }
        Chance::Independent => {
            "\nTotals are of the expected outcome: chance is taken off, and leaves more noise.\n"
        }
    });
    text
}

fn percent(share: f64) -> String {
    format!("{}%", fixed(100.0 * share, 0))
}

pub fn given(found: &[Option<GivenOutput>], levels: bool, top: usize) -> String {
    let names = || found.iter().flatten().map(|own| &own.output);
    let mut text = String::new();
    for own in found.iter().flatten().filter(|own| shown(&own.output, names(), levels)) {
        let _ = writeln!(
            text,
            "\n{}: first-order shares of variance, {} draws",
            own.output.words(),
            own.draws
        );
        let row = |factor: &crate::sensitivity::GivenFactor| -> Row {
            let cells = match &factor.first {
                Some(first) => {
                    [fixed(first.value, 3), format!("\u{b1}{}", fixed(first.standard_error, 3))]
                }
                None => ["too few draws".to_owned(), String::new()],
            };
            (factor.factor.clone(), cells.to_vec())
        };
        let rows: Vec<Row> = own.factors.iter().take(top).map(row).collect();
        let heads = ["first order", "error"].map(str::to_owned).to_vec();
        text.push_str(&columns(heads, &rows));
        text.push_str(&left_out(own.factors.len(), top));
    }
    if found.iter().any(Option::is_none) {
        text.push_str("\nOutputs that do not vary, or exist in too few draws, are left out.\n");
    }
    text.push_str(
        "\nNothing was simulated. Shares are of all variance, chance included; of rows and groups lower bounds.\n",
    );
    text
}

pub fn stress(found: &[Stressed], levels: bool) -> String {
    let mut text = String::new();
    for stress in found {
        let _ = writeln!(text, "\n{}: {}, from {}", stress.id, stress.title, stress.start_year);
        for words in [&stress.source, &stress.note].into_iter().flatten() {
            let _ = writeln!(text, "  {words}");
        }
        let names = || stress.lines.iter().map(|line| &line.output);
        let lines: Vec<&StressLine> =
            stress.lines.iter().filter(|line| shown(&line.output, names(), levels)).collect();
        let mut measures: Vec<&str> = lines.iter().map(|line| &*line.output.measure).collect();
        measures.dedup();
        for measure in measures {
            text.push_str(&stress_measure(measure, &lines));
        }
    }
    text.push_str(
        "\nEach line: the mean without stress, the mean under it, and the change draw by draw, with its Monte Carlo \
         standard error and its 5% .. 95%.\n",
    );
    text
}

fn stress_measure(measure: &str, lines: &[&StressLine]) -> String {
    let scale = scale(measure);
    let own: Vec<&&StressLine> =
        lines.iter().filter(|line| line.output.measure == measure).collect();
    let against = own.iter().find_map(|line| line.output.against.as_deref());
    let against = against.map_or(String::new(), |id| format!(" against {id}"));
    let row = |line: &&&StressLine| -> Row {
        let change = &line.change.estimate;
        let cells = vec![
            scale.number(line.unstressed.mean),
            scale.number(line.stressed.mean),
            format!("{}{}", scale.signed(change.mean), scale.error(change.standard_error)),
            format!("[{} .. {}]", scale.number(change.p5), scale.number(change.p95)),
        ];
        (line.output.alternative.clone(), cells)
    };
    let heads = ["without", "under it", "change", ""].map(str::to_owned).to_vec();
    let rows: Vec<Row> = own.iter().map(row).collect();
    format!("{measure}{against}, {}\n{}", scale.unit, columns(heads, &rows))
}
