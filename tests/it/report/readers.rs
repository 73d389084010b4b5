//! What readers of a report stumbled on: words for one, sources that are counted once, medians that are named, errors of
//! nothing, and what the report knows of its own level. In both languages.

use wijkraming::report::document::{Block, Document};
use wijkraming::report::view::{
    AssumedValue, Assumption, FewEvents, Grade, Lang, Precise, Variant, View,
};
use wijkraming::report::{document, figures};

use super::demo;
use super::demo_council;

const LANGS: [Lang; 2] = [Lang::Nl, Lang::En];

fn made(view: &View) -> Document {
    document(view).expect("a valid view")
}

/// Every text of a document, pictures among them.
fn texts(made: &Document) -> Vec<String> {
    fn collect(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => found.push(text.clone()),
            serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            serde_json::Value::Object(keys) => keys.values().for_each(|item| collect(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(&serde_json::to_value(made).expect("JSON"), &mut found);
    found
}

fn blocks<'a>(made: &'a Document, id: &str) -> &'a [Block] {
    let found = made.sections.iter().find(|section| section.id == id);
    &found.unwrap_or_else(|| panic!("no section {id}")).blocks
}

/// Texts of the paragraphs, lists and remarks of a section.
fn said(made: &Document, id: &str) -> Vec<String> {
    let of = |block: &Block| match block {
        Block::Paragraph { text, .. } => vec![text.clone()],
        Block::List { items } | Block::Remarks { items, .. } => items.clone(),
        Block::Answer { sentences, .. } => sentences.clone(),
        _ => Vec::new(),
    };
    blocks(made, id).iter().flat_map(of).collect()
}

/// The demo with one of everything that is counted in words.
fn of_one() -> View {
    let mut view = demo::view(1);
    view.years = 1;
    view.reproduction.draws = 1;
    view.assumptions.truncate(2);
    view.assumptions.remove(0);
    view.welfare.within_years = 1;
    view.precision.few_events = Some(FewEvents {
        few: 1,
        all: 1,
        below: 5.0,
        area: "Elst Noord".to_owned(),
        alternative: 1,
        overrun: true,
        events: 0.0,
        draws: 1,
        bound: 0.02,
        needed: 400,
    });
    view.council = demo_council::with_stress(view.council);
    view.council.stress.draws = 1;
    view.council.changes.truncate(1);
    view.council.society.variants[2].variant = Variant::Years(1);
    let certainty = &mut view.council.certainty;
    (certainty.quantities, certainty.unclear) = (2, Some(1));
    for chart in &mut view.charts.more.tornado {
        chart.bars.truncate(1);
        (chart.quantities, chart.unclear) = (2, 1);
    }
    view
}

/// Words that do not go with 1, behind it or, for verbs, two words before it ("hebben er 1").
const SEVERAL: [&[&str]; 2] = [
    &[
        "gebieden",
        "alternatieven",
        "jaren",
        "trekkingen",
        "aannames",
        "gegevens",
        "manieren",
        "kansen",
        "uitkomsten",
        "verschillen",
        "reeksen",
        "zijn",
        "hebben",
        "rusten",
        "steken",
    ],
    &[
        "areas",
        "alternatives",
        "years",
        "draws",
        "assumptions",
        "settings",
        "ways",
        "chances",
        "results",
        "differences",
        "times",
        "series",
        "are",
        "have",
        "rest",
        "stand",
    ],
];

/// Where a number of one stands with a word for several.
fn wrong(text: &str, lang: usize) -> bool {
    let words: Vec<&str> = text
        .split(|sign: char| sign.is_whitespace() || ",.;:()!?".contains(sign))
        .filter(|word| !word.is_empty())
        .collect();
    let several = |word: Option<&&str>| word.is_some_and(|word| SEVERAL[lang].contains(word));
    words.iter().enumerate().any(|(place, word)| {
        let verb = place >= 2 && words[place - 1] == "er" && several(words.get(place - 2));
        *word == "1" && (several(words.get(place + 1)) || verb)
    })
}

#[test]
fn the_test_for_wrong_plurals_finds_them() {
    for text in [
        "In geen van de 1 gebieden staat vast",
        "Van de 1 aannames hebben er 1 geen bron.",
        "dit rapport vergelijkt 1 manieren (alternatieven)",
    ] {
        assert!(wrong(text, 0), "{text}");
    }
    assert!(wrong("1 of 2 assumptions: 1 have no source", 1));
    assert!(!wrong("In 1 van de 5 gebieden is de kans", 0));
    assert!(!wrong("1.0 years", 1));
}

#[test]
fn one_is_one_in_both_languages() {
    let alone = View { alternatives: of_one().alternatives, ..of_one() };
    for (place, lang) in LANGS.into_iter().enumerate() {
        for low in [0.0, 0.9] {
            let mut view = View { lang, ..alone.clone() };
            // An overrun that is sure, and one that is not.
            for row in &mut view.overrun.areas {
                row.cells.iter_mut().for_each(|cell| (cell.p, cell.low) = (low, low));
            }
            for months in view.charts.more.depletion.iter_mut().flat_map(|own| &mut own.chances) {
                months.iter_mut().flatten().for_each(|own| (own.p, own.low) = (low, low));
            }
            for nothing in [false, true] {
                if nothing {
                    view.council.certainty.worth.clear();
                    view.council.certainty.quantities = 1;
                }
                let made = made(&view);
                let found: Vec<String> =
                    texts(&made).into_iter().filter(|text| wrong(text, place)).collect();
                assert!(found.is_empty(), "{}", found.join("\n"));
                assert!(texts(&made).iter().all(|text| !text.contains("{total")));
            }
        }
    }
}

/// One assumption without a source, one of grade D that names one, one without a grade, and one that is founded.
#[test]
fn assumptions_without_a_source_are_counted_once() {
    let mut view = demo::view(2);
    let own = |source: &str, grade| Assumption {
        path: format!("path.{source}"),
        value: AssumedValue::Number(1.0),
        range: None,
        unit: String::new(),
        source: source.to_owned(),
        grade,
        note: String::new(),
        written: None,
    };
    view.assumptions = vec![
        own("", Some(Grade::C)),
        own("a book on something else", Some(Grade::D)),
        own("", None),
        own("a table", Some(Grade::A)),
    ];
    let starts = [
        ["3 van de 4 aannames hebben geen bron", "Van de 4 aannames hebben er 3 geen bron"],
        ["3 of the 4 assumptions have no source", "Of the 4 assumptions 3 have no source"],
    ];
    for (lang, [summary, assumptions]) in LANGS.into_iter().zip(starts) {
        view.lang = lang;
        let made = made(&view);
        assert!(said(&made, "summary").iter().any(|text| text.starts_with(summary)));
        assert!(said(&made, "assumptions")[0].starts_with(assumptions));
        // So many rows of the table say so.
        let none = ["geen bron", "no source"][usize::from(lang == Lang::En)];
        let table = blocks(&made, "assumptions").iter().find_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        let rows = table.expect("a table").bodies.iter().flatten();
        assert_eq!(rows.filter(|row| row.cells[3].main.starts_with(none)).count(), 3);
    }
}

/// A chart that draws medians says so in its key, its reading, its description and its table.
#[test]
fn medians_are_called_medians() {
    for (lang, word) in LANGS.into_iter().zip(["mediaan", "median"]) {
        let view = View { lang, ..demo::view(3) };
        let mut seen = 0;
        for figure in figures(&view).expect("a valid view") {
            let fans =
                ["cumulative_cost", "benefit_over_time", "waiting", "severity", "uitputting"];
            if !fans.contains(&figure.id) {
                continue;
            }
            seen += 1;
            let key = ["mediaan (middelste), getal aan het eind", "median, number at its end"];
            let key = key[usize::from(lang == Lang::En)];
            for svg in [&figure.wide, &figure.narrow] {
                assert!(svg.contains(key), "{}: {key}", figure.id);
            }
            assert!(figure.reading.contains(word), "{}: {}", figure.id, figure.reading);
            assert!(figure.description.contains(word), "{}: {}", figure.id, figure.description);
            let heads = &figure.table.heads[1..];
            assert!(heads.iter().all(|head| head.contains(word)), "{}: {heads:?}", figure.id);
        }
        assert_eq!(seen, 5);
    }
}

/// Errors of rounding, as sums of the same number in every draw leave them, are printed as 0.
#[test]
fn errors_of_nothing_are_nothing() {
    let mut view = demo::view(3);
    let noise = Some(3e-10);
    for row in view.council.taakvelden.iter_mut().flat_map(|table| &mut table.rows) {
        for cell in row.cells.iter_mut().flatten() {
            cell.actual.se = noise;
            cell.difference.iter_mut().for_each(|own| own.se = noise);
        }
    }
    for cell in view.key_table.iter_mut().flat_map(|row| &mut row.cells) {
        cell.level.iter_mut().for_each(|own| (own.se, own.bounds_se) = (noise, [noise, Some(0.0)]));
    }
    for cell in view.budgets.bearing.iter_mut().flat_map(|row| row.cells.iter_mut().flatten()) {
        cell.se = noise;
    }
    for cell in view.budgets.reserve.iter_mut().flat_map(|row| &mut row.cells) {
        cell.pooled.se = noise;
    }
    let all = texts(&made(&view));
    // "± 0,000": a digit that is not 0 never comes.
    let only_zeros = |rest: &str| {
        let digits = rest.trim_start_matches(['0', ',']);
        let zeros = &rest[..rest.len() - digits.len()];
        zeros.contains(',') && !digits.starts_with(|sign: char| sign.is_ascii_digit())
    };
    let wrong: Vec<&String> =
        all.iter().filter(|text| text.split("\u{b1}\u{a0}").skip(1).any(only_zeros)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(all.iter().filter(|text| *text == "\u{b1}\u{a0}0").count() > 50);
    assert!(all.iter().any(|text| text == "(\u{b1}\u{a0}0; \u{b1}\u{a0}0)"));
}

/// What the nulalternatief is stands in its assumptions; the report names the chapters, by their titles.
#[test]
fn the_nulalternatief_is_not_called_the_present() {
    for (lang, wrong) in LANGS.into_iter().zip(["niets verandert", "changes nothing"]) {
        let view = View { lang, ..demo::view(3) };
        let made = made(&view);
        let question = said(&made, "question").join(" ");
        assert!(!question.contains(wrong), "{question}");
        for id in ["setups", "assumptions"] {
            let title = &made.sections.iter().find(|own| own.id == id).expect("a chapter").title;
            assert!(question.contains(&format!("\u{2018}{title}\u{2019}")), "{title}: {question}");
        }
    }
}

#[test]
fn a_report_says_whether_its_level_was_fitted() {
    let words =
        [["is niet gekalibreerd", "is gekalibreerd"], ["is not calibrated", "is calibrated"]];
    for (lang, [not, yes]) in LANGS.into_iter().zip(words) {
        for calibrated in [false, true] {
            let mut view = View { lang, ..demo::view(3) };
            view.council.is_calibrated = calibrated;
            let said = said(&made(&view), "summary");
            let about = |words: &str| said.iter().any(|text| text.contains(words));
            assert_eq!((about(not), about(yes)), (!calibrated, calibrated), "{said:?}");
        }
    }
}

/// Directly above the first table by taakveld.
#[test]
fn the_budget_by_taakveld_is_called_a_key_of_division() {
    let words =
        ["verdeelsleutel en geen besluit van de gemeenteraad", "no decision of the council"];
    for (lang, words) in LANGS.into_iter().zip(words) {
        let made = made(&View { lang, ..demo::view(3) });
        let all = blocks(&made, "taakvelden");
        let first = all.iter().position(|block| matches!(block, Block::Table(_)));
        let Some(Block::Paragraph { text, .. }) = all.get(first.expect("a table") - 1) else {
            panic!("no paragraph above the table")
        };
        assert!(text.contains(words), "{text}");
        assert_eq!(text.matches(". ").count(), 0, "one sentence: {text}");
    }
}

/// Where nothing stands out among the quantities, there is no table of them but a sentence why.
#[test]
fn a_list_of_noise_is_left_out() {
    for (lang, words) in LANGS.into_iter().zip(["niet te zeggen", "cannot be told"]) {
        let mut view = View { lang, ..demo::view(3) };
        let has_table = |view: &View| {
            let made = made(view);
            let found = blocks(&made, "certainty")
                .iter()
                .any(|block| matches!(block, Block::Table(table) if table.id == "worth-table"));
            (found, said(&made, "certainty").join(" "))
        };
        let (found, told) = has_table(&view);
        assert!(found && told.contains("63"), "{told}");
        view.council.certainty.worth.clear();
        view.council.certainty.unclear = Some(64);
        let (found, told) = has_table(&view);
        assert!(!found && told.contains(words) && told.contains("64"), "{told}");
    }
}

#[test]
fn a_reserve_without_an_interval_says_why() {
    let mut view = demo::view(3);
    let words = "zijn er te weinig trekkingen om het te bepalen";
    assert!(!said(&made(&view), "reserve").iter().any(|text| text.contains(words)));
    let gain = &mut view.budgets.reserve[5].cells[1].gain;
    *gain = Precise { range: None, ..*gain };
    assert!(said(&made(&view), "reserve").iter().any(|text| text.contains(words)));
}
