//! A scenario file with the files it extends, as one tree. Knows the key `extends` and no other.

use super::LoadOptions;
use super::merge;
use super::source::{self, shown};
use super::tree::{Builder, Node};
use crate::diagnostics::{Collector, Diagnostic, Place, Sources};
use std::path::{Path, PathBuf};

/// Longest chain of files.
const LONGEST_CHAIN: usize = 16;

/// Everything that is being collected while files are read.
#[derive(Debug, Default)]
pub struct Reading {
    pub sources: Sources,
    pub out: Collector,
    pub builder: Builder,
}

/// One file of the chain.
struct Link {
    /// As messages show it.
    path: PathBuf,
    canonical: PathBuf,
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
    chain.file(Link { path: options.path.clone(), canonical }, None)
}

/// The tree of a text that is no file, and so has no neighbours.
pub fn from_text(reading: &mut Reading, name: &str, text: &str) -> Node {
    let file = reading.sources.add(name, text);
    let tree = reading.builder.document(&reading.sources, file, &mut reading.out);
    if let Some(extends) = tree.get("extends") {
        let message = format!("{name} is no file, so it cannot extend another");
        let hint = "save it in a directory beside the file that it extends";
        reading.out.push(Diagnostic::error(message).at(&extends.place).hint(hint));
    }
    tree
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
        let text = match source::read(&link.path) {
            Ok(text) => text,
            Err(diagnostic) => return self.fail(diagnostic, asked),
        };
        let file = self.reading.sources.add(shown(&link.path), text);
        let Reading { sources, out, builder } = &mut *self.reading;
        let tree = builder.document(sources, file, out);
        let Some(extends) = tree.get("extends") else { return Some(tree) };
        let place = extends.place.clone();
        let Some(target) = extends.text().map(str::to_owned) else { return Some(tree) };
        self.links.push(link);
        let link = match self.target(&target) {
            Ok(link) => link,
            Err(diagnostic) => return self.fail(diagnostic, Some(&place)),
        };
        let base = self.file(link, Some(&place))?;
        // What is missing as a whole is missing from this file.
        Some(Node { place: tree.place.clone(), ..merge::merged(&base, &tree) })
    }

    /// The file that `extends` names, if it may be read.
    fn target(&self, target: &str) -> Result<Link, Diagnostic> {
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
        if self.links.iter().any(|link| link.canonical == canonical) {
            let chain = self.links.iter().map(|link| shown(&link.path));
            let chain: Vec<String> = chain.chain([shown(&path)]).collect();
            let message = format!("extends goes round in a circle: {}", chain.join(" -> "));
            return Err(Diagnostic::error(message).hint("take one of these lines out"));
        }
        if self.links.len() >= LONGEST_CHAIN {
            let message = format!("extends goes on for more than {LONGEST_CHAIN} files");
            return Err(Diagnostic::error(message));
        }
        Ok(Link { path, canonical })
    }
}

const OUTSIDE_HINT: &str =
    "move the file into the directory of the scenario, or allow it with --allow-outside";
