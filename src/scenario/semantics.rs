//! What several keys of one alternative must have in common. Each check looks up what it needs and passes
//! over what is missing or wrong already, so that all errors come out at once.

use super::leaf::{Content, Leaf, Leaves};
use super::tree::Node;
use super::words;
use crate::diagnostics::{Collector, Diagnostic, Place};
use crate::domain::{DOMAINS, HouseholdType, RUNGS};
use crate::random::name_key;
use crate::stats::Distribution;
use std::collections::{BTreeMap, BTreeSet};

/// One merged alternative with the numbers read from it.
pub struct Checked<'a> {
    pub root: &'a Node,
    pub leaves: &'a Leaves,
    pub years: Option<u32>,
}

/// All checks.
pub fn check(alternative: &Checked<'_>, out: &mut Collector) {
    let mut checks = Checks { alternative, out };
    checks.areas();
    checks.teams();
    checks.category_shares();
    checks.rungs();
    checks.annual_cut();
    checks.effects();
    checks.domain_weights();
}

struct Checks<'a> {
    alternative: &'a Checked<'a>,
    out: &'a mut Collector,
}

impl<'a> Checks<'a> {
    fn find(&self, keys: &[&str]) -> Option<&'a Node> {
        self.alternative.root.find(keys)
    }

    fn items(&self, keys: &[&str]) -> &'a [Node] {
        self.find(keys).and_then(Node::array).unwrap_or_default()
    }

    fn leaf(&self, node: &Node) -> Option<&'a Leaf> {
        self.alternative.leaves.get(&node.id)
    }

    fn error(&mut self, place: &Place, message: String, hint: &str) {
        let hint = (!hint.is_empty()).then(|| hint.to_owned());
        self.out.push(Diagnostic::error(message).at(place).maybe_hint(hint));
    }

    /// Names that occur twice, or share the key of their random numbers.
    fn areas(&mut self) {
        let mut known: BTreeMap<u64, &str> = BTreeMap::new();
        for node in self.items(&["areas"]).iter().filter_map(|area| area.get("name")) {
            let Some(name) = node.text() else { continue };
            let other = known.insert(name_key(name), name);
            if other == Some(name) {
                let message = format!("two areas are called `{}`", words::short(name));
                self.error(&node.place, message, "give every area a name of its own");
            } else if let Some(other) = other {
                let message = format!("areas `{name}` and `{other}` would share random numbers");
                self.error(&node.place, message, "change one of the names a little");
            }
        }
    }

    /// Most households an area may have, or `None` where that is not known.
    fn households(&self, area: &Node) -> Option<f64> {
        let table = area.get("households")?;
        let count = |kind: &HouseholdType| Some(self.leaf(table.get(kind.key())?)?.bounds().1);
        HouseholdType::ALL.iter().map(count).sum()
    }

    /// There must be households, and every team must serve some: its costs are divided over them.
    fn teams(&mut self) {
        let areas = self.items(&["areas"]);
        let Some(counts) =
            areas.iter().map(|area| self.households(area)).collect::<Option<Vec<_>>>()
        else {
            return;
        };
        if areas.is_empty() {
            return;
        }
        if counts.iter().sum::<f64>() < 1.0 {
            let place = areas[0].get("households").unwrap_or(&areas[0]).place.clone();
            let message = "no household lives in any area".to_owned();
            return self.error(&place, message, "give at least one area a household");
        }
        let mut teams: BTreeMap<&str, (f64, &Node)> = BTreeMap::new();
        for (area, count) in areas.iter().zip(counts) {
            if let Some(node) = area.get("team")
                && let Some(team) = node.text()
            {
                teams.entry(team).or_insert((0.0, node)).0 += count;
            }
        }
        for (team, (_, node)) in teams.into_iter().filter(|(_, (count, _))| *count < 1.0) {
            let message = format!("team `{}` serves no household", words::short(team));
            self.error(&node.place, message, "let it share a team with another area");
        }
    }

    /// Simple and complex together are at most everything.
    fn category_shares(&mut self) {
        let simple = self.items(&["orientatie", "simple_share"]);
        let complex = self.items(&["orientatie", "complex_share"]);
        for (index, (simple, complex)) in simple.iter().zip(complex).enumerate() {
            let most = |node: &Node| self.leaf(node).map(|leaf| leaf.bounds().1);
            let (Some(a), Some(b)) = (most(simple), most(complex)) else { continue };
            if a + b > 1.0 + 1e-9 {
                let sum = super::distributions::rounded(a + b);
                let message = format!(
                    "simple_share[{index}] and complex_share[{index}] together must be at most 1, found {sum}"
                );
                let hint = "what is neither simple nor complex gets a gesprek";
                self.error(&complex.place, message, hint);
            }
        }
    }

    /// Each rung has exactly one table of provisions.
    fn rungs(&mut self) {
        let Some(array) = self.find(&["provisions"]) else { return };
        let rungs: Option<Vec<(&Node, i64)>> = array
            .array()
            .unwrap_or_default()
            .iter()
            .map(|item| Some((item.get("rung")?, item.get("rung")?.whole()?)))
            .collect();
        let Some(rungs) = rungs else { return };
        for (index, (node, rung)) in rungs.iter().enumerate() {
            if rungs[..index].iter().any(|(_, other)| other == rung) {
                self.error(&node.place, format!("rung {rung} has two tables of provisions"), "");
            }
        }
        for rung in 0..RUNGS as i64 {
            if !rungs.iter().any(|(_, other)| *other == rung) {
                let message = format!("rung {rung} has no table of provisions");
                let hint = "each of the rungs 0 to 4 needs one [[provisions]] table";
                self.error(&array.place, message, hint);
            }
        }
    }

    fn annual_cut(&mut self) {
        let Some(cuts) = self.find(&["budget", "annual_cut"]) else { return };
        let (Some(items), Some(years)) = (cuts.array(), self.alternative.years) else { return };
        if items.len() < years as usize {
            let message =
                format!("annual_cut must hold at least {years} values, found {}", items.len());
            let hint = format!("the run takes {years} years, each with its own cut (0.0 for none)");
            self.error(&cuts.place, message, &hint);
        }
    }

    fn effects(&mut self) {
        let mut known = BTreeSet::new();
        for node in self.items(&["effects"]).iter().filter_map(|effect| effect.get("id")) {
            let Some(id) = node.text() else { continue };
            if !known.insert(id) {
                let message = format!("two effects have the id `{}`", words::short(id));
                self.error(&node.place, message, "give every effect an id of its own");
            }
        }
        self.items(&["effects"]).iter().for_each(|effect| self.transfer(effect));
    }

    /// A payment goes to another party than those who make it.
    fn transfer(&mut self, effect: &Node) {
        let Some(to) = effect.get("transfer_to") else {
            if let Some(share) = effect.get("transfer_share") {
                let message = "transfer_share stands without transfer_to".to_owned();
                let hint = "name who receives the payment: transfer_to = \"huishouden\"";
                self.error(&share.place, message, hint);
            }
            return;
        };
        let payers = effect.get("payers").and_then(Node::table);
        if let Some(name) = to.text().filter(|name| payers.is_some_and(|p| p.contains_key(*name))) {
            let message = format!("`{}` both pays and receives this effect", words::short(name));
            let hint =
                "leave it out of the payers: what it pays to itself is neither cost nor gain";
            self.error(&to.place, message, hint);
        }
    }

    /// Domains are drawn without replacement: there must be as many with a weight as can be drawn.
    fn domain_weights(&mut self) {
        let Some(extra) = self.find(&["need", "extra_domains"]) else { return };
        let Some(largest) = self.most_extra(extra) else { return };
        let Some(table) = self.find(&["need", "domain_weights"]).and_then(Node::table) else {
            return;
        };
        for (kind, entry) in table {
            let weights = entry.node.array().filter(|items| items.len() == DOMAINS);
            let weights = weights.unwrap_or_default();
            let sure = weights.iter().map(|node| self.leaf(node).map(surely_positive));
            let Some(sure) = sure.collect::<Option<Vec<bool>>>() else { continue };
            let positive = sure.iter().filter(|positive| **positive).count();
            if positive == 0 && !sure.is_empty() {
                let message = format!("the domain weights of {kind} are all zero");
                self.error(&entry.node.place, message, "a household in need needs a domain");
            } else if positive < largest + 1 && !sure.is_empty() {
                let message = format!(
                    "{kind} has {positive} domains with a weight above zero, but up to {} are drawn",
                    largest + 1
                );
                let hint = "extra_domains gives the number beside the primary one";
                self.error(&entry.node.place, message, hint);
            }
        }
    }

    /// Largest number of further domains with a positive probability.
    fn most_extra(&self, extra: &Node) -> Option<usize> {
        if let Some(Content::Simplex(alphas)) = self.leaf(extra).map(|leaf| &leaf.content) {
            return alphas.iter().rposition(|alpha| *alpha > 0.0);
        }
        let shares = extra.array()?.iter().map(|node| Some(self.leaf(node)?.bounds().1 > 0.0));
        shares.collect::<Option<Vec<bool>>>()?.iter().rposition(|possible| *possible)
    }
}

/// Whether a number is above zero in every draw.
fn surely_positive(leaf: &Leaf) -> bool {
    match &leaf.content {
        Content::Uncertain(Distribution::Discrete { values, .. }) => {
            values.iter().all(|value| *value > 0.0)
        }
        _ => leaf.bounds().1 > 0.0,
    }
}
