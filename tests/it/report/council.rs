//! The sections for a council: every number that is printed is one of the view, no sentence claims more than its numbers
//! carry, both languages have all words, and publisher, logo and colours reach the page and nothing else does.

use super::{demo, demo_council};
use wijkraming::report::document::{Block, Document, Row, Section, Table, Value};
use wijkraming::report::labels::Labels;
use wijkraming::report::view::*;
use wijkraming::report::{document, write};

const IDS: [&str; 8] = [
    "question",
    "setups",
    "inhabitants",
    "taakvelden",
    "society",
    "certainty",
    "stress",
    "unknowns",
];

fn made(view: &View) -> Document {
    document(view).expect("a valid view")
}

fn section<'a>(document: &'a Document, id: &str) -> &'a Section {
    let found = document.sections.iter().find(|section| section.id == id);
    found.unwrap_or_else(|| panic!("no section {id}"))
}

fn tables(section: &Section) -> impl Iterator<Item = &Table> {
    section.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

fn table<'a>(document: &'a Document, id: &str) -> &'a Table {
    let all = document.sections.iter().flat_map(tables);
    let mut own = all.filter(|table| table.id == id);
    own.next().unwrap_or_else(|| panic!("no table {id}"))
}

fn rows(table: &Table) -> Vec<&Row> {
    table.bodies.iter().flatten().collect()
}

/// All sentences of a section.
fn sentences(section: &Section) -> Vec<String> {
    let of = |block: &Block| match block {
        Block::Paragraph { text, .. } => vec![text.clone()],
        Block::List { items } | Block::Remarks { items, .. } => items.clone(),
        Block::Answer { sentences, .. } => sentences.clone(),
        _ => Vec::new(),
    };
    section.blocks.iter().flat_map(of).collect()
}

