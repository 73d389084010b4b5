//! The alternatives of a scenario: each overlay laid over the base and checked, and what alternatives must
//! have in common to be compared.

use super::extends::Reading;
use super::leaf::{Content, Leaves};
use super::merge::{mark_overlay, merged};
use super::schema::{MOST_ALTERNATIVES, parts};
use super::semantics::{self, Checked};
use super::sets::Assignment;
use super::tree::{Entry, Node, Table, Value};
use super::walk::{At, Gap, Walker};
use super::{file, suggest, words};
use crate::diagnostics::{Diagnostic, Place};
use crate::domain::HouseholdType;
use crate::study::AlternativeName;

/// Most values of a file times its alternatives: what is kept in memory.
const MOST_VALUES: u64 = 20_000_000;

/// One alternative, merged.
#[derive(Debug)]
pub struct Alternative {
    pub name: AlternativeName,
    /// Where its id is written.
    pub place: Place,
    /// Where `reference` is written, if it is.
    reference: Option<Place>,
    /// The calendar year in which it begins, and where that is written; none for the first year of the run.
    pub start_year: Option<(i64, Place)>,
    pub root: Node,
    pub leaves: Leaves,
    /// What neither the base nor the alternative has.
    gaps: Vec<Gap>,
}

/// What the checks of an alternative need of the whole scenario; `None` where it is not well written.
#[derive(Clone, Copy)]
struct HeadYears {
    /// Length of the run.
    years: Option<u32>,
    /// Year in whose euro amounts are.
    prices: Option<i32>,
}

/// The tables of the base: those of the file that an alternative may overlay.
pub fn base_of(root: &Node) -> Node {
    let known = &parts().base["properties"];
    let keep = |key: &str| known.get(key).is_some();
    let table = root.table().into_iter().flatten().filter(|(key, _)| keep(key));
    let table = table.map(|(key, entry)| (key.clone(), entry.clone())).collect();
    Node { value: Value::Table(table), ..root.clone() }
}

/// All alternatives of a file in its order, merged, checked one by one and against each other.
pub fn read(
    reading: &mut Reading,
    root: &Node,
    assignments: &[Assignment],
    years: Option<u32>,
) -> Vec<Alternative> {
    let base = base_of(root);
    let prices = root.get("price_year").and_then(Node::whole).and_then(|year| year.try_into().ok());
    let head = HeadYears { years, prices };
    check_base(reading, &base, head);
    let Some(table) = root.get("alternatives").and_then(Node::table).filter(|t| !t.is_empty())
    else {
        no_alternatives(reading, root);
        return Vec::new();
    };
    let values = u64::from(reading.builder.made()).saturating_mul(table.len() as u64);
    if table.len() > MOST_ALTERNATIVES || values > MOST_VALUES {
        let found = table.len();
        let message = if table.len() > MOST_ALTERNATIVES {
            format!("a scenario has at most {MOST_ALTERNATIVES} alternatives, found {found}")
        } else {
            format!("this scenario is too large to lay {found} alternatives over it")
        };
        let place = root.get("alternatives").map_or(&root.place, |node| &node.place);
        reading.out.push(Diagnostic::error(message).at(place));
        return Vec::new();
    }
    unknown_alternatives(reading, table, assignments);
    let mut list: Vec<Alternative> = Vec::new();
    for (id, entry) in table {
        let mine: Vec<Assignment> = assignments
            .iter()
            .filter_map(|assignment| assignment.split_alternative())
            .filter_map(|(name, rest)| (name == id).then_some(rest))
            .collect();
        list.extend(one(reading, &base, (id, entry), &mine, head));
    }
    gaps(reading, &list);
    references(reading, root, &list);
    comparable(reading, &list);
    list
}

fn check_base(reading: &mut Reading, base: &Node, head: HeadYears) {
    let mut leaves = Leaves::new();
    let at = At { layered: true, ..At::default() };
    let mut walker = Walker::new(&mut reading.out, &mut leaves);
    walker.price_year = head.prices;
    walker.object(base, &parts().base, &at);
}

