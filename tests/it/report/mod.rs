//! The HTML report as a whole: every page must be safe, self-contained, well-formed and honest, whatever the names in a
//! scenario are and however many areas it has. The demo page is written to `CARGO_TARGET_TMPDIR` to be looked at.

mod attack;
mod charts;
mod council;
mod demo;
mod demo_charts;
pub mod demo_council;
mod examples;
#[cfg(feature = "workbook")]
mod formulas;
mod honest;
mod honest_rules;
mod hostile;
mod readers;
#[cfg(feature = "workbook")]
mod sheet;

use std::collections::BTreeSet;

use wijkraming::report::charts::{Figure, MOST_AREAS};
use wijkraming::report::document::{Block, Row};
use wijkraming::report::view::{
    AssumedValue, Difference, Estimate, Lang, Measure, Probability, View,
};
use wijkraming::report::workbook::Datum;
use wijkraming::report::{ReportError, document, figures, write};

fn page(view: &View) -> String {
    write(view).expect("the demo is a valid view")
}

fn pictures(view: &View) -> Vec<(Figure, [String; 2])> {
    let figures = figures(view).expect("the demo is a valid view");
    figures.into_iter().map(|figure| (figure.clone(), [figure.wide, figure.narrow])).collect()
}

/// Everything a person could have typed into a scenario to do harm.
fn hostile_view() -> View {
    let mut view = demo::view(3);
    let long = "lang".repeat(2_500);
    let tricks = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</title></desc></svg><script>alert(2)</script>",
        "\u{202e}moc.live\u{2066} & {{ 7*7 }} {% raw %}",
        &long,
    ];
    view.title = format!("{} {} 😀", tricks[0], tricks[3]);
    view.municipality = tricks[2].to_owned();
    for (alternative, trick) in view.alternatives.iter_mut().zip(tricks) {
        alternative.title = trick.to_owned();
        alternative.short = trick.to_owned();
    }
    for (row, trick) in view.overrun.areas.iter_mut().zip(tricks) {
        row.area = trick.to_owned();
    }
    for (row, trick) in view.welfare.parties.iter_mut().zip(tricks) {
        row.party = Some(trick.to_owned());
    }
    if let Some(chart) = &mut view.charts.uitputting {
        chart
            .panels
            .iter_mut()
            .zip(tricks)
            .for_each(|(panel, trick)| panel.area = trick.to_owned());
    }
    let more = &mut view.charts.more;
    if let Some(chart) = &mut more.depletion {
        chart.areas.iter_mut().zip(tricks).for_each(|(area, trick)| *area = trick.to_owned());
    }
    let bars = more.tornado.iter_mut().flat_map(|chart| &mut chart.bars);
    bars.zip(tricks.iter().cycle()).for_each(|(bar, trick)| bar.quantity = (*trick).to_owned());
    for (assumption, trick) in view.assumptions.iter_mut().zip(tricks) {
        assumption.path = trick.to_owned();
        assumption.note = trick.to_owned();
        assumption.source = trick.to_owned();
    }
    view.remarks = tricks.map(str::to_owned).to_vec();
    if let Some(few) = &mut view.precision.few_events {
        few.area = tricks[0].to_owned();
    }
    view.pro_memorie = tricks.map(str::to_owned).to_vec();
    view.reproduction.command = tricks[1].to_owned();
    view
}

/// The page between the style and the end, parsed as XML: void elements closed, the rest as it is.
fn body_as_xml(html: &str) -> String {
    let start = html.find("<body>").expect("a page has a body");
    let end = html.find("</html>").expect("a page ends");
    html[start..end].to_owned()
}

#[test]
fn the_demo_page_is_well_formed_and_can_be_looked_at() {
    for (name, areas) in [("report", 12), ("report-60", 60), ("report-1", 1)] {
        let html = page(&demo::view(areas));
        let body = body_as_xml(&html);
        roxmltree::Document::parse(&body).expect("the body is well-formed");
        let directory = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
        std::fs::write(directory.join(format!("{name}.html")), &html)
            .expect("the target directory is writable");
    }
    let mut view = demo::view(12);
    view.lang = Lang::En;
    let english = page(&view);
    assert!(english.contains("<html lang=\"en\">") && english.contains("The answer in short"));
}

