//! What may change during a run, and what not. Households, their traits and what is counted are those of the start; who
//! holds the budget and how providers are paid are what alternatives differ in, not shocks.

use super::super::schema::parts;
use super::super::tree::{Node, Table};
use super::super::{suggest, words};
use crate::diagnostics::{Collector, Diagnostic, Place};

/// Keys of an area that may change.
pub const OF_AN_AREA: &[&str] = &["need_factor", "historic_budget"];
/// Keys of an effect that may change.
pub const OF_AN_EFFECT: &[&str] = &["rate", "value", "payers", "transfer_to", "transfer_share"];

/// Why the number, table or array under these keys cannot change; none where it can, as far as the keys tell.
pub fn objection(keys: &[&str]) -> Option<(&'static str, &'static str)> {
    let only = |known: &[&str], key: &str| known.contains(&key);
    match keys {
        ["population", ..] => Some((
            "says who lives there when the run begins, and cannot change later",
            "leave it out; need.annual_rate and areas.<name>.need_factor may change",
        )),
        ["areas", _, key, ..] if !only(OF_AN_AREA, key) => Some((
            "cannot change during a run",
            "of an area only need_factor and historic_budget may change",
        )),
        ["effects", _, key, ..] if !only(OF_AN_EFFECT, key) => Some((
            "cannot change during a run",
            "of an effect only rate, value, payers and transfers may change",
        )),
        ["financing", _, "reserve_share", ..] => Some((
            "has its effect when the run begins, and cannot change later",
            "leave it out; the reserve is opened once",
        )),
        _ => None,
    }
}

/// Takes out of an overlay what cannot change, and says why.
pub fn only_what_may_change(overlay: &mut Table, out: &mut Collector) {
    let mut refused = Vec::new();
    for (key, entry) in overlay.iter() {
        let faults = faults(key, &entry.node, &entry.key);
        if !faults.is_empty() {
            refused.push(key.clone());
        }
        out.push_all(faults);
    }
    refused.iter().for_each(|key| {
        overlay.shift_remove(key);
    });
}

fn faults(key: &str, node: &Node, place: &Place) -> Vec<Diagnostic> {
    let known = &parts().base["properties"];
    let refuse = |problem: &str, hint: &str| {
        vec![Diagnostic::error(format!("`{}` {problem}", words::short(key))).at(place).hint(hint)]
    };
    if parts().head["properties"].get(key).is_some()
        || matches!(key, "extends" | "alternatives" | "stress")
    {
        let hint = "a stress changes tables such as need, provisions, team and budget";
        return refuse("holds for the whole scenario and cannot be stressed", hint);
    }
    if known.get(key).is_none() {
        let names = known.as_object().into_iter().flatten().map(|(key, _)| &**key);
        let message = format!("unknown key `{}` in the overlay of a stress", words::short(key));
        return vec![Diagnostic::error(message).at(place).maybe_hint(suggest::hint(key, names))];
    }
    if key == "financing" {
        let hint = "make an alternative of it; numbers of a model can be multiplied: multiply = { \
                    \"financing.wijkbudget.steer\" = 2.0 }";
        return refuse("says who holds the budget, which a stress cannot change", hint);
    }
    if let Some((problem, hint)) = objection(&[key]) {
        return refuse(problem, hint);
    }
    if matches!(key, "areas" | "effects") {
        return of_items(key, node, place);
    }
    Vec::new()
}

/// Changes of named items: only some of their keys, and never the whole array.
fn of_items(key: &str, node: &Node, place: &Place) -> Vec<Diagnostic> {
    let Some(items) = node.table() else {
        let example = match key {
            "areas" => "areas = { \"Elst Noord\" = { need_factor = 1.4 } }",
            _ => "effects = { bijstand = { value = 1_300.0 } }",
        };
        let message = format!("`{key}` cannot be replaced as a whole by a stress");
        let hint = format!("change items by their names, such as {example}");
        return vec![Diagnostic::error(message).at(place).hint(hint)];
    };
    let mut faults = Vec::new();
    for (name, item) in items {
        for (own, entry) in item.node.table().into_iter().flatten() {
            if let Some((problem, hint)) = objection(&[key, name, own]) {
                let path = words::join(&words::join(key, name), own);
                let message = format!("`{path}` {problem}");
                faults.push(Diagnostic::error(message).at(&entry.key).hint(hint));
            }
        }
    }
    faults
}
