//! What a report may say, worked out again: the sentences of a document, and for each that compares anything whether the
//! numbers of its view bear it. Written from docs/report.md, without the code that chooses the sentences.
//!
//! A sentence that compares is judged by the one rule that knows it. It may also say that something is not clear, or be an
//! explanation: word for word in the same report on a view in which nothing differs from anything, without the name of an
//! alternative, an area or a party. A sentence that no rule knows is a violation, so that new sentences need a rule here.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use wijkraming::report::document;
use wijkraming::report::document::{Block, Document, Table};
use wijkraming::report::view::{
    Difference, Estimate, Judged, Lang, Looker, Measure, Probability, Ratio, Total, View,
};

/// Words that compare.
const COMPARING: [&[&str]; 2] = [
    &[
        "hoger",
        "lager",
        "hoogste",
        "laagste",
        "hoogst",
        "laagst",
        "meer",
        "minder",
        "meest",
        "meeste",
        "minst",
        "minste",
        "beter",
        "beste",
        "slechter",
        "slechtste",
        "goedkoper",
        "goedkoopste",
        "duurder",
        "duurste",
        "scheelt",
        "voordeel",
        "nadeel",
        "korter",
        "langer",
        "groter",
        "grootste",
        "kleiner",
        "kleinste",
        "vooruit",
        "achteruit",
        "waarschijnlijk",
    ],
    &[
        "higher",
        "lower",
        "highest",
        "lowest",
        "more",
        "less",
        "most",
        "least",
        "better",
        "best",
        "worse",
        "worst",
        "cheaper",
        "cheapest",
        "dearer",
        "expensive",
        "saves",
        "gain",
        "gains",
        "loss",
        "loses",
        "shorter",
        "longer",
        "larger",
        "largest",
        "smaller",
        "smallest",
        "probably",
    ],
];

/// What leaves it open, or says that nothing differs.
const OPEN: [&[&str]; 2] = [
    &[
        "niet duidelijk",
        "niet te onderscheiden",
        "niets te zeggen",
        "precies",
        "geen enkele",
        "In geen van de",
        "in geen van de",
        "geen verschil",
        "niet één beste",
        "staat niet vast",
    ],
    &[
        "not clear",
        "cannot be told",
        "nothing can be said",
        "Nothing can be said",
        "Not to be told",
        "exactly",
        "no party",
        "none of the",
        "no difference",
        "no single best",
        "Nothing changes",
        "is not certain",
    ],
];

/// The strongest first.
const LIKELY: [[&str; 3]; 2] = [
    ["vrijwel zeker", "zeer waarschijnlijk", "waarschijnlijk"],
    ["almost certainly", "very probably", "probably"],
];
const LEAST: [f64; 3] = [0.99, 0.9, 2.0 / 3.0];

/// A sentence and where it stands.
#[derive(Clone, Debug)]
pub struct Said {
    pub section: String,
    /// Id of the figure or table.
    pub part: String,
    /// The alternative that it is about.
    pub of: Option<usize>,
    pub text: String,
}

fn lang(view: &View) -> usize {
    usize::from(view.lang == Lang::En)
}

/// The words of the view's language.
fn word<'a>(view: &View, both: [&'a str; 2]) -> &'a str {
    both[lang(view)]
}

fn split(text: &str) -> impl Iterator<Item = String> {
    text.split(". ")
        .flat_map(|part| part.split("? "))
        .map(|part| part.trim().trim_end_matches('.').to_owned())
}