#[test]
fn the_same_view_gives_the_same_bytes() {
    assert_eq!(page(&demo::view(12)), page(&demo::view(12)));
}

#[test]
fn a_view_survives_json() {
    let view = demo::view(2);
    let json = serde_json::to_string(&view).expect("a view can be written");
    assert_eq!(serde_json::from_str::<View>(&json).expect("and read"), view);
}

#[test]
fn nothing_comes_from_outside() {
    let html = page(&demo::view(12));
    assert!(html.contains("default-src 'none'"));
    for (place, _) in html.match_indices("http") {
        let known = ["http://www.w3.org/2000/svg", "http-equiv=\"Content-Security-Policy\""];
        assert!(
            known.iter().any(|known| html[place..].starts_with(known)),
            "{}",
            &html[place..place + 60]
        );
    }
    for attribute in ["src=\"", "href=\"", "url("] {
        for (place, _) in html.match_indices(attribute) {
            let target = &html[place + attribute.len()..];
            assert!(
                target.starts_with('#')
                    || target.starts_with("data:font")
                    || target.starts_with("data:image/png;base64,"),
                "{}",
                &target[..40]
            );
        }
    }
    assert!(!html.contains("<script") && !html.contains("@import"));
}

/// Each table is a landmark of the page under its caption (WCAG 2.1, axe rule `landmark-unique`).
#[test]
fn no_two_tables_have_the_same_caption() {
    for lang in [Lang::Nl, Lang::En] {
        let view = View { lang, ..demo::view(12) };
        let made = document(&view).expect("a document");
        let blocks = made.sections.iter().flat_map(|section| &section.blocks);
        let captions: Vec<&str> = blocks
            .filter_map(|block| match block {
                Block::Table(table) => Some(table.caption.as_str()),
                Block::Figure(figure) => Some(figure.data.caption.as_str()),
                _ => None,
            })
            .collect();
        assert!(captions.len() > 20, "{captions:?}");
        assert_eq!(captions.iter().collect::<BTreeSet<_>>().len(), captions.len(), "{captions:?}");
    }
}

#[test]
fn every_picture_has_a_title_and_a_description_under_unique_ids() {
    let mut ids = BTreeSet::new();
    let figures = pictures(&demo::view(12));
    assert_eq!(figures.len(), 14);
    for (figure, pictures) in figures {
        assert!(!figure.table.rows.is_empty(), "{}", figure.id);
        for row in &figure.table.rows {
            assert_eq!(row.len(), figure.table.heads.len(), "{}", figure.id);
        }
        for svg in pictures {
            let document = roxmltree::Document::parse(&svg).expect("the picture is well-formed");
            let root = document.root_element();
            assert_eq!(root.attribute("role"), Some("img"));
            let named = root.attribute("aria-labelledby").expect("the picture is labelled");
            for (id, tag) in named.split(' ').zip(["title", "desc"]) {
                let element = root
                    .children()
                    .find(|child| child.has_tag_name(("http://www.w3.org/2000/svg", tag)));
                let element = element.expect("title and description are direct children");
                assert_eq!(element.attribute("id"), Some(id));
                assert!(element.text().is_some_and(|text| text.len() > 10), "{id}");
                assert!(ids.insert(id.to_owned()), "{id} is used twice");
            }
        }
    }
    let html = page(&demo::view(12));
    let all: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let distinct: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(all.len(), distinct.len());
}

#[test]
fn hostile_names_stay_text() {
    let view = hostile_view();
    let html = page(&view);
    // The one picture of a page is the logo.
    assert!(!html.contains("<script") && !html.contains("<img src"));
    assert_eq!(html.matches("<img").count(), 1);
    assert!(html.contains("&lt;script&gt;"));
    assert!(html.contains("{{ 7*7 }}"), "a template in a name is not run");
    assert!(!html.contains('\u{202e}') && !html.contains('\u{2066}'));
    assert!(!html.contains(&"lang".repeat(200)), "long names are cut");
    roxmltree::Document::parse(&body_as_xml(&html)).expect("the body is well-formed");
    for (figure, pictures) in pictures(&view) {
        for svg in pictures {
            let document = roxmltree::Document::parse(&svg).expect("the picture is well-formed");
            let tags = [
                "svg", "title", "desc", "g", "text", "polyline", "polygon", "rect", "circle",
                "line",
            ];
            for node in document.descendants().filter(|node| node.is_element()) {
                assert!(
                    tags.contains(&node.tag_name().name()),
                    "{} has a {:?}",
                    figure.id,
                    node.tag_name()
                );
            }
        }
    }
    let directory = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(directory.join("report-hostile.html"), &html)
        .expect("the target directory is writable");
}