/// Every number in the view, at any depth.
fn numbers(value: &serde_json::Value, found: &mut Vec<f64>) {
    match value {
        serde_json::Value::Number(number) => found.extend(number.as_f64()),
        serde_json::Value::String(text) => found.extend(text.parse::<f64>().ok()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        serde_json::Value::Object(keys) => keys.values().for_each(|item| numbers(item, found)),
        _ => {}
    }
}

#[test]
fn every_number_in_a_section_is_one_of_the_view() {
    let mut view = demo::view(3);
    view.council = demo_council::with_stress(view.council);
    let mut known = Vec::new();
    numbers(&serde_json::to_value(&view).expect("a view can be written"), &mut known);
    let of_view = |number: f64| known.contains(&number);
    let made = made(&view);
    let mut seen = 0;
    for table in IDS.iter().flat_map(|id| tables(section(&made, id))) {
        for cell in rows(table).into_iter().flat_map(|row| &row.cells) {
            let printed = match cell.value {
                Value::Text => vec![],
                Value::Number(number) => vec![number],
                Value::Estimate { mean, p5, p95, error, bound_errors } => {
                    let errors = [error].into_iter().chain(bound_errors).flatten();
                    [mean, p5, p95].into_iter().chain(errors).collect()
                }
                Value::Precise { mean, error } => [mean].into_iter().chain(error).collect(),
                Value::Chance { p, low, high } => vec![p, low, high],
            };
            seen += printed.len();
            assert!(printed.iter().all(|number| of_view(*number)), "{}: {printed:?}", table.id);
        }
    }
    assert!(seen > 500, "{seen}");
}

/// 0.9 of 1 million is 100 left (V), 1.0 is open, 1.2 is 200 short (N); the reserve has no budget, and so one row.
#[test]
fn taakvelden_are_in_thousands_with_letters_where_the_error_allows_them() {
    let made = made(&demo::view(3));
    let table = table(&made, "taakvelden-0-0");
    let heads: Vec<&str> = table.heads.iter().map(|head| head.text.as_str()).collect();
    assert_eq!(heads, ["Taakveld", "2015", "2016", "2017"]);
    let texts = |row: &Row| row.cells.iter().map(|cell| cell.main.clone()).collect::<Vec<_>>();
    let own = &table.bodies[0];
    assert_eq!(texts(&own[0]), ["1.000", "1.000", "1.000"]);
    assert_eq!(texts(&own[1]), ["900", "1.000", "1.200"]);
    assert_eq!(texts(&own[2]), ["100\u{a0}V", "0", "−200\u{a0}N"]);
    assert!(own[2].cells[0].small.iter().any(|line| line.starts_with("±")));
    assert!(own[2].cells[2].small.iter().any(|line| line.starts_with("nadeel: ")));
    assert_eq!(table.bodies[2].len(), 1);
}

#[test]
fn a_long_run_has_its_years_in_several_tables() {
    let mut view = demo::view(3);
    for own in &mut view.council.taakvelden {
        own.years = (2015..2027).collect();
        for row in &mut own.rows {
            row.cells.resize(12, None);
        }
    }
    let made = made(&view);
    assert_eq!(table(&made, "taakvelden-0-0").heads.len(), 11);
    let rest = table(&made, "taakvelden-0-10");
    assert_eq!(rest.heads.len(), 3);
    assert!(rows(rest).iter().all(|row| row.cells.len() == 2));
}

/// Words that name a difference: none of them without a likelihood, and none where the error leaves it open.
#[test]
fn no_sentence_claims_a_difference_within_its_error() {
    let mut claims = 0;
    let scale = [0.0, 0.2, 0.5, 0.9, 1.1, 1.9, 2.1, 4.0];
    for (round, spread) in scale.into_iter().enumerate() {
        for few in [1.0, 30.0] {
            let mut view = demo::view(3);
            let stretched = |own: Difference, mean: f64| {
                let (low, high) = (mean - spread * mean.abs(), mean + spread * mean.abs());
                let se = own.estimate.se.map(|se| few * se);
                let estimate = Estimate { mean, p5: low, p95: high, se, ..own.estimate };
                Difference { estimate, ..own }
            };
            let differences = view
                .key_table
                .iter_mut()
                .flat_map(|row| &mut row.cells)
                .chain(&mut view.council.matrix_points)
                .filter_map(|cell| cell.difference.as_mut());
            let parties = &mut view.council.society.parties;
            let parties = parties.iter_mut().flat_map(|(_, cells)| cells).flatten();
            for own in differences.chain(parties) {
                *own = stretched(*own, own.estimate.mean);
            }
            claims += check(&view, round);
        }
    }
    assert!(claims > 20, "{claims}");
}

/// The number of claims, each of which must follow from the numbers of its alternative.
fn check(view: &View, round: usize) -> usize {
    let made = made(view);
    let likely = ["waarschijnlijk", "zeer waarschijnlijk", "vrijwel zeker"];
    let mut claims = 0;
    for id in ["summary", "inhabitants"] {
        for block in &section(&made, id).blocks {
            let Block::Answer { title, sentences, .. } = block else { continue };
            let place = view.alternatives.iter().position(|known| known.title == *title);
            let place = place.expect("an alternative");
            let subjects = [
                (
                    " goedkoper dan het nul",
                    "gemeente is dit",
                    key(view, Measure::MunicipalCost, place),
                ),
                (
                    " duurder dan het nul",
                    "gemeente is dit",
                    key(view, Measure::MunicipalCost, place),
                ),
                (
                    " groter dan de",
                    "Voor de samenleving zijn",
                    key(view, Measure::NetPresentValue, place),
                ),
                (" korter op een", "Huishoudens wachten", key(view, Measure::MeanWait, place)),
                (" langer op een", "Huishoudens wachten", key(view, Measure::MeanWait, place)),
                (
                    " in crisis",
                    "Huishoudens zijn",
                    key(view, Measure::CrisisHouseholdMonths, place),
                ),
                ("vooruit op de", "Inwoners gaan", view.council.matrix_points[place].difference),
            ];
            for sentence in sentences {
                for (word, start, difference) in &subjects {
                    if sentence.contains(word) && sentence.contains(start) {
                        let own = difference.expect("a project");
                        assert!(beyond(&own), "{round}: {sentence} {own:?}");
                        assert!(likely.iter().any(|word| sentence.contains(word)), "{sentence}");
                        claims += 1;
                    }
                }
                if sentence.starts_with("Wie gaat erop") {
                    for (party, cells) in &view.council.society.parties {
                        let own = cells[place].expect("a project");
                        let up = sentence.contains("vooruit");
                        if sentence.contains(&format!("{party} ongeveer")) {
                            assert!(beyond(&own) && (own.estimate.mean > 0.0) == up, "{sentence}");
                            claims += 1;
                        }
                    }
                }
            }
        }
    }
    claims
}

fn key(view: &View, measure: Measure, place: usize) -> Option<Difference> {
    view.key_table.iter().find(|row| row.measure == measure)?.cells[place].difference
}

/// The interval leaves 0 out, and the mean is more than two standard errors from it.
fn beyond(own: &Difference) -> bool {
    let Estimate { mean, p5, p95, se, .. } = own.estimate;
    (p5 > 0.0 || p95 < 0.0) && mean.abs() > 2.0 * se.unwrap_or(f64::INFINITY)
}

/// A best alternative is called so with the word that the lower bound of its chance allows, and not at all where the
/// next one is within the error.
#[test]
fn the_verdict_is_as_sure_as_the_chance_of_being_best() {
    let mut view = demo::view(3);
    let verdict = |view: &View| sentences(section(&made(view), "summary"))[0].clone();
    let mut set = |low: f64, close: Option<usize>| {
        let judged = view.council.certainty.society.as_mut().expect("a judgement");
        judged.chances[3] = Probability { p: (low + 1.0) / 2.0, low, high: 1.0 };
        judged.close = close;
        verdict(&view)
    };
    assert!(set(0.995, None).contains("vrijwel zeker het beste"));
    assert!(set(0.92, None).contains("zeer waarschijnlijk het beste"));
    assert!(set(0.7, None).contains("is waarschijnlijk het beste"));
    for low in [0.0, 0.3, 0.66] {
        let said = set(low, None);
        assert!(said.contains("gemiddeld") && said.contains("niet zeker"), "{said}");
        assert!(!said.contains("waarschijnlijk"), "{said}");
    }
    for low in [0.3, 0.995] {
        let said = set(low, Some(1));
        assert!(said.contains("niet duidelijk") && !said.contains("waarschijnlijk"), "{said}");
    }
}

/// A kind of ratio that fewer than two in three draws have is not named as the answer.
#[test]
fn a_ratio_whose_kind_differs_between_draws_is_not_clear() {
    let made = made(&demo::view(3));
    let cells = &rows(table(&made, "ratios-table"))[0].cells;
    let main: Vec<&str> = cells.iter().map(|cell| cell.main.as_str()).collect();
    let saving = "goedkoper en slechter: 2,5 euro bespaard per euro minder baten";
    assert_eq!(main, ["–", "goedkoper en niet slechter", "1,80", saving, "niet duidelijk"]);
    assert!(cells[2].small[0].starts_with("±\u{a0}0,07"), "{:?}", cells[2]);
    assert!(cells[4].small[0].starts_with("slechter en niet goedkoper: in 50%"), "{:?}", cells[4]);
}

#[test]
fn both_languages_have_all_words_and_fill_all_names() {
    for lang in [Lang::Nl, Lang::En] {
        for stress in [false, true] {
            let mut view = demo::view(3);
            view.lang = lang;
            if stress {
                view.council = demo_council::with_stress(view.council);
            }
            let made = made(&view);
            for id in IDS {
                let own = section(&made, id);
                let json = serde_json::to_value(own).expect("a section can be written");
                let mut texts = Vec::new();
                strings(&json, &mut texts);
                assert!(
                    !own.title.is_empty() && texts.iter().all(|text| !text.contains('{')),
                    "{id}"
                );
            }
        }
    }
    let (nl, en) = (&Labels::of(Lang::Nl).council, &Labels::of(Lang::En).council);
    let keys = |words: &[(&'static str, &'static str)]| {
        words.iter().map(|(key, _)| *key).collect::<Vec<_>>()
    };
    assert_eq!(keys(nl.financing), keys(en.financing));
    assert_eq!(keys(nl.payment), keys(en.payment));
    assert_eq!(keys(nl.items), keys(en.items));
    let mut view = demo::view(3);
    view.lang = Lang::En;
    let english = write(&view).expect("a page");
    let dutch = ["waarschijnlijk", "nulalternatief", "gemeentekas", "verschil", "huishoudens"];
    for word in dutch {
        assert!(!english.contains(word), "{word}");
    }
}

fn strings(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => found.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        serde_json::Value::Object(keys) => keys.values().for_each(|item| strings(item, found)),
        _ => {}
    }
}

