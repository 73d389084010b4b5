//! Which keys only value what was simulated, and which steer the simulation (section 1 of the model page: volumes
//! first, prices later).
//!
//! A stored run can be valued anew for the first kind; for the second it must be run again.

use super::path::{self, Segment, Step};
use super::words;

/// Keys of an effect that bear on its value, not on its volume.
const OF_AN_EFFECT: &[&str] =
    &["value", "payers", "transfer_to", "transfer_share", "pm", "label", "unit"];

/// What a stored run can be valued anew for, in words.
pub const VALUING_KEYS: &str = "valuation.discount_rate, valuation.base_year, effects.<id>.value, payers, \
     transfer_to, transfer_share and pm, provisions.<rung>.informal_value, budget.available_reserve and \
     taakveld of provisions and items of team.costs";

/// The path of a `--set` that steers the simulation; none where it only values, or is no path at all.
pub fn steering_key(set: &str) -> Option<String> {
    let (segments, end) = path::parse(set).ok()?;
    (!segments.is_empty() && !values(&segments)).then(|| set[..end].trim().to_owned())
}

/// Whether the number at a path only values.
pub fn is_valuing(path: &str) -> bool {
    path::parse(path).is_ok_and(|(segments, _)| values(&segments))
}

fn values(segments: &[Segment]) -> bool {
    let keys: Vec<&str> = segments
        .iter()
        .map(|segment| match &segment.step {
            Step::Key(key) => key.as_str(),
            Step::Index(_) => "",
        })
        .collect();
    let keys = match keys.as_slice() {
        ["alternatives", _, rest @ ..] => rest,
        all => all,
    };
    match keys {
        ["valuation", _, ..] => true,
        ["effects", _, key, ..] => OF_AN_EFFECT.contains(key),
        ["budget", "available_reserve", ..]
        | ["provisions", _, "taakveld"]
        | ["provisions", _, "domains", _, "taakveld"]
        | ["team", "costs", _, "taakveld"] => true,
        ["provisions", _, key, ..] => *key == "informal_value",
        _ => false,
    }
}

/// The complaint about keys that steer, in one sentence.
pub fn objection(keys: &[String]) -> String {
    let verb = if keys.len() == 1 { "steers" } else { "steer" };
    format!(
        "{} {verb} the simulation, so a stored run cannot be valued anew for it",
        words::list(keys.iter().map(String::as_str))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_payers_and_the_discount_rate_only_value() {
        for set in [
            "valuation.discount_rate=0.03",
            "valuation.base_year = 2016",
            "effects.bijstand.value={ dist = \"uniform\", min = 1, max = 2 }",
            "effects.bijstand.value.max=3",
            "effects[2].pm=true",
            "effects.bijstand.payers={ gemeente = 0.5, rijk = 0.5 }",
            "effects.\"ggz-crisis\".payers.zorgverzekeraar=1",
            "alternatives.nul.effects.bijstand.transfer_to=\"huishouden\"",
            "provisions.1.informal_value=20",
            "budget.available_reserve={ dist = \"uniform\", min = 1, max = 2 }",
            "alternatives.nul.provisions.3.taakveld=\"6.71\"",
            "provisions.3.domains.adl.taakveld=\"6.71a\"",
            "team.costs[0].taakveld=\"6.1\"",
        ] {
            assert_eq!(steering_key(set), None, "{set}");
        }
    }

    #[test]
    fn volumes_prices_of_care_and_whole_tables_steer() {
        for (set, key) in [
            ("team.members=6", "team.members"),
            ("effects.bijstand.rate=[0, 0, 0, 0]", "effects.bijstand.rate"),
            ("effects.bijstand={ id = \"bijstand\" }", "effects.bijstand"),
            ("effects=[]", "effects"),
            ("provisions.3.tariff = 50", "provisions.3.tariff"),
            ("alternatives.nul.provisions.1.hours=2", "alternatives.nul.provisions.1.hours"),
            ("sampling.draws=10", "sampling.draws"),
            ("valuation={ discount_rate = 0.03 }", "valuation"),
            ("areas.\"Elst Noord\".need_factor=1", "areas.\"Elst Noord\".need_factor"),
        ] {
            assert_eq!(steering_key(set).as_deref(), Some(key), "{set}");
        }
        // What is no path is for the reader of scenarios to refuse.
        assert_eq!(steering_key("=3"), None);
    }

    #[test]
    fn all_keys_that_steer_are_named_in_one_sentence() {
        let keys = ["team.members".to_owned(), "time.years".to_owned()];
        assert!(objection(&keys).starts_with("`team.members` and `time.years` steer the"));
        assert!(objection(&keys[..1]).starts_with("`team.members` steers the"));
    }
}