/// Every text of every picture lies on its sheet, as far as its anchor tells.
#[test]
fn no_text_begins_outside_its_picture() {
    for view in [demo::view(12), demo::view(60), demo::view(1), hostile_view()] {
        for (figure, pictures) in pictures(&view) {
            for svg in pictures {
                let document =
                    roxmltree::Document::parse(&svg).expect("the picture is well-formed");
                let sheet: Vec<f64> = document
                    .root_element()
                    .attribute("viewBox")
                    .expect("a view box")
                    .split(' ')
                    .map(|number| number.parse().expect("a number"))
                    .collect();
                for text in document.descendants().filter(|node| node.tag_name().name() == "text") {
                    let place = |name| {
                        text.attribute(name)
                            .and_then(|value| value.parse::<f64>().ok())
                            .expect("a place")
                            / 8.0
                    };
                    let size = place("font-size");
                    let words = text.text().unwrap_or("").trim();
                    let bold = text.attribute("font-weight").is_some();
                    let width = wijkraming::report::charts::text::width(
                        words,
                        wijkraming::report::charts::text::Face { size, bold },
                    );
                    let left = match text.attribute("text-anchor") {
                        Some("end") => place("x") - width,
                        Some("middle") => place("x") - width / 2.0,
                        _ => place("x"),
                    };
                    assert!(left > -1.0 && left + width < sheet[2] + 1.0, "{}: {words}", figure.id);
                    assert!(place("y") > 4.0 && place("y") < sheet[3], "{}: {words}", figure.id);
                }
            }
        }
    }
}

#[test]
fn many_areas_are_cut_to_the_worst_and_the_report_says_so() {
    for (figure, _) in pictures(&demo::view(60)) {
        match figure.id {
            "areas" => assert_eq!(figure.table.rows.len(), MOST_AREAS),
            "uitputting" => assert_eq!(figure.table.heads.len(), MOST_AREAS + 1),
            _ => continue,
        }
        assert!(
            figure.reading.contains("de 12 gebieden met de hoogste berekende kans, van de 60"),
            "{}",
            figure.reading
        );
    }
}

#[test]
fn a_report_without_charts_and_areas_is_still_a_report() {
    let mut view = demo::view(0);
    view.charts = Default::default();
    view.welfare = Default::default();
    view.budgets = Default::default();
    view.key_table.clear();
    view.assumptions.clear();
    let html = page(&view);
    assert!(!html.contains("<svg") && html.contains("<h1>"));
}

#[test]
fn numbers_that_are_not_finite_break_nothing() {
    let mut view = demo::view(3);
    for row in &mut view.key_table {
        for cell in &mut row.cells {
            cell.level =
                cell.level.map(|level| Estimate { mean: f64::NAN, p95: f64::INFINITY, ..level });
            cell.difference = cell.difference.map(|difference| Difference {
                estimate: Estimate {
                    mean: f64::NAN,
                    p5: f64::NEG_INFINITY,
                    p95: f64::NAN,
                    se: Some(f64::NAN),
                    bounds_se: [Some(f64::NAN), None],
                },
                ..difference
            });
        }
    }
    let nowhere = Probability { p: f64::NAN, low: f64::NAN, high: f64::NAN };
    view.overrun.areas[0].cells[0] = nowhere;
    view.welfare.recouped_society[1] = Some(nowhere);
    for known in view.welfare.parties.iter_mut().flat_map(|row| &mut row.cells) {
        *known = known.map(|known| Estimate { mean: f64::NAN, p5: f64::INFINITY, ..known });
    }
    if let Some(chart) = &mut view.charts.waiting {
        chart.series[0].p50[5] = f64::NAN;
        chart.series[1].p95 = vec![f64::INFINITY; 120];
    }
    let html = page(&view);
    assert!(html.contains("onbekend") && !html.contains("NaN"));
}

