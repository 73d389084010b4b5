//! From files and the description of their columns to a decision table.

use std::path::PathBuf;

use super::DecisionTable;
use super::columns::{self, ColumnSource, Columns, Named};
use super::table::Table;
use crate::analysis::decision::{Group, GroupRequest, Outcomes, Quantity, Strategy, matches};
use crate::diagnostics::{Collector, Diagnostic, Place, Report, Sources};
use crate::stats::smooth::Weights;

/// A foreign sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    pub table: DecisionTable,
    /// Groups that the description asks for.
    pub groups: Vec<Group>,
    pub effect_unit: Option<String>,
}

/// Reads a sample from files whose rows belong together, draw by draw.
pub fn read(files: &[PathBuf], columns: &ColumnSource) -> Result<Sample, Report> {
    let mut sources = Sources::default();
    let mut out = Collector::default();
    let columns = columns::read(columns, &mut sources, &mut out);
    let tables: Vec<Table> =
        files.iter().filter_map(|path| Table::read(path, &mut sources, &mut out)).collect();
    let sample = match columns {
        Some(columns) if tables.len() == files.len() => {
            Reader { tables, columns, sources: &sources, out: &mut out }.sample()
        }
        _ => None,
    };
    match sample {
        Some(sample) if !out.has_errors() => Ok(sample),
        _ => Err(out.into_report(sources)),
    }
}

/// The deviation from 1 that rounding may leave in a row of shares.
const ROUNDING: f64 = 1e-4;

struct Reader<'a> {
    tables: Vec<Table>,
    columns: Columns,
    sources: &'a Sources,
    out: &'a mut Collector,
}

/// A column: its file, and its place in it.
type Column = (usize, usize);

