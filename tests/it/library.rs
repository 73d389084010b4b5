//! The base library: every number key of the format is in it, and every number says in which unit it is, how well
//! it is founded, and where it comes from.

use serde_json::Value as Json;
use std::collections::BTreeSet;
use toml::{Table, Value};
use wijkraming::scenario::{LoadOptions, Scenario, library, schema};
use wijkraming::study::Model;

/// A number of a library file with what it and the arrays around it say.
#[derive(Clone, Debug, Default)]
struct Number {
    file: &'static str,
    path: String,
    money: bool,
    uncertain: bool,
    zero: bool,
    record: Record,
}

#[derive(Clone, Debug, Default)]
struct Record {
    source: Option<String>,
    note: Option<String>,
    unit: Option<String>,
    grade: Option<String>,
    price_year: Option<i64>,
}

impl Record {
    fn of(table: &Table) -> Self {
        let text = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
        Self {
            source: text("source"),
            note: text("note"),
            unit: text("unit"),
            grade: text("grade"),
            price_year: table.get("price_year").and_then(Value::as_integer),
        }
    }

    /// What an array around it says, where it says nothing itself.
    fn or(self, around: &Self) -> Self {
        let around = around.clone();
        Self {
            source: self.source.or(around.source),
            note: self.note.or(around.note),
            unit: self.unit.or(around.unit),
            grade: self.grade.or(around.grade),
            price_year: self.price_year.or(around.price_year),
        }
    }
}

/// Goes through a library file along the JSON Schema of scenario files.
struct Walk<'a> {
    schema: &'a Json,
    file: &'static str,
    found: Vec<Number>,
    /// Paths of the keys, without numbers of items and names of maps.
    keys: BTreeSet<String>,
}

impl Walk<'_> {
    fn resolve<'b>(&'b self, part: &'b Json) -> &'b Json {
        let target = part["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
        target.and_then(|path| self.schema.pointer(path)).unwrap_or(part)
    }

    fn visit(&mut self, part: &Json, value: &Value, path: &str, around: &Record) {
        let part = self.resolve(part).clone();
        if part.get("x-number").is_some()
            || matches!(part["type"].as_str(), Some("number" | "integer"))
        {
            return self.number(&part, value, path, around);
        }
        if let Some(table) = value.as_table() {
            if table.contains_key("dist") {
                return self.number(&part, value, path, around);
            }
            if let Some(array) = table.get("value").filter(|value| value.is_array()) {
                let record = Record::of(table).or(around);
                return self.visit(&part, array, path, &record);
            }
        }
        // A row or an array of numbers, or an array of named items, in one of the forms that fits.
        if let Some(forms) = part["anyOf"].as_array().filter(|_| part.get("properties").is_none()) {
            let fits = |form: &&Json| {
                self.resolve(form)["type"] == if value.is_array() { "array" } else { "object" }
            };
            let form = forms.iter().find(fits).unwrap_or_else(|| panic!("{path}: {value}")).clone();
            return self.visit(&form, value, path, around);
        }
        match value {
            Value::Array(items) => {
                for item in items {
                    self.visit(&part["items"], item, path, around);
                }
            }
            Value::Table(table) => {
                for (key, value) in table {
                    let known = part["properties"].get(key);
                    let below = known.unwrap_or(&part["additionalProperties"]).clone();
                    let name = if known.is_some() { key } else { "*" };
                    let path =
                        if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                    self.visit(&below, value, &path, &Record::default());
                }
            }
            _ => {}
        }
    }

    fn number(&mut self, part: &Json, value: &Value, path: &str, around: &Record) {
        let table = value.as_table();
        let record = table.map(Record::of).unwrap_or_default().or(around);
        let plain = table.and_then(|table| table.get("value")).unwrap_or(value);
        let zero = plain.as_float() == Some(0.0) || plain.as_integer() == Some(0);
        self.keys.insert(path.to_owned());
        self.found.push(Number {
            file: self.file,
            path: path.to_owned(),
            money: part.get("x-money").is_some(),
            uncertain: table.is_some_and(|table| table.contains_key("dist")),
            zero,
            record,
        });
    }
}