/// The mean is far from zero, but so is the other end of the interval.
#[test]
fn the_summary_never_claims_a_difference_within_its_error() {
    let words = [
        "goedkoper dan",
        "duurder dan",
        "groter dan de baten",
        "groter dan de kosten",
        "korter op",
        "langer op",
    ];
    let mut view = demo::view(3);
    for row in &mut view.key_table {
        for cell in &mut row.cells {
            cell.difference = cell.difference.map(|difference| {
                let mean = difference.estimate.mean;
                let estimate = Estimate {
                    p5: -2.0 * mean.abs(),
                    p95: 2.0 * mean.abs(),
                    ..difference.estimate
                };
                Difference { estimate, ..difference }
            });
        }
    }
    let html = page(&view);
    let summary = &html[html.find("<h2 id=\"summary\"").expect("a summary")
        ..html.find("<h2 id=\"results\"").expect("results")];
    for sentence in
        summary.split("<li>").filter(|sentence| words.iter().any(|word| sentence.contains(word)))
    {
        assert!(sentence.contains("niet duidelijk"), "{sentence}");
    }
    assert!(summary.contains("niet duidelijk"));
}

#[test]
fn one_draw_gives_no_claims() {
    let mut view = demo::view(3);
    for row in &mut view.key_table {
        for cell in &mut row.cells {
            let single = |estimate: Estimate| Estimate {
                p5: estimate.mean,
                p95: estimate.mean,
                se: None,
                ..estimate
            };
            cell.level = cell.level.map(single);
            cell.difference = cell.difference.map(|difference| Difference {
                estimate: single(difference.estimate),
                ..difference
            });
        }
    }
    for own in view.council.society.parties.iter_mut().flat_map(|(_, cells)| cells).flatten() {
        own.estimate.se = None;
    }
    for cell in &mut view.council.matrix_points {
        cell.difference = None;
    }
    view.council.certainty = Default::default();
    let html = page(&view);
    assert!(html.contains("met zo weinig trekkingen niets te zeggen"));
    assert!(!html.contains("waarschijnlijk goedkoper") && !html.contains("vrijwel zeker"));
}

/// Parties first and their sum last; the standing ones have English names in an English report.
#[test]
fn the_stakeholders_stand_in_a_table_with_society_below_them() {
    let mut view = demo::view(3);
    let dutch = page(&view);
    let place = |html: &str, text: &str| html.find(text).unwrap_or_else(|| panic!("no {text}"));
    let (purse, total) = ("gemeente</th>", "samenleving (alle partijen samen)");
    let section = &dutch[place(&dutch, "id=\"welfare\"")..];
    assert!(place(section, purse) < place(section, total));
    assert!(section.contains("binnen 3 jaar terugverdient"));
    view.lang = Lang::En;
    let english = page(&view);
    let section = &english[place(&english, "id=\"welfare\"")..];
    assert!(place(section, "households</th>") < place(section, "society (all parties together)"));
    assert!(section.contains("woningcorporatie</th>"));
    view.welfare = Default::default();
    assert!(!page(&view).contains("id=\"welfare\""));
}

/// The reserve at every certainty with what pooling saves; the sources of the municipality before the parties, and their
/// sum last. Without budgets both sections are left out.
#[test]
fn reserves_and_burdens_have_sections_that_can_be_added_up() {
    let mut view = demo::view(3);
    let place = |html: &str, text: &str| html.find(text).unwrap_or_else(|| panic!("no {text}"));
    let dutch = page(&view);
    let section = &dutch[place(&dutch, "id=\"reserve\"")..];
    assert!(place(section, "70%, één reserve") < place(section, "95%, één reserve"));
    assert!(place(section, "voordeel van verevening") < place(section, "75%, één reserve"));
    let section = &dutch[place(&dutch, "id=\"bearing\"")..];
    let (budget, purse) =
        (place(section, "gemeente: gebiedsbudgetten"), place(section, "gemeente</th>"));
    assert!(budget < purse && purse < place(section, "alle partijen samen: wat geleverd is"));
    assert!(section.contains("Deel van de korting dat is opgevangen"));
    view.lang = Lang::En;
    let english = page(&view);
    for words in ["90%, one reserve for all areas", "all parties together: what was delivered"] {
        assert!(english.contains(words), "{words}");
    }
    view.budgets = Default::default();
    let without = page(&view);
    assert!(!without.contains("id=\"reserve\"") && !without.contains("id=\"bearing\""));
}

