//! A scenario file with the files it extends, as one tree: files in the directory of the scenario, and those
//! of the library inside the program. An alternative may extend pieces in the same way. Knows the keys `extends` and `price_year`, and no other.

use super::LoadOptions;
use super::library;
use super::merge;
use super::source::{self, shown};
use super::tree::{Builder, Node, Table, Value};
use crate::diagnostics::{Collector, Diagnostic, FileId, Place, Sources};
use std::path::{Path, PathBuf};

/// Longest chain of files.
const LONGEST_CHAIN: usize = 16;

/// Most files that may be read for one scenario; the pieces of a hundred alternatives count.
const MOST_FILES: usize = 1000;

/// Everything that is being collected while files are read.
#[derive(Debug, Default)]
pub struct Reading {
    pub sources: Sources,
    pub out: Collector,
    pub builder: Builder,
    /// The year in whose euro each file was written: its own, or that of the file it extends.
    pub price_years: Vec<(FileId, i64)>,
    /// Errors in laying files over each other: with them, there is still something to check.
    pub merge_errors: usize,
}

/// One file of the chain.
#[derive(Clone)]
struct Link {
    /// As messages show it.
    path: PathBuf,
    canonical: PathBuf,
    /// What it holds, where it is no file.
    text: Option<String>,
}

impl Link {
    fn text(name: &str, text: &str) -> Self {
        let path = PathBuf::from(name);
        Self { canonical: path.clone(), path, text: Some(text.to_owned()) }
    }
}

struct Chain<'a> {
    reading: &'a mut Reading,
    /// Directory that everything must stay inside; `None` where anything is allowed.
    root: Option<PathBuf>,
    links: Vec<Link>,
    /// Files read so far.
    files: usize,
}

/// The tree of a file laid over those it extends; `None` where a file could not be read.
pub fn load(reading: &mut Reading, options: &LoadOptions) -> Option<Node> {
    let canonical = options.path.canonicalize().unwrap_or_else(|_| options.path.clone());
    let root = canonical.parent().map(Path::to_path_buf).filter(|_| !options.allow_outside);
    let mut chain = Chain { reading, root, links: Vec::new(), files: 0 };
    chain.file(Link { path: options.path.clone(), canonical, text: None }, None)
}

/// The tree with the files of [`LoadOptions::over`] laid over it. Each may extend files in its own directory.
pub fn with_over(reading: &mut Reading, root: Option<Node>, options: &LoadOptions) -> Option<Node> {
    let mut root = root?;
    for path in &options.over {
        let own = LoadOptions { path: path.clone(), ..options.clone() };
        let over = load(reading, &own)?;
        let mut chain = Chain { reading, root: None, links: Vec::new(), files: 0 };
        root = chain.laid_over(&root, &over, &[]);
    }
    Some(root)
}

/// The tree of a text that is no file: it has no neighbours, and extends the library only.
pub fn from_text(reading: &mut Reading, name: &str, text: &str) -> Option<Node> {
    let mut chain = Chain { reading, root: None, links: Vec::new(), files: 0 };
    chain.file(Link::text(name, text), None)
}

