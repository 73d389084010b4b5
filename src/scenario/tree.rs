//! A scenario as a tree in which every key and value knows where it was written. Built from TOML text; the
//! words of the scenario mean nothing here.

use crate::diagnostics::{Collector, Diagnostic, FileId, Place, Report, Sources};
use indexmap::IndexMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Deepest nesting of tables and arrays; the format needs five.
const DEEPEST: usize = 32;

/// Identity of a value as written: it survives merging, so that two alternatives that share a value have
/// the same node.
pub type NodeId = u32;

#[derive(Clone, Debug)]
pub struct Node {
    pub id: NodeId,
    pub place: Place,
    /// Written for one alternative, not in the base.
    pub overlay: bool,
    pub value: Value,
    /// Where the numbers of an array come from, written as `{ value = [..], source = ".." }`: the keys but `value`.
    pub record: Option<Box<Table>>,
}

#[derive(Clone, Debug)]
pub enum Value {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    /// A date or time, which no key takes.
    Moment(String),
    Array(Vec<Node>),
    Table(Table),
}

/// Keys in file order.
pub type Table = IndexMap<String, Entry>;

#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the key was written (first).
    pub key: Place,
    pub node: Node,
}

impl Node {
    pub fn table(&self) -> Option<&Table> {
        if let Value::Table(table) = &self.value { Some(table) } else { None }
    }

    pub fn table_mut(&mut self) -> Option<&mut Table> {
        if let Value::Table(table) = &mut self.value { Some(table) } else { None }
    }

    pub fn array(&self) -> Option<&[Node]> {
        if let Value::Array(items) = &self.value { Some(items) } else { None }
    }

    pub fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    pub fn boolean(&self) -> Option<bool> {
        if let Value::Boolean(value) = self.value { Some(value) } else { None }
    }

    /// A whole or real number.
    pub fn number(&self) -> Option<f64> {
        match self.value {
            Value::Integer(number) => Some(number as f64),
            Value::Float(number) => Some(number),
            _ => None,
        }
    }

    /// A number without a fraction, written either way.
    pub fn whole(&self) -> Option<i64> {
        match self.value {
            Value::Integer(number) => Some(number),
            Value::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                Some(number as i64)
            }
            _ => None,
        }
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.table()?.get(key).map(|entry| &entry.node)
    }

    /// The value under consecutive keys.
    pub fn find(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Does something to this node and all below it.
    pub fn visit(&mut self, change: &mut impl FnMut(&mut Node)) {
        change(self);
        match &mut self.value {
            Value::Array(items) => items.iter_mut().for_each(|item| item.visit(change)),
            Value::Table(table) => {
                table.values_mut().for_each(|entry| entry.node.visit(change));
            }
            _ => {}
        }
    }

    /// Changes the number that this node is, if it is one.
    pub fn change_number(&mut self, change: impl FnOnce(f64) -> f64) {
        if let Some(number) = self.number() {
            self.value = Value::Float(change(number));
        }
    }

    /// What it is, as in "found a string".
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Boolean(true) => "`true`",
            Value::Boolean(false) => "`false`",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Text(_) => "a string",
            Value::Moment(_) => "a date",
            Value::Array(_) => "an array",
            Value::Table(_) => "a table",
        }
    }
}

/// A file that stands by itself, such as a plan or targets: its tree, and what complaints about it need.
pub struct Document {
    pub sources: Sources,
    pub root: Node,
    pub out: Collector,
}

impl Document {
    /// Reads a text without errors of syntax; `name` stands in messages.
    pub fn read(name: &str, text: &str) -> Result<Self, Report> {
        let (mut sources, mut out) = (Sources::default(), Collector::default());
        let file = sources.add(name, text);
        let root = Builder::default().document(&sources, file, &mut out);
        if out.has_errors() {
            Err(out.into_report(sources))
        } else {
            Ok(Self { sources, root, out })
        }
    }
}

/// Makes nodes and numbers them.
#[derive(Debug, Default)]
pub struct Builder {
    next: NodeId,
}

impl Builder {
    pub fn fresh(&mut self) -> NodeId {
        self.next += 1;
        self.next
    }

    /// A new node without a record.
    pub fn plain(&mut self, place: Place, value: Value) -> Node {
        Node { id: self.fresh(), place, overlay: false, value, record: None }
    }

    /// Number of nodes made so far.
    pub fn made(&self) -> u32 {
        self.next
    }

    /// The tree of a whole file, and all its syntax errors.
    pub fn document(&mut self, sources: &Sources, file: FileId, out: &mut Collector) -> Node {
        let (table, errors) = DeTable::parse_recoverable(sources.text(file));
        for error in &errors {
            out.push(syntax_error(error, sources.text(file), file, 0));
        }
        let mut reader = Reader { builder: self, file, shift: 0, out };
        let value = Value::Table(reader.table(table.get_ref(), 0));
        self.plain(Place::whole(file), value)
    }

