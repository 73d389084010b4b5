//! A plan file, faithful to its TOML: typed, with the place of everything, and every error of its form at once. Whether
//! municipalities and scenarios exist is for `cells`.

use std::path::PathBuf;

use super::shape::Detail;
use crate::diagnostics::{Collector, Diagnostic, Place};
use crate::scenario::fields::Fields;
use crate::scenario::tree::{Node, Value};
use crate::scenario::{format, suggest, words};

/// Most cells of a grid.
const MOST_VARIANTS: usize = 10_000;
/// Most bytes of what all cells of a grid set together: each has all sets of its variant.
const MOST_BYTES: usize = 128 << 20;
/// Longest name of a variant with its place in a grid, in bytes: file systems take 255.
const LONGEST_NAME: usize = 200;

const KEYS: &[&str] = &[
    "format",
    "title",
    "draws",
    "draws_per_unit",
    "seed",
    "detail",
    "sets",
    "municipalities",
    "scenarios",
    "variants",
    "grid",
];

/// A text that was written somewhere.
#[derive(Clone, Debug)]
pub struct Written<T> {
    pub value: T,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct PlanFile {
    pub title: Option<String>,
    pub draws: Option<u32>,
    pub draws_per_unit: Option<u64>,
    pub seed: Option<u64>,
    pub detail: Detail,
    pub sets: Vec<Written<String>>,
    pub municipalities: Option<Choice>,
    pub scenarios: Vec<ScenarioFile>,
    pub variants: Vec<VariantFile>,
}

/// Which municipalities.
#[derive(Clone, Debug)]
pub struct Choice {
    pub place: Place,
    pub all: bool,
    /// Names or codes.
    pub names: Vec<Written<String>>,
    pub provinces: Vec<Written<String>>,
    pub except: Vec<Written<String>>,
    /// Of those, only with at least and at most so many inhabitants.
    pub inhabitants: (Option<f64>, Option<f64>),
}

#[derive(Clone, Debug)]
pub struct ScenarioFile {
    pub id: String,
    /// Where its name is written.
    pub place: Place,
    pub source: Source,
    /// Files laid over it.
    pub over: Vec<Written<PathBuf>>,
    pub sets: Vec<Written<String>>,
    pub municipalities: Option<Choice>,
}

#[derive(Clone, Debug)]
pub enum Source {
    /// A scenario file of one municipality.
    File(PathBuf),
    /// A starting scenario for every municipality chosen.
    New(New),
}

/// As the options of `wijkraming new`.
#[derive(Clone, Debug)]
pub struct New {
    pub wijken: bool,
    pub year: Written<i32>,
    pub least_households: u32,
    /// What the scenario extends.
    pub base: String,
}

#[derive(Clone, Debug)]
pub struct VariantFile {
    pub name: String,
    pub place: Place,
    pub over: Vec<Written<PathBuf>>,
    pub sets: Vec<Written<String>>,
}

/// Name of the only variant of a plan without variants.
pub const PLAIN: &str = "basis";

/// Reads a plan; what is wrong goes to `out`.
pub fn read(root: &Node, out: &mut Collector) -> Option<PlanFile> {
    let fields = Fields::of(root, "a plan", KEYS, out)?;
    if !format::readable(root, &fields, out) {
        return None;
    }
    let scenarios = scenarios(root, &fields, out);
    let variants = variants(root, out);
    let detail = match fields.get("detail") {
        None => Detail::Draws,
        Some(node) => detail(node, out).unwrap_or(Detail::Draws),
    };
    Some(PlanFile {
        title: fields.text("title", out).map(str::to_owned),
        draws: whole(&fields, "draws", 1, u32::MAX.into(), out).map(|draws| draws as u32),
        draws_per_unit: whole(&fields, "draws_per_unit", 1, i64::MAX, out).map(|rows| rows as u64),
        seed: whole(&fields, "seed", 0, i64::MAX, out).map(|seed| seed as u64),
        detail,
        sets: texts(&fields, "sets", out),
        municipalities: root.get("municipalities").and_then(|node| choice(node, out)),
        scenarios,
        variants,
    })
}

fn detail(node: &Node, out: &mut Collector) -> Option<Detail> {
    let found = Detail::ALL.into_iter().find(|known| node.text() == Some(known.key()));
    if found.is_none() {
        let message = "detail must be \"draws\", \"years\" or \"areas\"";
        let hint = "draws: sums over years and areas; years: of every year too; areas: of every area and year too";
        out.push(Diagnostic::error(message).at(&node.place).hint(hint));
    }
    found
}

fn whole(
    fields: &Fields<'_>,
    key: &str,
    least: i64,
    most: i64,
    out: &mut Collector,
) -> Option<i64> {
    let node = fields.get(key)?;
    let found = node.whole().filter(|number| (least..=most).contains(number));
    if found.is_none() {
        let message = format!("{key} must be a whole number of at least {least}");
        out.push(Diagnostic::error(message).at(&node.place));
    }
    found
}

fn flag(fields: &Fields<'_>, key: &str, out: &mut Collector) -> bool {
    let Some(node) = fields.get(key) else { return false };
    node.boolean().unwrap_or_else(|| {
        let message = format!("{key} must be true or false, found {}", node.kind());
        out.push(Diagnostic::error(message).at(&node.place));
        false
    })
}

fn texts(fields: &Fields<'_>, key: &str, out: &mut Collector) -> Vec<Written<String>> {
    let Some(node) = fields.get(key) else { return Vec::new() };
    if node.array().is_some_and(<[Node]>::is_empty) {
        return Vec::new();
    }
    let written = |(text, place): (&str, Place)| Written { value: text.to_owned(), place };
    fields.texts(key, out).into_iter().flatten().map(written).collect()
}

/// One file or an array of them.
fn files(fields: &Fields<'_>, key: &str, out: &mut Collector) -> Vec<Written<PathBuf>> {
    let one = fields.get(key).filter(|node| node.text().is_some());
    let list = match one {
        Some(node) => node
            .text()
            .map(|text| Written { value: text.to_owned(), place: node.place.clone() })
            .into_iter()
            .collect(),
        None => texts(fields, key, out),
    };
    list.into_iter().map(|file| Written { value: file.value.into(), place: file.place }).collect()
}

fn choice(node: &Node, out: &mut Collector) -> Option<Choice> {
    const KEYS: &[&str] = &["all", "names", "provinces", "inhabitants", "except"];
    let fields = Fields::of(node, "[municipalities]", KEYS, out)?;
    let choice = Choice {
        place: fields.place().clone(),
        all: flag(&fields, "all", out),
        names: texts(&fields, "names", out),
        provinces: texts(&fields, "provinces", out),
        except: texts(&fields, "except", out),
        inhabitants: inhabitants(&fields, out),
    };
    let none = !choice.all && choice.names.is_empty() && choice.provinces.is_empty();
    if none && choice.inhabitants == (None, None) {
        let message = "no municipality is chosen";
        let hint = "write all = true, names = [\"Zwolle\"], provinces = [\"Gelderland\"] or inhabitants = { min = 100000 }";
        out.push(Diagnostic::error(message).at(&choice.place).hint(hint));
    }
    // Bounds alone choose from all.
    Some(Choice { all: choice.all || none, ..choice })
}

fn inhabitants(fields: &Fields<'_>, out: &mut Collector) -> (Option<f64>, Option<f64>) {
    let Some(node) = fields.get("inhabitants") else { return (None, None) };
    let Some(bounds) = Fields::of(node, "inhabitants", &["min", "max"], out) else {
        return (None, None);
    };
    let (least, most) = (bounds.number("min", out), bounds.number("max", out));
    if least.zip(most).is_some_and(|(least, most)| least > most) {
        let message = "inhabitants: min must not be above max";
        out.push(Diagnostic::error(message).at(&node.place));
    }
    (least, most)
}

fn scenarios(root: &Node, fields: &Fields<'_>, out: &mut Collector) -> Vec<ScenarioFile> {
    let Some(node) = root.get("scenarios") else {
        let hint = "add [scenarios.NAME] with file = \"scenario.toml\", or with new = {} for starting scenarios";
        fields.missing("scenarios", hint, out);
        return Vec::new();
    };
    let Some(table) = node.table().filter(|table| !table.is_empty()) else {
        let message = "scenarios must be a table of scenarios by name";
        let hint = "write [scenarios.NAME] above each";
        out.push(Diagnostic::error(message).at(&node.place).hint(hint));
        return Vec::new();
    };
    let mut list = Vec::new();
    for (id, entry) in table {
        let named = name_is_good("scenario", id, &entry.key, out);
        list.extend(scenario(id, &entry.node, &entry.key, out).filter(|_| named));
    }
    list
}

fn scenario(id: &str, node: &Node, key: &Place, out: &mut Collector) -> Option<ScenarioFile> {
    const KEYS: &[&str] = &["file", "new", "over", "sets", "municipalities"];
    let fields = Fields::of(node, "a scenario of a plan", KEYS, out)?;
    let source = match (fields.get("file"), fields.get("new")) {
        (Some(_), None) => Source::File(fields.text("file", out)?.into()),
        (None, Some(node)) => Source::New(new(node, out)?),
        _ => {
            let message = format!("scenario `{id}` must have either `file` or `new`");
            let hint = "file names a scenario of one municipality; new = {} makes a starting scenario for each that is chosen";
            out.push(Diagnostic::error(message).at(key).hint(hint));
            return None;
        }
    };
    if let (Source::File(_), Some(node)) = (&source, fields.get("municipalities")) {
        let message = "a scenario file has its own municipality";
        let hint = "leave municipalities out, or use new = {} instead of file";
        out.push(Diagnostic::error(message).at(&node.place).hint(hint));
    }
    Some(ScenarioFile {
        id: id.to_owned(),
        place: key.clone(),
        source,
        over: files(&fields, "over", out),
        sets: texts(&fields, "sets", out),
        municipalities: fields.get("municipalities").and_then(|node| choice(node, out)),
    })
}

fn new(node: &Node, out: &mut Collector) -> Option<New> {
    const KEYS: &[&str] = &["areas", "year", "min_households", "base"];
    // An empty table has no key to point at.
    let fields = Fields::of(node, "new", KEYS, out)?;
    let wijken = match fields.text("areas", out) {
        None | Some("wijk") => true,
        Some("gemeente") => false,
        Some(_) => {
            let message = "areas must be \"wijk\" or \"gemeente\"";
            out.push(Diagnostic::error(message).at(&fields.place_of("areas")));
            true
        }
    };
    let year = whole(&fields, "year", 1, 9999, out).unwrap_or(2024) as i32;
    let least = whole(&fields, "min_households", 0, u32::MAX.into(), out).unwrap_or(200);
    Some(New {
        wijken,
        year: Written { value: year, place: fields.place_of("year") },
        least_households: least as u32,
        base: fields.text("base", out).unwrap_or(crate::municipality::base::BASE).to_owned(),
    })
}

/// The named variants, each with every point of the grid.
fn variants(root: &Node, out: &mut Collector) -> Vec<VariantFile> {
    let named = named_variants(root, out);
    let grid = grid(root, out);
    let mut list = named;
    for axis in grid {
        if let Some(problem) = too_large(&list, &axis) {
            let place = root.get("grid").map_or(&root.place, |node| &node.place);
            out.push(problem.at(place));
            return Vec::new();
        }
        let points = list.iter().flat_map(|variant| {
            axis.iter().map(|point| {
                let name = match variant.name.as_str() {
                    "" => point.name.clone(),
                    name => format!("{name}+{}", point.name),
                };
                let mut sets = variant.sets.clone();
                sets.extend(point.sets.iter().cloned());
                VariantFile { name, sets, ..variant.clone() }
            })
        });
        list = points.collect();
    }
    for variant in &mut list {
        if variant.name.is_empty() {
            variant.name = PLAIN.to_owned();
        }
    }
    if let Some(long) = list.iter().find(|variant| variant.name.len() > LONGEST_NAME) {
        let message = format!(
            "a variant is called `{}`, longer than {LONGEST_NAME} letters",
            words::short(&long.name)
        );
        let hint = "give a short `name` to the axes of the grid: names become directories";
        out.push(Diagnostic::error(message).at(&long.place).hint(hint));
    }
    for (place, variant) in list.iter().enumerate() {
        if list[..place].iter().any(|other| other.name == variant.name) {
            let message = format!("two variants are called `{}`", variant.name);
            out.push(
                Diagnostic::error(message)
                    .at(&variant.place)
                    .hint("give a `name` to the axes of the grid"),
            );
        }
    }
    list
}

/// What is wrong with the size of a grid when an axis is added, if anything.
fn too_large(list: &[VariantFile], axis: &[VariantFile]) -> Option<Diagnostic> {
    if list.len().saturating_mul(axis.len()) > MOST_VARIANTS {
        let message = format!("the grid has more than {MOST_VARIANTS} points");
        let hint = "use the analyses of docs/sensitivity.md for many parameters at once";
        return Some(Diagnostic::error(message).hint(hint));
    }
    let of_all = |list: &[VariantFile]| list.iter().map(bytes).sum::<usize>();
    let all = of_all(list)
        .saturating_mul(axis.len())
        .saturating_add(of_all(axis).saturating_mul(list.len()));
    (all > MOST_BYTES).then(|| {
        let most = MOST_BYTES >> 20;
        let message = format!("what the points of the grid set takes more than {most} MiB");
        let hint = "set what variants have in common under `sets` of the plan or of the scenario";
        Diagnostic::error(message).hint(hint)
    })
}

/// Memory of a variant.
fn bytes(variant: &VariantFile) -> usize {
    let sets = variant.sets.iter().map(|set| size_of_val(set) + set.value.len());
    let over = variant.over.iter().map(|file| size_of_val(file) + file.value.as_os_str().len());
    size_of::<VariantFile>() + variant.name.len() + sets.sum::<usize>() + over.sum::<usize>()
}

/// Where there are none, one without a name.
fn named_variants(root: &Node, out: &mut Collector) -> Vec<VariantFile> {
    let table = root.get("variants").map(|node| (node, node.table()));
    match table {
        None => vec![VariantFile {
            name: String::new(),
            place: root.place.clone(),
            over: Vec::new(),
            sets: Vec::new(),
        }],
        Some((node, None)) => {
            let message =
                format!("variants must be a table of variants by name, found {}", node.kind());
            out.push(
                Diagnostic::error(message).at(&node.place).hint("write [variants.NAME] above each"),
            );
            Vec::new()
        }
        Some((_, Some(table))) => {
            let mut list = Vec::new();
            for (name, entry) in table {
                let good = name_is_good("variant", name, &entry.key, out);
                let Some(fields) = Fields::of(&entry.node, "a variant", &["sets", "over"], out)
                else {
                    continue;
                };
                let variant = VariantFile {
                    name: name.clone(),
                    place: entry.key.clone(),
                    over: files(&fields, "over", out),
                    sets: texts(&fields, "sets", out),
                };
                list.extend(Some(variant).filter(|_| good));
            }
            list
        }
    }
}

/// By axis, its points.
fn grid(root: &Node, out: &mut Collector) -> Vec<Vec<VariantFile>> {
    let Some(node) = root.get("grid") else { return Vec::new() };
    let Some(items) = node.array() else {
        let message = format!("grid must be tables, found {}", node.kind());
        out.push(Diagnostic::error(message).at(&node.place).hint("write [[grid]] above each axis"));
        return Vec::new();
    };
    items.iter().filter_map(|item| axis(item, out)).collect()
}

fn axis(node: &Node, out: &mut Collector) -> Option<Vec<VariantFile>> {
    let fields = Fields::of(node, "an axis of the grid", &["set", "values", "name"], out)?;
    let path = fields.text("set", out);
    if fields.get("set").is_none() {
        fields.missing("set", "write set = \"team.members\", as with --set", out);
    }
    let values = fields.get("values").and_then(Node::array).filter(|values| !values.is_empty());
    if values.is_none() {
        let message = "values must be an array of at least one value";
        let hint = "write values = [3, 4, 5]";
        out.push(Diagnostic::error(message).at(&fields.place_of("values")).hint(hint));
    }
    let (path, values) = (path?, values?);
    let label = fields.text("name", out).unwrap_or(path);
    let points = values.iter().enumerate().map(|(place, value)| {
        let text = toml_of(value);
        let short = matches!(value.value, Value::Integer(_) | Value::Float(_) | Value::Boolean(_));
        let shown = match (&value.value, short) {
            (_, true) => text.clone(),
            (Value::Text(text), _) => text.clone(),
            _ => place.to_string(),
        };
        VariantFile {
            name: safe(&format!("{label}_{shown}")),
            place: value.place.clone(),
            over: Vec::new(),
            sets: vec![Written { value: format!("{path}={text}"), place: value.place.clone() }],
        }
    });
    Some(points.collect())
}

/// A value as one line of TOML.
fn toml_of(node: &Node) -> String {
    crate::scenario::plain_toml::plain_toml(node, &[]).to_string()
}

/// Names become directories: they must be safe in every file system and need no escapes in paths.
fn name_is_good(what: &str, name: &str, place: &Place, out: &mut Collector) -> bool {
    let good = safe(name) == name && !name.is_empty();
    if !good {
        let message = format!("`{}` cannot be the name of a {what}", words::short(name));
        let hint = "use at most 100 letters a-z, digits, `-` and `_`: names become directories";
        out.push(Diagnostic::error(message).at(place).hint(hint));
    }
    good
}

/// A text as a name of a directory: letters without accents, digits and `-_.+`; anything else is `_`.
pub fn safe(text: &str) -> String {
    let plain = |c: char| match c {
        'á' | 'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        c if c.is_ascii_alphanumeric() || "-_.+".contains(c) => c,
        _ => '_',
    };
    let text: String = text.chars().take(100).map(plain).collect();
    text.trim_matches(['_', '.']).to_owned()
}

/// A hint for a name that none of the known ones is.
pub fn near(name: &str, known: &[&str]) -> Option<String> {
    suggest::hint(name, known.iter().copied())
}
