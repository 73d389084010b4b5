//! The part of the walk that is about numbers that must add up to 1: rows of shares, and payers.

use super::distributions::{SUM_TOLERANCE, rounded};
use super::leaf::Content;
use super::quantity::Reading;
use super::tree::Node;
use super::walk::{At, Walker, text};
use serde_json::Value;

impl Walker<'_> {
    pub(super) fn row(&mut self, node: &Node, field: &Value, definition: &Value, at: &At) {
        let plain = &definition["anyOf"][0];
        let n = plain["minItems"].as_u64().unwrap_or(0) as usize;
        if let Some(table) = node.table() {
            let read = Reading { name: &at.name, out: self.out }.dirichlet(node, table, n);
            return self.keep(node, field, definition, at, read);
        }
        let Some(items) = node.array() else {
            let message = format!("{} must be a row of {n} shares, found {}", at.name, node.kind());
            return self.error(node, message, None);
        };
        let hint = text(field, definition, "description");
        if items.len() != n {
            let message = format!("{} must hold {n} shares, found {}", at.name, items.len());
            return self.error(
                node,
                message,
                hint.map(|hint| hint.trim_end_matches('.').to_owned()),
            );
        }
        let share = self.parts.resolve(&plain["items"]);
        let before = self.enter(node, field, definition, at);
        for (index, item) in items.iter().enumerate() {
            self.number(item, field, share, &at.item(index));
        }
        self.around = before;
        let items: Vec<&Node> = items.iter().collect();
        let hint =
            "write { dist = \"dirichlet\", mean = [..], concentration = 50.0 } for the whole row";
        self.adds_up(node, &items, hint, at);
    }

    /// Checks that numbers add up to 1, where all of them were read well.
    pub(super) fn adds_up(&mut self, node: &Node, items: &[&Node], uncertain_hint: &str, at: &At) {
        let mut sum = 0.0;
        for item in items {
            match self.leaves.get(&item.id).map(|leaf| &leaf.content) {
                Some(Content::Fixed(number)) => sum += number,
                Some(_) => {
                    let message = format!(
                        "{} must add up to 1 in every draw, so its shares cannot be uncertain one by one",
                        at.name
                    );
                    return self.error(item, message, Some(uncertain_hint.to_owned()));
                }
                None => return,
            }
        }
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            let message = format!("{} must add up to 1, found {}", at.name, rounded(sum));
            let difference = (1.0 - sum).abs();
            let side = if sum < 1.0 { "short" } else { "too much" };
            let hint = format!("the shares are {} {side}", rounded(difference));
            self.error(node, message, Some(hint));
        }
    }
}