fn no_alternatives(reading: &mut Reading, root: &Node) {
    if root.get("alternatives").is_some_and(|node| node.table().is_none()) {
        let found = root.get("alternatives").map_or("", Node::kind);
        let message = format!("alternatives must be a table, found {found}");
        let place = root.get("alternatives").map_or(&root.place, |node| &node.place);
        return reading.out.push(Diagnostic::error(message).at(place));
    }
    let hint = "add one with [alternatives.nul] and reference = true";
    let diagnostic = Diagnostic::error("the scenario has no alternatives");
    reading.out.push(diagnostic.at(&root.place).hint(hint));
}

/// `--set` may change an alternative, not make one.
fn unknown_alternatives(reading: &mut Reading, table: &Table, assignments: &[Assignment]) {
    for assignment in assignments {
        if let Some((name, _)) = assignment.split_alternative()
            && !table.contains_key(name)
        {
            let message = format!("there is no alternative `{}`", words::short(name));
            let hint = suggest::hint(name, table.keys().map(String::as_str));
            let place = assignment.alternative_place();
            reading.out.push(Diagnostic::error(message).at(&place).maybe_hint(hint));
        }
    }
}

fn one(
    reading: &mut Reading,
    base: &Node,
    (id, entry): (&str, &Entry),
    assignments: &[Assignment],
    head: HeadYears,
) -> Option<Alternative> {
    if !words::is_identifier(id) {
        let message = format!("an alternative cannot be called `{}`", words::short(id));
        let hint = file::effects::IDENTIFIER_HINT;
        reading.out.push(Diagnostic::error(message).at(&entry.key).hint(hint));
    }
    let mut overlay = entry.node.clone();
    mark_overlay(&mut overlay);
    let Some(table) = overlay.table_mut() else {
        let message = format!("{id} must be a table, found {}", entry.node.kind());
        reading.out.push(Diagnostic::error(message).at(&entry.node.place));
        return None;
    };
    let (mut title, mut reference) = (table.shift_remove("title"), table.shift_remove("reference"));
    let mut start = table.shift_remove("start_year");
    let mut root = merged(base, &overlay, &mut reading.out);
    for assignment in assignments {
        assignment.apply(&mut root, true, &mut reading.builder, &mut reading.out);
        let table = root.table_mut()?;
        title = table.shift_remove("title").or(title);
        reference = table.shift_remove("reference").or(reference);
        start = table.shift_remove("start_year").or(start);
    }
    let own = [("title", &title), ("reference", &reference), ("start_year", &start)];
    let name = name(reading, id, &own);
    let start_year = start.and_then(|entry| Some((entry.node.whole()?, entry.node.place)));
    let (leaves, gaps) = check(reading, &root, head);
    let reference = reference.map(|entry| entry.node.place);
    Some(Alternative { name, place: entry.key.clone(), reference, start_year, root, leaves, gaps })
}

/// What an alternative says of itself, checked: its title, and whether it is the reference.
fn name(reading: &mut Reading, id: &str, own: &[(&str, &Option<Entry>); 3]) -> AlternativeName {
    let mut leaves = Leaves::new();
    let mut walker = Walker::new(&mut reading.out, &mut leaves);
    for (key, entry) in own {
        if let Some(entry) = entry {
            let at = At { path: (*key).to_owned(), name: (*key).to_owned(), layered: false };
            walker.value(&entry.node, &parts().alternative["properties"][*key], &at);
        }
    }
    let [(_, title), (_, reference), _] = own;
    let title = title.as_ref().and_then(|entry| entry.node.text()).unwrap_or(id);
    let reference = reference.as_ref().and_then(|entry| entry.node.boolean()).unwrap_or(false);
    AlternativeName { id: id.to_owned(), title: title.to_owned(), reference }
}

/// Everything that can be said about one alternative alone.
fn check(reading: &mut Reading, root: &Node, head: HeadYears) -> (Leaves, Vec<Gap>) {
    let mut leaves = Leaves::new();
    let mut walker = Walker::new(&mut reading.out, &mut leaves);
    walker.price_year = head.prices;
    walker.object(root, &parts().base, &At { layered: true, ..At::default() });
    let gaps = walker.gaps;
    semantics::check(&Checked { root, leaves: &leaves, years: head.years }, &mut reading.out);
    (leaves, gaps)
}

