//! Alternatives that begin in a later year (`start_year`): until then they are as the nulalternatief, to the last bit.
//!
//! What the run begins with cannot change on the way: such an alternative has the households, traits and holder of the
//! budget of the nulalternatief.

use super::alternatives::Alternative;
use super::extends::Reading;
use super::stress::allowed::OF_AN_AREA;
use super::tree::Node;
use crate::diagnostics::{Diagnostic, Place};

/// The year from 0 in which each alternative begins; `time` is the first year of the run and their number. Reports
/// what cannot begin later.
pub fn read(reading: &mut Reading, list: &[Alternative], time: Option<(i32, u32)>) -> Vec<u32> {
    let reference = list.iter().find(|alternative| alternative.name.reference);
    list.iter()
        .map(|alternative| match (&alternative.start_year, time, reference) {
            (Some((year, place)), Some(time), Some(reference)) => {
                begins(reading, (alternative, reference), (*year, place), time)
            }
            _ => 0,
        })
        .collect()
}

fn begins(
    reading: &mut Reading,
    (alternative, reference): (&Alternative, &Alternative),
    (year, place): (i64, &Place),
    (first, years): (i32, u32),
) -> u32 {
    let id = &alternative.name.id;
    let mut refuse = |message: String, hint: &str| {
        reading.out.push(Diagnostic::error(message).at(place).hint(hint));
        0
    };
    if alternative.name.reference {
        let message = format!("alternative `{id}` is the nulalternatief, so it cannot begin later");
        return refuse(message, "leave start_year out of it");
    }
    let last = i64::from(first) + i64::from(years) - 1;
    if !(i64::from(first)..=last).contains(&year) {
        let message =
            format!("start_year must be a year of the run, {first} to {last}, found {year}");
        return refuse(message, "see [time]");
    }
    if let Some(what) = other_start(&alternative.root, &reference.root) {
        let message = format!(
            "alternative `{id}` begins in {year}, so it must have the {what} of `{}`",
            reference.name.id
        );
        return refuse(message, "what a run begins with cannot change on the way");
    }
    (year - i64::from(first)) as u32
}

/// What a run begins with and two alternatives do not share.
fn other_start(root: &Node, reference: &Node) -> Option<&'static str> {
    let same = |keys: &[&str]| same(root.find(keys), reference.find(keys));
    let model = |root: &Node| -> Vec<String> {
        let table = root.get("financing").and_then(Node::table);
        table.into_iter().flat_map(|table| table.keys().cloned()).collect()
    };
    if !same(&["population"]) {
        return Some("population");
    }
    if model(root) != model(reference) {
        return Some("holder of the budget (financing)");
    }
    if !same(&["financing", "populatiebekostiging", "reserve_share"]) {
        return Some("reserve_share");
    }
    let (one, other) = (traits(root), traits(reference));
    let traits_differ = one.len() != other.len()
        || one.iter().zip(&other).any(|(one, other)| !self::same(Some(*one), Some(*other)));
    traits_differ.then_some("traits of areas")
}

/// What is fixed of every area.
fn traits(root: &Node) -> Vec<&Node> {
    let areas = root.get("areas").and_then(Node::array).unwrap_or_default();
    let of = |area| Node::table(area).into_iter().flatten();
    let fixed = areas.iter().flat_map(of).filter(|(key, _)| !OF_AN_AREA.contains(&key.as_str()));
    fixed.map(|(_, entry)| &entry.node).collect()
}

/// The same number of the file, not only one of the same value: another quantity would have other draws.
fn same(one: Option<&Node>, other: Option<&Node>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            let within = |node: &Node| {
                let mut ids = Vec::new();
                node.clone().visit(&mut |node| ids.push(node.id));
                ids
            };
            within(one) == within(other)
        }
        _ => false,
    }
}
