//! From the keys of a distribution to a [`Distribution`], with what can be wrong between them.

use super::file::quantity::{DIRICHLET, Shape};
use super::leaf::Bounds;
use super::quantity::Reading;
use super::tree::{Node, Table};
use super::words;
use crate::stats::{Distribution, LARGEST_SHAPE};

/// A standard deviation below this part of the mean is next to none.
const HARDLY_UNCERTAIN: f64 = 1e-4;

/// How far shares may add up to something else than 1.
pub const SUM_TOLERANCE: f64 = 1e-6;

/// Reads the distribution of a number that must stay within `bounds`.
pub fn read(
    reading: &mut Reading<'_>,
    node: &Node,
    table: &Table,
    shape: &Shape,
    bounds: &Bounds<'_>,
) -> Option<Distribution> {
    let form = form(reading, node, table, shape)?;
    let mut maker = Maker { reading, node, table, bounds, errors: false };
    let distribution = match shape.name {
        "pert" | "triangular" => maker.three_points(shape.name == "pert"),
        "uniform" => maker.uniform(),
        "normal" => maker.normal(),
        "discrete" => maker.discrete(),
        name => maker.moments_or_quantiles(name, form),
    }?;
    maker.within(&distribution).then_some(distribution)
}

/// The set of keys that is used; reports where none is complete, or more than one is begun.
fn form(
    reading: &mut Reading<'_>,
    node: &Node,
    table: &Table,
    shape: &Shape,
) -> Option<&'static [&'static str]> {
    let has = |form: &&&[&str]| form.iter().any(|key| table.contains_key(*key));
    let begun: Vec<_> = shape.forms.iter().filter(has).collect();
    let ways = || {
        let ways: Vec<String> =
            shape.forms.iter().map(|form| words::list(form.iter().copied())).collect();
        ways.join(", or ")
    };
    let [form] = begun.as_slice() else {
        let problem = if begun.is_empty() { "needs" } else { "takes only one of these:" };
        let message = format!("a {} distribution {problem} {}", shape.name, ways());
        reading.error(node, message, None);
        return None;
    };
    let missing: Vec<&str> = form.iter().copied().filter(|key| !table.contains_key(*key)).collect();
    if !missing.is_empty() {
        let message = format!("missing {} in a {} distribution", words::list(missing), shape.name);
        reading.error(node, message, Some(format!("it needs {}", ways())));
        return None;
    }
    Some(form)
}

struct Maker<'a, 'b> {
    reading: &'a mut Reading<'b>,
    node: &'a Node,
    table: &'a Table,
    bounds: &'a Bounds<'a>,
    errors: bool,
}

