//! One `[[parameters]]` table: a number of the scenario, or a factor on several, with the bounds it may move between.

use super::{Context, Lever, Parameter, Prior};
use crate::calibration::coordinates::{Range, Scale};
use crate::diagnostics::{Collector, Diagnostic, Place};
use crate::scenario::fields::Fields;
use crate::scenario::leaf::{Bounds, Content};
use crate::scenario::quantity::Reading;
use crate::scenario::tree::Node;
use crate::scenario::{KnownNumber, KnownValue, plain_toml, suggest, words};
use crate::stats::Distribution;
use crate::study::Model;

const KEYS: &[&str] =
    &["path", "multiply", "name", "min", "max", "start", "scale", "prior", "note"];

/// Bounds further apart than this, and above zero, are walked on a logarithmic scale.
const WIDE: f64 = 3.0;

/// Numbers of any size: the limits of the key itself are checked when the scenario is read with them.
const UNBOUNDED: Bounds<'_> = Bounds {
    min: f64::NEG_INFINITY,
    max: f64::INFINITY,
    above: false,
    whole: false,
    open: false,
    hint: None,
};

impl Context<'_> {
    /// Reads a parameter for targets about alternatives `used`; none, after messages, where it cannot be used.
    pub(super) fn parameter(
        &self,
        node: &Node,
        used: &[usize],
        out: &mut Collector,
    ) -> Option<Parameter> {
        let before = out.errors();
        let fields = Fields::of(node, "a parameter", KEYS, out)?;
        let lever = self.lever(&fields, used, out);
        let range = range(&fields, out);
        let prior = fields.get("prior").and_then(|node| prior(node, out));
        let own_name = fields.text("name", out).map(str::to_owned);
        let (lever, range) = (lever?, range?);
        let start = self.start(&lever, range, &fields, out)?;
        let (name, place) = match &lever {
            Lever::Value(path) => (path.clone(), fields.place_of("path")),
            Lever::Factor(paths) => {
                let name = own_name.unwrap_or_else(|| format!("factor on {}", paths.join(", ")));
                (name, fields.place_of("multiply"))
            }
        };
        let parameter = Parameter { name, lever, range, start, prior, place };
        (out.errors() == before).then_some(parameter)
    }

    fn lever(&self, fields: &Fields<'_>, used: &[usize], out: &mut Collector) -> Option<Lever> {
        match (fields.get("path"), fields.get("multiply")) {
            (Some(_), None) => {
                let text = fields.text("path", out)?;
                let known = self.number(text, &fields.place_of("path"), used, out)?;
                Some(Lever::Value(known.path.clone()))
            }
            (None, Some(_)) => {
                let mut paths = Vec::new();
                for (text, place) in fields.texts("multiply", out)? {
                    if let Some(known) = self.number(text, &place, used, out) {
                        self.can_be_multiplied(known, &place, out);
                        paths.push(known.path.clone());
                    }
                }
                (!paths.is_empty()).then_some(Lever::Factor(paths))
            }
            (Some(_), Some(node)) => {
                let message = "a parameter has a `path` or it has paths to `multiply`, not both";
                out.push(Diagnostic::error(message).at(&node.place));
                None
            }
            (None, None) => {
                let hint = "path = 'areas.\"Elst Noord\".need_factor', for example; or multiply = [..] for a factor \
                            on several numbers";
                fields.missing("path", hint, out);
                None
            }
        }
    }

    /// The number that a path leads to.
    fn number(
        &self,
        text: &str,
        place: &Place,
        used: &[usize],
        out: &mut Collector,
    ) -> Option<&KnownNumber> {
        let fail = |message: String| Diagnostic::error(message).at(place);
        let Some(known) = self.scenario.number(text) else {
            let paths = self.scenario.numbers().iter().map(|known| known.path.as_str());
            let hint = suggest::closest(text, paths);
            let hint =
                self.base_hint(text).or(hint.map(|found| format!("did you mean `{found}`?")));
            let hint = hint.unwrap_or_else(|| {
                "paths are written as with --set: provisions.3.tariff, areas.elst-noord.need_factor".to_owned()
            });
            let message = format!("the scenario has no number `{}`", words::short(text));
            out.push(fail(message).hint(hint));
            return None;
        };
        if known.whole {
            let message = format!("`{}` takes whole numbers only", words::short(text));
            let hint = "a fit makes small changes; set it by hand and compare";
            out.push(fail(message).hint(hint));
            return None;
        }
        if known.value == KnownValue::Row {
            let message = format!("`{}` is a row of shares", words::short(text));
            let hint = "its shares add up to 1, so that they cannot move one by one; calibrate with --bayes instead";
            out.push(fail(message).hint(hint));
            return None;
        }
        self.has_effect(known, place, used, out);
        Some(known)
    }

    /// What to do where an alternative has no value of its own, and the base has one.
    fn base_hint(&self, text: &str) -> Option<String> {
        let names = self.scenario.alternatives();
        let rest = names.iter().find_map(|own| {
            text.strip_prefix(&format!("{}.", words::join("alternatives", &own.id)))
        })?;
        let known = self.scenario.number(rest)?;
        Some(format!("the alternative takes it from the base: calibrate `{}`", known.path))
    }

    /// Reports a number of the base that none of the compared alternatives uses, and one of another alternative.
    fn has_effect(&self, known: &KnownNumber, place: &Place, used: &[usize], out: &mut Collector) {
        let names = self.scenario.alternatives();
        let prefix = |index: &usize| words::join("alternatives", &names[*index].id);
        if let Some(rest) = known.path.strip_prefix("alternatives.") {
            let own = names.iter().position(|name| {
                let id = words::quoted(&name.id);
                rest.strip_prefix(&id).is_some_and(|rest| rest.starts_with('.'))
            });
            if let Some(own) = own.filter(|own| !used.is_empty() && !used.contains(own)) {
                let message = format!("no target is about alternative `{}`", names[own].id);
                let hint = format!("targets are about {}", listed(used, &|index| &names[index].id));
                out.push(Diagnostic::error(message).at(place).hint(hint));
            }
            return;
        }
        let overlaid = |index: &usize| {
            self.scenario.number(&format!("{}.{}", prefix(index), known.path)).is_some()
        };
        if !used.is_empty() && used.iter().all(overlaid) {
            let id = &names[used[0]].id;
            let message = format!(
                "`{}` has no effect: alternative `{id}` has a value of its own",
                words::short(&known.path)
            );
            let hint = format!("calibrate alternatives.{id}.{} instead", known.path);
            out.push(Diagnostic::error(message).at(place).hint(hint));
        }
    }

    fn can_be_multiplied(&self, known: &KnownNumber, place: &Place, out: &mut Collector) {
        let problem = match known.value {
            KnownValue::Fixed(0.0) => "it is 0, whatever the factor",
            KnownValue::Uncertain(index)
                if matches!(
                    self.scenario.quantities()[index].distribution,
                    Distribution::Beta { .. }
                ) =>
            {
                "a beta distribution lies between 0 and 1"
            }
            _ => return,
        };
        let message = format!("`{}` cannot be multiplied", words::short(&known.path));
        out.push(Diagnostic::error(message).at(place).hint(problem));
    }

    /// Where the fit begins: as written, else the number in the scenario if it lies between the bounds, else halfway.
    fn start(
        &self,
        lever: &Lever,
        range: Range,
        fields: &Fields<'_>,
        out: &mut Collector,
    ) -> Option<f64> {
        if fields.get("start").is_some() {
            let start = fields.number("start", out)?;
            if (range.min..=range.max).contains(&start) {
                return Some(start);
            }
            let message = format!("start {} lies outside the bounds", words::number(start));
            out.push(Diagnostic::error(message).at(&fields.place_of("start")));
            return None;
        }
        let present = match lever {
            Lever::Factor(_) => 1.0,
            Lever::Value(path) => match self.scenario.number(path)?.value {
                KnownValue::Fixed(number) => number,
                KnownValue::Uncertain(index) => {
                    self.scenario.quantities()[index].distribution.mean()
                }
                KnownValue::Row => return None,
            },
        };
        let inside = (range.min..=range.max).contains(&present);
        Some(if inside { present } else { range.value(0.5) })
    }
}

