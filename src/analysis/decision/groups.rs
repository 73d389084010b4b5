//! Quantities that would be learned together.

use super::names::{matches, table};
use super::table::Quantity;

/// A group as a user asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRequest {
    pub name: String,
    /// Paths or names, in which `*` and `?` stand for what they stand for in a shell.
    pub patterns: Vec<String>,
}

/// A group of quantities of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub name: String,
    /// Indices in the table.
    pub quantities: Vec<usize>,
}

impl GroupRequest {
    /// From `name=pattern,pattern`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, patterns) = text.split_once('=').ok_or_else(|| {
            "write NAME=PATTERN,PATTERN, for example tariffs=provisions.*.tariff".to_owned()
        })?;
        let patterns: Vec<String> = patterns
            .split(',')
            .map(|pattern| pattern.trim().to_owned())
            .filter(|pattern| !pattern.is_empty())
            .collect();
        let name = name.trim().to_owned();
        if name.is_empty() || patterns.is_empty() {
            return Err("a group needs a name and at least one pattern".to_owned());
        }
        Ok(Self { name, patterns })
    }

    /// The quantities that fit one of the patterns; an error names the first pattern that fits none.
    pub fn resolve(&self, quantities: &[Quantity]) -> Result<Group, String> {
        let mut members = Vec::new();
        for pattern in &self.patterns {
            let found = find(pattern, quantities);
            if found.is_empty() {
                return Err(format!("no quantity fits {pattern:?} of group {:?}", self.name));
            }
            members.extend(found);
        }
        members.sort_unstable();
        members.dedup();
        Ok(Group { name: self.name.clone(), quantities: members })
    }
}

/// Quantities whose path, name or row of shares fits a pattern.
pub fn find(pattern: &str, quantities: &[Quantity]) -> Vec<usize> {
    let fits =
        |quantity: &Quantity| matches(pattern, &quantity.path) || matches(pattern, &quantity.name);
    (0..quantities.len()).filter(|index| fits(&quantities[*index])).collect()
}

/// The tables of a scenario with more than one uncertain quantity, all tariffs, and everything together.
pub fn default_groups(quantities: &[Quantity]) -> Vec<Group> {
    let varying: Vec<usize> =
        (0..quantities.len()).filter(|index| !quantities[*index].is_constant()).collect();
    let mut groups: Vec<Group> = Vec::new();
    for index in &varying {
        let name = format!("all {}", table(&quantities[*index].path));
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.quantities.push(*index),
            None => groups.push(Group { name, quantities: vec![*index] }),
        }
    }
    let is_tariff = |index: &usize| quantities[*index].path.rsplit('.').next() == Some("tariff");
    let tariffs: Vec<usize> = varying.iter().copied().filter(is_tariff).collect();
    groups.push(Group { name: "all tariffs".to_owned(), quantities: tariffs });
    groups.retain(|group| group.quantities.len() > 1 && group.quantities.len() < varying.len());
    groups.extend(everything(quantities));
    groups
}

/// All quantities that vary, where there are more than one.
pub fn everything(quantities: &[Quantity]) -> Option<Group> {
    let varying: Vec<usize> =
        (0..quantities.len()).filter(|index| !quantities[*index].is_constant()).collect();
    (varying.len() > 1).then(|| Group { name: EVERYTHING.to_owned(), quantities: varying })
}

/// The group of everything uncertain.
pub const EVERYTHING: &str = "everything uncertain";
