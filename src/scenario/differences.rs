//! What the alternatives of a scenario differ in, key by key. It tells values, and not what they do.

use serde_json::Value;

use super::Scenario;
use super::flat::{CHOICES, Flat, flat};
use crate::study::Model;

/// A key that has not the same value in every alternative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferentKey {
    pub path: String,
    /// By alternative; none where it has no such key.
    pub values: Vec<Option<String>>,
}

impl Scenario {
    /// The keys in which the alternatives differ, in the order of the alphabet, with uncertain numbers as they are in
    /// `sample`. Parameters of a way of financing or paying stand under the choice itself, whose own row names it.
    pub fn differences(&self, sample: &[f64]) -> Vec<DifferentKey> {
        different(&self.flat(sample))
    }

    /// Every key of every alternative.
    fn flat(&self, sample: &[f64]) -> Vec<Flat> {
        let canonical: Value = serde_json::from_str(self.canonical()).unwrap_or_default();
        let of = |alternative: &Value| {
            let mut flat = flat(&alternative["tables"]);
            set_uncertain(&mut flat, alternative["id"].as_str().unwrap_or_default(), self, sample);
            without_models(flat)
        };
        canonical["alternatives"].as_array().into_iter().flatten().map(of).collect()
    }

    /// The choices of every alternative: how the care is financed, and how the first line and specialists are paid.
    pub fn choices(&self) -> Vec<[String; 3]> {
        let central = crate::study::sampling::central(self.quantities());
        let of = |flat: &Flat| CHOICES.map(|key| flat.get(key).cloned().unwrap_or_default());
        self.flat(&central).iter().map(of).collect()
    }

    /// The calendar year from which each alternative holds, where it is not the first; before it the nulalternatief does.
    pub fn start_years(&self) -> Vec<Option<i32>> {
        let year = |from: &u32| (*from > 0).then(|| self.start_year + *from as i32);
        self.starts.iter().map(year).collect()
    }
}

/// Puts the values of a draw in the place of the distributions of an alternative.
fn set_uncertain(flat: &mut Flat, id: &str, scenario: &Scenario, sample: &[f64]) {
    let own = format!("alternatives.{id}.");
    // The alternative's own quantities come after those of the base, which they replace.
    for (quantity, value) in scenario.quantities().iter().zip(sample) {
        let path = quantity.path.strip_prefix(&own).unwrap_or(&quantity.path);
        let here = |words: &&mut String| words.ends_with(')') || path != quantity.path;
        if let Some(words) = flat.get_mut(path).filter(here) {
            *words = format!("{value:.4}");
        }
    }
}

/// Parameters of a choice under the choice itself, so that models with the same parameter share a row.
fn without_models(flat: Flat) -> Flat {
    let models: Vec<(String, String)> = CHOICES
        .iter()
        .filter_map(|choice| {
            Some((format!("{choice}.{}.", flat.get(*choice)?), format!("{choice}.")))
        })
        .collect();
    let shorter = |path: String| {
        let model = models.iter().find(|(long, _)| path.starts_with(long));
        model.map_or(path.clone(), |(long, short)| path.replacen(long, short, 1))
    };
    flat.into_iter().map(|(path, words)| (shorter(path), words)).collect()
}

/// The keys that have not the same value in every alternative.
fn different(flats: &[Flat]) -> Vec<DifferentKey> {
    let mut paths: Vec<&String> = flats.iter().flat_map(Flat::keys).collect();
    paths.sort();
    paths.dedup();
    let key = |path: &String| {
        let values: Vec<Option<String>> =
            flats.iter().map(|flat| flat.get(path).cloned()).collect();
        let same = values.windows(2).all(|pair| pair[0] == pair[1]);
        (!same).then(|| DifferentKey { path: path.clone(), values })
    };
    paths.into_iter().filter_map(key).collect()
}