/// Something may be missing from the base when every alternative supplies it: said once where none does, and
/// of each alternative that does not otherwise.
fn gaps(reading: &mut Reading, list: &[Alternative]) {
    let same = |a: &Gap, b: &Gap| a.table == b.table && a.path == b.path;
    let missed = |gap: &Gap| {
        list.iter().filter(|other| other.gaps.iter().any(|found| same(found, gap))).count()
    };
    for alternative in list {
        for gap in &alternative.gaps {
            if missed(gap) == list.len() {
                let diagnostic = Diagnostic::error(&gap.message).at(&gap.place);
                reading.out.push(diagnostic.maybe_hint(gap.about.clone()));
                continue;
            }
            let message = format!("alternative `{}` has no `{}`", alternative.name.id, gap.path);
            let hint = format!("give {} here, or in the base for all alternatives", gap.path);
            reading.out.push(Diagnostic::error(message).at(&alternative.place).hint(hint));
        }
    }
}

/// Exactly one alternative is the reference.
fn references(reading: &mut Reading, root: &Node, list: &[Alternative]) {
    let mut references = list.iter().filter(|alternative| alternative.name.reference);
    let Some(first) = references.next() else {
        if !list.is_empty() {
            let place = root.get("alternatives").map_or(&root.place, |_| &list[0].place);
            let hint = "write reference = true in the nulalternatief";
            let diagnostic = Diagnostic::error("no alternative is the reference");
            reading.out.push(diagnostic.at(place).hint(hint));
        }
        return;
    };
    for other in references {
        let (a, b) = (&first.name.id, &other.name.id);
        let message = format!("alternatives `{a}` and `{b}` are both the reference");
        let hint = "leave reference = true in one of them, the nulalternatief";
        let place = other.reference.as_ref().unwrap_or(&other.place);
        reading.out.push(Diagnostic::error(message).at(place).hint(hint));
    }
}

/// Results are compared by area, household and effect, so these must be the same in all alternatives.
fn comparable(reading: &mut Reading, list: &[Alternative]) {
    let Some((first, others)) = list.split_first() else { return };
    for other in others {
        for (array, naming) in [("areas", "name"), ("effects", "id")] {
            let (a, b) = (first.root.get(array), other.root.get(array));
            let (Some(a), Some(b)) = (a, b) else { continue };
            let same = names(a, naming) == names(b, naming)
                && (array == "effects" || same_households(first, other));
            if !same {
                let what = if array == "areas" { "areas and households" } else { "effects" };
                let message = format!(
                    "alternatives `{}` and `{}` must have the same {what} in the same order",
                    first.name.id, other.name.id
                );
                let hint = "results are compared area by area and effect by effect";
                let place = if b.overlay { &b.place } else { &a.place };
                reading.out.push(Diagnostic::error(message).at(place).hint(hint));
            }
        }
    }
}

fn names<'a>(array: &'a Node, naming: &str) -> Vec<Option<&'a str>> {
    let items = array.array().unwrap_or_default().iter();
    items.map(|item| item.get(naming)?.text()).collect()
}

/// The table of households of each area.
fn households(alternative: &Alternative) -> impl Iterator<Item = Option<&Node>> {
    let areas = alternative.root.get("areas").and_then(Node::array).unwrap_or_default();
    areas.iter().map(|area| area.get("households"))
}

fn same_households(first: &Alternative, other: &Alternative) -> bool {
    let count = |alternative: &Alternative, table: &Node, kind: &HouseholdType| {
        let node = table.get(kind.key())?;
        Some((node.id, alternative.leaves.get(&node.id)?.content.clone()))
    };
    households(first).zip(households(other)).all(|(a, b)| {
        let (Some(a), Some(b)) = (a, b) else { return true };
        HouseholdType::ALL.iter().all(|kind| match (count(first, a, kind), count(other, b, kind)) {
            (Some((a_id, a)), Some((b_id, b))) => {
                a_id == b_id || (a == b && matches!(a, Content::Fixed(_)))
            }
            _ => true,
        })
    })
}
