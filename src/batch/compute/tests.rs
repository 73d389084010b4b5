use super::*;
use std::sync::Arc;

/// Two areas or one, with a quantity of their own and the quantities of the base.
fn scenario(areas: usize, sets: &[&str]) -> Scenario {
    let area = |name: usize| {
        format!(
            "  {{ name = \"{name}\", team = \"t\", households = {{ single = 5, single_65plus = 0, couple = 0, couple_65plus = 0, children = 0, single_parent = 0 }}, low_income_share = 0.0, need_factor = {{ dist = \"uniform\", min = 0.5, max = 1.5 }}, historic_budget = 1000.0 }},\n"
        )
    };
    let text = format!(
        r#"
extends = "wijkraming:basis"
format = 1
title = "-"
price_year = 2015
time = {{ start_year = 2015, years = 1 }}
sampling = {{ seed = {areas}, draws = 8 }}
valuation = {{ base_year = 2015 }}
budget = {{ specialist = 0.0 }}
areas = [
{}]
alternatives.nul = {{ title = "-", reference = true, extends = "wijkraming:oude-praktijk" }}
"#,
        (0..areas).map(area).collect::<String>()
    );
    let sets = sets.iter().map(|set| (*set).to_owned()).collect();
    let options = LoadOptions { sets, ..LoadOptions::default() };
    Scenario::from_text("test", &text, &options).unwrap_or_else(|report| panic!("{report}"))
}

fn shared(scenario: &Scenario) -> Arc<[String]> {
    let paths = scenario.quantity_paths();
    paths.into_iter().filter(|path| !Common::is_own(path)).collect()
}

/// The values of a quantity in all draws.
fn values(scenario: &Scenario, common: Option<&Common>, path: &str) -> Vec<f64> {
    let rows = sampled(scenario, common).unwrap();
    let place = scenario.quantity_paths().iter().position(|own| own == path).expect("a quantity");
    (0..rows.draws).map(|draw| rows.row(draw)[place]).collect()
}

#[test]
fn what_municipalities_share_is_the_same_in_every_draw_and_the_rest_is_not() {
    let (one, two) = (scenario(1, &[]), scenario(2, &[]));
    let common = Common { seed: 7, paths: shared(&one) };
    assert_eq!(shared(&one), shared(&two));
    assert!(common.paths.len() > 20);
    for path in common.paths.iter() {
        assert_eq!(values(&one, Some(&common), path), values(&two, Some(&common), path), "{path}");
        // A stratified design by itself: in each of eight slices one value, so all differ.
        let mut own = values(&one, Some(&common), path);
        own.sort_by(f64::total_cmp);
        own.dedup();
        assert_eq!(own.len(), 8, "{path}");
    }
    let own: Vec<String> =
        one.quantity_paths().into_iter().filter(|path| Common::is_own(path)).collect();
    assert!(own.iter().any(|path| path.starts_with("areas")), "{own:?}");
    for path in own.iter().filter(|path| path.starts_with("areas")) {
        // As without anything shared: the seed of the municipality alone decides.
        assert_eq!(values(&one, Some(&common), path), values(&one, None, path));
        assert_ne!(values(&one, Some(&common), path), values(&two, Some(&common), path));
    }
}

/// A variant that fixes one of the shared quantities leaves the draws of all others as they are.
#[test]
fn setting_a_shared_quantity_leaves_the_others_alone() {
    let plain = scenario(1, &[]);
    let common = Common { seed: 7, paths: shared(&plain) };
    let gone = &common.paths[3];
    let set = scenario(1, &[&format!("{gone}=1.0")]);
    let left = shared(&set);
    assert!(!left.contains(gone), "{gone}");
    for path in left.iter().filter(|path| common.paths.contains(path)) {
        assert_eq!(
            values(&plain, Some(&common), path),
            values(&set, Some(&common), path),
            "{path}"
        );
    }
}

#[test]
fn what_belongs_to_one_municipality_is_told_by_its_path() {
    for own in [
        "areas[0].need_factor",
        "areas.Elst.low_income_share",
        "need.factor",
        "alternatives.nul.areas[1].x",
        "alternatives.a.need.factor",
    ] {
        assert!(Common::is_own(own), "{own}");
    }
    for shared in [
        "provisions.3.tariff",
        "need.annual_trend",
        "alternatives.nul.need.factors",
        "team.members",
    ] {
        assert!(!Common::is_own(shared), "{shared}");
    }
}
