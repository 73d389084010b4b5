//! From `[[stress]]` in the tree to the trees of every alternative under every stress.

use super::super::alternatives::Alternative;
use super::super::extends::Reading;
use super::super::leaf::Leaves;
use super::super::merge::{mark_overlay, merged};
use super::super::quantities::Quantities;
use super::super::schema::parts;
use super::super::semantics::{self, Checked};
use super::super::tree::{Entry, Node, Table, Value};
use super::super::walk::{At, Walker};
use super::super::words;
use super::allowed::only_what_may_change;
use super::multiply::{self, Factor, Multiplying};
use super::{MOST_STRESSES, StressName, prefix};
use crate::diagnostics::{Collector, Diagnostic, Place};
use std::collections::BTreeSet;

/// A stress with the tree of every alternative under it.
pub struct Read {
    pub name: StressName,
    /// By alternative.
    pub roots: Vec<Node>,
}

/// All stresses of a file. Their quantities are added to `quantities`, behind those of the scenario. With
/// `other_years`, stresses may lie outside the years of the run without a word.
pub fn read(
    reading: &mut Reading,
    root: &Node,
    list: &[Alternative],
    quantities: &mut Quantities,
    other_years: bool,
) -> Vec<Read> {
    let Some(array) = root.get("stress") else { return Vec::new() };
    let Some(items) = array.array() else {
        let message = format!("stress must be an array of tables, found {}", array.kind());
        let hint = "begin each stress test with [[stress]]";
        reading.out.push(Diagnostic::error(message).at(&array.place).hint(hint));
        return Vec::new();
    };
    if items.len() > MOST_STRESSES {
        let message =
            format!("a scenario has at most {MOST_STRESSES} stress tests, found {}", items.len());
        reading.out.push(Diagnostic::error(message).at(&array.place));
        return Vec::new();
    }
    twice(reading, items);
    let mut reads = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let (years, prices) = (time(root), prices(root));
        let mut reader = Reader { reading, quantities, list, years, other_years, prices };
        reads.extend(reader.one(index, item));
    }
    reads
}

/// First calendar year and number of years of the run, where both are well written.
pub fn time(root: &Node) -> Option<(i32, u32)> {
    let whole = |key: &str| root.find(&["time", key])?.whole();
    Some((i32::try_from(whole("start_year")?).ok()?, u32::try_from(whole("years")?).ok()?))
}

fn prices(root: &Node) -> Option<i32> {
    root.get("price_year")?.whole()?.try_into().ok()
}

fn twice(reading: &mut Reading, items: &[Node]) {
    let mut known = BTreeSet::new();
    for node in items.iter().filter_map(|item| item.get("id")) {
        let Some(id) = node.text() else { continue };
        if !known.insert(id) {
            let message = format!("two stress tests have the id `{}`", words::short(id));
            let hint = "give every stress test an id of its own";
            reading.out.push(Diagnostic::error(message).at(&node.place).hint(hint));
        }
    }
}

struct Reader<'a> {
    reading: &'a mut Reading,
    quantities: &'a mut Quantities,
    list: &'a [Alternative],
    years: Option<(i32, u32)>,
    other_years: bool,
    prices: Option<i32>,
}