#[test]
fn a_view_with_lists_of_the_wrong_length_is_an_error() {
    let mut view = demo::view(3);
    let row = view
        .key_table
        .iter_mut()
        .find(|row| row.measure == Measure::MeanWait)
        .expect("the demo has it");
    row.cells.pop();
    assert!(matches!(write(&view), Err(ReportError::Shape { expected: 5, found: 4, .. })));
    let mut view = demo::view(3);
    view.welfare.parties[2].cells.pop();
    assert!(matches!(write(&view), Err(ReportError::Shape { expected: 5, found: 4, .. })));
    let mut view = demo::view(3);
    view.welfare.recouped_purse.pop();
    assert!(matches!(write(&view), Err(ReportError::Shape { expected: 5, found: 4, .. })));
    for spoil in [
        (|view: &mut View| view.budgets.bearing[1].cells.truncate(4)) as fn(&mut View),
        |view| view.budgets.reserve[1].cells.truncate(4),
        |view| view.budgets.absorbed.truncate(4),
    ] {
        let mut view = demo::view(3);
        spoil(&mut view);
        assert!(matches!(write(&view), Err(ReportError::Shape { expected: 5, found: 4, .. })));
    }
    let mut view = demo::view(3);
    view.alternatives[1].is_reference = true;
    assert!(matches!(write(&view), Err(ReportError::Shape { expected: 1, found: 2, .. })));
}