fn listed<'a>(indices: &[usize], name: &dyn Fn(usize) -> &'a String) -> String {
    let mut indices = indices.to_vec();
    indices.sort_unstable();
    indices.dedup();
    words::list(indices.into_iter().map(|index| name(index).as_str()))
}

fn range(fields: &Fields<'_>, out: &mut Collector) -> Option<Range> {
    for key in ["min", "max"] {
        if fields.get(key).is_none() {
            let hint = "bounds keep a fit to what can be defended; take them from what is known";
            fields.missing(key, hint, out);
        }
    }
    let (min, max) = (fields.number("min", out)?, fields.number("max", out)?);
    if min >= max {
        let message = format!(
            "min must be below max, found {} and {}",
            words::number(min),
            words::number(max)
        );
        out.push(Diagnostic::error(message).at(&fields.place_of("min")));
        return None;
    }
    let scale = match fields.get("scale").map(|node| (node, node.text())) {
        None if min > 0.0 && max / min >= WIDE => Scale::Log,
        None => Scale::Linear,
        Some((_, Some("linear"))) => Scale::Linear,
        Some((_, Some("log"))) if min > 0.0 => Scale::Log,
        Some((node, Some("log"))) => {
            let message = "a logarithmic scale needs a min above 0";
            out.push(Diagnostic::error(message).at(&node.place));
            return None;
        }
        Some((node, _)) => {
            let message = "scale must be \"linear\" or \"log\"";
            out.push(Diagnostic::error(message).at(&node.place));
            return None;
        }
    };
    Some(Range { min, max, scale })
}

fn prior(node: &Node, out: &mut Collector) -> Option<Prior> {
    let (content, _) = Reading { name: "prior", out }.number(node, &UNBOUNDED)?;
    let Content::Uncertain(distribution) = content else {
        let message = "prior must be a distribution";
        let hint = "write { dist = \"lognormal\", mean = 1.0, sd = 0.3 }, for example";
        out.push(Diagnostic::error(message).at(&node.place).hint(hint));
        return None;
    };
    Some(Prior { distribution, written: plain_toml::value(node).to_string() })
}