impl Reader<'_> {
    fn one(&mut self, index: usize, item: &Node) -> Option<Read> {
        let at = words::item("stress", index);
        let Some(table) = item.table() else {
            let message = format!("{at} must be a table, found {}", item.kind());
            self.reading.out.push(Diagnostic::error(message).at(&item.place));
            return None;
        };
        let mut own = table.clone();
        let (overlay, multiply) = (own.shift_remove("overlay"), own.shift_remove("multiply"));
        let own = Node { value: Value::Table(own), ..item.clone() };
        let mut leaves = Leaves::new();
        Walker::new(&mut self.reading.out, &mut leaves).object(
            &own,
            &parts().stress,
            &At { path: at.clone(), name: at, layered: false },
        );
        if overlay.is_none() && multiply.is_none() {
            let message = "this stress test changes nothing";
            let hint = "give it an overlay = { .. } of tables, or multiply = { \"path\" = factor }";
            self.reading.out.push(Diagnostic::error(message).at(&item.place).hint(hint));
        }
        let overlay = self.table(overlay, "overlay");
        let factors = self.table(multiply, "multiply");
        let factors = factors.map(|table| multiply::factors(&table, &mut self.reading.out));
        let name = self.name(&own);
        let over = self.over(overlay.unwrap_or_default(), &item.place);
        let roots = self.roots(name.as_ref(), &over, &factors.unwrap_or_default());
        Some(Read { name: name?, roots })
    }

    /// A table of a stress; none where there is none.
    fn table(&mut self, entry: Option<Entry>, key: &str) -> Option<Table> {
        let entry = entry?;
        let Some(table) = entry.node.table() else {
            let message = format!("{key} must be a table, found {}", entry.node.kind());
            self.reading.out.push(Diagnostic::error(message).at(&entry.node.place));
            return None;
        };
        Some(table.clone())
    }

    /// None where it is not well written, which has been said.
    fn name(&mut self, own: &Node) -> Option<StressName> {
        let text = |key: &str| own.get(key).and_then(Node::text).map(str::to_owned);
        let year = own.get("start_year")?;
        let start_year = i32::try_from(year.whole()?).ok()?;
        if let Some((first, years)) = self.years.filter(|_| !self.other_years) {
            let last = first + years as i32 - 1;
            if !(first..=last).contains(&start_year) {
                let message = format!(
                    "start_year must be a year of the run, {first} to {last}, found {start_year}"
                );
                let hint = "a stress holds from the start of that year to the end of the run";
                let diagnostic = Diagnostic::error(message).at(&year.place).hint(hint);
                self.reading.out.push(diagnostic);
            }
        }
        let id = text("id").filter(|id| words::is_identifier(id))?;
        let (source, note) = (text("source"), text("note"));
        Some(StressName { id, title: text("title")?, start_year, source, note })
    }

    /// What is laid over every alternative, without what cannot change.
    fn over(&mut self, mut overlay: Table, place: &Place) -> Node {
        only_what_may_change(&mut overlay, &mut self.reading.out);
        let (id, value) = (self.reading.builder.fresh(), Value::Table(overlay));
        let mut over = Node { id, place: place.clone(), overlay: true, value, record: None };
        mark_overlay(&mut over);
        over
    }

    /// The tree of every alternative with the stress over it, checked.
    fn roots(&mut self, name: Option<&StressName>, over: &Node, factors: &[Factor]) -> Vec<Node> {
        let shown = name.map_or("?", |name| name.id.as_str());
        let mut used = vec![false; factors.len()];
        let mut roots = Vec::new();
        for alternative in self.list {
            // What the alternative has wrong by itself has been said.
            let mut aside = Collector::default();
            let mut root = merged(&alternative.root, over, &mut aside);
            let mut leaves = self.walk(&root, &mut aside);
            self.same_models(alternative, &root, over);
            self.quantities.add(&leaves, Some(&prefix(shown)));
            let mut multiplying = Multiplying {
                leaves: &mut leaves,
                done: BTreeSet::new(),
                quantities: self.quantities,
                builder: &mut self.reading.builder,
                out: &mut self.reading.out,
            };
            for (factor, used) in factors.iter().zip(&mut used) {
                *used |= factor.apply(&mut multiplying, &mut root);
            }
            let years = self.years.map(|(_, years)| years);
            semantics::check(&Checked { root: &root, leaves: &leaves, years }, &mut aside);
            self.say(shown, aside);
            roots.push(root);
        }
        if let Some(alternative) = self.list.first() {
            for (factor, _) in factors.iter().zip(used).filter(|(_, used)| !used) {
                self.reading.out.push(factor.nowhere(&alternative.leaves));
            }
        }
        roots
    }

    /// The numbers of a stressed alternative.
    fn walk(&self, root: &Node, out: &mut Collector) -> Leaves {
        let mut leaves = Leaves::new();
        let mut walker = Walker::new(out, &mut leaves);
        walker.price_year = self.prices;
        walker.object(root, &parts().base, &At { layered: true, ..At::default() });
        leaves
    }

    /// A stress does not change how providers are paid.
    fn same_models(&mut self, alternative: &Alternative, root: &Node, over: &Node) {
        for line in ["first_line", "specialist"] {
            let model = |root: &Node| {
                let table = root.find(&["payment", line]).and_then(Node::table)?;
                table.keys().next().cloned()
            };
            let (Some(before), Some(after)) = (model(&alternative.root), model(root)) else {
                continue;
            };
            if before != after {
                let message = format!(
                    "a stress cannot change how providers are paid: payment.{line} of `{}` is {before}, \
                     not {after}",
                    alternative.name.id
                );
                let hint = "make an alternative of it; numbers of a model can be multiplied";
                let place = over.find(&["payment", line]).map_or(&over.place, |node| &node.place);
                self.reading.out.push(Diagnostic::error(message).at(place).hint(hint));
            }
        }
    }

    /// Says what is wrong with a stressed alternative and was not wrong with the alternative itself.
    fn say(&mut self, id: &str, aside: Collector) {
        for diagnostic in aside.into_list() {
            if !self.reading.out.contains(&diagnostic) {
                let message = format!("in stress `{}`: {}", words::short(id), diagnostic.message);
                self.reading.out.push(Diagnostic { message, ..diagnostic });
            }
        }
    }
}