impl Reader<'_> {
    fn error(&mut self, message: String, place: &Place, hint: &str) {
        self.out.push(Diagnostic::error(message).at(place).hint(hint));
    }

    fn sample(mut self) -> Option<Sample> {
        self.same_rows();
        let columns = self.columns.clone();
        let outcomes = Outcomes {
            cost: self.outcome(&columns.cost),
            effect: self.outcome(&columns.effect),
            net_benefit: self.outcome(&columns.net_benefit),
        };
        self.outcomes_fit(&columns);
        let strategies = self.strategies(&columns);
        let reference = self.reference(&columns, &strategies);
        let rows = self.rows_of_shares(&columns);
        let mut quantities = self.parameters(&columns);
        quantities.extend(rows);
        let weights = self.weights(&columns);
        let groups = self.groups(&columns, &quantities);
        if self.out.has_errors() {
            return None;
        }
        let draws = self.tables.first().map_or(0, Table::len);
        let weights = weights.unwrap_or_else(|| Weights::equal(draws));
        let table = DecisionTable { strategies, reference, outcomes, quantities, weights };
        Some(Sample { table, groups, effect_unit: columns.effect_unit })
    }

    /// Files beside each other have as many rows.
    fn same_rows(&mut self) {
        let rows = self.tables.first().map_or(0, Table::len);
        for index in 1..self.tables.len() {
            let own = self.tables[index].len();
            if own != rows {
                let message = format!("this file has {own} rows, and the first one {rows}");
                let place = self.tables[index].header_place(self.sources, 0);
                self.error(
                    message,
                    &place,
                    "files beside each other need a row per draw, in the same order",
                );
            }
        }
    }

    /// The columns that a name or pattern means, in the order of the files.
    fn find(&mut self, wanted: &Named) -> Vec<Column> {
        let mut exact = Vec::new();
        let mut fitting = Vec::new();
        for (file, table) in self.tables.iter().enumerate() {
            for (place, name) in table.names.iter().enumerate() {
                if *name == wanted.text {
                    exact.push((file, place));
                } else if !name.is_empty() && matches(&wanted.text, name) {
                    fitting.push((file, place));
                }
            }
        }
        // Twice in one file is said of its header.
        if let [first, second, ..] = exact[..]
            && first.0 != second.0
        {
            let (file, place) = second;
            let message = format!("column {:?} is in more than one file", wanted.text);
            let place = self.tables[file].header_place(self.sources, place);
            self.error(message, &place, "give it another name in one of them");
            return Vec::new();
        }
        if exact.is_empty() && fitting.is_empty() {
            self.unknown(wanted);
        }
        exact.truncate(1);
        if exact.is_empty() { fitting } else { exact }
    }

    fn unknown(&mut self, wanted: &Named) {
        let names =
            || self.tables.iter().flat_map(|table| &table.names).filter(|name| !name.is_empty());
        let near = names()
            .map(|name| (strsim::jaro_winkler(name, &wanted.text), name))
            .filter(|(similarity, _)| *similarity > 0.8)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let hint = match near {
            Some((_, name)) => format!("did you mean {name:?}?"),
            None => {
                let all: Vec<&str> = names().take(12).map(String::as_str).collect();
                let more = if names().count() > 12 { ", ..." } else { "" };
                format!("the columns are {}{more}", all.join(", "))
            }
        };
        let message = format!("there is no column {:?}", wanted.text);
        self.error(message, &wanted.place, &hint);
    }

    fn numbers(&mut self, (file, place): Column) -> Vec<f64> {
        self.tables[file].numbers(place, self.sources, self.out)
    }

    /// One column per strategy.
    fn outcome(&mut self, wanted: &[Named]) -> Option<Vec<Vec<f64>>> {
        if wanted.is_empty() {
            return None;
        }
        let found: Vec<Column> = wanted.iter().flat_map(|named| self.find(named)).collect();
        Some(found.into_iter().map(|column| self.numbers(column)).collect())
    }

    /// Cost and effect belong together, and every strategy has one of each.
    fn outcomes_fit(&mut self, columns: &Columns) {
        let lists = [
            ("cost", &columns.cost),
            ("effect", &columns.effect),
            ("net_benefit", &columns.net_benefit),
        ];
        let given: Vec<(&str, usize, &Named)> = lists
            .iter()
            .filter_map(|(key, list)| {
                let count = list.iter().map(|named| self.find(named).len()).sum();
                list.first().map(|first| (*key, count, first))
            })
            .collect();
        if self.out.has_errors() {
            return;
        }
        let has = |key: &str| given.iter().any(|(own, ..)| *own == key);
        if has("cost") != has("effect") {
            let (one, other) = if has("cost") { ("cost", "effect") } else { ("effect", "cost") };
            let place = given[0].2.place.clone();
            let hint = "give both, or net_benefit alone";
            self.error(format!("there is {one}, but no {other}"), &place, hint);
        }
        if given.is_empty() {
            let diagnostic = Diagnostic::error("no column says what strategies cost or bring");
            self.out.push(diagnostic.hint("give cost and effect, or net_benefit"));
        }
        if let Some((key, count, _)) = given.first().copied() {
            for (other, own, first) in &given[1..] {
                if *own != count {
                    let message = format!("{other} has {own} columns, and {key} {count}");
                    let place = first.place.clone();
                    self.error(
                        message,
                        &place,
                        "each needs one column per strategy, in the same order",
                    );
                }
            }
        }
    }

    /// Named as asked, or by what differs between the names of the first outcome.
    fn strategies(&mut self, columns: &Columns) -> Vec<Strategy> {
        let outcome = [&columns.cost, &columns.net_benefit, &columns.effect];
        let first = outcome.into_iter().find(|list| !list.is_empty()).cloned().unwrap_or_default();
        let found: Vec<Column> = first.iter().flat_map(|named| self.find(named)).collect();
        let names: Vec<String> =
            found.iter().map(|(file, place)| self.tables[*file].names[*place].clone()).collect();
        let names = if columns.strategies.is_empty() {
            distinguishing(&names)
        } else {
            let count = columns.strategies.len();
            if count != names.len() {
                let message =
                    format!("there are {count} strategies, and columns for {}", names.len());
                let place = columns.strategies[0].place.clone();
                self.error(message, &place, "name every strategy, in the order of the columns");
            }
            columns.strategies.iter().map(|named| named.text.clone()).collect()
        };
        for (index, named) in columns.strategies.iter().enumerate() {
            if columns.strategies[..index].iter().any(|other| other.text == named.text) {
                let message = format!("strategy {:?} is named twice", named.text);
                self.error(message, &named.place, "give every strategy a name of its own");
            }
        }
        names.into_iter().map(|name| Strategy { id: name.clone(), title: name }).collect()
    }

    /// The strategy named, else the first one.
    fn reference(&mut self, columns: &Columns, strategies: &[Strategy]) -> Option<usize> {
        let Some(wanted) = &columns.reference else { return (!strategies.is_empty()).then_some(0) };
        let found = strategies.iter().position(|strategy| strategy.id == wanted.text);
        let named = !columns.strategies.is_empty() || !self.out.has_errors();
        if found.is_none() && named {
            let ids: Vec<&str> = strategies.iter().map(|strategy| strategy.id.as_str()).collect();
            let hint = format!("the strategies are {}", ids.join(", "));
            self.error(format!("there is no strategy {:?}", wanted.text), &wanted.place, &hint);
        }
        found
    }

    fn parameters(&mut self, columns: &Columns) -> Vec<Quantity> {
        let mut taken = Vec::new();
        let others: Vec<Named> = [&columns.cost, &columns.effect, &columns.net_benefit]
            .into_iter()
            .flatten()
            .chain(columns.rows.iter().flat_map(|(_, shares)| shares))
            .chain(&columns.weights)
            .cloned()
            .collect();
        let used: Vec<Column> = others.iter().flat_map(|named| self.find(named)).collect();
        for wanted in &columns.parameters {
            let pattern = wanted.text.contains(['*', '?']);
            for column in self.find(wanted) {
                // A pattern takes what is left; a name is taken at its word.
                let free = !pattern || !used.contains(&column);
                if free && !taken.contains(&column) {
                    taken.push(column);
                }
            }
        }
        let mut quantities = Vec::new();
        for column in taken {
            let name = self.tables[column.0].names[column.1].clone();
            let values = self.numbers(column);
            quantities.push(Quantity { path: name.clone(), name, columns: vec![values] });
        }
        quantities
    }

    fn rows_of_shares(&mut self, columns: &Columns) -> Vec<Quantity> {
        let mut rows = Vec::new();
        for (name, shares) in &columns.rows {
            let found: Vec<Column> = shares.iter().flat_map(|named| self.find(named)).collect();
            let values: Vec<Vec<f64>> = found.iter().map(|column| self.numbers(*column)).collect();
            if found.len() < 2 && !self.out.has_errors() {
                let message = format!("row {:?} has {} share", name.text, found.len());
                self.error(message, &name.place, "a row of shares needs at least two columns");
            }
            self.shares_add_up(name, &found, &values);
            let quantity =
                Quantity { path: name.text.clone(), name: name.text.clone(), columns: values };
            rows.push(quantity);
        }
        rows
    }

    fn shares_add_up(&mut self, name: &Named, found: &[Column], values: &[Vec<f64>]) {
        if self.out.has_errors() {
            return;
        }
        let draws = values.first().map_or(0, Vec::len);
        let wrong = (0..draws).find(|draw| {
            let sum: f64 = values.iter().map(|column| column[*draw]).sum();
            (sum - 1.0).abs() > ROUNDING || values.iter().any(|column| column[*draw] < 0.0)
        });
        if let Some(draw) = wrong {
            let (file, place) = found[0];
            let sum: f64 = values.iter().map(|column| column[draw]).sum();
            let message = format!("the shares of row {:?} add up to {sum}", name.text);
            let place = self.tables[file].cell_place(self.sources, draw, place);
            self.error(message, &place, "shares are not negative and add up to 1 in every draw");
        }
    }

    fn weights(&mut self, columns: &Columns) -> Option<Weights> {
        let wanted = columns.weights.as_ref()?;
        let column = *self.find(wanted).first()?;
        let values = self.numbers(column);
        if self.out.has_errors() {
            return None;
        }
        if let Some(draw) = values.iter().position(|value| *value < 0.0) {
            let place = self.tables[column.0].cell_place(self.sources, draw, column.1);
            let message = format!("a weight cannot be negative, found {}", values[draw]);
            self.error(message, &place, "weights say how much each draw counts");
            return None;
        }
        let weights = Weights::new(&values);
        if weights.is_none() {
            self.error(
                "all weights are zero".to_owned(),
                &wanted.place,
                "leave them out where all draws count alike",
            );
        }
        weights
    }

    fn groups(&mut self, columns: &Columns, quantities: &[Quantity]) -> Vec<Group> {
        let mut groups = Vec::new();
        if self.out.has_errors() {
            return groups;
        }
        for (name, patterns) in &columns.groups {
            let request = GroupRequest {
                name: name.text.clone(),
                patterns: patterns.iter().map(|named| named.text.clone()).collect(),
            };
            match request.resolve(quantities) {
                Ok(group) => groups.push(group),
                Err(message) => {
                    self.error(
                        message,
                        &name.place,
                        "groups are made of parameters and rows of shares",
                    );
                }
            }
        }
        groups
    }
}

/// Names without what all of them begin with, and end with.
fn distinguishing(names: &[String]) -> Vec<String> {
    let Some(first) = names.first() else { return Vec::new() };
    let chars = |name: &String| name.chars().collect::<Vec<char>>();
    let common = |others: &dyn Fn(&String) -> Vec<char>| {
        let base = others(first);
        names.iter().fold(base.len(), |length, name| {
            let same = others(name).iter().zip(&base).take_while(|(a, b)| a == b).count();
            length.min(same)
        })
    };
    let head = common(&|name| chars(name));
    let tail = common(&|name| chars(name).into_iter().rev().collect());
    let short: Vec<String> = names
        .iter()
        .map(|name| {
            let chars = chars(name);
            let end = chars.len().saturating_sub(tail).max(head.min(chars.len()));
            chars[head.min(end)..end].iter().collect()
        })
        .collect();
    let useful = names.len() > 1 && short.iter().all(|name: &String| !name.is_empty());
    if useful { short } else { names.to_vec() }
}