impl<'a> Maker<'a, '_> {
    fn at(&self, key: &str) -> &'a Node {
        self.table.get(key).map_or(self.node, |entry| &entry.node)
    }

    fn finite(&mut self, key: &str) -> Option<f64> {
        self.reading.finite(self.at(key), key)
    }

    /// A key whose value the quantity itself may take.
    fn bounded(&mut self, key: &str) -> Option<f64> {
        let number = self.finite(key)?;
        // The lower end of an interval may touch an excluded zero: it has probability zero.
        let touches = self.bounds.above && number == self.bounds.min;
        if !self.bounds.contain(number) && !touches {
            self.reading.outside(self.at(key), self.bounds, number, &format!("{key} = "));
            self.errors = true;
        }
        Some(number)
    }

    fn fail(&mut self, key: &str, message: String, hint: Option<&str>) {
        self.reading.error(self.at(key), message, hint.map(str::to_owned));
        self.errors = true;
    }

    /// Two values of which the first must be below the second, or may equal it.
    fn ordered(&mut self, low: (&str, f64), high: (&str, f64), equal: bool) {
        if low.1 < high.1 || (equal && low.1 == high.1) {
            return;
        }
        let word = if equal { "at most" } else { "below" };
        let (a, b) = (words::number(low.1), words::number(high.1));
        let hint = (low.1 == high.1).then_some("write a plain number where nothing is uncertain");
        self.fail(low.0, format!("{} must be {word} {}, found {a} and {b}", low.0, high.0), hint);
    }

    fn done(&self, distribution: Distribution) -> Option<Distribution> {
        (!self.errors).then_some(distribution)
    }

    fn three_points(&mut self, pert: bool) -> Option<Distribution> {
        let (min, mode, max) = (self.bounded("min"), self.finite("mode"), self.bounded("max"));
        let (min, mode, max) = (min?, mode?, max?);
        self.ordered(("min", min), ("max", max), false);
        if min < max {
            self.ordered(("min", min), ("mode", mode), true);
            self.ordered(("mode", mode), ("max", max), true);
        }
        self.done(if pert {
            Distribution::Pert { min, mode, max }
        } else {
            Distribution::Triangular { min, mode, max }
        })
    }

    fn uniform(&mut self) -> Option<Distribution> {
        let (min, max) = (self.bounded("min"), self.bounded("max"));
        let (min, max) = (min?, max?);
        self.ordered(("min", min), ("max", max), false);
        self.done(Distribution::Uniform { min, max })
    }

    fn normal(&mut self) -> Option<Distribution> {
        let (mean, sd) = (self.finite("mean"), self.finite("sd"));
        let end = |maker: &mut Self, key: &str, none: f64| {
            if maker.table.contains_key(key) { maker.bounded(key) } else { Some(none) }
        };
        let min = end(self, "min", f64::NEG_INFINITY);
        let max = end(self, "max", f64::INFINITY);
        let (mean, sd, min, max) = (mean?, sd?, min?, max?);
        self.positive_sd(sd);
        self.ordered(("min", min), ("max", max), false);
        if sd > 0.0 && (min > mean + 6.0 * sd || max < mean - 6.0 * sd) {
            let message = "hardly any probability lies between min and max".to_owned();
            self.fail("mean", message, Some("min and max cut off a tail, not the whole"));
        }
        self.done(Distribution::Normal { mean, sd, min, max })
    }

    fn positive_sd(&mut self, sd: f64) {
        if sd <= 0.0 {
            let message = format!("sd must be above 0, found {}", words::number(sd));
            self.fail("sd", message, Some("write a plain number where nothing is uncertain"));
        }
    }

    fn moments_or_quantiles(&mut self, name: &str, form: &[&str]) -> Option<Distribution> {
        let (first, second) = (self.finite(form[0]), self.finite(form[1]));
        let (first, second) = (first?, second?);
        let moments = form[0] == "mean";
        if moments {
            self.positive_sd(second);
        } else {
            self.ordered((form[0], first), (form[1], second), false);
        }
        if self.errors {
            return None;
        }
        let made = match (name, moments) {
            ("lognormal", true) => Distribution::lognormal_from_mean_sd(first, second),
            ("lognormal", false) => Distribution::lognormal_from_p5_p95(first, second),
            ("gamma", true) => Distribution::gamma_from_mean_sd(first, second),
            ("gamma", false) => Distribution::gamma_from_p5_p95(first, second),
            ("beta", true) => Distribution::beta_from_mean_sd(first, second),
            _ => Distribution::beta_from_p5_p95(first, second),
        };
        if made.is_none() {
            let (a, b) = (words::number(first), words::number(second));
            let message = format!("no {name} distribution has {} {a} and {} {b}", form[0], form[1]);
            let hardly = moments && second < HARDLY_UNCERTAIN * first.abs();
            let hint = match (name, moments) {
                _ if hardly => "write a plain number where next to nothing is uncertain",
                ("beta", true) => {
                    "a beta lies between 0 and 1, with sd below sqrt(mean * (1 - mean))"
                }
                ("beta", false) => "a beta lies between 0 and 1",
                _ => "this distribution takes values above 0 only",
            };
            self.fail(form[0], message, Some(hint));
        }
        made
    }

    fn discrete(&mut self) -> Option<Distribution> {
        let (values, probs) = (self.numbers("values"), self.numbers("probs"));
        let (values, probs) = (values?, probs?);
        if values.len() != probs.len() || values.is_empty() {
            let (n, m) = (values.len(), probs.len());
            let message = format!("values and probs must be equally long, found {n} and {m}");
            self.fail("probs", message, None);
            return None;
        }
        let nodes = self.at("values").array().unwrap_or_default();
        for (value, node) in values.iter().zip(nodes) {
            if !self.bounds.contain(*value) {
                self.reading.outside(node, self.bounds, *value, "");
                self.errors = true;
            }
        }
        self.shares("probs", &probs);
        self.done(Distribution::Discrete { values, probs })
    }

    /// An array of finite numbers.
    fn numbers(&mut self, key: &str) -> Option<Vec<f64>> {
        let node = self.at(key);
        let Some(items) = node.array() else {
            self.fail(
                key,
                format!("{key} must be an array of numbers, found {}", node.kind()),
                None,
            );
            return None;
        };
        let read =
            |(index, item): (usize, &Node)| self.reading.finite(item, &words::item(key, index));
        let numbers: Vec<Option<f64>> = items.iter().enumerate().map(read).collect();
        numbers.into_iter().collect()
    }

    /// Checks that numbers are shares that add up to 1.
    fn shares(&mut self, key: &str, numbers: &[f64]) {
        if numbers.iter().any(|number| *number < 0.0) {
            self.fail(key, format!("{key} must not hold negative numbers"), None);
            return;
        }
        let sum: f64 = numbers.iter().sum();
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            let message = format!("{key} must add up to 1, found {}", rounded(sum));
            self.fail(key, message, None);
        }
    }

    /// Whether all values the distribution can take are allowed; `bounded` keys were checked already.
    fn within(&mut self, distribution: &Distribution) -> bool {
        let (low, high) = distribution.support();
        let Bounds { min, max, open, .. } = *self.bounds;
        let low_fits = low >= min || (open && min < 0.0 && low == f64::NEG_INFINITY);
        let high_fits = high <= max || (open && high == f64::INFINITY);
        if low_fits && high_fits {
            return true;
        }
        let normal = matches!(distribution, Distribution::Normal { .. });
        let hint = match (normal, max <= 1.0) {
            (true, true) => "truncate it with min = 0 and max = 1, or use a beta distribution",
            (true, false) => "truncate it with min and max, or use lognormal or gamma",
            (false, true) => "use a beta distribution",
            (false, false) => "use a distribution with a minimum and a maximum, such as pert",
        };
        let reach = match (low.is_finite(), high.is_finite()) {
            (false, false) => "every number".to_owned(),
            (false, true) => format!("everything below {}", words::number(high)),
            (true, false) => format!("everything above {}", words::number(low)),
            (true, true) => format!("{} to {}", words::number(low), words::number(high)),
        };
        let name = self.reading.name;
        let words = self.bounds.words();
        let message = format!("{name} must be {words}, but this distribution covers {reach}");
        self.reading.error(self.node, message, Some(hint.to_owned()));
        false
    }
}

