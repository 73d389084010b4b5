//! The documentation: links lead somewhere, every page is in the book, and the commands of the manual run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All pages below a directory.
fn pages(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(pages(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A page without its blocks of code.
fn prose(text: &str) -> String {
    let parts = text.split("```").step_by(2);
    parts.collect::<Vec<_>>().join("\n")
}

/// The targets of the links of a page.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.to_owned()).collect()
}

/// The anchor that a heading has on the web: words in small letters with hyphens.
fn anchor(heading: &str) -> String {
    let heading = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn anchors(text: &str) -> BTreeSet<String> {
    let prose = prose(text);
    prose.lines().filter(|line| line.starts_with('#')).map(anchor).collect()
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => _ = plain.pop(),
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

#[test]
fn links_of_all_pages_lead_to_files_and_headings_that_exist() {
    let mut broken = Vec::new();
    let top = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"];
    let mut all: Vec<PathBuf> = top.iter().map(|name| root().join(name)).collect();
    all.extend(pages(&root().join("docs")));
    let mut seen = 0;
    for page in &all {
        let text = fs::read_to_string(page).expect("a page");
        for link in links(&text).iter().filter(|link| !link.contains("://")) {
            seen += 1;
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => page.clone(),
                file => plain(&page.parent().expect("a directory").join(file)),
            };
            let exists = target.exists();
            let heads = || anchors(&fs::read_to_string(&target).expect("a page"));
            if !exists || (!heading.is_empty() && !heads().contains(heading)) {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(seen > 100, "{seen} links");
}

#[test]
fn every_page_is_in_the_book() {
    let docs = root().join("docs");
    let summary = fs::read_to_string(docs.join("SUMMARY.md")).expect("a summary");
    let listed: BTreeSet<PathBuf> = links(&summary).iter().map(|link| docs.join(link)).collect();
    let written: BTreeSet<PathBuf> =
        pages(&docs).into_iter().filter(|page| !page.ends_with("SUMMARY.md")).collect();
    assert_eq!(listed, written);
}

/// The blocks of a language on a page.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let opening = format!("```{language}\n");
    let rests = text.match_indices(&opening).map(|(place, _)| &text[place + opening.len()..]);
    rests.filter_map(|rest| Some(rest.split_once("```")?.0)).collect()
}

/// The commands in the shell blocks of a page, a line each.
fn commands(text: &str) -> Vec<&str> {
    let lines = blocks(text, "sh").into_iter().flat_map(str::lines);
    lines.filter(|line| !line.trim().is_empty()).collect()
}

#[cfg(feature = "parquet")]
#[test]
fn the_commands_of_the_first_steps_run_in_their_order() {
    let page = root().join("docs/handleiding/aan-de-slag.md");
    let place = crate::cli::Place::new();
    let text = fs::read_to_string(page).expect("a page");
    // A file begins with its name.
    let files = blocks(&text, "toml");
    assert_eq!(files.len(), 1);
    for file in files {
        let name = file.lines().next().and_then(|line| line.strip_prefix("# "));
        fs::write(place.path(name.expect("a name")), file).expect("written");
    }
    let commands = commands(&text);
    for command in &commands {
        let words = words(command);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert_eq!(words[0], "wijkraming", "{command}");
        let done = place.call(&words[1..]);
        assert_eq!(done.code, Some(0), "{command}: {done:?}");
    }
    assert!(commands.len() >= 10, "{} commands", commands.len());
    for file in ["eerste/report.html", "raad.html", "gekalibreerd.toml", "eigen/run.json"] {
        assert!(place.path(file).exists(), "{file}");
    }
}

/// The words of a command as a shell divides it, up to a comment or to where its output goes.
fn words(command: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quote, mut within) = (None, false);
    for letter in command.chars() {
        match (quote, letter) {
            (None, '#' | '|' | '>' | '&') if !within => break,
            (None, ' ') => within = false,
            (None, '\'' | '"') => {
                quote = Some(letter);
                if !within {
                    words.push(String::new());
                }
                within = true;
            }
            (Some(open), _) if letter == open => quote = None,
            _ => {
                if !within {
                    words.push(String::new());
                }
                within = true;
                words.last_mut().expect("a word").push(letter);
            }
        }
    }
    words
}

#[test]
fn commands_are_divided_as_a_shell_does() {
    assert_eq!(words(r#"a --b "c d"'e' # f"#), ["a", "--b", "c de"]);
    assert_eq!(words("a 'b#c' > d"), ["a", "b#c"]);
}

/// With `--help` behind it a command shows its help instead of running, if all that stands before it can be read.
#[test]
fn the_program_knows_every_command_and_option_of_every_page() {
    let place = crate::cli::Place::new();
    let mut pages = pages(&root().join("docs"));
    pages.push(root().join("README.md"));
    let mut count = 0;
    for page in pages {
        let text = fs::read_to_string(&page).expect("a page").replace("\\\n", " ");
        for line in commands(&text) {
            let Some(command) = line.trim().strip_prefix("wijkraming ") else { continue };
            let mut words = words(command);
            for word in &mut words {
                match word.as_str() {
                    "I/N" => "1/2".clone_into(word),
                    "A..B" => "0..2".clone_into(word),
                    _ => (),
                }
            }
            words.push("--help".to_owned());
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let done = place.call(&words);
            assert_eq!(done.code, Some(0), "{}: {line}: {}", page.display(), done.err);
            count += 1;
        }
    }
    assert!(count > 60, "{count} commands");
}

#[test]
fn headings_get_the_anchors_that_links_use() {
    assert_eq!(
        anchor("## 6a Stress tests: parameters that change"),
        "6a-stress-tests-parameters-that-change"
    );
    assert_eq!(links("a [b](c.md#d) ```sh\n[x](y)\n``` [e](f)"), ["c.md#d", "f"]);
}

/// Made anew with `WIJKRAMING_REFERENCE=renew`.
#[test]
fn the_reference_page_is_what_the_program_says_of_itself() {
    let said = Command::new(env!("CARGO_BIN_EXE_wijkraming"))
        .args(["schema", "--markdown"])
        .output()
        .expect("the program runs");
    assert!(said.status.success());
    let said = String::from_utf8(said.stdout).expect("text");
    let path = root().join("docs/reference.md");
    if std::env::var("WIJKRAMING_REFERENCE").is_ok_and(|value| value == "renew") {
        fs::write(&path, &said).expect("written");
    }
    let page = fs::read_to_string(&path).expect("docs/reference.md");
    assert!(page == said, "docs/reference.md is old: WIJKRAMING_REFERENCE=renew makes it anew");
}

/// What the reference page says may be written, by the whole path of each key.
fn reference() -> BTreeMap<String, String> {
    let page = fs::read_to_string(root().join("docs/reference.md")).expect("docs/reference.md");
    let mut rows = BTreeMap::new();
    let mut table = String::new();
    for line in page.lines() {
        if let Some(title) = line.strip_prefix("### ") {
            let path = title.strip_prefix('`').and_then(|title| title.strip_suffix('`'));
            table = path.map(|path| format!("{path}.")).unwrap_or_default();
        } else if let Some(row) = line.strip_prefix("| `") {
            let (key, rest) = row.split_once("` | ").expect("a key and its cells");
            let value = rest.split(" | ").next().unwrap_or_default();
            rows.insert(format!("{table}{key}"), value.to_owned());
        }
    }
    rows
}

#[test]
fn every_key_of_the_example_is_in_the_reference() {
    let text = fs::read_to_string(root().join("scenarios/example.toml")).expect("the example");
    let example: toml::Table = text.parse().expect("TOML");
    let (reference, mut missing) = (reference(), Vec::new());
    for (key, value) in &example {
        if !["alternatives", "stress"].contains(&key.as_str()) {
            missing_keys(&reference, key, value, &mut missing);
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// Paths at and below a value that the reference does not have.
fn missing_keys(
    reference: &BTreeMap<String, String>,
    path: &str,
    value: &toml::Value,
    missing: &mut Vec<String>,
) {
    let Some(row) = reference.get(path) else {
        return missing.push(path.to_owned());
    };
    let tables: Vec<(&toml::Table, String)> = match value {
        toml::Value::Table(table) if row == "a table" || row.starts_with("one of ") => {
            vec![(table, path.to_owned())]
        }
        toml::Value::Array(items) if row == "a list: a table" => {
            let tables = items.iter().filter_map(toml::Value::as_table);
            tables.map(|table| (table, format!("{path}[]"))).collect()
        }
        _ => Vec::new(),
    };
    for (table, path) in tables {
        for (key, value) in table {
            missing_keys(reference, &format!("{path}.{key}"), value, missing);
        }
    }
}
