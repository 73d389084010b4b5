//! One `[[targets]]` table: what was observed, with its uncertainty, and where the model has it.

use super::{Context, Defaults, Target};
use crate::calibration::measure::{Measure, Scope};
use crate::calibration::objective::Observation;
use crate::diagnostics::{Collector, Diagnostic};
use crate::scenario::fields::Fields;
use crate::scenario::tree::Node;
use crate::scenario::{suggest, words};
use crate::stats::normal_quantile;

const KEYS: &[&str] = &[
    "name",
    "column",
    "area",
    "alternative",
    "year",
    "years",
    "value",
    "sd",
    "cv",
    "interval",
    "level",
    "per",
    "inhabitants",
    "factor",
    "source",
    "note",
];

/// Years at the start of a run in which cases still pile up.
const RUN_IN: usize = 2;
/// Level of an interval that does not say its own.
const LEVEL: f64 = 0.90;

impl Context<'_> {
    /// Reads a target; none, after messages, where it cannot be used.
    pub(super) fn target(
        &self,
        node: &Node,
        defaults: &Defaults,
        out: &mut Collector,
    ) -> Option<Target> {
        let before = out.errors();
        let fields = Fields::of(node, "a target", KEYS, out)?;
        let measure = self.measure(&fields, out);
        let area = self.area(&fields, out);
        let alternative = match fields.get("alternative") {
            Some(_) => self.alternative(&fields, out),
            None => defaults.alternative,
        };
        let own_years = fields.get("year").is_some() || fields.get("years").is_some();
        let years = match (own_years, &defaults.years) {
            (true, _) => self.years(&fields, out),
            (false, Some(years)) => Some(years.clone()),
            (false, None) => {
                let hint = "the model starts without open cases: say which year or years after the run-in are \
                            compared, here or at the top of the file";
                fields.missing("years", hint, out);
                None
            }
        };
        let observed = observed(&fields, out);
        let factor = self.factor(&fields, area.flatten(), out);
        let (text, measure) = measure?;
        let (observed, interval) = observed?;
        let scope = Scope {
            areas: self.areas.len(),
            effects: self.effects.len(),
            area: area?,
            years: years?,
        };
        let name = match fields.text("name", out) {
            Some(name) => name.to_owned(),
            None => self.name(text, &scope),
        };
        let target = Target {
            name,
            measure,
            alternative: alternative?,
            factor: factor?,
            observed,
            interval,
            source: fields.text("source", out).map(str::to_owned),
            place: fields.place_of("value"),
            scope,
        };
        self.possible(&target, &fields, out);
        (out.errors() == before).then_some(target)
    }

    fn measure<'a>(&self, fields: &Fields<'a>, out: &mut Collector) -> Option<(&'a str, Measure)> {
        if fields.get("column").is_none() {
            let hint = "column = \"clients\", for example: any column of the results, or municipal_cost, \
                        provision_cost, mean_wait or households_in_crisis";
            fields.missing("column", hint, out);
        }
        let text = fields.text("column", out)?;
        let measure = Measure::named(text, &self.effects);
        if measure.is_none() {
            let names = Measure::names(&self.effects);
            let hint = suggest::closest(text, names.iter().map(String::as_str));
            let hint = hint.map(|found| format!("did you mean `{found}`?"));
            let hint = hint.unwrap_or_else(|| "docs/results.md lists the columns".to_owned());
            let message = format!("there is no column `{}` in the results", words::short(text));
            let place = fields.place_of("column");
            out.push(Diagnostic::error(message).at(&place).hint(hint));
        }
        measure.map(|measure| (text, measure))
    }

    /// The area; inner none for all together, outer none after a message.
    fn area(&self, fields: &Fields<'_>, out: &mut Collector) -> Option<Option<usize>> {
        if fields.get("area").is_none() {
            return Some(None);
        }
        let text = fields.text("area", out)?;
        if text == "total" {
            return Some(None);
        }
        let exact = self.areas.iter().position(|(name, _)| name == text);
        let slug = || self.areas.iter().position(|(name, _)| words::slug(name) == text);
        let found = exact.or_else(slug);
        if found.is_none() {
            let message = format!("there is no area `{}`", words::short(text));
            let hint = suggest::hint(text, self.areas.iter().map(|(name, _)| name.as_str()));
            let place = fields.place_of("area");
            out.push(Diagnostic::error(message).at(&place).maybe_hint(hint));
        }
        found.map(Some)
    }

    fn households(&self, area: Option<usize>) -> f64 {
        match area {
            Some(area) => self.areas[area].1,
            None => self.areas.iter().map(|(_, households)| households).sum(),
        }
    }

    /// What the simulated figure is multiplied by: `factor`, and what it is told per.
    fn factor(&self, fields: &Fields<'_>, area: Option<usize>, out: &mut Collector) -> Option<f64> {
        let factor = match fields.get("factor") {
            Some(_) => fields.positive("factor", out)?,
            None => 1.0,
        };
        let inhabitants = fields.get("inhabitants").map(|_| fields.positive("inhabitants", out));
        let per = match fields.get("per") {
            Some(_) => Some(fields.text("per", out)?),
            None => None,
        };
        let place = fields.place_of("per");
        match (per, inhabitants) {
            (None, None) => Some(factor),
            (Some("1000 households"), None) => Some(factor * 1_000.0 / self.households(area)),
            (Some("1000 inhabitants"), Some(Some(number))) => Some(factor * 1_000.0 / number),
            (Some("1000 inhabitants"), None) => {
                let hint = "a scenario has households only; say how many people live there, for example \
                            inhabitants = 48_161";
                fields.missing("inhabitants", hint, out);
                None
            }
            (_, Some(None)) => None,
            (Some("1000 households") | None, Some(_)) => {
                let message = "`inhabitants` goes with per = \"1000 inhabitants\"";
                let place = fields.place_of("inhabitants");
                out.push(Diagnostic::error(message).at(&place));
                None
            }
            (Some(other), _) => {
                let message = format!("per cannot be `{}`", words::short(other));
                let hint = "write \"1000 households\" or \"1000 inhabitants\", or leave it out";
                out.push(Diagnostic::error(message).at(&place).hint(hint));
                None
            }
        }
    }

    fn name(&self, column: &str, scope: &Scope) -> String {
        let area = scope.area.map_or("total", |area| self.areas[area].0.as_str());
        let year = |index: usize| self.scenario.start_year + index as i32;
        let (first, last) = (year(scope.years[0]), year(scope.years[scope.years.len() - 1]));
        let years = if first == last { first.to_string() } else { format!("{first}-{last}") };
        format!("{column}, {area}, {years}")
    }

    /// Reports what no run can give, and what a run gives only after its run-in.
    fn possible(&self, target: &Target, fields: &Fields<'_>, out: &mut Collector) {
        let value = target.observed.value;
        let place =
            fields.place_of(if fields.get("value").is_some() { "value" } else { "interval" });
        if value < 0.0 && !target.measure.may_be_negative() {
            let column = fields.get("column").and_then(Node::text).unwrap_or_default();
            let message = format!("{column} cannot be {}", words::number(value));
            out.push(Diagnostic::error(message).at(&place).hint("it is never below zero"));
        }
        let households = self.households(target.scope.area);
        let simulated = value / target.factor;
        if let Some(most) = target.measure.most(households).filter(|most| simulated > *most) {
            let column = fields.get("column").and_then(Node::text).unwrap_or_default();
            let where_ = target.scope.area.map_or("all areas", |area| &self.areas[area].0);
            let message = format!(
                "{column} of {} is more than possible: {} households live in {where_}",
                rounded(simulated),
                rounded(households)
            );
            let hint = match column {
                "clients" => Some(
                    "clients are households here; for persons give a factor, the persons per household that is a client"
                        .to_owned(),
                ),
                _ if most > households => Some(format!(
                    "each counts for at most 12 household-months a year: {}",
                    rounded(most)
                )),
                _ => None,
            };
            out.push(Diagnostic::error(message).at(&place).maybe_hint(hint));
        }
        let early = target.scope.years.iter().find(|year| **year < RUN_IN);
        if let Some(year) = early.filter(|_| target.measure.has_run_in()) {
            let year = self.scenario.start_year + *year as i32;
            let message = format!(
                "target `{}` is compared with {year}, while the model still fills up",
                words::short(&target.name)
            );
            let first = self.scenario.start_year;
            let hint = format!(
                "the run starts in {first} without open cases; take years from {} on",
                first + RUN_IN as i32
            );
            out.push(Diagnostic::warning(message).at(&place).hint(hint));
        }
    }
}