/// A sum without the digits that floating point adds.
pub fn rounded(sum: f64) -> String {
    words::number((sum * 1e9).round() / 1e9)
}

/// The alphas of a dirichlet row of `n` shares.
pub fn dirichlet(
    reading: &mut Reading<'_>,
    node: &Node,
    table: &Table,
    n: usize,
) -> Option<Vec<f64>> {
    let form = form(reading, node, table, &DIRICHLET)?;
    let bounds = Bounds::of(&serde_json::Value::Null);
    let mut maker = Maker { reading, node, table, bounds: &bounds, errors: false };
    let key = form[0];
    let numbers = maker.numbers(key)?;
    if numbers.len() != n {
        let message = format!("{key} must hold {n} numbers, found {}", numbers.len());
        maker.fail(key, message, None);
        return None;
    }
    if key == "mean" {
        maker.shares(key, &numbers);
    } else if numbers.iter().any(|alpha| *alpha < 0.0) || numbers.iter().all(|a| *a == 0.0) {
        maker.fail(key, "alpha must be zero or more, and not all zero".to_owned(), None);
    }
    let factor = if key == "mean" { maker.finite("concentration")? } else { 1.0 };
    if factor <= 0.0 {
        let message = format!("concentration must be above 0, found {}", words::number(factor));
        maker.fail("concentration", message, Some("the larger it is, the less uncertain the row"));
    }
    let alphas: Vec<f64> = numbers.iter().map(|number| number * factor).collect();
    if !maker.errors && alphas.iter().any(|alpha| *alpha > LARGEST_SHAPE) {
        let (key, what) = match key {
            "mean" => ("concentration", "concentration times mean"),
            key => (key, key),
        };
        let message = format!("{what} must be at most {}", words::number(LARGEST_SHAPE));
        maker.fail(key, message, Some("write plain shares where next to nothing is uncertain"));
    }
    (!maker.errors).then_some(alphas)
}