/// All sentences of a document.
pub fn said(view: &View) -> Vec<Said> {
    let made = document(view).expect("a valid view");
    let of_title = |title: &str| view.alternatives.iter().position(|own| own.title == title);
    let mut all = Vec::new();
    for section in &made.sections {
        let mut put = |part: &str, of: Option<usize>, text: &str| {
            all.extend(split(text).map(|text| Said {
                section: section.id.to_owned(),
                part: part.to_owned(),
                of,
                text,
            }));
        };
        for block in &section.blocks {
            match block {
                Block::Paragraph { text, .. } => put("", None, text),
                Block::List { items } | Block::Remarks { items, .. } => {
                    items.iter().for_each(|text| put("", None, text));
                }
                Block::Answer { title, sentences, .. } => {
                    sentences.iter().for_each(|text| put("", of_title(title), text));
                }
                Block::Facts { .. } => {}
                Block::Table(table) => {
                    put(&table.id, None, &table.caption);
                    cells(table).into_iter().for_each(|(place, text)| put(&table.id, place, &text));
                }
                Block::Figure(figure) => {
                    let own = &figure.figure;
                    put(own.id, None, &own.title);
                    put(own.id, None, &own.reading);
                    let mut of = None;
                    for text in split(&own.description) {
                        of = view
                            .alternatives
                            .iter()
                            .position(|known| text.contains(&format!("{}: ", known.short)))
                            .or(of);
                        put(own.id, of, &text);
                    }
                }
            }
        }
    }
    all
}

/// Main texts of the cells by column.
fn cells(table: &Table) -> Vec<(Option<usize>, String)> {
    let rows = table.bodies.iter().flatten();
    let cells = rows.flat_map(|row| row.cells.iter().enumerate());
    cells.map(|(place, cell)| (Some(place), cell.main.clone())).collect()
}

fn compares(view: &View, text: &str) -> bool {
    let mut text = text.to_owned();
    for near in [
        "meer dan\u{a0}99%",
        "minder dan\u{a0}1%",
        "more than\u{a0}99%",
        "less than\u{a0}1%",
        "minder dan 10",
        "less than 10",
    ] {
        text = text.replace(near, "");
    }
    let words: BTreeSet<String> =
        text.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase).collect();
    COMPARING[lang(view)].iter().any(|known| words.contains(*known))
}

fn is_open(view: &View, text: &str) -> bool {
    OPEN[lang(view)].iter().any(|known| text.contains(known))
}

/// Without numbers, and units that depend on them.
fn plain(text: &str) -> String {
    let mut text: String = text.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    for unit in ["duizend", "miljoen", "miljard", "thousand", "million", "billion", "EUR", "euro"] {
        text = text.replace(unit, "");
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn names(view: &View) -> Vec<String> {
    let alternatives = view.alternatives.iter().filter(|own| !own.is_reference);
    let alternatives = alternatives.map(|own| own.short.clone());
    let areas = view.overrun.areas.iter().map(|row| row.area.clone());
    // Some parties are called what every explanation calls them.
    let parties = view.welfare.parties.iter().filter_map(|row| row.party.clone());
    let parties = parties.filter(|name| !COMMON.contains(&name.as_str()));
    alternatives.chain(areas).chain(parties).collect()
}

/// Parties of the program itself.
const COMMON: [&str; 5] = ["gemeente", "huishouden", "netwerk", "consortium", "aanbieders"];

/// A party as it is printed.
fn party<'a>(view: &View, key: &'a str) -> &'a str {
    match (view.lang, key) {
        (Lang::En, "gemeente") => "municipality",
        (Lang::En, "huishouden") => "households",
        (Lang::En, "netwerk") => "informal network",
        (Lang::En, "aanbieders") => "providers",
        _ => key,
    }
}

/// The same view in which nothing differs from anything.
fn nothing(view: &View) -> View {
    let mut value = serde_json::to_value(view).expect("JSON");
    walk(&mut value, &mut |own| {
        let has = |keys: &[&str]| keys.iter().all(|key| own.contains_key(*key));
        if has(&["p", "low", "high"]) {
            *own = object(json!({ "p": 0.5, "low": 0.2, "high": 0.8 }));
        } else if has(&["mean", "p5", "p95", "se"]) {
            for key in ["mean", "p5", "p95", "se"] {
                own.insert(key.to_owned(), json!(0.0));
            }
        } else if has(&["value", "se"]) {
            own.insert("value".to_owned(), json!(0.0));
            own.insert("se".to_owned(), json!(0.0));
        }
    });
    let mut own: View = serde_json::from_value(value).expect("a view");
    // What is said of the value of knowing everything hangs on whether it has one.
    let (from, to) = (&view.council.certainty, &mut own.council.certainty);
    for (from, to) in [(&from.society, &mut to.society), (&from.purse, &mut to.purse)] {
        if let (Some(from), Some(to)) = (from, to) {
            to.evpi = from.evpi;
        }
    }
    own
}

pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(own) => own,
        _ => Map::new(),
    }
}

/// Every object, those within others first.
pub fn walk(value: &mut Value, each: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|own| walk(own, each)),
        Value::Object(own) => {
            own.values_mut().for_each(|inner| walk(inner, each));
            each(own);
        }
        _ => {}
    }
}

/// Sentences of a report that its numbers do not bear.
pub fn violations(view: &View) -> Vec<String> {
    let names = names(view);
    let named = |text: &str| names.iter().any(|name| text.contains(name.as_str()));
    let explained: BTreeSet<String> = said(&nothing(view))
        .into_iter()
        .filter(|own| !named(&own.text))
        .map(|own| plain(&own.text))
        .collect();
    let all = said(view);
    let told = all.iter().filter(|own| !explained.contains(&plain(&own.text)));
    let sentences = told.filter_map(|own| judge(view, own).err());
    let made = document(view).expect("a valid view");
    let others =
        letters(&made).into_iter().chain(hidden_areas(view, &all)).chain(extra(view, &all));
    sentences.chain(others).collect()
}

type Rule = fn(&View, &Said) -> Option<bool>;

const RULES: &[Rule] = &[
    best,
    parties,
    likely,
    chance,
    overruns,
    highest_area,
    most_of_party,
    most_of_quantity,
    above_half,
    quadrant,
    pooling,
    months,
    ratio,
    payback,
    same_best,
    worth_of_knowing,
];

/// Whether the numbers of the view bear a sentence.
pub fn judge(view: &View, said: &Said) -> Result<(), String> {
    if !compares(view, &said.text) {
        return Ok(());
    }
    match RULES.iter().find_map(|rule| rule(view, said)) {
        Some(true) => Ok(()),
        Some(false) => Err(format!("the numbers do not bear it: {said:?}")),
        None if is_open(view, &said.text) => Ok(()),
        None => Err(format!("no rule knows it: {said:?}")),
    }
}

/// More than two standard errors from zero.
fn beyond(own: &Estimate) -> bool {
    own.se.is_some_and(|se| own.mean.abs() > 2.0 * se)
}

/// A direction with a likelihood (0 is the strongest).
fn allowed(own: &Difference, up: bool, likelihood: usize) -> bool {
    let one_side = if up { own.estimate.p5 > 0.0 } else { own.estimate.p95 < 0.0 };
    let chance = if up { own.above.low } else { own.below.low };
    one_side
        && beyond(&own.estimate)
        && (own.estimate.mean > 0.0) == up
        && chance >= LEAST[likelihood]
}

fn likelihood(view: &View, text: &str) -> Option<usize> {
    LIKELY[lang(view)].iter().position(|known| text.contains(known))
}

