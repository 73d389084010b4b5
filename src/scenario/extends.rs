//! A scenario file with the files it extends, as one tree: files in the directory of the scenario, and those
//! of the library inside the program. Knows the keys `extends` and `price_year`, and no other.

use super::LoadOptions;
use super::library;
use super::merge;
use super::source::{self, shown};
use super::tree::{Builder, Node};
use crate::diagnostics::{Collector, Diagnostic, FileId, Place, Sources};
use std::path::{Path, PathBuf};

/// Longest chain of files.
const LONGEST_CHAIN: usize = 16;

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
}

/// The tree of a file laid over those it extends; `None` where a file could not be read.
pub fn load(reading: &mut Reading, options: &LoadOptions) -> Option<Node> {
    let canonical = options.path.canonicalize().unwrap_or_else(|_| options.path.clone());
    let root = canonical.parent().map(Path::to_path_buf).filter(|_| !options.allow_outside);
    let mut chain = Chain { reading, root, links: Vec::new() };
    chain.file(Link { path: options.path.clone(), canonical, text: None }, None)
}

/// The tree of a text that is no file: it has no neighbours, and extends the library only.
pub fn from_text(reading: &mut Reading, name: &str, text: &str) -> Option<Node> {
    let mut chain = Chain { reading, root: None, links: Vec::new() };
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
        let file = self.reading.sources.add(shown(&link.path), text);
        let Reading { sources, out, builder, .. } = &mut *self.reading;
        let tree = builder.document(sources, file, out);
        let merged = self.extended(link, tree)?;
        let year = merged.get("price_year").and_then(Node::whole);
        self.reading.price_years.extend(year.map(|year| (file, year)));
        Some(merged)
    }

    /// A tree laid over the file that it extends.
    fn extended(&mut self, link: Link, tree: Node) -> Option<Node> {
        let Some(extends) = tree.get("extends") else { return Some(tree) };
        let place = extends.place.clone();
        let Some(target) = extends.text().map(str::to_owned) else { return Some(tree) };
        self.links.push(link);
        let link = match self.target(&target) {
            Ok(link) => link,
            Err(diagnostic) => return self.fail(diagnostic, Some(&place)),
        };
        let base = self.file(link, Some(&place))?;
        let before = self.reading.out.errors();
        let merged = merge::merged(&base, &tree, &mut self.reading.out);
        self.reading.merge_errors += self.reading.out.errors() - before;
        // What is missing as a whole is missing from this file.
        Some(Node { place: tree.place.clone(), ..merged })
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