/// Each way of financing and paying that a scenario may name is explained in words.
#[test]
fn every_way_of_financing_and_paying_has_words() {
    let schema = wijkraming::scenario::schema();
    let keys = |name: &str| {
        let found = schema["$defs"][name]["properties"].as_object().expect("a table of models");
        assert!(found.len() >= 3, "{name}");
        found.keys().cloned().collect::<Vec<String>>()
    };
    let words = &Labels::of(Lang::Nl).council;
    for key in keys("Financing") {
        assert!(words.financing.iter().any(|(own, _)| *own == key), "{key}");
    }
    for key in keys("PaymentModel") {
        assert!(words.payment.iter().any(|(own, _)| *own == key), "{key}");
    }
}

#[test]
fn stress_tests_are_named_with_their_command_until_they_were_run() {
    let mut view = demo::view(3);
    let said = sentences(section(&made(&view), "stress")).join("\n");
    assert!(said.contains("Hogere instroom (vanaf 2018)") && said.contains("Tarieven stijgen"));
    assert!(said.contains("wijkraming stress scenarios/overbetuwe.toml --out stress"));
    view.council = demo_council::with_stress(view.council);
    let made_ = made(&view);
    let own = table(&made_, "stress-0");
    assert!(own.caption.starts_with("Hogere instroom, vanaf 2018"));
    // 2.5 million more under every alternative.
    assert!(rows(own)[0].cells.iter().all(|cell| cell.main == "2,5"));
    view.council.stress = StressTests::default();
    let said = sentences(section(&made(&view), "stress")).join("\n");
    assert_eq!(said, "Dit scenario heeft geen stresstests.");
}