/// Subject, word for less, word for more.
type Subject = (Option<Measure>, [[&'static str; 3]; 2]);

const SUBJECTS: [Subject; 5] = [
    (
        Some(Measure::MunicipalCost),
        [
            ["Voor de gemeente", "goedkoper", "duurder"],
            ["For the municipality", "cheaper", "more expensive"],
        ],
    ),
    (
        Some(Measure::NetPresentValue),
        [["Voor de samenleving", "nadeel", "voordeel"], ["For society", "loss", "gain"]],
    ),
    (Some(Measure::MeanWait), [["wachten", "korter", "langer"], [" wait ", "shorter", "longer"]]),
    (
        Some(Measure::CrisisHouseholdMonths),
        [["in crisis", "korter", "langer"], ["in crisis", "shorter", "longer"]],
    ),
    (
        None,
        [
            ["zelfredzaamheidsmatrix", "minder vooruit", "meer vooruit"],
            ["self-reliance matrix", "make less", "make more"],
        ],
    ),
];

/// "probably cheaper", of an alternative against the reference.
fn likely(view: &View, said: &Said) -> Option<bool> {
    let (word, index) = (likelihood(view, &said.text)?, said.of?);
    let (measure, words) =
        SUBJECTS.iter().find(|(_, words)| said.text.contains(words[lang(view)][0]))?;
    let [_, less, more] = words[lang(view)];
    let up = said.text.contains(more);
    let difference = match measure {
        Some(measure) => {
            let row = view.key_table.iter().find(|row| row.measure == *measure)?;
            row.cells[index].difference
        }
        None => view.council.matrix_points[index].difference,
    };
    let one = up != said.text.contains(less);
    Some(one && difference.is_some_and(|own| allowed(&own, up, word)))
}

/// "Who gains: ...".
fn parties(view: &View, said: &Said) -> Option<bool> {
    let starts = [
        (word(view, ["Wie gaat erop vooruit: ", "Who gains: "]), true),
        (word(view, ["Wie gaat erop achteruit: ", "Who loses: "]), false),
    ];
    let (list, up) =
        starts.iter().find_map(|(start, up)| Some((said.text.strip_prefix(start)?, *up)))?;
    let (word, index) = (likelihood(view, list)?, said.of?);
    let about = self::word(view, [" ongeveer ", " about "]);
    let named = list.split("; ").map(|part| part.split(about).next().unwrap_or_default());
    let bears = |name: &str| {
        let known = &view.council.society.parties;
        let row = known.iter().find(|(key, _)| party(view, key) == name);
        row.and_then(|(_, cells)| cells[index]).is_some_and(|own| allowed(&own, up, word))
    };
    Some(named.into_iter().all(bears))
}

fn judged<'a>(view: &'a View, text: &str) -> Option<&'a Judged> {
    let certainty = &view.council.certainty;
    let purse = text.contains(word(view, ["gemeentekas", "municipal purse"]));
    if purse { certainty.purse.as_ref() } else { certainty.society.as_ref() }
}

/// "... is probably the best alternative", "does best on average".
fn best(view: &View, said: &Said) -> Option<bool> {
    let claims = [
        word(view, ["het beste alternatief", "the best alternative"]),
        word(view, ["komt gemiddeld het beste uit", "does best on average"]),
    ];
    let claims = claims.map(|claim| said.text.contains(claim));
    if said.section != "summary" || said.of.is_some() || !claims.contains(&true) {
        return None;
    }
    let chance = word(view, ["De kans", "The chance"]);
    if said.text.starts_with(chance) {
        return None;
    }
    let own = judged(view, &said.text)?;
    let name = &view.alternatives[own.best].short;
    let others = own.behind.iter().enumerate().filter(|(index, _)| *index != own.best);
    let mut leads = others.map(|(_, behind)| behind.se.is_some_and(|se| behind.value > 2.0 * se));
    let enough = match claims {
        [_, true] => true,
        _ => {
            let low = own.chances[own.best].low;
            likelihood(view, &said.text).is_some_and(|word| low >= LEAST[word])
        }
    };
    Some(said.text.contains(name) && leads.all(|leads| leads) && enough)
}

/// A chance is told with its bounds.
fn chance(view: &View, said: &Said) -> Option<bool> {
    let start = word(view, ["De kans", "The chance"]);
    let bounds = word(view, ["(tussen ", "(between "]);
    // How often a sentence is told of one area comes under another rule.
    (said.text.starts_with(start) && said.text.contains(bounds)).then_some(true)
}

/// The first number of a text.
fn first_number(text: &str) -> Option<usize> {
    let digits = text.chars().skip_while(|letter| !letter.is_ascii_digit());
    digits.take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}

/// "In 3 of the 9 areas the chance ... is above one half".
fn overruns(view: &View, said: &Said) -> Option<bool> {
    let several =
        word(view, ["gebieden is de kans dat het budget ", "areas the chance of an overrun "]);
    let alone = word(
        view,
        ["De kans dat het budget van het gebied", "The chance of an overrun of the budget"],
    );
    let index = said.of.filter(|_| said.section == "summary")?;
    let found = view.overrun.areas.iter().filter(|row| row.cells[index].low > 0.5).count();
    if said.text.starts_with(alone) {
        return Some(found == 1);
    }
    let start = word(view, ["In ", "In "]);
    let told = said.text.strip_prefix(start).filter(|rest| rest.contains(several))?;
    (!is_open(view, &said.text)).then(|| first_number(told) == Some(found))
}

/// "highest chance in ...".
fn highest_area(view: &View, said: &Said) -> Option<bool> {
    let start = word(view, ["hoogste kans in ", "highest chance in "]);
    let (_, rest) = said.text.split_once(start).filter(|_| said.part == "areas")?;
    let index = said.of?;
    let areas = &view.overrun.areas;
    let top = areas.iter().position(|row| rest.starts_with(&format!("{}, ", row.area)))?;
    let others = areas.iter().enumerate().filter(|(place, _)| *place != top);
    let mut others = others.map(|(_, row)| row.cells[index].high);
    Some(others.all(|high| areas[top].cells[index].low > high))
}

/// "gains most".
fn most_of_party(view: &View, said: &Said) -> Option<bool> {
    let starts = [
        (["Het meeste voordeel heeft ", " gains most"], true),
        (["Het meeste nadeel heeft ", " loses most"], false),
    ];
    let told = |(both, up): &([&str; 2], bool)| {
        let name = match view.lang {
            Lang::Nl => said.text.strip_prefix(both[0])?.split(": ").next()?,
            Lang::En => said.text.split_once(both[1])?.0,
        };
        Some((name.to_owned(), *up))
    };
    let (name, up) = starts
        .iter()
        .find_map(told)
        .filter(|_| said.part == "stakeholders" && !is_open(view, &said.text))?;
    let index = said.of?;
    let sign = if up { 1.0 } else { -1.0 };
    let bounds = |own: &Estimate| {
        let reach = 2.0 * own.se.unwrap_or(f64::INFINITY);
        (sign * own.mean - reach, sign * own.mean + reach)
    };
    let rows = view.welfare.parties.iter().filter_map(|row| {
        Some((party(view, row.party.as_deref()?).to_owned(), bounds(row.cells[index].as_ref()?)))
    });
    let (own, others): (Vec<_>, Vec<_>) = rows.partition(|(known, _)| *known == name);
    let stands_out = others.iter().all(|(_, (_, high))| own[0].1.0 > *high);
    let known = &view.council.society.parties;
    let gain = known.iter().find(|(key, _)| party(view, key) == name).and_then(|row| row.1[index]);
    Some(stands_out && gain.is_some_and(|own| allowed(&own, up, 2)))
}

/// "depends most on ...".
fn most_of_quantity(view: &View, said: &Said) -> Option<bool> {
    let start = word(view, ["het meest hangt af van ", "depends most on "]);
    let (_, rest) = said.text.split_once(start).filter(|_| said.part == "tornado")?;
    let charts = view.charts.more.tornado.iter().filter(|chart| !chart.bars.is_empty());
    // Which outcome is not told apart: the sentence must hold for one of them.
    let mut charts =
        charts.filter(|chart| rest.starts_with(&format!("{};", chart.bars[0].quantity)));
    Some(charts.any(|chart| {
        let reach = |bar: &wijkraming::report::view::TornadoBar| {
            2.0 * bar.swing.se.unwrap_or(f64::INFINITY)
        };
        let low = chart.bars[0].swing.value.abs() - reach(&chart.bars[0]);
        let others = chart.bars[1..].iter().map(|bar| bar.swing.value.abs() + reach(bar));
        others.chain([chart.left_out_at_most]).all(|high| low > high)
    }))
}

/// "Even on the cautious side that is more than a half".
fn above_half(view: &View, said: &Said) -> Option<bool> {
    let curves = view.charts.more.decision.as_ref()?.acceptability.as_ref()?;
    let own = said.of.filter(|_| said.part == "acceptability")?;
    let claim = word(view, ["ook aan de voorzichtige kant meer dan de helft", "more than a half"]);
    let told = word(view, ["de beste met een kans van", "the best with a chance of"]);
    if said.text.contains(told) {
        return Some(true);
    }
    let middle = curves.grid.len() / 2;
    said.text.contains(claim).then(|| curves.chances[own][middle].low > 0.5)
}

/// "In 70% of the draws cheaper and better"; the mean with its error.
fn quadrant(view: &View, said: &Said) -> Option<bool> {
    let index = said.of.filter(|_| said.part == "plane")?;
    let clouds = &view.charts.more.decision.as_ref()?.clouds;
    let cloud = clouds.iter().find(|cloud| cloud.alternative == index)?;
    let quadrants = [
        ["duurder en beter", "dearer and better"],
        ["goedkoper en beter", "cheaper and better"],
        ["goedkoper en slechter", "cheaper and worse"],
        ["duurder en slechter", "dearer and worse"],
    ];
    let named = quadrants.iter().position(|both| said.text.ends_with(word(view, *both)))?;
    Some(cloud.quadrants[named].low > 0.5)
}

/// "Pooling saves about ...".
fn pooling(view: &View, said: &Said) -> Option<bool> {
    let index = said.of.filter(|_| said.part == "reserve_curve")?;
    let told = said.text.starts_with(word(view, ["Verevening scheelt", "Pooling saves"]));
    let gain = view.budgets.reserve.last()?.cells[index].gain;
    let beyond = gain.se.is_some_and(|se| gain.value > 2.0 * se);
    told.then(|| beyond && gain.range.is_some_and(|(low, _)| low > 0.0))
}

/// "in 3 of the 9 areas the chance that the budget is spent ... is above a half".
fn months(view: &View, said: &Said) -> Option<bool> {
    let index = said.of.filter(|_| said.part == "heat_map" && !is_open(view, &said.text))?;
    let chart = view.charts.more.depletion.as_ref()?;
    let areas = chart.chances[index].iter();
    let found = areas.filter(|months| months.iter().any(|own| own.low > 0.5)).count();
    let (_, rest) = said.text.split_once(": ")?;
    // Of one area it is said without a number.
    let alone = chart.areas.len() == 1;
    Some(if alone { found == 1 } else { first_number(rest) == Some(found) })
}

/// Kinds of ratios.
fn ratio(view: &View, said: &Said) -> Option<bool> {
    let index = said.of.filter(|_| said.part == "ratios-table")?;
    let kinds = [
        ["goedkoper en niet slechter", "cheaper and no worse"],
        ["goedkoper en slechter", "cheaper and worse"],
        ["slechter en niet goedkoper", "worse and no cheaper"],
    ];
    let kind = kinds.iter().position(|both| said.text.starts_with(word(view, *both)))?;
    let society = &view.council.society;
    let bears = |looker: Looker| {
        let total = |total: Total| {
            let row = society.totals.iter().find(|row| row.looker == looker && row.total == total);
            row.and_then(|row| row.cells[index])
        };
        let known = |own: Estimate| beyond(&own) || own.mean == 0.0 && own.se == Some(0.0);
        let row = society.ratios.iter().find(|row| row.looker == looker);
        let cell = row.and_then(|row| row.cells[index]);
        let same = cell.is_some_and(|(own, chance)| {
            let place = match own {
                Ratio::Dominant => 0,
                Ratio::Saving { .. } => 1,
                Ratio::Dominated => 2,
                _ => 3,
            };
            place == kind && chance.low >= LEAST[2]
        });
        same && [Total::Costs, Total::Benefits].map(total).into_iter().flatten().all(known)
    };
    Some([Looker::Society, Looker::Purse].into_iter().any(bears))
}

/// "longer than the period".
fn payback(view: &View, said: &Said) -> Option<bool> {
    let index = said.of.filter(|_| said.part == "ratios-table")?;
    let told = said.text == word(view, ["langer dan de periode", "longer than the period"]);
    let rows = view.council.society.paybacks.iter();
    let mut cells = rows.filter_map(|row| row.cells[index]);
    told.then(|| cells.any(|own| own.median.is_none() && own.never.low > 0.5))
}

/// "In all draws the same alternative is the best".
fn same_best(view: &View, said: &Said) -> Option<bool> {
    let claim = word(
        view,
        ["In alle trekkingen is hetzelfde alternatief", "In all draws the same alternative is"],
    );
    let own = view.council.certainty.society.as_ref().filter(|_| said.section == "certainty")?;
    let equals = own.behind.iter().filter(|own| own.value == 0.0).count();
    said.text.starts_with(claim).then_some(own.evpi.value <= 0.0 && equals == 1)
}

/// What knowing everything would be worth is told with its error.
fn worth_of_knowing(view: &View, said: &Said) -> Option<bool> {
    let error = word(view, ["(rekenfout ", "(error "]);
    let own = said.section == "certainty" && said.part.is_empty();
    (own && said.text.contains(error)).then_some(true)
}

/// A mean extra cost or effect within its error is said to be so.
fn extra(view: &View, all: &[Said]) -> Vec<String> {
    let Some(chart) = &view.charts.more.decision else { return Vec::new() };
    let open = word(view, ["niet te onderscheiden van nul", "Not to be told from zero"]);
    let equal = word(
        view,
        ["precies gelijk aan die van het nulalternatief", "exactly those of the reference"],
    );
    let within = |own: &Estimate| !beyond(own);
    let wrong = chart.clouds.iter().filter(|cloud| {
        let mut own =
            all.iter().filter(|own| own.part == "plane" && own.of == Some(cloud.alternative));
        let told = own.any(|own| own.text.contains(open) || own.text.contains(equal));
        told != (within(&cloud.cost) || within(&cloud.effect))
    });
    wrong.map(|cloud| format!("extra cost and effect of {}", cloud.alternative)).collect()
}

/// N and V stand only beyond the 95% interval, by the normal distribution, which is never too strict.
fn letters(made: &Document) -> Vec<String> {
    use wijkraming::report::document::Value as Number;
    let blocks = made.sections.iter().flat_map(|section| &section.blocks);
    let tables = blocks.filter_map(|block| match block {
        Block::Table(table) if table.id.starts_with("taakvelden-") => Some(table),
        _ => None,
    });
    let cells = tables.flat_map(|table| table.bodies.iter().flatten().flat_map(|row| &row.cells));
    let wrong = cells.filter(|cell| {
        let letter = ['N', 'V'].into_iter().find(|letter| cell.main.ends_with(*letter));
        let Some(letter) = letter else { return false };
        let Number::Estimate { mean, error: Some(error), .. } = cell.value else { return true };
        mean.abs() <= 1.96 * error || (mean < 0.0) != (letter == 'N')
    });
    wrong.map(|cell| format!("the numbers do not bear the letter of {cell:?}")).collect()
}

/// Where areas are left out of a figure, it is told where it is not certain that these are the ones.
fn hidden_areas(view: &View, all: &[Said]) -> Vec<String> {
    let most = wijkraming::report::charts::MOST_AREAS;
    let rank = |chances: &dyn Fn(usize) -> Vec<Probability>, count: usize| -> bool {
        let highest = |area: usize| {
            let all = chances(area);
            all.into_iter().max_by(|a, b| a.p.total_cmp(&b.p)).expect("a chance")
        };
        let mut list: Vec<Probability> = (0..count).map(highest).collect();
        list.sort_by(|a, b| b.p.total_cmp(&a.p));
        let (shown, rest) = list.split_at(most.min(count));
        let high = rest.iter().map(|own| own.high).fold(f64::NEG_INFINITY, f64::max);
        shown.iter().all(|own| own.low > high)
    };
    let overrun = &view.overrun.areas;
    let certain = rank(&|area| overrun[area].cells.clone(), overrun.len());
    let words = word(view, ["Andere gebieden zijn daarvan", "Others cannot be told from these"]);
    let told = all.iter().any(|own| own.part == "areas" && own.text.starts_with(words));
    match overrun.len() > most && certain == told {
        true => vec![format!("which areas are shown: certain is {certain}, and told is {told}")],
        false => Vec::new(),
    }
}