/// The text between the heading of a section and the next one, without tags.
fn section_text(html: &str, id: &str) -> String {
    let start = html.find(&format!("<h2 id=\"{id}\"")).expect("the section is there");
    let rest = &html[start..];
    let end = rest[1..].find("<h2").map_or(rest.len(), |end| end + 1);
    let mut text = String::new();
    let mut inside = false;
    for letter in rest[..end].chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_spread_is_told_apart_and_few_draws_are_told_first() {
    let view = demo::view(3);
    let html = page(&view);
    let precision = section_text(&html, "precision");
    // The first share of the demo: 0.9 * 0.37 of the assumptions, the rest chance.
    for part in [
        "kregen 40 keer andere waarden. Bij elk daarvan liep het toeval 5 keer anders",
        "33%±\u{a0}5%toeval: 67%",
        "eerder te groot dan te klein",
    ] {
        assert!(precision.contains(part), "{part:?} is not in {precision}");
    }
    let summary = section_text(&html, "summary");
    for part in [
        "rusten op weinig trekkingen: 2 aan elke kant. Bij 1.000 trekkingen zijn dat er 50",
        "Van de 15 kansen op overschrijding rusten er 3 op minder dan 5 trekkingen",
        "Elst Noord bij Scenario 1: overschrijding in 0 van de 200 trekkingen. De kans kan dan nog 2% zijn",
    ] {
        assert!(summary.contains(part), "{part:?} is not in {summary}");
    }
    let mut english = view;
    english.lang = Lang::En;
    assert!(section_text(&page(&english), "precision").contains("chance: 67%"));
}

#[test]
fn a_report_says_how_to_tell_chance_apart() {
    let mut view = demo::view(3);
    view.precision.spread.clear();
    assert!(section_text(&page(&view), "precision").contains("--replications 5"));
    view.precision.central = true;
    assert!(section_text(&page(&view), "precision").contains("dus alleen toeval"));
    view.precision.rows = 1;
    view.precision.replications = 1;
    assert!(!page(&view).contains("id=\"precision\""), "one draw has no precision");
}

/// 90% bounds of the demo lie 1.645 standard deviations out; a bound has 2.11 times the error of a mean.
#[test]
fn bounds_of_intervals_and_lines_of_figures_have_their_errors() {
    let mut view = demo::view(3);
    let html = page(&view);
    let cost = view.key_table[0].cells[0].level.expect("a level");
    let error = |value: f64| format!("{:.1}", value / 1e6).replace('.', ",");
    let [low, high] = cost.bounds_se.map(|error| error.expect("known"));
    let expected = format!("(±\u{a0}{}; ±\u{a0}{})", error(low), error(high));
    assert!(html.contains(&expected), "{expected}");
    assert!(html.contains("De rekenfout van de lijnen is hoogstens"));
    view.key_table[0].cells[0].level = Some(Estimate { bounds_se: [None, Some(high)], ..cost });
    assert!(page(&view).contains(&format!("(±\u{a0}?; ±\u{a0}{})", error(high))));
    let chart = view.charts.waiting.as_mut().expect("the demo has it");
    chart.series[0].largest_errors = [None; 3];
    let figures = figures(&view).expect("a valid view");
    let waiting = figures.iter().find(|figure| figure.id == "waiting").expect("it is drawn");
    assert!(waiting.reading.contains("te weinig trekkingen"), "{}", waiting.reading);
}

#[test]
fn a_converted_amount_is_shown_with_what_was_written_and_its_year() {
    let mut view = demo::view(2);
    let amount = &mut view.assumptions[1];
    amount.value = AssumedValue::Number(46.28);
    amount.written = Some((AssumedValue::Number(46.0), 2014));
    let html = page(&view);
    let text = section_text(&html, "assumptions");
    assert!(text.contains("in prijzen van 2014: 46"), "{text}");
    assert!(text.contains("46,28") && text.contains("aanname, niet onderbouwd"), "{text}");
    view.lang = Lang::En;
    view.assumptions[1].written = Some((AssumedValue::Words("pert(min 38)".to_owned()), 2014));
    assert!(section_text(&page(&view), "assumptions").contains("in prices of 2014: pert(min 38)"));
}

/// The demo's first area has 3 to 7 households under all alternatives; the next smallest goes with it.
#[test]
fn small_numbers_by_area_are_suppressed_with_what_would_give_them_away_unless_asked() {
    let mut view = demo::view(4);
    let counts = |view: &View| -> Vec<Vec<String>> {
        let document = document(view).expect("a document");
        let section = document.sections.iter().find(|own| own.id == "areas-counts");
        let Some(Block::Table(table)) = section.and_then(|own| own.blocks.get(1)) else {
            panic!("no table of areas")
        };
        let row = |row: &Row| row.cells.iter().map(|cell| cell.main.clone()).collect();
        table.bodies.iter().flatten().map(row).collect()
    };
    let found = counts(&view);
    assert_eq!(found[0], ["x"; 5]);
    assert_eq!(found[1], ["x"; 5]);
    assert_eq!(found[2], ["27", "28", "29", "30", "31"]);
    assert_eq!(found[4][0], "84", "the total of 3, 15, 27 and 39");
    let text = section_text(&page(&view), "areas-counts");
    assert!(text.contains("gesimuleerd (synthetisch)") && text.contains("onder de 10"), "{text}");
    // Nothing of a suppressed number is left in any form.
    let sections = document(&view).expect("a document").sections;
    let section = sections.iter().find(|own| own.id == "areas-counts").expect("the section");
    let json = serde_json::to_string(section).expect("JSON");
    assert!(!json.contains(r#""main":"3""#) && !json.contains(r#""main":"15""#));
    assert!(json.contains(r#""main":"27""#));
    let book = wijkraming::report::workbook(&view).expect("a workbook");
    let sheet = book.sheets.iter().find(|own| own.name == "Huishoudens per gebied");
    let numbers: Vec<bool> = sheet.expect("the sheet").rows[0]
        .iter()
        .map(|datum| matches!(datum, Datum::Number(_)))
        .collect();
    assert!(!numbers.contains(&true));
    view.areas.exact = true;
    assert_eq!(counts(&view)[0], ["3", "4", "5", "6", "7"]);
    assert!(section_text(&page(&view), "areas-counts").contains("binnen de organisatie"));
}
