//! No difference within its error is called a difference: every sentence of generated reports that compares is held to its
//! numbers by `honest_rules`. Three kinds of reports: views of made-up numbers, which need not go together; runs whose
//! alternatives are the same but for their chance; and runs whose alternatives are the same, under common random numbers.

use serde_json::json;
use wijkraming::analysis::compare::{Pair, Verdict, compare};
use wijkraming::engine::Scratch;
use wijkraming::report::build::{self, Source};
use wijkraming::report::comparison;
use wijkraming::report::view::{Judged, Lang, View};
use wijkraming::report::write;
use wijkraming::scenario::Scenario;
use wijkraming::study::{
    BudgetTable, Header, Layout, Model, SampleMatrix, SampleTable, Unit, sampling,
};
use wijkraming::tables::{RunManifest, TableFormat};

use super::demo;
use super::honest_rules::{Said, judge, object, said, violations, walk};
use crate::chance::Chance;
use crate::example;

const LANGS: [Lang; 2] = [Lang::Nl, Lang::En];
const DRAWS: u64 = 24;

/// From 0 to 1.
fn share(chance: &mut Chance) -> f64 {
    chance.below(1_000_001) as f64 / 1e6
}

/// Zero, within the error, at its edge and far beyond it; a standard error, or none.
fn figure(chance: &mut Chance) -> (f64, Option<f64>) {
    let scale = [1.0, 1e3, 1e6][chance.below(3)];
    let error = [0.0, 0.02, 0.3, 1.0][chance.below(4)] * scale;
    let times = [0.0, 0.5, 1.9, 2.1, 5.0, 50.0][chance.below(6)];
    let sign = if chance.below(2) == 0 { 1.0 } else { -1.0 };
    let value = sign * times * if error == 0.0 { scale } else { error };
    (value, (chance.below(12) > 0).then_some(error))
}

/// The demo with made-up figures in the place of all of it that are chances, means and errors. They need not go together: a
/// sentence must follow from the figures that it is about.
fn made_up(seed: u64, areas: usize) -> View {
    let chance = &mut Chance(seed);
    let mut value = serde_json::to_value(demo::view(areas)).expect("JSON");
    walk(&mut value, &mut |own| {
        let has = |keys: &[&str]| keys.iter().all(|key| own.contains_key(*key));
        if has(&["p", "low", "high"]) {
            let mut three = [share(chance), share(chance), share(chance)];
            three.sort_by(f64::total_cmp);
            // Sometimes sure, so that the strongest words come up.
            let low = if chance.below(3) == 0 { 0.995 } else { three[0] };
            let (p, high) = (three[1].max(low), three[2].max(low));
            *own = object(json!({ "p": p, "low": low, "high": high }));
        } else if has(&["mean", "p5", "p95", "se"]) {
            let (mean, se) = figure(chance);
            let size = mean.abs().max(se.unwrap_or(0.0));
            let reach = [0.0, 0.3, 0.99, 1.01, 3.0].map(|part| part * size);
            let (down, up) = (reach[chance.below(5)], reach[chance.below(5)]);
            own.insert("mean".into(), json!(mean));
            own.insert("p5".into(), json!(mean - down));
            own.insert("p95".into(), json!(mean + up));
            own.insert("se".into(), json!(se));
        } else if has(&["value", "se"]) {
            let (value, se) = figure(chance);
            own.insert("value".into(), json!(value));
            own.insert("se".into(), json!(se));
            if own.contains_key("range") {
                let reach = 1.645 * se.unwrap_or(1.0);
                own.insert("range".into(), json!([value - reach, value + reach]));
            }
        }
    });
    let mut view: View = serde_json::from_value(value).expect("a view");
    rename(&mut view);
    view.charts.more.tornado.iter_mut().for_each(|chart| {
        chart.left_out_at_most = if chance.below(2) == 0 { 0.0 } else { figure(chance).0.abs() };
    });
    let certainty = &mut view.council.certainty;
    [&mut certainty.society, &mut certainty.purse]
        .into_iter()
        .flatten()
        .for_each(|own| settle(own, chance));
    let years = view.council.taakvelden.iter_mut().flat_map(|table| &mut table.rows);
    for cell in years.flat_map(|row| row.cells.iter_mut().flatten()) {
        let difference = cell.difference;
        let clear = difference
            .filter(|own| own.se.is_some_and(|se| own.mean.abs() > 2.1 * se))
            .map(|own| own.mean < 0.0);
        cell.nadeel = clear;
    }
    view
}