/// What is no number of the library: names of rungs and the length of chains of files.
const NO_PARAMETERS: [&str; 1] = ["provisions.rung"];

fn walk() -> (Vec<Number>, BTreeSet<String>) {
    let schema = schema();
    let (mut found, mut keys) = (Vec::new(), BTreeSet::new());
    for (name, text) in library::FILES {
        let mut table: Table = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
        table.remove("extends");
        let mut walk =
            Walk { schema: &schema, file: name, found: Vec::new(), keys: BTreeSet::new() };
        walk.visit(&schema, &Value::Table(table), "", &Record::default());
        found.extend(walk.found);
        keys.extend(walk.keys);
    }
    found.retain(|number| !NO_PARAMETERS.contains(&number.path.as_str()));
    (found, keys)
}

#[test]
fn every_number_says_its_unit_its_grade_and_its_source_or_that_it_is_an_assumption() {
    let (found, _) = walk();
    assert!(found.len() > 250, "{}", found.len());
    let mut wrong = Vec::new();
    for number in &found {
        let Record { source, note, unit, grade, .. } = &number.record;
        let assumed = note.as_deref().is_some_and(|note| note.contains("aanname, niet onderbouwd"));
        let good = unit.is_some()
            && match grade.as_deref() {
                Some("A" | "B" | "C") => source.is_some(),
                Some("D") => assumed,
                _ => false,
            };
        if !good {
            wrong.push(format!("{} {}: {:?}", number.file, number.path, number.record));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_amount_says_of_which_year_it_is_and_nothing_else_does() {
    let (found, _) = walk();
    let amounts: Vec<&Number> = found.iter().filter(|number| number.money).collect();
    assert!(amounts.len() > 20, "{}", amounts.len());
    for number in &found {
        let named = number.record.price_year.is_some();
        assert_eq!(named, number.money, "{} {}", number.file, number.path);
    }
}

#[test]
fn an_assumption_is_wide_unless_it_says_why_it_is_not() {
    let (found, _) = walk();
    for number in found.iter().filter(|number| number.record.grade.as_deref() == Some("D")) {
        let note = number.record.note.as_deref().unwrap_or_default();
        let fixed =
            ["keuze", "vast gehouden", "pro memorie"].iter().any(|word| note.contains(word));
        // Zeros of a row (no simple cases among the severe) and shares of payers are what the row says.
        let of_a_row = number.zero || number.path.contains("payers");
        let (file, path) = (number.file, &number.path);
        assert!(
            number.uncertain || fixed || of_a_row,
            "{file} {path} is a fixed assumption: {note}"
        );
    }
}

/// Keys of the format that are local, so that no library can give them.
const LOCAL: [&str; 8] = [
    "areas.",
    "alternatives.",
    "stress.",
    "time.",
    "sampling.",
    "valuation.base_year",
    "budget.specialist",
    "budget.available_reserve",
];

/// All number keys of the schema.
fn number_keys(schema: &Json, part: &Json, path: &str, keys: &mut BTreeSet<String>) {
    let target = part["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
    let part = target.and_then(|path| schema.pointer(path)).unwrap_or(part);
    if part.get("x-number").is_some() || matches!(part["type"].as_str(), Some("number" | "integer"))
    {
        keys.insert(path.to_owned());
        return;
    }
    let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    for form in part["anyOf"].as_array().into_iter().flatten() {
        // Of a number with its record, only the number; of changes to named items, only the items.
        let skipped = form["properties"].get("value").is_some()
            || form["properties"].get("dist").is_some()
            || form.get("additionalProperties").is_some_and(Json::is_object);
        if !skipped {
            number_keys(schema, form, path, keys);
        }
    }
    if part["type"] == "array" {
        number_keys(schema, &part["items"], path, keys);
    }
    for (key, below) in part["properties"].as_object().into_iter().flatten() {
        number_keys(schema, below, &join(key), keys);
    }
    if part["additionalProperties"].is_object() {
        number_keys(schema, &part["additionalProperties"], &join("*"), keys);
    }
}

#[test]
fn every_number_key_of_the_format_is_in_the_library() {
    let (schema, (_, known)) = (schema(), walk());
    let mut keys = BTreeSet::new();
    for (key, part) in schema["properties"].as_object().expect("properties") {
        if !matches!(key.as_str(), "format" | "price_year" | "alternatives" | "extends") {
            number_keys(&schema, part, key, &mut keys);
        }
    }
    keys.retain(|key| !LOCAL.iter().any(|local| key.starts_with(local)));
    assert!(keys.len() > 80, "{keys:?}");
    // Years of a cost item are the calendar of a project, and an hour limit per domain is a choice of the access.
    let optional = ["team.costs.years", "provisions.domains.*.max_hours"];
    let missing: Vec<&String> = keys
        .iter()
        .filter(|key| !known.contains(*key) && !optional.contains(&key.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

const HEAD: &str = "extends = \"wijkraming:basis\"\nformat = 1\ntitle = \"Dorp\"\nprice_year = 2015\n\
    [time]\nstart_year = 2015\nyears = 2\n[valuation]\nbase_year = 2015\n[budget]\nspecialist = 1e6\n\
    [[areas]]\nname = \"Dorp\"\nteam = \"dorp\"\nlow_income_share = 0.1\nneed_factor = 1.0\nhistoric_budget = 1e6\n\
    households = { single = 10, single_65plus = 10, couple = 10, couple_65plus = 10, children = 10, single_parent = 10 }\n";

#[test]
fn every_piece_gives_an_alternative_and_every_arrangement_is_whole() {
    let mut text = HEAD.to_owned();
    let arrangements = ["oude-praktijk", "scenario-1", "scenario-2", "zwolle", "resultaat"];
    for (name, _) in library::FILES.iter().filter(|(name, _)| *name != "basis") {
        let whole = if arrangements.contains(name) { "" } else { "\"wijkraming:scenario-1\", " };
        let reference = if *name == "oude-praktijk" { "reference = true\n" } else { "" };
        text += &format!(
            "[alternatives.{name}]\nextends = [{whole}\"wijkraming:{name}\"]\n{reference}"
        );
    }
    let scenario = Scenario::from_text("dorp.toml", &text, &LoadOptions::default());
    let scenario = scenario.unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(scenario.alternatives().len(), library::FILES.len() - 1);
    assert!(scenario.warnings().is_empty(), "{}", scenario.warnings());
}

/// Whatever the price year of a scenario, no amount of the library is read as euro of another year by accident.
#[test]
fn the_library_serves_every_price_year_without_a_warning() {
    let alternative =
        "[alternatives.nul]\nreference = true\nextends = \"wijkraming:oude-praktijk\"\n";
    for year in [2012, 2015, 2024] {
        let text = HEAD.replace("price_year = 2015", &format!("price_year = {year}"));
        let scenario =
            Scenario::from_text("dorp.toml", &(text + alternative), &LoadOptions::default());
        let scenario = scenario.unwrap_or_else(|report| panic!("{report}"));
        assert!(scenario.warnings().is_empty(), "{}", scenario.warnings());
    }
}

#[test]
fn a_scenario_on_the_base_has_few_enough_quantities_for_a_sobol_design() {
    let text = HEAD.to_owned()
        + "[alternatives.nul]\nreference = true\nextends = \"wijkraming:oude-praktijk\"\n\
           [alternatives.scenario1]\nextends = \"wijkraming:scenario-1\"\n\
           [alternatives.scenario2]\nextends = \"wijkraming:scenario-2\"\n\
           [alternatives.populatie]\nextends = \"wijkraming:zwolle\"\n\
           [alternatives.resultaat]\nextends = \"wijkraming:resultaat\"\n\
           [sampling]\nmethod = \"sobol\"\ndraws = 64\n";
    let scenario = Scenario::from_text("dorp.toml", &text, &LoadOptions::default());
    let scenario = scenario.unwrap_or_else(|report| panic!("{report}"));
    assert!(scenario.quantities().len() < 220, "{}", scenario.quantities().len());
}
