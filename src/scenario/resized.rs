//! A scenario with other numbers of draws and batches than it was read with, for a run that grows until it is precise
//! enough: the same scenario that `--set` would have given, without reading its files again.

use super::Scenario;
use serde_json::{Map, Value, json};

impl Scenario {
    /// This scenario with so many rows of quantities in so many independent designs. Its hash and its
    /// [`Self::sets`] are those of one read with `sampling.draws` and `sampling.batches` set to them.
    pub fn resized(mut self, draws: u32, batches: u32) -> Self {
        (self.sampling.draws, self.sampling.batches) = (draws, batches);
        if let Some(head) = self.effective["scenario"].as_object_mut() {
            let table = head.entry("sampling").or_insert_with(|| Value::Object(Map::new()));
            table["draws"] = json!(draws);
            table["batches"] = json!(batches);
            table.sort_all_objects();
            head.sort_keys();
        }
        self.canonical = self.effective.to_string();
        let own = ["sampling.draws", "sampling.batches"];
        self.sets.retain(|set| {
            let path = set.split_once('=').map_or(set.as_str(), |(path, _)| path);
            !own.contains(&path.trim())
        });
        self.sets.push(format!("sampling.draws={draws}"));
        self.sets.push(format!("sampling.batches={batches}"));
        self
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::{LoadOptions, Scenario};

    fn read(sets: &[&str]) -> Scenario {
        let mut options = LoadOptions::new("scenarios/example.toml");
        options.sets = sets.iter().map(|set| (*set).to_owned()).collect();
        Scenario::load(&options).expect("the example is right")
    }

    #[test]
    fn a_resized_scenario_is_the_one_that_was_set_to_that_size() {
        for before in
            [&[][..], &["sampling.draws=20"], &["sampling.batches = 2", "sampling.seed=4"]]
        {
            let resized = read(before).resized(60, 3);
            let kept = before.iter().copied().filter(|set| set.contains("seed"));
            let sets: Vec<&str> = kept.chain(["sampling.draws=60", "sampling.batches=3"]).collect();
            let expected = read(&sets);
            assert_eq!(resized.canonical(), expected.canonical());
            assert_eq!(resized.hash(), expected.hash());
            assert_eq!(resized.sets(), expected.sets());
            assert_eq!(resized.sampling_plan(), expected.sampling_plan());
        }
    }
}