/// Parties under names that no explanation has.
fn rename(view: &mut View) {
    let name = |key: &mut String| *key = format!("{key}-q");
    view.welfare.parties.iter_mut().filter_map(|row| row.party.as_mut()).for_each(name);
    view.council.society.parties.iter_mut().for_each(|(key, _)| name(key));
}

/// The best is behind nothing, and the first of those that are not told apart from it is close.
fn settle(own: &mut Judged, chance: &mut Chance) {
    own.best = chance.below(own.behind.len());
    own.behind.iter_mut().for_each(|behind| behind.value = behind.value.abs());
    own.behind[own.best].value = 0.0;
    own.behind[own.best].se = Some(0.0);
    own.evpi.value = if chance.below(3) == 0 { 0.0 } else { own.evpi.value.abs() };
    let others = (0..own.behind.len()).filter(|index| *index != own.best);
    let close = others.filter(|index| {
        let behind = own.behind[*index];
        behind.se.is_none_or(|se| behind.value <= 2.0 * se)
    });
    own.close = close.min_by(|a, b| own.behind[*a].value.total_cmp(&own.behind[*b].value));
}

#[track_caller]
fn assert_honest(view: &View) {
    for lang in LANGS {
        let view = View { lang, ..view.clone() };
        let found = violations(&view);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn no_sentence_on_made_up_figures_claims_more_than_they_bear() {
    assert_honest(&demo::view(14));
    for seed in 0..16 {
        assert_honest(&made_up(seed, [1, 3, 14][seed as usize % 3]));
    }
}

/// Claims do come up, of every kind that the made-up figures are there for: a test that sees none would hold none.
#[test]
fn claims_of_every_kind_come_up_among_the_made_up_figures() {
    let views: Vec<View> =
        (0..16).map(|seed| made_up(seed, [1, 3, 14][seed as usize % 3])).collect();
    let all: Vec<Said> = views.iter().chain([&demo::view(3)]).flat_map(said).collect();
    for claim in [
        "goedkoper dan het nulalternatief",
        "duurder dan het nulalternatief",
        "Wie gaat erop vooruit",
        "het beste alternatief. De kans".split(". ").next().expect("a sentence"),
        "komt gemiddeld het beste uit",
        "niet duidelijk welk alternatief het beste is",
        "hoogste kans in ",
        "welk gebied de hoogste kans heeft, is binnen",
        "Het meeste voordeel heeft",
        "Welke partij het meeste voordeel heeft",
        "het meest hangt af van",
        "welke aanname het meest uitmaakt",
        "ook aan de voorzichtige kant meer dan de helft",
        "niet te onderscheiden van nul",
        "Verevening scheelt",
        "goedkoper en niet slechter",
        "langer dan de periode",
        "met zo weinig trekkingen niets te zeggen",
    ] {
        assert!(all.iter().any(|own| own.text.contains(claim)), "{claim:?} never comes up");
    }
}

/// The checker must be able to say no.
#[test]
fn made_up_sentences_that_the_figures_do_not_bear_are_found() {
    let view = demo::view(4);
    let place = |section: &str, part: &str, of, text: &str| Said {
        section: section.to_owned(),
        part: part.to_owned(),
        of,
        text: text.to_owned(),
    };
    // -1.1 million, 90% from -4 to 1.8 million; and 3.4 million, 1.5 to 5.3.
    let cost = |of, text: &str| judge(&view, &place("summary", "", Some(of), text));
    let cheaper = "Voor de gemeente is dit waarschijnlijk goedkoper dan het nulalternatief: ongeveer € 1,1 miljoen minder";
    let dearer = "Voor de gemeente is dit waarschijnlijk duurder dan het nulalternatief: ongeveer € 3,4 miljoen meer";
    assert!(cost(2, cheaper).is_err() && cost(4, cheaper).is_err() && cost(2, dearer).is_err());
    assert!(cost(4, dearer).is_ok() && cost(1, cheaper).is_ok());
    assert!(cost(4, &dearer.replace("waarschijnlijk", "vrijwel zeker")).is_err());
    let unknown = cost(1, "Scenario 1 is het goedkoopste alternatief");
    assert!(unknown.expect_err("no rule knows it").contains("no rule"));
    let mut open = view.clone();
    let purse = open.council.certainty.purse.as_mut().expect("the demo has it");
    purse.behind[3].se = Some(9e4);
    let best = |text: &str| judge(&open, &place("summary", "", None, text));
    let of_purse =
        "Voor de gemeentekas: Scenario 1 komt gemiddeld het beste uit, maar dat is niet zeker";
    assert!(best(of_purse).is_err(), "another is 100,000 behind, with an error of 90,000");
    let of_society = "Voor de samenleving als geheel: Populatiebekostiging met vereveningsreserve is waarschijnlijk het beste alternatief";
    assert!(best(of_society).is_ok());
    assert!(best(&of_society.replace("waarschijnlijk", "vrijwel zeker")).is_err());
    let areas = |text: &str| judge(&view, &place("charts", "areas", Some(1), text));
    let all = &view.overrun.areas;
    let mut order: Vec<usize> = (0..4).collect();
    order.sort_by(|a, b| all[*b].cells[1].p.total_cmp(&all[*a].cells[1].p));
    let lowest = &all[order[3]].area;
    assert!(areas(&format!("Scenario 1: hoogste kans in {lowest}, 3%")).is_err());
    let party = |text: &str| judge(&view, &place("charts", "stakeholders", Some(1), text));
    assert!(party("Het meeste voordeel heeft netwerk: ongeveer € 1").is_err());
    assert!(party("Het meeste voordeel heeft huishouden: ongeveer € 8,4 miljoen").is_ok());
}

/// The same alternative three times under other names; without what the names would change.
fn triplets() -> Scenario {
    let mut table = example::reduced(0.05, 2);
    let reference = example::at(&mut table, "alternatives")["nul"].clone();
    let mut alternatives = toml::Table::new();
    for (place, id) in ["alfa", "beta", "gamma"].into_iter().enumerate() {
        let mut own = reference.as_table().expect("a table").clone();
        own.insert("title".into(), toml::Value::String(format!("Plan {id}")));
        own.insert("reference".into(), toml::Value::Boolean(place == 0));
        alternatives.insert(id.into(), toml::Value::Table(own));
    }
    table.insert("alternatives".into(), toml::Value::Table(alternatives));
    example::scenario(&example::text(&table))
}

/// A run of which every alternative has a seed of its own.
struct Run {
    table: SampleTable,
    budgets: BudgetTable,
    samples: SampleMatrix,
}

impl Run {
    fn new(scenario: &Scenario, seeds: &[u64]) -> Self {
        let places: Vec<usize> = (0..scenario.alternatives().len()).collect();
        let central = sampling::central(scenario.quantities());
        let header = Header::new(scenario, &places, &central);
        let plan = sampling::SamplingPlan { draws: DRAWS as usize, ..scenario.sampling_plan() };
        let samples = sampling::sample(scenario.quantities(), &plan).expect("rows");
        let mut table = SampleTable::new(header.clone());
        let mut budgets = BudgetTable::new(header, Layout::default(), true);
        let mut scratch = Scratch::default();
        for draw in 0..DRAWS {
            for (place, seed) in places.iter().zip(seeds) {
                let row = samples.row(draw as usize);
                let unit = Unit::compute(scenario, *place, draw, row, *seed, &mut scratch);
                table.accept(*place, &unit);
                budgets.accept(scenario, *place, &unit, row);
            }
        }
        Self { table, budgets, samples }
    }

    fn view(&self, scenario: &Scenario) -> View {
        let manifest = manifest();
        build::view(
            &self.table,
            &Source {
                scenario,
                manifest: &manifest,
                budgets: Some(&self.budgets),
                samples: Some(&self.samples),
                sensitivity: None,
                stress: None,
                lang: Lang::Nl,
            },
        )
    }
}

fn manifest() -> RunManifest {
    RunManifest {
        program: "wijkraming".into(),
        version: "0".into(),
        title: String::new(),
        municipality: String::new(),
        scenario_file: "test.toml".into(),
        scenario_sha256: String::new(),
        sets: Vec::new(),
        command: "wijkraming run test.toml".into(),
        seed: 1,
        method: "random".into(),
        central: false,
        draws: DRAWS,
        draws_range: (0, DRAWS),
        replications: 1,
        batches: 1,
        posterior: None,
        alternatives: Vec::new(),
        format: TableFormat::Csv,
        monthly: true,
        threads: 1,
        uniforms: 0,
        household_months: 0,
        wall_seconds: 0.0,
        tables_sha256: Default::default(),
    }
}

/// Eight pairs of alternatives that differ in their chance only. A difference of sixteen shared quantities and 90% of the draws
/// on one side has no chance to speak of; which one is best shows at two errors, one time in twenty.
#[test]
fn alternatives_that_differ_in_chance_only_are_not_told_apart() {
    let scenario = triplets();
    let mut bests = 0;
    for seed in 0..4 {
        let run = Run::new(&scenario, &[1, 10 + 2 * seed, 11 + 2 * seed]);
        let view = run.view(&scenario);
        assert_honest(&view);
        let all = said(&view);
        for claim in [
            "waarschijnlijk goedkoper",
            "vrijwel zeker",
            "waarschijnlijk duurder",
            "waarschijnlijk korter",
            "waarschijnlijk langer",
            "Wie gaat erop vooruit",
            "Wie gaat erop achteruit",
        ] {
            let found: Vec<&Said> = all
                .iter()
                .filter(|own| {
                    own.section == "summary" && own.of.is_some() && own.text.contains(claim)
                })
                .collect();
            assert!(found.is_empty(), "{found:?}");
        }
        let best = |own: &&Said| {
            own.text.contains("het beste alternatief. ")
                || own.text.contains("gemiddeld het beste uit")
        };
        bests += all.iter().filter(best).count();
    }
    // Society and purse, four runs.
    assert!(bests <= 2, "{bests} of 8");
}

#[test]
fn equal_alternatives_are_called_equal_and_never_different() {
    let scenario = triplets();
    let view = Run::new(&scenario, &[1, 1, 1]).view(&scenario);
    assert_honest(&view);
    let texts = |lang| -> Vec<Said> { said(&View { lang, ..view.clone() }) };
    let (dutch, english) = (texts(Lang::Nl), texts(Lang::En));
    for (all, equal) in [
        (&dutch, "Voor de gemeente kost dit precies evenveel als het nulalternatief"),
        (&dutch, "Voor de samenleving maakt dit geen verschil met het nulalternatief"),
        (&dutch, "Voor geen enkele partij verandert er iets"),
        (&english, "For the municipality this costs exactly as much as the reference"),
        (&english, "For society this makes no difference with the reference"),
        (&english, "Nothing changes for any party"),
    ] {
        let found = all.iter().filter(|own| own.text == equal && own.section == "summary").count();
        assert_eq!(found, 2, "{equal}");
    }
    for (all, equal) in [
        (&dutch, "er is niet één beste alternatief"),
        (&dutch, "precies even goed als het beste"),
        (&dutch, "Kosten en effect zijn in elke trekking precies gelijk"),
        (&english, "there is no single best alternative"),
        (&english, "exactly as good for society as the best"),
        (&english, "In every draw cost and effect are exactly those of the reference"),
    ] {
        assert!(all.iter().any(|own| own.text.contains(equal)), "{equal}");
    }
    let quadrants = ["goedkoper en", "duurder en", "slechter en niet", "langer dan de periode"];
    let claims = dutch.iter().filter(|own| own.of.is_some());
    for own in claims.filter(|own| ["plane", "ratios-table"].contains(&own.part.as_str())) {
        assert!(quadrants.iter().all(|claim| !own.text.contains(claim)), "{own:?}");
    }
    // What is held here is what is printed.
    let page = write(&view).expect("a page");
    assert!(page.contains("er is niet één beste alternatief"));
}

/// Runs of other seeds are compared unpaired: a sentence stands only where the difference is beyond 1.96 of its error, worked
/// out here from the draws.
#[test]
fn a_comparison_of_runs_names_no_difference_within_its_error() {
    let scenario = triplets();
    let runs: Vec<Run> =
        [[1, 1, 1], [2, 2, 2], [3, 3, 3]].iter().map(|seeds| Run::new(&scenario, seeds)).collect();
    let mut named = 0;
    for (one, other) in [(0, 1), (0, 2), (1, 2), (0, 0)] {
        let (first, second) = (&runs[one].table, &runs[other].table);
        let pair = Pair { first, second, paired: one == other, price_factor: 1.0 };
        for figure in compare(&pair, &[[0, 0], [1, 1]]).iter().flatten() {
            let Some(shift) = figure.difference else { continue };
            let sentences = LANGS.map(|lang| comparison::sentence(figure, lang));
            if one == other {
                assert_eq!((shift.verdict, sentences), (Verdict::Equal, [None, None]));
                continue;
            }
            let (first, second) = (figure.first.expect("known"), figure.second.expect("known"));
            let errors = first.standard_error.zip(second.standard_error).expect("several draws");
            let error = errors.0.hypot(errors.1);
            let beyond = (second.mean - first.mean).abs() > 1.96 * error;
            assert!(sentences.iter().all(|own| own.is_none() || beyond), "{figure:?}");
            named += sentences.iter().flatten().count();
        }
    }
    assert_eq!(named, 0, "the runs differ in chance only");
}
