//! Names and titles of a scenario are data in every form of the report: nothing is executed, nothing becomes markup, and
//! the layout holds.

use super::{body_as_xml, demo, page, pictures};
use wijkraming::report::view::{AssumedValue, BearingPart, Lang, View};
use wijkraming::report::workbook::{Workbook, csv};
use wijkraming::report::{document, workbook};

/// Everything that some reader of some form would take for more than text.
pub fn tricks() -> Vec<String> {
    let mut tricks: Vec<String> = [
        "<script>alert(1)</script>",
        "\" onload=\"alert(1)\" x='",
        "]]></text></svg><script>alert(2)</script>",
        "<!-- --> -- --><![CDATA[ x ]]>",
        "&lt;b&gt; &#x3c; &amp;amp; &nbsp;",
        "=cmd|' /C calc'!A0",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=1+1",
        "\r=1+1",
        "\n=HYPERLINK(\"http://example.org\")",
        "\u{200b}=1+1",
        "\u{202e}=1+1",
        "=1;=2,\"=3\"",
        "#eval(\"1\") #read(\"/etc/passwd\") $x$ @ref <label> *b* _i_ `c`",
        "\\write18{ls} \\input{/etc/passwd} $$x$$ %",
        "{{ 7*7 }} {% for x in y %} {# c #}",
        "\u{202e}moc.live\u{2066}\u{200f}\u{61c}",
        "a\u{0}b\u{1}c\u{8}d\u{b}e\u{1b}[31mf\u{7f}g\u{85}h\u{fffe}i",
        "regel 1\nregel 2\r\nregel 3\u{2028}regel 4\u{2029}regel 5",
        "😀👩‍👩‍👧‍👦🇳🇱 é e\u{301} ﷽ 𝔘𝔫𝔦",
        "'; DROP TABLE x; -- \" ` ' \\",
        "../../etc/passwd con nul [x]:*?/\\",
        "javascript:alert(1) data:text/html,x http://example.org",
    ]
    .map(str::to_owned)
    .into();
    tricks.push("x".repeat(10_000));
    tricks.push("a\u{301}".repeat(5_000));
    tricks.push("woord ".repeat(2_000));
    tricks
}

/// The demo with tricks in the place of every text of a scenario, beginning at trick `from`.
pub fn view(from: usize) -> View {
    let all = tricks();
    let mut next = (from..).map(|number| all[number % all.len()].clone());
    let mut put = |text: &mut String| *text = next.next().expect("an endless list");
    let mut view = demo::view(6);
    put(&mut view.title);
    put(&mut view.municipality);
    for alternative in &mut view.alternatives {
        put(&mut alternative.title);
        put(&mut alternative.short);
        put(&mut alternative.id);
    }
    view.overrun.areas.iter_mut().for_each(|row| put(&mut row.area));
    view.areas.areas.iter_mut().for_each(&mut put);
    view.welfare.parties.iter_mut().filter_map(|row| row.party.as_mut()).for_each(&mut put);
    for row in &mut view.budgets.bearing {
        if let BearingPart::Party(name) = &mut row.part {
            put(name);
        }
    }
    if let Some(chart) = &mut view.charts.uitputting {
        chart.panels.iter_mut().for_each(|panel| put(&mut panel.area));
    }
    let more = &mut view.charts.more;
    more.depletion.iter_mut().flat_map(|chart| &mut chart.areas).for_each(&mut put);
    let bars = more.tornado.iter_mut().flat_map(|chart| &mut chart.bars);
    bars.for_each(|bar| put(&mut bar.quantity));
    for assumption in &mut view.assumptions {
        put(&mut assumption.path);
        put(&mut assumption.unit);
        put(&mut assumption.source);
        put(&mut assumption.note);
        if let AssumedValue::Words(words) = &mut assumption.value {
            put(words);
        }
    }
    view.pro_memorie.iter_mut().for_each(&mut put);
    view.remarks = all.clone();
    if let Some(few) = &mut view.precision.few_events {
        put(&mut few.area);
    }
    let facts = &mut view.reproduction;
    for text in
        [&mut facts.version, &mut facts.method, &mut facts.scenario_file, &mut facts.command]
    {
        put(text);
    }
    view
}

/// Two views: each has more texts than there are tricks, in other places.
fn views() -> Vec<View> {
    [0, 13].map(view).into()
}

/// Names of elements with those of their attributes, each once.
fn shape(xml: &str) -> std::collections::BTreeSet<String> {
    let document = roxmltree::Document::parse(xml).unwrap_or_else(|error| {
        let line = xml.lines().nth(error.pos().row as usize - 1).unwrap_or_default();
        panic!("{error}: {}", line.chars().take(400).collect::<String>())
    });
    let names = |node: roxmltree::Node<'_, '_>| {
        let attributes = node.attributes().map(|own| own.name().to_owned());
        let element = node.tag_name().name().to_owned();
        attributes.map(|own| format!("@{own}")).chain([element]).collect::<Vec<_>>()
    };
    document.descendants().filter(|node| node.is_element()).flat_map(names).collect()
}