/// At most two decimals, without trailing zeros.
fn rounded(number: f64) -> String {
    words::number(libm::round(number * 100.0) / 100.0)
}

/// The value with its standard deviation, and as an interval.
fn observed(fields: &Fields<'_>, out: &mut Collector) -> Option<(Observation, (f64, f64))> {
    let given: Vec<&str> =
        ["sd", "cv", "interval"].into_iter().filter(|key| fields.get(key).is_some()).collect();
    let value = fields.number("value", out);
    let level = match fields.get("level") {
        Some(_) => fields.number("level", out)?,
        None => LEVEL,
    };
    if !(level > 0.0 && level < 1.0) {
        let message = format!("level must be between 0 and 1, found {}", words::number(level));
        out.push(Diagnostic::error(message).at(&fields.place_of("level")));
        return None;
    }
    // Half the width of an interval at this level, in standard deviations.
    let half = normal_quantile(0.5 * (1.0 + level));
    let around =
        |value: f64, sd: f64| (Observation { value, sd }, (value - half * sd, value + half * sd));
    if fields.get("value").is_none() && given != ["interval"] {
        fields.missing("value", "the figure that was observed", out);
    }
    match given[..] {
        ["sd"] => {
            let sd = fields.positive("sd", out);
            Some(around(value?, sd?))
        }
        ["cv"] => {
            let cv = fields.positive("cv", out);
            let (value, cv) = (value?, cv?);
            if value == 0.0 {
                let message = "cv has no meaning for a value of 0";
                out.push(Diagnostic::error(message).at(&fields.place_of("cv")).hint("give sd"));
                return None;
            }
            Some(around(value, cv * value.abs()))
        }
        ["interval"] => {
            let (low, high) = fields.interval("interval", out)?;
            let value = match fields.get("value") {
                Some(_) => value?,
                None => 0.5 * (low + high),
            };
            if !(low..=high).contains(&value) {
                let message = format!("value {} lies outside its interval", words::number(value));
                out.push(Diagnostic::error(message).at(&fields.place_of("value")));
                return None;
            }
            let sd = 0.5 * (high - low) / half;
            Some((Observation { value, sd }, (low, high)))
        }
        [] => {
            let hint = "how far may it be off? Give a standard deviation (sd = 25), a relative one (cv = 0.05) or \
                        an interval of 90% (interval = [520, 610]); include the chance of a single year";
            fields.missing("sd", hint, out);
            None
        }
        _ => {
            let message = format!("give one of sd, cv and interval, found {}", words::list(given));
            out.push(Diagnostic::error(message).at(fields.place()));
            None
        }
    }
}