#[test]
fn the_publisher_stands_at_the_head_of_the_page() {
    let mut view = demo::view(3);
    let html = write(&view).expect("a page");
    assert!(html.contains("Gemeente Overbetuwe, Team Onderzoek, 24 november 2026"));
    assert!(html.contains("img-src data:"));
    assert!(html.contains("<img class=\"logo\" src=\"data:image/png;base64,iVBORw0KGgo"));
    assert!(html.contains("alt=\"Gemeente Overbetuwe\""));
    assert!(html.contains(":root{--accent:#7a1f4b}") && html.contains("--accent:#e79abf"));
    assert!(html.contains("<meta name=\"dcterms.date\" content=\"2026-11-24\">"));
    view.council.brand = Brand {
        name: "</style><script>alert(1)</script>".to_owned(),
        author: "\" onload=\"alert(2)".to_owned(),
        colours: Some(["red}*{x:y".to_owned(), "#zzzzzz".to_owned()]),
        ..Brand::default()
    };
    let html = write(&view).expect("a page");
    assert!(!html.contains("<script") && !html.contains("red}*{x:y") && !html.contains("zzzzzz"));
    assert!(!html.contains("\" onload=\"") && !html.contains("img-src"));
}

#[test]
fn hostile_names_of_the_scenario_stay_text() {
    let mut view = demo::view(3);
    let trick = "<script>alert(1)</script>\u{202e}";
    let council = &mut view.council;
    council.changes[0].path = trick.to_owned();
    council.changes[0].values[1] = Some(trick.to_owned());
    council.effects[0].label = trick.to_owned();
    council.effects[0].source = "x".repeat(10_000);
    council.setups[1].financing = trick.to_owned();
    council.taakvelden[0].rows[0].name = trick.to_owned();
    council.society.items[1].item = ItemName::Effect(trick.to_owned());
    council.society.transfers[0].from = trick.to_owned();
    council.society.parties[0].0 = trick.to_owned();
    council.certainty.worth[0].name = trick.to_owned();
    council.stress.known[0].0 = trick.to_owned();
    council.leaves_out[0] = trick.to_owned();
    let html = write(&view).expect("a page");
    assert!(!html.contains("<script") && !html.contains('\u{202e}'));
    assert!(html.contains("&lt;script&gt;"));
    assert!(!html.contains(&"x".repeat(1_000)));
}

#[test]
fn a_report_without_any_of_it_is_still_a_report() {
    let mut view = demo::view(3);
    view.council = Council::default();
    let made = made(&view);
    for id in ["setups", "inhabitants", "taakvelden", "society", "certainty"] {
        assert!(made.sections.iter().all(|section| section.id != id), "{id}");
    }
    assert!(write(&view).is_ok());
}

#[test]
fn lists_of_the_wrong_length_are_an_error() {
    let wrong: [fn(&mut Council); 6] = [
        |own| own.setups.truncate(4),
        |own| own.effects[0].cells.clear(),
        |own| own.taakvelden[0].rows[0].cells.clear(),
        |own| own.society.variants[0].cells.clear(),
        |own| own.certainty.shares_of = Some(5),
        |own| own.certainty.society.as_mut().expect("a judgement").best = 5,
    ];
    for break_it in wrong {
        let mut view = demo::view(3);
        break_it(&mut view.council);
        assert!(document(&view).is_err());
    }
}