#[track_caller]
fn assert_plain(text: &str) {
    let bad = |letter: char| {
        matches!(letter, '\u{0}'..='\u{8}' | '\u{b}' | '\u{1b}' | '\u{7f}' | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{fffe}')
    };
    let found = text.char_indices().find(|(_, letter)| bad(*letter));
    assert_eq!(found.map(|(place, _)| &text[place.saturating_sub(20)..place]), None);
    // The longest that is printed is a command.
    assert!(!text.contains(&"x".repeat(2_001)), "long names are cut");
}

#[test]
fn no_element_and_no_attribute_of_a_page_comes_from_data() {
    let known = shape(&body_as_xml(&page(&demo::view(6))));
    for view in views() {
        let html = page(&view);
        assert_plain(&html);
        let mut found = shape(&body_as_xml(&html));
        // Remarks are there where a view has some.
        for own in ["div", "h3", "ul", "li", "@class"] {
            found.remove(own);
        }
        let new: Vec<_> = found.difference(&known).collect();
        assert!(new.is_empty(), "{new:?}");
        let head = &html[..html.find("<body>").expect("a body")];
        assert!(!head.contains("<script") && head.matches("<title>").count() == 1);
    }
}

#[test]
fn no_element_and_no_attribute_of_a_picture_comes_from_data() {
    let all = |view: &View| -> std::collections::BTreeSet<String> {
        pictures(view).iter().flat_map(|(_, svgs)| svgs).flat_map(|svg| shape(svg)).collect()
    };
    let known = all(&demo::view(6));
    for view in views() {
        pictures(&view).iter().flat_map(|(_, svgs)| svgs).for_each(|svg| assert_plain(svg));
        let found = all(&view);
        let new: Vec<_> = found.difference(&known).collect();
        assert!(new.is_empty(), "{new:?}");
    }
}

#[cfg(feature = "png")]
#[test]
fn pictures_of_hostile_names_can_be_painted() {
    for view in views().into_iter().take(2) {
        for (figure, [wide, _]) in pictures(&view) {
            let png = wijkraming::report::png(&wide, 400).expect("a picture");
            assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n", "{}", figure.id);
        }
    }
}

fn book(view: &View) -> Workbook {
    workbook(view).expect("a workbook")
}

#[test]
fn no_field_of_csv_is_a_formula() {
    for view in views() {
        for sheet in &book(&view).sheets {
            for lang in [Lang::Nl, Lang::En] {
                let bytes = csv::write(sheet, lang);
                let text = String::from_utf8(bytes).expect("UTF-8");
                assert_plain(&text);
                let delimiter = if lang == Lang::Nl { b';' } else { b',' };
                let mut reader = ::csv::ReaderBuilder::new();
                let reader = reader.delimiter(delimiter).has_headers(false);
                let mut reader = reader.from_reader(text.trim_start_matches('\u{feff}').as_bytes());
                for record in reader.records() {
                    let record = record.expect("every row is as wide as the heads");
                    for field in record.iter() {
                        let number = field.replace(',', ".").parse::<f64>().is_ok();
                        let first = field.chars().next().unwrap_or('x');
                        let formula = ['=', '+', '-', '@', '\t', '\r', '\n'].contains(&first);
                        assert!(number || !formula, "{field:?}");
                    }
                }
            }
        }
    }
}

#[cfg(feature = "workbook")]
#[test]
fn cells_of_workbooks_with_names_are_text_and_no_formula() {
    use super::sheet::{sheets, unzip};
    for view in views() {
        let bytes = wijkraming::report::workbook::xlsx::write(&book(&view)).expect("xlsx");
        for (name, cells) in sheets(&bytes) {
            assert!(name.chars().count() <= 31, "{name}");
            for cell in cells.values() {
                assert_eq!(cell.formula, None, "{name}");
                cell.text.iter().for_each(|text| assert_plain(text));
            }
        }
        for (name, content) in unzip(&bytes) {
            let text = String::from_utf8(content).expect("UTF-8");
            roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let outside = name.ends_with(".rels") && text.contains("TargetMode=\"External\"");
            assert!(!outside, "{name} reaches outside");
        }
        let bytes = wijkraming::report::workbook::ods::write(&book(&view)).expect("ODS");
        let content = unzip(&bytes).remove("content.xml").expect("content");
        let content = String::from_utf8(content).expect("UTF-8");
        assert_plain(&content);
        let found = shape(&content);
        for bad in ["@formula", "script", "a", "@href", "event-listeners"] {
            assert!(!found.contains(bad), "{bad}");
        }
    }
}

/// What the PDF is typeset from is JSON that it reads as data.
#[test]
fn the_document_is_json_in_which_names_are_strings() {
    for view in views() {
        let text = serde_json::to_string(&document(&view).expect("a document")).expect("JSON");
        let again: serde_json::Value = serde_json::from_str(&text).expect("JSON again");
        assert!(again["title"].is_string());
    }
}

#[cfg(feature = "pdf")]
#[test]
fn hostile_names_are_printed_in_a_pdf_and_nothing_of_them_runs() {
    for from in [0, 5, 15] {
        let bytes = wijkraming::report::pdf(&view(from)).expect("a PDF");
        assert!(bytes.starts_with(b"%PDF-"));
        let has = |word: &[u8]| bytes.windows(word.len()).any(|own| own == word);
        for action in [&b"/JavaScript"[..], b"/Launch", b"/EmbeddedFile", b"root:x:0:0"] {
            assert!(!has(action), "{}", String::from_utf8_lossy(action));
        }
    }
}