impl Chain<'_> {
    fn fail(&mut self, diagnostic: Diagnostic, asked: Option<&Place>) -> Option<Node> {
        self.reading.out.push(match asked {
            Some(place) => diagnostic.at(place),
            None => diagnostic,
        });
        None
    }

    /// Reads a file that another one asked for at `asked`.
    fn file(&mut self, link: Link, asked: Option<&Place>) -> Option<Node> {
        let text = match &link.text {
            Some(text) => Ok(text.clone()),
            None => source::read(&link.path),
        };
        let text = match text {
            Ok(text) => text,
            Err(diagnostic) => return self.fail(diagnostic, asked),
        };
        self.files += 1;
        let file = self.reading.sources.add(shown(&link.path), text);
        let Reading { sources, out, builder, .. } = &mut *self.reading;
        let mut tree = builder.document(sources, file, out);
        self.pieces(&link, &mut tree)?;
        let merged = self.extended(&link, tree)?;
        let year = merged.get("price_year").and_then(Node::whole);
        self.reading.price_years.extend(year.map(|year| (file, year)));
        Some(merged)
    }

    /// A tree laid over the files that it extends, later ones over earlier ones.
    fn extended(&mut self, link: &Link, tree: Node) -> Option<Node> {
        let Some(extends) = tree.get("extends").cloned() else { return Some(tree) };
        let names = self.names(&extends);
        let Some((first, others)) = names.split_first() else { return Some(tree) };
        let mut base = self.asked(link, first)?;
        for other in others {
            let next = self.asked(link, other)?;
            base = self.laid_over(&base, &next, &[]);
        }
        // What is missing as a whole is missing from this file.
        Some(self.laid_over(&base, &tree, &[]))
    }

    /// The tree of a file that another one asks for.
    fn asked(&mut self, by: &Link, name: &Node) -> Option<Node> {
        let depth = self.links.len();
        self.links.push(by.clone());
        let tree = match self.target(name.text().unwrap_or_default()) {
            Ok(target) => self.file(target, Some(&name.place)),
            Err(diagnostic) => self.fail(diagnostic, Some(&name.place)),
        };
        self.links.truncate(depth);
        tree
    }

    /// The string, or the strings of the array, that `extends` holds.
    fn names(&mut self, extends: &Node) -> Vec<Node> {
        let names = extends.array().map_or_else(|| vec![extends.clone()], <[Node]>::to_vec);
        for name in names.iter().filter(|name| name.text().is_none()) {
            let message =
                format!("extends must be a string or an array of strings, found {}", name.kind());
            let hint = "write names between quotes";
            self.reading.out.push(Diagnostic::error(message).at(&name.place).hint(hint));
        }
        names.into_iter().filter(|name| name.text().is_some()).collect()
    }

    /// Lays each alternative of a file over the pieces that it extends.
    fn pieces(&mut self, link: &Link, tree: &mut Node) -> Option<()> {
        let alternatives = tree.table_mut().and_then(|root| root.get_mut("alternatives"));
        let table = alternatives.and_then(|entry| entry.node.table_mut());
        for (id, entry) in table.into_iter().flatten() {
            let Some(keys) = entry.node.table_mut() else { continue };
            let Some(extends) = keys.shift_remove("extends") else { continue };
            let empty = Value::Table(Table::new());
            let mut under = Node { value: empty, ..entry.node.clone() };
            for name in self.names(&extends.node) {
                let mut piece = self.asked(link, &name)?;
                // What the piece itself extends is in it already.
                piece.table_mut()?.shift_remove("extends");
                under = self.laid_over(&under, &piece, &["alternatives", id]);
            }
            entry.node = self.laid_over(&under, &entry.node, &["alternatives", id]);
        }
        Some(())
    }

    fn laid_over(&mut self, base: &Node, over: &Node, keys: &[&str]) -> Node {
        let before = self.reading.out.errors();
        let merged = merge::merged_at(base, over, keys, &mut self.reading.out);
        self.reading.merge_errors += self.reading.out.errors() - before;
        Node { place: over.place.clone(), ..merged }
    }

    /// The file that `extends` names, if it may be read.
    fn target(&self, target: &str) -> Result<Link, Diagnostic> {
        let here = self.links.last();
        let link = match library::find(target) {
            Some(found) => Link::text(target, found?),
            None if here.is_some_and(|link| link.text.is_some()) => {
                let name = here.map(|link| shown(&link.path)).unwrap_or_default();
                let message = format!("{name} is no file, so it cannot extend another");
                let hint = format!(
                    "save it beside the file that it extends; from here only {}",
                    library::names()
                );
                return Err(Diagnostic::error(message).hint(hint));
            }
            None => self.beside(target)?,
        };
        if self.links.iter().any(|known| known.canonical == link.canonical) {
            let chain = self.links.iter().map(|link| shown(&link.path));
            let chain: Vec<String> = chain.chain([shown(&link.path)]).collect();
            let message = format!("extends goes round in a circle: {}", chain.join(" -> "));
            return Err(Diagnostic::error(message).hint("take one of these lines out"));
        }
        if self.files >= MOST_FILES {
            let message = format!("extends asks for more than {MOST_FILES} files");
            return Err(Diagnostic::error(message));
        }
        if self.links.len() >= LONGEST_CHAIN {
            let message = format!("extends goes on for more than {LONGEST_CHAIN} files");
            return Err(Diagnostic::error(message));
        }
        Ok(link)
    }

    /// A file beside the last one of the chain.
    fn beside(&self, target: &str) -> Result<Link, Diagnostic> {
        let here = self.links.last().map(|link| link.path.as_path()).unwrap_or(Path::new(""));
        if Path::new(target).is_absolute() && self.root.is_some() {
            let message = format!("extends must be a relative path, found {target}");
            return Err(Diagnostic::error(message).hint(OUTSIDE_HINT));
        }
        let path = here.parent().unwrap_or(Path::new("")).join(target);
        // A file that does not exist has no canonical path; reading it tells what is wrong.
        let canonical = path.canonicalize().unwrap_or_else(|_| path.clone());
        if let Some(root) = &self.root
            && canonical.is_absolute()
            && !canonical.starts_with(root)
        {
            let message = format!("extends leads outside the directory of the scenario: {target}");
            return Err(Diagnostic::error(message).hint(OUTSIDE_HINT));
        }
        Ok(Link { path, canonical, text: None })
    }
}

const OUTSIDE_HINT: &str =
    "move the file into the directory of the scenario, or allow it with --allow-outside";
