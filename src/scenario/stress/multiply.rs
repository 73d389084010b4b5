//! `multiply` of a stress: numbers of every alternative times a factor, in every draw.

use super::super::leaf::{Content, Leaf, Leaves};
use super::super::path::{self, Segment, Step};
use super::super::quantities::Quantities;
use super::super::tree::{Builder, Node, NodeId, Table};
use super::super::{suggest, words};
use super::allowed;
use crate::diagnostics::{Collector, Diagnostic, Place};
use std::collections::BTreeSet;

/// One entry: what is multiplied, and by how much.
pub struct Factor {
    path: String,
    segments: Vec<Segment>,
    factor: f64,
    key: Place,
    value: Place,
}

/// Reads the table; what is wrong with an entry is said, and the entry left out.
pub fn factors(table: &Table, out: &mut Collector) -> Vec<Factor> {
    let mut list = Vec::new();
    for (path, entry) in table {
        let mut fail = |place: &Place, message: String, hint: &str| {
            out.push(Diagnostic::error(message).at(place).hint(hint));
        };
        let shown = words::short(path);
        let usage = "write multiply = { \"need.annual_rate\" = 1.3 }";
        let Some((segments, _)) = path::parse(path).ok().filter(|(_, end)| *end == path.len())
        else {
            fail(&entry.key, format!("`{shown}` is no path of a number"), usage);
            continue;
        };
        let Some(factor) = entry.node.number() else {
            let found = entry.node.kind();
            let message = format!("the factor of `{shown}` must be a number, found {found}");
            fail(&entry.node.place, message, usage);
            continue;
        };
        if !factor.is_finite() || factor < 0.0 {
            let message = format!("the factor of `{shown}` must be 0 or more, found {factor}");
            fail(&entry.node.place, message, "1.3 is 30 % more, 0.7 is 30 % less");
            continue;
        }
        if let Some((problem, hint)) = allowed::objection(&keys(&segments)) {
            fail(&entry.key, format!("`{shown}` {problem}"), hint);
            continue;
        }
        let (key, value) = (entry.key.clone(), entry.node.place.clone());
        list.push(Factor { path: path.clone(), segments, factor, key, value });
    }
    list
}

fn keys(segments: &[Segment]) -> Vec<&str> {
    segments
        .iter()
        .map(|segment| match &segment.step {
            Step::Key(key) => key.as_str(),
            Step::Index(_) => "",
        })
        .collect()
}

impl Factor {
    /// Says that no alternative has it.
    pub fn nowhere(&self, leaves: &Leaves) -> Diagnostic {
        let message = format!("there is no number `{}` to multiply", words::short(&self.path));
        let hint = suggest::hint(&self.path, leaves.values().map(|leaf| leaf.path.as_str()));
        Diagnostic::error(message).at(&self.key).maybe_hint(hint)
    }

    /// Multiplies the numbers under the path in one alternative: each gets an identity of its own. Tells whether there
    /// were any.
    pub fn apply(&self, place: &mut Multiplying<'_>, root: &mut Node) -> bool {
        let Some(node) = path::find_mut(root, &self.segments) else { return false };
        let (mut found, mut faulty) = (false, false);
        let mut each = |node: &mut Node| {
            let number = |leaf: &&Leaf| !matches!(leaf.content, Content::Listed(_));
            let Some(leaf) = place.leaves.get(&node.id).filter(number).cloned() else { return };
            found = true;
            let fault = self.fault(&leaf, place.done.contains(&node.id));
            if faulty || fault.is_some() {
                // Of many numbers under one path the first says enough.
                place.out.push_all(fault.filter(|_| !faulty));
                faulty = true;
                return;
            }
            let of = node.id;
            node.id = place.builder.fresh();
            place.done.insert(node.id);
            place.leaves.insert(node.id, self.multiplied(leaf));
            place.quantities.multiply(node.id, of, self.factor);
        };
        node.visit(&mut each);
        found
    }

    /// The number as checks on several numbers together see it.
    fn multiplied(&self, leaf: Leaf) -> Leaf {
        let content = match leaf.content {
            Content::Uncertain(_) if self.factor == 0.0 => Content::Fixed(0.0),
            Content::Fixed(number) => Content::Fixed(number * self.factor),
            Content::Uncertain(distribution) => {
                Content::Uncertain(distribution.scaled(self.factor))
            }
            other => other,
        };
        Leaf { content, ..leaf }
    }

    /// What is wrong with multiplying this number.
    fn fault(&self, leaf: &Leaf, twice: bool) -> Option<Diagnostic> {
        let path = &leaf.path;
        if let Some((segments, _)) = path::parse(path).ok()
            && let Some((problem, hint)) = allowed::objection(&keys(&segments))
        {
            let message =
                format!("`{path}` {problem}, and `{}` holds it", words::short(&self.path));
            return Some(Diagnostic::error(message).at(&self.key).hint(hint));
        }
        if twice {
            let message = format!("`{path}` is multiplied twice");
            let hint = "multiply the factors, and write the product once";
            return Some(Diagnostic::error(message).at(&self.key).hint(hint));
        }
        if matches!(leaf.content, Content::Simplex(_)) {
            let message = format!("`{path}` is a row of shares, which cannot be multiplied");
            let hint = "give the row as it will be, in the overlay of the stress";
            return Some(Diagnostic::error(message).at(&self.key).hint(hint));
        }
        let most = leaf.bounds().1 * self.factor;
        (most > leaf.most).then(|| {
            let (most, limit) = (words::number(most), words::number(leaf.most));
            let message = format!(
                "`{path}` times {} can be {most}, and must be at most {limit}",
                self.factor
            );
            Diagnostic::error(message).at(&self.value).hint("take a smaller factor")
        })
    }
}

/// Where numbers are multiplied.
pub struct Multiplying<'a> {
    pub leaves: &'a mut Leaves,
    /// What has been multiplied, to find what would be twice.
    pub done: BTreeSet<NodeId>,
    pub quantities: &'a mut Quantities,
    pub builder: &'a mut Builder,
    pub out: &'a mut Collector,
}