    /// The tree of one value that stands at byte `range` of a text; a bare word is a string.
    pub fn value(
        &mut self,
        sources: &Sources,
        file: FileId,
        range: Range<usize>,
        out: &mut Collector,
    ) -> Node {
        let text = &sources.text(file)[range.clone()];
        let (value, errors) = DeValue::parse_recoverable(text);
        if !errors.is_empty() && is_word(text) {
            let value = Value::Text(text.to_owned());
            return self.plain(Place::new(file, range), value);
        }
        for error in &errors {
            out.push(syntax_error(error, text, file, range.start));
        }
        let mut reader = Reader { builder: self, file, shift: range.start, out };
        reader.node(value.get_ref(), value.span(), 0)
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || " _-.:".contains(c))
}

/// An error of the parser in a text that starts at byte `shift` of its file.
fn syntax_error(error: &toml::de::Error, text: &str, file: FileId, shift: usize) -> Diagnostic {
    let (message, hint) = reworded(error, text);
    let diagnostic = Diagnostic::error(message).maybe_hint(hint.map(str::to_owned));
    match error.span() {
        Some(span) => diagnostic.at(&Place::new(file, span.start + shift..span.end + shift)),
        None => diagnostic.at(&Place::whole(file)),
    }
}

/// The message of the parser, without what only its authors understand, and what to do where that is likely.
fn reworded(error: &toml::de::Error, text: &str) -> (String, Option<&'static str>) {
    let message = error.message();
    let found = error.span().and_then(|span| text.get(span.start..)).unwrap_or_default();
    let quotes = "text stands between quotes, as in \"gemeente\"";
    if message.starts_with("string values must be quoted") {
        return match error.span().is_some_and(|span| span.is_empty()) {
            true => ("a value is missing here".to_owned(), None),
            false => ("this is no value".to_owned(), Some(quotes)),
        };
    }
    let hint = if message == "duplicate key" {
        Some("every key and every table is written once")
    } else if message.starts_with("invalid basic string") {
        Some("the closing quote is missing, or a `\"` inside the text has no `\\` before it")
    } else if message.starts_with("invalid float") || message.starts_with("invalid integer") {
        Some("a number has one decimal point and no points between thousands: 4.5, 23_678_000")
    } else if message.starts_with("unexpected key or value") && found.starts_with(',') {
        Some("a number has a decimal point, not a comma: 4.5")
    } else {
        None
    };
    (message.trim_end_matches(", expected nothing").to_owned(), hint)
}

struct Reader<'a> {
    builder: &'a mut Builder,
    file: FileId,
    /// Where the parsed text starts in its source.
    shift: usize,
    out: &'a mut Collector,
}

impl Reader<'_> {
    fn place(&self, span: Range<usize>) -> Place {
        Place::new(self.file, span.start + self.shift..span.end + self.shift)
    }

    fn table(&mut self, table: &DeTable<'_>, depth: usize) -> Table {
        let entry = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
            let name: &std::borrow::Cow<'_, str> = key.get_ref();
            let node = self.node(value.get_ref(), value.span(), depth + 1);
            (name.to_string(), Entry { key: self.place(key.span()), node })
        };
        table.iter().map(entry).collect()
    }

    fn node(&mut self, value: &DeValue<'_>, span: Range<usize>, depth: usize) -> Node {
        let place = self.place(span);
        let value = if depth > DEEPEST {
            let message = format!("nested more than {DEEPEST} deep");
            self.out.push(Diagnostic::error(message).at(&place));
            Value::Boolean(false)
        } else {
            self.convert(value, depth)
        };
        let (value, record) = recorded(value);
        Node { record, ..self.builder.plain(place, value) }
    }

    fn convert(&mut self, value: &DeValue<'_>, depth: usize) -> Value {
        match value {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => Value::Integer(number),
                    // Too large for any key; as a real number it fails the range check.
                    Err(_) => Value::Float(number.as_str().parse().unwrap_or(f64::INFINITY)),
                }
            }
            DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(value) => Value::Boolean(*value),
            DeValue::Datetime(moment) => Value::Moment(moment.to_string()),
            DeValue::Array(items) => Value::Array(
                items
                    .iter()
                    .map(|item| self.node(item.get_ref(), item.span(), depth + 1))
                    .collect(),
            ),
            DeValue::Table(table) => Value::Table(self.table(table, depth)),
        }
    }
}

/// Takes an array out of the table that says where its numbers come from.
fn recorded(value: Value) -> (Value, Option<Box<Table>>) {
    let is_array = |table: &Table| table.get("value").is_some_and(|e| e.node.array().is_some());
    match value {
        Value::Table(mut table) if is_array(&table) && !table.contains_key("dist") => {
            let array = table.shift_remove("value").map(|entry| entry.node.value);
            (array.unwrap_or(Value::Array(Vec::new())), Some(Box::new(table)))
        }
        other => (other, None),
    }
}
